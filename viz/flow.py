"""The size of δ layer by layer on a logarithmic scale: vanishing and exploding at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, isfinite
from statistics import median
from typing import NamedTuple

from minigrad import Value
from viz import theme
from viz.axes import Axis, Point, axis, can_stand_on, path, text, text_width
from viz.layer_view import NeuronState, layers_for, named_roots
from viz.plots import Plot, mark

TOP, BOTTOM = 56, 296  # of the logarithmic axis
LEFT = 96
SLOT, LEAST_SLOT = 68, 16  # pixels for one layer
BETWEEN_PANELS = 34
MOST_WIDTH = 980


class Column(NamedTuple):
    """One layer of one graph, and where it stands."""

    x: float
    slot: float
    place: int  # in its panel
    layer: str
    neurons: Sequence[NeuronState]

    def x_of(self, number: int) -> float:
        """Neurons stand beside each other in their order."""
        share = (number + 0.5) / len(self.neurons) - 0.5
        return self.x + share * min(self.slot - 12, 10 * len(self.neurons))

    @property
    def sizes(self) -> list[float]:
        return [abs(neuron.delta) for neuron in self.neurons if can_stand_on_log(neuron.delta)]

    @property
    def median(self) -> float | None:
        return median(self.sizes) if self.sizes else None

    def count(self, condition: str) -> int:
        return [neuron.condition for neuron in self.neurons].count(condition)

    @property
    def missing(self) -> int:
        return len(self.neurons) - len(self.sizes)


def gradient_flow(roots: Value | Mapping[str, Value]) -> Plot:
    """|δ| of every neuron below the loss of one sample, layer by layer, on a logarithmic scale.

    A line through the medians falls toward the first layer where gradients vanish, and rises
    where they explode. A saturated neuron (|σ′| below 1/20 of its largest) is a triangle; a δ
    of 0 has no place on the scale and is counted below, and so are nan and inf. Several roots by
    name, such as {"before": C0, "after": C1}, stand side by side on one scale. Layers are found
    by the labels of their neurons, as `layers` does; ValueError without any.

    >>> from minigrad.losses import squared_error
    >>> from minigrad.nn import MLP
    >>> C = squared_error(MLP(2, [3, 3, 1], seed=1)([0.5, -1.0]), [1.0])
    >>> gradient_flow(C)
    <Plot of layer1, layer2, layer3: .svg, .save(path)>
    """
    given = named_roots("gradient_flow", roots)
    found = {name: layers_for("gradient_flow", root) for name, root in given.items()}
    count = sum(map(len, found.values()))
    slot = max(LEAST_SLOT, min(SLOT, MOST_WIDTH / count))
    panels = _panels(found, slot)
    columns = [column for panel in panels.values() for column in panel]
    sizes = [size for column in columns for size in column.sizes]
    scale = axis(sizes or [1.0], BOTTOM, TOP, is_log=True, margin=0.06)
    width = max(columns[-1].x + slot / 2 + 24, 480.0)
    parts = _grid(scale, columns)
    for name, panel in panels.items():
        middle = (panel[0].x + panel[-1].x) / 2
        parts += [text(middle, TOP - 34, name, "ink", "middle")] * bool(name)
        parts += _dots(panel, scale)
    table, y = _numbers(columns)
    notes = [_course(name, panel) for name, panel in panels.items()]
    notes = [note for note in notes if note]
    legend, y = _legend(y + 12, any(column.count("saturated") for column in columns))
    parts += [*table, *legend, *(text(20, y + 21 * i, note, "ink") for i, note in enumerate(notes))]
    width = max([width, *(text_width(note) + 30 for note in notes)])
    words = [_words(name, panel) for name, panel in panels.items()]
    title = f"Plot of |δ| by layer: {'; '.join([*words, *notes])}"
    names = [_label(name, column.layer) for name, panel in panels.items() for column in panel]
    return Plot(names, title, parts, y + 21 * len(notes) - 4, width)


def can_stand_on_log(delta: float) -> bool:
    return can_stand_on(abs(delta), is_log=True)


def _panels(
    found: Mapping[str, Mapping[str, Sequence[NeuronState]]], slot: float
) -> dict[str, list[Column]]:
    panels = {}
    x = float(LEFT)
    for name, by_layer in found.items():
        panels[name] = [
            Column(x + slot * (place + 0.5), slot, place, layer, neurons)
            for place, (layer, neurons) in enumerate(by_layer.items())
        ]
        x += slot * len(by_layer) + BETWEEN_PANELS
    return panels


def _grid(scale: Axis, columns: Sequence[Column]) -> list[str]:
    left, right = LEFT - 6, columns[-1].x + columns[-1].slot / 2 + 6
    parts = [text(left, TOP - 12, "|δ|", "ink", "end")]
    for place, words in scale.ticks():
        parts.append(path([(left, place), (right, place)], "header"))
        parts.append(text(left - 7, place + 4, words, anchor="end"))
    return [*parts, path([(left, TOP), (left, BOTTOM), (right, BOTTOM)], "edge")]


def _dots(panel: Sequence[Column], scale: Axis) -> list[str]:
    """The medians as bars on one line, and every neuron that has a place on the scale."""
    middles: list[Point] = [
        (column.x, scale.place(column.median)) for column in panel if column.median is not None
    ]
    parts = [path(middles, "edge", 1.5, "5 3")] if len(middles) > 1 else []
    for column in panel:
        for number, neuron in enumerate(column.neurons):
            if can_stand_on_log(neuron.delta):
                is_saturated = neuron.condition == "saturated"
                y = scale.place(abs(neuron.delta))
                parts.append(mark(int(is_saturated), column.x_of(number), y, is_saturated))
    half = panel[0].slot / 2 - 6
    return parts + [path([(x - half, y), (x + half, y)], "ink", 2.5) for x, y in middles]


def _numbers(columns: Sequence[Column]) -> tuple[list[str], float]:
    """Below the axis, a row of words for each question that has an answer in some layer."""
    rows = [("", [column.layer for column in columns])]
    medians = [column.median for column in columns]
    rows.append(("median", ["" if m is None else theme.number(m, 2) for m in medians]))
    for heading, counts in (
        ("saturated", [column.count("saturated") for column in columns]),
        ("δ = 0", [sum(neuron.delta == 0 for neuron in column.neurons) for column in columns]),
        ("nan, inf", [sum(not isfinite(n.delta) for n in column.neurons) for column in columns]),
    ):
        if any(counts):
            pairs = zip(counts, columns, strict=True)
            rows.append((heading, [f"{n} of {len(c.neurons)}" if n else "" for n, c in pairs]))
    parts = []
    every = ceil(max(text_width(cell) for _, cells in rows for cell in cells) / columns[0].slot)
    for number, (heading, cells) in enumerate(rows):
        y = BOTTOM + 21 + 20 * number
        parts += [text(LEFT - 13, y, heading, anchor="end")] * bool(heading)
        for column, cell in zip(columns, cells, strict=True):
            if cell and column.place % every == 0:
                parts.append(text(column.x, y, cell, "ink", "middle"))
    return parts, BOTTOM + 21 + 20 * len(rows)


def _legend(y: float, has_saturated: bool) -> tuple[list[str], float]:
    parts = [
        mark(0, 30, y - 4),
        text(42, y, "a neuron"),
        path([(114, y - 4), (140, y - 4)], "ink", 2.5),
    ]
    parts.append(text(148, y, "median of those that are not 0"))
    if has_saturated:
        parts += [
            mark(1, 30, y + 17, True),
            text(42, y + 21, "saturated: |σ′| < 1/20 of its largest"),
        ]
    return parts, y + (50 if has_saturated else 29)


def _course(name: str, panel: Sequence[Column]) -> str:
    """How the medians of the first and the last layer compare."""
    ends = panel[0].median, panel[-1].median
    if len(panel) < 2 or ends[0] is None or ends[1] is None:
        return ""
    ratio = ends[0] / ends[1]
    return (
        f"{f'{name}: the' if name else 'The'} median |δ| of {panel[0].layer} is "
        f"{theme.number(ratio, 2)} times that of {panel[-1].layer}."
    )


def _words(name: str, panel: Sequence[Column]) -> str:
    each = []
    for column in panel:
        middle = "none but 0" if column.median is None else theme.number(column.median)
        apart = [f"{column.count('saturated')} saturated"] * bool(column.count("saturated"))
        apart += [f"{column.missing} of {len(column.neurons)} off the scale"] * bool(column.missing)
        each.append(", ".join([f"{column.layer} median {middle}", *apart]))
    return _label(name, "; ".join(each))


def _label(name: str, words: str) -> str:
    return f"{name}: {words}" if name else words
