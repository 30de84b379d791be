"""Layers and neurons folded into boxes."""

import re
from xml.etree import ElementTree

import pytest

from minigrad import Value, total
from minigrad.losses import squared_error
from minigrad.nn import MLP
from tests.svg import texts, tooltips
from viz import draw
from viz.theme import LIGHT, number

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
    assert "(those nearest to the root)" in draw(root, max_nodes=3).dot
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


def test_edges_between_two_boxes_become_one_arrow_that_counts_and_adds_them():
    a = Value(2.0, label="left.a")
    once, twice = a.exp(), a * a
    for root in once, twice:
        root.label = "right.root"
    assert "2 edges\nsend back 4.0 in all" in tooltips(draw(twice, depth=1).svg)
    assert "2 edges" in tooltips(draw(twice, depth=1, deltas=False).svg)
    assert not [text for text in tooltips(draw(once, depth=1).svg) if "edges" in text]


def arrows(drawing):
    """Width and colour of each arrow, by its tooltip."""
    pattern = r'\[color="(#\w+)" edgetooltip="([^"\n]*)[^"]*" penwidth=([\d.]+)'
    found = re.findall(pattern, drawing.dot)
    return {tooltip: (float(width), colour) for colour, tooltip, width in found}


def test_arrows_between_neurons_show_their_weights():
    inputs = [Value(1.0, label="x0"), Value(1.0, label="x1")]
    network = MLP(2, [1, 1])
    [neuron] = network.layers[0].neurons
    [w0, w1], neuron.b.data = neuron.w, 3.0
    w0.data, w1.data = -2.0, 1.0
    [output] = network.layers[1].neurons
    output.w[0].data = 0.01
    drawing = draw(network(inputs)[0], depth=2)
    shown = arrows(drawing)
    blue, orange, grey = (LIGHT[role] for role in ("positive", "negative", "faint_edge"))
    assert shown["∂layer1.neuron0.z/∂x0 = −2.0"] == (3.0, orange)
    assert shown["∂layer1.neuron0.z/∂x1 = 1.0"] == (1.9, blue)
    assert shown["∂layer2.neuron0.z/∂layer1.neuron0.a = 0.01"][1] == grey
    assert any("as its w is large" in text for text in texts(drawing.svg))


def test_a_weight_that_several_samples_share_is_shown_once_and_different_numbers_are_not():
    network, numbers = MLP(1, [1]), [Value(1.0, label="x"), Value(2.0, label="x")]
    network.parameters()[0].data = 3.0
    dot = draw(total([network([x])[0] for x in numbers]), depth=2).dot
    assert dot.count(f'[color="{LIGHT["positive"]}"') == 3  # two samples to the neuron; it to Σ
    rest = draw(cost(samples=20), max_nodes=20).dot
    assert f'[color="{LIGHT["edge"]}"' in rest


def test_with_flow_arrows_show_what_is_sent_back():
    root = cost()
    drawing = draw(root, depth=2, flow=True)
    sent = {}
    for step in root.backward_steps():
        if step.node.label.endswith(".z"):
            for value, contribution in zip(step.node.inputs, step.contributions, strict=True):
                if not value.label.startswith(step.node.label[:-2]):
                    sent[value.label, step.node.label] = contribution
    shown = {
        tuple(reversed(re.findall(r"∂([\w.]+\w)", tooltip))): width
        for tooltip, (width, _) in arrows(drawing).items()
    }
    ends = sorted(sent, key=lambda pair: abs(sent[pair]))
    assert len(ends) == 12
    assert [shown[pair] for pair in ends] == sorted(shown[pair] for pair in ends)
    assert shown[ends[0]] < shown[ends[-1]]
    assert any("flows back along it" in text for text in texts(drawing.svg))
    with pytest.raises(ValueError, match="deltas=True for flow=True"):
        draw(root, depth=2, flow=True, deltas=False)


def test_where_both_signs_flow_back_an_arrow_has_neither_colour_but_its_width():
    a, b = Value(2.0, label="left.a"), Value(3.0, label="left.b")
    root = a - b
    root.label = "C"
    assert list(arrows(draw(root, depth=1, flow=True)).values()) == [(3.0, LIGHT["edge"])]
    root = -a - b
    root.label = "C"
    assert LIGHT["negative"] in {
        colour for _, colour in arrows(draw(root, depth=1, flow=True)).values()
    }


def test_a_line_below_the_picture_leads_to_the_details():
    svg = draw(cost(), depth=1, details="every <node> & all.svg").svg
    assert "every &lt;node&gt; &amp; all.svg" in svg
    links = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}a")
    addresses = {link.get("{http://www.w3.org/1999/xlink}href") for link in links}
    assert "every%20%3Cnode%3E%20&%20all.svg" in addresses


def chain(nodes):
    v = Value(1.0)
    for _ in range(nodes - 1):
        v = -v
    return v


def test_of_a_large_graph_without_labels_the_nodes_near_the_root_are_drawn():
    drawing = draw(chain(20_000))
    shown = texts(drawing.svg)
    assert "19,960 nodes farther from v19999" in shown
    assert len(re.findall(r"^\s*v\d+ \[", drawing.dot, re.MULTILINE)) == 40
    assert any(text.startswith("20,000 nodes in 41 boxes") for text in shown)
    assert "(those nearest to the root)" in draw(chain(301)).dot
    assert "nearest" not in draw(chain(300)).dot


def test_where_labels_are_not_enough_all_outside_of_frames_is_folded_by_its_kind():
    root = cost(samples=20)
    shown = texts(draw(root, max_nodes=20).svg)
    assert "100 leaves outside" in shown
    assert "neuron0" in shown
    assert any("depth=2, the others by kind" in text for text in shown)
    assert "neuron0" not in texts(draw(root, max_nodes=6).svg)


def test_many_arrows_get_room():
    assert "ranksep=1.6" not in draw(cost(), depth=2).dot
    wide = squared_error(MLP(8, [8, 1])([1.0] * 8), [1.0])
    assert "ranksep=1.6" in draw(wide, depth=2).dot


def test_a_layer_shows_no_single_value():
    root = squared_error(MLP(2, [3, 1], seed=1)([0.5, -1.2]), [1.0])
    dot = draw(root, depth=1).dot
    assert ">value<" not in dot
