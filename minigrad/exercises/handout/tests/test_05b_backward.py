"""05b backward: what your Value is asked. Read it, and change 05b_backward.py."""


def test_one_operation(student):
    student.gradients("y = a * b")
    student.fresh_leaf()


def test_delta_reaches_every_node(student):
    student.gradients("u = a * b; y = u * c")
    student.calls("u = a * b; v = u * c; y = v * d")
    student.gradients("u = a * b; v = u + c; w = v * d; y = w * e")


def test_gradients_add_up(student):
    student.gradients("y = a + a")
    student.gradients("u = a * b; y = u * a")


def test_every_node_waits_for_all_that_use_it(student):
    student.gradients("u = a * b; y = u * u")
    student.gradients("u = a * b; v = u * c; y = u * v")
    student.gradients("u = a * b; v = u * c; y = v * u")
    student.gradients("u = a * b; v = u * c; w = v + d; y = u * w")
    student.gradients("u = a * b; v = u * c; w = v + d; y = w * u")
    student.gradients("u = a + b; v = u * c; w = v * u; y = u + w")
    student.gradients("u = a + b; v = c * u; w = u * v; y = w + u")


def test_nodes_with_equal_numbers_are_different_nodes(student):
    one, other = student.numbers(2)
    student.gradients("u = a + b; v = c + d; y = u * v", a=one, b=other, c=other, d=one)
