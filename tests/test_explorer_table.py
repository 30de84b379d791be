"""The table of a trace, run by the script of the page: in Chromium, the numbers that Python has."""

import math
import re
import struct
from pathlib import Path
from random import Random

import pytest

import viz
from minigrad import Value, topological_order
from minigrad.expressions import evaluate
from minigrad.trace import trace
from tests.operations import OPERATIONS
from viz.theme import number

SCRIPTS = "".join(
    (Path(viz.__file__).parent / "browser" / name).read_text(encoding="utf-8")
    for name in ("numbers.js", "scalars.js")
)
# All functions, powers of every kind, kinks, shared nodes, a division.
EXPRESSIONS = [
    "tanh(w*x + b)",
    "(sigmoid(w*x) - y)**2 / 2",
    "a**2 * a**3",
    "log(softplus(x)) * sqrt(abs(y) + 1)",
    "exp(-x**2) + sin(x)*cos(y)",
    "x**y + 2**x + x**0.5 + x**-1",
    "maximum(x, y) * minimum(x, y) - relu(x - y)",
    "where(x > y, x*y, leaky_relu(x) - leaky_relu(y, 0.3))",
    "logsumexp([x, y, z]) + total([x, y*z])",
    "weighted_sum([w, v], [x, y], b) / (1 + abs(b))",
    "(x + y)/(x - y) - abs(x)",
]
NUMBERS_OF_A_TABLE = """
const [table, points] = arguments;
const read = (text) => Number({nan: "NaN", inf: "Infinity", "-inf": "-Infinity"}[text] ?? text);
const machine = runnable({...table, numbers: table.numbers.map(read)});
return points.map((point) => {
  point.forEach((text, place) => { machine.numbers[place] = read(text); });
  machine.run();
  const numbers = [...machine.numbers];
  return [machine.refusal?.words ?? "", numbers.map(String), numbers.map(shownNumber)];
});
"""


def in_browser(driver, table, points):
    """For each point the words of a refusal, all numbers of the table, and their texts."""
    as_json = {**table._asdict(), "numbers": list(map(repr, table.numbers))}
    texts = [list(map(repr, point)) for point in points]
    return driver.execute_script(SCRIPTS + NUMBERS_OF_A_TABLE, as_json, texts)


def from_graph(f, point):
    """What the graph itself has: for each node value, δ, local derivatives, contributions."""
    root = f(*[Value(x) for x in point])
    order = topological_order(root)
    steps = {step.node: step for step in root.backward_steps()}
    return [
        [node.data, steps[node].delta, *node._backward(1.0), *steps[node].contributions]
        for node in order
    ]


def places(table):
    return [[node.value, node.delta, *node.locals, *node.sent] for node in table.nodes]


def same(text, expected):
    x = float(text.replace("Infinity", "inf"))
    if math.isnan(expected) or math.isinf(expected):
        return x == expected or (math.isnan(x) and math.isnan(expected))
    return math.isclose(x, expected, rel_tol=1e-9, abs_tol=5e-324)


def assert_equal(driver, f, table, points, *, texts=True):
    """Where Python refuses, the page says the beginning of the same; else all numbers are equal."""
    for point, (words, numbers, shown) in zip(
        points, in_browser(driver, table, points), strict=True
    ):
        try:
            expected = from_graph(f, point)
        except (ValueError, ArithmeticError) as refusal:
            assert words.split(", got ")[0] == str(refusal).split(", got ")[0], point
            continue
        assert words == "", point
        for row, where in zip(expected, places(table), strict=True):
            for x, place in zip(row, where, strict=True):
                assert same(numbers[place], x), (point, x, numbers[place])
                assert not texts or shown[place] == number(x), (point, x)


def of_expression(text):
    """The expression as a function, with points: those of one sign, and ties, among them."""
    names = sorted(set(re.findall(r"\b[a-z]\b", text)))
    random = Random(text)

    def f(*numbers):
        return evaluate(text, dict(zip(names, numbers, strict=True)))

    def points(count):
        made = []
        for i in range(count):
            point = [round(random.uniform(0.1 if i % 2 else -3, 3), 3) for _ in names]
            made.append([point[0]] * len(names) if i % 10 == 9 else point)
        return made

    return f, names, points


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_has_the_numbers_of_its_graph_at_200_points(driver, text):
    f, names, points = of_expression(text)
    table = trace(f, *[0.5 + i for i, _ in enumerate(names)]).table()
    assert_equal(driver, f, table, points(200))


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.name)
def test_every_operation_has_the_numbers_of_its_graph_and_refuses_where_it_does(driver, row):
    points = row.points + row.edges()
    table = trace(row.function, *row.points[0]).table()
    assert_equal(driver, row.function, table, points, texts=False)


TEXTS = "return arguments[0].map((text) => shownNumber(Number(text)))"


def numbers_to_show(count):
    """Random bits, random sizes, and exact ties between two texts of four digits."""
    random = Random(1)
    numbers = [0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, 1.7976931348623157e308]
    numbers += [9999.5, 99995.0, 0.00099995, 0.0001, 0.00001, 1000.0, 1e4, 12345.0, -15.625]
    while len(numbers) < count:
        (of_bits,) = struct.unpack("<d", random.randbytes(8))
        tie = (random.randrange(1000, 10000) + 0.5) * 2.0 ** random.randrange(-12, 20)
        tie = float(f"{tie:.5g}")
        sized = random.choice([-1, 1]) * 10 ** random.uniform(-8, 8)
        numbers += [of_bits, tie, sized, round(sized, 3), float(f"{sized:.4g}") + 0.5]
    return numbers


def test_twenty_thousand_numbers_look_as_in_python(driver):
    numbers = numbers_to_show(20_000)
    sent = [repr(x).replace("inf", "Infinity").replace("nan", "NaN") for x in numbers]
    assert driver.execute_script(SCRIPTS + TEXTS, sent) == list(map(number, numbers))
