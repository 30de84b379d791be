"""Losses: their values and gradients, by hand and as in PyTorch, and what bad input gets."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minigrad import Value, topological_order
from minigrad.losses import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    hinge_loss,
    mse_loss,
    squared_error,
)
from tests.programs import magnitudes

TOLERANCE = 1e-12  # of Σ|contributions|, so that cancellation does not count as an error


def in_torch(torch, loss, a, y):
    """The same loss of PyTorch, or its formula where PyTorch has none."""
    functional = torch.nn.functional
    if loss is cross_entropy:
        return functional.cross_entropy(a[None], torch.tensor([y]))
    y = torch.tensor(y, dtype=a.dtype)
    if loss is squared_error:
        return 0.5 * ((a - y) ** 2).sum()
    if loss is hinge_loss:
        return torch.relu(1 - y * a).mean()
    return getattr(functional, loss.__name__)(a, y)


def value_and_slopes(loss, outputs, targets):
    leaves = [Value(a) for a in outputs]
    root = loss(leaves, targets)
    root.backward()
    return root, leaves


# --------------------------------------------------------------------------- recorded values

RECORDED = [  # loss, outputs, targets, value, ∂C/∂a; the last digits are those of PyTorch 2.13
    (squared_error, [3.0, -1.0], [1.0, 0.5], 3.125, [2.0, -1.5]),
    (squared_error, [0.5], [0.5], 0.0, [0.0]),
    (mse_loss, [3.0, -1.0, 2.0, 0.0], [1.0, 0.0, 2.0, 0.0], 1.25, [1.0, -0.5, 0.0, 0.0]),
    (mse_loss, [-2.0], [1], 9.0, [-6.0]),
    (hinge_loss, [0.25, 3.0, -1.0, 0.5], [1, 1, -1, -1], 0.5625, [-0.25, 0.0, 0.0, 0.25]),
    (hinge_loss, [1.0], [1.0], 0.0, [0.0]),
    (binary_cross_entropy_with_logits, [0.0], [0], math.log(2), [0.5]),
    (binary_cross_entropy_with_logits, [0.0], [1], math.log(2), [-0.5]),
    (binary_cross_entropy_with_logits, [0.0], [0.5], math.log(2), [0.0]),
    (
        binary_cross_entropy_with_logits,
        [0.5, -1.25, 3.0],
        [1.0, 0.0, 0.25],
        1.0081978056997405,
        [-0.1258468895993818, 0.07423337960843628, 0.2341913756074778],
    ),
    (binary_cross_entropy_with_logits, [800.0, -800.0], [0, 1], 800.0, [0.5, -0.5]),
    (binary_cross_entropy_with_logits, [800.0, -800.0], [1, 0], 0.0, [0.0, 0.0]),
    (binary_cross_entropy_with_logits, [800.0, -800.0], [0.25, 0.25], 400.0, [0.375, -0.125]),
    (cross_entropy, [0.0, 0.0], 0, math.log(2), [-0.5, 0.5]),
    (cross_entropy, [5.0], 0, 0.0, [0.0]),
    (
        cross_entropy,
        [0.5, -1.25, 3.0],
        0,
        2.5919857805919686,
        [-0.9251287854379597, 0.013010666205370126, 0.9121181192325896],
    ),
    (
        cross_entropy,
        [0.1, 0.2, -0.3],
        1,
        0.9208276555532594,
        [0.3602966152405401, -0.601810658955064, 0.24151404371452387],
    ),
    (cross_entropy, [800.0, -800.0, 0.0], 1, 1600.0, [1.0, -1.0, 0.0]),
    (cross_entropy, [800.0, -800.0, 0.0], 0, 0.0, [0.0, 0.0, 0.0]),
    (cross_entropy, [-800.0, -800.0], 1, math.log(2), [0.5, -0.5]),
]


@pytest.mark.parametrize(("loss", "outputs", "targets", "value", "slopes"), RECORDED)
def test_value_and_gradient_are_the_recorded_ones(loss, outputs, targets, value, slopes):
    root, leaves = value_and_slopes(loss, outputs, targets)
    assert root.data == pytest.approx(value, rel=1e-13, abs=0)
    assert [a.grad for a in leaves] == pytest.approx(slopes, rel=1e-13, abs=0)


def test_every_loss_has_recorded_values():
    assert {row[0] for row in RECORDED} == {
        *(squared_error, mse_loss, hinge_loss, binary_cross_entropy_with_logits, cross_entropy)
    }


# ---------------------------------------------------------------------------------- PyTorch

thousandths = st.integers(-10_000, 10_000).map(lambda i: i / 1000)
logits = st.lists(thousandths, min_size=1, max_size=6)
samples = st.one_of(
    *(
        st.tuples(st.just(loss), logits, st.lists(target, min_size=6, max_size=6))
        for loss, target in [
            (squared_error, thousandths),
            (mse_loss, thousandths),
            (hinge_loss, st.sampled_from([-1, 1])),
            (binary_cross_entropy_with_logits, st.sampled_from([0, 1])),
            (binary_cross_entropy_with_logits, st.integers(0, 1000).map(lambda i: i / 1000)),
            (cross_entropy, st.integers(0, 5)),
        ]
    )
)


def check_against_torch(loss, outputs, targets):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: extra 'parity'")
    a = torch.tensor(outputs, dtype=torch.float64, requires_grad=True)
    expected = in_torch(torch, loss, a, targets)
    expected.backward()
    root, leaves = value_and_slopes(loss, outputs, targets)
    sums = magnitudes(root)
    reach = math.fsum(abs(node.data) * each for node, each in sums.items())
    if loss is cross_entropy:
        reach += 1  # of the sum inside logsumexp, which is 1 or more
    if loss is binary_cross_entropy_with_logits:
        # PyTorch's own terms, which cancel where ours do not: a − log σ(a), of slope σ(a) − y
        reach += sum(map(abs, outputs)) / len(outputs)
        for leaf, y in zip(leaves, targets, strict=True):
            sums[leaf] = (leaf.sigmoid().data + y) / len(outputs)
    assert abs(root.data - expected.item()) <= TOLERANCE * reach
    for leaf, slope in zip(leaves, a.grad.tolist(), strict=True):
        assert abs(leaf.grad - slope) <= TOLERANCE * sums[leaf]


@given(samples)
def test_value_and_gradient_are_those_of_pytorch(sample):
    loss, outputs, targets = sample
    targets = targets[0] % len(outputs) if loss is cross_entropy else targets[: len(outputs)]
    check_against_torch(loss, outputs, targets)


@pytest.mark.parametrize(("loss", "outputs", "targets"), [row[:3] for row in RECORDED])
def test_recorded_values_are_those_of_pytorch(loss, outputs, targets):
    check_against_torch(loss, outputs, targets)


# --------------------------------------------------------------------------------- in words


def test_the_slope_of_the_squared_error_is_the_error():
    _, leaves = value_and_slopes(squared_error, [3.0, -1.5, 0.25], [1.0, 1.0, 1.0])
    assert [a.grad for a in leaves] == [2.0, -2.5, -0.75]


def test_the_slope_of_cross_entropy_is_softmax_less_the_right_class():
    outputs = [0.5, -1.25, 3.0]
    _, leaves = value_and_slopes(cross_entropy, outputs, 2)
    powers = [math.exp(a) for a in outputs]
    expected = [power / sum(powers) - (i == 2) for i, power in enumerate(powers)]
    assert [a.grad for a in leaves] == pytest.approx(expected, rel=1e-13, abs=0)


@pytest.mark.parametrize("a", [0.5, 9.5, 40.0, 300.0, 700.0])
def test_binary_cross_entropy_keeps_its_digits_where_the_answer_is_right(a):
    for sign in (1, -1):
        root, (leaf,) = value_and_slopes(binary_cross_entropy_with_logits, [sign * a], [sign > 0])
        assert root.data == pytest.approx(math.log1p(math.exp(-a)), rel=1e-14, abs=0)
        assert leaf.grad == pytest.approx(-sign / (1 + math.exp(a)), rel=1e-14, abs=0)


@pytest.mark.parametrize("target", [0, 1])
@pytest.mark.parametrize("a", [-3.0, 0.0, 0.5, 40.0])
def test_binary_cross_entropy_is_cross_entropy_of_two_classes(a, target):
    root, (leaf,) = value_and_slopes(binary_cross_entropy_with_logits, [a], [target])
    other, (_, twin) = value_and_slopes(cross_entropy, [0.0, a], target)
    rest = 1e-17  # what is left of 1 − 1 when the other is certain
    assert root.data == pytest.approx(other.data, rel=1e-13, abs=rest)
    assert leaf.grad == pytest.approx(twin.grad, rel=1e-13, abs=rest)


@pytest.mark.parametrize("loss", [squared_error, mse_loss, hinge_loss])
def test_lists_may_be_tuples_and_numbers_may_be_whole(loss):
    whole, _ = value_and_slopes(loss, [2.0, -1.0], (1, -1))
    assert whole.data == value_and_slopes(loss, [2.0, -1.0], [1.0, -1.0])[0].data
    assert loss((Value(2.0), Value(-1.0)), [1, -1]).data == whole.data


@pytest.mark.parametrize("target", [1, np.int64(1), np.uint8(1)], ids=repr)
def test_the_right_class_may_come_from_numpy(target):
    assert cross_entropy([Value(1.0), Value(2.0)], target).data == pytest.approx(
        0.31326168751822286
    )


def test_nan_flows_through_every_loss():
    for loss, target in [(row[0], 0 if row[0] is cross_entropy else [1, 1]) for row in RECORDED]:
        root, leaves = value_and_slopes(loss, [math.nan, 0.5], target)
        assert math.isnan(root.data) and math.isnan(leaves[0].grad), loss


def test_a_loss_is_made_of_its_outputs():
    for loss, outputs, targets, *_ in RECORDED:
        root, leaves = value_and_slopes(loss, outputs, targets)
        assert set(leaves) <= set(topological_order(root))


# --------------------------------------------------------------------------------- bad input

a, b = Value(0.5), Value(-1.0)
BCE = "binary_cross_entropy_with_logits"
OF_LISTS = ["squared_error", "mse_loss", "hinge_loss", BCE]
NAMES = [*OF_LISTS, "cross_entropy"]


@pytest.mark.parametrize(
    ("statement", "error", "message"),
    [
        *((f"{x}([a, b], [1])", ValueError, "got 2 outputs and 1 targets") for x in OF_LISTS),
        *((f"{x}([a], [1, 1])", ValueError, "got 1 outputs and 2 targets") for x in OF_LISTS),
        *((f"{x}([], [])", ValueError, "needs outputs, got none") for x in OF_LISTS),
        *((f"{x}([a], [])", ValueError, "needs targets, got none") for x in OF_LISTS),
        *((f"{x}(a, [1])", TypeError, r"a list of outputs, got Value: write \[a\]") for x in NAMES),
        *((f"{x}(0.5, [1])", TypeError, r"a list of outputs, got float: write") for x in NAMES),
        *(
            (f"{x}([a], 1)", TypeError, r"a list of targets, got int: write \[a\]")
            for x in OF_LISTS
        ),
        *((f"{x}([a], a)", TypeError, r"a list of targets, got Value: write") for x in OF_LISTS),
        *((f"{x}([a], '1')", TypeError, r"a list of targets, got str: write") for x in OF_LISTS),
        *((f"{x}([a], np.ones(1))", TypeError, r"ndarray: .* list\(a\)") for x in OF_LISTS),
        ("squared_error([a], ['1'])", TypeError, "combines with numbers and Values, got str '1'"),
        ("mse_loss([a], [None])", TypeError, "combines with numbers and Values, got NoneType None"),
        ("mse_loss([a], [[1]])", TypeError, r"combines with numbers and Values, got list \[1\]"),
        ("hinge_loss([a], [0])", ValueError, "needs targets of -1 or 1, got 0$"),
        ("hinge_loss([a, b], [1, 0.5])", ValueError, r"needs targets of -1 or 1, got 0\.5$"),
        ("hinge_loss([a], ['1'])", ValueError, "needs targets of -1 or 1, got '1'$"),
        ("hinge_loss([a], [math.nan])", ValueError, "needs targets of -1 or 1, got nan$"),
        (f"{BCE}([a], [2])", ValueError, "needs targets from 0 to 1, got 2$"),
        (f"{BCE}([a, b], [1, -0.1])", ValueError, r"needs targets from 0 to 1, got -0\.1$"),
        (f"{BCE}([a], [math.nan])", ValueError, "needs targets from 0 to 1, got nan$"),
        (f"{BCE}([a], ['1'])", ValueError, "needs targets from 0 to 1, got '1'$"),
        (f"{BCE}([a], [None])", ValueError, "needs targets from 0 to 1, got None$"),
        (f"{BCE}([a], [b])", ValueError, r"needs targets from 0 to 1, got Value\("),
        ("cross_entropy([], 0)", ValueError, "needs outputs, got none"),
        ("cross_entropy([a, b], 2)", ValueError, "of the right class, 0 to 1, got 2$"),
        ("cross_entropy([a, b], -1)", ValueError, "of the right class, 0 to 1, got -1$"),
        ("cross_entropy([a, b], 1.0)", ValueError, r"of the right class, 0 to 1, got 1\.0$"),
        ("cross_entropy([a, b], '1')", ValueError, "of the right class, 0 to 1, got '1'$"),
        ("cross_entropy([a, b], None)", ValueError, "of the right class, 0 to 1, got None$"),
        ("cross_entropy([a, b], [0, 1])", ValueError, r"of the right class, .* got \[0, 1\]$"),
        ("cross_entropy([a, b], b)", ValueError, r"of the right class, 0 to 1, got Value\("),
    ],
)
def test_refused(statement, error, message):
    with pytest.raises(error, match=message) as caught:
        eval(statement)
    assert caught.type is error
    called = statement.split("(")[0]
    assert str(caught.value).startswith((f"{called}() needs", "a Value holds"))


@pytest.mark.parametrize("size", [1e6, 1e16, 1e17, -1e17])
def test_cross_entropy_keeps_its_digits_at_any_size(size):
    outputs = [Value(size), Value(size)]
    cost = cross_entropy(outputs, 0)
    cost.backward()
    assert cost.data == math.log(2)
    assert [a.grad for a in outputs] == [-0.5, 0.5]
