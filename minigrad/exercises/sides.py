"""A rule that is wrong on one side of 0, or in another way on each, as a formula for each side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from minigrad.exercises.called_alone import sent_by_rule
from minigrad.exercises.fact import same
from minigrad.exercises.formulas import formula_for
from minigrad.exercises.operations import Operation
from minigrad.exercises.watching import Watched, watch_alone, watch_below

FEWEST = 3  # different inputs on a side, each with several δ
NEAR = 0.02  # times the other inputs: a rule may turn elsewhere than at 0
SIDES = {-1.0: "<", 1.0: ">"}


class Side(NamedTuple):
    """What the operation sends for all inputs of one sign; no slope where no formula fits."""

    where: str  # such as x < 0
    slope: str  # times δ
    is_right: bool
    worst: tuple[Watched, float, float]  # a place with what was sent and what is right


def sides_of(value: Any, operation: Operation) -> list[Side]:
    """Both sides, where the rule differs between them; nothing where that cannot be said.

    A formula is told only if it fits at all places of its side, with several δ; a side is right
    only if all of them are.
    """
    if len(operation.inputs) != 1 or operation.signs != (-1, 1):
        return []
    found = [side for sign in SIDES if (side := _side(value, operation, sign))]
    if len(found) < 2 or found[0].slope == found[1].slope:
        return []
    return found if any(each.slope and not each.is_right for each in found) else []


def _side(value: Any, operation: Operation, sign: float) -> Side | None:
    rows = [
        row for size in (1, NEAR) for row in _rows(value, operation._replace(signs=(sign * size,)))
    ]
    (name,) = operation.inputs
    if len({row.at[name] for row in rows}) < FEWEST or len({row.delta for row in rows}) < FEWEST:
        return None
    sent, right = [row.seen.grad[name] for row in rows], [row.right[0] for row in rows]
    is_right = same(sent, right)
    triples = list(zip(rows, sent, right, strict=True))
    worst = next((each for each in triples if not same([each[1]], [each[2]])), triples[0])
    slope = operation.slopes[0] if is_right else _slope(operation, rows, sent)
    return Side(f"{name} {SIDES[sign]} 0", slope, is_right, worst)


def _rows(value: Any, one_sided: Operation) -> list[Watched]:
    plain, scaled = sent_by_rule(value, one_sided)
    by_rule = [*plain, *scaled]
    return by_rule or [*watch_alone(value, one_sided), *watch_below(value, one_sided)]


def _slope(operation: Operation, rows: Sequence[Watched], sent: Sequence[float]) -> str:
    if not any(sent):
        return "0"
    slopes = [x / row.delta for x, row in zip(sent, rows, strict=True)]
    atoms = {name: [row.at[name] for row in rows] for name in operation.names}
    more = [operation.atoms(row.at) for row in rows]
    return formula_for(slopes, atoms | {name: [each[name] for each in more] for name in more[0]})
