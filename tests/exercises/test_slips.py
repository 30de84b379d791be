"""Every slip of a beginner's is noticed, told at the student's own line, and led to its fix."""

import re

import pytest

from minigrad.exercises import check
from minigrad.exercises.grading import grade_file
from minigrad.exercises.idle_lines import idle_lines
from minigrad.exercises.loading import load_answers
from minigrad.exercises.manifest import exercises
from minigrad.exercises.time_limit import time_limit
from tests.exercises.slips import filled, slips
from tests.exercises.styles import STYLES

NEVER_END = "sleeps", "endless-while"


@pytest.mark.parametrize("exercise", exercises(), ids=str)
def test_right_code_has_no_idle_lines_and_gets_all_points(exercise, tmp_path):
    (tmp_path / exercise.file).write_text(filled(exercise.id), encoding="utf-8")
    assert idle_lines(load_answers(exercise, tmp_path)) == []
    assert exercise.is_hunt or grade_file(exercise, tmp_path).is_solved


def test_an_answer_in_a_style_of_its_own_has_no_idle_lines():
    assert idle_lines({"Value": STYLES[0]()}) == []


def test_what_is_not_for_us_does_no_harm():
    """A right class with attributes that raise, of names under which others keep a rule."""

    class Odd(STYLES[0]()):
        rule = inputs = property(lambda self: 1 / 0)

    assert check("03a", Odd).report.is_solved


def some_quickly(found):
    """Every fifth of them, and the others among the slow tests."""
    return [
        pytest.param(each, marks=[pytest.mark.slow] * (place % 5 != 0))
        for place, each in enumerate(found)
    ]


@pytest.mark.parametrize("slip", some_quickly(slips()), ids=str)
def test_a_slip_is_told(slip, monkeypatch):
    if slip.name in NEVER_END:
        monkeypatch.setattr(time_limit.__wrapped__, "__defaults__", (0.3,))
    feedback = slip.feedback
    text = " ".join(feedback.text.split())
    assert not feedback.report.is_solved
    assert " ".join(slip.says.split()) in text
    assert not re.search(r"(test_\d\d_|minigrad/|\\minigrad)\w*", text), "a line of somebody else's"
    assert all(len(line) <= 79 for line in feedback.text.splitlines())
