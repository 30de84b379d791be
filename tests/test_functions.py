"""Functions of several Values, an operation of one's own, and labels from names."""

import copy
import math
from decimal import Decimal, localcontext

import numpy
import pytest

from minigrad import (
    Value,
    label_values,
    logsumexp,
    maximum,
    minimum,
    operation,
    softmax,
    topological_order,
    total,
    weighted_sum,
    where,
)


def values(*numbers):
    return [Value(number) for number in numbers]


def cube(v):
    x = v.data
    return operation("cube", x**3, [v], lambda delta: (delta * 3 * x**2,))


def test_weighted_sum_sends_the_textbook_contributions():
    w, a, b = values(2.0, -1.0), values(3.0, 4.0), Value(0.5)
    z = weighted_sum(w, a, bias=b)
    assert z.data == 2.5
    assert z.inputs == (*w, *a, b)
    z.backward()
    assert [each.grad for each in z.inputs] == [3.0, 4.0, 2.0, -1.0, 1.0]


def test_weighted_sum_takes_numbers_iterators_and_no_bias():
    w = Value(2.0)
    z = weighted_sum(iter([w, 1]), (x for x in (3.0, 4.0)))
    assert (z.data, z.inputs[-1].data) == (10.0, 0.0)


def test_a_value_may_stand_in_a_sum_twice():
    a = Value(3.0)
    total([a, a, a * 1]).backward()
    assert a.grad == 3.0
    b = Value(3.0)
    weighted_sum([b], [b], b).backward()  # b² + b
    assert b.grad == 7.0


def test_numbers_stand_beside_values():
    a = Value(2.0)
    results = [total([a, 1]), maximum(1, a), minimum(3, a), where(True, a, 9), logsumexp([a, -9e9])]
    assert [each.data for each in results] == [3.0, 2.0, 2.0, 2.0, 2.0]


def test_softmax_sums_to_one_far_out_too():
    for numbers in ([0.0, 1.0, 2.0], [1000.0, 1001.0], [-1000.0, 1000.0], [5.0]):
        assert sum(p.data for p in softmax(values(*numbers))) == pytest.approx(1.0, rel=1e-12)


def test_the_slopes_of_softmax_cancel():
    xs = values(0.1, 0.2, 3.0)
    softmax(xs)[0].backward()
    assert sum(x.grad for x in xs) == pytest.approx(0.0, abs=1e-16)


def test_where_sends_delta_to_the_chosen_one_alone():
    a, b = values(2.0, 3.0)
    where(a > 5, a, b).backward()
    assert (a.grad, b.grad) == (0.0, 1.0)


# ------------------------------------------------------------------- an operation of one's own


def test_an_operation_of_ones_own_takes_part_like_any_other():
    a = Value(2.0, "a")
    y = cube(a) + a
    y.backward()
    assert (y.data, a.grad) == (10.0, 13.0)
    assert y.inputs[0].op == "cube"
    assert copy.deepcopy(y).inputs[0].inputs[0] is not a


@pytest.mark.parametrize(
    "returned", [None, (), (1.0, 2.0), 3.0, iter([1.0])], ids=["None", "0", "2", "bare", "iterator"]
)
def test_a_rule_that_returns_something_else_is_named(returned):
    node = operation("cube", 8.0, [Value(2.0)], lambda delta: returned)
    with pytest.raises(TypeError, match=r"rule of 'cube' needs .* 1 inputs, got "):
        node.backward()


def test_a_refused_walk_leaves_the_rest_of_the_graph_usable():
    a = Value(2.0)
    operation("odd", 8.0, [a], lambda delta: [delta]).backward()
    assert a.grad == 1.0


@pytest.mark.parametrize("inputs", [[2.0], ["a"], [Value(1.0), None]])
def test_an_operation_needs_values_as_inputs(inputs):
    with pytest.raises(TypeError, match=r"operation\('cube'\) needs Values as inputs, got "):
        operation("cube", 8.0, inputs, lambda delta: (delta,))


def test_the_number_of_an_operation_is_checked_like_any_data():
    with pytest.raises(TypeError, match="got a Value"):
        operation("cube", Value(8.0), [Value(2.0)], lambda delta: (delta,))


# ------------------------------------------------------------------------------------ labels


def test_names_become_labels_where_there_is_none():
    w, x = Value(2.0), Value(3.0, label="mine")
    y = same = w * x
    _hidden = Value(1.0)
    label_values({"w": w, "x": x, "y": y, "same": same, "_hidden": _hidden, "n": 3, "s": "text"})
    assert [each.label for each in (w, x, y, _hidden)] == ["w", "mine", "y", ""]


def test_locals_can_be_labelled():
    a = Value(1.0)
    b = a * 2
    label_values(locals())
    assert [node.label for node in topological_order(b)] == ["a", "", "b"]


@pytest.mark.parametrize("contribution", [None, "a", 1j, Value(1.0)])
def test_a_rule_of_ones_own_must_return_numbers(contribution):
    x = Value(2.0)
    node = operation("mine", 4.0, [x], lambda delta: (contribution,))
    with pytest.raises(TypeError, match="the rule of 'mine' needs to return numbers, got"):
        node.backward()
    assert x.grad == 0.0


def test_numpy_contributions_become_floats():
    x = Value(2.0)
    operation("mine", 4.0, [x], lambda delta: (numpy.float32(3.0),)).backward()
    assert type(x.grad) is float and x.grad == 3.0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((None, 1.0, [], lambda delta: ()), "needs a name and a rule, got None"),
        (("mine", 1.0, [], None), "needs a name and a rule, got 'mine' and None"),
        (("mine", 1.0, Value(1.0), lambda delta: ()), r"got one: write \[v\]"),
    ],
)
def test_operation_says_what_it_needs(arguments, said):
    with pytest.raises(TypeError, match=said):
        operation(*arguments)


# -------------------------------------------------------------------- digits that are kept


SIZES = [0.0, 1e6, -1e6, 1e16, 1e17]


def exact_shares(numbers):
    """Softmax in 60 digits."""
    with localcontext(prec=60):
        largest = max(map(Decimal, numbers))
        powers = [(Decimal(x) - largest).exp() for x in numbers]
        return [float(power / sum(powers)) for power in powers]


@pytest.mark.parametrize("size", SIZES)
def test_softmax_is_right_at_any_size(size):
    numbers = [size, size, size - 1, size + 2]
    found = [p.data for p in softmax([Value(x) for x in numbers])]
    assert found == pytest.approx(exact_shares(numbers), rel=1e-15)
    assert sum(found) == pytest.approx(1, rel=3e-16)


@pytest.mark.parametrize("size", SIZES)
def test_the_gradient_of_logsumexp_is_right_at_any_size(size):
    numbers = [size, size, size - 1, size + 2]
    leaves = [Value(x) for x in numbers]
    logsumexp(leaves).backward()
    assert [x.grad for x in leaves] == pytest.approx(exact_shares(numbers), rel=1e-15)


def test_tanh_keeps_its_slope_in_saturation():
    x = Value(18.0)
    x.tanh().backward()
    with localcontext(prec=60):
        t = Decimal(math.tanh(18.0))
        assert x.grad == pytest.approx(float(1 - t * t), rel=1e-15)


def test_a_sum_of_one_is_a_sum():
    x = Value(2.0)
    total([x]).backward()
    assert x.grad == 1.0
