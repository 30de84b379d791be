"""A student's answers as numbers, beside the right ones, and whether the two agree."""

from __future__ import annotations

import math
from typing import NamedTuple, NoReturn

from minigrad.exercises.failure import Failure, NotANumber
from minigrad.exercises.shapes import (
    as_lists,
    described,
    first_unlike,
    kind_of,
    number_or_none,
    why,
)
from minigrad.value import Value
from viz.theme import shortened

Answer = tuple[float | str, ...]

WITHIN = 1e-9  # relative: another order of operations changes a right number by less


class Observation(NamedTuple):
    """One question, what the student's code answered, and what is right."""

    part: str  # the test function that asked
    question: str  # such as `y = a + a   with a = 1.372`
    names: tuple[str, ...]  # of the numbers: y.data, a.grad …
    got: Answer
    expected: Answer
    within: float = WITHIN
    program: str = ""  # of the graph that the question is about, if it is about one
    numbers: tuple[tuple[str, float], ...] = ()  # of the graph's leaves
    then: str = ""  # what is called on the program's names
    special: str = ""  # such as `a is 0`, where most questions have no such number

    @property
    def key(self) -> tuple[str, str]:
        """The same for every implementation that is asked."""
        return self.part, self.question

    @property
    def is_right(self) -> bool:
        return agree(self.got, self.expected, self.within)

    @property
    def failure(self) -> Failure | None:
        return next((each for each in self.got if isinstance(each, Failure)), None)

    @property
    def is_unwritten(self) -> bool:
        return self.failure is not None and self.failure.is_unwritten

    @property
    def differences(self) -> list[tuple[str, float | str, float | str]]:
        """The name of each wrong number, what the student got, and what is right."""
        rows = zip(self.names, self.got, self.expected, strict=True)
        return [row for row in rows if not agree(row[1:2], row[2:], self.within)]


def agree(got: Answer, expected: Answer, within: float) -> bool:
    return len(got) == len(expected) and all(
        _same(one, other, within) for one, other in zip(got, expected, strict=True)
    )


def _same(one: float | str, other: float | str, within: float) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    if math.isfinite(one) and math.isfinite(other):
        return abs(one - other) <= within * max(abs(one), abs(other), 1e-3)
    return one == other or (math.isnan(one) and math.isnan(other))


def as_number(x: object, name: str = "the answer") -> float:
    number = number_or_none(x.data if isinstance(x, Value) else x)
    if x is None:
        raise NotANumber("None", f"{name} is None; it needs to be a number")
    if number is None:
        refuse(name, "a number", x)
    return number


def flat(answer: object, name: str = "") -> dict[str, float | str]:
    """A number, a word, or nested lists of them as one row; the name of each is its place.

    >>> flat([[1.0, 2.0], "yes"])
    {'[0][0]': 1.0, '[0][1]': 2.0, '[1]': 'yes'}
    """
    answer = as_lists(answer)
    if isinstance(answer, str):
        return {name or "the answer": answer}
    if isinstance(answer, (list, tuple)):
        numbers: dict[str, float | str] = {}
        for place, each in enumerate(answer):
            numbers |= flat(each, f"{name}[{place}]")
        return numbers
    return {name or "the answer": as_number(answer, name or "the answer")}


def in_the_shape_of(expected: object, got: object, whose: str = "") -> Answer:
    """The numbers of `got`, which has to have the same places; NotANumber says what it is."""
    unlike = first_unlike(expected, got)
    if unlike is not None:
        subject = f"{whose}() needs to return" if whose else "the answer needs to be"
        if unlike.place:
            subject = f"entry {unlike.place} of the answer needs to be"
        raise NotANumber(unlike.kind, f"{subject} {unlike.sentence}")
    return tuple(flat(got).values())


def refuse(what: str, need: str, got: object) -> NoReturn:
    """End a question: what the student gave is not of the kind that is asked about next."""
    raise NotANumber(kind_of(got), f"{what} needs to be {need}, got {described(got)}{why(got)}")


def written(x: object) -> str:
    """An argument or an answer as a student would write it, cut where it is long."""
    if isinstance(x, float):
        return f"{x:g}"
    if isinstance(x, (list, tuple)) and len(x) <= 4:
        return f"[{', '.join(map(written, x))}]"
    return shortened(getattr(x, "__name__", None) or repr(x), 40)
