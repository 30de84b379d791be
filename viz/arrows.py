"""How an arrow looks: its factor ∂out/∂in, and what flows back against it."""

from __future__ import annotations

import math

from minigrad import Value
from viz import theme
from viz.boxes import blank, lines, plain_tooltip, sized
from viz.graph_view import GraphView
from viz.theme import LIGHT, number, number_text

# Against the arrows, by their direction: the triangles that Arial and its like have.
BACK = {"LR": "◄", "RL": "►", "TB": "▲", "BT": "▼"}


def edge_look(
    graph: GraphView,
    value: Value,
    node: Value,
    local: float,
    labelled: bool,
    sent: float | None = None,
    back: str = BACK["LR"],
) -> dict[str, str]:
    """The arrow of one argument: what is sent back is its width and, where unwritten, its colour.

    Where a picture shows no derivative at all, neither a label nor a δ, all arrows look alike.
    """
    look = {"weight": _weight(value)}
    derivative = _derivative(graph, value, node)
    tooltip = f"{derivative} = {number_text(repr(local))}"
    if sent is not None:
        product = f"{derivative} · δ({graph.name[node]})"
        tooltip += f"\nsends {product} = {number_text(repr(sent))}"
        look["penwidth"] = f"{edge_width(sent, graph.largest_sent):.3g}"
    look["edgetooltip"] = plain_tooltip(tooltip)
    if labelled:
        texts = [_factor(local)]
        if sent is not None:
            texts.append(sized(f"<B>{back} {number(sent)}</B>", 10, theme.sign_role(sent)))
        look |= {"label": lines(*texts), "labeltooltip": look["edgetooltip"]}
    elif sent is not None:
        look["color"] = LIGHT[theme.sign_role(sent) if sent else "faint_edge"]
    elif local == 1 and graph.delta:
        look["color"] = LIGHT["faint_edge"]
    return look


def blank_edge(
    graph: GraphView, value: Value, node: Value, local: float | None, blanks: str, back: str
) -> dict[str, str]:
    """The arrow with boxes to fill in, and with nothing that tells what belongs into them.

    Without a `local` it has no label. Values could be read from the factors: they go together.
    """
    look = {"weight": _weight(value), "edgetooltip": plain_tooltip(_derivative(graph, value, node))}
    if local is None or blanks == "values":
        return look
    texts = [blank("×", "muted") if blanks == "all" else _factor(local)]
    if blanks != "delta":
        texts.append(blank(back))
    return look | {"label": lines(*texts)}


def _derivative(graph: GraphView, value: Value, node: Value) -> str:
    return f"∂{graph.name[node]}/∂{graph.name[value]}"


def _weight(value: Value) -> str:
    """How much an arrow pulls at its ends: operations form a straight line, leaves stand beside."""
    return "8" if value.inputs else "2"


def _factor(local: float) -> str:
    return sized(f"×{number(local)}", 10, "faint" if local == 1 else "muted")


def edge_width(sent: float, largest: float) -> float:
    """In points: three for the largest contribution of the picture."""
    return 0.8 if math.isnan(sent) else 0.8 + 2.2 * min(abs(sent) / largest, 1.0)
