"""Say in one line how a class was graded: every report tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LIMITED = {"cpu": "of computing for an exercise", "wall": "for a question"}


def how_graded(run: Mapping[str, Any]) -> str:
    """
    >>> how_graded({"version": "1.0", "sandbox": "process", "seed": 7, "limits": {"wall": 20}})
    'Graded by minigrad 1.0 in the sandbox process, seed 7; limits: 20 seconds for a question.'
    """
    limits = [
        f"{seconds} seconds {LIMITED[name]}"
        for name, seconds in dict(run.get("limits") or {}).items()
    ]
    told = (
        f"Graded by minigrad {run['version']} in the sandbox {run['sandbox']}, seed {run['seed']}"
    )
    if run.get("shard"):
        told += ", part {} of {}".format(*run["shard"])
    return f"{told}; limits: {', '.join(limits)}." if limits else f"{told}."
