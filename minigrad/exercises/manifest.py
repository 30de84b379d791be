"""Read `manifest.toml`, the only source of order, titles, points, hints and files."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
HANDOUT = FOLDER / "handout"


class Exercise(NamedTuple):
    """What the manifest says of one exercise."""

    id: str  # the number of its notebook, with a letter where there are several
    week: int  # of four
    title: str
    trains: str  # one sentence for the teacher
    file: str  # what the student edits
    test: str  # what pytest runs
    needs: tuple[str, ...]  # the names that the file must define
    minutes: int
    reading: str  # the notebook that explains it
    hints: tuple[str, ...]  # a question, the idea, the place, the shape of the line
    points: dict[str, int]  # for each test function, in the order of its file
    is_hunt: bool = False  # whether to find the mistake is the task, so that it is not named

    @property
    def total(self) -> int:
        return sum(self.points.values())

    def __hash__(self) -> int:
        return hash(self.id)

    def __str__(self) -> str:
        return f"{self.id} {self.title}"


@cache
def exercises() -> tuple[Exercise, ...]:
    """All exercises in their order."""
    rows = tomllib.loads((FOLDER / "manifest.toml").read_text(encoding="utf-8"))["exercise"]
    return tuple(
        Exercise(**row | {"needs": tuple(row["needs"]), "hints": tuple(row["hints"])})
        for row in rows
    )


def find_exercise(name: str) -> Exercise:
    """The exercise of an id such as 04 or 4, of its file or of its title.

    >>> find_exercise("4").title
    'gradients add up'
    """
    wanted = str(name).strip().lower()
    for exercise in exercises():
        names = (exercise.id, exercise.id.lstrip("0"), exercise.title, Path(exercise.file).stem)
        if wanted in (*names, exercise.file, Path(exercise.test).name):
            return exercise
    ids = [each.id for each in exercises()]
    alike = [each for each in ids if each[:-1] == wanted.zfill(2)]
    if alike:
        raise ValueError(
            f"notebook {alike[0][:-1]} has {', '.join(alike)}: say which, got {name!r}"
        )
    raise ValueError(f"an exercise has an id from {ids[0]} to {ids[-1]}, got {name!r}")
