"""A rule that does something else where its inputs are equal, or where one of them is 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minigrad.exercises.called_alone import sent_at
from minigrad.exercises.fact import Fact
from minigrad.exercises.operations import OPERATIONS, Operation, slug
from viz.theme import number

A_LITTLE = 1e-9
CLOSE = 1e-5  # relative: slopes a little farther differ by less than that
X, OTHER = 0.722, -1.367
STEEP = "relu-", "relu0", "relu", "log", "**", "/", "a / k", "k / a"  # at 0 these may jump

Numbers = Mapping[str, float]


def jumps(value: Any, keys: Sequence[str], wrong: Sequence[str]) -> Iterator[Fact]:
    """For each operation the first place at which what its rule sends jumps.

    That both inputs are one node is asked of `wrong` ones alone; of others the grad tells.
    """
    for key in keys:
        operation = OPERATIONS[key]
        if operation.has_number or not operation.inputs:
            continue
        for where, program, at, near in _places(operation, key, key in wrong):
            there = sent_at(value, program, at, operation.inputs)
            sides = [sent_at(value, operation.program, side, operation.inputs) for side in near]
            facts = [_jump(operation, key, where, there, beside) for beside in sides]
            if all(facts) and facts[0]:
                yield facts[0]
                break


def _places(
    operation: Operation, key: str, is_wrong: bool
) -> Iterator[tuple[str, str, Numbers, list[Numbers]]]:
    """Where, the program there, and the numbers there and a little beside it, on both sides."""
    names = operation.inputs
    if len(names) == 2:
        equal: Numbers = dict.fromkeys(names, X)
        beside: list[Numbers] = [{**equal, names[1]: X * (1 + sign * A_LITTLE)} for sign in (1, -1)]
        yield f"{' and '.join(names)} are equal", operation.program, equal, beside
        if is_wrong:
            one = operation.program.replace(names[1], names[0])
            yield f"both inputs are {names[0]}", one, {names[0]: X}, beside
    for name in names if key not in STEEP else ():
        numbers = dict(zip(names, (X, OTHER), strict=False))
        beside = [{**numbers, name: sign * A_LITTLE} for sign in (1, -1)]
        yield f"{name} is 0", operation.program, {**numbers, name: 0.0}, beside


def _jump(
    operation: Operation, key: str, where: str, there: Numbers | None, beside: Numbers | None
) -> Fact | None:
    if there is None or beside is None:
        return None
    if len(there) < len(beside):  # one node gets what is sent to both
        beside = {name: sum(beside.values()) for name in there}
    for name in there:
        if abs(there[name] - beside[name]) > CLOSE * max(1.0, abs(beside[name])):
            to = f" to {name}" if len(operation.inputs) > 1 else ""
            return Fact(
                f"rule-of-{slug(key)}-jumps",
                f"Where {where}, your rule for {operation.text} does something else: there it "
                f"sends {number(there[name])}{to}, and {number(beside[name])} a little beside it.",
                f"Does {operation.text} need a case of its own there?",
            )
    return None
