"""The δs of a network at a glance: where the error lives, which neurons let none of it through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from math import inf, log10, sqrt
from typing import NamedTuple

from rich.text import Text

from minigrad import Value
from minigrad.checks import described
from viz import theme
from viz.boxes import Box, framed, markup, title
from viz.dot import add_boxes, new_digraph
from viz.drawing import Drawing
from viz.graph_view import GraphView
from viz.notebook_table import Table
from viz.tables import delta_text
from viz.theme import LIGHT, number, number_text

SCALES = ("linear", "log")
# What a logarithmic scale shows: δs that are nearly alike look alike, and one that is as good as
# 0 does not make all others look alike.
LEAST_DECADES, MOST_DECADES = 3, 6

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
    return layers_for("layers", root)


def layers_for(caller: str, root: Value) -> dict[str, list[NeuronState]]:
    graph = GraphView(root)
    found: dict[str, dict[str, NeuronState]] = {}
    for node in graph.order:
        if len(graph.path[node]) < 3 or graph.path[node][-1] != "z":
            continue
        *layer, neuron, _ = graph.path[node]
        states = found.setdefault(".".join(layer), {})
        if neuron in states:
            raise ValueError(
                f"{caller}() needs the graph of one sample, got {graph.given[node]} more than once"
            )
        states[neuron] = _state(graph, node, neuron)
    if not found:
        raise ValueError(
            f"{caller}() needs nodes labelled like layer1.neuron0.z, got none: use MLP"
        )
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
    """`layers(root)` as a table: the size of δ in each layer, and every neuron's δ."""
    table = Table(title="δ = ∂C/∂z by layer")
    table.add_column("layer")
    table.add_column("mean |δ|", justify="right", no_wrap=True)
    table.add_column("saturated", justify="right")
    table.add_column("off", justify="right")
    table.add_column("δ of each neuron", overflow="fold")
    for name, neurons in layers_for("layer_table", root).items():
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


def heatmap(roots: Value | Mapping[str, Value], *, scale: str = "linear") -> Drawing:
    """`layers(root)` as a picture: a column for each layer, a cell for each neuron with its δ.

    Several roots by name, such as {"before": C0, "after": C1}, are measured on one scale. On a
    linear one a fill is strong from half of the largest |δ| on and weak below a tenth of it; with
    `scale="log"` the decades from the smallest to the largest |δ|, three to six of them, are cut
    in three, and 1e-8 does not look like 1e-2. A legend gives the limits.

    >>> from minigrad.nn import MLP
    >>> [out] = MLP(1, [2, 1])([0.5])
    >>> heatmap(out, scale="log").title
    'δ of 3 neurons in 2 layers'
    """
    if scale not in SCALES:
        raise ValueError(f"heatmap() needs scale to be one of {SCALES}, got {scale!r}")
    maps = {
        name: layers_for("heatmap", root) for name, root in named_roots("heatmap", roots).items()
    }
    lines = [
        _line(".".join(filter(None, [name, layer])), neuron)
        for name, columns in maps.items()
        for layer, neurons in columns.items()
        for neuron in neurons
    ]
    deltas = [
        neuron.delta for columns in maps.values() for row in columns.values() for neuron in row
    ]
    shades = _Shades.of(deltas, is_log=scale == "log")
    side_by_side = "".join(_map(name, columns, shades) for name, columns in maps.items())
    drawn = new_digraph()
    rows = [
        f"<TD>{_grid(f'<TR>{side_by_side}</TR>')}</TD>",
        f"<TD>{_legend(shades)}</TD>",
    ]
    add_boxes(drawn, [Box("heatmap", (), framed(rows), "\n".join(lines))])
    count = f"{len(deltas)} neurons in {sum(map(len, maps.values()))} layers"
    named = "".join(f" {name}" for name in maps if name)
    return Drawing(drawn, f"δ of {count}" + (f":{theme.visible(named)}" if named else ""))


def named_roots(caller: str, roots: Value | Mapping[str, Value]) -> dict[str, Value]:
    """One root, or several by name; TypeError for anything else, ValueError for none."""
    named = {"": roots} if isinstance(roots, Value) else roots
    if not isinstance(named, Mapping) or not all(isinstance(x, Value) for x in named.values()):
        raise TypeError(
            f"{caller}() needs the loss of a sample, a Value, or several by name, such as "
            f'{{"before": C0, "after": C1}}, got {described(roots)}'
        )
    if not named:
        raise ValueError(f"{caller}() needs at least one loss, got none")
    return {theme.visible(str(name)): root for name, root in named.items()}


class _Shades(NamedTuple):
    """From which |δ| on a fill is strong, and from which medium; below it is weak."""

    largest: float
    steps: tuple[float, float]  # as shares of the largest

    @classmethod
    def of(cls, deltas: Sequence[float], is_log: bool) -> _Shades:
        largest = theme.largest(deltas)
        if not is_log:
            return cls(largest, theme.STEPS)
        smallest = min((abs(d) for d in deltas if 0 < abs(d) < inf), default=largest)
        decades = min(MOST_DECADES, max(LEAST_DECADES, log10(largest) - log10(smallest)))
        return cls(largest, (10 ** (-decades / 3), 10 ** (-decades * 2 / 3)))

    def fill(self, delta: float) -> str:
        return LIGHT[theme.strength(delta, self.largest, self.steps)]


def _map(name: str, columns: Mapping[str, Sequence[NeuronState]], shades: _Shades) -> str:
    head = "".join(f'<TD CELLPADDING="5">{title(layer)}</TD>' for layer in columns)
    rows = [f"<TR>{head}</TR>"]
    if name:
        rows.insert(0, f'<TR><TD COLSPAN="{len(columns)}">{title(name)}</TD></TR>')
    for row in zip_longest(*columns.values()):
        rows.append(f"<TR>{''.join(_cell(neuron, shades) for neuron in row)}</TR>")
    return f'<TD VALIGN="TOP">{_grid("".join(rows))}</TD>'


def _grid(rows: str) -> str:
    look = 'BORDER="0" CELLBORDER="0" CELLSPACING="3" CELLPADDING="3"'
    return f"<TABLE {look}>{rows}</TABLE>"


def _legend(shades: _Shades) -> str:
    """A sample of each fill; of fixed sizes, because engines widen the cells of inner tables."""
    strong, medium = (number(share * shades.largest, 2) for share in shades.steps)
    samples = (
        (shades.largest, f"|δ| ≥ {strong}"),
        (sqrt(shades.steps[0] * shades.steps[1]) * shades.largest, f"≥ {medium}"),
        (shades.steps[1] * shades.largest / 2, "less"),
    )
    cells = []
    for size, words in samples:
        for delta in size, -size:
            fill = shades.fill(delta)
            cells.append(f'<TD BGCOLOR="{fill}" FIXEDSIZE="TRUE" WIDTH="16" HEIGHT="16"></TD>')
        words = f'<FONT COLOR="{LIGHT["muted"]}" POINT-SIZE="9">{words}</FONT>'
        cells.append(f'<TD FIXEDSIZE="TRUE" WIDTH="72" HEIGHT="16">{words}</TD>')
    look = 'BORDER="0" CELLBORDER="0" CELLSPACING="3" FIXEDSIZE="TRUE" WIDTH="342" HEIGHT="24"'
    return f"<TABLE {look}><TR>{''.join(cells)}</TR></TABLE>"


def _line(layer: str, neuron: NeuronState) -> str:
    numbers = f"z = {neuron.z!r}, σ′(z) = {neuron.slope!r}, δ = {neuron.delta!r}"
    condition = f", {neuron.condition}" if neuron.condition else ""
    return f"{layer}.{neuron.name}: {number_text(numbers)}{condition}"


def _cell(neuron: NeuronState | None, shades: _Shades) -> str:
    if neuron is None:
        return "<TD></TD>"
    role = theme.sign_role(neuron.delta)
    fill = shades.fill(neuron.delta)
    words = f"{neuron.name} {neuron.condition}".strip()
    return (
        f'<TD BGCOLOR="{fill}" WIDTH="96">'
        f'<FONT COLOR="{LIGHT[role]}"><B>{number(neuron.delta)}</B></FONT><BR/>'
        f'<FONT COLOR="{LIGHT["ink"]}" POINT-SIZE="8">{markup(words)}</FONT></TD>'
    )
