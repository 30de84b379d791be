"""Write the files that a command was asked for, and refuse before its work what cannot be."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from minigrad.files import check_writable
from viz import render
from viz.saving import DRAWING_ENDINGS, check_ending


class Savable(Protocol):
    def save(self, path: str) -> object: ...


def save(what: Savable, path: str, option: str) -> None:
    with _told(path, option):
        what.save(path)
    print(f"Wrote {Path(path)}")


def write_to_stdout(text: str) -> None:
    """The text alone, in UTF-8 whatever the terminal's encoding is."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.buffer.write(text.encode("utf-8"))
    else:
        print(text, end="")


def check_file(option: str, path: str, endings: Sequence[str]) -> None:
    """ValueError for a file that could not be written, or has another ending."""
    check_ending(option, path, endings)
    with _told(path, option):
        check_writable(path)


def check_drawing(option: str, path: str) -> None:
    """As `check_file`; RenderError where no program is there that could draw it."""
    check_file(option, path, DRAWING_ENDINGS)
    ending = Path(path).suffix.lower()
    if ending != ".dot":
        render("graph {}", "svg" if ending == ".html" else ending[1:])


@contextmanager
def _told(path: str, option: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ValueError(
            f"cannot write {path!r} ({error.strerror or error}): choose another place with {option}"
        ) from None
