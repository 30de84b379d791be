"""`import minigrad` stays light: it brings neither the drawing nor anything slow."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEAVY = {
    *("viz", "graphviz", "rich", "numpy", "torch", "pytest", "IPython", "matplotlib"),
    *("typing", "dataclasses", "subprocess", "inspect", "re", "json", "argparse", "logging"),
}


def modules_after(statement):
    """What is in `sys.modules` of a bare Python once it has executed the statement."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {statement}; print(*sys.modules)"
    command = [sys.executable, "-I", "-S", "-c", code]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_the_package_imports_nothing_heavy():
    assert modules_after("import minigrad") & HEAVY == set()


def test_the_package_imports_little_beyond_itself():
    added = modules_after("import minigrad") - modules_after("pass")
    foreign = {name for name in added if name.partition(".")[0] != "minigrad"}
    assert len(foreign) < 15, sorted(foreign)
