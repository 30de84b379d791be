"""A backward pass as a table, and traced code as a table: a row for every node."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text

from minigrad import Step, Value
from minigrad.trace import Traced
from viz import theme
from viz.folding import Group, check_depth, groups
from viz.graph_view import GraphView
from viz.notebook_table import Table
from viz.notebook_table import printed as printed
from viz.theme import number


def table(
    root: Value,
    *,
    names: Mapping[str, object] | None = None,
    title: str | None = None,
    depth: int | None = None,
) -> Table:
    """The steps of `root.backward_steps()`: step, node, op, value, δ and what is sent where.

    Each line of the last column is `input ← δ · ∂out/∂in = contribution`. Nodes without a
    label have the names (v0, v1 …) that they have in the drawing. `depth=1` folds all steps
    inside a layer into one row, as in `draw`. In a terminal print it with rich.print.
    """
    check_depth("table", depth)
    graph = GraphView(root, names)
    group_of = {} if depth is None else groups(graph, depth)
    shown: set[Group] = set()
    rows = Table(title=None if title is None else Text(theme.visible(title), "table.title"))
    rows.add_column("step", justify="right")
    rows.add_column("node", overflow="fold")
    rows.add_column("op")
    rows.add_column("value", justify="right", no_wrap=True)
    rows.add_column("δ", justify="right", no_wrap=True)
    rows.add_column("sends δ · ∂out/∂in to each input", overflow="fold")
    for count, step in enumerate(root.backward_steps()):
        group = group_of.get(step.node)
        if group is None:
            rows.add_row(str(count), *_step_cells(graph, step))
        elif group not in shown:
            shown.add(group)
            rows.add_row(f"{count} …", *_group_cells(group))
    return rows


def code_table(traced: Traced) -> Table:
    """Read the forward column from top to bottom, then the backward column from bottom to top.

    A line that serves several nodes stands where it is needed first.
    """
    rows = Table(title="traced once: the lines of each node")
    rows.add_column("node", no_wrap=True)
    rows.add_column("forward ↓")
    rows.add_column("backward ↑")
    for name, forward, backward in traced.lines_by_node():
        rows.add_row(Text(name, "bold"), Text("\n".join(forward)), Text("\n".join(backward)))
    return rows


def delta_text(delta: float) -> Text:
    """A δ in a terminal, in the colour of its sign."""
    return Text(number(delta), theme.TERMINAL[theme.sign_role(delta)])


def _step_cells(graph: GraphView, step: Step) -> list[Text]:
    inputs, node_locals = step.node.inputs, graph.locals[step.node]
    sent = [
        Text.assemble(
            (graph.name[value], "bold"),
            f" ← {number(step.delta)} · {number(local)} = ",
            delta_text(contribution),
        )
        for value, local, contribution in zip(inputs, node_locals, step.contributions, strict=True)
    ]
    return [
        Text(graph.name[step.node], "bold"),
        Text(theme.operation(step.node.op), "dim"),
        Text(number(step.node.data)),
        delta_text(step.delta),
        Text("\n").join(sent),
    ]


def _group_cells(group: Group) -> list[Text]:
    parts = group.parts or [group]
    deltas = Text("  ").join(delta_text(part.delta) for part in parts)
    what = f"{group.kind}: {len(group.nodes)} of the steps, δ of z: "
    name = Text(".".join(group.path), "bold")
    return [name, Text(), Text(), Text(), Text.assemble(what, deltas)]
