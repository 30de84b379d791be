"""The class as CSV: for spreadsheets, and for the gradebooks of Canvas and Moodle."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from minigrad.classroom.graded import Graded
from minigrad.classroom.results import NOT_HANDED_IN, ClassResults, Row
from minigrad.classroom.safe_cells import Cell, csv_bytes

TITLE = "minigrad exercises"
KEYS = {  # what finds a student there
    "canvas.csv": ("ID", "SIS User ID", "SIS Login ID"),
    "moodle.csv": ("email", "username", "userid", "idnumber"),
}
_CANVAS = (*KEYS["canvas.csv"], "Section")
_NAMES = {  # in Moodle's own exports, with spaces, hyphens and apostrophes left out
    "emailaddress": "email",
    "emailadresse": "email",
    "adressedecourriel": "email",
    "direccióndecorreo": "email",
    "idnummer": "idnumber",
    "numérodidentification": "idnumber",
    "númerodeid": "idnumber",
    "anmeldename": "username",
    "nomdutilisateur": "username",
    "nombredeusuario": "username",
}
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
        if not is_known(row, KEYS["canvas.csv"]):
            continue
        own, *others = _of(row, ("Student", *_CANVAS))
        rows.append([own or name, *others, points])
    return csv_bytes(rows, with_bom=False)


def moodle_csv(results: ClassResults) -> bytes:
    """What Moodle's gradebook imports; who handed nothing in is left out: their grade stays."""
    keys = [key for key in KEYS["moodle.csv"] if any(_values(results, key))]
    rows: list[list[Cell]] = [[*(keys or ["email"]), "points", "feedback"]]
    for each in results.students:
        row = results.row_of(each.student)
        if is_known(row, keys):
            rows.append([*_of(row, keys), each.points, _in_a_line(each)])
    return csv_bytes(rows, with_bom=False)


def left_out(results: ClassResults, files: Collection[str]) -> dict[str, list[str]]:
    """For each gradebook among some files: whom it would not find, so that their row is missing."""
    absent = {"canvas.csv": results.absent, "moodle.csv": []}  # who is in it though not graded
    found = {
        name: [
            student
            for student in [*(each.student for each in results.students), *absent[name]]
            if not is_known(results.row_of(student), keys)
        ]
        for name, keys in KEYS.items()
        if name in files
    }
    return {name: students for name, students in found.items() if students}


def is_known(row: Row, keys: Sequence[str]) -> bool:
    return any(_of(row, keys))


def one_of(words: Sequence[str]) -> str:
    """
    >>> one_of(["ID", "SIS User ID", "SIS Login ID"])
    'ID, SIS User ID or SIS Login ID'
    """
    return f"{', '.join(words[:-1])} or {words[-1]}"


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


def _of(row: Row, columns: Sequence[str]) -> list[str]:
    """The cells of these columns, however a roster writes their names."""
    by_name = {_plain(name): cell for name, cell in row.items()}
    return [row.get(name, by_name.get(_plain(name), "")) for name in columns]


def _plain(column: str) -> str:
    plain = re.sub(r"[\s_'’-]", "", column).lower()
    return _NAMES.get(plain, plain)
