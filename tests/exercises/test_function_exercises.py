"""Exercises 01, 04, 05 and 12: right functions get all points, each mistake its name."""

import operator
from collections import deque
from functools import partial, reduce
from graphlib import TopologicalSorter

import numpy as np
import pytest

from minigrad.exercises.diagnosis import diagnose
from minigrad.exercises.grading import grade, grade_file
from minigrad.exercises.library import mistakes
from minigrad.exercises.loading import load_answers
from minigrad.exercises.manifest import HANDOUT, find_exercise
from minigrad.exercises.mistakes import chains, differences, products, sorts
from minigrad.exercises.time_limit import time_limit
from tests.exercises.reference import SOLUTIONS
from tests.exercises.styles import sorted_recursively

MODULES = differences, chains, sorts, products
IDS = ("02", "03b", "05a", "11")
SEEDS = [range(3), pytest.param(range(3, 20), marks=pytest.mark.slow)]
every_seed = pytest.mark.parametrize("seeds", SEEDS, ids=str)


@pytest.fixture(params=IDS)
def exercise(request):
    return find_exercise(request.param)


def solution(exercise_id, **other):
    """The reference solution, with some names replaced."""
    exercise = find_exercise(exercise_id)
    found = load_answers(exercise, SOLUTIONS)
    return {name: found[name] for name in exercise.needs} | other


def assert_right(exercise_id, seeds=range(5), **answers):
    for seed in seeds:
        report = grade(find_exercise(exercise_id), solution(exercise_id, **answers), seed)
        assert report.is_solved, report.smallest
        assert not diagnose(report).mistakes


def sentence(exercise_id, **answers):
    """What a student reads about the first wrong answer."""
    report = grade(find_exercise(exercise_id), solution(exercise_id, **answers))
    assert report.points < report.exercise.total
    assert not diagnose(report).mistakes
    return str(report.smallest.failure)


@every_seed
def test_the_solution_gets_all_points(exercise, seeds):
    for seed in seeds:
        report = grade_file(exercise, SOLUTIONS, seed)
        assert report.is_solved, report.smallest


def test_an_untouched_stub_gets_no_point_and_a_question(exercise):
    report = grade_file(exercise, HANDOUT)
    assert report.points == 0
    assert not diagnose(report).mistakes
    assert "still to be written" in report.smallest.failure
    assert report.smallest.failure.endswith("?")


def test_without_its_names_an_exercise_asks_for_them(exercise):
    report = grade(exercise, {})
    assert report.points == 0
    assert f"needs to define {exercise.needs[0]!r}" in report.smallest.failure


def test_each_function_may_be_missing_or_fail(exercise):
    def failing(*arguments):
        raise KeyError("no such number")

    def giving_none(*arguments):
        return None

    for name in exercise.needs:
        assert f"needs to define {name!r}" in sentence(exercise.id, **{name: None})
        assert "KeyError" in sentence(exercise.id, **{name: failing})
        assert "None" in sentence(exercise.id, **{name: giving_none})
        assert "not callable" in sentence(exercise.id, **{name: 3})


def test_an_endless_loop_is_stopped_and_said(exercise, monkeypatch):
    monkeypatch.setattr(time_limit.__wrapped__, "__defaults__", (0.3,))

    def endless(*arguments):
        while True:
            pass

    assert "did not end" in sentence(exercise.id, **{exercise.needs[0]: endless})


# -------------------------------------------------------------------- 02


def derivative_of_a_line(f, x, h=1e-5):
    right, left = x + h, x - h
    return (f(right) - f(left)) / (right - left)


def mean_of_both_sides(f, x, h=1e-5):
    return 0.5 * ((f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h)


def gradient_in_place(f, xs, h=1e-5):
    slopes = []
    for i in range(len(xs)):
        x = xs[i]
        xs[i] = x + h
        up = f(xs)
        xs[i] = x - h
        down = f(xs)
        xs[i] = x
        slopes.append((up - down) / 2 / h)
    return tuple(slopes)


def gradient_of_copies(f, xs, h=1e-5):
    def one(i):
        up, down = xs[:], xs.copy()
        up[i] += h
        down[i] -= h
        return (f(up) - f(down)) / (2 * h)

    return list(map(one, range(len(xs))))


def gradient_with_numpy(f, xs, h=1e-5):
    x = np.array(xs)
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))])


@pytest.mark.parametrize("derivative", [derivative_of_a_line, mean_of_both_sides])
@pytest.mark.parametrize("gradient", [gradient_in_place, gradient_of_copies, gradient_with_numpy])
def test_differences_in_other_styles_are_right(derivative, gradient):
    assert_right("02", numerical_derivative=derivative, gradient=gradient)


def test_odd_differences_get_a_sentence():
    assert "a list of 3 numbers, got" in sentence("02", gradient=lambda f, xs, h=1: [1.0])
    assert "needs to return a number" in sentence(
        "02", numerical_derivative=lambda f, x, h=1: [x, x]
    )
    assert "got the function cube" in sentence("02", numerical_derivative=lambda f, x, h=1: f)
    assert "positional argument" in sentence("02", numerical_derivative=lambda f, x: 1.0)


# -------------------------------------------------------------------- 03b


class KeptSlope:
    def __init__(self, slope):
        self.slope = slope

    def __call__(self, delta):
        return self.slope * delta


def rules_as_objects(slopes, values):
    return tuple(KeptSlope(slopes[i](values[i])) for i in range(len(slopes)))


def rules_by_default_argument(slopes, values):
    rules = []
    for slope, x in zip(slopes, values):
        rules.append(lambda delta, slope=slope, x=x: slope(x) * delta)
    return rules


def rules_by_partial(slopes, values):
    return [partial(operator.mul, slope(x)) for slope, x in zip(slopes, values[:-1])]


def rules_of_a_copy(slopes, values):
    values = list(values)

    def rule_at(i):
        def rule(delta):
            return delta * slopes[i](values[i])

        return rule

    return [rule_at(i) for i in range(len(values) - 1)]


def forward_by_hand(functions, x):
    values = (x,)
    for function in functions:
        x = function(x)
        values += (x,)
    return values


def forward_recursive(functions, x):
    return [x, *forward_recursive(functions[1:], functions[0](x))] if functions else [x]


def backward_from_the_front(rules):
    deltas = [1.0]
    for i in range(len(rules) - 1, -1, -1):
        deltas.insert(0, rules[i](deltas[0]))
    return deltas


def backward_by_place(rules):
    deltas = [0.0] * len(rules) + [1]
    for i in reversed(range(len(rules))):
        deltas[i] = rules[i](deltas[i + 1])
    return deltas


def backward_by_reduce(rules):
    return reduce(lambda deltas, rule: (rule(deltas[0]), *deltas), rules[::-1], (1.0,))


@pytest.mark.parametrize(
    "make_rules", [rules_as_objects, rules_by_default_argument, rules_by_partial, rules_of_a_copy]
)
def test_rules_in_other_styles_are_right(make_rules):
    assert_right("03b", make_rules=make_rules)


@pytest.mark.parametrize("forward", [forward_by_hand, forward_recursive])
@pytest.mark.parametrize(
    "backward", [backward_from_the_front, backward_by_place, backward_by_reduce]
)
def test_passes_in_other_styles_are_right(forward, backward):
    assert_right("03b", forward=forward, backward=backward)


def test_numpy_numbers_in_a_chain_are_right():
    assert_right(
        "03b",
        forward=lambda functions, x: np.array(forward_by_hand(functions, x)),
        backward=lambda rules: np.array(backward_by_place(rules)),
    )


def test_odd_chains_get_a_sentence():
    assert "a list of 2 numbers, got" in sentence(
        "03b", backward=lambda rules: [rule(1) for rule in rules]
    )
    assert "a list of 2 numbers, got" in sentence("03b", forward=lambda functions, x: x)
    assert "a list of functions of δ" in sentence("03b", make_rules=lambda slopes, values: values)


# -------------------------------------------------------------------- 05a


def sorted_by_counting(root):
    """Kahn's: a node is ready when all nodes that use it were taken."""
    uses, found = {root: 0}, deque([root])
    while found:
        for each in found.popleft().inputs:
            if each not in uses:
                uses[each] = 0
                found.append(each)
            uses[each] += 1
    ready, order = [root], []
    while ready:
        node = ready.pop()
        order.append(node)
        for each in node.inputs:
            uses[each] -= 1
            if not uses[each]:
                ready.append(each)
    return order[::-1]


def sorted_with_iterators(root):
    order, visited, stack = [], {root}, [(root, iter(root.inputs))]
    while stack:
        node, inputs = stack[-1]
        each = next(inputs, None)
        if each is None:
            order.append(node)
            stack.pop()
        elif each not in visited:
            visited.add(each)
            stack.append((each, iter(each.inputs)))
    return tuple(order)


def sorted_when_ready(root):
    listed, stack = {}, [root]
    while stack:
        waiting = [each for each in stack[-1].inputs if each not in listed]
        if waiting:
            stack += waiting
        else:
            listed.setdefault(stack.pop())
    return list(listed)


def sorted_by_the_library(root):
    nodes, graph = [root], {}
    for node in nodes:
        if node not in graph:
            graph[node] = node.inputs
            nodes += node.inputs
    return list(TopologicalSorter(graph).static_order())


def sorted_from_the_right(root):
    order, seen, stack = [], set(), [root]
    while stack:
        node = stack[-1]
        left = [each for each in reversed(node.inputs) if id(each) not in seen]
        if left:
            stack.append(left[-1])
        elif id(stack.pop()) not in seen:
            seen.add(id(node))
            order += [node]
    return order


@pytest.mark.parametrize(
    "topological_order",
    [
        sorted_by_counting,
        sorted_with_iterators,
        sorted_when_ready,
        sorted_by_the_library,
        sorted_from_the_right,
    ],
)
@pytest.mark.parametrize("seeds", [[0], pytest.param(range(1, 5), marks=pytest.mark.slow)], ids=str)
def test_sorts_with_a_loop_are_right(topological_order, seeds):
    assert_right("05a", seeds, topological_order=topological_order)


def build_topo(root):
    return sorted_recursively(root, operator.attrgetter("inputs"))


def sorted_by_yielding(root, visited=None):
    visited = set() if visited is None else visited
    if root in visited:
        return []
    visited.add(root)

    def nodes():
        for each in root.inputs:
            yield from sorted_by_yielding(each, visited)
        yield root

    return list(nodes())


def sorted_with_a_list(root, order=()):
    for each in reversed(root.inputs):
        order = sorted_with_a_list(each, order)
    return list(order) if root in order else [*order, root]


@pytest.mark.parametrize("topological_order", [build_topo, sorted_by_yielding, sorted_with_a_list])
@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_a_recursive_sort_loses_the_long_chain_alone(topological_order, seed):
    report = grade(find_exercise("05a"), {"topological_order": topological_order}, seed)
    assert report.points == report.exercise.total - 1
    assert diagnose(report).names == {"recursion-too-deep"}
    assert "a list used as a stack has no such limit" in report.smallest.failure


def test_odd_orders_get_a_sentence():
    assert "a list of nodes, got" in sentence("05a", topological_order=lambda root: iter([root]))
    assert "a node, got the number" in sentence("05a", topological_order=lambda root: [root.data])
    assert "a list of nodes, got" in sentence("05a", topological_order=lambda root: {root})


# -------------------------------------------------------------------- 11


def linear_by_place(W, v):
    answer = [0.0] * len(W[0])
    for i in range(len(W)):
        for j in range(len(W[0])):
            answer[j] += v[i] * W[i][j]
    return answer


def linear_by_rows(W, v):
    """v[0] times the first row, and so on, added up."""
    scaled = [[d * w for w in row] for row, d in zip(W, v)]
    return tuple(map(sum, zip(*scaled)))


def softmax_by_place(s, v):
    total = 0
    for i in range(len(s)):
        total += v[i] * s[i]
    return [s[j] * v[j] - s[j] * total for j in range(len(s))]


def jacobian_by_setting(vjp, n_outputs):
    found = []
    v = [0] * n_outputs
    for i in range(n_outputs):
        v[i] = 1
        found.append(tuple(vjp(v)))
        v[i] = 0
    return tuple(found)


@pytest.mark.parametrize("linear", [linear_by_place, linear_by_rows])
def test_products_in_other_styles_are_right(linear):
    assert_right(
        "11",
        linear_vjp=linear,
        elementwise_vjp=lambda slopes, v: tuple(map(operator.mul, slopes, v)),
        softmax_vjp=softmax_by_place,
        jacobian=jacobian_by_setting,
    )


def test_products_with_numpy_are_right():
    assert_right(
        "11",
        linear_vjp=lambda W, v: np.array(W).T @ np.array(v),
        elementwise_vjp=lambda slopes, v: np.array(slopes) * v,
        softmax_vjp=lambda s, v: np.array(s) * (np.array(v) - np.dot(s, v)),
        jacobian=lambda vjp, n: np.array([vjp(row) for row in np.eye(n)]),
    )


def softmax_in_full(s, v):
    n = range(len(s))
    J = [[s[i] * (1 - s[i]) if i == j else -s[i] * s[j] for j in n] for i in n]
    return [sum(v[i] * J[i][j] for i in n) for j in n]


def elementwise_in_full(slopes, v):
    n = range(len(v))
    J = [[slopes[i] * (i == j) for j in n] for i in n]
    return [sum(v[i] * J[i][j] for i in n) for j in n]


@pytest.mark.parametrize(
    "answers",
    [{"softmax_vjp": softmax_in_full}, {"elementwise_vjp": elementwise_in_full}],
)
def test_a_full_jacobian_is_named_in_other_code(answers):
    report = grade(find_exercise("11"), solution("11", **answers))
    assert report.points == report.exercise.total - 1
    assert diagnose(report).names == {"jacobian-in-full"}


def test_odd_products_get_a_sentence():
    assert "a list of 2 numbers, got" in sentence("11", linear_vjp=lambda W, v: [1.0])
    assert "a list of 3 numbers, got" in sentence("11", elementwise_vjp=lambda slopes, v: sum(v))
    assert "a list of 2 rows with 2 numbers each, got" in sentence(
        "11", jacobian=lambda vjp, n: vjp([1.0] * n)
    )


def test_the_texts_of_a_mistake_speak_to_a_learner():
    for mistake in (each for module in MODULES for each in module.MISTAKES):
        known = mistakes()[mistake.id]._replace(forms=mistake.forms)  # others have more of them
        assert known == mistake, "ids are unique over all libraries"
        assert mistake.cause.endswith(".") and len(mistake.cause) < 100
        assert mistake.question.endswith(("?", "."))
