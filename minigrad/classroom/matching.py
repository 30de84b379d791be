"""Whose submission it is: the row of a roster for each, by number, address or name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from unicodedata import combining, normalize

from minigrad.classroom.submissions import Source

_BRACKETS = re.compile(r" \([^()]*\)$")
NO_STUDENT = "Points Possible"  # what Canvas calls a row of its gradebook
NOT_ON_THE_ROSTER = "this submission belongs to nobody on the roster"
OF_NAMESAKES = "several students on the roster have this name, and nothing says whose this is"
ONE_OF_SEVERAL = "several submissions are of the same name on the roster"


class Matched(NamedTuple):
    """All submissions, under the names of the roster; and those that are nobody's there."""

    sources: list[Source]
    unknown: list[str]
    unclear: dict[str, list[str]]  # whose each of these submissions may be: one, or namesakes


def matched(found: Sequence[Source], roster: Sequence[Mapping[str, str]]) -> Matched:
    """The submissions in the order of their students."""
    rows = _identifying([row for row in roster if row["student"] != NO_STUDENT])
    names: dict[int, str] = {}  # by the place of a submission
    for keys in _numbers, _words, _letters:
        _match(found, rows, keys, names)
    taken = {row["student"] for row in rows}
    sources, unknown, unclear = [], [], {}
    for place, source in enumerate(found):
        if place in names:
            sources.append(replace(source, student=names[place]))
            continue
        name = f"{source.student} (2)" if source.student in taken else source.student
        alike = _alike(source, rows)
        if len(alike) > 1 or (alike and alike[0] not in names.values()):
            unclear[source.student] = alike
            note = OF_NAMESAKES if len(alike) > 1 else ONE_OF_SEVERAL
        else:
            unknown.append(source.student)
            note = NOT_ON_THE_ROSTER
        sources.append(replace(source, student=name, notes=(note,)))
    return Matched(sorted(sources, key=lambda each: each.student), unknown, unclear)


def _alike(source: Source, rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Whose name a submission has, also of those who are told apart by a number in brackets."""
    own = _letters((source.student, *source.known_as))
    bare = ((row["student"], _BRACKETS.sub("", row["student"])) for row in rows)
    return [student for student, name in bare if own & _letters([student, name])]


def _identifying(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Without columns in which two students have the same, such as a section."""
    columns = dict.fromkeys(name for row in rows for name in row)
    cells = {name: [row[name] for row in rows if row.get(name)] for name in columns}
    kept = [name for name in columns if len(set(cells[name])) == len(cells[name])]
    return [{name: row[name] for name in kept if row.get(name)} for row in rows]


Keys = Callable[[Iterable[str]], set[str]]


def _match(
    found: Sequence[Source],
    rows: Sequence[Mapping[str, str]],
    keys: Keys,
    names: dict[int, str],
) -> None:
    """Where one submission and one row are alike, and no other row or submission is."""
    by_key: dict[str, set[str]] = {}
    for row in rows:
        for key in keys([row["student"]] if keys is _letters else row.values()):
            by_key.setdefault(key, set()).add(row["student"])
    pairs = []
    for place, source in enumerate(found):
        if place not in names:
            alike = [by_key.get(key, set()) for key in keys((source.student, *source.known_as))]
            students = set[str]().union(*alike)
            if len(students) == 1:
                pairs.append((place, students.pop()))
    times = Counter([*(student for _, student in pairs), *names.values()])
    names |= {place: student for place, student in pairs if times[student] == 1}


def _numbers(texts: Iterable[str]) -> set[str]:
    """Numbers and addresses alone, which no two students share: `Participant 12` is 12, too."""
    told = (text.strip().casefold().removeprefix("participant ") for text in texts)
    return {text for text in told if text.isdecimal() or "@" in text}


def _words(texts: Iterable[str]) -> set[str]:
    """Each whole text, however it is written in Unicode."""
    return {" ".join(normalize("NFKC", text).casefold().split()) for text in texts} - {""}


def _letters(texts: Iterable[str]) -> set[str]:
    """The letters of a name in each order of its parts: `Lovelace, Ada` is `lovelaceada`."""
    found = set()
    for text in texts:
        bare = normalize("NFKD", text.casefold())
        words = re.findall(r"\w+", "".join(each for each in bare if not combining(each)))
        words = [word.replace("_", "") for word in words]
        found |= {"".join(words[i:] + words[:i]) for i in range(min(len(words), 6))}
    return {each for each in found if any(map(str.isalpha, each))}
