"""The class as CSV: for spreadsheets, and for the gradebooks of Canvas and Moodle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from minigrad.classroom.graded import Graded
from minigrad.classroom.results import NOT_HANDED_IN, ClassResults, Row
from minigrad.classroom.safe_cells import Cell, csv_bytes

TITLE = "minigrad exercises"
_CANVAS = ("ID", "SIS User ID", "SIS Login ID", "Section")
_MOODLE = ("email", "username", "userid", "idnumber")  # what Moodle finds a student by
_NAMES = {"emailaddress": "email"}  # in its own export; with spaces and hyphens left out
_ASSIGNMENT = re.compile(r"minigrad.* \(\d+\)", re.IGNORECASE)  # as in Canvas's own export


def class_csv(results: ClassResults, run: Mapping[str, object]) -> bytes:
    """A row per student, with the columns of the roster and the points of each exercise."""
    carried = [name for name in _columns(results) if name.lower() != "student"]
    exercises = results.exercises
    headings = [f"{each.id} {each.title}" for each in exercises]
    ending = ["points", "of", "notes", "sandbox", "seed"]
    rows: list[list[Cell]] = [["student", *carried, *headings, *ending]]
    how: list[Cell] = [str(run["sandbox"]), str(run["seed"])]
    for each in results.students:
        points = {exercise.id: exercise.points for exercise in each.exercises}
        cells: list[Cell] = [points.get(exercise.id, "") for exercise in exercises]
        told: list[Cell] = [each.points, each.of, "; ".join(each.notes)]
        row = results.row_of(each.student)
        rows.append([each.student, *_of(row, carried), *cells, *told, *how])
    for name in results.absent:
        nothing: list[Cell] = [""] * len(exercises)
        row = results.row_of(name)
        rows.append([name, *_of(row, carried), *nothing, "", results.of, NOT_HANDED_IN, *how])
    return csv_bytes(rows, with_bom=True)


def questions_csv(results: ClassResults) -> bytes:
    """How many students answered each question wrongly, of those whose code was asked."""
    rows: list[list[Cell]] = [["exercise", "test", "question", "wrong", "asked"]]
    rows += [list(each) for each in results.questions]
    return csv_bytes(rows, with_bom=True)


def canvas_csv(results: ClassResults) -> bytes:
    """What Canvas's gradebook imports: a new assignment, or the one of the roster's heading.

    A student who handed nothing in has an empty cell, which changes nothing there.
    """
    columns = _columns(results)
    title = next((name for name in columns if _ASSIGNMENT.fullmatch(name)), TITLE)
    rows: list[list[Cell]] = [["Student", *_CANVAS, title]]
    rows.append(["    Points Possible", *[""] * len(_CANVAS), results.of])
    for name, points, row in _everybody(results):
        own, *others = _of(row, ("Student", *_CANVAS))
        rows.append([own or name, *others, points])
    return csv_bytes(rows, with_bom=False)


def moodle_csv(results: ClassResults) -> bytes:
    """What Moodle's gradebook imports; who handed nothing in is left out: their grade stays."""
    keys = [key for key in _MOODLE if any(map(str.strip, _values(results, key)))] or ["student"]
    rows: list[list[Cell]] = [[*keys, "points", "feedback"]]
    for each in results.students:
        row = {"student": each.student, **results.row_of(each.student)}
        rows.append([*_of(row, keys), each.points, _in_a_line(each)])
    return csv_bytes(rows, with_bom=False)


def _in_a_line(student: Graded) -> str:
    """Points and named mistakes, without a word of the student's: Moodle takes it for HTML."""
    said = []
    for each in student.exercises:
        if each.state == "missing":
            continue
        known = f" ({', '.join(each.mistakes)})" if each.mistakes else ""
        state = "" if each.state in ("solved", "begun") else f" {each.state}"
        said.append(f"{each.id}: {each.points} of {each.of}{state}{known}")
    return "; ".join(said)


def _everybody(results: ClassResults) -> Iterator[tuple[str, Cell, Row]]:
    for each in results.students:
        yield each.student, each.points, results.row_of(each.student)
    for name in results.absent:
        yield name, "", results.row_of(name)


def _columns(results: ClassResults) -> list[str]:
    return list(dict.fromkeys(name for row in results.roster.values() for name in row))


def _values(results: ClassResults, column: str) -> list[str]:
    return [_of(row, [column])[0] for row in results.roster.values()]


def _of(row: Row, columns: list[str] | tuple[str, ...]) -> list[str]:
    """The cells of these columns, however a roster writes their names."""
    by_name = {_plain(name): cell for name, cell in row.items()}
    return [row.get(name, by_name.get(_plain(name), "")) for name in columns]


def _plain(column: str) -> str:
    plain = re.sub(r"[\s_-]", "", column).lower()
    return _NAMES.get(plain, plain)
