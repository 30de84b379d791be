"""One engine and one workload in a process of its own: checked first, then timed.

`python -m tests.benchmarks.worker ENGINE WORKLOAD SIZE STEPS SECONDS` prints one line of JSON.
A failure is a result; only what kills the process leaves no line.
"""

from __future__ import annotations

import gc
import hashlib
import json
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from tests.benchmarks.eager import Eager
from tests.benchmarks.engines import ENGINES
from tests.benchmarks.workloads import (
    expected_pass,
    expression,
    initial_parameters,
    learning_rate,
    moons,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.workloads import Expected, Expression

Result = dict[str, Any]

CHECKED = 10_000  # samples at most: by hand, in plain Python, more take minutes


class Disagreement(Exception):
    """An engine answered something else than the mathematics."""


def main() -> None:
    engine, workload, size, steps, seconds = sys.argv[1:]
    print(json.dumps(measure(engine, workload, int(size), int(steps), float(seconds))))


def measure(name: str, workload: str, size: int, steps: int = 1, seconds: float = 0.0) -> Result:
    """Up to so many steps in up to so many seconds, at least one; what came out of it."""
    entry = ENGINES[name]
    try:
        engine = entry.make()
    except ImportError as error:
        return {"absent": str(error)}
    try:
        was_enabled = gc.isenabled()
        if workload in ("W3", "W6"):
            result = measure_training(engine, name, workload, size, steps, seconds)
        else:
            result = measure_expression(engine, name, expression(workload, size), steps, seconds)
    except (Exception, RecursionError) as error:
        return {"failed": f"{type(error).__name__}: {str(error).partition(chr(10))[0][:80]}"}
    finally:
        if was_enabled:
            gc.enable()
    try:
        result["version"] = version(entry.distribution) if entry.distribution else ""
    except PackageNotFoundError:
        result["version"] = ""
    return result


def measure_expression(
    engine: Any, name: str, what: Expression, steps: int, seconds: float
) -> Result:
    memory = measure_memory(engine, what) if isinstance(engine, Eager) else {}
    started = perf_counter()
    run = engine.expression(what.function, what.at)
    value, gradient = run()
    set_up = perf_counter() - started
    check(what.expected(), value, gradient, ENGINES[name].other_order)
    if ENGINES[name].paused:
        gc.disable()
    times, last, cpu = [], perf_counter(), process_time()
    end = last + seconds
    while not times or (len(times) < steps and last < end):
        run()
        now = perf_counter()
        times.append(now - last)
        last = now
    timed = {
        "seconds": median(times),
        "cpu": (process_time() - cpu) / len(times),
        "set_up": set_up,
        "bits": bits([value, *gradient]),
    }
    return {**memory, **timed, "peak": peak_memory()}


def measure_memory(engine: Eager, what: Expression) -> Result:
    """What a first graph takes, and what is left of it without Python's collector."""
    gc.collect()
    gc.disable()
    before = peak_memory()
    leaves = [engine.leaf(number) for number in what.at]
    root = what.function(leaves, engine.relu)
    built = peak_memory()
    engine.backward(root)
    passed = peak_memory()
    kind = type(root)
    del leaves, root
    alive = sum(type(each) is kind for each in gc.get_objects())
    gc.enable()
    if before is None or built is None or passed is None:
        return {"alive": alive}
    return {
        "alive": alive,
        "graph_bytes": (built - before) / what.nodes,
        "pass_bytes": (passed - before) / what.nodes,
    }


def measure_training(
    engine: Any, name: str, workload: str, size: int, steps: int, seconds: float
) -> Result:
    samples, parameters = moons(size), initial_parameters()
    other = ENGINES[name].other_order
    if size > CHECKED:
        part = samples[:CHECKED]
        training = engine.training(list(parameters), part)
        loss = training.step(0.0)
        check(expected_pass(parameters, part), loss, list(map(float, training.gradient)), other)
    started = perf_counter()
    training = engine.training(list(parameters), samples)
    prepared = perf_counter()
    loss = training.step(0.0)  # where the code is compiled, if it is
    set_up = perf_counter() - prepared
    gradient = list(map(float, training.gradient))
    if size <= CHECKED:
        check(expected_pass(parameters, samples), loss, gradient, other)
    if ENGINES[name].paused:
        gc.disable()
    times, peaks, losses, cpu = [], [], [], process_time()
    end = perf_counter() + seconds
    for number in range(steps):
        rate = learning_rate(number) if workload == "W3" else 0.0
        before = perf_counter()
        losses.append(training.step(rate))
        now = perf_counter()
        times.append(now - before)
        peaks.append(peak_memory())
        if now > end:
            break
    cpu = (process_time() - cpu) / len(times)
    gc.enable()
    if workload == "W3":
        check_descent(losses, parameters, samples)
    seconds = median(times)
    set_up = max(prepared - started + set_up - seconds, 0.0)  # beyond what a step takes anyway
    return {
        "seconds": seconds,
        "cpu": cpu,
        "set_up": set_up,
        "bits": bits([loss, *gradient, *dict.fromkeys(losses)]),  # of W6, whose steps repeat, one
        "steps": len(losses),
        "peaks": peaks,
        "peak": peak_memory(),
        "loss": losses[-1],
    }


def check(expected: Expected, value: float, gradient: Sequence[float], other_order: bool) -> None:
    """|difference| ≤ 1e−12 × Σ|contributions|; 1e−9 × where an engine sums in another order."""
    tolerance = 1e-9 if other_order else 1e-12
    if not abs(value - expected.value) <= tolerance * max(abs(expected.value), 1.0):
        raise Disagreement(f"value {value!r} for {expected.value!r}")
    for i, (got, wanted, scale) in enumerate(
        zip(gradient, expected.gradient, expected.scale, strict=True)
    ):
        if not abs(got - wanted) <= tolerance * scale:
            raise Disagreement(f"derivative {i} is {got!r} for {wanted!r}")


def check_descent(losses: Sequence[float], p: list[float], samples: Any) -> None:
    """The losses of the training, against those of the same training by hand."""
    for number, loss in enumerate(losses):
        expected = expected_pass(p, samples)
        if not abs(loss - expected.value) <= 1e-9:
            raise Disagreement(f"loss {loss!r} for {expected.value!r} in step {number + 1}")
        rate = learning_rate(number)
        p = [each - rate * slope for each, slope in zip(p, expected.gradient, strict=True)]


def bits(numbers: Sequence[float]) -> str:
    return hashlib.sha256(repr(numbers).encode()).hexdigest()[:16]


def peak_memory() -> int | None:
    """The most bytes that this process has had; None where the system does not say."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux; its getrusage begins with the peak of the parent process
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    main()
