"""The same traced source on NumPy arrays of a whole batch."""

import math

import numpy as np
import pytest

from minigrad.losses import mse_loss
from minigrad.nn import MLP
from minigrad.trace import trace
from tests.operations import OPERATIONS


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.name)
def test_every_operation_runs_on_arrays(row):
    n = row.n_inputs
    traced = trace(lambda s, *xs: s * row.function(*xs), 1.5, *row.points[0], argnums=range(n + 1))
    columns = [np.array(column) for column in zip(*row.points, strict=True)]
    values, slopes = trace(
        lambda s, *xs: s * row.function(*xs), 1.5, *row.points[0]
    ).array_value_and_grad(1.5, *columns)
    expected = [traced.value_and_grad(1.5, *point) for point in row.points]
    assert values == pytest.approx([value for value, _ in expected], rel=1e-13, abs=1e-15)
    assert slopes == pytest.approx(math.fsum(grads[0] for _, grads in expected), rel=1e-12)


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "softplus"])
def test_a_batch_agrees_with_the_loop(activation):
    network = MLP(2, [5, 1], activation, seed=1)
    xs, ys = [[0.3 * i, 1.0 - 0.2 * i] for i in range(9)], [[float(i % 2)] for i in range(9)]
    traced = trace(lambda m, x, y: mse_loss(m(x), y), network, xs[0], ys[0])
    looped, by_loop = traced.batch_value_and_grad(network, xs, ys)
    columns = [np.array(column) for column in zip(*xs, strict=True)]
    values, by_arrays = traced.array_value_and_grad(network, columns, [np.array(ys)[:, 0]])
    assert list(values) == pytest.approx(looped, rel=1e-13)
    assert by_arrays == pytest.approx(by_loop, rel=1e-12, abs=1e-15)


def test_a_number_out_of_domain_is_refused():
    traced = trace(lambda s, x: s * x.log(), 1.0, 2.0)
    with pytest.raises(FloatingPointError):
        traced.array_value_and_grad(1.0, np.array([1.0, -1.0]))


def test_what_does_not_depend_on_the_samples_counts_for_each_of_them():
    traced = trace(lambda w, x: w * w, 2.0, 1.0)
    values, slope = traced.array_value_and_grad(2.0, np.arange(5.0))
    assert list(values) == [4.0] * 5 and slope == 20.0
    assert traced.batch_value_and_grad(2.0, [0.0, 1.0, 2.0, 3.0, 4.0]) == (list(values), slope)
