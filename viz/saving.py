"""The ending of a file says what is written into it."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

DRAWING_ENDINGS = (".svg", ".png", ".dot")


def check_ending(asker: str, path: str | PathLike[str], legal: Sequence[str]) -> str:
    """The ending of a path, such as `.svg`; ValueError if it is none of the legal ones.

    >>> check_ending("save()", "y.pdf", DRAWING_ENDINGS)
    Traceback (most recent call last):
    ValueError: save() needs a file that ends in .svg, .png or .dot, got 'y.pdf'
    """
    ending = Path(path).suffix.lower()
    if ending not in legal:
        *others, last = legal
        listed = f"{', '.join(others)} or {last}" if others else last
        raise ValueError(f"{asker} needs a file that ends in {listed}, got {str(path)!r}")
    return ending
