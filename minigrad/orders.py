"""Orders in which a backward pass goes wrong, to be walked and watched in lessons.

`walk(order, {root: 1.0})` is right only where every node comes after all nodes that use it.
These three look plausible and are sometimes wrong.
"""

from __future__ import annotations

from collections import deque

from minigrad.value import Value

VISITS = 10_000  # recursion without a memory visits a node once for every path to it


def pre_order(root: Value) -> list[Value]:
    """Each node once, then its inputs, depth first: a node may run before its δ is complete.

    >>> from minigrad.value import Value
    >>> a = Value(2.0, "a"); b = a * a; c = a + b
    >>> [node.label or node.op for node in pre_order(c)]         # a before b, which feeds it
    ['+', 'a', '*']
    """
    order: dict[Value, None] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        if node not in order:
            order[node] = None
            stack += reversed(node.inputs)
    return list(order)


def breadth_first(root: Value) -> list[Value]:
    """By distance from the root: wrong where a short and a long path meet."""
    order: dict[Value, None] = {root: None}
    queue = deque([root])
    while queue:
        for value in queue.popleft().inputs:
            if value not in order:
                order[value] = None
                queue.append(value)
    return list(order)


def plain_recursion(root: Value) -> list[Value]:
    """Each node, then its inputs, again for every path: what a node received is sent again.

    ValueError where there are more than 10,000 paths; they double with every diamond.
    """
    order: list[Value] = []
    stack = [root]
    while stack:
        if len(order) == VISITS:
            raise ValueError(f"plain_recursion() needs a graph with few paths, got over {VISITS:,}")
        node = stack.pop()
        order.append(node)
        stack += reversed(node.inputs)
    return order
