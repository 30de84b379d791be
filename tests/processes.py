"""Python code in a process of its own, where nothing of this one can help it."""

import os
import subprocess
import sys
from pathlib import Path


def printed_by(code, hash_seed="random"):
    """What the code prints, under a given seed of Python's hashes."""
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout
