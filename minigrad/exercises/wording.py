"""A wrong answer in words: the question, and the first numbers that differ from the right ones."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from textwrap import wrap

from minigrad.exercises.answers import Observation
from minigrad.exercises.failure import Failure, MissingName
from viz.theme import number, number_text, shortened, visible

WIDTH = 77  # of the lines below a heading, which are indented by two
MOST = 3  # wrong numbers, or faults, of one answer
FORMULA = re.compile(r"\S+(?: (?:[·/+−=*]|\*\*) \S+)+")  # such as −a / b²
LONGEST_FORMULA = 50  # that is kept on one line
NO_BREAK = "\N{NO-BREAK SPACE}"
FRACTIONS = {"1/2": "½", "1/4": "¼", "3/4": "¾"}


def wrong_answer(observation: Observation) -> list[str]:
    """The question, and what is wrong with the answer, in lines."""
    failure = observation.failure
    if failure is not None:
        said = told(failure)
        is_missing = failure.kind == MissingName.__name__
        return said if is_missing else [*question_lines(observation), *said]
    if not observation.names:  # an order: its faults are sentences
        faults = [f"{' '.join(sentence(str(fault)))}." for fault in observation.got]
        more = ["…"] * (len(faults) > MOST)
        return [*question_lines(observation), *faults[:MOST], *more]
    return _wrong_numbers(observation)


def one_line(observation: Observation, with_numbers: bool = False) -> str:
    """Such as `y = a + a: a.grad 1 instead of 2`."""
    question = observation.question if with_numbers else observation.program
    return f"{question or observation.question}: {_first_difference(observation)}"


def _first_difference(observation: Observation) -> str:
    if observation.failure is not None:
        return str(observation.failure)
    if not observation.names:
        return str(observation.got[0])
    name, *numbers = observation.differences[0]
    got, expected = number_pair(*numbers)
    return f"{name} {got} instead of {expected}".removeprefix("the answer ")


def _wrong_numbers(observation: Observation) -> list[str]:
    rows = [
        (name, *number_pair(got, expected), ratio(got, expected))
        for name, got, expected in observation.differences
    ]
    first = max(len(_verb(observation)), *(len(name) for name, *_ in rows[:MOST])) + 3
    second = max(len(got) for _, got, *_ in rows[:MOST]) + 4
    third = max(len(expected) for _, _, expected, _ in rows[:MOST])
    lines = question_lines(observation, first, second + 3)
    for name, got, expected, quotient in rows[:MOST]:
        line = f"{name.ljust(first)}got {got.ljust(second + 3)}expected {expected}"
        longer = f"{line.ljust(first + second + third + 20)}(got / expected = {quotient})"
        lines.append(longer if quotient and len(longer) <= WIDTH else line)
    if len(rows) > MOST:
        lines.append(f"… and {len(rows) - MOST} more of its {len(observation.names)} numbers")
    return lines


def question_lines(observation: Observation, first: int = 0, second: int = 0) -> list[str]:
    """`You built   y = a + a   with a = 1.37`, broken where a line ends."""
    verb = _verb(observation)
    question, _, numbers = observation.question.partition("   with ")
    indent = max(first, len(verb) + 3)
    given = number_text(f"with {numbers}") if numbers else ""
    built = printable(question).ljust(second + 1)
    line = f"{verb.ljust(indent)}{built}   {given}".rstrip()
    if len(line) <= WIDTH:
        return [line]
    rest = " " * indent
    return [
        *wrap(verb.ljust(indent) + printable(question), WIDTH, subsequent_indent=rest),
        *wrap(given, WIDTH, initial_indent=rest, subsequent_indent=rest),
    ]


def _verb(observation: Observation) -> str:
    if observation.program or observation.question.startswith("y = "):
        return "You built"
    return "You called" if re.match(r"xs = |[\w.]+\(", observation.question) else "Asked for"


# -------------------------------------------------------------------- numbers


def number_pair(got: float | str, expected: float | str) -> tuple[str, str]:
    """Both as text, in as many digits as it takes to tell them apart, and at least four.

    >>> number_pair(1.0, 2.0), number_pair(0.3333333, 1 / 3), number_pair("no", "yes")
    (('1', '2'), ('0.3333333', '0.3333333333'), ('no', 'yes'))
    """
    if isinstance(got, str) or isinstance(expected, str):
        return printable(str(got)), printable(str(expected))
    for digits in (4, 7, 10, 13):
        if number(got, digits) != number(expected, digits):
            break
    return number(got, digits), number(expected, digits)


def ratio(got: float | str, expected: float | str) -> str:
    """got / expected where that says something: a small whole number, or 1 by one.

    >>> ratio(1.0, 2.0), ratio(-0.7, 0.7), ratio(0.4, 1.2), ratio(3.0, 0.0), ratio(0.9, 1.0)
    ('½', '−1', '1/3', '', '')
    """
    if isinstance(got, str) or isinstance(expected, str) or 0 in (got, expected):
        return ""
    quotient = got / expected
    if not math.isfinite(quotient) or quotient == 0:
        return ""
    simple = Fraction(quotient).limit_denominator(9)
    is_whole = 1 in (abs(simple.numerator), simple.denominator) and 0 < abs(simple) < 10
    if not is_whole or abs(float(simple) - quotient) > 1e-9 * abs(quotient):
        return ""
    size = str(abs(simple))
    return number_text("-" * (simple < 0)) + FRACTIONS.get(size, size)


# -------------------------------------------------------------------- lines


def printable(text: str) -> str:
    """A student's own words on one line, short, and without what a terminal would obey."""
    return shortened(visible(text), 400)


def told(failure: str) -> list[str]:
    """What went wrong, the student's own line, and what that usually means."""
    lines = sentence(failure)
    if not isinstance(failure, Failure):
        return lines
    if failure.place and failure.code:
        lines.append(f"{failure.place[:1].upper()}{failure.place[1:]}:")
    lines += [f"    {line}" for line in failure.code]
    return [*lines, *wrapped(failure.advice)]


def sentence(failure: str) -> list[str]:
    """Lines that begin with a capital, unless it is the student's own name that comes first."""
    begins = failure.startswith(("still ", "your ", "the ", "what ", "entry ", "each ", "nodes "))
    return wrapped(printable(failure[:1].upper() + failure[1:] if begins else failure))


def wrapped(text: str, indent: str = "    ") -> list[str]:
    """Lines that break between words, and in no formula of at most half a line or so."""
    whole = FORMULA.sub(lambda match: _unbroken(match[0]), text)
    lines = wrap(whole, WIDTH, subsequent_indent=indent)
    return [line.replace(NO_BREAK, " ") for line in lines]


def _unbroken(formula: str) -> str:
    return formula.replace(" ", NO_BREAK) if len(formula) <= LONGEST_FORMULA else formula


def two_ends(left: str, right: str, indent: str = "") -> list[str]:
    """A sentence and what stands at the end of its line, or of the next one."""
    lines = wrapped(left, indent)
    gap = WIDTH - len(lines[-1]) - len(right)
    if gap < 2:
        return [*lines, right.rjust(WIDTH)]
    return [*lines[:-1], lines[-1] + " " * gap + right]
