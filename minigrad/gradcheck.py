"""Check gradients against differences, and find the operation whose rule is wrong."""

from __future__ import annotations

from minigrad.graph import topological_order
from minigrad.scalars import left_sum
from minigrad.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Function = Callable[..., Value]

TOLERANCE = 1e-6  # relative; a central difference is good to about 1e-10 where f is smooth
KINK = 1e-3  # by so much the slopes on both sides of a kink differ at least
EPSILON = 2.0**-52
STEP = EPSILON ** (1 / 3)  # there the truncation error h² and the round-off ε/h are about alike


def numerical_derivative(f: Callable[[float], float], x: float, h: float | None = None) -> float:
    """f′(x) by the central difference (f(x + h) − f(x − h)) / 2h, whose error is of order h².

    Without h, a step of ∛ε times the size of x (at least 1).

    >>> round(numerical_derivative(lambda x: x**3, 2.0), 6)
    12.0
    """
    h = STEP * max(abs(x), 1.0) if h is None else h
    return (f(x + h) - f(x - h)) / ((x + h) - (x - h))


class Slopes:
    """The slope of a number in one direction, seen from three places: x − h, x and x + h."""

    __slots__ = ("central", "left", "noise", "right")

    def __init__(self, below: float, here: float, above: float, h: float) -> None:
        self.left = (here - below) / h
        self.right = (above - here) / h
        self.central = (above - below) / (2 * h)
        self.noise = 20 * EPSILON * max(abs(below), abs(here), abs(above)) / h  # of round-off

    def agrees_with(self, slope: float) -> bool:
        return _agree(slope, self.central, TOLERANCE, self.noise)

    @property
    def is_kink(self) -> bool:
        return not _agree(self.left, self.right, KINK, self.noise)


def _agree(a: float, b: float, tolerance: float, noise: float) -> bool:
    return a == b or abs(a - b) <= tolerance * max(abs(a), abs(b)) + noise


class Checked:
    """One input: its derivative by the graph, by differences, and what follows."""

    __slots__ = ("analytic", "name", "slopes", "x")

    def __init__(self, name: str, x: float, analytic: float, slopes: Slopes) -> None:
        self.name = name
        self.x = x
        self.analytic = analytic
        self.slopes = slopes

    @property
    def numeric(self) -> float:
        return self.slopes.central

    @property
    def relative_error(self) -> float:
        largest = max(abs(self.analytic), abs(self.numeric))
        return abs(self.analytic - self.numeric) / largest if largest else 0.0

    @property
    def verdict(self) -> str:
        """right, wrong, or kink: the slopes on both sides differ, so no derivative exists."""
        if self.slopes.agrees_with(self.analytic):
            return "right"
        return "kink" if self.slopes.is_kink else "wrong"


class Blame:
    """A node whose rule contradicts what its own value does when its inputs change."""

    __slots__ = ("by_differences", "by_rule", "name", "op", "what")

    def __init__(self, op: str, name: str, what: str, by_rule: float, by_differences: float):
        self.op = op
        self.name = name
        self.what = what
        self.by_rule = by_rule
        self.by_differences = by_differences

    def __repr__(self) -> str:
        return (
            f"the rule of {self.op!r} at node {self.name}: {self.what} is "
            f"{self.by_rule:.6g} by the rule and {self.by_differences:.6g} by differences"
        )


class Report:
    """What `check_gradients` found: `inputs`, `blames`, `is_right`; printed, a readable text."""

    def __init__(self, inputs: list[Checked], blames: list[Blame], note: str = "") -> None:
        self.inputs = inputs
        self.blames = blames
        self.note = note

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
    """Compare the graph's derivative of f by each input with a central difference.

    f takes as many Values as there are numbers, and returns one Value. The step is chosen per
    input. Where left and right slope differ the verdict is "kink", which is no failure. Where
    one is wrong, `blames` names the operations whose local derivative is wrong, with the
    numbers; it needs nothing but f, so it works on operations of your own.

    >>> report = check_gradients(lambda a, b: (a * b).tanh(), [0.5, -1.2])
    >>> report.is_right, [each.verdict for each in report.inputs]
    (True, ['right', 'right'])
    """
    order = _run(f, values)
    deltas = {step.node: step.delta for step in order[-1].backward_steps()}
    leaves = {node.label: node for node in order if not node.inputs}
    checked = []
    neighbours = []
    for i, x in enumerate(values):
        below, above, h = _neighbours(f, values, i)
        neighbours.append((below, above, h))
        slopes = Slopes(below[-1].data, order[-1].data, above[-1].data, h)
        analytic = deltas[leaves[f"x{i}"]] if f"x{i}" in leaves else 0.0
        checked.append(Checked(f"x{i}", float(x), analytic, slopes))
    wrong = [neighbours[i] for i, each in enumerate(checked) if each.verdict == "wrong"]
    return Report(checked, *_find_blame(order, wrong))


def assert_gradients(f: Function, values: Sequence[float]) -> None:
    """`check_gradients` as an assertion for pytest: AssertionError with the report."""
    report = check_gradients(f, values)
    if not report.is_right:
        raise AssertionError(f"gradients are wrong\n{report!r}")


def _find_blame(
    order: list[Value], wrong: Sequence[tuple[list[Value], list[Value], float]]
) -> tuple[list[Blame], str]:
    """Check every node by itself, with the graphs at x − h and x + h of each wrong input.

    When an input of f moves, every node moves. Whatever is wrong elsewhere, the slope of a node
    must be Σ ∂out/∂in · slope(in). Where it is not, the node's own rule is wrong.
    """
    place = {node: position for position, node in enumerate(order)}
    blames: dict[int, Blame] = {}
    for below, above, h in wrong:
        if not len(below) == len(order) == len(above):
            return [], "blame: the graph has another shape beside this point; try other numbers"
        slopes = [
            Slopes(a.data, b.data, c.data, h) for a, b, c in zip(below, order, above, strict=True)
        ]
        for position, node in enumerate(order):
            arguments = [slopes[place[value]] for value in node.inputs]
            if any(each.is_kink for each in [slopes[position], *arguments]):
                continue
            local = node._backward(1.0)
            pairs = zip(local, arguments, strict=True)
            expected = left_sum(slope * argument.central for slope, argument in pairs)
            if node.inputs and not slopes[position].agrees_with(expected):
                blames.setdefault(position, _blame(order, node, slopes, place, expected))
    if wrong and not blames:
        return [], "blame: no rule is wrong by itself; the graph is cut (.data, detach(), float)"
    return list(blames.values()), ""


def _blame(
    order: list[Value],
    node: Value,
    slopes: list[Slopes],
    place: dict[Value, int],
    expected: float,
) -> Blame:
    """The contradiction, as one ∂out/∂in where only one input moves, else as the sum of all."""
    name = _name(order, node)
    moving = {value for value in node.inputs if slopes[place[value]].central != 0}
    actual = slopes[place[node]].central
    if len(moving) == 1:
        (value,) = moving
        speed = slopes[place[value]].central
        what = f"∂{name}/∂{_name(order, value)}"
        return Blame(node.op, name, what, expected / speed, actual / speed)
    inputs = ", ".join(_name(order, value) for value in dict.fromkeys(node.inputs))
    return Blame(node.op, name, f"the change with {inputs} together", expected, actual)


def _name(order: list[Value], node: Value) -> str:
    return node.label or f"v{order.index(node)}"


def sweep(
    f: Callable[[float], float], x: float, exact: float, steps: Sequence[float] | None = None
) -> list[tuple[float, float, float]]:
    """For each step h: the relative error of the one-sided and of the central difference.

    Large steps suffer from truncation (h, and h²), small ones from round-off (ε/h).

    >>> [h for h, _, _ in sweep(lambda x: x * x, 1.0, 2.0, [0.1, 0.01])]
    [0.1, 0.01]
    """
    found = []
    for h in steps or [10.0**-k for k in range(1, 16)]:
        one_sided = (f(x + h) - f(x)) / h
        central = (f(x + h) - f(x - h)) / (2 * h)
        size = abs(exact) or 1.0
        found.append((h, abs(one_sided - exact) / size, abs(central - exact) / size))
    return found


def _run(f: Function, values: Sequence[float]) -> list[Value]:
    """All nodes of the graph of f, inputs first, f itself last."""
    root = f(*[Value(x, f"x{i}") for i, x in enumerate(values)])
    if not isinstance(root, Value):
        raise TypeError(
            f"check_gradients() needs a function that returns one Value, got {type(root).__name__}"
        )
    return topological_order(root)


def _neighbours(
    f: Function, values: Sequence[float], i: int
) -> tuple[list[Value], list[Value], float]:
    """The graphs at x − h and x + h, with a step that stays in f's domain; and that step."""

    def both(h: float) -> tuple[list[Value], list[Value], float]:
        below, above = (
            _run(f, [*values[:i], values[i] + move, *values[i + 1 :]]) for move in (-h, h)
        )
        return below, above, h

    size = abs(values[i])
    try:
        return both(STEP * max(size, 1.0))
    except (ValueError, ArithmeticError):  # near the edge of a domain, such as log at 1e-9
        return both(STEP * size)
