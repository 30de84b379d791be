"""Expressions are read as arithmetic, everything else is refused in one clear line."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minigrad import Value, topological_order
from minigrad.expressions import FUNCTIONS, MAX_LENGTH, evaluate

VALUES = {"w": -0.5, "x": 2.0, "y": 3.0}


def given_to(expression):
    return {name: VALUES[name] for name in VALUES if re.search(rf"\b{name}\b", expression)}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("w*x + y", 2.0),
        ("-x**2", -4.0),
        ("--x", 2.0),
        ("+x", 2.0),
        ("x - y - 1", -2.0),
        ("2**x**2", 16.0),
        ("x / y / 2", 1 / 3),
        ("x**-1", 0.5),
        ("0.5*(x - y)**2", 0.5),
        ("1e-3 + 1_000 + 0x10", 1016.001),
        ("  x +\n\ty ", 5.0),
        ("2 + 2", 4.0),
        ("abs(w) + sqrt(x*2)", 2.5),
        ("exp(log(x))", 2.0),
        ("sin(0*x)**2 + cos(0*x)", 1.0),
        ("tanh(x)", math.tanh(2)),
        ("sigmoid(x)", 1 / (1 + math.exp(-2))),
        ("relu(w) + relu(x)", 2.0),
        ("leaky_relu(w)", -0.005),
        ("leaky_relu(w, 0.1)", -0.05),
        ("softplus(x)", math.log1p(math.exp(2))),
        ("maximum(x, y) - minimum(x, y)", 1.0),
        ("where(x > 0, x, y)", 2.0),
        ("where(x <= 0, x, y)", 3.0),
        ("where(0 < x < 1, 10, 20)*y", 60.0),
        ("total([w, x, y])", 4.5),
        ("total((x, y))", 5.0),
        ("weighted_sum([w, 1], [x, y])", 2.0),
        ("weighted_sum([w], [x], y)", 2.0),
        ("logsumexp([x, x])", 2 + math.log(2)),
    ],
)
def test_value_of_an_expression(expression, expected):
    assert evaluate(expression, given_to(expression)).data == pytest.approx(expected)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_usage_that_errors_show_is_right(name):
    for usage in FUNCTIONS[name][1].split(" or "):
        names = set(re.findall(r"\b[a-z]\d?\b", usage))
        assert usage.startswith(f"{name}(")
        assert math.isfinite(evaluate(usage, dict.fromkeys(names, 0.5)).data)


def test_a_name_is_one_labelled_leaf():
    root = evaluate("x*x + x", {"x": 2.0})
    assert [node.label for node in topological_order(root) if not node.inputs] == ["x"]


@pytest.mark.parametrize(
    "expression", ["x**(1/2)", "x*(2*3 + 1)", "x + exp(1)", "x*maximum(1, total([2, 3]))"]
)
def test_numbers_among_themselves_make_no_nodes(expression):
    assert len(topological_order(evaluate(expression, {"x": 2.0}))) <= 3


def test_a_gradient_flows():
    root = evaluate("tanh(w*x + y)", VALUES)
    root.backward()
    slope = {node.label: node.grad for node in topological_order(root)}
    assert slope["w"] == pytest.approx(2.0 * (1 - math.tanh(2.0) ** 2))


def test_names_are_compared_as_python_compares_them():
    assert evaluate("\N{MICRO SIGN}*2", {"\N{MICRO SIGN}": 3.0}).data == 6.0


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_infinity_and_nan_come_in_as_values(number):
    assert repr(evaluate("x", {"x": number}).data) == repr(number)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("", "got nothing"),
        (" \n", "got nothing"),
        ("z*x", r"'z' at column 1 needs a value"),
        ("x + yy", r"'yy' at column 5 needs a value, got none: did you mean y\?"),
        ("δ*q", r"'q' at column 3"),  # in characters, as a reader counts
        ("x.data", r"'x.data' at column 1"),
        ("x.exp()", r"write exp\(x\)"),
        ("x[0]", r"'x\[0\]' at column 1"),
        ("x + (lambda: 1)", "'lambda: 1' at column 6"),
        ("[x for x in y]", "column 1"),
        ("{x: y}", "column 1"),
        ("[x, y]", "a list belongs in total"),
        ("0,5*x", "write 0.5 for 0,5"),
        ("'x'", "column 1"),
        ("f'{x}'", "column 1"),
        ("x + 2j", "'2j' at column 5"),
        ("True", "'True' at column 1"),
        ("None", "'None' at column 1"),
        ("...", "column 1"),
        ("exp(x=2)", r"exp\(\) is written exp\(x\)"),
        ("exp(x, y)", r"exp\(\) is written exp\(x\)"),
        ("exp(*x)", "column 5"),
        ("exp(x > 0)", r"a comparison belongs in where\(x > 0, x, y\)"),
        ("exp([x])", "a list belongs in total"),
        ("exp", r"'exp' at column 1 is a function: write exp\(x\)"),
        ("maximum(x)", r"maximum\(\) is written maximum\(x, y\)"),
        ("total(x, y)", r"total\(\) is written total\(\[x, y\]\)"),
        ("total([[x]])", "column 8"),
        ("leaky_relu(x, y)", r"leaky_relu\(\) is written"),
        ("tan(x)", r"the functions are abs, .*, got 'tan\(x\)' at column 1: did you mean tanh\?"),
        ("print(x)", "the functions are abs"),
        ("__import__('os')", "the functions are abs"),
        ("exp(x)(y)", r"write \* for a product"),
        ("x(y)", r"write \* for a product"),
        ("2(x + 1)", r"write \* for a product"),
        ("2x", "column 1"),
        ("x > 0", "a comparison belongs in where"),
        ("0 < x < 1", "a comparison belongs in where"),
        ("where(x, x, y)", r"where\(\) needs a condition .* got 'x' at column 7"),
        ("where(x == 0, x, y)", r"where\(\) needs a condition"),
        ("where()", r"where\(\) is written"),
        ("x if y else 0", "write where"),
        ("x and y", "column 1"),
        ("not x", "column 1"),
        ("~x", "column 1"),
        ("x ^ 2", r"write \*\* for a power"),
        ("x // y", "column 1"),
        ("x % y", "column 1"),
        ("x @ y", "column 1"),
        ("(x := 3)", "column 2"),
        ("x = 3", "column 3"),
        ("x; y", "column 2"),
        ("x +", "column"),
        ("(x", "never closed"),
        ("x)", r"'\)' at column 2"),
        ("x # y", "'# y' at column 3"),
        ("x\0", "column 2"),
        ("\ud800", "column 1"),
        ("δ*x²", r"'²' at column 4 .*write \*\*2 for ²"),
        ("x − y", "write - for −"),
        ("import os", "column 1"),
        ("1e999*x", "a number needs to fit a float"),
        ("9" * 400 + "*x", "a number needs to fit a float"),
        ("x" * (MAX_LENGTH + 1), "at most 2000 characters, got 2001"),
    ],
)
def test_what_is_not_arithmetic_is_refused(expression, said):
    with pytest.raises(ValueError, match=said) as refusal:
        evaluate(expression, {"x": 2.0, "y": 3.0, "δ": 1.0})
    assert len(str(refusal.value).splitlines()) == 1
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    ("expression", "values", "said"),
    [
        ("x", {"x": 1.0, "q": 2.0}, "the value of 'q' is not used, the expression has x"),
        ("1", {"q": 2.0}, "the expression has no names"),
    ],
)
def test_a_value_without_its_name_is_refused(expression, values, said):
    with pytest.raises(ValueError, match=said):
        evaluate(expression, values)


@pytest.mark.parametrize("expression", [None, 3, b"x", Value(1.0)])
def test_an_expression_is_text(expression):
    with pytest.raises(TypeError, match="needs the expression as text, got"):
        evaluate(expression, {})


@pytest.mark.parametrize(
    ("expression", "error", "said"),
    [
        ("1/0", ZeroDivisionError, "a divisor other than 0"),
        ("x/(y - 3)", ZeroDivisionError, "a divisor other than 0"),
        ("(-8)**(1/3)", ValueError, "the result is complex"),
        ("(x - y)**0.5", ValueError, "the result is complex"),
        ("9**9**9**9", OverflowError, "fits a float"),
        ("x**9**9**9", OverflowError, "fits a float"),
        ("exp(1000)", OverflowError, "exp"),
        ("log(-x)", ValueError, r"log\(\) needs data > 0"),
        ("log(-1)", ValueError, r"log\(\) needs data > 0"),
        ("total([])", ValueError, "at least one Value"),
        ("weighted_sum([1], [x, y])", ValueError, "one weight per input"),
    ],
)
def test_a_wrong_domain_is_the_error_of_the_operation(expression, error, said):
    with pytest.raises(error, match=said):
        evaluate(expression, given_to(expression))


def test_a_long_sum_is_not_a_deep_one():
    assert evaluate("x" + "+x" * 299, {"x": 1.0}).data == 300.0
    assert evaluate("x" + "+x" * 999, {"x": 1.0}).data == 1000.0


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 2000,
        "(" * 150 + "x" + ")" * 999,
        "-" * 1000 + "x",
        "-" * 2000,
        "x" + "**x" * 600,
        "not " * 499 + "x",
        "lambda:" * 250 + "x",
        "[" * 150 + "]" * 150,
        "x" + "()" * 900,
        "x" + "[0]" * 600,
        "x" + ".a" * 900,
        "exp(" * 150 + "x" + ")" * 150,
        "total([" * 90 + "x" + "])" * 90,
        "x if " * 300 + "x",
        "x" + "<x" * 999,
    ],
    ids=lambda text: text[:7],
)
def test_deep_input_is_refused_and_not_followed(expression):
    with pytest.raises(ValueError) as refusal:
        evaluate(expression, {"x": 1.0})
    assert len(str(refusal.value).splitlines()) == 1


TOKENS = st.sampled_from(
    [
        *FUNCTIONS, *"wxyqδ+-*/%^~()[]{},.;:=<>!@#'\"\\ \t\n\0²½−",
        "**", "//", "==", "x", "y", "1", "0.5", "1e999", "2j", "lambda", "if", "else", "for", "in",
        "not", "and", "None", "True", "9**9", "where(x > 0,", "total([", "])", "exp(",
        "f'", "0x", "1_0", "...", ":=", "await", "yield", "import",
    ]
)  # fmt: skip
TEXTS = st.text(max_size=60) | st.lists(TOKENS, max_size=40).map("".join) | st.lists(
    TOKENS, max_size=40
).map(" ".join)  # fmt: skip


@given(TEXTS)
def test_any_text_gives_a_value_or_one_line(text):
    try:
        assert isinstance(evaluate(text, {"x": 2.0, "y": -3.0}), Value)
    except (ValueError, ArithmeticError) as error:
        assert str(error)
        assert len(str(error).splitlines()) == 1


NUMBERS = st.sampled_from(["x", "y", "2", "0.5", "0", "-1", "1e300"])
EXPRESSIONS = st.recursive(
    NUMBERS,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**"]), inner).map(
            lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
        )
        | st.tuples(st.sampled_from(["exp", "log", "sqrt", "tanh", "relu", "abs", "-"]), inner).map(
            lambda parts: f"{parts[0]}({parts[1]})"
        )
    ),
    max_leaves=12,
)


@given(EXPRESSIONS)
def test_arithmetic_gives_a_float_or_an_error_of_the_package(expression):
    try:
        root = evaluate(f"{expression} + 0*x + 0*y", {"x": 2.0, "y": -3.0})
    except (ValueError, ArithmeticError) as error:
        assert "got" in str(error)
    else:
        assert type(root.data) is float
