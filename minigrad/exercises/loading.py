"""From a student's file, or from what `check` was given, to the names that an exercise asks for."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from minigrad.exercises.failure import failure_of
from minigrad.exercises.manifest import Exercise
from minigrad.exercises.time_limit import time_limit


class UnreadableError(Exception):
    """A student's file could not be loaded."""


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
