"""Exercises 09 to 11: right code in any honest style gets all points, each mistake its name."""

import math
import random
from dataclasses import dataclass, field

import numpy as np
import pytest

from minigrad import Value, losses, nn, optim
from minigrad.exercises.diagnosis import diagnose
from minigrad.exercises.grading import grade, grade_file
from minigrad.exercises.manifest import HANDOUT, find_exercise
from minigrad.exercises.mistakes.backpropagation import (
    averaged,
    forward,
    quotients,
    right_hidden,
    right_weights,
)
from minigrad.functions import weighted_sum
from tests.exercises.reference import SOLUTIONS

IDS = ("07b", "08", "09")
SEEDS = range(20)


@pytest.fixture(params=IDS)
def exercise(request):
    return find_exercise(request.param)


def graded(exercise_id, **answers):
    return grade(find_exercise(exercise_id), answers)


def sentence(exercise_id, **answers):
    """What a student reads about the first wrong answer."""
    report = graded(exercise_id, **answers)
    assert report.points < report.exercise.total
    return str(report.smallest.failure)


def test_the_solution_gets_all_points(exercise):
    for seed in SEEDS:
        report = grade_file(exercise, SOLUTIONS, seed)
        assert report.is_solved, report.smallest
        assert not diagnose(report).mistakes


def test_an_untouched_stub_gets_no_point_and_a_question(exercise):
    report = grade_file(exercise, HANDOUT)
    assert report.points == 0
    assert "still to be written" in report.smallest.failure
    assert report.smallest.failure.endswith("?")


def test_without_its_names_an_exercise_asks_for_them(exercise):
    report = grade(exercise, {})
    assert report.points == 0
    assert f"needs to define {exercise.needs[0]!r}" in report.smallest.failure


# -------------------------------------------------------------------- 07b


class LoopNeuron:
    def __init__(self, n_inputs):
        self.weights = ()
        for _ in range(n_inputs):
            self.weights += (Value(random.gauss(0, 1)),)
        self.bias = Value(0)

    def __call__(self, x):
        z = 0
        for i in range(len(self.weights)):
            z += x[i] * self.weights[i]
        e = (2 * (z + self.bias)).exp()
        return (e - 1) / (e + 1)

    def parameters(self):
        found = list(self.weights)
        found.append(self.bias)
        return found


@dataclass
class DataNeuron:
    n_inputs: int
    weights: list = field(default_factory=list)
    bias: Value = field(default_factory=lambda: Value(0.0))

    def __post_init__(self):
        self.weights = [Value(random.random(), label=f"w{i}") for i in range(self.n_inputs)]

    def __call__(self, x):
        return weighted_sum(self.weights, x, self.bias).tanh()

    def parameters(self):
        return (self.bias, *self.weights)


class ModuleNeuron(nn.Module):
    source = random.Random(1)

    def __init__(self, n_inputs):
        self.neuron = nn.Neuron(n_inputs, random=self.source)
        self.weights, self.bias = self.neuron.w, self.neuron.b

    def __call__(self, x):
        return self.neuron(x)

    def parameters(self):
        return self.neuron.parameters()


def layer_of(neuron_class):
    class Layer(nn.Module):
        def __init__(self, n_inputs, n_outputs):
            self.neurons = tuple(neuron_class(n_inputs) for _ in range(n_outputs))

        def __call__(self, x):
            return tuple(neuron(x) for neuron in self.neurons)

        def parameters(self):
            found = []
            for neuron in self.neurons:
                found.extend(neuron.parameters())
            return found

    return Layer


@pytest.mark.parametrize("neuron", [LoopNeuron, DataNeuron, ModuleNeuron])
def test_neurons_in_other_styles_are_right(neuron):
    report = graded("07b", Neuron=neuron, Layer=layer_of(neuron))
    assert report.is_solved, report.smallest
    assert not diagnose(report).mistakes


def neuron_with(**methods):
    neuron = type("Neuron", (LoopNeuron,), methods)
    return {"Neuron": neuron, "Layer": layer_of(neuron)}


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"Neuron": None, "Layer": None}, "needs to define 'Neuron'"),
        ({"Neuron": 3, "Layer": 3}, "'int' object is not callable"),
        (neuron_with(__init__=lambda self, n: None), "no attribute 'weights'"),
        (neuron_with(__call__=lambda self, x: None), "got None: did you forget return?"),
        (neuron_with(__call__=lambda self, x: [1.0, 2.0]), "got a list of 2 numbers"),
        (
            neuron_with(parameters=lambda self: None),
            "parameters() returns needs to be a list, got None",
        ),
        (neuron_with() | {"Layer": None}, "needs to define 'Layer'"),
    ],
)
def test_odd_neurons_get_a_sentence(answers, says):
    assert says in sentence("07b", **answers)


# -------------------------------------------------------------------- 08


def looping_loss(predictions, targets):
    loss = Value(0.0)
    for i in range(len(predictions)):
        error = targets[i] - predictions[i]
        loss += error * error
    return loss * (1 / len(predictions))


def looping_step(network, inputs, targets, lr):
    for parameter in network.parameters():
        parameter.grad = 0
    predictions = []
    for x in inputs:
        predictions.extend(network(x))
    loss = looping_loss(predictions, targets)
    loss.backward()
    for parameter in network.parameters():
        parameter.data = parameter.data + -lr * parameter.grad
    return loss.data


def step_of_an_optimizer(network, inputs, targets, lr):
    optimizer = optim.SGD(network.parameters(), lr=lr)
    loss = losses.mse_loss([network(x)[0] for x in inputs], targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.data


def step_that_tidies_up(network, inputs, targets, lr):
    terms = [(network(x)[0] - y) ** 2 / len(inputs) for x, y in zip(inputs, targets)]
    for term in terms:
        term.backward()
    for parameter in network.parameters():
        parameter.data -= lr * parameter.grad
    network.zero_grad()
    return sum(term.data for term in terms)


@pytest.mark.parametrize("step", [looping_step, step_of_an_optimizer, step_that_tidies_up])
@pytest.mark.parametrize("loss", [looping_loss, losses.mse_loss])
def test_losses_and_steps_in_other_styles_are_right(loss, step):
    report = graded("08", mse_loss=loss, training_step=step)
    assert report.is_solved, report.smallest
    assert not diagnose(report).mistakes


@pytest.mark.parametrize(
    ("loss", "step", "says"),
    [
        (lambda a, y: None, looping_step, "needs to return a number, got None"),
        (lambda a, y: [1.0], looping_step, "needs to return a number, got a list of one number"),
        (
            lambda a, y: losses.mse_loss(a, y).data,
            looping_step,
            "needs to be a Value, got the number",
        ),
        (lambda a, y: y - a, looping_step, "unsupported operand"),
        (looping_loss, None, "needs to define 'training_step'"),
        (
            looping_loss,
            lambda *given: None,
            "entry [0] of the answer needs to be a number, got None",
        ),
        (looping_loss, lambda network: 0.0, "takes 1 positional argument"),
    ],
)
def test_odd_losses_and_steps_get_a_sentence(loss, step, says):
    assert says in sentence("08", mse_loss=loss, training_step=step)


# -------------------------------------------------------------------- 09


def slope_by_exponentials(z):
    return math.exp(-z) / (1 + math.exp(-z)) ** 2


def loops(weights, biases, inputs, targets):
    """Sample by sample and number by number, without a matrix."""
    size, n = range(3), len(inputs)
    deltas = [[], []]
    dC_dw = [[[0.0] * 3 for _ in size] for _ in weights]
    dC_db = [[0.0] * 3 for _ in weights]
    for x, y in zip(inputs, targets):
        z1 = [biases[0][j] + sum(weights[0][j][k] * x[k] for k in size) for j in size]
        a1 = [1 / (1 + math.exp(-z)) for z in z1]
        z2 = [biases[1][j] + sum(weights[1][j][k] * a1[k] for k in size) for j in size]
        a2 = [0.5 * (1 + math.tanh(z / 2)) for z in z2]
        delta2 = [-(y[j] - a2[j]) * a2[j] * (1 - a2[j]) for j in size]
        delta1 = [
            sum(weights[1][j][k] * delta2[j] for j in size) * slope_by_exponentials(z1[k])
            for k in size
        ]
        deltas[0].append(delta1)
        deltas[1].append(tuple(delta2))
        for layer, delta, before in ((0, delta1, x), (1, delta2, a1)):
            for j in size:
                dC_db[layer][j] += delta[j] / n
                for k in size:
                    dC_dw[layer][j][k] += delta[j] * before[k] / n
    return deltas, dC_dw, dC_db


def graph(weights, biases, inputs, targets):
    """The same numbers from minigrad's graph: not by hand, but right."""
    w = [[[Value(x) for x in row] for row in matrix] for matrix in weights]
    b = [[Value(x) for x in row] for row in biases]
    zs, costs = [[], []], []
    for x, y in zip(inputs, targets):
        a = x
        for layer in (0, 1):
            zs[layer].append([weighted_sum(*wb[:1], a, wb[1]) for wb in zip(w[layer], b[layer])])
            a = [z.sigmoid() for z in zs[layer][-1]]
        costs.append(losses.squared_error(a, y))
    for cost in costs:
        cost.backward()

    def grads(values, factor=1.0):
        return [grads(v, factor) if isinstance(v, list) else v.grad * factor for v in values]

    return grads(zs), grads(w, 1 / len(inputs)), grads(b, 1 / len(inputs))


def with_numpy(dtype):
    def slope(z):
        s = 1 / (1 + np.exp(-np.asarray(z, dtype)))
        return s * (1 - s)

    def backpropagate(weights, biases, inputs, targets):
        w, b, x, y = (np.array(given, dtype) for given in (weights, biases, inputs, targets))
        z1 = x @ w[0].T + b[0]
        a1 = 1 / (1 + np.exp(-z1))
        z2 = a1 @ w[1].T + b[1]
        a2 = 1 / (1 + np.exp(-z2))
        delta2 = (a2 - y) * slope(z2)
        delta1 = delta2 @ w[1] * slope(z1)
        dw = np.stack([delta1.T @ x, np.einsum("nj,nk->jk", delta2, a1)]) / dtype(len(x))
        return (delta1, delta2), dw, [delta1.mean(axis=0), delta2.mean(axis=0)]

    return slope, backpropagate


@pytest.mark.parametrize("backpropagate", [loops, graph])
@pytest.mark.parametrize("seed", range(5))
def test_equations_in_other_styles_are_right(backpropagate, seed):
    answers = {"sigmoid_slope": slope_by_exponentials, "backpropagate": backpropagate}
    report = grade(find_exercise("09"), answers, seed)
    assert report.is_solved, report.smallest
    assert not diagnose(report).mistakes


@pytest.mark.parametrize("seed", range(5))
def test_numpy_is_right(seed):
    slope, backpropagate = with_numpy(np.float64)
    report = grade(
        find_exercise("09"), {"sigmoid_slope": slope, "backpropagate": backpropagate}, seed
    )
    assert report.is_solved, report.smallest


def test_single_precision_is_no_difference_quotient():
    _, backpropagate = with_numpy(np.float32)
    report = graded("09", sigmoid_slope=slope_by_exponentials, backpropagate=backpropagate)
    assert report.is_solved, report.smallest


@pytest.mark.parametrize("h", [1e-3, 1e-4, 1e-5, 1e-6])
def test_difference_quotients_are_known_by_their_rounding(h):
    def backpropagate(*given):
        def cost():
            return sum(
                (a - y) ** 2 / (2 * len(given[2]))
                for s in forward(*given)
                for a, y in zip(s.a2, s.y)
            )

        deltas, _, _ = loops(*given)
        dw = [[quotients(cost, row, h) for row in w] for w in given[0]]
        return deltas, dw, [quotients(cost, b, h) for b in given[1]]

    report = graded("09", sigmoid_slope=slope_by_exponentials, backpropagate=backpropagate)
    assert diagnose(report).names == {"difference-quotients"}
    assert report.points == 3


def test_a_wrong_first_equation_does_not_hide_right_ones():
    def backpropagate(weights, biases, inputs, targets):
        """With the cost (a − y)⁴ / 4, which nobody asked for."""
        samples = forward(weights, biases, inputs, targets)
        last = [[(a - y) ** 3 * a * (1 - a) for a, y in zip(s.a2, s.y)] for s in samples]
        return by_hand_from(last, weights, samples)

    report = graded("09", sigmoid_slope=slope_by_exponentials, backpropagate=backpropagate)
    assert report.points == 4
    assert not diagnose(report).mistakes


def by_hand_from(last, weights, samples):
    first = [right_hidden(s, weights[1], delta) for s, delta in zip(samples, last)]
    before = [s.x for s in samples], [s.a1 for s in samples]
    deltas = [first, last]
    dw = [right_weights(delta, list(a)) for delta, a in zip(deltas, before)]
    return deltas, dw, [averaged(delta) for delta in deltas]


def test_zeros_earn_nothing():
    def backpropagate(weights, biases, inputs, targets):
        zeros = [[0.0] * 3 for _ in inputs]
        return [zeros, zeros], [[[0.0] * 3] * 3] * 2, [[0.0] * 3] * 2

    assert graded("09", sigmoid_slope=lambda z: 0.0, backpropagate=backpropagate).points == 0


@pytest.mark.parametrize(
    ("backpropagate", "says"),
    [
        (None, "needs to define 'backpropagate'"),
        (lambda *given: None, "needs to be deltas, dC_dw, dC_db, got None"),
        (lambda *given: (1.0, 2.0, 3.0), "deltas needs to be a list with an entry for each"),
        (
            lambda *given: ([None] * 2, *loops(*given)[1:]),
            "deltas[1] of what backpropagate() returns is None",
        ),
        (lambda *given: ([[1.0] * 3] * 2, *loops(*given)[1:]), "got a list of 3 numbers"),
        (lambda *given: ([["a"] * 3] * 2, *loops(*given)[1:]), "got a list of 3 texts"),
        (lambda *given: loops(*given)[1:], "got a tuple of 2 lists"),
    ],
)
def test_odd_equations_get_a_sentence(backpropagate, says):
    answers = {"sigmoid_slope": slope_by_exponentials, "backpropagate": backpropagate}
    assert says in sentence("09", **answers)
