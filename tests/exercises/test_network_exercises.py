"""Exercises 09 to 11: right code in any honest style gets all points, each mistake its name."""

import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from minigrad import Value, losses, nn, optim
from minigrad.exercises.grading import grade, grade_file
from minigrad.exercises.manifest import HANDOUT, find_exercise
from minigrad.exercises.mistakes import reports
from minigrad.functions import weighted_sum

SOLUTIONS = Path(__file__).parent / "solutions"
IDS = ("09", "10")
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
    return str(report.smallest.trouble)


def test_the_solution_gets_all_points(exercise):
    for seed in SEEDS:
        report = grade_file(exercise, SOLUTIONS, seed)
        assert report.is_solved, report.smallest
        assert not report.diagnosis.mistakes


def test_an_untouched_stub_gets_no_point_and_a_question(exercise):
    report = grade_file(exercise, HANDOUT)
    assert report.points == 0
    assert "still to be written" in report.smallest.trouble
    assert report.smallest.trouble.endswith("?")


def test_without_its_names_an_exercise_asks_for_them(exercise):
    report = grade(exercise, {})
    assert report.points == 0
    assert f"needs to define {exercise.needs[0]!r}" in report.smallest.trouble


def test_each_form_of_a_mistake_is_named_alone(exercise):
    for seed in SEEDS:
        for (mistake, form), report in reports(exercise, seed).items():
            assert report.diagnosis.names == {mistake}, (mistake, form, seed)


# -------------------------------------------------------------------- 09


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
    report = graded("09", Neuron=neuron, Layer=layer_of(neuron))
    assert report.is_solved, report.smallest
    assert not report.diagnosis.mistakes


def neuron_with(**methods):
    neuron = type("Neuron", (LoopNeuron,), methods)
    return {"Neuron": neuron, "Layer": layer_of(neuron)}


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"Neuron": None, "Layer": None}, "needs to define 'Neuron'"),
        ({"Neuron": 3, "Layer": 3}, "'int' object is not callable"),
        (neuron_with(__init__=lambda self, n: None), "no attribute 'weights'"),
        (neuron_with(__call__=lambda self, x: None), "the answer is None"),
        (neuron_with(__call__=lambda self, x: [1.0, 2.0]), "needs 1 number"),
        (neuron_with(parameters=lambda self: None), "a list was expected here, got NoneType"),
        (neuron_with() | {"Layer": None}, "needs to define 'Layer'"),
    ],
)
def test_odd_neurons_get_a_sentence(answers, says):
    assert says in sentence("09", **answers)


# -------------------------------------------------------------------- 10


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
    return loss


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
    report = graded("10", mse_loss=loss, training_step=step)
    assert report.is_solved, report.smallest
    assert not report.diagnosis.mistakes


@pytest.mark.parametrize(
    ("loss", "step", "says"),
    [
        (lambda a, y: None, looping_step, "the answer is None"),
        (lambda a, y: [1.0], looping_step, "needs 1 number (the last is the answer)"),
        (lambda a, y: losses.mse_loss(a, y).data, looping_step, "to give a Value, got float"),
        (lambda a, y: y - a, looping_step, "unsupported operand"),
        (looping_loss, None, "needs to define 'training_step'"),
        (looping_loss, lambda *given: None, "[0] is None: a number was expected"),
        (looping_loss, lambda network: 0.0, "takes 1 positional argument"),
    ],
)
def test_odd_losses_and_steps_get_a_sentence(loss, step, says):
    assert says in sentence("10", mse_loss=loss, training_step=step)
