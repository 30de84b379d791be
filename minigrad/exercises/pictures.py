"""The graph of a wrong answer as a picture: the student's numbers beside the right ones."""

from __future__ import annotations

from html import escape

import graphviz

from minigrad.exercises.paired_graph import PairedGraph
from minigrad.exercises.wording import number_pair
from minigrad.value import Value
from viz.arrows import edge_look
from viz.boxes import Box, cell, framed, pair
from viz.dot import add_boxes, new_digraph, node_id, node_title
from viz.drawing import Drawing, data_uri
from viz.engines import RenderError
from viz.graph_view import GraphView
from viz.theme import LIGHT, number


def draw_pairs(pairs: PairedGraph, title: str) -> Drawing:
    """A node where a number of the student's is wrong has a frame, and both numbers."""
    return Drawing(_digraph(pairs), title)


def picture_html(drawing: Drawing) -> str:
    """The picture as an <img>; nothing where no program is there that draws it.

    On paper of its own: an <img> knows the system's theme, and not that of the notebook.
    """
    try:
        source = data_uri(drawing.svg)
    except RenderError:
        return ""
    style = f"max-width:100%;background:{LIGHT['cell']}"
    return f'<img alt="{escape(drawing.title)}" style="{style}" src="{source}">'


def _digraph(pairs: PairedGraph) -> graphviz.Digraph:
    graph = GraphView(pairs.names["y"], pairs.names)
    drawn = new_digraph()
    add_boxes(drawn, [_box(graph, pairs, node) for node in graph.order])
    for node in graph.order:
        for value, local in zip(node.inputs, graph.locals[node], strict=True):
            look = edge_look(graph, value, node, local, labelled=True)
            if pairs.has_wrong_grad(value) and not pairs.has_wrong_grad(node):
                look |= {"color": LIGHT["highlight"], "penwidth": "2.5"}  # what is sent wrongly
            drawn.edge(node_id(graph, value), node_id(graph, node), **look)
    return drawn


def _box(graph: GraphView, pairs: PairedGraph, node: Value) -> Box:
    rows = [cell(node_title(graph, node), "header" if node.op else "cell")]
    rows += _rows("value", pairs.data(node), node.data, pairs.has_wrong_data(node))
    rows += _rows("δ", pairs.grad(node), node.grad, pairs.has_wrong_grad(node))
    is_wrong = pairs.has_wrong_data(node) or pairs.has_wrong_grad(node)
    label = framed(rows, *((3, "highlight") if is_wrong else ()))
    tooltip = f"{graph.name[node]}: {'wrong' if is_wrong else 'right'}"
    return Box(node_id(graph, node), (), label, tooltip)


def _rows(word: str, got: float | None, expected: float, is_wrong: bool) -> list[str]:
    """One quiet row for a right number; two for a wrong one, and `none` where it is missing."""
    if not is_wrong:
        return [_ruled(pair(word, number(expected)))]
    wrong, right = number_pair("none" if got is None else got, expected)
    right = right if got is not None else number(expected)
    return [
        _ruled(pair(f"<B>your {word}</B>", wrong, "highlight")),
        f"<TD>{pair(f'right {word}', right)}</TD>",
    ]


def _ruled(content: str) -> str:
    """A cell with a line above it and no ground: a text on one of its own moves to its middle."""
    return f'<TD SIDES="T" BORDER="1" COLOR="{LIGHT["line"]}" CELLPADDING="0">{content}</TD>'
