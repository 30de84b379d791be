"""Build a graph twice at once, of our Values and of a student's: every node beside its twin."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from minigrad.exercises.answering import graph_of
from minigrad.exercises.answers import Observation, agree
from minigrad.exercises.programs import numbered_lines, parsed
from minigrad.exercises.time_limit import TookTooLongError
from minigrad.exercises.watching import quietly
from minigrad.graph import topological_order
from minigrad.value import Value

SIGNS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**"}


class Pair:
    """One of our nodes; every step is counted, because the student's twin made it too."""

    def __init__(self, graph: PairedGraph, ours: Value, text: str) -> None:
        self._graph, self._ours = graph, ours
        graph.place.setdefault(ours, graph.steps)
        graph.steps += 1
        graph.text.setdefault(ours, text)

    def __str__(self) -> str:
        return self._graph.text[self._ours]

    def __getattr__(self, method: str) -> Callable[..., Any]:
        if method.startswith("__"):
            raise AttributeError(method)
        return lambda *others: self._both(
            lambda x, *xs: getattr(x, method)(*xs),
            f"{self}.{method}({', '.join(map(str, others))})",
            *others,
        )

    def __neg__(self) -> Pair | None:
        return self._both(operator.neg, f"-{self}")

    def _both(self, action: Callable[..., Any], text: str, *others: Any) -> Pair | None:
        ours = action(self._ours, *(x._ours if isinstance(x, Pair) else x for x in others))
        if isinstance(ours, Value):
            return Pair(self._graph, ours, text)
        self._graph.steps += 1
        return None


def _give_operator(name: str, sign: str) -> None:
    function = getattr(operator, name)

    def apply(self: Pair, other: object) -> Pair | None:
        return self._both(function, f"({self} {sign} {other})", other)

    def reflected(self: Pair, other: object) -> Pair | None:
        return self._both(lambda x, y: function(y, x), f"({other} {sign} {self})", other)

    setattr(Pair, f"__{name}__", apply)
    setattr(Pair, f"__r{name}__", reflected)


for _name, _sign in SIGNS.items():
    _give_operator(_name, _sign)


class PairedGraph:
    """The graph of a question, built and walked with our class and with the student's.

    `twins` are the student's data and grad after each step, in order, None where there is none:
    where the student's class raises, and for what is made from that node.
    """

    def __init__(self, observation: Observation, twins: Sequence[Sequence[float | None]]) -> None:
        self.program = observation.program
        self.within = observation.within
        self.twins = twins
        self.steps = 0
        self.place: dict[Value, int] = {}  # of a node among the steps
        self.text: dict[Value, str] = {}  # a node's name, or the operation that made it
        self.names: dict[str, Value] = {}
        scope = {name: Pair(self, Value(x), name) for name, x in observation.numbers}
        for line in numbered_lines(observation.program, observation.then):
            exec(parsed(line)[0], {}, scope)
            for name, pair in scope.items():
                if name not in self.names:
                    self.names[name], self.text[pair._ours] = pair._ours, name
        self.order = topological_order(self.names["y"])

    def data(self, node: Value) -> float | None:
        """The student's number at one of our nodes; None if there is none."""
        return self._twin(node)[0]

    def grad(self, node: Value) -> float | None:
        return self._twin(node)[1]

    def _twin(self, node: Value) -> Sequence[float | None]:
        place = self.place.get(node, len(self.twins))
        return self.twins[place] if place < len(self.twins) else (None, None)

    def is_own_constant(self, node: Value) -> bool:
        """A leaf without a twin: the 3 of 3 * a, which the student's class may keep as a number."""
        return node not in self.place

    @cached_property
    def first_wrong_data(self) -> Value | None:
        """Going forward: all that it is made of is right."""
        return next((node for node in self.order if self.has_wrong_data(node)), None)

    @cached_property
    def first_wrong_grad(self) -> Value | None:
        """Going backward from y: all that use it have the right δ."""
        return next((node for node in self.order[::-1] if self.has_wrong_grad(node)), None)

    def users(self, node: Value) -> list[Value]:
        """The nodes that send to it."""
        return [each for each in self.order if node in each.inputs]

    def has_wrong_data(self, node: Value) -> bool:
        return self._differs(node, self.data(node), node.data)

    def has_wrong_grad(self, node: Value) -> bool:
        return self._differs(node, self.grad(node), node.grad)

    def _differs(self, node: Value, got: float | None, expected: float) -> bool:
        if self.is_own_constant(node):
            return False
        return got is None or not agree((got,), (expected,), self.within)


def paired(
    observation: Observation,
    answers: Mapping[str, Any],
    twins: Sequence[Sequence[float | None]] = (),
) -> PairedGraph | None:
    """The graph that a question is about; None if it is about none, or does not end this time.

    `twins` are those of code in another process. What code prints was printed when it was asked.
    """
    if not observation.program:
        return None
    try:
        if answers:
            lines = numbered_lines(observation.program, observation.then)
            with quietly():
                twins = graph_of(answers.get("Value"), dict(observation.numbers), lines)
        return PairedGraph(observation, twins) if twins else None
    except TookTooLongError:
        return None
