"""Training through traced code gives the losses of training through graphs."""

import math

import numpy as np
import pytest

from minigrad.cli import main
from minigrad.datasets import iris, xor
from minigrad.losses import cross_entropy, hinge_loss, mse_loss, squared_error
from minigrad.nn import MLP
from minigrad.optim import SGD, Adam
from minigrad.training import fit
from tests.models import Tied

XS = [[0.1 * i, math.sin(i)] for i in range(20)]


def losses(replay, loss, targets, *, outputs=1, epochs=5, batch_size=None, activation="tanh"):
    network = MLP(2, [4, outputs], activation, seed=1)
    history = fit(
        network,
        XS,
        targets,
        loss,
        Adam(network.parameters(), 0.05),
        epochs=epochs,
        batch_size=batch_size,
        replay=replay,
    )
    return [epoch.loss for epoch in history], [p.data for p in network.parameters()]


@pytest.mark.parametrize("batch_size", [None, 7])
@pytest.mark.parametrize("loss", [mse_loss, squared_error])
def test_arithmetic_losses_replay_bit_for_bit(loss, batch_size):
    targets = [[math.cos(i)] for i in range(20)]
    assert losses(True, loss, targets, batch_size=batch_size) == losses(
        False, loss, targets, batch_size=batch_size
    )


@pytest.mark.parametrize(
    ("loss", "targets", "outputs"),
    [
        (cross_entropy, [i % 3 for i in range(20)], 3),
        (hinge_loss, [[(-1) ** i] for i in range(20)], 1),
        (hinge_loss, [[1, (-1) ** i] for i in range(20)], 2),
    ],
)
def test_losses_with_fixed_targets_replay_up_to_rounding(loss, targets, outputs):
    replayed = losses(True, loss, targets, outputs=outputs)
    walked = losses(False, loss, targets, outputs=outputs)
    assert replayed[0] == pytest.approx(walked[0], rel=1e-12)
    assert replayed[1] == pytest.approx(walked[1], rel=1e-9)


@pytest.fixture(scope="module", params=["numpy", "jax"])
def to(request):
    if request.param == "jax":
        pytest.importorskip("jax", reason="JAX is not installed: extra 'jax'")
    return request.param


@pytest.mark.parametrize(
    ("loss", "targets", "outputs", "batch_size"),
    [
        (mse_loss, [[math.cos(i)] for i in range(20)], 1, 7),
        (cross_entropy, [i % 3 for i in range(20)], 3, None),
        pytest.param(cross_entropy, [i % 3 for i in range(20)], 3, 7, marks=pytest.mark.slow),
        pytest.param(hinge_loss, [[(-1) ** i] for i in range(20)], 1, None, marks=pytest.mark.slow),
    ],
)
def test_arrays_replay_up_to_rounding(to, loss, targets, outputs, batch_size):
    replayed = losses(to, loss, targets, outputs=outputs, batch_size=batch_size)
    walked = losses(False, loss, targets, outputs=outputs, batch_size=batch_size)
    assert replayed[0] == pytest.approx(walked[0], rel=1e-12)
    assert replayed[1] == pytest.approx(walked[1], rel=1e-9)


@pytest.mark.parametrize(
    ("bad", "error", "said"),
    [
        (-1.0, ValueError, r"log\(\) needs data > 0, got -1.0"),
        (math.nan, FloatingPointError, "epoch 1: data is nan first at the leaf 'x0'"),
        (1e308, FloatingPointError, "epoch 1: data is inf first at"),
    ],
)
def test_what_arrays_cannot_name_the_graph_names(to, bad, error, said):
    network = MLP(1, [1])
    before = network.state_dict()

    def loss(outputs, target):
        return (outputs[0] * 0.0 + target[0]).log() + outputs[0] * outputs[0]

    inputs = [[1.0], [1.0 if bad < 0 else bad]]
    targets = [[1.0], [min(bad, 1.0)]]
    optimizer = SGD(network.parameters(), 0.1)
    with pytest.raises(error, match=said):
        fit(network, inputs, targets, loss, optimizer, epochs=1, replay=to)
    assert network.state_dict() == before


def test_only_known_ways_of_replaying_are_taken():
    network = MLP(2, [1])
    optimizer = SGD(network.parameters(), 0.1)
    with pytest.raises(ValueError, match="replay to be one of False, True, 'numpy', 'jax', got 'c"):
        fit(network, XS, [[1.0]] * 20, mse_loss, optimizer, epochs=1, replay="c")
    with pytest.raises(TypeError, match=r"fit\(replay='jax'\) needs a Module, got function"):
        fit(lambda x: network(x), XS, [[1.0]] * 20, mse_loss, optimizer, epochs=1, replay="jax")


def test_too_many_fixed_targets_are_refused():
    def asking(outputs, y):
        return outputs[0] * 2 if y[0] > 0 else -outputs[0]

    network = MLP(1, [1])
    with pytest.raises(ValueError, match="at most 100 different targets"):
        fit(
            network,
            [[float(i)] for i in range(101)],
            [[float(i)] for i in range(101)],
            asking,
            SGD(network.parameters(), 0.1),
            epochs=1,
            replay=True,
        )


def test_nan_is_named_and_the_parameters_stay():
    network = MLP(2, [3, 1], seed=1)
    before = network.state_dict()
    inputs = [[1.0, 2.0], [math.nan, 1.0]]
    with pytest.raises(FloatingPointError, match="epoch 1: data is nan first at the leaf 'x0'"):
        fit(
            network,
            inputs,
            [[1.0], [2.0]],
            mse_loss,
            SGD(network.parameters(), 0.1),
            epochs=2,
            replay=True,
        )
    assert network.state_dict() == before


def test_only_a_module_can_be_replayed_and_only_with_its_own_parameters():
    network, other = MLP(2, [1]), MLP(2, [1])
    optimizer = SGD(network.parameters(), 0.1)
    with pytest.raises(TypeError, match=r"fit\(replay=True\) needs a Module, got function"):
        fit(lambda x: network(x), XS, [[1.0]] * 20, mse_loss, optimizer, epochs=1, replay=True)
    with pytest.raises(ValueError, match="depends on the optimizer's parameters"):
        fit(other, XS, [[1.0]] * 20, mse_loss, optimizer, epochs=1, replay=True)


def test_the_nodes_are_counted_and_iris_is_learnt():
    data = iris()
    network = MLP(4, [8, 3])
    optimizer = Adam(network.parameters(), 0.05)
    history = fit(
        network, data.inputs, data.targets, cross_entropy, optimizer, epochs=60, replay=True
    )
    assert history[-1].loss < 0.1
    assert history[0].nodes == history[-1].nodes > 10_000


def test_the_command_line_replays(capsys):
    def printed(*options):
        assert main(["train", "xor", "--epochs", "5", *options]) == 0
        out = capsys.readouterr().out
        return [line.split(" · ")[:2] for line in out.splitlines() if line.startswith("epoch")]

    assert printed("--replay") == printed() == printed("--replay", "python")
    assert printed("--replay", "numpy") == printed()  # to the digits that are shown
    assert main(["train", "--replay", "xor", "--epochs", "1"]) == 0
    assert main(["train", "--replay", "xro"]) == 2
    assert len(xor()) == 100


@pytest.mark.parametrize("kind", [np.int64, np.uint8, int])
def test_targets_may_be_numbers_of_numpy(kind):
    targets = [kind(i % 2) for i in range(20)]
    plain = [i % 2 for i in range(20)]
    replayed = losses(True, cross_entropy, targets, outputs=2)
    assert replayed == losses(True, cross_entropy, plain, outputs=2)


def test_samples_may_be_arrays():
    network = MLP(2, [1], seed=1)
    optimizer = SGD(network.parameters(), 0.1)
    targets = [[math.cos(i)] for i in range(20)]
    history = fit(network, np.array(XS), targets, mse_loss, optimizer, epochs=2, replay=True)
    again = MLP(2, [1], seed=1)
    walked = fit(again, XS, targets, mse_loss, SGD(again.parameters(), 0.1), epochs=2)
    assert [each.loss for each in history] == [each.loss for each in walked]


def test_tied_weights_replay_as_they_are_walked():
    def trained(replay):
        model = Tied()
        optimizer = SGD(model.parameters(), 0.1, momentum=0.5)
        targets = [[0.1 * i] for i in range(20)]
        history = fit(model, XS, targets, mse_loss, optimizer, epochs=3, replay=replay)
        return [each.loss for each in history], [p.data for p in model.parameters()]

    assert trained(True) == trained(False)
