"""Random graphs, networks and Jacobians agree with PyTorch and JAX, live and recorded."""

import json
import math
import random
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minigrad import Value, logsumexp, losses, topological_order
from minigrad.jacobian import grad, jacobian, jvp, value_and_grad, vjp
from minigrad.nn import ACTIVATIONS, MLP
from tests import programs
from tests.operations import OPERATIONS

TOLERANCE = 1e-12  # of Σ|contributions|, so that cancellation does not count as an error

RECORDED = json.loads(programs.REFERENCES.read_text(encoding="utf-8"))["references"]


@st.composite
def program_strategy(draw):
    thousandths = st.integers(-3000, 3000)
    return programs.make_program(
        draw_number=lambda: draw(thousandths) / 1000,
        choose=lambda options: draw(st.sampled_from(options)),
        n_leaves=draw(st.integers(1, 5)),
        n_steps=draw(st.integers(1, 20)),
    )


drawn = settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
slowly_drawn = settings(drawn, max_examples=100)


@drawn
@given(program_strategy())
def test_a_random_graph_agrees_with_pytorch(program):
    pytest.importorskip("torch", reason="PyTorch is not installed: extra 'parity'")
    ratios = programs.disagreements(program, programs.run_torch(program))
    assert all(ratio <= TOLERANCE for ratio in ratios), ratios


@pytest.fixture(scope="module")
def jax():
    module = pytest.importorskip("jax", reason="JAX is not installed: extra 'parity'")
    module.config.update("jax_enable_x64", True)
    return module


@slowly_drawn
@given(program_strategy())
def test_a_random_graph_agrees_with_jax(jax, program):
    ratios = programs.disagreements(program, programs.run_jax(jax, program))
    assert all(ratio <= TOLERANCE for ratio in ratios), ratios


@pytest.mark.parametrize("row", RECORDED, ids=range(len(RECORDED)))
def test_a_recorded_graph_agrees_with_pytorch(row):
    ratios = programs.disagreements(row["program"], row)
    assert all(ratio <= TOLERANCE for ratio in ratios), ratios


def test_the_recorded_programs_use_every_operation():
    used = {name for row in RECORDED for name, _ in row["program"]["steps"]}
    assert used == {row.name for row in OPERATIONS}


# ---------------------------------------------------------------- Jacobians


class Products:
    """J, vᵀJ and J·t of several outputs of a seeded program, here and elsewhere."""

    def __init__(self, seed):
        self.program = programs.seeded_program(seed)
        self.places = programs.several_outputs(self.program, seed)
        rng = random.Random(seed)
        self.v = [rng.uniform(-2, 2) for _ in self.places]
        self.t = [rng.uniform(-2, 2) for _ in self.program["leaves"]]

    def outputs(self, leaves, functions):
        values = programs.run_all(self.program, leaves, functions)
        return tuple(values[place] for place in self.places)

    def assert_same(self, theirs):
        leaves = [Value(number) for number in self.program["leaves"]]
        ys = self.outputs(leaves, programs.in_minigrad())
        sizes = [programs.magnitudes(y) for y in ys]
        bounds = [[size.get(x, 0.0) for x in leaves] for size in sizes]
        for mode in ("reverse", "forward"):
            rows = zip(jacobian(ys, leaves, mode), theirs["J"], bounds, strict=True)
            for row in rows:
                assert_close(*row)
        columns = list(zip(*bounds, strict=True))
        assert_close(vjp(ys, leaves, self.v), theirs["vJ"], [weigh(self.v, c) for c in columns])
        assert_close(jvp(ys, leaves, self.t), theirs["Jt"], [weigh(self.t, r) for r in bounds])


def weigh(factors, sizes):
    return math.fsum(abs(x) * size for x, size in zip(factors, sizes, strict=True))


def assert_close(mine, theirs, bounds):
    for x, y, bound in zip(mine, theirs, bounds, strict=True):
        assert x == y or abs(x - y) <= TOLERANCE * bound, (x, y, bound)


def numbers(results):
    return [float(each) for each in results]


@pytest.mark.parametrize("seed", range(100))
def test_jacobians_and_products_agree_with_pytorch(seed):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: extra 'parity'")
    products = Products(seed)

    def tensors(given):
        return tuple(torch.tensor(x, dtype=torch.float64) for x in given)

    def f(*leaves):
        return products.outputs(leaves, programs.in_torch(torch))

    at = tensors(products.program["leaves"])
    functional = torch.autograd.functional
    _, v_times_j = functional.vjp(f, at, tensors(products.v))
    _, j_times_t = functional.jvp(f, at, tensors(products.t))
    whole = [numbers(row) for row in functional.jacobian(f, at)]
    products.assert_same({"J": whole, "vJ": numbers(v_times_j), "Jt": numbers(j_times_t)})


@pytest.mark.parametrize("seed", range(30))
def test_jacobians_and_products_agree_with_jax(jax, seed):
    products = Products(seed)

    def f(*leaves):
        return products.outputs(leaves, programs.in_jax())

    def arrays(given):
        return tuple(map(jax.numpy.float64, given))

    at = arrays(products.program["leaves"])
    ys, pull = jax.vjp(f, *at)
    _, j_times_t = jax.jvp(f, at, arrays(products.t))
    units = [arrays([i == j for j in range(len(ys))]) for i in range(len(ys))]
    whole = [numbers(pull(unit)) for unit in units]
    v_times_j = numbers(pull(arrays(products.v)))
    products.assert_same({"J": whole, "vJ": v_times_j, "Jt": numbers(j_times_t)})


FUNCTIONS_OF_JAX = [
    (lambda x: x**5, lambda jax, x: x**5),
    (lambda x: x.sin(), lambda jax, x: jax.numpy.sin(x)),
    (lambda x: (x * x).tanh() / x, lambda jax, x: jax.numpy.tanh(x * x) / x),
    (lambda x: (x.softplus() * x).exp(), lambda jax, x: jax.numpy.exp(jax.nn.softplus(x) * x)),
    (lambda x: logsumexp([x, 2 * x]), lambda jax, x: jax.numpy.logaddexp(x, 2 * x)),
    (lambda x: 3.0, lambda jax, x: 3.0),
]


@pytest.mark.parametrize(("mine", "theirs"), FUNCTIONS_OF_JAX, ids=range(len(FUNCTIONS_OF_JAX)))
def test_grad_of_grad_of_grad_is_that_of_jax(jax, mine, theirs):
    other = partial(theirs, jax)
    for _ in range(3):
        mine, other = grad(mine), jax.grad(other)
        assert mine(0.7) == pytest.approx(float(other(0.7)), rel=1e-12, abs=1e-12)


def test_argnums_are_those_of_jax(jax):
    def f(x, y, z):
        return x * y**3 - z / x

    for argnums in (0, 1, (2, 0), (1,)):
        value, slopes = value_and_grad(f, argnums)(2.0, 3.0, 5.0)
        other, others = jax.value_and_grad(f, argnums)(2.0, 3.0, 5.0)
        assert value == float(other)
        assert jax.tree.map(float, others) == slopes


# ---------------------------------------------------------------- networks

ACTIVATIONS_OF_JAX = {
    "linear": lambda jax, z: z,
    "tanh": lambda jax, z: jax.numpy.tanh(z),
    "sigmoid": lambda jax, z: jax.nn.sigmoid(z),
    "relu": lambda jax, z: jax.nn.relu(z),
    "leaky_relu": lambda jax, z: jax.nn.leaky_relu(z, 0.01),
    "softplus": lambda jax, z: jax.nn.softplus(z),
}
LOSSES_OF_JAX = {  # each with targets for two outputs
    losses.squared_error: (lambda jax, a, y: 0.5 * ((a - y) ** 2).sum(), [0.5, -1.0]),
    losses.mse_loss: (lambda jax, a, y: ((a - y) ** 2).mean(), [0.5, -1.0]),
    losses.hinge_loss: (lambda jax, a, y: jax.nn.relu(1 - y * a).mean(), [1, -1]),
    losses.binary_cross_entropy_with_logits: (
        lambda jax, a, y: (jax.nn.softplus(a) - y * a).mean(),
        [1, 0.25],
    ),
    losses.cross_entropy: (lambda jax, a, y: -jax.nn.log_softmax(a)[y], 1),
}


def is_loss(thing):
    return getattr(thing, "__module__", "") == losses.__name__ and thing.__name__[0] != "_"


def test_every_loss_has_its_formula_in_jax():
    public = {f for f in map(partial(getattr, losses), vars(losses)) if is_loss(f)}
    assert public == set(LOSSES_OF_JAX)


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES_OF_JAX, ids=lambda loss: loss.__name__)
def test_a_network_agrees_with_jax(jax, loss, activation, fused):
    formula, y = LOSSES_OF_JAX[loss]
    network, x = MLP(3, [4, 3, 2], activation, fused=fused, seed=2), [0.5, -1.2, 2.0]
    cost = loss(network(x), y)
    cost.backward()

    def f(layers):
        a = jax.numpy.array(x)
        for number, (w, b) in enumerate(layers, 1):
            name = activation if number < len(layers) else "linear"
            a = ACTIVATIONS_OF_JAX[name](jax, w @ a + b)
        return formula(jax, a, jax.numpy.array(y))

    def arrays(of):
        return [
            (
                jax.numpy.array([[of(w) for w in neuron.w] for neuron in layer.neurons]),
                jax.numpy.array([of(neuron.b) for neuron in layer.neurons]),
            )
            for layer in network.layers
        ]

    value, slopes = jax.value_and_grad(f)(arrays(lambda parameter: parameter.data))
    sums = programs.magnitudes(cost)
    assert abs(cost.data - value) <= TOLERANCE * max(1, cost.data)
    mine, bounds = arrays(lambda p: p.grad), arrays(lambda p: sums[p])
    for x, y, bound in zip(*map(jax.tree.leaves, (mine, slopes, bounds)), strict=True):
        assert (abs(x - y) <= TOLERANCE * bound).all()


# ---------------------------------------------------------------- laws


@settings(drawn, max_examples=75)
@given(program_strategy())
def test_a_random_graph_obeys_the_laws_of_a_pass(program):
    obeys_the_laws_of_a_pass(program)


@pytest.mark.slow
@drawn
@given(program_strategy())
def test_many_random_graphs_obey_the_laws_of_a_pass(program):
    obeys_the_laws_of_a_pass(program)


def obeys_the_laws_of_a_pass(program):
    leaves, root = programs.run_minigrad(program)
    steps = list(root.backward_steps())
    order = topological_order(root)
    assert [step.node for step in steps] == order[::-1]
    assert {node.grad for node in order} == {0.0}

    root.backward()
    once = [node.grad for node in order]
    assert once[::-1] == [step.delta for step in steps]
    root.backward()
    assert [node.grad for node in order] == [2 * grad for grad in once]
    root.zero_grad()
    assert {node.grad for node in order} == {0.0}

    again = programs.run_minigrad(program)[1]
    assert [node.data for node in topological_order(again)] == [node.data for node in order]
    assert all(isinstance(leaf, Value) for leaf in leaves)
