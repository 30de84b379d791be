"""Optimisers: step for step those of PyTorch, by recorded numbers and live."""

import math
import random

import pytest

from minigrad import Value
from minigrad.nn import MLP
from minigrad.optim import SGD, Adam, Optimizer

# --------------------------------------------------------------------------- recorded steps

GRADIENTS = [0.5, -1.0, 2.0, 0.25, -0.125]

RECORDED = [  # where these gradients take a parameter from 1.0, by PyTorch 2.13
    (SGD, {"lr": 0.1}, 0.8375),
    (SGD, {"lr": 0.1, "momentum": 0.9}, 0.5621449999999999),
    (SGD, {"lr": 0.1, "weight_decay": 0.01}, 0.8328347901049491),
    (SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}, 0.4434304999999999),
    (SGD, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01}, 0.5497721026285489),
    (Adam, {"lr": 0.1}, 0.8229579925573764),
    (Adam, {"lr": 0.1, "weight_decay": 0.01}, 0.819820851538658),
    (Adam, {"lr": 0.01, "betas": (0.5, 0.75), "eps": 1e-4}, 0.9826520219739948),
]


@pytest.mark.parametrize(("optimiser", "settings", "expected"), RECORDED)
def test_a_parameter_moves_as_recorded(optimiser, settings, expected):
    p = Value(1.0)
    optimizer = optimiser([p], **settings)
    for p.grad in GRADIENTS:
        optimizer.step()
    assert p.data == pytest.approx(expected, rel=1e-14, abs=0)


def test_the_defaults_of_adam_are_those_of_the_paper():
    p, q = Value(1.0), Value(1.0)
    optimizers = [Adam([p]), Adam([q], 0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0)]
    for p.grad in GRADIENTS:
        q.grad = p.grad
        for optimizer in optimizers:
            optimizer.step()
    assert p.data == q.data != 1.0


# ---------------------------------------------------------------------------------- PyTorch


@pytest.mark.parametrize(
    ("optimiser", "settings"),
    [
        (SGD, {"lr": 0.05}),
        (SGD, {"lr": 0.05, "momentum": 0.9}),
        (SGD, {"lr": 0.05, "weight_decay": 0.1}),
        (SGD, {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
        (SGD, {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
        (SGD, {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.1}),
        (Adam, {}),
        (Adam, {"lr": 0.05}),
        (Adam, {"lr": 0.05, "weight_decay": 0.1}),
        (Adam, {"lr": 0.05, "betas": (0.5, 0.75), "eps": 1e-3, "weight_decay": 0.1}),
    ],
)
def test_fifty_steps_are_those_of_pytorch(optimiser, settings):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: extra 'parity'")
    rng = random.Random(0)
    mine = [Value(rng.uniform(-1, 1)) for _ in range(20)]
    theirs = torch.tensor([p.data for p in mine], dtype=torch.float64, requires_grad=True)
    optimizer = optimiser(mine, **settings)
    twin = getattr(torch.optim, optimiser.__name__)([theirs], **settings)
    for _ in range(50):
        gradients = [rng.choice([1, 1, 0, 1e-6, 1e3]) * rng.gauss(0, 1) for _ in mine]
        theirs.grad = torch.tensor(gradients, dtype=torch.float64)
        for p, gradient in zip(mine, gradients, strict=True):
            p.grad = gradient
        optimizer.step()
        twin.step()
        assert [p.data for p in mine] == pytest.approx(theirs.tolist(), rel=1e-12, abs=0)


# --------------------------------------------------------------------------------- in words


def test_sgd_walks_down_the_slope():
    p = Value(1.0)
    p.grad = 2.0
    SGD([p], 0.25).step()
    assert (p.data, p.grad) == (0.5, 2.0)


def test_momentum_keeps_rolling_without_a_slope():
    p = Value(0.0)
    optimizer = SGD([p], lr=1.0, momentum=0.5)
    positions = []
    for p.grad in (1.0, 0.0, 0.0):
        optimizer.step()
        positions.append(p.data)
    assert positions == [-1.0, -1.5, -1.75]


def test_weight_decay_shrinks_what_nothing_holds():
    p = Value(1.0)
    SGD([p], lr=0.5, weight_decay=0.5).step()
    assert p.data == 0.75


@pytest.mark.parametrize("slope", [1e-3, 1.0, -1e6, 1e150])
def test_the_first_step_of_adam_has_the_size_of_lr(slope):
    p = Value(0.0)
    p.grad = slope
    Adam([p], lr=0.1).step()
    assert p.data == pytest.approx(math.copysign(0.1, -slope), rel=2e-5)


@pytest.mark.parametrize("optimiser", [SGD, Adam])
def test_a_parameter_without_a_slope_stays(optimiser):
    p = Value(0.3)
    optimizer = optimiser([p], lr=0.1)
    optimizer.step()
    optimizer.step()
    assert p.data == 0.3


@pytest.mark.parametrize("optimiser", [SGD, Adam])
def test_the_learning_rate_can_be_changed_on_the_way(optimiser):
    p = Value(1.0)
    p.grad = 1.0
    optimizer = optimiser([p], lr=0.1)
    optimizer.step()
    before = p.data
    optimizer.lr = 0.0
    optimizer.step()
    assert p.data == before < 1.0


@pytest.mark.parametrize("optimiser", [SGD, Adam])
def test_zero_grad_starts_over_and_moves_nothing(optimiser):
    network = MLP(2, [2, 1])
    (output,) = network([0.5, -1.0])
    output.backward()
    before = network.state_dict()
    optimizer = optimiser((p for p in network.parameters()), lr=0.1)
    optimizer.zero_grad()
    assert {p.grad for p in network.parameters()} == {0.0}
    assert network.state_dict() == before


@pytest.mark.parametrize("optimiser", [SGD, Adam])
def test_the_parameters_given_are_the_only_ones_changed(optimiser):
    network = MLP(2, [2, 1])
    last = network.layers[-1]
    before = network.state_dict()
    network([0.5, -1.0])[0].backward()
    optimiser(last.parameters(), lr=0.1).step()
    changed = {name for name, number in network.state_dict().items() if number != before[name]}
    assert changed == {name for name, _ in last.named_parameters()}


def test_two_optimisers_keep_their_own_memory():
    p, q = Value(1.0), Value(1.0)
    p.grad = q.grad = 1.0
    first = SGD([p], lr=0.1, momentum=0.9)
    first.step()
    SGD([q], lr=0.1, momentum=0.9).step()
    assert p.data == q.data


# --------------------------------------------------------------------------------- bad input

p = Value(1.0)
network = MLP(1, [1])


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            "SGD([], lr=0.1)",
            r"^SGD\(\) needs a list of Values to change, such as model\.parameters\(\)",
        ),
        ("SGD(network, lr=0.1)", r"such as model\.parameters\(\), got MLP$"),
        ("SGD(network.parameters, lr=0.1)", r"such as model\.parameters\(\), got method$"),
        ("SGD(p, lr=0.1)", r"such as model\.parameters\(\), got Value$"),
        ("SGD([1.0], lr=0.1)", r"a list of Values to change"),
        ("SGD([p, 1.0], lr=0.1)", r"a list of Values to change"),
        ("SGD(network.state_dict(), lr=0.1)", r"a list of Values to change, .* got dict$"),
        ("Adam(None)", r"^Adam\(\) needs a list of Values to change, .* got NoneType$"),
        ("SGD([p], lr=-0.1)", r"^SGD\(\) needs lr to be finite and >= 0, got -0\.1$"),
        ("SGD([p], lr=0.1, nesterov=True)", r"^SGD\(\) needs momentum > 0 with nesterov=True"),
        ("SGD([p], lr=math.nan)", r"needs lr to be finite and >= 0, got nan$"),
        ("SGD([p], lr=math.inf)", r"needs lr to be finite and >= 0, got inf$"),
        ("SGD([p], lr='0.1')", r"needs lr to be finite and >= 0, got '0\.1'$"),
        ("SGD([p], lr=None)", r"needs lr to be finite and >= 0, got None$"),
        ("SGD([p], lr=Value(0.1))", r"needs lr to be finite and >= 0, got Value\("),
        ("SGD([p], lr=0.1, momentum=-1)", r"needs momentum to be finite and >= 0, got -1$"),
        ("SGD([p], lr=0.1, weight_decay=-1)", r"needs weight_decay to be finite and >= 0, got -1$"),
        ("Adam([p], lr=-0.1)", r"^Adam\(\) needs lr to be finite and >= 0, got -0\.1$"),
        ("Adam([p], eps=-1e-8)", r"needs eps to be finite and >= 0, got -1e-08$"),
        ("Adam([p], eps=0)", r"needs eps > 0, got 0: it divides by eps where a gradient is 0$"),
        ("Adam([p], weight_decay=math.nan)", r"needs weight_decay to be finite and >= 0, got nan$"),
        ("Adam([p], betas=(0.9, 1.0))", r"two betas with 0 <= beta < 1, got \(0\.9, 1\.0\)$"),
        ("Adam([p], betas=(-0.1, 0.9))", r"two betas with 0 <= beta < 1, got \(-0\.1, 0\.9\)$"),
        ("Adam([p], betas=(0.9, math.nan))", r"two betas with 0 <= beta < 1, got \(0\.9, nan\)$"),
        ("Adam([p], betas=('a', 'b'))", r"two betas with 0 <= beta < 1, got \('a', 'b'\)$"),
        ("Adam([p], betas=0.9)", r"two betas with 0 <= beta < 1, got 0\.9$"),
        ("Adam([p], betas=(0.9,))", r"two betas with 0 <= beta < 1, got \(0\.9,\)$"),
    ],
)
def test_refused(statement, message):
    with pytest.raises(ValueError, match=message):
        eval(statement)


def test_an_optimiser_of_ones_own_has_to_say_how_it_steps():
    class Lazy(Optimizer):
        pass

    with pytest.raises(TypeError, match=r"Lazy needs a step\(\) method of its own"):
        Lazy([p]).step()


@pytest.mark.parametrize("optimiser", [SGD, Adam])
def test_a_grad_that_is_no_number_is_named(optimiser):
    p = Value(1.0, "p")
    p.grad = None
    with pytest.raises(TypeError, match=r"step\(\) needs a number in every grad, got None at p"):
        optimiser([p], lr=0.1).step()
