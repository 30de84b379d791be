"""Second derivatives from rules that run on Values, against formulas, the graph and JAX."""

import math

import pytest

from minigrad import logsumexp, topological_order, weighted_sum
from minigrad.jacobian import grad, gradient_graph, hessian, hessian_vector_product
from viz import draw


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def test_hessian_of_rosenbrock():
    x, y = 0.7, -1.3
    expected = [[2 - 400 * (y - 3 * x * x), -400 * x], [-400 * x, 200]]
    for row, formula in zip(hessian(rosenbrock)(x, y), expected, strict=True):
        assert row == pytest.approx(formula, rel=1e-13)


def test_the_hessian_of_logsumexp_is_that_of_softmax():
    numbers = [0.3, -1.2, 2.0]
    powers = [math.exp(x) for x in numbers]
    p = [power / sum(powers) for power in powers]
    expected = [[p[i] * (i == j) - p[i] * p[j] for j in range(3)] for i in range(3)]
    found = hessian(lambda *xs: logsumexp(xs))(*numbers)
    assert [x for row in found for x in row] == pytest.approx(
        [x for row in expected for x in row], rel=1e-10, abs=1e-14
    )


def test_hessian_vector_product_is_the_hessian_times_v():
    numbers, v = [0.7, -1.3], [2.0, -3.0]
    rows = hessian(rosenbrock)(*numbers)
    expected = [sum(h * vi for h, vi in zip(row, v, strict=True)) for row in rows]
    assert hessian_vector_product(rosenbrock)(numbers, v) == pytest.approx(expected, rel=1e-13)


def test_the_graph_of_a_gradient_can_be_drawn():
    leaves, slopes = gradient_graph(lambda x: x.tanh() * x, 0.5)
    assert set(leaves) <= set(topological_order(slopes[0]))
    assert "tanh" in draw(slopes[0]).dot


def test_a_constant_slope_has_no_second_derivative():
    assert hessian(lambda x, y: 2 * x + y)(1.0, 2.0) == [[0.0, 0.0], [0.0, 0.0]]


def test_poles_are_infinite_or_refused_clearly():
    assert hessian(lambda x: x**1.5)(0.0) == [[math.inf]]
    assert hessian(lambda x: x**0.5)(0.0) == [[-math.inf]]
    assert hessian(lambda x: x.sqrt())(0.0) == [[-math.inf]]
    assert grad(grad(grad(lambda x: x.sqrt())))(0.0) == math.inf
    with pytest.raises(ZeroDivisionError, match="a negative power needs a base other than 0"):
        hessian(lambda x: x**-1)(0.0)


def network(*numbers):
    hidden = [
        weighted_sum(numbers[3 * k : 3 * k + 2], [0.5, -1.2], numbers[3 * k + 2]).tanh()
        for k in range(2)
    ]
    return (hidden[0] * hidden[1] + hidden[0].sigmoid()).softplus()


def test_a_small_network_agrees_with_jax():
    jax = pytest.importorskip("jax", reason="compares with JAX: the extra parity")
    jax.config.update("jax_enable_x64", True)

    def same(p):
        x = jax.numpy.array([0.5, -1.2])
        a = [jax.numpy.tanh(p[3 * k : 3 * k + 2] @ x + p[3 * k + 2]) for k in range(2)]
        return jax.nn.softplus(a[0] * a[1] + jax.nn.sigmoid(a[0]))

    numbers = [0.3, -0.7, 0.1, 0.9, 0.2, -0.4]
    expected = jax.hessian(same)(jax.numpy.array(numbers)).tolist()
    for row, reference in zip(hessian(network)(*numbers), expected, strict=True):
        assert row == pytest.approx(reference, rel=1e-10, abs=1e-13)


def test_numbers_come_back_as_floats():
    assert all(type(h) is float for row in hessian(rosenbrock)(1, 2) for h in row)
