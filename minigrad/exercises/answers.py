"""A student's answers as numbers, beside the right ones, and whether the two agree."""

from __future__ import annotations

import math
from numbers import Real
from typing import NamedTuple

from minigrad.exercises.failure import Failure, NotANumber
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
    if isinstance(x, Value):
        return x.data
    if x is None:
        raise NotANumber("None", f"{name} is None: a number was expected")
    if isinstance(x, Real) and not isinstance(x, bool):
        return float(x)
    raise NotANumber(type(x).__name__, f"{name} needs to be a number, got {written(x)}")


def flat(answer: object, name: str = "") -> dict[str, float | str]:
    """A number, a word, or nested lists of them as one row; the name of each is its place.

    >>> flat([[1.0, 2.0], "yes"])
    {'[0][0]': 1.0, '[0][1]': 2.0, '[1]': 'yes'}
    """
    if hasattr(answer, "tolist"):  # an array of NumPy
        answer = answer.tolist()
    if isinstance(answer, str):
        return {name or "the answer": answer}
    if isinstance(answer, (list, tuple)):
        numbers: dict[str, float | str] = {}
        for place, each in enumerate(answer):
            numbers |= flat(each, f"{name}[{place}]")
        return numbers
    return {name or "the answer": as_number(answer, name or "the answer")}


def in_the_shape_of(expected: dict[str, float | str], got: dict[str, float | str]) -> Answer:
    """The numbers of `got`, which has to have the same places."""
    if list(got) != list(expected):
        need, have = (", ".join(list(each)[-1:]) or "nothing" for each in (expected, got))
        raise NotANumber(
            "shape",
            f"the answer needs {len(expected)} number{'s' * (len(expected) != 1)} "
            f"(the last is {need}), got {len(got)} (the last is {have})",
        )
    return tuple(got.values())


def written(x: object) -> str:
    """An argument or an answer as a student would write it, cut where it is long."""
    if isinstance(x, float):
        return f"{x:g}"
    if isinstance(x, (list, tuple)) and len(x) <= 4:
        return f"[{', '.join(map(written, x))}]"
    return shortened(getattr(x, "__name__", None) or repr(x), 40)
