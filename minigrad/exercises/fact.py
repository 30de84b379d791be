"""Something that is certainly wrong in a student's code, seen by watching it at several places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from minigrad.exercises.answers import agree
from minigrad.exercises.formulas import formula_for

CLOSE = 1e-7  # relative

Evidence = Callable[[Mapping[str, Any]], Sequence[float]]  # of any code with the same names


class Fact(NamedTuple):
    """A sentence on what the code does and what is right, and a question that leads on.

    Where the id is that of a known mistake, its sentences may be left out. Known mistakes that
    give the same numbers as evidence are the same misconception.
    """

    id: str
    cause: str = ""
    question: str = ""
    evidence: Evidence | None = None


def same(ones: Sequence[float], others: Sequence[float]) -> bool:
    return agree(tuple(ones), tuple(others), CLOSE)


class Rows:
    """Numbers at several places: what came, what is right, and what was at hand."""

    def __init__(self) -> None:
        self.got: list[float] = []
        self.right: list[float] = []
        self.atoms: dict[str, list[float]] = {}

    def add(self, got: Any, right: float, **atoms: Any) -> None:
        self.named(got, right, atoms)

    def named(self, got: Any, right: float, atoms: Mapping[str, Any]) -> None:
        self.got.append(float(getattr(got, "data", got)))
        self.right.append(float(right))
        for name, number in atoms.items():
            self.atoms.setdefault(name, []).append(float(number))

    @property
    def is_right(self) -> bool:
        return same(self.got, self.right)

    @property
    def formula(self) -> str:
        if not any(self.got):
            return "0"
        whole = {name: x for name, x in self.atoms.items() if len(x) == len(self.got)}
        return formula_for(self.got, whole)
