"""A question is asked before it is answered, and a wrong answer is told what it overlooks."""

import re

import pytest

from minigrad import Value
from minigrad.course import predict
from minigrad.course.questions import QUESTIONS

ALL = pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))


@ALL
def test_the_answer_that_minigrad_computes_is_correct(question):
    shown = predict(question.id, question.answer())
    assert shown.is_correct and shown.said.startswith("✓") and question.because in shown.said
    assert question.because in predict(question.id, "show").said


@ALL
def test_each_typical_wrong_answer_is_wrong_and_gets_its_own_words(question):
    assert question.wrong
    for wrong, overlooks in question.wrong.items():
        shown = predict(question.id, wrong)
        assert shown.is_correct is False and overlooks in shown.said


@ALL
def test_nothing_that_is_said_before_the_answer_gives_it_away(question):
    """Neither the explanations nor an answer that nobody listed; words to choose from may."""
    solution = re.match(r"(.*?)\. ", predict(question.id, "show").said)[1]
    if "one of: " in predict(question.id).said:
        return
    alone = re.compile(rf"(?<![\w.,(−-]){re.escape(solution)}(?![\d)]|[.,]\d)")
    for said in predict(question.id).said, *question.wrong.values(), predict(question.id, "?").said:
        assert not alone.search(said), said


@ALL
def test_it_is_a_question_in_plain_words(question):
    assert question.text.endswith("?") and len(question.text) <= 240
    assert all(text.endswith((".", "?")) for text in (question.because, *question.wrong.values()))


def test_no_two_questions_are_alike_and_no_two_wrong_answers_of_one():
    assert len({each.text for each in QUESTIONS.values()}) == len(QUESTIONS)
    for each in QUESTIONS.values():
        assert len(set(each.wrong.values())) == len(each.wrong)


def test_none_asks_and_says_how_to_answer():
    asked = predict("01.1", None)
    assert asked.is_correct is None
    assert repr(asked).startswith("01.1 How many boxes")
    assert "2 numbers" in asked.said and '"show"' in asked.said and "5" not in asked.said


@pytest.mark.parametrize("answer", [(5, 4), [5, 4], (5.0, Value(4.0)), ("5", " 4 ")])
def test_a_number_may_be_given_in_any_way(answer):
    assert predict("01.1", answer).is_correct


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("05.4", "C, c, b, a"),
        ("05.4", "(C,c,b,a)"),
        ("05.4", [Value(1.0, label=name) for name in "Ccba"]),
        ("12.3", "w, x, b"),
        ("12.6", "(2, 2)"),
        ("12.6", (2, 2)),
        ("08.4", [0.5] * 4),
        ("08.6", "20, -20"),
        ("07.6", 1e-6),
        ("06.1", " Grow "),
        ("04.6", "(1, −1)"),
    ],
)
def test_an_answer_may_be_typed_as_it_is_offered_and_in_like_ways(question, answer):
    assert predict(question, answer).is_correct


def test_a_word_is_not_taken_for_a_number_nor_a_number_for_a_name():
    assert predict("05.4", (6.0, 4.0, 2.0, 1.0)).is_correct is False
    assert predict("08.4", "half").is_correct is False
    assert predict("08.4", [0.5, 0.5, 1.0, 0.5]).is_correct is False


@pytest.mark.parametrize("answer", [5, (5, 4, 1), "five", True, object(), (), {}, float("nan")])
def test_what_is_no_answer_is_told_the_form_and_does_not_stop_a_notebook(answer):
    shown = predict("01.1", answer)
    assert shown.is_correct is False and "2 numbers in brackets" in shown.said


def test_another_wrong_answer_may_be_tried_again():
    assert predict("01.1", (9, 9)).said == "✗ 9, 9 is not correct. Try again."


def test_in_a_page_it_is_escaped():
    assert "&lt;b&gt;" in predict("01.1", "<b>")._repr_html_()


def test_an_unknown_question_is_refused():
    with pytest.raises(ValueError, match=r"needs the id of a question, from '01\.1' .* got '99.1'"):
        predict("99.1")
