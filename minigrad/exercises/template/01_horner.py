"""01 Horner's scheme: a polynomial with one multiplication for each coefficient.

2x² + 5x + 7 needs no power of x when it is written as (2·x + 5)·x + 7. Write horner(coefficients,
x), where the coefficients stand as on paper, that of the highest power first:

    horner([2, 5, 7], 10)    is 257

Ask with   pytest -k 01   or   minigrad exercises check 01
"""


def horner(coefficients, x):
    """The value of the polynomial at x."""
    raise NotImplementedError("what do you have after the first coefficient, after the second?")
