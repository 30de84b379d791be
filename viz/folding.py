"""Fold the nodes of a layer or a neuron, grouped by their dotted names, into one box each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import graphviz

from minigrad import Value
from viz import theme
from viz.boxes import Box, cell, delta_strip, framed, left_aligned, markup, ruled, sized, title
from viz.dot import add_boxes, delta_cell, new_digraph, node_box, node_id
from viz.graph_view import GraphView
from viz.merged import Arrows, add_arrows, add_caption, arrow_legend, merged_arrows
from viz.placing import add_column, in_natural_order, network_inputs, rows
from viz.theme import LIGHT, number, number_text

SHOWN_SIGNS = 32
NEAREST = 40  # of the nodes of a graph without frames that is too large
ARROWS_PER_NODE = 4  # more arrows than that times max_nodes take too long
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
            name if count == 1 else f"{count} {name}" for name, count in counts.most_common()
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


@dataclass(eq=False)
class Rest:
    """Nodes without a box of their own, because there are too many of them."""

    words: str
    nodes: Sequence[Value]


Folded = Mapping[Value, Group | Rest]


def groups(graph: GraphView, depth: int) -> dict[Value, Group]:
    """For each node that lies deeper than `depth` dots: its group."""
    members: dict[tuple[str, ...], list[Value]] = {}
    for node in graph.order:
        if len(graph.path[node]) > depth:
            members.setdefault(graph.path[node][:depth], []).append(node)
    found = [Group(graph, path, nodes) for path, nodes in members.items()]
    return {node: group for group in found for node in group.nodes}


def folded_to_fit(graph: GraphView, max_nodes: int) -> tuple[Folded, str]:
    """As little folded as needed for a picture that can be read and is made in time, and how.

    By labels where that is enough; then also all that stands outside of frames; without frames,
    all but the nodes nearest to the root.
    """
    depths = range(max(map(len, graph.path.values())) - 1, 0, -1)
    for with_rest in (False, True):
        for depth in depths:
            folded: Folded = groups(graph, depth)
            if with_rest:
                folded = _outside(graph, folded)
            if _fits(graph, folded, max_nodes):
                return folded, f"depth={depth}" + ", the others by kind" * with_rest
    return _all_but_nearest(graph, min(max_nodes, NEAREST)), "those nearest to the root"


def _fits(graph: GraphView, folded: Folded, max_nodes: int) -> bool:
    shown = [node for node in graph.order if node in folded or node not in graph.formula_numbers]
    if len({folded.get(node, node) for node in shown}) > max_nodes:
        return False
    arrows = {
        (folded.get(value, value), folded.get(node, node))
        for node in shown
        for value in node.inputs
    }
    return len(arrows) <= ARROWS_PER_NODE * max_nodes


def _outside(graph: GraphView, folded: Folded) -> Folded:
    """Two more boxes: for the leaves, and for the operations, that are in no group."""
    lone = [node for node in graph.order if node not in folded and node is not graph.root]
    leaves = [node for node in lone if not node.inputs]
    operations = [node for node in lone if node.inputs]
    rests = [
        Rest(f"{len(nodes):,} {words} outside", nodes)
        for words, nodes in (("leaves", leaves), ("operations", operations))
    ]
    return {**folded, **{node: rest for rest in rests for node in rest.nodes}}


def _all_but_nearest(graph: GraphView, count: int) -> Folded:
    nearest = [graph.root]
    seen = {graph.root}
    for node in nearest:
        for value in node.inputs:
            if value not in seen and len(nearest) < count:
                seen.add(value)
                nearest.append(value)
    others = [node for node in graph.order if node not in seen]
    rest = Rest(f"{len(others):,} nodes farther from {graph.name[graph.root]}", others)
    return dict.fromkeys(others, rest)


def folded_digraph(
    graph: GraphView,
    folded: Folded,
    how: str,
    rankdir: str = "LR",
    flow: bool = False,
    details: str = "",
    constants: bool = False,
) -> graphviz.Digraph:
    """The graph with every group as one box; arrows between boxes are merged.

    Where boxes are neurons, arrows show weights, otherwise or with `flow` what they send back.
    """
    left_out = set() if constants else graph.formula_numbers.difference(folded)
    ids: dict[Group | Rest, str] = {}
    box_of: dict[Value, str] = {}
    for node in in_natural_order(graph, graph.order):
        if node in folded:
            box_of[node] = ids.setdefault(folded[node], f"g{len(ids)}")
        elif node not in left_out:
            box_of[node] = node_id(graph, node)
    arrows = merged_arrows(graph, box_of)
    drawn = new_digraph(rankdir)
    boxes = _boxes(graph, folded, ids, box_of, arrows)
    add_boxes(drawn, boxes)
    given = dict.fromkeys(box_of[node] for node in network_inputs(graph) if node in box_of)
    add_column(drawn, list(given), "min")
    alone = [node for node in graph.order if node in box_of and node not in folded]
    row, beginnings = rows(graph, alone)
    add_column(drawn, [box_of[node] for node in beginnings])
    row_of = {box_of[node]: number for node, number in row.items()}
    neurons = [group for group in ids if isinstance(group, Group)]
    by_weight = not flow and bool(neurons) and not any(g.parts for g in neurons)
    add_arrows(drawn, graph, arrows, by_weight, row_of)
    add_caption(
        drawn,
        [
            f"{len(graph.order):,} nodes in {len(boxes):,} boxes ({how}); every node: "
            + (details or "draw(…, depth=None, max_nodes=None)"),
            *arrow_legend(graph, by_weight),
        ],
        details,
    )
    return drawn


def _boxes(
    graph: GraphView,
    folded: Folded,
    ids: Mapping[Group | Rest, str],
    box_of: Mapping[Value, str],
    arrows: Arrows,
) -> list[Box]:
    """Neurons that take the same inputs stand in one column."""
    sources: dict[str, list[str]] = {}
    for start, end in arrows:
        sources.setdefault(end, []).append(start)
    boxes: dict[str, Box] = {}
    for node, name in box_of.items():
        if name in boxes:
            continue
        group = folded.get(node)
        if isinstance(group, Group):
            column = " ".join(sorted(sources.get(name, []))) if len(group.path) > 1 else ""
            boxes[name] = _group_box(group, name)._replace(column=column)
        elif group:
            content = [cell(title("", group.words), "header")]
            boxes[name] = Box(name, (), framed(content), group.words)
        else:
            boxes[name] = node_box(graph, node)
    return list(boxes.values())


def _group_box(group: Group, name: str) -> Box:
    graph = group.graph
    kind = f'<FONT COLOR="{LIGHT["muted"]}" POINT-SIZE="10">{markup(group.kind)}</FONT>'
    rows = [
        cell(title(theme.shortened(group.path[-1], theme.NAME_LENGTH)), "header"),
        ruled(left_aligned(kind)),
    ]
    if len(group.exits) == 1 and not group.parts:
        rows.append(ruled(sized(number(group.exits[0].data), 17), padding=3))
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
