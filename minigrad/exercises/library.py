"""All known mistakes, and the answers that each of them gives in an exercise."""

from __future__ import annotations

from functools import cache, lru_cache

from minigrad.exercises.mistakes import equations, functions, networks, passes, rules, training
from minigrad.exercises.mistakes.mistake import Mistake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minigrad.exercises.grading import Report
    from minigrad.exercises.manifest import Exercise
    from minigrad.exercises.questions import Answer


@cache
def mistakes() -> dict[str, Mistake]:
    """All mistakes by their id, those of rules first, then of passes, functions, networks."""
    libraries = rules, passes, functions, networks, training, equations
    return {mistake.id: mistake for library in libraries for mistake in library.MISTAKES}


@lru_cache(maxsize=16)
def reports(exercise: Exercise, seed: int) -> dict[tuple[str, int], Report]:
    """What comes of the exercise for each (mistake, form) that has the names it needs."""
    from minigrad.exercises.grading import grade

    made = {
        (mistake.id, number): form()
        for mistake in mistakes().values()
        for number, form in enumerate(mistake.forms)
    }
    return {
        form: grade(exercise, answers, seed)
        for form, answers in made.items()
        if set(exercise.needs) <= set(answers)
    }


@lru_cache(maxsize=16)
def wrong_answers(
    exercise: Exercise, seed: int
) -> dict[tuple[str, int], dict[tuple[str, str], Answer]]:
    """For each (mistake, form) that shows in the exercise: the answers that it gets wrong."""
    return {
        form: {(each.part, each.question): each.got for each in report.wrong}
        for form, report in reports(exercise, seed).items()
        if report.wrong
    }
