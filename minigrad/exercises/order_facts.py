"""What is certainly wrong in a list of nodes, whatever else is: its ends, its gaps, its repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any

from minigrad.exercises.fact import Fact
from minigrad.exercises.orders import faults_of_order
from minigrad.exercises.programs import built, parsed
from minigrad.exercises.watching import defaults_of
from minigrad.graph import topological_order
from minigrad.value import Value

Answers = Mapping[str, Any]
Nodes = dict[str, Value]

PLAIN = ("y = -a", "u = a * b; y = u + c", "u = a * b; v = c * d; y = u + v")
SHARED = (
    "u = a * b; v = a + c; y = u * v",
    "u = a * b; v = u.exp(); w = v + c; y = u * w",
    "u = a * b; v = u.exp(); w = v + c; y = w * u",
)
TWICE = "y = a * a"
DEEP = 3000  # nodes in a chain


def _order(answers: Answers) -> Iterator[Fact]:
    lists = {program: _listed(answers, program) for program in (*PLAIN, *SHARED, TWICE)}
    plain = [lists[program] for program in PLAIN]
    is_turned = False
    if all(names[:1] == ["y"] != names for names in plain):
        yield Fact("outputs-first")
        lists = {program: names[::-1] for program, names in lists.items()}
        is_turned = True
    missing = [_missing(program, lists[program]) for program in PLAIN]
    leaves = [set(parsed(program)[1]) for program in PLAIN]
    if all(missing):
        yield from _always_missing(missing, leaves)
        if _missing(PLAIN[2], _listed(answers, PLAIN[2], equal=True)) - missing[2]:
            yield Fact("visited-by-value")
    elif any(missing):
        program, names = next((p, m) for p, m in zip(PLAIN, missing, strict=True) if m)
        yield Fact(
            "missing-nodes",
            f"In {program.replace('; ', ', ')} {' and '.join(sorted(names))} never come into the "
            "list.",
            "To which of a node's inputs does your code go on from it?",
        )
    elif _missing(TWICE, lists[TWICE]):
        yield Fact(
            "missing-if-used-twice",
            f"In {TWICE} both inputs of y are the same node, and it is never listed, as it is in "
            "y = a * b.",
            "How often does a node that is used twice by one operation have to be counted?",
        )
    elif gap := next((each for each in SHARED if _missing(each, lists[each])), ""):
        name = sorted(_missing(gap, lists[gap]))[0]
        yield Fact(
            "shared-node-missing",
            f"In {gap.replace('; ', ', ')} {name} is never listed.",
            f"Which nodes use {name}, and what does your code wait for before it lists it?",
        )
    elif (equal := _listed(answers, PLAIN[2], equal=True)) and _missing(PLAIN[2], equal):
        yield Fact("visited-by-value")
    yield from _in_other_order(lists, is_turned)
    yield from _kept_from_before(answers)
    yield from _too_deep(answers)


def _nodes(program: str, equal: bool = False) -> Nodes:
    leaves = parsed(program)[1]
    numbers = {name: 0.7 if equal else 0.7 + 0.31 * i for i, name in enumerate(leaves)}
    nodes = built(program, numbers, Value)
    for name, node in nodes.items():
        node.label = name
    return nodes


def _listed(answers: Answers, program: str, equal: bool = False) -> list[str]:
    """The names of the nodes in the student's list; a node of another graph has none."""
    nodes = _nodes(program, equal)
    own = {id(node): name for name, node in nodes.items()}
    order = answers["topological_order"]
    for kept in defaults_of(order).values() if isinstance(order, FunctionType) else ():
        if isinstance(kept, (list, dict, set)):  # as if it were made anew, which is told apart
            kept.clear()
    listed = order(nodes["y"])
    if not isinstance(listed, (list, tuple)) or not all(isinstance(x, Value) for x in listed):
        raise TypeError("no list of nodes")  # which is told already
    return [own[id(each)] for each in listed if id(each) in own]


def _missing(program: str, names: Sequence[str]) -> set[str]:
    return set(_nodes(program)) - set(names)


def _always_missing(missing: Sequence[set[str]], leaves: Sequence[set[str]]) -> Iterator[Fact]:
    if all(each >= own for each, own in zip(missing, leaves, strict=True)):
        yield Fact("leaves-missing")
    if all("y" in each for each in missing):
        yield Fact("root-missing")


def _in_other_order(lists: Mapping[str, Sequence[str]], is_turned: bool) -> Iterator[Fact]:
    """Nodes that stand too early or twice; `lists` are turned round if they had the root first."""
    if all(_is_by_data(program, names) for program, names in lists.items()):
        yield Fact(
            "order-of-the-list",
            "Your list is in the order of node.data; the order must come from the graph, not from "
            "the numbers.",
            "Which line puts the nodes in this order?",
        )
        return
    for program, names in lists.items():
        nodes = _nodes(program)
        order = [nodes[name] for name in names]
        faults = [
            fault
            for fault in faults_of_order(order, topological_order(nodes["y"]))
            if "never" not in fault
        ]
        if faults:
            twice = "twice" in faults[0] or "times" in faults[0]
            shown = names[::-1] if is_turned and twice else names
            read = ", read from its end," * (is_turned and not twice)
            yield Fact(
                "listed-again" if twice else "order-of-the-list",
                f"For {program.replace('; ', ', ')} your list{read} is {', '.join(shown)}: "
                f"{faults[0]}.",
                "When a node is put into the list, are all of its inputs in it already?"
                if not twice
                else "What does your code do when it meets a node for the second time?",
            )
            return


def _is_by_data(program: str, names: Sequence[str]) -> bool:
    nodes = _nodes(program)
    data = [nodes[name].data for name in names]
    return sorted(names) == sorted(nodes) and sorted(data) in (data, data[::-1])


def _kept_from_before(answers: Answers) -> Iterator[Fact]:
    _listed(answers, "y = a * b")
    root = _nodes("y = a + b")["y"]
    own, listed = set(topological_order(root)), answers["topological_order"](root)
    if any(node not in own for node in listed):
        yield Fact(
            "nodes-of-an-earlier-call",
            "In the list for y = a + b stand nodes of another graph: what an earlier call has "
            "found is still there.",
            "Where are your list and your set made: anew in each call, or once?",
        )


def list_of_all_calls(answers: Answers) -> str:
    """The default argument that holds what earlier calls have put into it, if it is one."""
    found = [
        f"{name}=[]"
        for name, default in defaults_of(answers["topological_order"]).items()
        if isinstance(default, list) and default
    ]
    return f"Here it is {found[0]}." if len(found) == 1 else ""


def _too_deep(answers: Answers) -> Iterator[Fact]:
    node = Value(0.5)
    for _ in range(DEEP):
        node = -node
    try:
        answers["topological_order"](node)
    except RecursionError:
        yield Fact("recursion-too-deep")


ORDERS: tuple[Callable[[Answers], Iterator[Fact]], ...] = (_order,)
