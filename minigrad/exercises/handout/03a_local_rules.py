"""03a local rules of + and *: write what each of the two operations sends to its inputs.

An operation knows nothing about the graph around it. It is given δ, which says how fast y grows
with its own result, and sends to each input δ × (how fast this result grows with that input).

Write the two rules below: each returns two numbers, one for each input. The rest is finished.
Your own class is welcome instead, in any style, if it has these names: Value(number) with data
and grad, + and * of two Values, and backward().

Ask with `pytest -k 03a`, or with `minigrad exercises check 03a`.
"""


class Value:
    """A number that remembers how it was made."""

    def __init__(self, data, inputs=(), rule=lambda delta: ()):
        self.data = data
        self.grad = 0.0
        self.inputs = inputs
        self._backward = rule  # takes δ, returns what the operation sends to each input

    def __add__(self, other):
        def _backward(delta):
            raise NotImplementedError("when only a grows by 0.01, by how much does a + b grow?")

        return Value(self.data + other.data, (self, other), _backward)

    def __mul__(self, other):
        x, y = self.data, other.data

        def _backward(delta):
            raise NotImplementedError("when only a grows by 0.01, by how much does a * b grow?")

        return Value(x * y, (self, other), _backward)

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
