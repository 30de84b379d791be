"""A teacher's own course: a folder whose manifest is read with care, and which a student's names.

In a student's folder the course is a copy, so that it goes wherever the folder goes.
"""

from __future__ import annotations

import ast
import configparser
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from minigrad.exercises.manifest import MANIFEST, Course, Exercise, our_course

PACKAGE = Path(__file__).parents[1]
COPY = ".minigrad"  # the course in a student's folder
SETTING = "minigrad_exercises"  # in its pytest.ini: `true` for ours, else `.minigrad`
MISTAKES = "mistakes.py"

KINDS: dict[str, tuple[type, str]] = {  # what may stand in an [[exercise]]
    "id": (str, "a text"),
    "title": (str, "a text"),
    "file": (str, "a text"),
    "test": (str, "a text"),
    "needs": (list, "a list of names"),
    "minutes": (int, "a whole number"),
    "hints": (list, "a list of texts"),
    "points": (dict, "a block [exercise.points]"),
    "week": (int, "a whole number"),
    "trains": (str, "a text"),
    "gets": (list, "a list of minigrad's modules, such as value"),
    "is_hunt": (bool, "true or false"),
}
OPTIONAL = "week", "trains", "gets", "is_hunt"


def open_course(folder: Path) -> Course:
    """That of a teacher's folder, or of a student's."""
    return read_course(folder) if (folder / MANIFEST).exists() else course_of(folder)


def course_of(folder: Path) -> Course:
    """The course whose exercises a student's folder has; ValueError where it is missing."""
    if not has_own_course(folder):
        return our_course()
    if not (folder / COPY / MANIFEST).exists():
        raise ValueError(
            f"the exercises of {str(folder.resolve())!r} are a teacher's own, and there "
            f"{COPY}/{MANIFEST} is missing: copy the hidden folder {COPY} along, or bring it "
            "back with: minigrad exercises start --course COURSE DIR"
        )
    return read_course(folder / COPY)


def has_own_course(folder: Path) -> bool:
    return (folder / COPY).exists() or setting(folder) == COPY


def setting(folder: Path) -> str:
    """What the folder's pytest.ini says of exercises; nothing if it says nothing."""
    settings = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        settings.read(folder / "pytest.ini", encoding="utf-8-sig")
    except (OSError, configparser.Error, UnicodeDecodeError):
        return ""
    return settings.get("pytest", SETTING, fallback="").strip()


# -------------------------------------------------------------------- the manifest


def read_course(folder: Path) -> Course:
    """The course in a teacher's folder; ValueError names the file and the key that is wrong.

    Nothing of it is executed.
    """
    path = folder / MANIFEST
    rows = _rows(path)
    for number, row in enumerate(rows, 1):
        where = f"{path}, exercise {row.get('id', number)!r}"
        _check_keys(row, where)
        _check_files(row, where, folder)
        _check_points(row["points"], where, folder / row["test"])
    for key in "id", "file", "test":
        _check_once(key, rows, path)
    place = folder.resolve()  # what is kept of a course must not depend on where one stands
    return Course(tuple(Exercise.of(row, place) for row in rows), place)


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        raise ValueError(
            f"{str(path.parent)!r} is no course, as it has no {MANIFEST}: make one with: "
            "minigrad exercises new DIR"
        ) from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} needs to be saved as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path} is no TOML: {error}") from None
    others = [key for key in read if key != "exercise"]
    if others:
        raise ValueError(f"{path}: unknown key {others[0]!r}: each exercise is an [[exercise]]")
    rows = read.get("exercise")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{path} needs an [[exercise]], in two brackets, for each exercise")
    return rows


def _check_keys(row: Mapping[str, Any], where: str) -> None:
    for key in row:
        if key not in KINDS:
            near = get_close_matches(key, KINDS, 1)
            advice = f"did you mean {near[0]!r}?" if near else f"it may have {', '.join(KINDS)}"
            raise ValueError(f"{where}: unknown key {key!r}: {advice}")
    for key, (kind, told) in KINDS.items():
        if key not in row and key not in OPTIONAL:
            raise ValueError(f"{where}: the key {key!r} is missing, {told}")
        if key in row and (not isinstance(row[key], kind) or type(row[key]) is bool is not kind):
            _refuse(where, key, told, row[key])
    if not re.fullmatch(r"[A-Za-z0-9_-]+", row["id"]):
        _refuse(where, "id", "letters, digits, - or _, such as 01", row["id"])
    if not row["title"].strip() or "\n" in row["title"]:
        _refuse(where, "title", "a line of text", row["title"])
    for module in row.get("gets", ()):
        if not (isinstance(module, str) and (PACKAGE / f"{Path(module).name}.py").is_file()):
            _refuse(where, "gets", "modules of minigrad, such as value", module)
    for key in "minutes", "week":
        if row.get(key, 1) < 1:
            _refuse(where, key, "1 or more", row[key])
    if not row["needs"] or not all(isinstance(x, str) and x.isidentifier() for x in row["needs"]):
        _refuse(where, "needs", "the names that the file has to define", row["needs"])
    if not row["hints"] or not all(isinstance(x, str) and x.strip() for x in row["hints"]):
        _refuse(where, "hints", "one text or more", row["hints"])


def _check_files(row: Mapping[str, str], where: str, folder: Path) -> None:
    file, test = row["file"], row["test"]
    if not re.fullmatch(r"[\w-]+\.py", file) or file in (MISTAKES, "conftest.py"):
        _refuse(where, "file", f"the name of a .py file beside {MANIFEST}", file)
    if not re.fullmatch(r"tests/test_[\w-]+\.py", test):
        _refuse(where, "test", "a file such as tests/test_01.py", test)
    for key in "file", "test":
        if not (folder / row[key]).is_file():
            raise ValueError(f"{where}: {key} = {row[key]!r} is not in {str(folder)!r}")


def _check_points(points: Mapping[str, object], where: str, test: Path) -> None:
    """Every test function has its points, and every points their test function."""
    try:
        tree = ast.parse(test.read_bytes())
    except (SyntaxError, ValueError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        said = error.msg if isinstance(error, SyntaxError) else error
        raise ValueError(f"{test}{line}: {said}") from None
    functions = [each for each in tree.body if isinstance(each, ast.FunctionDef)]
    tests = {each.name: each for each in functions if each.name.startswith("test_")}
    for name, number in points.items():
        if name not in tests:
            near = get_close_matches(name, tests, 1)
            advice = f": did you mean {near[0]}?" if near else ""
            raise ValueError(f"{where}: points for {name}, which {test.name} has not{advice}")
        if type(number) is not int or number < 1:
            _refuse(where, f"points.{name}", "a whole number from 1", number)
    for name, function in tests.items():
        if name not in points:
            raise ValueError(f"{where}: {test.name} has {name}, which has no points")
        if [each.arg for each in function.args.args] != ["student"]:
            raise ValueError(f"{test}: {name} needs one argument, student")
    if not points:
        raise ValueError(f"{where}: {test.name} has no function test_…(student), so no points")


def _check_once(key: str, rows: list[dict[str, Any]], path: Path) -> None:
    """As `find` compares them: 1 is 01."""
    seen: set[str] = set()
    for row in rows:
        name = row[key].lower().lstrip("0")
        if name in seen:
            raise ValueError(f"{path}: two exercises have {key} = {row[key]!r}")
        seen.add(name)


def _refuse(where: str, key: str, needs: str, got: object) -> NoReturn:
    raise ValueError(f"{where}: {key} needs to be {needs}, got {got!r}")
