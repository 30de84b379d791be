"""What is written into a file: its ending says so."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from os import PathLike
from pathlib import Path

from viz.theme import COLOURS, DARK_PAGE

DRAWING_ENDINGS = (".svg", ".png", ".pdf", ".html", ".dot")


def check_ending(asker: str, path: str | PathLike[str], legal: Sequence[str]) -> str:
    """The ending of a path, such as `.svg`; ValueError if it is none of the legal ones.

    >>> check_ending("save()", "y.gif", DRAWING_ENDINGS)
    Traceback (most recent call last):
    ValueError: save() needs a file that ends in .svg, .png, .pdf, .html or .dot, got 'y.gif'
    """
    ending = Path(path).suffix.lower()
    if ending not in legal:
        *others, last = legal
        listed = f"{', '.join(others)} or {last}" if others else last
        raise ValueError(f"{asker} needs a file that ends in {listed}, got {str(path)!r}")
    return ending


def html_page(title: str, body: str) -> str:
    """A page of its own, dark where its reader's system is."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title>\n"
        "<style>:root{color-scheme:light dark}body{margin:1rem}"
        "@media screen and (prefers-color-scheme:dark)"
        f"{{body{{background:{DARK_PAGE};color:{COLOURS['ink'][1]}}}}}</style></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n"
    )
