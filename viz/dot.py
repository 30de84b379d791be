"""From a graph of Values to the DOT language: every node with value and δ, every edge ∂out/∂in."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import graphviz

from minigrad import Value, topological_order
from viz import theme
from viz.names import node_names, path
from viz.theme import LIGHT, number, number_text

EDGES = ("auto", "labels", "tooltips")
LABELLED_EDGES = 60  # above this many, numbers on edges cover the picture: tooltips only


class Annotated:
    """A graph with all that a picture shows: names, δ of its own pass, local derivatives."""

    def __init__(
        self, root: Value, names: Mapping[str, object] | None = None, deltas: bool = True
    ) -> None:
        self.root = root
        self.order = topological_order(root)
        self.name = dict(zip(self.order, node_names(self.order, names), strict=True))
        self.position = {node: position for position, node in enumerate(self.order)}
        self.locals = {node: node._backward(1.0) for node in self.order}
        self.delta: dict[Value, float] = {}
        self.terms: dict[Value, list[str]] = {node: [] for node in self.order}
        for step in root.backward_steps() if deltas else ():
            self.delta[step.node] = step.delta
            for value, local, sent in zip(
                step.node.inputs, self.locals[step.node], step.contributions, strict=True
            ):
                out, into = self.name[step.node], self.name[value]
                self.terms[value].append(
                    f"∂{out}/∂{into} · δ({out}) = "
                    f"{number(local)} · {number(step.delta)} = {number(sent)}"
                )
        finite = [abs(delta) for delta in self.delta.values() if abs(delta) < float("inf")]
        self.largest = max(finite, default=0.0) or 1.0


def digraph(graph: Annotated, edges: str = "auto", rankdir: str = "LR") -> graphviz.Digraph:
    """The annotated graph as a `graphviz.Digraph`, whose text is the same on every run."""
    drawn = graphviz.Digraph(
        graph_attr={
            "rankdir": rankdir,
            "bgcolor": "transparent",
            "fontname": theme.FONT,
            "fontsize": "11",
            "fontcolor": LIGHT["muted"],
            "nodesep": "0.22",
            "ranksep": "0.5",
        },
        node_attr={
            "shape": "plain",
            "fontname": theme.FONT,
            "fontsize": "12",
            "fontcolor": LIGHT["ink"],
            "margin": "0",
            "penwidth": "1.2",
        },
        edge_attr={
            "fontname": theme.FONT,
            "fontsize": "10",
            "fontcolor": LIGHT["muted"],
            "color": LIGHT["edge"],
            "arrowsize": "0.6",
            "penwidth": "1.1",
        },
    )
    _add_nodes(drawn, graph)
    count = sum(len(node.inputs) for node in graph.order)
    labelled = edges == "labels" or (edges == "auto" and count <= LABELLED_EDGES)
    for node in graph.order:
        for value, local in zip(node.inputs, graph.locals[node], strict=True):
            _add_edge(drawn, graph, value, node, local, labelled)
    return drawn


def _add_nodes(drawn: graphviz.Digraph, graph: Annotated) -> None:
    """Nodes in the order of the graph, each inside the clusters that its dotted name spells."""
    members: dict[tuple[str, ...], list[Value]] = {(): []}
    for node in graph.order:
        parents = tuple(path(graph.name[node])[:-1])
        for depth in range(len(parents)):
            members.setdefault(parents[: depth + 1], [])
        members[parents].append(node)
    numbers = {cluster: index for index, cluster in enumerate(members)}

    def fill(body: graphviz.Digraph, cluster: tuple[str, ...]) -> None:
        for node in members[cluster]:
            body.node(
                f"v{graph.position[node]}",
                label=_label(graph, node),
                tooltip=_plain(_node_tooltip(graph, node)),
            )
        for inner in members:
            if inner[:-1] == cluster and inner != cluster:
                # Numbered, because a name with a trailing backslash is a syntax error.
                with body.subgraph(name=f"cluster_{numbers[inner]}") as box:
                    box.attr(label=_plain(theme.shortened(inner[-1])), color=LIGHT["line"])
                    fill(box, inner)

    fill(drawn, ())


def _label(graph: Annotated, node: Value) -> str:
    """An HTML-like table of three rows: name and operation, value, δ."""
    ground = LIGHT["header" if node.op else "cell"]
    rows = [
        f'<TR><TD BGCOLOR="{ground}" CELLPADDING="5">{_title(graph, node)}</TD></TR>',
        f'<TR><TD SIDES="T" BORDER="1" COLOR="{LIGHT["line"]}">'
        f"{_row('value', number(node.data), 'muted', 'ink')}</TD></TR>",
    ]
    if node in graph.delta:
        delta = graph.delta[node]
        role = theme.sign_role(delta)
        fill = LIGHT[theme.strength(delta, graph.largest)]
        text = f"<B>{number(delta)}</B>"
        rows.append(f'<TR><TD BGCOLOR="{fill}">{_row("δ", text, role, role)}</TD></TR>')
    border = 2 if node is graph.root else 1
    return (
        f'<<TABLE BORDER="{border}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" '
        f'COLOR="{LIGHT["line"]}" BGCOLOR="{LIGHT["cell"]}">{"".join(rows)}</TABLE>>'
    )


def _title(graph: Annotated, node: Value) -> str:
    name = theme.shortened(path(graph.name[node])[-1])
    op = theme.operation(node.op)
    bold, quiet = (name, op) if _is_named(graph, node) else (op or "leaf", name)
    quiet = f' <FONT COLOR="{LIGHT["muted"]}">{_markup(quiet)}</FONT>' if quiet else ""
    return f"<B>{_markup(bold)}</B>{quiet}"


def _is_named(graph: Annotated, node: Value) -> bool:
    return graph.name[node] != f"v{graph.position[node]}"


def _row(left: str, right: str, left_role: str, right_role: str) -> str:
    size = ' POINT-SIZE="10"' if left == "value" else ""
    return (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="5"><TR>'
        f'<TD ALIGN="LEFT"><FONT COLOR="{LIGHT[left_role]}"{size}>{left}</FONT></TD>'
        f'<TD ALIGN="RIGHT"><FONT COLOR="{LIGHT[right_role]}">{right}</FONT></TD></TR></TABLE>'
    )


def _add_edge(
    drawn: graphviz.Digraph,
    graph: Annotated,
    value: Value,
    node: Value,
    local: float,
    labelled: bool,
) -> None:
    out, into = graph.name[node], graph.name[value]
    tooltip = _plain(f"∂{out}/∂{into} = {number_text(repr(local))}")
    look = {"tooltip": tooltip, "edgetooltip": tooltip}
    if labelled:
        look |= {"label": number(local), "labeltooltip": tooltip}
    if local == 1:
        look |= {"color": LIGHT["faint_edge"], "fontcolor": LIGHT["faint"]}
    drawn.edge(f"v{graph.position[value]}", f"v{graph.position[node]}", **look)


def _node_tooltip(graph: Annotated, node: Value) -> str:
    name, root = graph.name[node], graph.name[graph.root]
    lines = [f"{name} = {number_text(repr(node.data))}" + (f"  ({node.op})" if node.op else "")]
    if node in graph.delta:
        terms = graph.terms[node]
        lines.append(f"δ({name}) = ∂{root}/∂{name} = {number_text(repr(graph.delta[node]))}")
        if len(terms) > 1:
            lines.append(f"the sum of {len(terms)} contributions:")
        lines += terms[:20]
        if len(terms) > 20:
            lines.append(f"… and {len(terms) - 20} more")
    return "\n".join(lines)


def _markup(text: str) -> str:
    """Text inside an HTML-like label, where a backslash still begins an escape sequence."""
    return escape(text).replace("\\", "\\\\")


def _plain(text: str) -> str:
    """Text that Graphviz takes as it stands: no escape sequences, no HTML entities."""
    escaped: str = graphviz.escape(text.replace("&", "&amp;"))
    return escaped
