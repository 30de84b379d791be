"""Trace once, replay: run a function on symbols, and its graph becomes straight-line Python.

Nothing here knows a derivative. A symbol takes the place of the number in `Value.data`, the same
methods and the same rules run, and all arithmetic in them is written down as lines of code:
first the lines of the forward pass, then, walking backward, those of the δs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from keyword import iskeyword
from threading import RLock
from typing import Any
from unicodedata import normalize

from minigrad import scalars
from minigrad.checks import argument_places, check_choice, check_places, described, visible
from minigrad.graph import topological_order, walk
from minigrad.memory import gc_paused
from minigrad.names import name_of, node_names
from minigrad.nn import Module, distinct_parameters
from minigrad.trace.arrays import RUNS
from minigrad.trace.code import Batch, Code, float_functions
from minigrad.trace.compiled import Compiled
from minigrad.trace.structure import argument_names, leaf_numbers, rebuilt
from minigrad.trace.symbols import Symbol, Tape, text_of
from minigrad.trace.table import Table, table
from minigrad.value import Value

Operand = Any  # a symbol or a number


NO_SAMPLES = (
    "a batch needs an argument that changes from sample to sample, got none beside those in "
    "argnums: call value_and_grad() instead"
)
KINDS = ("value", "value_and_grad", "batch_value_and_grad")
_RESERVED = re.compile(
    r"t\d+|sum_.*|samples|seed|total|values|inf|nan|abs|reversed|__.*__|" + "|".join(vars(scalars))
)
_PARAMETERS_HOLD_SYMBOLS = RLock()  # one trace at a time: two could borrow the same parameters


def trace(f: Callable[..., Value], *example: Any, argnums: int | Sequence[int] = 0) -> Traced:
    """Run f once on symbols with the structure of the example, and keep what it computed as code.

    An argument is a number, a (nested) list of numbers, or a module such as an MLP, whose
    parameters are its numbers. f gets Values in their place and returns one Value. `argnums`
    gives the positions of the arguments to differentiate with respect to; no other gradient is
    computed. TypeError where f asks `if x > 0` or float(x): the code is for all numbers.
    ValueError where a second call of f computes something else; what f or the model would change
    later stays in the code as it was now. During the trace the parameters
    of a module hold symbols: other traces wait, and no other thread should use the module.

    >>> traced = trace(lambda w, x: (w * x).tanh(), 0.5, 2.0)
    >>> print(traced.source())
    def value_and_grad(w, x):
        t0 = w * x                                    # v2 (*)
        t1 = tanh(t0)                                 # v3 (tanh)
        t2 = 1 - t1
        t3 = 1 + t1
        t4 = t2 * t3                                  # δ of v2 (*)
        t5 = t4 * x                                   # δ of w
        return t1, [t5]
    >>> value, gradient = traced.value_and_grad(0.5, 2.0)
    >>> round(value, 6), round(gradient, 6)
    (0.761594, 0.839949)
    """
    with gc_paused():
        return Traced(f, example, argnums)


class Traced:
    """A function as straight-line code that can be read, and replayed on other numbers."""

    def __init__(
        self, f: Callable[..., Value], example: Sequence[Any], argnums: int | Sequence[int]
    ) -> None:
        self._tape = Tape()
        self._names = argument_names(f, len(example))
        self._example = example
        self._argnums = argnums
        self._wanted = argument_places("trace", argnums)
        check_places("trace", self._wanted, len(example))
        self._leaves: dict[str, Value] = {}  # by the name that the code gives them
        self._owners: list[list[str]] = []  # of each argument, those names
        self._compiled: dict[str, Callable[..., Any]] = {}
        self._batched: dict[str, Compiled] = {}
        self._root = self._run(f)
        self._order = topological_order(self._root)
        self._described = {
            node: f"{name} ({visible(node.op)})" if node.op else name  # as in a drawing
            for node, name in node_names(self._order).items()
        }
        for node, name in self._described.items():
            self._tape.set_owner(node.data, node, False, name)
        self.nodes = len(self._order)
        self._deltas: dict[Value, Operand] = {}
        self._slopes = self._walk(1.0)

    def _run(self, f: Callable[..., Value]) -> Value:
        """Call f on symbols. The parameters of a module hold symbols only during this call.

        f is called twice. No expression is written twice, so the second root is the same symbol,
        unless f computes something else each time.
        """
        arguments: list[Any] = []
        numbers: dict[Value, float] = {}
        with _PARAMETERS_HOLD_SYMBOLS:
            try:
                for name, argument in zip(self._names, self._example, strict=True):
                    first = len(self._leaves)
                    arguments.append(self._symbolic(name, argument, numbers))
                    self._owners.append(list(self._leaves)[first:])
                root, again = f(*arguments), f(*arguments)
            finally:
                for parameter, number in numbers.items():
                    parameter._data = number
        if not isinstance(root, Value):
            raise TypeError(
                f"trace() needs a function that returns one Value, got {type(root).__name__}"
            )
        if text_of(root.data) != text_of(again.data):
            raise ValueError(
                "trace() needs a function that computes the same at each call, got one that does "
                "not (random numbers, a counter?): its code would keep what the first call did"
            )
        return root

    def _symbolic(self, name: str, argument: Any, numbers: dict[Value, float]) -> Any:
        if isinstance(argument, Module):
            for parameter in distinct_parameters(argument):
                if parameter in numbers:
                    raise ValueError(
                        "trace() needs each parameter in one argument only, got "
                        f"{name_of(parameter)} in two"
                    )
                numbers[parameter] = parameter.data
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
        plain = normalize("NFKC", label)  # as Python reads a name: w₁ is w1, and the letter ﬁ is fi
        name = "".join(each if f"_{each}".isidentifier() else "_" for each in plain)
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
        return self._code(kind).text()

    def _code(self, kind: str) -> Code | Batch:
        if kind not in KINDS:
            raise ValueError(f"source() needs one of {', '.join(KINDS)}, got {kind!r}")
        if kind == "batch_value_and_grad":
            return self._batch()
        value, slopes = text_of(self._root.data), []
        if kind == "value_and_grad":
            slopes = [text_of(self._slopes[name]) for name in self._differentiated()]
        return Code(kind, list(self._leaves), self._tape.needed([value, *slopes]), value, slopes)

    def _batch(self) -> Batch:
        """With a seed for the δ of each sample's root: 1/n where the mean is wanted."""
        seeded = self._walk(Symbol("seed", self._tape))
        value = text_of(self._root.data)
        slopes = [text_of(seeded[name]) for name in self._differentiated()]
        given = self._differentiated()
        others = set(self._leaves).difference(given)
        varying = [name for name in self._leaves if name in others]
        if not varying:
            raise ValueError(NO_SAMPLES)
        lines = self._tape.needed([value, *slopes])
        one = Code("value_and_grad", [*given, *varying, "seed"], lines, value, slopes)
        return Batch("batch_value_and_grad", given, varying, one, given)

    def _differentiated(self) -> list[str]:
        return [name for place in self._wanted for name in self._owners[place]]

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

    def table(self) -> Table:
        """The numbers of the graph and of its backward pass as a table of scalar operations.

        It has every value, δ, local derivative and contribution, for a program in another
        language; what the arguments are in the example stands in it.

        >>> table = trace(lambda x: x * x, 3.0).table()
        >>> table.operations, table.numbers, table.rows          # x², and twice the δ of x
        (['{} * {}', '{} + {}'], [3.0, 1.0], [[0, 0, 0], [1, 0, 0]])
        """
        return table(self._tape, self._order, self._leaves, self._flat(self._example))

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
        each sample. ValueError where there is no other, or where the lists differ in length.
        """
        self._check_number(arguments)
        shared = [number for i in self._wanted for number in self._numbers(i, arguments[i])]
        self._check_lists(arguments)
        columns = [
            [self._numbers(i, each) for each in argument]
            for i, argument in enumerate(arguments)
            if i not in self._wanted
        ]
        _check_equal_lengths([len(column) for column in columns])
        samples = [[x for part in parts for x in part] for parts in zip(*columns, strict=True)]
        values, slopes = self._call("batch_value_and_grad", [*shared, samples, seed])
        return values, self._structured(slopes)

    def compile(self, to: str = "numpy") -> Compiled:
        """The code on arrays, by "numpy", or compiled for the machine by "jax" (XLA).

        The result is a function: `run(*arguments)` returns an array of f at each sample, and the
        sum of the gradients over all samples. The arguments in `argnums` are given once; of each
        other argument, every number is an array with an item for each sample. An array may stand
        for a list of numbers, with a row for each: samples x features is the wrong way round, pass
        X.T. A gradient has the structure of the example, or is an array where one was given.

        Both compute in float64, in NumPy arrays, with JAX's own setting of precision left alone,
        and add over the samples in an order of their own. FloatingPointError, with the first sample
        that `value_and_grad` refuses too, where a number leaves its domain; nan and inf that are
        given flow through. JAX does not say where: it is asked for by results that are infinite or
        nan, so what is only in the branch of a `where` that is not taken goes unnoticed. XLA
        compiles at the first call, for seconds, and again for more samples or for
        less than half as many. RuntimeError without NumPy or JAX, ValueError for code that is too
        long for XLA.

        >>> run = trace(lambda w, x: w * x * x, 3.0, 1.0).compile()
        >>> values, gradient = run(3.0, [1.0, 2.0])
        >>> [float(value) for value in values], gradient
        ([3.0, 12.0], 5.0)
        """
        check_choice("compile", "to", to, RUNS)
        if to not in self._batched:
            self._batched[to] = Compiled(
                to,
                self._batch().one,
                self._example,
                self._names,
                self._wanted,
                self._argnums,
            )
        return self._batched[to]

    def _call(self, kind: str, numbers: Sequence[Any]) -> Any:
        if kind not in self._compiled:
            with gc_paused():
                self._compiled[kind] = self._code(kind).compiled(float_functions())
        return self._compiled[kind](*numbers)

    def _flat(self, arguments: Sequence[Any]) -> list[Any]:
        self._check_number(arguments)
        return [x for i, argument in enumerate(arguments) for x in self._numbers(i, argument)]

    def _check_number(self, arguments: Sequence[Any]) -> None:
        if len(arguments) != len(self._names):
            raise TypeError(
                f"the traced function needs {len(self._names)} arguments "
                f"({', '.join(self._names)}), got {len(arguments)}"
            )

    def _check_lists(self, arguments: Sequence[Any]) -> None:
        for i, argument in enumerate(arguments):
            if i not in self._wanted and not hasattr(argument, "__len__"):
                raise TypeError(
                    f"a batch needs a list with an item for each sample as {self._names[i]}, "
                    f"got {described(argument)}"
                )

    def _numbers(self, place: int, argument: Any) -> list[Any]:
        return list(leaf_numbers(self._example[place], argument, self._names[place], False))

    def _structured(self, slopes: list[Any]) -> Any:
        rest = iter(slopes)
        found = [rebuilt(self._example[place], rest) for place in self._wanted]
        return found[0] if isinstance(self._argnums, int) else tuple(found)


def _check_equal_lengths(sizes: Sequence[int]) -> None:
    if not sizes:
        raise ValueError(NO_SAMPLES)
    if len(set(sizes)) > 1:
        raise ValueError(f"a batch needs as many samples in every argument, got {sizes}")
