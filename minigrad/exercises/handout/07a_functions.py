"""07a exp, log, tanh, sigmoid, relu: write five functions of one Value with their local rules.

Each computes its number with the module math, and returns a new node with a rule. A rule of one
input returns one number in a tuple: (δ × slope,). The comma makes the tuple. Which slopes are
shorter in terms of the output, and which one needs the input? At x = 0 relu has no slope: take 0.

Your own class is welcome instead, in any style, if it has these names: Value(number) with data
and grad, + and * of two Values, backward(), exp(), log(), tanh(), sigmoid() and relu().

Ask with `pytest -k 07a`, or with `minigrad exercises check 07a`.
"""

import math


class Value:
    """A number that remembers how it was made."""

    def __init__(self, data, inputs=(), rule=lambda delta: ()):
        self.data = data
        self.grad = 0.0
        self.inputs = inputs
        self._backward = rule  # takes δ, returns what the operation sends to each input

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), lambda delta: (delta, delta))

    def __mul__(self, other):
        x, y = self.data, other.data
        return Value(x * y, (self, other), lambda delta: (delta * y, delta * x))

    def sin(self):
        """An example of a function with its rule."""
        x = self.data

        def _backward(delta):
            return (delta * math.cos(x),)  # d(sin x)/dx = cos x

        return Value(math.sin(x), (self,), _backward)

    def exp(self):
        raise NotImplementedError("which function is its own derivative?")

    def log(self):
        raise NotImplementedError("how steep is the logarithm at x = 1, and at x = 10?")

    def tanh(self):
        raise NotImplementedError("how steep is tanh at x = 0, where its output is 0?")

    def sigmoid(self):
        raise NotImplementedError("how steep is σ at x = 0, where its output is ½?")

    def relu(self):
        raise NotImplementedError("by how much does relu(x) grow with x at −2, and at 3?")

    def backward(self):
        """Leave in every node's grad the derivative of this root with respect to that node."""
        self.grad = 1.0
        for node in reversed(self.nodes()):
            for value, contribution in zip(node.inputs, node._backward(node.grad)):
                value.grad += contribution

    def nodes(self):
        """This node and all that it is made of, inputs before the nodes that they feed."""
        found = []

        def visit(node):
            if node not in found:
                for each in node.inputs:
                    visit(each)
                found.append(node)

        visit(self)
        return found
