"""What a class hands in: found in every shape, and read with care, whoever made it."""

import io
import os
import stat
import struct
import tracemalloc
import zipfile
from unicodedata import normalize

import pytest

from minigrad.classroom.contents import MOST_BYTES, MOST_FILES
from minigrad.classroom.submissions import find_submissions

RULES, SUMS = "03a_local_rules.py", "04_gradients_add_up.py"
NAMES = [RULES, SUMS]
CODE = b"answer = 42\n"


def zipped(files, packed=zipfile.ZIP_DEFLATED):
    """The bytes of a zip with these files: by name, or by a ZipInfo."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packed) as archive:
        for name, contents in files:
            archive.writestr(name, contents)
    return buffer.getvalue()


def write(folder, files):
    for name, contents in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents)
    return folder


def read(path, names=NAMES):
    """Every submission by its student."""
    found = find_submissions(path, names)
    return {each.student: each.read() for each in found.sources}


def of_zip(contents, tmp_path, names=NAMES):
    """What is read of one student's zip."""
    write(tmp_path, {"class/Ada.zip": contents})
    return read(tmp_path / "class", names)["Ada"]


# -------------------------------------------------------------------- shapes


def test_a_student_hands_in_a_folder_a_zip_or_a_file(tmp_path):
    write(
        tmp_path,
        {
            f"Ada/{RULES}": CODE,
            "Ada/notes.txt": b"",
            "Bo.zip": zipped([(f"my-exercises/{RULES}", CODE), ("my-exercises/README.md", "")]),
            "Cy.py": CODE,
            "grades.csv": b"",
            ".DS_Store": b"",
        },
    )
    found = find_submissions(tmp_path, [RULES])
    assert found.left_alone == ["grades.csv"]
    assert [each.student for each in found.sources] == ["Ada", "Bo", "Cy"]
    assert all(each.read().files == {RULES: CODE} for each in found.sources)


def test_a_file_of_another_name_counts_only_where_one_exercise_is_graded(tmp_path):
    write(tmp_path, {"Ada.py": CODE, f"Bo/{SUMS}": CODE})
    assert read(tmp_path, [RULES])["Ada"].files == {RULES: CODE}
    assert read(tmp_path / "Ada.py", [RULES])["Ada"].files == {RULES: CODE}
    (said,) = read(tmp_path)["Ada"].notes
    assert said == f"no file has the name of an exercise, such as {RULES}; there is Ada.py"


@pytest.mark.parametrize("is_zip", [False, True])
def test_one_student_alone_is_a_class(is_zip, tmp_path):
    files = {RULES: CODE, f"tests/test_{RULES}": CODE}
    path = write(tmp_path / "mine", files)
    if is_zip:
        path = tmp_path / "mine.zip"
        path.write_bytes(zipped(files.items()))
    assert read(path)["mine"].files == {RULES: CODE}


def test_moodles_download_is_read_as_folders_as_files_and_as_a_zip(tmp_path):
    files = {
        f"Ada Lovelace_12_assignsubmission_file_/{RULES}": CODE,
        "Zoë Bo_13_assignsubmission_file_/mine.zip": zipped([(f"mine/{SUMS}", CODE)]),
        "Zoë Bo_13_assignsubmission_onlinetext_/onlinetext.html": b"",
        f"Cy Li_14_assignsubmission_file_{RULES}": CODE,
        f"Cy Li_14_assignsubmission_file_{SUMS}": CODE,
    }
    right = {
        "Ada Lovelace": {RULES: CODE},
        "Zoë Bo": {SUMS: CODE},
        "Cy Li": {RULES: CODE, SUMS: CODE},
    }
    for path in write(tmp_path / "folder", files), tmp_path / "all.zip":
        if path.suffix:
            path.write_bytes(zipped(files.items()))
        assert {name: each.files for name, each in read(path).items()} == right


def test_canvas_numbers_files_and_their_copies(tmp_path):
    write(
        tmp_path,
        {
            f"lovelaceada_LATE_1234_777_{RULES}": CODE,
            f"lovelaceada_LATE_1234_778_{SUMS.replace('.py', '-2.py')}": CODE,
            "lovelaceada_LATE_1234_779_essay.pdf": b"",
            "libo_1235_780_my-exercises.zip": zipped([(RULES, CODE)]),
        },
    )
    found = read(tmp_path)
    assert found["lovelaceada"].files == {RULES: CODE, SUMS: CODE}
    assert found["libo"].files == {RULES: CODE}


def test_gradescopes_download_tells_who_a_submission_is_of(tmp_path):
    told = """\
---
submission_7:
  :submitters:
  - :name: Ada Lovelace
    :sid: '123'
    :email: ada@example.org
  :created_at: 2026-01-01
submission_8:
  :submitters:
  - :name: Bo Li
    :sid:
    :email: bo@example.org
"""
    files = {
        "assignment_1_export/submission_metadata.yml": told.encode(),
        f"assignment_1_export/submission_7/{RULES}": CODE,
        f"assignment_1_export/submission_8/{RULES}": CODE,
        f"assignment_1_export/submission_9/{RULES}": CODE,
    }
    path = tmp_path / "export.zip"
    path.write_bytes(zipped(files.items()))
    sources = find_submissions(path, NAMES).sources
    assert [each.student for each in sources] == ["Ada Lovelace", "Bo Li", "submission_9"]
    assert {"123", "ada@example.org", "submission_7"} <= set(sources[0].known_as)
    assert read(path)["Bo Li"].files == {RULES: CODE}


def test_namesakes_are_told_apart_by_the_number_of_the_course_system(tmp_path):
    for number in 12, 13:
        write(tmp_path, {f"Ada_{number}_assignsubmission_file_/{RULES}": CODE})
    assert list(read(tmp_path)) == ["Ada (12)", "Ada (13)"]


def test_what_a_browser_hands_in_is_read(tmp_path):
    """A zip of everything, in which lies the one that was made the last time."""
    before = zipped([(RULES, b"old\n")])
    files = [(f"notebooks/{each}", before) for each in ("a.zip", "b.zip")]
    files += [(RULES, CODE), (f"tests/test_{RULES}", b""), (f".minigrad/{SUMS}", b"")]
    assert of_zip(zipped(files), tmp_path) == of_zip(zipped(files[::-1]), tmp_path)
    assert of_zip(zipped(files), tmp_path).files == {RULES: CODE}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nowhere", "is not there: name the folder of all submissions"),
        ("empty", "has no submissions in it"),
        ("text.txt", "is no folder, zip or .py file"),
        ("broken.zip", "is damaged, or no zip"),
    ],
)
def test_where_nothing_is_handed_in_it_is_said(path, said, tmp_path):
    (tmp_path / "empty").mkdir()
    write(tmp_path, {"text.txt": b"", "broken.zip": b"PK\3\4 and nothing"})
    with pytest.raises(ValueError, match=said):
        find_submissions(tmp_path / path, NAMES)


# -------------------------------------------------------------------- which file counts


def test_the_shallowest_file_counts(tmp_path):
    write(
        tmp_path / "class/Ada",
        {
            f"a/b/{RULES}": b"deep\n",
            f"z/{RULES}": CODE,
            f"__MACOSX/{RULES}": b"hidden\n",
            f".git/{RULES}": b"hidden\n",
            f"{SUMS.replace('.py', ' (1).py')}": b"copy\n",
            SUMS: CODE,
        },
    )
    ada = read(tmp_path / "class")["Ada"]
    assert ada.files == {RULES: CODE, SUMS: CODE}
    assert ada.notes == ()


def test_two_at_one_depth_are_refused_and_the_rest_counts(tmp_path):
    write(tmp_path / "class/Ada", {f"a/{RULES}": CODE, f"b/{RULES}": CODE, SUMS: CODE})
    ada = read(tmp_path / "class")["Ada"]
    assert ada.files == {SUMS: CODE}
    assert ada.notes == (f"{RULES} is there twice, as a/{RULES} and b/{RULES}: hand in one",)


def test_a_folder_and_a_zip_of_one_student_are_one_submission(tmp_path):
    write(tmp_path / "class", {f"Ada/{RULES}": CODE, "Ada.zip": zipped([(SUMS, CODE)])})
    assert read(tmp_path / "class")["Ada"].files == {RULES: CODE, SUMS: CODE}


@pytest.mark.parametrize("name", [normalize("NFD", "über.py"), normalize("NFC", "über.py")])
def test_an_accent_may_be_written_in_two_ways(name, tmp_path):
    named = normalize("NFC", name)
    assert of_zip(zipped([(name, CODE)]), tmp_path, [named, SUMS]).files == {named: CODE}


def test_the_result_depends_on_no_order_of_files(tmp_path):
    files = [(f"{each}/{name}", CODE) for each in "abc" for name in NAMES]
    first, second = (of_zip(zipped(each), tmp_path) for each in (files, files[::-1]))
    assert first == second and len(first.notes) == 2


# -------------------------------------------------------------------- what is no file


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_links_pipes_and_folders_are_not_read(tmp_path):
    ada = write(tmp_path / "class/Ada", {"README.md": b""})
    write(tmp_path, {"solution.py": CODE, "solutions/x.py": CODE})
    (ada / RULES).symlink_to(tmp_path / "solution.py")
    os.mkfifo(ada / SUMS)
    (ada / "05.py").mkdir()
    (ada / "more").symlink_to(tmp_path / "solutions")
    submission = read(tmp_path / "class", [*NAMES, "05.py", "x.py"])["Ada"]
    assert submission.files == {}
    assert submission.notes == (
        f"{RULES} is a link, and only files are read",
        f"{SUMS} is a pipe or a device, and only files are read",
        "05.py is a folder, and has to be a file",
    )
    (tmp_path / "class/Bo").symlink_to(tmp_path / "class/Ada")
    (tmp_path / "class/Cy.py").symlink_to(tmp_path / "solution.py")
    found = find_submissions(tmp_path / "class", [RULES])
    assert [each.read().files for each in found.sources] == [{}, {}]
    assert found.left_alone == ["Bo"]


def test_a_folder_named_like_a_file_may_hold_the_file(tmp_path):
    write(tmp_path / "class/Ada", {f"{RULES}/{RULES}": CODE})
    assert read(tmp_path / "class")["Ada"].files == {RULES: CODE}


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="needs a Unix")
def test_a_link_that_takes_the_place_of_a_file_is_not_followed(tmp_path):
    path = write(tmp_path / "class", {f"Ada/{RULES}": CODE, "solution.py": b"secret"})
    (source,) = (each for each in find_submissions(path, NAMES).sources if each.student == "Ada")
    listed = list(source.places[0]())
    (path / "Ada" / RULES).unlink()
    (path / "Ada" / RULES).symlink_to(path / "solution.py")
    with pytest.raises(ValueError, match="cannot be read"):
        listed[0].read(100)


# -------------------------------------------------------------------- hostile zips


def linked(name):
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


def patched(contents, **fields):
    """A zip with fields of its first member's headers written over, here and in the directory."""
    places = {"flags": (6, 8), "method": (8, 10), "size": (22, 24)}
    whole = bytearray(contents)
    central = whole.index(b"PK\1\2")
    for field, value in fields.items():
        for start, place in zip((0, central), places[field], strict=True):
            struct.pack_into("<I" if field == "size" else "<H", whole, start + place, value)
    return bytes(whole)


ONE = zipped([(RULES, CODE)])
HOSTILE = {
    "up": (zipped([(f"../{RULES}", CODE)]), "has a path that leads out of the zip"),
    "up within": (zipped([(f"a/../../{RULES}", CODE)]), "has a path that leads out of the zip"),
    "absolute": (zipped([(f"/etc/{RULES}", CODE)]), "has a path that leads out of the zip"),
    "drive": (zipped([(f"C:\\x\\{RULES}", CODE)]), "has a path that leads out of the zip"),
    "link": (zipped([(linked(RULES), "/etc/passwd")]), "is a link"),
    "encrypted": (patched(ONE, flags=1), "is encrypted"),
    "bzip2": (zipped([(RULES, CODE)], zipfile.ZIP_BZIP2), "is packed in a way that is not read"),
    "lzma": (zipped([(RULES, CODE)], zipfile.ZIP_LZMA), "is packed in a way that is not read"),
    "unknown packing": (patched(ONE, method=77), "is packed in a way that is not read"),
    "large": (zipped([(RULES, b" " * (MOST_BYTES + 1))]), "has more than 1 MB"),
    "bomb": (zipped([(RULES, bytes(30 << 20))]), "has more than 1 MB"),
    "false size": (patched(zipped([(RULES, bytes(9 << 20))]), size=10), "is damaged"),
    "cut": (ONE[:-30], "is damaged, or no zip"),
    "flipped": (ONE.replace(b"PK\3\4", b"PK\3\5"), "is damaged"),
    "no zip": (b"hello", "is damaged, or no zip"),
    "empty": (b"", "is damaged, or no zip"),
    "nothing in it": (zipped([]), "there is no file in this submission"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_zip_is_its_students_error(kind, tmp_path):
    contents, said = HOSTILE[kind]
    submission = of_zip(contents, tmp_path)
    assert submission.files == {}
    assert any(said in note for note in submission.notes), submission.notes
    assert all(len(note) < 200 and note.isprintable() for note in submission.notes)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_twice_in_a_zip_is_refused(tmp_path):
    (said,) = of_zip(zipped([(RULES, CODE), (RULES, CODE)]), tmp_path).notes
    assert f"{RULES} is there twice" in said


def test_a_bomb_takes_no_memory(tmp_path):
    inner = zipped([(RULES, bytes(60 << 20))])
    write(tmp_path, {"class/Ada.zip": zipped([(f"{i}.zip", inner) for i in range(30)])})
    tracemalloc.start()
    try:
        assert read(tmp_path / "class")["Ada"].files == {}
        assert tracemalloc.get_traced_memory()[1] < 30 << 20
    finally:
        tracemalloc.stop()


def test_more_than_20_mb_are_not_read(tmp_path):
    large = zipped([("x", os.urandom(7 << 20))], zipfile.ZIP_STORED)
    write(tmp_path / "class/Ada", {f"{i}.zip": large for i in range(3)} | {f"z/y/x/{RULES}": CODE})
    ada = read(tmp_path / "class")["Ada"]
    assert ada.notes[0] == "2.zip is not read: there are more than 20 MB"


def test_zips_in_zips_end(tmp_path):
    contents = zipped([(RULES, CODE)])
    for _ in range(20):
        contents = zipped([("a.zip", contents)])
    assert of_zip(contents, tmp_path).files == {}


def test_of_too_many_files_the_upper_ones_count(tmp_path):
    many = [(f"venv/{i}.py", b"") for i in range(2 * MOST_FILES)]
    for ada in (
        of_zip(zipped([*many, (RULES, CODE)]), tmp_path),
        read(write(tmp_path / "b", {f"Ada/{k}": v for k, v in [*many, (RULES, CODE)]}))["Ada"],
    ):
        assert ada.files == {RULES: CODE}
        assert ada.notes == ("only the first 1,000 files were looked at",)


def test_names_in_a_zip_may_be_written_as_windows_and_others_do(tmp_path):
    assert of_zip(zipped([("a\\b\\" + RULES, CODE)]), tmp_path).files == {RULES: CODE}
    told = zipped([("über.py", CODE)])
    assert of_zip(patched(told, flags=0), tmp_path, ["über.py", SUMS]).files == {"über.py": CODE}


def test_a_zip_of_a_class_is_no_way_around(tmp_path):
    path = tmp_path / "class.zip"
    path.write_bytes(
        zipped([(f"Ada/{RULES}", CODE), (linked(f"Bo/{RULES}"), "/x"), (f"../{SUMS}", CODE)])
    )
    found = read(path)
    assert found["Ada"].files == {RULES: CODE}
    assert found["Bo"].files == {} and "is a link" in found["Bo"].notes[0]
    assert all(not each.files for name, each in found.items() if name != "Ada")
