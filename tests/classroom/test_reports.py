"""The reports of a class: whole, the same every time, and safe whatever a student is called."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from minigrad.classroom.graded import Graded
from minigrad.classroom.reports import FORMATS, write_reports
from minigrad.classroom.results import ClassResults
from minigrad.classroom.safe_cells import safe
from minigrad.exercises.library import mistakes
from minigrad.exercises.workspace import new_course
from tests.classroom.hostile_class import HOSTILE, RUN, hostile_class, roster

PAGES = re.compile(r"(index|feedback/[^/]+)\.html")
LAYOUT = {"\n", "\r"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    write_reports(folder, hostile_class(), roster(), FORMATS, RUN)
    return folder


def files(folder):
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in found}


def rows(folder, name, encoding="utf-8-sig"):
    text = (folder / name).read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


class Page(HTMLParser):
    """The tags of a page, its attributes, and the elements that are still open."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.open, self.text = set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += attributes
        if tag not in ("meta", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_all_files_are_there_and_written_again_they_are_the_same(folder, tmp_path):
    first = {name: path.read_bytes() for name, path in files(folder).items()}
    written = write_reports(tmp_path, hostile_class()[::-1], roster()[::-1], FORMATS, RUN)
    again = {name: path.read_bytes() for name, path in files(tmp_path).items()}
    assert again == first and sorted(written) == sorted(first)
    alone = {name for name in first if "/" not in name}
    assert alone == {"index.html", "class.csv", "questions.csv", "canvas.csv", "moodle.csv"}
    for inner, ending in (("feedback", "txt"), ("feedback", "html"), ("junit", "xml")):
        count = sum(name.startswith(f"{inner}/") and name.endswith(ending) for name in first)
        assert count == len(HOSTILE)


def test_only_what_is_asked_for_is_written(tmp_path):
    write_reports(tmp_path, hostile_class()[:1], None, ["moodle"], RUN)
    assert len(files(tmp_path)) == 2
    with pytest.raises(ValueError, match=r"needs one of csv, html, .+, got 'pdf'"):
        write_reports(tmp_path / "not", hostile_class(), None, ["csv", "pdf"], RUN)
    assert not (tmp_path / "not").exists()


def test_every_report_that_can_names_the_sandbox_and_the_seed(folder):
    for name, path in files(folder).items():
        text = path.read_bytes()
        if not name.startswith(("canvas", "moodle", "questions", "github", "gradescope/auto")):
            assert b"landlock" in text and b"31415" in text, name


def test_no_report_holds_a_character_that_moves_a_cursor(folder):
    for name, path in files(folder).items():
        if path.suffix != ".zip":
            text = path.read_bytes().decode("utf-8")
            hidden = {each for each in text if not each.isprintable()} - LAYOUT - {"\ufeff"}
            assert not hidden, name


@pytest.mark.parametrize("name", ["index.html", "student"])
def test_a_page_holds_nothing_that_runs_or_loads(folder, name):
    pages = [path for each, path in files(folder).items() if PAGES.fullmatch(each)]
    pages = [path for path in pages if (path.name == "index.html") == (name == "index.html")]
    assert len(pages) == (1 if name == "index.html" else len(HOSTILE))
    for path in pages:
        text = path.read_text(encoding="utf-8")
        page = Page(text)
        assert not page.open and not page.tags & {"script", "iframe", "link", "object", "base"}
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        for attribute, value in page.attributes:
            if attribute in ("src", "href"):
                assert value.startswith("data:image/svg+xml," if attribute == "src" else "feedback")
        style = text.partition("<style>")[2].partition("</style>")[0]
        assert "url(" not in style and "@import" not in style
        assert "<script>alert(1)</script>" in "".join(page.text)


def test_the_page_leads_to_each_students_own(folder):
    page = Page((folder / "index.html").read_text(encoding="utf-8"))
    links = [value for name, value in page.attributes if name == "href"]
    assert all(re.fullmatch(r"[A-Za-z0-9_./%~-]+", link) for link in links)
    links = [unquote(link) for link in links]
    assert len(set(links)) == len(HOSTILE)
    assert all((folder / link).is_file() for link in links)


def test_what_the_room_sees_names_no_student(tmp_path):
    """All that is not folded can be projected."""
    one = replace(hostile_class()[0], student="Ada Lovelace")
    write_reports(tmp_path, [one], [{"student": "Absent Minded"}], ["html"], RUN)
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    room, folded = text.split("<details>", 1)
    assert "Ada Lovelace" in folded and "Absent Minded" in folded
    assert "Ada Lovelace" not in room and "Absent Minded" not in room
    assert mistakes()["assign-instead-of-add"].question in room
    assert "1 of 1 student," in room and "1 on the roster handed nothing in" in room


def test_what_did_not_load_or_was_ended_is_to_be_looked_at(tmp_path):
    first, second, *_ = hostile_class()[0].exercises
    exercises = (
        replace(first, id="04", ended="stopped at a limit of time"),
        replace(second, id="05b", ended="stopped at a limit of time"),
        replace(second, id="06", state="does not load"),
        replace(second, id="07a", state="does not load", ended="ended its own process"),
    )
    graded = [Graded("Ada", exercises), Graded("Bo", (first,))]
    write_reports(tmp_path, graded, None, ["html"], RUN)
    look = (tmp_path / "index.html").read_text("utf-8").partition("To look at: 1 student<")[2]
    said = "stopped at a limit of time: 04, 05b<br>does not load: 06<br>ended its own process: 07a"
    assert f"<td>Ada</td><td>{said}</td>" in look


def test_feedback_on_a_page_says_where_a_narrow_screen_may_fold_it(tmp_path):
    full = "  " + "word " * 14 + "words"
    ends = f"  a.grad   {'got 1'.rjust(68)}"
    said = f"{full}\n      goes on <b>.\n{ends}\n    x = 2\n{' ' * 60}hint 02"
    one = hostile_class()[0]
    exercise = replace(one.exercises[0], feedback=said)
    write_reports(tmp_path, [Graded("Di", (exercise,))], None, ["html"], RUN)
    text = (tmp_path / "feedback/Di.html").read_text("utf-8")
    shown = text.partition("<pre>")[2].partition("</pre>")[0]

    def fold(space):
        return f'<span class="mg-fold">{space}</span>'

    assert shown == (
        f"{full}{fold(chr(10) + ' ' * 6)}goes on &lt;b&gt;.\n  a.grad{fold(' ' * 66)}got 1\n"
        f"    x = 2\n{fold(' ' * 60)}hint 02"
    )


def test_mistakes_of_a_course_of_ones_own_have_their_question(tmp_path):
    new_course(tmp_path / "course")
    known = mistakes(tmp_path / "course")["last-coefficient-left-out"]
    one = hostile_class()[0]
    exercise = replace(one.exercises[0], mistakes=(known.id,))
    run = {**RUN, "course": str(tmp_path / "course")}
    write_reports(tmp_path, [replace(one, exercises=(exercise,))], None, ["html"], run)
    assert known.question in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_a_class_of_nobody_has_a_page_and_tables(tmp_path):
    write_reports(tmp_path, [], None, FORMATS, RUN)
    assert "no submission was graded" in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert len(rows(tmp_path, "class.csv")) == len(rows(tmp_path, "questions.csv")) == 1


# -------------------------------------------------------------------- CSV


def test_no_cell_is_a_formula_in_any_spreadsheet(folder):
    for name in "class.csv", "questions.csv", "canvas.csv", "moodle.csv":
        for row in rows(folder, name):
            for cell in row:
                for piece in re.split("[;\t\n\r]", cell):
                    begins = piece.strip()[:1]
                    assert begins not in tuple("=+-@") or re.fullmatch(r"-?\d+", cell), cell


@pytest.mark.parametrize("cell", [3, -2.5, "-3", "4.25", "Ada", "a=b", "ada@example.org", "01"])
def test_what_is_no_formula_stays(cell):
    assert safe(cell) == cell


def test_a_cell_may_hold_what_separates_cells(tmp_path):
    """As RFC 4180 writes it, in UTF-8 that spreadsheets recognise."""
    one = replace(hostile_class()[0], student='Lovelace, "Ada"', notes=("a, b; c",))
    about = {"student": one.student, "group": "1, 2", "id": "007"}
    write_reports(tmp_path, [one], [about], ["csv"], RUN)
    text = (tmp_path / "class.csv").read_bytes().decode("utf-8")
    assert text.startswith("\ufeffstudent,group,id,") and text.count("\r\n") == 2
    assert '\r\n"Lovelace, ""Ada""","1, 2",007,' in text
    assert "a, b; c" in rows(tmp_path, "class.csv")[1]


def test_the_class_has_a_row_per_student_with_the_columns_of_the_roster(folder):
    head, *students = rows(folder, "class.csv")
    assert head[:4] == ["student", "email", "Id", "04 add up"] and head[-2:] == ["sandbox", "seed"]
    assert len(students) == len(HOSTILE) + 1
    by_id = {row[2]: dict(zip(head, row, strict=True)) for row in students}
    zoe = by_id[str(HOSTILE.index("Zoë Åkesson-Weiß"))]
    assert (zoe["student"], zoe["04 add up"], zoe["points"]) == ("Zoë Åkesson-Weiß", "1", "1")
    assert (by_id["99"]["points"], by_id["99"]["notes"]) == ("", "nothing was handed in")
    assert (folder / "class.csv").read_bytes().startswith("\ufeff".encode())


def test_questions_are_counted_once_for_each_student(folder):
    _, *found = rows(folder, "questions.csv")
    assert [
        "04",
        "test_plus",
        "y = a * b   with a = 1",
        str(len(HOSTILE)),
        str(len(HOSTILE)),
    ] in found
    assert not [row for row in found if row[0] in ("02", "09")]  # nobody's code was asked


def test_canvas_finds_students_by_their_numbers(folder):
    head, possible, *students = rows(folder, "canvas.csv", "utf-8")
    titles = ["SIS User ID", "SIS Login ID", "Section", "minigrad exercises"]
    assert head == ["Student", "ID", *titles]
    assert possible == ["    Points Possible", "", "", "", "", "13"]
    assert {row[1] for row in students} == {*map(str, range(len(HOSTILE))), "99"}
    assert {row[5] for row in students} == {"1", ""}
    assert not (folder / "canvas.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_canvas_fills_the_assignment_of_its_own_export(tmp_path):
    exported = [
        {"student": "    Points Possible", "ID": "", "Minigrad week 1 (123)": "10"},
        {"Student": "Lovelace, Ada", "student": "Ada", "ID": "7", "Minigrad week 1 (123)": ""},
    ]
    one = replace(hostile_class()[0], student="Ada")
    write_reports(tmp_path, [one], exported, ["canvas", "csv"], RUN)
    head, _, *students = rows(tmp_path, "canvas.csv", "utf-8")
    assert head[-1] == "Minigrad week 1 (123)" and students == [
        ["Lovelace, Ada", "7", "", "", "", "1"]
    ]
    assert rows(tmp_path, "class.csv")[0][:3] == ["student", "ID", "Minigrad week 1 (123)"]


def test_moodle_gets_a_feedback_without_a_word_of_the_student(folder, tmp_path):
    head, *students = rows(folder, "moodle.csv", "utf-8")
    assert head == ["email", "points", "feedback"] and len(students) == len(HOSTILE)
    write_reports(tmp_path, hostile_class(), None, ["moodle"], RUN)
    assert rows(tmp_path, "moodle.csv", "utf-8") == [["email", "points", "feedback"]]


@pytest.mark.parametrize(
    ("email", "number"),
    [
        ("Email address", "ID number"),
        ("E-Mail-Adresse", "ID-Nummer"),
        ("Adresse de courriel", "Numéro d’identification"),
        ("Dirección de correo", "Número de ID"),
    ],
)
def test_moodle_gets_what_its_own_list_of_participants_has(email, number, tmp_path):
    names = [{"student": "Ada", email: "ada@example.org", number: "S7"}]
    one = replace(hostile_class()[0], student="Ada")
    write_reports(tmp_path, [one], names, ["moodle"], RUN)
    head, ada = rows(tmp_path, "moodle.csv", "utf-8")
    assert head[:3] == ["email", "idnumber", "points"] and ada[:3] == ["ada@example.org", "S7", "1"]


# -------------------------------------------------------------------- what is counted


def student(points, name="Ada"):
    one = hostile_class()[0].exercises[0]
    test = replace(one.tests[0], points=points, of=18)
    return Graded(name, (replace(one, tests=(test,)),))


def test_the_histogram_counts_everybody_once():
    graded = [student(points, str(points)) for points in range(19)]
    bins = ClassResults(graded).histogram
    assert [each.students for each in bins] == [2] * 9 + [1]
    assert (bins[0].label, bins[-1].label) == ("0–1", "18")


def test_names_are_in_the_order_of_a_list_of_names():
    graded = [student(0, name) for name in ("zoe", "Öz", "Anna", "olaf", "Émile")]
    assert [each.student for each in ClassResults(graded).students] == [
        *("Anna", "Émile", "olaf", "Öz", "zoe")
    ]


def test_a_student_is_found_on_the_roster_however_the_accents_are_written():
    decomposed = "Zoe\u0308"
    results = ClassResults([student(1, decomposed)], [{"student": "Zoë ", "email": "z"}])
    assert results.absent == [] and results.row_of(decomposed)["email"] == "z"


def test_results_survive_the_file_that_keeps_them():
    kept = [json.loads(json.dumps(each.to_data())) for each in hostile_class()]
    assert [Graded.from_data(each) for each in kept] == hostile_class()


def test_of_who_handed_in_no_exercise_the_note_is_enough(tmp_path):
    one = hostile_class()[0]
    empty = replace(one, student="Di", exercises=one.exercises[3:], notes=("there is no file",))
    write_reports(tmp_path, [empty], None, ["html"], RUN)
    for ending in "txt", "html":
        text = (tmp_path / f"feedback/Di.{ending}").read_text("utf-8")
        assert "there is no file" in text and "Not handed in" not in text


def test_feedback_as_text_says_what_check_says(folder):
    one = next(Path(folder, "feedback").glob("Zoë*.txt")).read_text(encoding="utf-8")
    assert one.startswith("Zoë Åkesson-Weiß: 1 of 13 points\n")
    assert "02 derivative: not begun" in one and "Not handed in: 09." in one
