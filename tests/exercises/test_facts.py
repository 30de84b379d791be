"""What is seen to be wrong is wrong: right code, in any style, gives no fact."""

import math

import pytest

from minigrad import Value
from minigrad.exercises import delivery_facts, facts, function_facts, network_facts, order_facts
from minigrad.exercises.engine_facts import engine_facts
from minigrad.exercises.formulas import formula_for
from minigrad.exercises.grading import grade_file
from minigrad.exercises.loading import load_answers
from minigrad.exercises.manifest import HANDOUT, find_exercise
from minigrad.exercises.operations import OPERATIONS, operations_in
from minigrad.exercises.watching import watch_alone
from minigrad.graph import topological_order
from minigrad.orders import pre_order
from tests.exercises.reference import SOLUTIONS
from tests.exercises.styles import STYLES

PROGRAMS = (
    "y = a + b; z = a * b",
    "y = -a; z = a - b; w = a / b; v = a ** 3",
    "y = a + 3; z = a - 3; w = a * 3; v = a / 3",
    "y = 3 + a; z = 3 - a; w = 3 * a; v = 3 / a",
    "y = a.exp(); z = a.log(); w = a.tanh(); v = a.sigmoid(); u = a.relu()",
)
THENS = ("y.backward(); y.zero_grad()",)


def test_all_operations_are_known_from_programs():
    assert set(operations_in(PROGRAMS)) == set(OPERATIONS)


AS_PYTHON = {"−": "-", "·": "*", "²": "**2", "aᵏ⁻¹": "a**(k-1)", "eˣ": "exp(x)"}


@pytest.mark.parametrize("key", OPERATIONS)
def test_the_formula_that_a_student_reads_is_what_the_rule_computes(key):
    operation = OPERATIONS[key]
    for row in watch_alone(Value, operation):
        letters = {"t": math.tanh(row.at.get("x", 0)), "s": row.at["y"], "exp": math.exp} | row.at
        for text, slope in zip(operation.slopes, row.slopes, strict=True):
            for sign, python in sorted(AS_PYTHON.items(), key=lambda each: -len(each[0])):
                text = text.replace(sign, python)
            assert math.isclose(eval(text, letters), slope, rel_tol=1e-12), text


@pytest.mark.parametrize("value", [Value, STYLES[0]()])
def test_a_right_engine_has_no_fault(value):
    assert list(engine_facts(value, PROGRAMS, THENS)) == []


def with_tanh(slope):
    """The right class, but for the slope of tanh, of which the input and the output are given."""

    class Wrong(Value):
        def tanh(self):
            t = math.tanh(self.data)
            return Value._node(t, "tanh", (self,), lambda delta: (delta * slope(self.data, t),))

    return Wrong


WRONG_SIDES = {
    "sends δ · (1 + t²) for x < 0; it should send δ · (1 − t²) with t = tanh(x). For x > 0 it is "
    "right.": lambda x, t: 1 - t * abs(t),
    "sends 0 for x < 0; it should send δ · (1 − t²) with t = tanh(x). For x > 0 it is right.": (
        lambda x, t: (1 - t * t) * (x > 0)
    ),
    "sends δ for x < 0 and δ · (1 − t) for x > 0; it should": lambda x, t: 1 - max(t, 0),
    "For x > 0 it is wrong too.": lambda x, t: -t if x < 0 else math.sin(17 * x) / (3 + x**5),
}


@pytest.mark.parametrize("said", WRONG_SIDES)
def test_a_rule_is_told_on_each_side_of_0(said):
    (fact,) = engine_facts(with_tanh(WRONG_SIDES[said]), ["y = x.tanh()"], ())
    assert fact.id == "rule-of-tanh" and said in fact.cause


def test_nothing_is_said_of_sides_that_no_formula_fits():
    for slope in (
        lambda x, t: math.sin(17 * x) / (3 + x**5),
        lambda x, t: 1 - t * t if x > -0.7 else math.sin(17 * x) / (3 + x**5),  # not from 0 on
        lambda x, t: 1 - t * t if x < 0.1 else 1 - t,  # nor to 0
    ):
        (fact,) = engine_facts(with_tanh(slope), ["y = x.tanh()"], ())
        assert " for x <" not in fact.cause and "is right" not in fact.cause


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_a_right_engine_in_any_style_has_no_fault(style):
    assert list(engine_facts(style(), PROGRAMS, THENS)) == []


@pytest.mark.parametrize("exercise_id", ["02", "03b", "05a", "06", "07b", "08", "09", "11"])
def test_right_functions_have_no_fault(exercise_id):
    exercise = find_exercise(exercise_id)
    answers = load_answers(exercise, SOLUTIONS)
    found = [fact for watch in facts.WATCHES[exercise.needs] for fact in watch(answers)]
    assert found == []


def test_what_is_to_be_found_in_a_hunt_is_not_told():
    report = grade_file(find_exercise("12"), HANDOUT)
    assert report.wrong_and_written
    assert facts.facts_of(report) == ()


def test_no_formula_is_found_where_there_is_none():
    noise = [function_facts.scattered(place) for place in range(5)]
    x, y = ([function_facts.scattered((name, place)) for place in range(5)] for name in "xy")
    assert formula_for(noise, {"x": x, "y": y}) == ""


def test_a_formula_has_to_fit_at_every_place():
    x = [0.7, -1.3, 0.4, 1.9, -0.6]
    almost = [number * number for number in x[:-1]] + [5.0]
    assert formula_for(almost, {"x": x}) == ""
    assert formula_for([each * each - 2 for each in x], {"x": x}) == "x² − 2"
    assert formula_for([2.5] * 5, {"x": x}) == "2.5"
    assert formula_for([float("nan")] * 5, {"x": x}) == ""


def leaves_twice(root):
    return [node for node in topological_order(root) for _ in range(1 + (not node.inputs))]


LISTS = {
    "For y = -a your list is a, a, y: a is listed twice.": leaves_twice,
    "For y = -a your list is y, a, a: a is listed twice.": lambda root: leaves_twice(root)[::-1],
    "y = u * v your list, read from its end, is c, v, b, a, u, y: a comes after v, but it is an "
    "input of v.": pre_order,
    "y = u * v your list is c, v, b, a, u, y: a comes after v, but": (
        lambda root: list(pre_order(root))[::-1]
    ),
}


@pytest.mark.parametrize("said", LISTS)
def test_a_list_is_shown_as_it_came(said):
    (watch,) = order_facts.ORDERS
    found = list(watch({"topological_order": lambda root: list(LISTS[said](root))}))
    assert said in " ".join(fact.cause for fact in found)


def test_a_small_number_that_is_lost_is_told_with_its_size():
    rows = [(x if abs(x) > 1 else 0.0, x, None) for x in (0.4, -0.9, 1.2, -2.0, 0.1, 3.0)]
    said = "those of size 0.9 or less become 0, and those of size 1.2 or more arrive unchanged"
    assert said in delivery_facts._which_change(rows)
    assert "of size" not in delivery_facts._which_change([*rows, (0.0, 5.0, None)])


@pytest.mark.parametrize("watches", [network_facts.NEURONS, network_facts.EQUATIONS])
def test_code_that_is_not_there_is_no_fact(watches):
    for watch in watches:
        with pytest.raises(KeyError):
            list(watch({}))
