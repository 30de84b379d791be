"""A roster says who is in the class, and which submission is whose."""

import pytest

from minigrad.classroom.matching import NOT_ON_THE_ROSTER, OF_NAMESAKES, ONE_OF_SEVERAL, matched
from minigrad.classroom.submissions import Source
from minigrad.cli.roster import read_roster


def rows(content, tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return read_roster(str(path))


@pytest.mark.parametrize(
    ("content", "student", "carried"),
    [
        ("student,email\nAda,a@x.org\n", "Ada", {"email": "a@x.org"}),
        ("\ufeffName;Group\r\nAda;1\r\n;\r\n", "Ada", {"Group": "1"}),
        ("Student,ID,SIS Login ID\n  Ada ,7,al\n", "Ada", {"ID": "7", "SIS Login ID": "al"}),
        ("First name,Surname,Email address\nAda,Li,a@x\n", "Ada Li", {"Email address": "a@x"}),
        ("Identifier\tFull name\nParticipant 7\tAda\n", "Ada", {"Identifier": "Participant 7"}),
        ("Last Name,First Name,SID\nLi,Ada,7\n", "Ada Li", {"SID": "7"}),
        ("student,note\nAda\n", "Ada", {}),
        ("student,note\nAda,1,,\n", "Ada", {"note": "1"}),
        (
            "Vorname,Nachname,ID-Nummer,E-Mail-Adresse\nAda,Li,S7,a@x\n",
            "Ada Li",
            {"ID-Nummer": "S7", "E-Mail-Adresse": "a@x"},
        ),
        ("Name;Vorname\nLi;Ada\n", "Ada Li", {"Name": "Li"}),
        ("Pre\u0301nom,Nom,Adresse de courriel\nAda,Li,a@x\n", "Ada Li", {"Nom": "Li"}),
        ("Prénom,Nom de famille\nAda,Li\n", "Ada Li", {}),
        ("Nombre,Apellido(s),Dirección de correo\nAda,Li,a@x\n", "Ada Li", {"Nombre": "Ada"}),
        ("Nom\nAda Li\n", "Ada Li", {}),
    ],
)
def test_rosters_of_course_systems_are_read(content, student, carried, tmp_path):
    (row,) = rows(content, tmp_path)
    assert row["student"] == student
    assert {**row, **carried} == row


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "needs a heading student, name, .* first name and last name .*, got none in"),
        ("Ada\nBo\n", r"Vorname and Nachname, .* apellido\(s\)\), got Ada in"),
        ("id,points\n7,3\n", "got id, points in"),
        ("name\n", "has no name below its headings"),
        ("name,id\nAda,1\n\nLi, Bo,2\n", "3 cells in line 4, and 2 headings: put .* in quotation"),
        ("name\nMüller\n".encode("cp1252"), "--roster needs a CSV file in UTF-8"),
        ("name,group\nAda,1\nBo,2\nAda,1\n", "has 'Ada' 2 times, and nothing that tells them"),
    ],
)
def test_what_is_no_roster_is_said(content, said, tmp_path):
    with pytest.raises(ValueError, match=said):
        rows(content, tmp_path)


def test_namesakes_are_told_apart_by_the_first_column_that_differs(tmp_path):
    found = rows("name,group,id\nAda,1,7\nAda,1,8\nBo,1,9\n", tmp_path)
    assert [row["student"] for row in found] == ["Ada (7)", "Ada (8)", "Bo"]


# -------------------------------------------------------------------- whose submission it is

ROSTER = [
    {"student": "Points Possible", "ID": ""},
    {"student": "Lovelace, Ada", "ID": "12", "SIS Login ID": "al12", "Section": "A"},
    {"student": "Hopper, Grace", "ID": "13", "email": "Grace@x.org", "Section": "A"},
    {"student": "Zoë Müller-Lüdenscheidt", "ID": "14", "Section": "B"},
    {"student": "李雷", "ID": "15", "Section": "B"},
]


def matches(*names, known_as=(), roster=ROSTER):
    found = [Source(name, (), ("a.py",), known_as) for name in names]
    return matched(found, roster)


@pytest.mark.parametrize(
    ("name", "known_as", "student"),
    [
        ("Lovelace, Ada", (), "Lovelace, Ada"),
        ("Ada Lovelace", (), "Lovelace, Ada"),
        ("ada_lovelace", (), "Lovelace, Ada"),
        ("lovelaceada", (), "Lovelace, Ada"),
        ("AL12", (), "Lovelace, Ada"),
        ("anybody", ("13",), "Hopper, Grace"),
        ("grace@x.org", (), "Hopper, Grace"),
        ("mullerludenscheidt zoe", (), "Zoë Müller-Lüdenscheidt"),
        ("李雷", (), "李雷"),
        ("A", (), None),
        ("B", (), None),
        ("Ada", (), None),
        ("12", (), "Lovelace, Ada"),
        ("Points Possible", (), None),
    ],
)
def test_a_submission_is_found_on_the_roster(name, known_as, student, tmp_path):
    (source,), unknown, _ = matches(name, known_as=known_as)
    assert source.student == (student or name)
    assert unknown == ([] if student else [name])
    assert source.notes == (() if student else (NOT_ON_THE_ROSTER,))


def test_of_two_for_one_row_none_is_taken_for_it_but_none_is_dropped():
    sources, unknown, unclear = matches("Ada Lovelace", "lovelaceada")
    assert unknown == [] and [*unclear] == ["Ada Lovelace", "lovelaceada"]
    assert [each.student for each in sources] == ["Ada Lovelace", "lovelaceada"]
    assert {each.notes for each in sources} == {(ONE_OF_SEVERAL,)}


def test_a_name_that_two_have_is_said_to_be_of_both(tmp_path):
    roster = rows("name,group,id\nAda Li,1,7\nAda Li,1,8\nBo,1,9\n", tmp_path)
    sources, unknown, unclear = matches("li_ada", "Bo", roster=roster)
    assert unknown == [] and unclear == {"li_ada": ["Ada Li (7)", "Ada Li (8)"]}
    assert [each.notes for each in sources] == [(), (OF_NAMESAKES,)]
    sources, _, unclear = matches("Ada Li", "Ada Li (7)", roster=roster)
    assert [each.student for each in sources] == ["Ada Li", "Ada Li (7)"]
    assert [*unclear] == ["Ada Li"]


def test_a_number_counts_more_than_a_name():
    found = [Source("Grace Hopper", (), (), ("12",)), Source("Hopper Grace", (), (), ())]
    sources, unknown, _ = matched(found, ROSTER)
    assert [each.student for each in sources] == ["Hopper, Grace", "Lovelace, Ada"]
    assert unknown == []


def test_somebody_unknown_never_takes_the_name_of_somebody_on_the_roster():
    roster = [{"student": "Ada", "ID": "1"}, {"student": "Bo", "ID": "2"}]
    found = [Source("Bo", (), (), ("1",)), Source("Ada", (), ())]
    sources, unknown, _ = matched(found, roster)
    assert sorted(each.student for each in sources) == ["Ada", "Ada (2)"]
    assert unknown == ["Ada"]
