"""Read a class from a CSV file, as spreadsheets and course systems write it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from unicodedata import normalize

from minigrad.checks import shortened

_DELIMITERS = ",;\t"
# Of the column with the whole name, and of two with its parts, as course systems write them in
# English, German, French and Spanish; case does not count.
_WHOLE = (
    *("student", "name", "full name", "student name", "display name"),
    *("vollständiger name", "nom complet", "nombre completo", "étudiant", "estudiante"),
)
_FIRST = ("first name", "given name", "forename", "vorname", "prénom", "nombre", "nombre(s)")
_LAST = (
    *("last name", "surname", "family name", "nachname", "nom", "nom de famille"),
    *("apellido(s)", "apellidos", "apellido"),
)


def names_of(path: str) -> list[str]:
    """The names in a file: of its column `name`, else its first column, without empty ones.

    UTF-8, with or without a byte order mark; commas, semicolons or tabs. A file without a column
    `name` has no heading: its first line is a name, too. ValueError where there is no name.
    """
    rows = [row for _, row in _rows(path, "--names")]
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


def read_roster(path: str) -> list[dict[str, str]]:
    """The rows of a file by its headings, each with the name as `student`; ValueError without one.

    Two of one name get a number of theirs added, so that no two rows are of one `student`.
    """
    (_, headings), *lines = _rows(path, "--roster") or [(1, [])]
    headings = [" ".join(heading.split()) for heading in headings]
    _check_headings(headings, path)
    rows = []
    for number, line in lines:
        if any(map(str.strip, line[len(headings) :])):
            raise ValueError(
                f"--roster {shortened(path)!r} has {len(line)} cells in line {number}, and "
                f"{len(headings)} headings: put a cell with a comma or a semicolon in quotation "
                "marks"
            )
        cells = zip(headings, map(str.strip, line), strict=False)
        row = {heading: cell for heading, cell in cells if heading}
        if name := _name_in(row):
            rows.append(row | {"student": name})
    if not rows:
        raise ValueError(f"--roster {shortened(path)!r} has no name below its headings")
    return _namesakes_apart(rows, path)


def _check_headings(headings: Sequence[str], path: str) -> None:
    if not {*map(_plain, headings)} & {*_WHOLE, *_FIRST, *_LAST}:
        got = ", ".join(headings) or "none"
        raise ValueError(
            "--roster needs a heading student, name, full name, student name or display name, or "
            "two, first name and last name (Vorname and Nachname, prénom and nom, nombre and "
            f"apellido(s)), got {shortened(got, 80)} in {shortened(path)!r}"
        )


def _plain(heading: str) -> str:
    return normalize("NFC", heading).lower()


def _name_in(row: Mapping[str, str]) -> str:
    cells = {_plain(heading): cell for heading, cell in row.items()}
    if "vorname" in cells and "name" in cells:  # as many German lists have it
        cells.setdefault("nachname", cells.pop("name"))
    first, last = (
        next((cells[each] for each in headings if each in cells), "")
        for headings in (_FIRST, _LAST)
    )
    whole = next((cells[each] for each in _WHOLE if cells.get(each)), f"{first} {last}")
    return " ".join(whole.split())


def _namesakes_apart(rows: list[dict[str, str]], path: str) -> list[dict[str, str]]:
    times = Counter(row["student"] for row in rows)
    for name in (name for name, count in times.items() if count > 1):
        them = [row for row in rows if row["student"] == name]
        for key in them[0]:
            if len({row.get(key, "") for row in them} - {""}) == len(them):
                for row in them:
                    row["student"] = f"{name} ({row[key]})"
                break
        else:
            raise ValueError(
                f"--roster {shortened(path)!r} has {shortened(name)!r} {times[name]} times, and "
                "nothing that tells them apart"
            )
    return rows


def _text(path: str, option: str) -> str:
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ValueError(
            f"cannot read {path!r} ({error.strerror or error}): name a CSV file with {option}"
        ) from None
    except UnicodeDecodeError:
        raise ValueError(
            f"{option} needs a CSV file in UTF-8, got {shortened(path)!r}: save it again, in Excel "
            "as CSV UTF-8"
        ) from None


def _rows(path: str, option: str) -> list[tuple[int, list[str]]]:
    """Those that are not empty, each with the number of its line."""
    text = _text(path, option)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise ValueError(
            f"{option} needs a CSV file, got {shortened(path)!r}, which is none: {error}"
        ) from None
    return [(number, row) for number, row in rows if any(map(str.strip, row))]
