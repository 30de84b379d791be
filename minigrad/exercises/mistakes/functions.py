"""Mistakes in single functions: differences, chains of rules, sorted graphs, and vᵀJ of lists."""

from __future__ import annotations

from itertools import accumulate
from math import log
from operator import add, mul
from typing import Any

from minigrad import gradcheck
from minigrad.exercises.mistakes.mistake import Mistake
from minigrad.functions import softmax
from minigrad.graph import topological_order
from minigrad.jacobian import vjp
from minigrad.orders import breadth_first, pre_order
from minigrad.scalars import left_sum
from minigrad.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from minigrad.exercises.mistakes.engine import Form

    Numbers = Sequence[float]
    Function = Callable[[Any], float]
    Rule = Callable[[float], float]
    Order = Callable[[Any], list[Any]]

H = 1e-5


# -------------------------------------------------------------------- 01 differences


def along(f: Function, xs: Numbers, i: int) -> Callable[[float], float]:
    """f as a function of its number at place i alone."""
    return lambda x: f([*xs[:i], x, *xs[i + 1 :]])


def differences(quotient: Callable[[Function, float, float], float]) -> tuple[Form, ...]:
    """Forms with a wrong quotient in both functions, in the first, and in the second alone."""

    def single(wrong: Callable[..., float]) -> Callable[..., float]:
        return lambda f, x, h=H: wrong(f, x, h)

    def gradient(wrong: Callable[..., float]) -> Callable[..., Numbers]:
        return lambda f, xs, h=H: [wrong(along(f, xs, i), x, h) for i, x in enumerate(xs)]

    def form(first: Callable[..., float], second: Callable[..., float]) -> Form:
        return lambda: {"numerical_derivative": single(first), "gradient": gradient(second)}

    right = gradcheck.numerical_derivative
    return form(quotient, quotient), form(quotient, right), form(right, quotient)


def gradients(gradient: Callable[[Function, list[float], float], Numbers]) -> Form:
    """A form in which gradient() alone is wrong."""

    def wrong(f: Function, xs: list[float], h: float = H) -> Numbers:
        return gradient(f, xs, h)

    return lambda: {"numerical_derivative": gradcheck.numerical_derivative, "gradient": wrong}


def all_at_once(f: Function, xs: list[float], h: float) -> Numbers:
    up, down = [x + h for x in xs], [x - h for x in xs]
    return [(f(up) - f(down)) / (2 * h) for _ in xs]


def left_below(f: Function, xs: list[float], h: float) -> Numbers:
    """Each number stays at x − h when the next one's turn comes."""
    slopes = []
    for i in range(len(xs)):
        xs[i] += h
        up = f(xs)
        xs[i] -= 2 * h
        slopes.append((up - f(xs)) / (2 * h))
    return slopes


def left_above(f: Function, xs: list[float], h: float) -> Numbers:
    return left_below(f, xs, -h)


def left_on_both_sides(f: Function, xs: list[float], h: float) -> Numbers:
    up, down, slopes = list(xs), list(xs), []
    for i in range(len(xs)):
        up[i] += h
        down[i] -= h
        slopes.append((f(up) - f(down)) / (2 * h))
    return slopes


def on_a_copy(gradient: Callable[..., Numbers]) -> Callable[..., Numbers]:
    return lambda f, xs, h: gradient(f, list(xs), h)


def two_names(f: Function, xs: list[float], h: float) -> Numbers:
    """Both names mean one list, in which +h and −h cancel."""
    slopes = []
    for i in range(len(xs)):
        up = xs
        up[i] += h
        down = xs
        down[i] -= h
        slopes.append((f(up) - f(down)) / (2 * h))
    return slopes


def two_names_in_turn(f: Function, xs: list[float], h: float) -> Numbers:
    slopes = []
    for i in range(len(xs)):
        up = xs
        up[i] += h
        above = f(up)
        down = xs
        down[i] -= h
        slopes.append((above - f(down)) / (2 * h))
    return slopes


DIFFERENCES = (
    Mistake(
        "difference-not-divided",
        "The difference of f is not divided by the distance 2h between the two places.",
        "When h becomes ten times smaller, what happens to your answer, and what should happen?",
        (
            *differences(lambda f, x, h: f(x + h) - f(x - h)),
            *differences(lambda f, x, h: (f(x + h) - f(x - h)) / 2),
        ),
    ),
    Mistake(
        "divided-by-one-step",
        "The difference is divided by h, but x + h and x − h are 2h apart: all slopes are doubled.",
        "How far is it from x − h to x + h?",
        differences(lambda f, x, h: (f(x + h) - f(x - h)) / h),
    ),
    Mistake(
        "divided-then-multiplied",
        "/ 2 * h halves and then MULTIPLIES by h: Python goes from left to right.",
        "What is 12 / 2 * 3 in Python, and what is 12 / (2 * 3)?",
        differences(lambda f, x, h: (f(x + h) - f(x - h)) / 2 * h),
    ),
    Mistake(
        "difference-without-parentheses",
        "Only f(x − h) is divided by 2h: the difference needs parentheses around it.",
        "What is 8 - 6 / 2 in Python, and what is (8 - 6) / 2?",
        differences(lambda f, x, h: f(x + h) - f(x - h) / (2 * h)),
    ),
    Mistake(
        "one-sided-difference",
        "f is compared with f(x): a one-sided difference, whose error is of order h instead of h².",
        "Draw x² and the line through two of its points: between which two is it as steep as at x?",
        (
            *differences(lambda f, x, h: (f(x + h) - f(x)) / h),
            *differences(lambda f, x, h: (f(x) - f(x - h)) / h),
        ),
    ),
    Mistake(
        "difference-sign",
        "The difference is the wrong way round: every slope has the wrong sign.",
        "If f grows, which is larger, f(x + h) or f(x − h)?",
        differences(lambda f, x, h: (f(x - h) - f(x + h)) / (2 * h)),
    ),
    Mistake(
        "step-ignored",
        "The step is always the same small one, whatever h the function was given.",
        "Where in your code does the h of the caller arrive?",
        differences(lambda f, x, h: (f(x + H) - f(x - H)) / (2 * H)),
    ),
    Mistake(
        "shifts-all-at-once",
        "All numbers move at once; a partial derivative moves one, while the others stay.",
        "In f([2, 5]), which list do you give to f for the slope along the first number alone?",
        (gradients(all_at_once),),
    ),
    Mistake(
        "shift-not-put-back",
        "A number that was shifted is not put back before the next one is: the shifts pile up.",
        "What is in your list of numbers when the turn of the second one comes?",
        (
            gradients(on_a_copy(left_below)),
            gradients(on_a_copy(left_above)),
            gradients(left_on_both_sides),
        ),
    ),
    Mistake(
        "changes-the-callers-list",
        "The shifts are made in the caller's own list xs, and stay there.",
        "What does print(xs) show before and after gradient(f, xs)?",
        (gradients(left_below), gradients(left_above)),
    ),
    Mistake(
        "alias-instead-of-copy",
        "up = xs copies nothing: both names mean one list, and +h and −h meet in it.",
        "After up = xs and up[0] = 7, what is xs[0]?",
        (gradients(two_names), gradients(two_names_in_turn)),
    ),
)


# -------------------------------------------------------------------- 04 a chain of operations


def chain(**wrong: Callable[..., Any]) -> Form:
    """A form in which some of the three functions are wrong."""
    right = {
        "forward": lambda functions, x: list(accumulate(functions, lambda y, f: f(y), initial=x)),
        "make_rules": remembered(lambda delta, slope, numbers, i: delta * slope(numbers[i])),
        "backward": lambda rules: through(rules[::-1])[::-1],
    }
    return lambda: right | wrong


def through(rules: Iterable[Rule], seed: float = 1.0) -> list[float]:
    """δ handed on from rule to rule."""
    return list(accumulate(rules, lambda delta, rule: rule(delta), initial=seed))


def remembered(rule: Callable[..., float]) -> Callable[..., list[Rule]]:
    """make_rules(), from what a rule does with δ, its slope function, all numbers and its place."""

    def make_rules(slopes: Sequence[Function], values: Numbers) -> list[Rule]:
        numbers = list(values)
        return [
            lambda delta, slope=slope, i=i: rule(delta, slope, numbers, i)  # type: ignore[misc]
            for i, slope in enumerate(slopes)
        ]

    return make_rules


def rules_of_last(slopes: Sequence[Function], values: Numbers) -> list[Rule]:
    rules: list[Rule] = []
    for slope, x in zip(slopes, values, strict=False):
        rules.append(lambda delta: delta * slope(x))  # noqa: B023 (the mistake)
    return rules


def rules_of_last_place(slopes: Sequence[Function], values: Numbers) -> list[Rule]:
    return [lambda delta: delta * slopes[i](values[i]) for i in range(len(slopes))]  # noqa: B023


def rules_of_last_slope(slopes: Sequence[Function], values: Numbers) -> list[Rule]:
    return remembered(lambda delta, slope, numbers, i: delta * slopes[-1](numbers[i]))(
        slopes, values
    )


def rules_read_later(slopes: Sequence[Function], values: Numbers) -> list[Rule]:
    return [
        lambda delta, i=i: delta * slopes[i](values[i])  # type: ignore[misc]
        for i in range(len(slopes))
    ]


CHAINS = (
    Mistake(
        "functions-not-chained",
        "Every function is given x; each needs the number that the one before it made.",
        "With f1(x) = x² and f2(x) = 10x, what goes into f2 when x is 3?",
        (chain(forward=lambda functions, x: [x, *(f(x) for f in functions)]),),
    ),
    Mistake(
        "input-left-out",
        "The list of values begins after the first function: x itself is missing.",
        "How many numbers are there along a chain of two functions, with both ends?",
        (
            chain(
                forward=lambda functions, x: list(
                    accumulate(functions, lambda y, f: f(y), initial=x)
                )[1:]
            ),
        ),
    ),
    Mistake(
        "closure-sees-the-last",
        "A function made in a loop looks up the loop's variable when it is CALLED: the last one.",
        "When your rule is called, the loop is over: what do its variables hold by then?",
        (
            chain(make_rules=rules_of_last),
            chain(make_rules=rules_of_last_place),
            chain(make_rules=rules_of_last_slope),
            chain(make_rules=remembered(lambda d, slope, numbers, i: d * slope(numbers[-2]))),
        ),
    ),
    Mistake(
        "reads-the-list-later",
        "The rule looks into the list when it is called, and finds what was put there since.",
        "Which numbers did the forward pass use, and when does your rule look them up?",
        (chain(make_rules=rules_read_later),),
    ),
    Mistake(
        "slope-at-the-output",
        "The slope is taken at the number that came OUT of the operation, not that went in.",
        "For x² at x = 3: is the slope 2 · 3 or 2 · 9?",
        (chain(make_rules=remembered(lambda d, slope, numbers, i: d * slope(numbers[i + 1]))),),
    ),
    Mistake(
        "every-slope-at-x",
        "All slopes are taken at x; the second operation never saw x.",
        "Which number went into the second operation?",
        (chain(make_rules=remembered(lambda d, slope, numbers, i: d * slope(numbers[0]))),),
    ),
    Mistake(
        "value-instead-of-slope",
        "The rule multiplies δ by the number that went in; it needs the slope there.",
        "In which line of your code are the functions in `slopes` called?",
        (chain(make_rules=remembered(lambda d, slope, numbers, i: d * numbers[i])),),
    ),
    Mistake(
        "rules-first-to-last",
        "The rules run from the first operation to the last; δ starts at the end.",
        "Whose result is the last number, the one whose derivative by itself is 1?",
        (chain(backward=through), chain(backward=lambda rules: through(rules)[::-1])),
    ),
    Mistake(
        "derivatives-last-to-first",
        "The numbers are right and stand the wrong way round: the one of x comes first.",
        "Your list begins with 1: the derivative by which number is that?",
        (chain(backward=lambda rules: through(rules[::-1])),),
    ),
    Mistake(
        "rules-not-chained",
        "Every rule is given δ = 1; each needs the δ that the one after it found.",
        "If y grows by 10 for each u, and u by 6 for each x: which δ does the rule of u get?",
        (chain(backward=lambda rules: [*(rule(1.0) for rule in rules), 1.0]),),
    ),
)


# -------------------------------------------------------------------- 05 topological order


class Seen:
    """A node as a wrong sort sees it: told apart by its mark, its inputs from one side."""

    def __init__(self, node: Value, mark: Callable[[Value], object], side: Callable[..., Any]):
        self.node = node
        self._mark, self._side = mark, side
        self._marked = mark(node)

    @property
    def inputs(self) -> list[Seen]:
        return [Seen(each, self._mark, self._side) for each in self._side(self.node.inputs)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seen) and other._marked == self._marked

    def __hash__(self) -> int:
        return hash(self._marked)


def recursive(order: Order) -> Order:
    """The same list from functions that call themselves: in a long chain they go too deep."""

    def go_down(node: Any) -> None:
        for each in node.inputs:
            go_down(each)

    def sort(root: Any) -> list[Any]:
        go_down(root)
        return order(root)

    return sort


def listing(order: Order) -> tuple[Form, ...]:
    """Forms of a wrong order, with a loop and with recursion."""
    return (
        lambda: {"topological_order": order},
        lambda: {"topological_order": recursive(order)},
    )


def seen_by(mark: Callable[[Value], object], order: Order = topological_order) -> tuple[Form, ...]:
    """Forms of an order of nodes as they are seen, from the left and from the right."""

    def sort(side: Callable[..., Any]) -> Order:
        return lambda root: [seen.node for seen in order(Seen(root, mark, side))]

    return *listing(sort(tuple)), *listing(sort(reversed))


ORDERS = (
    Mistake(
        "listed-once-per-path",
        "A shared node is listed once for every path to it: nothing remembers what is listed.",
        "How many paths lead from y to the shared node, and how often is it in your list?",
        seen_by(lambda node: object()),
    ),
    Mistake(
        "outputs-first",
        "The list begins with the root: every node stands before its inputs.",
        "Which nodes of the graph need nothing else, and where are they in your list?",
        listing(lambda root: topological_order(root)[::-1]),
    ),
    Mistake(
        "root-missing",
        "The root itself is not in the list.",
        "Who puts the node into the list at which you began?",
        listing(lambda root: topological_order(root)[:-1]),
    ),
    Mistake(
        "leaves-missing",
        "Nodes without inputs are left out; leaves are nodes, and the first ones.",
        "What does your function do with a node whose inputs are an empty tuple?",
        listing(lambda root: [node for node in topological_order(root) if node.inputs]),
    ),
    Mistake(
        "recursion-too-deep",
        "The order is right; in a long chain, calls that wait for one another go too deep.",
        "How many calls are waiting when your function has come to the end of 5,000 nodes?",
        (lambda: {"topological_order": recursive(topological_order)},),
    ),
)


# -------------------------------------------------------------------- 12 vᵀJ of lists


def rules(**wrong: Callable[..., Any]) -> Form:
    """A form in which some of the four functions are wrong; the others ask a graph."""
    right = {
        "linear_vjp": lambda W, v: by_graph(lambda xs: [dot(row, xs) for row in W], W[0], v),
        "elementwise_vjp": lambda slopes, v: by_graph(lambda xs: list(map(mul, xs, slopes)), v, v),
        "softmax_vjp": lambda s, v: by_graph(softmax, [log(p) for p in s], v),
        "jacobian": lambda vjp, n: [vjp(row) for row in diagonal([1.0] * n)],
    }
    return lambda: right | wrong


def by_graph(function: Callable[..., Any], numbers: Numbers, v: Numbers) -> list[float]:
    xs = [Value(float(x)) for x in numbers]
    return vjp(function(xs), xs, v)


def dot(xs: Iterable[Any], ys: Iterable[Any]) -> Any:
    return left_sum(map(mul, xs, ys))


def diagonal(numbers: Numbers) -> list[list[float]]:
    """A square matrix with these numbers, and many zeros."""
    return [[x if i == j else 0.0 for j in range(len(numbers))] for i, x in enumerate(numbers)]


def times(v: Numbers, J: Sequence[Numbers]) -> list[float]:
    """vᵀJ with J in full."""
    return [dot(v, column) for column in zip(*J, strict=True)]


def softmax_matrix(s: Numbers) -> list[list[float]]:
    return [[p * ((i == j) - q) for j, q in enumerate(s)] for i, p in enumerate(s)]


def unit_vectors_in_one_list(vjp: Callable[[Numbers], Numbers], n: int) -> list[Numbers]:
    """The 1 of each row is still there in the next one."""
    return [vjp([1.0] * (i + 1) + [0.0] * (n - i - 1)) for i in range(n)]


ELEMENTWISE_IN_FULL = {"elementwise_vjp": lambda slopes, v: times(v, diagonal(slopes))}
SOFTMAX_IN_FULL = {"softmax_vjp": lambda s, v: times(v, softmax_matrix(s))}

VJPS = (
    Mistake(
        "w-not-transposed",
        "That is W v. In vᵀJ each INPUT collects from all outputs: a column of W, not a row.",
        "x[0] goes into every output: in which numbers of W do you see by how much?",
        (
            rules(linear_vjp=lambda W, v: [dot(row, v) for row in W]),
            rules(linear_vjp=lambda W, v: [dot_of_same_length(row, v) for row in W]),
            rules(linear_vjp=lambda W, v: [dot_by_place(row, v, len(row)) for row in W]),
            rules(linear_vjp=lambda W, v: [dot_by_place(row, v, len(v)) for row in W]),
        ),
    ),
    Mistake(
        "one-size-for-both",
        "W is taken to be square; it has a row for each output and a column for each input.",
        "W has 2 rows and 3 columns: how many numbers has v, and how many has the answer?",
        (
            rules(linear_vjp=lambda W, v: [column_by_place(W, v, j) for j in range(len(v))]),
            rules(linear_vjp=lambda W, v: [column_by_place(W, W[0], j) for j in range(len(W[0]))]),
        ),
    ),
    Mistake(
        "jacobian-in-full",
        "The numbers are right, but J is built in full: n × n numbers, where vᵀJ needs about n.",
        "With a million inputs, how many numbers has J, and how many of them does vᵀJ need?",
        (
            rules(**ELEMENTWISE_IN_FULL),
            rules(**SOFTMAX_IN_FULL),
            rules(**ELEMENTWISE_IN_FULL, **SOFTMAX_IN_FULL),
        ),
    ),
    Mistake(
        "softmax-diagonal-only",
        "Only the diagonal s(1 − s) is used; each x moves ALL outputs, as their sum stays 1.",
        "When x[0] grows, what happens to s[1]?",
        (rules(softmax_vjp=lambda s, v: [p * (1 - p) * d for p, d in zip(s, v, strict=True)]),),
    ),
    Mistake(
        "softmax-sum-forgotten",
        "s ⊙ v alone: what comes back through the common denominator, v·s, is not subtracted.",
        "If all numbers of v are equal, what is vᵀJ, given that the outputs always sum to 1?",
        (rules(softmax_vjp=lambda s, v: list(map(mul, s, v))),),
    ),
    Mistake(
        "softmax-sign",
        "v·s is added; through the common denominator more x means less of every output: −.",
        "What is the sign of ∂s[0]/∂x[1]?",
        (rules(softmax_vjp=lambda s, v: [p * (d + dot(s, v)) for p, d in zip(s, v, strict=True)]),),
    ),
    Mistake(
        "softmax-sum-of-v",
        "The plain sum of v is subtracted; each v[i] counts with its weight s[i]: v·s.",
        "In Σ v[i] · J[i][j], which factor stands beside v[i] besides s[j]?",
        (rules(softmax_vjp=lambda s, v: [p * (d - sum(v)) for p, d in zip(s, v, strict=True)]),),
    ),
    Mistake(
        "softmax-factor-left-out",
        "v − v·s is not multiplied by s: how much x[j] moves anything depends on s[j].",
        "If s[0] is nearly 0, how much does a little more of x[0] change?",
        (rules(softmax_vjp=lambda s, v: [d - dot(s, v) for d in v]),),
    ),
    Mistake(
        "jacobian-transposed",
        "That is J transposed: vᵀJ with a unit vector v is a ROW of J, not a column.",
        "vjp([1, 0]) asks about output 0 alone: where in J are the slopes of output 0?",
        (
            rules(
                jacobian=lambda vjp, n: list(
                    zip(*map(vjp, diagonal([1.0] * n)), strict=True),
                )
            ),
        ),
    ),
    Mistake(
        "ones-instead-of-unit-vectors",
        "v = [1, 1, …] sums up all rows of J; a unit vector picks one.",
        "What does vjp([1, 0]) give, and what vjp([1, 1])?",
        (rules(jacobian=lambda vjp, n: [vjp([1.0] * n) for _ in range(n)]),),
    ),
    Mistake(
        "unit-vector-not-reset",
        "The 1 of the row before is still in v: the rows pile up.",
        "Print v before each call: how many numbers of it are 1?",
        (rules(jacobian=unit_vectors_in_one_list),),
    ),
)


def dot_of_same_length(xs: Numbers, ys: Numbers) -> float:
    return sum(x * y for x, y in zip(xs, ys, strict=True))


def dot_by_place(xs: Numbers, ys: Numbers, count: int) -> float:
    return sum(xs[i] * ys[i] for i in range(count))


def column_by_place(W: Sequence[Numbers], v: Numbers, j: int) -> float:
    return sum(W[i][j] * v[i] for i in range(len(v)))


# An engine can make these mistakes too, so they are named among those of rules and passes.
NO_SEED = (chain(backward=lambda rules: through(rules[::-1], seed=0.0)[::-1]),)
UPSTREAM_LEFT_OUT = (
    chain(make_rules=remembered(lambda d, slope, numbers, i: slope(numbers[i]))),
    rules(elementwise_vjp=lambda slopes, v: list(slopes)),
)
UPSTREAM_ADDED = (
    chain(make_rules=remembered(lambda d, slope, numbers, i: d + slope(numbers[i]))),
    rules(elementwise_vjp=lambda slopes, v: list(map(add, slopes, v))),
)
VISITED_BY_VALUE = seen_by(lambda node: node.data)
PRE_ORDER = *seen_by(id, pre_order), *seen_by(id, lambda root: pre_order(root)[::-1])
BREADTH_FIRST = (  # which nobody writes with recursion
    *seen_by(id, breadth_first)[::2],
    *seen_by(id, lambda root: breadth_first(root)[::-1])[::2],
)

MISTAKES = (*DIFFERENCES, *CHAINS, *ORDERS, *VJPS)
