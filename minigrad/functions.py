"""Operations on several Values at once, each a single node; and `operation`, to make your own."""

from __future__ import annotations

from numbers import Real

from minigrad import scalars
from minigrad.checks import described
from minigrad.scalars import is_number, left_sum, share_of_max
from minigrad.value import Value, as_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence


def total(values: Iterable[float | Value]) -> Value:
    """x₀ + x₁ + … as one node, where `sum` makes one node for each plus.

    >>> total([Value(1.0), Value(2.0), 4.0]).data
    7.0
    """
    inputs = _several("total", values)
    n = len(inputs)  # the rule holds n, not `inputs`: a copy would keep the original graph alive

    def _backward(delta: float) -> Sequence[float]:
        return (delta,) * n  # ∂z/∂xᵢ = 1

    return Value._node(left_sum(x.data for x in inputs), "total", inputs, _backward)


def weighted_sum(
    weights: Iterable[float | Value], inputs: Iterable[float | Value], bias: float | Value = 0.0
) -> Value:
    """z = b + w₀·x₀ + w₁·x₁ + … as one node: the z of a neuron, whose δ is the textbook's ∂C/∂z.

    Its inputs in the graph are the weights, then the inputs, then the bias. ValueError unless
    there are as many weights as inputs, and at least one of each.

    >>> z = weighted_sum([Value(2.0), Value(-1.0)], [3.0, 4.0], bias=Value(0.5))
    >>> z.data
    2.5
    """
    ws, xs = _several("weighted_sum", weights), _several("weighted_sum", inputs)
    if len(ws) != len(xs):
        raise ValueError(
            f"weighted_sum() needs one weight per input, got {len(ws)} weights and {len(xs)} inputs"
        )
    b = as_value(bias)
    w, x = [value.data for value in ws], [value.data for value in xs]
    z = left_sum((wi * xi for wi, xi in zip(w, x, strict=True)), start=b.data)

    def _backward(delta: float) -> Sequence[float]:
        # ∂z/∂wᵢ = xᵢ, ∂z/∂xᵢ = wᵢ, ∂z/∂b = 1
        return *[delta * xi for xi in x], *[delta * wi for wi in w], delta

    return Value._node(z, "weighted_sum", (*ws, *xs, b), _backward)


def maximum(x: float | Value, y: float | Value) -> Value:
    """The larger of two as one node; on a tie each gets half of δ."""
    return as_value(x).maximum(y)


def minimum(x: float | Value, y: float | Value) -> Value:
    """The smaller of two as one node; on a tie each gets half of δ."""
    first, second = as_value(x), as_value(y)
    a, b = first.data, second.data

    def _backward(delta: float) -> Sequence[float]:
        return share_of_max(b, a, delta), share_of_max(a, b, delta)  # 1 for the smaller, else 0

    return Value._node(-scalars.maximum(-a, -b), "minimum", (first, second), _backward)


def where(condition: bool, x: float | Value, y: float | Value) -> Value:
    """x if the condition holds, else y: one node with both as inputs; only the chosen one gets δ.

    >>> a = Value(-2.0)
    >>> where(a > 0, a, 0.1 * a).data
    -0.2
    """
    if hasattr(condition, "item") and not hasattr(condition, "__len__"):  # NumPy's own True
        condition = condition.item()
    if not (isinstance(condition, bool) or hasattr(condition, "where")):  # a symbol has `where`
        raise TypeError(f"where() needs a condition such as x > 0, got {condition!r}")
    first, second = as_value(x), as_value(y)

    def _backward(delta: float) -> Sequence[float]:
        # 1 for the chosen, 0 for the other
        return scalars.where(condition, delta, 0.0), scalars.where(condition, 0.0, delta)

    z = scalars.where(condition, first.data, second.data)
    return Value._node(z, "where", (first, second), _backward)


def logsumexp(values: Iterable[float | Value]) -> Value:
    """log(eˣ⁰ + eˣ¹ + …) as one node, without overflow at any x.

    >>> logsumexp([Value(1000.0), Value(1000.0)]).data
    1000.6931471805599
    """
    inputs = _several("logsumexp", values)
    x = [value.data for value in inputs]

    def _backward(delta: float) -> Sequence[float]:
        return [delta * share for share in scalars.softmax(x)]  # ∂z/∂xᵢ = eˣⁱ / Σ eˣ

    return Value._node(scalars.logsumexp(x), "logsumexp", inputs, _backward)


def softmax(values: Iterable[float | Value]) -> list[Value]:
    """pᵢ = eˣⁱ / Σ eˣ for each i, one node each: they sum to 1, at any x without overflow.

    >>> [p.data for p in softmax([Value(1000.0), Value(1000.0)])]
    [0.5, 0.5]
    """
    inputs = _several("softmax", values)
    p = scalars.softmax([value.data for value in inputs])

    def node(i: int) -> Value:
        def _backward(delta: float) -> Sequence[float]:
            # ∂pᵢ/∂xⱼ = pᵢ·([i = j] − pⱼ)
            return [delta * (p[i] * ((i == j) - pj)) for j, pj in enumerate(p)]

        return Value._node(p[i], "softmax", inputs, _backward)

    return [node(i) for i in range(len(p))]


def operation(
    op: str, data: float, inputs: Iterable[Value], rule: Callable[[float], Sequence[float]]
) -> Value:
    """Make a node of your own from its name, its number, its inputs and its rule.

    The rule takes δ and returns one contribution δ · ∂out/∂in per input, in the same order. It
    should hold numbers, not Values, as all rules of the package do.

    >>> def cube(v):
    ...     x = v.data
    ...     def rule(delta):
    ...         return (delta * 3 * x**2,)
    ...     return operation("cube", x**3, [v], rule)
    >>> a = Value(2.0)
    >>> cube(a).backward()
    >>> a.grad
    12.0
    """
    if not isinstance(op, str) or not callable(rule):
        raise TypeError(f"operation() needs a name and a rule, got {op!r} and {rule!r}")
    if not op:
        raise ValueError("operation() needs a name, got ''")
    if isinstance(inputs, Value):
        raise TypeError(f"operation({op!r}) needs a list of Values as inputs, got one: write [v]")
    nodes = tuple(inputs)
    for node in nodes:
        if not isinstance(node, Value):
            raise TypeError(f"operation({op!r}) needs Values as inputs, got {node!r}")
    n, has_numbers = len(nodes), all(is_number(node.data) for node in nodes)

    def _backward(delta: float) -> Sequence[float]:
        contributions = rule(delta)
        if not isinstance(contributions, (tuple, list)) or len(contributions) != n:
            raise TypeError(
                f"the rule of {op!r} needs to return a tuple with one contribution for each of "
                f"its {n} inputs, got {contributions!r}"
            )
        if not (has_numbers and is_number(delta)):
            return contributions  # of symbols, or of Values for a second derivative
        for contribution in contributions:
            if not isinstance(contribution, Real):
                raise TypeError(
                    f"the rule of {op!r} needs to return numbers, got {contribution!r}: "
                    "compute with x.data, not with the Value x"
                )
        return tuple(map(float, contributions))

    # Where the inputs hold symbols or Values (a trace), so does the result.
    return Value._node(Value(data).data if has_numbers else data, op, nodes, _backward)


def label_values(names: Mapping[str, object]) -> None:
    """Give each Value without a label its name in a mapping such as `locals()`.

    >>> w, x = Value(2.0), Value(3.0)
    >>> y = w * x
    >>> label_values(locals())
    >>> y.label
    'y'
    """
    for name, value in named_values(names, "label_values(locals())"):
        value.label = value.label or name


def named_values(names: Mapping[str, object], advice: str) -> Iterator[tuple[str, Value]]:
    """The Values of a mapping with their names, without the `_`, `_5` … that Jupyter adds."""
    if not (hasattr(names, "items") and all(isinstance(name, str) for name in names)):
        raise TypeError(
            f"names need a mapping from texts to Values, got {described(names)}: write {advice}"
        )
    for name, value in names.items():
        if isinstance(value, Value) and not name.startswith("_"):
            yield name, value


def _several(function: str, values: Iterable[float | Value]) -> tuple[Value, ...]:
    if isinstance(values, Value) or is_number(values) or isinstance(values, str):
        raise TypeError(f"{function}() needs a list of Values, got {values!r}: write [a, b]")
    inputs = tuple(as_value(value) for value in values)
    if not inputs:
        raise ValueError(f"{function}() needs at least one Value, got none")
    return inputs
