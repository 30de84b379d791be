"""Where boxes stand: layers side by side, inputs on the left, w2 before w10, long chains in rows.

Without being told, engines search for an order with few crossings, and each finds another one.
What tells them was found by trying, with Graphviz 2.43 and 16: where there are frames, they hardly
search, and a column in a frame is given from its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import graphviz

from minigrad import Value
from viz.graph_view import GraphView

LONGEST_ROW = 10  # nodes in a row of a chain
FEW_AND_FAR = 4  # nodes for each step of the longest path: a graph with more is no chain

PULL = 10  # as many unseen arrows on each side of a frame keep it in its place

IN_FRAMES = {"newrank": "true", "mclimit": "0.01"}


def network_inputs(graph: GraphView) -> list[Value]:
    """The leaves outside of all frames that only nodes in frames use."""
    return [
        node
        for node in graph.order
        if not node.inputs and len(graph.path[node]) == 1 and graph.users[node]
        if all(len(graph.path[user]) > 1 for user in graph.users[node])
    ]


def parameter_column(graph: GraphView, node: Value) -> str:
    """One word for all parameters that the same operation takes, such as the w and b of a z."""
    is_parameter = graph.given[node] and not node.inputs and len(graph.path[node]) > 1
    return f"into {graph.position[graph.users[node][0]]}" if is_parameter else ""


def in_natural_order(graph: GraphView, nodes: Iterable[Value]) -> list[Value]:
    """Frame by frame, each in the order of its names; outside of frames in that of the graph."""

    def key(node: Value) -> list[tuple[bool, str, int]]:
        path = graph.path[node]
        return [natural(part) for part in path] if len(path) > 1 else []

    return sorted(nodes, key=key)


def natural(name: str) -> tuple[bool, str, int]:
    """A key that sorts names as people count, and those with a number first.

    >>> sorted(["b", "w10", "w9"], key=natural)
    ['w9', 'w10', 'b']
    """
    stem = name.rstrip("0123456789")
    digits = name[len(stem) :]
    return not digits, stem, int(digits or 0)


def layers(graph: GraphView) -> set[tuple[str, ...]]:
    """The frames that several frames stand in, such as the neurons of a layer."""
    frames = {path[:depth] for path in graph.path.values() for depth in range(1, len(path))}
    inside = Counter(frame[:-1] for frame in frames)
    return {frame for frame, count in inside.items() if frame and count > 1}


def arrow_length(
    graph: GraphView, layers: set[tuple[str, ...]], value: Value, node: Value
) -> dict[str, str]:
    """An arrow into or out of a layer is long, and may be bent, to let layers stand side by side.

    There is room for the parameters of the layer, and for the columns that nobody sees.
    """
    start, end = graph.path[value][:-2], graph.path[node][:-2]
    if start == end:
        return {}
    length = 1 + bool(end) + (start in layers or not start) + (end in layers)
    return {"minlen": str(length), "weight": "1"} if end else {"minlen": str(length)}


def rows(graph: GraphView, shown: Sequence[Value]) -> tuple[dict[Value, int], list[Value]]:
    """The row of each node, and the first node of each; nothing but for a long chain.

    A chain of 60 operations is ten times as wide as a page: it is cut into rows, like a text.
    """
    level: dict[Value, int] = {}
    for node in shown:
        level[node] = max((level[x] + 1 for x in node.inputs if x in level), default=0)
    length = max(level.values(), default=0) + 1
    has_frames = any(len(path) > 1 for path in graph.path.values())
    if has_frames or length <= LONGEST_ROW + 6 or len(shown) > FEW_AND_FAR * length:
        return {}, []
    per_row = -(-length // -(-length // LONGEST_ROW))  # rows of about one length
    row = {node: level[node] // per_row for node in shown}
    for node in reversed(shown):
        if not node.inputs:
            row[node] = min(row[user] for user in graph.users[node] if user in row)
    return row, _beginnings(graph, row, level)


def _beginnings(
    graph: GraphView, row: Mapping[Value, int], level: Mapping[Value, int]
) -> list[Value]:
    """The first node of each row on the longest path to the root."""
    node: Value | None = graph.root
    first: dict[int, Value] = {}
    while node is not None:
        first[row[node]] = node
        before = [value for value in node.inputs if value in level]
        node = max(before, key=lambda x: (level[x], -len(graph.users[x])), default=None)
    return [first[number] for number in sorted(first)]


def add_column(drawn: graphviz.Digraph, names: Sequence[str], rank: str = "same") -> None:
    if len(names) > 1:
        with drawn.subgraph(graph_attr={"rank": rank}) as column:
            for before, after in pairwise(names):
                column.edge(before, after, style="invis")


def order_frames(drawn: graphviz.Digraph, name: str, frames: Iterable[Sequence[str]]) -> None:
    """Keep frames, each given by the first and the last of its boxes, in this order.

    Two columns of nodes that nobody sees stand before and behind them. Arrows to each frame,
    as unseen, are so many that an engine finds them crossed the least in this order.
    """
    ends = [(boxes[0], boxes[-1]) for boxes in frames if boxes]
    if len(ends) < 2:
        return
    before = [f"{name}.before{place}" for place in range(len(ends))]
    behind = [f"{name}.behind{place}" for place in range(len(ends))]
    for column in before, behind:
        for point in column:
            drawn.node(point, label="", shape="point", style="invis", width="0", height="0")
        add_column(drawn, column[::-1])
    for start, (first, last), end in zip(before, ends, behind, strict=True):
        for _ in range(PULL):
            drawn.edge(start, first, style="invis")
            drawn.edge(last, end, style="invis")
