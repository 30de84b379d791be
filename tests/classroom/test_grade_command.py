"""`minigrad exercises grade`: from a folder to reports, with one line for whatever is wrong."""

import csv
import json
import re
import shutil
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from minigrad.classroom import sandbox
from minigrad.classroom.starting import LEVELS
from minigrad.classroom.verdict import prepared
from minigrad.cli import grading, main
from minigrad.exercises.manifest import HANDOUT, exercises, find_exercise
from tests.classroom.quick_grade import FILE, Here, here, quick_grade, state, write_class
from tests.exercises.reference import SOLUTIONS

RULES = find_exercise("03a")
ROSTER = "name,ID,email\nAda,1,a@x\nLi Bo,17,b@x\nEd,3,e@x\n"
CLASS = {"Ada": "one", "Bo": "one two", "Cy": ""}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return write_class(tmp_path / "class", CLASS).parent


@pytest.fixture
def quick(monkeypatch):
    """No sandbox, no processes, and grades that take no time."""

    def grade(student, files, settings):
        return quick_grade(student, files)

    monkeypatch.setattr(grading, "grade_submission", grade)
    monkeypatch.setattr(grading, "prepared", partial(replace, sandbox="bubblewrap"))
    monkeypatch.setattr(grading, "local_pool", lambda jobs: here())


@pytest.fixture
def ask(capsys):
    def ask(*arguments):
        status = main(["exercises", "grade", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, " ".join(captured.out.split()), captured.err

    return ask


def points(report="report"):
    with Path(report, "class.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row["points"] for row in csv.DictReader(file)}


def test_a_class_is_graded_in_a_sandbox(ask):
    level = next((each for each in LEVELS if not sandbox.trouble_with(each)), None)
    if level is None:
        pytest.skip("no sandbox works here")
    shutil.copy(SOLUTIONS / RULES.file, "class/Ada")
    shutil.copy(HANDOUT / RULES.file, "class/Bo")
    status, out, err = ask("class", "--exercise", "03a", "--sandbox", level, "--seed", "7")
    assert (status, err) == (0, "")
    assert f"Graded by minigrad 0.1.0 in the sandbox {level}, seed 7" in out
    assert points() == {"Ada": "3", "Bo": "0", "Cy": "0"}
    before = state(Path("report"))
    status, out, _ = ask("class", "--exercise", "03a", "--sandbox", level)
    assert status == 0 and "3 kept, 0 to do." in out
    assert state(Path("report")) == before


def test_reports_are_written_and_the_run_is_kept(quick, ask):
    status, out, err = ask("class")
    assert (status, err) == (0, "")
    assert "0 kept, 3 to do. Points count all 14 exercises: --week N or" in out
    assert "3 of 3 done" in out
    assert points() == {"Ada": "1", "Bo": "2", "Cy": "0"}
    assert Path("report/index.html").exists() and Path("report/feedback/Ada.txt").exists()
    run = json.loads(Path("report/run.json").read_bytes())
    assert run["sandbox"] == "bubblewrap" and run["limits"] == {"cpu": 4, "wall": 20}
    Path("class/Ada", FILE).write_text("one two three", encoding="utf-8")
    status, out, _ = ask("class", "--format", "csv")
    assert "2 kept, 1 to do." in out and f"seed {run['seed']}" in out
    assert points() == {"Ada": "3", "Bo": "2", "Cy": "0"}


def test_the_seed_is_drawn_anew_for_every_report(quick, ask):
    ask("class", "-o", "a")
    ask("class", "-o", "b")
    seeds = {json.loads(Path(each, "run.json").read_bytes())["seed"] for each in "ab"}
    assert len(seeds) == 2 and min(seeds) >= 0


def test_all_formats_are_written(quick, ask):
    Path("roster.csv").write_text(ROSTER, encoding="utf-8")
    formats = "csv,html,canvas,moodle,gradescope,junit,github"
    assert ask("class", "--format", formats, "--roster", "roster.csv")[0] == 0
    written = {path.name for path in Path("report").iterdir()}
    assert {"canvas.csv", "moodle.csv", "gradescope", "junit", "github"} < written


def test_a_bug_of_ours_is_said_and_ends_with_2(quick, ask):
    Path("class/Bo", FILE).write_text("bug", encoding="utf-8")
    status, out, err = ask("class")
    assert (status, err) == (2, "")
    assert (
        "Not graded, by an error of minigrad's or of the course: Bo; report/errors says why."
        in out.replace("\\", "/")
    )
    assert points() == {"Ada": "1", "Cy": "0"}
    Path("class/Bo", FILE).write_text("mended", encoding="utf-8")
    assert ask("class")[0] == 0 and not list(Path("report/errors").iterdir())


def test_a_roster_names_students_and_carries_columns(quick, ask):
    Path("class/Bo").rename("class/Bo_17_assignsubmission_file_")
    Path("roster.csv").write_text(ROSTER, encoding="utf-8")
    status, out, err = ask("class", "--roster", "roster.csv")
    assert (status, err) == (0, "")
    assert "On no row of roster.csv: Cy." in out
    assert {name: points()[name] for name in ("Ada", "Li Bo", "Cy", "Ed")} == {
        "Ada": "1", "Li Bo": "2", "Cy": "0", "Ed": ""
    }  # fmt: skip
    assert "b@x" in Path("report/class.csv").read_text("utf-8-sig")
    assert "belongs to nobody on the roster" in Path("report/feedback/Cy.txt").read_text("utf-8")


def test_a_name_of_two_students_is_said_with_what_to_do(quick, ask):
    Path("roster.csv").write_text("name,id\nAda,7\nAda,8\nbo,9\nCy,10\n", encoding="utf-8")
    shutil.copytree("class/Bo", "class/b_o")
    Path("class/Bo").rename("class/B-o")
    status, out, _ = ask("class", "--roster", "roster.csv")
    assert status == 0 and "On no row" not in out
    assert (
        "Ada is the name of 2 students on roster.csv: rename the submission to one of Ada (7), "
        "Ada (8)." in out
    )
    assert "bo on roster.csv may have handed in B-o, b_o: keep one of them under this name." in out
    assert "several students on the roster have" in Path("report/feedback/Ada.txt").read_text(
        "utf-8"
    )


def test_what_is_no_submission_and_who_is_gone_is_said(quick, ask):
    Path("class/grades.csv").touch()
    assert "Left alone, as no submission: grades.csv." in ask("class")[1]
    shutil.rmtree("class/Bo")
    out = ask("class")[1]
    assert "2 kept, 0 to do." in out and "not among the submissions any more: Bo." in out
    assert set(points()) == {"Ada", "Cy"} and len(list(Path("report/results").iterdir())) == 3


def test_no_format_says_what_was_true_before(quick, ask):
    ask("class", "--format", "csv,junit")
    Path("class/Ada", FILE).write_text("one two", encoding="utf-8")
    before = points()
    assert ask("class", "--format", "html")[0] == 0
    assert points() != before


def test_parts_merged_give_the_same_as_the_whole(quick, ask):
    write_class(Path("class"), {f"s{number}": "one" for number in range(9)})
    Path("roster.csv").write_text("name\nAda\nEd\n", encoding="utf-8")
    ask("class", "-o", "whole", "--seed", 3, "--roster", "roster.csv")
    for number in (1, 2):
        given = ("-o", f"part{number}", "--shard", f"{number}/2", "--roster", "roster.csv")
        assert ask("class", "--seed", 3, *given)[0] == 0
    parts = [set(points(each)) for each in ("part1", "part2")]
    assert not parts[0] & parts[1] and all(len(part) > 2 for part in parts)
    status, _, err = ask("--merge", "part1", "part2", "-o", "all", "--roster", "roster.csv")
    assert (status, err) == (0, "")
    assert state(Path("all")) == state(Path("whole"))
    assert "part 1 of 2; limits" in Path("part1/index.html").read_text("utf-8")


def test_a_merge_takes_all_parts_and_no_option_of_grading(quick, ask):
    given = ("--seed", 3, "--shard", "1/2", "-o", "part1")
    assert ask("class", *given)[0] == 0
    for arguments, said in [
        (("-o", "all"), "--merge needs all 2 parts, and of these 1 is missing: 2/2"),
        (("--seed", 3), "--merge grades nothing, so it takes no --seed"),
        (("--exercise", "04"), "it takes no --exercise"),
        (("--shard", "1/2"), "it takes no --shard"),
        (("--cpu", "5"), "it takes no --cpu"),
    ]:
        status, _, err = ask("--merge", "part1", *arguments)
        assert (status, err.count("\n")) == (2, 1) and said in err
    assert not Path("all").exists() and not Path("report").exists()
    status, _, err = ask("part1", "-o", "other")
    assert status == 2 and "'part1' is a report: name the folder of the submissions, or" in err
    status, _, err = ask("class", *given[:2], "--shard", "2/2", "-o", "part1")
    assert status == 2 and "was graded with --shard 1/2, and now it is --shard 2/2" in err


def test_after_ctrl_c_one_line_says_how_to_go_on(quick, ask, monkeypatch):
    class Interrupted(Here):
        def submit(self, fn, /, *args, **kwargs):
            if args[0] == "Cy":
                raise KeyboardInterrupt
            return super().submit(fn, *args, **kwargs)

    monkeypatch.setattr(grading, "AT_ONCE_PER_JOB", 1)
    with monkeypatch.context() as patched:
        patched.setattr(grading, "local_pool", lambda jobs: nullcontext(Interrupted()))
        status, out, err = ask("class", "--jobs", 1)
    assert (status, err) == (130, "")
    assert "Stopped: 2 of 3 are graded and kept in report. The same command goes on." in out
    status, out, _ = ask("class")
    assert status == 0 and "2 kept, 1 to do." in out
    for student in CLASS:
        Path("class", student, FILE).write_text("one two three", encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(grading, "local_pool", lambda jobs: nullcontext(Interrupted()))
        assert "Stopped: 2 of 3 are graded" in ask("class", "--jobs", 1)[1]


def test_a_file_of_another_name_is_that_of_the_only_exercise(quick, ask):
    Path("class/Di.py").write_text("one two three", encoding="utf-8")
    assert ask("class/Di.py", "--exercise", "04")[0] == 0
    assert points() == {"Di": "3"}


def test_a_week_has_its_exercises(quick, ask):
    status, out, _ = ask("class", "--week", 2)
    assert status == 0 and "Points count" not in out
    run = json.loads(Path("report/run.json").read_bytes())
    assert run["exercises"] == [each.id for each in exercises() if each.week == 2]
    status, _, err = ask("class")
    assert status == 2 and "graded with --exercise 04,05a,05b,06, and now it is all exer" in err


def test_whom_a_gradebook_would_not_find_is_said_and_left_out(quick, ask):
    Path("roster.csv").write_text("name,ID,email\nAda,1,\nBo,,b@x\nEd,,\n", encoding="utf-8")
    status, out, _ = ask("class", "--roster", "roster.csv", "--format", "canvas,moodle,html")
    assert status == 0
    ids = "ID, SIS User ID or SIS Login ID"
    assert f"Not in canvas.csv, as no {ids} of theirs is known: Bo, Cy, Ed." in out
    assert "Not in moodle.csv" in out and "is known: Ada, Cy." in out
    assert "Ada,1" in Path("report/canvas.csv").read_text("utf-8")
    assert "Bo" not in Path("report/canvas.csv").read_text("utf-8")
    assert Path("report/moodle.csv").read_text("utf-8").splitlines()[1].startswith("b@x,2,")
    assert "not in moodle.csv: " in Path("report/index.html").read_text("utf-8")


def test_where_nothing_is_new_one_line_says_where_the_report_stands(quick, ask):
    assert "Exercises" in ask("class")[1]
    out = ask("class", "--format", "csv")[1]
    assert out == (
        "3 kept, 0 to do. Nothing is new; the report stands in report: class.csv, feedback, "
        "index.html, questions.csv."
    )


def test_parts_are_merged_where_the_course_lies_elsewhere(quick, ask):
    assert main(["exercises", "new", "course"]) == 0
    write_class(Path("other"), {"Ada": ""})
    part = ("--seed", 1, "--shard", "1/1", "-o", "part")
    assert ask("other", "--course", "course", *part)[0] == 0
    Path("course").rename("elsewhere")
    merge = ("--merge", "part", "-o", "all", "--format", "gradescope")
    assert ask(*merge, "--course", "elsewhere")[0] == 0


def test_a_course_of_ones_own_is_asked(quick, ask, capsys):
    assert main(["exercises", "new", "course"]) == 0
    write_class(Path("other"), {"Ada": ""})
    assert ask("other", "--course", "course")[0] == 0
    run = json.loads(Path("report/run.json").read_bytes())
    assert Path(run["course"]) == Path("course").resolve()
    path = min(Path("course/tests").glob("*.py"))
    path.write_text(path.read_text("utf-8") + "\n# another\n", encoding="utf-8")
    status, _, err = ask("other", "--course", "course")
    assert status == 2 and "with one edition of the questions, and now it is another" in err


FAULTS = [
    ([], "the following arguments are required: SUBMISSIONS"),
    (["nowhere"], "'nowhere' is not there: name the folder of all submissions"),
    (["class", "more"], "takes one folder or zip of submissions, got 2: put them into one folder"),
    (["class", "-o", "class/report"], "-o needs a folder outside of the submissions"),
    (["class", "-o", "class"], "-o needs a folder outside of the submissions"),
    (["class", "-o", "other"], "'other' is there, and no report: choose a new folder"),
    (["class", "--exercise", "4,99"], "an exercise has an id from 02 to 12, got '99'"),
    (["class", "--exercise", "4,,5"], "--exercise needs words such as a,b, got 4,,5"),
    (["class", "--format", "csv,htm"], "got 'htm': did you mean html?"),
    (["class", "--sandbox", "jail"], "--sandbox needs one of auto, bubblewrap"),
    (["class", "--roster", "none.csv"], "name a CSV file with --roster"),
    (["class", "--shard", "1/2"], "--shard needs a --seed, the same for all parts"),
    (["class", "--shard", "3/2"], "--shard needs a part from 1/2 to 2/2, got '3/2'"),
    (["class", "--shard", "0/2"], "--shard needs an integer >= 1, got 0"),
    (["class", "--shard", "half"], "--shard needs a part such as 3/20, got half"),
    (["class", "--jobs", "0"], "--jobs needs an integer >= 1, got 0"),
    (["class", "--jobs", "2", "--dask", "x"], "--jobs is for this computer"),
    (["class", "--merge"], "'class' is there, and no report"),
    (["none", "--merge"], "'none' is no report: it has no run.json"),
    (["class", "--week", "5"], "--week needs a week from 1 to 4, got 5"),
    (["class", "--week", "1", "--exercise", "4"], "takes --exercise or --week, not both"),
    (["class", "--seed", "-7"], "--seed needs an integer >= 0, got -7"),
    (["class", "--format", "moodle"], "needs a --roster with a column email, username, userid or"),
    (["class", "--format", "csv,canvas"], "needs a --roster with a column ID, SIS User ID or SIS"),
    (["class", "--sed", "3"], "did you mean --seed?"),
]


@pytest.mark.parametrize(("arguments", "said"), FAULTS)
def test_a_mistake_gets_one_line(arguments, said, quick, ask):
    Path("other").mkdir()
    Path("other/mine.txt").touch()
    status, _, err = ask(*arguments)
    assert (status, err.count("\n")) == (2, 1)
    assert re.match("minigrad: .", err) and said in err


def test_where_no_sandbox_works_nothing_is_graded(quick, ask, monkeypatch):
    monkeypatch.setattr(sandbox, "trouble_with", lambda level: "no such thing here")
    monkeypatch.setattr(grading, "prepared", prepared)
    sandbox.choose.cache_clear()
    status, _, err = ask("class")
    assert status == 2 and "--sandbox process promises less" in err
    assert not Path("report").exists()
