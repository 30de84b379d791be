"""All known mistakes, also those of a teacher's course, and what they answer in an exercise."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path

from minigrad.exercises.answers import Answer
from minigrad.exercises.course_errors import CourseError
from minigrad.exercises.grading import Report, grade, test_functions
from minigrad.exercises.loading import load_given
from minigrad.exercises.manifest import HANDOUT, Course, Exercise
from minigrad.exercises.mistakes import (
    chains,
    differences,
    downhill,
    equations,
    networks,
    passes,
    products,
    rules,
    sorts,
    training,
)
from minigrad.exercises.mistakes.mistake import Mistake
from minigrad.exercises.own_course import MISTAKES
from minigrad.exercises.places import lines_of

MODULES = (
    rules,
    passes,
    differences,
    chains,
    sorts,
    downhill,
    products,
    networks,
    training,
    equations,
)
# More wrong code for mistakes whose sentences stand in another module.
MORE_FORMS = tuple(
    each.MORE_FORMS for each in (chains, sorts, products, downhill, networks, training, equations)
)

FormId = tuple[str, int]  # a mistake, and the place of one of its forms
Known = Mapping[FormId, Mapping[tuple[str, str], Answer]]
GIVEN: dict[tuple[str, int], Known] = {}  # wrong answers that another process has computed


@cache
def mistakes(folder: Path = HANDOUT) -> dict[str, Mistake]:
    """All mistakes by their id: those of the course in a folder, then ours.

    Ours are of rules first, then of passes, functions, networks.
    """
    if (folder / MISTAKES).exists():
        return _mistakes_in(folder / MISTAKES, mistakes()) | mistakes()
    if folder != HANDOUT:
        return mistakes()
    found = {mistake.id: mistake for module in MODULES for mistake in module.MISTAKES}
    for more in MORE_FORMS:
        for name, forms in more.items():
            found[name] = found[name]._replace(forms=(*found[name].forms, *forms))
    return found


@lru_cache(maxsize=64)
def reports(exercise: Exercise, seed: int) -> dict[FormId, Report]:
    """What comes of the exercise for each form that defines the names it needs."""
    made = {
        (mistake.id, number): form()
        for mistake in mistakes(exercise.folder).values()
        for number, form in enumerate(mistake.forms)
    }
    found: dict[FormId, Report] = {}
    for form, answers in made.items():
        if set(exercise.needs) <= set(answers):
            with suppress(CourseError):  # which is told where the student's own code comes to it
                found[form] = grade(exercise, answers, seed)
    return found


@lru_cache(maxsize=64)
def wrong_answers(exercise: Exercise, seed: int) -> Known:
    """For each form that shows in the exercise: the answers that it gets wrong."""
    if (exercise.id, seed) in GIVEN:
        return GIVEN[exercise.id, seed]
    return {
        form: {each.key: each.got for each in report.wrong}
        for form, report in reports(exercise, seed).items()
        if report.wrong
    }


# -------------------------------------------------------------------- a teacher's own


def _mistakes_in(path: Path, known: Mapping[str, Mistake]) -> dict[str, Mistake]:
    """Those that a mistakes.py lists; ValueError for what is none, or has a name that is taken."""
    listed = getattr(load_given(path), "MISTAKES", None)
    if not isinstance(listed, (list, tuple)):
        raise ValueError(f"{path} needs to define MISTAKES, a list of Mistake(…), got {listed!r}")
    found: dict[str, Mistake] = {}
    for each in listed:
        if not isinstance(each, Mistake):
            raise ValueError(f"{path}: MISTAKES needs a Mistake(…) at each place, got {each!r}")
        if each.id in found or each.id in known:
            whose = "of minigrad" if each.id in known else "before it"
            raise ValueError(f"{path}: a mistake {whose} has the id {each.id!r}: choose another")
        found[each.id] = each
    return found


def forget_courses() -> None:
    """Read tests and mistakes anew when they are asked next, as their files have changed."""
    for kept in test_functions, mistakes, reports, wrong_answers, lines_of:
        kept.cache_clear()


def check_course(course: Course) -> None:
    """Load all that a teacher's course brings; ValueError says what cannot be used."""
    for exercise in course.exercises:
        test_functions(exercise)
    path = course.folder / MISTAKES
    for mistake in mistakes(course.folder).values():
        if mistake.id not in mistakes():
            _check_forms(mistake, course, f"{path}: the mistake {mistake.id!r}")


def _check_forms(mistake: Mistake, course: Course, where: str) -> None:
    """Every form makes all that an exercise needs, or it would never be compared."""
    if not isinstance(mistake.forms, (list, tuple)) or not all(map(callable, mistake.forms)):
        raise ValueError(f"{where} needs forms, functions without arguments in a tuple")
    for number, form in enumerate(mistake.forms, 1):
        try:
            made = form()
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            raise ValueError(f"{where}: form {number} ends with {said}") from None
        if not isinstance(made, Mapping):
            raise ValueError(f"{where}: form {number} needs to return {{name: code}}, got {made!r}")
        if not any(set(each.needs) <= set(made) for each in course.exercises):
            needed = "; ".join(f"{each.id}: {', '.join(each.needs)}" for each in course.exercises)
            raise ValueError(
                f"{where}: form {number} makes {', '.join(map(str, made)) or 'nothing'}, which is "
                f"all that is needed in no exercise ({needed})"
            )
