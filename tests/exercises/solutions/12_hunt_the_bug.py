"""12 hunt the bug: the reference solution."""

import math

bug = "visited-by-value"


class Value:
    """A number that remembers how it was made."""

    def __init__(self, data, inputs=(), rule=lambda delta: ()):
        self.data = data
        self.grad = 0.0
        self.inputs = inputs
        self._backward = rule  # takes δ, returns what the operation sends to each input

    def __repr__(self):
        return f"Value({self.data}, grad={self.grad})"

    def __lt__(self, other):
        return self.data < as_value(other).data

    def __gt__(self, other):
        return self.data > as_value(other).data

    def __add__(self, other):
        other = as_value(other)
        return Value(self.data + other.data, (self, other), lambda delta: (delta, delta))

    def __mul__(self, other):
        other = as_value(other)
        x, y = self.data, other.data
        return Value(x * y, (self, other), lambda delta: (delta * y, delta * x))

    def __pow__(self, n):
        x = self.data
        return Value(x**n, (self,), lambda delta: (delta * n * x ** (n - 1),))

    def __neg__(self):
        return Value(-self.data, (self,), lambda delta: (-delta,))

    def __sub__(self, other):
        other = as_value(other)
        return Value(self.data - other.data, (self, other), lambda delta: (delta, -delta))

    def __truediv__(self, other):
        other = as_value(other)
        x, y = self.data, other.data
        return Value(x / y, (self, other), lambda delta: (delta / y, -delta * x / y**2))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return as_value(other) - self

    def __rtruediv__(self, other):
        return as_value(other) / self

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), lambda delta: (delta * (1 - t**2),))

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


def as_value(x):
    """The Value itself, or a number as a new leaf."""
    return x if isinstance(x, Value) else Value(x)
