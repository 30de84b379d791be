"""Turn DOT text into pictures: the one place that starts Graphviz."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

# Without it, every picture flashes a console window when Python itself has none (Windows).
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class RenderError(RuntimeError):
    """No picture could be made; the message says why and what to do. `.dot` is still there."""


def render(dot: str, format: str = "svg", timeout: float = 20.0) -> bytes:
    """The picture of a graph in the DOT language.

    Uses the first of `engines()`. RenderError when there is none, when it takes longer than
    `timeout` seconds, when it lacks the format, or when it fails. In a browser's Python, Graphviz
    is WebAssembly: it writes no PNG and no PDF, and knows no timeout.

    >>> render("digraph { a -> b }").decode("utf-8").rstrip().endswith("</svg>")
    True
    """
    if sys.platform == "emscripten":
        return _in_browser(dot, format)
    found = engines()
    if not found:
        raise RenderError(_how_to_install())
    program = found[0]
    try:
        result = subprocess.run(
            [program, f"-T{format}"],
            input=dot.encode("utf-8"),
            capture_output=True,
            timeout=timeout,
            creationflags=_NO_WINDOW,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RenderError(
            f"{program.name} did not finish the layout within {timeout:g} s: draw a smaller part "
            "of the graph, or call viz.render(drawing.dot, timeout=…) with more time"
        ) from None
    except OSError as error:
        raise RenderError(f"{program} could not be started: {error}") from None
    if result.returncode != 0 or not result.stdout:
        raise RenderError(_failure(program, format, result.stderr.decode("utf-8", "replace")))
    return result.stdout  # a successful run may still warn on stderr about non-ASCII labels


def engines() -> list[Path]:
    """The Graphviz programs of this machine, in order of preference.

    `dot` on the PATH, then the program that the package graphviz-pure brings; only the one
    that the environment variable MINIGRAD_DOT names, if it is set.
    """
    chosen = os.environ.get("MINIGRAD_DOT")
    if chosen:
        program = shutil.which(chosen)
        if program is None:
            raise RenderError(
                f"MINIGRAD_DOT needs to name a Graphviz program, got {chosen!r}, which is not "
                "one: correct it, or unset it"
            )
        return [Path(program)]
    system = shutil.which("dot")
    found = [Path(system)] if system else []
    return found + _graphviz_pure()


def _graphviz_pure() -> list[Path]:
    from importlib import metadata  # only here: slow to import, and .dot needs no program

    # Asked of the package and not of the PATH: a virtual environment need not be activated.
    try:
        files = metadata.distribution("graphviz-pure").files or []
    except metadata.PackageNotFoundError:
        return []
    programs = [Path(str(file.locate())) for file in files if file.stem == "graphviz-pure"]
    return [program.resolve() for program in programs if program.is_file()]


def _in_browser(dot: str, format: str) -> bytes:
    """A browser starts no programs: Graphviz runs in the thread that runs Python."""
    from js import Object
    from pyodide.ffi import to_js

    result = _viz_js().render(dot, to_js({"format": format}, dict_converter=Object.fromEntries))
    if result.status != "success":
        errors = [each.message for each in result.errors if each.level == "error"]
        raise RenderError(f"Graphviz failed on this graph: {(errors or ['it said nothing'])[0]}")
    return str(result.output).encode("utf-8")


@cache
def _viz_js() -> Any:
    from importlib.resources import files

    from pyodide.code import run_js

    try:
        script = files("minigrad_graphviz").joinpath("viz.js")
    except ModuleNotFoundError:
        raise RenderError(
            "no Graphviz was found, so there is no picture: in a browser it is the package "
            "minigrad_graphviz, which `make site` puts beside minigrad. The DOT text (.dot) needs "
            "none"
        ) from None
    return run_js(script.read_bytes().decode("utf-8"))


def _graphviz_itself() -> str:
    package = {"win32": "winget install graphviz", "darwin": "brew install graphviz"}
    system = package.get(sys.platform, "sudo apt install graphviz, or your system's package")
    return f"install Graphviz itself ({system})"


def _how_to_install() -> str:
    return (
        "no Graphviz program was found, so there is no picture: run "
        f"'{sys.executable} -m pip install graphviz-pure', or {_graphviz_itself()}. "
        "The DOT text (.dot) needs neither"
    )


def _failure(program: Path, format: str, stderr: str) -> str:
    _, known, formats = stderr.partition("Use one of:")
    if known and format == "pdf":
        return f"{program.name} cannot write 'pdf': {_graphviz_itself()}, or write .svg or .png"
    if known:
        return f"{program.name} cannot write {format!r}; it can write {formats.strip()}"
    lines = stderr.strip().splitlines() or ["it said nothing"]
    return f"{program.name} failed on this graph: {lines[0]}"
