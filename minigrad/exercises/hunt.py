"""What is told in a hunt for a mistake: of its name, and of what was broken beside it, not more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from minigrad.exercises.answers import Observation
from minigrad.exercises.called_alone import faults_of_pass
from minigrad.exercises.fact import Fact
from minigrad.exercises.facts import facts_of
from minigrad.exercises.grading import Report, grade_file
from minigrad.exercises.operations import OPERATIONS, operations_in, slug
from minigrad.exercises.programs import BACKWARD
from minigrad.exercises.time_limit import TookTooLongError
from minigrad.exercises.watching import quietly


def about_the_name(report: Report) -> str:
    """Whether the name in `bug` is right; nothing while every answer is wrong for its sake."""
    wrong = report.wrong_and_written
    about_name = [each for each in wrong if not each.program]
    if len(about_name) == len(wrong):
        return ""
    said = "is not the right one" if about_name else "is right"
    if about_name and not _is_listed(report):
        said = "is none of those in the list: copy it from there"
    return f"The name in `bug` {said}."


def _is_listed(report: Report) -> bool:
    exercise, name = report.exercise, str(report.answers.get("bug")).strip()
    text = (exercise.folder / exercise.file).read_text(encoding="utf-8")
    return f"    {name} " in text


def around_facts(report: Report, facts: Sequence[Fact]) -> tuple[str, str]:
    """What is told before and after what the student has broken, to lead back to the hunt.

    Nothing after it where that may be the mistake itself.
    """
    as_handed_out = grade_file(report.exercise, report.exercise.folder)
    still = _still_there(report, as_handed_out)
    are_of_operations = all(fact.id.startswith(("rule-of-", "value-of-")) for fact in facts)
    if not are_of_operations or facts_of(as_handed_out):
        return still, ""
    ask = f"{still} Which line decides that?" if still else _right_without(report, facts)
    all_of_it = "This was" if len(facts) == 1 else "All this was"
    ask = ask or "You are looking for another mistake."
    return "", f"{all_of_it} right before your change: undo it. {ask}"


def _right_without(report: Report, facts: Sequence[Fact]) -> str:
    """Whether all graphs come out right that do without the operations of the facts."""
    broken = [key for key in OPERATIONS if any(f.id.endswith(f"-of-{slug(key)}") for f in facts)]
    about = [each for each in report.observations if each.program]
    without = [each for each in about if not {*broken} & {*operations_in((each.program,))}]
    if not without or {each.key for each in without} & {each.key for each in report.wrong}:
        return ""
    names = " and ".join(dict.fromkeys(OPERATIONS[key].text for key in broken))
    return f"All graphs without {names} come out right now."


def _still_there(report: Report, as_handed_out: Report) -> str:
    """The first rule that does not run as it should, if that was so before any change."""
    value, original = report.answers.get("Value"), as_handed_out.answers.get("Value")
    for each in report.wrong_and_written:
        faults = faults_seen(each, value)
        if faults and faults[:1] == faults_seen(each, original)[:1]:
            program = each.program.replace("; ", ", ")
            where = f"in a pass through {program} the rule of {faults[0]}"
            return f"The mistake is still there: {where}."
    return ""


def faults_seen(observation: Observation, value: Any) -> list[str]:
    """Which rules did not run, or too early, or again; nothing where that cannot be seen."""
    if observation.then != BACKWARD or value is None or not observation.program:
        return []
    try:
        with quietly():
            return faults_of_pass(value, observation.program, dict(observation.numbers))
    except (Exception, SystemExit, TookTooLongError):
        return []
