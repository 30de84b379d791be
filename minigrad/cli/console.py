"""Print tables so that they fit the terminal, whatever its width."""

from __future__ import annotations

import os

from rich.console import Console
from rich.table import Table
from rich.text import Text

NARROW = 60
NARROWEST = 20


def print_table(console: Console, table: Table) -> None:
    """Print a table; where its columns would be cut, a line for each row with the headings."""
    if console.width >= 80:
        console.print(table)
        return
    console.print(table.title)
    headings = [str(column.header) for column in table.columns]
    for row in zip(*(column.cells for column in table.columns), strict=True):
        words = [Text.assemble(f"{name} ", cell) for name, cell in zip(headings, row, strict=True)]
        console.print(Text("; ").join(word for word in words if not word.plain.endswith(" ")))
    if table.caption:
        console.print(table.caption)


def print_steps(console: Console, steps: Table) -> None:
    """Print the steps; on a terminal too narrow for their columns, a paragraph for each row."""
    if console.width >= NARROW:
        console.print(steps)
        return
    for row in zip(*(column.cells for column in steps.columns), strict=True):
        step, node, op, value, delta, sends = (
            each if isinstance(each, Text) else Text(str(each)) for each in row
        )
        console.print(Text.assemble(step, ". ", node, " ", op, "  value ", value, "  δ ", delta))
        for line in filter(None, sends.split()):
            console.print(Text.assemble("    ", line))


def new_console() -> Console:
    """Never narrower than what can be read; a width of 0 is one that nobody knows.

    Pictures that move are for people: FORCE_COLOR asks for colours in a file, not for those.
    """
    console = _Console(markup=False, emoji=False, highlight=False)
    if os.environ.get("CI") or not console.file.isatty():
        console.is_interactive = False
    if console.width < NARROWEST:
        console.width = NARROWEST if console.width else 80
    return console


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError  # rich would end with status 1; this ends as after print
