"""The picture of the smallest wrong graph: both numbers where one is wrong, and readable."""

from xml.etree import ElementTree

import pytest

from minigrad import Value
from minigrad.exercises import check
from minigrad.exercises.feedback import Feedback
from minigrad.exercises.grading import grade_file
from minigrad.exercises.library import reports
from minigrad.exercises.manifest import HANDOUT, find_exercise
from minigrad.exercises.mistakes.engine import engine
from minigrad.exercises.paired_graph import paired
from tests.svg import SVG, texts
from tests.test_theme import contrast
from viz import theme


def wrong(exercise, **parts):
    return check(exercise, engine(**parts)["Value"])


def test_both_numbers_stand_at_a_wrong_node_and_right_ones_are_quiet():
    drawing = wrong("04", receive=lambda op, old, new: new).drawing
    words = texts(drawing.svg)
    place = words.index("your δ")
    assert words[place + 1 : place + 4] == ["1", "right δ", "2"]
    assert words.count("your δ") == 1 and words.count("δ") == 1
    assert "your value" not in words


def test_a_word_stands_beside_its_number_and_not_on_it():
    svg = wrong("04", receive=lambda op, old, new: new).drawing.svg
    places = [
        (float(text.get("x")), float(text.get("y")))
        for text in ElementTree.fromstring(svg).iter(f"{SVG}text")
    ]
    assert len(places) > 8
    for number, (x, y) in enumerate(places):
        assert all(abs(x - u) > 8 or abs(y - v) > 8 for u, v in places[:number])


def test_a_wrong_number_of_the_forward_pass_is_marked():
    class Off(Value):
        def __add__(self, other):
            return Value(self.data + other.data + 1)

    words = texts(check("03a", Off).drawing.svg)
    assert words.count("your value") == 1 and "right value" in words


def test_what_cannot_be_built_has_no_numbers():
    class Raising(Value):
        def __add__(self, other):
            raise TypeError("no sums")

    words = texts(check("03a", Raising).drawing.svg)
    assert words[words.index("your value") + 1] == "none"
    assert words.count("none") == 2  # y has neither a value nor a δ


def test_a_name_of_the_student_is_no_part_of_the_picture():
    """Nothing but our own names, and numbers, goes into DOT."""
    value = engine()["Value"]
    value.__name__ = "<&\\"
    value.backward = lambda self: None
    drawing = check("03a", value).drawing
    assert "<&" not in drawing.dot
    assert "your δ" in texts(drawing.svg)


@pytest.mark.parametrize("exercise", ["03a", "04", "05b", "03c", "07a"])
def test_the_picture_marks_a_node_wherever_a_number_of_the_answer_is_wrong(exercise):
    for report in list(reports(find_exercise(exercise), 0).values())[::7]:
        if report.wrong:
            assert_marked(Feedback(report))


def assert_marked(feedback):
    observation, graph = feedback.report.smallest, feedback.graph
    if graph is None or not observation.names or observation.failure:
        return
    rows = zip(observation.names, observation.got, observation.expected, strict=True)
    for name, got, expected in rows:
        node, _, what = name.partition(".")
        node = graph.names[node]
        assert (graph.data(node) if what == "data" else graph.grad(node)) == got
        assert (node.data if what == "data" else node.grad) == expected
    assert "your " in feedback.drawing.dot


def test_inner_nodes_without_a_name_have_twins():
    answers = engine(slopes={"tanh": lambda z, x: (1 - z.data,)}) | {"bug": ""}
    question = next(each for each in check("12", answers).report.wrong if "** 2" in each.program)
    graph = paired(question, answers)
    assert "(u - c)" in graph.text.values()
    assert all(graph.data(node) == node.data for node in graph.order if node.inputs)


def test_there_is_no_picture_of_what_is_not_begun_or_no_graph():
    for exercise in find_exercise("02"), find_exercise("04"):
        assert Feedback(grade_file(exercise, HANDOUT)).drawing is None
    assert check("04", Value).drawing is None


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_the_mark_of_a_wrong_number_stands_out(mode):
    for role in ("highlight", "muted", "ink"):
        assert contrast(theme.COLOURS[role][mode], theme.COLOURS["cell"][mode]) >= 4.8
