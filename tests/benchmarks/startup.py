"""How long `import minigrad` and `minigrad --help` take, each in fresh processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parents[2]
IMPORT = f"""\
import sys
from time import perf_counter
sys.path.insert(0, {str(ROOT)!r})
started = perf_counter()
import minigrad
print(perf_counter() - started)
"""


def startup(rounds: int = 20) -> dict[str, float]:
    """Medians in seconds; the import is timed inside a bare Python."""
    imports, helps, bares = [], [], []
    for _ in range(rounds):
        imports.append(float(output("-I", "-S", "-c", IMPORT)))
        helps.append(elapsed("-m", "minigrad", "--help"))
        bares.append(elapsed("-c", "pass"))
    return {"import": median(imports), "help": median(helps), "bare": median(bares)}


def elapsed(*arguments: str) -> float:
    started = perf_counter()
    output(*arguments)
    return perf_counter() - started


def output(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return ran.stdout.decode("utf-8", "replace")
