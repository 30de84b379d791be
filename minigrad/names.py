"""What nodes are called in texts and pictures: in one graph, no two alike."""

from __future__ import annotations

from itertools import count

from minigrad.checks import shortened, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

LONGEST = 80  # a longer label is cut


def name_of(node: Any) -> str:
    """The name of a node that stands alone in a text: its label, else its operation."""
    return given_name(node) or visible(node.op) or "a leaf"


def given_name(node: Any, variables: Mapping[Any, str] | None = None) -> str:
    """A node's label, else the variable that holds it, as it can be shown; "" without any.

    A label goes before a variable's name: it was given on purpose. Any text is a legal label.
    """
    return shortened(visible(node.label or (variables or {}).get(node, "")), LONGEST)


def node_names(order: Sequence[Any], variables: Mapping[Any, str] | None = None) -> dict[Any, str]:
    """The given name of each node; for the others v and their place, or a later number if taken.

    >>> from minigrad.value import Value
    >>> a, other = Value(2.0, label="a"), Value(3.0, label="a")
    >>> list(node_names([a, other, a * other]).values())
    ['a', 'a#2', 'v2']
    """
    given = [given_name(node, variables) for node in order]
    taken = set(given)
    spare = (name for i in count(len(given)) if (name := f"v{i}") not in taken)
    names = [
        name or (next(spare) if f"v{place}" in taken else f"v{place}")
        for place, name in enumerate(given)
    ]
    return dict(zip(order, distinct(names), strict=True))


def distinct(names: Sequence[str]) -> list[str]:
    """The names, where what comes again gets a number: as #2, #3 … nothing else is called.

    >>> distinct(["w", "x", "w", "w#2"])
    ['w', 'x', 'w#3', 'w#2']
    """
    taken = set(names)
    numbered = {name: _numbered(name, taken) for name in taken}
    return [next(numbered[name]) for name in names]


def _numbered(name: str, taken: set[str]) -> Iterator[str]:
    yield name
    for i in count(2):
        if f"{name}#{i}" not in taken:
            yield f"{name}#{i}"
