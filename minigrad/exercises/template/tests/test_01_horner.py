"""01 Horner's scheme: what your function is asked. Change 01_horner.py."""


class Counting:
    """A number that counts how often it is multiplied, and has no powers."""

    def __init__(self, value):
        self.value = value
        self.count = 0

    def __mul__(self, other):
        self.count += 1
        return self.value * other

    __rmul__ = __mul__


def told(count):
    return "at most 4" if count <= 4 else f"{count}"


def polynomial(coefficients, x):
    """Its value in the long way, with powers."""
    return sum(c * x**power for power, c in enumerate(reversed(coefficients)))


def test_small_polynomials(student):
    for degree in (0, 1, 2, 4):
        coefficients, x = student.numbers(degree + 1), student.number()
        right = polynomial(coefficients, x)
        student.call("horner", coefficients, x, gives=right)


def test_one_multiplication_for_each_coefficient(student):
    student.use(Counting, told)
    student.expect(
        "horner([1, 2, 3, 4], 2), and how often it multiplies by x",
        "x = Counting(2.0); [horner([1.0, 2.0, 3.0, 4.0], x), told(x.count)]",
        gives=[26.0, "at most 4"],
    )
