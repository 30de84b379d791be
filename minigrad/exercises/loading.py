"""From a student's file, or from what `check` was given, to the names that an exercise asks for."""

from __future__ import annotations

import contextlib
import importlib
import io
import linecache
import sys
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from minigrad.exercises.failure import Failure, failure_of, failure_of_syntax
from minigrad.exercises.manifest import Exercise
from minigrad.exercises.places import code_lines, is_students, lines_of
from minigrad.exercises.time_limit import time_limit

QUOTES = '"' * 3


class UnreadableError(Exception):
    """A student's file could not be loaded."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


@contextlib.contextmanager
def beside(folder: Path) -> Iterator[None]:
    """Code runs as `python FILE` would run it: it may import the files of its own folder.

    They are forgotten afterwards, since they may be changed, or be another student's; for the same
    reason no bytecode of them is kept, which Python would take for a file of the same size that is
    saved within a second. Nobody answers what the code asks with input().
    """
    place, keyboard = str(folder.resolve()), sys.stdin
    before, keeps_none = set(sys.modules), sys.dont_write_bytecode
    sys.path.insert(0, place)
    sys.stdin = io.StringIO()
    sys.dont_write_bytecode = True
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.stdin, sys.dont_write_bytecode = keyboard, keeps_none
        with contextlib.suppress(ValueError):  # the code may have changed the list itself
            sys.path.remove(place)
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None)
            # What is installed stays, also in an environment that lies in the student's folder.
            if file and is_students(file) and Path(file).resolve().is_relative_to(place):
                del sys.modules[name]


def load_answers(exercise: Exercise, folder: Path) -> dict[str, Any]:
    """What the student's file of an exercise defines; UnreadableError says why there is nothing."""
    path = folder / exercise.file
    module = ModuleType(f"exercise_{exercise.id}")
    module.__file__ = str(path)
    source = _bytes_of(exercise, path)
    sys.modules[module.__name__] = module  # where classes look for their module
    linecache.checkcache(str(path))
    try:
        with time_limit(), beside(folder), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the same line will be an error, if it is one
            # From bytes, so that Python heeds a byte order mark or the name of an encoding.
            exec(compile(source, str(path), "exec", dont_inherit=True), module.__dict__)
    except SyntaxError as error:
        raise UnreadableError(_of_syntax(error, exercise, path, source)) from None
    except ValueError as error:  # before Python 3.12, a null byte
        failure = failure_of(error)
        if "null bytes" in str(error):
            advice = "The file is saved as UTF-16: save it as UTF-8."
            failure = Failure("SyntaxError", f"{exercise.file}: {error}", advice=advice)
        raise UnreadableError(_named(failure, exercise)) from None
    except (Exception, SystemExit) as error:
        raise UnreadableError(_named(failure_of(error), exercise)) from None
    return vars(module)


def _bytes_of(exercise: Exercise, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        said = f"{exercise.file} is missing; minigrad exercises reset {exercise.id} brings it back"
        raise UnreadableError(Failure("FileNotFoundError", said)) from None
    except OSError as error:
        reason = error.strerror or error
        said = f"{exercise.file} cannot be read: {reason}"
        raise UnreadableError(Failure(type(error).__name__, said)) from None


def _of_syntax(error: SyntaxError, exercise: Exercise, path: Path, source: bytes) -> Failure:
    """In the student's own file, or in one that it imports."""
    if error.filename not in (None, str(path), "<unknown>", "<string>"):
        return failure_of_syntax(error)
    failure = failure_of_syntax(error, exercise.file)
    text = source.decode("utf-8", "replace")
    if text.count(QUOTES) % 2 == 0:
        return failure
    # A text that is never closed swallows all up to the next one: its own line is to blame.
    given = lines_of(exercise.folder / exercise.file)
    open_ = [
        (number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if line.count(QUOTES) % 2 and line.strip() not in given
    ]
    if not open_:
        return failure
    said = f"{exercise.file}, line {open_[0][0]}: a text that begins here never ends"
    advice = f"A text that begins with {QUOTES} needs {QUOTES} at its end too."
    return Failure("SyntaxError", said, code_lines(open_[0][1]), advice)


def _named(failure: Failure, exercise: Exercise) -> Failure:
    said = str(failure) if exercise.file in failure else f"{exercise.file}: {failure}"
    return Failure(failure.kind, said, failure.code, failure.advice)


def named_answers(exercise: Exercise, answers: Sequence[object]) -> Mapping[str, Any]:
    """What was given to `check`, under the names that the exercise needs."""
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


def load_given(path: Path) -> ModuleType:
    """A test or the known mistakes of a course; ValueError says why they cannot be loaded.

    From its text, as a student's file is: bytecode could be that of a save within the same second.
    """
    if not path.exists():
        raise ValueError(f"{path} is missing: install minigrad, or start the course, again")
    module = ModuleType(str(path))
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # where dataclasses look for their module
    linecache.checkcache(str(path))
    try:
        exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), module.__dict__)
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [each.lineno for each in frames if each.filename == str(path)]
        line = error.lineno if isinstance(error, SyntaxError) else (lines or [None])[-1]
        where = f"{path}, line {line}" if line else str(path)
        said = f"{where}: {type(error).__name__}: {error}"
        raise ValueError(
            f"{said}; this is a mistake of the course, for its teacher to mend"
        ) from None
    return module
