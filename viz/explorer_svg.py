"""The picture of an explorer: an SVG with room for any number, in which each number is marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import NamedTuple
from xml.etree.ElementTree import Element

from minigrad import Value, topological_order
from viz import theme
from viz.arrows import edge_look
from viz.dot import digraph, sum_text
from viz.engines import render
from viz.graph_view import GraphView
from viz.svg import GROUP, NAMESPACE, POLYGON, SPAN, TEXT, TITLE, aligned, groups, written
from viz.theme import LIGHT, number

# In the layout these stand for all numbers: none is shown with more characters, and each says
# what it stands for.
WIDEST = {"value": -0.0001001, "delta": -0.0001002, "local": -0.0001003, "sent": -0.0001004}
LINK = f"{{{NAMESPACE}}}a"
MARKS = {number(x): name for name, x in WIDEST.items()}


class Edge(NamedTuple):
    """An argument of an operation: its place among all of the graph, and what belongs to it."""

    place: int
    value: Value
    node: Value
    local: float
    sent: float


def marked_svg(graph: GraphView, changing: Iterable[Value]) -> str:
    """The picture of the graph; the boxes of `changing`, and all δs, have room for any number.

    Boxes have the attribute `data-node`, arrows `data-edge`, and in them what shows a number
    `data-shows`: value, delta, letter, fill, sum; local, sent. No tooltip is left: it would
    keep the numbers of the beginning.
    """
    root = aligned(render(digraph(_with_widest_numbers(graph, changing)).source).decode("utf-8"))
    for group in groups(root, "node"):
        place = int(_flattened(group)[1:])
        group.set("data-node", str(place))
        _fill_box(group, graph, graph.order[place])
    edges = _edges_by_name(graph)
    for group in groups(root, "edge"):
        edge = edges[_flattened(group)].pop(0)
        group.set("data-edge", str(edge.place))
        _fill_arrow(group, graph, edge)
    return written(root)


def _with_widest_numbers(graph: GraphView, changing: Iterable[Value]) -> GraphView:
    """A copy of the graph in which every number that may change is the widest one."""
    copies: dict[int, Value] = {}
    root = deepcopy(graph.root, copies)
    for node in changing:
        copies[id(node)].data = WIDEST["value"]
    names = {name: copies[id(node)] for name, node in (graph.names or {}).items()}
    wide = GraphView(root, names)
    for node in topological_order(root):
        wide.delta[node] = WIDEST["delta"]
        wide.locals[node] = [WIDEST["local"]] * len(node.inputs)
        wide.sent[node] = [WIDEST["sent"]] * len(node.inputs)
        wide.received[node] = [
            each._replace(local=WIDEST["local"], sent=WIDEST["sent"])
            for each in wide.received[node]
        ]
    return wide


def _flattened(group: Element) -> str:
    """Leave what is drawn alone in a group, no title and no tooltip; returns the title."""
    title = group.findtext(TITLE, "")
    drawn = [each for each in group.iter() if each.tag not in (GROUP, LINK, TITLE, SPAN)]
    for each in drawn:
        each.tail = None
    group.text = None
    group[:] = drawn
    return title


def _edges_by_name(graph: GraphView) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    place = 0
    for node in graph.order:
        for value, local, sent in zip(
            node.inputs, graph.locals[node], graph.sent[node], strict=True
        ):
            name = f"v{graph.position[value]}->v{graph.position[node]}"
            found.setdefault(name, []).append(Edge(place, value, node, local, sent))
            place += 1
    return found


def _fill_box(group: Element, graph: GraphView, node: Value) -> None:
    delta = graph.delta[node]
    shown = _write(group, {"value": node.data, "delta": delta})
    parts = list(group.iter())
    at = parts.index(shown["delta"])
    below = [part for part in parts[at:] if part.tag == TEXT]  # the sum that the δ is
    for text in below:
        _mark(text, "sum", sum_text(graph.received[node]))
    parts[at - 1].set("data-shows", "letter")
    for text in (parts[at - 1], parts[at], *below):
        text.set("fill", LIGHT[theme.sign_role(delta)])
    fill = [part for part in parts[:at] if part.tag == POLYGON][-1]
    fill.set("data-shows", "fill")
    fill.set("fill", LIGHT[theme.strength(delta, graph.largest)])


def _fill_arrow(group: Element, graph: GraphView, edge: Edge) -> None:
    shown = _write(group, {"local": edge.local, "sent": edge.sent})
    look = edge_look(graph, edge.value, edge.node, edge.local, bool(shown), edge.sent)
    colour = look.get("color", LIGHT["edge"])
    for part in group.iter():
        if part.get("stroke"):
            part.set("stroke", colour)
            part.set("stroke-width", look["penwidth"])
            if part.tag == POLYGON:
                part.set("fill", colour)
    if shown:
        shown["local"].set("fill", LIGHT["faint" if edge.local == 1 else "muted"])
        shown["sent"].set("fill", LIGHT[theme.sign_role(edge.sent)])


def _write(group: Element, numbers: Mapping[str, float]) -> dict[str, Element]:
    """Write the given numbers where a widest one stands; returns all such texts by their names."""
    found: dict[str, Element] = {}
    for element in group.iter():
        for mark, name in MARKS.items():
            if mark in (element.text or ""):
                found[name] = element
    for name, element in found.items():
        if name in numbers:
            before = (element.text or "").partition(number(WIDEST[name]))[0]
            if before:
                element.set("data-before", before)
            _mark(element, name, before + number(numbers[name]))
    return found


def _mark(element: Element, name: str, text: str) -> None:
    element.set("data-shows", name)
    element.text = text
