"""What is computed: each workload once, over ordinary arithmetic, and what it must come to.

A workload is a function of its leaves; an engine gives it numbers of its own kind. The expected
gradients are written by hand in plain Python, with the sum of the absolute contributions of
each, which is the scale on which an engine may differ.
"""

from __future__ import annotations

from itertools import pairwise
from math import cos, pi, sin
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Expression(NamedTuple):
    """A function of a list of leaves to one number, and where to evaluate it."""

    function: Callable[[list[Any], Callable[[Any], Any]], Any]  # of the leaves, and relu
    at: list[float]
    nodes: int  # of the graph, leaves included; those made for plain numbers counted too
    expected: Callable[[], Expected]


class Expected(NamedTuple):
    value: float
    gradient: list[float]
    scale: list[float]  # the sum of |contributions| of each


def expression(name: str, size: int) -> Expression:
    return {"W1": readme, "W2": chain, "W4": fold, "W5": ladder}[name](size)


# -------------------------------------------------------- W1: the example of micrograd's README


def readme(_: int = 0) -> Expression:
    def function(leaves: list[Any], relu: Callable[[Any], Any]) -> Any:
        a, b = leaves
        c = a + b
        d = a * b + b**3
        c += c + 1
        c += 1 + c + (-a)
        d += d * 2 + relu(b + a)
        d += 3 * d + relu(b - a)
        e = c - d
        f = e**2
        g = f / 2.0
        g += 10.0 / f
        return g

    slopes = [138.83381924198252, 645.5772594752186]
    return Expression(
        function, [-4.0, 2.0], 40, lambda: Expected(24.70408163265306, slopes, slopes)
    )


# -------------------------------------------------------- W2: a chain of n operations


def chain(n: int) -> Expression:
    """v = x, then n/2 times v = v·a and v = v + b."""

    def function(leaves: list[Any], relu: Callable[[Any], Any]) -> Any:
        v, a, b = leaves
        for _ in range(n // 2):
            v = v * a
            v = v + b
        return v

    at = [1.0, 0.999, 0.001]

    def expected() -> Expected:
        v, a, b = at
        before = []
        for _ in range(n // 2):
            before.append(v)
            v = v * a + b
        delta, to_a, to_b = 1.0, 0.0, 0.0
        for each in reversed(before):
            to_b += delta
            to_a += delta * each
            delta = delta * a
        return Expected(v, [delta, to_a, to_b], [max(delta, 1e-300), to_a, to_b])

    return Expression(function, at, n + 3, expected)


# -------------------------------------------------------- W4: many leaves, folded from the left


def fold(n: int) -> Expression:
    def function(leaves: list[Any], relu: Callable[[Any], Any]) -> Any:
        v = leaves[0]
        for leaf in leaves[1:]:
            v = v + leaf
        return v

    at = [0.0, *(i * 1e-5 for i in range(n))]

    def expected() -> Expected:
        value = 0.0
        for number in at:
            value = value + number
        return Expected(value, [1.0] * (n + 1), [1.0] * (n + 1))

    return Expression(function, at, 2 * n + 1, expected)


# -------------------------------------------------------- W5: a ladder of n rungs, with 2ⁿ paths


def ladder(n: int) -> Expression:
    """Per rung p = v·h, q = v + k, v = (p + q·h)·0.9, so that ∂v/∂v₋₁ = 2·h·0.9."""

    def function(leaves: list[Any], relu: Callable[[Any], Any]) -> Any:
        v, h, k = leaves
        for _ in range(n):
            p = v * h
            q = v + k
            v = (p + q * h) * 0.9
        return v

    at = [1.0, 0.5, 0.25]

    def expected() -> Expected:
        v, h, k = at
        before = []
        for _ in range(n):
            before.append(v)
            v = (v * h + (v + k) * h) * 0.9
        delta, to_h, to_k = 1.0, 0.0, 0.0
        for each in reversed(before):
            sent = 0.9 * delta
            to_h += sent * each + sent * (each + k)
            to_k += sent * h
            delta = sent * h + sent * h
        return Expected(v, [delta, to_h, to_k], [max(delta, 1e-300), to_h, to_k])

    return Expression(function, at, 6 * n + 3, expected)


# -------------------------------------------------------- W3: micrograd's demo, two moons

SIZES = [2, 16, 16, 1]
FIRST_LOSS = 1.1577164618587727
LOSS_OF_STEP_20 = 0.176988768481
NODES, OPERATIONS = 65_814, 65_075  # of one step with 100 samples, every × and + a node
PENALTY = 1e-4


class Sample(NamedTuple):
    x: list[float]
    y: float


def moons(n: int = 100) -> list[Sample]:
    """Two half circles of n/2 points, one through the other, with noise."""
    noise = Random(1337)
    samples = []
    for i in range(n // 2):
        t = pi * i / max(n // 2 - 1, 1)
        samples.append(Sample([cos(t) + noise.gauss(0, 0.1), sin(t) + noise.gauss(0, 0.1)], 1.0))
        x0, x1 = 1 - cos(t) + noise.gauss(0, 0.1), 0.5 - sin(t) + noise.gauss(0, 0.1)
        samples.append(Sample([x0, x1], -1.0))
    return samples


def initial_parameters() -> list[float]:
    """Neuron by neuron, its weights and then its bias: 337 numbers."""
    draw = Random(1337)
    p: list[float] = []
    for n_in, n_out in pairwise(SIZES):
        for _ in range(n_out):
            p += [draw.uniform(-1, 1) for _ in range(n_in)]
            p.append(0.0)
    return p


def learning_rate(step: int) -> float:
    return 1 - 0.9 * step / 100


def score(p: Sequence[Any], x: Sequence[Any], neuron: Neuron, relu: Callable[[Any], Any]) -> Any:
    """The network's answer to one sample, from parameters as `initial_parameters` lists them."""
    a, start = list(x), 0
    for n_in, n_out in pairwise(SIZES):
        z = []
        for _ in range(n_out):
            z.append(neuron(p[start : start + n_in], a, p[start + n_in]))
            start += n_in + 1
        a = z if n_out == 1 else [relu(each) for each in z]
    return a[0]


def sum_of_products(weights: Sequence[Any], inputs: Sequence[Any], bias: Any) -> Any:
    """A neuron chopped into its adds and multiplies, micrograd's way."""
    z = bias
    for w, x in zip(weights, inputs, strict=True):
        z = z + w * x
    return z


def hinge(s: Any, y: Any, relu: Callable[[Any], Any]) -> Any:
    return relu(1 + (-y) * s)


def sample_loss(p: Sequence[Any], x: Sequence[Any], y: Any, relu: Callable[[Any], Any]) -> Any:
    return hinge(score(p, x, sum_of_products, relu), y, relu)


def left_fold(terms: Sequence[Any]) -> Any:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def penalty(p: Sequence[Any]) -> Any:
    return PENALTY * left_fold([each * each for each in p])


def expected_pass(p: Sequence[float], samples: Sequence[Sample]) -> Expected:
    """Loss and gradient of W3 by the four equations of backpropagation, without any engine."""
    share = 1 / len(samples)
    loss = 0.0
    gradient = [2 * PENALTY * each for each in p]
    scale = [abs(each) for each in gradient]
    for x, y in samples:
        activations = _forward(p, x)
        margin = 1 - y * activations[-1][0]
        if margin <= 0:
            continue
        loss += margin
        for place, contribution in _slopes(p, activations, -y * share):
            gradient[place] += contribution
            scale[place] += abs(contribution)
    return Expected(loss * share + penalty(p), gradient, scale)


def _forward(p: Sequence[float], x: Sequence[float]) -> list[list[float]]:
    activations, start = [list(x)], 0
    for n_in, n_out in pairwise(SIZES):
        a = []
        for _ in range(n_out):
            z = sum_of_products(p[start : start + n_in], activations[-1], p[start + n_in])
            a.append(z if n_out == 1 else max(z, 0.0))
            start += n_in + 1
        activations.append(a)
    return activations


def _slopes(
    p: Sequence[float], activations: list[list[float]], delta: float
) -> list[tuple[int, float]]:
    found, deltas, start = [], [delta], len(p)
    for layer in range(len(SIZES) - 1, 0, -1):
        n_in, n_out = SIZES[layer - 1], SIZES[layer]
        start -= n_out * (n_in + 1)
        before = [0.0] * n_in
        for k, delta_z in enumerate(deltas):
            first = start + k * (n_in + 1)
            found += [(first + i, delta_z * a) for i, a in enumerate(activations[layer - 1])]
            found.append((first + n_in, delta_z))
            for i in range(n_in):
                before[i] += delta_z * p[first + i]
        a = activations[layer - 1]
        deltas = [each if on > 0 else 0.0 for each, on in zip(before, a, strict=True)]
    return found


if TYPE_CHECKING:
    Neuron = Callable[[Sequence[Any], Sequence[Any], Any], Any]
