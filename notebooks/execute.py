"""Execute every notebook from top to bottom and save it with its outputs: `make notebooks`."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).parent


def notebooks() -> list[Path]:
    return sorted(FOLDER.glob("*.ipynb"))


def executed(path: Path) -> NotebookNode:
    """The notebook after one clean run in a fresh kernel; an error in a cell is raised."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        coalesce_streams=True,  # a kernel may cut what a cell prints into any number of pieces
        record_timing=False,  # times would make every run another file
        resources={"metadata": {"path": str(FOLDER)}},
    )
    client.execute()
    # The kernel wrote down its own version: another one on every machine.
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


if __name__ == "__main__":
    for path in notebooks():
        print(f"executing {path.name}", flush=True)
        nbformat.write(executed(path), path)
