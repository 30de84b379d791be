"""Mistakes in the backward pass: where it starts, in which order it goes, how grads add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from minigrad.exercises.mistakes.engine import (
    MICROGRAD,
    OPERATIONS,
    engine,
    from_the_root,
    in_every_style,
)
from minigrad.exercises.mistakes.mistake import Form, Mistake
from minigrad.exercises.mistakes.seen import from_the_right
from minigrad.graph import topological_order
from minigrad.orders import breadth_first, plain_recursion, pre_order


def ordered(order: Callable[[Any], Iterable[Any]]) -> Form:
    return partial(engine, order=order)


def assigning(op: str) -> tuple[Form, ...]:
    """Forms in which one operation replaces the grad of its inputs."""
    return in_every_style(op, receive=lambda at, old, new: new if at == op else old + new)


def seeding(order: Callable[[Any], Iterable[Any]]) -> Callable[[Any], Iterator[Any]]:
    """The same order, in which every node gets a grad of 1 when its turn comes."""

    def seeded(root: Any) -> Iterator[Any]:
        for node in order(root):
            node.grad = 1.0
            yield node

    return seeded


def visited_by(mark: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    """A topological sort from the root that knows visited nodes by their marks."""

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


def seeded_last(root: Any) -> Iterator[Any]:
    """The right order; what the root starts from is set when all is over."""
    yield from from_the_root(root)
    root.grad = 1.0


def without_memory(root: Any) -> list[Any]:
    """A queue that keeps no visited set: by distance, each node once for every path."""
    queue = [root]
    for node in queue:
        queue.extend(node.inputs)
    return queue


def losing(what: str) -> tuple[Form, ...]:
    """Forms in which the nodes of all operations, or of one, lack something."""
    return tuple(partial(engine, lost={op: what}) for op in ("all", *OPERATIONS))


def receiving(rule: Callable[[float, float], float]) -> tuple[Form, ...]:
    """Forms in which a contribution that comes to another one does something else than add."""

    def receive(op: str, old: float, new: float) -> float:
        return rule(old, new)

    return (
        partial(engine, receive=receive),
        partial(engine, methods=MICROGRAD, receive=receive),
    )


MISTAKES = (
    Mistake(
        "assign-instead-of-add",
        "The second contribution to a node REPLACES the first; it should be added to it.",
        "Look at the graph: how many arrows leave the node?",
        (
            *in_every_style("all", receive=lambda op, old, new: new),
            *(form for op in OPERATIONS for form in assigning(op)),
        ),
    ),
    Mistake(
        "first-contribution-kept",
        "The first contribution to a node is kept, and those that come later are dropped.",
        "Two arrows leave the node: what does your line do when its grad is not 0 any more?",
        receiving(lambda old, new: old or new),
    ),
    Mistake(
        "largest-kept",
        "Only the largest contribution to a node is kept; all of them have to be added up.",
        "A node gets 2 along one arrow and 3 along another. If its value grows by 1, by how much "
        "does y grow?",
        (
            *receiving(max),
            *receiving(lambda old, new: max(old, new, key=abs)),
        ),
    ),
    Mistake(
        "contributions-multiplied",
        "Several contributions to a node are multiplied; along a path one multiplies, but where "
        "paths meet one adds.",
        "A node gets 2 along one arrow and 3 along another. If its value grows by 1, by how much "
        "does y grow?",
        (
            *receiving(lambda old, new: old * new if old else new),
            *receiving(lambda old, new: old * new),
        ),
    ),
    Mistake(
        "contributions-averaged",
        "Several contributions to a node are averaged; they have to be added up.",
        "In y = a + a, by how much does y grow when a grows by 1?",
        (
            *receiving(lambda old, new: (old + new) / 2 if old else new),
            *receiving(lambda old, new: (old + new) / 2),
        ),
    ),
    Mistake(
        "contributions-subtracted",
        "Contributions are taken away from grad instead of added to it.",
        "In y = a + b, does y grow or fall when a grows, and what is your a.grad?",
        receiving(lambda old, new: old - new),
    ),
    # ---------------------------------------------------------------- nothing arrives
    Mistake(
        "no-rule-called",
        "backward() calls no rule: every grad but that of the root stays as it was.",
        "In which line of backward() is a node's _backward called, with its parentheses?",
        (
            ordered(lambda root: ()),
            partial(engine, methods=MICROGRAD, order=lambda root: ()),
        ),
    ),
    Mistake(
        "contribution-lost",
        "The rules are called, but what they send is never added to the grad of an input.",
        "A rule says what each input gets: in which line do you put that into the input's grad?",
        receiving(lambda old, new: old),
    ),
    Mistake(
        "sent-to-itself",
        "What a node sends is added to its own grad instead of to the grads of its inputs.",
        "In the line with +=: whose grad grows, that of the node or that of its input?",
        (
            partial(engine, receiver=lambda out, node: out),
            partial(engine, methods=MICROGRAD, receiver=lambda out, node: out),
        ),
    ),
    Mistake(
        "seed-too-late",
        "y.grad becomes 1 only after the rules have run, so all of them have sent 0.",
        "What is y.grad when the rule of y is called?",
        (partial(engine, order=seeded_last, seed=lambda root: root.grad),),
    ),
    Mistake(
        "operation-sends-nothing",
        "An operation sends nothing: its rule is missing, never attached to the new node, or "
        "gives 0.",
        "Which line tells the new node what to do when δ arrives? Does it run for every operation?",
        losing("rule"),
    ),
    Mistake(
        "inputs-lost",
        "An operation makes its new node without its inputs: nothing leads from it back to them.",
        "Print the inputs of the new node: are those in it that it was made of?",
        (partial(engine, lost={"all": "inputs"}), *losing("inputs and rule")),
    ),
    Mistake(
        "no-seed",
        "The pass starts from δ = 0: nothing says that ∂y/∂y = 1.",
        "What is y.grad after your backward(), and what is the derivative of y with respect to y?",
        (partial(engine, seed=lambda root: 0.0),),
    ),
    Mistake(
        "seed-is-data",
        "backward() starts with y.grad = y.data; it should start with y.grad = 1.",
        "When y grows by 0.01, by how much does y grow?",
        (partial(engine, seed=lambda root: root.data),),
    ),
    Mistake(
        "seed-at-every-node",
        "Every node's δ is set to 1 when its turn comes; only the root should start from 1.",
        "How often does your line with grad = 1 run in one pass, and for which nodes?",
        (ordered(seeding(plain_recursion)), ordered(seeding(from_the_root))),
    ),
    Mistake(
        "root-skipped",
        "The root's own rule is never called, so nothing leaves the root.",
        "Which node is the first one whose _backward has to run?",
        (ordered(lambda root: from_the_root(root)[1:]),),
    ),
    Mistake(
        "only-the-root-sends",
        "δ gets no further than the root's inputs: the rules below run too early, or never.",
        "When does the rule of a root's input run: before its δ has arrived, after that, or never?",
        (
            ordered(topological_order),  # inputs first: not reversed
            ordered(lambda root: [root]),
            *in_every_style("all", order=lambda root: [root])[1:],
        ),
    ),
    Mistake(
        "sends-once-per-path",
        "A node that two paths reach runs its rule twice: the second time it sends again what it "
        "has already sent.",
        "Each rule must run ONCE, after the rules of all nodes that use its node. Which list of "
        "nodes gives this order?",
        # The mirrored one is also the reverse of inputs first, sorted without a visited set.
        (
            ordered(plain_recursion),
            ordered(from_the_right(plain_recursion)),
            ordered(without_memory),
            ordered(from_the_right(without_memory)),
        ),
    ),
    Mistake(
        "pre-order",
        "Nodes come in the order in which a walk meets them; a short path meets some too early.",
        "When a node's turn comes, have all nodes that use it had theirs? Draw the arrows.",
        (ordered(pre_order), ordered(from_the_right(pre_order))),
    ),
    Mistake(
        "breadth-first",
        "Nodes are sorted by their distance from the root: wrong where long and short paths meet.",
        "Which of two paths to a node does a breadth-first walk wait for?",
        (ordered(breadth_first), ordered(from_the_right(breadth_first))),
    ),
    Mistake(
        "visited-by-value",
        "Nodes are told apart by their value: two different nodes with equal values count as one.",
        "Are two nodes the same node because both hold 2.74?",
        (
            ordered(visited_by(lambda node: node.data)),
            ordered(from_the_right(visited_by(lambda seen: seen.node.data))),
        ),
    ),
    Mistake(
        "nothing-zeroed",
        "The second pass starts from the gradients of the first one: nothing was set to 0.",
        "After zero_grad(), what should a.grad be, and what should the grad of a + b be?",
        (partial(engine, zeroed=lambda root: ()),),
    ),
    Mistake(
        "root-only-zeroed",
        "zero_grad() starts over at the root alone: all other nodes keep what they have.",
        "Whose grad does your zero_grad() set to 0, and which nodes has backward() changed?",
        (partial(engine, zeroed=lambda root: [root]),),
    ),
    Mistake(
        "inner-nodes-only-zeroed",
        "zero_grad() forgets the leaves: what is left there is added to again.",
        "Is a leaf among the nodes that your zero_grad() visits?",
        (partial(engine, zeroed=lambda root: [n for n in topological_order(root) if n.inputs]),),
    ),
    Mistake(
        "leaves-only-zeroed",
        "zero_grad() forgets the inner nodes: what is left there is sent again.",
        "Which nodes other than the leaves hold a grad?",
        (
            partial(
                engine, zeroed=lambda root: [n for n in topological_order(root) if not n.inputs]
            ),
        ),
    ),
    Mistake(
        "mutable-default",
        "A list as a default argument is made only once: all leaves share it, and so have inputs.",
        "When does Python make the list of `def __init__(self, data, inputs=[])`?",
        (lambda: engine(default_inputs=[], order=visited_by(id), zeroed=visited_by(id)),),
    ),
)
