"""The formula in the head of a box: brackets, cuts, names, and the numbers that stand in it."""

import re

import pytest

from minigrad import Value, label_values, operation, softmax, total, weighted_sum
from minigrad.losses import cross_entropy, squared_error
from minigrad.nn import MLP
from tests.operations import OPERATIONS
from tests.svg import lines, texts
from viz import draw
from viz.graph_view import GraphView

a, b, c = Value(2.0, "a"), Value(3.0, "b"), Value(5.0, "c")


def formula(node):
    return GraphView(node).formula[node].text


FORMULAS = [
    ((a + b) + c, "a + b + c"),
    (a + (b + c), "a + (b + c)"),
    (a - (b - c), "a − (b − c)"),
    ((a - b) - c, "a − b − c"),
    ((a + b) * c, "(a + b)·c"),
    (a * b + c, "a·b + c"),
    (a * (b * c), "a·(b·c)"),
    (a * (b / c), "a·(b/c)"),
    ((a / b) * c, "(a/b)·c"),
    (a / (b * c), "a/(b·c)"),
    (a * b / c, "a·b/c"),
    (a / b / c, "(a/b)/c"),
    ((a - b) ** 2, "(a − b)²"),
    ((a**2) ** 3, "(a²)³"),
    (a**b**c, "a^(b^c)"),
    ((a**b) ** c, "(a^b)^c"),
    ((-a) ** 2, "(−a)²"),
    (-(a**2), "−a²"),
    (Value.__neg__(-a), "−(−a)"),
    (-(a + b), "−(a + b)"),
    (-(a * b), "−a·b"),
    ((-a) * b, "(−a)·b"),
    (a - -b, "a − (−b)"),
    (-2 * a, "−2·a"),
    (a * -2, "a·(−2)"),
    (a + -2, "a + (−2)"),
    (b - (-2 * a), "b − (−2·a)"),
    (2 ** (a + b), "2^(a + b)"),
    (0.5 * (a - b) ** 2, "0.5·(a − b)²"),
    (abs(a - b), "|a − b|"),
    (abs(a) ** 2, "|a|²"),
    (a.sqrt(), "√a"),
    ((a * b).sqrt(), "√(a·b)"),
    (a.sqrt() * b, "√(a)·b"),
    (a.sqrt() ** 2, "(√a)²"),
    (a.tanh(), "tanh a"),
    (a.tanh() ** 2, "tanh(a)²"),
    ((a * b).tanh() + c, "tanh(a·b) + c"),
    (a.tanh().exp(), "exp(tanh a)"),
    (a.maximum(b + c), "max(a, b + c)"),
    (1 / (1 + (-a).exp()), "1/(1 + exp(−a))"),
    (total([a, -b, c]), "a + (−b) + c"),
    (total([a]), "Σ a"),
    (weighted_sum([a], [b], c), "a·b + c"),
    (weighted_sum([a, b], [1.0, -2.0]), "a·1 + b·(−2)"),
]


@pytest.mark.parametrize(("node", "text"), FORMULAS, ids=[text for _, text in FORMULAS])
def test_a_formula_has_the_brackets_that_it_needs(node, text):
    assert formula(node) == text


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.name)
def test_every_operation_can_be_read(row):
    names = ["p", "q", "r", "s", "t"][: row.n_inputs]
    inputs = [Value(x, name) for x, name in zip(row.points[0], names, strict=True)]
    node = row.function(*inputs)
    text = formula(node)
    assert all(re.search(f"(?<![a-z]){name}(?![a-z])", text) for name in names), text
    assert "□" not in text and "v0" not in text


def test_what_has_many_inputs_says_how_many():
    xs = [Value(1.0, f"x{i}") for i in range(10)]
    assert formula(total(xs)) == "Σ of 10"
    assert formula(softmax(xs)[3]) == "softmax of 10"
    assert formula(cross_entropy(xs, 1)) == "cross_entropy of 10"
    assert formula(weighted_sum(xs, xs, a)) == "w·x + b"
    assert formula(operation("mine", 1.0, xs, lambda delta: (delta,) * 10)) == "mine of 10"


def test_an_operation_of_ones_own_is_written_as_a_function():
    for op, inputs, text in (
        ("cube", [a], "cube a"),
        ("cube", [a + b], "cube(a + b)"),
        ("mix", [a, b * c], "mix(a, b·c)"),
        ("+", [a, b, c], "+(a, b, c)"),
        ("x" * 50, [a], f"{'x' * 17}… a"),
        ("two\nlines", [a], "two␊lines a"),
        ("none", [], "none()"),
    ):
        sent = [1.0] * len(inputs)
        assert formula(operation(op, 1.0, inputs, lambda delta, sent=sent: sent)) == text


def test_a_label_that_looks_like_a_formula_gets_brackets():
    odd = Value(1.0, "x + y")
    assert formula(odd * b) == "(x + y)·b"
    assert formula(odd**2) == "(x + y)²"


def test_a_short_formula_is_spelled_out_and_a_long_one_goes_by_its_name():
    short = (a + b) * (a + c)  # 15 characters
    long = short * short
    assert formula(short.tanh()) == "tanh((a + b)·(a + c))"
    assert formula(long.tanh()) == "tanh v6"
    shown = texts(draw(long.tanh()).svg)
    assert {"(a + b)·(a + c)", "v6", "= (a + b)·(a + c)·((a + b)·(a + c…"} <= set(shown)
    assert not {"v3", "v4", "v5"} & set(shown)


def test_a_name_of_another_frame_is_called_by_its_path():
    x = Value(1.0, "layer1.neuron0.a")
    for label, text in (
        ("layer2.neuron0.z", "= layer1.neuron0.a²"),
        ("layer1.neuron1.z", "= neuron0.a²"),
        ("layer1.neuron0.z", "= a²"),
    ):
        z = x**2
        z.label = label
        assert text in texts(draw(z).svg)


def test_a_chain_of_any_length_costs_no_more_than_its_nodes():
    v = Value(1.0, "x")
    for _ in range(3000):
        v = v.sin() * v
    assert max(len(each.text) for each in GraphView(v).formula.values()) <= 32


# -------------------------------------------------------- the numbers that stand in a formula


def test_a_number_in_a_formula_has_no_box_and_the_title_says_so():
    x = Value(3.0, "x")
    drawing = draw(0.5 * (x - 1) ** 2)
    assert lines(drawing.svg).count("δ 1") == 1 and drawing.dot.count(" -> ") == 3
    assert drawing.title == (
        "Computation graph of v5: 6 nodes, "
        "2 numbers stand in a formula without a box (constants=True draws all)"
    )
    everything = draw(0.5 * (x - 1) ** 2, constants=True)
    assert everything.dot.count(" -> ") == 5 and everything.title.endswith(": 6 nodes")


def test_a_value_that_was_made_on_purpose_has_a_box():
    for root in (
        Value(2.0) * Value(3.0),
        Value(2.0) * b,
        (a * b).detach() * Value(3.0, "w"),
    ):
        assert draw(root).dot.count(" -> ") == 2
    assert {"2", "3", "2·3", "6"} <= set(texts(draw(Value(2.0) * Value(3.0)).svg))


def test_a_number_has_a_box_where_its_formula_does_not_show_it_or_shows_nothing_else():
    cut = weighted_sum([Value(1.0, f"w{i}") for i in range(9)], range(9), b)
    assert draw(cut).dot.count(" -> ") == 19
    assert draw(total([1.0, 2.0])).dot.count(" -> ") == 2
    shared = (2 * a).inputs[0]
    assert draw(shared * a + shared).dot.count(" -> ") == 4
    named = 2 * a
    assert draw(named, names={"two": named.inputs[0]}).dot.count(" -> ") == 2
    assert draw(total([1.0]).inputs[0]).title == "Computation graph of v0: 1 nodes"


def test_a_copied_graph_is_drawn_alike():
    from copy import deepcopy

    root = 2 * a + 1
    assert draw(deepcopy(root)).dot == draw(root).dot


def test_the_cost_of_a_network_names_its_parts():
    network = MLP(2, [1], output="tanh")
    x0, x1 = Value(1.0), Value(2.0)
    C = squared_error(network([x0, x1]), [1.0])
    label_values(locals())
    shown = lines(draw(C).svg)
    assert {"z = w0·x0 + w1·x1 + b", "a = tanh z"} <= set(shown)
    assert {"v9 = layer1.neuron0.a − 1", "v9²", "Σ(v9²)", "C = 0.5·Σ(v9²)"} <= set(shown)
