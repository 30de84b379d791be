"""07b a neuron and a layer: build both out of minigrad's Value.

A Neuron multiplies each input by its weight, adds up the products and its bias, and returns tanh
of the sum: a = tanh(w₀·x₀ + w₁·x₁ + … + b). A Layer is a list of neurons that see the same inputs.

What training may change are the parameters: every weight and every bias is a Value, made once,
at random, and no two weights start from the same number. The inputs x are a list of numbers or
of Values (those of the layer before).

Ask with `pytest`, or with `minigrad exercises check 07b`.
"""

import random

from minigrad import Value


class Neuron:
    def __init__(self, n_inputs):
        self.weights = self.new_weights(n_inputs)
        self.bias = Value(random.uniform(-1, 1))

    def new_weights(self, n_inputs):
        """A list of n_inputs Values, each with a random number of its own from -1 to 1."""
        raise NotImplementedError("how many Values are n_inputs weights, and what is in each?")

    def __call__(self, x):
        """a = tanh(w·x + b), one Value."""
        raise NotImplementedError("which sum goes into tanh, and which Values is it made of?")

    def parameters(self):
        """A list of every Value that training may change here."""
        raise NotImplementedError("what does a neuron learn besides its weights?")


class Layer:
    def __init__(self, n_inputs, n_outputs):
        self.neurons = self.new_neurons(n_inputs, n_outputs)

    def new_neurons(self, n_inputs, n_outputs):
        """A list of n_outputs different neurons."""
        raise NotImplementedError("how often does Neuron(...) have to run for n_outputs neurons?")

    def __call__(self, x):
        """The answers of all neurons to the same x: a list of Values."""
        raise NotImplementedError("what does each neuron answer to x?")

    def parameters(self):
        """The parameters of all neurons, in one flat list."""
        raise NotImplementedError("where do you get the Values of each neuron from?")
