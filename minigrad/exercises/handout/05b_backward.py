"""05b backward: write the pass that leaves ∂y/∂node in the grad of every node of y's graph.

The local rules are finished: node._backward(δ) returns what the node sends, a number for each of
node.inputs. nodes() lists the graph with inputs before the nodes that they feed. Three things
remain: which δ to start from, which node comes when, and what to do with what is sent.

Your own class is welcome instead, in any style, if it has these names: Value(number) with data
and grad, + and * of two Values, and backward(). Afterwards y.grad itself counts too.

Ask with `pytest -k 05b`, or with `minigrad exercises check 05b`.
"""


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
        raise NotImplementedError("what is ∂y/∂y, and whose rule can run first?")

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
