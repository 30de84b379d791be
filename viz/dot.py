"""From a graph of Values to the DOT language: every node with value and δ, every edge ∂out/∂in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

import graphviz

from minigrad import Value
from viz import theme
from viz.columns import (
    IN_FRAMES,
    add_column,
    in_natural_order,
    network_inputs,
    order_frames,
    parameter_column,
    placing,
)
from viz.graph_view import GraphView
from viz.theme import LIGHT, number, number_text

EDGES = ("auto", "labels", "tooltips")
LABELLED_EDGES = 60  # above this many, numbers on edges cover the picture: tooltips only
SHOWN_TERMS = 20  # of the sum that a δ is


class Box(NamedTuple):
    """One box of a drawing: where it stands and what it shows."""

    name: str
    clusters: tuple[str, ...]  # the titles of the frames around it, outermost first
    label: str
    tooltip: str
    column: str = ""  # boxes of a frame with the same word here stand below each other


def new_digraph(rankdir: str = "LR") -> graphviz.Digraph:
    """An empty graph with the fonts, colours and distances that all drawings share."""
    text = {"fontname": theme.FONT, "fontcolor": LIGHT["muted"]}
    return graphviz.Digraph(
        graph_attr={
            **text,
            "rankdir": rankdir,
            "bgcolor": "transparent",
            "fontsize": "11",
            "newrank": "true",
            "nodesep": "0.22",
            "ranksep": "0.5",
        },
        node_attr={
            **text,
            "shape": "plain",
            "fontsize": "12",
            "fontcolor": LIGHT["ink"],
            "margin": "0",
            "penwidth": "1.2",
        },
        edge_attr={
            **text,
            "fontsize": "10",
            "color": LIGHT["edge"],
            "arrowsize": "0.6",
            "penwidth": "1.1",
        },
    )


def digraph(
    graph: GraphView,
    edges: str = "auto",
    rankdir: str = "LR",
    delta_texts: Mapping[Value, str] | None = None,
) -> graphviz.Digraph:
    """The graph as a `graphviz.Digraph`, whose text is the same on every run.

    `delta_texts` says what stands in the cells of the δs, where that is not the δ.
    """
    drawn = new_digraph(rankdir)
    is_large = sum(len(node.inputs) for node in graph.order) > LABELLED_EDGES
    texts = delta_texts or {}
    boxes = [
        node_box(graph, node, is_large, texts.get(node))._replace(
            column=parameter_column(graph, node)
        )
        for node in in_natural_order(graph)
    ]
    add_boxes(drawn, boxes)
    labelled = edges == "labels" or (edges == "auto" and not is_large)
    for node in graph.order:
        for value, local in zip(node.inputs, graph.locals[node], strict=True):
            look = edge_look(graph, value, node, local, labelled) | placing(graph, value, node)
            drawn.edge(node_id(graph, value), node_id(graph, node), **look)
    add_column(drawn, [node_id(graph, node) for node in network_inputs(graph)], "min")
    return drawn


def add_boxes(drawn: graphviz.Digraph, boxes: list[Box]) -> None:
    """Add the boxes, each inside the frames of its clusters, in the order in which they come."""
    members: dict[tuple[str, ...], list[Box]] = {(): []}
    for box in boxes:
        for depth in range(len(box.clusters)):
            members.setdefault(box.clusters[: depth + 1], [])
        members[box.clusters].append(box)
    numbers = {cluster: index for index, cluster in enumerate(members)}
    if len(numbers) > 1:
        drawn.attr(**IN_FRAMES)

    def fill(body: graphviz.Digraph, cluster: tuple[str, ...]) -> None:
        inner = [frame for frame in members if frame and frame[:-1] == cluster]
        if cluster:
            firsts = (
                next((box.name for box in members[frame] if box.column), None) for frame in inner
            )
            order_frames(body, f"before{numbers[cluster]}", firsts)
        for box in members[cluster]:
            body.node(box.name, label=box.label, tooltip=plain_tooltip(box.tooltip))
        for frame in inner:
            # Numbered, because a name with a trailing backslash is a syntax error.
            with body.subgraph(name=f"cluster_{numbers[frame]}") as inside:
                name = plain(theme.shortened(frame[-1], theme.NAME_LENGTH))
                inside.attr(label=name, color=LIGHT["line"])
                fill(inside, frame)
        for column in columns(members[cluster]):
            add_column(body, column[::-1])

    fill(drawn, ())


def columns(boxes: Iterable[Box]) -> list[list[str]]:
    """The names of boxes that stand in one column, column by column."""
    found: dict[str, list[str]] = {}
    for box in boxes:
        if box.column:
            found.setdefault(box.column, []).append(box.name)
    return list(found.values())


def node_id(graph: GraphView, node: Value) -> str:
    return f"v{graph.position[node]}"


def node_box(
    graph: GraphView, node: Value, is_large: bool = False, delta_text: str | None = None
) -> Box:
    """A node as three rows: name and operation, value, δ.

    In a large graph a leaf is one row: most nodes are parameters there, and a network becomes
    a third as tall.
    """
    is_row = is_large and not node.inputs
    value = number(node.data)
    cells = [
        cell(node_title(graph, node), "header" if node.op else "cell"),
        f'<TD CELLPADDING="5">{value}</TD>' if is_row else ruled(pair("value", value)),
    ]
    if node in graph.delta:
        cells.append(delta_cell(graph, graph.delta[node], text=delta_text))
    rows = ["".join(cells)] if is_row else cells
    label = framed(rows, border=2 if node is graph.root else 1)
    return Box(node_id(graph, node), graph.path[node][:-1], label, _node_tooltip(graph, node))


def node_title(graph: GraphView, node: Value) -> str:
    """A node's name and operation; the bold one is what a reader would call it."""
    name, op = graph.title[node], theme.operation(node.op)
    return title(name, op) if graph.given[node] else title(op or "leaf", name)


def title(bold: str, quiet: str = "") -> str:
    rest = f' <FONT COLOR="{LIGHT["muted"]}">{markup(quiet)}</FONT>' if quiet else ""
    return f"<B>{markup(bold)}</B>{rest}"


def cell(content: str, ground: str) -> str:
    return f'<TD BGCOLOR="{LIGHT[ground]}" CELLPADDING="5">{content}</TD>'


def ruled(content: str) -> str:
    return f'<TD SIDES="T" BORDER="1" COLOR="{LIGHT["line"]}">{content}</TD>'


def delta_cell(graph: GraphView, delta: float, word: str = "δ", text: str | None = None) -> str:
    role = theme.sign_role(delta)
    fill = LIGHT[theme.strength(delta, graph.largest)]
    return f'<TD BGCOLOR="{fill}">{pair(word, f"<B>{text or number(delta)}</B>", role)}</TD>'


def delta_strip(
    deltas: Sequence[tuple[float, str]], largest: float, limit: int, heading: str = ""
) -> str:
    """The δs of a layer in a row, each as a text on its colour; `limit` of them, then +n."""
    cells = []
    for delta, text in deltas[:limit]:
        fill, ink = LIGHT[theme.strength(delta, largest)], LIGHT[theme.sign_role(delta)]
        cells.append(f'<TD BGCOLOR="{fill}"><FONT COLOR="{ink}">{text}</FONT></TD>')
    if heading:
        cells.insert(0, f'<TD><FONT COLOR="{LIGHT["muted"]}">{heading}</FONT></TD>')
    if len(deltas) > limit:
        cells.append(f"<TD>+{len(deltas) - limit}</TD>")
    return (
        '<TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="3"><TR>'
        f"{''.join(cells)}</TR></TABLE></TD>"
    )


def left_aligned(content: str, padding: int = 5) -> str:
    return (
        f'<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="{padding}"><TR>'
        f'<TD ALIGN="LEFT">{content}</TD></TR></TABLE>'
    )


def pair(left: str, right: str, role: str = "") -> str:
    """A word on the left, a number on the right: a table of its own, so that a fill has no seam."""
    word = f'COLOR="{LIGHT[role or "muted"]}"' + ("" if role else ' POINT-SIZE="10"')
    return (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="5"><TR>'
        f'<TD ALIGN="LEFT"><FONT {word}>{left}</FONT></TD>'
        f'<TD ALIGN="RIGHT"><FONT COLOR="{LIGHT[role or "ink"]}">{right}</FONT></TD>'
        "</TR></TABLE>"
    )


def framed(rows: list[str], border: int = 1, role: str = "line") -> str:
    """A framed table; each of its rows is given as the cells in it."""
    body = "".join(f"<TR>{row}</TR>" for row in rows)
    return (
        f'<<TABLE BORDER="{border}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" '
        f'COLOR="{LIGHT[role]}" BGCOLOR="{LIGHT["cell"]}">{body}</TABLE>>'
    )


def edge_look(
    graph: GraphView, value: Value, node: Value, local: float, labelled: bool
) -> dict[str, str]:
    """How the arrow of one argument looks: labelled with its local derivative, faint for a 1.

    Where a picture shows no derivative at all, neither a label nor a δ, all arrows look alike.
    """
    tooltip = plain_tooltip(
        f"∂{graph.name[node]}/∂{graph.name[value]} = {number_text(repr(local))}"
    )
    look = {"tooltip": tooltip, "edgetooltip": tooltip}
    if labelled:
        look |= {"label": number(local), "labeltooltip": tooltip}
    if local == 1 and (labelled or graph.delta):
        look |= {"color": LIGHT["faint_edge"], "fontcolor": LIGHT["faint"]}
    return look


def _node_tooltip(graph: GraphView, node: Value) -> str:
    name, root, op = graph.name[node], graph.name[graph.root], theme.visible(node.op)
    lines = [f"{name} = {number_text(repr(node.data))}" + (f"  ({op})" if op else "")]
    if node in graph.delta:
        terms = graph.terms[node]
        lines.append(f"δ({name}) = ∂{root}/∂{name} = {number_text(repr(graph.delta[node]))}")
        if len(terms) > 1:
            lines.append(f"the sum of {len(terms)} contributions:")
        lines += terms[:SHOWN_TERMS]
        if len(terms) > SHOWN_TERMS:
            lines.append(f"… and {len(terms) - SHOWN_TERMS} more")
    return "\n".join(lines)


def markup(text: str) -> str:
    """Text inside an HTML-like label, where a backslash still begins an escape sequence."""
    return escape(text).replace("\\", "\\\\")


def plain(text: str) -> str:
    """Text that Graphviz shows as it stands: no escape sequences, no HTML entities."""
    escaped: str = graphviz.escape(text.replace("&", "&amp;"))
    return escaped


def plain_tooltip(text: str) -> str:
    """The same for a tooltip, in which Graphviz looks for escape sequences twice."""
    return plain(text.replace("\\", "\\\\"))
