"""04 gradients add up: the reference solution."""


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

    def backward(self):
        """Leave in every node's grad the derivative of this root with respect to that node."""
        self.grad = 1.0
        for node in reversed(self.nodes()):
            for value, contribution in zip(node.inputs, node._backward(node.grad)):
                value.grad += contribution

    def zero_grad(self):
        """Start over: make ready for another backward()."""
        for node in self.nodes():
            node.grad = 0.0

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
