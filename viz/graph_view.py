"""A graph with what pictures and tables show of it: names, ∂out/∂in, the δs of its own pass."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from minigrad import Value, topological_order
from minigrad.functions import named_values
from minigrad.names import distinct, given_name, node_names
from minigrad.node import number_rule
from viz import theme
from viz.expression import SPELLED, Formula, formulas


class Contribution(NamedTuple):
    """What a node receives from one of its users, as δ(user) · ∂user/∂node."""

    user: Value
    local: float
    sent: float


class GraphView:
    """The nodes below a root, each with its name, path, δ and local derivatives."""

    def __init__(
        self, root: Value, names: Mapping[str, object] | None = None, deltas: bool = True
    ) -> None:
        self.root, self.names = root, names
        self.order = topological_order(root)
        variables: dict[Value, str] = {}
        for variable, value in named_values({} if names is None else names, "names=locals()"):
            variables.setdefault(value, variable)
        self.name = node_names(self.order, variables)
        self.given = {node: given_name(node, variables) for node in self.order}
        self.position = {node: position for position, node in enumerate(self.order)}
        self.users: dict[Value, list[Value]] = {node: [] for node in self.order}
        for node in self.order:
            for value in node.inputs:
                self.users[value].append(node)
        self.path = self._paths()
        self.title = self._titles()
        self.locals = {node: node._backward(1.0) for node in self.order}
        self.delta: dict[Value, float] = {}
        self.sent: dict[Value, Sequence[float]] = {}  # to each input
        self.received: dict[Value, list[Contribution]] = {node: [] for node in self.order}
        for step in root.backward_steps() if deltas else ():
            node = step.node
            self.delta[node], self.sent[node] = step.delta, step.contributions
            for value, local, sent in zip(
                node.inputs, self.locals[node], step.contributions, strict=True
            ):
                self.received[value].append(Contribution(node, local, sent))
        self.largest = theme.largest(self.delta.values())
        self.largest_sent = theme.largest(x for sent in self.sent.values() for x in sent)

    def _paths(self) -> dict[Value, tuple[str, ...]]:
        """The parts of each node's name; without one, a node stands in the frame of its users.

        Where its users stand in several frames, it stands in none.
        """
        paths: dict[Value, tuple[str, ...]] = {}
        for node in reversed(self.order):
            frames = {paths[user][:-1] for user in self.users[node]}
            if self.given[node]:
                paths[node] = path(self.given[node])
            else:
                paths[node] = (*(frames.pop() if len(frames) == 1 else ()), self.name[node])
        return paths

    def _titles(self) -> dict[Value, str]:
        """What a node's box says: the last part of its path, unlike all others in its frame."""
        frames = ["".join(f"{part}." for part in self.path[node][:-1]) for node in self.order]
        parts = [theme.shortened(self.path[node][-1], theme.NAME_LENGTH) for node in self.order]
        names = distinct([frame + part for frame, part in zip(frames, parts, strict=True)])
        return {
            node: name.removeprefix(frame)
            for node, name, frame in zip(self.order, names, frames, strict=True)
        }

    @cached_property
    def formula(self) -> dict[Value, Formula]:
        """What each operation computes, written with what its inputs are called."""
        return formulas(self.order, self._reference, self.title)

    def _reference(self, user: Value, value: Value) -> str:
        """A given name as it reads inside the user's frame: w, or neuron0.a of another one."""
        if not self.given[value]:
            return ""
        own, other = self.path[user][:-1], self.path[value][:-1]
        common = 0
        while common < min(len(own), len(other)) and own[common] == other[common]:
            common += 1
        name = ".".join([*other[common:], self.title[value]])
        return theme.shortened(name if len(name) <= SPELLED else self.title[value], SPELLED)

    @cached_property
    def formula_numbers(self) -> set[Value]:
        """The numbers written into a formula that shows them: 0.5 and 2, say, but no Value(2.0).

        Where an operation has no other inputs, they are needed to see where its number is from.
        """
        found: set[Value] = set()
        for node, formula in self.formula.items():
            numbers = [value for value in node.inputs if self._is_formula_number(value)]
            if formula.is_whole and len(numbers) < len(node.inputs):
                found.update(numbers)
        return found

    def _is_formula_number(self, value: Value) -> bool:
        is_number = value._backward is number_rule and not self.given[value]
        return is_number and len(self.users[value]) == 1

    @cached_property
    def births(self) -> dict[Value, str]:
        """The operations where a nan or an infinity comes out of finite numbers, and in what."""
        found: dict[Value, str] = {}
        is_finite = {node: math.isfinite(node.data) for node in self.order}
        for node in self.order:
            if not node.inputs or not all(is_finite[value] for value in node.inputs):
                continue
            if not is_finite[node]:
                found[node] = f"{theme.number(node.data)} begins here"
            elif math.isfinite(self.delta.get(node, math.nan)):
                wrong = [theme.number(x) for x in self.sent[node] if not math.isfinite(x)]
                if wrong:
                    found[node] = f"first to send {wrong[0]}"
        return found


def path(name: str) -> tuple[str, ...]:
    """The parts of a dotted name, outermost first; a number such as 0.5 is one part.

    >>> path("layer1.neuron0.w2"), path("0.5"), path("e.g. this")
    (('layer1', 'neuron0', 'w2'), ('0.5',), ('e.g. this',))
    """
    parts = name.split(".")
    if any(part != part.strip() or not part for part in parts):
        return (name,)
    try:
        float(name)
    except ValueError:
        return tuple(parts)
    return (name,)
