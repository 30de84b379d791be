"""Products with the Jacobian: vᵀJ by one walk backward, J·t by one walk forward, J by many.

For m outputs y and n inputs x, J is the m × n matrix of ∂yᵢ/∂xⱼ. Nothing here needs a new rule:
a walk backward asks each node for δ · ∂out/∂in, a walk forward for ∂out/∂in itself.

An input can be any node. ∂y/∂x then says how y changes when x alone is nudged after it was
computed, and all nodes that use it follow: with h = x² and y = h + x, ∂y/∂h = 1 and ∂y/∂x = 2x + 1,
even when both are inputs. `.grad` says the same, and so does PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

from minigrad.checks import argument_places, check_places, described
from minigrad.graph import topological_order, walk
from minigrad.scalars import left_sum
from minigrad.value import Value, as_value


@dataclass(repr=False)
class WorkCount:
    """The work done: walks through the graph, evaluations of a rule, numbers held at once."""

    passes: int = 0
    rules: int = 0
    numbers: int = 0

    def add_pass(self, nodes: int) -> None:
        self.passes += 1
        self.rules += nodes
        self.numbers = max(self.numbers, nodes)  # one δ or tangent for each node

    def __repr__(self) -> str:
        return f"{self.passes:,} passes, {self.rules:,} rules, {self.numbers:,} numbers"


def vjp(
    outputs: Sequence[Value],
    inputs: Sequence[Value],
    v: Sequence[float],
    work: WorkCount | None = None,
) -> list[float]:
    """vᵀJ: for each input the sum of vᵢ · ∂yᵢ/∂x, by ONE walk backward seeded with v.

    `v` has a number for each output, the result one for each input (0 where no output depends
    on it). ValueError where v is too short or too long. A `WorkCount` counts the work.

    >>> a, b = Value(2.0), Value(3.0)
    >>> vjp([a * b, a + b], [a, b], [1.0, 10.0])       # J = [[3, 2], [1, 1]]
    [13.0, 12.0]
    """
    _check("vjp", outputs, inputs, v=(v, outputs))
    seeds: dict[Value, float] = {}  # an output that is listed twice gets both
    for output, seed in zip(outputs, v, strict=True):
        seeds[output] = seeds.get(output, 0.0) + seed
    order = topological_order(*outputs)
    deltas = {step.node: step.delta for step in walk(order[::-1], seeds)}
    if work is not None:
        work.add_pass(len(order))
    return [deltas.get(x, 0.0) for x in inputs]


def jvp(
    outputs: Sequence[Value],
    inputs: Sequence[Value],
    tangents: Sequence[float],
    work: WorkCount | None = None,
) -> list[float]:
    """J·t: for each output the sum of ∂y/∂xⱼ · tⱼ, by ONE walk forward from the inputs.

    A node's tangent is the sum over its inputs of ∂out/∂in · tangent(in), and its own nudge if
    it is one of `inputs`; the ∂out/∂in are those of the same rules, asked with δ = 1.
    `tangents` has a number for each input.

    >>> a, b = Value(2.0), Value(3.0)
    >>> jvp([a * b, a + b], [a, b], [1.0, 10.0])       # J = [[3, 2], [1, 1]]
    [23.0, 11.0]
    """
    _check("jvp", outputs, inputs, tangents=(tangents, inputs))
    nudges = dict(zip(inputs, tangents, strict=True))
    order = topological_order(*outputs)
    tangent: dict[Value, float] = {}  # of the nodes that a nudge reaches: 0 · inf would be nan
    for node in order:
        arguments = zip(node.inputs, node._backward(1.0), strict=True)
        parts = [local * tangent[value] for value, local in arguments if value in tangent]
        if parts or node in nudges:
            tangent[node] = left_sum(parts, start=0.0 + nudges.get(node, 0.0))
    if work is not None:
        work.add_pass(len(order))
    return [tangent.get(y, 0.0) for y in outputs]


def jacobian(
    outputs: Sequence[Value],
    inputs: Sequence[Value],
    mode: str = "reverse",
    work: WorkCount | None = None,
) -> list[list[float]]:
    """The whole J, row by row (reverse: one walk per output) or column by column (forward).

    Both give the same m rows of n numbers; the mode only decides whether it takes m or n walks.
    One exception: behind a relu that is off, √x has 0 in reverse and 0 · inf = nan forward.

    >>> a, b = Value(2.0), Value(3.0)
    >>> jacobian([a * b, a + b, a - b], [a, b])
    [[3.0, 2.0], [1.0, 1.0], [1.0, -1.0]]
    """
    if mode not in ("reverse", "forward"):
        raise ValueError(f'jacobian() needs mode "reverse" or "forward", got {mode!r}')
    _check("jacobian", outputs, inputs)
    if work is not None:
        work.numbers = max(work.numbers, len(outputs) * len(inputs))
    if mode == "reverse":  # each output alone: nothing of the others reaches its row
        return [vjp([y], inputs, [1.0], work) for y in outputs]
    columns = [jvp(outputs, [x], [1.0], work) for x in inputs]
    return [[column[i] for column in columns] for i in range(len(outputs))]


def value_and_grad(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0
) -> Callable[..., tuple[Any, Any]]:
    """A function that returns f and its derivative with respect to one argument, or to several.

    As in JAX, `argnums` gives the positions of the arguments; for several positions, the
    derivatives are a tuple. f takes Values and returns a Value or a number. For numbers the
    results are numbers; for Values they are Values, with a graph: so `grad(grad(f))` is the
    second derivative. TypeError where f returns anything else; ValueError for an argument that
    f does not have, and where the inner of two nested calls uses a variable of the outer one
    that it did not get as an argument.

    >>> value_and_grad(lambda x, y: x * y + x, (0, 1))(2.0, 3.0)
    (8.0, (4.0, 2.0))
    """
    wanted = argument_places("grad", argnums)

    def evaluate(*arguments: float | Value) -> tuple[Any, Any]:
        check_places("grad", wanted, len(arguments))
        leaves = [_leaf(x) for x in arguments]
        result = f(*leaves)
        if not isinstance(result, (Value, Real)):
            raise TypeError(
                f"grad() needs a function that returns one Value, got {type(result).__name__}"
            )
        output = result if isinstance(result, Value) else Value(float(result))
        for node in topological_order(output):
            if node._backward is _no_inputs and node not in leaves:
                raise ValueError(
                    "grad() inside grad() needs every variable as an argument, got one from "
                    "outside: write grad(g)(y, x) with g(y, x)"
                )
        slopes = vjp([output], [leaves[place] for place in wanted], [1.0])
        return output.data, slopes[0] if isinstance(argnums, int) else tuple(slopes)

    return evaluate


def grad(f: Callable[..., Any], argnums: int | Sequence[int] = 0) -> Callable[..., Any]:
    """The derivative of a function of numbers, as a function of numbers.

    >>> grad(lambda x: x**3)(2.0)
    12.0
    >>> grad(grad(lambda x: x**3))(2.0)                # 6x
    12.0
    """
    evaluate = value_and_grad(f, argnums)
    return lambda *arguments: evaluate(*arguments)[1]


# -------------------------------------------------------------------- second derivatives


def gradient_graph(f: Callable[..., Value], *numbers: float) -> tuple[list[Value], list[Value]]:
    """The leaves, and for each leaf ∂f/∂x as a graph, to be drawn or walked.

    >>> (x,), (slope,) = gradient_graph(lambda x: x**3, 2.0)
    >>> slope.backward()
    >>> slope.data, x.grad                      # 3x² and 6x
    (12.0, 12.0)
    """
    leaves = [Value(x, f"x{i}") for i, x in enumerate(numbers)]
    slopes = grad(f, tuple(range(len(leaves))))(*leaves)
    return leaves, [as_value(slope) for slope in slopes]


def hessian(f: Callable[..., Value]) -> Callable[..., list[list[float]]]:
    """The matrix of ∂²f/∂xᵢ∂xⱼ of a function of n numbers, as a function of them: a walk per row.

    >>> hessian(lambda x, y: x**3 * y)(2.0, 5.0)
    [[60.0, 12.0], [12.0, 0.0]]
    """

    def evaluate(*numbers: float) -> list[list[float]]:
        leaves, slopes = gradient_graph(f, *numbers)
        return jacobian(slopes, leaves)

    return evaluate


def hessian_vector_product(
    f: Callable[..., Value],
) -> Callable[[Sequence[float], Sequence[float]], list[float]]:
    """H·v at a point by ONE more walk: H is symmetric, so H·v = vᵀH.

    >>> hessian_vector_product(lambda x, y: x**3 * y)([2.0, 5.0], [1.0, 10.0])
    [180.0, 12.0]
    """

    def evaluate(numbers: Sequence[float], v: Sequence[float]) -> list[float]:
        leaves, slopes = gradient_graph(f, *numbers)
        return vjp(slopes, leaves, v)

    return evaluate


# -------------------------------------------------------------------- checks


def _leaf(x: float | Value) -> Value:
    """A new leaf. If x is a Value, it is stored in place of a number: rules then build graphs."""
    data: Any = x if isinstance(x, Value) else Value(x).data
    return Value._node(data, "", (), _no_inputs)


# The rule of grad's own leaves: by it, grad recognises the variables of a grad around it.
def _no_inputs(delta: float) -> Sequence[float]:
    return ()


def _check(
    function: str,
    outputs: Sequence[Value],
    inputs: Sequence[Value],
    **vectors: tuple[Sequence[float], Sequence[Value]],
) -> None:
    for name, nodes in (("outputs", outputs), ("inputs", inputs)):
        if not isinstance(nodes, (list, tuple)) or not all(isinstance(x, Value) for x in nodes):
            raise TypeError(
                f"{function}() needs a list of Values as {name}, got {nodes!r}: write [x]"
            )
    if len(set(inputs)) < len(inputs):
        raise ValueError(f"{function}() needs every input once, got one twice")
    for name, (vector, nodes) in vectors.items():
        if not hasattr(vector, "__len__"):
            raise TypeError(f"{function}() needs a list of numbers as {name}, got {vector!r}")
        if len(vector) != len(nodes):
            raise ValueError(
                f"{function}() needs {len(nodes)} numbers as {name}, got {len(vector)}"
            )
        for x in vector:
            if not isinstance(x, (Real, Value)):
                raise TypeError(f"{function}() needs numbers as {name}, got {described(x)}")
