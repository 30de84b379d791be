"""Products with the Jacobian and whole ones: by hand, in both modes, counted, and for functions."""

import math
import random

import numpy
import pytest

from minigrad import Value, total, weighted_sum
from minigrad.jacobian import WorkCount, grad, jacobian, jvp, value_and_grad, vjp
from tests import programs
from tests.operations import OPERATIONS
from tests.programs import magnitudes

TOLERANCE = 1e-12  # of Σ|contributions|


def leaves_and_values(seed):
    program = programs.seeded_program(seed)
    leaves = [Value(number) for number in program["leaves"]]
    values = programs.run_all(program, leaves, programs.in_minigrad())
    return leaves, [values[i] for i in programs.several_outputs(program, seed)], values


def all_magnitudes(outputs, inputs):
    return [[magnitudes(y).get(x, 0.0) for x in inputs] for y in outputs]


def dot(xs, ys):
    return math.fsum(x * y for x, y in zip(xs, ys, strict=True))


def assert_close(mine, theirs, bounds):
    for x, y, bound in zip(mine, theirs, bounds, strict=True):
        assert x == y or abs(x - y) <= TOLERANCE * bound, (x, y, bound)


# ---------------------------------------------------------------- by hand


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_a_jacobian_by_hand(mode):
    a, b, c = Value(2.0), Value(3.0), Value(5.0)
    outputs = [a * b, a, a * b * b, Value(7.0), a]
    assert jacobian(outputs, [a, b, c], mode) == [
        [3, 2, 0],
        [1, 0, 0],
        [9, 12, 0],
        [0] * 3,
        [1, 0, 0],
    ]


def test_a_linear_map_gives_its_matrix():
    rows = [[1.0, -2.0, 3.0], [0.0, 4.0, -5.0]]
    xs = [Value(1.0), Value(2.0), Value(3.0)]
    ys = [weighted_sum(row, xs) for row in rows]
    assert jacobian(ys, xs) == jacobian(ys, xs, "forward") == rows
    assert vjp(ys, xs, [10.0, 1.0]) == [10.0, -16.0, 25.0]
    assert jvp(ys, xs, [1.0, 10.0, 100.0]) == [281.0, -460.0]


def test_the_same_output_twice_gets_both_seeds():
    x = Value(3.0)
    y = x * x
    assert vjp([y, y], [x], [1.0, 10.0]) == [66.0]
    assert jvp([y, y], [x], [2.0]) == [12.0, 12.0]


def test_an_output_that_is_an_input():
    a, b = Value(2.0), Value(3.0)
    assert vjp([a, a * b], [a, b], [1.0, 10.0]) == [31.0, 20.0]
    assert jvp([a, a * b], [a, b], [1.0, 10.0]) == [1.0, 23.0]


def test_an_output_below_another_output():
    x = Value(3.0)
    h = x * x
    assert vjp([h, 2 * h], [x], [1.0, 10.0]) == [126.0]


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_an_input_inside_the_graph_is_nudged_after_it_was_computed(mode):
    x = Value(3.0)
    h = x * x
    y = h + x
    assert jacobian([y, h], [x, h], mode) == [[7.0, 1.0], [6.0, 1.0]]
    assert jacobian([y, h], [h], mode) == [[1.0], [1.0]]
    y.backward()
    assert (x.grad, h.grad) == (7.0, 1.0)  # .grad means the same


def test_inner_inputs_mean_what_they_mean_to_pytorch():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: extra 'parity'")
    x = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)
    h = x * x
    assert [g.item() for g in torch.autograd.grad(h + x, [x, h])] == [7.0, 1.0]


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_nothing_in_or_out(mode):
    x = Value(3.0)
    assert jacobian([], [x], mode) == []
    assert jacobian([x * x, x], [], mode) == [[], []]
    assert vjp([], [x], []) == [0.0] and vjp([x], [], [1.0]) == []
    assert jvp([], [x], [1.0]) == [] and jvp([x], [], []) == [0.0]


def test_integers_become_floats():
    x = Value(3.0)
    assert all(type(number) is float for number in (*vjp([x], [x], [2]), *jvp([x], [x], [2])))


# ---------------------------------------------------------------- the two modes


@pytest.mark.parametrize("seed", range(100))
def test_both_modes_and_products_agree_on_random_programs(seed):
    leaves, outputs, values = leaves_and_values(seed)
    rng = random.Random(seed)
    inner = [values[rng.randrange(len(leaves), len(values))] for _ in range(2)]
    inputs = list(dict.fromkeys([*leaves, *inner]))
    sizes = all_magnitudes(outputs, inputs)
    reverse, forward = (jacobian(outputs, inputs, mode) for mode in ("reverse", "forward"))
    for row, other, bounds in zip(reverse, forward, sizes, strict=True):
        assert_close(row, other, bounds)

    v = [rng.uniform(-2, 2) for _ in outputs]
    t = [rng.uniform(-2, 2) for _ in inputs]
    columns = list(zip(*reverse, strict=True))
    assert_close(
        vjp(outputs, inputs, v),
        [dot(v, column) for column in columns],
        [dot(map(abs, v), column) for column in zip(*sizes, strict=True)],
    )
    assert_close(
        jvp(outputs, inputs, t),
        [dot(row, t) for row in reverse],
        [dot(row, map(abs, t)) for row in sizes],
    )
    assert {value.grad for value in values} == {0.0}


@pytest.mark.parametrize("row", OPERATIONS, ids=[row.name for row in OPERATIONS])
def test_both_modes_agree_bit_for_bit_on_one_operation(row):
    for point in row.points:
        inputs = [Value(x) for x in point]
        y = row.function(*inputs)
        if y.inputs and set(y.inputs) <= set(inputs):  # one node: no sums to be rounded
            assert jacobian([y], inputs) == jacobian([y], inputs, "forward")


def test_a_chain_may_be_far_deeper_than_the_recursion_limit():
    x = Value(1.0)
    y = x
    for _ in range(20_000):
        y = y + 1
    assert vjp([y], [x], [2.0]) == [2.0]
    assert jvp([y], [x], [2.0]) == [2.0]
    work = WorkCount()
    assert jacobian([y], [x], work=work) == [[1.0]]
    assert (work.passes, work.rules, work.numbers) == (1, 40_001, 40_001)
    assert grad(lambda x: chained(x, 20_000))(1.0) == 1.0


def chained(x, n):
    for _ in range(n):
        x = x + 1
    return x


# ---------------------------------------------------------------- work


@pytest.mark.parametrize(("n_inputs", "n_outputs"), [(1, 1), (5, 1), (1, 5), (3, 4)])
def test_costs_are_counted_exactly(n_inputs, n_outputs):
    inputs = [Value(float(i)) for i in range(n_inputs)]
    shared = total(inputs).tanh()
    outputs = [shared * shared for _ in range(n_outputs)]
    n_nodes = n_inputs + 2 + n_outputs
    below = n_inputs + 3  # the nodes of one output: reverse walks each output alone
    for mode, passes, nodes in (("reverse", n_outputs, below), ("forward", n_inputs, n_nodes)):
        work = WorkCount()
        jacobian(outputs, inputs, mode, work)
        assert (work.passes, work.rules) == (passes, passes * nodes)
        assert work.numbers == max(nodes, n_outputs * n_inputs)
    work = WorkCount()
    vjp(outputs, inputs, [1.0] * n_outputs, work)
    jvp(outputs, inputs, [1.0] * n_inputs, work)
    assert repr(work) == f"2 passes, {2 * n_nodes} rules, {n_nodes} numbers"


def test_the_counted_rules_are_those_that_ran(monkeypatch):
    x = Value(0.5)
    y = (x * x).tanh() + x
    nodes = [y, *y.inputs, *y.inputs[0].inputs]
    ran = []
    for node in nodes:
        rule = node._backward
        node._backward = lambda delta, rule=rule: ran.append(rule) or rule(delta)
    for product in (vjp, jvp):
        ran.clear()
        work = WorkCount()
        product([y], [x], [1.0], work)
        assert len(ran) == work.rules == 4


# ---------------------------------------------------------------- what is refused

X = Value(3.0)
REFUSED = {
    "v too short": (
        lambda: vjp([X, X], [X], [1]),
        ValueError,
        r"vjp\(\) needs 2 numbers as v, got 1",
    ),
    "v too long": (
        lambda: vjp([X], [X], [1, 2]),
        ValueError,
        r"vjp\(\) needs 1 numbers as v, got 2",
    ),
    "v a text": (lambda: vjp([X, X], [X], "ab"), TypeError, r"needs numbers as v, got str 'a'"),
    "tangents of text": (
        lambda: jvp([X], [X], ["1"]),
        TypeError,
        r"jvp\(\) needs numbers as tangents, got str '1'",
    ),
    "v a number": (lambda: vjp([X], [X], 1.0), TypeError, r"vjp\(\) needs a list of numbers as v"),
    "tangents": (
        lambda: jvp([X], [X], []),
        ValueError,
        r"jvp\(\) needs 1 numbers as tangents, got 0",
    ),
    "output alone": (lambda: vjp(X, [X], [1]), TypeError, r"as outputs, got Value.*write \[x\]"),
    "input alone": (
        lambda: jacobian([X], X),
        TypeError,
        r"jacobian\(\) needs a list of Values as inp",
    ),
    "numbers": (lambda: jacobian([X], [3.0]), TypeError, r"list of Values as inputs, got \[3\.0\]"),
    "twice": (lambda: jvp([X], [X, X], [1, 1]), ValueError, "every input once, got one twice"),
    "mode": (
        lambda: jacobian([X], [X], "both"),
        ValueError,
        'mode "reverse" or "forward", got \'both\'',
    ),
    "argnums 1": (lambda: grad(lambda x: x, 1)(1.0), ValueError, "from 0 to 0, got 1"),
    "argnums -1": (lambda: grad(lambda x: x, -1)(1.0), ValueError, "from 0 to 0, got -1"),
    "argnums a name": (
        lambda: grad(lambda x: x, "x"),
        TypeError,
        "position as argnums, .* got 'x'",
    ),
    "argnums twice": (
        lambda: grad(lambda x: x, (0, 0)),
        TypeError,
        r"different ones, got \(0, 0\)",
    ),
    "argnums True": (lambda: grad(lambda x: x, True), TypeError, "got True"),
    "a list back": (
        lambda: grad(lambda x: [x])(1.0),
        TypeError,
        "that returns one Value, got list",
    ),
    "nothing back": (
        lambda: grad(lambda x: None)(1.0),
        TypeError,
        "that returns one Value, got NoneType",
    ),
    "text as argument": (
        lambda: grad(lambda x: x)("1"),
        TypeError,
        "combines with numbers and Values, got str",
    ),
    "captured": (
        lambda: grad(lambda x: grad(lambda y: x * y)(1.0))(2.0),
        ValueError,
        r"every variable as an argument, got one from outside: write grad\(g\)\(y, x\)",
    ),
}


@pytest.mark.parametrize(("call", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


# ---------------------------------------------------------------- functions of numbers


def test_grad_takes_argnums_as_jax_does():
    def f(x, y, z):
        return x * y + z**2

    assert grad(f)(2.0, 3.0, 5.0) == 3.0
    assert grad(f, 2)(2.0, 3.0, 5.0) == 10.0
    assert grad(f, (2, 0))(2.0, 3.0, 5.0) == (10.0, 3.0)
    assert grad(f, [1])(2.0, 3.0, 5.0) == (2.0,)
    assert value_and_grad(f, 1)(2, 3, 5) == (31.0, 2.0)


def test_a_constant_has_the_derivative_0():
    for constant in (3, 3.0, Value(3.0), numpy.float32(3.0)):
        assert value_and_grad(lambda x, c=constant: c)(2.0) == (3.0, 0.0)
        assert grad(grad(lambda x, c=constant: c))(2.0) == 0.0
    assert grad(grad(lambda x: 5 * x))(2.0) == 0.0


def test_the_arguments_of_the_caller_are_not_touched():
    x = Value(3.0)
    assert grad(lambda x: x * x)(x).data == 6.0
    assert (x.grad, x.inputs) == (0.0, ())


NESTED = {
    "x**5": (lambda x: x**5, 2.0, [80.0, 160.0, 240.0, 240.0]),
    "product": (lambda x: x * x * x, 2.0, [12.0, 12.0, 6.0, 0.0]),
    "sin": (Value.sin, 0.5, [math.cos(0.5), -math.sin(0.5), -math.cos(0.5), math.sin(0.5)]),
    "exp": (lambda x: (2 * x).exp(), 0.5, [2**k * math.e for k in (1, 2, 3, 4)]),
    "log": (Value.log, 2.0, [1 / 2, -1 / 4, 2 / 8, -6 / 16]),
    "1/x": (lambda x: 1 / x, 2.0, [-1 / 4, 2 / 8, -6 / 16, 24 / 32]),
    "sqrt": (Value.sqrt, 4.0, [1 / 4, -1 / 32, 3 / 256, -15 / 2048]),
    "relu": (lambda x: x.relu() * x, 2.0, [4.0, 2.0, 0.0, 0.0]),
}


@pytest.mark.parametrize(("f", "x", "derivatives"), NESTED.values(), ids=NESTED)
def test_grad_of_grad_is_the_next_derivative(f, x, derivatives):
    for derivative in derivatives:
        f = grad(f)
        assert f(x) == pytest.approx(derivative, rel=1e-13, abs=1e-13)


def test_nested_calls_share_variables_through_arguments():
    def inner(y, x):
        return x * y * y  # its derivative by y is 2xy

    assert grad(lambda x: x * grad(inner)(x, x))(3.0) == 54.0  # of 2x³
    assert grad(lambda x, y: grad(inner)(y, x), (0, 1))(3.0, 5.0) == (10.0, 6.0)
    assert grad(lambda x: grad(inner)(5.0, 2.0) * x)(3.0) == 20.0


@pytest.mark.parametrize("row", OPERATIONS, ids=[row.name for row in OPERATIONS])
def test_second_derivatives_of_every_operation_are_slopes_of_the_first(row):
    h = 1e-5
    for point in row.points:
        for i in range(len(point)):
            first = grad(row.function, i)
            above, below = ([*point[:i], point[i] + d, *point[i + 1 :]] for d in (h, -h))
            measured = (first(*above) - first(*below)) / (2 * h)
            assert grad(first, i)(*point) == pytest.approx(measured, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_an_infinite_slope_stays_in_its_own_entry(mode):
    x0, x1 = Value(0.0), Value(1.0)
    J = jacobian([x0.sqrt(), 2 * x1, x0.sqrt() + x1], [x0, x1], mode)
    assert [[math.inf, 0.0], [0.0, 2.0], [math.inf, 1.0]] == J


def test_what_no_nudge_reaches_has_no_tangent():
    x0, x1 = Value(0.0), Value(1.0)
    assert jvp([x0.sqrt(), 2 * x1], [x1], [1.0]) == [0.0, 2.0]


def test_behind_a_relu_that_is_off_forward_meets_0_times_inf():
    x = Value(-1.0)
    assert jacobian([x.relu().sqrt()], [x]) == [[0.0]]
    assert math.isnan(jacobian([x.relu().sqrt()], [x], "forward")[0][0])
