"""The positions of the player: the rows of its table, with every number as the reader sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from minigrad import Step, Value, walk
from viz import theme
from viz.graph_view import GraphView
from viz.theme import number

UNKNOWN = "?"
MOST_TERMS = 4  # of a sum that is written out
MOST_TAKEN = 12  # of the inputs that a sentence lists


@dataclass
class Frame:
    """One position: what happens, the numbers in it, what it gives, and a note on that."""

    what: str
    numbers: str = ""
    gives: str = ""
    note: str = ""
    node: Value | None = None  # the one at work
    argument: int | None = None  # on the way back: which of its inputs receives
    fill: str = "cell"  # the role of the ground on which the receiver shows its δ
    wrong: dict[Value, str] = field(default_factory=dict)  # at the end of another order: `8 ≠ 4`

    @property
    def receiver(self) -> Value | None:
        if self.node is None or self.argument is None:
            return None
        receiver: Value = self.node.inputs[self.argument]
        return receiver

    @property
    def title(self) -> str:
        """Such as `v → a: 48`: an arrow and what it carries, or `u = 4`."""
        if self.argument is not None:
            return f"{self.what}: {self.numbers.rpartition(' = ')[2]}"
        return (
            f"{self.what} = {self.gives}" if self.node is not None and self.numbers else self.what
        )


def frames(graph: GraphView, order: Sequence[Value] | None = None) -> list[Frame]:
    """What is given, each operation, the turn, then one position for every arrow of the walk.

    With another order than the right one, a last frame compares its δs with the right ones.
    """
    forward = [_forward(graph, node) for node in graph.order if node.inputs]
    turn = Frame("↩ turn around", gives=f"δ({graph.name[graph.root]}) = 1", node=graph.root)
    back = _RightOrder(graph) if order is None else _AnotherOrder(graph)
    steps = walk(graph.order[::-1] if order is None else order, {graph.root: 1.0})
    told = [frame for step in steps for frame in back.told(step)]
    end = [] if order is None else [_comparison(graph, back.sums)]
    return [_given(graph), *forward, turn, *told, *end]


def _given(graph: GraphView) -> Frame:
    leaves = [node for node in graph.order if not node.inputs]
    listed = ", ".join(f"{graph.name[leaf]} = {number(leaf.data)}" for leaf in leaves)
    return Frame(f"{len(leaves)} given", listed)


def _forward(graph: GraphView, node: Value) -> Frame:
    taken = [f"{graph.name[x]} = {number(x.data)}" for x in node.inputs[:MOST_TAKEN]]
    if len(node.inputs) > MOST_TAKEN:
        taken.append(f"… and {len(node.inputs) - MOST_TAKEN} more")
    words = f"{theme.operation(node.op)} takes {', '.join(taken)}"
    return Frame(graph.name[node], words, number(node.data), node=node)


class _RightOrder:
    """The arrows of a walk that is right: each node knows how many are still to come."""

    def __init__(self, graph: GraphView) -> None:
        self.graph = graph
        self.sums = {graph.root: 1.0}
        self.terms: dict[Value, list[float]] = {node: [] for node in graph.order}

    def told(self, step: Step) -> Iterator[Frame]:
        graph, node = self.graph, step.node
        sent = zip(node.inputs, graph.locals[node], step.contributions, strict=True)
        for argument, (value, local, contribution) in enumerate(sent):
            before = self.sums.get(value)
            self.sums[value] = contribution if before is None else before + contribution
            self.terms[value].append(contribution)
            yield Frame(
                f"{graph.name[node]} → {graph.name[value]}",
                f"{number(step.delta)} × {number(local)} = {number(contribution)}",
                *self.shown(step, value),
                node=node,
                argument=argument,
                fill=theme.strength(self.sums[value], graph.largest),
            )

    def shown(self, step: Step, value: Value) -> tuple[str, str]:
        """The δ that the receiver shows now, and the line under it."""
        delta, terms, total = number(self.sums[value]), self.terms[value], self.graph.users[value]
        if len(terms) < len(total):
            return f"{delta} + {UNKNOWN}", f"{len(terms)} of {len(total)} arrived"
        return delta, _sum(terms) if len(terms) > 1 else ""


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


def _sum(terms: list[float]) -> str:
    """
    >>> _sum([48.0, -32.0]), _sum([1.0] * 7)
    ('= 48 − 32', '= Σ of 7')
    """
    if len(terms) > MOST_TERMS:
        return f"= Σ of {len(terms)}"
    first, *others = map(number, terms)
    signed = [f" − {x[1:]}" if x.startswith("−") else f" + {x}" for x in others]
    return f"= {first}{''.join(signed)}"


def _comparison(graph: GraphView, sums: dict[Value, float]) -> Frame:
    shown = {node: (number(sums[node]), number(graph.delta[node])) for node in graph.order}
    wrong = {node: pair for node, pair in shown.items() if pair[0] != pair[1]}
    lines = [
        f"δ({graph.name[node]}) came out as {got}; right is {right}."
        for node, (got, right) in wrong.items()
    ]
    words = "\n".join(lines) or "In this graph, this order gave every δ right all the same."
    return Frame(
        "compare", words, wrong={node: f"{got} ≠ {right}" for node, (got, right) in wrong.items()}
    )
