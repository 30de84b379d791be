"""Mistakes in a chain of functions and its rules: forward, what a rule remembers, backward."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import accumulate
from typing import Any

from minigrad.exercises.mistakes.mistake import Form, Mistake

Numbers = Sequence[float]
Function = Callable[[Any], float]
Rule = Callable[[float], float]


def chain(**wrong: Callable[..., Any]) -> Form:
    """A form in which some of the three functions are replaced by wrong ones."""
    return partial(_functions, **wrong)


def _functions(**wrong: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    right: dict[str, Callable[..., Any]] = {
        "forward": lambda functions, x: list(accumulate(functions, lambda y, f: f(y), initial=x)),
        "make_rules": remembered(lambda delta, slope, numbers, i: delta * slope(numbers[i])),
        "backward": lambda rules: through(rules[::-1])[::-1],
    }
    return right | wrong


def through(rules: Iterable[Rule], seed: float = 1.0) -> list[float]:
    """δ handed on from rule to rule."""
    return list(accumulate(rules, lambda delta, rule: rule(delta), initial=seed))


def remembered(rule: Callable[..., float]) -> Callable[..., list[Rule]]:
    """make_rules(), given what a rule does with δ, its slope, all numbers and its own place."""

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


def given_what_its_first_use_was(functions: Sequence[Function], x: float) -> list[float]:
    values = [x]
    for f in functions:
        values.append(f(values[functions.index(f)]))
    return values


def rules_at_the_first_equal_slope(slopes: Sequence[Function], values: Numbers) -> list[Rule]:
    first = [values[slopes.index(slope)] for slope in slopes]
    return remembered(lambda d, slope, numbers, i: d * slope(first[i]))(slopes, values)


def rules_of_the_first_equal_number(slopes: Sequence[Function], values: Numbers) -> list[Rule]:
    first = [slopes[values.index(x)] for x in values[: len(slopes)]]
    return remembered(lambda d, slope, numbers, i: d * slope(numbers[i]))(first, values)


def through_the_first_equal_rule(rules: Sequence[Rule]) -> list[float]:
    deltas = [0.0] * len(rules) + [1.0]
    for rule in reversed(rules):
        i = rules.index(rule)
        deltas[i] = rule(deltas[i + 1])
    return deltas


MISTAKES = (
    Mistake(
        "functions-not-chained",
        "Every function is given x; each needs the number that the one before it made.",
        "With f1(x) = x² and f2(x) = 10x, what goes into f2 when x is 3?",
        (chain(forward=lambda functions, x: [x, *(f(x) for f in functions)]),),
    ),
    Mistake(
        "input-left-out",
        "The list of values begins after the first function: x itself is missing.",
        "How many numbers are there along a chain of two functions, counting both ends?",
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
        "The rule reads the list when it is called, and finds what has been put there since.",
        "Which numbers did the forward pass use, and when does your rule look them up?",
        (chain(make_rules=rules_read_later),),
    ),
    Mistake(
        "slope-at-the-output",
        "The slope is taken at the number that came OUT of the operation, not at what went in.",
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
        "Which operation makes the last number, whose derivative with respect to itself is 1?",
        (chain(backward=through), chain(backward=lambda rules: through(rules)[::-1])),
    ),
    Mistake(
        "derivatives-last-to-first",
        "The numbers are right but in reverse order: the derivative with respect to x comes first.",
        "Your list begins with 1: with respect to which number is that the derivative?",
        (chain(backward=lambda rules: through(rules[::-1])),),
    ),
    Mistake(
        "rules-not-chained",
        "Every rule is given δ = 1; each needs the δ that the one after it found.",
        "If y grows 10 times as fast as u, and u 6 times as fast as x: which δ does u's rule get?",
        (chain(backward=lambda rules: [*(rule(1.0) for rule in rules), 1.0]),),
    ),
)

MORE_FORMS = {  # of what an engine or a list of slopes can get wrong too
    "first-of-equal-numbers": (
        chain(forward=given_what_its_first_use_was),
        chain(make_rules=rules_at_the_first_equal_slope),
        chain(make_rules=rules_of_the_first_equal_number),
        chain(backward=through_the_first_equal_rule),
    ),
    "no-seed": (chain(backward=lambda rules: through(rules[::-1], seed=0.0)[::-1]),),
    "upstream-left-out": (
        chain(make_rules=remembered(lambda d, slope, numbers, i: slope(numbers[i]))),
    ),
    "upstream-added": (
        chain(make_rules=remembered(lambda d, slope, numbers, i: d + slope(numbers[i]))),
    ),
}
