"""The layout of a player: the graph with room for all that its nodes and arrows will show."""

from __future__ import annotations

import graphviz

from minigrad import Value
from viz.arrows import edge_look
from viz.boxes import Box, cell, framed, lines, ruled, sized, title
from viz.dot import LABELLED_EDGES, arrange, delta_cell, new_digraph, node_id
from viz.frames import Arrow, Frame
from viz.graph_view import GraphView
from viz.theme import number

PILL = 13  # points of the text in it
PILL_LINE = 14  # characters of a product that takes one line
ENDS = "000"  # as wide as the two ends of a pill


def roomy_digraph(graph: GraphView, frames: list[Frame]) -> graphviz.Digraph:
    """Each δ has room for its longest text, and each labelled arrow for its product."""
    drawn = new_digraph()
    products = _products(frames)
    is_large = is_large_walk(frames)
    room = _room(graph, frames)
    shown = [node for node in graph.order if node not in graph.formula_numbers]
    boxes = {node: _box(graph, node, is_large, *room[node]) for node in shown}
    looks = []
    for arrow, product in products.items():
        node, value = arrow.node, arrow.receiver
        weight = edge_look(graph, value, node, graph.locals[node][arrow.argument], False)["weight"]
        look = {"weight": weight, "id": arrow_id(graph, arrow)}
        if not is_large:
            factors, result = product.split(" = ")
            is_long = len(product) > PILL_LINE  # then it takes two lines
            widest = max(factors, f"= {result}", key=len) if is_long else product
            look["label"] = lines(sized(ENDS + widest, PILL), sized("1", 10))
        looks.append((value, node, look))
    arrange(drawn, graph, boxes, looks)
    return drawn


def is_large_walk(frames: list[Frame]) -> bool:
    """Whether the arrows are too many to be labelled; then the groups of nodes are folded, too."""
    return len(_products(frames)) > LABELLED_EDGES


def arrow_id(graph: GraphView, arrow: Arrow) -> str:
    return f"e{graph.position[arrow.node]}.{arrow.argument}"


def _box(graph: GraphView, node: Value, is_large: bool, delta: str, note: str) -> Box:
    """As in a drawing, but always with the name that the words of a step use."""
    is_row = is_large and not node.inputs and not note
    formula = f"= {graph.formula[node].text}" if node.inputs else ""
    value = sized(number(node.data), 12 if is_row else 17)
    cells = [
        cell(title(graph.title[node], formula), "header" if node.op else "cell"),
        cell(value, "cell") if is_row else ruled(value, padding=3),
        delta_cell(graph, graph.delta[node], text=delta, below=note),
    ]
    border = (2, "muted") if node is graph.root else (1, "line")
    label = framed(["".join(cells)] if is_row else cells, *border)
    return Box(node_id(graph, node), graph.path[node][:-1], label, "")


def _products(frames: list[Frame]) -> dict[Arrow, str]:
    """The longest text on each arrow, in the order in which a drawing has them."""
    products: dict[Arrow, str] = {}
    for frame in frames:
        if frame.arrow:
            products[frame.arrow] = max(products.get(frame.arrow, ""), frame.numbers, key=len)
    return products


def _room(graph: GraphView, frames: list[Frame]) -> dict[Value, tuple[str, str]]:
    """The longest δ of each node, and the longest line under it."""
    room = {node: (number(graph.delta[node]), "") for node in graph.order}
    for frame in frames:
        if frame.arrow:
            delta, note = room[frame.arrow.receiver]
            below = frame.note.partition(";")[0]
            room[frame.arrow.receiver] = (
                max(delta, frame.gives, key=len),
                max(note, below, key=len),
            )
    for node, text in frames[-1].wrong.items():
        room[node] = (max(room[node][0], text, key=len), room[node][1])
    return room
