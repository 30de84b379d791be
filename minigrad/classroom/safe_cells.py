"""Write CSV that no spreadsheet takes for a formula, whatever a student is called."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from minigrad.checks import visible

Cell = str | int | float
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
# Also after a semicolon: many a spreadsheet begins a cell there, and closes no quotation mark.
_FORMULA = re.compile(r"(^|;)(\s*[=+\-@＝＋－＠])")


def safe(cell: Cell) -> Cell:
    """A number as it is; a text in one line, with a ' where a spreadsheet would begin to compute.

    >>> safe(3), safe("-3.5"), safe("Ada"), safe("=1+1"), safe("a;=b"), safe("@x")
    (3, '-3.5', 'Ada', "'=1+1", "a;'=b", "'@x")
    """
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    return ("'" if cell[:1] in ("\t", "\r") else "") + _FORMULA.sub(r"\1'\2", visible(cell))


def csv_bytes(rows: Iterable[Iterable[Cell]], *, with_bom: bool) -> bytes:
    """The rows in UTF-8; a byte order mark tells spreadsheets that it is."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig" if with_bom else "utf-8", "replace")
