"""`table`: a backward pass as a rich table, one row for every node in the order of the walk."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table
from rich.text import Text

from minigrad import Step, Value
from viz import theme
from viz.annotated import Annotated
from viz.theme import number


def table(
    root: Value, *, names: Mapping[str, object] | None = None, title: str | None = None
) -> Table:
    """The steps of `root.backward_steps()`: step, node, op, value, δ and what is sent where.

    Each line of the last column is `input ← δ · ∂out/∂in = contribution`. Nodes without a
    label have the names (v0, v1 …) that they have in the drawing. Print it with rich.print.
    """
    graph = Annotated(root, names)
    rows = Table(title=title)
    rows.add_column("step", justify="right")
    rows.add_column("node", overflow="fold")
    rows.add_column("op")
    rows.add_column("value", justify="right", no_wrap=True)
    rows.add_column("δ", justify="right", no_wrap=True)
    rows.add_column("sends δ · ∂out/∂in to each input", overflow="fold")
    for count, step in enumerate(root.backward_steps()):
        rows.add_row(
            str(count),
            Text(graph.name[step.node], "bold"),
            Text(theme.operation(step.node.op), "dim"),
            number(step.node.data),
            _delta(step.delta),
            _sent(graph, step),
        )
    return rows


def _delta(delta: float) -> Text:
    role = theme.sign_role(delta)
    return Text(number(delta), theme.TERMINAL["zero" if role == "muted" else role])


def _sent(graph: Annotated, step: Step) -> Text:
    inputs, node_locals = step.node.inputs, graph.locals[step.node]
    lines = [
        Text.assemble(
            (graph.name[value], "bold"),
            f" ← {number(step.delta)} · {number(local)} = ",
            _delta(sent),
        )
        for value, local, sent in zip(inputs, node_locals, step.contributions, strict=True)
    ]
    return Text("\n").join(lines)
