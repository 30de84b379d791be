"""A report on gradients as a table that says who is to blame."""

import math

from minigrad import operation
from minigrad.gradcheck import check_gradients
from viz import check_table
from viz.tables import printed


def test_the_check_table_names_the_blame():
    def wrong(v):
        t = math.tanh(v.data)
        return operation("wrong", t, [v], lambda delta: (delta * (1 - t),))

    text = printed(check_table(check_gradients(lambda a: wrong(a) + a.relu(), [0.7])))
    assert "wrong" in text and "the rule of 'wrong'" in text
    text = printed(check_table(check_gradients(lambda a: -2 * a, [-0.5])))
    assert "−0.5" in text and "−2" in text and "-2" not in text
    text = printed(check_table(check_gradients(lambda a: a.relu(), [0.0])))
    assert "kink (0 | 1)" in text


def test_each_verdict_has_its_colour():
    def wrong(v):
        return operation("wrong", v.data, [v], lambda delta: (2 * delta,))

    def f(a, b, c):
        return a.sin() + b.relu() + wrong(c)

    verdicts = list(check_table(check_gradients(f, [1.0, 0.0, 1.0])).columns[-1].cells)
    looks = [(verdict.plain.split()[0], verdict.style) for verdict in verdicts]
    assert looks == [("right", "green"), ("kink", "yellow"), ("wrong", "bold red")]
