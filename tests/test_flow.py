"""|δ| by layer on a logarithmic scale: every neuron in its place, and what has none told."""

import re
from statistics import median
from xml.etree import ElementTree

import pytest

from minigrad import Value
from minigrad.losses import squared_error
from minigrad.nn import MLP
from tests.svg import texts
from tests.test_plots import paths, read_off, ticks
from viz import gradient_flow, layers, theme
from viz.theme import number


def cost(activation="tanh", scale=1.0, sizes=(5, 4, 3, 2)):
    network = MLP(2, list(sizes), activation, seed=1)
    for parameter in network.parameters():
        parameter.data *= scale
    return squared_error(network([0.5, -1.2]), [1.0] * sizes[-1])


def sizes(root):
    return [[abs(n.delta) for n in neurons if n.delta] for neurons in layers(root).values()]


def marks(plot, number, is_hollow):
    """The heights of the marks of this kind, in the order of the picture, without the legend."""
    colour, ground = theme.CLASSES[number], theme.LIGHT["cell"]
    fill, stroke = (ground, colour) if is_hollow else (colour, ground)
    return [points[0][1] for points in paths(plot, fill=fill, stroke=stroke) if points[0][0] > 30]


def test_every_size_and_every_median_is_read_off_where_it_is():
    root = cost()
    plot = gradient_flow(root)
    _, left = ticks(plot)
    dots = [read_off(y, left, is_log=True) for y in marks(plot, 0, False)]
    assert dots == pytest.approx([size for row in sizes(root) for size in row], rel=0.05)
    bars = list(paths(plot, stroke=theme.LIGHT["ink"], stroke_width="2.5"))[:4]
    heights = [read_off(points[0][1], left, is_log=True) for points in bars]
    assert heights == pytest.approx([median(row) for row in sizes(root)], rel=0.05)
    for row in sizes(root):
        assert number(median(row), 2) in texts(plot.svg)


def test_vanishing_is_said():
    root = cost("sigmoid", sizes=[4] * 8)
    first, *_, last = map(median, sizes(root))
    said = f"The median |δ| of layer1 is {number(first / last, 2)} times that of layer8."
    plot = gradient_flow(root)
    assert said in texts(plot.svg) and said in plot.title
    assert first / last < 1e-3


def test_saturated_neurons_have_a_mark_of_their_own():
    root = cost(scale=4.0)
    plot = gradient_flow(root)
    counts = [[n.condition for n in row].count("saturated") for row in layers(root).values()]
    assert len(marks(plot, 1, True)) == sum(counts) > 0
    assert len(marks(plot, 0, False)) == sum(map(len, sizes(root))) - sum(counts)
    assert "saturated: |σ′| < 1/20 of its largest" in texts(plot.svg)
    assert f"{counts[0]} of 5" in texts(plot.svg)
    assert "saturated" not in texts(gradient_flow(cost(scale=0.1)).svg)


def test_zeros_and_numbers_that_are_none_are_counted_below():
    root = cost("relu")
    zeros = [[n.delta for n in row].count(0) for row in layers(root).values()]
    shown = texts(gradient_flow(root).svg)
    assert "δ = 0" in shown and f"{zeros[0]} of 5" in shown and sum(zeros) > 0
    everything_off = squared_error(MLP(1, [2, 1], "relu", seed=1)([0.0]), [0.0])
    plot = gradient_flow(everything_off)
    assert "layer1 median none but 0, 2 of 2 off the scale" in plot.title
    infinite = cost("linear", scale=1e100)
    assert "nan, inf" in texts(gradient_flow(infinite).svg)


def test_several_graphs_share_one_scale():
    before, after = cost("sigmoid"), cost("tanh")
    plot = gradient_flow({"before": before, "after <b>": after})
    _, left = ticks(plot)
    dots = [read_off(y, left, is_log=True) for y in marks(plot, 0, False)]
    expected = [size for root in (before, after) for row in sizes(root) for size in row]
    assert dots == pytest.approx(expected, rel=0.05)
    assert {"before", "after <b>"} <= set(texts(plot.svg))
    assert repr(plot).startswith("<Plot of before: layer1, before: layer2")


def test_many_layers_fit():
    plot = gradient_flow(cost(sizes=[3] * 60))
    assert float(ElementTree.fromstring(plot.svg).get("width")) < 1200
    shown = [each for each in texts(plot.svg) if re.fullmatch(r"layer\d+", each)]
    assert 10 <= len(shown) < 60
    assert "layer60 median" in plot.title


def test_other_things_are_refused():
    with pytest.raises(TypeError, match=r"gradient_flow\(\) needs the loss of a sample, a Value"):
        gradient_flow([cost()])
    with pytest.raises(ValueError, match=r"gradient_flow\(\) needs at least one loss, got none"):
        gradient_flow({})
    with pytest.raises(ValueError, match=r"labelled like layer1\.neuron0\.z, got none"):
        gradient_flow(Value(1.0).exp())
