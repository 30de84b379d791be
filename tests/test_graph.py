"""The order of a graph: inputs first, each node once, the same on every run, at any depth."""

import pytest

from minigrad import Value, topological_order, total, walk


def labels(nodes):
    return [node.label for node in nodes]


def named(value, label):
    value.label = label
    return value


def test_a_leaf_is_its_own_order():
    a = Value(1.0)
    assert topological_order(a) == [a]


def test_inputs_come_first_and_in_the_order_of_the_operation():
    a, b = Value(1.0, "a"), Value(2.0, "b")
    root = named(named(b * a, "product") - b, "difference")
    assert labels(topological_order(root)) == ["b", "a", "product", "difference"]


def test_a_node_with_many_users_is_listed_once():
    a = Value(1.0)
    b = a * a
    c = total([b, a, b, b * a])
    order = topological_order(c)
    assert len(order) == len(set(order)) == 4


def test_every_node_comes_after_its_inputs():
    a = Value(0.5)
    values = [a]
    for i in range(200):
        values.append((values[i] * values[i // 2] - values[i // 3]).tanh())
    order = topological_order(values[-1])
    place = {node: i for i, node in enumerate(order)}
    assert all(place[each] < place[node] for node in order for each in node.inputs)


def test_the_order_is_the_same_on_every_call():
    a, b = Value(0.5), Value(-1.5)
    root = (a * b + a).exp() * (b - a)
    assert topological_order(root) == topological_order(root)


def test_several_roots_share_one_order():
    a = Value(1.0, "a")
    b, c = named(a + 1, "b"), named(a + 2, "c")
    order = labels(topological_order(b, c))
    assert order.index("a") < order.index("b") < order.index("c")
    assert order.count("a") == 1
    assert labels(topological_order(b, b)) == labels(topological_order(b))


def test_no_root_no_nodes():
    assert topological_order() == []


def test_a_chain_may_be_far_deeper_than_the_recursion_limit():
    a = value = Value(1.0)
    for _ in range(50_000):
        value = -value
    order = topological_order(value)
    assert len(order) == 50_001
    assert (order[0], order[-1]) == (a, value)


def test_a_cycle_made_by_hand_is_refused_by_the_names_of_its_nodes():
    a = Value(1.0, "a")
    b = named(a + 1, "b")
    c = named(b.exp() * 2, "c")
    d = named(c - 1, "d")
    b.inputs = (c, a)
    with pytest.raises(ValueError, match=r"got a cycle: c <- exp <- b <- c; .*changed by hand"):
        topological_order(d)
    with pytest.raises(ValueError, match="cycle"):
        d.backward()
    assert a.grad == 0.0


def test_a_node_that_is_its_own_input_is_a_cycle():
    a = Value(1.0)
    a.inputs = (a,)
    with pytest.raises(ValueError, match="a leaf <- a leaf"):
        topological_order(a)


@pytest.mark.parametrize("root", [None, 3.0, [Value(1.0)]])
def test_only_values_have_an_order(root):
    with pytest.raises(TypeError, match="needs Values as separate arguments, got"):
        topological_order(root)


def test_an_iterator_is_walked_whole():
    a = Value(2.0)
    y = a * a + a
    steps = list(walk(reversed(topological_order(y)), {y: 1.0}))
    assert len(steps) == 3 and steps[-1].delta == 5.0
