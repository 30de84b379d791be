"""Which engines there are: their names, how each is made, and what each can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tests.benchmarks.compiled import C, Casadi, Jax, Replay, ReplayOnArrays
from tests.benchmarks.eager import Extension, Micrograd, Minigrad, Torch

if TYPE_CHECKING:
    from collections.abc import Callable


class Engine(NamedTuple):
    make: Callable[[], Any]  # ImportError where it is absent
    distribution: str
    title: str
    workloads: str = "W1 W2 W3 W4 W5"
    paused: bool = False  # Python's cyclic collector
    other_order: bool = False  # sums over the samples in an order of its own
    largest: int = 10**8  # size of W2 and the like: beyond it code generation takes minutes and GB


ENGINES = {
    "minigrad": Engine(lambda: Minigrad(False), "minigrad-classroom", "minigrad"),
    "minigrad-paused": Engine(
        lambda: Minigrad(False), "minigrad-classroom", "minigrad, collector paused", paused=True
    ),
    "fused": Engine(
        lambda: Minigrad(True),
        "minigrad-classroom",
        "minigrad, weighted_sum neurons",
        "W3 W6",
        largest=1000,
    ),
    "fused-paused": Engine(
        lambda: Minigrad(True),
        "minigrad-classroom",
        "minigrad, weighted_sum neurons, collector paused",
        "W3 W6",
        paused=True,
        largest=1000,
    ),
    "replay-calls": Engine(
        lambda: Replay("calls"),
        "minigrad-classroom",
        "minigrad replayed, one call per sample",
        "W3 W6",
        largest=10_000,
    ),
    "replay": Engine(
        lambda: Replay("loop"),
        "minigrad-classroom",
        "minigrad replayed, loop inside the code",
        "W1 W2 W3 W4 W5 W6",
        largest=100_000,
    ),
    "replay-numpy": Engine(
        lambda: ReplayOnArrays("numpy"),
        "minigrad-classroom",
        "minigrad replayed on NumPy arrays",
        "W3 W6",
        other_order=True,
    ),
    "replay-jax": Engine(
        lambda: ReplayOnArrays("jax"),
        "minigrad-classroom",
        "minigrad replayed by JAX",
        "W3 W6",
        other_order=True,
    ),
    "micrograd": Engine(Micrograd, "micrograd", "micrograd"),
    "micrograd-paused": Engine(
        Micrograd, "micrograd", "micrograd, collector paused (it leaks)", paused=True
    ),
    "torch": Engine(Torch, "torch", "PyTorch scalars"),
    "c-api": Engine(Extension, "minigrad", "PyPI's minigrad, an engine in C"),
    "jax-calls": Engine(
        lambda: Jax("calls"),
        "jax",
        "jax.jit, one call per sample",
        "W1 W2 W3",
        other_order=True,
        largest=10_000,
    ),
    "jax-vmap": Engine(
        lambda: Jax("vmap"), "jax", "JAX by hand, jax.jit of vmap", "W3 W6", other_order=True
    ),
    "casadi-calls": Engine(
        lambda: Casadi("calls"),
        "casadi",
        "CasADi SX, one call per sample",
        "W1 W2 W3 W4 W5",
        other_order=True,
    ),
    "casadi-map": Engine(
        lambda: Casadi("map"),
        "casadi",
        "CasADi SX, map over samples",
        "W3 W6",
        other_order=True,
        largest=10_000,
    ),
    "casadi-whole": Engine(
        lambda: Casadi("whole"), "casadi", "CasADi SX, whole batch", "W3", other_order=True
    ),
    "c": Engine(C, "", "C by hand", "W3 W6", other_order=True),
}
