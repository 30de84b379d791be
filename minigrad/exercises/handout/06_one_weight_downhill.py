"""06 one weight downhill: take one step against a slope, then as many as it needs.

The cost C of a weight w falls where w moves against its slope: from w to w − lr · ∂C/∂w, where lr
is the learning rate. With w = 0, the slope −6 and lr = 0.1, the next w is 0.6.

`step` knows the slope, and works with plain numbers. `descend` has to find it: w is one of
minigrad's Values, and make_cost(w) builds the graph of C for the number that w holds NOW, so it
is called anew for each step. backward() ADDS to w.grad; w.zero_grad() sets it to 0.

Ask with `pytest -k 06`, or with `minigrad exercises check 06`.
"""


def step(w, slope, lr):
    """The number that w becomes: one step against the slope, with the learning rate lr."""
    raise NotImplementedError("the slope is positive: should w grow or shrink, and by how much?")


def descend(make_cost, w, lr, steps):
    """Change w.data by so many steps downhill; return the number that w holds at the end."""
    for _ in range(steps):
        raise NotImplementedError("which four things happen in each step, and in which order?")
    return w.data
