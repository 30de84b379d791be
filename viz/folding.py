"""Fold the nodes of a layer or a neuron, grouped by their dotted names, into one box each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import graphviz

from minigrad import Value
from viz import theme
from viz.arrows import edge_look
from viz.boxes import Box, cell, delta_strip, framed, left_aligned, markup, pair, ruled, title
from viz.dot import (
    LABELLED_EDGES,
    add_boxes,
    delta_cell,
    new_digraph,
    node_box,
    node_id,
)
from viz.graph_view import GraphView
from viz.theme import LIGHT, number, number_text

SHOWN_SIGNS = 32
SIGNS = {"positive": "+", "negative": "−", "muted": "0"}


@dataclass(eq=False)
class Group:
    """All nodes whose dotted names begin alike: a layer (`layer1`) or a neuron of it."""

    graph: GraphView
    path: tuple[str, ...]
    nodes: Sequence[Value]

    @cached_property
    def exits(self) -> list[Value]:
        """The operations whose results are used outside the group, and the root."""
        inside = set(self.nodes)
        return [
            node
            for node in self.nodes
            if node is self.graph.root or not inside.issuperset(self.graph.users[node])
            if node.inputs
        ]

    @cached_property
    def parts(self) -> list[Group]:
        """The groups one level further down: the neurons of a layer."""
        depth = len(self.path)
        inner: dict[tuple[str, ...], list[Value]] = {}
        for node in self.nodes:
            if len(self.graph.path[node]) > depth + 1:
                inner.setdefault(self.graph.path[node][: depth + 1], []).append(node)
        return [Group(self.graph, path, nodes) for path, nodes in inner.items()]

    @property
    def sums(self) -> list[Value]:
        """The nodes named z, one for each sample; without any, the group's exits."""
        return [node for node in self.nodes if self.graph.path[node][-1] == "z"] or self.exits

    @cached_property
    def delta(self) -> float:
        """δ of z, summed over the samples: what the bias of a neuron gets."""
        return sum(self.graph.delta[node] for node in self.sums)

    @property
    def activation(self) -> str:
        ops = {node.op for node in self.exits}
        if ops <= {"weighted_sum", "+"}:
            return "linear"
        return theme.visible(ops.pop()) if len(ops) == 1 else ""

    @property
    def parameters(self) -> str:
        """Such as `4 w + b`."""
        counts = Counter(
            self.graph.path[node][-1].rstrip("0123456789") for node in self.nodes if not node.inputs
        )
        return " + ".join(
            name if count == 1 else f"{count} {name}" for name, count in counts.items()
        )

    @property
    def kind(self) -> str:
        """Such as `tanh neuron · 4 w + b`, or `8 tanh neurons · 40 parameters` for a layer."""
        noun = (self.parts or [self])[0].path[-1].rstrip("0123456789")
        if not self.parts:
            return f"{self.activation} {noun} · {self.parameters}".strip()
        leaves = sum(not node.inputs for node in self.nodes)
        plural = "s" if len(self.parts) > 1 else ""
        activation = self.parts[0].activation
        return f"{len(self.parts)} {activation} {noun}{plural} · {leaves} parameters"


def check_depth(function: str, depth: int | None) -> None:
    is_integer = isinstance(depth, int) and not isinstance(depth, bool)
    if depth is not None and (not is_integer or depth < 1):
        raise ValueError(f"{function}() needs depth to be an integer >= 1 or None, got {depth!r}")


def groups(graph: GraphView, depth: int) -> dict[Value, Group]:
    """For each node that lies deeper than `depth` dots: its group."""
    members: dict[tuple[str, ...], list[Value]] = {}
    for node in graph.order:
        if len(graph.path[node]) > depth:
            members.setdefault(graph.path[node][:depth], []).append(node)
    found = [Group(graph, path, nodes) for path, nodes in members.items()]
    return {node: group for group in found for node in group.nodes}


def folded_digraph(graph: GraphView, depth: int, rankdir: str = "LR") -> graphviz.Digraph:
    """The graph with every group at this depth as one box; arrows between boxes are merged."""
    group_of = groups(graph, depth)
    ids: dict[Group, str] = {}
    boxes: list[Box] = []
    for node in graph.order:
        group = group_of.get(node)
        if group is None:
            boxes.append(node_box(graph, node))
        elif group not in ids:
            ids[group] = f"g{len(ids)}"
            boxes.append(_group_box(group, ids[group]))
    drawn = new_digraph(rankdir)
    add_boxes(drawn, boxes)
    _add_arrows(drawn, graph, {node: ids[group] for node, group in group_of.items()})
    drawn.attr(
        label=f"{len(graph.order):,} nodes in {len(boxes):,} boxes (depth={depth}); "
        "every node: draw(…, depth=None, max_nodes=None)",
        labelloc="b",
    )
    return drawn


def _add_arrows(drawn: graphviz.Digraph, graph: GraphView, box: dict[Value, str]) -> None:
    arrows: dict[tuple[str, str], list[tuple[Value, Value, float]]] = {}
    for node in graph.order:
        for value, local in zip(node.inputs, graph.locals[node], strict=True):
            ends = (box.get(value, node_id(graph, value)), box.get(node, node_id(graph, node)))
            if ends[0] != ends[1]:
                arrows.setdefault(ends, []).append((value, node, local))
    if len(arrows) > LABELLED_EDGES:  # fully connected layers: thin arrows, and room for them
        drawn.attr(ranksep="1.6")
        drawn.attr("edge", color=LIGHT["faint_edge"], penwidth="0.8")
    for ends, merged in arrows.items():
        value, node, local = merged[0]
        look = edge_look(graph, value, node, local, labelled=False)
        if len(merged) > 1:
            tooltip = f"{len(merged)} edges"
            look = {"tooltip": tooltip, "edgetooltip": tooltip}
        drawn.edge(*ends, **look)


def _group_box(group: Group, name: str) -> Box:
    graph = group.graph
    kind = f'<FONT COLOR="{LIGHT["muted"]}" POINT-SIZE="10">{markup(group.kind)}</FONT>'
    rows = [
        cell(title(theme.shortened(group.path[-1], theme.NAME_LENGTH)), "header"),
        ruled(left_aligned(kind)),
    ]
    if len(group.exits) == 1 and not group.parts:
        rows.append(f"<TD>{pair('value', number(group.exits[0].data))}</TD>")
    lines = [f"{'.'.join(group.path)}: {group.kind}, {len(group.nodes)} nodes"]
    if graph.delta:
        rows.append(_delta_row(group))
        deltas = [(part.path[-1], part.delta) for part in group.parts] or [("z", group.delta)]
        lines += [f"δ({of}) = {number_text(repr(delta))}" for of, delta in deltas]
    border = 2 if graph.root in group.nodes else 1
    return Box(name, group.path[:-1], framed(rows, border), "\n".join(lines))


def _delta_row(group: Group) -> str:
    """The δ of a neuron, or the signs of all δs of a layer."""
    if not group.parts:
        return delta_cell(group.graph, group.delta, "δ" if len(group.sums) == 1 else "Σδ")
    signs = [(part.delta, SIGNS[theme.sign_role(part.delta)]) for part in group.parts]
    return delta_strip(signs, group.graph.largest, SHOWN_SIGNS, "δ")
