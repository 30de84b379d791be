"""03c − / **: what your Value is asked. Read it, and change 03c_minus_divide_power.py."""


def test_minus(student):
    student.gradients("y = -a")
    student.gradients("v = a * b; u = -v; y = u * v")
    student.gradients("y = a - b")
    student.gradients("y = a - a")
    student.gradients("v = a * b; w = a + b; u = v - w; y = u * v")


def test_powers(student):
    student.gradients("y = p ** 3")
    student.gradients("y = p ** -1.5")
    student.gradients("v = p * q; u = v ** 2; y = u * v")
    student.gradients("y = a ** 2", a=0.0)


def test_divided_by(student):
    student.gradients("y = a / b")
    student.gradients("y = a / a")
    student.gradients("v = a * b; w = p + q; u = v / w; y = u * v")
    student.gradients("y = a / b", a=0.0)


def test_a_number_on_the_right(student):
    student.gradients("y = a - 3")
    student.gradients("y = a / 3")


def test_a_number_on_the_left(student):
    student.gradients("y = 3 + a")
    student.gradients("y = 3 * a")
    student.gradients("v = a * b; w = 3 + v; u = 3 * v; y = w * u")
    student.gradients("y = 3 - a")
    student.gradients("v = a * b; u = 3 - v; y = u * v")
    student.gradients("y = 3 / a")
    student.gradients("v = p * q; u = 3 / v; y = u * v")
    student.gradients("u = 0 + a; y = u * b")  # 0 + a may be a itself
