"""03c − / **: what your Value is asked. Read it, and change 03c_minus_divide_power.py."""


def test_minus(student):
    student.gradients("y = -a")
    student.gradients("u = -a; y = u * a")
    student.gradients("y = a - b")
    student.gradients("y = a - a")
    student.gradients("u = a - b; y = u * a")


def test_powers(student):
    student.gradients("y = p ** 3")
    student.gradients("y = p ** -1.5")
    student.gradients("u = p ** 2; y = u * p")


def test_divided_by(student):
    student.gradients("y = a / b")
    student.gradients("y = a / a")
    student.gradients("u = a / b; y = u * a")


def test_a_number_on_the_right(student):
    student.gradients("y = a - 3")
    student.gradients("y = a / 3")


def test_a_number_on_the_left(student):
    student.gradients("y = 3 + a")
    student.gradients("y = 3 * a")
    student.gradients("y = 3 - a")
    student.gradients("u = 3 - a; y = u * a")
    student.gradients("y = 3 / a")
    student.gradients("u = 3 / a; y = u * a")
