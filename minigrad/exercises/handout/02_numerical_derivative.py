"""02 numerical derivative: measure a slope by going a little to both sides.

By how much does f grow when x grows by 1, just here at x? Go h to the right and h to the left of
x, and look at how f differs between the two places. For f(x) = x³ at x = 2, with h = 0.1:

    f(2.1) = 9.261    f(1.9) = 6.859    and the slope between them is 12.01   (exactly: 12)

Write numerical_derivative(f, x), then gradient(f, xs) for a function of several numbers: f takes
a list, as in f([2.0, 5.0]), and the answer is a list with one slope for each of its numbers.

Ask with   pytest -k 02   or   minigrad exercises check 02
"""


def numerical_derivative(f, x, h=1e-5):
    """The slope of f at x, from f at the two places x + h and x − h."""
    raise NotImplementedError("how far apart are the two places at which you ask f?")


def gradient(f, xs, h=1e-5):
    """For each number of xs the slope of f along it, while the others stay; xs is not changed."""
    raise NotImplementedError("which numbers does f get when only the number at place i moves?")
