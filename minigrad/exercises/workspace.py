"""The student's folder: what `start` puts into it, what `reset` puts back, the hints given."""

from __future__ import annotations

import json
import os
from pathlib import Path

from minigrad.course.lessons import lessons, not_yet_run
from minigrad.exercises.manifest import FOLDER, HANDOUT, Exercise, exercises
from minigrad.files import replace_file

PACKAGE = FOLDER.parent.resolve()
PROGRESS = ".minigrad.json"  # how many hints each exercise has had
NOTEBOOKS = "notebooks"  # the folder of the course beside the exercises
TABLE = "<!-- the exercises -->"  # where README.md gets its table


class Workspace:
    """A folder with exercises; ValueError, which says what to do, for any other."""

    def __init__(self, folder: str | Path = ".") -> None:
        self.folder = Path(folder)
        _refuse_the_package(self.folder)
        if not any(
            os.path.lexists(self.folder / name)
            for exercise in exercises()
            for name in (exercise.file, exercise.test)
        ):
            raise ValueError(
                f"{_shown(self.folder)} has no exercises in it: cd to your folder of exercises, "
                "name it with --dir, or make one with: minigrad exercises start DIR"
            )

    def reset(self, exercise: Exercise) -> list[tuple[str, str]]:
        """Put the original files back; each name that changed, with that of its backup or ''."""
        done = []
        for name in exercise.file, exercise.test:
            path, original = self.folder / name, _contents(name)
            if not os.path.lexists(path):
                done.append((name, ""))
            elif not is_the_original(path, name):
                done.append((name, _set_aside(path).relative_to(self.folder).as_posix()))
            else:
                continue
            _write_new(path, original)
        return done

    def next_hint(self, exercise: Exercise) -> int:
        """The number of the hint to give now, from 1; after the last hint, the last one again."""
        return min(self._hints_given().get(exercise.id, 0) + 1, len(exercise.hints))

    def remember_hint(self, exercise: Exercise, number: int) -> None:
        hints = self._hints_given() | {exercise.id: number}
        text = json.dumps({"hints": hints}, indent=1) + "\n"
        replace_file(self.folder / PROGRESS, text.encode("utf-8"))

    def _hints_given(self) -> dict[str, int]:
        """By exercise; nothing where the file is missing or damaged."""
        try:
            hints = json.loads((self.folder / PROGRESS).read_text(encoding="utf-8"))["hints"]
            return {key: number for key, number in hints.items() if _is_count(number)}
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return {}


def start(folder: Path) -> tuple[list[str], list[str]]:
    """Copy what a student gets; returns which files were written, and which were there before."""
    _refuse_the_package(folder)
    written: list[str] = []
    kept: list[str] = []
    try:
        for inner in "tests", NOTEBOOKS:
            (folder / inner).mkdir(parents=True, exist_ok=True)
        for name in handed_out():
            (written if _write_new(folder / name, _contents(name)) else kept).append(name)
    except OSError as error:
        raise ValueError(
            f"cannot write into {str(folder)!r} ({error.strerror or error}): "
            "choose another folder, which may be new"
        ) from None
    return written, kept


def handed_out() -> list[str]:
    """The files of a student's folder: the exercises in their order, then the notebooks."""
    names = [name for exercise in exercises() for name in (exercise.file, exercise.test)]
    notebooks = [f"{NOTEBOOKS}/{lesson.name}" for lesson in lessons()]
    return ["README.md", "pytest.ini", *names, *notebooks]


def is_the_original(path: Path, name: str) -> bool:
    """Whether a file is as it was handed out, but for its line ends."""
    try:
        return path.read_bytes().replace(b"\r\n", b"\n") == _contents(name)
    except OSError:
        return False


def _contents(name: str) -> bytes:
    if name.startswith(f"{NOTEBOOKS}/"):
        return not_yet_run(next(each for each in lessons() if name.endswith(f"/{each.name}")))
    original = (HANDOUT / name).read_text(encoding="utf-8")
    return original.replace(TABLE, _table()).encode("utf-8")


def _table() -> str:
    rows = [
        f"| {each.id} | [{each.title}]({each.file}) | {each.total} | {each.minutes} "
        f"| [{each.reading}]({NOTEBOOKS}/{each.reading}.ipynb) |"
        for each in exercises()
    ]
    return "\n".join(["| | exercise | points | minutes | read before |", "|-|-|-|-|-|", *rows])


def _write_new(path: Path, contents: bytes) -> bool:
    """Write a file where there is none, not even a link to nowhere."""
    if os.path.lexists(path):
        return False
    replace_file(path, contents)
    return True


def _set_aside(path: Path) -> Path:
    """Rename a file to the first free name of a backup, which pytest does not take for a test."""
    ending = ".txt" if path.name.startswith("test_") else path.suffix
    number = 1
    while os.path.lexists(backup := path.with_name(f"{path.stem}.backup{number}{ending}")):
        number += 1
    return path.rename(backup)


def _refuse_the_package(folder: Path) -> None:
    if PACKAGE in (place := folder.resolve(), *place.parents):
        raise ValueError(
            f"{_shown(folder)} is a part of minigrad itself: choose a folder of your own, "
            "such as with: minigrad exercises start ~/exercises"
        )


def _is_count(number: object) -> bool:
    return isinstance(number, int) and number > 0


def _shown(folder: Path) -> str:
    return "this folder" if folder == Path() else repr(str(folder))
