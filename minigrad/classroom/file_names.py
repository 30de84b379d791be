"""Names of files for students, whatever they are called: legal on every system, no two alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from itertools import count
from unicodedata import normalize

from minigrad.checks import visible

LONGEST = 120  # bytes of UTF-8, which leaves room for an ending, a backup and the folders
# What Windows forbids in names, and what shells and lists of files take for something else.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.I)


def safe_names(students: Iterable[str]) -> dict[str, str]:
    """A name without an ending for each student, to be used in one folder.

    What can be kept is kept; where something was replaced, or where two names differ only by
    capitals or by how an accent is written, a hash of the student's own name follows. So a name
    depends on no order, and two runs with the same students give the same.

    >>> safe_names(["Ada", "Zoë", "../Ada", "CON"])
    {'Ada': 'Ada', 'Zoë': 'Zoë', '../Ada': '_Ada-4e4af216', 'CON': '_CON-a3dbc4b6'}
    """
    students = list(dict.fromkeys(students))
    wanted = {student: _cleaned(student) for student in students}
    uses = Counter(map(_folded, wanted.values()))
    taken = {_folded(name) for student, name in wanted.items() if _is_kept(student, name, uses)}
    found = {}
    for student in sorted(students):
        name = wanted[student]
        found[student] = name if _is_kept(student, name, uses) else _hashed(student, name, taken)
        taken.add(_folded(found[student]))
    return {student: found[student] for student in students}


def _is_kept(student: str, name: str, uses: Counter[str]) -> bool:
    return name == normalize("NFC", student) and uses[_folded(name)] == 1


def _hashed(student: str, name: str, taken: set[str]) -> str:
    """The name with the first hash that makes it the only one."""
    own = student.encode("utf-8", "surrogatepass")
    hashes = (sha256(own + bytes(number)).hexdigest()[:8] for number in count())
    return next(longer for each in hashes if _folded(longer := f"{name}-{each}") not in taken)


def _cleaned(student: str) -> str:
    name = visible(_FORBIDDEN.sub("_", normalize("NFC", student)))
    name = name.lstrip(". -~").rstrip(". ") or "student"
    name = f"_{name}" if _DEVICES.fullmatch(name) else name
    return name.encode("utf-8")[:LONGEST].decode("utf-8", "ignore").rstrip(". ")


def _folded(name: str) -> str:
    """Equal for two names that some file system takes for one."""
    return normalize("NFKD", normalize("NFKD", name).casefold())
