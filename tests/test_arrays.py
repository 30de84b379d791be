"""The same traced source on arrays of a whole batch, by NumPy and by JAX."""

import math
import sys

import numpy as np
import pytest

from minigrad.losses import mse_loss
from minigrad.nn import MLP
from minigrad.trace import trace
from tests.operations import OPERATIONS


@pytest.fixture(scope="module", params=["numpy", "jax"])
def to(request):
    if request.param == "jax":
        pytest.importorskip("jax", reason="JAX is not installed: extra 'jax'")
    return request.param


@pytest.fixture(scope="module")
def square(to):
    """s·x·x and its slope by s, compiled once for all tests."""
    return trace(lambda s, x: s * x * x, 1.0, 2.0).compile(to)


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.name)
def test_every_operation_runs_on_arrays(row):
    n = row.n_inputs
    traced = trace(lambda s, *xs: s * row.function(*xs), 1.5, *row.points[0], argnums=range(n + 1))
    columns = [np.array(column) for column in zip(*row.points, strict=True)]
    values, slopes = trace(lambda s, *xs: s * row.function(*xs), 1.5, *row.points[0]).compile(
        "numpy"
    )(1.5, *columns)
    expected = [traced.value_and_grad(1.5, *point) for point in row.points]
    assert values == pytest.approx([value for value, _ in expected], rel=1e-13, abs=1e-15)
    assert slopes == pytest.approx(math.fsum(grads[0] for _, grads in expected), rel=1e-12)


def test_every_operation_runs_in_jax():
    """All in one function, which XLA compiles once."""
    pytest.importorskip("jax", reason="JAX is not installed: extra 'jax'")

    def f(scales, points):
        values = [
            s * row.function(*xs) for s, xs, row in zip(scales, points, OPERATIONS, strict=True)
        ]
        return sum(values[1:], values[0])

    scales = [1.0 + i for i in range(len(OPERATIONS))]
    samples = [[row.points[i % len(row.points)] for row in OPERATIONS] for i in range(3)]
    traced = trace(f, scales, samples[0])
    columns = [list(zip(*each, strict=True)) for each in zip(*samples, strict=True)]
    values, slopes = traced.compile("jax")(scales, columns)
    expected, by_loop = traced.batch_value_and_grad(scales, samples)
    assert list(values) == pytest.approx(expected, rel=1e-13)
    sizes = [
        sum(abs(traced.value_and_grad(scales, x)[1][i]) for x in samples)
        for i in range(len(scales))
    ]
    for slope, looped, size in zip(slopes, by_loop, sizes, strict=True):
        assert abs(slope - looped) <= 1e-12 * size


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "softplus"])
def test_a_batch_agrees_with_the_loop(activation):
    network = MLP(2, [5, 1], activation, seed=1)
    xs, ys = [[0.3 * i, 1.0 - 0.2 * i] for i in range(9)], [[float(i % 2)] for i in range(9)]
    traced = trace(lambda m, x, y: mse_loss(m(x), y), network, xs[0], ys[0])
    looped, by_loop = traced.batch_value_and_grad(network, xs, ys)
    columns = [np.array(column) for column in zip(*xs, strict=True)]
    values, by_arrays = traced.compile("numpy")(network, columns, [np.array(ys)[:, 0]])
    assert list(values) == pytest.approx(looped, rel=1e-13)
    assert by_arrays == pytest.approx(by_loop, rel=1e-12, abs=1e-15)


def test_a_gradient_has_the_structure_of_the_example(to):
    traced = trace(
        lambda p, x, q: p[0] * x[0] + p[1][0] * x[1] + q * x[0],
        [1.0, [2.0]],
        [1.0, 2.0],
        3.0,
        argnums=(2, 0),
    )
    run = traced.compile(to)
    values, slopes = run([1.0, [2.0]], np.array([[1.0, 2.0], [10.0, 20.0]]), 3.0)
    assert values.dtype == np.float64 and list(values) == [24.0, 48.0]
    assert slopes == (3.0, [3.0, [30.0]])
    assert traced.compile(to) is run


def test_where_an_array_is_given_the_gradient_is_one(to):
    run = trace(lambda p, x: p[0] * x[0] + p[1] * x[1], [1.0, 2.0], [1.0, 2.0]).compile(to)
    xs = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
    values, slope = run(np.array([1.0, 2.0]), xs)
    assert list(values) == [21.0, 42.0, 63.0] and slope.tolist() == [6.0, 60.0]
    assert run([1.0, 2.0], list(xs))[1] == [6.0, 60.0]
    with pytest.raises(ValueError, match=r"array \(2, samples\), got \(3, 2\): pass x.T"):
        run(np.array([1.0, 2.0]), xs.T)
    with pytest.raises(ValueError, match=r"argument p .* array \(2\), got \(3,\): trace again"):
        run(np.arange(3.0), xs)


def test_batches_of_all_sizes_are_whole(square, monkeypatch):
    for most in 16_384, 3:
        monkeypatch.setattr("minigrad.trace.compiled.CHUNK", {"numpy": most, "jax": most})
        for count in 7, 5, 4, 1, 0:
            values, slope = square(2.0, np.arange(count))
            assert list(values) == [2.0 * i * i for i in range(count)]
            assert slope == sum(i * i for i in range(count))


def test_a_number_out_of_domain_is_refused_with_its_sample(to):
    run = trace(lambda s, x: s * x.log(), 1.0, 2.0).compile(to)
    with pytest.raises(FloatingPointError, match=r"sample 1: log\(\) needs data > 0, got -1.0"):
        run(1.0, np.array([1.0, -1.0]))
    with pytest.raises(FloatingPointError, match=r"sample 0: log\(\) needs data > 0, got 0.0"):
        run(1.0, np.array([0.0, 1.0]))


def test_nan_that_is_given_flows_through_and_overflow_is_refused(square):
    values, slope = square(1.0, [1.0, math.nan])
    assert values[0] == 1.0 and math.isnan(values[1]) and math.isnan(slope)
    with pytest.raises(FloatingPointError, match=r"samples 0 to 1: .* too large"):
        square(1.0, [1.0, 1e200])


@pytest.mark.parametrize(
    ("xs", "error", "said"),
    [
        (2.0, TypeError, "an item for each sample as x, got float 2.0"),
        (["a", "b"], TypeError, r"needs real numbers as x, got list \['a', 'b'\]"),
        ([1j], TypeError, "needs real numbers as x"),
        ([[1.0], [2.0]], ValueError, r"array \(samples\), got \(2, 1\)"),
    ],
)
def test_what_is_no_array_of_samples_is_refused(square, xs, error, said):
    with pytest.raises(error, match=said):
        square(1.0, xs)


def test_what_does_not_depend_on_the_samples_counts_for_each_of_them(to):
    traced = trace(lambda w, u, x: w * w, 2.0, 1.0, 1.0, argnums=(0, 1))
    values, slopes = traced.compile(to)(2.0, 1.0, np.arange(5.0))
    assert list(values) == [4.0] * 5 and slopes == (20.0, 0.0)
    looped = traced.batch_value_and_grad(2.0, 1.0, [0.0, 1.0, 2.0, 3.0, 4.0])
    assert looped == (list(values), slopes)


def test_slopes_that_share_factors_are_told_apart(to):
    """Products of all kinds: alike, with a factor in common, with itself, a sum, and none."""
    start, xs = [0.5, -0.3, 0.7, 0.2, 1.1], [[0.3, 0.4], [-0.1, 2.0], [1.5, -0.7]]

    def f(p, x):
        a = (p[0] * x[0] + p[1] * x[1] + p[2]).tanh()
        return a * p[3] + p[0] * x[1] + p[4] * x[0] + x[0] * x[0]

    traced = trace(f, start, xs[0])
    expected, looped = traced.batch_value_and_grad(start, xs)
    values, slopes = traced.compile(to)(start, list(map(list, zip(*xs, strict=True))))
    assert list(values) == pytest.approx(expected, rel=1e-13)
    assert slopes == pytest.approx(looped, rel=1e-12)


def test_long_code_is_cut_into_pieces(to, monkeypatch):
    def zigzag(w, x):
        v = w
        for i in range(12):
            v = (v * x + w).tanh() if i % 4 == 0 else v * w - x
        return v

    monkeypatch.setattr("minigrad.trace.code.LONG", 9)
    monkeypatch.setattr("minigrad.trace.arrays.LONG", 9)
    monkeypatch.setattr("minigrad.trace.code.PIECE", 30)
    traced = trace(zigzag, 0.9, 0.5)
    values, slope = traced.compile(to)(0.8, [0.3, 0.4, -0.1])
    expected, looped = traced.batch_value_and_grad(0.8, [0.3, 0.4, -0.1])
    assert list(values) == pytest.approx(expected, rel=1e-13)
    assert slope == pytest.approx(looped, rel=1e-12)


def test_code_that_xla_would_compile_for_ever_is_refused_at_once(monkeypatch):
    monkeypatch.setattr("minigrad.trace.arrays.MOST", 3)
    traced = trace(lambda w, x: (w * x).tanh(), 1.0, 1.0)
    with pytest.raises(ValueError, match=r"at most 3 lines .* got 7, .* or use compile\('numpy'\)"):
        traced.compile("jax")


def test_jax_keeps_the_precision_that_the_program_has_set(square, to):
    if to == "numpy":
        pytest.skip("of JAX alone")
    import jax

    for wanted in False, True:
        with jax.enable_x64(wanted):
            values, _ = square(1.0, [0.1, 1 / 3])
            assert values[1] == 1 / 3 * (1 / 3) and values.dtype == np.float64
            assert jax.config.jax_enable_x64 is wanted


@pytest.mark.parametrize(("to", "title"), [("numpy", "NumPy"), ("jax", "JAX")])
def test_what_is_not_installed_is_named(to, title, monkeypatch):
    monkeypatch.setitem(sys.modules, to, None)
    with pytest.raises(RuntimeError, match=f"{title}, which is not installed: pip install {to}"):
        trace(lambda w, x: w * x, 1.0, 1.0).compile(to)


def test_only_known_ways_are_taken():
    traced = trace(lambda w, x: w * x, 1.0, 1.0)
    with pytest.raises(ValueError, match=r"compile\(\) needs to to be one of numpy, jax, got 'c'"):
        traced.compile("c")
    with pytest.raises(TypeError, match=r"needs 2 arguments \(w, x\), got 1"):
        traced.compile()(1.0)
