"""Gather what Sphinx makes pages of, in a tree like the repository's, so that its links hold."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path

import nbformat

from minigrad.cli.parser import parse
from minigrad.exercises.manifest import HANDOUT, exercises
from minigrad.exercises.workspace import start
from notebooks.execute import code_cells, executed, notebooks, reveals
from notebooks.pages import answered

ROOT = Path(__file__).parents[2]
COPIED = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "minigrad/data/iris.md")

# The modules of the API's pages; each has a docstring that says what it is for.
MODULES = (
    *("minigrad", "minigrad.nn", "minigrad.losses", "minigrad.optim", "minigrad.training"),
    *("minigrad.datasets", "minigrad.jacobian", "minigrad.gradcheck", "minigrad.equations"),
    *("minigrad.orders", "minigrad.expressions", "minigrad.trace", "minigrad.course"),
    *("minigrad.exercises", "viz"),
)


def gather(folder: Path) -> None:
    """Write all sources into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in COPIED:
        _copy(ROOT / name, folder / name)
    for path in (ROOT / "docs").iterdir():
        if path.suffix in (".md", ".svg", ".png"):
            _copy(path, folder / "docs" / path.name)
    for path in (ROOT / "docs" / "conf.py", ROOT / "docs" / "site" / "index.md"):
        _copy(path, folder / path.name)
    shutil.copytree(ROOT / "docs" / "_static", folder / "_static")
    _write(folder / "docs" / "exercises.md", exercises_page(folder))
    _write(folder / "docs" / "commands.md", commands_page())
    for module in MODULES:
        _write(folder / "api" / f"{module}.rst", api_page(module))
    _write(folder / "api" / "index.rst", api_index())
    course(folder / "notebooks")


def course(folder: Path) -> None:
    """The notebooks, executed; a page asks before it tells, as the notebook does."""
    folder.mkdir()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for path, notebook in zip(notebooks(), pool.map(executed, notebooks()), strict=True):
            for cell in code_cells(notebook):
                if reveals(cell):
                    cell.metadata.tags.append("hide-output")
            place = f"../lite/notebooks/index.html?path=notebooks/{path.name}"
            link = f'<a class="run-it" href="{place}">Run it in the browser</a>'
            notebook.cells[0].source += f"\n\n{link}"
            nbformat.write(answered(notebook), folder / path.name)


def exercises_page(folder: Path) -> str:
    """What a student finds in the folder of exercises: its README, and each file as it begins."""
    handout = folder / "handout"
    start(handout)
    text = (handout / "README.md").read_text(encoding="utf-8")
    text = text.replace("](notebooks/", "](../notebooks/")
    for exercise in exercises():
        text = text.replace(f"]({exercise.file})", f"](#exercise-{exercise.id})")
        stub = (HANDOUT / exercise.file).read_text(encoding="utf-8")
        text += (
            f"\n(exercise-{exercise.id})=\n## {exercise}\n\n{exercise.trains}\n\n"
            f"`{exercise.file}`\n\n```python\n{stub}```\n"
        )
    shutil.rmtree(handout)
    return text


def commands_page() -> str:
    """The help of every command, as it prints it."""
    text = "# The command line\n\nWhat `minigrad` can do, as `minigrad help` says it.\n"
    listed = [[], *([command] for command in commands())]
    listed += [["exercises", action] for action in commands("exercises")]
    for command in listed:
        heading = f"\n## {' '.join(['minigrad', *command])}\n" if command else ""
        text += f"{heading}\n```text\n{help_of(*command)}```\n"
    return text


def commands(*command: str) -> list[str]:
    """The names that a help lists."""
    return re.findall(r"(?m)^    ([a-z-]+)(?:  |$)", help_of(*command))


def help_of(*command: str) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        parse([*command, "--help"])
    return printed.getvalue()


def api_index() -> str:
    lines = ["The API", "=======", "", ".. toctree::", "", *(f"   {name}" for name in MODULES)]
    return "\n".join(lines) + "\n"


def api_page(module: str) -> str:
    """A package shows the names of its `__all__`, a module what it defines itself."""
    heading = f"{module}\n{'=' * len(module)}\n"
    names = hasattr(import_module(module), "__all__")
    options = "   :members:\n" + "   :imported-members:\n" * names
    return f"{heading}\n.. automodule:: {module}\n{options}"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
