"""What a rule sends when it is called from here, whatever backward() would make of that."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import Any

from minigrad.exercises.answering import RULES, inputs_of, rule_of
from minigrad.exercises.kept import is_that_of_a_leaf
from minigrad.exercises.operations import Operation
from minigrad.exercises.orders import faults_of_calls
from minigrad.exercises.programs import built, uses
from minigrad.exercises.watching import (
    NUMBERS,
    PLACES,
    Seen,
    Watched,
    at_place,
    number_at,
    right_slopes,
    sent_by_hand,
)


def sent_by_rule(value: Any, operation: Operation) -> tuple[list[Watched], list[Watched]]:
    """What the operation's own rule sends for δ = 1, and for other δ, when it is called from here.

    Whatever backward() makes of it. Nothing, where the rule cannot be called in this way.
    """
    plain, scaled = (
        [row for place in range(PLACES) if (row := _by_rule(value, operation, place, delta))]
        for delta in (None, -1.0)
    )
    if len(plain) < PLACES or len(scaled) < PLACES:
        return [], []
    return plain, scaled


def _by_rule(value: Any, operation: Operation, place: int, sign: float | None) -> Watched | None:
    program, numbers = at_place(operation, place)
    y, slopes = right_slopes(operation, program, numbers)
    size = round(random.Random(place).uniform(1.3, 2.9), 3)
    delta = 1.0 if sign is None else size * sign**place
    nodes, sent = _called(value, program, numbers, operation.inputs, delta)
    if sent is None:
        return None
    at = numbers | {"k": float(NUMBERS[place]), "y": y}
    return Watched(Seen({}, sent | {"y": delta}, nodes), at, slopes, delta)


def sent_at(
    value: Any, program: str, numbers: Mapping[str, float], names: Sequence[str]
) -> dict[str, float] | None:
    """What the root's rule sends to each of these inputs for δ = 1, all in all, at any numbers.

    Where both inputs are one node, only what a rule returns can be told from its grad.
    """
    own = [name for name in names if name in numbers]
    if len(own) < len(names) and sent_by_hand(lambda: built(program, dict(numbers), value)) is None:
        return None
    return _called(value, program, numbers, own, 1.0)[1]


def _called(
    value: Any, program: str, numbers: Mapping[str, float], names: Sequence[str], delta: float
) -> tuple[dict[str, Any], dict[str, float] | None]:
    for arguments in (lambda root: (delta,), lambda root: (), lambda root: (root,)):
        nodes = built(program, dict(numbers), value)
        try:
            return nodes, _sent_to(nodes, names, delta, arguments)
        except Exception:
            continue
    return {}, None


def _sent_to(
    nodes: Mapping[str, Any],
    names: Sequence[str],
    delta: float,
    arguments: Callable[[Any], tuple[Any, ...]],
) -> dict[str, float] | None:
    """Call the root's rule; None where its inputs are not those of the program."""
    root = nodes["y"]
    rule, inputs = rule_of(root), inputs_of(root)
    own = [name for name in names for node in inputs if node is nodes[name]]
    if rule is None or is_that_of_a_leaf(rule) or (inputs and set(own) != set(names)):
        return None
    for node in nodes.values():
        node.grad = 0.0
    root.grad = delta
    sent = rule(*arguments(root))
    if sent is not None and delta != 1:  # nothing that is sent may depend on what has arrived
        for place, name in enumerate(names):
            nodes[name].grad = 0.7 + 0.4 * place
        root.grad = delta
        sent = rule(*arguments(root))
    sent = list(sent) if hasattr(sent, "__next__") else sent
    if sent is None:
        grads = {name: number_at(nodes[name], "grad") for name in names}
        is_telling = None not in grads.values() and all(grads.values())
        return grads if is_telling else None  # type: ignore[return-value]
    if isinstance(sent, Real) and len(inputs) == 1:
        sent = [sent]  # told as a number that should be in a tuple
    if len(sent) < len(inputs):
        return None
    found = dict.fromkeys(names, 0.0)
    for name in names:
        for node, x in zip(inputs, sent, strict=False):
            found[name] += float(x) if node is nodes[name] else 0.0
    return found


def faults_of_pass(value: Any, program: str, numbers: Mapping[str, float]) -> list[str]:
    """What is wrong with the calls of the rules in one pass; nothing where they cannot be seen."""
    log: list[str] = []
    nodes = built(program, dict(numbers), value)
    for name in uses(program):
        _log_calls(nodes[name], name, log)
    nodes["y"].backward()
    return faults_of_calls(log, uses(program)) if log else []


def grads_when_sending(
    value: Any, program: str, numbers: Mapping[str, float]
) -> tuple[dict[str, float | None], dict[str, Any]]:
    """What grad each node held when its rule was called first, and the nodes after the pass."""
    held: dict[str, float | None] = {}
    nodes = built(program, dict(numbers), value)
    for name in uses(program):
        _log_calls(nodes[name], name, _Noted(held, nodes))  # type: ignore[arg-type]
    nodes["y"].backward()
    return held, nodes


class _Noted:
    """In place of a log: it keeps the grad that a node holds when its name is written."""

    def __init__(self, held: dict[str, float | None], nodes: Mapping[str, Any]) -> None:
        self.held, self.nodes = held, nodes

    def append(self, name: str) -> None:
        self.held.setdefault(name, number_at(self.nodes[name], "grad"))


def _log_calls(node: Any, name: str, log: list[str]) -> None:
    """Let the node write its name into the log whenever its rule is called."""
    kept = next((each for each in RULES if callable(getattr(node, each, None))), "")
    rule = getattr(node, kept, None)

    def logged(*arguments: object) -> Any:
        log.append(name)
        return rule(*arguments)  # type: ignore[misc]

    if kept:
        setattr(node, kept, logged)
