"""Traced code on arrays of many samples at once: by NumPy, or compiled for the machine by JAX."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from itertools import product
from typing import Any, TypeAlias

from minigrad.trace.code import Code
from minigrad.trace.symbols import Line, Symbol, Tape

# Takes the numbers that all samples share, and a matrix with a row for each number of a sample.
Run: TypeAlias = Callable[[Any, Any], tuple[Any, Any]]

LONG = 2_000  # lines: XLA's time grows with their square, unless it compiles them in pieces
MOST = 100_000  # lines, for which it takes a minute and 2 GB in pieces

Factors: TypeAlias = tuple[str, str]  # of a slope: the names of a δ and of what it is multiplied by
ONE = "1"  # the name of a number that is 1 for every sample


def summing(code: Code) -> Code:
    """The code with a line for each slope that sums it over the samples."""
    names = {*code.arguments, *(line.name for line in code.lines)}
    tape = Tape()
    sums = {
        slope: Line(f"sum_{slope}", f"total({slope})", "total({})", (Symbol(slope, tape),))
        for slope in code.slopes
        if slope in names  # and no number: that of what f does not use is 0
    }
    lines = [sums[name] for name in code.arguments if name in sums]
    for line in code.lines:  # each sum right after its slope, so that no array is kept for it
        lines += [line, sums[line.name]] if line.name in sums else [line]
    slopes = [sums[slope].name if slope in sums else slope for slope in code.slopes]
    return code._replace(lines=lines, slopes=slopes)


def numpy_run(code: Code) -> Run:
    """FloatingPointError where a number leaves its domain."""
    np = _imported("numpy", "NumPy")
    function = summing(code).compiled(array_functions(np) | {"total": np.sum})

    def run(given: Any, samples: Any) -> tuple[Any, Any]:
        with np.errstate(divide="raise", invalid="raise", over="raise"):
            results: tuple[Any, Any] = function(
                *given.tolist(), *samples, np.ones(samples.shape[1])
            )
        return results

    return run


def jax_run(code: Code) -> Run:
    """In float64, whatever JAX's setting is for the rest of the program.

    XLA compiles for each number of samples. So that it need not do so often, a batch is filled up
    with copies of the last sample, whose seed is 0: they send nothing back.
    """
    if len(code.lines) > MOST:
        raise ValueError(
            f"compile('jax') takes at most {MOST:,} lines of code, got {len(code.lines):,}, for "
            "which XLA may need many minutes and gigabytes: trace a smaller part, such as the loss "
            "of one sample, or use compile('numpy')"
        )
    np, jax = _imported("numpy", "NumPy"), _imported("jax", "JAX")
    jnp = jax.numpy
    # A piece of the code stays a function of its own: XLA would unite them, and be slow again.
    apart = import_module("jax.experimental.xla_metadata").set_xla_metadata

    def piece(function: Callable[..., Any]) -> Callable[..., Any]:
        separate: Callable[..., Any] = apart(inlineable="false")(jax.jit(function))
        return separate

    factors = factors_of_slopes(code)
    names = list(dict.fromkeys(name for pair in factors for name in pair if name != ONE))
    is_long = len(code.lines) > LONG
    function = code._replace(slopes=names).compiled(array_functions(jnp), long=LONG, apart=piece)

    def whole(given: Any, samples: Any, seed: Any) -> tuple[Any, Any]:
        if is_long:  # a number that a piece spreads over the samples slows XLA down
            given = [jnp.broadcast_to(number, seed.shape) for number in given]
        values, found = function(*given, *samples, seed)
        known = {ONE: jnp.ones_like(seed)}
        for name, each in zip(names, found, strict=True):
            known[name] = jnp.broadcast_to(each, seed.shape)
        slopes = summed_in_tables(jnp, factors, known, piece)
        return jnp.broadcast_to(values, seed.shape), slopes

    whole_compiled = jax.jit(whole)
    sizes: set[int] = set()  # for which XLA has compiled it

    def run(given: Any, samples: Any) -> tuple[Any, Any]:
        count = samples.shape[1]
        size = _size(count, sizes)
        if count < size:
            samples = np.pad(samples, ((0, 0), (0, size - count)), mode="edge")
        seed = np.arange(size) < count
        with jax.enable_x64(True):
            values, slopes = whole_compiled(given, samples, seed.astype(float))
        return np.asarray(values)[:count], np.asarray(slopes)

    return run


def factors_of_slopes(code: Code) -> list[Factors]:
    """What each slope is the product of: the last multiplication is done for a batch as a whole."""
    products = {
        line.name: line.needs
        for line in code.lines
        if line.template == "{} * {}" and len(line.needs) == 2
    }
    pairs = (products.get(slope, [slope, ONE]) for slope in code.slopes)
    return [(delta, factor) for delta, factor in pairs]


def summed_in_tables(
    xp: Any, factors: Sequence[Factors], known: Mapping[str, Any], apart: Callable[..., Any]
) -> Any:
    """The slopes, summed over the samples: those of a layer's weights are δ·aᵀ, one product.

    The factors must be in memory before: XLA would compute them anew for each number of the table.
    """
    rows: dict[str, list[str]] = {}
    for delta, factor in factors:
        rows.setdefault(delta, []).append(factor)
    layers: dict[tuple[str, ...], list[str]] = {}  # the δs that are multiplied by the same factors
    for delta, row in rows.items():
        layers.setdefault(tuple(row), []).append(delta)
    multiplied = apart(lambda deltas, row: xp.stack(deltas) @ xp.stack(row).T)
    tables = [
        multiplied([known[delta] for delta in deltas], [known[factor] for factor in row])
        for row, deltas in layers.items()
    ]
    pairs = [pair for row, deltas in layers.items() for pair in product(deltas, row)]
    places = {pair: place for place, pair in enumerate(pairs)}
    flat = xp.concatenate([table.ravel() for table in tables])
    return flat[xp.array([places[pair] for pair in factors])]


def _size(count: int, known: set[int]) -> int:
    """A known size that is less than twice as large, or a new one: the first is exact."""
    fitting = [size for size in known if count <= size < 2 * count]
    new = 1 << (count - 1).bit_length() if known else count
    size = min(fitting, default=new)
    known.add(size)
    return size


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
