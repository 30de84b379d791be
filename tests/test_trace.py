"""Traced code computes what the graph computes, to the last bit, and can be read."""

import math
import re
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from minigrad import (
    Value,
    maximum,
    operation,
    scalars,
    topological_order,
    total,
    weighted_sum,
    where,
)
from minigrad.jacobian import hessian, value_and_grad
from minigrad.losses import cross_entropy, hinge_loss, mse_loss, squared_error
from minigrad.nn import MLP, Module
from minigrad.trace import trace
from tests.models import Tied
from tests.operations import OPERATIONS
from tests.programs import run, seeded_program
from viz.tables import code_table, printed


def bits(numbers):
    """Numbers with their bits; both zeros count as one, as a grad is 0.0 + what arrives."""
    return ["nan" if math.isnan(x) else (float(x) or 0.0).hex() for x in numbers]


def eager(f, numbers):
    leaves = [Value(x) for x in numbers]
    root = f(*leaves)
    root.backward()
    return root.data, [leaf.grad for leaf in leaves]


def assert_replays(f, example, *points):
    traced = trace(f, *example, argnums=range(len(example)))
    for numbers in points:
        value, slopes = traced.value_and_grad(*numbers)
        expected, grads = eager(f, numbers)
        assert bits([value, *slopes]) == bits([expected, *grads])
        assert bits([traced.value(*numbers)]) == bits([expected])


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.name)
def test_every_operation_replays_to_the_same_bits(row):
    assert_replays(lambda *inputs: row.function(*inputs) * 1.5, row.points[0], *row.points)


@pytest.mark.parametrize("x", [0.0, -0.0, 40.0, -746.0, 1e-200, math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("name", ["relu", "abs", "leaky_relu", "tanh", "sigmoid", "softplus"])
def test_kinks_and_extremes_replay_to_the_same_bits(name, x):
    def f(v):
        return abs(v) if name == "abs" else getattr(v, name)()

    assert_replays(f, [0.5], [x])


def test_an_infinite_slope_replays_as_inf():
    assert trace(lambda x: x.sqrt(), 4.0).value_and_grad(0.0) == (0.0, math.inf)
    assert trace(lambda x: x**0.5, 4.0).value_and_grad(0.0) == (0.0, math.inf)


@pytest.mark.parametrize("seed", range(30))
def test_random_graphs_replay_to_the_same_bits(seed):
    program = seeded_program(seed)
    leaves = program["leaves"]

    def f(numbers):
        return run(program, numbers, {row.name: row.function for row in OPERATIONS})

    value, slopes = trace(f, leaves).value_and_grad(leaves)
    values = [Value(x) for x in leaves]
    root = f(values)
    root.backward()
    assert bits([value, *slopes]) == bits([root.data, *[leaf.grad for leaf in values]])


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("loss", [squared_error, mse_loss])
def test_a_loop_over_samples_gives_the_bits_of_the_batch(loss, fused):
    network = MLP(2, [5, 4, 1], seed=2, fused=fused)
    xs, ys = [[0.1 * i, 1 - 0.3 * i] for i in range(7)], [[float(i % 2)] for i in range(7)]
    traced = trace(lambda m, x, y: loss(m(x), y), network, xs[0], ys[0])
    values, slopes = traced.batch_value_and_grad(network, xs, ys, seed=1 / 7)
    losses = [loss(network(x), y) for x, y in zip(xs, ys, strict=True)]
    (total(losses) / 7).backward()
    assert bits(values) == bits([each.data for each in losses])
    assert bits(slopes) == bits([p.grad for p in network.parameters()])


@pytest.mark.parametrize("loss, target", [(cross_entropy, 1), (hinge_loss, [1, -1, 1])])
def test_a_target_can_be_part_of_the_code(loss, target):
    network = MLP(2, [3, 3], "relu", seed=4)
    value, slopes = trace(lambda m: loss(m([0.3, 0.9]), target), network).value_and_grad(network)
    cost = loss(network([0.3, 0.9]), target)
    cost.backward()
    assert bits([value, *slopes]) == bits([cost.data, *[p.grad for p in network.parameters()]])


def test_the_code_reads_like_the_graph():
    assert trace(lambda a, b: a * b + a, 2.0, 3.0, argnums=(0, 1)).source() == (
        "def value_and_grad(a, b):\n"
        "    t0 = a * b                                    # v2 (*)\n"
        "    t1 = t0 + a                                   # v3 (+)\n"
        "    t2 = 1.0 + b                                  # δ of a\n"
        "    return t1, [t2, a]"
    )


def code(f, *example, **options):
    return trace(f, *example, **options).source()


def test_a_negative_number_stands_in_brackets():
    assert "t0 = w - (-2.0) " in code(lambda w: w - Value(-2.0), 1.0)


def test_parameters_of_one_name_get_names_of_their_own():
    network = MLP(1, [3])
    for parameter in network.parameters():
        parameter.label = "w"
    header = code(lambda m: total(m([2.0])), network).splitlines()[0]
    assert header == "def value_and_grad(w, w_, w__, w___, w____, w_____):"


def test_gradients_that_nobody_asked_for_are_not_computed():
    by_a = code(lambda a, b: (a * b).tanh(), 1.0, 2.0, argnums=0).split("tanh")[-1]
    assert " * b" in by_a and " * a" not in by_a


def test_constants_are_folded_and_nothing_is_computed_twice():
    source = code(lambda a: a * (Value(2.0) * Value(3.0)).exp() + a.sin() + a.sin(), 1.0)
    assert repr(math.exp(6.0)) in source
    assert source.count("sin(a)") == source.count("cos(a)") == 1
    assert "1.0 *" not in source and "0.0 +" not in source


def test_arguments_keep_their_structure():
    def f(w, x):
        return total([wi * xi for row in w for wi, xi in zip(row, x, strict=True)])

    traced = trace(f, [[1.0, 2.0], [3.0, 4.0]], [1.0, 1.0], argnums=(0, 1))
    value, (by_w, by_x) = traced.value_and_grad([[1.0, 0.0], [0.0, 1.0]], [5.0, 7.0])
    assert (value, by_w, by_x) == (12.0, [[5.0, 7.0], [5.0, 7.0]], [1.0, 1.0])
    assert traced.source().startswith("def value_and_grad(w00, w01, w10, w11, x0, x1):")


def test_a_module_is_as_it_was_also_after_a_failure():
    network = MLP(1, [2, 1], seed=3)
    state = network.state_dict()
    trace(lambda m: m([1.0])[0], network)
    assert network.state_dict() == state
    with pytest.raises(ZeroDivisionError):
        trace(lambda m: m([1 / 0])[0], network)
    assert network.state_dict() == state
    assert all(type(number) is float for number in state.values())


@pytest.mark.parametrize(
    ("f", "said"),
    [
        (lambda x: x if x > 0 else -x, r"x > 0.* is neither true nor false.*where\(x > 0, a, b\)"),
        (lambda x: max(x, Value(1.0)), "neither true nor false"),
        (lambda x: x * float(x.data), "while tracing, data is not a number yet"),
        (lambda x: x * math.exp(x), r"write v\.data"),
        (lambda x: 3.0, "a function that returns one Value, got float"),
        (lambda x: [x], "a function that returns one Value, got list"),
    ],
)
def test_what_depends_on_the_data_is_refused_with_what_to_write(f, said):
    with pytest.raises(TypeError, match=said):
        trace(f, 0.5)


def test_where_and_maximum_choose_at_every_replay():
    traced = trace(lambda x: where(x > 0, x * x, -x) + maximum(x, 2.0), 1.0)
    assert traced.value_and_grad(3.0) == (12.0, 7.0)
    assert traced.value_and_grad(-3.0) == (5.0, -1.0)


@pytest.mark.parametrize(
    ("f", "x", "error", "said"),
    [
        (lambda x: x.log(), -1.0, ValueError, r"log\(\) needs data > 0, got -1.0"),
        (lambda x: 1 / x, 0.0, ZeroDivisionError, "a divisor other than 0"),
        (lambda x: x**-1, 0.0, ZeroDivisionError, "a base other than 0"),
        (lambda x: x**0.5, -1.0, ValueError, "a base >= 0"),
        (lambda x: x.exp(), 1000.0, OverflowError, r"exp\(\) needs data"),
    ],
)
def test_numbers_out_of_domain_are_refused_as_by_the_graph(f, x, error, said):
    traced = trace(f, 2.0)
    with pytest.raises(error, match=said):
        traced.value_and_grad(x)


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (([1.0, 2.0],), TypeError, r"needs 2 arguments \(w, x\), got 1"),
        (([1.0], 2.0), ValueError, "argument w was traced with 2 numbers, got 1"),
        ((3.0, 2.0), ValueError, "argument w was traced with 2 numbers, got one number"),
        (([1.0, "a"], 2.0), TypeError, "combines with numbers and Values, got str 'a'"),
    ],
)
def test_other_shapes_are_refused(arguments, error, said):
    traced = trace(lambda w, x: w[0] * x + w[1], [1.0, 2.0], 3.0)
    with pytest.raises(error, match=said):
        traced.value_and_grad(*arguments)


def test_another_network_of_the_same_shape_can_be_replayed_and_no_other():
    traced = trace(lambda m, x: m(x)[0], MLP(2, [3, 1], seed=1), [1.0, 2.0])
    other = MLP(2, [3, 1], seed=2)
    assert traced.value(other, [0.5, 0.5]) == other([0.5, 0.5])[0].data
    with pytest.raises(ValueError, match="argument m was traced with 13 parameters, got 17"):
        traced.value(MLP(2, [4, 1]), [0.5, 0.5])


def test_the_code_runs_on_values_and_is_differentiated_again():
    traced = trace(lambda x, y: (x * y).sin() + x**3, 1.0, 2.0)
    x, y = Value(0.7), Value(1.3)
    _, slope = traced.value_and_grad(x, y)
    slope.backward()
    assert slope.data == pytest.approx(1.3 * math.cos(0.91) + 3 * 0.49, rel=1e-14)
    assert x.grad == pytest.approx(-1.69 * math.sin(0.91) + 6 * 0.7, rel=1e-13)
    assert y.grad == pytest.approx(math.cos(0.91) - 0.91 * math.sin(0.91), rel=1e-13)


def test_names_in_the_code_are_names_and_differ():
    def f(t0, exp, seed, _):
        return t0 * exp * seed * _

    traced = trace(f, 2.0, 3.0, 5.0, 7.0, argnums=range(4))
    assert traced.value_and_grad(2.0, 3.0, 5.0, 7.0) == (210.0, (105.0, 70.0, 42.0, 30.0))
    network = MLP(1, [1])
    for parameter in network.parameters():
        parameter.label = "lambda; import os"
    header = trace(lambda m: m([2.0])[0], network).source().splitlines()[0]
    assert re.fullmatch(r"def value_and_grad\((\w+), (\w+)\):", header)


def test_the_lines_of_each_node_stand_side_by_side():
    traced = trace(lambda w, x: (w * x).tanh() - 1, 0.5, 2.0)
    assert traced.lines_by_node() == [
        ("w", [], ["t6 = t5 * x"]),
        ("x", [], []),
        ("v2 (*)", ["t0 = w * x"], ["t3 = 1 - t1", "t4 = 1 + t1", "t5 = t3 * t4"]),
        ("v3 (tanh)", ["t1 = tanh(t0)"], []),
        ("v4", [], []),
        ("v5 (-)", ["t2 = t1 - 1.0"], []),
    ]
    text = printed(code_table(traced))
    assert "t3 = 1 - t1" in text and "forward" in text


@pytest.mark.parametrize(
    "label", ["q\n    raise SystemExit\n    #", "a\rb", "a\x00b", "\ud800", "δ of w", "\u2028"]
)
def test_a_label_is_a_comment_and_nothing_else(label):
    def f(w):
        b = w * 2
        b.label = label
        return b.tanh()

    traced = trace(f, 1.0)
    assert traced.value(0.5) == math.tanh(1.0)
    assert len(traced.source().splitlines()) == 8
    assert len(traced.lines_by_node()) == 4


def test_nodes_of_one_label_have_lines_of_their_own():
    network = MLP(1, [1])
    traced = trace(lambda m: m([1.0])[0] + m([2.0])[0], network)
    rows = [forward for name, forward, _ in traced.lines_by_node() if "layer1.neuron0.z" in name]
    assert len(rows) == 2 and all(rows)


def test_an_operation_of_ones_own_is_traced_and_differentiated_twice():
    def cube(v):
        x = v.data
        return operation("cube", x * x * x, [v], lambda delta: (delta * (3 * x * x),))

    assert trace(lambda a: cube(a) + a, 2.0).value_and_grad(3.0) == (30.0, 28.0)
    assert hessian(lambda a: cube(a))(2.0) == [[12.0]]


def test_a_kind_of_source_must_exist():
    with pytest.raises(ValueError, match="one of value, value_and_grad, batch_value_and_grad, got"):
        trace(lambda a: a * 2, 1.0).source("foo")


# -------------------------------------------------------------------- models


def test_tied_weights_are_traced_once_and_listed_twice():
    model = Tied()
    value, slopes = trace(lambda m, x: m(x)[0], model, [2.0]).value_and_grad(model, [2.0])
    y = model([2.0])[0]
    y.backward()
    assert (value, slopes) == (y.data, [model.w.grad, model.w.grad, model.b.grad])


def test_a_failed_trace_leaves_the_model_as_it_was():
    model = Tied()

    def failing(m, x):
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        trace(failing, model, [2.0])
    assert [model.w.data, model.b.data] == [0.5, -0.25]


def test_one_parameter_in_two_arguments_is_refused():
    model = Tied()
    with pytest.raises(ValueError, match="each parameter in one argument only, got w in two"):
        trace(lambda m, n: m([1.0])[0] * n([2.0])[0], model, model)
    assert model.w.data == 0.5


def test_several_threads_trace_one_model():
    network = MLP(2, [3, 1], seed=1)
    before = network.state_dict()
    with ThreadPoolExecutor(4) as threads:
        traces = [threads.submit(trace, lambda m: m([0.5, 1.0])[0], network) for _ in range(20)]
        sources = {each.result().source() for each in traces}
    assert len(sources) == 1 and network.state_dict() == before


def test_what_changes_from_call_to_call_is_refused():
    random = Random(0)
    with pytest.raises(ValueError, match="computes the same at each call"):
        trace(lambda w: w * random.random(), 1.0)


@pytest.mark.parametrize(
    "label",
    ["w₁", "w²", "①", "½", "ﬁ", "__debug__", "reversed", "abs", "None", "t0", "sum_w", "a b", "é"],
)
def test_any_label_gives_a_name_that_python_takes(label):
    def product(pair):
        return pair.one * pair.other + abs(pair.one)

    class Pair(Module):
        def __init__(self):
            self.one, self.other = Value(2.0, label), Value(3.0, "fi")

        def parameters(self):
            return [self.one, self.other]

    pair = Pair()
    traced = trace(lambda p, x: product(p) * x, pair, 1.0)
    assert traced.value_and_grad(pair, 10.0) == (80.0, [40.0, 20.0])
    assert traced.batch_value_and_grad(pair, [1.0, 2.0]) == ([8.0, 16.0], [12.0, 6.0])


def test_a_batch_needs_something_that_changes_from_sample_to_sample():
    traced = trace(lambda w: w * w, 2.0)
    for batch in traced.batch_value_and_grad, lambda w: traced.compile("numpy")(w):
        with pytest.raises(ValueError, match="changes from sample to sample, got none"):
            batch(2.0)
    with pytest.raises(ValueError, match="got none beside those"):
        traced.source("batch_value_and_grad")


def test_a_batch_has_as_many_samples_in_every_argument():
    traced = trace(lambda w, x, y: w * x + y, 2.0, 1.0, 1.0)
    with pytest.raises(ValueError, match=r"as many samples in every argument, got \[2, 3\]"):
        traced.batch_value_and_grad(2.0, [1.0, 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(TypeError, match="needs 3 arguments"):
        traced.batch_value_and_grad(2.0, [1.0, 2.0])


@pytest.mark.parametrize(
    ("argnums", "error"), [(5, ValueError), (-1, ValueError), ("x", TypeError), ((0, 0), TypeError)]
)
def test_argnums_name_arguments_that_exist(argnums, error):
    with pytest.raises(error, match=r"trace\(\) needs .*argnums"):
        trace(lambda a, b: a * b, 1.0, 2.0, argnums=argnums)


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.name)
def test_the_sign_of_a_zero_is_that_of_the_graph(row):
    for point in [*row.points, *row.edges()]:
        places = tuple(range(len(point)))
        try:
            value, slopes = value_and_grad(row.function, places)(*point)
        except (ValueError, ArithmeticError):
            continue
        found = trace(row.function, *point, argnums=places).value_and_grad(*point)
        assert repr(found) == repr((value, slopes)), point


def test_long_code_is_compiled_in_pieces_and_gives_the_same_bits(monkeypatch):
    def zigzag(w, x):
        v = w
        for i in range(60):
            v = (v * x + w).tanh() if i % 7 == 0 else v * w - x
        return v

    def answers():
        traced = trace(zigzag, 0.9, 0.5)
        return (
            traced.value(0.8, 0.3),
            traced.value_and_grad(0.8, 0.3),
            traced.batch_value_and_grad(0.8, [0.3, 0.4, -0.1], seed=0.5),
        )

    whole = answers()
    monkeypatch.setattr("minigrad.trace.code.LONG", 9)
    monkeypatch.setattr("minigrad.trace.code.PIECE", 9)
    assert answers() == whole


def test_results_of_pieces_may_be_arguments_and_numbers(monkeypatch):
    monkeypatch.setattr("minigrad.trace.code.LONG", 1)
    monkeypatch.setattr("minigrad.trace.code.PIECE", 1)
    traced = trace(lambda a, b: a * b + a * 2.0 - 1.5, 2.0, 3.0, argnums=(0, 1))
    assert traced.value_and_grad(5.0, 7.0) == (43.5, (9.0, 5.0))
    flat = trace(lambda a, b: (a + 1.0) * 0.0 + (b + 1.0) * 3.0, 2.0, 3.0, argnums=(0, 1))
    assert flat.value_and_grad(5.0, 7.0) == (24.0, (0.0, 3.0))


@pytest.mark.parametrize(
    "f", [lambda x: 0.0 + x, lambda x: total([x]), lambda x: weighted_sum([x], [1.0])]
)
def test_a_sum_with_0_makes_0_of_minus_0_in_the_code_too(f):
    assert repr(trace(f, 1.0).value(-0.0)) == repr(f(Value(-0.0)).data) == "0.0"


def test_a_batch_is_a_list():
    traced = trace(lambda w, x: w * x, 2.0, 1.0)
    for batch in (traced.batch_value_and_grad, traced.compile("numpy")):
        with pytest.raises(TypeError, match="an item for each sample as x, got float"):
            batch(2.0, 1.0)


# -------------------------------------------------------------------- tables


def run_rows(table, numbers):
    """All numbers of a table, its rows run one by one as Python."""
    found = [*numbers, *table.numbers[table.arguments :]]
    names = {**vars(scalars), "abs": abs}
    for number, *places in table.rows:
        text = table.operations[number].format(*(f"({found[place]!r})" for place in places))
        found.append(eval(text, names | {"inf": math.inf, "nan": math.nan}))
    return found


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.name)
def test_a_table_has_every_number_of_both_passes(row):
    table = trace(row.function, *row.points[0]).table()
    for point in row.points:
        leaves = [Value(x) for x in point]
        root = row.function(*leaves)
        found = run_rows(table, point)
        order = topological_order(root)
        steps = {step.node: step for step in root.backward_steps()}
        for node, entry in zip(order, table.nodes, strict=True):
            assert (entry.op, entry.inputs) == (node.op, [order.index(x) for x in node.inputs])
            places = [entry.value, entry.delta, *entry.locals, *entry.sent]
            step = steps[node]
            numbers = [node.data, step.delta, *node._backward(1.0), *step.contributions]
            assert bits(found[place] for place in places) == bits(numbers)


def test_the_forward_rows_of_a_table_are_enough_for_the_values():
    table = trace(lambda a, b: (a * b).tanh() + a**2, 0.5, 2.0).table()
    first = len(table.numbers)
    assert all(entry.value < first + table.forward for entry in table.nodes)
    assert len(table.owners) == table.forward < len(table.rows)
    assert [table.nodes[owner].value for owner in table.owners] == [
        first + row for row in range(table.forward)
    ]


def test_the_parameters_of_a_module_are_arguments_of_its_table():
    network = MLP(2, [2, 1], seed=1)
    table = trace(lambda model, x: model(x)[0], network, [0.5, -1.0]).table()
    assert table.arguments == len(network.parameters()) + 2
    assert table.numbers[: table.arguments] == [*(p.data for p in network.parameters()), 0.5, -1.0]
    leaves = [entry.value for entry in table.nodes if not entry.inputs]
    assert sorted(leaves) == list(range(table.arguments))
