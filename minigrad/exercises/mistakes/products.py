"""Mistakes in products vᵀJ on lists of numbers, for W x, y[i] = g(x[i]) and softmax."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import log
from operator import add, mul
from typing import Any

from minigrad.exercises.mistakes.mistake import Form, Mistake
from minigrad.functions import softmax
from minigrad.jacobian import vjp
from minigrad.scalars import left_sum
from minigrad.value import Value

Numbers = Sequence[float]


def rules(**wrong: Callable[..., Any]) -> Form:
    """A form in which some of the four functions are wrong; the right ones ask a graph."""
    return partial(_functions, **wrong)


def _functions(**wrong: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    right = {
        "linear_vjp": lambda W, v: by_graph(lambda xs: [dot(row, xs) for row in W], W[0], v),
        "elementwise_vjp": lambda slopes, v: by_graph(lambda xs: list(map(mul, xs, slopes)), v, v),
        "softmax_vjp": lambda s, v: by_graph(softmax, [log(p) for p in s], v),
        "jacobian": lambda vjp, n: [vjp(row) for row in diagonal([1.0] * n)],
    }
    return right | wrong


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


def dot_of_same_length(xs: Numbers, ys: Numbers) -> float:
    return sum(x * y for x, y in zip(xs, ys, strict=True))


def dot_by_place(xs: Numbers, ys: Numbers, count: int) -> float:
    return sum(xs[i] * ys[i] for i in range(count))


def column_by_place(W: Sequence[Numbers], v: Numbers, j: int) -> float:
    return sum(W[i][j] * v[i] for i in range(len(v)))


def first_of(xs: Sequence[Any], keys: Sequence[Any]) -> list[Any]:
    """For each key the entry of xs at the first place that holds such a key."""
    return [xs[keys.index(key)] for key in keys]


def softmax_rule(s: Numbers, v: Numbers, mean: float) -> list[float]:
    return [p * (d - mean) for p, d in zip(s, v, strict=True)]


ELEMENTWISE_IN_FULL = {"elementwise_vjp": lambda slopes, v: times(v, diagonal(slopes))}
SOFTMAX_IN_FULL = {"softmax_vjp": lambda s, v: times(v, softmax_matrix(s))}

MISTAKES = (
    Mistake(
        "w-not-transposed",
        "That is W v. In vᵀJ each INPUT collects from all outputs: a column of W, not a row.",
        "x[0] goes into every output: which numbers of W say by how much?",
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
        "It takes n × n multiplications: for all of J, or for one sum again and again.",
        "Of the n × n products, which are 0, and which were made before?",
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
        "Only s ⊙ v: what comes back through the common denominator, v·s, is not subtracted.",
        "If all numbers of v are equal, what is vᵀJ, given that the outputs always sum to 1?",
        (rules(softmax_vjp=lambda s, v: list(map(mul, s, v))),),
    ),
    Mistake(
        "softmax-sign",
        "v·s is added; it comes from the common denominator, so it has to be subtracted.",
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
        "The 1 from the previous row is still in v: the rows pile up.",
        "Print v before each call: how many numbers of it are 1?",
        (rules(jacobian=unit_vectors_in_one_list),),
    ),
)

MORE_FORMS = {  # of what the rules of an engine, or differences, can get wrong too
    "first-of-equal-numbers": (
        rules(linear_vjp=lambda W, v: times(v, first_of(W, v))),
        rules(linear_vjp=lambda W, v: times(first_of(v, W), W)),
        rules(elementwise_vjp=lambda slopes, v: list(map(mul, first_of(slopes, v), v))),
        rules(elementwise_vjp=lambda slopes, v: list(map(mul, slopes, first_of(v, slopes)))),
        rules(softmax_vjp=lambda s, v: softmax_rule(s, v, dot(s, first_of(v, s)))),
        rules(softmax_vjp=lambda s, v: softmax_rule(s, v, dot(first_of(s, v), v))),
        rules(softmax_vjp=lambda s, v: softmax_rule(s, first_of(v, s), dot(s, v))),
        rules(softmax_vjp=lambda s, v: softmax_rule(first_of(s, v), v, dot(s, v))),
        rules(softmax_vjp=lambda s, v: softmax_rule(s, first_of(v, s), dot(s, first_of(v, s)))),
        rules(softmax_vjp=lambda s, v: softmax_rule(first_of(s, v), v, dot(first_of(s, v), v))),
    ),
    "upstream-left-out": (rules(elementwise_vjp=lambda slopes, v: list(slopes)),),
    "upstream-added": (rules(elementwise_vjp=lambda slopes, v: list(map(add, slopes, v))),),
}
