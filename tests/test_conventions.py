"""The conventions at kinks, poles and nan: one table, each line against PyTorch and JAX too."""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from minigrad import Value, logsumexp, maximum, minimum, where
from tests.operations import OPERATIONS

INF, NAN = math.inf, math.nan


class Convention(NamedTuple):
    name: str
    function: Callable[..., Value]
    at: tuple[float, ...]
    value: float
    slopes: tuple[float, ...]
    torch: Callable[..., Any] | None = None  # where a tensor spells the function differently
    jax: Callable[..., Any] | None = None  # where an array does
    in_jax: tuple[float, ...] | None = None  # JAX's slopes, where they are others


AS_PYTORCH = [
    Convention(
        "relu'(0) = 0", lambda x: x.relu(), (0.0,), 0.0, (0.0,), jax=lambda jax, x: jax.nn.relu(x)
    ),
    Convention(
        "relu'(-0) = 0", lambda x: x.relu(), (-0.0,), 0.0, (0.0,), jax=lambda jax, x: jax.nn.relu(x)
    ),
    Convention(
        "relu of -inf", lambda x: x.relu(), (-INF,), 0.0, (0.0,), jax=lambda jax, x: jax.nn.relu(x)
    ),
    Convention("|x|'(0) = 0", abs, (0.0,), 0.0, (0.0,), in_jax=(1.0,)),
    Convention("|x|'(-0) = 0", abs, (-0.0,), 0.0, (0.0,), in_jax=(1.0,)),
    Convention(
        "leaky_relu'(0) = slope",
        lambda x: x.leaky_relu(0.1),
        (0.0,),
        0.0,
        (0.1,),
        lambda torch, x: torch.nn.functional.leaky_relu(x, 0.1),
        lambda jax, x: jax.nn.leaky_relu(x, 0.1),
        in_jax=(1.0,),
    ),
    Convention("d(x**0)/dx = 0 at 0", lambda x: x**0, (0.0,), 1.0, (0.0,)),
    Convention("d(x**0.0)/dx = 0 at 0", lambda x: x**0.0, (0.0,), 1.0, (0.0,), in_jax=(NAN,)),
    Convention(
        "x**y at 0 and 0", lambda x, y: x**y, (0.0, 0.0), 1.0, (0.0, 0.0), in_jax=(NAN, 0.0)
    ),
    Convention("d(x**1)/dx = 1 at 0", lambda x: x**1, (0.0,), 0.0, (1.0,)),
    Convention("d(0**y)/dy = 0 for y > 0", lambda x, y: x**y, (0.0, 2.0), 0.0, (0.0, 0.0)),
    Convention("number 0 to the y", lambda y: 0**y, (2.0,), 0.0, (0.0,)),
    Convention("x**0.5 at 0", lambda x: x**0.5, (0.0,), 0.0, (INF,)),
    Convention(
        "sqrt at 0", lambda x: x.sqrt(), (0.0,), 0.0, (INF,), jax=lambda jax, x: jax.numpy.sqrt(x)
    ),
    Convention("x**y at 0 and 0.5", lambda x, y: x**y, (0.0, 0.5), 0.0, (INF, 0.0)),
    Convention("1/x beside 0", lambda x: 1 / x, (1e-200,), 1e200, (-INF,)),
    Convention("x**-1 above 0", lambda x: x**-1, (1e-200,), 1e200, (-INF,)),
    Convention("x**-1 below 0", lambda x: x**-1, (-1e-200,), -1e200, (-INF,)),
    Convention("x**-2 below 0", lambda x: x**-2, (-1e-110,), 1e220, (INF,)),
    Convention("negative base", lambda x, y: x**y, (-2.0, 3.0), -8.0, (12.0, NAN)),
    Convention("negative number as base", lambda y: (-2) ** y, (3.0,), -8.0, (NAN,)),
    Convention("inf - inf", lambda x: x - x, (INF,), NAN, (0.0,)),
    Convention("0 times inf along a path", lambda x: (x * 0) ** 0.5, (4.0,), 0.0, (NAN,)),
    Convention(
        "relu that is off before a root",
        lambda x: x.relu().sqrt(),
        (-1.0,),
        0.0,
        (0.0,),
        lambda torch, x: x.relu().sqrt(),
        lambda jax, x: jax.numpy.sqrt(jax.nn.relu(x)),
    ),
    Convention(
        "the branch that is not chosen before a root",
        lambda x, y: where(y > 1, x, y).sqrt(),
        (2.0, 0.0),
        0.0,
        (0.0, INF),
        lambda torch, x, y: torch.where(y > 1, x, y).sqrt(),
        lambda jax, x, y: jax.numpy.sqrt(jax.numpy.where(y > 1, x, y)),
    ),
    Convention(
        "the smaller of two before a root",
        lambda x, y: maximum(x, y).sqrt(),
        (-1.0, 0.0),
        0.0,
        (0.0, INF),
        lambda torch, x, y: torch.maximum(x, y).sqrt(),
        lambda jax, x, y: jax.numpy.sqrt(jax.numpy.maximum(x, y)),
        in_jax=(NAN, INF),
    ),
    Convention(
        "the larger of two before a root",
        lambda x, y: minimum(x, y).sqrt(),
        (1.0, 0.0),
        0.0,
        (0.0, INF),
        lambda torch, x, y: torch.minimum(x, y).sqrt(),
        lambda jax, x, y: jax.numpy.sqrt(jax.numpy.minimum(x, y)),
        in_jax=(NAN, INF),
    ),
    Convention(
        "|x| at its kink before a root", lambda x: abs(x) ** 0.5, (0.0,), 0.0, (NAN,), in_jax=(INF,)
    ),
    Convention(
        "sigmoid far out",
        lambda x: x.sigmoid(),
        (-800.0,),
        0.0,
        (0.0,),
        jax=lambda jax, x: jax.nn.sigmoid(x),
    ),
    Convention(
        "maximum of a tie",
        maximum,
        (2.0, 2.0),
        2.0,
        (0.5, 0.5),
        lambda torch, x, y: torch.maximum(x, y),
        lambda jax, x, y: jax.numpy.maximum(x, y),
    ),
    Convention(
        "minimum of a tie",
        minimum,
        (2.0, 2.0),
        2.0,
        (0.5, 0.5),
        lambda torch, x, y: torch.minimum(x, y),
        lambda jax, x, y: jax.numpy.minimum(x, y),
    ),
    Convention(
        "logsumexp with -inf",
        lambda x, y: logsumexp([x, y]),
        (-INF, 3.0),
        3.0,
        (0.0, 1.0),
        lambda torch, x, y: torch.logsumexp(torch.stack([x, y]), 0),
        lambda jax, x, y: jax.numpy.logaddexp(x, y),
    ),
]
OURS_ALONE = [  # a nan that came in is not forgotten, and √ is as steep at −0 as at 0
    Convention(
        "relu of nan",
        lambda x: x.relu(),
        (NAN,),
        NAN,
        (NAN,),
        jax=lambda jax, x: jax.nn.relu(x),
        in_jax=(0.0,),
    ),
    Convention(
        "leaky_relu of nan",
        lambda x: x.leaky_relu(),
        (NAN,),
        NAN,
        (NAN,),
        jax=lambda jax, x: jax.nn.leaky_relu(x),
        in_jax=(0.01,),
    ),
    Convention("abs of nan", abs, (NAN,), NAN, (NAN,), in_jax=(-1.0,)),
    Convention(
        "maximum with nan",
        maximum,
        (1.0, NAN),
        NAN,
        (NAN, NAN),
        jax=lambda jax, x, y: jax.numpy.maximum(x, y),
        in_jax=(0.0, 0.0),
    ),
    Convention(
        "minimum with nan",
        minimum,
        (NAN, 1.0),
        NAN,
        (NAN, NAN),
        jax=lambda jax, x, y: jax.numpy.minimum(x, y),
        in_jax=(0.0, 0.0),
    ),
    Convention(
        "sqrt of -0",
        lambda x: x.sqrt(),
        (-0.0,),
        -0.0,
        (INF,),
        jax=lambda jax, x: jax.numpy.sqrt(x),
        in_jax=(-INF,),
    ),
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


@pytest.mark.parametrize("row", AS_PYTORCH + OURS_ALONE, ids=names(AS_PYTORCH + OURS_ALONE))
def test_convention_beside_that_of_jax(row):
    jax = pytest.importorskip("jax", reason="JAX is not installed: extra 'parity'")
    jax.config.update("jax_enable_x64", True)
    function = row.function if row.jax is None else lambda *xs: row.jax(jax, *xs)
    argnums = tuple(range(len(row.at)))
    value, slopes = jax.value_and_grad(function, argnums)(*map(jax.numpy.float64, row.at))
    expected = [row.value, *(row.slopes if row.in_jax is None else row.in_jax)]
    assert [value, *slopes] == pytest.approx(expected, rel=1e-15, abs=0, nan_ok=True)


README = {  # the conventions that a line of its table sums up, and along which input
    "relu at 0": ("relu'(0) = 0",),
    r"\|x\| at 0": ("|x|'(0) = 0",),
    "leaky_relu at 0": ("leaky_relu'(0) = slope",),
    "maximum, minimum of equal numbers": ("maximum of a tie", "minimum of a tie"),
    "x⁰ at x = 0": ("d(x**0)/dx = 0 at 0", "d(x**0.0)/dx = 0 at 0"),
    "0ʸ with respect to y, for y > 0": ("number 0 to the y",),
    "xʸ with respect to y, for x < 0": ("negative number as base",),
    "√x and x^½ at 0": ("sqrt at 0", "x**0.5 at 0"),
    "nan through relu": ("relu of nan",),
    "0 · inf along a path": ("0 times inf along a path",),
    "√ after a relu that is off": ("relu that is off before a root",),
}


def test_the_readme_says_the_same():
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    table = text.split("| where | derivative here | PyTorch | JAX |\n")[1].split("\n\n")[0]
    lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in table.splitlines()[1:]]
    said = {place.strip(): [cell.strip() for cell in cells] for place, *cells in lines}
    assert said.keys() == README.keys()
    rows = {row.name: row for row in AS_PYTORCH + OURS_ALONE}
    words = {0.5: "½ each", 0.1: "its slope"}
    for place, (here, in_torch, in_jax) in said.items():
        for name in README[place]:
            row = rows[name]
            mine, theirs = (
                words.get(s[0], f"{s[0]:g}") for s in (row.slopes, row.in_jax or row.slopes)
            )
            assert here == mine, place
            assert in_torch == mine or row in OURS_ALONE, place
            assert theirs in {cell.split(" for ")[0] for cell in in_jax.split(", ")}, place


def is_ours_alone(row, point):
    if row.name in ("softmax", "cross_entropy"):  # theirs is nan for all as soon as one is infinite
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
