"""Trace once, replay: run a function on symbols, and its graph becomes straight-line Python.

Nothing here knows a derivative. A symbol takes the place of the number in `Value.data`, the same
methods and the same rules run, and all arithmetic in them is written down as lines of code:
first the lines of the forward pass, then, walking backward, those of the δs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from keyword import iskeyword
from typing import Any

from minigrad import scalars
from minigrad.graph import topological_order, walk
from minigrad.nn import Module
from minigrad.trace.arrays import array_functions
from minigrad.trace.symbols import Symbol, Tape, text_of
from minigrad.value import Value

Operand = Any  # a symbol or a number


KINDS = ("value", "value_and_grad", "batch_value_and_grad")
_RESERVED = re.compile(r"t\d+|sum_.*|samples|seed|values|inf|nan|" + "|".join(vars(scalars)))


def trace(f: Callable[..., Value], *example: Any, argnums: int | Sequence[int] = 0) -> Traced:
    """Run f once on symbols with the structure of the example, and keep what it computed as code.

    An argument is a number, a (nested) list of numbers, or a module such as an MLP, whose
    parameters are its numbers. f gets Values in their place and returns one Value. `argnums`
    gives the positions of the arguments to differentiate with respect to; no other gradient is
    computed. TypeError where f asks `if x > 0` or float(x): the code is for all numbers.

    >>> traced = trace(lambda w, x: (w * x).tanh(), 0.5, 2.0)
    >>> print(traced.source())
    def value_and_grad(w, x):
        t0 = w * x                                    # v2 (*)
        t1 = tanh(t0)                                 # v3 (tanh)
        t2 = t1 * t1
        t3 = 1 - t2                                   # δ of v2 (*)
        t4 = t3 * x                                   # δ of w
        return t1, [t4]
    >>> value, gradient = traced.value_and_grad(0.5, 2.0)
    >>> round(value, 6), round(gradient, 6)
    (0.761594, 0.839949)
    """
    return Traced(f, example, argnums)


class Traced:
    """A function as straight-line code that can be read, and replayed on other numbers."""

    def __init__(
        self, f: Callable[..., Value], example: Sequence[Any], argnums: int | Sequence[int]
    ) -> None:
        self._tape = Tape()
        self._names = _argument_names(f, len(example))
        self._example = example
        self._argnums = argnums
        self._wanted = [argnums] if isinstance(argnums, int) else list(argnums)
        self._leaves: dict[str, Value] = {}  # by the name that the code gives them
        self._owners: list[list[str]] = []  # of each argument, those names
        self._compiled: dict[Any, Callable[..., Any]] = {}
        self._root = self._run(f)
        self._order = topological_order(self._root)
        self._described = {node: _description(node, i) for i, node in enumerate(self._order)}
        for node, name in self._described.items():
            self._tape.set_owner(node.data, node, False, name)
        self.nodes = len(self._order)
        self._deltas: dict[Value, Operand] = {}
        self._slopes = self._walk(1.0)

    def _run(self, f: Callable[..., Value]) -> Value:
        """Call f on symbols. The parameters of a module hold symbols only during this call."""
        arguments: list[Any] = []
        numbers: list[tuple[Value, float]] = []
        try:
            for name, argument in zip(self._names, self._example, strict=True):
                first = len(self._leaves)
                arguments.append(self._symbolic(name, argument, numbers))
                self._owners.append(list(self._leaves)[first:])
            root = f(*arguments)
        finally:
            for parameter, number in numbers:
                parameter.data = number
        if not isinstance(root, Value):
            raise TypeError(
                f"trace() needs a function that returns one Value, got {type(root).__name__}"
            )
        return root

    def _symbolic(self, name: str, argument: Any, numbers: list[tuple[Value, float]]) -> Any:
        if isinstance(argument, Module):
            for parameter in argument.parameters():
                numbers.append((parameter, parameter.data))
                parameter._data = self._new_symbol(parameter.label or name, parameter)
            return argument
        if isinstance(argument, (list, tuple)):
            return [self._symbolic(f"{name}{i}", each, numbers) for i, each in enumerate(argument)]
        Value(argument)  # refuses anything that is not a number
        leaf = Value(0.0, name)
        leaf._data = self._new_symbol(name, leaf)
        return leaf

    def _new_symbol(self, label: str, leaf: Value) -> Any:
        """A symbol named after the leaf, with a name that the code uses for nothing else."""
        name = re.sub(r"\W", "_", label)
        if not name.isidentifier() or iskeyword(name) or _RESERVED.fullmatch(name):
            name = f"_{name}"
        while name in self._leaves:
            name += "_"
        self._leaves[name] = leaf
        return Symbol(name, self._tape)

    def _walk(self, seed: Operand) -> dict[str, Operand]:
        """The usual walk, on symbols: what each argument's numbers receive."""
        names = {leaf: name for name, leaf in self._leaves.items()}
        slopes: dict[str, Operand] = dict.fromkeys(self._leaves, 0.0)
        for step in walk(self._order[::-1], {self._root: seed}):
            name = f"δ of {self._described[step.node]}"
            self._tape.set_owner(step.delta, step.node, True, name)
            self._deltas.setdefault(step.node, step.delta)
            if step.node in names:
                slopes[names[step.node]] = step.delta
        return slopes

    def source(self, kind: str = "value_and_grad") -> str:
        """The code; `kind` is the name of the method that runs it."""
        if kind not in KINDS:
            raise ValueError(f"source() needs one of {', '.join(KINDS)}, got {kind!r}")
        results = [name for place in self._wanted for name in self._owners[place]]
        value = text_of(self._root.data)
        if kind == "batch_value_and_grad":
            return self._loop(value, results)
        slopes = [text_of(self._slopes[name]) for name in results] if kind != "value" else []
        body = [str(line) for line in self._tape.needed([value, *slopes])]
        result = value if kind == "value" else f"{value}, [{', '.join(slopes)}]"
        return _function_text(kind, list(self._leaves), [*body, f"return {result}"])

    def _loop(self, value: str, results: list[str]) -> str:
        """The loop stands inside the function: a call for each sample would cost as much again."""
        seeded = self._walk(Symbol("seed", self._tape))
        slopes = {name: text_of(seeded[name]) for name in results}
        given = [
            name for i, names in enumerate(self._owners) if i in self._wanted for name in names
        ]
        varying = [name for name in self._leaves if name not in given]
        inside = [str(line) for line in self._tape.needed([value, *slopes.values()])]
        inside.append(f"values.append({value})")
        inside += [f"sum_{name} += {slope}" for name, slope in slopes.items()]
        body = [f"sum_{name} = 0.0" for name in results]
        body.append("values = []")
        # The last sample first, as in a walk backward through the sum of all losses.
        body.append(f"for {', '.join(varying)}, in reversed(samples):")
        body += [f"    {line}" for line in inside]
        sums = ", ".join(f"sum_{name}" for name in results)
        body.append(f"return values[::-1], [{sums}]")
        return _function_text("batch_value_and_grad", [*given, "samples", "seed"], body)

    def lines_by_node(self) -> list[tuple[str, list[str], list[str]]]:
        """For every node of the forward pass: its name, the lines of its value, those of its δ."""
        forward: dict[object, list[str]] = {node: [] for node in self._order}
        backward: dict[object, list[str]] = {node: [] for node in self._order}
        wanted = [self._slopes[name] for place in self._wanted for name in self._owners[place]]
        lines = self._tape.needed(map(text_of, [self._root.data, *wanted]))
        chunk: list[str] = []
        for line in lines:
            chunk.append(f"{line.name} = {line.expression}")
            if line.owner is not None:
                (backward if line.is_delta else forward)[line.owner] += chunk
                chunk = []
        known = {line.name for line in lines}
        for node, delta in self._deltas.items():
            if text_of(delta) in known and not backward[node]:
                backward[node].append(f"δ = {text_of(delta)}")
        return [(self._described[node], forward[node], backward[node]) for node in self._order]

    def value(self, *arguments: Any) -> float:
        """f at other numbers, by the code of the forward pass alone."""
        result: float = self._call("value", self._flat(arguments))
        return result

    def value_and_grad(self, *arguments: Any) -> tuple[float, Any]:
        """f and its gradient at other numbers, with the structure of the example.

        The gradient with respect to a module is a list, one number for each parameter. Arguments
        may be Values: then both results are Values, and can be differentiated again.
        """
        value, slopes = self._call("value_and_grad", self._flat(arguments))
        return value, self._structured(slopes)

    def batch_value_and_grad(self, *arguments: Any, seed: float = 1.0) -> tuple[list[float], Any]:
        """f at each sample, and the sum of seed · gradient over all samples, in one call.

        The arguments in `argnums` are given once; each other argument is a list with an item for
        each sample.
        """
        shared = [
            number
            for i, argument in enumerate(arguments)
            if i in self._wanted
            for number in self._numbers(i, argument)
        ]
        columns = [
            [self._numbers(i, each) for each in argument]
            for i, argument in enumerate(arguments)
            if i not in self._wanted
        ]
        samples = [[x for part in parts for x in part] for parts in zip(*columns, strict=True)]
        values, slopes = self._call("batch_value_and_grad", [*shared, samples, seed])
        return values, self._structured(slopes)

    def array_value_and_grad(self, *arguments: Any) -> tuple[Any, Any]:
        """As `batch_value_and_grad`, with a NumPy array of all samples for each number of a sample.

        The same source runs, and every local variable is an array over the batch; the gradients are
        summed at the end. Returns the array of values, and the gradient. FloatingPointError where a
        number leaves its domain, RuntimeError without NumPy.
        """
        numbers = [
            number
            for i, argument in enumerate(arguments)
            for number in self._numbers(i, argument, is_array=i not in self._wanted)
        ]
        function = self._function("value_and_grad", array_functions)
        import numpy as np  # optional: array_functions has just found it

        with np.errstate(divide="raise", invalid="raise", over="raise"):
            values, slopes = function(*numbers)
        size = np.shape(values)
        return values, self._structured([np.broadcast_to(each, size).sum() for each in slopes])

    def _call(self, kind: str, numbers: Sequence[Any]) -> Any:
        return self._function(kind, _float_functions)(*numbers)

    def _function(self, kind: str, functions: Callable[[], dict[str, Any]]) -> Callable[..., Any]:
        """The source, compiled once for each set of functions that it may call."""
        key = kind, functions
        if key not in self._compiled:
            names = functions()
            exec(compile(self.source(kind), f"<traced {kind}>", "exec"), names)
            self._compiled[key] = names[kind]
        return self._compiled[key]

    def _flat(self, arguments: Sequence[Any]) -> list[Any]:
        if len(arguments) != len(self._names):
            raise TypeError(
                f"the traced function needs {len(self._names)} arguments "
                f"({', '.join(self._names)}), got {len(arguments)}"
            )
        return [x for i, argument in enumerate(arguments) for x in self._numbers(i, argument)]

    def _numbers(self, place: int, argument: Any, is_array: bool = False) -> list[Any]:
        name = self._names[place]
        return list(_leaf_numbers(self._example[place], argument, name, is_array))

    def _structured(self, slopes: list[Any]) -> Any:
        rest = iter(slopes)
        found = [_rebuilt(self._example[place], rest) for place in self._wanted]
        return found[0] if isinstance(self._argnums, int) else tuple(found)


def _float_functions() -> dict[str, Any]:
    return {**vars(scalars), "inf": math.inf, "nan": math.nan}


def _leaf_numbers(example: Any, argument: Any, name: str, is_array: bool) -> Iterator[Any]:
    """The numbers (or arrays) of an argument, checked against the structure of the example."""
    if isinstance(example, Module):
        parameters = argument.parameters() if isinstance(argument, Module) else argument
        if len(parameters) != len(example.parameters()):
            raise ValueError(
                f"argument {name} was traced with {len(example.parameters())} parameters, "
                f"got {len(parameters)}: trace again for another shape"
            )
        for parameter in parameters:
            yield parameter.data if isinstance(argument, Module) else parameter
    elif isinstance(example, (list, tuple)):
        if not isinstance(argument, (list, tuple)) or len(argument) != len(example):
            size = len(argument) if isinstance(argument, (list, tuple)) else "one number"
            raise ValueError(
                f"argument {name} was traced with {len(example)} numbers, got {size}: "
                "trace again for another shape"
            )
        for i, (inner, each) in enumerate(zip(example, argument, strict=True)):
            yield from _leaf_numbers(inner, each, f"{name}{i}", is_array)
    elif isinstance(argument, Value) or is_array:
        yield argument
    else:
        yield Value(argument).data


def _rebuilt(example: Any, slopes: Iterator[Any]) -> Any:
    if isinstance(example, Module):
        return [next(slopes) for _ in example.parameters()]
    if isinstance(example, (list, tuple)):
        return [_rebuilt(each, slopes) for each in example]
    return next(slopes)


def _argument_names(f: Callable[..., Value], count: int) -> list[str]:
    code = getattr(f, "__code__", None)
    names = list(code.co_varnames[: code.co_argcount]) if code else []
    return names if len(names) == count else [f"argument{i}" for i in range(count)]


def _description(node: Value, place: int) -> str:
    """The name of a node, as in a drawing: `z (+)` with a label, `v5 (+)` without one."""
    name = node.label or f"v{place}"
    return f"{name} ({node.op})" if node.op else name


def _function_text(name: str, arguments: list[str], body: list[str]) -> str:
    lines = "\n".join(f"    {line}" for line in body)
    return f"def {name}({', '.join(arguments)}):\n{lines}"
