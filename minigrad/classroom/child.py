"""A child that answers questions about a student's code; what it says is data, and never believed.

A line of JSON goes out, one comes back, in time, and is decoded strictly. A forged answer is worth
what its numbers are worth.
"""

from __future__ import annotations

import base64
import contextlib
import inspect
import json
import queue
import re
import signal
import sysconfig
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn

from minigrad.classroom.starting import processes, start
from minigrad.exercises import answering
from minigrad.exercises.beside import Gone
from minigrad.exercises.failure import Failure, Faulty, NotANumber
from minigrad.exercises.loading import UnreadableError
from minigrad.exercises.manifest import FOLDER, Exercise
from minigrad.exercises.shapes import Opaque
from minigrad.exercises.time_limit import LOOPS, TookTooLongError
from viz.theme import visible

LONGEST = 256 * 1024  # bytes of an answer
WORDS = 300  # characters of an error, or of a word that is an answer
PATIENCE = 3  # times the wall limit of a question, for all of them
DEEPEST = 15  # lists in lists
NUMBERS = 1_000  # that a student's code may give to a function of the test
CALLS = 100_000  # of such functions, in one exercise


class Limits(NamedTuple):
    """What a child may use."""

    cpu: int = 4  # seconds, for one exercise
    wall: float = 20.0  # seconds, for one question
    memory: int = 1 << 30

    def at(self, level: str) -> dict[str, int]:
        """What the child sets for itself, under the names of the system."""
        few = {"FSIZE": 1 << 20, "NPROC": processes(level), "NOFILE": 64, "CORE": 0}
        return {"CPU": self.cpu, "AS": self.memory, **few}


class WroteError(Exception):
    """The child said what no child of ours says."""


class Child:
    """A student's file, loaded in another process; UnreadableError says why it could not be."""

    def __init__(
        self, exercise: Exercise, files: Mapping[str, bytes], level: str, limits: Limits
    ) -> None:
        self.file, self.limits = exercise.file, limits
        self.started = start(level, _program())
        self.lines: queue.Queue[bytes] = queue.Queue(4)
        self.calls = self.last = 0
        self.functions: list[Callable[..., Any]] = []
        self.helpers: list[Any] = []  # what was sent to run beside the code
        self.fresh: list[str] | None = None
        self.ends = time.monotonic() + PATIENCE * limits.wall
        self.was_late = False
        self.used = 0.0  # seconds of computing
        out = self.started.process.stdout
        self.reader = threading.Thread(target=_read, args=(out, self.lines), daemon=True)
        self.reader.start()
        try:
            found = self._say(_to_load(exercise, files, limits.at(level)))
        except (Faulty, Gone) as error:
            self.close()
            raise UnreadableError(error.failure) from None
        listed = found if isinstance(found, list) else []
        self.names: Mapping[str, Any] = {name: True for name in listed if isinstance(name, str)}

    # ---------------------------------------------------------------- what a Student asks

    def start(self, names: Sequence[str]) -> None:
        self.fresh = list(names)
        self.functions = []
        self.helpers = []

    def use(self, things: Sequence[Any]) -> None:
        self.ask("\n".join(inspect.getsource(each) for each in things), {}, ())
        self.helpers += things

    def ask(self, code: str, given: Mapping[str, Any], give: Sequence[str]) -> list[Any]:
        sent = {name: self._encoded(x) for name, x in given.items()}
        asked = {"code": code, "given": sent, "give": list(give), "names": self.fresh}
        self.fresh = None
        answers = self._say(asked)
        if not isinstance(answers, list) or len(answers) != len(give):
            self._gone(_wrote())
        return answers

    def graph(self, numbers: Mapping[str, float], lines: Sequence[str]) -> Any:
        """[data, grad] of each node that the lines make, in order."""
        return self._say({"numbers": dict(numbers), "graph": list(lines)})

    def close(self) -> int:
        """The status with which it ended."""
        status = self.started.close()
        with contextlib.suppress(queue.Empty):
            while True:  # so that the reader is not kept waiting
                self.lines.get_nowait()
        self.reader.join(1)
        return status

    # ---------------------------------------------------------------- one question

    def _say(self, asked: Mapping[str, Any]) -> Any:
        """What comes back: data, or an error of the student's code as Faulty."""
        self.last += 1
        left = max(self.ends - time.monotonic(), 0.0)
        watch = threading.Timer(min(self.limits.wall, left), self._end)
        watch.daemon = True
        watch.start()
        try:
            self._send({"id": self.last, **asked})
            while "call" in (reply := self._heard()):
                self._send(self._called(reply))
            if reply.get("id") != self.last or len(reply) != 3:
                raise WroteError
            self.used = self._seconds(reply.get("used"))
            if "trouble" in reply:
                raise _error_of(reply["trouble"], self.file)
            if "gives" not in reply:
                raise WroteError
            return decoded(reply["gives"])
        except WroteError:
            self._gone(_wrote())
        finally:
            watch.cancel()

    def _seconds(self, claimed: Any) -> float:
        """What the child says it has computed, which is at most what it may."""
        is_number = type(claimed) is float and 0 <= claimed <= self.limits.cpu + 1
        return max(self.used, claimed) if is_number else self.used

    def _send(self, message: Mapping[str, Any]) -> None:
        pipe = self.started.process.stdin
        try:
            if pipe is not None:
                pipe.write(json.dumps(message).encode() + b"\n")
                pipe.flush()
        except (OSError, ValueError):
            self._gone(None)

    def _heard(self) -> dict[str, Any]:
        line = self.lines.get()
        if line == b"":
            self._gone(None)
        try:
            reply = json.loads(line) if line.endswith(b"\n") else None
        except (ValueError, RecursionError):
            reply = None
        if not isinstance(reply, dict):
            raise WroteError
        return reply

    def _end(self) -> None:
        self.was_late = True
        self.started.kill()

    def _gone(self, failure: Failure | None) -> NoReturn:
        """End the child; what is known of why is the student's answer."""
        status = self.close()
        raise Gone(failure or self._why(status))

    def _why(self, status: int) -> Failure:
        name = TookTooLongError.__name__
        if self.was_late:
            after = f"within {self.limits.wall:g} seconds"
            return Failure(name, f"your code did not end {after} and was stopped: {LOOPS}")
        number = -status if status < 0 else status - 128
        if number == getattr(signal, "SIGXCPU", 24):
            self.used = float(self.limits.cpu)
            after = f"within {self.limits.cpu} seconds of computing"
            return Failure(name, f"your code did not end {after} and was stopped: {LOOPS}")
        known = [each.name for each in signal.Signals if each == number]
        how = f" ({known[0]})" if known else f" with status {status}" if status else ""
        return Failure("ended", f"your code ended the process{how}, so nothing more was asked")

    # ---------------------------------------------------------------- functions of the test

    def _encoded(self, x: Any) -> Any:
        if isinstance(x, (list, tuple)):
            return [self._encoded(each) for each in x]
        if isinstance(x, Mapping):
            return {"named": {name: self._encoded(each) for name, each in x.items()}}
        if any(x is each for each in self.helpers):
            return {"helper": x.__name__}
        if callable(x):
            places = [place for place, each in enumerate(self.functions) if each is x]
            if not places:
                self.functions.append(x)
            place = places[0] if places else len(self.functions) - 1
            return {"function": place, "name": getattr(x, "__name__", "function")}
        return x

    def _called(self, reply: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a call of a function that was given."""
        self.calls += 1
        place, arguments = reply["call"], decoded(reply.get("with"))
        is_known = type(place) is int and 0 <= place < len(self.functions)
        if not is_known or not isinstance(arguments, list) or self.calls > CALLS:
            raise WroteError
        if any(isinstance(each, Opaque) for each in arguments):
            name = getattr(self.functions[place], "__name__", "the function")
            said = f"{name} gets numbers and lists only, unless the test says student.use({name})"
            return {"raises": ["TypeError", said]}
        if _size(arguments) > NUMBERS:
            return {"raises": ["ValueError", f"more than {NUMBERS} numbers"]}
        try:
            return {"returns": self._encoded(self.functions[place](*arguments))}
        except Exception as error:  # of the test's function, which the student's code sees
            return {"raises": [type(error).__name__, str(error)[:WORDS]]}


def _read(pipe: BinaryIO, lines: queue.Queue[bytes]) -> None:
    """Lines into the queue, the last one empty; a line that is too long ends it."""
    with contextlib.suppress(OSError, ValueError, queue.Full), pipe:
        while line := pipe.readline(LONGEST):
            lines.put(line, timeout=60)
            if not line.endswith(b"\n"):
                break
    with contextlib.suppress(queue.Full):
        lines.put(b"", timeout=60)


# -------------------------------------------------------------------- what goes out


@cache
def _program() -> str:
    return Path(answering.__file__).read_text(encoding="utf-8")


def _to_load(
    exercise: Exercise, files: Mapping[str, bytes], limits: Mapping[str, int]
) -> dict[str, Any]:
    beside = {
        name.removesuffix(".py"): (base64.b64encode(text).decode(), name)
        for name, text in files.items()
        if name.endswith(".py") and name != exercise.file
    }
    paths = [sysconfig.get_path(name) for name in ("purelib", "platlib")]
    return {
        "file": exercise.file,
        "source": base64.b64encode(files[exercise.file]).decode(),
        "modules": beside | modules_for(exercise.gets),
        "lacks": exercise.needs,
        "why": f"exercise {exercise.id} is graded without it, as its task builds on nothing of it",
        "paths": sorted(set(paths)),
        "limits": dict(limits),
    }


@cache
def modules_for(gets: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """The text of modules of minigrad, and of all that these import; none of the others."""
    if not gets:
        return {}
    found: dict[str, str] = {}
    waiting = list(gets)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = (FOLDER.parent / f"{name}.py").read_text(encoding="utf-8")
        waiting += re.findall(r"^from minigrad\.(\w+) import", found[name], re.M)
        for several in re.findall(r"^from minigrad import (.+)$", found[name], re.M):
            waiting += several.split(", ")
    texts = {"minigrad": "from minigrad.value import Value\n"}
    texts |= {f"minigrad.{name}": text for name, text in found.items()}
    return {
        name: (base64.b64encode(text.encode()).decode(), f"<{name}>")
        for name, text in texts.items()
    }


# -------------------------------------------------------------------- what comes in


def decoded(x: Any, depth: int = 0) -> Any:
    """Exact floats, words, None, lists of them, or Opaque; WroteError for anything else."""
    if x is None or type(x) is float:
        return x
    if type(x) is bool:
        return Opaque("bool", str(x))
    if type(x) is int:
        try:
            return float(x)
        except OverflowError:
            raise WroteError from None
    if type(x) is str:
        return _harmless(x)
    if type(x) is list and depth < DEEPEST:
        return [decoded(each, depth + 1) for each in x]
    if type(x) is dict and set(x) == {"kind", "text"} and {str} == set(map(type, x.values())):
        return Opaque(_harmless(x["kind"]), _harmless(x["text"]))
    raise WroteError


def _harmless(text: str) -> str:
    """Words of a student's, cut, that no terminal and no encoding stumbles over."""
    return visible(text[:WORDS].encode("utf-8", "replace").decode())


def _size(x: Any) -> int:
    return sum(map(_size, x)) if isinstance(x, list) else 1


def _wrote() -> Failure:
    return Failure("channel", "your code wrote to the channel on which it is asked")


def _error_of(trouble: Any, file: str) -> Exception:
    """An error of the student's code, from a kind, words and a line; else the child lies."""
    if type(trouble) is not list or len(trouble) != 4:
        raise WroteError
    what, kind, said, line = trouble
    if not (type(what) is type(kind) is type(said) is str) or type(line) not in (int, type(None)):
        raise WroteError
    kind, said = _harmless(kind), _harmless(" ".join(said.split()))
    if what == "Refused":
        return NotANumber(kind, said)
    where = f" (line {line} of {file})" if line is not None else ""
    if kind == NotImplementedError.__name__:
        return Faulty(Failure(kind, f"still to be written{where}" + (f": {said}" if said else "")))
    told = f"{kind}{where}" + (f": {said}" if said else "")
    return Faulty(Failure(re.sub(r"\d+(\.\d+)?", "…", f"{kind} {said}"), told))
