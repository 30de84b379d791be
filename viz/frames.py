"""What a player says and shows at each of its positions, in words and formatted numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from minigrad import Step, Value, walk
from viz import theme
from viz.dot import node_id
from viz.graph_view import GraphView
from viz.theme import LIGHT, number

UNKNOWN = "?"


class ShownDelta(NamedTuple):
    """What the δ cell of a node shows: a text, its colour, and the colour behind it."""

    text: str
    ink: str
    fill: str


@dataclass
class Frame:
    """One position of the player. Nodes are named by their ids in the picture."""

    active: str  # the node at work
    title: str
    words: list[str]
    receivers: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)  # the nodes whose value appears
    deltas: dict[str, ShownDelta] = field(default_factory=dict)  # the δs that appear or change


def frames(graph: GraphView, order: Sequence[Value] | None = None) -> list[Frame]:
    """The values in topological order, the turn, then the δs in the order of the walk.

    With another order than the right one, a last frame compares its δs with the right ones.
    """
    forward = [_forward(graph, node) for node in graph.order]
    backward = _Backward(graph, order)
    return [*forward, _turn(graph), *backward.frames()]


def _forward(graph: GraphView, node: Value) -> Frame:
    name, value = graph.name[node], number(node.data)
    frame = Frame(node_id(graph, node), f"{name} = {value}", [f"{name} is given: {value}"])
    frame.values = [frame.active]
    if node.inputs:
        taken = ", ".join(f"{graph.name[x]} = {number(x.data)}" for x in node.inputs)
        frame.words = [f"{theme.operation(node.op)} takes {taken} and gives {name} = {value}"]
    return frame


def _turn(graph: GraphView) -> Frame:
    root = graph.name[graph.root]
    words = [
        "Every value is known. Now through the same graph in the other direction:",
        f"δ({root}) = ∂{root}/∂{root} = 1, and no other δ is known yet.",
    ]
    frame = Frame(node_id(graph, graph.root), "↩ turn around", words)
    frame.deltas = {frame.active: _shown(graph, 1.0)}
    return frame


class _Backward:
    """The steps of `walk`, told one by one, with the sums so far, to say how they grow."""

    def __init__(self, graph: GraphView, order: Sequence[Value] | None) -> None:
        self.graph = graph
        self.order = order
        self.sums = dict.fromkeys(graph.order, 0.0) | {graph.root: 1.0}
        self.has_run: set[Value] = set()

    def frames(self) -> list[Frame]:
        order = self.graph.order[::-1] if self.order is None else self.order
        told = [self._tell(step) for step in walk(order, {self.graph.root: 1.0})]
        return told if self.order is None else [*told, self._comparison()]

    def _tell(self, step: Step) -> Frame:
        graph, node = self.graph, step.node
        name, delta = graph.name[node], number(step.delta)
        frame = Frame(node_id(graph, node), f"δ({name}) = {delta}", [])
        if node in self.has_run and node.inputs:
            frame.words = [f"{name} runs again, and sends all that it has received once more."]
        self.has_run.add(node)
        if not node.inputs:
            state = "is complete" if self.order is None else "so far"
            frame.words = [f"{name} has no inputs; δ({name}) = {delta} {state}."]
        arguments = zip(node.inputs, graph.locals[node], step.contributions, strict=True)
        for value, local, sent in arguments:
            into = graph.name[value]
            before, self.sums[value] = self.sums[value], self.sums[value] + sent
            is_late = value.inputs and value in self.has_run
            late = ": too late, it has already run!" if is_late else ""
            frame.words.append(
                f"{theme.operation(node.op)} sends δ({name}) · ∂{name}/∂{into} = "
                f"{delta} · {number(local)} = {number(sent)} to {into}{late}"
            )
            frame.words.append(
                f"    δ({into}): {number(before)} + {number(sent)} = {number(self.sums[value])}"
            )
            frame.receivers.append(node_id(graph, value))
            frame.deltas[node_id(graph, value)] = _shown(graph, self.sums[value])
        return frame

    def _comparison(self) -> Frame:
        graph = self.graph
        frame = Frame(node_id(graph, graph.root), "compare", [])
        for node in graph.order:
            got, right = number(self.sums[node]), number(graph.delta[node])
            if got != right:
                frame.words.append(f"δ({graph.name[node]}) came out as {got}; right is {right}")
                frame.deltas[node_id(graph, node)] = ShownDelta(
                    f"{got} ≠ {right}", LIGHT["highlight"], LIGHT["cell"]
                )
        all_right = "In this graph, this order gave every δ right all the same."
        frame.words = frame.words or [all_right]
        return frame


def _shown(graph: GraphView, delta: float) -> ShownDelta:
    ink, fill = theme.sign_role(delta), theme.strength(delta, graph.largest)
    return ShownDelta(number(delta), LIGHT[ink], LIGHT[fill])
