"""Name every node of a graph: by its label, by a variable that holds it, or by its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minigrad import Value
from minigrad.functions import named_values
from viz import theme


def node_names(order: Sequence[Value], names: Mapping[str, object] | None = None) -> list[str]:
    """One name per node of a topological order; the nodes without a label or a variable are v0 …

    A label goes before a variable's name: it was given on purpose. Any text is a legal label;
    control characters are made visible, and a long name is cut to what a drawing can hold.

    >>> a = Value(2.0)
    >>> node_names([a, a * a], {"a": a})
    ['a', 'v1']
    """
    variables: dict[Value, str] = {}
    for name, value in named_values(names or {}):
        variables.setdefault(value, name)
    found = (node.label or variables.get(node) or f"v{i}" for i, node in enumerate(order))
    return [theme.shortened(theme.visible(name), 80) for name in found]


def path(name: str) -> list[str]:
    """The parts of a dotted name, outermost first; a number such as 0.5 is one part.

    >>> path("layer1.neuron0.w2"), path("0.5"), path("e.g. this")
    (['layer1', 'neuron0', 'w2'], ['0.5'], ['e.g. this'])
    """
    parts = name.split(".")
    if any(part != part.strip() or not part for part in parts):
        return [name]
    try:
        float(name)
    except ValueError:
        return parts
    return [name]
