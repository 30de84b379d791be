"""`fit`: gradient descent on samples, epoch by epoch, which you can watch and interrupt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite, isnan
from random import Random
from time import perf_counter
from typing import Any, NamedTuple

from minigrad.checks import check_count, described, visible
from minigrad.functions import total
from minigrad.graph import topological_order
from minigrad.memory import gc_paused
from minigrad.names import name_of
from minigrad.nn import Module
from minigrad.optim import Optimizer
from minigrad.trace.arrays import RUNS
from minigrad.trace.replay import WAYS, Replay
from minigrad.value import Value

Sample = tuple[Sequence[float], Any]

LISTED = 4  # inputs of a node that an error shows: a mean loss has one for each sample


class Epoch(NamedTuple):
    """What `fit` reports after each pass over the samples."""

    number: int  # from 1
    loss: float  # the mean over the samples, each with the parameters of its batch
    nodes: int  # of the graphs of this epoch, counted once for each batch size
    seconds: float

    def __repr__(self) -> str:
        return f"epoch {self.number}: loss {self.loss:.6g}"


class History(list[Epoch]):
    """The epochs that were finished; `interrupted` says whether Ctrl-C ended the training."""

    interrupted = False


def fit(
    model: Callable[[Sequence[float]], list[Value]],
    inputs: Sequence[Sequence[float]],
    targets: Sequence[Any],
    loss: Callable[[list[Value], Any], Value],
    optimizer: Optimizer,
    *,
    epochs: int,
    batch_size: int | None = None,
    seed: int = 0,
    replay: bool | str = False,
    on_epoch: Callable[[Epoch], object] | None = None,
) -> History:
    """Train a model in place: per batch, the mean loss, one backward pass, one optimiser step.

    `batch_size=None` takes all samples at once; otherwise `seed` decides how they are shuffled
    before each epoch. `replay=True` traces model (a Module) and loss once and replays them as code,
    many times faster, with the same losses (see `minigrad.trace.replay`); `replay="numpy"` or
    `"jax"` replays all samples of a batch together (see `Traced.compile`), with the same losses up
    to rounding. Ctrl-C stops it and keeps the parameters reached so far. The first loss or gradient
    that is nan, infinite or too large for a float raises FloatingPointError, which names the node
    where it arose; the parameters stay as they were before that step.

    >>> from minigrad.nn import MLP
    >>> from minigrad.losses import mse_loss
    >>> from minigrad.optim import SGD
    >>> line = MLP(1, [1])
    >>> history = fit(line, [[0.0], [1.0]], [[1.0], [3.0]], mse_loss, SGD(line.parameters(), 0.5),
    ...               epochs=100)
    >>> [round(p.data, 3) for p in line.parameters()]       # y = 2x + 1
    [2.0, 1.0]
    """
    _check_samples(inputs, targets)
    if not callable(loss):
        raise TypeError(f"fit() needs a loss such as mse_loss, got {described(loss)}")
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"fit() needs an optimizer such as SGD(model.parameters(), lr=0.1), got {optimizer!r}"
        )
    check_count("fit", "epochs", epochs)
    if batch_size is not None:
        check_count("fit", "batch_size", batch_size)
    if replay not in (False, *WAYS):
        raise ValueError(
            "fit() needs replay to be one of False, True, "
            f"{', '.join(map(repr, RUNS))}, got {replay!r}"
        )
    samples = list(zip(inputs, targets, strict=True))
    shuffle = Random(seed).shuffle
    size = batch_size or len(samples)
    descent = _Descent(model, loss, optimizer, samples, replay)
    history = History()
    with gc_paused():
        try:
            for number in range(1, epochs + 1):
                started = perf_counter()
                if batch_size is not None:
                    shuffle(samples)
                mean, nodes = 0.0, 0
                for start in range(0, len(samples), size):
                    batch = samples[start : start + size]
                    cost, count = descent.step(batch, number)
                    mean += cost * len(batch) / len(samples)
                    nodes += count
                history.append(Epoch(number, mean, nodes, perf_counter() - started))
                if on_epoch is not None:
                    on_epoch(history[-1])
        except KeyboardInterrupt:
            history.interrupted = True
    return history


class _Descent:
    """What happens to one batch: its mean loss, the gradients, one step of the optimiser."""

    def __init__(
        self,
        model: Callable[[Sequence[float]], list[Value]],
        loss: Callable[[list[Value], Any], Value],
        optimizer: Optimizer,
        samples: Sequence[Sample],
        replay: bool | str,
    ) -> None:
        self.model = model
        self.loss = loss
        self.optimizer = optimizer
        self._sizes: dict[int, int] = {}  # an estimate: counted once for each batch size
        self._replay = None
        if replay:
            if not isinstance(model, Module):
                raise TypeError(
                    f"fit(replay={replay!r}) needs a Module, got {type(model).__name__}"
                )
            _check_parameters(model.parameters(), optimizer)
            self._replay = Replay(model, loss, samples, replay)

    def step(self, batch: Sequence[Sample], epoch: int) -> tuple[float, int]:
        """The mean loss before the step, and the number of nodes in its graph."""
        self.optimizer.zero_grad()
        try:
            cost, nodes, graph = self._pass(batch)
        except OverflowError as overflow:
            raise FloatingPointError(f"fit() stopped in epoch {epoch}: {overflow}") from overflow
        if not isfinite(cost) or not all(isfinite(p.grad) for p in self.optimizer.parameters):
            where = first_nonfinite(self._graph(batch) if graph is None else graph)
            raise FloatingPointError(f"fit() stopped in epoch {epoch}: {where}")
        self.optimizer.step()
        return cost, nodes

    def _pass(self, batch: Sequence[Sample]) -> tuple[float, int, Value | None]:
        if self._replay is not None:
            try:
                return *self._replay.mean_loss(batch), None
            except FloatingPointError:  # arrays do not know at which node: the graph does
                self.optimizer.zero_grad()
        graph = self._graph(batch)
        return *self._walk(graph, len(batch)), graph

    def _walk(self, cost: Value, samples: int) -> tuple[float, int]:
        if samples not in self._sizes:
            self._sizes[samples] = _size(cost, self.optimizer)
        cost.backward()
        return cost.data, self._sizes[samples]

    def _graph(self, batch: Sequence[Sample]) -> Value:
        return total([self.loss(self.model(x), y) for x, y in batch]) / len(batch)


def _size(cost: Value, optimizer: Optimizer) -> int:
    nodes = topological_order(cost)
    _check_parameters(nodes, optimizer)
    return len(nodes)


def _check_parameters(nodes: Sequence[Value], optimizer: Optimizer) -> None:
    if set(nodes).isdisjoint(optimizer.parameters):
        raise ValueError(
            "fit() needs a loss that depends on the optimizer's parameters, got one with none of "
            "them in its graph: pass model.parameters(), and keep the loss a Value (no .data)"
        )


def first_nonfinite(root: Value) -> str:
    """Name the first node whose value is not finite or, if all values are, whose δ is not.

    >>> x = Value(float("inf"), label="x")
    >>> first_nonfinite(x * 0.0)
    "data is inf first at the leaf 'x'"
    """
    for node in topological_order(root):
        if not isfinite(node.data):
            return f"data is {node.data!r} first at {_name(node)}{_came_from(node)}"
    for step in root.backward_steps():
        if not isfinite(step.delta):
            return f"δ is {step.delta!r} first at {_name(step.node)}, where it is summed"
        for value, contribution in zip(step.node.inputs, step.contributions, strict=True):
            if not isfinite(contribution):
                return (
                    f"δ is {contribution!r} first on the way from {_name(step.node)} "
                    f"to {_name(value)}"
                )
    return "data and δ are finite at every node"


def _came_from(node: Value) -> str:
    """The inputs of a node, the largest first if there are many."""
    inputs = node.inputs
    if len(inputs) > LISTED:
        inputs = tuple(sorted(inputs, key=lambda each: abs(each.data), reverse=True)[:LISTED])
    listed = ", ".join(f"{name_of(each)}={each.data!r}" for each in inputs)
    smaller = len(node.inputs) - len(inputs)
    if smaller:
        listed += f" and {smaller} no larger"
    return f", computed from {listed}" if listed else ""


def _name(node: Value) -> str:
    kind = f"node {visible(node.op)}" if node.op else "leaf"
    return f"the {kind} {node.label!r}" if node.label else f"a {kind}"


def _check_samples(inputs: Sequence[Any], targets: Sequence[Any], caller: str = "fit") -> None:
    for name, given in (("inputs", inputs), ("targets", targets)):
        if not hasattr(given, "__len__") or not hasattr(given, "__getitem__"):
            raise TypeError(
                f"{caller}() needs a list as {name}, which it can read again and again, got "
                f"{type(given).__name__}: write list(…)"
            )
    if len(inputs) != len(targets) or len(inputs) == 0:
        raise ValueError(
            f"{caller}() needs at least one sample and a target for each, "
            f"got {len(inputs)} inputs and {len(targets)} targets"
        )


def predict(model: Callable[[Sequence[float]], list[Value]], x: Sequence[float]) -> int:
    """The number of the largest output, the class that a classifier chooses; ValueError for nan."""
    outputs = [output.data for output in model(x)]
    if any(isnan(output) for output in outputs):
        raise ValueError(f"predict() needs outputs that can be compared, got {outputs}")
    return outputs.index(max(outputs))


def accuracy(
    model: Callable[[Sequence[float]], list[Value]],
    inputs: Sequence[Sequence[float]],
    targets: Sequence[int],
) -> float:
    """The share of samples for which `predict` gives the target; ValueError without samples."""
    _check_samples(inputs, targets, "accuracy")
    right = [predict(model, x) == y for x, y in zip(inputs, targets, strict=True)]
    return sum(right) / len(right)
