"""Neurons, layers and multilayer perceptrons, numbered and lettered as in the derivation.

Layer L computes zᴸ = wᴸ aᴸ⁻¹ + bᴸ and aᴸ = σ(zᴸ). Every parameter and every node z and a
carries a dotted label such as `layer1.neuron0.w2`, from which a drawing makes its boxes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import sqrt
from os import PathLike
from pathlib import Path
from random import Random
from sys import float_info

from minigrad.checks import check_choice, check_count, shortened, visible
from minigrad.files import replace_file
from minigrad.functions import weighted_sum
from minigrad.value import Value

Numbers = Sequence[float | Value]

ACTIVATIONS: dict[str, Callable[[Value], Value]] = {
    "linear": lambda z: z,
    "tanh": Value.tanh,
    "sigmoid": Value.sigmoid,
    "relu": Value.relu,
    "leaky_relu": Value.leaky_relu,
    "softplus": Value.softplus,
}

# The bound of the uniform distribution from which weights are drawn.
INITIALISATIONS: dict[str, Callable[[int, int], float]] = {
    "uniform": lambda n_inputs, n_outputs: 1.0,
    "xavier": lambda n_inputs, n_outputs: sqrt(6 / (n_inputs + n_outputs)),  # Glorot, Bengio 2010
    "he": lambda n_inputs, n_outputs: sqrt(6 / n_inputs),  # He et al. 2015
}


class Module:
    """Something with parameters: a neuron, a layer, a network."""

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        """Every parameter with its dotted name, in a fixed order."""
        for parameter in self.parameters():
            yield parameter.label, parameter

    def parameters(self) -> list[Value]:
        """The leaves that training changes: all weights and biases."""
        raise TypeError(f"{type(self).__name__} needs a parameters() method of its own")

    def zero_grad(self) -> None:
        """Set the grad of every parameter to 0."""
        for parameter in self.parameters():
            parameter.grad = 0.0

    def state_dict(self) -> dict[str, float]:
        """The numbers of all parameters by name."""
        return {name: parameter.data for name, parameter in self._by_name().items()}

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        """Set all parameters from a `state_dict()`, or none: ValueError where it does not fit."""
        parameters = self._by_name()
        _check_state("load_state_dict", parameters, state)
        numbers: dict[Value, float] = {}
        for name, parameter in parameters.items():
            if numbers.setdefault(parameter, state[name]) != state[name]:
                raise ValueError(
                    f"load_state_dict() needs one number for a shared parameter, got "
                    f"{numbers[parameter]} and {state[name]} (as {visible(name)!r})"
                )
        for parameter, number in numbers.items():
            parameter.data = number

    def save(self, path: str | PathLike[str]) -> None:
        """Write `state_dict()` to a JSON file; ValueError for what `load()` would refuse.

        Missing folders are made. Where writing fails, the file before stays as it was.
        """
        state = self.state_dict()
        _check_state("save", state, state)
        text = json.dumps(state, indent=1) + "\n"
        replace_file(path, text.encode("utf-8"))

    def load(self, path: str | PathLike[str]) -> None:
        """Read a file written by `save()` into a network of the same shape; all of it or nothing.

        ValueError says what does not fit; OSError where the file cannot be read.
        """
        try:
            state = json.loads(Path(path).read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            raise ValueError(
                f"load() needs a JSON file that save() wrote, got {path}: {error}"
            ) from None
        try:
            self.load_state_dict(state)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None

    def _by_name(self) -> dict[str, Value]:
        named = dict(self.named_parameters())
        if len(named) < len(distinct_parameters(self)):
            raise ValueError(
                f"{type(self).__name__} needs a different name for each parameter, got some twice: "
                "give each neuron and layer its own label"
            )
        return named


def _check_state(caller: str, parameters: Mapping[str, object], state: object) -> None:
    if not isinstance(state, dict):
        raise ValueError(f"{caller}() needs a dict of numbers by name, got {type(state).__name__}")
    missing = [name for name in parameters if name not in state]
    unknown = [name for name in state if name not in parameters]
    if missing or unknown:
        raise ValueError(
            f"{caller}() needs the {len(parameters)} parameters of this network, got "
            f"{len(state)}: {_some('missing', missing)}{_some('unknown', unknown)}"
            "build the network with the sizes it was saved with"
        )
    for name, number in state.items():
        is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
        if not is_number or not abs(number) <= float_info.max:
            got = repr(number) if isinstance(number, float) else type(number).__name__
            raise ValueError(
                f"{caller}() needs a finite number (|x| < 1.8e308) for {name}, got {got}"
            )


def _some(what: str, names: Sequence[object]) -> str:
    if not names:
        return ""
    shown = ", ".join(shortened(repr(name)) for name in names[:3])  # in quotes, on one line
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{what} {shown}{more}; "


def distinct_parameters(module: Module) -> list[Value]:
    """The parameters, each once, also where several layers share one (tied weights)."""
    return list(dict.fromkeys(module.parameters()))


class Neuron(Module):
    """z = w·x + b and a = σ(z). Fused, z is one node; unfused, every × and + is a node."""

    def __init__(
        self,
        n_inputs: int,
        activation: str = "tanh",
        *,
        bound: float = 1.0,
        fused: bool = True,
        label: str = "neuron",
        random: Random | None = None,
    ) -> None:
        check_count("Neuron", "n_inputs", n_inputs)
        check_choice("Neuron", "activation", activation, ACTIVATIONS)
        random = random or Random(0)
        self.w = [Value(random.uniform(-bound, bound), f"{label}.w{i}") for i in range(n_inputs)]
        self.b = Value(0.0, f"{label}.b")
        self.activation = activation
        self.fused = fused
        self.label = label
        self._z_label, self._a_label = f"{label}.z", f"{label}.a"

    def __call__(self, x: Numbers) -> Value:
        _check_inputs(visible(self.label), len(self.w), x)
        z = weighted_sum(self.w, x, self.b) if self.fused else self._sum_of_products(x)
        z.label = self._z_label
        a = ACTIVATIONS[self.activation](z)
        if a is not z:
            a.label = self._a_label
        return a

    def _sum_of_products(self, x: Numbers) -> Value:
        z = self.b
        for w, xi in zip(self.w, x, strict=True):
            z = z + w * xi
        return z

    def parameters(self) -> list[Value]:
        return [*self.w, self.b]

    def __repr__(self) -> str:
        return f"{self.activation} neuron · {len(self.w)} w + b"


class Layer(Module):
    """Neurons that share their inputs; calling the layer returns a list, even for one neuron."""

    def __init__(
        self,
        n_inputs: int,
        n_outputs: int,
        activation: str = "tanh",
        *,
        initialisation: str = "xavier",
        fused: bool = True,
        label: str = "layer",
        random: Random | None = None,
    ) -> None:
        check_count("Layer", "n_inputs", n_inputs)
        check_count("Layer", "n_outputs", n_outputs)
        check_count("Layer", "n_inputs · n_outputs", n_inputs * n_outputs)
        check_choice("Layer", "initialisation", initialisation, INITIALISATIONS)
        random = random or Random(0)
        bound = INITIALISATIONS[initialisation](n_inputs, n_outputs)
        self.label = label
        self.neurons = [
            Neuron(
                n_inputs,
                activation,
                bound=bound,
                fused=fused,
                label=f"{label}.neuron{k}",
                random=random,
            )
            for k in range(n_outputs)
        ]

    def __call__(self, x: Numbers) -> list[Value]:
        _check_inputs(visible(self.label), len(self.neurons[0].w), x)
        return [neuron(x) for neuron in self.neurons]

    def parameters(self) -> list[Value]:
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]

    def __repr__(self) -> str:
        return f"{visible(self.label)}: {len(self.neurons)} × {self.neurons[0]!r}"


class MLP(Module):
    """A multilayer perceptron: `sizes` lists the neurons per layer, and the last is the output.

    `activation` is that of the hidden layers, `output` that of the last. Weights are drawn
    from U(−r, r), biases are 0: "xavier" r = √(6/(n_in + n_out)), "he" r = √(6/n_in),
    "uniform" r = 1. Inputs given as numbers become leaves x0, x1 …

    >>> network = MLP(2, [3, 1], seed=1)
    >>> [len(layer.neurons) for layer in network.layers], len(network.parameters())
    ([3, 1], 13)
    >>> network([0.5, -1.0])[0].label
    'layer2.neuron0.z'
    """

    def __init__(
        self,
        n_inputs: int,
        sizes: Sequence[int],
        activation: str = "tanh",
        output: str = "linear",
        *,
        fused: bool = True,
        initialisation: str = "xavier",
        seed: int = 0,
    ) -> None:
        if not isinstance(sizes, (list, tuple)) or not sizes:
            raise ValueError(f"MLP() needs the sizes of its layers, such as [8, 3], got {sizes!r}")
        check_choice("MLP", "activation", activation, ACTIVATIONS)
        check_choice("MLP", "output", output, ACTIVATIONS)
        random = Random(seed)
        widths = [n_inputs, *sizes]
        self.layers = [
            Layer(
                widths[number - 1],
                width,
                output if number == len(sizes) else activation,
                initialisation=initialisation,
                fused=fused,
                label=f"layer{number}",
                random=random,
            )
            for number, width in enumerate(sizes, 1)
        ]

    def __call__(self, x: Numbers) -> list[Value]:
        _check_inputs("MLP", len(self.layers[0].neurons[0].w), x)
        a = [xi if isinstance(xi, Value) else Value(xi, f"x{i}") for i, xi in enumerate(x)]
        for layer in self.layers:
            a = layer(a)
        return a

    def parameters(self) -> list[Value]:
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def __repr__(self) -> str:
        return "MLP(" + ", ".join(map(repr, self.layers)) + ")"


def _check_inputs(what: str, n_inputs: int, x: Numbers) -> None:
    if not hasattr(x, "__len__"):
        raise TypeError(f"{what} needs a list of inputs, got {type(x).__name__}: write [x]")
    if len(x) != n_inputs:
        raise ValueError(f"{what} needs {n_inputs} inputs, got {len(x)}")
