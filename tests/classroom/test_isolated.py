"""Asked for data alone, code gets the verdict that it gets where its objects can be reached."""

import pytest

from minigrad.exercises.grading import grade, grade_file, grade_isolated
from minigrad.exercises.library import mistakes
from minigrad.exercises.manifest import exercises, find_exercise
from tests.classroom.isolated import Isolated, Liar
from tests.exercises.reference import SOLUTIONS

ALL = [each.id for each in exercises()]
QUICK_FORMS = 40  # one of so many is compared in the quick run


def verdict(report):
    return report.points, [(each.key, each.is_right) for each in report.observations]


def compared(exercise, one_of):
    """How many forms of mistakes were compared; each is asked twice, as it may keep something."""
    forms = [form for mistake in mistakes().values() for form in mistake.forms]
    count = 0
    for form in forms[::one_of]:
        if set(exercise.needs) <= set(form()):
            count += 1
            mine = grade_isolated(exercise, Isolated(form()), 3)
            assert verdict(mine) == verdict(grade(exercise, form(), 3))
    return count


@pytest.mark.parametrize("name", ALL)
def test_a_solution_is_right_and_its_answers_are_those_of_one_seed(name):
    exercise = find_exercise(name)
    answers = grade_file(exercise, SOLUTIONS).answers
    honest = Isolated(answers)
    report = grade_isolated(exercise, honest, 1)
    assert report.is_solved
    liar = Liar(honest.names, honest.said)
    assert grade_isolated(exercise, liar, 1).is_solved
    lies = grade_isolated(exercise, Liar(honest.names, honest.said), 2)
    # Of the hunt the name is the answer, whatever the numbers are.
    assert lies.passed == (["test_the_name_of_the_mistake"] if exercise.is_hunt else [])


def test_known_mistakes_get_the_same_verdict():
    assert sum(compared(each, QUICK_FORMS) for each in exercises()) > 10


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_every_known_mistake_gets_the_same_verdict(name):
    assert compared(find_exercise(name), 1) > 0 or find_exercise(name).is_hunt
