"""The lines of a trace as a Python function: as text to be read, and compiled to be run."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from minigrad import scalars
from minigrad.trace.symbols import Line

Function: TypeAlias = Callable[..., Any]

LONG = 20_000  # lines: beyond them Python's compiler needs gigabytes, so the code is cut
PIECE = 250  # lines that are compiled together then


class Code(NamedTuple):
    """A function of numbers: its lines, and which of their names it returns."""

    name: str
    arguments: list[str]  # of one sample
    lines: list[Line]
    value: str
    slopes: list[str]

    def text(self) -> str:
        body = [*map(str, self.lines), f"return {self._results()}"]
        return function_text(self.name, self.arguments, body)

    def _results(self) -> str:
        return f"{self.value}, [{', '.join(self.slopes)}]" if self.slopes else self.value

    def compiled(
        self,
        functions: dict[str, Any],
        *,
        long: int = LONG,
        apart: Callable[[Function], Function] = lambda function: function,
    ) -> Function:
        """The function; what it calls stands in `functions`.

        More than `long` lines are cut into pieces, of which `apart` can make something else.
        """
        if len(self.lines) > long:
            return self._in_pieces(functions, apart)
        return compiled(self.text(), self.name, functions)

    def _in_pieces(
        self, functions: dict[str, Any], apart: Callable[[Function], Function]
    ) -> Function:
        """Many short functions: each takes what it needs of earlier ones, and returns what leaves.

        Their results are kept by name until the last has run.
        """
        pieces = [self.lines[i : i + PIECE] for i in range(0, len(self.lines), PIECE)]
        leaving = self._leaving(pieces)
        steps = []
        for piece in pieces:
            own = {line.name for line in piece}
            needed = list(dict.fromkeys(x for line in piece for x in line.needs if x not in own))
            left = [line.name for line in piece if line.name in leaving]
            body = [f"{line.name} = {line.expression}" for line in piece]
            body.append(f"return [{', '.join(left)}]")
            text = function_text("piece", needed, body)
            steps.append((apart(compiled(text, "piece", functions)), needed, left))
        names = {*self.arguments, *(line.name for line in self.lines)}
        literals = set(self._returned()) - names
        numbers = {text: eval(text, dict(functions)) for text in literals}

        def run(*given: Any) -> Any:
            if len(given) != len(self.arguments):
                expected = len(self.arguments)
                raise TypeError(f"{self.name}() takes {expected} numbers, got {len(given)}")
            known = numbers | dict(zip(self.arguments, given, strict=True))
            for step, needed, left in steps:
                results = step(*[known[name] for name in needed])
                known.update(zip(left, results, strict=True))
            slopes = [known[name] for name in self.slopes]
            return (known[self.value], slopes) if slopes else known[self.value]

        return run

    def _leaving(self, pieces: list[list[Line]]) -> set[str]:
        """Every name that is used outside of the piece that defines it."""
        piece_of = {line.name: i for i, piece in enumerate(pieces) for line in piece}
        used = {
            name
            for i, piece in enumerate(pieces)
            for line in piece
            for name in line.needs
            if piece_of.get(name, i) != i
        }
        return used.union(self._returned())

    def _returned(self) -> list[str]:
        return [self.value, *self.slopes]


class Batch(NamedTuple):
    """The same for many samples: values in a list, slopes summed over them.

    The loop stands inside the function: a call for each sample would cost as much again.
    """

    name: str
    given: list[str]  # the same for all samples
    varying: list[str]  # anew for each
    one: Code  # of all these and `seed`
    summed: list[str]  # the names of the slopes

    def text(self) -> str:
        body = [f"sum_{name} = 0.0" for name in self.summed]
        body.append("values = []")
        # The last sample first, as in a walk backward through the sum of all losses.
        body.append(f"for {', '.join(self.varying)}, in reversed(samples):")
        inside = [str(line) for line in self.one.lines]
        inside.append(f"values.append({self.one.value})")
        for name, slope in zip(self.summed, self.one.slopes, strict=True):
            inside.append(f"sum_{name} += {slope}")
        body += [f"    {line}" for line in inside]
        sums = ", ".join(f"sum_{name}" for name in self.summed)
        body.append(f"return values[::-1], [{sums}]")
        return function_text(self.name, [*self.given, "samples", "seed"], body)

    def compiled(self, functions: dict[str, Any]) -> Function:
        if len(self.one.lines) <= LONG:
            return compiled(self.text(), self.name, functions)
        one = self.one.compiled(functions)

        def run(*arguments: Any) -> tuple[list[Any], list[Any]]:
            *given, samples, seed = arguments
            values, sums = [], [0.0] * len(self.summed)
            for sample in reversed(samples):
                value, slopes = one(*given, *sample, seed)
                values.append(value)
                sums = [total + slope for total, slope in zip(sums, slopes, strict=True)]
            return values[::-1], sums

        return run


def float_functions() -> dict[str, Any]:
    """What the lines may call, for floats and Values."""
    return {**vars(scalars), "inf": math.inf, "nan": math.nan}


def function_text(name: str, arguments: list[str], body: list[str]) -> str:
    lines = "\n".join(f"    {line}" for line in body)
    return f"def {name}({', '.join(arguments)}):\n{lines}"


def compiled(text: str, name: str, functions: dict[str, Any]) -> Function:
    names = dict(functions)
    exec(compile(text, f"<traced {name}>", "exec"), names)
    function: Function = names[name]
    return function
