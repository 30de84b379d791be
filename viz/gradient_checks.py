"""Gradients beside difference quotients: a report as a table, and errors by step size as a plot."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from minigrad.gradcheck import Report
from viz import theme
from viz.notebook_table import Table
from viz.plots import Line, Plot, Scale, plot_lines
from viz.theme import number


def check_table(report: Report) -> Table:
    """A report of `check_gradients`: a row for each input, and below them what is to blame."""
    table = Table(title="gradients against differences")
    for heading in ("input", "x", "by the graph", "by differences", "relative error", "verdict"):
        table.add_column(heading, justify="left" if heading in ("input", "verdict") else "right")
    looks = {"right": "green", "kink": "yellow", "wrong": "bold red"}
    for each in report.inputs:
        verdict = each.verdict
        if verdict == "kink":
            verdict += f" ({number(each.slopes.left)} | {number(each.slopes.right)})"
        table.add_row(
            Text(each.name),
            number(each.x),
            theme.number_text(f"{each.analytic:.8g}"),
            theme.number_text(f"{each.numeric:.8g}"),
            f"{each.relative_error:.1e}",
            Text(verdict, looks[each.verdict]),
        )
    if report.blames or report.note:
        words = "\n".join([*map(repr, report.blames), report.note]).strip()
        table.caption = Text(words, "table.caption")
    return table


def plot_step_size_errors(found: Sequence[tuple[float, float, float]]) -> Plot:
    """The errors of a difference by step size: truncation on the right, round-off on the left."""
    return plot_lines(
        [
            Line("one-sided, error h", [(h, one) for h, one, _ in found], has_marks=True),
            Line("central, error h²", [(h, two) for h, _, two in found], has_marks=True),
        ],
        Scale("step h", is_log=True),
        Scale("relative error", is_log=True),
    )
