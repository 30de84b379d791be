"""A graph with what pictures and tables show of it: names, ∂out/∂in, the δs of its own pass."""

from __future__ import annotations

from collections.abc import Mapping

from minigrad import Value, topological_order
from minigrad.functions import named_values
from minigrad.names import distinct, given_name, node_names
from viz import theme
from viz.theme import number


class GraphView:
    """The nodes below a root, each with its name, path, δ and local derivatives."""

    def __init__(
        self, root: Value, names: Mapping[str, object] | None = None, deltas: bool = True
    ) -> None:
        self.root, self.names = root, names
        self.order = topological_order(root)
        variables: dict[Value, str] = {}
        for variable, value in named_values({} if names is None else names, "names=locals()"):
            variables.setdefault(value, variable)
        self.name = node_names(self.order, variables)
        self.given = {node: given_name(node, variables) for node in self.order}
        self.position = {node: position for position, node in enumerate(self.order)}
        self.users: dict[Value, list[Value]] = {node: [] for node in self.order}
        for node in self.order:
            for value in node.inputs:
                self.users[value].append(node)
        self.path = self._paths()
        self.title = self._titles()
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

    def _paths(self) -> dict[Value, tuple[str, ...]]:
        """The parts of each node's name; without one, a node stands in the frame of its users.

        Where its users stand in several frames, it stands in none.
        """
        paths: dict[Value, tuple[str, ...]] = {}
        for node in reversed(self.order):
            frames = {paths[user][:-1] for user in self.users[node]}
            if self.given[node]:
                paths[node] = path(self.given[node])
            else:
                paths[node] = (*(frames.pop() if len(frames) == 1 else ()), self.name[node])
        return paths

    def _titles(self) -> dict[Value, str]:
        """What a node's box says: the last part of its path, unlike all others in its frame."""
        frames = ["".join(f"{part}." for part in self.path[node][:-1]) for node in self.order]
        parts = [theme.shortened(self.path[node][-1], theme.NAME_LENGTH) for node in self.order]
        names = distinct([frame + part for frame, part in zip(frames, parts, strict=True)])
        return {
            node: name.removeprefix(frame)
            for node, name, frame in zip(self.order, names, frames, strict=True)
        }


def path(name: str) -> tuple[str, ...]:
    """The parts of a dotted name, outermost first; a number such as 0.5 is one part.

    >>> path("layer1.neuron0.w2"), path("0.5"), path("e.g. this")
    (('layer1', 'neuron0', 'w2'), ('0.5',), ('e.g. this',))
    """
    parts = name.split(".")
    if any(part != part.strip() or not part for part in parts):
        return (name,)
    try:
        float(name)
    except ValueError:
        return tuple(parts)
    return (name,)
