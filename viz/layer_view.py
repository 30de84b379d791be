"""The δs of a network at a glance: where the error lives, which neurons let none of it through."""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple

from rich.table import Table
from rich.text import Text

from minigrad import Value
from viz import theme
from viz.boxes import Box, framed, markup, title
from viz.dot import add_boxes, new_digraph
from viz.drawing import Drawing
from viz.graph_view import GraphView
from viz.tables import delta_text
from viz.theme import LIGHT, number, number_text

# An activation lets nearly nothing through where its slope is below 1/20 of its largest.
_LARGEST_SLOPE = {"tanh": 1.0, "sigmoid": 0.25}


class NeuronState(NamedTuple):
    """What one neuron did with one sample: δ of its z, and σ′(z), through which δ came."""

    name: str
    z: float
    delta: float
    slope: float
    condition: str  # "saturated", "off" (a relu with z <= 0) or ""


def layers(root: Value) -> dict[str, list[NeuronState]]:
    """The neurons below the loss of one sample, layer by layer, found by their labels.

    Takes every node labelled like `layer1.neuron0.z`. ValueError without any, or with several
    samples in the graph.

    >>> from minigrad.nn import MLP
    >>> [out] = MLP(1, [2, 1])([0.5])
    >>> [(name, len(neurons)) for name, neurons in layers(out).items()]
    [('layer1', 2), ('layer2', 1)]
    """
    graph = GraphView(root)
    found: dict[str, dict[str, NeuronState]] = {}
    for node in graph.order:
        if len(graph.path[node]) < 3 or graph.path[node][-1] != "z":
            continue
        *layer, neuron, _ = graph.path[node]
        states = found.setdefault(".".join(layer), {})
        if neuron in states:
            raise ValueError(
                f"layers() needs the graph of one sample, got {graph.given[node]} more than once"
            )
        states[neuron] = _state(graph, node, neuron)
    if not found:
        raise ValueError("layers() needs nodes labelled like layer1.neuron0.z, got none: use MLP")
    return {name: list(found[name].values()) for name in sorted(found, key=_by_number)}


def _by_number(name: str) -> tuple[str, int]:
    stem = name.rstrip("0123456789")
    return stem, int(name[len(stem) :] or 0)


def _state(graph: GraphView, z: Value, name: str) -> NeuronState:
    slope, condition = 1.0, ""
    for a in graph.users[z]:
        if graph.path[a] == (*graph.path[z][:-1], "a"):
            slope = graph.locals[a][0]
            if a.op == "relu" and slope == 0:
                condition = "off"
            elif abs(slope) < 0.05 * _LARGEST_SLOPE.get(a.op, 0.0):
                condition = "saturated"
    return NeuronState(name, z.data, graph.delta[z], slope, condition)


def layer_table(root: Value) -> Table:
    """`layers(root)` as a rich table: the size of δ in each layer, and every neuron's δ."""
    table = Table(title="δ = ∂C/∂z by layer")
    table.add_column("layer")
    table.add_column("mean |δ|", justify="right", no_wrap=True)
    table.add_column("saturated", justify="right")
    table.add_column("off", justify="right")
    table.add_column("δ of each neuron", overflow="fold")
    for name, neurons in layers(root).items():
        sizes = [abs(neuron.delta) for neuron in neurons]
        conditions = [neuron.condition for neuron in neurons]
        table.add_row(
            Text(name, "bold"),
            number(sum(sizes) / len(sizes)),
            str(conditions.count("saturated") or ""),
            str(conditions.count("off") or ""),
            Text("  ").join(delta_text(neuron.delta) for neuron in neurons),
        )
    return table


def heatmap(root: Value, *, largest: float | None = None) -> Drawing:
    """`layers(root)` as a picture: a column for each layer, a cell for each neuron with its δ.

    The colours get stronger towards `largest`, by default the largest |δ| of the picture; give
    two pictures the same number to compare them.
    """
    columns = layers(root)
    everything = [neuron for neurons in columns.values() for neuron in neurons]
    largest = largest or theme.largest(neuron.delta for neuron in everything)
    head = "".join(f'<TD CELLPADDING="5">{title(name)}</TD>' for name in columns)
    rows = [f"<TR>{head}</TR>"]
    for row in zip_longest(*columns.values()):
        rows.append(f"<TR>{''.join(_cell(neuron, largest) for neuron in row)}</TR>")
    table = (
        '<TD><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="3" CELLPADDING="3">'
        f"{''.join(rows)}</TABLE></TD>"
    )
    lines = [_line(name, neuron) for name, neurons in columns.items() for neuron in neurons]
    drawn = new_digraph()
    add_boxes(drawn, [Box("heatmap", (), framed([table]), "\n".join(lines))])
    return Drawing(drawn, f"δ of {len(everything)} neurons in {len(columns)} layers")


def _line(layer: str, neuron: NeuronState) -> str:
    numbers = f"z = {neuron.z!r}, σ′(z) = {neuron.slope!r}, δ = {neuron.delta!r}"
    condition = f", {neuron.condition}" if neuron.condition else ""
    return f"{layer}.{neuron.name}: {number_text(numbers)}{condition}"


def _cell(neuron: NeuronState | None, largest: float) -> str:
    if neuron is None:
        return "<TD></TD>"
    role = theme.sign_role(neuron.delta)
    fill = LIGHT[theme.strength(neuron.delta, largest)]
    words = f"{neuron.name} {neuron.condition}".strip()
    return (
        f'<TD BGCOLOR="{fill}" WIDTH="96">'
        f'<FONT COLOR="{LIGHT[role]}"><B>{number(neuron.delta)}</B></FONT><BR/>'
        f'<FONT COLOR="{LIGHT["ink"]}" POINT-SIZE="8">{markup(words)}</FONT></TD>'
    )
