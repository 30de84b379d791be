"""Where all wrong answers have a 0 or equal numbers in common, that is said, and only there."""

from minigrad.exercises.answers import Observation
from minigrad.exercises.special import of_graph, of_lists, only_where


def test_what_is_special_about_a_graph():
    assert of_graph("y = a * b", {"a": 1.0, "b": 0.0}) == "b is 0"
    assert of_graph("y = a + b * c", {"a": 1.5, "b": 2.0, "c": 1.5}) == "a and c are equal"
    assert of_graph("u = 0 + a; y = u * b", {"a": 1.0, "b": 2.0}) == "a number beside a Value is 0"
    assert of_graph("y = 10 * a + 0.5", {"a": 1.0}) == ""


def test_what_is_special_about_lists():
    assert of_lists([[1.0, 2.0, 1.0]]) == of_lists([3.0, [[1, 2], [1, 2]]])
    assert of_lists([[1.0, 2.0, 1.0]]) == "two entries of a list are equal"
    assert of_lists([[abs, max, abs]]) == of_lists([[[1.0, 1.0], [2.0]]]) != ""
    assert of_lists([1.0, 1.0, [1.0, 2.0], [1.0, 2.0], "aa", [abs, max]]) == ""


def answered(part, got, special=""):
    return Observation(part, f"{part} {got} {special}", ("y",), (got,), (1.0,), special=special)


def test_only_where_is_said_if_the_same_test_is_right_without_it():
    right, at_zero = answered("one", 1.0), answered("one", 2.0, "a is 0")
    equal, plain = answered("one", 2.0, "a and b are equal"), answered("one", 2.0)
    elsewhere = answered("other", 2.0, "a is 0")
    assert only_where([right, at_zero], [at_zero]) == "a is 0"
    assert only_where([right, at_zero, equal], [at_zero, equal]) == "a is 0 or a and b are equal"
    assert only_where([right, at_zero, plain], [at_zero, plain]) == ""
    assert only_where([at_zero], [at_zero]) == ""
    assert only_where([right, at_zero, elsewhere], [at_zero, elsewhere]) == ""
