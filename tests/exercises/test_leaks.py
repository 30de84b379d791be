"""No solution is in the package or in what a student gets; what they need is in both."""

import configparser
from pathlib import Path

import pytest

from minigrad.exercises.grading import grade_file
from minigrad.exercises.manifest import FOLDER, HANDOUT, exercises
from minigrad.exercises.workspace import handed_out, start
from tests.exercises.reference import SOLUTIONS

ROOT = Path(__file__).parents[2]
TEXTS = {".py", ".toml", ".md", ".ini", ".txt", ".js", ".css", ".csv"}
IN_A_ROW, LONG = 2, 50  # lines, and their characters: fewer are alike by chance


def lines_of(path):
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def rows_of(lines):
    rows = (tuple(lines[at : at + IN_A_ROW]) for at in range(len(lines) - IN_A_ROW + 1))
    return {row for row in rows if len("".join(row)) >= LONG}


def written_in(exercise):
    """Lines that follow one another in the solution, none of which the student was given."""
    given = set(lines_of(HANDOUT / exercise.file))
    rows = rows_of(lines_of(SOLUTIONS / exercise.file))
    return {row for row in rows if not given & set(row)}


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    folder = tmp_path_factory.mktemp("started")
    start(folder)
    return folder


@pytest.fixture(scope="module")
def public(started):
    """Each file of the package and of a student's folder, as rows of lines."""
    paths = [path for top in (ROOT / "minigrad", ROOT / "viz", started) for path in top.rglob("*")]
    return {path: rows_of(lines_of(path)) for path in paths if path.suffix in TEXTS}


@pytest.mark.parametrize("exercise", exercises(), ids=str)
def test_no_lines_of_a_solution_are_public(exercise, public):
    """Other exercises may give what this one asks for: every file stands on its own."""
    solution, others = written_in(exercise), {each.file for each in exercises()} - {exercise.file}
    assert (SOLUTIONS / exercise.file).is_file()
    leaks = {
        (path, row)
        for path, rows in public.items()
        if path.name not in others
        for row in solution & rows
    }
    assert not leaks


def test_a_leak_would_be_seen():
    assert sum(bool(written_in(exercise)) for exercise in exercises()) > len(exercises()) // 2


def test_no_file_of_the_package_is_a_solution():
    solutions = {path.read_bytes() for path in SOLUTIONS.glob("*.py")}
    files = [path for top in ("minigrad", "viz") for path in (ROOT / top).rglob("*.*")]
    assert solutions and not [path for path in files if path.read_bytes() in solutions]


@pytest.mark.parametrize("exercise", exercises(), ids=str)
def test_what_a_student_gets_has_no_points(exercise, started):
    report = grade_file(exercise, started)
    assert report.points == 0 and not report.unreadable


def test_the_package_holds_what_a_student_gets():
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    patterns = setup["options.package_data"]["minigrad.exercises"].replace("\n", ",").split(",")
    held = {path for pattern in patterns for path in FOLDER.glob(pattern.strip())}
    exercises = [name for name in handed_out() if not name.endswith(".ipynb")]
    assert {FOLDER / "manifest.toml", *(HANDOUT / name for name in exercises)} <= held
    assert setup["options.data_files"]["share/minigrad/notebooks"] == "notebooks/*.ipynb"
