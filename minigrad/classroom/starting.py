"""Start a child of Python at a level of confinement, and end all that it started."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

BUBBLEWRAP, LANDLOCK, PROCESS = "bubblewrap", "landlock", "process"
LEVELS = (BUBBLEWRAP, LANDLOCK, PROCESS)
NOBODY = 65534
SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/etc/ld.so.cache")
CONFINED = Path(__file__).with_name("confined.py")
FEW, MANY = 64, 4096  # processes and threads
LATER = 5.0  # seconds in which what was killed has to be gone

_started = count()


def start(level: str, program: str, readable: Sequence[Path] = ()) -> Started:
    """A child that runs the text of a program, and reads nothing but Python and some folders."""
    return Started(level, program, readable)


def words_at_start(level: str) -> str:
    """The last line of an error with which the system refuses a child of this level; or nothing."""
    child = Started(level, "", (), errors=subprocess.PIPE)
    try:
        said = child.process.communicate(timeout=LATER)[1]
    except subprocess.TimeoutExpired:
        child.kill()
        said = child.process.communicate()[1]
    child.close()
    words: str = said.decode("utf-8", "replace").strip()
    return words.rpartition("\n")[2]


class Started:
    """A running child; `close` ends it, and as far as the level can all that it started."""

    def __init__(
        self,
        level: str,
        program: str,
        readable: Sequence[Path],
        errors: int = subprocess.DEVNULL,
    ) -> None:
        self.level = level
        self.uid = _own_uid() if _is_root() else None
        folders = [*_folders_of_python(), *(str(each) for each in readable)]
        allowed = [*SYSTEM, *folders] if level == LANDLOCK else None
        gives_up = {"uid": self.uid, "landlock": allowed}
        python = [sys.executable, "-I", "-S", "-X", "utf8", "-c", _confined()]
        command = [*python, json.dumps(gives_up), program]
        if level == BUBBLEWRAP:
            command = [*_wrapped(folders, self.uid), *command]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=Path(sys.executable).anchor,
            env=_environment(),
            **_group(),
        )

    def kill(self) -> None:
        """End it now, whatever it does."""
        if self.level == LANDLOCK and self.process.poll() is None:
            self.process.terminate()  # the supervisor, which ends what is below it
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(LATER)
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()

    def close(self) -> int:
        """The status with which it ended; it is given a moment to end by itself."""
        with contextlib.suppress(OSError):
            if self.process.stdin is not None:
                self.process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.2)
        self.kill()  # also what it has left behind in its group
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(LATER)
        if self.uid is not None and self.level != BUBBLEWRAP:
            _end_all_of(self.uid)
        return self.process.returncode if self.process.returncode is not None else -9


def closed_to_others() -> str:
    """The folder that keeps a child of root's, which has a user of its own, from Python."""
    for place in map(Path, _folders_of_python()) if _is_root() else ():
        for each in reversed((place, *place.parents)):
            if not each.stat().st_mode & stat.S_IXOTH:
                return str(each)
    return ""


# -------------------------------------------------------------------- what a level is


def _wrapped(folders: Sequence[str], uid: int | None) -> list[str]:
    """Bubblewrap with nothing in it but Python; a child of root's drops its user itself."""
    program = shutil.which("bwrap")
    if program is None:
        raise OSError("the program bwrap is not installed")
    command = [program, "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    command += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    if uid is None:
        command += ["--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY)]
    else:
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    for path in SYSTEM:
        if Path(path).is_symlink():
            command += ["--symlink", str(Path(path).readlink()), path]
        elif Path(path).exists():
            command += ["--ro-bind", path, path]
    for path in folders:
        for above in reversed(Path(path).parents[:-1]):  # a private home folder too
            command += ["--perms", "0755", "--dir", str(above)]
        command += ["--ro-bind", path, path]
    return [*command, "--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]


@cache
def processes(level: str) -> int:
    """How many a child may have, which the system counts together with all others of its user."""
    if level == BUBBLEWRAP or _is_root() or not hasattr(os, "getuid"):
        return FEW
    own = 0
    for each in Path("/proc").glob("[0-9]*/task/[0-9]*"):
        with contextlib.suppress(OSError):
            own += each.stat().st_uid == os.getuid()
    return own + 2 * FEW if own else MANY


@cache
def _folders_of_python() -> tuple[str, ...]:
    """Where this Python lives, also that behind a virtual environment."""
    found = (sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parent))
    kept: list[str] = []
    for each in sorted(set(found)):
        inside = any(Path(each).is_relative_to(other) for other in (*kept, "/usr"))
        if not inside:
            kept.append(each)
    return tuple(kept)


def _environment() -> dict[str, str]:
    """Nothing of ours; what NumPy and Windows cannot do without."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _group() -> dict[str, Any]:
    """A group of its own, so that all of it can be ended."""
    if hasattr(subprocess, "CREATE_NEW_PROCESS_GROUP"):
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


@cache
def _confined() -> str:
    return CONFINED.read_text(encoding="utf-8")


# -------------------------------------------------------------------- users


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _own_uid() -> int:
    """A user of the child's own, so that it can end and count nobody else's processes."""
    own = os.getpid() * 16 + next(_started) % 16
    return 100_000 + own if _has_all_users() else 20_000 + own % 40_000


@cache
def _has_all_users() -> bool:
    """Root of a container may have the first 65,536 alone, of which two graders can share one."""
    try:
        return "4294967295" in Path("/proc/self/uid_map").read_text(encoding="utf-8")
    except OSError:
        return False


def _end_all_of(uid: int) -> None:
    """Whatever a child has left behind: a process of its user ends all others of this user."""
    command = [shutil.which("kill") or "/bin/kill", "-9", "-1"]
    with contextlib.suppress(subprocess.SubprocessError, OSError):
        subprocess.run(
            command,
            user=uid,
            group=uid,
            extra_groups=(),
            timeout=LATER,
            stderr=subprocess.DEVNULL,
            check=False,
        )
