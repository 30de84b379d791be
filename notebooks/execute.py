"""Execute every notebook from top to bottom and save it: `make notebooks`.

What a cell tagged `reveal` gives is not saved in the notebook, where it would be read before the
question above it: its text goes to `tests/revealed`, for the tests to compare. What a cell tagged
`live` gives depends on the machine and on what is installed there: it is kept nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).parent
REVEALED = FOLDER.parent / "tests" / "revealed"


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


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def reveals(cell: NotebookNode) -> bool:
    return "reveal" in cell.metadata.get("tags", ())


def is_live(cell: NotebookNode) -> bool:
    return "live" in cell.metadata.get("tags", ())


def printed(cell: NotebookNode) -> Iterator[str]:
    """The text outputs of a cell, in their order."""
    for output in cell.outputs:
        yield output.get("text") or output.get("data", {}).get("text/plain", "")


def save(notebook: NotebookNode, path: Path) -> None:
    """Write the notebook without what its reveals gave, and the texts of these to `REVEALED`."""
    revealed = {cell.id: list(printed(cell)) for cell in code_cells(notebook) if reveals(cell)}
    for cell in code_cells(notebook):
        cell.outputs = [] if reveals(cell) or is_live(cell) else cell.outputs
    nbformat.write(notebook, path)
    text = json.dumps(revealed, ensure_ascii=False, indent=1) + "\n"
    REVEALED.mkdir(exist_ok=True)
    (REVEALED / f"{path.stem}.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for path in notebooks():
        print(f"executing {path.name}", flush=True)
        save(executed(path), path)
