"""Which sandbox is used: the first that works here, and never a weaker one without being asked."""

from __future__ import annotations

import re
from functools import cache

from minigrad.classroom.child import Child, Limits
from minigrad.classroom.starting import (
    BUBBLEWRAP,
    LANDLOCK,
    LEVELS,
    PROCESS,
    closed_to_others,
    words_at_start,
)
from minigrad.exercises.loading import UnreadableError
from minigrad.exercises.manifest import Exercise
from viz.theme import visible

AUTO = "auto"
PROMISES = {
    BUBBLEWRAP: "no files but Python's, no network, nothing writable, no other process to be seen",
    LANDLOCK: "no files but Python's, no TCP, no signals outwards; UDP is open",
    PROCESS: "no forged answer counts, and crashes end the child alone; files and network are open",
}
TRIAL = Exercise("trial", "", "trial.py", "", ("works",), 1, (), {})
QUICKLY = Limits(cpu=10, wall=20.0)


@cache
def choose(level: str = AUTO) -> str:
    """The level that is meant, after it has been seen to work; ValueError says why none does.

    `auto` is the first of bubblewrap and landlock that works.

    >>> choose("prison")
    Traceback (most recent call last):
    ValueError: sandbox needs to be auto, bubblewrap, landlock or process, got 'prison'
    """
    if level not in (AUTO, *LEVELS):
        raise ValueError(
            f"sandbox needs to be auto, {BUBBLEWRAP}, {LANDLOCK} or {PROCESS}, got {level!r}"
        )
    tried: dict[str, str] = {}
    for each in (BUBBLEWRAP, LANDLOCK) if level == AUTO else (level,):
        tried[each] = trouble_with(each)
        if not tried[each]:
            return each
    said = "; ".join(f"{name}: {why}" for name, why in tried.items())
    advice = "" if level == PROCESS else f"; --sandbox {PROCESS} promises less: {PROMISES[PROCESS]}"
    raise ValueError(f"the sandbox does not work here ({said}){advice}")


@cache
def trouble_with(level: str) -> str:
    """Why a level does not work here, after a child of it was asked something; else nothing."""
    try:
        child = Child(TRIAL, {"trial.py": b"works = 1.5"}, level, QUICKLY)
    except UnreadableError as error:
        return _for_the_teacher(level, error)
    except OSError as error:
        return f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
    try:
        child.start(["works"])
        return "" if child.ask("", {}, ["works"]) == [1.5] else "it answers wrongly"
    finally:
        child.close()


def _for_the_teacher(level: str, error: UnreadableError) -> str:
    """What the system says: the words of the error are meant for a student, and here is none."""
    if level != BUBBLEWRAP and (folder := closed_to_others()):
        return f"run by root, it needs a Python that others may read too, and {folder} is closed"
    said = re.sub(r"^\w*Error: (\[Errno \d+\] )?", "", words_at_start(level))
    if said:
        return visible(said)
    is_late = error.failure.is_timeout
    return "a trial of it did not answer in time" if is_late else "a trial of it gave no answer"
