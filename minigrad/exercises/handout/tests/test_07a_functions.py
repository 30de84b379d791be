"""07a exp, log, tanh, sigmoid, relu: what your Value is asked. Change 07a_functions.py."""


def test_exp(student):
    student.gradients("y = a.exp()")
    student.gradients("v = a * c; u = v.exp(); y = u * c")
    student.gradients("u = a.exp(); y = u * a")


def test_log(student):
    student.gradients("y = p.log()")
    student.gradients("v = p * q; u = v.log(); y = u * c")
    student.gradients("u = p.log(); y = u * p")


def test_tanh(student):
    student.gradients("y = a.tanh()")
    student.gradients("v = a * c; u = v.tanh(); y = u * c")
    student.gradients("u = a.tanh(); y = u * a")


def test_sigmoid(student):
    student.gradients("y = a.sigmoid()")
    student.gradients("v = a * c; u = v.sigmoid(); y = u * c")
    student.gradients("u = a.sigmoid(); y = u * a")
    student.gradients("y = a.sigmoid()", a=0.0)


def test_relu(student):
    student.gradients("y = p.relu()")
    student.gradients("y = a.relu()", a=-1.7)
    student.gradients("y = a.relu()", a=0.0)
    student.gradients("v = p * q; u = v.relu(); y = u * c", c=-1.3)
    student.gradients("u = a.relu(); y = u * c", a=-0.6, c=-1.3)
    student.gradients("u = a.relu(); v = u + c; y = v * a", a=-0.8)
