"""The four equations on plain lists agree with the graph, for every activation, shape and loss."""

import math

import numpy
import pytest

from minigrad import Value, total
from minigrad.equations import SIGMA, compare, four_equations, output_error, propagate, summed
from minigrad.losses import cross_entropy, mse_loss, squared_error
from minigrad.nn import ACTIVATIONS, MLP
from tests.programs import magnitudes

SHAPES = [(1, [1]), (3, [2]), (2, [3, 1]), (3, [3, 3, 3]), (1, [1, 1, 1, 1]), (4, [9, 1, 3])]
EXTREME = (-800.0, -40.0, -1.0, -0.0, 0.0, 0.5, 40.0, 800.0)


def network_and_sample(shape, activation="tanh", output="linear", fused=True):
    n_inputs, sizes = shape
    network = MLP(n_inputs, sizes, activation, output, fused=fused, seed=3)
    for i, parameter in enumerate(network.parameters()):
        parameter.data += 0.1 * math.sin(i)  # biases that are not 0
    return network, [math.cos(2.5 * i) for i in range(n_inputs)]


def assert_agrees(network, x, y, loss):
    rows = compare(network, x, y, loss)
    cost = loss(network(x), y)
    sums = {node.label: size for node, size in magnitudes(cost).items() if node.label}
    n_nodes_z = sum(len(layer.neurons) for layer in network.layers)
    assert len(rows) == len(network.parameters()) + n_nodes_z
    for row in rows:
        assert row.difference <= 1e-12 * sums[row.name], (row.name, row.difference)
        assert row.difference <= 1e-12
    return rows


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_agrees_with_the_graph(activation, fused):
    network, x = network_and_sample((3, [4, 3, 2]), activation, activation, fused)
    rows = assert_agrees(network, x, [0.5, -1.5], squared_error)
    assert any(row.by_graph != 0 for row in rows)
    network, x = network_and_sample((3, [4, 3, 2]), activation, fused=fused)
    assert_agrees(network, x, 1, cross_entropy)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_shape_agrees_with_the_graph(shape):
    network, x = network_and_sample(shape)
    n_outputs = shape[1][-1]
    assert_agrees(network, x, [0.3] * n_outputs, squared_error)
    for right_class in range(n_outputs):
        assert_agrees(network, x, right_class, cross_entropy)


@pytest.mark.parametrize(
    ("loss", "ys"), [(squared_error, [[1, 0], [0, 1]]), (cross_entropy, [1, 0])]
)
def test_a_batch_is_the_graph_of_the_summed_loss(loss, ys):
    network, _ = network_and_sample((2, [3, 2]))
    xs = [[0.5, -1.0], [2.0, 0.25]]
    cost = total([loss(network(x), y) for x, y in zip(xs, ys, strict=True)])
    cost.backward()
    sums = magnitudes(cost)
    batch = summed([four_equations(network, x, y, loss) for x, y in zip(xs, ys, strict=True)])
    for layer, (dC_dw, dC_db) in zip(network.layers, batch, strict=True):
        for neuron, dws, db in zip(layer.neurons, dC_dw, dC_db, strict=True):
            for parameter, number in zip(neuron.parameters(), [*dws, db], strict=True):
                assert abs(parameter.grad - number) <= 1e-12 * sums[parameter]


def test_the_equations_name_their_layers():
    network, x = network_and_sample((2, [2] * 12))
    layers = four_equations(network, x, [0.0, 1.0])
    assert [layer.number for layer in layers] == list(range(1, 13))
    assert layers[0].equation == "δ¹ = ((w²)ᵀ δ²) ⊙ σ′(z¹)"
    assert layers[8].equation == "δ⁹ = ((w¹⁰)ᵀ δ¹⁰) ⊙ σ′(z⁹)"
    assert layers[11].equation == "δ¹² = (a¹² − y) ⊙ σ′(z¹²)"
    assert four_equations(network, x, 0, cross_entropy)[-1].equation == "δ¹² = softmax(z¹²) − y"


def test_one_neuron_by_hand():
    network = MLP(2, [1], seed=1)
    network.load_state_dict(
        {"layer1.neuron0.w0": 2, "layer1.neuron0.w1": -1, "layer1.neuron0.b": 3}
    )
    (layer,) = four_equations(network, [5.0, 7.0], [4.0])
    assert (layer.z, layer.a, layer.delta) == ([6.0], [6.0], [2.0])
    assert (layer.dC_dw, layer.dC_db) == ([[10.0, 14.0]], [2.0])


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_sigma_and_its_slope_are_those_of_the_graph_at_any_z(activation):
    sigma, slope = SIGMA[activation]
    for number in (*EXTREME, math.nan):
        z = Value(number)
        a = ACTIVATIONS[activation](z)
        a.backward()
        assert sigma(number) == pytest.approx(a.data, rel=1e-15, abs=1e-300, nan_ok=True)
        assert slope(number) == pytest.approx(z.grad, rel=1e-13, abs=1e-15, nan_ok=True)


@pytest.mark.parametrize("x", [800.0, -800.0])
@pytest.mark.parametrize("right_class", [0, 1])
def test_softmax_does_not_overflow(x, right_class):
    network = MLP(1, [2], seed=1)
    network.load_state_dict(
        {f"layer1.neuron{i}.{p}": v for i, v in ((0, 1), (1, -1)) for p in ("w0", "b")}
    )
    (layer,) = four_equations(network, [x], right_class, cross_entropy)
    winner = 0 if x > 0 else 1
    expected = [float(i == winner) - (i == right_class) for i in (0, 1)]
    assert layer.delta == pytest.approx(expected, abs=1e-300)
    assert all(row.difference == 0 for row in compare(network, [x], right_class, cross_entropy))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_nan_is_nan_in_the_graph_and_in_the_equations(activation):
    network, x = network_and_sample((2, [2, 2]), activation)
    for y, loss in (([0.0, 1.0], squared_error), (1, cross_entropy)):
        for row in compare(network, [math.nan, x[1]], y, loss):
            assert math.isnan(row.by_equations) == math.isnan(row.by_graph), row.name


LINEAR = MLP(2, [3, 2], seed=1)
REFUSED = {
    "another loss": (
        (LINEAR, [1, 2], [1, 2], mse_loss),
        ValueError,
        "squared_error.*got 'mse_loss'",
    ),
    "cross-entropy of tanh": (
        (MLP(2, [2], output="tanh"), [1, 2], 1, cross_entropy),
        ValueError,
        "linear output, got 'cross_entropy' after 'tanh'",
    ),
    "short x": ((LINEAR, [1], [1, 2]), ValueError, "x with 2 numbers, got 1"),
    "long x": ((LINEAR, [1, 2, 3], [1, 2]), ValueError, "x with 2 numbers, got 3"),
    "x is a number": ((LINEAR, 1.0, [1, 2]), TypeError, "a list of numbers as x, got 1.0"),
    "short y": ((LINEAR, [1, 2], [1]), ValueError, "y with 2 numbers, got 1"),
    "long y": ((LINEAR, [1, 2], [1, 2, 3]), ValueError, "y with 2 numbers, got 3"),
    "y is a number": ((LINEAR, [1, 2], 1.0), TypeError, "a list of numbers as y, got 1.0"),
    "class too large": ((LINEAR, [1, 2], 2, cross_entropy), ValueError, "as y, 0 to 1, got 2"),
    "class below 0": ((LINEAR, [1, 2], -1, cross_entropy), ValueError, "as y, 0 to 1, got -1"),
    "class is a list": ((LINEAR, [1, 2], [0, 1], cross_entropy), ValueError, r"as y.*got \[0, 1\]"),
}


@pytest.mark.parametrize(("arguments", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused(arguments, error, message):
    with pytest.raises(error, match=r"four_equations\(\) needs .*" + message):
        four_equations(*arguments)


def test_a_numpy_class_is_a_class():
    assert_agrees(LINEAR, [0.5, -1.0], numpy.int64(1), cross_entropy)
    assert_agrees(LINEAR, numpy.array([0.5, -1.0]), [1.0, 0.0], squared_error)


def test_a_forgotten_transpose_is_refused_with_both_shapes():
    with pytest.raises(ValueError, match=r"propagate\(\) needs w_next to be 2 × 3, .*, got 3 × 2"):
        propagate([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [1.0, 2.0], [1.0, 1.0, 1.0])
    with pytest.raises(ValueError, match=r"got 2 × 2 or 3"):
        propagate([[1.0, 2.0], [3.0, 4.0, 5.0]], [1.0, 2.0], [1.0, 1.0])
    with pytest.raises(
        ValueError, match=r"output_error\(\) needs one slope .* got 2 .* and 1 slopes"
    ):
        output_error([1.0, 2.0], [1.0])
