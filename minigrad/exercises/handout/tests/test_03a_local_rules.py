"""03a local rules of + and *: what your Value is asked. Read it, and change 03a_local_rules.py."""


def test_plus(student):
    student.gradients("y = a + b")
    student.gradients("u = a + b; y = u + c")


def test_times(student):
    student.gradients("y = a * b")
    student.gradients("y = a * a")
    student.gradients("y = a * b", a=0.0)
    x = student.number()
    student.gradients("y = a * b", a=x, b=x)  # equal numbers, different nodes


def test_delta_is_passed_on(student):
    student.gradients("u = a + b; y = u * c")
    student.gradients("u = a * b; y = c * u")
    student.gradients("u = a * b; v = c + u; y = v * d")
