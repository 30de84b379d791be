"""What came instead of an answer: whatever a student's code raises becomes one sentence."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from minigrad.exercises.manifest import FOLDER
from minigrad.exercises.time_limit import SECONDS, TookTooLongError

PACKAGE = str(FOLDER.parent)


class MissingName(Exception):
    """The student's file lacks a name that the exercise needs."""


class NotANumber(Exception):
    """An answer is not a number, or not as many numbers as were asked for."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


class Failure(str):
    """What came instead of numbers, as a sentence; equal to another failure of the same kind."""

    __slots__ = ("kind",)
    kind: str

    def __new__(cls, kind: str, sentence: str) -> Failure:
        failure = super().__new__(cls, sentence)
        failure.kind = kind
        return failure

    @property
    def is_unwritten(self) -> bool:
        """Nothing is there yet: no answer, and so no sign of a mistake."""
        return self.kind in (NotImplementedError.__name__, MissingName.__name__)

    @property
    def is_timeout(self) -> bool:
        return self.kind == TookTooLongError.__name__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Failure) and other.kind == self.kind

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.kind)


def failure_of(error: BaseException) -> Failure:
    """What a student's code raised, as one sentence that names the line."""
    kind, place = type(error).__name__, _place(error)
    message = " ".join(str(error).split())
    if isinstance(error, MissingName):
        return Failure(kind, message)
    if isinstance(error, NotANumber):
        return Failure(error.kind, message)
    if isinstance(error, NotImplementedError):
        return Failure(kind, f"still to be written{place}" + (f": {message}" if message else ""))
    if isinstance(error, TookTooLongError):
        return Failure(
            kind,
            f"your code did not end within {SECONDS:g} seconds and was stopped: is there a loop "
            "that never ends, or is the graph walked once for every path?",
        )
    if isinstance(error, RecursionError):
        return Failure(
            kind,
            f"{kind}{place}: functions that call themselves go too deep for this graph; "
            "a list used as a stack has no such limit",
        )
    return Failure(kind, f"{kind}{place}: {message}" if message else f"{kind}{place}")


def _place(error: BaseException) -> str:
    """Where in the student's code: the innermost line outside of this package and of Python."""
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith((PACKAGE, sys.prefix, sys.base_prefix, "<program>"))
    ]
    if not own:
        return ""
    name = Path(own[-1].filename).name
    is_cell = "ipykernel_" in own[-1].filename  # of a notebook: the file's name is a number
    where = "" if is_cell or not name.endswith(".py") else f" of {name}"
    return f" (line {own[-1].lineno}{where}, in {own[-1].name})"
