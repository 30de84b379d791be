"""Write the notebooks as pages into `out/pages`, each answer behind a fold: `make pages`."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_output

from minigrad.course import predict
from notebooks.execute import FOLDER, code_cells, executed, notebooks

PAGES = FOLDER.parent / "out" / "pages"
ASKED = re.compile(r'predict\("([\d.]+)", None\)')


def answered(notebook: NotebookNode) -> NotebookNode:
    """The executed notebook, with the answer of each question below it, behind a fold."""
    for cell in code_cells(notebook):
        for question in ASKED.findall(cell.source):
            answer = escape(predict(question, "show").said)
            fold = f"<details><summary>Answer</summary>{answer}</details>"
            cell.outputs.append(new_output("display_data", {"text/html": fold}))
    return notebook


def page(notebook: NotebookNode) -> str:
    """The executed notebook as HTML: what a reveal gave, and each answer, opens by a click."""
    exporter = HTMLExporter(template_file=str(FOLDER / "page.html.j2"))
    text, _ = exporter.from_notebook_node(answered(notebook))
    return str(text)


def write_pages(folder: Path = PAGES) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in notebooks():
        print(f"executing {path.name}", flush=True)
        (folder / f"{path.stem}.html").write_text(page(executed(path)), encoding="utf-8")
    print(f"{folder}: {len(notebooks())} pages")


if __name__ == "__main__":
    write_pages()
