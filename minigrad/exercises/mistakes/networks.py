"""Mistakes in neurons and layers, which can be made wrong in one place at a time."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from minigrad.exercises.mistakes.mistake import Form, Mistake
from minigrad.functions import total, weighted_sum
from minigrad.value import Value


def drawn() -> float:
    return random.uniform(-1, 1)


def random_weights(n: int) -> list[Any]:
    return [Value(drawn()) for _ in range(n)]


def new_neurons(new: Any, n: int, m: int) -> list[Any]:
    return [new(n) for _ in range(m)]


def all_answers(layer: Any, x: Any) -> list[Any]:
    return [n(x) for n in layer.neurons]


def all_parameters(layer: Any) -> list[Any]:
    return [p for n in layer.neurons for p in n.parameters()]


def neurons(**wrong: Any) -> Form:
    """A form of Neuron and Layer, wrong where an argument is given."""
    return partial(_classes, **wrong)


def _classes(
    *,
    weights: Callable[[int], list[Any]] = random_weights,
    bias: Callable[[], Any] = lambda: Value(drawn()),
    answer: Callable[[Any, Any], Any] = lambda n, x: weighted_sum(n.weights, x, n.bias).tanh(),
    parameters: Callable[[Any], list[Any]] = lambda n: [*n.weights, n.bias],
    in_layer: Callable[[Any, int, int], list[Any]] = new_neurons,
    answers: Callable[[Any, Any], Any] = all_answers,
    of_layer: Callable[[Any], list[Any]] = all_parameters,
) -> Mapping[str, Any]:
    class Neuron:
        def __init__(self, n_inputs: int) -> None:
            self.weights = weights(n_inputs)
            self.bias = bias()

        def __call__(self, x: Any) -> Any:
            return answer(self, x)

        def parameters(self) -> list[Any]:
            return parameters(self)

    class Layer:
        def __init__(self, n_inputs: int, n_outputs: int) -> None:
            self.neurons = in_layer(Neuron, n_inputs, n_outputs)

        def __call__(self, x: Any) -> Any:
            return answers(self, x)

        def parameters(self) -> list[Any]:
            return of_layer(self)

    return {"Neuron": Neuron, "Layer": Layer}


def computing(answer: Callable[[Any, Any], Any]) -> Form:
    """A form whose neurons compute something else from w, b and x."""
    return neurons(answer=answer)


def growing_in_a_neuron() -> Mapping[str, Any]:
    """`def parameters(self, found=[])`: the list is made once, and kept."""

    def parameters(n: Any, found: list[Any] = []) -> list[Any]:  # noqa: B006 (this is the mistake)
        found += [*n.weights, n.bias]
        return found

    return neurons(parameters=parameters)()


def growing_in_a_layer() -> Mapping[str, Any]:
    def parameters(layer: Any, found: list[Any] = []) -> list[Any]:  # noqa: B006
        for n in layer.neurons:
            found += n.parameters()
        return found

    return neurons(of_layer=parameters)()


def weights_of_the_class() -> Mapping[str, Any]:
    """`weights = []` in the class: one list for all neurons."""
    shared: list[Any] = []

    def weights(n: int) -> list[Any]:
        shared.extend(Value(drawn()) for _ in range(n))
        return shared

    return neurons(weights=weights)()


def with_bias_among_weights(parameters: Callable[[Any], list[Any]]) -> Form:
    def in_layer(new: Any, n: int, m: int) -> list[Any]:
        return [new(n) for _ in range(m)]

    def make() -> Mapping[str, Any]:
        made = neurons(parameters=parameters, in_layer=in_layer, answer=answer)()
        right = made["Neuron"].__init__

        def begin(n: Any, n_inputs: int) -> None:
            right(n, n_inputs)
            n.weights.append(n.bias)

        made["Neuron"].__init__ = begin
        return made

    def answer(n: Any, x: Any) -> Any:
        return total([*products(n, x), n.bias]).tanh()

    return make


def in_a_row(layer: Any, x: Any) -> list[Any]:
    answers: list[Any] = []
    for n in layer.neurons:
        answers.append(n([*answers, *x[len(answers) :]]))
    return answers


def products(n: Any, x: Any) -> list[Any]:
    return [w * xi for w, xi in zip(n.weights, x, strict=False)]  # as a first course writes it


def z_of(n: Any, x: Any) -> float:
    return weighted_sum(numbers_of(n.weights), numbers_of(x), n.bias.data).data


def numbers_of(x: Any) -> list[float]:
    return [xi.data if isinstance(xi, Value) else xi for xi in x]


MISTAKES = (
    # ---------------------------------------------------------------- a neuron
    Mistake(
        "bias-not-added",
        "The bias is not part of the sum, so it changes nothing and gets no gradient.",
        "What does your neuron answer when all inputs are 0?",
        (computing(lambda n, x: weighted_sum(n.weights, x).tanh()),),
    ),
    Mistake(
        "bias-added-for-each-input",
        "The bias is added once for every input instead of once for the neuron.",
        "With three inputs, how often does b stand in your sum?",
        (computing(lambda n, x: total([wx + n.bias for wx in products(n, x)]).tanh()),),
    ),
    Mistake(
        "bias-after-the-activation",
        "The bias is added to tanh(w·x): it belongs in the sum, inside tanh.",
        "Can a = tanh(…) ever be larger than 1? Can yours?",
        (computing(lambda n, x: weighted_sum(n.weights, x).tanh() + n.bias),),
    ),
    Mistake(
        "no-activation",
        "The answer is the sum z itself: tanh is missing.",
        "Between which two numbers should every answer of a tanh neuron lie?",
        (computing(lambda n, x: weighted_sum(n.weights, x, n.bias)),),
    ),
    Mistake(
        "another-activation",
        "The sum goes through a function other than tanh.",
        "What does tanh make of 0, and of −1, and what does your neuron make of them?",
        (
            computing(lambda n, x: weighted_sum(n.weights, x, n.bias).sigmoid()),
            computing(lambda n, x: weighted_sum(n.weights, x, n.bias).relu()),
        ),
    ),
    Mistake(
        "activation-before-the-sum",
        "tanh is applied to each product; it should be applied once, to the whole sum.",
        "How many times does tanh run for one answer of one neuron?",
        (computing(lambda n, x: total([n.bias, *[wx.tanh() for wx in products(n, x)]])),),
    ),
    Mistake(
        "last-input-left-out",
        "The last input never reaches the sum.",
        "For n inputs, at which index does your loop end?",
        (
            computing(
                lambda n, x: weighted_sum([0.0, *n.weights[:-1]], [0.0, *x[:-1]], n.bias).tanh()
            ),
        ),
    ),
    Mistake(
        "graph-left",
        "The answer is computed from plain numbers: no graph leads from it to the weights.",
        "Which Values is your answer made of? Draw it and look.",
        (
            computing(lambda n, x: Value(math.tanh(z_of(n, x)))),
            computing(lambda n, x: weighted_sum(n.weights, x, n.bias).tanh().detach()),
        ),
    ),
    Mistake(
        "inputs-copied",
        "The inputs are copied into new Values, so no gradient reaches the layer before.",
        "If x is a list of Values, is each of them in the graph of your answer?",
        (computing(lambda n, x: weighted_sum(n.weights, numbers_of(x), n.bias).tanh()),),
    ),
    # ---------------------------------------------------------------- its weights and bias
    Mistake(
        "plain-numbers",
        "A parameter is a plain number, not a Value: it gets no gradient, so it cannot learn.",
        "Where would ∂C/∂w be kept, for each weight and for the bias?",
        (
            neurons(weights=lambda n: [drawn() for _ in range(n)]),
            neurons(bias=drawn),
            neurons(weights=lambda n: [drawn() for _ in range(n)], bias=drawn),
            neurons(bias=lambda: 0.0),
            neurons(bias=lambda: 0),
        ),
    ),
    Mistake(
        "one-weight-n-times",
        "All weights are the same Value, listed n times: change one, and all change.",
        "[Value(r)] * 3: how many Values does Python make for that?",
        (neurons(weights=lambda n: [Value(drawn())] * n),),
    ),
    Mistake(
        "weights-start-equal",
        "All weights start from the same number, so all neurons learn the same.",
        "What are the numbers of two neurons of a new layer, and what will tell them apart?",
        (
            neurons(weights=lambda n: [Value(0.0) for _ in range(n)]),
            neurons(weights=lambda n: [Value(number) for number in [drawn()] * n]),
            neurons(weights=lambda n: [Value(0.5) for _ in range(n)], bias=lambda: Value(0.0)),
        ),
    ),
    Mistake(
        "neurons-start-equal",
        "Each neuron starts from the same random numbers, so all neurons learn the same.",
        "What does random.seed(0) do to the numbers that come after it?",
        (neurons(weights=lambda n: [Value(random.Random(i).random()) for i in range(n)]),),
    ),
    Mistake(
        "one-weight-too-few",
        "A neuron has one weight fewer than it has inputs.",
        "How many weights does a neuron with 3 inputs have, and how many has yours?",
        (
            neurons(
                weights=lambda n: [Value(drawn()) for _ in range(n - 1)],
                answer=lambda n, x: total([*products(n, x), n.bias]).tanh(),
            ),
        ),
    ),
    Mistake(
        "weights-in-the-class",
        "The list of weights belongs to the class: all neurons share it, and each adds to it.",
        "Which list do two neurons share, if it is made outside of __init__?",
        (weights_of_the_class,),
    ),
    Mistake(
        "bias-among-the-weights",
        "The bias is in the list of weights too: there is one weight more than inputs.",
        "How many numbers does zip(self.weights, x) pair up, and which one is left over?",
        (
            with_bias_among_weights(lambda n: [*n.weights, n.bias]),
            with_bias_among_weights(lambda n: list(n.weights)),
        ),
    ),
    # ---------------------------------------------------------------- parameters
    Mistake(
        "bias-no-parameter",
        "parameters() leaves out the bias, so training will never change it.",
        "How many Values does a neuron with 3 inputs learn?",
        (neurons(parameters=lambda n: list(n.weights)),),
    ),
    Mistake(
        "weights-no-parameters",
        "parameters() leaves out weights, so training will never change them.",
        "How many Values does a neuron with 3 inputs learn?",
        (
            neurons(parameters=lambda n: [n.bias]),
            neurons(parameters=lambda n: [n.weights[0], n.bias]),
        ),
    ),
    Mistake(
        "parameters-are-copies",
        "parameters() gives new Values: training changes those, and not the neuron's own.",
        "Is parameters()[0] the same Value as weights[0], or one with the same number?",
        (
            neurons(parameters=lambda n: [Value(p.data) for p in (*n.weights, n.bias)]),
            neurons(parameters=lambda n: [p.data for p in (*n.weights, n.bias)]),
        ),
    ),
    Mistake(
        "parameters-listed-twice",
        "parameters() lists the same Value more than once: it would be changed twice in a step.",
        "How many entries has parameters(), and how many different Values?",
        (
            neurons(parameters=lambda n: [*n.weights, n.bias, n.bias]),
            neurons(parameters=lambda n: [*n.weights, n.bias, *n.weights]),
            neurons(of_layer=lambda layer: all_parameters(layer) * 2),
        ),
    ),
    Mistake(
        "parameters-keep-growing",
        "A list as a default argument is made only once: each call of parameters() adds to it.",
        "What is len(neuron.parameters()) the first time, and what is it the second time?",
        (growing_in_a_neuron, growing_in_a_layer),
    ),
    # ---------------------------------------------------------------- a layer
    Mistake(
        "one-neuron-n-times",
        "All neurons of the layer are the same neuron, listed n times.",
        "[Neuron(3)] * 2: how often does Neuron(3) run?",
        (neurons(in_layer=lambda new, n, m: [new(n)] * m),),
    ),
    Mistake(
        "sizes-swapped",
        "A layer has n_outputs neurons with n_inputs weights each: here it is the other way round.",
        "In Layer(3, 2), how many numbers go in, and how many come out?",
        (
            neurons(
                answer=lambda n, x: total([*products(n, x), n.bias]).tanh(),
                in_layer=lambda new, n, m: [new(m) for _ in range(n)],
            ),
            neurons(in_layer=lambda new, n, m: [new(m) for _ in range(n)]),
        ),
    ),
    Mistake(
        "layer-as-square",
        "The layer has as many neurons as inputs: n_outputs is ignored.",
        "In Layer(3, 2), how many numbers come out?",
        (neurons(in_layer=lambda new, n, m: [new(n) for _ in range(n)]),),
    ),
    Mistake(
        "return-in-the-loop",
        "return stands inside the loop: only the first neuron is asked.",
        "How many times does your loop run before return ends it?",
        (
            neurons(answers=lambda layer, x: layer.neurons[0](x)),
            neurons(answers=lambda layer, x: [layer.neurons[0](x)]),
            neurons(of_layer=lambda layer: layer.neurons[0].parameters()),
        ),
    ),
    Mistake(
        "last-neuron-alone",
        "Each neuron replaces what the one before it gave: only the last one is left.",
        "Does your loop over the neurons add to a list, or assign the same name again?",
        (
            neurons(answers=lambda layer, x: layer.neurons[-1](x)),
            neurons(answers=lambda layer, x: [layer.neurons[-1](x)]),
            neurons(of_layer=lambda layer: layer.neurons[-1].parameters()),
        ),
    ),
    Mistake(
        "neurons-in-a-row",
        "Neurons of one layer see each other's answers: they should all see the same x.",
        "Which numbers go into the second neuron of a layer?",
        (neurons(answers=in_a_row),),
    ),
    Mistake(
        "parameters-in-lists",
        "parameters() of the layer is a list of lists: it has to be one flat list of Values.",
        "What is layer.parameters()[0]: a Value, or a list?",
        (neurons(of_layer=lambda layer: [n.parameters() for n in layer.neurons]),),
    ),
)

MORE_FORMS = {  # of what differences can get wrong too
    "first-of-equal-numbers": (
        computing(
            lambda n, x: weighted_sum([n.weights[x.index(xi)] for xi in x], x, n.bias).tanh()
        ),
    ),
}
