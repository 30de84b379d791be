"""The example of the command line says, draws and computes what it claims."""

import math

import pytest

from minigrad import topological_order
from minigrad.cli.demo import ADVICE, introduction, neuron_cost
from viz import draw


def by_label(root):
    return {node.label: node for node in topological_order(root) if node.label}


def test_the_neuron_computes_what_the_introduction_says():
    node = by_label(neuron_cost())
    z = -0.8 * 1.5 - 1.2 * 0.2 + 2.0
    assert node["z"].data == pytest.approx(z)
    assert node["C"].data == pytest.approx(0.5 * (math.tanh(z) - 1) ** 2)
    assert "setosa" in introduction() and "x1 = 1.5" in introduction()


def test_every_named_node_is_labelled():
    assert set(by_label(neuron_cost())) == {*"zaeCby½", "x1", "x2", "w1", "w2"}


def test_the_advice_is_true():
    cost = neuron_cost()
    cost.backward()
    node = by_label(cost)
    assert node["w1"].grad / node["w2"].grad == pytest.approx(7.5)
    assert "7.5 times" in ADVICE


def test_a_second_run_draws_the_same():
    assert draw(neuron_cost()).dot == draw(neuron_cost()).dot
