"""Write everything that is made from the results of a class: pages, tables, gradebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from minigrad.classroom.class_page import class_page, lines, student_page
from minigrad.classroom.exports import (
    github_step,
    github_text,
    gradescope_json,
    gradescope_zip,
    junit_xml,
)
from minigrad.classroom.file_names import safe_names
from minigrad.classroom.gradebooks import (
    canvas_csv,
    class_csv,
    left_out,
    moodle_csv,
    questions_csv,
)
from minigrad.classroom.graded import Graded
from minigrad.classroom.how import how_graded
from minigrad.classroom.results import ClassResults, Row
from minigrad.exercises.library import mistakes
from minigrad.exercises.manifest import HANDOUT
from minigrad.files import replace_file

FORMATS = {  # with the file or folder that is there once a format has been written
    "csv": "class.csv",
    "html": "index.html",
    "canvas": "canvas.csv",
    "moodle": "moodle.csv",
    "gradescope": "gradescope",
    "github": "github",
    "junit": "junit",
}

Files = Iterator[tuple[str, bytes]]


def write_reports(
    folder: Path,
    graded: Sequence[Graded],
    roster: Sequence[Row] | None,
    formats: Sequence[str],
    run: Mapping[str, Any],
) -> list[str]:
    """Write each student's feedback, and the formats asked for; returns the names of the files.

    A format that is there already is written again, so that no file says what was true before.
    `roster` has a row per student: `student`, and columns that are carried along. `run` has the
    version, seed, sandbox and limits; `course` too, the folder of a teacher's own course, and
    `exercises`, where only some were graded. Run again with the same, it writes the same bytes.
    ValueError for an unknown format, before anything is written.
    """
    for each in formats:
        if each not in FORMATS:
            raise ValueError(f"--format needs one of {', '.join(FORMATS)}, got {each!r}")
    results = ClassResults(graded, roster)
    names = safe_names(each.student for each in results.students)
    there = [each for each, name in FORMATS.items() if (folder / name).exists()]
    written = []
    for name, content in _files(_Asked(results, names, run, [*formats, *there])):
        replace_file(folder / name, content)
        written.append(name)
    return written


class _Asked(NamedTuple):
    """What each format is written from."""

    results: ClassResults
    names: Mapping[str, str]  # of the files of each student
    run: Mapping[str, Any]
    formats: Sequence[str]


def _files(asked: _Asked) -> Files:
    for each in asked.results.students:
        told = _feedback(each, how_graded(asked.run))
        yield f"feedback/{asked.names[each.student]}.txt", told.encode("utf-8", "replace")
    for wanted in dict.fromkeys(asked.formats):
        yield from _WRITERS[wanted](asked)


def _feedback(student: Graded, told: str) -> str:
    """What `check` would have printed, exercise by exercise, and what was noted."""
    parts = [f"{lines(student.student)}: {student.points} of {student.of} points", *student.notes]
    for each in student.exercises:
        if each.state != "missing":
            parts.append(each.feedback or f"{each.id} {each.title}: {each.state}")
    missing = [each.id for each in student.exercises if each.state == "missing"]
    if 0 < len(missing) < len(student.exercises):
        parts.append(f"Not handed in: {', '.join(missing)}.")
    return "\n\n".join(lines(part) for part in [*parts, told]) + "\n"


def _csv(asked: _Asked) -> Files:
    yield "class.csv", class_csv(asked.results, asked.run)
    yield "questions.csv", questions_csv(asked.results)


def _html(asked: _Asked) -> Files:
    results, names, run, formats = asked
    known = mistakes(Path(run["course"]) if run.get("course") else HANDOUT)
    told, unknown = how_graded(run), left_out(results, [FORMATS[each] for each in formats])
    yield "index.html", class_page(results, known, names, told, unknown).encode("utf-8", "replace")
    for each in results.students:
        page = student_page(each, told)
        yield f"feedback/{names[each.student]}.html", page.encode("utf-8", "replace")


def _canvas(asked: _Asked) -> Files:
    yield "canvas.csv", canvas_csv(asked.results)


def _moodle(asked: _Asked) -> Files:
    yield "moodle.csv", moodle_csv(asked.results)


def _gradescope(asked: _Asked) -> Files:
    yield "gradescope/autograder.zip", gradescope_zip(asked.run)
    for each in asked.results.students:
        name = f"gradescope/{asked.names[each.student]}.json"
        yield name, gradescope_json(each, asked.run)


def _github(asked: _Asked) -> Files:
    yield "github/classroom.yml", github_step(asked.run)
    for each in asked.results.students:
        yield f"github/{asked.names[each.student]}.txt", github_text(each)


def _junit(asked: _Asked) -> Files:
    for each in asked.results.students:
        yield f"junit/{asked.names[each.student]}.xml", junit_xml(each, asked.run)


_WRITERS = {
    "csv": _csv,
    "html": _html,
    "canvas": _canvas,
    "moodle": _moodle,
    "gradescope": _gradescope,
    "github": _github,
    "junit": _junit,
}
