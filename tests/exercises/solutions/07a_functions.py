"""07a exp, log, tanh, sigmoid, relu: the reference solution."""

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
        z = math.exp(self.data)
        return Value(z, (self,), lambda delta: (delta * z,))

    def log(self):
        x = self.data
        return Value(math.log(x), (self,), lambda delta: (delta / x,))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), lambda delta: (delta * (1 - t * t),))

    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.data))
        return Value(s, (self,), lambda delta: (delta * s * (1 - s),))

    def relu(self):
        x = self.data
        return Value(max(x, 0.0), (self,), lambda delta: (delta if x > 0 else 0.0,))

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
