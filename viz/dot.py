"""From a graph of Values to the DOT language: a box for every node, an arrow for every argument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import graphviz

from minigrad import Value
from viz import theme
from viz.arrows import BACK, blank_edge, edge_look
from viz.boxes import (
    Box,
    blank,
    cell,
    framed,
    plain,
    plain_tooltip,
    ruled,
    sized,
    title,
)
from viz.graph_view import Contribution, GraphView
from viz.placing import (
    IN_FRAMES,
    add_column,
    arrow_length,
    in_natural_order,
    layers,
    network_inputs,
    order_frames,
    parameter_column,
    rows,
)
from viz.theme import LIGHT, number, number_text

EDGES = ("auto", "labels", "tooltips")
BLANKS = ("delta", "values", "contributions", "all")
LABELLED_EDGES = 60  # above this many, numbers on edges cover the picture: tooltips only
HASTY = 100  # above this many nodes, engines get less time to make arrows short
TOOLTIP_TERMS = 20  # of the sum that a δ is
BOX_TERMS = 4


def new_digraph(rankdir: str = "LR") -> graphviz.Digraph:
    """An empty graph with the fonts, colours and distances that all drawings share."""
    text = {"fontname": theme.FONT, "fontcolor": LIGHT["muted"]}
    return graphviz.Digraph(
        graph_attr={
            **text,
            "rankdir": rankdir,
            "bgcolor": "transparent",
            "fontsize": "11",
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
    constants: bool = False,
    blanks: str = "",
) -> graphviz.Digraph:
    """The graph as a `graphviz.Digraph`, whose text is the same on every run.

    `blanks` says what is left to be filled in by hand.
    """
    drawn = new_digraph(rankdir)
    left_out = set() if constants else graph.formula_numbers
    shown = [node for node in graph.order if node not in left_out]
    is_large = sum(len(node.inputs) for node in shown) > LABELLED_EDGES
    labelled = edges == "labels" or (edges == "auto" and not is_large)
    back = BACK[rankdir]
    looks = []
    for node in shown:
        unknown = [None] * len(node.inputs)
        sent = graph.sent.get(node, unknown)
        for value, local, contribution in zip(node.inputs, graph.locals[node], sent, strict=True):
            if value in left_out:
                continue
            if blanks:
                look = blank_edge(graph, value, node, local if labelled else None, blanks, back)
            else:
                look = edge_look(graph, value, node, local, labelled, contribution, back)
            looks.append((value, node, look))
    arrange(drawn, graph, {node: node_box(graph, node, is_large, blanks) for node in shown}, looks)
    return drawn


def arrange(
    drawn: graphviz.Digraph,
    graph: GraphView,
    boxes: Mapping[Value, Box],
    looks: Iterable[tuple[Value, Value, dict[str, str]]],
) -> None:
    """Add the boxes of nodes, and the arrows with their looks, each where it belongs."""
    ordered = in_natural_order(graph, boxes)
    add_boxes(drawn, [boxes[x]._replace(column=parameter_column(graph, x)) for x in ordered])
    if len(boxes) > HASTY:
        drawn.attr(nslimit="1")
    side_by_side = layers(graph)
    row, beginnings = rows(graph, list(boxes))
    add_column(drawn, [node_id(graph, node) for node in beginnings])
    for value, node, look in looks:
        placed = look | arrow_length(graph, side_by_side, value, node)
        if row and row[value] != row[node]:
            placed["constraint"] = "false"
        drawn.edge(node_id(graph, value), node_id(graph, node), **placed)
    given = [node for node in network_inputs(graph) if node in boxes]
    add_column(drawn, [node_id(graph, node) for node in given], "min")


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
            order_frames(body, f"frame{numbers[cluster]}", [_ends(members[f]) for f in inner])
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


def _ends(boxes: Sequence[Box]) -> list[str]:
    """The first parameter of a frame and its last operation, if it has both."""
    first = next((box.name for box in boxes if box.column), None)
    others = [box.name for box in boxes if not box.column]
    return [first, max(others, key=lambda name: int(name[1:]))] if first and others else []


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
    graph: GraphView,
    node: Value,
    is_large: bool = False,
    blanks: str = "",
) -> Box:
    """A node as three rows: what it computes, its value, its δ.

    In a large graph a leaf is one row: most nodes are parameters there, and a network becomes
    a third as tall.
    """
    is_row = is_large and not node.inputs
    cells = []
    if node.op or graph.given[node]:
        cells.append(cell(node_title(graph, node), "header" if node.op else "cell"))
    is_unknown = bool(node.inputs) and blanks in ("values", "all")
    value = blank() if is_unknown else sized(number(node.data), 12 if is_row else 17)
    cells.append(cell(value, "cell") if is_row or not cells else ruled(value, padding=3))
    birth = "" if blanks else graph.births.get(node, "")
    if birth:
        cells.append(cell(sized(f"<B>{birth}</B>", 10, "highlight"), "cell"))
    if node in graph.delta and blanks != "values":
        is_unknown = blanks in ("delta", "all")
        shows_sum = not (is_row or blanks)
        below = sum_text(graph.received[node]) if shows_sum else ""
        cells.append(delta_cell(graph, graph.delta[node], below=below, is_blank=is_unknown))
    rows = ["".join(cells)] if is_row else cells
    border = (3, "highlight") if birth else (2, "muted") if node is graph.root else (1, "line")
    tooltip = _blank_tooltip(graph, node) if blanks else _node_tooltip(graph, node)
    return Box(node_id(graph, node), graph.path[node][:-1], framed(rows, *border), tooltip)


def node_title(graph: GraphView, node: Value) -> str:
    """A node's name and what it computes; without a label, the formula alone where it is short."""
    if not node.op:
        return title(graph.title[node]) if graph.given[node] else title("", number(node.data))
    formula = graph.formula[node]
    if graph.given[node] or not formula.is_short:
        return title(graph.title[node], f"= {formula.text}")
    return title("", formula.text)


def delta_cell(
    graph: GraphView,
    delta: float,
    word: str = "δ",
    text: str | None = None,
    below: str = "",
    is_blank: bool = False,
) -> str:
    """A δ on the colour of its sign and size, and under it the sum that it is."""
    if is_blank:
        return cell(blank(word), "cell")
    role = theme.sign_role(delta)
    content = sized(f"{word} <B>{text or number(delta)}</B>", 13, role)
    if below:
        content += f"<BR/>{sized(below, 10, role)}"
    return cell(content, theme.strength(delta, graph.largest), padding=4)


def sum_text(received: Sequence[Contribution]) -> str:
    """The sum of several contributions in the order in which they arrive: `= 48 + 32`."""
    if len(received) < 2:
        return ""
    if len(received) > BOX_TERMS:
        return f"= Σ of {len(received):,}"
    first, *others = [each.sent for each in received]
    terms = [f"{'−' if x < 0 else '+'} {number(abs(x))}" for x in others]
    return " ".join(["=", number(first), *terms])


def _node_tooltip(graph: GraphView, node: Value) -> str:
    name, root, op = graph.name[node], graph.name[graph.root], theme.visible(node.op)
    lines = [f"{name} = {number_text(repr(node.data))}" + (f"  ({op})" if op else "")]
    if node in graph.births:
        lines.append(graph.births[node])
    if node in graph.delta:
        received = graph.received[node]
        lines.append(f"δ({name}) = ∂{root}/∂{name} = {number_text(repr(graph.delta[node]))}")
        if len(received) > 1:
            lines.append(f"the sum of {len(received)} contributions:")
        lines += [_term(graph, name, each) for each in received[:TOOLTIP_TERMS]]
        if len(received) > TOOLTIP_TERMS:
            lines.append(f"… and {len(received) - TOOLTIP_TERMS} more")
    return "\n".join(lines)


def _term(graph: GraphView, name: str, received: Contribution) -> str:
    user, local, sent = received
    out = graph.name[user]
    return (
        f"∂{out}/∂{name} · δ({out}) = "
        f"{number(local)} · {number(graph.delta[user])} = {number(sent)}"
    )


def _blank_tooltip(graph: GraphView, node: Value) -> str:
    """What a node is, without the numbers that are to be found."""
    formula = graph.formula[node].text if node.op else number(node.data)
    return f"{graph.name[node]} = {formula}"
