"""From a student's file to what it defines; whatever goes wrong becomes one sentence."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from types import ModuleType

from minigrad.exercises.manifest import FOLDER
from minigrad.exercises.time_limit import SECONDS, TookTooLongError, time_limit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from minigrad.exercises.manifest import Exercise

PACKAGE = str(FOLDER.parent)
# Kinds of failure that say: nothing is there yet.
UNWRITTEN = frozenset({"NotImplementedError", "missing"})


class Failure(str):
    """What came instead of numbers, as a sentence; equal to another failure of the same kind."""

    __slots__ = ("kind",)
    kind: str

    def __new__(cls, kind: str, sentence: str) -> Failure:
        failure = super().__new__(cls, sentence)
        failure.kind = kind
        return failure

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Failure) and other.kind == self.kind

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.kind)


class UnreadableError(Exception):
    """A student's file could not be loaded."""


def failure_of(error: BaseException) -> Failure:
    """An exception out of a student's code, as one sentence with the line that raised it."""
    place = _place(error)
    kind = type(error).__name__
    if isinstance(error, NotImplementedError):
        return Failure(kind, f"still to be written{place}" + (f": {error}" if str(error) else ""))
    if isinstance(error, TookTooLongError):
        return Failure(
            kind,
            f"your code did not end within {SECONDS:g} seconds and was stopped: a loop "
            "that never ends, or a graph walked once for every path?",
        )
    if isinstance(error, RecursionError):
        return Failure(
            kind,
            f"RecursionError{place}: functions that call themselves go too deep "
            "for this graph; a list used as a stack has no such limit",
        )
    message = " ".join(str(error).split())
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


def load_answers(exercise: Exercise, folder: Path) -> dict[str, Any]:
    """What the student's file of an exercise defines; UnreadableError with one line."""
    path = folder / exercise.file
    module = ModuleType(f"exercise_{exercise.id}")
    module.__file__ = str(path)
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UnreadableError(
            f"{exercise.file} is missing; minigrad exercises reset {exercise.id} brings it back"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{exercise.file} cannot be read: {error}") from None
    sys.modules[module.__name__] = module  # where classes look for their module
    try:
        with time_limit():
            exec(compile(source, str(path), "exec"), module.__dict__)
    except SyntaxError as error:
        raise UnreadableError(
            f"{exercise.file}, line {error.lineno}: {type(error).__name__}: {error.msg}"
        ) from None
    except (Exception, SystemExit) as error:
        raise UnreadableError(f"{exercise.file}: {failure_of(error)}") from None
    return vars(module)


def named_answers(exercise: Exercise, answers: Sequence[object]) -> Mapping[str, Any]:
    """What was handed to `check`, by the names that the exercise needs."""
    if len(answers) == 1 and isinstance(answers[0], ModuleType):
        return vars(answers[0])
    if len(answers) == 1 and isinstance(answers[0], dict):
        return answers[0]
    named = {getattr(answer, "__name__", ""): answer for answer in answers}
    if set(named) >= set(exercise.needs):
        return named
    if len(answers) != len(exercise.needs):
        raise TypeError(
            f"check({exercise.id!r}, …) needs {' and '.join(exercise.needs)}, "
            f"got {len(answers)} arguments"
        )
    return dict(zip(exercise.needs, answers, strict=True))
