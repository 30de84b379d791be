"""A Value: a number that remembers how it was made, so that derivatives can walk back through it.

Read from top to bottom. An operation computes its number and leaves a rule, `_backward`: given
δ, the derivative of the root with respect to the result, the rule returns what the operation
sends to each input, δ · ∂out/∂in. `walk`, at the end, is the chain rule, written once.
"""

from __future__ import annotations

from numbers import Number, Real

from minigrad import scalars
from minigrad.graph import topological_order
from minigrad.scalars import heaviside, log_of_base, power_slope, share_of_max, sign, where

TYPE_CHECKING = False  # a type checker reads this name as True; the program skips these imports
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any, NoReturn, TypeAlias

    Rule: TypeAlias = Callable[[float], Sequence[float]]


class Value:
    """A number in a graph: its data, the inputs it was computed from, and their local rule.

    `grad` collects derivatives as in PyTorch: every `backward()` adds to it. `label` is free
    text for drawings and errors; dots in it (`layer1.neuron0.w2`) group nodes. `data` can be
    set anew (a training step does); nodes computed before keep the numbers they have.
    TypeError for anything that is not a real number.

    >>> a = Value(3.0, label="a")
    >>> y = a * a + 2 * a
    >>> y.backward()
    >>> y.data, a.grad                      # dy/da = 2a + 2
    (15.0, 8.0)
    """

    __slots__ = ("__weakref__", "_backward", "_data", "grad", "inputs", "label", "op")
    __array_ufunc__ = None  # a NumPy operand leaves the operation to Value

    grad: float
    inputs: tuple[Value, ...]
    op: str
    label: str
    _backward: Rule

    def __init__(self, data: float, label: str = "") -> None:
        if not isinstance(label, str):
            raise TypeError(f"Value() needs text as label, got {_described(label)}")
        self.data = data
        self.grad = 0.0
        self.inputs = ()
        self.op = ""
        self.label = label
        self._backward = _leaf_rule

    @staticmethod
    def _node(data: float, op: str, inputs: tuple[Value, ...], backward: Rule) -> Value:
        """The result of an operation. Its data needs no check: it was computed, not given."""
        node = _new_object(Value)
        node._data = data
        node.grad = 0.0
        node.inputs = inputs
        node.op = op
        node.label = ""
        node._backward = backward
        return node

    @property
    def data(self) -> float:
        return self._data

    @data.setter
    def data(self, data: float) -> None:
        self._data = _as_float(data)

    # ---------------------------------------------------------------- arithmetic

    def __add__(self, other: float | Value) -> Value:
        other = as_value(other)

        def _backward(delta: float) -> Sequence[float]:
            return delta, delta  # ∂(x + y)/∂x = ∂(x + y)/∂y = 1

        return Value._node(self.data + other.data, "+", (self, other), _backward)

    def __sub__(self, other: float | Value) -> Value:
        other = as_value(other)

        def _backward(delta: float) -> Sequence[float]:
            return delta, -delta  # ∂(x − y)/∂x = 1, ∂(x − y)/∂y = −1

        return Value._node(self.data - other.data, "-", (self, other), _backward)

    def __mul__(self, other: float | Value) -> Value:
        other = as_value(other)
        x, y = self.data, other.data

        def _backward(delta: float) -> Sequence[float]:
            return delta * y, delta * x  # ∂(xy)/∂x = y, ∂(xy)/∂y = x

        return Value._node(x * y, "*", (self, other), _backward)

    def __truediv__(self, other: float | Value) -> Value:
        other = as_value(other)
        y = other.data
        z = _apply(scalars.divide, self, other)

        def _backward(delta: float) -> Sequence[float]:
            return delta * (1 / y), delta * (-z / y)  # ∂(x/y)/∂x = 1/y, ∂(x/y)/∂y = −x/y² = −z/y

        return Value._node(z, "/", (self, other), _backward)

    def __pow__(self, other: float | Value) -> Value:
        if isinstance(other, Value):
            return self._power_of_two_values(other)
        x, n = self.data, _as_float(other)

        def _backward(delta: float) -> Sequence[float]:
            return (delta * power_slope(x, n),)  # d(xⁿ)/dx = n·xⁿ⁻¹

        return Value._node(_apply(scalars.power, self, n), f"**{n:g}", (self,), _backward)

    def __rpow__(self, other: float) -> Value:
        base = _as_float(other)
        z = _apply(scalars.power, base, self)

        def _backward(delta: float) -> Sequence[float]:
            return (delta * (z * log_of_base(base)),)  # d(bˣ)/dx = bˣ·log b

        return Value._node(z, f"{base:g}**", (self,), _backward)

    def _power_of_two_values(self, other: Value) -> Value:
        x, y = self.data, other.data
        z = _apply(scalars.power, self, other)

        def _backward(delta: float) -> Sequence[float]:
            # ∂(xʸ)/∂x = y·xʸ⁻¹, ∂(xʸ)/∂y = xʸ·log x
            return delta * power_slope(x, y), delta * (z * log_of_base(x))

        return Value._node(z, "**", (self, other), _backward)

    def __neg__(self) -> Value:
        def _backward(delta: float) -> Sequence[float]:
            return (-delta,)  # d(−x)/dx = −1

        return Value._node(-self.data, "neg", (self,), _backward)

    def __pos__(self) -> Value:
        return self

    def __abs__(self) -> Value:
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (delta * sign(x),)  # d|x|/dx = ±1, and 0 at the kink

        return Value._node(abs(x), "abs", (self,), _backward)

    def __radd__(self, other: float) -> Value:
        if type(other) is int and other == 0:  # where sum() starts: 0 + x is x, without a node
            return self
        return as_value(other) + self

    def __rsub__(self, other: float) -> Value:
        return as_value(other) - self

    def __rmul__(self, other: float) -> Value:
        return as_value(other) * self

    def __rtruediv__(self, other: float) -> Value:
        return as_value(other) / self

    # ---------------------------------------------------------------- functions

    def exp(self) -> Value:
        """eˣ; OverflowError above 709.78."""
        z = _apply(scalars.exp, self)

        def _backward(delta: float) -> Sequence[float]:
            return (delta * z,)  # d(eˣ)/dx = eˣ

        return Value._node(z, "exp", (self,), _backward)

    def log(self) -> Value:
        """The natural logarithm; ValueError for data <= 0."""
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (delta * (1 / x),)  # d(log x)/dx = 1/x

        return Value._node(_apply(scalars.log, self), "log", (self,), _backward)

    def sqrt(self) -> Value:
        """√x; ValueError for data < 0. The slope at 0 is inf."""
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (delta * power_slope(x, 0.5),)  # d(√x)/dx = ½·x^−½

        return Value._node(_apply(scalars.sqrt, self), "sqrt", (self,), _backward)

    def sin(self) -> Value:
        """The sine of x radians."""
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (delta * scalars.cos(x),)  # d(sin x)/dx = cos x

        return Value._node(scalars.sin(x), "sin", (self,), _backward)

    def cos(self) -> Value:
        """The cosine of x radians."""
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (delta * -scalars.sin(x),)  # d(cos x)/dx = −sin x

        return Value._node(scalars.cos(x), "cos", (self,), _backward)

    def tanh(self) -> Value:
        """The hyperbolic tangent."""
        t = scalars.tanh(self.data)

        def _backward(delta: float) -> Sequence[float]:
            return (delta * (1 - t * t),)  # d(tanh x)/dx = 1 − tanh²x

        return Value._node(t, "tanh", (self,), _backward)

    def sigmoid(self) -> Value:
        """σ(x) = 1 / (1 + e⁻ˣ), at any x without overflow."""
        s = scalars.sigmoid(self.data)

        def _backward(delta: float) -> Sequence[float]:
            return (delta * (s * (1 - s)),)  # σ′(x) = σ(x)·(1 − σ(x))

        return Value._node(s, "sigmoid", (self,), _backward)

    def relu(self) -> Value:
        """max(x, 0). The slope at the kink is 0."""
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (delta * heaviside(x),)  # relu′(x) = 1 for x > 0, else 0

        return Value._node(scalars.relu(x), "relu", (self,), _backward)

    def leaky_relu(self, slope: float = 0.01) -> Value:
        """x for x > 0, else slope · x. The slope at the kink is `slope`."""
        x, slope = self.data, _as_float(slope)

        def _backward(delta: float) -> Sequence[float]:
            on = heaviside(x)
            return (delta * (on + slope * (1 - on)),)  # 1 for x > 0, else slope

        return Value._node(where(x > 0, x, slope * x), "leaky_relu", (self,), _backward)

    def softplus(self) -> Value:
        """log(1 + eˣ), the smooth relu, at any x without overflow."""
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (delta * scalars.sigmoid(x),)  # d(log(1 + eˣ))/dx = σ(x)

        return Value._node(scalars.softplus(x), "softplus", (self,), _backward)

    def maximum(self, other: float | Value) -> Value:
        """The larger of two; on a tie each gets half of δ."""
        other = as_value(other)
        x, y = self.data, other.data

        def _backward(delta: float) -> Sequence[float]:
            return delta * share_of_max(x, y), delta * share_of_max(
                y, x
            )  # 1 for the larger, else 0

        return Value._node(scalars.maximum(x, y), "maximum", (self, other), _backward)

    # What scalars.power_slope is for Values: the slope of a power as a graph of its own, from
    # which a second derivative can be walked. n·xⁿ⁻¹ here, with x or with n alone a Value.

    def _power_slope(self, exponent: float | Value) -> Value:
        return exponent * self ** (exponent - 1)

    def _rpower_slope(self, base: float) -> Value:
        return self * base ** (self - 1)

    # ---------------------------------------------------------------- comparing

    def __lt__(self, other: float | Value) -> bool:
        return self.data < _number_in(other)

    def __le__(self, other: float | Value) -> bool:
        return self.data <= _number_in(other)

    def __gt__(self, other: float | Value) -> bool:
        return self.data > _number_in(other)

    def __ge__(self, other: float | Value) -> bool:
        return self.data >= _number_in(other)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Number):
            raise TypeError(
                f"v == {other!r} would compare a node with a number, which are never equal: "
                f"write v.data == {other!r}"
            )
        return self is other if isinstance(other, Value) else NotImplemented

    __hash__ = object.__hash__  # two nodes with the same number are two nodes

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a Value is neither true nor false: write v.data != 0, or v is not None "
            "(inside a formula, where(v > 0, x, y))"
        )

    def __float__(self) -> NoReturn:
        raise TypeError(
            "float(v), and math.exp(v) through it, would lose the graph: write v.data for the "
            "number alone, or stay in the graph with v.exp(), v.log(), v.tanh() …"
        )

    # ---------------------------------------------------------------- walking backward

    def backward_steps(self) -> Iterator[Step]:
        """Walk from this root to the leaves, one `Step` a node, changing nothing.

        >>> x = Value(3.0, label="x")
        >>> for step in (x * x).backward_steps():
        ...     print(step)
        *: δ = 1.0, sends 3.0 to x, 3.0 to x
        x: δ = 6.0
        """
        return walk(topological_order(self)[::-1], {self: 1.0})

    def backward(self) -> None:
        """Add to every node's `grad` the derivative of this root with respect to that node.

        Add, not set: a second call doubles every grad, two losses that share a node sum up.
        `zero_grad()` starts over.
        """
        for step in self.backward_steps():
            step.node.grad += step.delta

    def zero_grad(self) -> None:
        """Set `grad` to 0 here and in every node that this one is made of."""
        for node in topological_order(self):
            node.grad = 0.0

    def detach(self) -> Value:
        """A new leaf with the same number, through which no derivative flows."""
        return Value._node(self.data, "", (), _leaf_rule)

    # ---------------------------------------------------------------- showing and copying

    def __repr__(self) -> str:
        op = f", op={self.op!r}" if self.op else ""
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self.data!r}, grad={self.grad!r}{op}{label})"

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else str(self)

    def __copy__(self) -> Value:
        return self._copy_onto(self.inputs)

    def __deepcopy__(self, memo: dict[int, Any]) -> Value:
        for node in topological_order(self):  # inputs first, so every input has its copy by now
            if id(node) not in memo:
                memo[id(node)] = node._copy_onto(tuple(memo[id(each)] for each in node.inputs))
        copied: Value = memo[id(self)]
        return copied

    def _copy_onto(self, inputs: tuple[Value, ...]) -> Value:
        node = Value._node(self.data, self.op, inputs, self._backward)  # a rule holds no node
        node.grad, node.label = self.grad, self.label
        return node

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "a Value cannot be pickled, its rule is a function made on the spot: "
            "save the numbers (v.data) and build the graph again from them"
        )


_new_object = object.__new__


def _leaf_rule(delta: float) -> Sequence[float]:
    return ()  # a leaf has no inputs to send anything to


def as_value(x: float | Value) -> Value:
    """The Value itself, or a number as a new leaf."""
    return x if isinstance(x, Value) else Value(x)


def _as_float(data: Any) -> float:
    if type(data) is float:
        return data
    if isinstance(data, Value):
        raise TypeError(
            "Value(...) and .data take a number, got a Value: use it as it is, or its .data"
        )
    if not isinstance(data, Real):
        raise TypeError(
            f"a Value holds and combines with one real number or Value, got {_described(data)}; "
            "convert text with float(), take arrays and lists element by element"
        )
    try:
        return float(data)
    except OverflowError:
        raise OverflowError(
            "a Value needs a number that fits a float (|x| < 1.8e308), got a larger integer"
        ) from None


def _number_in(x: float | Value) -> float:
    return x.data if isinstance(x, Value) else _as_float(x)


def _described(thing: object) -> str:
    text = repr(thing)
    return f"{type(thing).__name__} {text if len(text) <= 40 else text[:37] + '...'}"


def _apply(function: Callable[..., float], *operands: float | Value) -> float:
    """The function of the operands' numbers; a refusal names the operands by their labels."""
    try:
        return function(*[x._data if isinstance(x, Value) else x for x in operands])
    except (ValueError, ArithmeticError) as refusal:
        labels = [repr(x.label) for x in operands if isinstance(x, Value) and x.label]
        where_from = f" (label {', '.join(labels)})" if labels else ""
        raise type(refusal)(f"{refusal}{where_from}") from None


class Step:
    """One node of a pass: the δ that reached it, and what its rule sends to each input."""

    __slots__ = ("contributions", "delta", "node")

    def __init__(self, node: Value, delta: float, contributions: Sequence[float]) -> None:
        self.node = node
        self.delta = delta
        self.contributions = contributions

    def __repr__(self) -> str:
        sends = ", ".join(
            f"{contribution!r} to {value.label or value.op or 'a leaf'}"
            for value, contribution in zip(self.node.inputs, self.contributions, strict=True)
        )
        name = self.node.label or self.node.op or "a leaf"
        return f"{name}: δ = {self.delta!r}" + (f", sends {sends}" if sends else "")

    def _repr_html_(self) -> str:
        from html import escape  # only in a notebook

        name, _, rest = repr(self).partition(": ")
        return f"<b>{escape(name)}</b>: {escape(rest)}"


def walk(order: Sequence[Value], seeds: Mapping[Value, float]) -> Iterator[Step]:
    """The chain rule. Visit the nodes in order, roots first; each sends δ · ∂out/∂in to its inputs.

    Gradients add where paths meet: that is the one `+` below. The deltas live in this pass
    alone, so it can be stopped, repeated or drawn without touching any `grad`. The order is
    the caller's: another one than a reversed topological order gives other, wrong numbers.
    """
    deltas = dict.fromkeys(order, 0.0)
    deltas.update(seeds)
    for node in order:
        contributions = node._backward(deltas[node])
        if len(contributions) != len(node.inputs):
            raise _miscounted(node, contributions)
        for value, contribution in zip(node.inputs, contributions):  # noqa: B905 (strict costs 10 %)
            deltas[value] = deltas[value] + contribution
        yield Step(node, deltas[node], contributions)


def _miscounted(node: Value, contributions: Sequence[float]) -> ValueError:
    return ValueError(
        f"the rule of {node.op!r} needs to return one contribution for each of its "
        f"{len(node.inputs)} inputs, got {contributions!r}"
    )
