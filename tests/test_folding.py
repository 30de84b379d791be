"""Layers and neurons folded into boxes."""

import re

import pytest

from minigrad import Value, total
from minigrad.losses import squared_error
from minigrad.nn import MLP
from tests.svg import texts, tooltips
from viz import draw
from viz.theme import number

NETWORK = MLP(2, [3, 2], activation="tanh", seed=1)


def cost(samples=1):
    losses = [squared_error(NETWORK([0.5 * i, -1.2]), [1.0, 0.0]) for i in range(samples)]
    root = losses[0] if samples == 1 else total(losses)
    root.label = "C"
    return root


def test_depth_1_draws_layers():
    drawing = draw(cost(), depth=1)
    shown = texts(drawing.svg)
    assert {"layer1", "3 tanh neurons · 9 parameters"} <= set(shown)
    assert {"layer2", "2 linear neurons · 8 parameters"} <= set(shown)
    assert len(re.findall(r"g\d -> g\d", drawing.dot)) == 1
    assert "neuron0" not in shown


def test_a_layer_shows_the_sign_of_every_delta():
    root = cost()
    deltas = [step.delta for step in root.backward_steps() if step.node.label.endswith(".z")]
    shown = texts(draw(root, depth=1).svg)
    assert shown.count("+") == sum(delta > 0 for delta in deltas)
    assert shown.count("−") == sum(delta < 0 for delta in deltas)


def test_depth_2_draws_neurons_with_their_kind_value_and_delta():
    root = cost()
    shown = texts(draw(root, depth=2).svg)
    assert shown.count("tanh neuron · 2 w + b") == 3
    assert shown.count("linear neuron · 3 w + b") == 2
    for step in root.backward_steps():
        if step.node.label.endswith(".z"):
            assert number(step.delta) in shown
        if step.node.label.endswith(".a"):
            assert number(step.node.data) in shown


def test_the_delta_of_a_batch_is_what_the_bias_gets():
    root = cost(samples=5)
    biases = {
        step.node.label: step.delta
        for step in root.backward_steps()
        if step.node.label.endswith(".b")
    }
    assert len(biases) == 5
    shown = texts(draw(root, depth=2).svg)
    assert shown.count("Σδ") == 5
    assert {number(delta) for delta in biases.values()} <= set(shown)


def test_a_picture_says_what_it_folded():
    shown = texts(draw(cost(), depth=2).svg)
    (note,) = [text for text in shown if "depth=2" in text]
    assert "nodes in" in note
    assert "max_nodes=None" in note


def test_a_large_graph_is_folded_as_little_as_needed():
    root = cost(samples=2)
    size = len(list(root.backward_steps()))
    assert "depth=" not in draw(root, max_nodes=size).dot
    folded = draw(root, max_nodes=size - 1).dot
    assert "(depth=2)" in folded
    boxes = int(re.search(r"nodes in (\d+) boxes", folded)[1])
    assert "(depth=2)" in draw(root, max_nodes=boxes).dot
    assert "(depth=1)" in draw(root, max_nodes=boxes - 1).dot
    with pytest.raises(ValueError, match="up to 3 nodes"):
        draw(root, max_nodes=3)
    assert "depth=" not in draw(root, max_nodes=None).dot


def test_a_graph_without_deltas_folds_too():
    assert "δ" not in texts(draw(cost(), depth=1, deltas=False).svg)


def test_any_dotted_labels_fold():
    a, b = Value(2.0, label="left \\ half.a"), Value(3.0, label="<right>.b")
    shown = texts(draw(a * b, depth=1).svg)
    assert {"left \\ half", "<right>", "6"} <= set(shown)


@pytest.mark.parametrize("depth", [0, -1, 1.5, "1"])
def test_depth_is_a_positive_integer(depth):
    with pytest.raises(ValueError, match=r"draw\(\) needs depth to be an integer >= 1"):
        draw(cost(), depth=depth)


def test_a_box_that_holds_the_root_has_its_border():
    a, b = Value(2.0, label="left.a"), Value(3.0, label="right.b")
    root = a * b
    root.label = "right.root"
    boxes = dict(re.findall(r'(g\d) \[label=<<TABLE BORDER="(\d)".*?<B>', draw(root, depth=1).dot))
    assert sorted(boxes.values()) == ["1", "2"]
    assert re.search(r'BORDER="2"[^\n]*<B>right</B>', draw(root, depth=1).dot)


def test_edges_between_two_boxes_become_one_arrow_that_counts_them():
    a = Value(2.0, label="left.a")
    once, twice = a.exp(), a * a
    for root in once, twice:
        root.label = "right.root"
    assert tooltips(draw(twice, depth=1).svg).count("2 edges") == 1
    assert not [text for text in tooltips(draw(once, depth=1).svg) if text.endswith("edges")]


def test_many_arrows_get_room():
    assert "ranksep=1.6" not in draw(cost(), depth=2).dot
    wide = squared_error(MLP(8, [8, 1])([1.0] * 8), [1.0])
    assert "ranksep=1.6" in draw(wide, depth=2).dot


def test_a_layer_shows_no_single_value():
    root = squared_error(MLP(2, [3, 1], seed=1)([0.5, -1.2]), [1.0])
    dot = draw(root, depth=1).dot
    assert ">value<" not in dot
