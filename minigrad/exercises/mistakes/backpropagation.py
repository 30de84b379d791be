"""The four equations on a batch of samples, right unless an argument makes them wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from minigrad.equations import SIGMA, propagate, weight_gradient
from minigrad.exercises.mistakes.mistake import Form

Vector = list[float]
Matrix = list[list[float]]

SIGMOID, SLOPE = SIGMA["sigmoid"]


class Sample(NamedTuple):
    """What the forward pass leaves of one sample."""

    x: Vector
    y: Vector
    z1: Vector
    a1: Vector
    z2: Vector
    a2: Vector


def slopes(z: Vector) -> Vector:
    return [SLOPE(zj) for zj in z]


def times(one: Vector, other: Vector) -> Vector:
    return [x * y for x, y in zip(one, other, strict=True)]


def minus(one: Vector, other: Vector) -> Vector:
    return [x - y for x, y in zip(one, other, strict=True)]


def transposed(w: Matrix) -> Matrix:
    return [list(column) for column in zip(*w, strict=True)]


def summed(parts: Sequence[Any]) -> Any:
    """The sum of numbers, vectors or matrices."""
    if isinstance(parts[0], list):
        return [summed(places) for places in zip(*parts, strict=True)]
    return sum(parts)


def scaled(factor: float, numbers: Any) -> Any:
    if isinstance(numbers, list):
        return [scaled(factor, each) for each in numbers]
    return factor * numbers


def averaged(parts: Sequence[Any]) -> Any:
    return scaled(1 / len(parts), summed(parts))


def divided(numbers: Any, samples: Sequence[Any]) -> Any:
    return scaled(1 / len(samples), numbers)


def products(deltas: Matrix, before: Matrix) -> list[Matrix]:
    """δ (aᴸ⁻¹)ᵀ of each sample."""
    return [weight_gradient(delta, a) for delta, a in zip(deltas, before, strict=True)]


def last_of(deltas: Matrix, before: Matrix) -> Any:
    return divided(products(deltas, before)[-1], deltas)


def right_output(s: Sample) -> Vector:
    return times(minus(s.a2, s.y), slopes(s.z2))


def right_hidden(s: Sample, w: Matrix, delta: Vector) -> Vector:
    return propagate(w, delta, slopes(s.z1))


def right_weights(deltas: Matrix, before: Matrix) -> Any:
    return averaged(products(deltas, before))


def equations(**wrong: Any) -> Form:
    """A form of the exercise, wrong where an argument is given; `change` comes last."""
    return partial(_functions, **wrong)


def _functions(
    *,
    slope: Callable[[float], float] = SLOPE,
    wanted: Callable[[Matrix, Matrix], Matrix] = lambda inputs, targets: targets,
    output: Callable[[Sample], Vector] = right_output,
    hidden: Callable[[Sample, Matrix, Vector], Vector] = right_hidden,
    before: Callable[[Sample], tuple[Vector, Vector]] = lambda s: (s.x, s.a1),
    weights_: Callable[[Matrix, Matrix], Any] = right_weights,
    biases_: Callable[[Matrix, Any], Any] = lambda deltas, dw: averaged(deltas),
    change: Callable[..., tuple[Any, ...]] = lambda deltas, dw, db, samples, weights: (
        deltas,
        dw,
        db,
    ),
) -> dict[str, Callable[..., Any]]:

    def backpropagate(weights: Any, biases: Any, inputs: Any, targets: Any) -> tuple[Any, ...]:
        samples = forward(weights, biases, inputs, wanted(inputs, targets))
        last = [output(s) for s in samples]
        first = [hidden(s, weights[1], delta) for s, delta in zip(samples, last, strict=True)]
        deltas = [first, last]
        befores = zip(*(before(s) for s in samples), strict=True)
        dw = [weights_(delta, list(a)) for delta, a in zip(deltas, befores, strict=True)]
        db = [biases_(delta, each) for delta, each in zip(deltas, dw, strict=True)]
        return change(deltas, dw, db, samples, weights)

    return {"sigmoid_slope": slope, "backpropagate": backpropagate}


def forward(weights: Any, biases: Any, inputs: Any, targets: Any) -> list[Sample]:
    def layer(w: Matrix, b: Vector, a: Vector) -> tuple[Vector, Vector]:
        z = [sum(times(row, a)) + bj for row, bj in zip(w, b, strict=True)]
        return z, [SIGMOID(zj) for zj in z]

    samples = []
    for x, y in zip(inputs, targets, strict=True):
        z1, a1 = layer(weights[0], biases[0], x)
        z2, a2 = layer(weights[1], biases[1], a1)
        samples.append(Sample(x, y, z1, a1, z2, a2))
    return samples


def with_slope(wrong: Callable[[Vector, Vector], Vector]) -> dict[str, Any]:
    """Both δ with a wrong σ′, as a function of z and a."""
    return {
        "output": lambda s: times(minus(s.a2, s.y), wrong(s.z2, s.a2)),
        "hidden": lambda s, w, delta: propagate(w, delta, wrong(s.z1, s.a1)),
    }


def with_slope_of_z(wrong: Callable[[float], float]) -> dict[str, Any]:
    """sigmoid_slope and both δ with a wrong σ′, as a function of z."""
    return {"slope": wrong, **with_slope(lambda z, a: [wrong(zj) for zj in z])}


def changed(change: Callable[..., tuple[Any, ...]]) -> Form:
    """A form that computes the right answer, and then changes it."""
    return equations(change=change)


def updated(lr: float) -> Form:
    """The output layer's weights are updated before the hidden δ is computed."""

    def change(deltas: Any, dw: Any, db: Any, samples: Any, weights: Any) -> tuple[Any, ...]:
        moved = [minus(row, scaled(lr, d)) for row, d in zip(weights[1], dw[1], strict=True)]
        hidden = [right_hidden(s, moved, d) for s, d in zip(samples, deltas[1], strict=True)]
        first = right_weights(hidden, [s.x for s in samples])
        return [hidden, deltas[1]], [first, dw[1]], [averaged(hidden), db[1]]

    return changed(change)


def with_delta_of_the_output(
    deltas: Any, dw: Any, db: Any, samples: Any, weights: Any
) -> tuple[Any, ...]:
    return deltas, [right_weights(deltas[1], [s.x for s in samples]), dw[1]], [db[1], db[1]]


def differences(of: str) -> Form:
    """Difference quotients passed off as δ, ∂C/∂w or ∂C/∂b."""

    def backpropagate(weights: Any, biases: Any, inputs: Any, targets: Any) -> tuple[Any, ...]:
        def cost_of(xs: Any, ys: Any) -> Callable[[], float]:
            return lambda: sum(
                sum(times(error, error)) / (2 * len(xs))
                for error in (minus(s.a2, s.y) for s in forward(weights, biases, xs, ys))
            )

        right: Any = equations()()["backpropagate"]
        deltas, dw, db = right(weights, biases, inputs, targets)
        cost = cost_of(inputs, targets)
        if "δ" in of:
            ones = [cost_of([x], [y]) for x, y in zip(inputs, targets, strict=True)]
            deltas = [[quotients(one, biases[layer]) for one in ones] for layer in (0, 1)]
        if "w" in of:
            dw = [[quotients(cost, row) for row in w] for w in weights]
        if "b" in of:
            db = [quotients(cost, b) for b in biases]
        return deltas, dw, db

    return lambda: {"sigmoid_slope": SLOPE, "backpropagate": backpropagate}


def quotients(cost: Callable[[], float], x: Vector, h: float = 1e-5) -> Vector:
    """(C(x + h) − C(x − h)) / 2h for each place of x."""
    found = []
    for place, middle in enumerate(x):
        x[place] = middle + h
        above = cost()
        x[place] = middle - h
        found.append((above - cost()) / (2 * h))
        x[place] = middle
    return found
