"""A second child, which runs the code beside all of minigrad to say what is wrong with it.

Its words are a student's as much as ours: they are cut and made harmless, and no point comes
from them.
"""

from __future__ import annotations

import base64
import contextlib
import json
import pickle
import site
import sysconfig
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from minigrad.classroom.child import Limits
from minigrad.classroom.starting import start
from minigrad.exercises import library
from minigrad.exercises.answering import Channel, limit
from minigrad.exercises.feedback import Feedback
from minigrad.exercises.grading import grade_file
from minigrad.exercises.manifest import FOLDER, HANDOUT, Exercise
from viz.theme import visible

LONGEST = 256 * 1024  # bytes of what is said of one exercise
LINES, WORDS, NAMES = 60, 4_000, 8
MEMORY = 2 << 30
START = 20  # seconds, on a crowded machine
ROOT = FOLDER.parents[1]  # where minigrad and viz are


class Explained(NamedTuple):
    """What is said of one exercise, and the questions that were found to be wrong."""

    text: str
    mistakes: tuple[str, ...]
    wrong: set[tuple[str, str]]
    seconds: float = 0.0  # of computing, as it says


def explained(
    exercises: Sequence[Exercise],
    files: Mapping[str, bytes],
    seed: int,
    level: str,
    limits: Limits,
) -> dict[str, Explained]:
    """The feedback of `check` for each exercise, as far as the child gets."""
    with tempfile.TemporaryDirectory(prefix="minigrad-") as place:
        folder = _written(Path(place), files)
        readable = [folder, ROOT / "minigrad", ROOT / "viz"]
        readable += [each.folder for each in exercises[:1] if each.folder != HANDOUT]
        child = start(level, _program(), readable)
        seconds = (limits.cpu + 2) * len(exercises) + 4
        watch = threading.Timer(2 * seconds + START, child.kill)
        watch.daemon = True
        watch.start()
        try:
            given = [_known(each, seed) for each in exercises]
            request = {
                "folder": str(folder),
                "seed": seed,
                "exercises": given,
                "limits": limits._replace(cpu=seconds, memory=MEMORY).at(level),
            }
            return _said_by(child.process, request, exercises)
        finally:
            watch.cancel()
            child.close()
            if child.process.stdout is not None:
                child.process.stdout.close()


def _written(folder: Path, files: Mapping[str, bytes]) -> Path:
    """The files in a folder that another user may read."""
    folder.chmod(0o755)
    for name, text in files.items():
        if Path(name).name == name:
            (folder / name).write_bytes(text)
            (folder / name).chmod(0o644)
    return folder


@lru_cache(64)
def _known(exercise: Exercise, seed: int) -> str:
    """What known mistakes answer: computed once here, not once for each student."""
    known = library.wrong_answers(exercise, seed)
    return base64.b64encode(pickle.dumps((exercise, known))).decode()


def _program() -> str:
    paths = [str(ROOT), *{sysconfig.get_path(name) for name in ("purelib", "platlib")}]
    main = "from minigrad.classroom.explaining import main; main()"
    return f"import sys; sys.path[:0] = {paths}; {main}"


def _said_by(process: Any, request: Any, exercises: Sequence[Exercise]) -> dict[str, Explained]:
    said: dict[str, Explained] = {}
    wanted = {each.id for each in exercises}
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        for _ in exercises:
            line = process.stdout.readline(LONGEST)
            if not line.endswith(b"\n"):
                break
            name, one = _decoded(json.loads(line))
            if name in wanted:
                said[name] = one
    return said


def _decoded(line: Mapping[str, Any]) -> tuple[str, Explained]:
    """ValueError, TypeError or KeyError where the line is not what our child says."""
    texts = [line["id"], line["text"], *line["mistakes"]]
    if not all(type(each) is str for each in texts):
        raise TypeError
    lines = line["text"][:WORDS].encode("utf-8", "replace").decode().split("\n")[:LINES]
    text = "\n".join(visible(each) for each in lines)
    names = tuple(visible(each)[:60] for each in line["mistakes"][:NAMES])
    wrong = {(str(part), str(question)) for part, question in line["wrong"]}
    used = line["used"] if type(line["used"]) is float and 0 <= line["used"] < 60 else 0.0
    return line["id"], Explained(text, names, wrong, used)


# -------------------------------------------------------------------- in the child


def main() -> None:
    """Say what `check` says of each exercise, a line of JSON for each."""
    channel = Channel()
    site.setquit()
    asked = channel.hear()
    limit(asked["limits"])
    begun = 0.0  # with the start
    for exercise, known in _unpacked(asked["exercises"]):
        library.GIVEN[exercise.id, asked["seed"]] = known
        report = grade_file(exercise, Path(asked["folder"]), asked["seed"])
        feedback = Feedback(report)
        channel.say(
            {
                "id": exercise.id,
                "text": feedback.text,
                "mistakes": sorted(feedback.told_diagnosis.names),
                "wrong": [each.key for each in report.wrong],
                "used": time.process_time() - begun,
            }
        )
        begun = time.process_time()


def _unpacked(packed: Sequence[str]) -> Iterator[tuple[Exercise, library.Known]]:
    for each in packed:  # from our parent, which alone speaks to this process
        yield pickle.loads(base64.b64decode(each))
