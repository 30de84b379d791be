"""How fast each way to a gradient was when the benchmark last ran: what lesson 13 plots."""

from __future__ import annotations

import csv
from importlib.resources import files


def recorded_speeds() -> dict[str, dict[str, float]]:
    """CPU milliseconds for loss and gradient of micrograd's demo, by way and number of samples.

    `python -m tests.benchmarks.run --write` records them; a way is not measured at every number.

    >>> sorted(recorded_speeds()["JAX by hand"])
    ['10,000 samples', '100 samples']
    """
    table = files("minigrad").joinpath("data", "speeds.csv").read_text(encoding="utf-8")
    speeds: dict[str, dict[str, float]] = {}
    for way, samples, milliseconds in list(csv.reader(table.splitlines()))[1:]:
        speeds.setdefault(way, {})[f"{int(samples):,} samples"] = float(milliseconds)
    return speeds
