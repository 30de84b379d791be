"""Mistakes in difference quotients, for one number and for each number of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from minigrad import gradcheck
from minigrad.exercises.mistakes.mistake import Form, Mistake

Numbers = Sequence[float]
Function = Callable[[Any], float]

H = 1e-5


def along(f: Function, xs: Numbers, i: int) -> Callable[[float], float]:
    """f as a function of its number at place i alone."""
    return lambda x: f([*xs[:i], x, *xs[i + 1 :]])


def differences(quotient: Callable[[Function, float, float], float]) -> tuple[Form, ...]:
    """Forms with a wrong quotient in both functions, in the first, and in the second alone."""

    def single(wrong: Callable[..., float]) -> Callable[..., float]:
        return lambda f, x, h=H: wrong(f, x, h)

    def gradient(wrong: Callable[..., float]) -> Callable[..., Numbers]:
        return lambda f, xs, h=H: [wrong(along(f, xs, i), x, h) for i, x in enumerate(xs)]

    first, second = {"numerical_derivative": single(quotient)}, {"gradient": gradient(quotient)}
    return tuple(partial(_functions, **wrong) for wrong in (first | second, first, second))


def gradients(gradient: Callable[[Function, list[float], float], Numbers]) -> Form:
    """A form in which gradient() alone is wrong."""

    def wrong(f: Function, xs: list[float], h: float = H) -> Numbers:
        return gradient(f, xs, h)

    return partial(_functions, gradient=wrong)


def _functions(**wrong: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    def gradient(f: Function, xs: Numbers, h: float = H) -> Numbers:
        return [gradcheck.numerical_derivative(along(f, xs, i), x, h) for i, x in enumerate(xs)]

    right: dict[str, Callable[..., Any]] = {
        "numerical_derivative": gradcheck.numerical_derivative,
        "gradient": gradient,
    }
    return right | wrong


def all_at_once(f: Function, xs: list[float], h: float) -> Numbers:
    up, down = [x + h for x in xs], [x - h for x in xs]
    return [(f(up) - f(down)) / (2 * h) for _ in xs]


def left_below(f: Function, xs: list[float], h: float) -> Numbers:
    """Each number is still at x − h when the next one is moved."""
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


def at_the_first_that_is_equal(f: Function, xs: list[float], h: float) -> Numbers:
    return [gradcheck.numerical_derivative(along(f, xs, xs.index(x)), x, h) for x in xs]


def on_a_copy(gradient: Callable[..., Numbers]) -> Callable[..., Numbers]:
    return lambda f, xs, h: gradient(f, list(xs), h)


def two_names(f: Function, xs: list[float], h: float) -> Numbers:
    """Both names mean the same list, in which +h and −h cancel."""
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


MISTAKES = (
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
        "one-place-not-moved",
        "One of the two places stays at x, but the difference is divided by 2h: half the slope.",
        "Print the two places at which f is asked: how far are they apart?",
        (
            *differences(lambda f, x, h: (f(x + h) - f(x)) / (2 * h)),
            *differences(lambda f, x, h: (f(x) - f(x - h)) / (2 * h)),
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
        "Where does your code use the h that it was given?",
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
        "What is in your list of numbers when it is the second one's turn?",
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
        "The list for x + h and the list for x − h are ONE list with two names, in which +h and −h "
        "meet.",
        "After up = xs and up[0] = 7, what is xs[0]?",
        (gradients(two_names), gradients(two_names_in_turn)),
    ),
    Mistake(
        "first-of-equal-numbers",
        "list.index(x) gives the FIRST place that holds x: the second of two equals is not found.",
        "What is [5, 7, 5].index(5), and which of the three numbers may have been meant?",
        (gradients(at_the_first_that_is_equal),),
    ),
)
