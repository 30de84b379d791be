"""What Gradescope, GitHub Classroom and JUnit readers get has the fields that they document."""

import ast
import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from minigrad.classroom.exports import (
    github_json,
    github_step,
    github_text,
    gradescope_json,
    gradescope_zip,
    junit_xml,
)
from minigrad.classroom.graded import Graded, GradedExercise, GradedTest
from minigrad.exercises.workspace import new_course
from tests.classroom.hostile_class import HOSTILE, RUN, hostile_class
from tests.classroom.schemas import GITHUB, GRADESCOPE, check_data, check_junit

SOLVED = Graded(
    "Ada", (GradedExercise("04", "add up", "solved", (GradedTest("test_a", 3, 3),), (), "✓ 04"),)
)


def test_gradescope_gets_a_test_for_each_exercise():
    for student in [*hostile_class(), SOLVED]:
        data = json.loads(gradescope_json(student, RUN))
        check_data(data, GRADESCOPE)
        assert [each["max_score"] for each in data["tests"]] == [e.of for e in student.exercises]
        assert sum(each["score"] for each in data["tests"]) == student.points
        assert {each["output_format"] for each in data["tests"]} == {data["output_format"]}
        assert data["output_format"] == "text" and data["stdout_visibility"] == "hidden"
    assert data["tests"][0]["status"] == "passed"


def test_the_words_of_a_student_reach_gradescope_as_they_are():
    (test, *_) = json.loads(gradescope_json(hostile_class()[0], RUN))["tests"]
    assert "<script>alert(1)</script>" in test["output"] and "\x1b" not in test["output"]
    assert test["tags"] == ["assign-instead-of-add"] and test["status"] == "failed"


def test_github_gets_base64_in_one_line():
    for student in [*hostile_class(), SOLVED]:
        line = github_text(student)
        assert line.count(b"\n") == 1 and line.endswith(b"\n")
        data = json.loads(base64.b64decode(line, validate=False))
        check_data(data, GITHUB)
        assert data["max_score"] == student.of
        assert sum(each["score"] for each in data["tests"]) == student.points
    assert data["status"] == "pass"


def test_github_is_told_when_nothing_could_be_asked():
    exercise = replace(SOLVED.exercises[0], state="does not load", tests=())
    assert json.loads(github_json(replace(SOLVED, exercises=(exercise,))))["status"] == "error"


def test_junit_gets_a_suite_for_each_exercise():
    for student in hostile_class():
        root = ElementTree.fromstring(junit_xml(student, RUN))
        check_junit(root)
        assert [len(suite.findall("testcase")) for suite in root] == [2, 1, 1, 1]
        assert [suite.get("failures") for suite in root] == ["1", "1", "1", "1"]
        told = {each.get("name"): each.get("value") for each in root[0].find("properties")}
        assert told == {"state": "begun", "sandbox": "landlock", "seed": "31415"}
        told = [each.get("value") for each in root[0].findall("testcase/properties/property")]
        assert told == ["04", "1", "1", "04", "0", "2", "assign-instead-of-add"]
        words = root[0].find("system-out").text
        assert "]]>&<!--" in words and len(words.splitlines()) >= len(HOSTILE)


@pytest.mark.parametrize("command", ["::notice title=x::y", "  ::error::y", "a ##[set-output]y"])
def test_no_word_of_a_student_is_a_command_in_a_log(command):
    exercise = replace(SOLVED.exercises[0], feedback=f"✗ 04 a[::2]\n{command}")
    (test,) = json.loads(github_json(replace(SOLVED, exercises=(exercise,))))["tests"]
    assert not re.search(r"(?m)^\s*::|##\[", test["message"])
    assert "a[::2]" in test["message"] and "y" in test["message"]


# -------------------------------------------------------------------- the files that run


def autograder(run):
    archive = ZipFile(io.BytesIO(gradescope_zip(run)))
    return archive, {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_the_autograder_can_be_executed_and_is_the_same_on_every_day():
    archive, files = autograder(RUN)
    assert set(files) == {"setup.sh", "run_autograder"}
    assert all(member.external_attr >> 16 & 0o111 for member in archive.infolist())
    assert all(text.startswith("#!") and "\r" not in text for text in files.values())
    assert gradescope_zip(RUN) == gradescope_zip(RUN)
    ast.parse(files["run_autograder"])
    assert "minigrad-classroom==1.0" in files["setup.sh"]


def test_the_setup_is_a_shell_script(tmp_path):
    if not (bash := shutil.which("bash")):
        pytest.skip("needs bash")
    (tmp_path / "setup.sh").write_text(autograder(RUN)[1]["setup.sh"], encoding="utf-8")
    subprocess.run([bash, "-n", "setup.sh"], cwd=tmp_path, check=True)


FAKE = """\
import json, sys
from pathlib import Path

arguments = sys.argv[1:]
report = Path(arguments[arguments.index("-o") + 1], "gradescope")
report.mkdir(parents=True)
files = sorted(path.name for path in Path(arguments[2], "submission").rglob("*"))
told = json.dumps({"files": files, "arguments": arguments})
(report / "submission.json").write_text(told, encoding="utf-8")
"""


@pytest.mark.skipif(os.name == "nt", reason="Gradescope's containers are Linux")
def test_the_autograder_grades_what_is_handed_in_and_nothing_that_it_links_to(tmp_path):
    """With a stand-in for the command, which tells what it was asked."""
    (tmp_path / "minigrad.py").write_text(FAKE, encoding="utf-8")
    submission = tmp_path / "submission"
    submission.mkdir()
    (submission / "04_gradients_add_up.py").write_text("", encoding="utf-8")
    (submission / "link.py").symlink_to(tmp_path / "minigrad.py")
    os.mkfifo(submission / "pipe.py")
    script = autograder({**RUN, "exercises": ["04", "05b"]})[1]["run_autograder"]
    script = script.replace('Path("/autograder")', f"Path({str(tmp_path)!r})")
    path = {**os.environ, "PYTHONPATH": str(tmp_path)}
    subprocess.run([sys.executable, "-c", script], check=True, env=path, cwd=tmp_path)
    told = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    assert told["files"] == ["04_gradients_add_up.py"]
    assert told["arguments"][:2] == ["exercises", "grade"]
    assert told["arguments"][-6:] == ["--seed", "31415", "--exercise", "04", "--exercise", "05b"]


def test_a_course_of_ones_own_goes_along_without_its_solutions(tmp_path):
    new_course(tmp_path)
    run = {**RUN, "course": str(tmp_path)}
    _, files = autograder(run)
    assert "course/tests/test_01_horner.py" in files and "course/mistakes.py" in files
    assert not [name for name in files if "solution" in name]
    assert "'--course', '/autograder/source/course'" in files["run_autograder"]
    workflow = github_step(run).decode("utf-8")
    assert "path: course\n" in workflow and " --course course\n" in workflow


def test_the_workflow_hands_the_result_on():
    text = github_step({**RUN, "exercises": ["04"]}).decode("utf-8")
    assert 'MINIGRAD_RESULTS: "${{ steps.minigrad.outputs.result }}"' in text
    assert "--format github --exercise 04\n" in text and "\t" not in text
    assert "name: Autograding Tests\n" in text and "  run-autograding-tests:\n" in text
