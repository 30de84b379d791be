"""How long an epoch of a lesson takes: `fit` on a data set with its recipe, in every way it has.

`python -m tests.benchmarks.lessons DATA WAY` prints the CPU seconds of an epoch, and those of the
first beyond it, in which code is traced and compiled.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from statistics import median
from time import process_time
from typing import Any

from minigrad.cli.recipes import RECIPES
from minigrad.datasets import DATASETS
from minigrad.losses import cross_entropy
from minigrad.nn import MLP
from minigrad.optim import Adam
from minigrad.training import fit

DATA = ("iris", "moons", "spiral")
WAYS: dict[str, bool | str] = {"walked": False, "python": True, "numpy": "numpy", "jax": "jax"}


def main() -> None:
    data, way = sys.argv[1:]
    try:
        print(json.dumps(measure(data, WAYS[way])))
    except RuntimeError as error:  # NumPy or JAX is not installed
        print(json.dumps({"absent": str(error)}))


def measure(name: str, replay: bool | str, epochs: int = 6) -> dict[str, Any]:
    data, recipe = DATASETS[name](), RECIPES[name]
    network = MLP(len(data.features), [*recipe.layers, len(data.classes)])
    optimizer = Adam(network.parameters(), recipe.lr)
    ends = [process_time()]
    history = fit(
        network,
        data.inputs,
        data.targets,
        cross_entropy,
        optimizer,
        epochs=epochs,
        replay=replay,
        on_epoch=lambda epoch: ends.append(process_time()),
    )
    first, *others = (after - before for before, after in pairwise(ends))
    return {
        "cpu": median(others),
        "set_up": max(first - median(others), 0.0),
        "samples": len(data),
        "loss": history[-1].loss,
    }


if __name__ == "__main__":
    main()
