"""03b a chain of operations: forward, a rule for each operation, and backward through the rules.

x goes through one function after the other: with f1(x) = x² and f2(x) = 10x, 3 becomes 9, and 9
becomes 90. Going back, every operation has a rule. It takes δ, the derivative of the last number
with respect to the operation's RESULT, and returns the derivative with respect to its INPUT:
δ · (the slope there).

    forward([f1, f2], 3.0)       [3.0, 9.0, 90.0]    x first, the last number last
    the slopes                   f1′(3) = 6 and f2′(9) = 10
    backward(rules)              [60.0, 10.0, 1.0]   of the last number with respect to each

The rules keep the numbers that are there when they are made: if the list `values` is changed
later, no rule changes. Ask with   pytest -k 03b   or   minigrad exercises check 03b
"""


def forward(functions, x):
    """[x, f1(x), f2(f1(x)), …]: one number more than there are functions."""
    raise NotImplementedError("which number goes into the second function?")


def make_rules(slopes, values):
    """A list of functions of δ, one for each operation, in the order of the operations.

    `slopes` are functions too: slopes[0](x) is f1′(x). `values` is what forward() returned.
    """
    raise NotImplementedError("which number went into the first operation, which into the second?")


def backward(rules):
    """The derivatives of the last number with respect to x, …, and to itself: a list."""
    raise NotImplementedError("which derivative needs no rule? Which rule can run first?")
