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
    """A graph of 101 nodes and 165 arrows: a chain to which leaves and earlier nodes come."""
    leaves = [Value(0.3 + 0.1 * i, f"x{i}") for i in range(18)]
    chain = leaves[:1]
    for i in range(83):
        left, leaf = chain[-1], leaves[i + 1] if i < 17 else leaves[i % 18]
        earlier = leaf if i < 17 else chain[-2 - i % 16]
        chain.append(left.tanh() if i == 40 else (left * leaf, left - earlier)[i % 2])
    return chain[-1]
