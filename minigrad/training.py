"""`fit`: gradient descent on samples, epoch after epoch, watched and interruptible."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from math import isfinite
from random import Random
from time import perf_counter

from minigrad.functions import total
from minigrad.graph import topological_order
from minigrad.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from minigrad.optim import Optimizer

LISTED = 4  # inputs of a node, in an error: a mean loss has one for each sample


class Epoch:
    """What `fit` reports after each pass over the samples."""

    __slots__ = ("loss", "nodes", "number", "seconds")

    def __init__(self, number: int, loss: float, nodes: int, seconds: float) -> None:
        self.number = number  # from 1
        self.loss = loss  # the mean over the samples, each with the parameters of its batch
        self.nodes = nodes  # of all graphs built in this epoch
        self.seconds = seconds

    def __repr__(self) -> str:
        return f"epoch {self.number}: loss {self.loss:.6g}"


class History(list[Epoch]):
    """The epochs that were finished; `interrupted` says that Ctrl-C ended the training."""

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
    on_epoch: Callable[[Epoch], object] | None = None,
) -> History:
    """Train a model in place: per batch, the mean loss, one backward pass, one optimiser step.

    `batch_size=None` takes all samples at once; otherwise they are shuffled by `seed` before
    each epoch. Ctrl-C stops and keeps the parameters reached. At the first loss or gradient
    that is nan, infinite or too large for a float: FloatingPointError that names the node where
    it arose, and the parameters stay as they were before that step.

    >>> from minigrad.nn import MLP
    >>> from minigrad.losses import mse_loss
    >>> from minigrad.optim import SGD
    >>> line = MLP(1, [1])
    >>> history = fit(line, [[0.0], [1.0]], [[1.0], [3.0]], mse_loss, SGD(line.parameters(), 0.5),
    ...               epochs=100)
    >>> [round(p.data, 3) for p in line.parameters()]       # y = 2x + 1
    [2.0, 1.0]
    """
    _check_samples(len(inputs), len(targets))
    _check_count("epochs", epochs)
    if batch_size is not None:
        _check_count("batch_size", batch_size)
    samples = list(zip(inputs, targets, strict=True))
    shuffle = Random(seed).shuffle
    size = batch_size or len(samples)
    history = History()
    with collector_paused():
        try:
            for number in range(1, epochs + 1):
                started = perf_counter()
                if batch_size is not None:
                    shuffle(samples)
                mean, nodes = 0.0, 0
                for start in range(0, len(samples), size):
                    batch = samples[start : start + size]
                    cost = _cost(model, batch, loss, number)
                    if not history:  # every epoch builds graphs of the same size
                        nodes += _size(cost, optimizer)
                    _descend(cost, optimizer, number)
                    mean += cost.data * len(batch) / len(samples)
                    del cost  # before the next graph is built
                nodes = nodes or history[-1].nodes
                epoch = Epoch(number, mean, nodes, perf_counter() - started)
                history.append(epoch)
                if on_epoch is not None:
                    on_epoch(epoch)
        except KeyboardInterrupt:
            history.interrupted = True
    return history


def _cost(
    model: Callable[[Sequence[float]], list[Value]],
    batch: Sequence[tuple[Sequence[float], Any]],
    loss: Callable[[list[Value], Any], Value],
    epoch: int,
) -> Value:
    """The mean loss of a batch."""
    try:
        return total([loss(model(x), y) for x, y in batch]) / len(batch)
    except OverflowError as overflow:
        raise FloatingPointError(f"fit() stopped in epoch {epoch}: {overflow}") from overflow


def _size(cost: Value, optimizer: Optimizer) -> int:
    """How many nodes a cost is made of; ValueError where no parameter is among them."""
    nodes = topological_order(cost)
    if set(nodes).isdisjoint(optimizer.parameters):
        raise ValueError(
            "fit() needs a loss that depends on the optimizer's parameters, got one with none of "
            "them in its graph: pass model.parameters(), and let the loss stay a Value (no .data)"
        )
    return len(nodes)


def _descend(cost: Value, optimizer: Optimizer, epoch: int) -> None:
    """One walk backward and one step of the optimiser, or none where a number is not finite."""
    optimizer.zero_grad()
    cost.backward()
    if not isfinite(cost.data) or not all(isfinite(p.grad) for p in optimizer.parameters):
        raise FloatingPointError(f"fit() stopped in epoch {epoch}: {where_not_finite(cost)}")
    optimizer.step()


def where_not_finite(root: Value) -> str:
    """Name the first node of a graph whose value or, if all values are finite, δ is not.

    >>> x = Value(float("inf"), label="x")
    >>> where_not_finite(x * 0.0)
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
    listed = ", ".join(f"{each.label or each.op}={each.data!r}" for each in inputs)
    smaller = len(node.inputs) - len(inputs)
    if smaller:
        listed += f" and {smaller} no larger"
    return f", computed from {listed}" if listed else ""


def _name(node: Value) -> str:
    kind = f"node {node.op}" if node.op else "leaf"
    return f"the {kind} {node.label!r}" if node.label else f"a {kind}"


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause Python's cyclic garbage collector, and leave it as it was found.

    Graphs of Values hold no reference cycles, so they are freed without it; searching them for
    cycles, again and again as they grow, would take most of the time of a training step.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _check_samples(n_inputs: int, n_targets: int) -> None:
    if n_inputs != n_targets or n_inputs == 0:
        raise ValueError(
            "fit() needs at least one sample and a target for each, "
            f"got {n_inputs} inputs and {n_targets} targets"
        )


def _check_count(name: str, count: int) -> None:
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise ValueError(f"fit() needs {name} to be an integer >= 1, got {count!r}")


def predict(model: Callable[[Sequence[float]], list[Value]], x: Sequence[float]) -> int:
    """The number of the largest output: the class that a classifier answers."""
    outputs = [output.data for output in model(x)]
    return outputs.index(max(outputs))


def accuracy(
    model: Callable[[Sequence[float]], list[Value]],
    inputs: Sequence[Sequence[float]],
    targets: Sequence[int],
) -> float:
    """The share of samples for which `predict` answers the target."""
    right = [predict(model, x) == y for x, y in zip(inputs, targets, strict=True)]
    return sum(right) / len(right)
