"""03c − / ** and the reflected forms: make Value understand the rest of arithmetic.

Write the methods that are missing. Each needs a rule of its own, as in __mul__, or a line that
puts it together from operations that are there: both are right.

Python turns 2 - a into a.__rsub__(2), because 2 does not know what a Value is: the number comes
first, and is `other`. The same holds for 2 + a, 2 * a and 2 / a. In a ** n, n is a number.

Your own class is welcome instead, in any style, if it has these names: Value(number) with data
and grad, all of these operations between Values and numbers, and backward().

Ask with `pytest -k 03c`, or with `minigrad exercises check 03c`.
"""


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
        raise NotImplementedError("does -a grow or fall when a grows?")

    def __sub__(self, other):  # a - b, a - 2
        raise NotImplementedError("what does a - b send to a, and what to b?")

    def __pow__(self, n):  # a ** 3
        raise NotImplementedError("what is the derivative of xⁿ?")

    def __truediv__(self, other):  # a / b, a / 2
        raise NotImplementedError("a / b is a times which power of b?")

    def __radd__(self, other):  # 2 + a
        raise NotImplementedError("is 2 + a a different number from a + 2?")

    def __rmul__(self, other):  # 2 * a
        raise NotImplementedError("is 2 * a a different number from a * 2?")

    def __rsub__(self, other):  # 2 - a
        raise NotImplementedError("is 2 - a a different number from a - 2?")

    def __rtruediv__(self, other):  # 2 / a
        raise NotImplementedError("is 2 / a a different number from a / 2?")

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
