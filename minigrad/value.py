"""A Value: a number that remembers how it was made, so that a walk back finds its derivatives.

Read from top to bottom. An operation computes its number and leaves a rule, `_backward`: given
δ, the derivative of the root with respect to the result, the rule returns what the operation
sends to each input, δ · ∂out/∂in. `backward`, at the end, walks from a root through all rules;
the walk itself, the chain rule, is in graph.py. What a Value refuses and prints is in node.py.
"""

from __future__ import annotations

from minigrad import scalars
from minigrad.graph import Step, chain_rule, topological_order, walk
from minigrad.node import Node, apply, as_float, as_label, number_rule, wrong_grad
from minigrad.scalars import if_positive, log_of_base, power_slope, share_of_max

TYPE_CHECKING = False  # a type checker reads this name as True; the program skips these imports
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from minigrad.node import Rule


class Value(Node):
    """A number in a graph: its data, the inputs it was computed from, and their local rule.

    `grad` collects derivatives as in PyTorch: every `backward()` adds to it. `label` is free
    text for drawings and errors; dots in it (`layer1.neuron0.w2`) group nodes. `data` can be
    changed, as a training step does; nodes computed earlier keep their numbers. TypeError for
    anything that is not a real number.

    >>> a = Value(3.0, label="a")
    >>> y = a * a + 2 * a
    >>> y.backward()
    >>> y.data, a.grad                      # dy/da = 2a + 2
    (15.0, 8.0)
    """

    __slots__ = ("__weakref__", "_backward", "_data", "grad", "inputs", "label", "op")

    def __init__(self, data: float, label: str = "") -> None:
        self.data = data
        self.grad = 0.0
        self.inputs: tuple[Value, ...] = ()
        self.op = ""
        self.label = as_label(label)
        self._backward = _leaf_rule

    @staticmethod
    def _node(data: float, op: str, inputs: tuple[Value, ...], backward: Rule) -> Value:
        """The result of an operation. Its data needs no check: it was computed, not given."""
        node: Value = object.__new__(Value)
        node._data = data
        node.grad = 0.0
        node.inputs = inputs
        node.op = op
        node.label = ""
        node._backward = backward
        return node

    @property
    def data(self) -> float:
        return self._data  # which + − × read themselves: a property costs time

    @data.setter
    def data(self, data: float) -> None:
        self._data = as_float(data)

    # ---------------------------------------------------------------- arithmetic

    def __add__(self, other: float | Value) -> Value:
        other = as_value(other)
        return Value._node(self._data + other._data, "+", (self, other), _sum_rule)

    def __sub__(self, other: float | Value) -> Value:
        other = as_value(other)

        def _backward(delta: float) -> Sequence[float]:
            return delta, -delta  # ∂(x − y)/∂x = 1, ∂(x − y)/∂y = −1

        return Value._node(self._data - other._data, "-", (self, other), _backward)

    def __mul__(self, other: float | Value) -> Value:
        other = as_value(other)
        x, y = self._data, other._data

        def _backward(delta: float) -> Sequence[float]:
            return delta * y, delta * x  # ∂(xy)/∂x = y, ∂(xy)/∂y = x

        return Value._node(x * y, "*", (self, other), _backward)

    def __truediv__(self, other: float | Value) -> Value:
        other = as_value(other)
        z, y = apply(scalars.divide, self, other), other.data

        def _backward(delta: float) -> Sequence[float]:
            return delta * (1 / y), delta * (-z / y)  # ∂(x/y)/∂x = 1/y, ∂(x/y)/∂y = −x/y² = −z/y

        return Value._node(z, "/", (self, other), _backward)

    def __pow__(self, other: float | Value) -> Value:
        if isinstance(other, Value):
            return self._to_the_power_of(other)
        x, n = self.data, as_float(other)

        def _backward(delta: float) -> Sequence[float]:
            return (delta * power_slope(x, n),)  # d(xⁿ)/dx = n·xⁿ⁻¹

        return Value._node(apply(scalars.power, self, n), f"**{n:g}", (self,), _backward)

    def __rpow__(self, other: float) -> Value:
        base = as_float(other)
        z = apply(scalars.power, base, self)

        def _backward(delta: float) -> Sequence[float]:
            return (delta * (z * log_of_base(base)),)  # d(bˣ)/dx = bˣ·log b

        return Value._node(z, f"{base:g}**", (self,), _backward)

    def _to_the_power_of(self, other: Value) -> Value:
        x, y, z = self.data, other.data, apply(scalars.power, self, other)

        def _backward(delta: float) -> Sequence[float]:
            return delta * power_slope(x, y), delta * (z * log_of_base(x))  # y·xʸ⁻¹, xʸ·log x

        return Value._node(z, "**", (self, other), _backward)

    def __neg__(self) -> Value:
        def _backward(delta: float) -> Sequence[float]:
            return (-delta,)  # d(−x)/dx = −1

        return Value._node(-self.data, "neg", (self,), _backward)

    def __abs__(self) -> Value:
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (if_positive(x, delta, if_positive(-x, -delta, delta * 0)),)  # ±1; 0 at 0

        return Value._node(abs(x), "abs", (self,), _backward)

    def __radd__(self, other: float) -> Value:
        starts_a_sum = type(other) is int and other == 0  # sum() starts with 0, which needs no node
        return self if starts_a_sum else as_value(other) + self

    def __rsub__(self, other: float) -> Value:
        return as_value(other) - self

    def __rmul__(self, other: float) -> Value:
        return as_value(other) * self

    def __rtruediv__(self, other: float) -> Value:
        return as_value(other) / self

    # ---------------------------------------------------------------- functions

    def exp(self) -> Value:
        """eˣ; OverflowError above 709.78."""
        z = apply(scalars.exp, self)

        def _backward(delta: float) -> Sequence[float]:
            return (delta * z,)  # d(eˣ)/dx = eˣ

        return Value._node(z, "exp", (self,), _backward)

    def log(self) -> Value:
        """The natural logarithm; ValueError for data <= 0."""
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (delta * (1 / x),)  # d(log x)/dx = 1/x

        return Value._node(apply(scalars.log, self), "log", (self,), _backward)

    def sqrt(self) -> Value:
        """√x; ValueError for data < 0. The slope at 0 is inf."""
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (delta * power_slope(x, 0.5),)  # d(√x)/dx = ½·x^−½

        return Value._node(apply(scalars.sqrt, self), "sqrt", (self,), _backward)

    def sin(self) -> Value:
        """The sine of x radians."""
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (delta * scalars.cos(x),)  # d(sin x)/dx = cos x

        return Value._node(apply(scalars.sin, self), "sin", (self,), _backward)

    def cos(self) -> Value:
        """The cosine of x radians."""
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (delta * -scalars.sin(x),)  # d(cos x)/dx = −sin x

        return Value._node(apply(scalars.cos, self), "cos", (self,), _backward)

    def tanh(self) -> Value:
        """The hyperbolic tangent."""
        t = apply(scalars.tanh, self)

        def _backward(delta: float) -> Sequence[float]:
            return (delta * ((1 - t) * (1 + t)),)  # d(tanh x)/dx = 1 − tanh²x

        return Value._node(t, "tanh", (self,), _backward)

    def sigmoid(self) -> Value:
        """σ(x) = 1 / (1 + e⁻ˣ), without overflow at any x."""
        s = apply(scalars.sigmoid, self)

        def _backward(delta: float) -> Sequence[float]:
            return (delta * (s * (1 - s)),)  # σ′(x) = σ(x)·(1 − σ(x))

        return Value._node(s, "sigmoid", (self,), _backward)

    def relu(self) -> Value:
        """max(x, 0). The slope at the kink is 0."""
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (if_positive(x, delta, 0.0),)  # relu′(x) = 1 for x > 0, else 0

        return Value._node(apply(scalars.relu, self), "relu", (self,), _backward)

    def leaky_relu(self, slope: float = 0.01) -> Value:
        """x for x > 0, else slope · x. The slope at the kink is `slope`."""
        x, slope = self.data, as_float(slope)

        def _backward(delta: float) -> Sequence[float]:
            return (if_positive(x, delta, delta * slope),)  # 1 for x > 0, else slope

        return Value._node(apply(scalars.leaky_relu, self, slope), "leaky_relu", (self,), _backward)

    def softplus(self) -> Value:
        """log(1 + eˣ), the smooth relu, without overflow at any x."""
        x = self.data

        def _backward(delta: float) -> Sequence[float]:
            return (delta * scalars.sigmoid(x),)  # d(log(1 + eˣ))/dx = σ(x)

        return Value._node(apply(scalars.softplus, self), "softplus", (self,), _backward)

    def maximum(self, other: float | Value) -> Value:
        """The larger of two; on a tie each gets half of δ."""
        other = as_value(other)
        x, y = self._data, other._data

        def _backward(delta: float) -> Sequence[float]:
            return share_of_max(x, y, delta), share_of_max(y, x, delta)  # 1 and 0, or ½ each

        return Value._node(apply(scalars.maximum, self, other), "maximum", (self, other), _backward)

    # ---------------------------------------------------------------- walking backward

    def backward_steps(self) -> Iterator[Step]:
        """Walk from this root to the leaves, one `Step` per node, changing nothing.

        >>> x = Value(3.0, label="x")
        >>> for step in (x * x).backward_steps(): print(step)
        *: δ = 1.0, sends 3.0 to x, 3.0 to x
        x: δ = 6.0
        """
        return walk(topological_order(self)[::-1], {self: 1.0})

    def backward(self) -> None:
        """Add to every node's `grad` the derivative of this root with respect to that node.

        A second call doubles every grad, two losses that share a node add up: `zero_grad()` starts
        over. `with gc_paused():` makes a training loop of your own much faster.
        """
        for node, delta, _ in chain_rule(topological_order(self)[::-1], {self: 1.0}):
            try:
                node.grad += delta
            except TypeError:  # None, say, as PyTorch has it before the first pass
                raise wrong_grad(node) from None

    def zero_grad(self) -> None:
        """Set `grad` to 0 in this node and in every node that it was computed from."""
        for node in topological_order(self):
            node.grad = 0.0

    def detach(self) -> Value:
        """A new leaf with the same number, through which no derivative flows."""
        return Value._node(self.data, "", (), _leaf_rule)


def _sum_rule(delta: float) -> Sequence[float]:
    return delta, delta  # ∂(x + y)/∂x = ∂(x + y)/∂y = 1: no number to keep, so one rule for all


def _leaf_rule(delta: float) -> Sequence[float]:
    return ()  # a leaf has no inputs to send anything to


def as_value(x: float | Value) -> Value:
    """The Value itself, or a number as a new leaf."""
    return x if isinstance(x, Value) else Value._node(as_float(x), "", (), number_rule)
