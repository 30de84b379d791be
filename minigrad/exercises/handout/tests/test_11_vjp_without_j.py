"""11 vᵀJ without J: what your functions are asked. Read it, and change 11_vjp_without_j.py."""

from functools import partial

from minigrad import Value, softmax
from minigrad.jacobian import jacobian, vjp


class Counted(float):
    """A number that counts its multiplications."""

    count = 0

    def __mul__(self, other):
        Counted.count += 1
        return Counted(float(self) * other)

    __rmul__ = __mul__


def multiplications(function, n, *lists):
    """About n of them, or as many as a matrix has numbers?"""
    Counted.count = 0
    function(*([Counted(x) for x in numbers] for numbers in lists))
    return "about n" if Counted.count <= 5 * n else "n × n or more"


def rows(numbers, width):
    return [numbers[i : i + width] for i in range(0, len(numbers), width)]


def linear(W):
    """W x as Values, with x."""
    xs = [Value(1.0) for _ in W[0]]
    return [sum(w * x for w, x in zip(row, xs)) for row in W], xs


def linear_rule(W, v):
    return vjp(*linear(W), [float(x) for x in v])


def test_linear_square(student):
    W, v = rows(student.numbers(4), 2), student.numbers(2)
    student.call("linear_vjp", W, v, gives=linear_rule(W, v))


def test_linear_wide_and_tall(student):
    for height, width in ((2, 3), (3, 1)):
        W, v = rows(student.numbers(height * width), width), student.numbers(height)
        student.call("linear_vjp", W, v, gives=linear_rule(W, v))
    (row, other), v = rows(student.numbers(4), 2), repeating(student)
    W = [row, list(row), other]
    student.call("linear_vjp", W, v, gives=linear_rule(W, v))


def repeating(student):
    """Three numbers, of which the first and the last are equal."""
    first, second = student.numbers(2)
    return [first, second, first]


def test_elementwise(student):
    ask_elementwise(student, student.numbers(3), student.numbers(3))
    student.use(Counted, multiplications)
    student.expect(
        "how many multiplications there are in elementwise_vjp(slopes, v), n = 30",
        "multiplications(elementwise_vjp, 30, slopes, [0.5] * 30)",
        gives="about n",
        slopes=student.numbers(30),
    )
    x, other = student.numbers(2)
    ask_elementwise(student, [x, x, other], repeating(student))


def ask_elementwise(student, numbers, v):
    xs = list(map(Value, numbers))
    ys = [x.tanh() for x in xs]
    slopes = [y._backward(1.0)[0] for y in ys]
    student.call("elementwise_vjp", slopes, v, gives=vjp(ys, xs, v))


def test_softmax(student):
    for n in (2, 4):
        ask_softmax(student, student.numbers(n), student.numbers(n))
    student.use(Counted, multiplications)
    student.expect(
        "how many multiplications there are in softmax_vjp(s, v), n = 30",
        "multiplications(softmax_vjp, 30, [1 / 30] * 30, v)",
        gives="about n",
        v=student.numbers(30),
    )
    x, other = student.numbers(2)
    ask_softmax(student, [x, x, other], repeating(student))


def ask_softmax(student, numbers, v):
    xs = list(map(Value, numbers))
    outputs = softmax(xs)
    s = [output.data for output in outputs]
    student.call("softmax_vjp", s, v, gives=vjp(outputs, xs, v))


def test_jacobian(student):
    for height, width in ((2, 2), (3, 3), (3, 2)):
        W = rows(student.numbers(height * width), width)
        student.call(
            "jacobian",
            partial(linear_rule, W),
            height,
            gives=jacobian(*linear(W)),
            says=f"jacobian(vjp, {height}), where vjp(v) is vᵀJ of y = W x, W = {W}",
        )
