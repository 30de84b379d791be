"""Where small engines are known to go wrong: one test for every fault, so that none returns."""

import copy
import gc
import math
import sys
import weakref

import pytest

from minigrad import Value, topological_order, total


def gradient(function, *numbers):
    """The value, then the derivative along each number."""
    inputs = [Value(number) for number in numbers]
    root = function(*inputs)
    root.backward()
    return [root.data, *(each.grad for each in inputs)]


def test_two_passes_double_the_gradient():
    x = Value(3.0)
    y = x * x * x
    y.backward()
    y.backward()  # stale deltas in inner nodes would give 72
    assert x.grad == 54.0


def test_two_losses_on_a_shared_node_add_up():
    x = Value(3.0)
    shared = x * x
    first, second = shared * 2, shared * 3
    first.backward()
    second.backward()  # 42 when δ of the first loss is sent on again
    assert x.grad == 30.0


@pytest.mark.parametrize(
    ("function", "at", "expected"),
    [
        (lambda a: a + a, 3.0, [6.0, 2.0]),
        (lambda a: a * a, 3.0, [9.0, 6.0]),
        (lambda a: a - a, 3.0, [0.0, 0.0]),
        (lambda a: a / a, 3.0, [1.0, 0.0]),
        (lambda a: a**a, 2.0, [4.0, 4 * (1 + math.log(2))]),
        (lambda a: a.maximum(a), 3.0, [3.0, 1.0]),
        (lambda a: total([a, a, a]), 3.0, [9.0, 3.0]),
        (lambda a: 0 / a, 5.0, [0.0, 0.0]),
        (lambda a: (a - 5) / a, 5.0, [0.0, 0.2]),
        (lambda a: a**0, 0.0, [1.0, 0.0]),
        (lambda a: a**2, 0.0, [0.0, 0.0]),
        (lambda a: 1 - a, 3.0, [-2.0, -1.0]),
        (lambda a: 1 / a, 2.0, [0.5, -0.25]),
        (lambda a: 2**a, 3.0, [8.0, 8 * math.log(2)]),
    ],
)
def test_one_value_used_twice_and_numbers_on_the_left(function, at, expected):
    assert gradient(function, at) == pytest.approx(expected, rel=1e-15)


def test_diamond():
    assert gradient(lambda a: (a * 2) * (a + 1), 3.0) == [24.0, 14.0]


def test_stacked_diamonds():
    def function(a):
        b = a + a
        return b + b

    assert gradient(function, 3.0) == [12.0, 4.0]


def test_a_node_is_walked_after_all_of_its_users():
    def function(a):
        b = a * a
        c = b * a  # b is reached over a short path and over a long one
        return (c * b) + b

    assert gradient(function, 2.0) == [36.0, 84.0]  # a⁵ + a²


def test_a_sum_of_squares_by_sum():
    assert gradient(lambda a, b: sum([a * a, b * b]), 2.0, 3.0) == [13.0, 4.0, 6.0]


def test_data_changed_after_the_forward_pass_does_not_falsify_the_gradient():
    a, b = Value(2.0), Value(3.0)
    c = a * b
    d = c.exp()
    a.data = b.data = c.data = d.data = 100.0
    d.backward()
    assert (a.grad, b.grad) == (math.exp(6) * 3, math.exp(6) * 2)


def test_a_copied_graph_sends_gradients_to_its_own_leaves():
    a = Value(3.0)
    twin = copy.deepcopy(a * a)
    twin.backward()
    assert a.grad == 0.0
    assert twin.inputs[0].grad == 6.0


def test_equal_numbers_in_different_nodes_stay_apart():
    a, b = Value(2.0), Value(2.0)
    (a * a * b).backward()
    assert (a.grad, b.grad) == (8.0, 4.0)


def test_relu_does_not_swallow_nan():
    assert all(map(math.isnan, gradient(lambda a: a.relu(), math.nan)))


def test_relu_of_an_inner_negative_sends_nothing():
    assert gradient(lambda a: (a - 5).relu() * 3, 3.0) == [0.0, 0.0]


def test_the_readme_expression_of_micrograd():
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    assert g.data == pytest.approx(24.70408163265306, rel=1e-14)
    assert a.grad == pytest.approx(138.83381924198252, rel=1e-14)
    assert b.grad == pytest.approx(645.5772594752186, rel=1e-14)


# ----------------------------------------------------------------------------- large graphs


@pytest.mark.parametrize("length", [5_000, 50_000])
def test_a_chain_deeper_than_the_recursion_limit(length):
    def chain(a):
        for _ in range(length):
            a = a + 1
        return a

    assert sys.getrecursionlimit() < length
    assert gradient(chain, 0.0) == [length, 1.0]


def test_a_wide_sum():
    a = Value(0.5)
    sum(a * i for i in range(10_000)).backward()
    total(a * i for i in range(10_000)).backward()
    assert a.grad == 2 * sum(range(10_000))


def test_a_ladder_with_more_paths_than_atoms():
    def ladder(v, h, k):
        for _ in range(1000):
            p = v * h
            q = v + k
            v = (p + q * h) * 0.9
        return v

    # with h = ½ a rung is v ← 0.9·v + 0.45·k, which tends to 4.5·k
    value, by_v, by_h, by_k = gradient(ladder, 1.0, 0.5, 2.0)
    assert value == pytest.approx(9.0, rel=1e-12, abs=0)
    assert by_v == pytest.approx(0.9**1000, rel=1e-12, abs=0)
    assert by_k == pytest.approx(4.5, rel=1e-12, abs=0)
    assert by_h == pytest.approx(180.0, rel=1e-12, abs=0)  # (2·v + k)·0.9 / (1 − 0.9) at v = 9


def test_a_graph_is_freed_without_the_garbage_collector():
    gc.collect()
    gc.disable()
    try:
        x = Value(0.5)
        loss = total([(x * 2).tanh(), x**2, (x.exp() / 3).relu(), x.maximum(0.1), x - x])
        alive = [weakref.ref(node) for node in topological_order(loss) if node is not x]
        loss.backward()
        next(steps := loss.backward_steps())
        del loss, steps
        assert [ref() for ref in alive if ref() is not None] == []
    finally:
        gc.enable()


@pytest.mark.slow
def test_a_million_nodes_at_the_default_recursion_limit():
    x = value = Value(1.0)
    for _ in range(1_000_000):
        value = -value
    value.backward()
    alive = weakref.ref(value)
    assert (value.data, x.grad) == (1.0, 1.0)
    del value
    assert alive() is None
