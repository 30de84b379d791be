"""The lines of a trace as a Python function: as text to be read, and compiled to be run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from minigrad.trace.symbols import Line

LONG = 20_000  # lines: beyond them Python's compiler needs gigabytes, so the code is cut
PIECE = 500  # lines that are compiled together then


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

    def compiled(self, functions: dict[str, Any]) -> Callable[..., Any]:
        """The function; what it calls stands in `functions`."""
        if len(self.lines) > LONG:
            return self._in_pieces(functions)
        return compiled(self.text(), self.name, functions)

    def _in_pieces(self, functions: dict[str, Any]) -> Callable[..., Any]:
        """Many short functions that leave for each other what they need in one list, `shared`."""
        pieces = [self.lines[i : i + PIECE] for i in range(0, len(self.lines), PIECE)]
        place = {name: i for i, name in enumerate(self._crossing(pieces))}
        steps = []
        for piece in pieces:
            own = {line.name for line in piece}
            needed = dict.fromkeys(name for line in piece for name in line.needs)
            body = [f"{name} = shared[{place[name]}]" for name in needed if name not in own]
            body += [f"{line.name} = {line.expression}" for line in piece]
            body += [f"shared[{place[name]}] = {name}" for name in own if name in place]
            steps.append(compiled(function_text("piece", ["shared"], body), "piece", functions))
        fetched = [f"{name} = shared[{place[name]}]" for name in self._returned() if name in place]
        last = function_text("last", ["shared"], [*fetched, f"return {self._results()}"])
        results = compiled(last, "last", functions)
        n_arguments, n_inner = len(self.arguments), len(place) - len(self.arguments)

        def run(*numbers: Any) -> Any:
            if len(numbers) != n_arguments:
                raise TypeError(f"{self.name}() takes {n_arguments} numbers, got {len(numbers)}")
            shared = [*numbers, *[None] * n_inner]
            for step in steps:
                step(shared)
            return results(shared)

        return run

    def _crossing(self, pieces: list[list[Line]]) -> Iterator[str]:
        """The arguments, then every name that is used outside of the piece that defines it."""
        yield from self.arguments
        piece_of = {line.name: i for i, piece in enumerate(pieces) for line in piece}
        crossing = dict.fromkeys(
            name
            for i, piece in enumerate(pieces)
            for line in piece
            for name in line.needs
            if piece_of.get(name, i) != i
        )
        crossing |= dict.fromkeys(name for name in self._returned() if name in piece_of)
        yield from crossing

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

    def compiled(self, functions: dict[str, Any]) -> Callable[..., Any]:
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


def function_text(name: str, arguments: list[str], body: list[str]) -> str:
    lines = "\n".join(f"    {line}" for line in body)
    return f"def {name}({', '.join(arguments)}):\n{lines}"


def compiled(text: str, name: str, functions: dict[str, Any]) -> Callable[..., Any]:
    names = dict(functions)
    exec(compile(text, f"<traced {name}>", "exec"), names)
    function: Callable[..., Any] = names[name]
    return function
