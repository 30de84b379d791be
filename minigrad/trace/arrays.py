"""Traced code on arrays of many samples at once: by NumPy, or compiled for the machine by JAX."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeAlias

from minigrad.trace.code import Code
from minigrad.trace.symbols import Line

# Takes the numbers that all samples share, and a matrix with a row for each number of a sample.
Run: TypeAlias = Callable[[Any, Any], tuple[Any, Any]]

LONG = 2_000  # lines: XLA's time grows with their square, unless it compiles them in pieces
MOST = 400_000  # lines, for which it takes minutes and gigabytes


def summing(code: Code) -> Code:
    """The code with one more argument, `samples`, and with lines that sum each slope over them."""
    sums: dict[str, Line] = {}
    for slope in code.slopes:
        name = f"sum_{slope}" if slope.isidentifier() else f"sum_{len(sums)}_"
        sums.setdefault(slope, Line(name, f"total({slope}, samples)", [slope, "samples"]))
    names = {*code.arguments, *(line.name for line in code.lines)}
    for slope, line in sums.items():
        if slope not in names:  # a number
            line.needs.remove(slope)
    lines = [line for slope, line in sums.items() if slope not in names or slope in code.arguments]
    for line in code.lines:  # each sum right after its slope, so that no array is kept for it
        lines.append(line)
        if line.name in sums:
            lines.append(sums[line.name])
    slopes = [sums[slope].name for slope in code.slopes]
    return Code(code.name, [*code.arguments, "samples"], lines, code.value, slopes)


def numpy_run(code: Code) -> Run:
    """FloatingPointError where a number leaves its domain."""
    np = _imported("numpy", "NumPy")

    def total(slope: Any, samples: int) -> Any:
        return slope.sum() if np.ndim(slope) else slope * samples

    function = summing(code).compiled(array_functions(np) | {"total": total})

    def run(given: Any, samples: Any) -> tuple[Any, Any]:
        with np.errstate(divide="raise", invalid="raise", over="raise"):
            results: tuple[Any, Any] = function(*given.tolist(), *samples, samples.shape[1])
        return results

    return run


def jax_run(code: Code) -> Run:
    """In float64, whatever JAX's setting is for the rest of the program.

    XLA compiles for each shape, so the samples are filled up to a power of two with copies of the
    last one, which are left out of every sum.
    """
    if len(code.lines) > MOST:
        raise ValueError(
            f"compile('jax') takes at most {MOST:,} lines of code, for which XLA needs minutes and "
            f"gigabytes, got {len(code.lines):,}: trace a smaller part, such as the loss of one "
            "sample, or use compile('numpy')"
        )
    np, jax = _imported("numpy", "NumPy"), _imported("jax", "JAX")
    jnp = jax.numpy
    # A piece of the code stays a function of its own: XLA would unite them, and be slow again.
    apart = import_module("jax.experimental.xla_metadata").set_xla_metadata

    def piece(function: Callable[..., Any]) -> Callable[..., Any]:
        separate: Callable[..., Any] = apart(inlineable="false")(jax.jit(function))
        return separate

    def total(slope: Any, is_sample: Any) -> Any:
        return jnp.where(is_sample, slope, 0.0).sum()

    functions = array_functions(jnp) | {"total": total}
    function = summing(code).compiled(functions, long=LONG, apart=piece)

    def whole(given: Any, samples: Any, count: Any) -> tuple[Any, Any]:
        width = samples.shape[1]
        values, slopes = function(*given, *samples, jnp.arange(width) < count)
        return jnp.broadcast_to(values, width), jnp.stack(slopes)

    whole_compiled = jax.jit(whole)

    def run(given: Any, samples: Any) -> tuple[Any, Any]:
        count = samples.shape[1]
        filled = np.empty((len(samples), 1 << (count - 1).bit_length()))
        filled[:, :count] = samples
        filled[:, count:] = samples[:, -1:]
        with jax.enable_x64(True):
            values, slopes = whole_compiled(given, filled, count)
        return np.asarray(values)[:count], np.asarray(slopes)

    return run


RUNS = {"numpy": numpy_run, "jax": jax_run}


def array_functions(xp: Any) -> dict[str, Any]:
    """The functions of scalars.py that traced code calls, by name, from NumPy or jax.numpy."""
    errstate = import_module("numpy").errstate

    def sigmoid(x: Any) -> Any:
        return xp.where(x >= 0, 1 / (1 + xp.exp(-abs(x))), xp.exp(-abs(x)) / (1 + xp.exp(-abs(x))))

    def power_slope(x: Any, y: Any) -> Any:
        with errstate(divide="ignore", over="ignore"):
            return xp.where(y == 0, 0.0, y * xp.power(x, xp.where(y == 0, 1.0, y - 1.0)))

    functions = {name: getattr(xp, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tanh")}
    return functions | {
        "sigmoid": sigmoid,
        "softplus": lambda x: xp.logaddexp(x, 0.0),
        "divide": xp.divide,
        "power": xp.power,
        "power_slope": power_slope,
        "maximum": xp.maximum,
        "where": xp.where,
        "inf": xp.inf,
        "nan": xp.nan,
    }


def _imported(name: str, title: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise RuntimeError(
            f"traced code on arrays needs {title}, which is not installed: pip install {name}"
        ) from None
