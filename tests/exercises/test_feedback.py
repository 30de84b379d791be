"""What a student reads: the smallest wrong answer, its cause, and never a guess."""

import pytest

from minigrad import Value
from minigrad.exercises import check
from minigrad.exercises.feedback import Feedback
from minigrad.exercises.grading import Report, grade_file
from minigrad.exercises.library import mistakes, reports
from minigrad.exercises.manifest import HANDOUT, exercises, find_exercise
from minigrad.exercises.mistakes.engine import engine
from minigrad.exercises.time_limit import time_limit
from minigrad.exercises.wording import number_pair, ratio

ADD_UP = find_exercise("04")


def wrong(mistake, exercise=ADD_UP):
    """What is said of the first form of a mistake that shows in an exercise."""
    found = reports(exercise, 0).items()
    return Feedback(next(each for (name, _), each in found if name == mistake and each.wrong))


class Raising(Value):
    def __add__(self, other):
        raise TypeError("no <b>sums</b>\x1b[31m here")


def endless_product(self, other):
    while True:
        pass


def endless(root):
    while True:
        pass


def test_one_mistake_is_told_with_its_smallest_numbers():
    lines = wrong("assign-instead-of-add").text.splitlines()
    assert lines[0].startswith("✗ 04 gradients add up ")
    assert lines[0].endswith(f" of {ADD_UP.total} points")
    assert lines[1].startswith("  You built   y = a + a   with a = ")
    assert " ".join(lines[2].split()) == "a.grad got 1 expected 2 (got / expected = ½)"
    text = " ".join(" ".join(lines).split())
    mistake = mistakes()["assign-instead-of-add"]
    assert f"Likely cause: {mistake.cause} This mistake explains all " in text
    assert "wrong answers. [assign-instead-of-add]" in text
    assert text.endswith(f"{mistake.question} More help: minigrad exercises hint 04")


def test_a_solved_exercise_is_one_line():
    assert check("04", Value).text.startswith("✓ 04 gradients add up")
    assert "\n" not in check("04", Value).text


@pytest.mark.parametrize("exercise", exercises(), ids=str)
def test_every_wrong_engine_gets_lines_that_fit_a_terminal(exercise):
    for report in reports(exercise, 0).values():
        lines = Feedback(report).text.splitlines()
        assert max(map(len, lines)) <= 79, lines
        assert report.is_solved or lines[-1].endswith(f"minigrad exercises hint {exercise.id}")


@pytest.mark.parametrize("exercise", exercises(), ids=str)
def test_an_untouched_stub_is_told_what_is_still_to_be_written(exercise):
    text = Feedback(grade_file(exercise, HANDOUT)).text
    if exercise.is_hunt:  # a finished class with a mistake in it
        return
    assert "  Still to be written" in text
    assert "cause" not in text and "no mistake I know" not in text


def test_what_is_begun_is_told_before_what_is_missing():
    class Begun(Raising):
        def zero_grad(self):
            raise NotImplementedError("soon")

    assert "TypeError" in check("04", Begun).text


def test_a_rule_of_no_known_mistake_is_told_by_its_own_formula():
    text = check("07a", engine(slopes={"exp": lambda z, x: (2.5,)})["Value"]).text
    said = " ".join(text.split())
    assert "Seen: Your rule for exp(x) sends 2.5 · δ; it should send δ · eˣ." in said
    assert "By how much does exp(x) grow when x grows by 0.01?" in said
    assert "cause" not in text


class Uneven(Value):
    """Every second node forgets its number."""

    made = 0

    def __add__(self, other):
        Uneven.made += 1
        return Uneven(Value.__add__(self, other).data + Uneven.made)


def test_numbers_of_no_known_mistake_get_no_guess_but_a_question():
    text = " ".join(check("05b", Uneven).text.split())
    assert "Likely cause" not in text
    assert "?" in text


def test_the_first_wrong_number_of_the_forward_pass_is_named():
    class Off(Value):
        def __mul__(self, other):
            return Value(self.data * other.data + 1)

    text = " ".join(check("03a", Off).text.split())
    assert "Your a · b gives 1 + a · b" in text


def test_text_html_and_picture_are_made_once():
    class Off(Value):
        passes = 0

        def __mul__(self, other):
            return Off(self.data * other.data + 1)

        def backward(self):
            Off.passes += 1

    feedback = check("03a", Off)
    assert feedback.text and feedback.html and feedback.drawing
    asked = Off.passes
    assert asked and feedback.text and feedback.html and feedback.drawing
    assert Off.passes == asked


def test_several_mistakes_are_listed():
    together = dict(
        engine(slopes={"exp": lambda z, x: (x.data,), "log": lambda z, x: (1 / z.data,)})
    )
    text = check("07a", together).text
    assert "Two mistakes together explain all wrong answers:" in text
    assert "[exp-of-input]" in text and "[log-of-output]" in text


def test_an_exception_is_told_with_its_line_and_nothing_the_terminal_obeys():
    text = check("03a", Raising).text
    assert "TypeError (line" in text and "in __add__): no <b>sums</b>␛[31m here" in text
    assert "\x1b" not in text and "numbers match" not in text


def test_html_says_the_same_and_escapes_it():
    html = check("03a", Raising)._repr_html_()
    assert "no &lt;b&gt;sums&lt;/b&gt;" in html and "<b>sums" not in html
    assert html.count("<img ") == 1 and "data:image/svg+xml;base64," in html
    assert "minigrad exercises hint 03a" in html


def test_html_of_a_solved_exercise_has_no_picture():
    html = check("04", Value).html
    assert "3 of 3 points" in html or "points" in html
    assert "<img" not in html


def test_a_file_that_does_not_load_was_not_tested():
    report = Report(ADD_UP, unreadable="03.py, line 3: SyntaxError: invalid syntax")
    assert Feedback(report).text.splitlines()[1:] == [
        "  03.py, line 3: SyntaxError: invalid syntax",
        "  Nothing was tested.",
    ]


def test_code_that_does_not_end_is_told_with_what_it_still_ended_for(monkeypatch):
    monkeypatch.setattr(time_limit.__wrapped__, "__defaults__", (0.3,))
    value = engine()["Value"]
    value.__mul__ = endless_product
    text = " ".join(check("03a", value).text.split())
    assert "You built y = a * b with" in text
    assert "did not end within 0.3 seconds and was stopped (line " in text
    assert "It still ended for u = a + b; y = u + c with a = " in text


@pytest.mark.slow
def test_an_endless_loop_is_told_as_such():
    value = engine()["Value"]
    value.backward = endless
    assert "Your code did not end within 3 seconds" in check("04", value).text


@pytest.mark.parametrize(
    "got, expected, text",
    [
        (1.0, 2.0, "½"),
        (-1.372, 1.372, "−1"),
        (0.4, 1.2, "1/3"),
        (7 * 0.3, 0.3, "7"),
        (-3.0, 2.0, ""),
        (2.0, 2.0 * 0.7123, ""),
        (1.0, 0.0, ""),
        (0.0, 1.0, ""),
        (float("inf"), 1.0, ""),
        (float("nan"), 1.0, ""),
        (1.0, float("nan"), ""),
        ("a word", "another", ""),
    ],
)
def test_a_ratio_is_shown_where_it_says_something(got, expected, text):
    assert ratio(got, expected) == text


def test_numbers_that_differ_look_different():
    assert number_pair(1.0, 2.0) == ("1", "2")
    assert len(set(number_pair(1.0, 1.00000001))) == 2
    assert number_pair(-0.5, float("inf")) == ("−0.5", "inf")
