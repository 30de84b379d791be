"""Traced code as a table: the forward and the backward lines of every node side by side."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from minigrad.trace import Traced


def code_table(traced: Traced) -> Table:
    """Read the forward column from top to bottom, then the backward column from bottom to top.

    A line that serves several nodes stands where it is needed first.
    """
    table = Table(title="traced once: the lines of each node")
    table.add_column("node", no_wrap=True)
    table.add_column("forward ↓")
    table.add_column("backward ↑")
    for name, forward, backward in traced.lines_by_node():
        table.add_row(Text(name, "bold"), Text("\n".join(forward)), Text("\n".join(backward)))
    return table
