"""What is special about the numbers of a question: one of them is 0, or two are equal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from minigrad.exercises.answers import Observation


def of_graph(program: str, numbers: Mapping[str, float]) -> str:
    """Such as `a is 0`; nothing where no number of the graph is 0 and all leaves differ."""
    zeros = [name for name, x in numbers.items() if x == 0]
    if zeros:
        return f"{zeros[0]} is 0"
    if re.search(r"(?<![\w.])0(?![\w.])", program):
        return "a number beside a Value is 0"
    found = list(numbers.items())
    equal = [
        f"{one} and {other} are equal"
        for at, (one, x) in enumerate(found)
        for other, y in found[at + 1 :]
        if x == y
    ]
    return equal[0] if equal else ""


def of_lists(given: Iterable[Any]) -> str:
    """Of what a function is given: lists, in which numbers, rows or functions may come again."""
    return "two entries of a list are equal" * any(map(_repeats, given))


def _repeats(x: Any) -> bool:
    if not isinstance(x, (list, tuple)):
        return False
    return len(set(map(_key, x))) < len(x) or any(map(_repeats, x))


def _key(x: Any) -> object:
    """Equal for equal numbers, words and rows; anything else is only equal to itself."""
    if isinstance(x, (list, tuple)):
        return tuple(map(_key, x))
    return x if type(x) in (int, float, str) else (id(x),)


def only_where(observations: Sequence[Observation], wrong: Sequence[Observation]) -> str:
    """What all wrong answers have in common, if without it the same tests are right."""
    right = {each.part for each in observations if each.is_right and not each.special}
    where = dict.fromkeys(each.special for each in wrong)
    is_known = "" not in where and right >= {each.part for each in wrong}
    return " or ".join(where) if is_known else ""
