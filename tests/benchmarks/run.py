"""Run the benchmark: `python -m tests.benchmarks.run`, every cell in a process of its own.

Engines take turns, round after round, so that what else a machine does falls on all of them.
Compare the ratios of one run; a bare time says little.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks import report
from tests.benchmarks.engines import ENGINES
from tests.benchmarks.lessons import DATA, WAYS
from tests.benchmarks.startup import startup

ROOT = Path(__file__).parents[2]
RAW = ROOT / "out" / "benchmark.json"

FULL = {
    "W1": [0],
    "W2": [10_000, 100_000, 1_000_000],
    "W3": [100],
    "W4": [100_000],
    "W5": [10_000],
    "W6": [100, 10_000, 1_000_000],
}
QUICK = {"W1": [0], "W2": [10_000], "W3": [100], "W4": [10_000], "W5": [1_000], "W6": [100]}
SLOW = ("W2", "W4", "W5")  # two rounds will do: no ratio of theirs is claimed
HUGE = 10_000_000
HUGE_ENGINES = ("minigrad-paused", "torch", "casadi-calls")


def main() -> None:
    options = parsed()
    if options.again:
        results = json.loads(RAW.read_text(encoding="utf-8"))
    else:
        results = measured(options)
        RAW.parent.mkdir(exist_ok=True)
        RAW.write_text(json.dumps(results, indent=1), encoding="utf-8")
    report.show(results)
    if options.write:
        report.write(results, ROOT / "docs")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round, small sizes, few steps")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--workloads", nargs="+", choices=FULL, default=list(FULL))
    parser.add_argument("--rounds", type=int, help="default: 5, quick 1")
    parser.add_argument("--huge", action="store_true", help="also W2 with 10,000,000 (6 GB)")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds for one process")
    parser.add_argument("--write", action="store_true", help="write the tables and plot to docs/")
    parser.add_argument("--again", action="store_true", help="report the last results again")
    parser.add_argument(
        "--interpreter",
        nargs="+",
        default=[],
        metavar="ENGINE=PATH",
        help="run an engine by the Python of another environment",
    )
    return parser.parse_args()


def measured(options: argparse.Namespace) -> dict[str, Any]:
    interpreters = dict(each.split("=", 1) for each in options.interpreter)
    rounds = options.rounds or (1 if options.quick else 5)
    steps, seconds = (3, 0.2) if options.quick else (20, 1.0)
    cells: dict[str, list[dict[str, Any]]] = {}
    planned = plan(options)
    for number in range(rounds):
        for engine, workload, size in planned:
            runs = cells.setdefault(f"{engine} {workload} {size}", [])
            if runs and ("seconds" not in runs[-1] or size == HUGE):
                continue  # absent, failed or huge: once is enough
            if workload in SLOW and number >= 2:
                continue
            is_training = workload == "W3"  # all 20 steps
            command = [
                *(interpreters.get(engine, sys.executable), "-m", "tests.benchmarks.worker"),
                *(engine, workload, str(size), str(steps if is_training else 1000)),
                str(1000.0 if is_training else seconds),
            ]
            timeout = 6 * options.timeout if size == HUGE else options.timeout
            runs.append(answer(command, timeout))
            print(f"round {number + 1}: {engine} {workload} {size}", file=sys.stderr)
    return {
        "about": about(options.quick, rounds),
        "startup": startup(rounds=5 if options.quick else 20),
        "lessons": lessons(min(rounds, 2), options.timeout),
        "cells": {name: combined(runs) for name, runs in cells.items()},
    }


def lessons(rounds: int, timeout: float) -> dict[str, Any]:
    """An epoch of each data set in each way: that of the round with the lowest time."""
    found: dict[str, Any] = {}
    for _ in range(rounds):
        for data in DATA:
            for way in WAYS:
                command = [sys.executable, "-m", "tests.benchmarks.lessons", data, way]
                new, old = answer(command, timeout), found.get(f"{data} {way}", {})
                if new.get("cpu", 0.0) <= old.get("cpu", float("inf")):
                    found[f"{data} {way}"] = new
    return found


def plan(options: argparse.Namespace) -> list[tuple[str, str, int]]:
    sizes = QUICK if options.quick else FULL
    planned = [
        (engine, workload, size)
        for workload in options.workloads
        for size in sizes[workload]
        for engine in options.engines
        if workload in ENGINES[engine].workloads and size <= ENGINES[engine].largest
    ]
    if options.huge:
        planned += [(engine, "W2", HUGE) for engine in HUGE_ENGINES if engine in options.engines]
    return planned


def answer(command: list[str], timeout: float) -> dict[str, Any]:
    """What a worker found; a crash or a time-out is a finding too."""
    try:
        ran = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"not done in {timeout:g} s"}
    if ran.returncode < 0:
        return {"failed": f"crash ({signal.Signals(-ran.returncode).name})"}
    try:
        found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        return {"failed": f"ended with {ran.returncode}: {ran.stderr.strip()[-80:]}"}
    return found


def combined(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The medians of all rounds, and whether their numbers had the same bits."""
    good = [run for run in runs if "seconds" in run]
    if len(good) < len(runs):
        return runs[-1]
    merged = dict(good[-1])
    merged["runs"] = [run["cpu"] for run in good]
    for key in ("seconds", "cpu", "set_up", "peak", "graph_bytes", "pass_bytes"):
        numbers = [run[key] for run in good if run.get(key) is not None]
        if numbers:
            merged[key] = median(numbers)
    merged["same_bits"] = len({run["bits"] for run in good}) == 1
    merged["rounds"] = len(good)
    return merged


def about(is_quick: bool, rounds: int) -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "quick": is_quick,
        "rounds": rounds,
    }


if __name__ == "__main__":
    main()
