"""The made-up class: the same files everywhere, wrong in the ways that it is made to show."""

import csv
import io
import json
from zipfile import ZipFile

import pytest

from minigrad.classroom.class_tables import class_tables
from minigrad.classroom.example_class import ROSTER, SUBMISSIONS, write_example_class
from minigrad.classroom.graded import STATES, Graded
from minigrad.classroom.results import ClassResults
from minigrad.classroom.sandbox import choose
from minigrad.cli import main
from minigrad.exercises.library import mistakes
from minigrad.exercises.manifest import find_exercise
from tests.classroom.example_results import example_class
from tests.exercises.reference import SOLUTIONS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("classes") / "example"
    write_example_class(folder)
    return folder


def test_the_command_writes_it_and_says_how_to_go_on(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["exercises", "example-class", "a class"]) == 0
    said = capsys.readouterr().out
    next_line = said.splitlines()[-1].strip()
    assert next_line.startswith('minigrad exercises grade "a class"/submissions')
    assert (tmp_path / "a class" / ROSTER).is_file()
    assert main(["exercises", "example-class", "a class"]) == 2
    error = capsys.readouterr().err
    assert "is there already: choose a folder that is new or empty" in error
    assert len(error.splitlines()) == 1


def test_it_is_the_same_every_time(folder, tmp_path):
    names = write_example_class(tmp_path)
    assert names == write_example_class(tmp_path / "again")
    assert all((folder / each).read_bytes() == (tmp_path / each).read_bytes() for each in names)


def test_twenty_are_on_the_roster_and_one_hands_nothing_in(folder):
    text = (folder / ROSTER).read_text(encoding="utf-8-sig")
    names = [row["student"] for row in csv.DictReader(io.StringIO(text))]
    handed_in = {path.name.removesuffix(".zip") for path in (folder / SUBMISSIONS).iterdir()}
    assert len(names) == 20 and set(names) - handed_in == {"Tove Lindqvist"}
    with ZipFile(folder / SUBMISSIONS / "Priya Raman.zip") as archive:
        assert find_exercise("04").file in archive.namelist()


def test_no_file_is_a_solution(folder):
    for path in SOLUTIONS.glob("*.py"):
        handed_in = [each.read_bytes() for each in folder.rglob(path.name)]
        assert path.read_bytes() not in handed_in


@pytest.mark.slow
def test_it_shows_every_state_and_many_named_mistakes():
    results = ClassResults(example_class())
    states = {each.state for student in results.students for each in student.exercises}
    assert states == set(STATES)
    found = results.mistakes(mistakes())
    assert len(found) >= 8 and all(row.question for row in found)
    assert len(class_tables(example_class())) == 4


@pytest.mark.slow
def test_nobody_solves_what_the_handout_does_not_give_elsewhere():
    for student in example_class():
        solved = {each.id for each in student.exercises if each.state == "solved"}
        assert solved <= {"03a", "05b"}


@pytest.mark.slow
def test_grading_it_in_a_sandbox_gives_what_it_is_made_to_show(folder, tmp_path):
    try:
        choose()
    except ValueError as error:
        pytest.skip(str(error))
    report = tmp_path / "report"
    submissions, names = str(folder / SUBMISSIONS), str(folder / ROSTER)
    command = ["exercises", "grade", submissions, "-o", str(report), "--roster", names]
    assert main([*command, "--seed", "0"]) == 0
    kept = [json.loads(path.read_bytes()) for path in (report / "results").iterdir()]
    found = {each["graded"]["student"]: Graded.from_data(each["graded"]) for each in kept}
    expected = {each.student: each for each in example_class()}
    assert {name: told(each) for name, each in found.items()} == {
        name: told(each) for name, each in expected.items()
    }


def told(student):
    return [(each.id, each.state, each.points, each.mistakes) for each in student.exercises]
