"""What is certainly wrong in functions on numbers: slopes by differences, chains, vᵀJ."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from minigrad.exercises.fact import Fact, Rows
from minigrad.exercises.watching import listening
from viz.theme import number

Answers = Mapping[str, Any]

PLACES = range(5)


def some(count: int, seed: object) -> list[float]:
    """Numbers that nothing but this seed gives."""
    chance = random.Random(str(seed))
    return [round(chance.uniform(0.3, 1.9), 3) * chance.choice((-1, 1)) for _ in range(count)]


def scattered(x: object) -> float:
    """A function without any rule: what it gives at one place says nothing about another."""
    return some(1, x if isinstance(x, (str, tuple)) else _plain(x))[0]


def _plain(x: Any) -> Any:
    """Numbers as Python writes them, whatever kind they are of."""
    return [float(each) for each in x] if isinstance(x, list) else float(x)


# -------------------------------------------------------------------- differences


def _numerical_derivative(answers: Answers) -> Iterator[Fact]:
    rows = _rows_of_derivative(answers)
    if rows.is_right:
        return
    right = "(f(x + h) − f(x − h)) / (2 · h)"
    inherited = _inherited(answers)
    if inherited and all(_of_one(_rows_of_gradient(answers, i), i) == inherited for i in range(3)):
        right += ". gradient() calls it and is wrong for the same reason: correct this one first"
    yield _told(
        "difference-formula",
        f"numerical_derivative(f, x, h) gives {rows.formula or 'another number'}",
        right,
        "For f(x) = x², x = 3 and h = 0.1: what does your line give, step by step?",
        lambda other: _rows_of_derivative(other).got,
    )


def _rows_of_derivative(answers: Answers) -> Rows:
    rows = Rows()
    for place in PLACES:
        x, h = some(1, place)[0], 0.1 + 0.07 * place
        asked: dict[str, float] = {"f(x + h)": 0, "f(x − h)": 0}
        asked = {
            name: scattered(round(x + k * h, 9)) for name, k in zip(asked, (1, -1), strict=True)
        }

        def f(at: float) -> float:
            asked[_place_name(at, x, h)] = scattered(round(at, 9))  # noqa: B023
            return scattered(round(at, 9))

        got = answers["numerical_derivative"](f, x, h)
        right = (asked["f(x + h)"] - asked["f(x − h)"]) / (2 * h)
        rows.named(got, right, asked | {"h": h, "x": x})
    return rows


def _place_name(at: float, x: float, h: float) -> str:
    for name, place in (("h", h), ("h − x", h - x), ("x · h", x * h), ("x / h", x / h)):
        if abs(at - place) < 1e-9:
            return f"f({name})"
    return f"f({_moved('x', (at - x) / h)})"


def _moved(name: str, steps: float) -> str:
    """Such as x + h, or x − 2h; no such name for a place that is no simple number of steps away."""
    if abs(steps) < 1e-6:
        return name
    if abs(steps * 4 - round(steps * 4)) > 1e-6:
        return f"another {name}"
    size = "h" if abs(abs(steps) - 1) < 1e-6 else f"{abs(steps):g}h"
    return f"{name} {'+' if steps > 0 else '−'} {size}"


def _default_step(answers: Answers) -> Iterator[Fact]:
    """Without an h, the places are close by."""
    for name, x in (("numerical_derivative", 0.7), ("gradient", [0.7])):
        asked: list[float] = []

        def f(at: Any) -> float:
            asked.append(at[0] if isinstance(at, list) else at)  # noqa: B023
            return 1.0

        answers[name](f, x)
        steps = [abs(at - 0.7) for at in asked]
        if steps and (max(steps) > 1e-3 or not max(steps)):
            yield Fact(
                "default-step",
                f"Without an h, {name} asks f at a distance of {max(steps):g}; it should be small, "
                "such as 1e-5.",
                "What stands behind `h=` in the line with def?",
            )


def _inherited(answers: Answers) -> str:
    """The wrong formula that gradient() may have from numerical_derivative(), if it calls that."""
    with listening() as called:
        answers["gradient"](sum, [0.7], 0.1)
    rows = _rows_of_derivative(answers)
    return "" if "numerical_derivative" not in called or rows.is_right else rows.formula


def _of_one(rows: Rows, i: int) -> str:
    return rows.formula.replace(f"x[{i}]", "x")


def _gradient(answers: Answers) -> Iterator[Fact]:
    inherited = _inherited(answers)  # which is told of numerical_derivative
    for i in range(3):
        rows = _rows_of_gradient(answers, i)
        if not rows.is_right and not (inherited and _of_one(rows, i) == inherited):
            x = f"x[{i}]"
            yield _told(
                "gradient-formula",
                f"gradient(f, x, h)[{i}] is {_in_full(rows.formula) or 'another number'}",
                _in_full(f"(f({x} + h) − f({x} − h)) / (2 · h): only {x} changes"),
                f"Which lists does f get on the way to gradient(f, x, h)[{i}]? Print them.",
                lambda other: [x for j in range(3) for x in _rows_of_gradient(other, j).got],
            )
            return


def _callers_list(answers: Answers) -> Iterator[Fact]:
    given = some(3, "own list")
    before = list(given)
    answers["gradient"](_smooth, given, 0.1)
    if given != before:
        yield Fact("changes-the-callers-list")


def _gradient_jumps(answers: Answers) -> Iterator[Fact]:
    """Where a number is 0, or two are equal, the slopes are those a little beside it."""
    y, z = 0.722, -1.367
    little = 1e-9
    places = (
        ("x[0] is 0", [0.0, y, z], [little, y, z]),
        ("x[0] and x[1] are equal", [y, y, z], [y, y + little, z]),
    )
    for where, there, near in places:
        at, beside = (answers["gradient"](_smooth, list(xs), 0.1) for xs in (there, near))
        for i, (one, other) in enumerate(zip(at, beside, strict=True)):
            if abs(one - other) > 1e-4:
                yield Fact(
                    "gradient-jumps",
                    f"Where {where}, gradient(f, x, h)[{i}] is {number(one)} for a certain f, and "
                    f"{number(other)} a little beside it.",
                    "Which line of gradient() looks at the numbers themselves, and what for?",
                    differences,
                )
                return


def _smooth(xs: Sequence[float]) -> float:
    return sum((i + 1.3) * x + x * x for i, x in enumerate(xs)) + math.prod(xs)


def _rows_of_gradient(answers: Answers, i: int) -> Rows:
    rows = Rows()
    for place in PLACES:
        xs, h = some(3, f"xs {place}"), 0.1 + 0.07 * place
        f, asked = _asked_about_lists(xs, h)
        up, down = ([x + k * h * (i == j) for j, x in enumerate(xs)] for k in (1, -1))
        got = answers["gradient"](f, list(xs), h)
        rows.named(got[i], (_of_list(up) - _of_list(down)) / (2 * h), asked | {"h": h})
    return rows


def _asked_about_lists(
    xs: Sequence[float], h: float
) -> tuple[Callable[[Sequence[float]], float], dict[str, float]]:
    """A function of three numbers, and what it was asked, by which of them had moved."""
    asked: dict[str, float] = {}

    def f(at: Sequence[float]) -> float:
        entries = [_entry(x, xs, h, j) for j, x in enumerate(at)]
        moved = [text for j, text in enumerate(entries) if text != f"x[{j}]"]
        own = [f"x[{j}]" for j in range(len(xs))]
        is_own = len(at) == len(xs) and all(
            text == name or text.startswith((f"{name} +", f"{name} −"))
            for text, name in zip(entries, own, strict=True)
        )
        shown = ", ".join(moved) or "x" if is_own else f"[{', '.join(entries)}]"
        asked[f"f({shown})"] = _of_list(at)
        return _of_list(at)

    return f, asked


def _in_full(formula: str) -> str:
    """With the lists that f gets, where only what has moved was named.

    >>> _in_full("f(x[1] + h) / h")
    'f([x[0], x[1] + h, x[2]]) / h'
    """

    def whole(found: re.Match[str]) -> str:
        moved = {int(each[2]): each for each in found[1].split(", ")}
        return f"f([{', '.join(moved.get(j, f'x[{j}]') for j in range(3))}])"

    return re.sub(r"f\((x\[\d\] [+−][^()]*)\)", whole, formula)


def _entry(at: float, xs: Sequence[float], h: float, j: int) -> str:
    """What stands at place j of a list that f was given."""
    for i in (j, *range(len(xs))):
        text = _moved(f"x[{i}]", (at - xs[i]) / h)
        if abs(at - xs[i]) < 2.1 * h and not text.startswith("another"):
            return text
    others = {"0": 0.0, "1": 1.0, "h": h, "−h": -h}
    others |= {f"x[{j}] · (1 {sign} h)": xs[j] * (1 + k * h) for sign, k in (("+", 1), ("−", -1))}
    return next((text for text, x in others.items() if abs(at - x) < 1e-9), "another number")


def _of_list(at: Sequence[float]) -> float:
    return scattered([round(x, 9) for x in at])


def differences(answers: Answers) -> list[float]:
    """What both functions give for functions without any rule: right code agrees, in any style."""
    rows = [_rows_of_derivative(answers), *(_rows_of_gradient(answers, i) for i in range(3))]
    return [x for each in rows for x in each.got]


# -------------------------------------------------------------------- chains


def _forward(answers: Answers) -> Iterator[Fact]:
    x = 0.7
    functions = [_function(f"f{i}") for i in (1, 2, 3)]
    words = _words(functions, {"x": x})
    right = ["x", "f1(x)", "f2(f1(x))", "f3(f2(f1(x)))"]
    yield from _lists(
        "forward([f1, f2, f3], x)",
        lambda other: other["forward"](list(functions), x),
        right,
        words,
        "Which number goes into f2?",
        answers,
    )


def _backward(answers: Answers) -> Iterator[Fact]:
    rules = [_function(f"r{i}") for i in (1, 2, 3)]
    words = _words(rules, {"1": 1.0})

    def ask(other: Answers) -> Any:
        return other["backward"](list(rules))

    right = ["r1(r2(r3(1)))", "r2(r3(1))", "r3(1)", "1"]
    if formula := _step_of_backward(answers):
        yield _told(
            "chain-backward",
            f"In backward() each derivative is {formula}, where δ is the one behind it in the list "
            "and r its rule",
            "r(δ)",
            "If u grows 3 times as fast as x, and y twice as fast as u: how fast does y grow?",
            lambda other: list(ask(other)),
        )
        return
    question = "Which rule runs first, with which δ, and which number goes into the rule before it?"
    yield from _lists("backward([r1, r2, r3])", ask, right, words, question, answers)


def _step_of_backward(answers: Answers) -> str:
    """What is made of each δ, if it is always the same and not r(δ)."""
    rows = Rows()
    for place in PLACES:
        rules = [_function(f"r{i} {place}") for i in (1, 2, 3)]
        got = answers["backward"](list(rules))
        if len(got) != 4:
            return ""
        for i, rule in enumerate(rules):
            sent = rule(got[i + 1])
            rows.named(got[i], sent, {"δ": got[i + 1], "r(δ)": sent})
    return "" if rows.is_right else rows.formula


def _function(name: str) -> Callable[[float], float]:
    return lambda x: scattered((name, round(float(x), 9)))


def _words(
    functions: Sequence[Callable[[float], float]], begin: dict[str, float]
) -> dict[str, float]:
    """What the functions make of the first number in chains of up to three of them."""
    names = ["r1", "r2", "r3"] if "1" in begin else ["f1", "f2", "f3"]
    words = dict(begin)
    for length in (1, 2, 3):
        for order in product(range(3), repeat=length):
            text, x = next(iter(begin.items()))
            for i in order:
                text, x = f"{names[i]}({text})", functions[i](x)
            words[text] = x
    return words


def _lists(
    call: str,
    ask: Callable[[Answers], Any],
    right: Sequence[str],
    words: Mapping[str, float],
    question: str,
    answers: Answers,
) -> Iterator[Fact]:
    numbers = [float(x) for x in ask(answers)]
    names = [_word(x, words) for x in numbers]
    if names == list(right):
        return
    shown = [name or f"{x:.4g}" for name, x in zip(names, numbers, strict=True)]
    name = "chain-" + call.partition("(")[0]
    yield _told(name, f"{call} gives [{', '.join(shown)}]", f"[{', '.join(right)}]", question, ask)


def _word(x: float, words: Mapping[str, float]) -> str:
    return next((text for text, number in words.items() if abs(x - number) < 1e-9), "")


def _make_rules(answers: Answers) -> Iterator[Fact]:
    places = (
        ("second", "δ · f2′(v1), where v1 went into f2 and v2 came out"),
        ("first", "δ · f1′(x)"),
    )
    for which, (name, right) in ((1, places[0]), (0, places[1])):
        rows = _rows_of_rules(answers, which)
        if not rows.is_right:
            yield _told(
                "chain-rule",
                f"The {name} rule of make_rules gives {rows.formula or 'another number'}",
                right,
                "For f2(x) = x², v1 = 3 and δ = 10: what should the rule give?",
                lambda other: [x for place in range(3) for x in _rows_of_rules(other, place).got],
            )
            return


def _kept_numbers(answers: Answers) -> Iterator[Fact]:
    """A rule gives the same when the list of values has changed since it was made."""
    values = some(4, "values")
    slopes = [_function(f"slope {i}") for i in (1, 2, 3)]
    rules = answers["make_rules"](slopes, values)
    before = [rule(0.7) for rule in rules]
    values[:] = some(4, "other values")
    is_one_for_all = len(set(before)) < len(before)  # which is told by its formula
    if not is_one_for_all and [rule(0.7) for rule in rules] != before:
        yield Fact("reads-the-list-later")


def _rows_of_rules(answers: Answers, which: int = 1) -> Rows:
    rows = Rows()
    slopes = [_function(f"slope {i}") for i in (1, 2, 3)]
    for place in PLACES:
        values = some(4, f"values {place}")
        delta = some(1, f"delta {place}")[0]
        rule = answers["make_rules"](list(slopes), list(values))[which]
        atoms = {"δ": delta, "f2′(v1)": slopes[1](values[1]), "f2′(v2)": slopes[1](values[2])}
        atoms |= {"f2′(x)": slopes[1](values[0]), "f2′(δ)": slopes[1](delta)}
        atoms |= {"v1": values[1], "v2": values[2], "f2′(δ · v1)": slopes[1](delta * values[1])}
        atoms |= {"f1′(v1)": slopes[0](values[1]), "f1′(x)": slopes[0](values[0])}
        atoms |= {"f3′(v2)": slopes[2](values[2]), "f3′(v1)": slopes[2](values[1])}
        rows.named(rule(delta), delta * slopes[which](values[which]), atoms)
    return rows


# -------------------------------------------------------------------- vᵀJ


def _rows_of_linear(answers: Answers) -> Rows:
    rows = Rows()
    for place in PLACES:
        (a, b, c, d), v = some(4, f"W {place}"), some(2, f"v {place}")
        got = answers["linear_vjp"]([[a, b], [c, d]], list(v))
        atoms = {"column 0 of W · v": a * v[0] + c * v[1], "row 0 of W · v": a * v[0] + b * v[1]}
        atoms |= {"W[0][0]": a, "W[0][1]": b, "W[1][0]": c, "v[0]": v[0], "v[1]": v[1]}
        rows.named(got[0], a * v[0] + c * v[1], atoms)
    return rows


def _rows_of_elementwise(answers: Answers) -> Rows:
    rows = Rows()
    for place in PLACES:
        slopes, v = some(3, f"slopes {place}"), some(3, f"v {place}")
        atoms = {"slopes[0]": slopes[0], "v[0]": v[0], "v[1]": v[1], "Σ v": sum(v)}
        atoms["slopes·v"] = sum(m * d for m, d in zip(slopes, v, strict=True))
        rows.named(answers["elementwise_vjp"](slopes, v)[0], slopes[0] * v[0], atoms)
    return rows


def _rows_of_softmax(answers: Answers) -> Rows:
    rows = Rows()
    for place in PLACES:
        n = 3 + place % 3
        parts, v = [abs(x) for x in some(n, f"s {place}")], some(n, f"v {place}")
        s = [x / sum(parts) for x in parts]
        m = sum(p * d for p, d in zip(s, v, strict=True))
        atoms = {"s[0]": s[0], "v[0]": v[0], "v·s": m, "Σ v": sum(v), "n": n}
        rows.named(answers["softmax_vjp"](list(s), list(v))[0], s[0] * (v[0] - m), atoms)
    return rows


def _linear(answers: Answers) -> Iterator[Fact]:
    question = "x[0] goes into all outputs: which numbers of W say by how much?"
    yield from _product("linear_vjp(W, v)", _rows_of_linear, "column 0 of W · v", question, answers)


def _elementwise(answers: Answers) -> Iterator[Fact]:
    name, right = "elementwise_vjp(slopes, v)", "slopes[0] · v[0]"
    question = "Which of the outputs changes when only x[0] grows, and how fast?"
    yield from _product(name, _rows_of_elementwise, right, question, answers)


def _softmax(answers: Answers) -> Iterator[Fact]:
    name, right = "softmax_vjp(s, v)", "s[0] · (v[0] − v·s)"
    question = "Write Σ v[i] · J[i][0] out for two numbers: what is left beside a factor s[0]?"
    yield from _product(name, _rows_of_softmax, right, question, answers)


def _product(
    name: str, rows_of: Callable[[Answers], Rows], right: str, question: str, answers: Answers
) -> Iterator[Fact]:
    rows = rows_of(answers)
    if not rows.is_right:
        fact = name.partition("(")[0].replace("_", "-") + "-formula"
        said = f"{name}[0] is {rows.formula or 'another number'}"
        yield _told(fact, said, right, question, lambda other: rows_of(other).got)


def _unit_vectors(answers: Answers) -> Iterator[Fact]:
    asked: list[list[float]] = []

    def vjp(v: Sequence[float]) -> list[float]:
        asked.append([float(x) for x in v])
        return some(2, [round(float(x), 9) for x in v])

    rows = answers["jacobian"](vjp, 3)
    right = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    if asked != right:
        shown = ", ".join(f"[{', '.join(f'{x:g}' for x in v)}]" for v in asked[:3]) or "nothing"
        yield Fact(
            "jacobian-asks",
            f"jacobian(vjp, 3) asks vjp about {shown}; it should ask about [1, 0, 0], [0, 1, 0], "
            "[0, 0, 1].",
            "Which v makes vᵀJ the second row of J, and nothing else?",
            lambda other: _asked_numbers(other),
        )
    sent = [some(2, [round(x, 9) for x in v]) for v in asked]
    if sent and [list(row) for row in rows] == [list(column) for column in zip(*sent, strict=True)]:
        yield Fact("jacobian-transposed")


def _asked_numbers(answers: Answers) -> list[float]:
    asked: list[float] = []

    def vjp(v: Sequence[float]) -> list[float]:
        asked.extend(float(x) for x in v)
        return some(2, [round(float(x), 9) for x in v])

    answers["jacobian"](vjp, 3)
    return asked


def _told(name: str, said: str, right: str, question: str, evidence: Any) -> Fact:
    return Fact(name, f"{said}; it should be {right}.", question, evidence)


DIFFERENCES = _numerical_derivative, _gradient, _callers_list, _gradient_jumps, _default_step
CHAINS = _forward, _make_rules, _kept_numbers, _backward
PRODUCTS = _linear, _elementwise, _softmax, _unit_vectors
