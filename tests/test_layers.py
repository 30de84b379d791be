"""Where the error lives: δ by layer and neuron, as numbers, as a table and as a picture."""

import re
from io import StringIO
from itertools import zip_longest

import pytest
from rich.console import Console

from minigrad import Value, total
from minigrad.losses import squared_error
from minigrad.nn import MLP
from tests.svg import texts
from viz import heatmap, layer_table, layers, tables, theme
from viz.theme import LIGHT, number

SIZES = ("strong", "medium", "weak")


def cost(activation="tanh", scale=1.0, fused=True):
    network = MLP(2, [3, 12, 1], activation, seed=1, fused=fused)
    for parameter in network.parameters():
        parameter.data *= scale
    return squared_error(network([0.5, -1.2]), [1.0])


@pytest.mark.parametrize("fused", [True, False])
def test_the_deltas_are_those_of_the_nodes_z(fused):
    root = cost(fused=fused)
    deltas = {step.node.label: step.delta for step in root.backward_steps()}
    found = layers(root)
    assert [(name, len(neurons)) for name, neurons in found.items()] == [
        ("layer1", 3),
        ("layer2", 12),
        ("layer3", 1),
    ]
    for name, neurons in found.items():
        for neuron in neurons:
            assert neuron.delta == deltas[f"{name}.{neuron.name}.z"]
    assert [neuron.name for neuron in found["layer2"]] == [f"neuron{i}" for i in range(12)]


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_saturated_neurons_are_named(activation):
    conditions = {
        neuron.condition
        for name, neurons in layers(cost(activation, scale=100)).items()
        for neuron in neurons
        if name != "layer3"
    }
    assert conditions == {"saturated"}
    assert not any(n.condition for ns in layers(cost(activation, 0.1)).values() for n in ns)


def test_a_neuron_is_saturated_below_a_twentieth_of_the_largest_slope():
    network = MLP(1, [1, 1], seed=1)
    network.layers[0].neurons[0].w[0].data = 1.0
    for z, condition in (2.1, ""), (2.3, "saturated"):  # tanh′ is 0.059 and 0.040
        (neuron,) = layers(squared_error(network([z]), [1.0]))["layer1"]
        assert neuron.condition == condition


def test_layers_come_in_the_order_of_their_numbers():
    cost = squared_error(MLP(1, [1] * 11, seed=1)([1.0]), [1.0])
    assert list(layers(cost)) == [f"layer{number}" for number in range(1, 12)]


def test_the_table_has_the_mean_size_of_delta():
    root = cost()
    printed = tables.printed(layer_table(root), width=200)
    for name, neurons in layers(root).items():
        (row,) = [line.split("│") for line in printed.splitlines() if name in line]
        mean = sum(abs(neuron.delta) for neuron in neurons) / len(neurons)
        assert row[2].strip() == number(mean)


def test_relus_that_are_off_are_named_and_have_no_delta():
    neurons = layers(cost("relu"))["layer2"]
    off = [neuron for neuron in neurons if neuron.condition == "off"]
    assert {neuron.name for neuron in off} == {n.name for n in neurons if n.z <= 0} != set()
    assert all(neuron.delta == 0 for neuron in off)


def test_the_picture_and_the_table_show_every_delta():
    root = cost("relu")
    shown = texts(heatmap(root).svg)
    console = Console(file=StringIO(), width=200)
    console.print(layer_table(root))
    printed = console.file.getvalue()
    for name, neurons in layers(root).items():
        assert name in shown
        assert name in printed
        for neuron in neurons:
            assert number(neuron.delta) in shown
            assert number(neuron.delta) in printed


def test_other_graphs_are_refused():
    network = MLP(1, [1])
    with pytest.raises(ValueError, match=r"the graph of one sample, got layer1\.neuron0\.z more"):
        layers(total([network([1.0])[0], network([2.0])[0]]))
    with pytest.raises(ValueError, match=r"labelled like layer1\.neuron0\.z, got none"):
        layers(Value(1.0).exp())


def fills(root, **options):
    """The fills of the cells, column by column as rows come, without the legend."""
    table = heatmap(root, **options).dot
    return re.findall(r'<TD BGCOLOR="(#\w+)" WIDTH="96">', table)


def strengths(deltas, steps):
    largest = max(map(abs, deltas))
    return [LIGHT[theme.strength(delta, largest, steps)] for delta in deltas]


def by_rows(root):
    columns = layers(root).values()
    return [each.delta for row in zip_longest(*columns) for each in row if each]


def test_two_pictures_share_their_scale():
    weak, usual = cost("sigmoid") / 1000, cost()
    together = fills({"before": weak, "after": usual})
    assert together == strengths(by_rows(weak) + by_rows(usual), theme.STEPS)
    assert together[: len(by_rows(weak))] != fills(weak)
    shown = texts(heatmap({"before": weak, "after": usual}).svg)
    assert {"before", "after", "less"} <= set(shown)


def test_a_logarithmic_scale_tells_small_deltas_apart():
    network = MLP(1, [1] * 7, "linear", seed=1)
    for layer in network.layers:
        layer.neurons[0].w[0].data = 0.1
    root = network([1.0])[0]  # δ is 1, 0.1, …, 1e-6
    weak, medium, strong = (LIGHT[f"positive_{each}"] for each in ("weak", "medium", "strong"))
    assert fills(root) == [weak] * 5 + [medium, strong]
    assert fills(root, scale="log") == [weak] * 2 + [medium] * 2 + [strong] * 3
    shown = texts(heatmap(root, scale="log").svg)
    assert {"|δ| ≥ 0.01", "≥ 0.0001"} <= set(shown)


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_the_legend_shows_each_fill_once(scale):
    for root in cost(), cost("relu") / 3:
        legend = re.findall(r'<TD BGCOLOR="(#\w+)" FIXEDSIZE', heatmap(root, scale=scale).dot)
        roles = [f"{sign}_{size}" for size in SIZES for sign in ("positive", "negative")]
        assert legend == [LIGHT[role] for role in roles]


def test_a_delta_as_good_as_0_does_not_make_all_others_look_alike():
    network = MLP(1, [1] * 5, "linear", seed=1)
    for layer, w in zip(network.layers, (1.0, 1e-9, 0.5, 0.01, 0.1), strict=True):
        layer.neurons[0].w[0].data = w
    assert fills(network([1.0])[0], scale="log") == [
        LIGHT[f"positive_{size}"] for size in ("weak", "medium", "medium", "strong", "strong")
    ]


def test_deltas_that_are_nearly_alike_look_alike_on_a_logarithmic_scale():
    assert len(set(fills(MLP(1, [1, 1, 1], "linear", seed=5)([1.0])[0], scale="log"))) <= 2


def test_a_scale_and_roots_that_are_none_are_refused():
    with pytest.raises(ValueError, match=r"heatmap\(\) needs scale to be one of .*, got 'cubic'"):
        heatmap(cost(), scale="cubic")
    with pytest.raises(TypeError, match=r"heatmap\(\) needs the loss of a sample, .* got list"):
        heatmap([cost()])
