"""Numbers for a worksheet: a person can compute with them, and no two sheets ask for the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import product
from math import inf, isfinite, prod
from random import Random

from minigrad import Value, topological_order
from minigrad.graph import chain_rule

MOST_WORK = 200_000  # nodes that are made in search of numbers: about two seconds
LARGEST_GIVEN = 100
SMALLEST, LARGEST = 0.001, 200.0  # of all numbers of a sheet, by their size
SMALLEST_ROUNDED = 0.01  # so that four digits of it can be computed from four digits of others
STEP = 1e-6  # to both sides of a number, where a kink would show
SLACK = 1e-3  # what a smooth function's slope may change over so small a step

# Short numbers give short results, or numbers are chosen so that they do. Whatever else a graph
# has, such as tanh, gives results to be rounded. `**2` is among the first, `2**` and `**` are not.
EXACT = (
    *("+", "-", "*", "/", "neg", "abs", "relu", "leaky_relu", "sqrt", "total"),
    *("weighted_sum", "maximum", "minimum", "where"),
)
CHOICES = ("maximum", "minimum", "where")  # they send nothing to the input that is not chosen

Build = Callable[[Mapping[str, float]], Value]
Asked = Callable[[Value], Hashable]


def different_graphs(
    build: Build, given: Mapping[str, float], copies: int, seed: int, asked: Asked
) -> list[Value]:
    """Roots of graphs whose numbers are easy, and of which no two have the same answers.

    `build` makes a graph from a number for each name, `asked` lists the numbers that a sheet asks
    for. A number is chosen like the `given` one of its name: whole or with one decimal place,
    of either sign, and no larger, or up to 5 (whole) and up to 1 (not whole). ValueError where
    there are not enough.
    """
    pools = [numbers_like(name, number) for name, number in given.items()]
    tries = MOST_WORK // len(topological_order(build(given)))
    found: dict[Hashable, Value] = {}
    for numbers in _candidates(pools, Random(seed), tries):
        if len(found) == copies:
            break
        values = dict(zip(given, numbers, strict=True))
        root = _built(build, values)
        if root is not None and is_easy(root) and is_smooth(build, values, root):
            found.setdefault(asked(root), root)
    if len(found) < copies:
        raise ValueError(_too_few(len(found), copies))
    return list(found.values())


def numbers_like(name: str, given: float) -> list[float]:
    """What may stand for a given number; ValueError for one that nobody computes with on paper.

    >>> numbers_like("w", 2.0)
    [-5.0, -4.0, -3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    >>> numbers_like("w", 0.2)[-3:]
    [0.8, 0.9, 1.0]
    """
    if not isfinite(given) or abs(given) > LARGEST_GIVEN:
        raise ValueError(
            f"a worksheet needs numbers from -{LARGEST_GIVEN} to {LARGEST_GIVEN}, got "
            f"{name}={given:g}: write one like those that the sheets should have"
        )
    is_whole = given == round(given)
    parts = 1 if is_whole else 10
    top = round(parts * max(abs(given), 5 if is_whole else 1))
    return [part / parts for part in range(-top, top + 1) if part]


def is_easy(root: Value) -> bool:
    """Whether each value, local derivative and δ is short, or moderate where it is rounded.

    None is 0, but where a maximum or the like sends nothing on; no factor is 1, and no two are
    alike: forgetting the one or mixing up the two would not show.
    """
    rounded = rounded_nodes(root)
    reached = {root}
    for node, delta, contributions in chain_rule(topological_order(root)[::-1], {root: 1.0}):
        is_dull = any(_is_dull(*factors) for factors in _products(node))
        if is_dull or not _fits(node.data, node in rounded):
            return False
        if node not in reached:
            continue
        sent = [*contributions, *node._backward(1.0), delta]
        if not all(_fits(x, bool(rounded)) for x in sent if x or node.op not in CHOICES):
            return False
        reached |= {value for value, x in zip(node.inputs, contributions, strict=True) if x}
    return True


def rounded_nodes(root: Value) -> set[Value]:
    """The nodes whose values have endless digits, because a tanh or the like is below them."""
    rounded: set[Value] = set()
    for node in topological_order(root):
        is_exact = not node.op or node.op in EXACT or (node.op[:2] == "**" and len(node.op) > 2)
        if not is_exact or any(value in rounded for value in node.inputs):
            rounded.add(node)
    return rounded


def is_smooth(build: Build, values: Mapping[str, float], root: Value) -> bool:
    """Whether the slopes on both sides of every number are its δ: no kink, no jump."""
    deltas = {step.node.label: step.delta for step in root.backward_steps() if not step.node.inputs}
    for name, value in values.items():
        for h in -STEP, STEP:
            beside = _built(build, {**values, name: value + h})
            slope = inf if beside is None else (beside.data - root.data) / h
            delta = deltas.get(name, 0.0)
            if not abs(slope - delta) <= SLACK * max(1.0, abs(delta)):
                return False
    return True


def _candidates(
    pools: Sequence[Sequence[float]], random: Random, most: int
) -> Iterator[tuple[float, ...]]:
    """Combinations in an order that only the seed decides: all of them, or as many as said."""
    if prod(map(len, pools)) <= most:
        combinations = list(product(*pools))
        random.shuffle(combinations)
        yield from combinations
    else:
        for _ in range(most):
            yield tuple(map(random.choice, pools))


def _built(build: Build, values: Mapping[str, float]) -> Value | None:
    try:
        return build(values)
    except (ValueError, ArithmeticError):  # outside the domain of an operation
        return None


def _fits(x: float, is_rounded: bool) -> bool:
    """
    >>> _fits(-0.125, False), _fits(1.234, False), _fits(1.234, True), _fits(0.0, True)
    (True, False, True, False)
    """
    if is_rounded:
        return SMALLEST_ROUNDED <= abs(x) < LARGEST
    if not SMALLEST <= abs(x) < LARGEST:
        return False
    return abs(x - round(x, 3)) < 1e-9 and abs(x - float(f"{x:.3g}")) < 1e-9


def _products(node: Value) -> Iterator[tuple[Value, Value]]:
    """The pairs of factors that an operation multiplies."""
    if node.op == "*":
        yield node.inputs[0], node.inputs[1]
    if node.op == "weighted_sum":
        n = len(node.inputs) // 2
        yield from zip(node.inputs[:n], node.inputs[n:-1], strict=True)


def _is_dull(x: Value, y: Value) -> bool:
    variable = [node for node in (x, y) if node.op or node.label]  # not a number of the formula
    are_alike = x is not y and abs(x.data) == abs(y.data)
    return are_alike or any(abs(node.data) == 1 for node in variable)


def _too_few(found: int, copies: int) -> str:
    if not found:
        return (
            "a worksheet needs numbers with which every value and δ is short and none is 0, got "
            "an expression without any: write a simpler one, or give numbers of another kind, "
            "such as 0.5 for 2"
        )
    return (
        f"a worksheet needs other numbers for each of {copies} copies, got only {found} that can "
        f"be computed by hand and have answers of their own: ask for {found}, give larger numbers "
        "to choose from, or leave more blank"
    )
