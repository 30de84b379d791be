"""Every known mistake is found and named at many seeds, and no two are taken for each other."""

from collections import Counter
from itertools import combinations

import pytest

from minigrad.exercises.diagnosis import diagnose
from minigrad.exercises.grading import grade, grade_file
from minigrad.exercises.library import mistakes, reports, wrong_answers
from minigrad.exercises.manifest import exercises, find_exercise
from minigrad.exercises.mistakes.mistake import combined
from tests.exercises.reference import SOLUTIONS

SEEDS = 200  # each draws other numbers for every question
NAMED = [exercise for exercise in exercises() if not exercise.is_hunt]


def misnamed(exercise, seed):
    """What each form of a mistake was taken for, where that is not the mistake itself, alone."""
    for mistake, form in wrong_answers(exercise, 0):
        found = diagnose(reports(exercise, seed)[mistake, form])
        if found.names != {mistake}:
            yield f"seed {seed}: {mistake} (form {form}) was taken for {found.names or 'none'}"


@pytest.mark.parametrize("exercise", NAMED, ids=str)
def test_every_mistake_is_named(exercise):
    assert list(misnamed(exercise, 0)) == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, SEEDS, 50))
@pytest.mark.parametrize("exercise", NAMED, ids=str)
def test_every_mistake_is_named_at_200_seeds(exercise, first):
    seeds = range(first, min(first + 50, SEEDS))
    assert [each for seed in seeds for each in misnamed(exercise, seed)] == []


def test_every_form_of_every_mistake_shows_in_an_exercise():
    shown = {form for exercise in exercises() for form in wrong_answers(exercise, 0)}
    known = {
        (mistake.id, form) for mistake in mistakes().values() for form in range(len(mistake.forms))
    }
    assert known - shown == set()


def test_a_mistake_has_its_forms_from_all_files():
    names = {name for form in mistakes()["upstream-left-out"].forms for name in form()}
    assert names >= {"Value", "make_rules", "elementwise_vjp"}


@pytest.mark.parametrize("exercise", exercises(), ids=str)
def test_no_two_questions_of_a_test_are_the_same(exercise):
    asked = [each.key for each in grade_file(exercise, SOLUTIONS).observations]
    assert len(set(asked)) == len(asked)


def answers_of(report):
    return [(each.key, each.got) for each in report.observations]


def named_of_two(exercise, most=200):
    """How often two mistakes at once are named: both, one of them, none, or another one.

    Hidden are those of which one leaves no trace beside the other: no number tells of it.
    """
    first_forms, alone = {}, {}
    for mistake, form in wrong_answers(exercise, 0):
        first_forms.setdefault(mistake, mistakes()[mistake].forms[form])
        alone.setdefault(mistake, answers_of(reports(exercise, 0)[mistake, form]))
    pairs = list(combinations(first_forms, 2))
    counts = Counter()
    for one, other in pairs[:: len(pairs) // most + 1]:
        form = combined(first_forms[one], first_forms[other])
        report = form and grade(exercise, form())
        if not report or report.is_solved:
            continue  # they change the same line, or cancel
        found = diagnose(report)
        if answers_of(report) in (alone[one], alone[other]):
            counts["hidden"] += 1
        elif found.names - {one, other}:
            counts["wrongly"] += 1
        elif found.names:
            counts["both" if len(found.names) == 2 else "one"] += 1
        else:
            counts["facts" if found.facts else "none"] += 1
    return counts


def test_two_mistakes_at_once_are_named_in_functions():
    counts = named_of_two(find_exercise("11"), most=14)
    assert set(counts) == {"both"} and counts["both"] >= 9  # the others cannot be combined


@pytest.mark.slow
def test_two_mistakes_at_once_are_named_and_hardly_ever_wrongly():
    total = Counter()
    for exercise in NAMED:
        counts = named_of_two(exercise)
        print(exercise, dict(counts))
        total += counts
    shown = total.total() - total["hidden"]
    assert shown > 700
    assert total["both"] > 0.88 * shown, total
    assert total["wrongly"] < 0.015 * shown, total
    assert total["none"] < 0.01 * shown, total


# -------------------------------------------------------------------- nothing is guessed


def with_a_bug_of_its_own(form):
    """A known mistake in one function, and in the other one that nobody has listed."""
    return {**form, "gradient": lambda f, xs, h=1e-5: [1234.5 + i for i, _ in enumerate(xs)]}


def test_a_mistake_that_explains_a_part_of_the_wrong_answers_is_named_beside_the_others():
    form = dict(mistakes()["difference-sign"].forms[0]())
    exercise = exercises()[0]
    assert diagnose(grade(exercise, form)).names == {"difference-sign"}
    found = diagnose(grade(exercise, with_a_bug_of_its_own(form)))
    assert [fact.id for fact in found.facts] == ["difference-sign", "gradient-formula"]


def test_where_two_pairs_explain_the_same_numbers_only_what_both_have_is_named(monkeypatch):
    exercise, names = find_exercise("04"), ("add-one-operand", "mul-own-operand")
    both = combined(*(mistakes()[name].forms[0] for name in names))()
    assert diagnose(grade(exercise, both, seed=5)).names == set(names)
    twin = mistakes()[names[0]]._replace(id="twin")
    known = mistakes() | {"twin": twin}
    for place in ("library", "diagnosis", "facts"):
        monkeypatch.setattr(f"minigrad.exercises.{place}.mistakes", lambda *_: known)
    found = diagnose(grade(exercise, both, seed=6))
    assert found.names == {names[1]}
    assert "Your rule for a + b sends 0 to b" in found.facts[0].cause
