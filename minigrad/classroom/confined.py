"""The first lines of a child: it gives up its rights, and then becomes the program it is for.

Started with this file as its text, what it gives up as JSON, and the text of the program.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import stat
import struct
import sys
import time
from collections.abc import Sequence
from typing import Any

READ = 1 | 4 | 8  # execute, read a file, list a folder
WRITE = 2
EVERY_RIGHT = (1 << 16) - 1  # to files that Landlock 5 knows
TCP, OUTWARDS = 3, 3  # bind and connect; abstract sockets and signals
NEEDED = 6  # of Landlock's versions: it keeps signals in


def drop(uid: int) -> None:
    """Become another user, without groups and capabilities."""
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)


def landlock(readable: Sequence[str]) -> None:
    """Deny this process every file but those below some folders, TCP, and signals outwards."""
    library = _library()
    call = library.syscall
    version = call(444, None, 0, 1)
    if version < NEEDED:
        raise OSError(f"Landlock {NEEDED} is needed (Linux 6.12), and here is {max(version, 0)}")
    rules = struct.pack("QQQ", EVERY_RIGHT, TCP, OUTWARDS)
    ruleset = _done(call(444, rules, len(rules), 0), "make rules")
    for path in readable:
        _allow(call, ruleset, path, READ)
    _allow(call, ruleset, os.devnull, 4 | WRITE)
    _done(library.prctl(38, 1, 0, 0, 0), "give up new rights")
    _done(call(446, ruleset, 0), "close the doors")
    os.close(ruleset)


def _allow(call: Any, ruleset: int, path: str, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    of_a_file = rights if stat.S_ISDIR(os.fstat(opened).st_mode) else rights & ~8
    _done(call(445, ruleset, 1, struct.pack("=Qi", of_a_file, opened), 0), f"allow {path}")
    os.close(opened)


def supervise() -> None:
    """Go on in a new process; this one stays outside, and ends whatever that leaves behind."""
    library = _library()
    library.prctl(36, 1, 0, 0, 0)  # orphans below it become its own children
    library.prctl(1, signal.SIGTERM, 0, 0, 0)  # it is told when the grader ends
    signal.signal(signal.SIGTERM, lambda *_: end_all_below())
    worker = os.fork()
    if worker == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        return
    os.close(0)
    os.close(1)
    _, status = os.waitpid(worker, 0)
    end_all_below()
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


def end_all_below() -> None:
    """Kill this process's children until there are none; the orphans of each come next."""
    for _ in range(1_000):
        below = _children()
        if not below:
            return
        for each in below:
            with contextlib.suppress(OSError):
                os.kill(each, signal.SIGKILL)
        time.sleep(0.001)


def _children() -> list[int]:
    """Those that are alive; a dead one waits to be reaped."""
    from pathlib import Path  # only here, as below

    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            state, parent = each.read_bytes().rpartition(b")")[2].split()[:2]
            if int(parent) == os.getpid() and state != b"Z":
                found.append(int(each.parent.name))
    return found


def _library() -> Any:
    import ctypes  # only here: it takes a while, and other levels do without

    return ctypes.CDLL(None, use_errno=True)


def _done(result: int, what: str) -> int:
    if result < 0:
        raise OSError(f"Landlock cannot {what}")
    return result


if __name__ == "__main__":
    gives_up = json.loads(sys.argv[1])
    if gives_up["uid"] is not None:
        drop(gives_up["uid"])
    if gives_up["landlock"] is not None:
        supervise()
        landlock(gives_up["landlock"])
    exec(compile(sys.argv.pop(2), "<child>", "exec", dont_inherit=True))
