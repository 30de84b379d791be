"""Which boxes stand in one column of a picture, and in which order: w2 before w10, both before b.

Without being told, engines choose an order that only has few crossings, each its own. What is
said here was found by trying: inside of a frame a column is drawn from its end, and frames
come in the order in which one node that they have in common leads to them, the last one first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import graphviz

from minigrad import Value
from viz.graph_view import GraphView


def inputs(graph: GraphView) -> list[Value]:
    """The leaves outside of all frames that only nodes in frames use: what a network is given."""
    return [
        node
        for node in graph.order
        if not node.inputs and len(graph.path[node]) == 1 and graph.users[node]
        if all(len(graph.path[user]) > 1 for user in graph.users[node])
    ]


def users_column(graph: GraphView, node: Value) -> str:
    """One word for all parameters that the same operation takes, such as the w and b of a z."""
    is_parameter = graph.given[node] and not node.inputs and len(graph.path[node]) > 1
    return f"into{graph.position[graph.users[node][0]]}" if is_parameter else ""


def in_natural_order(graph: GraphView, nodes: Iterable[Value]) -> list[Value]:
    """Frame by frame, each in the order of its names; outside of frames, as given."""

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


def add_column(drawn: graphviz.Digraph, names: Sequence[str], rank: str = "same") -> None:
    if len(names) > 1:
        with drawn.subgraph(graph_attr={"rank": rank}) as column:
            for before, after in pairwise(names):
                column.edge(before, after, style="invis")


def order_frames(drawn: graphviz.Digraph, name: str, columns: Sequence[list[list[str]]]) -> None:
    """Order frames, given with their columns, by a node in front of them that nobody sees."""
    if len(columns) > 1 and all(columns):
        drawn.node(name, label="", shape="point", style="invis", width="0", height="0")
        for (first, *_), *_ in reversed(columns):
            drawn.edge(name, first, style="invis")
