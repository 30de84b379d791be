"""Say what is wrong: as text of at most 79 columns, and as HTML with the drawn graph."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from html import escape
from textwrap import wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minigrad.exercises.diagnosis import Match
    from minigrad.exercises.grading import Report
    from minigrad.exercises.questions import Observation

WIDTH = 77  # of the lines below the heading, which are indented by two
SHOWN = 3  # wrong numbers of one answer
LISTED = 6  # mistakes, faults, things that are still to be written
FRACTIONS = {"1/2": "½", "1/4": "¼", "3/4": "¾"}
ALL = {1: "The one probe of this mistake matches.", 2: "Both probes of this mistake match."}
COUNTS = {2: "Two", 3: "Three", 4: "Four"}


def feedback_text(report: Report) -> str:
    """One line for a solved exercise, else the smallest wrong answer and its likely cause."""
    return "\n".join([heading(report), *(f"  {line}".rstrip() for line in explanation(report))])


def feedback_html(report: Report) -> str:
    """The same for a notebook, with the graph; it takes on the colours of the page."""
    picture = ""
    if not report.is_solved:
        from minigrad.exercises.pictures import picture_html  # only here: it needs viz

        picture = picture_html(report)
    lines = explanation(report)
    hint = [line for line in lines[-1:] if line.endswith(hint_command(report))]
    text = "\n".join(lines[: len(lines) - len(hint)])
    return (
        '<div style="border-left:3px solid currentColor;padding-left:0.8em">'
        f"<b>{escape(re.sub(' {2,}', ' · ', heading(report)))}</b>{_preformatted(text)}{picture}"
        f"{_preformatted(''.join(hint).strip())}</div>"
    )


def _preformatted(text: str) -> str:
    style = (
        "margin:0.5em 0;font-family:monospace;white-space:pre-wrap;background:none;color:inherit"
    )
    return f'<pre style="{style}">{escape(text)}</pre>' if text else ""


def heading(report: Report) -> str:
    mark = "✓" if report.is_solved else "✗"
    points = f"{report.points} of {report.exercise.total} point{'s' * (report.exercise.total != 1)}"
    return f"{mark} {report.exercise}".ljust(55) + f" {points}"


def explanation(report: Report) -> list[str]:
    """What is wrong, why, and where help is; nothing for a solved exercise."""
    if report.unreadable:
        return [*_wrapped(_printable(report.unreadable)), "Nothing was tested."]
    if report.smallest is None:
        return []
    if report.smallest.is_unwritten:
        return [*unwritten(report), hint_command(report)]
    return [*wrong_answer(report.smallest), *causes(report)]


def hint_command(report: Report) -> str:
    return f"minigrad exercises hint {report.exercise.id}"


def unwritten(report: Report) -> list[str]:
    """What is still to be written, each once; nothing else is wrong."""
    missing = [str(each.failure) for each in report.wrong]
    lines = [line for each in dict.fromkeys(missing) for line in _told(each)]
    return [*lines[:LISTED], "…"] if len(lines) > LISTED else lines


# -------------------------------------------------------------------- what is wrong


def wrong_answer(observation: Observation) -> list[str]:
    """The question, and the first numbers that are wrong, or what came instead of numbers."""
    failure = observation.failure
    if failure is not None:
        told = _told(str(failure))
        return told if failure.kind == "missing" else [*_asked(observation, 0, 0), *told]
    if not observation.names:  # an order: its faults are sentences
        faults = [str(fault) for fault in observation.got]
        more = ["…"] * (len(faults) > SHOWN)
        return [*_asked(observation, 0, 0), *(f"{each}." for each in faults[:SHOWN]), *more]
    return _wrong_numbers(observation)


def _wrong_numbers(observation: Observation) -> list[str]:
    from minigrad.exercises.questions import agree

    rows = [
        (name, *number_pair(got, expected), ratio(got, expected))
        for name, got, expected in zip(
            observation.names, observation.got, observation.expected, strict=True
        )
        if not agree((got,), (expected,), observation.within)
    ]
    first = max(len(_verb(observation)), *(len(name) for name, *_ in rows[:SHOWN])) + 3
    second = max(len(got) for _, got, *_ in rows[:SHOWN]) + 4
    third = max(len(expected) for _, _, expected, _ in rows[:SHOWN])
    lines = _asked(observation, first, second + 3)
    for name, got, expected, quotient in rows[:SHOWN]:
        line = f"{name.ljust(first)}got {got.ljust(second + 3)}expected {expected}"
        told = f"{line.ljust(first + second + third + 20)}(got / expected = {quotient})"
        lines.append(told if quotient and len(told) <= WIDTH else line)
    if len(rows) > SHOWN:
        lines.append(f"… and {len(rows) - SHOWN} more of its {len(observation.names)} numbers")
    return lines


def _asked(observation: Observation, first: int, second: int) -> list[str]:
    """`You built   y = a + a   with a = 1.37`, broken where a line ends."""
    verb = _verb(observation)
    question, _, numbers = observation.question.partition("   with ")
    indent = max(first, len(verb) + 3)
    given = f"with {numbers}".replace("-", "−") if numbers else ""
    built = _printable(question).ljust(second + 1)
    line = f"{verb.ljust(indent)}{built}   {given}".rstrip()
    if len(line) <= WIDTH:
        return [line]
    rest = " " * indent
    return [
        *wrap(verb.ljust(indent) + _printable(question), WIDTH, subsequent_indent=rest),
        *wrap(given, WIDTH, initial_indent=rest, subsequent_indent=rest),
    ]


def _verb(observation: Observation) -> str:
    if observation.program or re.match(r"\w+ = ", observation.question):
        return "You built"
    return "You called" if re.match(r"[\w.]+\(", observation.question) else "Asked"


# -------------------------------------------------------------------- why


def causes(report: Report) -> list[str]:
    """The mistake that explains all wrong answers; where none does, where they begin."""
    from minigrad.exercises.library import mistakes, wrong_answers

    found = report.diagnosis
    if not found.mistakes:
        has_failed = report.smallest is not None and report.smallest.failure is not None
        is_a_hunt = not wrong_answers(report.exercise, report.seed)  # whose end is not told
        is_silent = has_failed or is_a_hunt
        nothing = [] if is_silent else ["Your numbers match no mistake I know."]
        return [*nothing, *where_it_begins(report), hint_command(report)]
    if len(found.mistakes) == 1:
        match = found.mistakes[0]
        mistake = mistakes()[match.mistake]
        return [
            *_wrapped(f"Likely cause: {mistake.cause}"),
            *_two_ends(_probes(match), f"[{mistake.id}]"),
            *_two_ends(mistake.question, hint_command(report)),
        ]
    how_many = COUNTS.get(len(found.mistakes), str(len(found.mistakes)))
    opening = (
        f"{how_many} mistakes together explain all wrong answers:"
        if found.are_together
        else "These mistakes give just these numbers:"
    )
    lines = [opening]
    for match in found.mistakes[:LISTED]:
        cause = f"· {mistakes()[match.mistake].cause}"
        lines += _two_ends(cause, f"[{match.mistake}]", indent="  ")
    if len(found.mistakes) > LISTED:
        lines.append(f"… and {len(found.mistakes) - LISTED} more")
    return [*lines, hint_command(report)]


def _probes(match: Match) -> str:
    count = len(match.questions)
    return ALL.get(count, f"All {count} probes of this mistake match.")


def where_it_begins(report: Report) -> list[str]:
    """The first wrong number of the smallest wrong graph, where its numbers tell."""
    from minigrad.exercises.paired_graph import paired

    observation = report.smallest
    if observation is None or observation.failure is not None:
        return []
    graph = paired(observation, report.answers)
    if graph is None:
        return []
    for node in graph.order:
        got = graph.data(node)
        if graph.has_wrong_data(node) and got is not None:
            name = graph.text[node]
            return _wrapped(
                f"Going forward, the first wrong number is that of {name}: "
                f"got {number_pair(got, node.data)[0]}, "
                f"expected {number_pair(got, node.data)[1]}."
            )
    for node in reversed(graph.order):
        got = graph.grad(node)
        if graph.has_wrong_grad(node) and got is not None:
            name = graph.text[node]
            wrong, right = number_pair(got, node.grad)
            return _wrapped(
                f"Going backward from y, the first wrong δ is that of {name}: "
                f"got {wrong}, expected {right}."
            )
    return []


# -------------------------------------------------------------------- numbers


def number_pair(got: float | str, expected: float | str) -> tuple[str, str]:
    """Both as text, in as many digits as it takes to tell them apart, and at least four.

    >>> number_pair(1.0, 2.0), number_pair(0.3333333, 1 / 3), number_pair("no", "yes")
    (('1', '2'), ('0.3333333', '0.3333333333'), ('no', 'yes'))
    """
    from viz.theme import number

    if isinstance(got, str) or isinstance(expected, str):
        return _printable(str(got)), _printable(str(expected))
    for digits in (4, 7, 10, 13):
        if number(got, digits) != number(expected, digits):
            break
    return number(got, digits), number(expected, digits)


def ratio(got: float | str, expected: float | str) -> str:
    """got / expected where that says something: as a fraction if it is a simple one.

    >>> ratio(1.0, 2.0), ratio(-0.7, 0.7), ratio(0.4, 1.2), ratio(3.0, 0.0)
    ('½', '−1', '1/3', '')
    """
    from viz.theme import number, number_text

    if isinstance(got, str) or isinstance(expected, str) or 0 in (got, expected):
        return ""
    quotient = got / expected
    if not math.isfinite(quotient) or quotient == 0:
        return ""
    simple = Fraction(quotient).limit_denominator(9)
    if abs(simple) > 99 or abs(float(simple) - quotient) > 1e-9 * abs(quotient):
        return number(quotient)
    size = str(abs(simple))
    return number_text("-" * (simple < 0)) + FRACTIONS.get(size, size)


# -------------------------------------------------------------------- lines


def _printable(text: str) -> str:
    """A student's own words on one line, short, and without what a terminal would obey."""
    from viz.theme import shortened, visible

    return shortened(visible(text), 400)


def _told(failure: str) -> list[str]:
    """Failure as a sentence; one that begins with a name of the student's keeps its letter."""
    begins = failure.startswith(("still ", "your ", "the answer "))
    return _wrapped(_printable(failure[:1].upper() + failure[1:] if begins else failure))


def _wrapped(text: str, indent: str = "    ") -> list[str]:
    return wrap(text, WIDTH, subsequent_indent=indent)


def _two_ends(left: str, right: str, indent: str = "") -> list[str]:
    """A sentence and what stands at the end of its line, or of the next one."""
    lines = wrap(left, WIDTH, subsequent_indent=indent)
    gap = WIDTH - len(lines[-1]) - len(right)
    if gap < 2:
        return [*lines, right.rjust(WIDTH)]
    return [*lines[:-1], lines[-1] + " " * gap + right]
