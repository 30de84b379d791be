"""Mistakes of the backward pass: what it starts from, in which order it goes, how grads add up."""

from __future__ import annotations

from minigrad.exercises.engine import METHODS, engine, from_the_root
from minigrad.exercises.mistakes import Mistake
from minigrad.graph import topological_order
from minigrad.orders import breadth_first, plain_recursion, pre_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Form = Callable[[], Mapping[str, Any]]

OPERATIONS = tuple(dict.fromkeys(op for op, _ in METHODS.values()))


def ordered(order: Callable[[Any], Any]) -> Form:
    return lambda: engine(order=order)


def assigning(op: str) -> Form:
    """A form in which one operation replaces the grad of its inputs."""
    return lambda: engine(receive=lambda at, old, new: new if at == op else old + new)


def inputs_first(root: Any) -> list[Any]:
    """A topological sort without a memory of what was visited, from the root."""
    order: list[Any] = []

    def visit(node: Any) -> None:
        for each in node.inputs:
            visit(each)
        order.append(node)

    visit(root)
    return order[::-1]


def visited_by(mark: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    """A topological sort from the root that knows by its mark what it has visited."""

    def order(root: Any) -> list[Any]:
        found: list[Any] = []
        visited = set()

        def visit(node: Any) -> None:
            if mark(node) not in visited:
                visited.add(mark(node))
                for each in node.inputs:
                    visit(each)
                found.append(node)

        visit(root)
        return found[::-1]

    return order


class Mirrored:
    """A node whose inputs are seen from the last to the first."""

    def __init__(self, node: Any) -> None:
        self.node = node

    @property
    def inputs(self) -> list[Mirrored]:
        return [Mirrored(each) for each in reversed(self.node.inputs)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mirrored) and other.node is self.node

    def __hash__(self) -> int:
        return id(self.node)


def from_the_right(order: Callable[[Any], list[Any]]) -> Callable[[Any], list[Any]]:
    """The same kind of order, for code that goes through the inputs the other way round."""
    return lambda root: [mirrored.node for mirrored in order(Mirrored(root))]


MISTAKES = (
    Mistake(
        "assign-instead-of-add",
        "A second use of a node REPLACES its gradient instead of adding to it.",
        "Look at the graph: how many arrows leave the node?",
        (
            lambda: engine(receive=lambda op, old, new: new),
            *(assigning(op) for op in OPERATIONS),
        ),
    ),
    Mistake(
        "no-seed",
        "The pass starts from δ = 0: nothing says that ∂y/∂y = 1.",
        "What is y.grad after your backward(), and what is the derivative of y by y?",
        (lambda: engine(seed=lambda root: 0.0),),
    ),
    Mistake(
        "root-skipped",
        "The root's own rule is never called, so nothing leaves the root.",
        "Which node is the first one whose _backward has to run?",
        (ordered(lambda root: from_the_root(root)[1:]),),
    ),
    Mistake(
        "seed-is-data",
        "The pass starts from the root's number instead of ∂y/∂y = 1.",
        "By how much does y grow when y grows by 0.01?",
        (lambda: engine(seed=lambda root: root.data),),
    ),
    Mistake(
        "recursion-without-memory",
        "A node runs its rule once for every path to it: what it got the first time is sent again.",
        "How many paths lead from the root to the shared node, and how often is it called?",
        (ordered(plain_recursion), ordered(from_the_right(plain_recursion))),
    ),
    Mistake(
        "order-with-repeats",
        "The topological order lists a shared node once for every path: it sends several times.",
        "How often does each node stand in your order?",
        (ordered(inputs_first), ordered(from_the_right(inputs_first))),
    ),
    Mistake(
        "pre-order",
        "A node is called before all nodes that use it were: its δ is not complete yet.",
        "When a node's rule runs, who may still want to send something to it?",
        (ordered(pre_order), ordered(from_the_right(pre_order))),
    ),
    Mistake(
        "breadth-first",
        "Nodes are called by their distance from the root: wrong where long and short paths meet.",
        "Which of two paths to a node does a breadth-first walk wait for?",
        (ordered(breadth_first), ordered(from_the_right(breadth_first))),
    ),
    Mistake(
        "not-reversed",
        "Rules run from the leaves to the root: each one before its δ has come.",
        "In a list with inputs first, where does the backward pass have to begin?",
        (ordered(topological_order),),
    ),
    Mistake(
        "stops-after-the-root",
        "Only the root's rule is called: δ never gets beyond the root's inputs.",
        "Who calls the rules of the inputs, and of their inputs?",
        (ordered(lambda root: [root]),),
    ),
    Mistake(
        "visited-by-value",
        "Nodes are told apart by their number: two different nodes of equal value count as one.",
        "Are two nodes the same node because both hold 2.74?",
        (ordered(visited_by(lambda node: node.data)),),
    ),
    Mistake(
        "nothing-zeroed",
        "The second pass starts from the gradients of the first one, in inner nodes too.",
        "After zero_grad(), what should a.grad be, and what should the grad of a + b be?",
        (lambda: engine(zeroed=lambda root: ()),),
    ),
    Mistake(
        "leaves-only-zeroed",
        "zero_grad() forgets the inner nodes: what is left there is sent again.",
        "Which nodes other than the leaves hold a grad?",
        (lambda: engine(zeroed=lambda root: [n for n in topological_order(root) if not n.inputs]),),
    ),
    Mistake(
        "mutable-default",
        "A list as default argument is made only once: all leaves share it, and have inputs.",
        "When does Python make the list of `def __init__(self, data, inputs=[])`?",
        (lambda: engine(default_inputs=[], order=visited_by(id), zeroed=visited_by(id)),),
    ),
)
