"""Find the small formula of what was at hand, such as 1 − x², that gives a student's numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

Points = tuple[float, ...]  # one number for each of several points, which no accident can match

CLOSE = 1e-9  # relative
SUM, PRODUCT, ATOM = range(3)  # how tightly a text holds together
WEIGHTS = tuple(1 / (1.37 + 0.29 * place) for place in range(40))  # of the points, in a key
CONSTANTS = {"1": 1.0, "2": 2.0, "3": 3.0}


class Formula(NamedTuple):
    """Such as `1 − x²`, with its number at each point; `size` counts what it is made of."""

    text: str
    values: Points
    size: int = 1
    level: int = ATOM

    def inside(self, level: int) -> str:
        """Its text as a part of a sum or a product."""
        return self.text if self.level >= level else f"({self.text})"


Table = dict[str, Formula]
Together = Callable[[Formula, Formula], Formula | None]


def formula_for(target: Sequence[float], atoms: Mapping[str, Sequence[float]]) -> str:
    """The shortest formula of the atoms, 1, 2 and 3 that gives the target at all points.

    Nothing, if there is none of a few parts.

    An atom counts as one thing, whatever its text: give `x²` as an atom if it is likely.

    >>> x = (0.7, -1.3, 0.4)
    >>> formula_for([1 - each * each for each in x], {"x": x, "t": [math.tanh(each) for each in x]})
    '1 − x²'
    """
    goal = tuple(map(float, target))
    if not all(map(math.isfinite, goal)):
        return ""
    if _agree(goal, goal[:1] * len(goal)):
        return _constant(goal[0])
    given = [Formula(text, tuple(map(float, values))) for text, values in atoms.items()]
    given += [Formula(text, (number,) * len(goal)) for text, number in CONSTANTS.items()]
    given = list(_table(given).values())
    pairs = [pair for place, one in enumerate(given) for pair in _pairs([one], given[place:])]
    small = _table([*given, *(_square(each) for each in given if not each.text.isdigit()), *pairs])
    found = _known(goal, small) or _of_two_parts(goal, small, small)
    if found is None:
        squares = (_square(each) for each in pairs if each.level == SUM)
        larger = _table([*small.values(), *squares, *_pairs(small.values(), given)])
        found = _known(goal, larger) or _of_two_parts(goal, small, larger)
    return found.text if found else ""


def _constant(x: float) -> str:
    """A number that is the same at all points, if it is a short one.

    >>> _constant(-2.5), _constant(0.25), _constant(0.123456)
    ('−2.5', '1 / 4', '')
    """
    sign, size = "−" * (x < 0), abs(x)
    if size and abs(1 / size - round(1 / size)) < CLOSE and round(1 / size) > 1:
        return f"{sign}1 / {round(1 / size)}"
    return f"{sign}{size:g}" if abs(size - round(size, 3)) < CLOSE else ""


def _known(goal: Points, table: Table) -> Formula | None:
    """The goal or its negative, if the table has it: the simpler of the two."""
    found = []
    if (same := table.get(_key(goal))) and _agree(same.values, goal):
        found.append(same)
    opposite = tuple(-x for x in goal)
    if (other := table.get(_key(opposite))) and _agree(other.values, opposite):
        found.append(Formula(f"−{other.inside(PRODUCT)}", goal, other.size + 1, PRODUCT))
    return min(found, key=_plainness, default=None)


def _of_two_parts(goal: Points, small: Table, larger: Table) -> Formula | None:
    """The goal as a sum, difference, product or quotient of two known formulas."""
    found: list[Formula] = []
    for one in small.values():
        for rest, put_together in _rests(goal, one.values):
            other = _known(rest, larger)
            if other and (both := put_together(one, other)) and _agree(both.values, goal):
                found.append(both)
    return min(found, key=_plainness, default=None)


def _rests(goal: Points, one: Points) -> Iterator[tuple[Points, Together]]:
    yield tuple(g - x for g, x in zip(goal, one, strict=True)), _plus
    yield tuple(x - g for g, x in zip(goal, one, strict=True)), _minus
    yield tuple(g + x for g, x in zip(goal, one, strict=True)), lambda x, y: _minus(y, x)
    if 0.0 not in one:
        yield tuple(g / x for g, x in zip(goal, one, strict=True)), _times
    if 0.0 not in goal:
        yield tuple(x / g for g, x in zip(goal, one, strict=True)), _over


# -------------------------------------------------------------------- putting formulas together


def _pairs(ones: Iterable[Formula], others: Iterable[Formula]) -> Iterator[Formula]:
    for one, other in product(list(ones), list(others)):
        if one.text.isdigit() and other.text.isdigit():
            continue
        made = _plus(one, other), _times(one, other)
        yield from filter(None, (*made, _minus(one, other), _minus(other, one)))
        yield from filter(None, (_over(one, other), _over(other, one)))


def _made(
    text: str, values: Iterable[float], one: Formula, other: Formula, level: int
) -> Formula | None:
    made = tuple(values)
    if max(map(abs, made)) > 1e12 or max(map(abs, made)) < 1e-12:
        return None
    return Formula(text, made, one.size + other.size + 1, level)


def _square(x: Formula) -> Formula:
    return Formula(f"{x.inside(ATOM)}²", tuple(v * v for v in x.values), 2 * x.size + 1)


def _positive(x: Formula) -> tuple[bool, Formula]:
    """Whether its text begins with a minus, and the formula without it."""
    if not x.text.startswith("−") or x.level == SUM:
        return False, x
    level = x.level if " " in x.text else ATOM
    return True, Formula(x.text[1:], tuple(-v for v in x.values), x.size - 1, level)


def _negative(x: Formula | None) -> Formula | None:
    if x is None:
        return None
    values = tuple(-v for v in x.values)
    return Formula(f"−{x.inside(PRODUCT)}", values, x.size + 1, PRODUCT)


def _plus(x: Formula, y: Formula) -> Formula | None:
    is_minus, size = _positive(y)
    if is_minus:
        return _minus(x, size)
    if x.values == y.values:
        return None  # that is 2 · x
    if y.text.isdigit() and not x.text.isdigit():
        x, y = y, x
    values = map(float.__add__, x.values, y.values)
    return _made(f"{x.text} + {y.text}", values, x, y, SUM)


def _minus(x: Formula, y: Formula) -> Formula | None:
    is_minus, size = _positive(y)
    if is_minus:
        return _plus(x, size)
    if x.text.endswith(f"− {y.text}"):
        return None  # that is … − 2 · y
    values = map(float.__sub__, x.values, y.values)
    return _made(f"{x.text} − {y.inside(PRODUCT)}", values, x, y, SUM)


def _times(x: Formula, y: Formula) -> Formula | None:
    if "1" in (x.text, y.text):
        return None
    is_minus, size = _positive(y)
    if is_minus:
        return _negative(_times(x, size))
    if x.values == y.values:
        return _square(x)
    if y.text.isdigit() or y.level > x.level:
        x, y = y, x
    values = map(float.__mul__, x.values, y.values)
    return _made(f"{x.inside(PRODUCT)} · {y.inside(PRODUCT)}", values, x, y, PRODUCT)


def _over(x: Formula, y: Formula) -> Formula | None:
    if y.text == "1" or 0.0 in y.values:
        return None
    is_minus, size = _positive(y)
    if is_minus:
        return _negative(_over(x, size))
    values = (v / w for v, w in zip(x.values, y.values, strict=True))
    return _made(f"{x.inside(PRODUCT)} / {y.inside(ATOM)}", values, x, y, PRODUCT)


# -------------------------------------------------------------------- looking them up


def _table(formulas: Iterable[Formula]) -> Table:
    """The shortest of all formulas that give the same numbers."""
    table: Table = {}
    for each in formulas:
        key = _key(each.values)
        if key not in table or _is_simpler(each, table[key]):
            table[key] = each
    return table


def _is_simpler(one: Formula, other: Formula) -> bool:
    return _plainness(one) < _plainness(other)


def _plainness(x: Formula) -> tuple[int, int, int, bool]:
    return x.size, -x.level, len(x.text), not x.text.lstrip("(")[:1].isdigit()


def _key(values: Points) -> str:
    """One number for all points, rounded: formulas of the same key are compared in full."""
    return f"{sum(x * weight for x, weight in zip(values, WEIGHTS, strict=False)) + 0.0:.9e}"


def _agree(ones: Points, others: Points) -> bool:
    return all(
        abs(one - other) <= CLOSE * max(abs(one), abs(other), 1e-6)
        for one, other in zip(ones, others, strict=True)
    )
