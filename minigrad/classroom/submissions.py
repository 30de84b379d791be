"""Who handed in what: a folder, a zip or a file per student, under the names of course systems."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from minigrad.checks import shortened, visible
from minigrad.classroom.contents import (
    Contents,
    File,
    Member,
    Place,
    in_folder,
    in_zip,
    is_hidden,
    members,
    one_file,
    opened,
)

HANDED_IN = (".py", ".zip")
GRADESCOPE = "submission_metadata.yml"
MOST_METADATA = 50 << 20
_MOODLE = re.compile(r"(?P<who>.+?)_(?P<number>\d+)_assignsubmission_[a-z]+_(?P<file>.*)", re.S)
_CANVAS = re.compile(r"(?P<who>.+?)(_LATE)?_(?P<number>\d+)_\d+_(?P<file>.+)", re.S)
_PERSON = re.compile(r"(?m)^[ -]*:(?:name|sid|email):[ \t]*(\S.*?)[ \t\r]*$")
_COPY = re.compile(r"(-\d+| ?\(\d+\))(?=\.py$)")  # what Canvas and browsers add to a name


@dataclass(frozen=True)
class Submission:
    """What one student handed in: the files of exercises by their names, and what is odd."""

    student: str
    files: Mapping[str, bytes]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where a student's files lie; they are read when it is their turn."""

    student: str
    places: tuple[Place, ...]
    names: tuple[str, ...]  # of the files that exercises have
    known_as: tuple[str, ...] = ()  # a number, names, an address: to be found on a roster
    notes: tuple[str, ...] = ()

    def read(self) -> Submission:
        """Whatever is wrong with the files is said in the notes."""
        contents = Contents(self.places)
        files: dict[str, bytes] = {}
        notes = [*self.notes, *contents.notes]
        for name, file in _chosen(contents.files, self.names, notes).items():
            try:
                files[name] = contents.read(file)
            except ValueError as error:
                notes.append(str(error))
        return Submission(self.student, files, tuple(notes))


class Found(NamedTuple):
    """All that was handed in, in the order of the students, and what is no submission."""

    sources: list[Source]
    left_alone: list[str]


def find_submissions(path: Path, names: Sequence[str]) -> Found:
    """Those in a folder or a zip of a class; a path may be one student's, too.

    `names` are the files that exercises have. ValueError says why there are no submissions.
    """
    if path.is_dir():
        children = _on_disk(path)
    elif path.suffix.lower() == ".zip":
        children = _in_one_zip(path, names)
    elif path.is_file() and path.suffix == ".py":
        return Found([Source(path.stem, (partial(one_file, path),), tuple(names))], [])
    else:
        what = "is no folder, zip or .py file" if os.path.lexists(path) else "is not there"
        raise ValueError(f"{str(path)!r} {what}: name the folder of all submissions")
    if any(not each.is_folder and _meant(each.name, names) for each in children):
        place = partial(in_folder, path) if path.is_dir() else partial(one_file, path)
        name = path.resolve().name if path.is_dir() else path.stem
        return Found([Source(name, (place,), tuple(names))], [])
    found = _by_student(children, names)
    if not found.sources:
        raise ValueError(
            f"{str(path)!r} has no submissions in it: each is a folder, a zip or a .py file"
        )
    return found


# -------------------------------------------------------------------- what a class handed in


class _Child(NamedTuple):
    """One of the things in a folder or a zip of a class."""

    name: str
    is_folder: bool
    place: Place


def _on_disk(folder: Path) -> list[_Child]:
    children = []
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if not is_hidden(entry.name):
            path, is_folder = Path(entry.path), entry.is_dir(follow_symlinks=False)
            place = partial(in_folder if is_folder else one_file, path)
            children.append(_Child(entry.name, is_folder, place))
    return children


def _in_one_zip(path: Path, names: Sequence[str]) -> list[_Child]:
    """A course system may put all into one more folder."""
    archive = opened(path, repr(str(path)))
    found = members(archive)
    tops = {parts[0] for parts, _ in found}
    is_wrapped = len(tops) == 1 and not _MOODLE.fullmatch(min(tops))
    if is_wrapped and not any(len(parts) == 2 and _meant(parts[1], names) for parts, _ in found):
        found = [(parts[1:], info) for parts, info in found if len(parts) > 1]
    by_top: dict[str, list[Member]] = {}
    for parts, info in found:
        by_top.setdefault(parts[0], []).append((parts, info))
    children = []
    for top, inside in sorted(by_top.items()):
        under = [(parts[1:], info) for parts, info in inside if len(parts) > 1]
        place = partial(in_zip, archive, under or inside)
        children.append(_Child(top, bool(under), place))
    return children


def _by_student(children: Sequence[_Child], names: Sequence[str]) -> Found:
    """One source for each student; namesakes with a number each are told apart by it."""
    found: dict[tuple[str, str], list[Place]] = {}
    left_alone = []
    for child in children:
        who, number, file = _told(child)
        if not number and not child.is_folder and not child.name.lower().endswith(HANDED_IN):
            left_alone.append(child.name)
            continue
        place = child.place if child.is_folder else partial(_renamed, child.place, file)
        found.setdefault((who, number), []).append(place)
    people, namesakes = _people(children), Counter(who for who, _ in found)
    sources = []
    for (who, number), places in found.items():
        name = f"{who} ({number})" if number and namesakes[who] > 1 else who
        known = people.get(who, ())
        known_as = (number, who, *known) if known or number else (who,)
        source = Source(known[0] if known else name, tuple(places), tuple(names), known_as)
        sources.append(source)
    return Found(_told_apart(sources), left_alone)


def _told(child: _Child) -> tuple[str, str, str]:
    """Who handed it in, by name and by the number of the course system, and the file's own name."""
    told = _MOODLE.fullmatch(child.name) or (
        None if child.is_folder else _CANVAS.fullmatch(child.name)
    )
    if told:
        return told["who"], told["number"], told["file"]
    name = child.name
    if not child.is_folder and name.lower().endswith(HANDED_IN):
        name = name.rpartition(".")[0]
    return name or child.name, "", child.name


def _renamed(place: Place, name: str) -> list[File]:
    return [file._replace(parts=(name,)) for file in place()]


def _people(children: Iterable[_Child]) -> dict[str, list[str]]:
    """By folder of Gradescope, which numbers them: name, number and address of the first person."""
    for child in children:
        if child.name == GRADESCOPE and not child.is_folder:
            (file,) = child.place()
            text = "" if file.problem else file.read(MOST_METADATA).decode("utf-8", "replace")
            blocks = re.split(r"(?m)^(submission_\d+):", text)[1:]
            return {
                folder: [value.strip("'\" ") for value in _PERSON.findall(block)[:3]]
                for folder, block in zip(blocks[::2], blocks[1::2], strict=True)
            }
    return {}


def _told_apart(sources: Sequence[Source]) -> list[Source]:
    """Namesakes get what else is known of them."""
    names = Counter(each.student for each in sources)
    told = [
        replace(each, student=f"{each.student} ({each.known_as[1]})")
        if names[each.student] > 1 and len(each.known_as) > 1
        else each
        for each in sources
    ]
    for name, times in Counter(each.student for each in told).items():
        if times > 1:
            raise ValueError(f"two submissions are {shortened(visible(name))!r}: rename one")
    return told


# -------------------------------------------------------------------- which files count


def _meant(name: str, names: Sequence[str]) -> str:
    """The file of an exercise that this one is, perhaps as a copy: `03a_local_rules (1).py`."""
    name = normalize("NFC", name)
    return next((each for each in (name, _COPY.sub("", name)) if each in names), "")


def _chosen(files: Sequence[File], names: Sequence[str], notes: list[str]) -> dict[str, File]:
    """For each exercise the shallowest file of its name; what prevents it goes into the notes."""
    by_name: dict[str, list[File]] = {}
    for file in files:
        by_name.setdefault(_meant(file.parts[-1], names), []).append(file)
    chosen = {}
    for name in names:
        candidates = by_name.get(name, [])
        best = _shallowest([each for each in candidates if not each.problem])
        if len(best) == 1:
            chosen[name] = best[0]
        elif best:
            notes.append(f"{name} is there twice, as {best[0]} and {best[1]}: hand in one")
        elif candidates:
            notes.append(f"{candidates[0]} {candidates[0].problem}")
    if not chosen and not any(each in by_name for each in names):
        chosen |= _only_one(by_name.get("", []), names, notes)
    return chosen


def _shallowest(files: Sequence[File]) -> list[File]:
    def rank(file: File) -> tuple[int, bool]:
        return len(file.parts), bool(_COPY.search(file.parts[-1]))

    ranks = list(map(rank, files))
    return [file for file, each in zip(files, ranks, strict=True) if each == min(ranks)]


def _only_one(files: Sequence[File], names: Sequence[str], notes: list[str]) -> dict[str, File]:
    """Where one exercise is graded, a single Python file is its answer, whatever it is called."""
    python = [each for each in files if each.parts[-1].endswith(".py")]
    if len(names) == len(python) == 1:
        return {names[0]: python[0]}
    if not files:
        notes.append("there is no file in this submission")
        return {}
    there = ", ".join(map(str, files[:3])) + (", …" if len(files) > 3 else "")
    notes.append(
        f"no file has the name of an exercise, such as {names[0]}; there "
        f"{'is' if len(files) == 1 else 'are'} {there}"
    )
    return {}
