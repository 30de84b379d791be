"""The results of a class in a report folder: one file per student, which is all that is kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from minigrad.checks import visible
from minigrad.classroom.differences import differences
from minigrad.classroom.graded import Graded
from minigrad.classroom.submissions import Submission
from minigrad.files import replace_file

RUN, RESULTS, ERRORS, STUDENTS = "run.json", "results", "errors", "students.json"
Run = Mapping[str, Any]  # all that results depend on, but for the submissions
PLACE = "course"  # of a teacher's own: another on each computer, so no result depends on it
MOST_NAMED = 8
SHARD = "shard"  # [3, 20] of the third of 20 parts; a result is the same in each


class Store:
    """A report folder of one run; only one process at a time writes into it."""

    def __init__(self, folder: Path, run: Run) -> None:
        """Begin a run in a folder, or go on; ValueError where it holds another run's results."""
        self.folder, self.run = folder, {**run}
        before = run_in(folder)
        others = differences(before, self.run) if before else None
        if others and not any((folder / RESULTS).glob("*.json")):
            before = others = None  # it was stopped before it had any
        if others:
            raise ValueError(
                f"{str(folder)!r} was graded with {others[0]}, and now it is {others[1]}: choose "
                "another folder with -o, or grade as before"
            )
        if before is None:
            _write(folder / RUN, self.run)
        for place in folder, folder / RESULTS, folder / ERRORS:
            for stray in place.glob(".minigrad-*.tmp"):  # of a process that was killed
                stray.unlink(missing_ok=True)

    def key(self, submission: Submission) -> str:
        """Equal for two submissions that must get the same result."""
        hashes = {name: sha256(contents).hexdigest() for name, contents in submission.files.items()}
        run = {name: x for name, x in self.run.items() if name not in (PLACE, SHARD)}
        text = json.dumps([run, hashes, submission.notes], sort_keys=True)
        return sha256(text.encode("ascii")).hexdigest()

    def has(self, student: str) -> bool:
        return self._path(student).exists()

    def holds(self, submission: Submission) -> bool:
        """Whether there is a result of exactly these files."""
        kept = _read(self._path(submission.student))
        return kept is not None and kept.get("key") == self.key(submission)

    def keep(self, key: str, graded: Graded) -> None:
        """Write a result in the place of all that was known of the student before."""
        _write(self._path(graded.student), {"key": key, "graded": graded.to_data()})
        self._error(graded.student).unlink(missing_ok=True)

    def keep_error(self, student: str, traceback: str) -> Path:
        """Why a student was not graded; an older result no longer counts."""
        text = f"{visible(student)} was not graded.\n\n{traceback}"
        path = replace_file(self._error(student), text.encode("utf-8", "backslashreplace"))
        self._path(student).unlink(missing_ok=True)
        return path

    def forget(self, students: Iterable[str]) -> None:
        """The results of those who are graded now: they are of other files."""
        for each in students:
            self._path(each).unlink(missing_ok=True)

    def results(self) -> list[Graded]:
        """Of all students, by name; ValueError names a file that is damaged."""
        graded = [Graded.from_data(each["graded"]) for _, each in self._kept()]
        return sorted(graded, key=lambda each: each.student)

    def errors(self) -> list[Path]:
        return sorted((self.folder / ERRORS).glob("[!.]*.txt"))

    def announce(self, students: Iterable[str]) -> None:
        """Who has handed something in now; results of all others are kept, and not reported."""
        replace_file(self.folder / STUDENTS, _as_json(sorted(students)))

    def announced(self) -> list[str]:
        """ValueError where that cannot be read."""
        names = _json_in(self.folder / STUDENTS)
        if not isinstance(names, list):
            raise ValueError(f"{self.folder / STUDENTS} is damaged: grade this part again")
        return names

    def waits_for(self) -> list[str]:
        """Whose submission is not graded yet."""
        return [
            each
            for each in self.announced()
            if not self.has(each) and not self._error(each).exists()
        ]

    def add(self, part: Store) -> None:
        """All results and errors of a part of the run, in the place of what was here of them."""
        for student in part.announced():
            kept = _read(part._path(student))
            if kept is not None:
                _write(self._path(student), kept)
                self._error(student).unlink(missing_ok=True)
            else:
                replace_file(self._error(student), part._error(student).read_bytes())
                self._path(student).unlink(missing_ok=True)

    def _kept(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        for path in sorted((self.folder / RESULTS).glob("[!.]*.json")):
            if (kept := _read(path)) is None:
                raise ValueError(f"{path} is damaged: delete it, and grade again")
            yield path, kept

    def _path(self, student: str) -> Path:
        return self.folder / RESULTS / f"{_hash(student)}.json"

    def _error(self, student: str) -> Path:
        return self.folder / ERRORS / f"{_hash(student)}.txt"


def run_in(folder: Path) -> dict[str, Any] | None:
    """That of a report folder, if it is one already."""
    path = folder / RUN
    if not path.exists():
        if folder.is_file() or any(not each.name.startswith(".") for each in _entries(folder)):
            raise ValueError(f"{str(folder)!r} is there, and no report: choose a new folder")
        return None
    run = _read(path)
    if run is None:
        raise ValueError(f"{path} is damaged: choose another folder with -o")
    return run


def merged(folders: Sequence[Path], target: Path) -> Store:
    """All parts of one run in a report folder of their own; ValueError where one is missing."""
    parts = [_part_in(folder) for folder in folders]
    _check_parts(parts)
    if target.resolve() in [each.folder.resolve() for each in parts]:
        raise ValueError(f"-o needs a folder beside the parts, got {str(target)!r}, which is one")
    run = {name: value for name, value in parts[0].run.items() if name != SHARD}
    whole = Store(target, run)
    whole.announce(student for part in parts for student in part.announced())
    for part in parts:
        whole.add(part)
    return whole


def _part_in(folder: Path) -> Store:
    run = run_in(folder)
    if run is None:
        raise ValueError(f"{str(folder)!r} is no report: it has no {RUN}")
    if SHARD not in run:
        raise ValueError(
            f"{str(folder)!r} was graded without --shard, so it is no part that can be merged"
        )
    part = Store(folder, run)
    if waiting := part.waits_for():
        raise ValueError(
            f"{str(folder)!r} is not finished, {len(waiting)} of {len(part.announced())} are still "
            "to be graded: the command that made it goes on"
        )
    return part


def _check_parts(parts: Sequence[Store]) -> None:
    """ValueError where they are not of one run, or one is there twice, or missing."""
    first = parts[0]
    number, of = first.run[SHARD]
    for part in parts[1:]:
        as_first = {**part.run, SHARD: [number, part.run[SHARD][1]]}
        if others := differences(first.run, as_first):
            raise ValueError(
                f"{str(first.folder)!r} was graded with {others[0]}, and {str(part.folder)!r} "
                f"with {others[1]}: only parts of one run can be merged"
            )
    times = Counter(part.run[SHARD][0] for part in parts)
    if twice := [f"{each}/{of}" for each, count in times.items() if count > 1]:
        raise ValueError(f"--merge takes each part once, got part {twice[0]} more than once")
    missing = [f"{each}/{of}" for each in range(1, of + 1) if each not in times]
    if missing:
        more = ", …" if len(missing) > MOST_NAMED else ""
        raise ValueError(
            f"--merge needs all {of} parts, and of these {len(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing: "
            f"{', '.join(missing[:MOST_NAMED])}{more}"
        )


def in_shard(student: str, shard: tuple[int, int]) -> bool:
    """Whether a student belongs to part k of n: by name alone, so on every machine the same."""
    number, of = shard
    return int(_hash(student), 16) % of == number - 1


def _hash(student: str) -> str:
    """For a name of a file: legal on every system, and no two students have the same."""
    return sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _entries(folder: Path) -> Iterable[Path]:
    return folder.iterdir() if folder.is_dir() else ()


def _write(path: Path, data: Mapping[str, Any]) -> None:
    replace_file(path, _as_json(data))


def _as_json(data: object) -> bytes:
    return (json.dumps(data, indent=1) + "\n").encode("ascii")


def _read(path: Path) -> dict[str, Any] | None:
    """Nothing where there is none, or none that could be read."""
    data = _json_in(path)
    return data if isinstance(data, dict) else None


def _json_in(path: Path) -> Any:
    with suppress(OSError, ValueError, RecursionError):
        return json.loads(path.read_bytes())
    return None
