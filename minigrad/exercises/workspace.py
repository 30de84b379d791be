"""The student's folder: what `start` puts into it, what `reset` puts back, the hints given."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from minigrad.course.lessons import lessons, not_yet_run
from minigrad.exercises.manifest import FOLDER, HANDOUT, MANIFEST, Course, Exercise, our_course
from minigrad.exercises.own_course import (
    COPY,
    MISTAKES,
    SETTING,
    course_of,
    has_own_course,
    read_course,
    setting,
)
from minigrad.files import replace_file

PACKAGE = FOLDER.parent.resolve()
PROGRESS = ".minigrad.json"  # how many hints each exercise has had
NOTEBOOKS = "notebooks"  # the folder of the course beside the exercises
TABLE = "<!-- the exercises -->"  # where README.md gets its table
TEMPLATE = FOLDER / "template"
README = "README.md"


class Workspace:
    """A folder with exercises; ValueError, which says what to do, for any other.

    Its course is the one that it was started with, unless another is given to ask its questions.
    """

    def __init__(self, folder: str | Path = ".", course: Course | None = None) -> None:
        self.folder = Path(folder)
        _refuse_the_package(self.folder)
        self.course = course or course_of(self.folder)
        if not any(
            os.path.lexists(self.folder / name)
            for exercise in self.course.exercises
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
            path, original = self.folder / name, _contents(name, self.course)
            if not os.path.lexists(path):
                done.append((name, ""))
            elif not is_the_original(path, name, self.course):
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


def start(folder: Path, course: Course | None = None) -> tuple[list[str], list[str]]:
    """Copy what a student gets; returns which files were written, and which were there before.

    Started again with a teacher's course that has changed, it also renews the files that are as
    they were handed out.
    """
    course = course or our_course()
    _refuse_the_package(folder)
    _refuse_another_course(folder, course)
    written: list[str] = []
    kept: list[str] = []
    try:
        for inner in ("tests", NOTEBOOKS) if course.is_ours else ("tests",):
            (folder / inner).mkdir(parents=True, exist_ok=True)
        untouched = _untouched(folder, course)
        for name in handed_out(course):
            path, contents = folder / name, _contents(name, course)
            if name in untouched and not is_the_original(path, name, course):
                path.unlink()
            (written if _write_new(path, contents) else kept).append(name)
        if not course.is_ours:
            _copy_course(course, folder / COPY)
    except OSError as error:
        raise ValueError(
            f"cannot write into {str(folder)!r} ({error.strerror or error}): "
            "choose another folder, which may be new"
        ) from None
    return written, kept


def new_course(folder: Path) -> list[str]:
    """Write a small course to begin one's own with, into a new folder; returns its files."""
    _refuse_the_package(folder)
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise ValueError(f"{_shown(folder)} is there already: choose a folder that is new or empty")
    files = [path for path in sorted(TEMPLATE.rglob("*.*")) if path.suffix != ".pyc"]
    names = [path.relative_to(TEMPLATE).as_posix() for path in files]
    for name, path in zip(names, files, strict=True):
        replace_file(folder / name, path.read_bytes())
    return names


def handed_out(course: Course | None = None) -> list[str]:
    """The files of a student's folder: the exercises in their order, then our notebooks."""
    course = course or our_course()
    names = [name for exercise in course.exercises for name in (exercise.file, exercise.test)]
    if course.is_ours:
        names += [f"{NOTEBOOKS}/{lesson.name}" for lesson in lessons()]
    return [*([README] if (course.folder / README).exists() else []), "pytest.ini", *names]


def is_the_original(path: Path, name: str, course: Course | None = None) -> bool:
    """Whether a file is as it was handed out, but for its line ends."""
    try:
        return _unix(path.read_bytes()) == _contents(name, course or our_course())
    except OSError:
        return False


def _contents(name: str, course: Course) -> bytes:
    if name.startswith(f"{NOTEBOOKS}/"):
        return not_yet_run(next(each for each in lessons() if name.endswith(f"/{each.name}")))
    if name == "pytest.ini":
        ours = _unix((HANDOUT / name).read_bytes())
        own = f"{SETTING} = {COPY}".encode()
        return ours if course.is_ours else ours.replace(f"{SETTING} = true".encode(), own)
    original = _unix((course.folder / name).read_bytes())
    return original.replace(TABLE.encode(), _table(course).encode()) if name == README else original


def _unix(contents: bytes) -> bytes:
    return contents.replace(b"\r\n", b"\n")


def _table(course: Course) -> str:
    head, line = "| | exercise | points | minutes |", "|-|-|-|-|"
    if course.is_ours:
        head, line = f"{head} read before |", f"{line}-|"
    rows = [
        f"| {each.id} | [{each.title}]({each.file}) | {each.total} | {each.minutes} |"
        + (f" [{each.reading}]({NOTEBOOKS}/{each.reading}.ipynb) |" if each.reading else "")
        for each in course.exercises
    ]
    return "\n".join([head, line, *rows])


# -------------------------------------------------------------------- a teacher's course


def _copy_course(course: Course, folder: Path) -> None:
    """All that asking takes; what a teacher keeps beside it, such as solutions, stays there."""
    exercises = course.exercises
    needed = [MANIFEST, *(name for each in exercises for name in (each.file, each.test))]
    for name in [*needed, README, MISTAKES]:
        if (course.folder / name).exists():
            replace_file(folder / name, (course.folder / name).read_bytes())
        else:  # it was there when the course was copied before
            (folder / name).unlink(missing_ok=True)


def _untouched(folder: Path, course: Course) -> set[str]:
    """What is still as it was handed out, by the copy of the course that is there before."""
    if course.is_ours or not (folder / COPY / MANIFEST).exists():
        return set()
    try:
        before = read_course(folder / COPY)
    except ValueError:  # damaged: then nothing of the student's is known to be old
        return set()
    return {name for name in handed_out(before) if is_the_original(folder / name, name, before)}


def _refuse_another_course(folder: Path, course: Course) -> None:
    """A folder has one course; a copy of it that is damaged or missing may be written again."""
    if (folder / MANIFEST).exists():
        raise ValueError(
            f"{_shown(folder)} is a course itself: start it in a folder of its own, with: "
            f"minigrad exercises start --course {folder} DIR"
        )
    is_own, is_another = has_own_course(folder), False
    if is_own == course.is_ours:
        is_another = is_own or bool(setting(folder))
    elif is_own:
        with suppress(ValueError):
            before = {each.file for each in read_course(folder / COPY).exercises}
            is_another = before.isdisjoint(each.file for each in course.exercises)
    if is_another:
        raise ValueError(
            f"{_shown(folder)} has the exercises of another course: choose another folder"
        )


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
