"""Names of files for students: legal on every system, and no two of them one file."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minigrad.classroom.file_names import safe_names

HOSTILE = [
    *("../../etc/passwd", "a/b", "a\\b", "C:x", ".", "..", "", " ", "-rf", "~", ".hidden"),
    *("CON", "con.txt", "LPT1", "COM¹", "ends.", "ends ", "x\0y", "new\nline", "\x1b[31mred"),
    *("x" * 400, "ü" * 400, "\ud800", "\u202egnp.exe", "<b>", '"', "a|b", "a?b*"),
]


def test_ordinary_names_stay():
    names = ["Ada Lovelace", "Zoë", "李明", "o'neil", "a.b", "17", "name-8f3a"]
    assert safe_names(names) == {name: name for name in names}


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_hostile_names_become_legal_ones(name):
    safe = safe_names([name])[name]
    assert safe.isprintable() and 0 < len(safe.encode()) < 150
    assert not set(safe) & set('<>:"/\\|?*') and safe[0] not in ". -~" and safe[-1] not in ". "
    assert safe.partition(".")[0].upper() not in {"CON", "LPT1", "COM¹"}


def test_names_that_a_file_system_takes_for_one_get_different_files():
    alike = ["Ada", "ADA", "ada", "Zoë", normalize("NFD", "Zoë"), "straße", "STRASSE", "ﬁ", "fi"]
    names = safe_names([*alike, *HOSTILE])
    folded = {normalize("NFKD", name).casefold() for name in names.values()}
    assert len(folded) == len(names) == len(alike) + len(HOSTILE)


def test_a_name_that_is_another_ones_hash_gets_another():
    taken = safe_names(["../Ada"])["../Ada"]
    names = safe_names(["../Ada", taken])
    assert names[taken] == taken != names["../Ada"]


@given(st.lists(st.text(alphabet="aAäÄ./\\-\u0308ſsß", max_size=4), max_size=12))
def test_the_order_of_the_students_changes_nothing(students):
    names = safe_names(students)
    assert safe_names(reversed(students)) == names
    assert len({normalize("NFKD", name).casefold() for name in names.values()}) == len(names)
