"""A student's folder gets what the manifest names, and nothing of the student's is ever lost."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from minigrad.course.lessons import lessons
from minigrad.exercises.manifest import FOLDER, HANDOUT, exercises
from minigrad.exercises.workspace import PROGRESS, Workspace, handed_out, is_the_original, start

FIRST = exercises()[0]


@pytest.fixture
def folder(tmp_path):
    start(tmp_path)
    return tmp_path


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_start_copies_what_the_manifest_names_and_nothing_else(tmp_path):
    written, kept = start(tmp_path / "a" / "folder of mine")
    copied = contents(tmp_path / "a" / "folder of mine")
    assert sorted(written) == sorted(copied) == sorted(handed_out()) and not kept
    for name in contents(HANDOUT).keys() - {"README.md"}:
        assert copied[name] == (HANDOUT / name).read_bytes().replace(b"\r\n", b"\n")


def test_the_handout_holds_what_the_manifest_names_and_nothing_else():
    exercises = [name for name in handed_out() if not name.endswith(".ipynb")]
    assert sorted(contents(HANDOUT)) == sorted(exercises)


def test_the_notebooks_come_along_and_no_cell_of_them_has_run(folder):
    copies = sorted((folder / "notebooks").iterdir())
    assert [copy.name for copy in copies] == [lesson.name for lesson in lessons()]
    for copy, lesson in zip(copies, lessons(), strict=True):
        now, before = (json.loads(path.read_text(encoding="utf-8")) for path in (copy, lesson))
        assert [cell["source"] for cell in now["cells"]] == [
            cell["source"] for cell in before["cells"]
        ]
        assert not any(cell.get("outputs") for cell in now["cells"])


def test_every_exercise_refers_to_a_notebook_that_comes_along(folder):
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for exercise in exercises():
        notebook = f"notebooks/{exercise.reading}.ipynb"
        assert f"[{exercise.reading}]({notebook})" in readme and (folder / notebook).is_file()


def test_the_readme_lists_all_exercises(folder):
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "<!--" not in readme
    for exercise in exercises():
        assert f"| {exercise.id} | [{exercise.title}]({exercise.file}) |" in readme
        assert (folder / exercise.file).is_file()


def test_start_overwrites_nothing(folder):
    (folder / FIRST.file).write_text("mine = 1\n", encoding="utf-8")
    (folder / FIRST.test).unlink()
    before = contents(folder)
    written, kept = start(folder)
    assert written == [FIRST.test] and sorted([*kept, *written]) == sorted(handed_out())
    after = contents(folder)
    assert after.pop(FIRST.test) and after == before


def test_start_does_not_write_through_a_link(tmp_path):
    elsewhere = tmp_path / "elsewhere.py"
    (tmp_path / "mine").mkdir()
    try:
        (tmp_path / "mine" / FIRST.file).symlink_to(elsewhere)
    except OSError:
        pytest.skip("no links here")
    _, kept = start(tmp_path / "mine")
    assert FIRST.file in kept and not elsewhere.exists()


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_start_needs_a_folder(tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(ValueError, match="choose another folder"):
        start(tmp_path / name)


def test_start_says_that_it_may_not_write(tmp_path, monkeypatch):
    def refused(path, mode):  # not by the folder's permissions: root may write anywhere
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    monkeypatch.setattr(os, "mkdir", refused)
    with pytest.raises(ValueError, match=r"cannot write into .*Permission denied"):
        start(tmp_path / "new")


@pytest.mark.parametrize("place", [FOLDER, HANDOUT, FOLDER.parent, FOLDER.parent / "new"])
def test_the_package_is_no_folder_of_exercises(place):
    with pytest.raises(ValueError, match="part of minigrad itself"):
        start(place)
    with pytest.raises(ValueError, match="part of minigrad itself"):
        Workspace(place)
    assert not (FOLDER.parent / "new").exists()


def test_another_folder_is_no_folder_of_exercises(tmp_path):
    for place in tmp_path, tmp_path / "missing":
        with pytest.raises(ValueError, match="minigrad exercises start DIR"):
            Workspace(place)


# -------------------------------------------------------------------- reset


def test_reset_keeps_every_version_of_the_student(folder):
    stub = (folder / FIRST.file).read_bytes()
    for number in 1, 2, 3:
        (folder / FIRST.file).write_text(f"version = {number}\n", encoding="utf-8")
        [(name, backup)] = Workspace(folder).reset(FIRST)
        assert name == FIRST.file and backup == f"{Path(FIRST.file).stem}.backup{number}.py"
        assert (folder / FIRST.file).read_bytes() == stub
    for number in 1, 2, 3:
        backup = folder / f"{Path(FIRST.file).stem}.backup{number}.py"
        assert backup.read_text(encoding="utf-8") == f"version = {number}\n"


def test_reset_brings_back_what_is_missing(folder):
    before = contents(folder)
    (folder / FIRST.file).unlink()
    for path in (folder / "tests").iterdir():
        path.unlink()
    (folder / "tests").rmdir()
    for exercise in exercises():
        Workspace(folder).reset(exercise)
    assert contents(folder) == before


def test_reset_of_the_original_does_nothing(folder):
    before = contents(folder)
    assert Workspace(folder).reset(FIRST) == []
    assert contents(folder) == before


def test_line_ends_of_an_editor_are_no_change(folder):
    path = folder / FIRST.file
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert is_the_original(path, FIRST.file) and Workspace(folder).reset(FIRST) == []


def test_backups_do_not_disturb_pytest(folder):
    (folder / FIRST.file).write_text("this is no Python\n", encoding="utf-8")
    (folder / FIRST.test).write_text("def test_this(: pass\n", encoding="utf-8")
    assert len(Workspace(folder).reset(FIRST)) == 2
    collected = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "."],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    tests = [line for line in collected.stdout.splitlines() if "::" in line]
    assert collected.returncode == 0 and "backup" not in collected.stdout
    assert len(tests) == sum(len(each.points) for each in exercises())


# -------------------------------------------------------------------- hints


def test_hints_are_counted_for_each_exercise(folder):
    given = []
    for _ in range(len(FIRST.hints) + 2):
        workspace = Workspace(folder)
        given.append(workspace.next_hint(FIRST))
        workspace.remember_hint(FIRST, given[-1])
    last = len(FIRST.hints)
    assert given == [*range(1, last + 1), last, last]
    assert all(Workspace(folder).next_hint(each) == 1 for each in exercises()[1:])


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"3",
        b'{"hints": 3}',
        b'{"hints": [1]}',
        b'{"hints": {"%s": "two"}}',
        b'{"hints": {"%s": -7}}',
        b'{"hints": {"%s": null}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_starts_the_hints_over(folder, damaged):
    path = folder / PROGRESS
    path.write_bytes(damaged.replace(b"%s", FIRST.id.encode()))
    workspace = Workspace(folder)
    assert workspace.next_hint(FIRST) == 1
    workspace.remember_hint(FIRST, 1)
    assert json.loads(path.read_text(encoding="utf-8")) == {"hints": {FIRST.id: 1}}


def test_too_many_hints_are_all_of_them(folder):
    (folder / PROGRESS).write_text(f'{{"hints": {{"{FIRST.id}": 99}}}}', encoding="utf-8")
    assert Workspace(folder).next_hint(FIRST) == len(FIRST.hints)
