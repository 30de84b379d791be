"""What is wrong with an order of nodes, or of calls to their rules, as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minigrad.value import Value


def faults_of_calls(log: list[str], uses: Mapping[str, set[str]]) -> list[str]:
    """Each rule is called once, and users come before what they use."""
    faults = []
    for user, used in uses.items():
        if log.count(user) != 1:
            faults.append(_times(log.count(user), f"{user} is", "called"))
        for name in sorted(used):
            if name in log and user in log and log.index(name) < log.index(user):
                faults.append(f"{name} is called before {user}, which sends to it")
    return faults


def faults_of_order(order: Sequence[Value], nodes: Sequence[Value]) -> list[str]:
    """Each of the nodes is listed once, and inputs come before the nodes that use them."""
    place: dict[Value, int] = {}
    count: dict[Value, int] = {}
    for index, node in enumerate(order):
        place.setdefault(node, index)
        count[node] = count.get(node, 0) + 1
    faults = []
    for node in nodes:
        if count.get(node, 0) != 1:
            faults.append(_times(count.get(node, 0), f"{node.label} is", "listed"))
        for value in dict.fromkeys(node.inputs):
            if place.get(value, -1) > place.get(node, len(order)):
                faults.append(
                    f"{value.label} comes after {node.label}, but it is an input of {node.label}"
                )
    if not place.keys() <= set(nodes):
        faults.append("nodes are listed that do not belong to this graph")
    return faults


def _times(count: int, subject: str, verb: str) -> str:
    """
    >>> _times(0, "u is", "called"), _times(2, "u is", "called"), _times(3, "u is", "called")
    ('u is never called', 'u is called twice', 'u is called 3 times')
    """
    if not count:
        return f"{subject} never {verb}"
    return f"{subject} {verb} {'twice' if count == 2 else f'{count} times'}"
