"""The table of all operations: each law of the tests runs over every row of it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any, NamedTuple

from minigrad import Value, logsumexp, maximum, minimum, softmax, total, weighted_sum, where
from minigrad.losses import cross_entropy


class Operation(NamedTuple):
    """One row: the same function of numbers in minigrad, in `math`, in PyTorch and in JAX.

    `points` lie where the function is smooth. `torch` and `jax` take the module first, so that
    the table loads where it is not installed; `jax` stands where it spells a function differently.
    `nodes` is how many nodes one call makes.
    """

    name: str
    function: Callable[..., Value]
    points: list[tuple[float, ...]]
    math: Callable[..., float]
    torch: Callable[..., Any]
    nodes: int = 1
    jax: Callable[..., Any] | None = None

    @property
    def n_inputs(self) -> int:
        return len(self.points[0])

    def in_jax(self, *numbers: Any) -> Any:
        import jax

        return self.jax(jax, *numbers) if self.jax else self.torch(None, *numbers)

    def edges(self) -> list[tuple[float, ...]]:
        """Points of all kinds: zeros with both signs, ties, huge, denormal, infinite and nan."""
        if self.n_inputs <= 2:
            return list(itertools.product(EDGES, repeat=self.n_inputs))
        first = self.points[0]
        return [(*first[:i], edge, *first[i + 1 :]) for i in range(self.n_inputs) for edge in EDGES]


EDGES = (
    *(0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.0, -3.0, 40.0, -40.0, 709.0, -746.0),
    *(5e-324, -5e-324, 1e-200, -1e-200, 1e200, -1e200, 1.7e308, -1.7e308),
    *(math.inf, -math.inf, math.nan),
)

ANY = [(-2.5,), (-0.7,), (0.3,), (1.9,)]  # points of one number, away from every kink
POSITIVE = [(0.2,), (0.9,), (1.0,), (3.5,)]
NOT_ZERO = [(-1.6,), (-0.4,), (0.7,), (2.3,)]
PAIRS = [(1.5, -0.5), (-2.0, 3.0), (0.7, 0.2), (-1.1, -1.3)]
POSITIVE_BASES = [(1.5, -0.5), (0.4, 2.0), (2.2, 1.3), (1.0, 0.7)]
TRIPLES = [(0.5, -1.5, 2.0), (-0.1, 0.2, 0.3)]


def power(exponent: float, points: list[tuple[float, ...]]) -> Operation:
    return Operation(
        f"x ** {exponent:g}",
        lambda x: x**exponent,
        points,
        lambda x: math.pow(x, exponent),
        lambda torch, x: x**exponent,
    )


def base(number: float) -> Operation:
    return Operation(
        f"{number:g} ** x",
        lambda x: number**x,
        ANY,
        lambda x: math.pow(number, x),
        lambda torch, x: number**x,
    )


def smaller_slope(slope: float) -> Operation:
    return Operation(
        f"leaky_relu {slope:g}",
        lambda x: x.leaky_relu(slope),
        ANY,
        lambda x: x if x > 0 else slope * x,
        lambda torch, x: torch.nn.functional.leaky_relu(x, slope),
        jax=lambda jax, x: jax.nn.leaky_relu(x, slope),
    )


OPERATIONS = [
    Operation("x + y", lambda x, y: x + y, PAIRS, lambda x, y: x + y, lambda torch, x, y: x + y),
    Operation("x - y", lambda x, y: x - y, PAIRS, lambda x, y: x - y, lambda torch, x, y: x - y),
    Operation("x * y", lambda x, y: x * y, PAIRS, lambda x, y: x * y, lambda torch, x, y: x * y),
    Operation("x / y", lambda x, y: x / y, PAIRS, lambda x, y: x / y, lambda torch, x, y: x / y),
    Operation("2 + x", lambda x: 2 + x, ANY, lambda x: 2 + x, lambda torch, x: 2 + x),
    Operation("2 - x", lambda x: 2 - x, ANY, lambda x: 2 - x, lambda torch, x: 2 - x),
    Operation("2 * x", lambda x: 2 * x, ANY, lambda x: 2 * x, lambda torch, x: 2 * x),
    Operation("2 / x", lambda x: 2 / x, NOT_ZERO, lambda x: 2 / x, lambda torch, x: 2 / x),
    Operation("-x", lambda x: -x, ANY, lambda x: -x, lambda torch, x: -x),
    Operation("abs", abs, NOT_ZERO, math.fabs, lambda torch, x: abs(x)),
    power(0, ANY),
    power(1, ANY),
    power(2, ANY),
    power(3, ANY),
    power(-1, NOT_ZERO),
    power(-2, NOT_ZERO),
    power(0.5, POSITIVE),
    power(-1.5, POSITIVE),
    base(2),
    base(0.3),
    Operation(
        "x ** y",
        lambda x, y: x**y,
        POSITIVE_BASES,
        math.pow,
        lambda torch, x, y: x**y,
    ),
    Operation(
        "exp",
        Value.exp,
        ANY,
        math.exp,
        lambda torch, x: x.exp(),
        jax=lambda jax, x: jax.numpy.exp(x),
    ),
    Operation(
        "log",
        Value.log,
        POSITIVE,
        math.log,
        lambda torch, x: x.log(),
        jax=lambda jax, x: jax.numpy.log(x),
    ),
    Operation(
        "sqrt",
        Value.sqrt,
        POSITIVE,
        math.sqrt,
        lambda torch, x: x.sqrt(),
        jax=lambda jax, x: jax.numpy.sqrt(x),
    ),
    Operation(
        "sin",
        Value.sin,
        ANY,
        math.sin,
        lambda torch, x: x.sin(),
        jax=lambda jax, x: jax.numpy.sin(x),
    ),
    Operation(
        "cos",
        Value.cos,
        ANY,
        math.cos,
        lambda torch, x: x.cos(),
        jax=lambda jax, x: jax.numpy.cos(x),
    ),
    Operation(
        "tanh",
        Value.tanh,
        ANY,
        math.tanh,
        lambda torch, x: x.tanh(),
        jax=lambda jax, x: jax.numpy.tanh(x),
    ),
    Operation(
        "sigmoid",
        Value.sigmoid,
        ANY,
        lambda x: 1 / (1 + math.exp(-x)),
        lambda torch, x: x.sigmoid(),
        jax=lambda jax, x: jax.nn.sigmoid(x),
    ),
    Operation(
        "relu",
        Value.relu,
        ANY,
        lambda x: max(x, 0.0),
        lambda torch, x: x.relu(),
        jax=lambda jax, x: jax.nn.relu(x),
    ),
    smaller_slope(0.01),
    smaller_slope(0.3),
    Operation(
        "softplus",
        Value.softplus,
        ANY,
        lambda x: math.log(1 + math.exp(x)),
        # its default says softplus(x) = x from 20 on
        lambda torch, x: torch.nn.functional.softplus(x, threshold=1e9),
        jax=lambda jax, x: jax.nn.softplus(x),
    ),
    Operation(
        "maximum",
        maximum,
        PAIRS,
        max,
        lambda torch, x, y: torch.maximum(x, y),
        jax=lambda jax, x, y: jax.numpy.maximum(x, y),
    ),
    Operation(
        "x.maximum",
        Value.maximum,
        PAIRS,
        max,
        lambda torch, x, y: torch.maximum(x, y),
        jax=lambda jax, x, y: jax.numpy.maximum(x, y),
    ),
    Operation(
        "minimum",
        minimum,
        PAIRS,
        min,
        lambda torch, x, y: torch.minimum(x, y),
        jax=lambda jax, x, y: jax.numpy.minimum(x, y),
    ),
    Operation(
        "where",
        lambda x, y: where(x > 0, x, y),
        PAIRS,
        lambda x, y: x if x > 0 else y,
        lambda torch, x, y: torch.where(x > 0, x, y),
        jax=lambda jax, x, y: jax.numpy.where(x > 0, x, y),
    ),
    Operation(
        "total",
        lambda *xs: total(xs),
        TRIPLES,
        lambda *xs: math.fsum(xs),
        lambda torch, *xs: torch.stack(xs).sum(),
        jax=lambda jax, *xs: jax.numpy.stack(xs).sum(),
    ),
    Operation(
        "weighted_sum",
        lambda w, v, x, y, b: weighted_sum([w, v], [x, y], b),
        [(0.5, -1.5, 2.0, 3.0, 0.25), (-0.7, 0.2, 0.3, -1.1, 0.0)],
        lambda w, v, x, y, b: math.fsum((w * x, v * y, b)),
        lambda torch, w, v, x, y, b: w * x + v * y + b,
    ),
    Operation(
        "logsumexp",
        lambda *xs: logsumexp(xs),
        TRIPLES,
        lambda *xs: math.log(math.fsum(map(math.exp, xs))),
        lambda torch, *xs: torch.logsumexp(torch.stack(xs), 0),
        jax=lambda jax, *xs: jax.scipy.special.logsumexp(jax.numpy.stack(xs)),
    ),
    Operation(
        "softmax",
        lambda *xs: softmax(xs)[1],
        TRIPLES,
        lambda *xs: math.exp(xs[1]) / math.fsum(map(math.exp, xs)),
        lambda torch, *xs: torch.softmax(torch.stack(xs), 0)[1],
        jax=lambda jax, *xs: jax.nn.softmax(jax.numpy.stack(xs))[1],
    ),
    Operation(
        "cross_entropy",
        lambda *xs: cross_entropy(xs, 1),
        TRIPLES,
        lambda *xs: math.log(math.fsum(math.exp(x - xs[1]) for x in xs)),
        lambda torch, *xs: -torch.log_softmax(torch.stack(xs), 0)[1],
        jax=lambda jax, *xs: -jax.nn.log_softmax(jax.numpy.stack(xs))[1],
    ),
]
