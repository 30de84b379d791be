"""All known mistakes, and the answers that each of them gives in an exercise."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from minigrad.exercises.answers import Answer
from minigrad.exercises.grading import Report, grade
from minigrad.exercises.manifest import Exercise
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
MORE_FORMS = chains.MORE_FORMS, sorts.MORE_FORMS, products.MORE_FORMS, downhill.MORE_FORMS

FormId = tuple[str, int]  # a mistake, and the place of one of its forms
Known = Mapping[FormId, Mapping[tuple[str, str], Answer]]


@cache
def mistakes() -> dict[str, Mistake]:
    """All mistakes by their id, those of rules first, then of passes, functions, networks."""
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
        for mistake in mistakes().values()
        for number, form in enumerate(mistake.forms)
    }
    return {
        form: grade(exercise, answers, seed)
        for form, answers in made.items()
        if set(exercise.needs) <= set(answers)
    }


@lru_cache(maxsize=64)
def wrong_answers(exercise: Exercise, seed: int) -> Known:
    """For each form that shows in the exercise: the answers that it gets wrong."""
    return {
        form: {each.key: each.got for each in report.wrong}
        for form, report in reports(exercise, seed).items()
        if report.wrong
    }
