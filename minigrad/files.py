"""Write files that are whole at every moment: what was there before, or all that is new."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES
from os import PathLike
from pathlib import Path
from stat import S_IMODE, S_ISREG


def replace_file(path: str | PathLike[str], content: bytes) -> Path:
    """Write a file, or leave the one before as it was: OSError says why. Missing folders are made.

    A link stays a link to its target. What is no file, such as a pipe, is written to directly.
    """
    target, mode = _target(path)
    if target is None:
        Path(path).write_bytes(content)
        return Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _temporary(target.parent) as temporary:
        with temporary.open("xb") as file:
            if mode is not None:
                temporary.chmod(mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    return Path(path)


def check_writable(path: str | PathLike[str]) -> None:
    """OSError where `replace_file` could not write, before any work is done; leaves no trace."""
    target, _ = _target(path)
    if target is None:
        if not os.access(path, os.W_OK):
            raise PermissionError(EACCES, os.strerror(EACCES), str(path))
        return
    made: list[Path] = []
    try:
        for folder in _missing_folders(target):
            folder.mkdir()
            made.append(folder)
        with _temporary(target.parent) as temporary:
            temporary.touch(exist_ok=False)
    finally:
        for folder in reversed(made):
            folder.rmdir()


def _target(path: str | PathLike[str]) -> tuple[Path | None, int | None]:
    """The file to replace, with its permissions if it is there; no file for a pipe or a device."""
    resolved = Path(os.path.realpath(Path(path)))
    try:
        found = Path(path).stat()
    except FileNotFoundError:
        return resolved, None
    if S_ISREG(found.st_mode):
        resolved.open("r+b").close()  # may it be written? A replacement would not ask
        return resolved, S_IMODE(found.st_mode)
    if resolved.is_dir():
        resolved.open("wb").close()  # the system's own error
    return None, None


def _missing_folders(target: Path) -> list[Path]:
    return [folder for folder in reversed(target.parents) if not folder.exists()]


@contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    """A free name in a folder, where a file may be made that is gone afterwards."""
    temporary = folder / f".minigrad-{os.urandom(8).hex()}.tmp"
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)
