"""Backpropagation on any graph: put the nodes in order, then walk backward by the chain rule."""

from __future__ import annotations

from itertools import pairwise

from minigrad.names import name_of

TYPE_CHECKING = False  # a type checker reads this name as True; the program skips these imports
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeVar
    from typing import Any as Node  # a Value: it has a tuple of inputs, and a rule, _backward

    AnyNode = TypeVar("AnyNode")


def topological_order(*roots: AnyNode) -> list[AnyNode]:
    """List the roots and every node they are computed from, each once, after its inputs.

    Several roots share one list. The order is the same on every run: depth first, inputs in
    the order of the operation. An explicit stack replaces recursion, so a chain of a million
    nodes needs no higher recursion limit. A graph made cyclic by changing inputs by hand has
    no such order: ValueError, with the nodes of the cycle.

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
                f"topological_order() needs Values as separate arguments, got {type(root).__name__}"
            )
    order: list[AnyNode] = []
    is_listed: dict[AnyNode, bool] = {}  # False while the inputs of a node are still being listed
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


def chain_rule(
    order: Iterable[Node], seeds: Mapping[Node, float]
) -> Iterator[tuple[Node, float, Sequence[float]]]:
    """Visit the nodes in order, roots first; each sends δ · ∂out/∂in to its inputs.

    Yields each node, its δ, and what it sends. Gradients add where paths meet: that is the one
    `+` below. The deltas live in this pass alone, so it can be stopped, repeated or drawn
    without touching any `grad`.
    """
    deltas = dict(seeds)
    for node in order:
        delta = deltas.get(node, 0.0)  # 0 where a wrong order comes to a node too early
        contributions = node._backward(delta)
        if len(contributions) != len(node.inputs):
            raise _wrong_count(node, contributions)
        for value, contribution in zip(node.inputs, contributions):  # noqa: B905 (strict costs 10 %)
            deltas[value] = deltas[value] + contribution if value in deltas else contribution
        yield node, delta, contributions


def walk(order: Iterable[Node], seeds: Mapping[Node, float]) -> Iterator[Step]:
    """The chain rule, one `Step` a node.

    The order is the caller's choice: only a reversed topological order is right for every graph.
    `seeds` are the δ with which the walk starts, such as {root: 1.0}.
    """
    return (Step(*each) for each in chain_rule(order, seeds))


class Step:
    """One node of a pass: the δ that reached it, and what its rule sends to each input."""

    __slots__ = ("contributions", "delta", "node")

    def __init__(self, node: Node, delta: float, contributions: Sequence[float]) -> None:
        self.node = node
        self.delta = delta
        self.contributions = contributions

    def __repr__(self) -> str:
        names = self._names()
        sends = ", ".join(
            f"{contribution!r} to {names[value]}"
            for value, contribution in zip(self.node.inputs, self.contributions, strict=True)
        )
        return f"{names[self.node]}: δ = {self.delta!r}" + (f", sends {sends}" if sends else "")

    def _names(self) -> dict[Node, str]:
        """What the text calls each node: a second one of the same name is `another w`."""
        names: dict[Node, str] = {}
        for node in (self.node, *self.node.inputs):
            name = name_of(node)
            if node not in names and name in names.values():
                name = "another leaf" if name == "a leaf" else f"another {name}"
            names.setdefault(node, name)
        return names

    def _repr_html_(self) -> str:
        from html import escape  # only in a notebook

        name, _, rest = repr(self).partition(": ")
        return f"<b>{escape(name)}</b>: {escape(rest)}"


def _wrong_count(node: Node, contributions: Sequence[float]) -> ValueError:
    return ValueError(
        f"the rule of {node.op!r} needs to return one contribution for each of its "
        f"{len(node.inputs)} inputs, got {contributions!r}"
    )


def _cycle_message(stack: list[Any], node: Any) -> str:
    path = [below for below, marker in pairwise(stack) if marker is None]
    cycle = [*path[path.index(node) :], node]
    return (
        "a graph needs an order in which inputs come first, got a cycle: "
        f"{' <- '.join(map(name_of, cycle))}; "
        "an inputs tuple was changed by hand: build new nodes instead"
    )
