"""What `Traced.compile` returns: one call takes a batch of samples, as arrays, to NumPy or JAX."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from minigrad.checks import described
from minigrad.trace.arrays import RUNS
from minigrad.trace.code import Code, float_functions
from minigrad.trace.structure import leaf_numbers, rebuilt

# Samples to a run at most, so that memory does not grow with the batch. Measured on W6 of the
# benchmark: arrays should fit a processor's cache, but XLA needs longer ones than NumPy.
CHUNK = {"numpy": 2048, "jax": 10_000}
ROOM = 2**28  # bytes for an array of each line: longer code takes fewer samples to a run


class Compiled:
    """Values and summed gradient of a batch: see `Traced.compile`."""

    def __init__(
        self,
        to: str,
        code: Code,  # of the numbers that all samples share, those of one sample, and its seed
        example: Sequence[Any],
        names: Sequence[str],
        wanted: Sequence[int],
        argnums: int | Sequence[int],
    ) -> None:
        self._to = to
        self._code = code
        self._example = example
        self._names = names
        self._wanted = wanted
        self._argnums = argnums
        self._run = RUNS[to](code)
        self._counts = [sum(1 for _ in leaf_numbers(each, each, "", True)) for each in example]
        self._rows = [_is_row(each) for each in example]

    def __call__(self, *arguments: Any) -> tuple[Any, Any]:
        """An array of the values, one for each sample, and the sum of their gradients."""
        np = import_module("numpy")  # which is there, or there were no self._run
        if len(arguments) != len(self._names):
            raise TypeError(
                f"the traced function needs {len(self._names)} arguments "
                f"({', '.join(self._names)}), got {len(arguments)}"
            )
        given = np.concatenate([self._shared(np, i, arguments[i]) for i in self._wanted])
        samples = self._matrix(np, arguments)
        count = samples.shape[1]
        most = min(CHUNK[self._to], max(1, ROOM // (8 * len(self._code.lines) + 8)))
        runs = -(-count // most)
        size = -(-count // max(runs, 1)) or 1  # of each, nearly alike: XLA compiles for one
        values, slopes = np.empty(count), np.zeros(len(self._code.slopes))
        for start in range(0, count, size):
            part = samples[:, start : start + size]
            found, sums = self._checked(np, given, part, start)
            values[start : start + size] = found
            slopes += sums
        return values, self._structured(arguments, slopes)

    def _shared(self, np: Any, place: int, argument: Any) -> Any:
        """The numbers of an argument that is the same for all samples, in a row."""
        if self._rows[place] and hasattr(argument, "shape"):
            return self._array(np, place, argument, (self._counts[place],))
        leaves = leaf_numbers(self._example[place], argument, self._names[place], False)
        return np.array(list(leaves), float)

    def _matrix(self, np: Any, arguments: Sequence[Any]) -> Any:
        """A row for each number of a sample, a column for each sample."""
        rows: list[Any] = []
        for i, argument in enumerate(arguments):
            if i in self._wanted:
                continue
            if self._rows[i] and hasattr(argument, "shape"):
                rows += [self._array(np, i, argument, (self._counts[i], None))]
            else:
                leaves = leaf_numbers(self._example[i], argument, self._names[i], True)
                rows += [self._array(np, i, each, (None,))[None] for each in leaves]
        sizes = [row.shape[1] for row in rows]
        if len(set(sizes)) > 1:
            raise ValueError(f"a batch needs as many samples in every argument, got {sizes}")
        return rows[0] if len(rows) == 1 else np.concatenate(rows)

    def _array(self, np: Any, place: int, argument: Any, shape: tuple[int | None, ...]) -> Any:
        """As an array of floats of this shape, None standing for any number."""
        name = self._names[place]
        if not hasattr(argument, "__len__"):
            raise TypeError(
                f"a batch needs a list or array with an item for each sample as {name}, "
                f"got {described(argument)}"
            )
        array = np.asarray(argument)
        if array.dtype.kind not in "fiub":
            raise TypeError(f"a batch needs real numbers as {name}, got {described(argument)}")
        fits = len(array.shape) == len(shape) and all(
            size in (None, got) for size, got in zip(shape, array.shape, strict=True)
        )
        if not fits:
            wanted = ", ".join("samples" if size is None else str(size) for size in shape)
            turned = len(shape) == 2 and array.ndim == 2 and array.shape[1] == shape[0]
            raise ValueError(
                f"argument {name} was traced with a shape that needs an array ({wanted}), got "
                f"{array.shape}: " + (f"pass {name}.T" if turned else "trace again for another")
            )
        return array.astype(float, copy=False)

    def _checked(self, np: Any, given: Any, samples: Any, start: int) -> tuple[Any, Any]:
        """The run, if no number left its domain. JAX does not say so: its results show it."""
        try:
            values, slopes = self._run(given, samples)
        except FloatingPointError as error:
            raise self._error(given, samples, start, str(error)) from None
        slopes = np.asarray(slopes, float)
        is_sound = np.isfinite(values).all() and not np.isnan(slopes).any()
        if not is_sound and np.isfinite(given).all() and np.isfinite(samples).all():
            raise self._error(given, samples, start, "a result is nan or infinite")
        return values, slopes

    def _error(self, given: Any, samples: Any, start: int, found: str) -> FloatingPointError:
        """With the words of the first sample that number by number is refused, too."""
        one = self._code.compiled(float_functions())
        shared = given.tolist()
        for i, sample in enumerate(samples.T.tolist()):
            try:
                one(*shared, *sample, 1.0)
            except (ValueError, ArithmeticError) as refusal:
                return FloatingPointError(f"sample {start + i}: {refusal}")
        where = f"samples {start} to {start + samples.shape[1] - 1}"
        return FloatingPointError(f"{where}: {found}, as a number got too large or undefined")

    def _structured(self, arguments: Sequence[Any], slopes: Any) -> Any:
        """Arrays where arrays were given, otherwise numbers in the structure of the example."""
        found, start = [], 0
        for place in self._wanted:
            part = slopes[start : start + self._counts[place]]
            start += len(part)
            is_array = self._rows[place] and hasattr(arguments[place], "shape")
            found.append(part if is_array else rebuilt(self._example[place], iter(part.tolist())))
        return found[0] if isinstance(self._argnums, int) else tuple(found)


def _is_row(example: Any) -> bool:
    """Whether it is a list of plain numbers, in the place of which an array may stand."""
    return isinstance(example, (list, tuple)) and not any(
        isinstance(each, (list, tuple)) for each in example
    )
