"""A Value as its user meets it: data, labels, grad, comparing, printing, copying, walking."""

import copy
import math
import pickle

import pytest

from minigrad import Step, Value, topological_order, total, walk


def chain(length, start=1.0):
    first = value = Value(start)
    for _ in range(length):
        value = value * 1.0
    return first, value


# ------------------------------------------------------------------------ what a Value holds


def test_a_new_value_is_a_leaf_without_label_and_gradient():
    a = Value(2)
    assert (a.data, a.grad, a.inputs, a.op, a.label) == (2.0, 0.0, (), "", "")
    assert type(a.data) is float


def test_a_result_remembers_its_operation_and_inputs():
    a, b = Value(2.0, "a"), Value(3.0, label="b")
    c = a * b
    assert (c.data, c.op, c.inputs, c.label) == (6.0, "*", (a, b), "")
    assert [(a**2).op, (a**0.5).op, (2**a).op, (a**b).op] == ["**2", "**0.5", "2**", "**"]


def test_a_number_operand_becomes_a_leaf():
    constant = (Value(2.0) * 3).inputs[1]
    assert (constant.data, constant.inputs) == (3.0, ())


def test_plus_sign_gives_the_value_itself():
    a = Value(2.0)
    assert +a is a


def test_data_can_be_set_and_stays_a_float():
    a = Value(1.0)
    a.data = 3
    assert type(a.data) is float
    a.data -= 0.5
    assert a.data == 2.5


def test_a_misspelt_attribute_is_refused():
    with pytest.raises(AttributeError):
        Value(1.0).gard = 0.0


def test_in_place_operators_make_new_nodes():
    a = b = Value(2.0)
    b += 1
    b *= 2
    assert (a.data, b.data) == (2.0, 6.0)
    b.backward()
    assert a.grad == 2.0


# -------------------------------------------------------------------------------- comparing


def test_values_are_ordered_by_their_data():
    a, b = Value(1.0), Value(2.0)
    assert a < b <= 2 and b > a >= 1.0 and a > 0
    assert not (b < 1 or a > b or a >= 3)
    assert max(a, b) is b
    assert min([b, a]) is a
    assert sorted([b, a]) == [a, b]


def test_nan_is_neither_smaller_nor_larger():
    a = Value(math.nan)
    assert not (a < 1 or a > 1 or a <= 1 or a >= 1)


def test_two_nodes_with_the_same_number_are_two_nodes():
    a, b = Value(1.0), Value(1.0)
    assert a == a
    assert a != b
    assert len({a, b, a}) == 2
    assert [a, b].index(b) == 1


@pytest.mark.parametrize("other", ["1.0", None, [1.0]])
def test_a_value_equals_nothing_but_itself(other):
    assert Value(1.0) != other


def test_the_comparison_of_another_type_has_its_say():
    class Anything:
        def __eq__(self, other):
            return True

    assert Value(1.0) == Anything()


# --------------------------------------------------------------------------------- summing


def test_sum_makes_no_node_for_the_zero_it_starts_from():
    a, b, c = Value(1.0), Value(2.0), Value(4.0)
    result = sum([a, b, c])
    assert result.data == 7.0
    assert len(topological_order(result)) == 5
    assert sum([a]) is a


def test_only_the_integer_zero_is_left_out():
    assert (0.0 + Value(1.0)).op == "+"
    assert (1 + Value(1.0)).op == "+"


# --------------------------------------------------------------------------------- showing


def test_repr_shows_what_is_there():
    a = Value(2.0, label="a")
    assert repr(a) == "Value(data=2.0, grad=0.0, label='a')"
    assert repr(a * a) == "Value(data=4.0, grad=0.0, op='*')"
    assert repr(Value(-0.0)) == "Value(data=-0.0, grad=0.0)"


def test_format_shows_the_number():
    assert f"{Value(2 / 3):.3f}|{Value(2.0):6.1f}" == "0.667|   2.0"
    assert f"{Value(2.0)}" == str(Value(2.0)) == "Value(data=2.0, grad=0.0)"


# -------------------------------------------------------------------------------- backward


def test_backward_adds_and_zero_grad_starts_over():
    x = Value(3.0)
    y = x * x
    y.backward()
    y.backward()
    assert (x.grad, y.grad) == (12.0, 2.0)
    y.zero_grad()
    assert (x.grad, y.grad) == (0.0, 0.0)
    y.backward()
    assert x.grad == 6.0


def test_zero_grad_leaves_the_nodes_above_alone():
    x = Value(3.0)
    y = x * 2
    z = y * y
    z.backward()
    y.zero_grad()
    assert (x.grad, y.grad, z.grad) == (0.0, 0.0, 1.0)


def test_backward_on_an_inner_node_leaves_the_nodes_above_alone():
    x = Value(3.0)
    y = x * 2
    z = y * y
    y.backward()
    assert (x.grad, y.grad, z.grad) == (2.0, 1.0, 0.0)


def test_inner_nodes_have_their_gradient_too():
    a = Value(2.0)
    b = a * 3
    c = b * b
    c.backward()
    assert (c.grad, b.grad, a.grad) == (1.0, 12.0, 36.0)


def test_no_derivative_flows_through_detach():
    x = Value(3.0, label="x")
    fixed = (x * 2).detach()
    assert (fixed.data, fixed.inputs, fixed.op, fixed.grad) == (6.0, (), "", 0.0)
    (x * fixed).backward()
    assert x.grad == 6.0


def test_steps_tell_the_walk_in_order():
    x = Value(3.0, label="x")
    y = x * x
    steps = list(y.backward_steps())
    assert [step.node for step in steps] == [y, x]
    assert [step.delta for step in steps] == [1.0, 6.0]
    assert [tuple(step.contributions) for step in steps] == [(3.0, 3.0), ()]
    assert all(isinstance(step, Step) for step in steps)
    assert [str(step) for step in steps] == ["*: δ = 1.0, sends 3.0 to x, 3.0 to x", "x: δ = 6.0"]


def test_a_step_calls_a_nameless_input_a_leaf():
    assert str(next((-Value(1.0)).backward_steps())) == "neg: δ = 1.0, sends -1.0 to a leaf"


def test_steps_can_be_abandoned_and_repeated_without_touching_grad():
    x = Value(3.0)
    y = x * x * x
    steps = y.backward_steps()
    next(steps)
    next(steps)
    del steps
    first = [step.delta for step in y.backward_steps()]
    assert first == [step.delta for step in y.backward_steps()]
    assert {node.grad for node in topological_order(y)} == {0.0}


def test_two_walks_may_take_turns():
    x = Value(3.0)
    y, z = x * x, x * 5
    for _ in zip(y.backward_steps(), z.backward_steps(), strict=False):
        pass
    y.backward()
    assert x.grad == 6.0


def test_a_walk_starts_from_the_seeds_it_is_given():
    x = Value(2.0)
    y, z = x * x, x * 3
    order = topological_order(y, z)[::-1]
    deltas = {step.node: step.delta for step in walk(order, {y: 10.0, z: 1.0})}
    assert deltas[x] == 10.0 * 4.0 + 3.0
    assert x.grad == 0.0


def test_a_wrong_order_gives_wrong_numbers():
    x = Value(3.0, "x")
    y = x * x
    z = y + x
    right, wrong = [z, y, x], [z, x, y]
    assert {step.node: step.delta for step in walk(right, {z: 1.0})}[x] == 7.0
    assert {step.node: step.delta for step in walk(wrong, {z: 1.0})}[x] == 1.0


# --------------------------------------------------------------------------------- copying


def test_a_copied_graph_has_its_own_leaves_and_the_same_derivatives():
    x = Value(3.0, "x")
    y = (x * x).tanh() + x
    y.backward()
    twin = copy.deepcopy(y)
    assert twin is not y
    assert {*topological_order(twin)}.isdisjoint(topological_order(y))
    assert [(n.data, n.grad, n.op, n.label) for n in topological_order(twin)] == [
        (n.data, n.grad, n.op, n.label) for n in topological_order(y)
    ]
    twin.zero_grad()
    twin.backward()
    assert topological_order(twin)[0].grad == x.grad != 0.0


def test_a_walk_of_the_copy_leaves_the_first_alone():
    x = Value(3.0)
    copy.deepcopy(total([x, x * 2])).backward()
    assert x.grad == 0.0


def test_one_deepcopy_keeps_what_its_values_share():
    x = Value(3.0)
    y, z = x * 2, x * 5
    twin_y, twin_x, twin_z = copy.deepcopy([y, x, z])
    assert twin_y.inputs[0] is twin_x is twin_z.inputs[0]
    assert twin_x is not x


def test_a_deep_graph_is_copied_without_recursion():
    _, end = chain(20_000)
    twin = copy.deepcopy(end)
    twin.backward()
    order = topological_order(twin)
    assert (len(order), order[0].grad, end.grad) == (40_001, 1.0, 0.0)


def test_a_shallow_copy_is_another_node_on_the_same_inputs():
    x = Value(3.0)
    y = x * x
    y.label, y.grad = "y", 5.0
    twin = copy.copy(y)
    assert twin != y
    assert (twin.inputs, twin.data, twin.label, twin.grad) == ((x, x), 9.0, "y", 5.0)
    twin.backward()
    assert (x.grad, y.grad, twin.grad) == (6.0, 5.0, 6.0)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle_is_refused_with_advice(protocol):
    with pytest.raises(TypeError, match=r"cannot be pickled.*save the numbers \(v\.data\)"):
        pickle.dumps({"w": Value(1.0)}, protocol)


def test_a_rule_with_too_few_contributions_is_refused_and_not_half_used():
    x = Value(3.0)
    y = x * x
    y._backward = lambda delta: (delta * 3.0,)
    with pytest.raises(ValueError, match=r"rule of '\*' needs to return one .* 2 inputs, got \(3"):
        y.backward()
    assert x.grad == 0.0
