"""What a Value does besides computing: compare, print, copy, and refuse what would go wrong."""

from __future__ import annotations

from numbers import Number, Real

from minigrad.checks import described
from minigrad.graph import topological_order
from minigrad.names import name_of
from minigrad.scalars import power_slope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn, Self, TypeAlias

    Rule: TypeAlias = Callable[[float], Sequence[float]]


WORDS_OF_MICROGRAD = {
    "_prev": "v.inputs, a tuple in the order of the operation",
    "_op": "v.op",
    "_children": "v.inputs, a tuple in the order of the operation",
}


class Node:
    """The base of Value: it stores nothing, and nothing here is needed to follow a derivative."""

    __slots__ = ()
    __array_ufunc__ = None  # a NumPy operand leaves the operation to Value

    data: float
    grad: float
    inputs: tuple[Self, ...]
    op: str
    label: str
    _data: float
    _backward: Rule

    def __getattr__(self, name: str) -> NoReturn:
        ours = WORDS_OF_MICROGRAD.get(name)
        here = f": here it is {ours}" if ours else ""
        raise AttributeError(f"a Value has no attribute {name!r}{here}", name=name, obj=self)

    # ---------------------------------------------------------------- comparing

    def __lt__(self, other: float | Node) -> bool:
        return self.data < _number_in(other)

    def __le__(self, other: float | Node) -> bool:
        return self.data <= _number_in(other)

    def __gt__(self, other: float | Node) -> bool:
        return self.data > _number_in(other)

    def __ge__(self, other: float | Node) -> bool:
        return self.data >= _number_in(other)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Number):
            raise TypeError(
                f"v == {other!r} would compare a node with a number, which are never equal: "
                f"write v.data == {other!r}"
            )
        return self is other if isinstance(other, Node) else NotImplemented

    __hash__ = object.__hash__  # two nodes with the same number are two nodes

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a Value is neither true nor false: write v.data != 0, or v is not None "
            "(inside a formula, where(v > 0, x, y))"
        )

    def __float__(self) -> NoReturn:
        raise TypeError(
            "float(v), which math.exp(v) calls too, would lose the graph: write v.data for the "
            "number alone, or stay in the graph with v.exp(), v.log(), v.tanh() …"
        )

    def __pos__(self) -> Self:
        return self

    # ---------------------------------------------------------------- second derivatives

    @staticmethod
    def power_slope(x: Any, y: Any) -> Any:
        """y·xʸ⁻¹ as a graph: what scalars.power_slope is of numbers."""
        if isinstance(y, Node) or not (_number(x) == 0 and y < 1):
            return y * x ** (y - 1)
        zero = x.data  # where xʸ⁻¹ is refused: the slope of √x and its like is inf there

        def _backward(delta: float) -> Sequence[float]:
            return (delta * (y * power_slope(zero, y - 1)),)  # d(y·xʸ⁻¹)/dx = y·(y − 1)·xʸ⁻²

        return x._node(power_slope(zero, y), "power_slope", (x,), _backward)

    # ---------------------------------------------------------------- printing

    def __repr__(self) -> str:
        op = f", op={self.op!r}" if self.op else ""
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self.data!r}, grad={self.grad!r}{op}{label})"

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else str(self)

    # ---------------------------------------------------------------- copying

    def __copy__(self) -> Any:
        return self._copy_onto(self.inputs)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        for node in topological_order(self):  # inputs first, so every input already has its copy
            if id(node) not in memo:
                memo[id(node)] = node._copy_onto(tuple(memo[id(each)] for each in node.inputs))
        return memo[id(self)]

    def _copy_onto(self, inputs: tuple[Self, ...]) -> Any:
        copied: Any = object.__new__(type(self))
        copied._data, copied.grad = self._data, self.grad
        copied.op, copied.label = self.op, self.label
        copied._backward = self._backward  # it holds numbers, so it fits the copy as well
        copied.inputs = inputs
        return copied

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "a Value cannot be pickled, because its rule is a function made on the spot: "
            "save the numbers (v.data) and build the graph again from them"
        )


# -------------------------------------------------------------------- numbers for operations


def as_float(data: Any) -> float:
    """A real number as a float; TypeError for anything else, OverflowError for a huge integer."""
    if type(data) is float:
        return data
    if isinstance(data, Node):
        raise TypeError(
            "Value(...) and .data take a number, got a Value: use it as it is, or its .data"
        )
    if not isinstance(data, Real):
        raise TypeError(
            "a Value holds one real number and combines with numbers and Values, got "
            f"{described(data)}; convert text with float(), take arrays and lists item by item"
        )
    try:
        return float(data)
    except OverflowError:
        raise OverflowError(
            "a Value needs a number that fits a float (|x| < 1.8e308), got a larger integer"
        ) from None


def wrong_grad(node: Node) -> TypeError:
    return TypeError(
        f"backward() adds to every grad and needs a number there, got {described(node.grad)} at "
        f"{name_of(node)}: start over with grad = 0.0, or with zero_grad()"
    )


def number_rule(delta: float) -> Sequence[float]:
    """The rule of a number written into a formula: a leaf that pictures need not show."""
    return ()


def as_label(text: Any) -> str:
    if isinstance(text, str):
        return text
    raise TypeError(f"Value() needs text as label, got {described(text)}")


def _number(x: Any) -> Any:
    """The number of a Value, also where its data is a Value (a derivative of a derivative)."""
    while isinstance(x, Node):
        x = x.data
    return x


def _number_in(x: float | Node) -> float:
    return x.data if isinstance(x, Node) else as_float(x)


def apply(function: Callable[..., float], *operands: float | Node) -> float:
    """Apply the function to the operands' numbers; an error names the operands by their labels."""
    try:
        return function(*[x._data if isinstance(x, Node) else x for x in operands])
    except (ValueError, ArithmeticError) as refusal:
        labels = [repr(x.label) for x in operands if isinstance(x, Node) and x.label]
        where_from = f" (label {', '.join(labels)})" if labels else ""
        raise type(refusal)(f"{refusal}{where_from}") from None
