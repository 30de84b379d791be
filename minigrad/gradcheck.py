"""Check gradients against differences, and find the operation whose rule is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf, isfinite
from typing import NamedTuple

from minigrad.graph import topological_order
from minigrad.names import name_of, node_names
from minigrad.scalars import left_sum
from minigrad.value import Value

Function = Callable[..., Value]

TOLERANCE = 1e-6  # relative, in addition to the uncertainty of the measurement itself
KINK = 1e-3  # the slopes on the two sides of a kink differ by at least this much, relatively
EPSILON = 2.0**-52
STEP = EPSILON ** (1 / 3)  # where the truncation error h² and the round-off ε/h are about equal


def numerical_derivative(f: Callable[[float], float], x: float, h: float | None = None) -> float:
    """f′(x) by the central difference (f(x + h) − f(x − h)) / 2h, whose error is of order h².

    Without h, the step is ∛ε times the size of x (at least 1).

    >>> round(numerical_derivative(lambda x: x**3, 2.0), 6)
    12.0
    """
    h = STEP * max(abs(x), 1.0) if h is None else h
    if not x - h < x + h:
        raise ValueError(f"numerical_derivative() needs a step that moves x = {x!r}, got h = {h!r}")
    return (f(x + h) - f(x - h)) / ((x + h) - (x - h))


class FiniteDifferences:
    """The slope of a number y in one direction, from y at x − h, x − h/8, x, x + h/8, x + h.

    `error` estimates how far off `central` may be: how much a smaller step changes it, plus
    round-off. Where y is smooth, the slopes on the left and on the right come closer as the step
    shrinks; at a kink their difference stays.
    """

    __slots__ = ("central", "error", "is_flat", "is_kink", "left", "right", "xs")

    def __init__(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        def slope(i: int, j: int) -> float:
            return (ys[j] - ys[i]) / (xs[j] - xs[i])

        self.xs = xs
        self.is_flat = min(ys) == max(ys)
        self.left, self.right, self.central = slope(1, 2), slope(2, 3), slope(0, 4)
        round_off = 20 * EPSILON * max(map(abs, ys)) / (xs[4] - xs[2])
        self.error = 2 * abs(self.central - slope(1, 3)) + round_off
        gap, nearer_gap = abs(slope(2, 4) - slope(0, 2)), abs(self.right - self.left)
        is_large = nearer_gap > KINK * self.size + 8 * round_off
        self.is_kink = is_large and gap / 2 < nearer_gap < 2 * gap

    @property
    def size(self) -> float:
        return max(abs(self.left), abs(self.right))

    @property
    def is_clear(self) -> bool:
        return self.is_kink or self.error <= KINK * (1.0 if self.is_flat else self.size)


def measure(f: Callable[[float], float], x: float) -> FiniteDifferences:
    """The slopes of f at x, by the first step with a clear result, else by the one of least error.

    The usual step is too large near a pole or the edge of a domain, and too small where f is
    large and its slope is not. ValueError where f has no value on one side of x.
    """
    usual = STEP * max(abs(x), 1.0)
    powers = (*range(0, -13, -1), *range(1, 6))
    found = []
    for h in (*[usual * 8.0**power for power in powers], STEP * abs(x)):
        xs = [x - h, x - h / 8, x, x + h / 8, x + h]
        if len(set(xs)) < 5:
            continue  # so small a step is lost in rounding
        try:
            slopes = FiniteDifferences(xs, [f(each) for each in xs])
        except (ValueError, ArithmeticError):
            continue  # beyond the edge of a domain, as for log at 0
        if slopes.is_clear:
            return slopes
        found.append(slopes)
    if not found:
        raise ValueError(
            f"differences need a function that is defined on both sides of x, got x = {x!r} "
            "with an error next to it; try another number"
        )
    return min(found, key=lambda slopes: slopes.error)


class InputCheck:
    """One input: its derivative from the graph, from differences, and the verdict.

    `verdict` is right, wrong, or kink: the slopes on the two sides differ, so there is no
    derivative.
    """

    __slots__ = ("analytic", "name", "slopes", "verdict", "x")

    def __init__(self, name: str, x: float, analytic: float, slopes: FiniteDifferences) -> None:
        self.name = name
        self.x = x
        self.analytic = analytic
        self.slopes = slopes
        allowed = TOLERANCE * abs(slopes.central) + slopes.error
        is_right = abs(analytic - slopes.central) <= allowed
        self.verdict = "kink" if slopes.is_kink else "right" if is_right else "wrong"

    @property
    def numeric(self) -> float:
        return self.slopes.central

    @property
    def relative_error(self) -> float:
        largest = max(abs(self.analytic), abs(self.numeric))
        return abs(self.analytic - self.numeric) / largest if largest else 0.0


class Blame(NamedTuple):
    """A node whose rule contradicts what its own value does when its inputs change.

    `what` names the wrong number: one ∂out/∂in, the change with several inputs together, or what
    the rule sends for some δ.
    """

    op: str
    name: str
    what: str
    by_rule: float
    by_differences: float

    def __repr__(self) -> str:
        return (
            f"the rule of {self.op!r} at node {self.name}: {self.what} is "
            f"{self.by_rule:.6g} by the rule and {self.by_differences:.6g} by differences"
        )


class Report(NamedTuple):
    """What `check_gradients` found: `inputs`, `blames`, `is_right`; it prints as readable text."""

    inputs: list[InputCheck]
    blames: list[Blame]
    note: str = ""

    @property
    def is_right(self) -> bool:
        return all(each.verdict != "wrong" for each in self.inputs)

    def __repr__(self) -> str:
        lines = [
            f"{each.verdict:>5}  {each.name} = {each.x:.6g}: graph {each.analytic:.10g}, "
            f"differences {each.numeric:.10g}, relative error {each.relative_error:.1e}"
            + (
                f", slopes {each.slopes.left:.4g} | {each.slopes.right:.4g}"
                * (each.verdict == "kink")
            )
            for each in self.inputs
        ]
        lines += [f"blame: {blame!r}" for blame in self.blames]
        return "\n".join([*lines, self.note] if self.note else lines)


def check_gradients(f: Function, values: Sequence[float]) -> Report:
    """Compare the graph's derivative with respect to each input of f with a central difference.

    f takes as many Values as there are numbers, and returns one Value. The step is chosen for
    each input. Where the left and right slopes differ, the verdict is "kink", which is not a
    failure. Where an input is wrong, `blames` names the operations whose local derivative is
    wrong, with the numbers. The check needs only f, so it works on operations of your own.
    TypeError where f does not return a Value; ValueError where f is defined on only one side
    of a number.

    >>> report = check_gradients(lambda a, b: (a * b).tanh(), [0.5, -1.2])
    >>> report.is_right, [each.verdict for each in report.inputs]
    (True, ['right', 'right'])
    """
    if not hasattr(values, "__len__"):
        raise TypeError(f"check_gradients() needs a list of numbers, got {values!r}: write [x]")
    numbers = [Value(x).data for x in values]
    leaves, order = _graph(f, numbers)
    if not all(isfinite(x) for x in [*numbers, order[-1].data]):
        raise ValueError(
            "check_gradients() needs numbers at which f is finite, got "
            f"f({', '.join(map(repr, numbers))}) = {order[-1].data!r}: try other numbers"
        )
    deltas = {step.node: step.delta for step in order[-1].backward_steps()}
    names = {leaf: name_of(leaf) for leaf in leaves} | node_names(order)
    checked = [
        InputCheck(names[leaf], x, deltas.get(leaf, 0.0), measure(_along(f, numbers, i), x))
        for i, (leaf, x) in enumerate(zip(leaves, numbers, strict=True))
    ]
    search = _Search(f, numbers)
    for i, each in enumerate(checked):
        if each.verdict == "wrong":
            each.verdict = search.along(i, each.slopes.xs)
    return Report(checked, list(search.blames.values()), search.note())


def assert_gradients(f: Function, values: Sequence[float]) -> None:
    """`check_gradients` as an assertion for pytest: AssertionError with the report."""
    report = check_gradients(f, values)
    if not report.is_right:
        raise AssertionError(f"gradients are wrong\n{report!r}")


class _Search:
    """Who is to blame: every node is checked by itself, in the direction of each wrong input.

    When an input of f moves, every node moves. Whatever is wrong elsewhere, the slope of a node
    must be Σ ∂out/∂in · slope(in). Where it is not, the node's own rule is wrong. A leaf that
    moves but is not an input of f is where the graph was cut.
    """

    def __init__(self, f: Function, numbers: list[float]) -> None:
        self.f = f
        self.numbers = numbers
        self.blames: dict[int, Blame] = {}  # by the place of the node in the graph
        self.cuts: dict[str, float] = {}
        self.has_another_shape = False
        self.found_nothing = False

    def along(self, i: int, xs: Sequence[float]) -> str:
        """Search with input i set to each of xs; return the verdict on that input."""
        graphs = [_graph(self.f, _replaced(self.numbers, i, x)) for x in xs]
        orders = [order for _, order in graphs]
        leaves, here = graphs[len(xs) // 2]
        if any(_shape(order) != _shape(here) for order in orders):
            self.has_another_shape = True
            return "wrong"
        slopes = {
            nodes[len(xs) // 2]: FiniteDifferences(xs, [node.data for node in nodes])
            for nodes in zip(*orders, strict=True)
        }
        names = node_names(here)
        found, n_kinks = False, 0
        for place, node in enumerate(here):
            if slopes[node].is_kink:
                n_kinks += 1
            elif not node.inputs:
                if node not in leaves and not slopes[node].is_flat:
                    found = True
                    self.cuts[names[node]] = node.data
            elif not any(slopes[value].is_kink for value in node.inputs):
                blame = _contradiction(node, slopes, names)
                if blame:
                    found = True
                    self.blames.setdefault(place, blame)
        if n_kinks and not found:
            return "kink"  # several kinks that cancel in f, as in relu(x) − relu(−x) at 0
        self.found_nothing = self.found_nothing or not found
        return "wrong"

    def note(self) -> str:
        if self.cuts:
            at = ", ".join(f"{name} = {number:.6g}" for name, number in self.cuts.items())
            rules = "" if self.blames else "no rule is wrong by itself; "
            return (
                f"blame: {rules}the graph is cut (.data, detach(), float) at {at}: "
                "a leaf that moves with an input"
            )
        if self.has_another_shape:
            return "blame: the graph has another shape next to this point; try other numbers"
        if self.found_nothing:
            return "blame: no single rule stands out at these numbers; try others"
        return ""


def _contradiction(
    node: Value, slopes: dict[Value, FiniteDifferences], names: dict[Value, str]
) -> Blame | None:
    """How a node's rule contradicts the slopes of the node and of its inputs, if it does."""
    local = node._backward(1.0)
    moving = [
        (value, slope, slopes[value])
        for value, slope in zip(node.inputs, local, strict=True)
        if not slopes[value].is_flat
    ]
    if not moving:
        return None
    expected = left_sum(slope * along.central for _, slope, along in moving)
    actual = slopes[node].central
    unsure = slopes[node].error + left_sum(abs(slope) * along.error for _, slope, along in moving)
    if not abs(expected - actual) <= TOLERANCE * abs(actual) + unsure < inf:
        name = names[node]
        if len({value for value, _, _ in moving}) == 1:
            value, _, along = moving[0]
            what = f"∂{name}/∂{names[value]}"
            return Blame(node.op, name, what, expected / along.central, actual / along.central)
        inputs = ", ".join(names[value] for value in dict.fromkeys(node.inputs))
        return Blame(node.op, name, f"the change with {inputs} together", expected, actual)
    for delta in (-2.0, 1000.0):  # a rule must send δ · ∂out/∂in for every δ
        for value, slope, sent in zip(node.inputs, local, node._backward(delta), strict=True):
            if abs(sent - delta * slope) > TOLERANCE * abs(delta * slope):
                what = f"what it sends to {names[value]} for δ = {delta:g}"
                return Blame(node.op, names[node], what, sent, delta * slope)
    return None


def _shape(order: list[Value]) -> list[tuple[str, list[int]]]:
    """The operations of a graph and who feeds whom, without the numbers."""
    place = {node: position for position, node in enumerate(order)}
    return [(node.op, [place[value] for value in node.inputs]) for node in order]


def step_size_errors(
    f: Callable[[float], float], x: float, exact: float, steps: Sequence[float] | None = None
) -> list[tuple[float, float, float]]:
    """For each step h, the relative errors of the one-sided and of the central difference.

    Large steps suffer from truncation (h, and h²), small ones from round-off (ε/h).

    >>> [h for h, _, _ in step_size_errors(lambda x: x * x, 1.0, 2.0, [0.1, 0.01])]
    [0.1, 0.01]
    """
    found = []
    for h in [10.0**-k for k in range(1, 16)] if steps is None else steps:
        one_sided = (f(x + h) - f(x)) / h
        central = (f(x + h) - f(x - h)) / (2 * h)
        size = abs(exact) or 1.0
        found.append((h, abs(one_sided - exact) / size, abs(central - exact) / size))
    return found


def _graph(f: Function, numbers: Sequence[float]) -> tuple[list[Value], list[Value]]:
    """The inputs of f, and all nodes of its graph, inputs first, f itself last."""
    leaves = [Value(x, f"x{i}") for i, x in enumerate(numbers)]
    root = f(*leaves)
    if not isinstance(root, Value):
        raise TypeError(
            "check_gradients() needs a function that returns one Value (not its .data), got "
            f"{type(root).__name__}"
        )
    return leaves, topological_order(root)


def _along(f: Function, numbers: Sequence[float], i: int) -> Callable[[float], float]:
    """f as a function of its input i alone, on numbers."""
    return lambda x: _graph(f, _replaced(numbers, i, x))[1][-1].data


def _replaced(numbers: Sequence[float], i: int, x: float) -> list[float]:
    return [*numbers[:i], x, *numbers[i + 1 :]]
