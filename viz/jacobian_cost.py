"""What one vᵀJ costs and what the whole J costs, counted: as a table and as a plot."""

from __future__ import annotations

from collections.abc import Sequence

from minigrad import Value
from minigrad.jacobian import WorkCount, vjp
from viz.notebook_table import Table
from viz.plots import Line, Plot, Scale, plot_lines


def cost_of_products(n: int, whole: bool = True) -> tuple[WorkCount, WorkCount | None]:
    """What vᵀJ costs, and if wanted the whole J, for n numbers, each through a tanh of its own.

    Of the n² numbers of this J only n are not 0: one reason why frameworks never form it.

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
    for i in range(n):  # row i of J is vᵀJ, with v = 1 at i and 0 elsewhere
        vjp(outputs, inputs, [float(i == j) for j in range(n)], matrix)
    matrix.numbers = max(matrix.numbers, n * n)
    return product, matrix


def cost_table(sizes: Sequence[int] = (10, 100, 1000, 10_000), largest_whole: int = 500) -> Table:
    """vᵀJ against the whole J, counted as they run; estimated for J above `largest_whole`."""
    table = Table(title="n numbers through tanh: what one vᵀJ costs, and what the whole J costs")
    headings = ("n", "vᵀJ: passes", "rules", "J: passes", "rules", "numbers in J", "memory of J")
    for heading in headings:
        table.add_column(heading, justify="right")
    for n in sizes:
        product, matrix = cost_of_products(n, whole=n <= largest_whole)
        about = "" if matrix else "≈ "
        passes, rules = (matrix.passes, matrix.rules) if matrix else (n, n * product.rules)
        table.add_row(
            f"{n:,}",
            f"{product.passes}",
            f"{product.rules:,}",
            f"{about}{passes:,}",
            f"{about}{rules:,}",
            f"{n * n:,}",
            f"{8 * n * n / 1e6:,.3g} MB",
        )
    table.caption = "≈ not run: n times one vᵀJ. 8 bytes a number."
    return table


def plot_costs(sizes: Sequence[int] = (10, 20, 50, 100, 200)) -> Plot:
    """Rules evaluated for one vᵀJ and for the whole J, counted, on logarithmic scales."""
    counted = [cost_of_products(n) for n in sizes]
    matrices = [(n, matrix.rules) for n, (_, matrix) in zip(sizes, counted, strict=True) if matrix]
    products = [(n, product.rules) for n, (product, _) in zip(sizes, counted, strict=True)]
    return plot_lines(
        [Line("one vᵀJ", products, has_marks=True), Line("whole J", matrices, has_marks=True)],
        Scale("n inputs and outputs", is_log=True),
        Scale("rules evaluated", is_log=True),
    )
