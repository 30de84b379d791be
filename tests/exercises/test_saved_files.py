"""`minigrad exercises watch` checks what was saved, and is patient with editors."""

import shutil
import sys
from itertools import islice
from pathlib import Path

import pytest

from minigrad.cli import exercises as commands
from minigrad.cli import main
from minigrad.exercises import saved_files
from minigrad.exercises.grading import grade_file
from minigrad.exercises.manifest import HANDOUT, find_exercise
from minigrad.exercises.saved_files import changes, concerned, saved
from tests.exercises.reference import SOLUTIONS, source

EXERCISE = find_exercise("03a")
FILE = EXERCISE.file
RIGHT = source("03a")
WRONG = RIGHT.replace("delta * y, delta * x", "delta * x, delta * y")
WORSE = WRONG.replace("delta * y", "delta * y * (self is other or x != y)")
HALF = RIGHT.replace("delta * y, delta * x", "delta * y, delta * 3")
OTHER = RIGHT.replace("delta * y, delta * x", "delta * y, delta * 4")


def script(*steps):
    """A pause in which, one after the other, these things happen; then Ctrl-C."""
    left = iter(steps)

    def pause():
        step = next(left, KeyboardInterrupt)
        if step is KeyboardInterrupt:
            raise KeyboardInterrupt
        if step:
            step()

    return pause


def writing(path, text):
    return lambda: Path(path).write_text(text, encoding="utf-8")


@pytest.fixture
def seen(tmp_path):
    """What is noticed while these things happen in a folder with one file."""
    (tmp_path / FILE).write_text("x = 1\n", encoding="utf-8")

    def seen(*steps):
        found = []
        with pytest.raises(KeyboardInterrupt):
            for each in saved(tmp_path, script(*steps)):
                found.append(each)
        return found

    return seen


def test_a_saved_file_is_noticed_once_and_nothing_else(seen, tmp_path):
    assert seen(None, None) == []
    done = writing(tmp_path / FILE, "x = 12\n")
    other = writing(tmp_path / "notes.txt", "no Python")
    assert seen(other, done, None, None, None) == [({FILE}, set())]


def test_a_file_is_checked_when_it_is_whole(seen, tmp_path):
    parts = [writing(tmp_path / FILE, text) for text in ("", "x = ", "x = 123\n")]
    assert seen(parts[0], None, parts[1], parts[2], None, None) == [({FILE}, set())]


def test_an_editor_may_put_another_file_in_its_place(seen, tmp_path):
    new = tmp_path / "new.tmp"
    away = (tmp_path / FILE).unlink
    back = lambda: new.rename(tmp_path / FILE)  # noqa: E731
    assert seen(writing(new, "x = 1234\n"), away, None, back, None, None) == [({FILE}, set())]


def test_what_stays_away_has_gone_in_the_end(seen, tmp_path):
    looks = [None] * saved_files.PATIENCE
    renamed = lambda: (tmp_path / FILE).rename(tmp_path / "mine.py")  # noqa: E731
    assert seen(renamed, *looks, None) == [({"mine.py"}, {FILE})]


def test_a_file_that_stays_empty_is_noticed_in_the_end(seen, tmp_path):
    looks = [None] * saved_files.PATIENCE
    assert seen(writing(tmp_path / FILE, ""), *looks, None) == [({FILE}, set())]


def test_a_folder_that_has_gone_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="nothing is left to watch"):
        next(saved(tmp_path / "none", lambda: None))


def test_a_file_beside_concerns_those_that_import_it(tmp_path):
    asked = [find_exercise(each) for each in ("03a", "04")]
    (tmp_path / asked[0].file).write_text("from my_engine import Value\n", encoding="utf-8")
    assert concerned(asked, {"my_engine.py"}, tmp_path) == asked[:1]
    assert concerned(asked, {asked[1].file}, tmp_path) == asked[1:]
    assert concerned(asked, {"other.py"}, tmp_path) == []


# -------------------------------------------------------------------- what has changed


def report(text, folder):
    (folder / FILE).write_text(text, encoding="utf-8")
    return grade_file(EXERCISE, folder)


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        (WRONG, RIGHT, ["Right now, and wrong before: times, delta is passed on."]),
        (RIGHT, WRONG, ["WRONG now, and right before: times, delta is passed on."]),
        (RIGHT, RIGHT, []),
        (WRONG, WRONG, ["Nothing has changed in what it answers."]),
        (WRONG, WORSE, ["1 right answer fewer than before."]),
        (HALF, OTHER, ["Wrong in another way now."]),
        (WRONG, "class\n", ["It could be loaded before."]),
        ("class\n", WRONG, ["It can be loaded now."]),
        ("class\n", "x = (\n", ["Wrong in another way now."]),
    ],
)
def test_the_difference_is_told(before, now, says, tmp_path):
    assert changes(report(before, tmp_path), report(now, tmp_path)) == says


# -------------------------------------------------------------------- the command


@pytest.fixture
def watch(tmp_path, monkeypatch, capsys):
    """The command's status and output while these things happen in a folder of exercises."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    shutil.copy(HANDOUT / FILE, FILE)

    def watch(*steps, arguments=("03a",)):
        monkeypatch.setattr(commands, "saved", lambda folder: saved(folder, script(*steps)))
        return main(["exercises", "watch", *arguments]), capsys.readouterr().out

    return watch


def test_ctrl_c_ends_with_status_0(watch):
    status, out = watch()
    assert status == 0 and out.endswith("\nNo longer watching.\n")
    assert f"Watching {FILE}: save a file" in out


def test_what_is_saved_is_checked_and_compared(watch):
    status, out = watch(writing(FILE, WRONG), None, None, writing(FILE, RIGHT), None, None)
    saved_once, saved_again = out.split(f"{FILE} was saved.")[1:]
    assert status == 0
    assert "Right now, and wrong before: plus." in saved_once and "mul-own-operand" in saved_once
    assert "✓ 03a local rules" in saved_again and "All of them are solved." in saved_again


def test_a_renamed_file_is_missed_by_its_name(watch):
    looks = [None] * saved_files.PATIENCE
    _, out = watch(lambda: Path(FILE).rename("mine.py"), *looks, None)
    words = " ".join(out.split())
    assert f"{FILE} has gone, and mine.py is new: an exercise is found by its file's name." in words
    assert "minigrad exercises reset 03a brings it back" in words


def test_a_file_beside_is_read_anew(watch, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)  # as it is unless one asks for it
    shutil.copy(SOLUTIONS / FILE, "my_engine.py")
    Path(FILE).write_text("from my_engine import Value\n", encoding="utf-8")
    _, out = watch(writing("my_engine.py", WRONG), None, None)
    assert out.index("✓ 03a") < out.index("my_engine.py was saved, which") < out.index("✗ 03a")


def test_a_folder_without_exercises_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["exercises", "watch"]) == 2
    assert "has no exercises in it" in capsys.readouterr().err


def test_looking_goes_on_for_ever(tmp_path):
    numbers = iter(range(1000))
    pause = lambda: (tmp_path / "a.py").write_text(f"x = {next(numbers) // 12}")  # noqa: E731
    assert len(list(islice(saved(tmp_path, pause), 3))) == 3
