"""Models that are not the usual network."""

from minigrad import Value
from minigrad.nn import Module


class Tied(Module):
    """Two layers with one weight."""

    def __init__(self):
        self.w, self.b = Value(0.5, "w"), Value(-0.25, "b")

    def __call__(self, x):
        return [self.w * (self.w * x[0] + self.b).tanh()]

    def parameters(self):
        return [self.w, self.w, self.b]


def chain_of_a_hundred():
    """A graph of 101 nodes and 165 arrows, hung on one another at random distances."""
    nodes = [Value(0.3 + 0.1 * i, f"x{i}") for i in range(18)]
    for i in range(83):
        left, right = nodes[-1], nodes[-2 - (7 * i) % 16]
        nodes.append(left.tanh() if i == 40 else (left * right, left + right)[i % 2])
    return nodes[-1]
