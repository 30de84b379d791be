"""The conventions at kinks, poles and nan: one table, each line against PyTorch too."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from minigrad import Value, logsumexp, maximum, minimum
from tests.operations import OPERATIONS

INF, NAN = math.inf, math.nan


class Convention(NamedTuple):
    name: str
    function: Callable[..., Value]
    at: tuple[float, ...]
    value: float
    slopes: tuple[float, ...]
    torch: Callable[..., Any] | None = None  # where a tensor spells the function differently


AS_PYTORCH = [
    Convention("relu'(0) = 0", lambda x: x.relu(), (0.0,), 0.0, (0.0,)),
    Convention("relu'(-0) = 0", lambda x: x.relu(), (-0.0,), 0.0, (0.0,)),
    Convention("relu of -inf", lambda x: x.relu(), (-INF,), 0.0, (0.0,)),
    Convention("|x|'(0) = 0", abs, (0.0,), 0.0, (0.0,)),
    Convention("|x|'(-0) = 0", abs, (-0.0,), 0.0, (0.0,)),
    Convention(
        "leaky_relu'(0) = slope",
        lambda x: x.leaky_relu(0.1),
        (0.0,),
        0.0,
        (0.1,),
        lambda torch, x: torch.nn.functional.leaky_relu(x, 0.1),
    ),
    Convention("d(x**0)/dx = 0 at 0", lambda x: x**0, (0.0,), 1.0, (0.0,)),
    Convention("x**y at 0 and 0", lambda x, y: x**y, (0.0, 0.0), 1.0, (0.0, 0.0)),
    Convention("d(x**1)/dx = 1 at 0", lambda x: x**1, (0.0,), 0.0, (1.0,)),
    Convention("d(0**y)/dy = 0 for y > 0", lambda x, y: x**y, (0.0, 2.0), 0.0, (0.0, 0.0)),
    Convention("number 0 to the y", lambda y: 0**y, (2.0,), 0.0, (0.0,)),
    Convention("x**0.5 at 0", lambda x: x**0.5, (0.0,), 0.0, (INF,)),
    Convention("sqrt at 0", lambda x: x.sqrt(), (0.0,), 0.0, (INF,)),
    Convention("x**y at 0 and 0.5", lambda x, y: x**y, (0.0, 0.5), 0.0, (INF, 0.0)),
    Convention("1/x beside 0", lambda x: 1 / x, (1e-200,), 1e200, (-INF,)),
    Convention("x**-1 above 0", lambda x: x**-1, (1e-200,), 1e200, (-INF,)),
    Convention("x**-1 below 0", lambda x: x**-1, (-1e-200,), -1e200, (-INF,)),
    Convention("x**-2 below 0", lambda x: x**-2, (-1e-110,), 1e220, (INF,)),
    Convention("negative base", lambda x, y: x**y, (-2.0, 3.0), -8.0, (12.0, NAN)),
    Convention("negative number as base", lambda y: (-2) ** y, (3.0,), -8.0, (NAN,)),
    Convention("inf - inf", lambda x: x - x, (INF,), NAN, (0.0,)),
    Convention("0 times inf along a path", lambda x: (x * 0) ** 0.5, (4.0,), 0.0, (NAN,)),
    Convention("sigmoid far out", lambda x: x.sigmoid(), (-800.0,), 0.0, (0.0,)),
    Convention(
        "maximum of a tie",
        maximum,
        (2.0, 2.0),
        2.0,
        (0.5, 0.5),
        lambda torch, x, y: torch.maximum(x, y),
    ),
    Convention(
        "minimum of a tie",
        minimum,
        (2.0, 2.0),
        2.0,
        (0.5, 0.5),
        lambda torch, x, y: torch.minimum(x, y),
    ),
    Convention(
        "logsumexp with -inf",
        lambda x, y: logsumexp([x, y]),
        (-INF, 3.0),
        3.0,
        (0.0, 1.0),
        lambda torch, x, y: torch.logsumexp(torch.stack([x, y]), 0),
    ),
]
OURS_ALONE = [  # a nan that came in is not forgotten, and √ is as steep at −0 as at 0
    Convention("relu of nan", lambda x: x.relu(), (NAN,), NAN, (NAN,)),
    Convention("leaky_relu of nan", lambda x: x.leaky_relu(), (NAN,), NAN, (NAN,)),
    Convention("abs of nan", abs, (NAN,), NAN, (NAN,)),
    Convention("maximum with nan", maximum, (1.0, NAN), NAN, (NAN, NAN)),
    Convention("minimum with nan", minimum, (NAN, 1.0), NAN, (NAN, NAN)),
    Convention("sqrt of -0", lambda x: x.sqrt(), (-0.0,), -0.0, (INF,)),
    Convention("x**0.5 of -0", lambda x: x**0.5, (-0.0,), 0.0, (INF,)),
]


def names(rows):
    return [row.name for row in rows]


def evaluate(function, numbers):
    """The value and the gradient of every input."""
    inputs = [Value(number) for number in numbers]
    root = function(*inputs)
    root.backward()
    return [root.data, *(each.grad for each in inputs)]


def evaluate_in_torch(torch, function, numbers):
    inputs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in numbers]
    root = function(*inputs)
    gradients = torch.autograd.grad(root, inputs, materialize_grads=True)
    return [root.item(), *(each.item() for each in gradients)]


@pytest.mark.parametrize("row", AS_PYTORCH + OURS_ALONE, ids=names(AS_PYTORCH + OURS_ALONE))
def test_convention(row):
    expected = [row.value, *row.slopes]
    assert evaluate(row.function, row.at) == pytest.approx(expected, rel=1e-15, abs=0, nan_ok=True)


@pytest.mark.parametrize("row", AS_PYTORCH, ids=names(AS_PYTORCH))
def test_convention_is_that_of_pytorch(row):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: extra 'parity'")
    function = row.function if row.torch is None else lambda *xs: row.torch(torch, *xs)
    theirs = evaluate_in_torch(torch, function, row.at)
    assert theirs == pytest.approx([row.value, *row.slopes], rel=1e-15, abs=0, nan_ok=True)


def is_ours_alone(row, point):
    if row.name == "softmax":  # theirs is nan for all as soon as one is infinite
        return math.inf in point
    kinks = ("abs", "relu", "leaky_relu", "maximum", "x.maximum", "minimum")
    if row.name.split(" ")[0] in kinks:
        return any(map(math.isnan, point))
    return repr(point[0]) == "-0.0" and row.name in ("sqrt", "x ** 0.5", "x ** y")


@pytest.mark.parametrize("row", OPERATIONS, ids=names(OPERATIONS))
def test_every_other_odd_number_gives_what_pytorch_gives(row):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: extra 'parity'")
    for point in row.edges():
        try:
            mine = evaluate(row.function, point)
        except (ValueError, ArithmeticError):
            continue  # outside the domain, where PyTorch answers nan or inf
        if not is_ours_alone(row, point):
            theirs = evaluate_in_torch(torch, lambda *xs: row.torch(torch, *xs), point)
            assert mine == pytest.approx(theirs, rel=1e-12, abs=1e-300, nan_ok=True), point
