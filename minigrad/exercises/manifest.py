"""An exercise and a course as a `manifest.toml` describes them; minigrad's own course."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent
HANDOUT = FOLDER / "handout"
MANIFEST = "manifest.toml"


class Exercise(NamedTuple):
    """What the manifest says of one exercise."""

    id: str  # the number of its notebook, with a letter where there are several
    title: str
    file: str  # what the student edits
    test: str  # what pytest runs
    needs: tuple[str, ...]  # the names that the file must define
    minutes: int
    hints: tuple[str, ...]  # a question, the idea, the place, the shape of the line
    points: dict[str, int]  # for each test function, in the order of its file
    week: int = 1
    trains: str = ""  # one sentence for the teacher
    gets: tuple[str, ...] = ()  # the modules of minigrad that the student's code builds on
    is_hunt: bool = False  # whether to find the mistake is the task, so that it is not named
    reading: str = ""  # the notebook that explains it, if it is one of minigrad's exercises
    folder: Path = HANDOUT  # where its file and its test are as they are handed out

    @classmethod
    def of(cls, row: Mapping[str, Any], folder: Path) -> Exercise:
        """That of an [[exercise]] of a manifest."""
        lists = {name: tuple(row.get(name, ())) for name in ("needs", "hints", "gets")}
        return cls(**{**row, **lists, "folder": folder})

    @property
    def total(self) -> int:
        return sum(self.points.values())

    def __hash__(self) -> int:
        return hash(self.id)

    def __str__(self) -> str:
        return f"{self.id} {self.title}"


class Course(NamedTuple):
    """Exercises in their order, and the folder of what is handed out."""

    exercises: tuple[Exercise, ...]
    folder: Path

    @property
    def is_ours(self) -> bool:
        return self.folder == HANDOUT

    def find(self, name: str) -> Exercise:
        """The exercise of an id such as 04 or 4, of its file or of its title."""
        wanted = str(name).strip().lower()
        for each in self.exercises:
            names = (each.id, each.id.lstrip("0"), each.title, Path(each.file).stem, each.file)
            if wanted in map(str.lower, (*names, Path(each.test).name)):
                return each
        ids = [each.id for each in self.exercises]
        alike = [each for each in ids if each[:-1] == wanted.zfill(2)]
        if alike:
            source = "notebook" if self.is_ours else "exercise"
            raise ValueError(
                f"{source} {alike[0][:-1]} has {', '.join(alike)}: say which, got {name!r}"
            )
        raise ValueError(f"an exercise has an id from {ids[0]} to {ids[-1]}, got {name!r}")

    def of_week(self, week: int | None) -> tuple[Exercise, ...]:
        """The exercises of one week, or all."""
        found = tuple(each for each in self.exercises if week in (None, each.week))
        if not found:
            weeks = sorted({each.week for each in self.exercises})
            raise ValueError(f"--week needs a week from {weeks[0]} to {weeks[-1]}, got {week}")
        return found


@cache
def our_course() -> Course:
    """What minigrad itself hands out."""
    rows = tomllib.loads((FOLDER / MANIFEST).read_text(encoding="utf-8"))["exercise"]
    return Course(tuple(Exercise.of(row, HANDOUT) for row in rows), HANDOUT)


def exercises() -> tuple[Exercise, ...]:
    """All exercises of minigrad's own in their order."""
    return our_course().exercises


def find_exercise(name: str) -> Exercise:
    """The one of minigrad's own exercises that has this id, file or title.

    >>> find_exercise("4").title
    'gradients add up'
    """
    return our_course().find(name)
