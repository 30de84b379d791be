"""The smallest graph with a wrong answer as a picture: at each node what came and what is right."""

from __future__ import annotations

from html import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import graphviz

    from minigrad.exercises.grading import Report
    from minigrad.exercises.paired_graph import PairedGraph
    from minigrad.value import Value
    from viz.dot import Box
    from viz.drawing import Drawing
    from viz.graph_view import GraphView


def draw_wrong(report: Report, answers: Mapping[str, Any] | None = None) -> Drawing | None:
    """The graph of the smallest wrong answer; None where that is about no graph, or unwritten.

    The student's code runs again, beside ours. A node where a number of it is wrong is marked ≠,
    with both numbers; "none" is what stands where it left no number.
    """
    from minigrad.exercises.paired_graph import paired
    from viz.drawing import Drawing

    observation = report.smallest
    if observation is None or observation.is_unwritten:
        return None
    pairs = paired(observation, report.answers if answers is None else answers)
    if pairs is None:
        return None
    title = f"Exercise {report.exercise}: {observation.program}, got and expected at each node"
    return Drawing(_digraph(pairs), title)


def picture_html(report: Report) -> str:
    """The picture as an <img>; nothing where there is none, or no program that draws it.

    On paper of its own: an <img> knows the system's theme, and not that of the notebook.
    """
    from viz.drawing import data_uri
    from viz.engines import RenderError
    from viz.theme import LIGHT

    drawing = draw_wrong(report)
    if drawing is None:
        return ""
    try:
        source = data_uri(drawing.svg)
    except RenderError:
        return ""
    style = f"max-width:100%;background:{LIGHT['cell']}"
    return f'<img alt="{escape(drawing.title)}" style="{style}" src="{source}">'


def _digraph(pairs: PairedGraph) -> graphviz.Digraph:
    from viz.dot import add_boxes, edge_look, new_digraph, node_id
    from viz.graph_view import GraphView

    graph = GraphView(pairs.names["y"], pairs.names)
    drawn = new_digraph()
    add_boxes(drawn, [_box(graph, pairs, node) for node in graph.order])
    for node in graph.order:
        for value, local in zip(node.inputs, graph.locals[node], strict=True):
            look = edge_look(graph, value, node, local, labelled=True)
            drawn.edge(node_id(graph, value), node_id(graph, node), **look)
    return drawn


def _box(graph: GraphView, pairs: PairedGraph, node: Value) -> Box:
    from viz.dot import Box, cell, framed, node_id, node_title

    rows = [cell(node_title(graph, node), "header" if node.op else "cell")]
    rows += _rows("value", pairs.data(node), node.data, pairs.has_wrong_data(node))
    rows += _rows("δ", pairs.grad(node), node.grad, pairs.has_wrong_grad(node))
    is_wrong = pairs.has_wrong_data(node) or pairs.has_wrong_grad(node)
    label = framed(rows, *((3, "highlight") if is_wrong else ()))
    tooltip = f"{graph.name[node]}: {'wrong' if is_wrong else 'right'}"
    return Box(node_id(graph, node), (), label, tooltip)


def _rows(word: str, got: float | None, expected: float, is_wrong: bool) -> list[str]:
    """One quiet row for a right number; two for a wrong one, with ≠ before what came."""
    from minigrad.exercises.feedback import number_pair
    from viz.dot import pair, ruled
    from viz.theme import number

    if not is_wrong:
        return [ruled(pair(word, number(expected)))]
    wrong, right = number_pair("none" if got is None else got, expected)
    right = right if got is not None else number(expected)
    return [
        ruled(pair(f"<B>{word} ≠ got</B>", wrong, "highlight")),
        f"<TD>{pair(f'{word} expected', right)}</TD>",
    ]
