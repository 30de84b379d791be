"""Read the names of a class from a CSV file, as spreadsheets and course systems write it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from minigrad.checks import shortened

_DELIMITERS = ",;\t"


def names_of(path: str) -> list[str]:
    """The names in a file: of its column `name`, else its first column, without empty ones.

    UTF-8, with or without a byte order mark; commas, semicolons or tabs. A file without a column
    `name` has no heading: its first line is a name, too. ValueError where there is no name.
    """
    rows = [row for row in _rows(path, _text(path)) if any(cell.strip() for cell in row)]
    headings = [cell.strip().lower() for cell in rows[0]] if rows else []
    column = headings.index("name") if "name" in headings else 0
    if "name" in headings:
        del rows[0]
    names = [" ".join(row[column].split()) for row in rows if len(row) > column]
    if not any(names):
        raise ValueError(
            f"--names needs a file with a name in each line, or a column called name, got none in "
            f"{shortened(path)!r}"
        )
    return [name for name in names if name]


def _text(path: str) -> str:
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ValueError(
            f"cannot read {path!r} ({error.strerror or error}): name a CSV file with --names"
        ) from None
    except UnicodeDecodeError:
        raise ValueError(
            f"--names needs a CSV file in UTF-8, got {shortened(path)!r}: save it again, in Excel "
            "as CSV UTF-8"
        ) from None


def _rows(path: str, text: str) -> list[list[str]]:
    first = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise ValueError(
            f"--names needs a CSV file, got {shortened(path)!r}, which is none: {error}"
        ) from None
