"""Mistakes in a topological sort of minigrad's own Values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.exercises.mistakes.mistake import Form, Mistake
from minigrad.exercises.mistakes.seen import Order, seen
from minigrad.graph import topological_order
from minigrad.orders import breadth_first, pre_order
from minigrad.value import Value


def recursive(order: Order) -> Order:
    """The same list from functions that call themselves: in a long chain they go too deep."""

    def go_down(node: Any) -> None:
        for each in node.inputs:
            go_down(each)

    def sort(root: Any) -> list[Any]:
        go_down(root)
        return order(root)

    return sort


def listing(order: Order) -> tuple[Form, ...]:
    """Forms of a wrong order, with a loop and with recursion."""
    return (
        lambda: {"topological_order": order},
        lambda: {"topological_order": recursive(order)},
    )


def marked_when_met(root: Any) -> list[Any]:
    """Inputs first, from a stack; a node that waits in it is not visited on a longer path."""
    order: list[Any] = []
    met = {root}
    stack = [(root, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            order.append(node)
            continue
        stack.append((node, True))
        for each in node.inputs:
            if each not in met:
                met.add(each)
                stack.append((each, False))
    return order


def seen_by(mark: Callable[[Value], object], order: Order = topological_order) -> tuple[Form, ...]:
    """Forms of an order of nodes as they are seen, from the left and from the right."""
    return *listing(seen(order, mark)), *listing(seen(order, mark, reversed))


def kept_in_a_default() -> Order:
    """The list of one call goes on in the next."""

    def sort(root: Any, order: list[Any] = []) -> list[Any]:  # noqa: B006
        order.extend(topological_order(root))
        return order

    return sort


MISTAKES = (
    Mistake(
        "listed-once-per-path",
        "A shared node is listed once for every path to it: nothing remembers what is listed.",
        "How many paths lead from y to the shared node, and how often is it in your list?",
        seen_by(lambda node: object()),
    ),
    Mistake(
        "list-of-the-call-before",
        "A default argument is made only ONCE, at the def: its list still holds nodes of earlier "
        "calls.",
        "In which line would each call get a list of its own?",
        (lambda: {"topological_order": kept_in_a_default()},),
    ),
    Mistake(
        "outputs-first",
        "The list begins with the root: every node stands before its inputs.",
        "Which nodes of the graph need nothing else, and where are they in your list?",
        listing(lambda root: topological_order(root)[::-1]),
    ),
    Mistake(
        "root-missing",
        "The root itself is not in the list.",
        "Which line puts the node that you started from into the list?",
        listing(lambda root: topological_order(root)[:-1]),
    ),
    Mistake(
        "leaves-missing",
        "Nodes without inputs are left out; leaves are nodes too, and come first.",
        "What does your function do with a node whose inputs are an empty tuple?",
        listing(lambda root: [node for node in topological_order(root) if node.inputs]),
    ),
    Mistake(
        "marked-when-met",
        "A node is marked when it is pushed: it waits in the stack while a longer path needs it.",
        "A node lies deep in the stack and is met again, further down: who lists it in time?",
        seen_by(id, marked_when_met)[::2],
    ),
    Mistake(
        "recursion-too-deep",
        "The order is right; in a long chain, calls that wait for one another go too deep.",
        "How many calls are waiting when your function has reached the end of 5,000 nodes?",
        (lambda: {"topological_order": recursive(topological_order)},),
    ),
)

MORE_FORMS = {  # of what the backward pass of an engine can get wrong too
    "pre-order": (*seen_by(id, pre_order), *seen_by(id, lambda root: pre_order(root)[::-1])),
    "breadth-first": (  # which nobody writes with recursion
        *seen_by(id, breadth_first)[::2],
        *seen_by(id, lambda root: breadth_first(root)[::-1])[::2],
    ),
    "visited-by-value": seen_by(lambda node: node.data),
}
