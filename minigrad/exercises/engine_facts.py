"""What is certainly wrong in an engine: each rule, and each sum, watched one at a time.

What an operation sends is compared with the δ that REACHED it, and what arrives at a shared node
with what arrives at two separate ones: so one mistake does not hide another, in whatever style
the class is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minigrad.exercises.answering import rule_of
from minigrad.exercises.called_alone import grads_when_sending, sent_by_rule
from minigrad.exercises.delivery_facts import (
    Case,
    numbers_at,
    sent_by_rules,
    speaks,
    wrong_delivery,
    wrong_everywhere,
)
from minigrad.exercises.fact import Evidence, Fact, same
from minigrad.exercises.formulas import formula_for
from minigrad.exercises.jumps import jumps
from minigrad.exercises.kept import is_that_of_a_leaf
from minigrad.exercises.operations import OPERATIONS, Operation, operations_in, slug
from minigrad.exercises.passing_facts import (
    FEWEST,
    not_zeroed,
    without_derived,
    wrong_passing,
)
from minigrad.exercises.programs import BACKWARD, built
from minigrad.exercises.sides import Side, sides_of
from minigrad.exercises.watching import (
    Watched,
    at_place,
    called_rules,
    count_of_inputs,
    is_own_slope,
    number_at,
    numbers_for,
    sent_by_hand,
    watch,
    watch_alone,
    watch_below,
    watch_forward,
)
from viz.theme import number

OF_ITS_INPUT = re.compile(r"sends −?δ[x\d ·/()²³+−]*x[x\d ·/()²³+−]*;")  # and not of a wrong value


def engine_facts(value: Any, programs: Sequence[str], thens: Sequence[str]) -> Iterator[Fact]:
    """What is wrong, in the order of a pass: values, seed, rules, sums, order, zero_grad()."""
    alone = {key: watch_alone(value, OPERATIONS[key]) for key in operations_in(tuple(programs))}
    is_lost = Case("*", alone.get("*", ()), ()).is_silent(alone.get("*", ()))
    cases = [
        Case(key, rows, () if is_lost else watch_below(value, OPERATIONS[key]))
        for key, rows in alone.items()
        if len(rows) >= FEWEST
    ]
    asked = {each.key for each in cases}
    unwalked = [  # as backward() ends with an error
        Case(key, rows, ())
        for key in alone
        if key not in asked and len(rows := watch_forward(value, OPERATIONS[key])) >= FEWEST
    ]
    values = {each.key: fact for each in (*cases, *unwalked) if (fact := _wrong_value(each))}
    yield from without_derived(value, values)
    judged = [each for each in cases if each.key not in values and each.makes_a_node]
    by_rule = sent_by_rules(value, judged)
    seed = _wrong_seed(value, judged, by_rule)
    yield from seed
    if any(fact.id in ("no-seed", "sent-to-itself") for fact in seed):
        return
    speaking = [each for each in judged if any(any(row.slopes) for row in each.alone)]
    if speaking and all(each.is_silent(each.alone) for each in speaking):
        telling = [c for c in speaking if c.key in by_rule and by_rule[c.key].sends_anything]
        yield _nothing_sent(value, (telling or speaking)[-1])
        if any("zero_grad" in then for then in thens):
            yield from not_zeroed(value)
        return
    sending = [by_rule.get(each.key, each) for each in judged]
    general = list(wrong_everywhere(value, [c for c in sending if speaks(c)]))
    passing = [] if general else list(wrong_delivery(value, judged, by_rule))
    yield from general or passing
    rules = {
        each.key: fact
        for each, sent in zip(judged, sending, strict=True)
        # What arrives says nothing of a rule where backward() makes something else of it.
        if not general
        and (each.key in by_rule or not passing)
        and not each.is_right_everywhere
        and (fact := _wrong_rule(value, sent, sending))
    }
    for case in (each for each in cases if each.key in values and each.makes_a_node):
        sent = sent_by_rules(value, [case]).get(case.key)
        if sent and not is_own_slope(value, case.operation, sent.alone):
            fact = _wrong_rule(value, sent, [sent])
            rules |= {case.key: fact} if fact and OF_ITS_INPUT.search(fact.cause) else {}
    called = [each for each in unwalked if each.key not in values and each.makes_a_node]
    for key, case in sent_by_rules(value, called).items():
        if fact := _wrong_rule(value, case, [case]):
            rules[key] = fact
    if len(rules) > 2 and {fact.id for fact in rules.values()} == {"operation-sends-nothing"}:
        yield Fact("operation-sends-nothing")
    else:
        yield from without_derived(value, rules)
    yield from jumps(value, [key for key in by_rule if not general], list(rules))
    if not general and not passing:
        keys = [each.key for each in judged]
        yield from wrong_passing(value, keys, [key for key in keys if key not in rules])
    if any("zero_grad" in then for then in thens):
        yield from not_zeroed(value)


# -------------------------------------------------------------------- the operation as the root


def _wrong_value(case: Case) -> Fact | None:
    operation, rows = case.operation, case.alone
    got, right = [row.seen.data["y"] for row in rows], [row.at["y"] for row in rows]
    if same(got, right):
        return None
    atoms = _atoms(operation, rows) | _columns([operation.forward(row.at) for row in rows])
    atoms = {text: numbers for text, numbers in atoms.items() if not same(numbers, right)}
    formula = formula_for(got, atoms)
    row = next(row for row in rows if not same([row.seen.data["y"]], [row.at["y"]]))
    at = f"for {numbers_at(operation, row)}"
    where = f" {operation.where}" if operation.where.startswith("for") else ""
    said = f"{operation.text} gives {formula}{where}: " if formula else f"{operation.text} gives "
    return Fact(
        f"value-of-{slug(case.key)}",
        f"Your {said}{number(row.seen.data['y'])} {at}; right is {number(row.at['y'])}.",
        f"What is {operation.text} by hand {at}, and which line computes it?",
        lambda other: [row.seen.data["y"] for row in watch_alone(other["Value"], operation)],
    )


def _atoms(operation: Operation, rows: Sequence[Watched]) -> dict[str, list[float]]:
    own = {name: [row.at[name] for row in rows] for name in operation.names}
    return own | _columns([operation.atoms(row.at) for row in rows])


def _columns(rows: Sequence[Mapping[str, float]]) -> dict[str, list[float]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def _wrong_seed(value: Any, cases: Sequence[Case], by_rule: Mapping[str, Case]) -> list[Fact]:
    rows = [row for case in cases for row in case.alone]
    grads = [row.seen.grad["y"] for row in rows]
    if not rows or same(grads, [1.0] * len(grads)):
        return []
    speaking = [case for case in cases if speaks(case)]
    has_sent = bool(speaking) and all(
        case.is_right_for_one and case.is_right(case.below) for case in speaking
    )
    if has_sent and all(case.key in by_rule for case in speaking):
        return [_root_grad_not_kept(value, grads)]
    if not any(grads):
        return [Fact("no-seed")]
    if same(grads, [row.seen.data["y"] for row in rows]):
        return [Fact("seed-is-data")]
    if not any(x for row in rows for x in (row.seen.grad[n] for n in row.at if n not in "ky")):
        return [Fact("sent-to-itself")]
    if same(grads, [grads[0]] * len(grads)):
        said = number(grads[0])
        cause = f"After backward() y.grad is {said}: the pass should start from ∂y/∂y = 1."
        return [Fact("wrong-seed", cause, "When y grows by 0.01, by how much does y grow?")]
    return []


def _root_grad_not_kept(value: Any, grads: Sequence[float]) -> Fact:
    """The rule of the root has sent what δ = 1 gives, whose 1 is not in its grad at the end."""
    said = number(grads[0]) if same(grads, [grads[0]] * len(grads)) else "another number"
    held, inner = _lost_after_sending(value)
    cause = f"y has sent what δ = 1 gives, and yet y.grad is {said} after backward()."
    question = "Which line puts the 1 into y.grad, and does a later one change it?"
    if held == 1:
        cause = (
            f"y.grad was 1 when the rule of y ran, but is {said} at the end: a later line changed "
            "it, and it must stay 1."
        )
        question = "Which line changes node.grad after the rule of this node has run?"
    elif held is not None and same([held, *grads], [held] * (len(grads) + 1)):
        cause = (
            f"y has sent what δ = 1 gives, and yet y.grad is {said}, when the rule of y runs and "
            "at the end; it should be 1."
        )
        question = "Which line puts the 1 into y.grad?"
    cause += f" So it is with {inner}." * (held == 1 and bool(inner))
    return Fact("root-grad-not-kept", cause, question)


def _lost_after_sending(value: Any) -> tuple[float | None, str]:
    """What y.grad was when y sent, and an inner node whose grad is lost in the same way."""
    program = "u = a * b; y = u * c"
    held, nodes = grads_when_sending(value, program, numbers_for(program, 0))
    before, after = held.get("u"), number_at(nodes["u"], "grad")
    is_lost = before and not same([before], [after or 0.0])
    inner = f"u.grad in {program.replace('; ', ', ')}" if is_lost else ""
    return held.get("y"), inner


def _nothing_sent(value: Any, case: Case) -> Fact:
    """No operation sends anything: is it the graph, the rule, or the pass?"""
    program, numbers = at_place(case.operation, 0)
    again = watch(value, program, numbers, f"{BACKWARD}; {BACKWARD}")
    if again and any(again.grad[name] for name in case.operation.inputs):
        return Fact("seed-too-late")
    preset = "; ".join(f"{name}.grad = 2.0" for name in case.operation.inputs)
    doubled = watch(value, program, numbers, f"{preset}; {BACKWARD}")
    if doubled and any(doubled.grad[name] not in (0.0, 2.0) for name in case.operation.inputs):
        return Fact("contributions-multiplied")
    if count_of_inputs(case.alone[0].seen.nodes["y"]) == 0:
        return Fact("inputs-lost")
    if sent_by_hand(lambda: built(program, numbers, value)) == (0.0,):
        return Fact("operation-sends-nothing")
    known = {(0.0, 1.0): "root-skipped", (0.0, 0.0): "no-rule-called"}
    return Fact(known.get(called_rules(value) or (0.0, 0.0), "contribution-lost"))


def leaves_delta_out(value: Any, programs: Sequence[str]) -> str:
    """The one operation that sends its slope alone, whatever δ is, if it is only one."""
    wrong = {}
    for key in operations_in(tuple(programs)):
        case = Case(key, (), watch_below(value, OPERATIONS[key]))
        case = sent_by_rules(value, [case]).get(key, case)
        names = case.operation.inputs
        slopes = zip(*(row.slopes for row in case.below), strict=True)
        if not case.is_right(case.below) and all(
            same(case.sent(case.below, name), x) for name, x in zip(names, slopes, strict=True)
        ):
            wrong[key] = Fact(case.operation.text)
    told = [fact.id for fact in without_derived(value, wrong)]
    return f"Here it is the rule of {told[0]}." * (len(told) == 1)


# -------------------------------------------------------------------- one rule


def _wrong_rule(value: Any, case: Case, cases: Sequence[Case]) -> Fact | None:
    """What one operation sends, where that is not δ · slope."""
    if case.is_right_everywhere:
        return None
    if is_that_of_a_leaf(rule_of(case.alone[0].seen.nodes["y"])):
        return _lost(case)
    operation = case.operation
    program, numbers = at_place(operation, 1)
    of_method = [each for each in cases if each.operation.method == operation.method]
    is_silent = not any(each.sends_anything for each in of_method)
    if is_silent and sent_by_hand(lambda: built(program, numbers, value)) in (None, (0.0,)):
        return _lost(case)
    wrong: list[tuple[str, str, str]] = []  # what is sent, what should be sent, to which input
    row = None
    for place, name in enumerate(operation.inputs):
        formula = _sent_formula(case, name)
        if formula is None:
            continue
        right = _with_delta(operation.slopes[place])
        wrong.append((formula, right, name))
        row = row or _first_wrong(case, name)
    if not wrong or row is None:
        return None
    if not all(formula for formula, _, _ in wrong) and (sides := sides_of(value, operation)):
        return _told_by_side(case, sides)
    return _told_rule(case, wrong, row)


def _told_by_side(case: Case, sides: Sequence[Side]) -> Fact:
    """One formula fits for negative inputs, another one for positive inputs."""
    operation, (name,) = case.operation, case.operation.inputs
    known = [each for each in sides if each.slope and not each.is_right]
    said = " and ".join(f"{_with_delta(each.slope)} for {each.where}" for each in known)
    where = f" with {operation.where}" if operation.where else ""
    other = next((each for each in sides if each not in known), None)
    rest = ""
    if other is not None:
        rest = f" For {other.where} it {'is right' if other.is_right else 'is wrong too'}."
    row, got, right = known[0].worst
    cause = (
        f"Your rule for {operation.text} sends {said}; it should send "
        f"{_with_delta(operation.slopes[0])}{where}.{rest} "
        f"Another test: for {_at(operation, row)} it sends {number(got)}; it should send "
        f"{number(right)}."
    )
    return Fact(f"rule-of-{slug(case.key)}", cause, _growth(case, name), _all_sent(operation))


def _sent_formula(case: Case, name: str) -> str | None:
    """Of what is sent to one input; None if it is right, nothing if no formula fits."""
    rows = [*case.alone[:4], *case.below[:4]]
    sent, deltas = case.sent(rows, name), [row.delta for row in rows]
    if same(sent, case.right(rows, name)):
        return None
    if not any(sent):
        return "0"
    atoms = _atoms(case.operation, rows)
    if all(deltas):
        slopes = [x / delta for x, delta in zip(sent, deltas, strict=True)]
        if formula := formula_for(slopes, atoms):
            return _with_delta(formula)
    if len(case.operation.inputs) == 2:
        atoms["y"] = [row.at["y"] for row in rows]
    return formula_for(sent, {"δ": deltas} | atoms)


def _with_delta(slope: str) -> str:
    """δ times a slope, as text.

    >>> _with_delta("1 − x²"), _with_delta("1"), _with_delta("−a / b²"), _with_delta("0")
    ('δ · (1 − x²)', 'δ', '−δ · a / b²', '0')
    """
    sign, size = ("−", slope[1:]) if slope.startswith("−") else ("", slope)
    if size == "0":
        return "0"
    if size == "1":
        return f"{sign}δ"
    if size.startswith("1 / "):
        return f"{sign}δ / {size[4:]}"
    if size[0].isdigit() and size[1:4] == " · ":
        return f"{sign}{size[:4]}δ · {size[4:]}"
    if size.replace(".", "").isdigit():
        return f"{sign}{size} · δ"
    is_sum = " + " in _outside(size) or " − " in _outside(size)
    return f"{sign}δ · ({size})" if is_sum else f"{sign}δ · {size}"


def _outside(text: str) -> str:
    """Without what stands in parentheses."""
    depth, kept = 0, ""
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        kept += letter if not depth else ""
    return kept


def _first_wrong(case: Case, name: str) -> tuple[Watched, float, float]:
    for rows in (case.alone, case.below):
        numbers = zip(rows, case.sent(rows, name), case.right(rows, name), strict=True)
        for row, got, right in numbers:
            if not same([got], [right]):
                return row, got, right
    raise ValueError(f"{case.key} sends nothing wrong to {name}")


def _at(operation: Operation, row: Watched) -> str:
    return f"{numbers_at(operation, row)} and δ = {number(row.delta)}"


def _told_rule(
    case: Case, wrong: Sequence[tuple[str, str, str]], row: tuple[Watched, float, float]
) -> Fact:
    operation = case.operation
    to = f" to {wrong[0][2]}" if len(operation.inputs) > 1 else ""
    watched, got, right = row
    at = f"for {_at(operation, watched)}"
    if not all(formula for formula, _, _ in wrong):
        said = f"{number(got)}{to}"
        should = f"{wrong[0][1]}, which is {number(right)}"
        cause = f"Your rule for {operation.text} sends {said} {at}; it should send {should}."
    else:
        said = " and ".join(f"{x}{f' to {name}' if to else ''}" for x, _, name in wrong)
        should = " and ".join(f"{x}{f' to {name}' if to else ''}" for _, x, name in wrong)
        where = f" with {operation.where}" if "=" in operation.where[:4] else f" {operation.where}"
        letter = operation.where[:1]
        if "=" in operation.where[:4] and "x" in wrong[0][0].replace("exp", ""):
            where += f": x is what goes in, {letter} what comes out"
        if len(operation.inputs) == 2 and any("y" in x for x, _, _ in wrong):
            said += f", where y is the result {operation.text}"
        begins = f"F{at[1:]}" if case.key == "relu0" else f"Another test: {at}"
        cause = (
            f"Your rule for {operation.text} sends {said}; it should send {should}"
            f"{where.rstrip()}. {begins} it sends {number(got)}{to}; it should send "
            f"{number(right)}."
        )
    return Fact(
        f"rule-of-{slug(case.key)}", cause, _growth(case, wrong[-1][2]), _all_sent(operation)
    )


def _all_sent(operation: Operation) -> Evidence:
    """What the operation sends, as the root and below a product."""

    def evidence(answers: Mapping[str, Any]) -> list[float]:
        value = answers["Value"]
        plain, scaled = sent_by_rule(value, operation)
        rows = [*plain, *scaled] or [*watch_alone(value, operation), *watch_below(value, operation)]
        return [row.seen.grad[name] for row in rows for name in operation.inputs]

    return evidence


def _growth(case: Case, name: str) -> str:
    operation = case.operation
    where = operation.where if operation.where.startswith("for") else ""
    if case.key == "relu0":
        return "At x = 0 relu has no slope; here we take 0. What does your line send there?"
    if len(operation.inputs) == 1:
        return (
            f"By how much does {operation.text} grow when {name} grows by 0.01 {where}".strip()
            + "?"
        )
    return f"By how much does {operation.text} grow when only {name} grows by 0.01?"


def _lost(case: Case) -> Fact:
    operation = case.operation
    needed = " and ".join(operation.inputs)
    count = count_of_inputs(case.alone[0].seen.nodes["y"])
    text = operation.text
    if count == 0:
        return Fact(
            "inputs-lost",
            f"The node of {text} has no inputs, so nothing leads from it back to {needed}.",
            f"In the line that makes the new node of {text}: does Value(…) get {needed} as "
            f"{'an input' if len(operation.inputs) == 1 else 'inputs'}?",
        )
    why = (
        f"it does not know {needed}, or its rule is missing or never attached"
        if count is None
        else "it has inputs, but its rule is missing, never attached, or gives 0"
    )
    return Fact(
        "operation-sends-nothing",
        f"The node of {operation.text} sends nothing to {needed}: {why}.",
        f"Which line of {operation.text} tells the new node what to do when δ arrives?",
    )
