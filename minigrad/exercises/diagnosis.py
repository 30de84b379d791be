"""Find the mistakes that give exactly a student's wrong numbers, among all that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from minigrad.exercises.answers import Answer, agree
from minigrad.exercises.grading import Report, grade
from minigrad.exercises.library import Known, mistakes, wrong_answers
from minigrad.exercises.mistakes.engine import combined
from minigrad.exercises.mistakes.mistake import Form

CLOSE = 1e-6  # relative; a mistake in another style of code differs by rounding alone
CANDIDATES = 20  # forms that explain most answers by themselves; their pairs take half a second

Answers = Mapping[tuple[str, str], Answer]  # by test function and question


class Match(NamedTuple):
    """A mistake that gives the student's answer wherever it gives a wrong one."""

    mistake: str
    questions: frozenset[tuple[str, str]]  # those that it answers wrongly


class Diagnosis(NamedTuple):
    """What explains all wrong answers: one mistake, one of several, some together, or nothing."""

    mistakes: tuple[Match, ...] = ()
    are_together: bool = False

    @property
    def names(self) -> set[str]:
        return {match.mistake for match in self.mistakes}


def diagnose(report: Report) -> Diagnosis:
    """Compare all answers of the student with those of every form of every mistake.

    What is not written yet is not compared.
    """
    failing = frozenset(each.key for each in report.wrong_and_written)
    if not failing:
        return Diagnosis()
    got = {each.key: each.got for each in report.observations if not each.is_unwritten}
    known = wrong_answers(report.exercise, report.seed)
    matches = _matches(got, known)
    alone = tuple(match for match in matches if match.questions == failing)
    if alone:
        return Diagnosis(alone)
    together = _together(matches, failing) or _pair(report, got, known)
    return Diagnosis(together, are_together=bool(together))


def _matches(got: Answers, known: Known) -> list[Match]:
    """Each mistake at most once, by the form that answers most questions wrongly."""
    found: dict[str, Match] = {}
    for (mistake, _), answers in known.items():
        wrong = {question: answer for question, answer in answers.items() if question in got}
        if wrong and _all_agree(got, wrong):
            match = Match(mistake, frozenset(wrong))
            if mistake not in found or len(found[mistake].questions) < len(wrong):
                found[mistake] = match
    return list(found.values())


def _all_agree(got: Answers, answers: Answers) -> bool:
    return all(agree(got[question], each, CLOSE) for question, each in answers.items())


def _together(matches: Sequence[Match], failing: frozenset[tuple[str, str]]) -> tuple[Match, ...]:
    """The fewest mistakes that explain all wrong answers between them, if they do."""
    chosen: list[Match] = []
    missing = failing
    while matches and missing:
        best = max(matches, key=lambda match: len(match.questions & missing))
        if not best.questions & missing:
            break
        chosen.append(best)
        missing -= best.questions
    return () if missing else tuple(chosen)


# -------------------------------------------------------------------- two mistakes in one engine


def _pair(report: Report, got: Answers, known: Known) -> tuple[Match, ...]:
    """The two mistakes whose engine gives all of the student's numbers, if no other two do."""
    found = {
        frozenset((one, other))
        for (one, first), (other, second) in combinations(_candidates(report, known), 2)
        if one != other and (form := combined(first, second)) and _explains(form, report, got)
    }
    if len(found) != 1:
        return ()
    failing = frozenset(each.key for each in report.wrong_and_written)
    return tuple(Match(mistake, failing) for mistake in sorted(found.pop()))


def _candidates(report: Report, known: Known) -> list[tuple[str, Form]]:
    """The mistakes that alone explain some of the wrong answers, most first."""
    got = {each.key: each.got for each in report.wrong_and_written}
    explained = {
        form: sum(
            question in got and agree(got[question], answer, CLOSE)
            for question, answer in answers.items()
        )
        for form, answers in known.items()
    }
    ranked = sorted(explained, key=lambda form: -explained[form])
    return [
        (mistake, mistakes(report.exercise.folder)[mistake].forms[number])
        for mistake, number in ranked[:CANDIDATES]
        if explained[mistake, number]
    ]


def _explains(form: Form, report: Report, got: Answers) -> bool:
    both = grade(report.exercise, form(), report.seed).observations
    numbers = {each.key: each.got for each in both}
    return got.keys() <= numbers.keys() and _all_agree(numbers, got)
