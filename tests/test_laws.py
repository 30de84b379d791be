"""What holds for every operation: the laws, each run over the table of operations."""

import inspect
import itertools
import math
import operator
import struct
import sys

import pytest

import minigrad
from minigrad import Value, topological_order, walk
from tests.operations import OPERATIONS
from tests.symbol import Symbol, run

KINKS = ("relu", "maximum", "x.maximum", "minimum", "where")  # which choose what they send
DELTAS = (1.0, -1.0, 0.1, -2.5, 0.0, -0.0, 5e-324, 1e200, math.inf, math.nan)

every_operation = pytest.mark.parametrize("row", OPERATIONS, ids=operator.attrgetter("name"))


def leaf(data):
    """A leaf that may hold a symbol, or a Value for the derivative of a derivative."""
    return Value._node(data, "", (), lambda delta: ())


def bits(number):
    """The eight bytes of a float, so that −0.0 is not 0.0; every nan is the same."""
    return "nan" if math.isnan(number) else struct.pack("<d", number)


def forward(row, numbers):
    """The leaves and the node of an operation; no node where its domain ends."""
    leaves = [leaf(number) for number in numbers]
    try:
        return leaves, row.function(*leaves)
    except (ValueError, ArithmeticError):
        return leaves, None


def slopes(root, leaves, delta=1.0):
    """δ at each leaf, walking with the numbers, symbols or Values that the graph holds."""
    order = topological_order(root)[::-1]
    deltas = {step.node: step.delta for step in walk(order, {root: delta})}
    return [deltas.get(each, 0.0) for each in leaves]


def gradient(row, numbers):
    leaves, root = forward(row, numbers)
    return slopes(root, leaves)


def central_difference(function, point, i):
    """(f(x + h) − f(x − h)) / 2h along the i-th number, from the numbers that x ± h really are."""
    h = 1e-5 * max(abs(point[i]), 0.1)
    above = (*point[:i], point[i] + h, *point[i + 1 :])
    below = (*point[:i], point[i] - h, *point[i + 1 :])
    return (function(*above) - function(*below)) / (above[i] - below[i])


@every_operation
def test_the_value_is_the_one_that_math_gives(row):
    for point in row.points:
        value = row.function(*map(Value, point)).data
        assert value == pytest.approx(row.math(*point), rel=1e-14, abs=1e-15), point


@every_operation
def test_the_derivative_is_the_slope_of_the_function(row):
    for point in row.points:
        for i, slope in enumerate(gradient(row, point)):
            expected = central_difference(row.math, point, i)
            assert slope == pytest.approx(expected, rel=1e-8, abs=1e-9), (point, i)


@every_operation
def test_a_contribution_is_delta_times_the_local_derivative(row):
    for point in row.points + row.edges():
        _, root = forward(row, point)
        if root is None:
            continue
        local = root._backward(1.0)
        assert len(local) == len(root.inputs)
        for delta in DELTAS:
            for contribution, each in zip(root._backward(delta), local, strict=True):
                if each == 0 and row.name in KINKS:
                    assert contribution == 0, (point, delta)  # also where δ is inf or nan
                else:
                    assert bits(contribution) == bits(delta * each), (point, delta)


@every_operation
def test_what_was_computed_forward_can_be_walked_backward(row):
    for point in row.points + row.edges():
        leaves, root = forward(row, point)
        if root is not None:
            assert all(type(slope) is float for slope in slopes(root, leaves)), point


@every_operation
def test_a_number_is_kept_as_a_plain_float(row):
    for point in row.points:
        assert type(row.function(*map(Value, point)).data) is float


@every_operation
def test_one_operation_makes_one_node(row):
    _, root = forward(row, row.points[0])
    assert sum(bool(node.inputs) for node in topological_order(root)) == row.nodes


@every_operation
def test_a_rule_holds_numbers_and_no_nodes(row):
    _, root = forward(row, row.points[0])
    held = [cell.cell_contents for cell in root._backward.__closure__ or ()]
    for thing in held:
        parts = thing if isinstance(thing, (tuple, list)) else [thing]
        assert not any(isinstance(part, Value) for part in parts)


@every_operation
def test_forward_and_rule_write_code_with_the_same_bits(row):
    for known in itertools.product((False, True), repeat=min(row.n_inputs, 2)):
        if all(known):
            continue  # nothing left to write code for
        known += (False,) * (row.n_inputs - len(known))
        for point in row.points + row.edges():
            eager_leaves, eager = forward(row, point)
            if eager is None:
                continue
            code = []
            leaves = [
                leaf(x if is_known else Symbol(f"x{i}", code))
                for i, (x, is_known) in enumerate(zip(point, known, strict=True))
            ]
            root = row.function(*leaves)
            written = [root.data, *slopes(root, leaves, Symbol("delta", code))]
            names = run(code, delta=-1.3, **{f"x{i}": x for i, x in enumerate(point)})
            replayed = [names[x.name] if isinstance(x, Symbol) else x for x in written]
            expected = [eager.data, *slopes(eager, eager_leaves, -1.3)]
            assert list(map(bits, replayed)) == list(map(bits, expected)), (point, known, code)


def second_derivatives(row, point):
    """The rows of the Hessian: the rules run on Values, and their graph is walked again."""
    numbers = [Value(x) for x in point]
    leaves, root = forward(row, numbers)
    firsts = [each if isinstance(each, Value) else Value(each) for each in slopes(root, leaves)]
    return [slopes(first, numbers) for first in firsts]


@every_operation
def test_the_derivative_of_the_derivative_is_the_slope_of_the_derivative(row):
    for point in row.points:
        hessian = second_derivatives(row, point)
        for i, j in itertools.product(range(row.n_inputs), repeat=2):

            def first(*numbers, i=i):
                return gradient(row, numbers)[i]

            expected = central_difference(first, point, j)
            assert hessian[i][j] == pytest.approx(expected, rel=1e-7, abs=1e-8), (point, i, j)


@every_operation
def test_second_derivatives_are_those_of_pytorch(row):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: extra 'parity'")
    for point in row.points:
        hessian = torch.autograd.functional.hessian(
            lambda x: row.torch(torch, *x.unbind()), torch.tensor(point, dtype=torch.float64)
        )
        for mine, theirs in zip(second_derivatives(row, point), hessian.tolist(), strict=True):
            assert mine == pytest.approx(theirs, rel=1e-12, abs=1e-14), point


@pytest.mark.parametrize(
    ("function", "at"),
    [
        (lambda x: x**-1, [1e-200]),
        (operator.pow, [0.0, 0.5]),
        (operator.pow, [0.0, 0.0]),
    ],
    ids=["1/x beside 0", "x**y at 0, 0.5", "x**y at 0, 0"],
)
def test_a_slope_at_a_pole_is_a_number_but_no_graph(function, at):
    """Where n·xⁿ⁻¹ cannot be computed with Values, the pass says so: no derivative is made up."""
    numbers = list(map(leaf, at))
    assert not math.isnan(slopes(function(*numbers), numbers)[0])
    values = [leaf(Value(x)) for x in at]
    with pytest.raises(ArithmeticError, match="power needs a"):
        slopes(function(*values), values)


def public_functions():
    """The methods and operators of Value and the functions in `minigrad.__all__`, by name."""
    methods = {
        f"Value.{name}": thing
        for name, thing in vars(Value).items()
        if inspect.isfunction(thing) and (name.startswith("__") or not name.startswith("_"))
    }
    exported = {name: getattr(minigrad, name) for name in minigrad.__all__}
    return methods | {name: each for name, each in exported.items() if inspect.isfunction(each)}


def makes_a_node(function):
    """Whether a call with some usual arguments gives a Value that has inputs, or a list of them."""
    a, b = Value(0.5), Value(0.25)
    for arguments in ([a], [a, b], [a, 2.0], [True, a, b], [[a, b]], [[a], [b]]):
        try:
            result = function(*arguments)
        except (TypeError, ValueError, AttributeError):
            continue
        results = result if isinstance(result, list) else [result]
        if any(isinstance(each, Value) and each.inputs for each in results):
            return True
    return False


def called_from_outside(action):
    """The code of every function of minigrad that the action itself calls."""
    called = set()

    def note(frame, event, argument):
        caller = frame.f_back.f_globals.get("__name__", "") if frame.f_back else ""
        if event == "call" and not caller.startswith("minigrad"):
            called.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(before)
    return called


def test_every_function_that_makes_a_node_has_a_row_in_the_table():
    in_table = called_from_outside(
        lambda: [row.function(*map(Value, row.points[0])) for row in OPERATIONS]
    )
    makers = {name: each for name, each in public_functions().items() if makes_a_node(each)}
    assert {"Value.__mul__", "Value.exp", "total", "softmax"} <= makers.keys()
    missing = [name for name, each in makers.items() if each.__code__ not in in_table]
    assert missing == [], "no row in tests/operations.py"


def test_names_in_the_table_are_unique():
    names = [row.name for row in OPERATIONS]
    assert sorted(names) == sorted(set(names))
