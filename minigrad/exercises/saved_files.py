"""Notice what a student saves, and tell what has changed since the last check."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from minigrad.exercises.grading import Report
from minigrad.exercises.manifest import Exercise
from minigrad.exercises.wording import wrapped

PAUSE = 0.2  # seconds from one look to the next; on every platform it costs next to nothing
PATIENCE = 10  # looks that a file may be empty or away, as it is while an editor writes it

Stamps = Mapping[str, tuple[int, int]]  # of each file: when it was written, and its size


def saved(
    folder: Path, pause: Callable[[], None] = lambda: time.sleep(PAUSE)
) -> Iterator[tuple[set[str], set[str]]]:
    """For ever: the names of .py files that were written, and of those that have gone.

    Waits until nothing changes any more: editors write in several steps, empty a file first, or
    put another one in its place.
    """
    before = _stamps(folder)
    while True:
        pause()
        now = _stamps(folder)
        if now == before:
            continue
        for _ in range(PATIENCE):
            pause()
            last, now = now, _stamps(folder)
            if last == now and before.keys() <= now.keys() and all(s for _, s in now.values()):
                break
        written = {name for name in now if now[name] != before.get(name)}
        gone = set(before) - set(now)
        before = now
        if written or gone:
            yield written, gone


def _stamps(folder: Path) -> Stamps:
    found = {}
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        raise ValueError(f"the folder {str(folder)!r} has gone: nothing is left to watch") from None
    for entry in entries:
        if entry.name.endswith(".py"):
            try:
                status = Path(entry.path).stat()  # on Windows that of an entry may be old
            except OSError:  # gone since
                continue
            found[entry.name] = status.st_mtime_ns, status.st_size
    return found


def stamps_of_all(folder: Path) -> Stamps:
    """Those of all code and lists in a folder and below it: of a course, or of minigrad."""
    found = {}
    for path in [*folder.rglob("*.py"), *folder.rglob("*.toml")]:
        with suppress(OSError):  # gone since
            status = path.stat()
            found[path.relative_to(folder).as_posix()] = status.st_mtime_ns, status.st_size
    return found


def concerned(exercises: Sequence[Exercise], changed: set[str], folder: Path) -> list[Exercise]:
    """The exercises whose file has changed, or one that it imports."""
    modules = [Path(name).stem for name in changed]
    return [
        each
        for each in exercises
        if each.file in changed or any(_imports(folder / each.file, name) for name in modules)
    ]


def _imports(path: Path, module: str) -> bool:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return f"import {module}" in text or f"from {module} " in text


def changes(before: Report, now: Report) -> list[str]:
    """What has become right or wrong since the last check, in lines."""
    if bool(before.unreadable) != bool(now.unreadable):
        return ["It could be loaded before." if now.unreadable else "It can be loaded now."]
    mended = [part for part in now.passed if part not in before.passed]
    broken = [part for part in before.passed if part not in now.passed]
    lines = _named("Right now, and wrong before", mended)
    lines += _named("WRONG now, and right before", broken)
    was, is_now = ({each.key: each for each in r.observations} for r in (before, now))
    more = sum(each.is_right for each in is_now.values()) - sum(e.is_right for e in was.values())
    if lines or now.is_solved:
        return lines
    if more:
        count = f"{abs(more)} right answer{'s' * (abs(more) > 1)}"
        return [f"{count} {'more' if more > 0 else 'fewer'} than before."]
    told = [[str(each.failure or each.got) for each in r.wrong] for r in (before, now)]
    is_same = told[0] == told[1] and str(before.unreadable) == str(now.unreadable)
    return ["Nothing has changed in what it answers." if is_same else "Wrong in another way now."]


def _named(opening: str, parts: Sequence[str]) -> list[str]:
    names = ", ".join(part.removeprefix("test_").replace("_", " ") for part in parts)
    return wrapped(f"{opening}: {names}.") if parts else []
