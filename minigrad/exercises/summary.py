"""The points of a pytest run, from its reports: a line for each exercise of the course."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from minigrad.exercises.manifest import Exercise


class Outcomes:
    """What the reports said of each test function; tests on other workers report here too."""

    def __init__(self) -> None:
        self.points: dict[tuple[str, str], int] = {}  # by (exercise id, test function)
        self.notes: dict[tuple[str, str], str] = {}
        self.broken: set[str] = set()  # test files that do not load

    def add(self, report: pytest.TestReport) -> None:
        """A report of a call, or of a setup that failed before the call."""
        properties = dict(report.user_properties)
        if "minigrad_exercise" not in properties or report.when == "teardown" or report.skipped:
            return
        key = str(properties["minigrad_exercise"]), function_name(report.nodeid.rpartition("::")[2])
        points = int(str(properties["minigrad_points"]))
        self.points[key] = min(points, self.points.get(key, points))
        self.notes[key] = str(properties.get("minigrad_note", ""))


class Line(NamedTuple):
    """One exercise in the summary: its points, out of all that the manifest gives for it."""

    exercise: Exercise
    points: int
    total: int
    note: str

    @classmethod
    def of(cls, exercise: Exercise, outcomes: Outcomes) -> Line:
        ran = [(exercise.id, part) for part in exercise.points]
        ran = [key for key in ran if key in outcomes.points]
        points = sum(outcomes.points[key] for key in ran)
        notes = {outcomes.notes[key] for key in ran if outcomes.points[key] == 0}
        missing = len(exercise.points) - len(ran)
        note = ""
        if not ran:
            is_broken = Path(exercise.test).name in outcomes.broken
            note = "broken test" if is_broken else "not run"
        elif not points and len(notes) == 1 and any(notes):
            note = notes.pop()
        elif missing:
            note = f"{missing} not run"
        return cls(exercise, points, exercise.total, note)

    @property
    def mark(self) -> str:
        return "✓" if self.points == self.total else "-" if self.note == "not run" else "✗"

    @property
    def markup(self) -> dict[str, bool]:
        return {{"✓": "green", "✗": "red", "-": "yellow"}[self.mark]: True}

    @property
    def score(self) -> str:
        return f"{self.points:>3} of {self.total:>3}  {self.note}"


def write_summary(
    terminal: pytest.TerminalReporter, exercises: Iterable[Exercise], outcomes: Outcomes
) -> None:
    """All exercises and their total, whatever was run."""
    lines = [Line.of(exercise, outcomes) for exercise in exercises]
    width = max(len(str(line.exercise)) for line in lines)
    terminal.section("exercises")
    for line in lines:
        terminal.write(line.mark, **line.markup)
        terminal.line(f" {line.exercise!s:<{width}}  {line.score}".rstrip())
    points, total = (sum(column) for column in zip(*[each[1:3] for each in lines], strict=True))
    terminal.line(f"  {'total':<{width}}  {points:>3} of {total:>3}")


def function_name(test: str) -> str:
    """The function of a test, without its parameters."""
    return test.partition("[")[0]
