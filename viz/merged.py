"""The arrows between the boxes of a folded graph: how wide each is, and what its colour says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

import graphviz

from minigrad import Value
from viz import theme
from viz.arrows import edge_look, edge_width
from viz.boxes import plain, plain_tooltip
from viz.graph_view import GraphView
from viz.theme import LIGHT, number_text

ROOMLESS = 30  # more arrows than that need room between the layers
FAINT = 0.05  # of the largest: arrows below it have no colour, to let the others be seen


class Edge(NamedTuple):
    """One argument of one operation, with ∂out/∂in and what flows back along it."""

    value: Value
    node: Value
    local: float
    sent: float | None


Arrows = dict[tuple[str, str], list[Edge]]


def merged_arrows(graph: GraphView, box_of: Mapping[Value, str]) -> Arrows:
    """For each pair of boxes the edges between them; edges within a box are left out."""
    arrows: Arrows = {}
    for node in graph.order:
        sent = graph.sent.get(node, [None] * len(node.inputs))
        for edge in zip(node.inputs, graph.locals[node], sent, strict=True):
            value, local, back = edge
            if value in box_of and node in box_of and box_of[value] != box_of[node]:
                ends = (box_of[value], box_of[node])
                arrows.setdefault(ends, []).append(Edge(value, node, local, back))
    return arrows


def add_arrows(
    drawn: graphviz.Digraph,
    graph: GraphView,
    arrows: Arrows,
    by_weight: bool,
    row_of: Mapping[str, int],
) -> None:
    if len(arrows) > ROOMLESS:  # fully connected layers
        drawn.attr(ranksep="1.6")
    shown = {ends: _shown(edges, by_weight) for ends, edges in arrows.items()}
    largest = theme.largest(_size(numbers) for numbers in shown.values())
    for ends, edges in arrows.items():
        value, node, local, sent = edges[0]
        look = edge_look(graph, value, node, local, labelled=False, sent=sent)
        if len(edges) > 1:
            look["edgetooltip"] = plain_tooltip(_tooltip(edges))
        look["penwidth"] = f"{edge_width(_size(shown[ends]), largest):.3g}"
        look["color"] = LIGHT[_role(shown[ends], largest)]
        if row_of.get(ends[0]) != row_of.get(ends[1]):
            look["constraint"] = "false"
        drawn.edge(*ends, **look)


def _shown(edges: Sequence[Edge], by_weight: bool) -> list[float]:
    """The numbers that an arrow shows: what each node receives along it, or its w.

    The edges of several samples repeat one w; where they differ, none is shown.
    """
    sums: dict[tuple[Value, Value | None], float] = {}
    for value, node, local, sent in edges:
        number = local if by_weight else sent
        if number is not None:
            ends = (value, node if by_weight else None)
            sums[ends] = sums.get(ends, 0.0) + number
    if not by_weight:
        return list(sums.values())
    return list(set(sums.values())) if len(set(sums.values())) == 1 else []


def _size(numbers: Sequence[float]) -> float:
    return sum(abs(number) for number in numbers)


def _role(numbers: Sequence[float], largest: float) -> str:
    if not numbers:
        return "edge"
    if _size(numbers) < FAINT * largest:
        return "faint_edge"
    roles = {theme.sign_role(number) for number in numbers if number}
    return roles.pop() if len(roles) == 1 else "edge"


def _tooltip(edges: Sequence[Edge]) -> str:
    sent = [edge.sent for edge in edges if edge.sent is not None]
    in_all = f"\nsend back {number_text(repr(sum(sent)))} in all" if sent else ""
    return f"{len(edges)} edges{in_all}"


def arrow_legend(graph: GraphView, by_weight: bool) -> list[str]:
    """What width and colour of the arrows mean."""
    if by_weight:
        what = "is as wide as its w is large, or its ∂out/∂in outside of neurons"
    elif graph.delta:
        what = "is as wide as what flows back along it, δ · ∂out/∂in, is large"
    else:
        return []
    return [f"An arrow {what}: blue > 0, orange < 0, grey both, pale below 5 % of the largest."]


def add_caption(drawn: graphviz.Digraph, lines: Sequence[str], link: str = "") -> None:
    """Lines below the picture, which lead to an address if there is a link."""
    address = quote(link, safe="/:?#[]@!$&'()*+,;=%~")
    target = {"href": plain(address), "tooltip": plain_tooltip(lines[0])} if link else {}
    text = "".join(f"{plain(line)}\\l" for line in lines)
    drawn.attr(label=text, labelloc="b", labeljust="l", **target)
