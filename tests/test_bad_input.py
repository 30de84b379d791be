"""What bad input gets: an error that says what was needed, what came and what to do."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import minigrad
from minigrad import Value, maximum, minimum, total, weighted_sum

USES = [  # of a thing x that is no number, beside a Value v
    *("Value(x)", "v + x", "x + v", "v - x", "x - v", "v * x", "x * v", "v / x", "x / v"),
    *("v**x", "x**v", "v < x", "v >= x", "v.maximum(x)", "v.leaky_relu(x)", "v.data = x"),
    *("maximum(x, v)", "minimum(v, x)", "where(True, v, x)", "total([v, x])", "softmax([x, v])"),
    *("weighted_sum([v], [x])", "weighted_sum([v], [v], x)", "operation('own', x, [v], tuple)"),
]
NOT_ONE_NUMBER = [
    *("3", "", b"3", None, 1j, [1], (1.0,), {}, Decimal(1)),
    *(np.array([1.0, 2.0]), np.array(1.0), np.array([[1.0]]), np.str_("3")),
]


def execute(statement, **names):
    exec(statement, {**vars(minigrad), "math": math, "np": np, "pytest": pytest, **names})


@pytest.mark.parametrize("thing", NOT_ONE_NUMBER, ids=repr)
@pytest.mark.parametrize("use", USES)
def test_what_is_not_one_real_number_is_refused(use, thing):
    v = Value(6.0)
    needed = r"combines with numbers and Values, got \w+ .*float\(\).*item by item"
    with pytest.raises(TypeError, match=needed):
        execute(use, v=v, x=thing)
    assert v.data == 6.0


@pytest.mark.parametrize(
    ("statement", "error", "message"),
    [
        # not a number to compute with
        ("Value(v)", TypeError, r"got a Value: use it as it is, or its \.data"),
        ("v.data = v", TypeError, r"got a Value: use it as it is, or its \.data"),
        ("Value(1, label=5)", TypeError, r"text as label, got int 5"),
        ("Value(list(range(99)))", TypeError, r"got list \[0, 1, 2, .{,31}…;"),
        ("Value(10**400)", OverflowError, r"\(\|x\| < 1\.8e308\), got a larger integer"),
        ("v * 10**400", OverflowError, r"\(\|x\| < 1\.8e308\), got a larger integer"),
        # a number without its graph
        ("float(v)", TypeError, r"would lose the graph: write v\.data .* v\.exp\(\)"),
        ("math.exp(v)", TypeError, r"would lose the graph: write v\.data .* v\.exp\(\)"),
        ("complex(v)", TypeError, r"would lose the graph"),
        ("np.array([v], dtype=float)", TypeError, r"would lose the graph"),
        ("np.exp(v)", TypeError, r"'Value' does not support ufuncs"),
        ("int(v)", TypeError, r"not 'Value'"),
        ("v % 2", TypeError, r"unsupported operand"),
        ("pow(v, 2, 3)", TypeError, r"__pow__"),
        # the words of other packages
        ("v._prev", AttributeError, r"no attribute '_prev': here it is v\.inputs"),
        ("v._op", AttributeError, r"no attribute '_op': here it is v\.op"),
        ("v.dta", AttributeError, r"no attribute 'dta'$"),
        ("setattr(v, 'grad', None) or v.backward()", TypeError, r"got NoneType None at a leaf: st"),
        ("label_values([v])", TypeError, r"write label_values\(locals\(\)\)"),
        # comparing a node with a number
        ("v == 6", TypeError, r"write v\.data == 6"),
        ("v != 6", TypeError, r"write v\.data == 6"),
        ("6.0 == v", TypeError, r"write v\.data == 6\.0"),
        ("v == 6j", TypeError, r"write v\.data == 6j"),
        ("np.float64(6) == v", TypeError, r"write v\.data == np\.float64\(6\.0\)"),
        ("v in [6.0]", TypeError, r"write v\.data == 6\.0"),
        ("[v] == [6.0]", TypeError, r"write v\.data == 6\.0"),
        ("v == pytest.approx(6.0)", TypeError, r"write v\.data == 6\.0"),
        ("pytest.approx(6.0) == v", TypeError, r"write v\.data == 6\.0"),
        ("if v: pass", TypeError, r"write v\.data != 0, or v is not None .*where\(v > 0, x, y\)"),
        ("not v", TypeError, r"write v\.data != 0"),
        ("v and 1", TypeError, r"write v\.data != 0"),
        # where a function has no real value
        ("p.log()", ValueError, r"log\(\) needs data > 0, got -2\.0; .*\(label 'p'\)$"),
        ("zero.log()", ValueError, r"log\(\) needs data > 0, got 0\.0"),
        ("Value(-math.inf).log()", ValueError, r"log\(\) needs data > 0, got -inf"),
        ("p.sqrt()", ValueError, r"sqrt\(\) needs data >= 0, got -2\.0; .*\(label 'p'\)$"),
        ("1 / zero", ZeroDivisionError, r"other than 0, got 1\.0 / 0\.0 \(label 'zero'\)$"),
        ("v / 0", ZeroDivisionError, r"a divisor other than 0, got 6\.0 / 0\.0$"),
        ("v / -0.0", ZeroDivisionError, r"got 6\.0 / -0\.0$"),
        ("p / zero", ZeroDivisionError, r"got -2\.0 / 0\.0 \(label 'p', 'zero'\)$"),
        ("zero**-1", ZeroDivisionError, r"a base other than 0, got 0\.0 \*\* -1\.0 \(label 'zero'"),
        ("zero**p", ZeroDivisionError, r"got 0\.0 \*\* -2\.0 \(label 'zero', 'p'\)$"),
        ("0**p", ZeroDivisionError, r"got 0\.0 \*\* -2\.0 \(label 'p'\)$"),
        ("Value(-8) ** (1 / 3)", ValueError, r"base >= 0, got -8\.0 \*\* 0\.33.*is complex$"),
        ("p ** Value(0.5)", ValueError, r"base >= 0, got -2\.0 \*\* 0\.5.*complex \(label 'p'\)$"),
        ("(-8) ** Value(0.5)", ValueError, r"base >= 0, got -8\.0 \*\* 0\.5"),
        # beyond the largest float
        ("Value(1000).exp()", OverflowError, r"data < 709\.78, got 1000\.0: .*logsumexp\(\)"),
        ("Value(709.783).exp()", OverflowError, r"data < 709\.78, got 709\.783"),
        ("Value(1e200) ** 2", OverflowError, r"\(< 1\.8e308\), got 1e\+200 \*\* 2\.0"),
        ("2 ** Value(1e9)", OverflowError, r"\(< 1\.8e308\), got 2\.0 \*\* 1000000000\.0"),
        # lists and conditions
        ("weighted_sum([v, v], [v])", ValueError, r"got 2 weights and 1 inputs"),
        ("weighted_sum([], [])", ValueError, r"weighted_sum\(\) needs at least one Value"),
        ("weighted_sum(v, v)", TypeError, r"weighted_sum\(\) needs a list .*write \[a, b\]"),
        ("weighted_sum([v], v)", TypeError, r"weighted_sum\(\) needs a list .*write \[a, b\]"),
        ("total([])", ValueError, r"total\(\) needs at least one Value, got none"),
        ("total(3.0)", TypeError, r"total\(\) needs a list of Values, got 3\.0"),
        ("total(v, v)", TypeError, r"total\(\) takes 1"),
        ("logsumexp(x for x in [])", ValueError, r"logsumexp\(\) needs at least one Value"),
        ("logsumexp('12')", TypeError, r"logsumexp\(\) needs a list of Values, got '12'"),
        ("softmax([])", ValueError, r"softmax\(\) needs at least one Value"),
        ("where(v, v, 0)", TypeError, r"a condition such as x > 0, got Value"),
        ("where(1, v, 0)", TypeError, r"a condition such as x > 0, got 1"),
        ("where(None, v, 0)", TypeError, r"a condition such as x > 0, got None"),
        ("where(np.float64(1), v, 0)", TypeError, r"a condition such as x > 0, got 1\.0"),
        ("where(np.array([True, False]), v, 0)", TypeError, r"such as x > 0, got array"),
    ],
)
def test_refused(statement, error, message):
    names = {"v": Value(6.0), "p": Value(-2.0, label="p"), "zero": Value(0.0, label="zero")}
    with pytest.raises(error, match=message) as caught:
        execute(statement, **names)
    assert caught.type is error
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


REAL_NUMBERS = [True, 2, Fraction(1, 2), np.float64(2), np.float32(0.5), np.int64(2), np.uint8(2)]


@pytest.mark.parametrize("number", REAL_NUMBERS, ids=repr)
def test_every_real_number_is_a_number(number):
    v = Value(3.0)
    results = [Value(number), v + number, number + v, v - number, number - v, v * number]
    results += [number * v, v / number, number / v, v**number, number**v]
    results += [maximum(v, number), minimum(number, v), total([number, v])]
    results += [weighted_sum([number], [v], number)]
    x = float(number)
    expected = [x, 3 + x, 3 + x, 3 - x, x - 3, 3 * x, 3 * x, 3 / x, x / 3, 3**x, x**3]
    expected += [3.0, x, 3 + x, 4 * x]
    assert [type(each) for each in results] == [Value] * len(results)
    assert [each.data for each in results] == pytest.approx(expected, rel=1e-15)
    assert {type(each.data) for each in results} == {float}
    assert v > number and number < v and v >= number and not number >= v


@pytest.mark.parametrize("condition", [True, np.bool_(True), np.float64(2) > 1, Value(2) > 1])
def test_a_condition_may_come_from_numpy(condition):
    assert minigrad.where(condition, 1, 2).data == 1.0


@pytest.mark.parametrize("number", [math.inf, -math.inf])
def test_infinity_flows_through(number):
    v = Value(number)
    root = total([v.tanh(), v.sigmoid(), v.relu(), 1 / v, (v - v) * 0, v.maximum(0), abs(v)])
    root.backward()
    assert math.isnan(root.data)
    assert v.tanh().data == math.copysign(1.0, number)
    assert (1 / v).data == 0.0
    assert (v * v).data == math.inf


def test_nan_flows_through_every_operation():
    v = Value(math.nan)
    methods = (v.exp, v.log, v.sqrt, v.sin, v.cos, v.tanh, v.sigmoid, v.relu, v.softplus)
    results = [method() for method in methods]
    results += [v + 1, 1 - v, v * 0, 0 / v, v / 2, -v, abs(v), v**2, 2**v, v**v, v.leaky_relu()]
    results += [maximum(v, 1), minimum(1, v), *minigrad.softmax([1, v]), minigrad.logsumexp([v])]
    for result in results:
        assert math.isnan(result.data), result
        result.backward()


def test_backward_on_a_plain_leaf_is_one():
    leaf = Value(3.0)
    leaf.backward()
    assert leaf.grad == 1.0
