"""Build a graph twice at once, of our Values and of a student's: every node beside its twin."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from minigrad.exercises.answers import Observation, agree
from minigrad.exercises.programs import parsed
from minigrad.exercises.time_limit import TookTooLongError
from minigrad.exercises.watching import number_at, quietly
from minigrad.graph import topological_order
from minigrad.value import Value

SIGNS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**"}


class Pair:
    """One of our nodes and the student's twin; whatever is done to it is done to both."""

    def __init__(self, graph: PairedGraph, ours: Value, theirs: Any, text: str) -> None:
        self._graph, self._ours, self._theirs = graph, ours, theirs
        graph.theirs.setdefault(ours, theirs)
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
        theirs = _attempt(
            lambda: action(self._theirs, *(x._theirs if isinstance(x, Pair) else x for x in others))
        )
        return Pair(self._graph, ours, theirs, text) if isinstance(ours, Value) else None


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

    Where the student's class raises there is no twin, nor for what is made from that node.
    """

    def __init__(self, observation: Observation, answers: Mapping[str, Any]) -> None:
        self.program = observation.program
        self.within = observation.within
        self.theirs: dict[Value, Any] = {}
        self.text: dict[Value, str] = {}  # a node's name, or the operation that made it
        self.names: dict[str, Value] = {}
        scope = {
            name: Pair(self, Value(x), _attempt(lambda x=x: answers["Value"](x)), name)  # type: ignore[misc]
            for name, x in observation.numbers
        }
        for line in f"{observation.program}; {observation.then}".split("; "):
            exec(parsed(line)[0], {}, scope)
            for name, pair in scope.items():
                if name not in self.names:
                    self.names[name], self.text[pair._ours] = pair._ours, name
        self.order = topological_order(self.names["y"])

    def data(self, node: Value) -> float | None:
        """The student's number at one of our nodes; None if there is none."""
        return number_at(self.theirs.get(node), "data")

    def grad(self, node: Value) -> float | None:
        return number_at(self.theirs.get(node), "grad")

    def is_own_constant(self, node: Value) -> bool:
        """A leaf without a twin: the 3 of 3 * a, which the student's class may keep as a number."""
        return node not in self.theirs

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


def paired(observation: Observation, answers: Mapping[str, Any]) -> PairedGraph | None:
    """The graph that a question is about; None if it is about none, or does not end this time.

    What the student's code prints was printed when it was asked.
    """
    if not observation.program:
        return None
    try:
        with quietly():
            return PairedGraph(observation, answers)
    except TookTooLongError:
        return None


def _attempt(action: Callable[[], Any]) -> Any:
    """What the student's code makes; None where it raises."""
    try:
        return action()
    except TookTooLongError:
        raise
    except (Exception, SystemExit):
        return None
