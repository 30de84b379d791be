"""What docs/grading.md tells teachers to type can be typed, and what it lists is what there is."""

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from minigrad.classroom.reports import FORMATS, write_reports
from minigrad.cli.parser import parse
from tests.classroom.hostile_class import RUN, hostile_class

PAGE = (Path(__file__).parents[2] / "docs" / "grading.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"(?m)^(?:.*run: )?(minigrad exercises [^#\n]+)", PAGE)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_is_understood(command):
    command = command.replace("${{ matrix.part }}", "3")
    given = parse(shlex.split(command)[1:])
    assert given.action in ("grade", "example-class")


def test_the_page_has_commands_and_all_formats():
    assert len(COMMANDS) >= 6
    assert ",".join(FORMATS) in PAGE


def test_every_report_that_the_page_names_is_written(tmp_path):
    one = replace(hostile_class()[0], student="STUDENT")
    written = {*write_reports(tmp_path, [one], None, FORMATS, RUN)}
    named = set(re.findall(r"`report/([^`]+)`", PAGE)) | {"class.csv", "questions.csv"}
    assert len(named) >= 7 and named <= written
