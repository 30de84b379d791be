"""One student's result as Gradescope, GitHub Classroom and JUnit readers take it."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile, ZipInfo

from minigrad.checks import visible
from minigrad.classroom.class_page import lines
from minigrad.classroom.graded import Graded, GradedExercise
from minigrad.classroom.how import how_graded
from minigrad.exercises.manifest import MANIFEST
from minigrad.exercises.own_course import MISTAKES, read_course


def gradescope_json(student: Graded, run: Mapping[str, Any]) -> bytes:
    """`results.json`: a test per exercise, its output always as text, never as HTML."""
    tests = [
        {
            "number": each.id,
            "name": visible(f"{each.id} {each.title}"),
            "score": each.points,
            "max_score": each.of,
            "status": "passed" if each.state == "solved" else "failed",
            "output": lines(each.feedback) or each.state,
            "output_format": "text",
            "tags": list(each.mistakes),
            "visibility": "visible",
        }
        for each in student.exercises
    ]
    return _json(
        {
            "output": "\n".join([*map(visible, student.notes), how_graded(run)]),
            "output_format": "text",
            "stdout_visibility": "hidden",
            "execution_time": round(student.cpu_seconds),
            "tests": tests,
            "extra_data": {"sandbox": str(run["sandbox"]), "seed": str(run["seed"])},
        }
    )


def gradescope_zip(run: Mapping[str, Any]) -> bytes:
    """The autograder to upload: it installs minigrad and grades what Gradescope hands it.

    A teacher's own course goes along, but for its solutions.
    """
    options = ["--seed", str(run["seed"])]
    for each in run.get("exercises") or ():
        options += ["--exercise", str(each)]
    course = _course_files(Path(run["course"])) if run.get("course") else {}
    if course:
        options += ["--course", "/autograder/source/course"]
    files = {
        "setup.sh": _SETUP.format(version=run["version"]),
        "run_autograder": _RUN_AUTOGRADER.format(options=options),
        **course,
    }
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            member = ZipInfo(name)  # of the first day that a zip can name: the same bytes always
            member.create_system = 3
            member.external_attr = 0o100755 << 16
            archive.writestr(member, text.encode("utf-8"))
    return buffer.getvalue()


def _course_files(folder: Path) -> dict[str, str]:
    exercises = read_course(folder).exercises
    names = [MANIFEST, MISTAKES, *(name for each in exercises for name in (each.file, each.test))]
    return {
        f"course/{name}": (folder / name).read_text(encoding="utf-8")
        for name in names
        if (folder / name).exists()
    }


def github_json(student: Graded) -> bytes:
    """What GitHub Classroom's reporter reads, before it is written in base64."""
    loads = any(each.state not in ("does not load", "missing") for each in student.exercises)
    return _json(
        {
            "version": 1,
            "status": "error" if not loads else "pass" if student.points == student.of else "fail",
            "max_score": student.of,
            "tests": [
                {
                    "name": visible(f"{each.id} {each.title}"),
                    "status": "pass" if each.state == "solved" else "fail",
                    "score": each.points,
                    "message": _logged(lines(each.feedback)) or each.state,
                }
                for each in student.exercises
            ],
        }
    )


def _logged(text: str) -> str:
    """Without what a log of GitHub's takes for a command, such as a forged note of the points."""
    return re.sub(r"(?m)^(\s*):(?=:)", r"\1: ", text).replace("##[", "## [")


def github_text(student: Graded) -> bytes:
    """The same in base64, in one line, for `$GITHUB_OUTPUT`."""
    return base64.b64encode(github_json(student)) + b"\n"


def github_step(run: Mapping[str, Any]) -> bytes:
    """A workflow for the repository of an assignment, which grades and reports.

    The names of the workflow and of its only job are those that Classroom looks for.
    """
    chosen = "".join(f" --exercise {each}" for each in run.get("exercises") or ())
    checkout = _CHECKOUT_OF_COURSE if run.get("course") else ""
    chosen += " --course course" if run.get("course") else ""
    text = _WORKFLOW.format(version=run["version"], chosen=chosen, checkout=checkout)
    return text.encode("utf-8")


def junit_xml(student: Graded, run: Mapping[str, Any]) -> bytes:
    """A testsuite per exercise, a testcase per test function."""
    root = ElementTree.Element("testsuites", name=visible(student.student))
    for each in student.exercises:
        cases = list(_cases(each))
        failed = sum(case.find("failure") is not None for case in cases)
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=visible(f"{each.id} {each.title}"),
            tests=str(len(cases)),
            failures=str(failed),
            errors="0",
            skipped="0",
        )
        how = {name: run[name] for name in ("sandbox", "seed")}
        _add_properties(suite, {"state": each.state, **how})
        suite.extend(cases)
        ElementTree.SubElement(suite, "system-out").text = lines(each.feedback)
    ElementTree.indent(root, " ")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _cases(exercise: GradedExercise) -> Iterator[ElementTree.Element]:
    for test in exercise.tests:
        case = ElementTree.Element("testcase", classname=exercise.id, name=visible(test.name))
        told: dict[str, object] = {"minigrad_exercise": exercise.id}
        told |= {"minigrad_points": test.points, "minigrad_of": test.of}
        if exercise.mistakes and test.points < test.of:
            told["minigrad_mistakes"] = exercise.mistakes
        _add_properties(case, told)
        if test.points < test.of:
            said = "; ".join(map(visible, test.wrong)) or exercise.state
            ElementTree.SubElement(case, "failure", message=said)
        yield case


def _add_properties(element: ElementTree.Element, told: Mapping[str, object]) -> None:
    properties = ElementTree.SubElement(element, "properties")
    for name, value in told.items():
        words = ", ".join(value) if isinstance(value, tuple) else str(value)
        ElementTree.SubElement(properties, "property", name=name, value=visible(words))


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


_SETUP = """\
#!/usr/bin/env bash
# Runs once, when Gradescope builds the image. It needs one with Python 3.11 or newer.
set -euo pipefail
apt-get update
apt-get install -y python3 python3-venv
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {{
    echo "minigrad needs Python 3.11 or newer: choose a newer base image" >&2
    exit 1
}}
python3 -m venv /opt/minigrad
cd "$(dirname "$0")"
if compgen -G '*.whl' > /dev/null; then  # a wheel that was put into the zip
    /opt/minigrad/bin/pip install ./*.whl
else  # or from where you keep it
    /opt/minigrad/bin/pip install "minigrad-classroom=={version}"
fi
chmod -R go-rwx .
"""

_RUN_AUTOGRADER = '''\
#!/opt/minigrad/bin/python
"""Grade one submission in Gradescope's container, and leave results.json where it is read."""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

SANDBOX = "auto"  # the best that the container allows; it never falls to "process" by itself
OPTIONS = {options!r}
HERE = Path("/autograder")


def no_file(folder, names):
    """Links, pipes and devices are left out: only what the student wrote counts."""
    paths = [Path(folder, name) for name in names]
    return [p.name for p in paths if p.is_symlink() or not (p.is_file() or p.is_dir())]


with TemporaryDirectory() as work:
    shutil.copytree(HERE / "submission", Path(work, "class", "submission"), ignore=no_file)
    command = [sys.executable, "-m", "minigrad", "exercises", "grade", str(Path(work, "class"))]
    command += ["-o", str(Path(work, "report")), "--sandbox", SANDBOX, "--format", "gradescope"]
    ended = subprocess.run([*command, *OPTIONS], check=False)
    if ended.returncode:
        sys.exit(ended.returncode)
    (HERE / "results").mkdir(exist_ok=True)
    result = Path(work, "report", "gradescope", "submission.json")
    shutil.copyfile(result, HERE / "results" / "results.json")
'''

_CHECKOUT_OF_COURSE = """\
      - uses: actions/checkout@v4  # of your course: never from the student's repository
        with:
          repository: YOUR-ORGANISATION/YOUR-COURSE
          path: course
"""

_WORKFLOW = """\
# .github/workflows/classroom.yml of the assignment's repository
name: Autograding Tests
on: [push, workflow_dispatch]
permissions:
  checks: write
  actions: read
  contents: read
jobs:
  run-autograding-tests:
    if: github.actor != 'github-classroom[bot]'
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
        with:
          path: class/submission
{checkout}      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install "minigrad-classroom=={version}"  # or from where you keep it
      - run: |  # the sandbox, and the right to start it
          sudo apt-get install -y bubblewrap
          sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
      - id: minigrad
        run: |
          python -m minigrad exercises grade class -o report --format github{chosen}
          echo "result=$(cat report/github/submission.txt)" >> "$GITHUB_OUTPUT"
      - uses: classroom-resources/autograding-grading-reporter@v1
        env:
          MINIGRAD_RESULTS: "${{{{ steps.minigrad.outputs.result }}}}"
        with:
          runners: minigrad
"""
