"""Orders that look plausible, and the graphs in which they go wrong."""

import pytest

from minigrad import Value, topological_order, walk
from minigrad.orders import breadth_first, plain_recursion, pre_order


def deltas(root, order):
    return {step.node.label: step.delta for step in walk(order, {root: 1.0})}


def named(**values):
    for label, value in values.items():
        value.label = label
    return list(values.values())[-1]


def doubled_twice():
    a = Value(2.0)
    b = a + a
    return named(a=a, b=b, c=b + b)


def diamond():
    a, one = Value(2.0), Value(1.0)
    b = a * a
    return named(a=a, one=one, b=b, c=a + b)


def short_and_long_path():
    a, x = Value(2.0), Value(3.0)
    s = a * a
    t = s + x
    return named(a=a, x=x, s=s, t=t, c=s * t)


def test_plain_recursion_sends_again_for_every_path():
    root = doubled_twice()
    assert [node.label for node in plain_recursion(root)] == [*"cbaabaa"]
    assert [node.label for node in plain_recursion(short_and_long_path())] == [*"csaatsaax"]
    assert deltas(root, plain_recursion(root))["a"] == 8
    assert deltas(root, topological_order(root)[::-1])["a"] == 4


def test_pre_order_runs_a_node_before_its_delta_is_complete():
    root = short_and_long_path()
    right = deltas(root, topological_order(root)[::-1])
    assert deltas(root, pre_order(root))["a"] != right["a"]


def test_breadth_first_goes_wrong_only_where_a_short_and_a_long_path_meet():
    root = diamond()
    assert deltas(root, breadth_first(root))["b"] == 1
    root = short_and_long_path()
    right = deltas(root, topological_order(root)[::-1])
    assert deltas(root, breadth_first(root))["a"] != right["a"]


@pytest.mark.parametrize("order", [pre_order, breadth_first, plain_recursion])
def test_each_is_right_on_a_chain(order):
    root = named(x=Value(0.5), y=Value(1.0)).sin().exp()
    chain = Value(0.5, label="x").sin().exp()
    assert deltas(chain, order(chain)) == deltas(chain, topological_order(chain)[::-1])
    assert set(order(root)) == set(topological_order(root))


def test_recursion_stops_before_the_paths_explode():
    v = Value(1.0)
    for _ in range(50):
        v = v + v
    with pytest.raises(ValueError, match="a graph with few paths, got over 10,000"):
        plain_recursion(v)
