"""03c − / ** and the reflected forms: the reference solution."""


class Value:
    """A number that remembers how it was made."""

    def __init__(self, data, inputs=(), rule=lambda delta: ()):
        self.data = data
        self.grad = 0.0
        self.inputs = inputs
        self._backward = rule  # takes δ, returns what the operation sends to each input

    def __add__(self, other):
        other = as_value(other)
        return Value(self.data + other.data, (self, other), lambda delta: (delta, delta))

    def __mul__(self, other):
        other = as_value(other)
        x, y = self.data, other.data
        return Value(x * y, (self, other), lambda delta: (delta * y, delta * x))

    def __neg__(self):  # -a
        return Value(-self.data, (self,), lambda delta: (-delta,))

    def __sub__(self, other):  # a - b, a - 2
        return self + -other

    def __pow__(self, n):  # a ** 3
        x = self.data
        return Value(x**n, (self,), lambda delta: (delta * n * x ** (n - 1),))

    def __truediv__(self, other):  # a / b, a / 2
        return self * as_value(other) ** -1

    def __radd__(self, other):  # 2 + a
        return self + other

    def __rmul__(self, other):  # 2 * a
        return self * other

    def __rsub__(self, other):  # 2 - a
        return as_value(other) - self

    def __rtruediv__(self, other):  # 2 / a
        return as_value(other) / self

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
