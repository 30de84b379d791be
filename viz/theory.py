"""The theory in tables and pictures: four equations, the cost of Jacobians, checked gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from rich.table import Table
from rich.text import Text

from minigrad import Value
from minigrad.equations import LayerGradients, compare, four_equations, superscript
from minigrad.gradcheck import Report
from minigrad.jacobian import WorkCount, jacobian, vjp
from minigrad.losses import squared_error
from minigrad.nn import MLP
from viz import theme
from viz.dot import Box, add_boxes, cell, framed, markup, new_digraph, plain, title
from viz.drawing import Drawing
from viz.plots import Plot
from viz.theme import LIGHT, number

SHOWN_DELTAS = 8
ROUNDING = 1e-12  # up to here two ways to add the same numbers may differ


def equations_table(
    mlp: MLP, x: list[float], y: Any, loss: Callable[..., Any] = squared_error
) -> Table:
    """For each neuron: z, a, and δ by the four equations beside δ in the graph.

    The last column is the largest difference among the δ, ∂C/∂w and ∂C/∂b of the neuron. The
    caption says the largest of all, and where it is, if it is more than the rounding of a
    platform. Print it with rich.print.
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
                theme.delta_text(own[0].by_equations),
                theme.delta_text(own[0].by_graph),
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
    """The network as one box a layer, each with the equations that gave its numbers."""
    layers = four_equations(mlp, x, y, loss)
    largest = max((abs(delta) for layer in layers for delta in layer.delta), default=0.0) or 1.0
    drawn = new_digraph()
    boxes = [Box("x", (), _named_box("x", "a⁰"), "the inputs, a⁰")]
    for layer, module in zip(layers, mlp.layers, strict=True):
        boxes.append(_layer_box(layer, module.neurons[0].activation, largest))
    boxes.append(Box("C", (), _named_box("C", getattr(loss, "__name__", "")), "the cost C"))
    add_boxes(drawn, boxes)
    names = ["x", *(f"layer{layer.number}" for layer in layers), "C"]
    for number_before, (before, after) in enumerate(pairwise(names)):
        drawn.edge(before, after, label=plain(f"a{superscript(number_before)}"))
        if number_before:
            is_last = after == "C"
            sent = f"∂C/∂a{superscript(number_before)}"
            if not is_last:
                sent = f"(w{superscript(number_before + 1)})ᵀ δ{superscript(number_before + 1)}"
            drawn.edge(
                after,
                before,
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
    heading = title(f"layer {layer.number}", f"{len(layer.z)} neurons")
    rows = [cell(heading, "header"), *(_left(line) for line in lines[:3])]
    rows.append(_numbers(layer.delta, largest))
    rows += [_left(line) for line in lines[3:]]
    tooltip = "\n".join([*lines, f"δ{this} = {layer.delta}"])
    return Box(f"layer{layer.number}", (), framed(rows), tooltip)


def _left(line: str) -> str:
    return (
        '<TD><TABLE BORDER="0" CELLBORDER="0" CELLPADDING="3"><TR>'
        f'<TD ALIGN="LEFT">{markup(line)}</TD></TR></TABLE></TD>'
    )


def _numbers(deltas: Sequence[float], largest: float) -> str:
    cells = []
    for delta in deltas[:SHOWN_DELTAS]:
        fill, ink = LIGHT[theme.strength(delta, largest)], LIGHT[theme.sign_role(delta)]
        cells.append(
            f'<TD BGCOLOR="{fill}"><FONT COLOR="{ink}" POINT-SIZE="10">{number(delta)}</FONT></TD>'
        )
    more = len(deltas) - SHOWN_DELTAS
    rest = f"<TD>+{more}</TD>" if more > 0 else ""
    return (
        '<TD><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="3"><TR>'
        f"{''.join(cells)}{rest}</TR></TABLE></TD>"
    )


def cost_of_products(n: int, whole: bool = True) -> tuple[WorkCount, WorkCount | None]:
    """What vᵀJ and, if wanted, the whole J cost for n numbers through tanh, one by one.

    J has n² numbers there, of which n are not 0: why frameworks never form it.

    >>> product, matrix = cost_of_products(10)
    >>> product, matrix
    (1 passes, 20 rules, 20 numbers, 10 passes, 200 rules, 100 numbers)
    """
    inputs = [Value(i / n) for i in range(n)]
    outputs = [x.tanh() for x in inputs]
    product, matrix = WorkCount(), WorkCount()
    vjp(outputs, inputs, [1.0] * n, product)
    if not whole:
        return product, None
    jacobian(outputs, inputs, work=matrix)
    return product, matrix


def cost_table(sizes: Sequence[int] = (10, 100, 1000, 10_000), largest_whole: int = 500) -> Table:
    """vᵀJ against the whole J, counted as it runs; J only up to `largest_whole`, else foretold."""
    table = Table(title="n numbers through tanh: what one vᵀJ costs, and what the whole J costs")
    headings = ("n", "vᵀJ: passes", "rules", "J: passes", "rules", "numbers in J", "memory of J")
    for heading in headings:
        table.add_column(heading, justify="right")
    for n in sizes:
        product, matrix = cost_of_products(n, whole=n <= largest_whole)
        is_foretold = "" if matrix else "≈ "
        passes, rules = (matrix.passes, matrix.rules) if matrix else (n, n * product.rules)
        table.add_row(
            f"{n:,}",
            f"{product.passes}",
            f"{product.rules:,}",
            f"{is_foretold}{passes:,}",
            f"{is_foretold}{rules:,}",
            f"{n * n:,}",
            f"{8 * n * n / 1e6:,.3g} MB",
        )
    table.caption = "≈ not run: n times one vᵀJ. 8 bytes a number."
    return table


def plot_costs(sizes: Sequence[int] = (10, 20, 50, 100, 200)) -> Plot:
    """Rules evaluated for one vᵀJ and for the whole J, counted, on logarithmic scales."""
    counted = [cost_of_products(n) for n in sizes]
    plot = Plot()
    products = [product.rules for product, _ in counted]
    matrices = [matrix.rules for _, matrix in counted if matrix]
    plot.axes.loglog(sizes, matrices, "s-", color=theme.CLASSES[1], label="whole J")
    plot.axes.loglog(sizes, products, "o-", color=theme.CLASSES[0], label="one vᵀJ")
    plot.axes.set_xlabel("n inputs and outputs")
    plot.axes.set_ylabel("rules evaluated")
    plot.axes.legend()
    return plot


def check_table(report: Report) -> Table:
    """A report of `check_gradients`: a row an input, and below it who is to blame."""
    table = Table(title="gradients against differences")
    for heading in ("input", "x", "by the graph", "by differences", "relative error", "verdict"):
        table.add_column(heading, justify="left" if heading in ("input", "verdict") else "right")
    looks = {"right": "green", "kink": "yellow", "wrong": "bold red"}
    for each in report.inputs:
        verdict = each.verdict
        if verdict == "kink":
            verdict += f" ({number(each.slopes.left)} | {number(each.slopes.right)})"
        table.add_row(
            each.name,
            number(each.x),
            theme.number_text(f"{each.analytic:.8g}"),
            theme.number_text(f"{each.numeric:.8g}"),
            f"{each.relative_error:.1e}",
            Text(verdict, looks[each.verdict]),
        )
    if report.blames or report.note:
        table.caption = "\n".join([*map(repr, report.blames), report.note]).strip()
    return table


def plot_step_size_errors(found: Sequence[tuple[float, float, float]]) -> Plot:
    """The errors of a difference by step size: truncation on the right, round-off on the left."""
    plot = Plot()
    for number_of, name in ((1, "one-sided, error h"), (2, "central, error h²")):
        points = [(row[0], row[number_of]) for row in found if row[number_of] > 0]
        colour = theme.CLASSES[2 - number_of]
        plot.axes.loglog(*zip(*points, strict=True), "o-", color=colour, label=name)
    plot.axes.set_xlabel("step h")
    plot.axes.set_ylabel("relative error")
    plot.axes.legend()
    return plot
