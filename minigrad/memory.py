"""Pause Python's search for reference cycles, of which graphs of Values have none."""

from __future__ import annotations

import gc


class gc_paused:
    """Pause the cyclic garbage collector in a `with` block, and leave it as it was found.

    Graphs of Values hold no reference cycles, so they are freed without it; searching them for
    cycles, again and again as they grow, takes much of the time of a training step. Use it around
    a training loop of your own; `fit` and `trace` do.

    >>> from minigrad import Value, gc_paused
    >>> x = Value(3.0)
    >>> with gc_paused():
    ...     (x * x).backward()
    >>> x.grad
    6.0
    """

    def __enter__(self) -> None:
        self._was_enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *error: object) -> None:
        if self._was_enabled:
            gc.enable()
