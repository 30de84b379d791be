"""The notebooks of the course: where they are, and what a learner gets of them."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import files
from pathlib import Path

CHECKOUT = Path(__file__).parents[2] / "notebooks"


def lessons() -> list[Path]:
    """The notebooks in their order, of a checkout or as they were installed."""
    if CHECKOUT.is_dir():
        return sorted(CHECKOUT.glob("*.ipynb"))
    installed = files("minigrad-classroom") or []
    notebooks = [file.locate() for file in installed if file.suffix == ".ipynb"]
    return sorted(Path(str(notebook)).resolve() for notebook in notebooks)


@cache
def not_yet_run(lesson: Path) -> bytes:
    """The notebook without its outputs: a learner is asked before being told."""
    notebook = json.loads(lesson.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
