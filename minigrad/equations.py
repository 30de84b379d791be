"""The four equations of backpropagation on plain lists of numbers, without a graph.

For layers aᴸ = σ(zᴸ), zᴸ = wᴸ aᴸ⁻¹ + bᴸ and a cost C write δᴸⱼ = ∂C/∂zᴸⱼ. The chain rule, summed
over everything that zᴸⱼ acts through, gives all of them:

1. Output error. z of the last layer H acts on C through its own a alone:
   δᴴⱼ = Σₖ ∂C/∂aᴴₖ · ∂aᴴₖ/∂zᴴⱼ = ∂C/∂aᴴⱼ · σ′(zᴴⱼ), or δᴴ = ∂C/∂aᴴ ⊙ σ′(zᴴ).
   With C = ½ Σ (aᴴ − y)² it is (aᴴ − y) ⊙ σ′(zᴴ). The exception is softmax with cross-entropy:
   every output of softmax depends on every z, and Σₖ gives softmax(zᴴ) − y.
2. Propagation. zᴸⱼ acts through every zᴸ⁺¹ₖ = Σᵢ wᴸ⁺¹ₖᵢ σ(zᴸᵢ) + bᴸ⁺¹ₖ:
   δᴸⱼ = Σₖ δᴸ⁺¹ₖ · ∂zᴸ⁺¹ₖ/∂zᴸⱼ = Σₖ δᴸ⁺¹ₖ wᴸ⁺¹ₖⱼ σ′(zᴸⱼ), or δᴸ = ((wᴸ⁺¹)ᵀ δᴸ⁺¹) ⊙ σ′(zᴸ).
3. Weights. wᴸⱼₖ acts through zᴸⱼ alone: ∂C/∂wᴸⱼₖ = δᴸⱼ aᴸ⁻¹ₖ, or ∂C/∂wᴸ = δᴸ (aᴸ⁻¹)ᵀ.
4. Biases. So does bᴸⱼ, with ∂z/∂b = 1: ∂C/∂bᴸ = δᴸ.

The derivatives are written here a second time on purpose: the graph is checked against them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from numbers import Integral
from operator import mul
from typing import Any, NamedTuple, TypeAlias

from minigrad.losses import cross_entropy, squared_error
from minigrad.nn import MLP

Vector: TypeAlias = list[float]
Matrix: TypeAlias = list[list[float]]


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def _step(z: float, below: float) -> float:
    """The slope of relu and leaky_relu: `below` up to 0, 1 above, nan at nan."""
    return below if z <= 0 else 1.0 if z > 0 else math.nan


# σ and σ′ by the name of the activation.
SIGMA: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "linear": (lambda z: z, lambda z: 1.0),
    "tanh": (math.tanh, lambda z: 1 - math.tanh(z) ** 2),
    "sigmoid": (_logistic, lambda z: _logistic(z) * (1 - _logistic(z))),
    "relu": (lambda z: max(z, 0.0), lambda z: _step(z, 0.0)),
    "leaky_relu": (lambda z: z if z > 0 else 0.01 * z, lambda z: _step(z, 0.01)),
    "softplus": (lambda z: max(z, 0.0) + math.log1p(math.exp(-abs(z))), _logistic),
}


class LayerGradients(NamedTuple):
    """What the equations say about one layer: z, a and δ as vectors, ∂C/∂w and ∂C/∂b."""

    number: int
    equation: str  # the one that gave δ
    z: Vector
    a: Vector
    delta: Vector
    a_before: Vector

    @property
    def dC_dw(self) -> Matrix:
        return weight_gradient(self.delta, self.a_before)

    @property
    def dC_db(self) -> Vector:
        return bias_gradient(self.delta)


def output_error(dC_da: Vector, slopes: Vector) -> Vector:
    """δᴴ = ∂C/∂aᴴ ⊙ σ′(zᴴ).

    >>> output_error([2.0, -1.0], [0.5, 1.0])
    [1.0, -1.0]
    """
    if len(dC_da) != len(slopes):
        raise ValueError(
            f"output_error() needs one slope for each ∂C/∂a: got {len(dC_da)} ∂C/∂a and "
            f"{len(slopes)} slopes"
        )
    return [da * slope for da, slope in zip(dC_da, slopes, strict=True)]


def propagate(w_next: Matrix, delta_next: Vector, slopes: Vector) -> Vector:
    """δᴸ = ((wᴸ⁺¹)ᵀ δᴸ⁺¹) ⊙ σ′(zᴸ).

    >>> propagate([[1.0, 2.0], [3.0, 4.0]], [1.0, 10.0], [1.0, 0.5])
    [31.0, 21.0]
    """
    rows, columns = len(delta_next), len(slopes)
    if len(w_next) != rows or any(len(row) != columns for row in w_next):
        shape = f"{len(w_next)} × {' or '.join(map(str, sorted({len(row) for row in w_next})))}"
        raise ValueError(
            f"propagate() needs w_next to be {rows} × {columns}, a row for each δ and a column for "
            f"each slope, got {shape}"
        )
    back = [
        sum(row[j] * delta for row, delta in zip(w_next, delta_next, strict=True))
        for j in range(len(slopes))
    ]
    return [sent * slope for sent, slope in zip(back, slopes, strict=True)]


def weight_gradient(delta: Vector, a_before: Vector) -> Matrix:
    """∂C/∂wᴸ = δᴸ (aᴸ⁻¹)ᵀ.

    >>> weight_gradient([1.0, 10.0], [2.0, 3.0])
    [[2.0, 3.0], [20.0, 30.0]]
    """
    return [[d * a for a in a_before] for d in delta]


def bias_gradient(delta: Vector) -> Vector:
    """∂C/∂bᴸ = δᴸ."""
    return list(delta)


def four_equations(
    mlp: MLP, x: Vector, y: Any, loss: Callable[..., Any] = squared_error
) -> list[LayerGradients]:
    """z, a, δ, ∂C/∂w and ∂C/∂b of every layer for one sample, by the four equations.

    `loss` is `squared_error`, with a list of numbers as y, or `cross_entropy`, with the number
    of the right class as y and a linear output (its softmax belongs to C). ValueError for
    any other loss, and where x or y does not fit. For a batch, C is a sum and so are all
    gradients: see `summed`.

    >>> from minigrad.nn import MLP
    >>> [layer.equation for layer in four_equations(MLP(1, [2, 1]), [0.5], [1.0])]
    ['δ¹ = ((w²)ᵀ δ²) ⊙ σ′(z¹)', 'δ² = (a² − y) ⊙ σ′(z²)']
    """
    names = [layer.neurons[0].activation for layer in mlp.layers]
    _check_sample(mlp, names[-1], x, y, loss)
    weights = [[[w.data for w in neuron.w] for neuron in layer.neurons] for layer in mlp.layers]
    biases = [[neuron.b.data for neuron in layer.neurons] for layer in mlp.layers]
    zs, activations = _forward(weights, biases, names, x)

    last = len(weights)
    if loss is squared_error:
        slopes = [SIGMA[names[-1]][1](z) for z in zs[-1]]
        error = [a - target for a, target in zip(activations[-1], y, strict=True)]
        delta = output_error(error, slopes)
        equation = f"δ{superscript(last)} = (a{superscript(last)} − y) ⊙ σ′(z{superscript(last)})"
    else:
        delta = [p - (i == y) for i, p in enumerate(_softmax(zs[-1]))]
        equation = f"δ{superscript(last)} = softmax(z{superscript(last)}) − y"
    layers = [LayerGradients(last, equation, zs[-1], activations[-1], delta, activations[-2])]
    for number in range(last - 1, 0, -1):
        slopes = [SIGMA[names[number - 1]][1](z) for z in zs[number - 1]]
        delta = propagate(weights[number], delta, slopes)
        this, after = superscript(number), superscript(number + 1)
        equation = f"δ{this} = ((w{after})ᵀ δ{after}) ⊙ σ′(z{this})"
        a, before = activations[number], activations[number - 1]
        layers.insert(0, LayerGradients(number, equation, zs[number - 1], a, delta, before))
    return layers


def _forward(
    weights: list[Matrix], biases: list[Vector], names: list[str], x: Vector
) -> tuple[list[Vector], list[Vector]]:
    """zᴸ = wᴸ aᴸ⁻¹ + bᴸ and aᴸ = σ(zᴸ) for every layer; a⁰ is x."""
    zs, activations = [], [list(x)]
    for w, b, name in zip(weights, biases, names, strict=True):
        z = [
            bias + sum(wi * ai for wi, ai in zip(row, activations[-1], strict=True))
            for row, bias in zip(w, b, strict=True)
        ]
        zs.append(z)
        activations.append([SIGMA[name][0](zi) for zi in z])
    return zs, activations


def classifier(mlp: MLP) -> Callable[[Sequence[float]], int]:
    """What `predict` answers with the parameters as they are now, on plain numbers: it is quick.

    For pictures that ask at a thousand points. ValueError for outputs that are nan.

    >>> from minigrad.nn import MLP
    >>> classifier(MLP(2, [3, 2], seed=1))([0.5, -1.0]) in (0, 1)
    True
    """
    layers = [
        (
            [(neuron.b.data, [w.data for w in neuron.w]) for neuron in layer.neurons],
            SIGMA[layer.neurons[0].activation][0],
        )
        for layer in mlp.layers
    ]

    def answer(x: Sequence[float]) -> int:
        for rows, sigma in layers:
            x = [sigma(sum(map(mul, w, x), b)) for b, w in rows]
        if any(map(math.isnan, x)):
            raise ValueError(f"classifier() needs outputs that can be compared, got {x}")
        return x.index(max(x))

    return answer


def _softmax(z: Vector) -> Vector:
    largest = max(z)
    powers = [math.exp(zi - largest) for zi in z]
    all_powers = sum(powers)
    return [power / all_powers for power in powers]


def _check_sample(mlp: MLP, output: str, x: Any, y: Any, loss: Any) -> None:
    n_outputs = len(mlp.layers[-1].neurons)
    if loss is cross_entropy and output == "linear":
        if not isinstance(y, Integral) or not 0 <= int(y) < n_outputs:
            raise ValueError(
                "four_equations() needs the number of the right class as y, 0 to "
                f"{n_outputs - 1}, got {y!r}"
            )
    elif loss is squared_error:
        _check_length("y", y, n_outputs)
    else:
        raise ValueError(
            "four_equations() needs squared_error, or cross_entropy after a linear output, got "
            f"{getattr(loss, '__name__', loss)!r} after {output!r}"
        )
    _check_length("x", x, len(mlp.layers[0].neurons[0].w))


def _check_length(name: str, given: Any, size: int) -> None:
    if not hasattr(given, "__len__"):
        raise TypeError(f"four_equations() needs a list of numbers as {name}, got {given!r}")
    if len(given) != size:
        raise ValueError(f"four_equations() needs {name} with {size} numbers, got {len(given)}")


def summed(samples: Sequence[list[LayerGradients]]) -> list[tuple[Matrix, Vector]]:
    """For a batch: ∂C/∂w and ∂C/∂b of each layer, summed over the samples."""
    return [
        (
            [[sum(column) for column in zip(*rows, strict=True)] for rows in zip(*ws, strict=True)],
            [sum(column) for column in zip(*bs, strict=True)],
        )
        for ws, bs in (
            ([layer.dC_dw for layer in layers], [layer.dC_db for layer in layers])
            for layers in zip(*samples, strict=True)
        )
    ]


class Comparison(NamedTuple):
    """One number, from the equations and from the graph."""

    name: str
    by_equations: float
    by_graph: float

    @property
    def difference(self) -> float:
        return abs(self.by_equations - self.by_graph)


def compare(
    mlp: MLP, x: Vector, y: Any, loss: Callable[..., Any] = squared_error
) -> list[Comparison]:
    """Every δ, ∂C/∂w and ∂C/∂b of the equations beside what the graph computes.

    >>> from minigrad.nn import MLP
    >>> rows = compare(MLP(2, [3, 1]), [0.5, -1.0], [1.0])
    >>> max(row.difference for row in rows) < 1e-12
    True
    """
    cost = loss(mlp(x), y)
    graph = {step.node.label: step.delta for step in cost.backward_steps()}
    rows = []
    for layer in four_equations(mlp, x, y, loss):
        for j, delta in enumerate(layer.delta):
            neuron = f"layer{layer.number}.neuron{j}"
            rows.append(Comparison(f"{neuron}.z", delta, graph[f"{neuron}.z"]))
            for k, dw in enumerate(layer.dC_dw[j]):
                rows.append(Comparison(f"{neuron}.w{k}", dw, graph[f"{neuron}.w{k}"]))
            rows.append(Comparison(f"{neuron}.b", layer.dC_db[j], graph[f"{neuron}.b"]))
    return rows


def superscript(number: int) -> str:
    """A layer's number as the derivation writes it.

    >>> superscript(12)
    '¹²'
    """
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
