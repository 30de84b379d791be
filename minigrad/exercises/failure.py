"""What came instead of an answer: whatever a student's code raises becomes one sentence."""

from __future__ import annotations

import re
from typing import Any

from minigrad.exercises.advice import advice_on, advice_on_syntax
from minigrad.exercises.places import PACKAGE, Place, code_lines, place_of_error
from minigrad.exercises.time_limit import TookTooLongError

__all__ = ["PACKAGE", "Failure", "Faulty", "MissingName", "NotANumber", "failure_of"]


GIVEN = "a line of the task"  # that is not to blame


class MissingName(Exception):
    """The student's file lacks a name that the exercise needs."""


class NotANumber(Exception):
    """An answer is not a number, or not as many numbers as were asked for."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


class Faulty(Exception):
    """A student's code did not do what it is for; the failure says what."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


class Failure(str):
    """What came instead of numbers, as a sentence; equal to another failure of the same kind."""

    __slots__ = ("advice", "code", "kind", "place")
    kind: str
    code: tuple[str, ...]  # the student's line, and a mark below it
    advice: str  # what the sentence usually means
    place: str  # where the line stands, if the sentence does not say so

    def __new__(
        cls,
        kind: str,
        sentence: str,
        code: tuple[str, ...] = (),
        advice: str = "",
        place: str = "",
    ) -> Failure:
        failure = super().__new__(cls, sentence)
        failure.kind, failure.code = kind, code
        failure.advice, failure.place = advice, place
        return failure

    def __getnewargs__(self) -> Any:
        return self.kind, str(self), self.code, self.advice, self.place

    def at(self, place: Place | None, advice: str = "") -> Failure:
        """The same, with the line that is to blame."""
        if place is None or self.code:
            return self
        return Failure(self.kind, str(self), place.code, self.advice or advice, str(place))

    @property
    def is_unwritten(self) -> bool:
        """Nothing is there yet: no answer, and so no sign of a mistake."""
        return self.kind in (NotImplementedError.__name__, MissingName.__name__)

    @property
    def is_timeout(self) -> bool:
        return self.kind == TookTooLongError.__name__

    @property
    def cause(self) -> tuple[str, ...]:
        """The same for two failures that one change will mend."""
        return (self.kind, *(self.code or [str(self)]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Failure) and other.kind == self.kind

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.kind)


def failure_of(error: BaseException) -> Failure:
    """What a student's code raised, as one sentence that names the line."""
    kind, message = type(error).__name__, " ".join(str(error).split()).removesuffix("None")
    if isinstance(error, MissingName):
        return Failure(kind, message)
    if isinstance(error, Faulty):
        return error.failure
    if isinstance(error, NotANumber):
        return Failure(error.kind, message)
    if isinstance(error, SyntaxError):
        return failure_of_syntax(error)
    place = place_of_error(error)
    where = f" ({place})" if place else ""
    if isinstance(error, NotImplementedError):
        return Failure(kind, f"still to be written{where}" + (f": {message}" if message else ""))
    code = place.code if place else ()
    if place and place.is_given:
        where = f" ({place}, {GIVEN})"
    if isinstance(error, TookTooLongError):
        return Failure(
            kind,
            f"your code did not end {error.after} and was stopped{where}: {error.question}",
            code,
        )
    advice = advice_on(error)
    if isinstance(error, RecursionError) and not advice:
        said = (
            "functions that call themselves never end, or go deeper than Python allows, which is "
            "about 1,000 calls; a list used as a stack has no such limit"
        )
        return Failure(kind, f"{kind}{where}: {said}", code)
    if isinstance(error, RecursionError):
        return Failure(kind, f"{kind}{where}: calls go on and on", code, advice)
    said = f"{kind}{where}: {message}" if message else f"{kind}{where}"
    # Two errors are one mistake only if Python says the same of both, whatever the numbers are;
    # of a division by 0 it says something else for 1 / x than for x ** -1.
    if not isinstance(error, ZeroDivisionError):
        kind = re.sub(r"\d+(\.\d+)?", "…", f"{kind} {message}")
    return Failure(kind, said, code, advice)


def failure_of_syntax(error: SyntaxError, file: str = "") -> Failure:
    """A line that Python cannot read, with its mark and what it usually means."""
    kind, file = type(error).__name__, file or (error.filename or "").replace("\\", "/")
    start = (error.offset or 1) - 1
    end = error.end_offset if error.end_lineno == error.lineno and error.end_offset else 0
    marked = (start, max(end - 1, start + 1))
    if isinstance(error, IndentationError):  # it is about the line's beginning
        marked = (0, 0)
    code = code_lines((error.text or "").rstrip("\r\n"), *marked)
    where = f"{file.rpartition('/')[2]}, line {error.lineno}" if error.lineno else file
    return Failure(kind, f"{where}: {kind}: {error.msg}", code, advice_on_syntax(error))
