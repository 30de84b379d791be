"""Whose mistake an error is: the student's, or that of the test which asks."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

from minigrad.exercises.beside import Beside, Gone, NotGradable
from minigrad.exercises.failure import Faulty, MissingName
from minigrad.exercises.own_course import MISTAKES
from minigrad.exercises.places import is_students
from minigrad.exercises.time_limit import TookTooLongError

OF_THE_STUDENT = AssertionError, MissingName, Faulty, Gone, TookTooLongError
READ = "_divided", "compiled"  # the functions that read a question, before anything runs


class CourseError(NotGradable, ValueError):
    """A test is wrong, so that no answer to it says anything of the student's code."""


def course_error(error: BaseException, asked: Beside) -> CourseError | None:
    """The error as one of the course, if no code of a student's can have caused it; else None.

    The question uses a name that nobody gives; or no line of the student's is on the way to the
    error, and nothing of the student's had come back to the test, or the question cannot be read.
    """
    if isinstance(error, CourseError):
        return error
    if isinstance(error, Faulty) and _lacks_a_name_elsewhere(error, asked):
        return CourseError(f"{asked.exercise.test}: {error}")
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, OF_THE_STUDENT):
        return None
    test = Path(asked.exercise.test).name
    in_test = [each for each in frames if Path(each.filename).name == test]
    runs = any(each.filename == "<program>" for each in frames)
    is_alone = not runs and not any(_may_be_students(each.filename) for each in frames)
    is_before = is_alone and bool(in_test) and not asked.has_come_back
    is_unread = is_alone and any(each.name in READ for each in frames)
    if not (is_before or is_unread or _lacks_a_name(error, frames[-1].filename, asked, test)):
        return None
    stack = [*traceback.extract_stack(), *frames]
    lines = [each for each in stack if Path(each.filename).name == test]
    where = asked.exercise.test + (f", line {lines[-1].lineno}" if lines else "")
    return CourseError(f"{where}: {type(error).__name__}: {error}")


def _may_be_students(file: str) -> bool:
    """Also a known mistake, which is asked in a student's place."""
    return is_students(file) or Path(file).name == MISTAKES or Path(file).parent.name == "mistakes"


def _lacks_a_name(error: BaseException, file: str, asked: Beside, test: str) -> bool:
    if not isinstance(error, NameError) or isinstance(error, UnboundLocalError):
        return False
    is_theirs = error.name in asked.exercise.needs or not asked.all_right
    return not is_theirs and (file == "<program>" or Path(file).name == test)


def _lacks_a_name_elsewhere(error: Faulty, asked: Beside) -> bool:
    """The same of an error in another process, where no line of the student's is named with it."""
    found = re.fullmatch(r"NameError: name '(\w+)' is not defined", str(error))
    if found is None or found[1] in asked.exercise.needs or not asked.all_right:
        return False
    text = (asked.exercise.folder / asked.exercise.test).read_text(encoding="utf-8")
    return re.search(rf"\b{found[1]}\b", text) is not None
