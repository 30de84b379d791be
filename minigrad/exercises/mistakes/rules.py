"""Mistakes in the rule of one operation: most are a line of wrong mathematics."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from minigrad.exercises.mistakes.engine import OPERATIONS, in_every_style
from minigrad.exercises.mistakes.mistake import Form, Mistake

# In the others the slope is ±1, or 0 or 1: to send δ alone is a wrong sign there, or an open gate.
WITH_A_SLOPE = [op for op in OPERATIONS if op not in ("+", "-", "rsub", "neg", "relu")]


def slopes(op: str, wrong: Callable[..., Sequence[float]]) -> tuple[Form, ...]:
    """Forms with wrong local derivatives, computed from the node z and its inputs x and y."""
    return in_every_style(op, slopes={op: wrong})


def method(name: str, wrong: Callable[..., Any]) -> tuple[Form, ...]:
    """Forms in which a method of Value is replaced by one that is made from it."""
    return in_every_style(name, methods={name: wrong})


def sending(
    wrong: Callable[[float, float], float], operations: Sequence[str] = OPERATIONS
) -> tuple[Form, ...]:
    """Forms in which all operations, or one, send something else than δ times their slope."""

    def only(op: str) -> Callable[[str, float, float], float]:
        return lambda at, delta, local: wrong(delta, local) if at == op else delta * local

    return (
        *in_every_style("all", send=lambda op, delta, local: wrong(delta, local)),
        *(form for op in operations for form in in_every_style(op, send=only(op))),
    )


def floored(divide: Callable[..., Any]) -> Callable[..., Any]:
    """a // b in the forward pass, with the rule of a / b."""

    def floor_divide(self: Any, other: Any) -> Any:
        quotient = divide(self, other)
        quotient.data = float(math.floor(quotient.data))
        return quotient

    return floor_divide


def gate(is_open: bool) -> float:
    return 1.0 if is_open else 0.0


MISTAKES = (
    # ---------------------------------------------------------------- any operation
    Mistake(
        "upstream-left-out",
        "Only the local derivative is sent: the δ that reached the operation is left out.",
        "In y = u * c, how fast does y grow with u, before you even look at what u is made of?",
        sending(lambda delta, local: local),
    ),
    Mistake(
        "upstream-added",
        "δ is added to the local derivative; along a path, derivatives are multiplied.",
        "If u grows twice as fast as a, and y three times as fast as u: how fast does y grow?",
        sending(lambda delta, local: delta + local),
    ),
    Mistake(
        "local-left-out",
        "δ is passed on unchanged: the local derivative is left out.",
        "In y = a * b with b = 10, by how much does y grow when a grows by 1?",
        sending(lambda delta, local: delta, WITH_A_SLOPE),
    ),
    # ---------------------------------------------------------------- + and *
    Mistake(
        "add-one-operand",
        "+ sends δ to only one of its operands.",
        "In y = a + b, by how much does y grow when only b grows by 0.01?",
        (
            *slopes("+", lambda z, x, y: (1.0, 0.0)),
            *slopes("+", lambda z, x, y: (0.0, 1.0)),
        ),
    ),
    Mistake(
        "mul-own-operand",
        "* sends each operand its own number; the slope of a · b with respect to a is b.",
        "With b = 10, by how much does a · b grow when a grows by 1?",
        slopes("*", lambda z, x, y: (x.data, y.data)),
    ),
    Mistake(
        "mul-same-operand",
        "* uses the same operand for both inputs; each needs the other one.",
        "What are ∂(a·b)/∂a and ∂(a·b)/∂b? They are two different numbers.",
        (
            *slopes("*", lambda z, x, y: (y.data, y.data)),
            *slopes("*", lambda z, x, y: (x.data, x.data)),
        ),
    ),
    Mistake(
        "mul-output",
        "* uses its own output a · b where the other operand belongs.",
        "With a = 3 and b = 10, does a · b grow by 10 or by 30 when a grows by 1?",
        slopes("*", lambda z, x, y: (z.data, z.data)),
    ),
    Mistake(
        "mul-grad-of-the-other",
        "* uses the other operand's grad where its data belongs.",
        "What is in b.grad while δ is still on its way to b?",
        slopes("*", lambda z, x, y: (y.grad, x.grad)),
    ),
    Mistake(
        "mul-both-to-one",
        "* sends both contributions to the same operand, and nothing to the other one.",
        "Which of your two lines changes a.grad, and which changes b.grad?",
        (
            *slopes("*", lambda z, x, y: (x.data + y.data, 0.0)),
            *slopes("*", lambda z, x, y: (0.0, x.data + y.data)),
        ),
    ),
    # ---------------------------------------------------------------- powers
    Mistake(
        "power-exponent-kept",
        "The power rule keeps the exponent: n·xⁿ instead of n·xⁿ⁻¹.",
        "What is the derivative of x², and what does your line give for n = 2?",
        slopes("**", lambda z, x: (z.operand * x.data**z.operand,)),
    ),
    Mistake(
        "power-without-factor",
        "The power rule has the wrong factor before xⁿ⁻¹: it should be n.",
        "What is the derivative of x³, and where does its 3 come from?",
        (
            *slopes("**", lambda z, x: (x.data ** (z.operand - 1),)),
            *slopes("**", lambda z, x: ((z.operand - 1) * x.data ** (z.operand - 1),)),
        ),
    ),
    Mistake(
        "power-as-exponential",
        "xⁿ is treated like nˣ: xⁿ·log x is the slope with respect to the exponent.",
        "In ∂(xⁿ)/∂x, which of the two changes, the base or the exponent?",
        slopes("**", lambda z, x: (x.data**z.operand * math.log(x.data),)),
    ),
    # ---------------------------------------------------------------- − and /
    Mistake(
        "sub-sign",
        "− has a wrong sign: its first operand should get +δ, its second −δ.",
        "In y = a − b, does y grow or fall when a grows? And when b grows?",
        (
            *slopes("-", lambda z, x, y: (1.0, 1.0)),
            *slopes("-", lambda z, x, y: (-1.0, 1.0)),
            *slopes("rsub", lambda z, x, y: (1.0, 1.0)),
        ),
    ),
    Mistake(
        "sub-swapped",
        "5 − a computes a − 5: __rsub__ has the two the wrong way round.",
        "Python calls a.__rsub__(5) for 5 − a: which of the two comes first?",
        method("__rsub__", lambda right: lambda self, other: self - other),
    ),
    Mistake(
        "neg-sign",
        "−a sends +δ to a; its slope is −1.",
        "In y = −a, does y grow or fall when a grows?",
        slopes("neg", lambda z, x: (1.0,)),
    ),
    Mistake(
        "div-denominator",
        "The denominator should get −δ · numerator / denominator²: some part of that is lost.",
        "Write the quotient as a product with denominator⁻¹: what does the power rule say?",
        (
            *slopes("/", lambda z, x, y: (1 / y.data, x.data / y.data**2)),
            *slopes("/", lambda z, x, y: (1 / y.data, -x.data / y.data)),
            *slopes("/", lambda z, x, y: (1 / y.data, -1 / y.data**2)),
            *slopes("rdiv", lambda z, x, y: (1 / y.data, x.data / y.data**2)),
            *slopes("rdiv", lambda z, x, y: (1 / y.data, -x.data / y.data)),
            *slopes("rdiv", lambda z, x, y: (1 / y.data, -1 / y.data**2)),
        ),
    ),
    Mistake(
        "div-numerator",
        "In a / b the numerator gets δ/a; the slope of a / b with respect to a is 1/b.",
        "With b = 10, by how much does a / b grow when a grows by 1?",
        slopes("/", lambda z, x, y: (1 / x.data, -x.data / y.data**2)),
    ),
    Mistake(
        "div-swapped",
        "2 / a computes a / 2: __rtruediv__ has the two the wrong way round.",
        "Python calls a.__rtruediv__(2) for 2 / a: which of the two is divided?",
        method("__rtruediv__", lambda right: lambda self, other: self / other),
    ),
    Mistake(
        "div-floored",
        "The quotient is rounded down: // drops what comes after the decimal point.",
        "What is 7 / 2, and what is 7 // 2?",
        (*method("__truediv__", floored), *method("__rtruediv__", floored)),
    ),
    # ---------------------------------------------------------------- functions
    Mistake(
        "tanh-of-input",
        "The slope of tanh is 1 − t² of the OUTPUT t, not of the input x.",
        "tanh is flat far out: what does your slope give for x = 10?",
        slopes("tanh", lambda z, x: (1 - x.data**2,)),
    ),
    Mistake(
        "tanh-slope",
        "The slope of tanh is 1 − t²: the square is lost, or σ's t(1 − t) is used.",
        "The slope of tanh is 1 at x = 0, and the same at −x as at x: does your formula say so?",
        (
            *slopes("tanh", lambda z, x: (1 - z.data,)),
            *slopes("tanh", lambda z, x: (z.data * (1 - z.data),)),
        ),
    ),
    Mistake(
        "tanh-twice",
        "tanh is applied to its own output again before the slope is taken.",
        "Your node's data is tanh(x) already: what is in your t?",
        slopes("tanh", lambda z, x: (1 - math.tanh(z.data) ** 2,)),
    ),
    Mistake(
        "sigmoid-twice",
        "σ is applied to its own output again before the slope is taken.",
        "Your node's data is σ(x) already: what is in your s?",
        slopes("sigmoid", lambda z, x: (_sigma(z.data) * (1 - _sigma(z.data)),)),
    ),
    Mistake(
        "sigmoid-of-input",
        "The slope of σ is s(1 − s) of the OUTPUT s, not x(1 − x) of the input.",
        "σ is flat far out: what does your slope give for x = 10?",
        slopes("sigmoid", lambda z, x: (x.data * (1 - x.data),)),
    ),
    Mistake(
        "sigmoid-as-tanh",
        "The slope of σ is s(1 − s); 1 − s² belongs to tanh.",
        "At x = 0, s is ½ and the slope of σ is ¼: what does your formula say?",
        slopes("sigmoid", lambda z, x: (1 - z.data**2,)),
    ),
    Mistake(
        "relu-open-at-zero",
        "relu lets δ through at x = 0, where its slope is 0 by convention: > and not >=.",
        "What does the task say about the slope of relu exactly at its kink?",
        slopes("relu", lambda z, x: (gate(x.data >= 0),)),
    ),
    Mistake(
        "relu-not-gated",
        "relu lets δ through where x < 0: there its output does not move.",
        "When x = −2 grows by 0.01, what happens to relu(x)?",
        slopes("relu", lambda z, x: (1.0,)),
    ),
    Mistake(
        "relu-times-data",
        "relu multiplies δ by its output; its slope for x > 0 is just 1.",
        "When x = 3 grows by 0.01, by how much does relu(x) grow?",
        slopes("relu", lambda z, x: (max(x.data, 0.0),)),
    ),
    Mistake(
        "relu-gated-by-delta",
        "relu is gated by the sign of δ; what opens the gate is the sign of x alone.",
        "When δ is negative, does relu(x) still move with x?",
        (
            *slopes("relu", lambda z, x: (gate(z.grad > 0),)),
            *slopes("relu", lambda z, x: (gate(x.data > 0 and z.grad > 0),)),
        ),
    ),
    Mistake(
        "exp-of-input",
        "The slope of eˣ is eˣ itself, its output: not x, and not the power rule.",
        "Which function is its own derivative?",
        (
            *slopes("exp", lambda z, x: (x.data,)),
            *slopes("exp", lambda z, x: (x.data * math.exp(x.data - 1),)),
        ),
    ),
    Mistake(
        "log-of-output",
        "The slope of log is 1/x of the INPUT x, not of the output.",
        "At x = 1 the logarithm is 0 and its slope is 1: what does your formula say?",
        slopes("log", lambda z, x: (1 / z.data,)),
    ),
)


def _sigma(x: float) -> float:
    return 1 / (1 + math.exp(-x))
