"""A trace as a table of scalar operations, which a few lines of any language can run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from minigrad.graph import walk
from minigrad.trace.symbols import Line, Operand, Symbol, Tape, text_of
from minigrad.value import Value


class Entry(NamedTuple):
    """A node: its operation, the places of its inputs in the order, and those of its numbers."""

    op: str
    inputs: list[int]
    value: int
    delta: int
    locals: list[int]  # ∂out/∂in
    sent: list[int]  # δ · ∂out/∂in


class Table(NamedTuple):
    """All numbers of a graph and of its backward pass, in one list of numbers.

    `numbers` come first: those of the `arguments`, then constants. Each row, an operation and the
    places of its operands, then computes the next number. The first `forward` rows are enough for
    the values; `owners` has the node, by its place in the order, that each of those belongs to.
    """

    operations: list[str]  # such as "{} * {}", counted by the rows
    arguments: int
    numbers: list[float]
    rows: list[list[int]]
    forward: int
    owners: list[int]
    nodes: list[Entry]


def table(
    tape: Tape, order: Sequence[Value], leaves: Mapping[str, Value], numbers: Iterable[float]
) -> Table:
    """The table of a traced graph, whose arguments are the leaves, with a number for each.

    The graph is walked once more, on symbols: the rules that give numbers elsewhere write rows.
    """
    steps = {step.node: step for step in walk(order[::-1], {order[-1]: 1.0})}
    slopes = {node: node._backward(1.0) for node in order}
    symbols = {leaf: Symbol(name, tape) for name, leaf in leaves.items()}
    # A parameter of a module has its number back by now.
    values = {node: symbols.get(node, node.data) for node in order}
    wanted: list[Operand] = list(values.values())
    forward = tape.needed(map(text_of, wanted))
    for node in order:
        wanted += [steps[node].delta, *slopes[node], *steps[node].contributions]
    first = set(forward)
    lines = forward + [each for each in tape.needed(map(text_of, wanted)) if each not in first]
    operands = [each for line in lines for each in line.operands]
    places = _Places(dict(zip(leaves, numbers, strict=True)), [*operands, *wanted], lines)
    operations = list(dict.fromkeys(line.template for line in lines))
    position: dict[object, int] = {node: place for place, node in enumerate(order)}
    return Table(
        operations,
        len(leaves),
        places.numbers,
        [[operations.index(line.template), *places.of(line.operands)] for line in lines],
        len(forward),
        _owners(forward, position),
        [
            Entry(
                node.op,
                [position[each] for each in node.inputs],
                *(places.one(values[node]), places.one(steps[node].delta)),
                *(places.of(slopes[node]), places.of(steps[node].contributions)),
            )
            for node in order
        ],
    )


class _Places:
    """The place of each argument, constant and line; constants with the same bits share one."""

    def __init__(
        self, arguments: dict[str, float], operands: Iterable[Operand], lines: Iterable[Line]
    ) -> None:
        constants = {repr(float(x)): float(x) for x in operands if not isinstance(x, Symbol)}
        self.numbers = [*arguments.values(), *constants.values()]
        names = [*arguments, *constants, *(line.name for line in lines)]
        self._place = {name: place for place, name in enumerate(names)}

    def one(self, operand: Operand) -> int:
        return self._place[operand.name if isinstance(operand, Symbol) else repr(float(operand))]

    def of(self, operands: Iterable[Operand]) -> list[int]:
        return [self.one(operand) for operand in operands]


def _owners(lines: Iterable[Line], position: dict[object, int]) -> list[int]:
    """A line without an owner is a step on the way to the next one that has one."""
    owners: list[int] = []
    waiting = 0
    for line in lines:
        waiting += 1
        if line.owner is not None:
            owners += [position[line.owner]] * waiting
            waiting = 0
    return owners + [len(position) - 1] * waiting
