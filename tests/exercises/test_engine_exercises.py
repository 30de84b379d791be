"""Exercises in which an engine is written: right ones earn all points, and wrong ones a name."""

import re

import pytest

from minigrad import Value
from minigrad.exercises.diagnosis import diagnose
from minigrad.exercises.grading import grade, grade_file
from minigrad.exercises.library import mistakes, wrong_answers
from minigrad.exercises.loading import load_answers
from minigrad.exercises.manifest import HANDOUT, find_exercise
from minigrad.exercises.mistakes import passes, rules
from tests.exercises.reference import SOLUTIONS
from tests.exercises.styles import STYLES

ENGINES = [find_exercise(each) for each in ("03a", "04", "05b", "03c", "07a")]
ALL = [*ENGINES, find_exercise("12")]
SEEDS = range(3)


@pytest.mark.parametrize("exercise", ALL, ids=str)
def test_the_reference_solution_earns_all_points(exercise):
    for seed in SEEDS:
        report = grade_file(exercise, SOLUTIONS, seed)
        assert report.is_solved, f"{report}\nwith seed {seed}"


@pytest.mark.parametrize("exercise", ENGINES, ids=str)
def test_an_untouched_stub_earns_nothing_and_asks_a_question(exercise):
    for seed in SEEDS:
        report = grade_file(exercise, HANDOUT, seed)
        assert report.points == 0
        assert report.smallest.failure.kind == "NotImplementedError"
        assert str(report.smallest.failure).endswith("?")
        assert diagnose(report).names == set()


def test_the_untouched_bug_earns_nothing_and_shows_a_graph():
    for seed in SEEDS:
        report = grade_file(find_exercise("12"), HANDOUT, seed)
        assert report.points == 0
        assert report.smallest.program
        assert diagnose(report).names == set()  # the name is what is hunted


def test_the_bug_hides_from_random_numbers():
    loaded = load_answers(find_exercise("12"), HANDOUT)
    for other in ("03a", "03c"):
        assert grade(find_exercise(other), loaded).is_solved


@pytest.mark.parametrize("name", ["?", "breadth-first", "assign-instead-of-add", 7, None])
def test_a_wrong_name_of_the_bug_earns_nothing_for_the_name(name):
    exercise = find_exercise("12")
    report = grade(exercise, {"Value": Value, "bug": name})
    assert report.points == exercise.total - exercise.points["test_the_name_of_the_mistake"]


def test_the_right_name_without_a_mended_engine_earns_the_name_alone():
    exercise = find_exercise("12")
    loaded = load_answers(exercise, HANDOUT) | {"bug": "visited-by-value"}
    assert grade(exercise, loaded).passed == ["test_the_name_of_the_mistake"]


def test_the_names_to_choose_from_are_known_mistakes():
    text = (HANDOUT / find_exercise("12").file).read_text(encoding="utf-8")
    named = re.findall(r"(?m)^    ([a-z]+(?:-[a-z]+)+)   ", text)
    assert len(named) == 8
    assert set(named) <= set(mistakes())


@pytest.mark.parametrize("exercise", ENGINES, ids=str)
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_a_right_engine_in_any_style_earns_all_points(style, exercise):
    for seed in SEEDS:
        report = grade(exercise, {"Value": style()}, seed)
        assert report.is_solved, f"{report}\nwith seed {seed}"
    assert diagnose(grade(exercise, {"Value": style()})).names == set()


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_wrong_numbers_in_any_style_are_no_slip(style):
    """A root whose grad is doubled afterwards: no rule and no operation is to blame."""
    value = style()
    right = value.backward

    def backward(self, *delta):
        right(self, *delta)
        self.grad = self.grad * 2

    value.backward = backward
    report = grade(find_exercise("05b"), {"Value": value})
    assert report.wrong and all(each.failure is None for each in report.wrong)


def test_every_mistake_of_an_engine_shows_in_an_exercise():
    shown = {form for exercise in ENGINES for form in wrong_answers(exercise, 0)}
    for library in (rules, passes):
        for mistake in library.MISTAKES:
            for number, form in enumerate(mistake.forms):
                if "Value" in form():  # others answer with functions, in other exercises
                    assert (mistake.id, number) in shown
