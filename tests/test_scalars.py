"""The functions of rules, where the laws of the operations do not reach them."""

import math

import pytest

from minigrad import Value, scalars
from tests.symbol import Symbol, run

INF, NAN = math.inf, math.nan


@pytest.mark.parametrize("x", [-1e308, -746.0, -1.0, -0.0, 0.0, 1.0, 746.0, 1e308, -INF, INF])
def test_functions_of_any_number_stay_inside_their_range(x):
    assert 0.0 <= scalars.sigmoid(x) <= 1.0
    assert scalars.softplus(x) >= max(x, 0.0)
    assert -1.0 <= scalars.tanh(x) <= 1.0


@pytest.mark.parametrize("x", [-700.0, -30.0, -3.0, 0.0, 2.0, 30.0])
def test_sigmoid_and_softplus_keep_their_digits(x):
    assert scalars.sigmoid(x) == pytest.approx(1 / (1 + math.exp(-x)), rel=1e-15, abs=0)
    assert scalars.softplus(x) == pytest.approx(math.log1p(math.exp(x)), rel=1e-15, abs=0)


def test_sine_and_cosine_of_infinity_are_nan():
    assert all(math.isnan(f(x)) for f in (scalars.sin, scalars.cos) for x in (INF, -INF, NAN))


@pytest.mark.parametrize(
    ("x", "y", "larger"),
    [(1.0, 2.0, 2.0), (-1.0, -2.0, -1.0), (0.0, -0.0, 0.0), (-0.0, -0.0, -0.0), (INF, 1.0, INF)],
)
def test_maximum_does_not_depend_on_the_order(x, y, larger):
    assert repr(scalars.maximum(x, y)) == repr(scalars.maximum(y, x)) == repr(larger)
    assert math.isnan(scalars.maximum(x, NAN))
    assert math.isnan(scalars.maximum(NAN, x))


@pytest.mark.parametrize(
    ("x", "chosen"),
    [(-2.0, 0), (-0.0, 0), (0.0, 0), (5e-324, 1), (INF, 1), (-INF, 0)],
)
def test_a_choice_at_and_beside_the_kink(x, chosen):
    assert scalars.if_positive(x, 1, 0) == chosen


def test_nan_passes():
    assert math.isnan(scalars.relu(NAN))
    assert math.isnan(scalars.log(NAN))
    assert math.isnan(scalars.if_positive(NAN, 1.0, 0.0))


def test_relu_of_minus_0_is_0():
    assert math.copysign(1.0, scalars.relu(-0.0)) == 1.0


def test_a_left_sum_adds_from_the_left():
    numbers = [1e16, 1.0, -1e16, 1.0]
    assert scalars.left_sum(numbers) == 1.0  # 2.0 when compensated
    assert scalars.left_sum([], start=3.0) == 3.0


@pytest.mark.parametrize(
    ("xs", "expected"),
    [
        ([1000.0, 1000.0], 1000 + math.log(2)),
        ([-1000.0, -1000.0], -1000 + math.log(2)),
        ([1e308, -1e308], 1e308),
        ([INF, 1.0], INF),
        ([INF, INF], INF),
        ([-INF, -INF], -INF),
        ([-INF, 3.0], 3.0),
    ],
)
def test_logsumexp_does_not_overflow(xs, expected):
    assert scalars.logsumexp(xs) == pytest.approx(expected, rel=1e-15, abs=0)


@pytest.mark.parametrize("xs", [[NAN, 1.0], [1.0, NAN], [INF, NAN], [NAN]])
def test_logsumexp_of_nan_is_nan(xs):
    assert math.isnan(scalars.logsumexp(xs))


@pytest.mark.parametrize(
    ("x", "y", "slope"),
    [
        (0.0, 0.0, 0.0),
        (0.0, 1.0, 1.0),
        (0.0, 0.5, INF),
        (-0.0, 0.5, INF),
        (1e-200, -1.0, -INF),
        (-1e-200, -1.0, -INF),
        (1e-200, -2.0, -INF),
        (-1e-200, -2.0, INF),
        (INF, 2.0, INF),
        (-INF, 3.0, INF),
        (INF, 0.0, 0.0),
        (NAN, 0.0, 0.0),
    ],
)
def test_the_slope_of_a_power_is_a_number_everywhere(x, y, slope):
    assert scalars.power_slope(x, y) == slope


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [(-2.0, NAN, NAN), (NAN, 0.5, NAN), (-2.0, INF, INF), (-2.0, -INF, 0.0), (INF, -1.0, 0.0)],
)
def test_nan_and_infinity_are_no_reason_to_refuse_a_power(x, y, expected):
    assert scalars.power(x, y) == pytest.approx(expected, abs=0, nan_ok=True)


def test_an_unknown_exponent_of_a_known_base_is_written_like_any_other():
    code = []
    slope = scalars.power_slope(0.0, Symbol("y", code))
    assert run(code, y=0.5)[slope.name] == INF
    assert scalars.power_slope(2.0, Value(3.0)).data == 12.0


def test_a_symbol_refuses_to_choose():
    with pytest.raises(TypeError, match="where"):
        max(Symbol("x", code := []), Symbol("y", code))
