"""Say in one line how a class was graded: every report tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def how_graded(run: Mapping[str, Any]) -> str:
    """
    >>> how_graded({"version": "1.0", "sandbox": "process", "seed": 7, "limits": {"cpu": 4}})
    'Graded by minigrad 1.0 in the sandbox process, seed 7, limits: cpu 4.'
    """
    limits = ", ".join(f"{name} {limit}" for name, limit in dict(run.get("limits") or {}).items())
    told = (
        f"Graded by minigrad {run['version']} in the sandbox {run['sandbox']}, seed {run['seed']}"
    )
    return f"{told}, limits: {limits}." if limits else f"{told}."
