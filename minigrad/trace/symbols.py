"""Symbols: numbers that are not known yet. Arithmetic with them is written down, line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

Operand: TypeAlias = Any  # a symbol or a number


@dataclass(slots=True, eq=False)
class Line:
    """`name = expression`, a template with its operands, and the node whose value or δ it is."""

    name: str
    expression: str
    template: str
    operands: tuple[Operand, ...]
    comment: str = ""
    owner: object = None
    is_delta: bool = False

    @property
    def needs(self) -> list[str]:
        """The names that it needs."""
        return [each.name for each in self.operands if isinstance(each, Symbol)]

    def __str__(self) -> str:
        code = f"{self.name} = {self.expression}"
        return f"{code:<44}  # {self.comment}" if self.comment else code


class Tape:
    """The lines that all symbols of a trace write; an expression met again is not written twice."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._by_name: dict[str, Line] = {}
        self._symbols: dict[str, Symbol] = {}

    def write(self, template: str, *operands: Operand) -> Symbol:
        expression = template.format(*map(text_of, operands))
        if expression not in self._symbols:
            line = Line(f"t{len(self.lines)}", expression, template, operands)
            self.lines.append(line)
            self._by_name[line.name] = line
            self._symbols[expression] = Symbol(line.name, self)
        return self._symbols[expression]

    def set_owner(self, symbol: Operand, owner: object, is_delta: bool, comment: str) -> None:
        """Give the line of a symbol its owner and a comment, unless it already has an owner."""
        line = self._by_name.get(symbol.name) if isinstance(symbol, Symbol) else None
        if line is not None and line.owner is None:
            line.owner, line.is_delta, line.comment = owner, is_delta, comment

    def needed(self, names: Iterable[str]) -> list[Line]:
        """The lines that the names depend on, in their order."""
        wanted, kept = set(names), []
        for line in reversed(self.lines):
            if line.name in wanted:
                wanted.update(line.needs)
                kept.append(line)
        return kept[::-1]


class Symbol:
    """A number that is not known yet: arithmetic with it writes a line.

    Multiplying by 1 and adding to the 0 of sum() write nothing, as they change no number.
    """

    __slots__ = ("name", "tape")

    def __init__(self, name: str, tape: Tape) -> None:
        self.name = name
        self.tape = tape

    def __repr__(self) -> str:
        return self.name

    def __add__(self, other: Operand) -> Symbol:
        return self.tape.write("{} + {}", self, other)

    def __radd__(self, other: Operand) -> Symbol:
        starts_a_sum = type(other) is int and other == 0  # but 0.0 + x makes 0.0 of −0.0
        return self if starts_a_sum else self.tape.write("{} + {}", other, self)

    def __sub__(self, other: Operand) -> Symbol:
        return self.tape.write("{} - {}", self, other)

    def __rsub__(self, other: Operand) -> Symbol:
        return self.tape.write("{} - {}", other, self)

    def __mul__(self, other: Operand) -> Symbol:
        if not isinstance(other, Symbol) and other == 1:
            return self
        return self.tape.write("{} * {}", self, other)

    def __rmul__(self, other: Operand) -> Symbol:
        return self if other == 1 else self.tape.write("{} * {}", other, self)

    def __truediv__(self, other: Operand) -> Symbol:
        return self.tape.write("divide({}, {})", self, other)

    def __rtruediv__(self, other: Operand) -> Symbol:
        return self.tape.write("divide({}, {})", other, self)

    def __pow__(self, other: Operand) -> Symbol:
        return self.tape.write("power({}, {})", self, other)

    def __rpow__(self, other: Operand) -> Symbol:
        return self.tape.write("power({}, {})", other, self)

    def __neg__(self) -> Symbol:
        return self.tape.write("-{}", self)

    def __abs__(self) -> Symbol:
        return self.tape.write("abs({})", self)

    def __lt__(self, other: Operand) -> Condition:
        return Condition(self.tape.write("{} < {}", self, other))

    def __le__(self, other: Operand) -> Condition:
        return Condition(self.tape.write("{} <= {}", self, other))

    def __gt__(self, other: Operand) -> Condition:
        return Condition(self.tape.write("{} > {}", self, other))

    def __ge__(self, other: Operand) -> Condition:
        return Condition(self.tape.write("{} >= {}", self, other))

    def maximum(self, other: Operand) -> Symbol:
        return self.tape.write("maximum({}, {})", self, other)

    def power_slope(self, base: Operand, exponent: Operand) -> Symbol:
        return self.tape.write("power_slope({}, {})", base, exponent)

    def __float__(self) -> NoReturn:
        raise TypeError(
            "while tracing, data is not a number yet, and float() of it or math.exp() would lose "
            "it: stay with Values, v.exp(), v * w …"
        )


def _function(name: str) -> Callable[[Symbol], Symbol]:
    return lambda symbol: symbol.tape.write(f"{name}({{}})", symbol)


for _name in ("exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "softplus"):
    setattr(Symbol, _name, _function(_name))


class Condition:
    """A comparison of symbols: whether it holds is not known, so no `if` can ask; `where` can."""

    __slots__ = ("symbol",)

    def __init__(self, symbol: Symbol) -> None:
        self.symbol = symbol

    def where(self, x: Operand, y: Operand) -> Symbol:
        return self.symbol.tape.write("where({}, {}, {})", self.symbol, x, y)

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"while tracing, {self.symbol.tape.lines[-1].expression} is neither true nor false: "
            "the trace runs once, for all numbers, and an if would keep one branch for ever; "
            "write where(x > 0, a, b), maximum(a, b) or x.relu()"
        )


def text_of(operand: Operand) -> str:
    if isinstance(operand, Symbol):
        return operand.name
    return f"({operand!r})" if operand < 0 else repr(operand)
