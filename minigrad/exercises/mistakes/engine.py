"""A small engine in micrograd's style that can be made wrong in one place at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from minigrad.exercises.mistakes.mistake import Form
from minigrad.graph import topological_order
from minigrad.value import Value

Slopes = Callable[..., Sequence[float]]  # (out, *inputs) -> ∂out/∂ each input
Methods = Mapping[str, Callable[..., Callable[..., Any]]]  # the right method -> another

# Each method of the engine, and the same method of minigrad's Value, which has the right rule.
METHODS: dict[str, tuple[str, Callable[..., Value]]] = {
    "__add__": ("+", lambda x, y: x + y),
    "__radd__": ("+", lambda x, y: y + x),
    "__sub__": ("-", lambda x, y: x - y),
    "__rsub__": ("rsub", lambda x, y: y - x),
    "__mul__": ("*", lambda x, y: x * y),
    "__rmul__": ("*", lambda x, y: y * x),
    "__truediv__": ("/", lambda x, y: x / y),
    "__rtruediv__": ("rdiv", lambda x, y: y / x),
    "__pow__": ("**", lambda x, n: x**n),
    "__neg__": ("neg", lambda x: -x),
    "exp": ("exp", Value.exp),
    "log": ("log", Value.log),
    "tanh": ("tanh", Value.tanh),
    "sigmoid": ("sigmoid", Value.sigmoid),
    "relu": ("relu", Value.relu),
}

OPERATIONS = tuple(dict.fromkeys(op for op, _ in METHODS.values()))

# Right ways to build methods from others, in which one mistake shows in several places.
THROUGH_VALUE = {
    "__rsub__": lambda right: lambda self, other: type(self)(other) - self,
    "__rtruediv__": lambda right: lambda self, other: type(self)(other) / self,
}
REFLECTED = {
    "__rsub__": lambda right: lambda self, other: -self + other,
    "__rtruediv__": lambda right: lambda self, other: self**-1 * other,
}
COMPOSED = REFLECTED | {
    "__sub__": lambda right: lambda self, other: self + -other,
    "__truediv__": lambda right: lambda self, other: self * other**-1,
}
MICROGRAD = COMPOSED | {"__neg__": lambda right: lambda self: self * -1}

# By operation: the styles in which a mistake in it shows in other operations too.
STYLES: dict[str, tuple[Methods, ...]] = {
    "+": (MICROGRAD,),
    "*": (MICROGRAD,),
    "neg": (REFLECTED, COMPOSED),
    "**": (REFLECTED, COMPOSED),
    "-": (THROUGH_VALUE,),
    "/": (THROUGH_VALUE,),
    "all": (THROUGH_VALUE, REFLECTED, COMPOSED, MICROGRAD),
}


def in_every_style(op: str, **wrong: Any) -> tuple[Form, ...]:
    """A wrong engine for each style of code in which a mistake in `op` gives other numbers."""
    styles: tuple[Methods, ...] = ({}, *STYLES.get(op, ()))
    return tuple(partial(engine, **{"methods": style} | wrong) for style in styles)


def from_the_root(root: Any) -> list[Any]:
    """The right order: every node before its inputs."""
    return topological_order(root)[::-1]


def engine(
    *,
    slopes: Mapping[str, Slopes] | None = None,
    methods: Methods | None = None,
    send: Callable[[str, float, float], float] = lambda op, delta, local: delta * local,
    order: Callable[[Any], Iterable[Any]] = from_the_root,
    seed: Callable[[Any], float] = lambda root: 1.0,
    receive: Callable[[str, float, float], float] = lambda op, old, new: old + new,
    zeroed: Callable[[Any], Iterable[Any]] = topological_order,
    default_inputs: list[Any] | None = None,
    lost: Mapping[str, str] | None = None,
    receiver: Callable[[Any, Any], Any] = lambda out, node: node,
) -> dict[str, type]:
    """A class Value, right unless an argument makes it wrong.

    `slopes` replace local derivatives, by operation; `methods` turn a right method into another.
    `send` computes from δ and a local derivative what goes to an input, `receive` computes the
    new grad from the old one and what was sent. `order` is the order of the backward pass,
    `seed` the grad of its root, `zeroed` the nodes that zero_grad() visits, `default_inputs` a
    list that all leaves share. `lost` says for an operation, or for "all", what its new node is
    not given: its inputs, its rule, or both. `receiver` says whose grad a contribution of `out`
    to one of its inputs is added to.
    """
    wrong_slopes = slopes or {}
    missing = lost or {}

    class Engine:
        def __init__(self, data: float) -> None:
            self.data = data
            self.grad = 0.0
            self.inputs: Any = () if default_inputs is None else default_inputs
            self.operand: float | None = None  # the number beside the node, as in a**3
            self._backward: Callable[[], Any] = lambda: None

        def backward(self) -> None:
            nodes = order(self)
            self.grad = seed(self)
            for node in nodes:
                node._backward()

        def zero_grad(self) -> None:
            for node in zeroed(self):
                node.grad = 0.0

    def method(op: str, function: Callable[..., Value]) -> Callable[..., Engine]:
        def apply(self: Engine, *others: Any) -> Engine:
            operands = (self, *others)
            own = [Value(x.data) if isinstance(x, Engine) else x for x in operands]
            result = function(*own)
            made_of = {id(x): node for x, node in zip(own, operands, strict=True)}
            same = made_of.get(id(result))
            if isinstance(same, Engine):  # 0 + a is a itself
                return same
            out = Engine(result.data)
            inputs = tuple(made_of.get(id(x)) or Engine(x.data) for x in result.inputs)
            if default_inputs is None:
                out.inputs = inputs
            else:
                out.inputs.extend(inputs)
            not_given = missing.get(op, missing.get("all", ""))
            if "inputs" in not_given:
                out.inputs = ()
            out.operand = next((x for x in others if not isinstance(x, Engine)), None)

            def _backward() -> list[float]:
                right = result._backward(1.0)
                locals_ = wrong_slopes[op](out, *inputs) if op in wrong_slopes else right
                sent = []
                for node, local in zip(inputs, locals_, strict=True):
                    sent.append(send(op, out.grad, local))
                    target = receiver(out, node)
                    target.grad = receive(op, target.grad, sent[-1])
                return sent

            if "rule" not in not_given:
                out._backward = _backward
            return out

        return apply

    for name, (op, function) in METHODS.items():
        setattr(Engine, name, method(op, function))
    for name, replacement in (methods or {}).items():
        setattr(Engine, name, replacement(getattr(Engine, name)))
    return {"Value": Engine}
