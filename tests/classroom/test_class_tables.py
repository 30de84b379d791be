"""The class in a terminal: everything said in words and numbers, on any terminal."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console
from rich.table import Table

from minigrad.classroom.class_tables import block_histogram, class_tables
from minigrad.classroom.results import Bin
from minigrad.cli.console import print_table
from tests.classroom.hostile_class import HOSTILE, hostile_class, roster


def printed(graded, width, names=None, **settings):
    text = StringIO()
    console = Console(file=text, width=width, markup=False, highlight=False, **settings)
    for each in class_tables(graded, names):
        print_table(console, each) if isinstance(each, Table) else console.print(each)
    return text.getvalue()


@pytest.mark.parametrize("width", [30, 40, 80, 120])
def test_all_numbers_are_there_at_any_width(width):
    said = printed(hostile_class(), width, roster())
    flat = " ".join(said.replace("│", " ").split())
    assert f"{len(HOSTILE)} submissions, median 1 of 13 points; 1 handed nothing in" in flat
    assert "Look at the graph" in flat and "assign-instead-of-add" in said
    assert "nothing was handed in" in flat and "Begun by nobody: 02, 09." in flat
    assert max(map(len, said.splitlines())) <= max(width, 80)


def test_a_histogram_too_wide_for_the_terminal_is_said_in_lines():
    assert "1 points: 18\n" in printed(hostile_class(), 20)
    assert "1 points" not in printed(hostile_class(), 40)


def test_no_name_moves_the_cursor_or_colours_the_terminal():
    said = printed(hostile_class(), 100, color_system=None, force_terminal=True)
    assert not {each for each in said if not each.isprintable()} - {"\n"}


def test_it_is_readable_where_there_is_only_ascii():
    said = printed(hostile_class(), 100).encode("ascii", "minigrad.stand_in").decode()
    assert "solved #" in said and "begun ~" in said and "stuck _" in said


def test_where_nobody_has_begun_there_is_no_table_of_nothing():
    one = hostile_class()[0]
    said = printed([replace(one, exercises=one.exercises[2:])], 80)
    assert "\nBegun by nobody: 02, 09.\n" in said and "solved" not in said


def test_nobody_is_said_to_be_nobody():
    assert printed([], 80) == "No submission was graded.\n"


def test_a_single_student_is_seen_beside_two_hundred():
    lines = block_histogram([Bin(0, 4, 1), Bin(5, 9, 200), Bin(10, 14, 0)]).splitlines()
    assert lines[-3].split() == ["▁▁▁▁▁", "█████"] and lines[-2].split() == ["1", "200", "0"]
