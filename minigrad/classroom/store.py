"""The results of a class in a report folder: one file per student, which is all that is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from minigrad.checks import shortened, visible
from minigrad.classroom.graded import Graded
from minigrad.classroom.submissions import Submission
from minigrad.files import replace_file

RUN, RESULTS, ERRORS = "run.json", "results", "errors"
Run = Mapping[str, Any]  # all that results depend on, but for the submissions
PLACE = "course"  # of a teacher's own: another on each computer, so no result depends on it


class Store:
    """A report folder of one run; only one process at a time writes into it."""

    def __init__(self, folder: Path, run: Run) -> None:
        """Begin a run in a folder, or go on; ValueError where it holds another run's results."""
        self.folder, self.run = folder, {**run}
        before = run_in(folder)
        if before is not None and (others := _differences(before, self.run)):
            raise ValueError(
                f"{str(folder)!r} has the results of another run ({others}): choose another folder "
                "with -o, or grade as before"
            )
        if before is None:
            _write(folder / RUN, self.run)
        for place in folder, folder / RESULTS, folder / ERRORS:
            for stray in place.glob(".minigrad-*.tmp"):  # of a process that was killed
                stray.unlink(missing_ok=True)

    def key(self, submission: Submission) -> str:
        """Equal for two submissions that must get the same result."""
        hashes = {name: sha256(contents).hexdigest() for name, contents in submission.files.items()}
        run = {name: value for name, value in self.run.items() if name != PLACE}
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

    def results(self) -> list[Graded]:
        """Of all students, by name; ValueError names a file that is damaged."""
        graded = [Graded.from_data(each["graded"]) for _, each in self._kept()]
        return sorted(graded, key=lambda each: each.student)

    def errors(self) -> list[Path]:
        return sorted((self.folder / ERRORS).glob("[!.]*.txt"))

    def add(self, other: Store) -> None:
        """All results and errors of another part of the run; ValueError where two disagree."""
        for path, kept in other._kept():
            here = _read(self.folder / RESULTS / path.name)
            if here is not None and here["key"] != kept["key"]:
                name = shortened(visible(kept["graded"]["student"]))
                raise ValueError(
                    f"{name!r} was graded twice, with different files; the second time in "
                    f"{str(other.folder)!r}"
                )
            if here is None:
                _write(self.folder / RESULTS / path.name, kept)
                (self.folder / ERRORS / f"{path.stem}.txt").unlink(missing_ok=True)
        for path in other.errors():
            if not (self.folder / RESULTS / f"{path.stem}.json").exists():
                replace_file(self.folder / ERRORS / path.name, path.read_bytes())

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
    """The parts of one run in one report folder, which may be one of them."""
    stores = []
    for folder in folders:
        run = run_in(folder)
        if run is None:
            raise ValueError(f"{str(folder)!r} is no report: it has no {RUN}")
        stores.append(Store(folder, run))
        if others := _differences(stores[0].run, run):
            raise ValueError(
                f"{str(folders[0])!r} and {str(folder)!r} are of different runs ({others}): "
                "only parts of one run can be merged"
            )
    whole = Store(target, stores[0].run)
    for store in stores:
        if store.folder.resolve() != target.resolve():
            whole.add(store)
    return whole


def in_shard(student: str, shard: tuple[int, int]) -> bool:
    """Whether a student belongs to part k of n: by name alone, so on every machine the same."""
    number, of = shard
    return int(_hash(student), 16) % of == number - 1


def _hash(student: str) -> str:
    """For a name of a file: legal on every system, and no two students have the same."""
    return sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _differences(before: Run, now: Run) -> str:
    """In words; an empty text if the results are the same."""
    told = []
    for name in dict.fromkeys([*before, *now]):
        one, two = before.get(name), now.get(name)
        if one != two and name != PLACE:
            is_short = len(str(one)) < 20 and len(str(two)) < 20
            told.append(f"{name} {one}, not {two}" if is_short else f"other {name}")
    return " and ".join(told)


def _entries(folder: Path) -> Iterable[Path]:
    return folder.iterdir() if folder.is_dir() else ()


def _write(path: Path, data: Mapping[str, Any]) -> None:
    replace_file(path, (json.dumps(data, indent=1) + "\n").encode("ascii"))


def _read(path: Path) -> dict[str, Any] | None:
    """Nothing where there is none, or none that could be read."""
    with suppress(OSError, ValueError, RecursionError):
        data = json.loads(path.read_bytes())
        return data if isinstance(data, dict) else None
    return None
