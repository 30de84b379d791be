"""What came of grading: plain data, which a worker sends, a file keeps, and every report reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

STATES = ("solved", "begun", "stuck", "does not load", "not begun", "missing")


@dataclass(frozen=True)
class GradedTest:
    """One test function: its points, and the questions that were answered wrongly."""

    name: str
    points: int
    of: int
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class GradedExercise:
    """One exercise of one student."""

    id: str
    title: str
    state: str  # one of STATES; stuck is begun without a point
    tests: tuple[GradedTest, ...]
    mistakes: tuple[str, ...] = ()  # ids of the known ones that explain the wrong answers
    feedback: str = ""  # what `minigrad exercises check` prints
    drawing: str = ""  # the smallest wrong graph as SVG, if the question is about a graph
    ended: str = ""  # why its process was gone before all was asked, if it was

    @property
    def points(self) -> int:
        return sum(test.points for test in self.tests)

    @property
    def of(self) -> int:
        return sum(test.of for test in self.tests)


@dataclass(frozen=True)
class Graded:
    """One student's submission."""

    student: str  # the name of the folder, zip or file
    exercises: tuple[GradedExercise, ...]
    notes: tuple[str, ...] = ()  # about the submission as a whole, for teacher and student
    cpu_seconds: float = 0.0

    @property
    def points(self) -> int:
        return sum(exercise.points for exercise in self.exercises)

    @property
    def of(self) -> int:
        return sum(exercise.of for exercise in self.exercises)

    def to_data(self) -> dict[str, Any]:
        """As JSON can keep it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        exercises = []
        for each in data["exercises"]:
            tests = tuple(
                GradedTest(**(test | {"wrong": tuple(test["wrong"])})) for test in each["tests"]
            )
            exercises.append(
                GradedExercise(**(each | {"tests": tests, "mistakes": tuple(each["mistakes"])}))
            )
        whole: dict[str, Any] = {"exercises": tuple(exercises), "notes": tuple(data["notes"])}
        return cls(**{**data, **whole})
