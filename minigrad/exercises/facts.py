"""Watch a student's code for what is certainly wrong, and give it the name of a known mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from minigrad.exercises import (
    downhill_facts,
    engine_facts,
    function_facts,
    network_facts,
    order_facts,
)
from minigrad.exercises.fact import Fact, same
from minigrad.exercises.grading import Report
from minigrad.exercises.library import FormId, mistakes, wrong_answers
from minigrad.exercises.time_limit import TookTooLongError
from minigrad.exercises.watching import quietly

Answers = Mapping[str, Any]
Watch = Callable[[Answers], Iterator[Fact]]

MOST = 4  # facts that are told, and that are looked for among the known mistakes

# By the names that an exercise needs. A piece that raises says nothing; the others go on.
WATCHES: dict[tuple[str, ...], tuple[Watch, ...]] = {
    ("numerical_derivative", "gradient"): function_facts.DIFFERENCES,
    ("forward", "make_rules", "backward"): function_facts.CHAINS,
    ("linear_vjp", "elementwise_vjp", "softmax_vjp", "jacobian"): function_facts.PRODUCTS,
    ("topological_order",): order_facts.ORDERS,
    ("step", "descend"): downhill_facts.DOWNHILL,
    ("Neuron", "Layer"): network_facts.NEURONS,
    ("mse_loss", "training_step"): network_facts.TRAINING,
    ("sigmoid_slope", "backpropagate"): network_facts.EQUATIONS,
}


def facts_of(report: Report) -> tuple[Fact, ...]:
    """What is certainly wrong; each with the id of a known mistake, if exactly one fits."""
    exercise, answers = report.exercise, report.answers
    if report.was_stopped or not answers:
        return ()
    found: dict[str, Fact] = {}
    facts: list[Fact] = []
    try:
        with quietly():
            for watch in _watches(report):
                for fact in _told_by(watch, answers):
                    found.setdefault(fact.id + fact.cause, fact)
            facts = list(found.values())[:MOST]
            if not exercise.is_hunt:  # whose name is to be found
                facts = [_with_known_id(fact, report) for fact in facts]
    except TookTooLongError:  # what was seen by then was seen
        facts = facts or list(found.values())[:MOST]
    return tuple(facts)


def _watches(report: Report) -> Sequence[Watch]:
    if "Value" not in report.exercise.needs:
        return WATCHES.get(report.exercise.needs, ())
    about = [each for each in report.observations if each.program]
    programs, thens = [each.program for each in about], [each.then for each in about]
    return (lambda answers: engine_facts.engine_facts(answers["Value"], programs, thens),)


def _told_by(watch: Watch, answers: Answers) -> Iterator[Fact]:
    try:
        yield from watch(answers)
    except TookTooLongError:
        raise
    except (Exception, SystemExit):
        return


# -------------------------------------------------------------------- known mistakes


def _with_known_id(fact: Fact, report: Report) -> Fact:
    if fact.id in mistakes(report.exercise.folder) or fact.evidence is None:
        return fact
    own = _evidence(fact, report.answers)
    failing = {each.key for each in report.wrong}
    fitting = {
        form[0]
        for form, answers in wrong_answers(report.exercise, report.seed).items()
        if answers.keys() <= failing  # or it would show where the student's code is right
        and own
        and same(own, _evidence_of(form, _Hashable(fact), report.exercise.folder))
    }
    if len(fitting) != 1:
        return fact
    if "another number" in fact.cause:  # the mistake's own sentence says more
        fact = fact._replace(cause="", question="")
    return fact._replace(id=fitting.pop())


class _Hashable:
    """A fact, told from others by its id alone: the questions behind it are always the same."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact

    def __hash__(self) -> int:
        return hash(self.fact.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashable) and other.fact.id == self.fact.id


@lru_cache(8192)
def _evidence_of(form: FormId, asked: _Hashable, folder: Path) -> Sequence[float]:
    mistake, number = form
    return _evidence(asked.fact, mistakes(folder)[mistake].forms[number]())


def _evidence(fact: Fact, answers: Answers) -> Sequence[float]:
    try:
        return tuple(fact.evidence(answers)) if fact.evidence else ()
    except TookTooLongError:
        raise
    except (Exception, SystemExit):
        return ()
