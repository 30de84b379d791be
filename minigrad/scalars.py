"""The functions that rules are written with: each takes a number, a symbol or a Value.

For a number they use `math`. Anything else has a method of the same name: that of a `Value`
makes a node, so the derivative of a derivative is a graph again; that of a symbol writes code.
Domain checks stand in the branch for numbers, written so that nan passes through.
"""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any as Scalar  # a float, a symbol or a Value


def is_number(x: Scalar) -> bool:
    return isinstance(x, (float, int))


def exp(x: Scalar) -> Scalar:
    if not is_number(x):
        return x.exp()
    try:
        return math.exp(x)
    except OverflowError:
        raise OverflowError(
            f"exp() needs data < 709.78, got {x}: its result does not fit a float; "
            "softplus() and logsumexp() stay finite"
        ) from None


def log(x: Scalar) -> Scalar:
    if not is_number(x):
        return x.log()
    if x <= 0:
        raise ValueError(f"log() needs data > 0, got {x}; make it positive, perhaps with exp()")
    return math.log(x)


def sqrt(x: Scalar) -> Scalar:
    if not is_number(x):
        return x.sqrt()
    if x < 0:
        raise ValueError(f"sqrt() needs data >= 0, got {x}; make it positive, perhaps with abs()")
    return math.sqrt(x)


def sin(x: Scalar) -> Scalar:
    if not is_number(x):
        return x.sin()
    return math.sin(x) if math.isfinite(x) else math.nan


def cos(x: Scalar) -> Scalar:
    if not is_number(x):
        return x.cos()
    return math.cos(x) if math.isfinite(x) else math.nan


def tanh(x: Scalar) -> Scalar:
    return math.tanh(x) if is_number(x) else x.tanh()


def sigmoid(x: Scalar) -> Scalar:
    """1 / (1 + e⁻ˣ), from whichever of eˣ and e⁻ˣ cannot overflow."""
    if not is_number(x):
        return x.sigmoid()
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    small = math.exp(x)
    return small / (1.0 + small)


def softplus(x: Scalar) -> Scalar:
    """log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|), where nothing can overflow."""
    if not is_number(x):
        return x.softplus()
    return relu(x) + math.log1p(math.exp(-abs(x)))


def divide(x: Scalar, y: Scalar) -> Scalar:
    if is_number(x) and is_number(y) and y == 0:
        raise ZeroDivisionError(f"division needs a divisor other than 0, got {x} / {y}")
    return x / y


def power(x: Scalar, y: Scalar) -> Scalar:
    if not (is_number(x) and is_number(y)):
        return x**y
    if x == 0 and y < 0:
        raise ZeroDivisionError(f"a negative power needs a base other than 0, got {x} ** {y}")
    if x < 0 and math.isfinite(y) and y % 1:
        raise ValueError(
            f"a fractional power needs a base >= 0, got {x} ** {y}: the result is complex"
        )
    try:
        return math.pow(x, y)
    except OverflowError:
        raise OverflowError(
            f"a power needs a result that fits a float (< 1.8e308), got {x} ** {y}"
        ) from None


def power_slope(x: Scalar, y: Scalar) -> Scalar:
    """y·xʸ⁻¹, the derivative of xʸ with respect to x: 0 if y = 0, ±inf where it is infinite."""
    if is_number(y) and y == 0:
        return 0.0
    if not (is_number(x) and is_number(y)):
        return (y if is_number(x) else x).power_slope(x, y)
    try:
        return y * math.pow(x, y - 1.0)
    except (ValueError, OverflowError):  # 0 to a negative power, or a result beyond 1.8e308
        return y * math.copysign(math.inf, x if y % 2 == 0 else 1.0)


def log_of_base(x: Scalar) -> Scalar:
    """log x for d(xʸ)/dy = xʸ·log x: 0 at x = 0 (there 0ʸ is flat for y > 0), nan below 0."""
    safe = where(x > 0, x, 1.0)
    return where(x > 0, log(safe), where(x < 0, math.nan, 0.0 * x))


def where(condition: Scalar, x: Scalar, y: Scalar) -> Scalar:
    """x if the condition holds, else y. Every kink below is written with it."""
    if not isinstance(condition, bool):
        return condition.where(x, y)  # comparing symbols gives a symbol
    return x if condition else y


def relu(x: Scalar) -> Scalar:
    """max(x, 0), and nan for nan."""
    return where(x <= 0, 0.0, x)


def leaky_relu(x: Scalar, slope: Scalar) -> Scalar:
    """x for x > 0, else slope · x."""
    return where(x > 0, x, slope * x)


def if_positive(x: Scalar, above: Scalar, below: Scalar) -> Scalar:
    """`above` for x > 0, `below` for x <= 0, nan for nan.

    Rules choose what they send by it. To multiply δ by a slope of 0 would be another thing where
    δ is inf: 0 · inf is nan, and what is not taken at a kink must send 0.
    """
    return where(x > 0, above, where(x <= 0, below, math.nan))


def maximum(x: Scalar, y: Scalar) -> Scalar:
    """The larger number; nan if either is nan, in either order."""
    if is_number(x) and is_number(y):
        if x == y:
            return x if math.copysign(1.0, x) > 0 else y  # of 0 and −0 it is 0
        return where(x > y, x, where(x < y, y, math.nan))
    return y.maximum(x) if is_number(x) else x.maximum(y)


def share_of_max(x: Scalar, y: Scalar, delta: Scalar) -> Scalar:
    """What of δ goes to x in the maximum of x and y: all, nothing, half on a tie; nan for nan."""
    return where(x > y, delta, where(x < y, 0.0, where(x >= y, delta * 0.5, math.nan)))


def left_sum(numbers: Iterable[Scalar], start: Scalar = 0.0) -> Scalar:
    """start + x₀ + x₁ + … from left to right: since Python 3.12 sum() rounds differently."""
    for number in numbers:
        start = start + number
    return start


def logsumexp(xs: list[Scalar]) -> Scalar:
    """log Σ eˣ = m + log Σ eˣ⁻ᵐ with m the largest x, so that no term exceeds 1."""
    largest = _largest(xs)
    shifted = log(left_sum(exp(x - largest) for x in xs))
    return where(abs(largest) < math.inf, largest + shifted, largest)


def softmax(xs: list[Scalar]) -> list[Scalar]:
    """eˣⁱ / Σ eˣ for each i, as eˣⁱ⁻ᵐ / Σ eˣ⁻ᵐ with m the largest x: they sum to 1 at any size."""
    largest = _largest(xs)
    powers = [exp(x - largest) for x in xs]
    all_powers = where(abs(largest) < math.inf, left_sum(powers), 1.0)
    return [power / all_powers for power in powers]


def _largest(xs: list[Scalar]) -> Scalar:
    largest = xs[0]
    for x in xs[1:]:
        largest = maximum(largest, x)
    return largest
