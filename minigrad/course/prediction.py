"""`predict`: ask a question of the course, and say what a wrong answer overlooks."""

from __future__ import annotations

import math
from html import escape
from numbers import Real
from textwrap import fill
from typing import NamedTuple

from minigrad.course.questions import Answer, Part, Question, find_question
from minigrad.value import Value
from viz.theme import SET_OFF

ASKED = 'Put your answer in the place of None and run the cell again; "show" solves it.'


class Prediction(NamedTuple):
    """A question and what was answered; it prints itself, in a notebook too."""

    question: Question
    said: str  # what the learner reads below the question
    is_correct: bool | None  # None as long as there is no answer

    def __repr__(self) -> str:
        return "\n".join(fill(line, 79) for line in (self.question.heading, self.said))

    def _repr_html_(self) -> str:
        return (
            f'<div style="{SET_OFF}">'
            f"<b>{escape(self.question.id)}</b> {escape(self.question.text)}<br>"
            f"{escape(self.said)}</div>"
        )


def predict(question: str, answer: object = None) -> Prediction:
    """Ask a question of the course, or judge an answer to it.

    `answer` is a number (within 1 %; a count is exact), a word, or several of them in the order
    of the question; None asks, and "show" solves. A typical wrong answer is told what it
    overlooks, not what is correct. An answer never raises, so that a notebook runs to its end.

    >>> predict("01.1", (4, 3)).is_correct
    False
    >>> predict("01.1", (5, 4))
    01.1 How many boxes and how many arrows does the graph of z = w·x + b have?
    ✓ 5, 4. The product w·x has no name, and is a node like all others; each of the
    two operations has two inputs.
    """
    asked = find_question(question)
    if answer is None:
        return Prediction(asked, f"{_how_to_answer(asked)} {ASKED}", None)
    correct = asked.answer()
    if answer == "show":
        return Prediction(asked, f"{_shown(correct)}. {asked.because}", None)
    given = _parts(answer)
    if _is_alike(given, correct, asked.within):
        return Prediction(asked, f"✓ {_shown(correct)}. {asked.because}", True)
    for wrong, overlooks in asked.wrong.items():
        if _is_alike(given, wrong):
            return Prediction(asked, f"✗ {_shown(given)}: {overlooks} Try again.", False)
    advice = "Try again." if _has_the_form(given, asked) else _how_to_answer(asked)
    return Prediction(asked, f"✗ {_shown(given)} is not correct. {advice}", False)


def _has_the_form(given: tuple[Part, ...], asked: Question) -> bool:
    """Whether it could be an answer: as many numbers, or one of the words."""
    correct = _parts(asked.answer())
    if any(isinstance(part, str) for part in correct):
        return False
    return len(given) == len(correct) and not any(isinstance(part, str) for part in given)


def _how_to_answer(asked: Question) -> str:
    """What an answer consists of: the words to choose from, or how many numbers."""
    correct = _parts(asked.answer())
    if any(isinstance(part, str) for part in correct):
        answers = [asked.answer(), *asked.wrong]
        choices = sorted({f'"{_shown(answer)}"' for answer in answers}, key=str.casefold)
        return f"Answer with one of: {'; '.join(choices)}."
    if len(correct) == 1:
        return "Answer with a number."
    return f"Answer with {len(correct)} numbers in brackets, with commas between them."


def _parts(answer: object) -> tuple[Part, ...]:
    """Numbers and words one by one, also out of a text such as "w, x" or "(2, −2)"."""
    if isinstance(answer, str):
        return tuple(map(_part, answer.strip("()[] ").split(",")))
    if isinstance(answer, (tuple, list)):
        return tuple(part for each in answer for part in _parts(each))
    return (_part(answer),)


def _part(given: object) -> Part:
    """A number or a word; also a number that was written as a text, and any other thing's text."""
    if isinstance(given, Value):
        return Named(given.data, given.label)
    if isinstance(given, Real) and not isinstance(given, bool):
        return given if isinstance(given, int) else float(given)
    text = str(given).strip()
    try:
        return float(text.replace("−", "-"))
    except ValueError:
        return text


class Named(float):
    """A number that also counts as the name of its node, where a question asks for names."""

    def __new__(cls, number: float, name: str) -> Named:
        made = super().__new__(cls, number)
        made.name = name
        return made

    name: str


def _is_alike(given: tuple[Part, ...], expected: Answer, within: float = 0.01) -> bool:
    """Whether all parts agree; a number that is asked for once may be given several times."""
    parts = _parts(expected)
    if len(parts) == 1 and len(given) > 1 and isinstance(parts[0], (int, float)):
        parts = parts * len(given)
    return len(given) == len(parts) and all(
        _is_the_same(one, other, within) for one, other in zip(given, parts, strict=True)
    )


def _is_the_same(given: Part, expected: Part, within: float) -> bool:
    if isinstance(expected, str):
        name = given.name if isinstance(given, Named) else str(given)
        return name.casefold() == expected.casefold()
    if isinstance(given, str):
        return False
    if isinstance(expected, int):  # a count
        return given == expected
    return math.isclose(given, expected, rel_tol=within, abs_tol=0.0 if expected else 0.005)


def _shown(answer: Answer) -> str:
    return ", ".join(
        part if isinstance(part, str) else f"{part:.4g}".replace("-", "−")
        for part in _parts(answer)
    )
