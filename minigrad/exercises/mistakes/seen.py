"""A graph as code may see it: its inputs from the other side, its nodes told apart by a mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Order = Callable[[Any], list[Any]]


class Seen:
    """A node that is equal to all nodes with its mark, and whose inputs come from one side."""

    def __init__(self, node: Any, mark: Callable[[Any], object], side: Callable[..., Any]) -> None:
        self.node = node
        self._mark, self._side = mark, side
        self._marked = mark(node)

    @property
    def inputs(self) -> list[Seen]:
        return [Seen(each, self._mark, self._side) for each in self._side(self.node.inputs)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seen) and other._marked == self._marked

    def __hash__(self) -> int:
        return hash(self._marked)


def seen(
    order: Order, mark: Callable[[Any], object] = id, side: Callable[..., Any] = tuple
) -> Order:
    """The order in which a sort lists the nodes that it sees."""
    return lambda root: [each.node for each in order(Seen(root, mark, side))]


def from_the_right(order: Order) -> Order:
    """The same kind of order, by code that goes through the inputs the other way round."""
    return seen(order, side=reversed)
