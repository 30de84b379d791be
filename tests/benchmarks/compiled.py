"""Engines that look at a function once and then run code: our replay, jax.jit, CasADi; and C."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.training import ArrayTraining, Training
from tests.benchmarks.workloads import PENALTY, left_fold, penalty, sample_loss

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.benchmarks.workloads import Sample


class Replay:
    """minigrad.trace: a call for each sample, or the loop inside the code."""

    def __init__(self, mode: str) -> None:
        from minigrad.trace import trace

        self._trace = trace
        self._mode = mode

    def expression(
        self, function: Callable[..., Any], at: list[float]
    ) -> Callable[[], tuple[float, list[float]]]:
        traced = self._trace(lambda leaves: function(leaves, _relu), at)
        return lambda: traced.value_and_grad(at)

    def training(self, parameters: list[float], samples: Sequence[Sample]) -> Training:
        def loss(p: Any, x: Any, y: Any) -> Any:
            return sample_loss(p, x, y, _relu)

        traced = self._trace(loss, parameters, samples[0].x, samples[0].y)
        share = 1 / len(samples)
        xs, ys = [sample.x for sample in samples], [sample.y for sample in samples]
        run = getattr(self, f"_{self._mode}")(traced, xs, ys, share)

        def loss_and_gradient(p: list[float]) -> tuple[float, list[float]]:
            value, slopes = run(p)
            return value * share + penalty(p), [
                slope + 2 * PENALTY * each for slope, each in zip(slopes, p, strict=True)
            ]

        return Training(loss_and_gradient, parameters)

    def _loop(self, traced: Any, xs: Any, ys: Any, share: float) -> Callable[[Any], Any]:
        def run(p: list[float]) -> tuple[float, list[float]]:
            values, slopes = traced.batch_value_and_grad(p, xs, ys, seed=share)
            return left_fold(values), slopes

        return run

    def _calls(self, traced: Any, xs: Any, ys: Any, share: float) -> Callable[[Any], Any]:
        def run(p: list[float]) -> tuple[float, list[float]]:
            value, slopes = 0.0, [0.0] * len(p)
            for x, y in zip(xs, ys, strict=True):
                each, gradient = traced.value_and_grad(p, x, y)
                value += each
                slopes = [s + share * g for s, g in zip(slopes, gradient, strict=True)]
            return value, slopes

        return run


class ReplayOnArrays:
    """minigrad.trace compiled for arrays, by NumPy or JAX."""

    def __init__(self, to: str) -> None:
        import_module(to)  # ImportError where it is absent
        from minigrad.trace import trace

        self._trace = trace
        self._to = to

    def training(self, parameters: list[float], samples: Sequence[Sample]) -> Training:
        import numpy as np

        def loss(p: Any, x: Any, y: Any) -> Any:
            return sample_loss(p, x, y, _relu)

        traced = self._trace(loss, parameters, samples[0].x, samples[0].y)
        run = traced.compile(self._to)
        xs = np.array([sample.x for sample in samples]).T
        ys = np.array([sample.y for sample in samples])

        def loss_and_gradient(p: Any) -> tuple[float, Any]:
            values, slopes = run(p, xs, ys)
            gradient = slopes / len(ys) + 2 * PENALTY * p
            return float(values.mean()) + PENALTY * float(p @ p), gradient

        return ArrayTraining(loss_and_gradient, np.array(parameters))


class Jax:
    """jax.jit of one sample's loss, called for each; or mapped over the batch by vmap."""

    def __init__(self, mode: str) -> None:
        import jax

        jax.config.update("jax_enable_x64", True)
        self._jax = jax
        self._mode = mode

    def expression(
        self, function: Callable[..., Any], at: list[float]
    ) -> Callable[[], tuple[float, list[float]]]:
        jax = self._jax
        start = jax.numpy.array(at)
        compiled = jax.jit(jax.value_and_grad(lambda leaves: function(list(leaves), self._relu)))
        compiled(start)

        def run() -> tuple[float, list[float]]:
            value, slopes = compiled(start)
            return float(value), slopes.tolist()

        return run

    def _relu(self, value: Any) -> Any:
        return self._jax.numpy.where(value > 0, value, 0.0)

    def training(self, parameters: list[float], samples: Sequence[Sample]) -> Training:
        jax, np = self._jax, self._jax.numpy
        xs = np.array([sample.x for sample in samples])
        ys = np.array([sample.y for sample in samples])

        def one(p: Any, x: Any, y: Any) -> Any:
            return sample_loss(p, x, y, self._relu)

        def mean(p: Any) -> Any:
            losses = jax.vmap(one, in_axes=(None, 0, 0))(p, xs, ys)
            return losses.mean() + PENALTY * (p * p).sum()

        if self._mode == "vmap":
            whole = jax.jit(jax.value_and_grad(mean))
            return ArrayTraining(lambda p: whole(p), np.array(parameters))
        return ArrayTraining(self._calls(one, list(xs), list(ys)), np.array(parameters))

    def _calls(self, one: Any, xs: Any, ys: Any) -> Callable[[Any], Any]:
        compiled = self._jax.jit(self._jax.value_and_grad(one))

        def run(p: Any) -> tuple[Any, Any]:
            results = [compiled(p, x, y) for x, y in zip(xs, ys, strict=True)]
            loss = sum(float(value) for value, _ in results) / len(results)
            gradient = sum(slopes for _, slopes in results) / len(results) + 2 * PENALTY * p
            return loss + PENALTY * float((p * p).sum()), gradient

        return run


class Casadi:
    """CasADi's SX: one sample's function called in a loop or by `map`, or the whole batch's."""

    def __init__(self, mode: str) -> None:
        import casadi

        self._casadi = casadi
        self._mode = mode

    def expression(
        self, function: Callable[..., Any], at: list[float]
    ) -> Callable[[], tuple[float, list[float]]]:
        ca = self._casadi
        leaves = ca.SX.sym("leaves", len(at))
        root = function(ca.vertsplit(leaves), self._relu)
        compiled = ca.Function("f", [leaves], [root, ca.gradient(root, leaves)])

        def run() -> tuple[float, list[float]]:
            value, slopes = compiled(at)
            return float(value), slopes.full().ravel().tolist()

        return run

    def _relu(self, value: Any) -> Any:
        return self._casadi.if_else(value > 0, value, 0.0)

    def training(self, parameters: list[float], samples: Sequence[Sample]) -> Training:
        import numpy as np

        ca = self._casadi
        p, x, y = ca.SX.sym("p", len(parameters)), ca.SX.sym("x", 2), ca.SX.sym("y")
        loss = sample_loss(ca.vertsplit(p), ca.vertsplit(x), y, self._relu)
        one = ca.Function("one", [p, x, y], [loss, ca.gradient(loss, p)])
        xs = np.array([sample.x for sample in samples]).T
        ys = np.array([[sample.y for sample in samples]])
        run = getattr(self, f"_{self._mode}")(one, p, xs, ys)

        def loss_and_gradient(numbers: Any) -> tuple[float, Any]:
            value, slopes = run(numbers)
            value = value / len(samples) + PENALTY * float(numbers @ numbers)
            return value, slopes / len(samples) + 2 * PENALTY * numbers

        return ArrayTraining(loss_and_gradient, np.array(parameters))

    def _calls(self, one: Any, p: Any, xs: Any, ys: Any) -> Callable[[Any], Any]:
        def run(numbers: Any) -> tuple[float, Any]:
            results = [one(numbers, x, y) for x, y in zip(xs.T, ys[0], strict=True)]
            return sum(float(v) for v, _ in results), sum(g.full().ravel() for _, g in results)

        return run

    def _map(self, one: Any, p: Any, xs: Any, ys: Any) -> Callable[[Any], Any]:
        mapped = one.map(xs.shape[1])

        def run(numbers: Any) -> tuple[float, Any]:
            values, slopes = mapped(numbers, xs, ys)  # one column of p serves all samples
            return values.full().sum(), slopes.full().reshape(len(numbers), -1).sum(axis=1)

        return run

    def _whole(self, one: Any, p: Any, xs: Any, ys: Any) -> Callable[[Any], Any]:
        ca = self._casadi
        root = left_fold([one(p, x, y)[0] for x, y in zip(xs.T, ys[0], strict=True)])
        whole = ca.Function("whole", [p], [root, ca.gradient(root, p)])

        def run(numbers: Any) -> tuple[float, Any]:
            value, slopes = whole(numbers)
            return float(value), slopes.full().ravel()

        return run


class C:
    """The same training written by hand in C, limit.c: what there is to gain at most."""

    def __init__(self) -> None:
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if compiler is None:
            raise ImportError("no C compiler")
        source = Path(__file__).with_name("limit.c")
        options = ["-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC"]
        # Windows keeps a library that is loaded, until the process ends.
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            library = Path(folder, "limit.so")
            command = [compiler, *options, "-o", str(library), str(source), "-lm"]
            subprocess.run(command, check=True, capture_output=True)
            self._step = ctypes.CDLL(str(library)).step
        self._step.restype = ctypes.c_double

    def training(self, parameters: list[float], samples: Sequence[Sample]) -> NativeTraining:
        return NativeTraining(self._step, parameters, samples)


class NativeTraining:
    def __init__(self, step: Any, parameters: list[float], samples: Sequence[Sample]) -> None:
        numbers = [number for x, y in samples for number in (*x, y)]
        self._samples = (ctypes.c_double * len(numbers))(*numbers)
        self._n = len(samples)
        self.parameters = (ctypes.c_double * len(parameters))(*parameters)
        self.gradient = (ctypes.c_double * len(parameters))()
        self._step = step

    def step(self, rate: float) -> float:
        rate_ = ctypes.c_double(rate)
        loss: float = self._step(self.parameters, self.gradient, self._samples, self._n, rate_)
        return loss


def _relu(value: Any) -> Any:
    return value.relu()
