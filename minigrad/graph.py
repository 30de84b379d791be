"""Order the nodes of a graph so that every node comes after its inputs."""

from __future__ import annotations

from itertools import pairwise

TYPE_CHECKING = False  # a type checker reads this name as True; the program imports nothing here
if TYPE_CHECKING:
    from typing import Any, TypeVar

    Node = TypeVar("Node")  # anything with a tuple of inputs


def topological_order(*roots: Node) -> list[Node]:
    """List every node that a root is made of, each once, inputs before the node they feed.

    Several roots share one list. The order is the same on every run: depth first, inputs in
    the order of the operation. One explicit stack stands in for recursion, so a chain of a
    million nodes needs no higher recursion limit. A graph that an input changed by hand has
    made cyclic has no such order: ValueError, with the nodes of the cycle.

    >>> from minigrad import Value
    >>> a = Value(2.0, label="a")
    >>> b = a * a; b.label = "b"
    >>> c = a + b; c.label = "c"
    >>> [node.label for node in topological_order(c)]
    ['a', 'b', 'c']
    """
    for root in roots:
        if not hasattr(root, "inputs"):
            raise TypeError(
                f"topological_order() needs Values, each an argument, got {type(root).__name__}"
            )
    order: list[Node] = []
    is_listed: dict[Node, bool] = {}  # False while the inputs of a node are still being listed
    stack: list[Any] = list(reversed(roots))
    while stack:
        node = stack.pop()
        if node is None:  # this marker says: the inputs of the node below are all listed
            node = stack.pop()
            is_listed[node] = True
            order.append(node)
        elif node not in is_listed:
            is_listed[node] = False
            stack += (node, None)
            stack += reversed(node.inputs)
        elif not is_listed[node]:
            raise ValueError(_cycle_message(stack, node))
    return order


def _cycle_message(stack: list[Any], node: Any) -> str:
    path = [below for below, marker in pairwise(stack) if marker is None]
    cycle = [*path[path.index(node) :], node]
    names = " <- ".join(each.label or each.op or "a leaf" for each in cycle)
    return (
        f"a graph needs an order in which inputs come first, got a cycle: {names}; "
        "an inputs tuple was changed by hand: build new nodes instead"
    )
