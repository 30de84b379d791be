"""Send batches of samples through traced code instead of graphs, as `fit(replay=…)` does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from numbers import Integral
from typing import Any

from minigrad.nn import Module
from minigrad.scalars import left_sum
from minigrad.trace.arrays import RUNS
from minigrad.trace.traced import Traced, trace
from minigrad.value import Value

Sample = tuple[Sequence[float], Any]

MAX_TRACES = 100  # each has its own code
WAYS = (True, *RUNS)  # the code on numbers, one sample after the other, or on arrays


class Replay:
    """The mean loss of a batch and its gradients, from traces of model and loss.

    A target that is a list of numbers becomes an argument of the code, if the loss only does
    arithmetic with it. A class number, or a target that the loss asks questions about, is part
    of the code: then there is one trace for each different target. ValueError for more than 100.

    With one trace the losses and gradients are those of the graph to the last bit. With several,
    gradients are summed target by target: equal up to rounding. So they are on arrays, where
    `to` is what `Traced.compile` takes.
    """

    def __init__(
        self,
        model: Module,
        loss: Callable[[list[Value], Any], Value],
        batch: Sequence[Sample],
        to: bool | str = True,
    ) -> None:
        self._model = model
        self._to = to
        self._loss = loss
        self._by_target: dict[Any, Traced] = {}
        x, y = _plain(batch[0])
        self._by_argument = None if isinstance(y, int) else self._traced_with_argument(x, y)

    def _traced_with_argument(self, x: Sequence[float], y: Any) -> Traced | None:
        try:
            return trace(lambda model, x, y: self._loss(model(x), y), self._model, x, y)
        except (TypeError, ValueError):  # the loss asked what y is: hinge_loss wants -1 or 1
            return None

    def _traced_for(self, x: Sequence[float], y: Any) -> Traced:
        key = tuple(y) if isinstance(y, list) else y
        if key not in self._by_target:
            if len(self._by_target) == MAX_TRACES:
                raise ValueError(
                    f"fit(replay={self._to!r}) needs at most {MAX_TRACES} different targets for "
                    "a loss that is not plain arithmetic in its target, got more: use replay=False"
                )
            self._by_target[key] = trace(lambda model, x: self._loss(model(x), y), self._model, x)
        return self._by_target[key]

    def mean_loss(self, batch: Sequence[Sample]) -> tuple[float, int]:
        """Add the gradients of the mean loss to the grads; return it and its number of nodes."""
        batch = [_plain(sample) for sample in batch]
        if self._by_argument is not None:
            xs, ys = [x for x, _ in batch], [y for _, y in batch]
            values = self._add(self._by_argument, (xs, ys), 1 / len(batch))
            return left_sum(values) / len(batch), self._by_argument.nodes * len(batch)
        losses, nodes = [0.0] * len(batch), 0
        members: dict[Traced, list[int]] = {}
        for i, (x, y) in enumerate(batch):
            members.setdefault(self._traced_for(x, y), []).append(i)
        for traced, places in members.items():
            values = self._add(traced, ([batch[i][0] for i in places],), 1 / len(batch))
            nodes += traced.nodes * len(places)
            for i, value in zip(places, values, strict=True):
                losses[i] = value
        return left_sum(losses) / len(batch), nodes

    def _add(self, traced: Traced, samples: Sequence[Any], seed: float) -> list[float]:
        values, slopes = self._values_and_slopes(traced, samples, seed)
        for parameter, slope in dict(zip(self._model.parameters(), slopes, strict=True)).items():
            parameter.grad += slope
        return values

    def _values_and_slopes(
        self, traced: Traced, samples: Sequence[Any], seed: float
    ) -> tuple[list[float], Any]:
        if not isinstance(self._to, str):
            return traced.batch_value_and_grad(self._model, *samples, seed=seed)
        run = traced.compile(self._to)
        values, slopes = run(self._model, *map(_columns, samples))
        return values.tolist(), [seed * slope for slope in slopes]


def _columns(samples: Sequence[Any]) -> Any:
    """A list of all samples' numbers, for each number of one."""
    if not isinstance(samples[0], (list, tuple)):
        return samples
    return [_columns(column) for column in zip(*samples, strict=True)]


def _plain(sample: Sample) -> Sample:
    """Lists and numbers of Python, for what may be arrays and numbers of NumPy."""
    x, y = sample
    if isinstance(y, Integral):
        return list(x), int(y)
    return list(x), list(y) if isinstance(y, Iterable) else y
