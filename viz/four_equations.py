"""The four equations of backpropagation beside the graph: a table, and a drawing by layer."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from minigrad.equations import LayerGradients, compare, four_equations, superscript
from minigrad.losses import squared_error
from minigrad.nn import MLP
from viz import theme
from viz.boxes import Box, cell, delta_strip, framed, left_aligned, markup, plain, title
from viz.dot import add_boxes, new_digraph
from viz.drawing import Drawing
from viz.notebook_table import Table
from viz.tables import delta_text
from viz.theme import LIGHT, number, number_text

SHOWN_DELTAS = 8
ROUNDING = 1e-12  # up to here two ways to add the same numbers may differ


def equations_table(
    mlp: MLP, x: list[float], y: Any, loss: Callable[..., Any] = squared_error
) -> Table:
    """For each neuron: z, a, and δ by the four equations beside δ in the graph.

    The last column is the largest difference in δ, ∂C/∂w and ∂C/∂b of the neuron. The caption
    gives the largest of all, and says where it is if rounding alone does not explain it. Print
    the table with rich.print.
    """
    rows = compare(mlp, x, y, loss)
    layers = four_equations(mlp, x, y, loss)
    equations = "\n".join(layer.equation for layer in reversed(layers))
    table = Table(title=f"The four equations and the graph\n{equations}")
    table.add_column("neuron", no_wrap=True)
    for heading in ("z", "a", "δ by equations", "δ in the graph", "largest difference"):
        table.add_column(heading, justify="right")
    for layer in layers:
        table.add_section()
        for j, (z, a) in enumerate(zip(layer.z, layer.a, strict=True)):
            neuron = f"layer{layer.number}.neuron{j}."
            own = [row for row in rows if row.name.startswith(neuron)]
            table.add_row(
                neuron.rstrip("."),
                number(z),
                number(a),
                delta_text(own[0].by_equations),
                delta_text(own[0].by_graph),
                f"{max(row.difference for row in own):.1e}",
            )
    worst = max(rows, key=lambda row: row.difference)
    table.caption = (
        f"{len(rows)} numbers (δ, ∂C/∂w, ∂C/∂b); the largest difference is {worst.difference:.1e}"
    )
    if worst.difference > ROUNDING:
        table.caption += f", at {worst.name}"
    return table


def draw_equations(
    mlp: MLP, x: list[float], y: Any, loss: Callable[..., Any] = squared_error
) -> Drawing:
    """The network as one box for each layer, with the equations that gave its numbers."""
    layers = four_equations(mlp, x, y, loss)
    largest = theme.largest(delta for layer in layers for delta in layer.delta)
    boxes = [Box("x", (), _named_box("x", "a⁰"), "the inputs, a⁰")]
    for layer, module in zip(layers, mlp.layers, strict=True):
        boxes.append(_layer_box(layer, module.neurons[0].activation, largest))
    quiet = theme.visible(getattr(loss, "__name__", ""))
    boxes.append(Box("C", (), _named_box("C", quiet), "the cost C"))
    drawn = new_digraph()
    add_boxes(drawn, boxes)
    for number_before, (before, after) in enumerate(pairwise(boxes)):
        this, following = superscript(number_before), superscript(number_before + 1)
        drawn.edge(before.name, after.name, label=plain(f"a{this}"))
        if number_before:
            sent = f"∂C/∂a{this}" if after.name == "C" else f"(w{following})ᵀ δ{following}"
            drawn.edge(
                after.name,
                before.name,
                label=plain(sent),
                style="dashed",
                constraint="false",
                color=LIGHT["highlight"],
                fontcolor=LIGHT["highlight"],
            )
    return Drawing(drawn, f"The four equations in {len(layers)} layers")


def _named_box(name: str, quiet: str) -> str:
    return framed([cell(title(name, quiet), "cell")])


def _layer_box(layer: LayerGradients, activation: str, largest: float) -> Box:
    this, before = superscript(layer.number), superscript(layer.number - 1)
    lines = [
        f"z{this} = w{this} a{before} + b{this}",
        f"a{this} = σ(z{this}),  σ = {activation}",
        layer.equation,
        f"∂C/∂w{this} = δ{this} (a{before})ᵀ",
        f"∂C/∂b{this} = δ{this}",
    ]
    rows = [f"<TD>{left_aligned(markup(line), padding=3)}</TD>" for line in lines]
    deltas = [(delta, f'<FONT POINT-SIZE="10">{number(delta)}</FONT>') for delta in layer.delta]
    rows.insert(3, delta_strip(deltas, largest, SHOWN_DELTAS))
    heading = cell(title(f"layer {layer.number}", f"{len(layer.z)} neurons"), "header")
    tooltip = "\n".join([*lines, f"δ{this} = {number_text(repr(layer.delta))}"])
    return Box(f"layer{layer.number}", (), framed([heading, *rows]), tooltip)
