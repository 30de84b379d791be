"""What lies in a folder or a zip that anybody may have made: read with care, never extracted."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from minigrad.checks import shortened, visible

MOST_BYTES = 1 << 20  # of one file
MOST_IN_ALL = 20 << 20  # of what is read of one submission
MOST_FILES = 1_000
ZIPS_IN_ZIPS = 3  # a download of a course system, in it a student's zip, in it one more
_NOT_FOLLOWED = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_FLAGS = os.O_RDONLY | _NOT_FOLLOWED | getattr(os, "O_BINARY", 0)
# Others unpack a block of any size at once.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class File(NamedTuple):
    """A file by its path in a submission; with a problem it must not be read."""

    parts: tuple[str, ...]
    read: Callable[[int], bytes]  # up to so many bytes; ValueError says why it has none
    problem: str = ""

    def __str__(self) -> str:
        return shortened(visible("/".join(self.parts)), 80)


Place = Callable[[], Iterable[File]]  # lists its files when it is asked
Member = tuple[tuple[str, ...], zipfile.ZipInfo]  # of a zip, by the parts of its name


class Contents:
    """All files of one submission but hidden ones, the upper ones first; a zip is a folder."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.files: list[File] = []
        self.notes: list[str] = []
        self._bytes_left = MOST_IN_ALL
        for place in places:
            self._add(place(), ZIPS_IN_ZIPS)
        self.files.sort(key=lambda file: (len(file.parts), file.parts))

    def read(self, file: File, most: int = MOST_BYTES) -> bytes:
        """ValueError says why the file has no contents."""
        if file.problem:
            raise ValueError(f"{file} {file.problem}")
        contents = file.read(min(most, self._bytes_left) + 1)
        if len(contents) > most:
            raise ValueError(f"{file} has more than {most >> 20} MB")
        self._bytes_left -= len(contents)
        if self._bytes_left < 0:
            raise ValueError(f"{file} is not read: there are more than {MOST_IN_ALL >> 20} MB")
        return contents

    def _add(self, found: Iterable[File], zips: int) -> None:
        for file in found:
            if len(self.files) >= MOST_FILES:
                self._note(f"only the first {MOST_FILES:,} files were looked at")
                return
            if zips and file.parts[-1].lower().endswith(".zip"):
                self._add_zip(file, zips)
            else:
                self.files.append(file)

    def _add_zip(self, file: File, zips: int) -> None:
        try:
            archive = opened(io.BytesIO(self.read(file, MOST_IN_ALL)), str(file))
        except ValueError as error:
            self._note(str(error))
        else:
            self._add(in_zip(archive, members(archive), file.parts), zips - 1)

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def is_hidden(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


# -------------------------------------------------------------------- on disk


def one_file(path: Path, name: str = "") -> list[File]:
    """A file alone, under a name of its own."""
    return [File((name or path.name,), partial(read_file, path), _problem(path.lstat().st_mode))]


def in_folder(folder: Path) -> Iterator[File]:
    """Level by level, in the order of their names; at most so many folders as files."""
    waiting: list[tuple[Path, tuple[str, ...]]] = [(folder, ())]
    for place, above in waiting:
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except OSError as error:
            yield File((*above, ""), partial(read_file, place), f"cannot be read: {error.strerror}")
            continue
        for entry in entries:
            if is_hidden(entry.name):
                continue
            parts = (*above, entry.name)
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and len(waiting) < MOST_FILES:
                waiting.append((Path(entry.path), parts))
            if not is_folder or entry.name.endswith(".py"):
                mode = entry.stat(follow_symlinks=False).st_mode
                yield File(parts, partial(read_file, Path(entry.path)), _problem(mode))


def read_file(path: Path, most: int) -> bytes:
    """The beginning of a regular file: no link is followed, and nothing is waited for."""
    try:
        with open(os.open(path, _FLAGS), "rb") as file:  # noqa: PTH123 (of a descriptor)
            if problem := _problem(os.fstat(file.fileno()).st_mode):
                raise ValueError(f"{path.name} {problem}")
            return file.read(most)
    except OSError as error:
        raise ValueError(f"{path.name} cannot be read: {error.strerror or error}") from None


def _problem(mode: int) -> str:
    if stat.S_ISREG(mode):
        return ""
    if stat.S_ISLNK(mode):
        return "is a link, and only files are read"
    if stat.S_ISDIR(mode):
        return "is a folder, and has to be a file"
    return "is a pipe or a device, and only files are read"


# -------------------------------------------------------------------- in a zip


def opened(source: Path | io.BytesIO, name: str) -> zipfile.ZipFile:
    """ValueError where it is no zip."""
    try:
        return zipfile.ZipFile(source)
    # NotImplementedError is zipfile's word for a zip in several parts, or of a later version.
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError):
        raise ValueError(f"{name} is damaged, or no zip") from None
    except OSError as error:
        raise ValueError(f"{name} cannot be read: {error.strerror or error}") from None


def members(archive: zipfile.ZipFile) -> list[Member]:
    """All but folders and hidden files, the upper ones first, by the parts of their names."""
    found = [
        (tuple(part for part in _name(info).split("/") if part not in ("", ".")), info)
        for info in archive.infolist()
    ]
    shown = [
        (parts, info)
        for parts, info in found
        if parts and not _name(info).endswith("/") and not any(map(_is_hidden_part, parts))
    ]
    return sorted(shown, key=lambda member: (len(member[0]), member[0]))


def in_zip(
    archive: zipfile.ZipFile,
    found: Iterable[Member],
    above: tuple[str, ...] = (),
) -> Iterator[File]:
    for parts, info in found:
        yield File((*above, *parts), partial(_read_member, archive, info), _problem_in_zip(info))


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """Whatever the zip says of sizes, no more than this is unpacked."""
    try:
        with archive.open(info) as file:
            return file.read(most)
    except Exception as error:  # a damaged zip shows in many ways
        raise ValueError(f"{shortened(visible(info.filename))} is damaged: {error}") from None


def _name(info: zipfile.ZipInfo) -> str:
    r"""With / between its parts: some zips have \ there, and some UTF-8 without saying so."""
    name = info.orig_filename.partition("\0")[0]
    if not info.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _is_hidden_part(part: str) -> bool:
    return part != ".." and is_hidden(part)


def _problem_in_zip(info: zipfile.ZipInfo) -> str:
    name, mode = _name(info), info.external_attr >> 16
    if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
        return "has a path that leads out of the zip"
    if info.flag_bits & 0x1:
        return "is encrypted"
    if info.compress_type not in _PACKED:
        return "is packed in a way that is not read: make an ordinary zip"
    return _problem(mode) if stat.S_IFMT(mode) else ""
