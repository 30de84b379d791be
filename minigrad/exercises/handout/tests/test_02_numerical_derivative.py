"""02 numerical derivative: what your functions are asked. Change 02_numerical_derivative.py.

With a step as large as 0.1 a difference is not yet the derivative: the answer that counts is the
central difference at just this step.
"""

from math import exp, prod

from minigrad.gradcheck import numerical_derivative


def cube(x):
    return x**3


def cubes(xs):
    return xs[0] ** 3 * xs[1] + xs[1] ** 3 * xs[2] + xs[2] ** 3 * xs[0]


def slopes(f, xs, h):
    """One central difference for each of three numbers."""
    x, y, z = xs
    return [
        numerical_derivative(lambda t: f([t, y, z]), x, h),
        numerical_derivative(lambda t: f([x, t, z]), y, h),
        numerical_derivative(lambda t: f([x, y, t]), z, h),
    ]


def test_one_number(student):
    for h in (0.1, 0.01):
        x = student.number()
        student.call("numerical_derivative", cube, x, h, gives=numerical_derivative(cube, x, h))


def test_a_small_step_by_default(student):
    x = student.number()
    student.call("numerical_derivative", exp, x, gives=exp(x), within=1e-4)
    xs = student.numbers(3)
    student.call("gradient", cubes, list(xs), gives=slopes(cubes, xs, 1e-5), within=1e-4)


def test_a_list_of_numbers(student):
    for f, h in ((prod, 0.1), (cubes, 0.1), (cubes, 0.01)):
        xs = student.numbers(3)
        student.call("gradient", f, list(xs), h, gives=slopes(f, xs, h))
    x, y = student.numbers(2)
    student.call("gradient", cubes, [x, x, y], 0.1, gives=slopes(cubes, [x, x, y], 0.1))


def test_the_list_stays_as_it_is(student):
    numbers = student.numbers(3)
    student.expect(
        f"xs = {numbers}; gradient(prod, xs, 0.1), xs",
        "[gradient(f, xs, 0.1), xs]",
        gives=[slopes(prod, numbers, 0.1), numbers],
        f=prod,
        xs=list(numbers),
    )
