"""02 dual numbers: what your class and your function are asked. Change 02_dual_numbers.py."""


def test_plus(student):
    a, b, c, d = student.numbers(4)
    student.expect(
        f"z = Dual({a}, {b}) + Dual({c}, {d}); z.value, z.slope",
        "z = Dual(a, b) + Dual(c, d); [z.value, z.slope]",
        gives=[a + c, b + d],
        a=a,
        b=b,
        c=c,
        d=d,
    )
    student.expect(
        f"z = Dual({a}, {b}) + {c}; z.value, z.slope",
        "z = Dual(a, b) + c; [z.value, z.slope]",
        gives=[a + c, b],
        a=a,
        b=b,
        c=c,
    )


def test_times(student):
    a, b, c, d = student.numbers(4)
    student.expect(
        f"z = Dual({a}, {b}) * Dual({c}, {d}); z.value, z.slope",
        "z = Dual(a, b) * Dual(c, d); [z.value, z.slope]",
        gives=[a * c, b * c + a * d],
        a=a,
        b=b,
        c=c,
        d=d,
    )


def test_derivative(student):
    student.use(line, square, horner)
    x = student.number()
    student.call("derivative", line, x, gives=3)
    student.call("derivative", square, x, gives=2 * x)
    student.call("derivative", horner, x, gives=6 * x * x + 5)


def line(x):
    return 3 * x + 1


def square(x):
    return x * x


def horner(x):
    """2x³ + 5x + 7, as exercise 01 computes it."""
    return (2 * x * x + 5) * x + 7
