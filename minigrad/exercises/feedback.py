"""What a report says to the student: text of at most 79 columns, or HTML with the wrong graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from html import escape
from itertools import takewhile
from typing import Any

from minigrad.exercises.answers import Observation
from minigrad.exercises.diagnosis import Diagnosis, diagnose
from minigrad.exercises.engine_facts import leaves_delta_out
from minigrad.exercises.fact import Fact
from minigrad.exercises.failure import GIVEN, Failure
from minigrad.exercises.grading import Report
from minigrad.exercises.hunt import about_the_name, around_facts, faults_seen
from minigrad.exercises.idle_lines import IdleLine, idle_lines
from minigrad.exercises.library import mistakes, wrong_answers
from minigrad.exercises.mended import FORGOTTEN, Completed, completed, mended, slips_of
from minigrad.exercises.mistakes.mistake import Mistake
from minigrad.exercises.network_facts import not_averaged
from minigrad.exercises.operations import operations_in
from minigrad.exercises.order_facts import list_of_all_calls
from minigrad.exercises.paired_graph import PairedGraph, paired
from minigrad.exercises.passing_facts import listed_again
from minigrad.exercises.pictures import draw_pairs, picture_html
from minigrad.exercises.special import only_where
from minigrad.exercises.time_limit import TookTooLongError
from minigrad.exercises.watching import quietly
from minigrad.exercises.wording import (
    number_pair,
    printable,
    sentence,
    told,
    two_ends,
    wrapped,
    wrong_answer,
)
from viz.drawing import Drawing
from viz.theme import SET_OFF

MOST = 6  # mistakes that are listed, or things that are still to be written
ONE_NODE = (
    "operation-sends-nothing",
    "inputs-lost",
)  # mistakes of which any operation can be the place
# By mistake: a sentence that says where it is, of the student's code and the programs asked about.
PLACES: dict[str, Callable[[Mapping[str, Any], Sequence[str]], str]] = {
    "gradients-not-averaged": lambda answers, programs: not_averaged(answers),
    "list-of-the-call-before": lambda answers, programs: list_of_all_calls(answers),
    "sends-once-per-path": lambda answers, programs: listed_again(answers["Value"]),
    "upstream-left-out": lambda answers, programs: leaves_delta_out(answers["Value"], programs),
}
NOT_YOURS = (
    "This is not your mistake: the test is wrong, and no points are lost by it. Go on with another "
    "exercise, and send your teacher this line:"
)
COUNTS = {2: "Two", 3: "Three", 4: "Four"}


class Feedback:
    """A report with its diagnosis and its wrong graph; it prints itself, in a notebook too.

    The student's code runs again, for the graph and the diagnosis, when the feedback needs it.
    """

    def __init__(self, report: Report, is_mended: bool = False, is_by_test: bool = False) -> None:
        self.report = report
        self.is_mended = is_mended  # so that its idle lines are not told again
        self.is_by_test = is_by_test  # each test function tells its own errors

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html

    @cached_property
    def diagnosis(self) -> Diagnosis:
        return diagnose(self.report)

    @property
    def told_diagnosis(self) -> Diagnosis:
        """What the text tells, which is of the rest where one thing hides it."""
        return self._left.diagnosis if self._left else self.diagnosis

    def causes(self) -> dict[str, object]:
        """Why each test function fails: equal for two of them if they fail for one reason."""
        found: dict[str, object] = {}
        is_told = bool(self.diagnosis.mistakes or self._idle_lines)
        for each in self.report.wrong:
            of_numbers = "what is told of them" if is_told else each.key
            found.setdefault(each.part, each.failure.cause if each.failure else of_numbers)
        return found

    @cached_property
    def graph(self) -> PairedGraph | None:
        """The graph of the smallest wrong answer, if that is about a graph that was built."""
        smallest = self.report.smallest
        if smallest is None or smallest.is_unwritten:
            return None
        return paired(smallest, self.report.answers, self.report.twins)

    @cached_property
    def drawing(self) -> Drawing | None:
        """The wrong graph, with both numbers where one is wrong."""
        if self.graph is None:
            return None
        title = f"{self.report.exercise}: {self.graph.program}, your numbers beside the right ones"
        return draw_pairs(self.graph, f"Exercise {title}")

    @cached_property
    def text(self) -> str:
        """One line for a solved exercise, else the smallest wrong answer and its likely cause."""
        return "\n".join([self.heading, *(f"  {line}".rstrip() for line in self._explanation)])

    @property
    def html(self) -> str:
        """The same with the graph; it takes on the colours of the page."""
        lines = self._explanation
        hint = [line for line in lines[-1:] if line.endswith(self._hint)]
        text = "\n".join(lines[: len(lines) - len(hint)])
        picture = picture_html(self.drawing) if self.drawing else ""
        return (
            f'<div style="{SET_OFF}">'
            f"<b>{escape(re.sub(' {2,}', ' · ', self.heading))}</b>{_preformatted(text)}{picture}"
            f"{_preformatted(''.join(hint).strip())}</div>"
        )

    @property
    def heading(self) -> str:
        exercise, points = self.report.exercise, self.report.points
        mark = "✓" if self.report.is_solved else "✗"
        if self.report.is_broken:
            return f"{mark} {exercise}".ljust(55) + " not graded"
        score = f"{points} of {exercise.total} point{'s' * (exercise.total != 1)}"
        return f"{mark} {exercise}".ljust(55) + f" {score}"

    @property
    def _hint(self) -> str:
        return f"More help: minigrad exercises hint {self.report.exercise.id}"

    @cached_property
    def _explanation(self) -> list[str]:
        """What is wrong, why, and where help is; nothing for a solved exercise."""
        if self.report.is_broken:
            return course_told(self.report.unreadable)
        if self.report.unreadable:
            return [*told(self.report.unreadable), "Nothing was tested."]
        smallest = self.report.smallest
        if smallest is None:
            return []
        failure = smallest.failure
        idle = self._idle(failure)
        if smallest.is_unwritten:
            return [*self._unwritten(), *idle, self._hint]
        if failure is not None and failure.is_timeout:
            return [*wrong_answer(smallest), *self._what_ended(), self._hint]
        if self._left is not None:
            return self._before_the_rest(smallest, self._left)
        lines = [*wrong_answer(smallest), *idle, *self._errors_elsewhere(smallest)]
        if idle and not self._is_told_beside(smallest):
            return [*lines, self._hint]
        return [*lines, *self._causes()]

    @cached_property
    def _idle_lines(self) -> list[IdleLine]:
        """Lines of the student's that do nothing, which have to be mended before all else."""
        return [] if self.is_mended else idle_lines(self.report.answers)

    @cached_property
    def _left(self) -> Feedback | None:
        """On what is left once one thing is mended that hides the rest, if something was."""
        if self.is_mended:
            return None
        rest, smallest = mended(self.report, self._idle_lines), self.report.smallest
        are_told = max(len(self.diagnosis.mistakes), len(self.diagnosis.facts)) > 1
        if rest is None and smallest and smallest.failure and self._completed and not are_told:
            rest = self._completed.report if self._completed.report.wrong_and_written else None
        return Feedback(rest, is_mended=True) if rest else None

    @cached_property
    def _completed(self) -> Completed | None:
        return None if self.is_mended else completed(self.report)

    def _before_the_rest(self, smallest: Observation, left: Feedback) -> list[str]:
        """What has to be mended first, and what is left then."""
        first, *others = slips_of(self.report) or [smallest]
        idle, rest = self._idle(first.failure), left.report.smallest
        is_again = rest is not None and (rest.key, rest.got) == (first.key, first.got)
        lines = [*([] if is_again and idle else wrong_answer(first)), *idle]
        # A second forgotten return may stand in another function; other slips come of the first.
        forgot = [each for each in others if each.failure and FORGOTTEN in each.failure]
        lines += [line for each in forgot[:1] for line in wrong_answer(each)]
        if left.report.is_solved:
            return [*lines, self._hint]
        return [*lines, "Once that is mended, this is left:", *left._explanation]

    def _is_told_beside(self, smallest: Observation) -> bool:
        """Whether something is known of the numbers, beside lines that do nothing."""
        return smallest.failure is None and bool(self.diagnosis.mistakes or self.diagnosis.facts)

    def _errors_elsewhere(self, smallest: Observation) -> list[str]:
        """An error in another question, which does not come of what the smallest answer shows."""
        others = [
            each.failure
            for each in self.report.wrong_and_written
            if each.failure and each.failure.code and not self._comes_of(smallest, each)
            if (each.part == smallest.part or not self.is_by_test) and GIVEN not in each.failure
        ]
        shown = {place.code for place, _ in self._idle_lines}
        if not others or others[0].code in shown:
            return []
        said = " ".join(line.strip() for line in sentence(others[0]))
        return [
            *wrapped(f"In another question: {said}"),
            *told(others[0])[len(sentence(others[0])) :],
        ]

    def _comes_of(self, smallest: Observation, other: Observation) -> bool:
        """Whether the other answer goes wrong for the reason that is told of the smallest one."""
        if self._completed is not None and self._completed.mends(other):
            return True
        if smallest.failure is not None and other.failure is not None:
            programs = smallest.program, other.program
            mine, others = (set(operations_in((each,))) for each in programs)
            is_same = other.failure.cause == smallest.failure.cause
            return is_same or not all(programs) or bool(mine & others)
        is_error = other.failure is not None and other.failure.kind.endswith("Error")
        if is_error and other.part != smallest.part:
            return False
        if not is_error and other.part == smallest.part and not other.program:
            return True
        report, found = self.report, self.diagnosis
        if not found.facts:
            return any(other.key in match.questions for match in found.mistakes)
        return any(
            answers.get(other.key) == other.got
            for (mistake, _), answers in wrong_answers(report.exercise, report.seed).items()
            if mistake in found.names
        )

    def _idle(self, failure: Failure | None) -> list[str]:
        """The lines that do nothing, each with what it was probably meant to be."""
        lines: list[str] = []
        for place, says in self._idle_lines[:2]:
            if failure and place.code[:1] == failure.code[:1]:  # the line stands there already
                lines += (
                    [] if FORGOTTEN in failure or "first round" in failure.advice else wrapped(says)
                )
                continue
            where = str(place)
            lines.append(f"{where[:1].upper()}{where[1:]}:")
            lines += [*(f"    {each}" for each in place.code), *wrapped(says)]
        return lines

    def _what_ended(self) -> list[str]:
        """The last question before the one that did not end."""
        ended = takewhile(lambda each: each.failure is None, self.report.observations)
        questions = [each.question for each in ended]
        return wrapped(printable(f"It still ended for {questions[-1]}")) if questions else []

    def _unwritten(self) -> list[str]:
        """What is still to be written, each once; nothing else is wrong."""
        missing = dict.fromkeys(str(each.failure) for each in self.report.wrong)
        lines = [line for each in missing for line in sentence(each)]
        return [*lines[:MOST], "…"] if len(lines) > MOST else lines

    def _causes(self) -> list[str]:
        """The mistake that explains all wrong answers; where none does, where they begin."""
        smallest = self.report.smallest
        found, known = self.diagnosis, mistakes(self.report.exercise.folder)
        if self.report.exercise.is_hunt and smallest:
            return self._hunt(found.facts, known)
        is_told = smallest and smallest.failure and smallest.failure.advice
        if is_told and not (found.facts or found.is_beside):
            return [self._hint]  # how to mend it stands there
        if found.facts:
            return self._seen(found.facts, known)
        if not found.mistakes:
            return [*self._no_cause(), *self._where_it_begins(), self._hint]
        if len(found.mistakes) == 1:
            mistake = known[found.mistakes[0].mistake]
            return [
                *wrapped(f"Likely cause: {self._cause_of(mistake)}"),
                *two_ends(_how_much(found), f"[{mistake.id}]"),
                *wrapped(mistake.question, indent=""),
                self._hint,
            ]
        how_many = COUNTS.get(len(found.mistakes), str(len(found.mistakes)))
        lines = [
            f"{how_many} mistakes together explain all wrong answers:"
            if found.are_together
            else "Each of these mistakes gives exactly your numbers:"
        ]
        for match in found.mistakes[:MOST]:
            cause = f"· {known[match.mistake].cause}{self._place_of(match.mistake)}"
            lines += two_ends(cause, f"[{match.mistake}]", indent="  ")
        if len(found.mistakes) > MOST:
            lines.append(f"… and {len(found.mistakes) - MOST} more")
        return [*lines, self._hint]

    def _cause_of(self, mistake: Mistake) -> str:
        """Without what the failure that is told above excludes."""
        smallest = self.report.smallest
        failure = str(smallest.failure) if smallest and smallest.failure else ""
        text, is_made, _ = failure.partition(" made a node without a rule")
        if mistake.id == "operation-sends-nothing" and is_made:
            return f"The rule of {text} is not written, or not attached to the new node."
        return f"{mistake.cause}{self._here(mistake.id)}"

    def _here(self, mistake: str) -> str:
        """Which node of the wrong graph it is, where the mistake does not say that itself."""
        if mistake in PLACES:
            return self._place_of(mistake)
        graph = self.graph if mistake in ONE_NODE else None
        node = graph.first_wrong_grad if graph else None
        if graph is None or node is None:
            return ""
        users = [f"{graph.text[user]}, made by {user.op}" for user in graph.users(node)]
        return f" Here it is {users[0]}." if len(users) == 1 else ""

    def _place_of(self, mistake: str) -> str:
        if mistake not in PLACES:
            return ""
        programs = [each.program for each in self.report.observations if each.program]
        try:
            with quietly():
                said = PLACES[mistake](self.report.answers, programs)
        except (Exception, SystemExit, TookTooLongError):
            return ""
        return f" {said}".rstrip()

    def _seen(
        self, facts: Sequence[Fact], known: Mapping[str, Mistake], closing: str = ""
    ) -> list[str]:
        """What the student's code does, seen in graphs and calls of our own."""
        told = [(*_sentences(fact, known), fact.id) for fact in facts]
        if len(told) == 1:
            cause, question, name = told[0]
            question = closing or question
            return [
                *two_ends(_seen(cause), f"[{name}]"),
                *wrapped(question, indent=""),
                self._hint,
            ]
        how_many = COUNTS.get(len(told), str(len(told)))
        lines = [f"{how_many} things are wrong:"]
        for cause, _, name in told:
            lines += two_ends(f"· {cause}", f"[{name}]", indent="  ")
        closing = closing or f"Begin with the first. {told[0][1]}"
        return [*lines, *wrapped(closing, indent=""), self._hint]

    def _no_cause(self) -> list[str]:
        """An error says itself what it is, and a hunt does not say what to find."""
        smallest = self.report.smallest
        if self.report.exercise.is_hunt:
            return []
        where = only_where(self.report.observations, self.report.wrong_and_written)
        if where:
            return wrapped(f"Wrong only where {where}.")
        if smallest and smallest.failure is not None:
            return []
        what = "numbers match" if smallest and smallest.names else "order is that of"
        return [f"Your {what} no mistake I know."]

    def _where_it_begins(self) -> list[str]:
        """The first wrong number of the graph, and a question that a tutor would ask about it."""
        smallest, graph = self.report.smallest, self.graph
        if smallest is None or smallest.failure is not None:
            return []
        if graph is None and self.report.exercise.is_hunt:
            ask = (
                "The graphs come out right now. What did the line that you changed do before, and "
            )
            return wrapped(f"{ask}which of the names says that?", indent="")
        if graph is None:
            question = smallest.question.partition("   with ")[0]
            ask = f"What is {question} by hand, and at which step does your code part from it?"
            return wrapped(printable(ask), indent="")
        node = graph.first_wrong_data
        if node is not None and (got := graph.data(node)) is not None:
            opening = f"Going forward, the first wrong number is that of {graph.text[node]}"
            ask = f"What is {graph.text[node]} by hand, for these numbers?"
            return [*_both(opening, got, node.data), *wrapped(ask, indent="")]
        node = graph.first_wrong_grad
        if node is None or (got := graph.grad(node)) is None:
            return []
        opening = f"Going backward from y, the first wrong δ is that of {graph.text[node]}"
        users = " and ".join(graph.text[user] for user in graph.users(node))
        faults = faults_seen(smallest, self.report.answers.get("Value"))
        ask = f"It is sent by {users}: with which δ, and times what?" if users else ""
        if faults:
            ask = f"In this pass the rule of {faults[0]}. Which line decides that?"
        return [*_both(opening, got, node.grad), *wrapped(ask, indent="")]

    def _hunt(self, facts: Sequence[Fact], known: Mapping[str, Mistake]) -> list[str]:
        """The mistake is not named; what was broken beside it is."""
        lines = [*([] if facts else self._where_it_begins()), *wrapped(about_the_name(self.report))]
        if not facts:
            return [*lines, self._hint]
        before, closing = around_facts(self.report, facts)
        return [*lines, *wrapped(before), *self._seen(facts, known, closing)]


def _seen(cause: str) -> str:
    return f"Seen: {cause}".replace("Seen: Another test:", "Seen in another test:")


def _sentences(fact: Fact, known: Mapping[str, Mistake]) -> tuple[str, str]:
    """The cause and the question; those of the known mistake where a fact has none."""
    if fact.cause:
        return fact.cause, fact.question
    return known[fact.id].cause, known[fact.id].question


def _how_much(found: Diagnosis) -> str:
    count = len(found.mistakes[0].questions)
    if found.is_beside:
        return f"This mistake explains the other wrong answer{'s' * (count > 1)}."
    wrong = {1: "the wrong answer", 2: "both wrong answers"}.get(
        count, f"all {count} wrong answers"
    )
    return f"This mistake explains {wrong}."


def _both(opening: str, got: float, expected: float) -> list[str]:
    wrong, right = number_pair(got, expected)
    return wrapped(f"{opening}: got {wrong}, expected {right}.")


def course_told(said: str) -> list[str]:
    """What a student reads where the test is wrong, and not the student's code."""
    return [*wrapped(NOT_YOURS, indent=""), *wrapped(printable(said))]


def _preformatted(text: str) -> str:
    style = (
        "margin:0.5em 0;font-family:monospace;white-space:pre-wrap;background:none;color:inherit"
    )
    return f'<pre style="{style}">{escape(text)}</pre>' if text else ""
