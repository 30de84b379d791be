"""All questions of the course: their texts, what wrong answers overlook, and minigrad's answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from minigrad.graph import topological_order
from minigrad.value import Value

Part = float | str
Answer = Part | tuple[Part, ...]


@dataclass(frozen=True)
class Question:
    """One question, `02.3` being the third of notebook 02."""

    id: str
    text: str
    because: str  # what a correct answer is told
    wrong: Mapping[Answer, str]  # a typical wrong answer, and what it overlooks
    answer: Callable[[], Answer]  # computed by minigrad; int for a count, which is exact

    @property
    def heading(self) -> str:
        return f"{self.id} {self.text}"


QUESTIONS: dict[str, Question] = {}


def find_question(name: str) -> Question:
    if name not in QUESTIONS:
        ids = list(QUESTIONS)
        raise ValueError(
            f"predict() needs the id of a question, from {ids[0]!r} to {ids[-1]!r}, got {name!r}"
        )
    return QUESTIONS[name]


def asked(
    number: str, text: str, because: str, wrong: Mapping[Answer, str]
) -> Callable[[Callable[[], Answer]], Callable[[], Answer]]:
    """The decorated function computes the correct answer."""

    def keep(answer: Callable[[], Answer]) -> Callable[[], Answer]:
        QUESTIONS[number] = Question(number, text, because, wrong, answer)
        return answer

    return keep


def size(root: Value) -> tuple[int, int]:
    """How many nodes and how many arrows a graph has."""
    order = topological_order(root)
    return len(order), sum(len(node.inputs) for node in order)


# ---------------------------------------------------------------- 01 values and graphs


@asked(
    "01.1",
    "How many boxes and how many arrows has the graph of z = w·x + b?",
    "The product w·x has no name, and is a node like all others; each of the two operations has "
    "two inputs.",
    {
        (4, 3): "w·x has no name in the formula. Does it need a box?",
        (5, 3): "count the arrows INTO each operation: how many inputs has +, and how many has ×?",
    },
)
def a_weighted_input() -> Answer:
    return size(Value(2.0) * Value(-3.0) + Value(10.0))
