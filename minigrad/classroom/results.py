"""What a class did, counted: exercises, points, named mistakes, and questions answered wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from statistics import median
from typing import NamedTuple
from unicodedata import combining, normalize

from minigrad.classroom.graded import STATES, Graded, GradedExercise
from minigrad.exercises.mistakes.mistake import Mistake

NOT_HANDED_IN = "nothing was handed in"  # of who is on the roster alone
MOST_BINS = 12
WIDTHS = (1, 2, 5)  # of a bin of points, times a power of ten
ASKED = ("solved", "begun", "stuck")  # states in which a student's code answered
Row = Mapping[str, str]


class ExerciseRow(NamedTuple):
    """One exercise: how many students are in each state, and the points of those it has."""

    id: str
    title: str
    of: int
    states: Mapping[str, int]

    @property
    def begun_at_all(self) -> int:
        return sum(self.states[state] for state in (*ASKED, "does not load"))


class Bin(NamedTuple):
    """How many students have from `first` to `last` points."""

    first: int
    last: int
    students: int

    @property
    def label(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


class MistakeRow(NamedTuple):
    """A mistake, whose code showed it, and where; without sentences if the library has none."""

    id: str
    cause: str
    question: str
    students: tuple[str, ...]
    exercises: tuple[str, ...]


class QuestionRow(NamedTuple):
    """A question with the number of students who answered it wrongly, of those who were asked."""

    exercise: str
    test: str
    question: str
    wrong: int
    asked: int


class ClassResults:
    """A class in alphabetical order, with what is counted of it."""

    def __init__(self, graded: Iterable[Graded], roster: Sequence[Row] | None = None) -> None:
        self.students = sorted(graded, key=lambda each: alphabetical(each.student))
        self.roster = rows_by_student(roster or ())
        self.of = max((each.of for each in self.students), default=0)

    @cached_property
    def absent(self) -> list[str]:
        """Who is on the roster and handed nothing in."""
        present = {_key(each.student) for each in self.students}
        names = [row["student"] for key, row in self.roster.items() if key not in present]
        return sorted(names, key=alphabetical)

    def row_of(self, student: str) -> Row:
        """The student's row of the roster; an empty one if there is none."""
        return self.roster.get(_key(student), {})

    @property
    def median(self) -> float:
        return median(each.points for each in self.students) if self.students else 0.0

    @cached_property
    def exercises(self) -> list[ExerciseRow]:
        """In the order in which the first student has them."""
        found: dict[str, list[GradedExercise]] = {}
        for each in self.students:
            for exercise in each.exercises:
                found.setdefault(exercise.id, []).append(exercise)
        return [
            ExerciseRow(
                name,
                them[0].title,
                max(each.of for each in them),
                dict.fromkeys(STATES, 0) | Counter(each.state for each in them),
            )
            for name, them in found.items()
        ]

    @cached_property
    def within_reach(self) -> int:
        """The points of all exercises that somebody has begun."""
        return sum(each.of for each in self.exercises if each.begun_at_all)

    @cached_property
    def histogram(self) -> list[Bin]:
        """Bins of equal width from 0 to all points within reach; the last one may be narrower."""
        if not self.students:
            return []
        powers = (10**power for power in range(len(str(self.within_reach)) + 1))
        widths = (width * power for power in powers for width in WIDTHS)
        width = next(each for each in widths if each * MOST_BINS > self.within_reach)
        points = [each.points for each in self.students]
        return [
            Bin(first, last, sum(first <= each <= last for each in points))
            for first in range(0, self.within_reach + 1, width)
            for last in [min(first + width - 1, self.within_reach)]
        ]

    def mistakes(self, known: Mapping[str, Mistake]) -> list[MistakeRow]:
        """The most frequent one first."""
        students: dict[str, dict[str, None]] = {}
        exercises: dict[str, dict[str, None]] = {}
        for each in self.students:
            for exercise in each.exercises:
                for name in exercise.mistakes:
                    students.setdefault(name, {})[each.student] = None
                    exercises.setdefault(name, {})[exercise.id] = None
        rows = [
            MistakeRow(
                name,
                known[name].cause if name in known else "",
                known[name].question if name in known else "",
                tuple(who),
                tuple(sorted(exercises[name])),
            )
            for name, who in students.items()
        ]
        return sorted(rows, key=lambda row: (-len(row.students), row.id))

    @cached_property
    def questions(self) -> list[QuestionRow]:
        """The most frequently wrong one first; an exercise that nobody's code answered has none."""
        asked: Counter[str] = Counter()
        wrong: Counter[tuple[str, str, str]] = Counter()
        for each in self.students:
            for exercise in each.exercises:
                if exercise.state in ASKED:
                    asked[exercise.id] += 1
                    wrong.update(
                        {
                            (exercise.id, test.name, question)
                            for test in exercise.tests
                            for question in test.wrong
                        }
                    )
        rows = [QuestionRow(*key, count, asked[key[0]]) for key, count in wrong.items()]
        return sorted(rows, key=lambda row: (-row.wrong, row))


def alphabetical(name: str) -> tuple[str, str]:
    """A key for sorting, in which accents and capitals count last.

    >>> sorted(["Zoe", "Öz", "ada", "Olga"], key=alphabetical)
    ['ada', 'Olga', 'Öz', 'Zoe']
    """
    plain = "".join(each for each in normalize("NFKD", name) if not combining(each))
    return plain.casefold(), name


def rows_by_student(roster: Iterable[Row]) -> dict[str, Row]:
    """By name, however it is written in Unicode; without the row of a gradebook's own points."""
    rows = {_key(row["student"]): row for row in roster}
    return {key: row for key, row in rows.items() if key and key != "Points Possible"}


def _key(student: str) -> str:
    return normalize("NFC", student).strip()
