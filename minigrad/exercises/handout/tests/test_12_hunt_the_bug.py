"""12 hunt the bug: what your Value is asked, and the name of its mistake."""

from zlib import crc32


def test_expressions(student):
    student.gradients("u = a * b; v = u - a; y = v / b")
    student.gradients("u = a * b; y = u * u")
    student.gradients("u = a.relu(); v = u * b; y = u + v", a=0.0)
    student.gradients("u = a + b; v = c - d; y = u * v", a=1.5, b=0.5, c=3.5, d=1.5)
    student.gradients("u = 2 - a; v = 2 / b; y = u ** 2 + v ** 2")


def test_a_small_network(student):
    student.gradients("h = a * x; t = h.tanh(); u = b * t; y = (u - c) ** 2")
    student.gradients(
        "h = a * x; k = b * x; t = h.tanh(); s = k.tanh(); y = c * t + d * s", a=0.75, b=0.75
    )


def test_the_name_of_the_mistake(student):
    # as a checksum, so that reading this line does not end the hunt
    is_found = crc32(str(student.value("bug")).strip().encode()) == 1833717756
    student.expect("whether `bug` is its name", lambda: "yes" if is_found else "no", gives="yes")
