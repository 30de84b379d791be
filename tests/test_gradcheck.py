"""Gradient checks pass what is right, call a kink a kink, and blame exactly the wrong operation."""

import math
import subprocess
import sys

import numpy
import pytest

from minigrad import Value, maximum, minimum, operation
from minigrad.gradcheck import (
    EPSILON,
    STEP,
    assert_gradients,
    check_gradients,
    measure,
    numerical_derivative,
    step_size_errors,
)
from tests import programs
from tests.operations import OPERATIONS

FUNCTIONS = {row.name: row.function for row in OPERATIONS}


def verdicts(f, *numbers):
    return [each.verdict for each in check_gradients(f, numbers).inputs]


# ---------------------------------------------------------------- what is right


@pytest.mark.parametrize("row", OPERATIONS, ids=[row.name for row in OPERATIONS])
def test_every_operation_is_right_where_it_is_smooth(row):
    for point in row.points:
        report = check_gradients(row.function, point)
        assert {each.verdict for each in report.inputs} == {"right"}, report
        assert all(each.relative_error < 1e-6 for each in report.inputs), report


@pytest.mark.parametrize(
    "start", [0, *(pytest.param(start, marks=pytest.mark.slow) for start in (100, 200, 300))]
)
def test_random_programs_raise_no_false_alarm(start):
    for seed in range(start, start + 100):
        program = programs.seeded_program(seed)
        report = check_gradients(
            lambda *leaves, program=program: programs.run(program, leaves, FUNCTIONS),
            program["leaves"],
        )
        assert {each.verdict for each in report.inputs} == {"right"}, (seed, report)
        assert (report.is_right, report.blames, report.note) == (True, [], "")


SCALES = {
    "a pole nearby": (lambda x: 1 / x, 1e-8),
    "a pole on the left": (lambda x: 1 / x, -1e-8),
    "log beside 0": (Value.log, 1e-8),
    "log at 0.001": (Value.log, 1e-3),
    "log of the smallest": (Value.log, 1e-300),
    "sqrt beside 0": (Value.sqrt, 1e-8),
    "asin-like edge": (lambda x: (1 - x * x).sqrt(), 1 - 1e-9),
    "steep": (lambda x: (1e8 * x).tanh(), 1e-8),
    "fast": (lambda x: (1e8 * x).sin(), 0.3),
    "far": (Value.sin, 1e8),
    "large x and slope": (lambda x: 1e8 * x * x, 1e8),
    "small x and slope": (lambda x: 1e-8 * x * x, 1e-8),
    "under a large number": (lambda x: x * x + 1e12, 1.0),
    "almost overflow": (Value.exp, 709.0),
    "saturated": (Value.tanh, 25.0),
    "almost saturated": (Value.sigmoid, -40.0),
    "flat of order 2": (Value.cos, 0.0),
    "flat of order 3": (lambda x: x**3, 0.0),
    "flat of order 3/2": (lambda x: abs(x) ** 1.5, 0.0),
    "smooth although of kinks": (lambda x: x.relu() ** 2 + x * abs(x), 0.0),
    "a constant": (lambda x: 0 * x + 1e5, 2.0),
    "the input itself": (lambda x: x, 2.0),
    "no influence": (lambda x: Value(3.0), 2.0),
}


@pytest.mark.parametrize(("f", "x"), SCALES.values(), ids=SCALES)
def test_no_scale_gives_a_false_verdict(f, x):
    assert verdicts(f, x) == ["right"]


WRONG_AT_SCALE = {
    "tiny": (lambda x: 1e-8 * x, 1e-8),
    "huge": (lambda x: 1e8 * x, 1e8),
    "beside a pole": (lambda x: 1 / x, 1e-8),
    "under a large number": (lambda x: x * x + 1e12, 1.0),
    "a square at 0": (lambda x: (x + 1) ** 2 - 1, 0.0),
}


@pytest.mark.parametrize(("f", "x"), WRONG_AT_SCALE.values(), ids=WRONG_AT_SCALE)
def test_at_every_scale_a_wrong_factor_is_found(f, x):
    report = check_gradients(lambda v: f(own("same", lambda y: y, lambda y, z: 1.1)(v)), [x])
    assert not report.is_right
    assert [blame.op for blame in report.blames] == ["same"]


def test_the_numbers_may_be_integers_or_numpys():
    for values in ([2, 3], (2, 3), numpy.array([2, 3], "float32"), numpy.array([2, 3], "int8")):
        report = check_gradients(lambda a, b: a**b, values)
        assert [each.x for each in report.inputs] == [2.0, 3.0]
        assert {each.verdict for each in report.inputs} == {"right"}


def test_a_leaf_of_f_may_have_the_label_of_an_input():
    assert verdicts(lambda x: Value(5.0, "x0") * x, 2.0) == ["right"]


def test_nothing_to_check_is_right():
    assert check_gradients(lambda: Value(1.0), []).is_right


# ---------------------------------------------------------------- kinks

KINKS = {
    "relu": (Value.relu, [0.0], (0, 1)),
    "relu, almost": (Value.relu, [1e-12], (0, 1)),
    "relu above a number": (lambda x: x.relu() + 5, [0.0], (0, 1)),
    "abs": (abs, [0.0], (-1, 1)),
    "leaky_relu": (lambda x: x.leaky_relu(0.1), [0.0], (0.1, 1)),
    "maximum": (maximum, [2.0, 2.0], (0, 1)),
    "minimum": (minimum, [2.0, 2.0], (1, 0)),
    "deep": (lambda x: (3 * (x * x - 4).relu()).tanh(), [2.0], (0, 12)),
    "large": (lambda x: (x - 1e8).relu(), [1e8], (0, 1)),
}


@pytest.mark.parametrize(("f", "numbers", "sides"), KINKS.values(), ids=KINKS)
def test_a_kink_is_no_failure(f, numbers, sides):
    report = check_gradients(f, numbers)
    assert {each.verdict for each in report.inputs} == {"kink"}
    assert report.is_right and not report.blames and not report.note
    slopes = report.inputs[0].slopes
    assert (slopes.left, slopes.right) == pytest.approx(sides, abs=1e-3)
    assert "kink  x0 =" in repr(report) and " | " in repr(report)
    assert_gradients(f, numbers)


@pytest.mark.parametrize(
    "f", [lambda x: x.relu() - (-x).relu(), lambda x: minimum(x.relu(), x)], ids=["-", "minimum"]
)
def test_kinks_that_cancel_are_kinks(f):  # both are x
    report = check_gradients(f, [0.0])
    assert report.inputs[0].verdict == "kink"
    assert not report.blames and not report.note


@pytest.mark.parametrize("x", [k / 7 for k in range(-20, 21)])
def test_round_off_is_no_kink(x):
    assert verdicts(lambda x: x + 1e8, x) == verdicts(lambda x: x.sin() + 1e6, x) == ["right"]


def test_a_kink_in_one_input_leaves_the_others_checked():
    assert verdicts(lambda a, b: a.relu() + b * b, 0.0, 3.0) == ["kink", "right"]
    wrong = WRONG["square without 2"][0]
    assert verdicts(lambda a, b: a.relu() + wrong(b), 0.0, 3.0) == ["kink", "wrong"]


# ---------------------------------------------------------------- what is wrong


def own(name, function, slope):
    """An operation of one input whose rule sends δ · slope(x, z)."""

    def apply(v):
        x = v.data
        z = function(x)
        return operation(name, z, [v], lambda delta: (delta * slope(x, z),))

    return apply


def own_rule(name, function, rule):
    """An operation of several inputs with any rule: rule(δ, *numbers)."""

    def apply(*inputs):
        numbers = [v.data for v in inputs]
        return operation(name, function(*numbers), inputs, lambda delta: rule(delta, *numbers))

    return apply


WRONG = {  # each with numbers where it is wrong
    "tanh, 1 − t": (own("bad", math.tanh, lambda x, t: 1 - t), [0.7]),
    "tanh, 1 − x²": (own("bad", math.tanh, lambda x, t: 1 - x * x), [0.7]),
    "tanh, 1 + t²": (own("bad", math.tanh, lambda x, t: 1 + t * t), [0.7]),
    "square without 2": (own("bad", lambda x: x * x, lambda x, z: x), [0.7]),
    "sign of cos": (own("bad", math.cos, lambda x, z: math.sin(x)), [0.7]),
    "power without n": (own("bad", lambda x: x**3, lambda x, z: x**2), [0.7]),
    "power with n": (own("bad", lambda x: x**3, lambda x, z: 3 * x**3), [0.7]),
    "exp as a power": (own("bad", math.exp, lambda x, z: x * math.exp(x - 1)), [0.7]),
    "log": (own("bad", math.log, lambda x, z: 1 / z), [0.7]),
    "sqrt": (own("bad", math.sqrt, lambda x, z: 1 / z), [0.7]),
    "sigmoid": (own("bad", lambda x: 1 / (1 + math.exp(-x)), lambda x, s: x * (1 - x)), [0.7]),
    "0": (own("bad", math.sin, lambda x, z: 0.0), [0.7]),
    "nan": (own("bad", math.sin, lambda x, z: math.nan), [0.7]),
    "inf": (own("bad", math.sin, lambda x, z: math.inf), [0.7]),
    "0.1 percent": (own("bad", math.sin, lambda x, z: 1.001 * math.cos(x)), [0.7]),
    "mul, swapped": (own_rule("bad", lambda x, y: x * y, lambda d, x, y: (d * x, d * y)), [0.7, 2]),
    "mul, once": (own_rule("bad", lambda x, y: x * y, lambda d, x, y: (d * y, 0.0)), [0.7, 2]),
    "sub, both +": (own_rule("bad", lambda x, y: x - y, lambda d, x, y: (d, d)), [0.7, 2]),
    "div, sign": (
        own_rule("bad", lambda x, y: x / y, lambda d, x, y: (d / y, d * x / y**2)),
        [0.7, 2],
    ),
    "δ ignored": (own_rule("bad", math.sin, lambda d, x: (math.cos(x),)), [0.7]),
    "δ squared": (own_rule("bad", math.sin, lambda d, x: (d * d * math.cos(x),)), [0.7]),
    "|δ|": (own_rule("bad", math.sin, lambda d, x: (abs(d) * math.cos(x),)), [0.7]),
    "δ added": (own_rule("bad", math.sin, lambda d, x: (d - 1 + math.cos(x),)), [0.7]),
    "δ clipped": (
        own_rule("bad", math.sin, lambda d, x: (max(min(d, 1.0), -1.0) * math.cos(x),)),
        [0.7],
    ),
}


@pytest.mark.parametrize(("bad", "numbers"), WRONG.values(), ids=WRONG)
def test_a_wrong_rule_is_blamed_by_name_deep_between_right_ones(bad, numbers):
    def f(*inputs):
        result = bad(*[(0.3 * v).tanh().exp() * v for v in inputs])
        result.label = "here"
        return -3 * (result * inputs[0]).sin() + inputs[-1] ** 2

    report = check_gradients(f, numbers)
    assert not report.is_right
    assert [(blame.op, blame.name) for blame in report.blames] == [("bad", "here")]
    assert "blame: the rule of 'bad' at node here: " in repr(report)
    assert report.note == ""


@pytest.mark.parametrize(
    "name", [name for name in WRONG if not name.startswith(("δ", "|δ|", "nan", "inf"))]
)
def test_a_wrong_rule_alone_is_blamed_with_its_numbers(name):
    bad, numbers = WRONG[name]
    report = check_gradients(bad, numbers)
    (blame,) = report.blames
    assert blame.what.startswith("∂v") or "together" in blame.what
    wrong = next(each for each in report.inputs if each.verdict == "wrong")
    assert blame.by_rule == pytest.approx(wrong.analytic)
    assert blame.by_differences == pytest.approx(wrong.numeric)


def test_a_rule_that_is_deaf_to_delta_is_blamed_with_what_it_sends():
    bad, _ = WRONG["δ ignored"]
    (blame,) = check_gradients(lambda x: 5 * bad(x), [0.7]).blames
    assert blame.what == "what it sends to x0 for δ = -2"
    assert (blame.by_rule, blame.by_differences) == (math.cos(0.7), -2 * math.cos(0.7))


def test_two_wrong_rules_are_both_blamed():
    bad_tanh = own("bad tanh", math.tanh, lambda x, t: 1 - t)
    bad_square = own("bad square", lambda x: x * x, lambda x, z: x)
    report = check_gradients(lambda a, b: (bad_tanh(a * b) + b).exp() * bad_square(b), [0.7, 1.5])
    assert [blame.op for blame in report.blames] == ["bad tanh", "bad square"]
    report = check_gradients(lambda a: bad_square(bad_tanh(a.exp())).log(), [0.3])
    assert [blame.op for blame in report.blames] == ["bad tanh", "bad square"]


def test_an_infinite_or_undefined_slope_along_what_does_not_move_is_not_blamed():
    bad, _ = WRONG["square without 2"]
    report = check_gradients(lambda x: (bad(x) - 4) ** Value(3.0) + x * Value(0.0).sqrt(), [0.7])
    assert [blame.op for blame in report.blames] == ["bad"]


@pytest.mark.parametrize("seed", range(60))
def test_in_a_random_program_the_wrong_step_alone_is_blamed(seed):
    program = programs.seeded_program(seed)
    place = len(program["steps"]) // 2

    def f(*leaves):
        values = list(leaves)
        for i, (name, indices) in enumerate(program["steps"]):
            values.append(FUNCTIONS[name](*(values[k] for k in indices)))
            if i == place:
                values[-1] = own("bad", lambda x: 2 * x, lambda x, z: 2.5)(values[-1])
        return values[-1]

    report = check_gradients(f, program["leaves"])
    assert {blame.op for blame in report.blames} <= {"bad"}
    assert report.is_right == (not report.blames), report


# ---------------------------------------------------------------- what cannot be told


@pytest.mark.parametrize(
    "cut",
    [
        lambda x: x * Value(x.data),
        lambda x: x * x.detach(),
        lambda x: x * x.data,
        lambda x: Value(x.data**2),
    ],
)
def test_a_cut_graph_gets_a_note(cut):
    report = check_gradients(cut, [3.0])
    assert not report.is_right and not report.blames
    assert (
        "no rule is wrong by itself; the graph is cut (.data, detach(), float) at v" in report.note
    )
    assert report.note in repr(report)


def test_a_cut_beside_a_wrong_rule_does_not_hide_it():
    bad, _ = WRONG["tanh, 1 − t"]
    report = check_gradients(lambda x: bad(x) * Value(x.data, "lost"), [0.7])
    assert [blame.op for blame in report.blames] == ["bad"]
    assert "no rule" not in report.note and "at lost = 0.7" in report.note


def test_another_shape_beside_the_point_is_said():
    bad, _ = WRONG["square without 2"]
    report = check_gradients(lambda x: bad(x) if x.data <= 1 else bad(x * x), [1.0])
    assert report.inputs[0].verdict == "kink"
    report = check_gradients(lambda x: bad(x) + (1 * x if x.data > 1 else x / 1), [1.0])
    assert not report.is_right and "another shape next to this point" in report.note


@pytest.mark.parametrize(
    ("f", "x"), [(Value.sqrt, 0.0), (lambda x: (1 - x).sqrt(), 1.0), (lambda x: x**0.5 * x, 0.0)]
)
def test_no_numbers_on_both_sides_is_an_error(f, x):
    with pytest.raises(ValueError, match=rf"defined on both sides of x, got x = {x} "):
        check_gradients(f, [x])


@pytest.mark.parametrize("x", [math.nan, math.inf, 1e200])
def test_what_is_not_finite_cannot_be_checked(x):
    with pytest.raises(ValueError, match=r"needs numbers at which f is finite, got f\("):
        check_gradients(lambda x: x * x, [x])


def test_what_is_no_function_to_a_value_is_refused():
    for f in (lambda x: x.data, lambda x: [x], lambda x: None):
        with pytest.raises(TypeError, match=r"returns one Value \(not its \.data\), got "):
            check_gradients(f, [1.0])
    with pytest.raises(TypeError, match=r"needs a list of numbers, got 1\.0: write \[x\]"):
        check_gradients(Value.exp, 1.0)
    with pytest.raises(TypeError, match=r"combines with numbers and Values, got str 'a'"):
        check_gradients(Value.exp, ["a"])


def test_what_f_raises_at_the_point_itself_is_raised():
    with pytest.raises(ValueError, match=r"log\(\) needs data > 0, got -1\.0.* \(label 'x0'\)"):
        check_gradients(Value.log, [-1.0])


# ---------------------------------------------------------------- as an assertion


def test_the_assertion_fails_readably_inside_pytest(tmp_path):
    file = tmp_path / "test_cube.py"
    file.write_text(
        "from minigrad import operation\n"
        "from minigrad.gradcheck import assert_gradients\n"
        "def cube(v):\n"
        "    x = v.data\n"
        "    return operation('cube', x**3, [v], lambda delta: (delta * x**2,))\n"
        "def test_wrong():\n"
        "    assert_gradients(cube, [2.0])\n"
        "def test_right():\n"
        "    assert_gradients(lambda v: v**3, [2.0])\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-X", "utf8", "-m", "pytest", "-p", "no:cacheprovider", str(file)]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path)
    assert result.returncode == 1 and "1 failed, 1 passed" in result.stdout, result.stdout
    for line in (
        "AssertionError: gradients are wrong",
        "wrong  x0 = 2: graph 4, differences 12",
        "blame: the rule of 'cube' at node v1: ∂v1/∂x0 is 4 by the rule and 12 by differences",
    ):
        assert f"E       {line}" in result.stdout or line in result.stdout, line


# ---------------------------------------------------------------- differences


@pytest.mark.parametrize("x", [-3.0, 0.0, 0.5, 100.0])
def test_the_numerical_derivative_is_as_good_as_its_step(x):
    h = STEP * max(abs(x), 1)
    allowed = h * h / 6 + 2 * EPSILON / h  # truncation and round-off
    assert abs(numerical_derivative(math.sin, x) - math.cos(x)) <= allowed
    slopes = measure(math.sin, x)
    assert abs(slopes.central - math.cos(x)) <= min(allowed, slopes.error)


def test_the_numerical_derivative_takes_its_step():
    assert numerical_derivative(lambda x: x**3, 2.0, h=0.5) == 12.25  # 3x² + h²
    for h in (0.0, 1e-30, -0.1):
        with pytest.raises(ValueError, match=r"needs a step that moves x = 2\.0, got h = "):
            numerical_derivative(math.sin, 2.0, h=h)


def test_the_sweep_shows_truncation_and_round_off():
    found = step_size_errors(math.sin, 1.0, math.cos(1.0))
    errors = {round(-math.log10(h)): (one, two) for h, one, two in found}
    assert list(errors) == list(range(1, 16))
    for k in (1, 2):  # h and h²: ten and a hundred times less for a tenth of the step
        assert errors[k][0] / errors[k + 1][0] == pytest.approx(10, rel=0.05)
        assert errors[k][1] / errors[k + 1][1] == pytest.approx(100, rel=0.05)
    best = [min(errors, key=lambda k: errors[k][i]) for i in (0, 1)]
    assert 7 <= best[0] <= 10 and 4 <= best[1] <= 7
    assert errors[15][0] > 1e3 * errors[best[0]][0]
    assert errors[15][1] > 1e3 * errors[best[1]][1]


def test_the_sweep_takes_its_steps_and_an_exact_0():
    found = step_size_errors(lambda x: x * x, 0.0, 0.0, numpy.array([0.5, 0.25]))
    assert found == [(0.5, 0.5, 0.0), (0.25, 0.25, 0.0)]


@pytest.mark.parametrize("x", [1e200, math.nan, math.inf])
def test_nothing_is_blamed_where_nothing_is_finite(x):
    with pytest.raises(ValueError, match="needs numbers at which f is finite, got"):
        check_gradients(lambda a: a * a, [x])
