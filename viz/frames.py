"""The positions of the player: the rows of its table, with every number as the reader sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from minigrad import Step, Value, walk
from viz import theme
from viz.dot import sum_text
from viz.graph_view import GraphView
from viz.theme import number

MOST_TAKEN = 12  # of the inputs that a row lists


class Arrow(NamedTuple):
    """The arrow from an operation back to one of its inputs."""

    node: Value
    argument: int

    @property
    def receiver(self) -> Value:
        value: Value = self.node.inputs[self.argument]
        return value


@dataclass
class Frame:
    """One position: what happens, the numbers in it, what it gives, and a note on that."""

    what: str
    numbers: str = ""
    gives: str = ""
    note: str = ""
    node: Value | None = None  # the one at work
    arrow: Arrow | None = None  # on the way back
    fill: str = "cell"  # the role of the ground on which the receiver shows its δ
    wrong: dict[Value, str] = field(default_factory=dict)  # at the end of another order: `8 ≠ 4`

    @property
    def sent(self) -> str:
        """What the arrow carries."""
        return self.numbers.rpartition(" = ")[2]

    @property
    def title(self) -> str:
        """Such as `v → a: 48`, an arrow and what it carries, or `u = 4`."""
        if self.arrow:
            return f"{self.what}: {self.sent}"
        name, equals, _ = self.what.partition(" = ")
        return f"{name} = {self.gives}" if equals else self.what


def frames(graph: GraphView, order: Sequence[Value] | None = None) -> list[Frame]:
    """What is given, each operation, the turn, then one position for every arrow of the walk.

    Numbers that stand in a formula have no box, and no arrow. With another order than the right
    one, a last frame compares its δs with the right ones.
    """
    forward = [_forward(graph, node) for node in graph.order if node.inputs]
    turn = Frame("↩ turn around", gives=f"δ({graph.name[graph.root]}) = 1", node=graph.root)
    back = _RightOrder(graph) if order is None else _AnotherOrder(graph)
    steps = walk(graph.order[::-1] if order is None else order, {graph.root: 1.0})
    told = [frame for step in steps for frame in back.told(step)]
    end = [] if order is None else [_comparison(graph, back.sums)]
    return [_given(graph), *forward, turn, *told, *end]


def _given(graph: GraphView) -> Frame:
    leaves = [x for x in graph.order if not x.inputs and x not in graph.formula_numbers]
    listed = ", ".join(f"{graph.name[leaf]} = {number(leaf.data)}" for leaf in leaves)
    return Frame(f"{len(leaves)} given", listed)


def _forward(graph: GraphView, node: Value) -> Frame:
    inputs = dict.fromkeys(x for x in node.inputs if x not in graph.formula_numbers)
    taken = [f"{graph.name[x]} = {number(x.data)}" for x in inputs]
    if len(taken) > MOST_TAKEN:
        taken[MOST_TAKEN:] = [f"… and {len(taken) - MOST_TAKEN} more"]
    what = f"{graph.name[node]} = {graph.formula[node].text}"
    return Frame(what, ", ".join(taken), number(node.data), node=node)


class _RightOrder:
    """The arrows of a walk that is right: each node knows how many are still to come."""

    def __init__(self, graph: GraphView) -> None:
        self.graph = graph
        self.sums = {graph.root: 1.0}
        self.arrived: Counter[Value] = Counter()

    def told(self, step: Step) -> Iterator[Frame]:
        graph, node = self.graph, step.node
        sent = zip(node.inputs, graph.locals[node], step.contributions, strict=True)
        for argument, (value, local, contribution) in enumerate(sent):
            if value in graph.formula_numbers:
                continue
            before = self.sums.get(value)
            self.sums[value] = contribution if before is None else before + contribution
            self.arrived[value] += 1
            yield Frame(
                f"{graph.name[node]} → {graph.name[value]}",
                f"{number(step.delta)} × {number(local)} = {number(contribution)}",
                *self.shown(step, value),
                node=node,
                arrow=Arrow(node, argument),
                fill=theme.strength(self.sums[value], graph.largest),
            )

    def shown(self, step: Step, value: Value) -> tuple[str, str]:
        """The δ that the receiver shows now, and the line under it."""
        delta, total = number(self.sums[value]), len(self.graph.users[value])
        if self.arrived[value] < total:
            return f"{delta} + ?", f"{self.arrived[value]} of {total} arrived"
        return delta, sum_text(self.graph.received[value])


class _AnotherOrder(_RightOrder):
    """The arrows of any other walk: nobody can say there that a δ is complete."""

    def __init__(self, graph: GraphView) -> None:
        super().__init__(graph)
        self.runs: Counter[Value] = Counter()

    def told(self, step: Step) -> Iterator[Frame]:
        self.runs[step.node] += 1
        return super().told(step)

    def shown(self, step: Step, value: Value) -> tuple[str, str]:
        notes = ["so far"]
        if self.runs[step.node] > 1:
            notes.append(f"{self.graph.name[step.node]} runs again: all that it has, once more")
        if value.inputs and value in self.runs:
            notes.append(f"too late: {self.graph.name[value]} has already run")
        return number(self.sums[value]), "; ".join(notes)


def _comparison(graph: GraphView, sums: dict[Value, float]) -> Frame:
    boxes = [node for node in graph.order if node in sums]
    shown = {node: (number(sums[node]), number(graph.delta[node])) for node in boxes}
    wrong = {node: pair for node, pair in shown.items() if pair[0] != pair[1]}
    lines = [
        f"δ({graph.name[node]}) came out as {got}; right is {right}."
        for node, (got, right) in wrong.items()
    ]
    words = "\n".join(lines) or "In this graph, this order gave every δ right all the same."
    marks = {node: f"{got} ≠ {right}" for node, (got, right) in wrong.items()}
    return Frame("compare", words, wrong=marks)
