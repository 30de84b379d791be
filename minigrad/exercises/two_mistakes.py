"""Explain wrong numbers by two mistakes at once: run engines that make both."""

from __future__ import annotations

from functools import partial
from itertools import combinations

from minigrad.exercises.diagnosis import MATCH, Diagnosis, Match
from minigrad.exercises.library import mistakes, wrong_answers
from minigrad.exercises.mistakes.engine import engine
from minigrad.exercises.questions import agree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minigrad.exercises.grading import Report
    from minigrad.exercises.mistakes.engine import Form

CANDIDATES = 20  # forms that explain most answers by themselves; their pairs take half a second


def two_mistakes(report: Report) -> Diagnosis:
    """The pair that gives all of the student's numbers; nothing where several pairs would."""
    failing = {(each.part, each.question) for each in report.wrong if not each.is_unwritten}
    found = {
        frozenset((one, other))
        for (one, first), (other, second) in combinations(_candidates(report), 2)
        if one != other and (form := combined(first, second)) and _explains(form, report)
    }
    if len(found) != 1:
        return Diagnosis()
    return Diagnosis(
        tuple(Match(mistake, frozenset(failing)) for mistake in sorted(found.pop())),
        are_together=True,
    )


def combined(one: Form, other: Form) -> Form | None:
    """A form with what is wrong in both, unless they change the same thing."""
    if not (isinstance(one, partial) and isinstance(other, partial)):
        return None
    merged = dict(one.keywords)
    for name, change in other.keywords.items():
        mine = merged.get(name)
        if isinstance(mine, dict) and isinstance(change, dict):
            if any(mine[key] is not change[key] for key in mine.keys() & change.keys()):
                return None
            merged[name] = mine | change
        elif name in merged:
            return None
        else:
            merged[name] = change
    return partial(engine, **merged)


def _candidates(report: Report) -> list[tuple[str, Form]]:
    """The mistakes that alone explain some of the wrong answers, most first."""
    got = {(each.part, each.question): each.got for each in report.wrong}
    explained = {
        form: sum(
            question in got and agree(got[question], answer, MATCH)
            for question, answer in answers.items()
        )
        for form, answers in wrong_answers(report.exercise, report.seed).items()
    }
    ranked = sorted(explained, key=lambda form: -explained[form])
    return [
        (mistake, mistakes()[mistake].forms[number])
        for mistake, number in ranked[:CANDIDATES]
        if explained[mistake, number]
    ]


def _explains(form: Form, report: Report) -> bool:
    from minigrad.exercises.grading import grade

    theirs = {
        (each.part, each.question): each.got
        for each in report.observations
        if not each.is_unwritten
    }
    both = grade(report.exercise, form(), report.seed).observations
    numbers = {(each.part, each.question): each.got for each in both}
    return all(
        question in numbers and agree(numbers[question], got, MATCH)
        for question, got in theirs.items()
    )
