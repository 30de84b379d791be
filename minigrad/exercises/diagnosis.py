"""Find the mistake that gives just these wrong numbers, by comparing with all that are known."""

from __future__ import annotations

from typing import NamedTuple

from minigrad.exercises.questions import agree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from minigrad.exercises.questions import Answer, Observation

MATCH = 1e-6  # relative; a mistake in another style of code differs by rounding alone


class Match(NamedTuple):
    """A mistake all of whose tell-tale answers are the student's."""

    mistake: str
    questions: frozenset[tuple[str, str]]  # those that it answers wrongly


class Diagnosis(NamedTuple):
    """What explains all wrong answers: one mistake, one of several, some together, or nothing."""

    mistakes: tuple[Match, ...] = ()
    are_together: bool = False

    @property
    def names(self) -> set[str]:
        return {match.mistake for match in self.mistakes}


def diagnose(
    observations: Sequence[Observation],
    wrong_answers: Mapping[tuple[str, int], Mapping[tuple[str, str], Answer]],
) -> Diagnosis:
    """Compare all answers of the student with those of every form of every mistake.

    `wrong_answers` holds, for (mistake, form), the answers that differ from the right ones.
    What is not written yet is not compared.
    """
    answered = {(each.part, each.question): each for each in observations if not each.is_unwritten}
    failing = {each for each, observation in answered.items() if not observation.is_right}
    matches: dict[str, Match] = {}
    for (mistake, _), answers in wrong_answers.items():
        telling = {question: got for question, got in answers.items() if question in answered}
        if telling and all(
            agree(answered[question].got, got, MATCH) for question, got in telling.items()
        ):
            match = Match(mistake, frozenset(telling))
            if mistake not in matches or len(matches[mistake].questions) < len(match.questions):
                matches[mistake] = match
    alone = [match for match in matches.values() if match.questions == failing]
    if alone or not matches:
        return Diagnosis(tuple(alone))
    return _together(list(matches.values()), failing)


def _together(matches: list[Match], failing: set[tuple[str, str]]) -> Diagnosis:
    """The fewest mistakes that explain all wrong answers between them, if they do."""
    chosen: list[Match] = []
    missing = set(failing)
    while missing:
        best = max(matches, key=lambda match: len(match.questions & missing))
        if not best.questions & missing:
            return Diagnosis()
        chosen.append(best)
        missing -= best.questions
    return Diagnosis(tuple(chosen), are_together=True)
