"""The layout of a player: the graph with room for all that its nodes and arrows will show."""

from __future__ import annotations

from collections.abc import Mapping

import graphviz

from minigrad import Value
from viz.dot import LABELLED_EDGES, add_boxes, edge_look, new_digraph, node_box, node_id
from viz.frames import Frame
from viz.graph_view import GraphView
from viz.theme import number


def roomy_digraph(graph: GraphView, frames: list[Frame]) -> graphviz.Digraph:
    """Each δ has room for its longest text, and each labelled arrow for its product."""
    drawn = new_digraph()
    longest = _longest(graph, frames)
    is_large = sum(len(node.inputs) for node in graph.order) > LABELLED_EDGES
    boxes = [node_box(graph, node, is_large, longest[node]) for node in graph.order]
    add_boxes(drawn, [box._replace(tooltip="") for box in boxes])
    products = {
        (frame.node, frame.argument): frame.numbers
        for frame in frames
        if frame.argument is not None
    }
    for node in graph.order:
        for argument, (value, local) in enumerate(
            zip(node.inputs, graph.locals[node], strict=True)
        ):
            look = edge_look(graph, value, node, local, labelled=False)
            look = {key: text for key, text in look.items() if "tooltip" not in key}
            if not is_large:
                product = products[node, argument]
                look["label"] = (
                    f'<<FONT POINT-SIZE="10">×{number(local)}</FONT><BR/>'
                    f'<FONT POINT-SIZE="13">xx{product}xx</FONT>>'
                )
            drawn.edge(
                node_id(graph, value),
                node_id(graph, node),
                id=edge_id(graph, node, argument),
                **look,
            )
    return drawn


def edge_id(graph: GraphView, node: Value, argument: int) -> str:
    return f"e{graph.position[node]}.{argument}"


def _longest(graph: GraphView, frames: list[Frame]) -> Mapping[Value, str]:
    longest = {node: number(graph.delta[node]) for node in graph.order}
    for frame in frames:
        receiver = frame.receiver
        if receiver is not None:
            longest[receiver] = max(longest[receiver], frame.gives, key=len)
    return longest
