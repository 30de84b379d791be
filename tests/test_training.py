"""Training lowers the loss, repeats to the last bit, and can be watched, stopped and trusted."""

import gc
import math
import random
import signal

import pytest

from minigrad import Value, topological_order, total
from minigrad.datasets import iris
from minigrad.losses import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    hinge_loss,
    mse_loss,
    squared_error,
)
from minigrad.nn import MLP
from minigrad.optim import SGD, Adam
from minigrad.training import (
    Epoch,
    History,
    accuracy,
    first_nonfinite,
    fit,
    gc_paused,
    predict,
)
from tests.processes import printed_by

INPUTS = [[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0], [0.5, 0.0], [0.0, -0.5]]
TARGETS = [[-1], [1], [1], [-1], [1], [1]]  # exclusive or, and two points more


def trained(epochs=3, loss=mse_loss, lr=0.1, **settings):
    """A small network after some epochs of `fit`, and the history."""
    network = MLP(2, [3, 1], seed=1)
    optimizer = SGD(network.parameters(), lr, momentum=0.5)
    return network, fit(network, INPUTS, TARGETS, loss, optimizer, epochs=epochs, **settings)


def hexadecimal(network, history):
    """All bits of what training left."""
    numbers = [epoch.loss for epoch in history] + list(network.state_dict().values())
    return " ".join(number.hex() for number in numbers)


def outputs_of(network):
    return [a.data for x in INPUTS for a in network(x)]


# ------------------------------------------------------------------------ it lowers the loss


@pytest.mark.parametrize("optimiser", [SGD, Adam])
@pytest.mark.parametrize("fused", [True, False], ids=["fused", "unfused"])
@pytest.mark.parametrize("batch_size", [None, 2])
def test_training_lowers_the_loss(optimiser, fused, batch_size):
    network = MLP(2, [6, 1], fused=fused)
    optimizer = optimiser(network.parameters(), lr=0.05)
    history = fit(network, INPUTS, TARGETS, mse_loss, optimizer, epochs=200, batch_size=batch_size)
    assert len(history) == 200
    assert history[-1].loss < 0.1 * history[0].loss
    assert [a > 0 for a in outputs_of(network)] == [y == [1] for y in TARGETS]


@pytest.mark.parametrize(
    ("loss", "targets"),
    [
        (squared_error, TARGETS),
        (hinge_loss, TARGETS),
        (binary_cross_entropy_with_logits, [[y > 0] for (y,) in TARGETS]),
        (cross_entropy, [int(y > 0) for (y,) in TARGETS]),
    ],
)
def test_every_loss_can_be_trained(loss, targets):
    network = MLP(2, [6, 2 if loss is cross_entropy else 1])
    optimizer = Adam(network.parameters(), lr=0.05)
    history = fit(network, INPUTS, targets, loss, optimizer, epochs=150)
    assert history[-1].loss < 0.1 * history[0].loss


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3, 4))]
)
def test_a_small_network_tells_irises_apart(seed):
    train, test = iris().split(seed=seed)
    network = MLP(4, [8, 3], seed=seed)
    optimizer = Adam(network.parameters(), lr=0.02)
    fit(
        *(network, train.inputs, train.targets, cross_entropy, optimizer),
        epochs=40,
        batch_size=20,
        seed=seed,
    )
    assert accuracy(network, test.inputs, test.targets) >= 0.93


def test_the_class_answered_is_the_largest_output():
    def model(x):
        return [Value(x[0]), Value(1.0), Value(-x[0])]

    inputs, answers = [[2.0], [0.5], [-3.0], [1.0]], [0, 1, 2, 0]
    assert [predict(model, x) for x in inputs] == answers  # on a tie the first
    assert accuracy(model, inputs, answers) == 1.0
    assert accuracy(model, inputs, [0, 1, 1, 1]) == 0.5


# -------------------------------------------------------------- a step is what it is said to be


def test_an_epoch_is_one_step_down_the_mean_loss():
    network, twin = MLP(2, [3, 1]), MLP(2, [3, 1])
    history = fit(network, INPUTS, TARGETS, mse_loss, SGD(network.parameters(), 0.1), epochs=1)
    for x, y in zip(INPUTS, TARGETS, strict=True):
        (mse_loss(twin(x), y) / 6).backward()
    expected = [p.data - 0.1 * p.grad for p in twin.parameters()]
    assert [p.data for p in network.parameters()] == pytest.approx(expected, rel=1e-13, abs=1e-15)
    mean = sum(mse_loss(twin(x), y).data for x, y in zip(INPUTS, TARGETS, strict=True)) / 6
    assert history[0].loss == pytest.approx(mean, rel=1e-14)


def test_gradients_from_before_do_not_count():
    network, twin = MLP(2, [3, 1]), MLP(2, [3, 1])
    for p in network.parameters():
        p.grad = 100.0
    for each in (network, twin):
        fit(each, INPUTS, TARGETS, mse_loss, SGD(each.parameters(), 0.1), epochs=2)
    assert network.state_dict() == twin.state_dict()


def test_a_model_is_anything_that_returns_a_list_of_values():
    w = Value(0.0)
    inputs, targets = [[1.0], [2.0], [3.0]], [[2.0], [4.0], [6.0]]
    fit(lambda x: [w * x[0]], inputs, targets, mse_loss, SGD([w], 0.05), epochs=50)
    assert w.data == pytest.approx(2.0, rel=1e-12)


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("loss", [mse_loss, hinge_loss])
def test_training_is_that_of_pytorch(loss, momentum):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: extra 'parity'")
    network = MLP(2, [4, 1], seed=2)
    start = [
        ([[w.data for w in n.w] for n in layer.neurons], [n.b.data for n in layer.neurons])
        for layer in network.layers
    ]
    tensors = [
        torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
        for pair in start
        for numbers in pair
    ]
    w1, b1, w2, b2 = tensors
    x = torch.tensor(INPUTS, dtype=torch.float64)
    y = torch.tensor(TARGETS, dtype=torch.float64)

    def forward():
        return torch.tanh(x @ w1.T + b1) @ w2.T + b2

    twin = torch.optim.SGD(tensors, lr=0.05, momentum=momentum)
    losses = []
    for _ in range(100):
        a = forward()
        cost = ((a - y) ** 2).mean() if loss is mse_loss else torch.relu(1 - y * a).mean()
        twin.zero_grad()
        cost.backward()
        twin.step()
        losses.append(cost.item())

    optimizer = SGD(network.parameters(), 0.05, momentum=momentum)
    history = fit(network, INPUTS, TARGETS, loss, optimizer, epochs=100)
    assert [epoch.loss for epoch in history] == pytest.approx(losses, rel=1e-11, abs=0)
    assert outputs_of(network) == pytest.approx(forward().flatten().tolist(), rel=1e-11, abs=0)


# --------------------------------------------------------------------------------- watching


def test_each_epoch_is_reported_in_order_when_it_is_finished():
    seen = []

    def watch(epoch):
        seen.append((epoch, len(seen)))

    _, history = trained(epochs=4, on_epoch=watch)
    assert type(history) is History
    assert not history.interrupted
    assert [epoch for epoch, _ in seen] == history
    assert [epoch.number for epoch in history] == [1, 2, 3, 4]
    assert all(type(epoch) is Epoch and epoch.seconds > 0 for epoch in history)
    assert repr(history[0]) == f"epoch 1: loss {history[0].loss:.6g}"


def test_the_network_can_be_looked_at_from_the_callback():
    network = MLP(2, [3, 1])
    optimizer = SGD(network.parameters(), 0.1)
    looks = []
    fit(
        *(network, INPUTS, TARGETS, mse_loss, optimizer),
        epochs=3,
        on_epoch=lambda epoch: looks.append(outputs_of(network)),
    )
    assert looks[0] != looks[1] != looks[2] == outputs_of(network)


@pytest.mark.parametrize(("batch_size", "n_batches"), [(None, 1), (6, 1), (4, 2), (1, 6)])
def test_the_nodes_of_an_epoch_are_those_of_its_graphs(batch_size, n_batches):
    network = MLP(2, [3, 1])
    parameters = len(network.parameters())
    of_a_sample = len(topological_order(mse_loss(network(INPUTS[0]), TARGETS[0]))) - parameters
    expected = 6 * of_a_sample + n_batches * (parameters + 3)  # the mean: total, n and division
    optimizer = SGD(network.parameters(), 0.1)
    history = fit(network, INPUTS, TARGETS, mse_loss, optimizer, epochs=3, batch_size=batch_size)
    assert [epoch.nodes for epoch in history] == [expected] * 3


def test_the_loss_of_an_epoch_is_the_mean_over_samples_also_in_uneven_batches():
    network = MLP(2, [3, 1])
    losses = [mse_loss(network(x), y).data for x, y in zip(INPUTS, TARGETS, strict=True)]
    optimizer = SGD(network.parameters(), lr=0.0)
    history = fit(network, INPUTS, TARGETS, mse_loss, optimizer, epochs=2, batch_size=4)
    assert [epoch.loss for epoch in history] == pytest.approx([sum(losses) / 6] * 2, rel=1e-13)


# ------------------------------------------------------------------------ batches and seeds


def samples_seen(**settings):
    """The numbers of the samples, epoch by epoch, in the order in which a model met them."""
    met, w = [], Value(0.0)

    def model(x):
        met.append(int(x[0]))
        return [w * x[0]]

    inputs, targets = [[i] for i in range(7)], [[0.0]] * 7
    fit(model, inputs, targets, mse_loss, SGD([w], 0.0), epochs=3, **settings)
    return [met[0:7], met[7:14], met[14:21]]


def test_all_samples_at_once_stay_in_order():
    assert samples_seen() == [list(range(7))] * 3


@pytest.mark.parametrize("batch_size", [1, 3, 7, 100])
def test_batches_are_shuffled_anew_before_each_epoch(batch_size):
    epochs = samples_seen(batch_size=batch_size)
    assert [sorted(epoch) for epoch in epochs] == [list(range(7))] * 3
    assert epochs[0] != epochs[1] != epochs[2]
    assert epochs == samples_seen(batch_size=batch_size)
    assert epochs == samples_seen(batch_size=batch_size, seed=0)
    assert epochs != samples_seen(batch_size=batch_size, seed=1)


def test_the_lists_given_are_left_in_their_order():
    inputs, targets = [list(x) for x in INPUTS], [list(y) for y in TARGETS]
    network = MLP(2, [1])
    optimizer = SGD(network.parameters(), 0.1)
    fit(network, inputs, targets, mse_loss, optimizer, epochs=2, batch_size=2)
    assert (inputs, targets) == (INPUTS, TARGETS)


@pytest.mark.parametrize("batch_size", [None, 2])
def test_a_seed_repeats_a_training_to_the_last_bit(batch_size):
    first = hexadecimal(*trained(batch_size=batch_size, seed=3))
    random.seed(99)
    assert hexadecimal(*trained(batch_size=batch_size, seed=3)) == first
    if batch_size:
        assert hexadecimal(*trained(batch_size=batch_size, seed=4)) != first


@pytest.mark.parametrize("hash_seed", [0, 1])
def test_a_seed_repeats_a_training_in_another_process(hash_seed):
    code = (
        "from tests.test_training import hexadecimal, trained\n"
        "print(hexadecimal(*trained(batch_size=2, seed=3)))"
    )
    assert printed_by(code, hash_seed).strip() == hexadecimal(*trained(batch_size=2, seed=3))


# ----------------------------------------------------------------------- stopping by Ctrl-C


@pytest.mark.parametrize("raised", [lambda: signal.raise_signal(signal.SIGINT), None])
def test_ctrl_c_from_the_callback_keeps_what_was_reached(raised):
    def watch(epoch):
        if epoch.number == 2:
            if raised is None:
                raise KeyboardInterrupt
            raised()

    network, history = trained(epochs=100, on_epoch=watch)
    assert history.interrupted
    assert [epoch.number for epoch in history] == [1, 2]
    assert hexadecimal(network, history) == hexadecimal(*trained(epochs=2))


def interrupted_in_loss(call, loss=mse_loss):
    """A loss during whose n-th call somebody presses Ctrl-C."""
    calls = []

    def loss_then_ctrl_c(outputs, targets):
        calls.append(outputs)
        if len(calls) == call:
            signal.raise_signal(signal.SIGINT)
        return loss(outputs, targets)

    return loss_then_ctrl_c


def test_ctrl_c_inside_a_loss_keeps_the_epochs_before():
    network, history = trained(epochs=100, loss=interrupted_in_loss(6 * 3 + 4))
    assert history.interrupted
    assert hexadecimal(network, history) == hexadecimal(*trained(epochs=3))


def test_ctrl_c_between_batches_keeps_the_steps_made():
    network, history = trained(epochs=100, loss=interrupted_in_loss(6 + 2 + 1), batch_size=2)
    assert (len(history), history.interrupted) == (1, True)
    after_one_epoch, _ = trained(epochs=1, batch_size=2)
    after_two_epochs, _ = trained(epochs=2, batch_size=2)
    assert network.state_dict() != after_one_epoch.state_dict()
    assert network.state_dict() != after_two_epochs.state_dict()


def test_ctrl_c_before_the_first_step_changes_nothing():
    network, history = trained(loss=interrupted_in_loss(1))
    assert (history, history.interrupted) == ([], True)
    assert network.state_dict() == MLP(2, [3, 1], seed=1).state_dict()


# -------------------------------------------------------------------- the garbage collector


@pytest.fixture(params=[True, False], ids=["collector on", "collector off"])
def collector(request):
    """The collector on or off before, and as it was after the test."""
    was_enabled = gc.isenabled()
    gc.enable() if request.param else gc.disable()
    yield request.param
    gc.enable() if was_enabled else gc.disable()


ENDINGS = [None, RuntimeError("from the callback"), KeyboardInterrupt(), SystemExit()]


@pytest.mark.parametrize("ending", ENDINGS, ids=["normal", "error", "Ctrl-C", "exit"])
def test_the_collector_is_paused_and_left_as_it_was(collector, ending):
    seen = []

    def watch(epoch):
        seen.append(gc.isenabled())
        if ending is not None:
            raise ending

    try:
        trained(epochs=2, on_epoch=watch)
    except (RuntimeError, SystemExit) as raised:
        assert raised is ending
    assert seen == ([False, False] if ending is None else [False])
    assert gc.isenabled() is collector


def test_a_refusal_leaves_the_collector_as_it_was(collector):
    with pytest.raises(ValueError):
        trained(epochs=0)
    with pytest.raises(FloatingPointError):
        trained(lr=1e200)
    assert gc.isenabled() is collector


def test_the_pause_can_be_used_alone_and_nested(collector):
    with gc_paused():
        assert not gc.isenabled()
        with gc_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled() is collector


def count_values():
    return sum(type(thing) is Value for thing in gc.get_objects())


@pytest.fixture
def only_what_is_new():
    """The collector forgets all that is there already: otherwise most of it is looked through."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.parametrize("fused", [True, False], ids=["fused", "unfused"])
@pytest.mark.parametrize("batch_size", [None, 2])
def test_graphs_are_freed_while_the_collector_is_off(fused, batch_size, only_what_is_new):
    network = MLP(2, [3, 1], fused=fused)
    optimizer = Adam(network.parameters(), 0.01)
    before = count_values()
    counts = []
    history = fit(
        *(network, INPUTS, TARGETS, mse_loss, optimizer),
        epochs=4,
        batch_size=batch_size,
        on_epoch=lambda epoch: counts.append(count_values()),
    )
    assert len(set(counts)) == 1
    assert counts[0] - before <= history[0].nodes
    assert count_values() == before


# ------------------------------------------------------------------------------ nan and inf


def refused(model, parameters, inputs=((1.0,),), targets=((1.0,),), loss=mse_loss, lr=0.1):
    """The message of the FloatingPointError; the parameters stay as they were."""
    before = [p.data.hex() for p in parameters]
    optimizer = SGD(parameters, lr, momentum=0.9)
    with pytest.raises(FloatingPointError) as caught:
        fit(model, inputs, targets, loss, optimizer, epochs=5)
    assert [p.data.hex() for p in parameters] == before
    return str(caught.value)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_an_input_that_is_not_finite_is_named(number, activation):
    network = MLP(2, [3, 1], activation)
    inputs = [[0.5, 0.5], [0.5, number]]
    message = refused(network, network.parameters(), inputs, [[0.0], [0.0]])
    assert message == f"fit() stopped in epoch 1: data is {number} first at the leaf 'x1'"


def test_a_weight_that_is_not_finite_is_named():
    network = MLP(2, [3, 1], "relu")
    network.layers[0].neurons[2].w[1].data = math.inf
    message = refused(network, network.parameters(), INPUTS, TARGETS)
    assert message.endswith("data is inf first at the leaf 'layer1.neuron2.w1'")


def test_a_node_where_nan_arises_is_named_with_what_it_was_computed_from():
    a, b = Value(1e200, "a"), Value(1e200, "b")
    message = refused(lambda x: [a * b], [a, b], loss=lambda outputs, y: outputs[0])
    assert message.endswith("data is inf first at a node *, computed from a=1e+200, b=1e+200")


def test_a_neuron_that_overflows_is_named():
    network = MLP(1, [1, 1], "relu")
    first = network.layers[0].neurons[0]
    first.w[0].data = 1e308
    message = refused(network, network.parameters(), [[1e10]])
    assert "data is inf first at the node weighted_sum 'layer1.neuron0.z', computed from" in message


def test_of_many_inputs_the_largest_are_named():
    sizes = [1.0, 1.7e308, 2.0, 1.6e308, 3.0, 4.0]
    parameters = [Value(size, f"p{i}") for i, size in enumerate(sizes)]
    message = refused(lambda x: [total(parameters)], parameters, loss=lambda outputs, y: outputs[0])
    assert message.endswith("from p1=1.7e+308, p3=1.6e+308, p5=4.0, p4=3.0 and 2 no larger")


def test_a_gradient_that_is_nan_while_the_loss_is_finite_is_named():
    w = Value(0.0, "w")
    message = refused(lambda x: [w.sqrt() * 0.0], [w])
    assert message.endswith("epoch 1: δ is nan first on the way from a node sqrt to the leaf 'w'")


def test_a_gradient_that_is_infinite_while_the_loss_is_finite_is_named():
    w = Value(0.0, "w")
    message = refused(lambda x: [w.sqrt()], [w])
    assert message.endswith("δ is -inf first on the way from a node sqrt to the leaf 'w'")


def test_a_gradient_that_only_its_sum_makes_infinite_is_named():
    w = Value(0.0, "w")
    message = refused(lambda x: [w * 1e308 + w * 1e308], [w], loss=lambda a, y: a[0])
    assert message.endswith("δ is inf first at the leaf 'w', where it is summed")


@pytest.mark.parametrize("loss", [mse_loss, squared_error])
def test_a_training_that_diverges_is_a_floating_point_error_too(loss):
    w = Value(0.0, "w")
    data = [], []

    def model(x):
        data[0].append(w.data)
        return [w * x[0]]

    with pytest.raises(FloatingPointError, match=r"^fit\(\) stopped in epoch \d+: a power needs"):
        fit(model, [[1.0]], [[1.0]], loss, SGD([w], lr=1e10), epochs=1000)
    assert w.data == data[0][-1]
    assert math.isfinite(w.data)


def test_the_steps_before_the_failure_are_kept():
    network = MLP(2, [3, 1], seed=1)
    calls = []

    def loss(outputs, targets):
        calls.append(1)
        return mse_loss(outputs, targets) * (math.nan if len(calls) == 6 * 2 + 3 else 1.0)

    optimizer = SGD(network.parameters(), 0.1, momentum=0.5)
    seen = []
    with pytest.raises(FloatingPointError, match="epoch 3: data is nan first at a leaf"):
        fit(network, INPUTS, TARGETS, loss, optimizer, epochs=5, on_epoch=seen.append)
    assert network.state_dict() == trained(epochs=2)[0].state_dict()
    assert [epoch.number for epoch in seen] == [1, 2]
    seen += fit(network, INPUTS, TARGETS, mse_loss, optimizer, epochs=2)
    assert hexadecimal(network, seen) == hexadecimal(*trained(epochs=4))


def test_nothing_is_named_in_a_graph_that_is_finite():
    assert first_nonfinite(Value(2.0) * 3) == "data and δ are finite at every node"


# --------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epochs": 0}, r"epochs to be an integer >= 1, got 0$"),
        ({"epochs": -1}, r"epochs to be an integer >= 1, got -1$"),
        ({"epochs": 1.0}, r"epochs to be an integer >= 1, got 1\.0$"),
        ({"epochs": "3"}, r"epochs to be an integer >= 1, got '3'$"),
        ({"epochs": None}, r"epochs to be an integer >= 1, got None$"),
        ({"epochs": True}, r"epochs to be an integer >= 1, got True$"),
        ({"batch_size": 0}, r"batch_size to be an integer >= 1, got 0$"),
        ({"batch_size": -2}, r"batch_size to be an integer >= 1, got -2$"),
        ({"batch_size": 2.0}, r"batch_size to be an integer >= 1, got 2\.0$"),
        ({"batch_size": True}, r"batch_size to be an integer >= 1, got True$"),
        ({"inputs": [], "targets": []}, r"a target for each, got 0 inputs and 0 targets$"),
        ({"inputs": []}, r"a target for each, got 0 inputs and 1 targets$"),
        ({"targets": [[1.0]] * 2}, r"a target for each, got 1 inputs and 2 targets$"),
        ({"targets": []}, r"at least one sample .* got 1 inputs and 0 targets$"),
    ],
)
def test_refused(settings, message):
    network = MLP(1, [1])
    before = network.state_dict()
    usual = {"inputs": [[1.0]], "targets": [[1.0]], "epochs": 1}
    with pytest.raises(ValueError, match=r"^fit\(\) needs .*" + message):
        fit(
            network,
            loss=mse_loss,
            optimizer=SGD(network.parameters(), lr=0.1),
            **(usual | settings),
        )
    assert network.state_dict() == before


@pytest.mark.parametrize(
    ("inputs", "targets", "error", "message"),
    [
        ([[1.0, 2.0]], [[1.0]], ValueError, r"^MLP needs 1 inputs, got 2$"),
        ([1.0], [[1.0]], TypeError, r"^MLP needs a list of inputs, got float: write \[x\]$"),
        ([[1.0]], [1.0], TypeError, r"^mse_loss\(\) needs a list of targets, got float: write"),
        ([[1.0]], [[1.0, 2.0]], ValueError, r"^mse_loss\(\) needs one target per output"),
    ],
)
def test_a_sample_of_the_wrong_shape_is_refused(inputs, targets, error, message):
    network = MLP(1, [1])
    before = network.state_dict()
    with pytest.raises(error, match=message):
        fit(network, inputs, targets, mse_loss, SGD(network.parameters(), 0.1), epochs=1)
    assert network.state_dict() == before


def test_a_loss_without_the_parameters_is_refused():
    network, other = MLP(1, [1]), MLP(1, [1])
    for optimizer, loss in [
        (SGD(other.parameters(), 0.1), mse_loss),
        (SGD(network.parameters(), 0.1), lambda a, y: a[0].data - y[0]),
    ]:
        with pytest.raises(ValueError, match="a loss that depends on the optimizer's parameters"):
            fit(network, [[1.0]], [[2.0]], loss, optimizer, epochs=1)


# ------------------------------------------------------------------------ what it refuses at once


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"loss": None}, TypeError, r"needs a loss such as mse_loss, got NoneType None"),
        ({"optimizer": None}, TypeError, r"needs an optimizer such as SGD\(.*\), got None"),
        ({"inputs": (x for x in INPUTS)}, TypeError, r"list as inputs, .* generator: write list"),
        ({"targets": iter(TARGETS)}, TypeError, r"a list as targets, .* got list_iterator"),
        ({"inputs": [], "targets": []}, ValueError, r"at least one sample"),
    ],
)
def test_what_cannot_be_trained_is_refused_before_the_first_epoch(change, error, message):
    network = MLP(2, [1])
    before = network.state_dict()
    arguments = {"inputs": INPUTS, "targets": TARGETS, "loss": mse_loss} | change
    arguments.setdefault("optimizer", SGD(network.parameters(), 0.1))
    with pytest.raises(error, match=message):
        fit(network, **arguments, epochs=1)
    assert network.state_dict() == before


def test_accuracy_needs_samples():
    with pytest.raises(ValueError, match=r"accuracy\(\) needs at least one sample"):
        accuracy(MLP(2, [2]), [], [])


def test_a_network_of_nans_predicts_nothing():
    with pytest.raises(ValueError, match=r"outputs that can be compared, got \[nan"):
        accuracy(lambda x: [Value(math.nan), Value(0.0)], [[1.0]], [0])
