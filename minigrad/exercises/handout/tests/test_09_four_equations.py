"""09 the four equations by hand: what yours are asked. Read it, change 09_four_equations.py.

Each equation is judged by itself: what follows rightly from your own δ is right, even if that
δ is not.
"""

import struct
from numbers import Real
from random import Random

from minigrad.equations import SIGMA, four_equations, propagate, summed, weight_gradient
from minigrad.exercises.answers import refuse
from minigrad.exercises.failure import NotANumber
from minigrad.nn import MLP

SLOPE = SIGMA["sigmoid"][1]
SIZES = (1, 7)  # numbers of samples


def test_the_slope_of_the_sigmoid(student):
    for z in (0.0, student.number(), student.number()):
        student.call("sigmoid_slope", z, gives=SLOPE(z))


def test_delta_of_the_output_layer(student):
    for n in SIZES:
        batch = Batch(student, n)
        deltas, _, _ = batch.answer
        ask(student, f"deltas[1] for N = {n}", deltas[1], batch.deltas[1])
    batch = Batch(student, 3, is_repeating=True)
    deltas, _, _ = batch.answer
    equal = "equal inputs in samples 0 and 1, equal targets in 1 and 2"
    ask(student, f"deltas[1] for N = 3, {equal}", deltas[1], batch.deltas[1])


def test_delta_of_the_hidden_layer(student):
    for n in SIZES:
        batch = Batch(student, n)
        deltas, _, _ = batch.answer
        ask(student, f"deltas[0] for N = {n}", deltas[0], batch.hidden_deltas())


def test_gradients_of_the_weights(student):
    for n in SIZES:
        batch = Batch(student, n)
        _, dC_dw, _ = batch.answer
        for layer in (1, 0):
            question = f"dC_dw[{layer}] for N = {n}"
            ask(student, question, dC_dw[layer], batch.dC_dw[layer], batch.weight_gradients(layer))


def test_gradients_of_the_biases(student):
    for n in SIZES:
        batch = Batch(student, n)
        _, _, dC_db = batch.answer
        for layer in (1, 0):
            question = f"dC_db[{layer}] for N = {n}"
            ask(student, question, dC_db[layer], batch.dC_db[layer], batch.bias_gradients(layer))


# ------------------------------------------------------- what the questions are made of


class Batch:
    """A network, n samples, your answer, and what the four equations of minigrad say."""

    def __init__(self, student, n, is_repeating=False):
        self.n = n
        self.weights = [rows(student, 3), rows(student, 3)]
        inputs, targets, biases = rows(student, n), rows(student, n), rows(student, 2)
        if is_repeating:
            inputs[0][1] = inputs[0][0]
            inputs[1], targets[2] = list(inputs[0]), list(targets[1])

        network = MLP(3, [3, 3], "sigmoid", "sigmoid")
        for layer, w, b in zip(network.layers, self.weights, biases):
            for neuron, row, bias in zip(layer.neurons, w, b):
                for value, number in zip(neuron.parameters(), [*row, bias]):
                    value.data = number
        self.samples = [four_equations(network, x, y) for x, y in zip(inputs, targets)]
        self.inputs = [list(x) for x in inputs]
        self.deltas = [[sample[layer].delta for sample in self.samples] for layer in (0, 1)]
        gradients = summed(self.samples)
        self.dC_dw = [[[x / n for x in row] for row in dw] for dw, _ in gradients]
        self.dC_db = [[x / n for x in db] for _, db in gradients]

        self.student, self.biases, self.targets = student, biases, targets
        self.answer = self.answer_to(self.inputs, targets)

    def answer_to(self, inputs, targets):
        """Your three lists; what was given may be changed."""
        answer = self.student.value(
            "backpropagate(weights, biases, inputs, targets)",
            weights=[[list(row) for row in w] for w in self.weights],
            biases=[list(b) for b in self.biases],
            inputs=[list(x) for x in inputs],
            targets=[list(y) for y in targets],
        )
        return three_lists(answer)

    # What follows from the δ of the answer, if it is δ at all.

    def own_deltas(self, layer):
        own = as_lists(self.answer[0][layer])
        shape = [len(row) for row in own if isinstance(row, list)] if isinstance(own, list) else []
        is_delta = shape == [3] * self.n and all(
            isinstance(x, Real) and x != 0 for row in own for x in row
        )
        return own if is_delta else []

    def is_of_the_samples(self, layer):
        """Whether your δ go with the samples: in another order, they come in that order."""
        own = self.own_deltas(layer)
        if distance(own, self.deltas[layer]) < 1e-4:
            return True
        order = list(range(self.n))
        Random(repr(self.inputs)).shuffle(order)
        deltas, _, _ = self.answer_to(
            *([rows[i] for i in order] for rows in (self.inputs, self.targets))
        )
        return distance(as_lists(deltas[layer]), [own[i] for i in order] if own else []) < 1e-9

    def hidden_deltas(self):
        return [
            propagate(self.weights[1], delta, [SLOPE(z) for z in sample[0].z])
            for delta, sample in zip(self.own_deltas(1) or self.deltas[1], self.samples)
        ]

    def weight_gradients(self, layer):
        before = [sample[0].a for sample in self.samples] if layer else self.inputs
        products = [weight_gradient(d, a) for d, a in zip(self.own_deltas(layer), before)]
        return [[sum(x) / self.n for x in zip(*js)] for js in zip(*products)]

    def bias_gradients(self, layer):
        if not self.is_of_the_samples(layer):
            return []
        return [sum(column) / self.n for column in zip(*self.own_deltas(layer))]


def ask(student, question, got, right, follows=()):
    if got is None:
        student.expect(question, lambda: never_set(question.split()[0]), right)
        return
    got = as_lists(got)
    if distance(got, follows) < 1e-4:
        right = follows
    student.expect(question, lambda: got, right, within=1e-4, by="backpropagate")
    student.expect(f"the precision of {question}", lambda: exactness(got, right), "equations")


def never_set(name):
    raise NotANumber("None", f"{name} of what backpropagate() returns is None: it was never set")


def exactness(got, right):
    """Sums of some products are right to 1e-15, difference quotients only to about 1e-10."""
    return "difference quotients" if 1e-13 < distance(got, right) < 1e-3 else "equations"


def distance(got, right):
    """The largest difference, in units of the largest number; inf for other shapes."""
    ours, theirs = numbers_in(right), numbers_in(got)
    if not ours or len(ours) != len(theirs) or not all(isinstance(x, float) for x in theirs):
        return float("inf")
    if all(abs(x) < 1e38 and x == struct.unpack("f", struct.pack("f", x))[0] for x in theirs):
        theirs = [x if abs(x - y) > 1e-5 else y for x, y in zip(theirs, ours)]  # float32
    return max(abs(x - y) for x, y in zip(theirs, ours)) / max(map(abs, ours))


def numbers_in(lists):
    if not isinstance(lists, (list, tuple)):
        return [lists]
    return [number for each in lists for number in numbers_in(each)]


def as_lists(thing):
    thing = thing.tolist() if hasattr(thing, "tolist") else thing
    return [as_lists(each) for each in thing] if isinstance(thing, (list, tuple)) else thing


def three_lists(answer):
    if not isinstance(answer, (list, tuple)) or len(answer) != 3:
        refuse("what backpropagate() returns", "deltas, dC_dw, dC_db", answer)
    for name, layers in zip(("deltas", "dC_dw", "dC_db"), answer):
        if not hasattr(layers, "__len__") or len(layers) != 2:
            refuse(name, "a list with an entry for each of the two layers", layers)
    return answer


def rows(student, count):
    return [[round(x / 2, 3) for x in student.numbers(3)] for _ in range(count)]
