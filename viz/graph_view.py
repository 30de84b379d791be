"""A graph with what pictures and tables show of it: names, ∂out/∂in, the δs of its own pass."""

from __future__ import annotations

from collections.abc import Mapping

from minigrad import Value, topological_order
from viz import theme
from viz.names import node_names, path
from viz.theme import number


class GraphView:
    """The nodes below a root, each with its name, path, δ and local derivatives."""

    def __init__(
        self, root: Value, names: Mapping[str, object] | None = None, deltas: bool = True
    ) -> None:
        self.root = root
        self.order = topological_order(root)
        self.name = dict(zip(self.order, node_names(self.order, names), strict=True))
        self.path = {node: tuple(path(self.name[node])) for node in self.order}
        self.position = {node: position for position, node in enumerate(self.order)}
        self.users: dict[Value, list[Value]] = {node: [] for node in self.order}
        for node in self.order:
            for value in node.inputs:
                self.users[value].append(node)
        self.locals = {node: node._backward(1.0) for node in self.order}
        self.delta: dict[Value, float] = {}
        self.terms: dict[Value, list[str]] = {node: [] for node in self.order}
        for step in root.backward_steps() if deltas else ():
            self.delta[step.node] = step.delta
            for value, local, sent in zip(
                step.node.inputs, self.locals[step.node], step.contributions, strict=True
            ):
                out, into = self.name[step.node], self.name[value]
                self.terms[value].append(
                    f"∂{out}/∂{into} · δ({out}) = "
                    f"{number(local)} · {number(step.delta)} = {number(sent)}"
                )
        self.largest = theme.largest(self.delta.values())
