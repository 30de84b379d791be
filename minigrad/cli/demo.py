"""One neuron looks at one flower: the example of `minigrad demo`."""

from __future__ import annotations

from minigrad.datasets import iris
from minigrad.value import Value

FLOWER = 35
EVERY_NODE = "iris_nodes.svg"


def neuron_cost() -> Value:
    """The cost C of a tanh neuron that should answer 1 for flower 35, and does so halfway.

    >>> round(neuron_cost().data, 3)
    0.121
    """
    length, width = iris().inputs[FLOWER - 1][2:]
    x1, x2 = Value(length, label="x1"), Value(width, label="x2")
    w1, w2 = Value(-0.8, label="w1"), Value(-1.2, label="w2")
    b, y = Value(2.0, label="b"), Value(1.0, label="y")
    z = w1 * x1 + w2 * x2 + b
    a = z.tanh()
    e = a - y
    half = Value(0.5, label="½")
    cost = half * e**2
    z.label, a.label, e.label, cost.label = "z", "a", "e", "C"
    return cost


def introduction() -> str:
    """What the numbers of the example are."""
    flowers = iris()
    *_, length, width = flowers.inputs[FLOWER - 1]
    return (
        f"Iris flower {FLOWER}, a {flowers.classes[flowers.targets[FLOWER - 1]]}: "
        f"petal length x1 = {length} cm, petal width x2 = {width} cm.\n"
        "A neuron, a = tanh(w1*x1 + w2*x2 + b), should answer y = 1 for a setosa.\n"
        "Its cost is C = 0.5 * (a - y)**2. Backward from C, node by node, δ = ∂C/∂node:"
    )


ADVICE = (
    "Look at w1 and w2: each gets the δ of z times its own input, so w1 gets 7.5 times as much as "
    "w2, because the petal is 7.5 times as long as it is wide."
)

HOW_TO_READ_THE_FLOWER = (
    "iris.svg shows how δ flows back from C through the neurons: the wider an arrow, the more. "
    f"{EVERY_NODE} shows every node; a click on the line below iris.svg opens it."
)
