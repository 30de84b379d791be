"""04 gradients add up: what your Value is asked. Read it, and change 04_gradients_add_up.py."""


def test_a_node_used_twice_by_one_operation(student):
    student.gradients("y = a + a")
    student.gradients("y = a * a")


def test_a_node_used_by_two_operations(student):
    student.gradients("b = a * c; y = b + a")
    student.gradients("u = a + b; v = a * b; y = u * v")
    student.gradients("u = a * b; v = u * c; w = v + a; y = u * w")
    student.gradients("u = a * b; v = u * c; w = v + a; y = w * u")


def test_zero_grad_starts_over(student):
    again = "y.backward(); y.zero_grad(); y.backward()"
    student.gradients("y = a * b", then=again)
    student.gradients("u = a * b; v = u + a; y = v * u", then=again)
