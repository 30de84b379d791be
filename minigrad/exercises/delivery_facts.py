"""What is certainly wrong in backward(), seen beside the rules: what it makes of what they send.

A rule that can be called from here shows what it sends; what arrives is compared with that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from minigrad.exercises.called_alone import sent_by_rule
from minigrad.exercises.fact import Fact, same
from minigrad.exercises.formulas import formula_for
from minigrad.exercises.operations import OPERATIONS, Operation
from minigrad.exercises.passing_facts import FEWEST, cut_off, wrong_calls
from minigrad.exercises.watching import Watched
from viz.theme import number

HOW_FAST = "If u grows twice as fast as a, and y three times as fast as u: how fast does y grow?"


class Case(NamedTuple):
    """One operation of the class: as the root of a graph, and below a product."""

    key: str
    alone: Sequence[Watched]
    below: Sequence[Watched]

    @property
    def operation(self) -> Operation:
        return OPERATIONS[self.key]

    def sent(self, rows: Sequence[Watched], name: str) -> list[float]:
        return [row.seen.grad[name] for row in rows]

    def right(self, rows: Sequence[Watched], name: str) -> list[float]:
        place = self.operation.inputs.index(name)
        return [row.right[place] for row in rows]

    def is_right(self, rows: Sequence[Watched]) -> bool:
        return all(same(self.sent(rows, n), self.right(rows, n)) for n in self.operation.inputs)

    @property
    def is_right_for_one(self) -> bool:
        """As the root it sends what it should for δ = 1, whatever the root's grad is."""
        return all(
            same(self.sent(self.alone, name), [row.slopes[place] for row in self.alone])
            for place, name in enumerate(self.operation.inputs)
        )

    @property
    def is_right_everywhere(self) -> bool:
        """Alone and, where that was asked, below a product; or only the root's grad is wrong."""
        return (self.is_right(self.alone) or self.is_right_for_one) and self.is_right(self.below)

    @property
    def makes_a_node(self) -> bool:
        """Not one of its inputs again, whose rule would be taken for its own."""
        return not any(
            row.seen.nodes["y"] is row.seen.nodes[name]
            for row in self.alone
            for name in self.operation.inputs
        )

    @property
    def sends_anything(self) -> bool:
        rows, names = (*self.alone, *self.below), self.operation.inputs
        return any(row.seen.grad[name] for row in rows for name in names)

    def is_silent(self, rows: Sequence[Watched]) -> bool:
        """Nothing arrives, although it should."""
        names = self.operation.inputs
        return any(any(self.right(rows, n)) for n in names) and not any(
            any(self.sent(rows, n)) for n in names
        )


def speaks(case: Case) -> bool:
    return any(any(row.slopes) for row in case.alone)


def sent_by_rules(value: Any, cases: Sequence[Case]) -> dict[str, Case]:
    """What each rule sends when it is called from here, whatever becomes of that in a pass.

    Nothing for a class whose rules give slopes, which backward() multiplies by δ.
    """
    found = {}
    for case in cases:
        plain, scaled = sent_by_rule(value, case.operation)
        if plain:
            found[case.key] = Case(case.key, plain, scaled)
    by_slopes = [each for each in cases if each.key in found and _is_by_slopes(each, found)]
    return {} if by_slopes else found


def _is_by_slopes(case: Case, by_rule: Mapping[str, Case]) -> bool:
    """Whether the rule gives the same for every δ, and backward() multiplies it."""
    rule = by_rule[case.key]
    arrived = _delivered(case, rule)
    return (
        speaks(case)
        and bool(arrived.below)
        and all(
            same(rule.sent(rule.alone, n), rule.sent(rule.below, n)) for n in case.operation.inputs
        )
        and arrived.is_right(arrived.below)
    )


def numbers_at(operation: Operation, row: Watched) -> str:
    return ", ".join(f"{name} = {number(row.at[name])}" for name in operation.names)


def wrong_everywhere(value: Any, cases: Sequence[Case], verb: str = "sends") -> Iterator[Fact]:
    """All operations do the same wrong thing with δ and their slope."""
    rows = [
        (row.seen.grad[name], row.delta, slope, row.at["y"])
        for case in cases
        for row in case.below[:FEWEST]
        for name, slope in zip(case.operation.inputs, row.slopes, strict=True)
        if slope
    ]
    is_everywhere = all(case.below and not case.is_right(case.below) for case in cases)
    if len(cases) < 2 or not is_everywhere or not rows:
        return
    sent, deltas, slopes, values = (list(column) for column in zip(*rows, strict=True))
    if not any(sent):
        yield from cut_off(value, [case.key for case in cases])
        return
    if all(_gets_the_sum(case) for case in cases):
        yield Fact(
            "sum-sent-to-each",
            "Every input gets the SUM of what an operation sends to all its inputs.",
            "A rule returns a number for each input: which one belongs to which?",
        )
        return
    factors = [x / slope for x, slope in zip(sent, slopes, strict=True)]
    right = [delta * slope for delta, slope in zip(deltas, slopes, strict=True)]
    if same(sent, [max(0.0, x) for x in right]):
        yield Fact("largest-kept")
    elif same(sent, [max(0.0, x) for x in slopes]):
        yield from (Fact("upstream-left-out"), Fact("largest-kept"))
    elif same(sent, slopes):
        yield Fact("upstream-left-out")
    elif factor := formula_for(factors, {"δ": deltas, "v": values}):
        yield _everywhere(f"({factor}) · slope" if " + " in factor else f"{factor} · slope", verb)
    elif formula := formula_for(sent, {"δ": deltas, "slope": slopes}):
        yield _everywhere(formula, verb)


def _gets_the_sum(case: Case) -> bool:
    totals = [sum(row.right) for row in case.below]
    return all(same(case.sent(case.below, name), totals) for name in case.operation.inputs)


def _everywhere(formula: str, verb: str) -> Fact:
    where = ", where v is its own value" if "v" in formula else ""
    cause = f"Every operation sends {formula}{where}; it should send δ · slope."
    if verb == "gets":
        cause = (
            f"backward() gives every input {formula}{where}; the rule of the operation, called "
            "alone, gives δ · slope."
        )
        if formula.startswith("δ²"):
            question = "The rule has already multiplied by δ (node.grad). Where do you do it again?"
            return Fact("wrong-contribution", cause, question)
    return Fact("wrong-contribution", cause, HOW_FAST)


# -------------------------------------------------------------------- what backward() delivers


def _delivered(case: Case, rule: Case) -> Case:
    """The case with the slopes that its rule has, right or not, in place of the right ones."""
    slopes = {
        tuple(row.at.items()): tuple(row.seen.grad[name] for name in rule.operation.inputs)
        for row in rule.alone
    }

    def rows(watched: Sequence[Watched]) -> list[Watched]:
        return [row._replace(slopes=slopes[tuple(row.at.items())]) for row in watched]

    return Case(case.key, rows(case.alone), rows(case.below))


def _is_linear(rule: Case) -> bool:
    """Whether the rule multiplies δ by something."""
    return all(
        same(
            [x * row.delta for x, row in zip(rule.sent(rule.alone, n), rule.below, strict=True)],
            rule.sent(rule.below, n),
        )
        for n in rule.operation.inputs
    )


def wrong_delivery(
    value: Any, cases: Sequence[Case], by_rule: Mapping[str, Case]
) -> Iterator[Fact]:
    """Inputs get something else than what the rules send, which are called from here too."""
    delivered = [
        _delivered(case, by_rule[case.key])
        for case in cases
        if case.key in by_rule and _is_linear(by_rule[case.key])
    ]
    wrong = [case for case in delivered if not case.is_right_everywhere]
    if not wrong:
        return
    general = list(wrong_everywhere(value, [c for c in delivered if speaks(c)], "gets"))
    yield from general or _kind_of_delivery(value, delivered, wrong)


def _kind_of_delivery(value: Any, delivered: Sequence[Case], wrong: Sequence[Case]) -> list[Fact]:
    rows = [
        (row.seen.grad[name], right, row)
        for case in delivered
        for row in (*case.alone, *case.below)
        for name, right in zip(case.operation.inputs, row.right, strict=True)
    ]
    got, meant = [x for x, _, _ in rows], [right for _, right, _ in rows]
    if same(got, [max(0.0, x) for x in meant]):
        return [Fact("largest-kept")]
    if all(_is_swapped(case) for case in delivered if len(case.operation.inputs) == 2):
        cause = (
            "Each input of an operation gets what the rule sends to the other one: in backward() "
            "the numbers and the inputs are paired in opposite order."
        )
        question = "A rule returns (for self, for other): which of node.inputs gets which number?"
        return [Fact("inputs-swapped", cause, question)]
    deltas = [row.delta for _, _, row in rows]
    if same(got, deltas):
        cause = (
            "Every input gets the δ of the node as it is: the numbers that its rule returns are "
            "not used."
        )
        return [Fact("rule-not-used", cause, "Which name holds what the rule has returned?")]
    first = next(
        (case, row)
        for case in wrong
        for row in (*case.alone, *case.below)
        if not same([row.seen.grad[n] for n in case.operation.inputs], row.right)
    )
    numbers = [
        row.at[name]
        for case in delivered
        for row in (*case.alone, *case.below)
        for name in case.operation.inputs
    ]
    what = _made_of_numbers(got, meant)
    if not what and (formula := formula_for(got, {"s": meant, "x": numbers, "δ": deltas})):
        what = f"{formula}, where s is what the rule sends and x the number of the input"
    if not what and (early := list(wrong_calls(value))):
        return early
    return [_told_delivery(*first, what or _which_change(rows))]


def _is_swapped(case: Case) -> bool:
    rows = (*case.alone, *case.below)
    return all(
        same([row.seen.grad[n] for n in case.operation.inputs], row.right[::-1]) for row in rows
    )


def _told_delivery(case: Case, row: Watched, what: str) -> Fact:
    """Of the first input that gets something else than its rule sends."""
    names = case.operation.inputs
    name, sent = next(
        (n, x) for n, x in zip(names, row.right, strict=True) if not same([row.seen.grad[n]], [x])
    )
    cause = (
        f"Another test: the rule for {case.operation.text} sends {number(sent)} to {name} for "
        f"{numbers_at(case.operation, row)}, and {name} gets {number(row.seen.grad[name])}: "
        f"{what or 'backward() makes something else of what the rules send'}."
    )
    question = "On the way from a rule to the grad of an input: which line changes the number?"
    return Fact("wrong-delivery", cause, question)


def _made_of_numbers(got: Sequence[float], meant: Sequence[float]) -> str:
    """What is done to each number on its way, if that is one of the usual things."""
    for digits in range(5):
        ten = 10**digits
        ways = {
            "int()": [math.trunc(x * ten) / ten for x in meant],
            "//": [math.floor(x * ten) / ten for x in meant],
            "round()": [round(x, digits) for x in meant],
        }
        if fitting := [way for way, numbers in ways.items() if same(got, numbers)]:
            kept = f"all but {digits} of its decimals" if digits else "its decimals"
            return f"every number loses {kept}, as with {' or '.join(fitting)}"
    if same(got, [abs(x) for x in meant]):
        return "every number loses its sign"
    return ""


def _which_change(rows: Sequence[tuple[float, float, Watched]]) -> str:
    """Some numbers that become another one on their way, beside one that arrives as it is."""
    kept = [right for x, right, _ in rows if right and same([x], [right])]
    changed = {right: x for x, right, _ in rows if not same([x], [right])}
    if not kept or not changed:
        return ""
    becomes = next(iter(changed.values()))
    sizes, others = [abs(x) for x in changed], [abs(x) for x in kept]
    is_one = same(list(changed.values()), [becomes] * len(changed))
    if is_one and len(sizes) > 2 and len(others) > 2 and max(sizes) < min(others):
        return (
            f"of all numbers that were tried, those of size {number(max(sizes))} or less become "
            f"{number(becomes)}, and those of size {number(min(others))} or more arrive unchanged"
        )
    alike = [right for right, x in changed.items() if same([x], [becomes])][:2]
    said = " and ".join(map(number, alike))
    verb = "become" if len(alike) > 1 else "becomes"
    return f"{number(kept[0])} arrives as it is, but {said} {verb} {number(becomes)}"
