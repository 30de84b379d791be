"""Grading in many processes: nothing is lost and nothing done twice, whatever ends on the way."""

import json
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

import pytest

from minigrad.classroom.batch import grade_class, local_pool
from minigrad.classroom.store import Store, in_shard, merged
from minigrad.classroom.submissions import Submission, find_submissions
from tests.classroom.quick_grade import (
    FILE,
    RUN,
    Here,
    grade_folder,
    here,
    quick_grade,
    state,
    write_class,
)

ROOT = Path(__file__).parents[2]
CLASS = {"Ada": "one", "Bo": "one two", "Cy": "one two three", "Zoë": "", "Di": "one"}
PROGRAM = [sys.executable, "-m", "tests.classroom.quick_grade"]


@pytest.fixture
def submissions(tmp_path):
    return write_class(tmp_path / "class", CLASS)


@pytest.fixture
def undisturbed(submissions, tmp_path):
    grade_folder(submissions, tmp_path / "undisturbed", here)
    return state(tmp_path / "undisturbed")


class Counted:
    """An executor's grade that counts whom it was asked for."""

    def __init__(self):
        self.asked = Counter()

    def __call__(self, student, files):
        self.asked[student] += 1
        return quick_grade(student, files)


def students(report):
    return [each.student for each in Store(report, RUN).results()]


# -------------------------------------------------------------------- keeping


def test_the_results_are_those_of_the_students(submissions, tmp_path):
    outcomes = grade_folder(submissions, tmp_path / "report", here)
    assert all(each.is_graded for each in outcomes)
    results = Store(tmp_path / "report", RUN).results()
    assert {each.student: each.points for each in results} == {
        "Ada": 1, "Bo": 2, "Cy": 3, "Zoë": 0, "Di": 1
    }  # fmt: skip


def test_what_is_kept_is_not_graded_again_but_what_changed_is(submissions, tmp_path):
    grade_folder(submissions, tmp_path / "report", here)
    before = state(tmp_path / "report")
    again = Counted()
    grade_folder(submissions, tmp_path / "report", here, grade=again)
    assert again.asked == {} and state(tmp_path / "report") == before
    (submissions / "Bo" / FILE).write_text("one")
    write_class(submissions, {"Ed": "one"})
    grade_folder(submissions, tmp_path / "report", here, grade=again)
    assert again.asked == {"Bo": 1, "Ed": 1}
    assert {each.student: each.points for each in Store(tmp_path / "report", RUN).results()} == {
        **dict.fromkeys(["Ada", "Bo", "Di", "Ed"], 1), "Cy": 3, "Zoë": 0
    }  # fmt: skip


def test_notes_of_a_submission_stand_before_those_of_its_grade(submissions, tmp_path):
    (submissions / "Ada" / "b").mkdir()
    (submissions / "Ada" / FILE).rename(submissions / "Ada" / "b" / FILE)
    (submissions / "Ada" / "c").mkdir()
    (submissions / "Ada" / "c" / FILE).write_text("")
    grade_folder(submissions, tmp_path / "report", here)
    (note,) = Store(tmp_path / "report", RUN).results()[0].notes
    assert "is there twice" in note


NAMES = ["../../x", "a/b", "CON", "", "x" * 500, "\ud800", "new\nline", "Ada", "ADA", "Zoë", "Zoë"]


def test_students_may_be_called_anything(tmp_path):
    store = Store(tmp_path / "report", RUN)
    sources = [Made(name, b"one") for name in NAMES]
    bad = [Made(f"{name}!", b"bug") for name in NAMES]
    list(grade_class([*sources, *bad], store, here, quick_grade, 3))
    assert {each.student for each in store.results()} == set(NAMES)
    assert len(store.errors()) == len(set(NAMES))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.parent.parent.name == "report" for path in files if path.name != "run.json")
    assert all(path.name.isascii() and len(path.name) < 30 for path in files)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": 8}, "--seed 7, and now it is --seed 8"),
        ({"sandbox": "landlock"}, "--sandbox process, and now it is --sandbox landlock"),
        ({"limits": {"cpu": 9, "wall": 20}}, "--cpu 4 --wall 20, and now it is --cpu 9 --wall 20"),
        (
            {"exercises": ["03a", "04"], "questions": "f00"},
            "all exercises, and now it is --exercise 03a,04",
        ),
        ({"version": "2.0"}, "minigrad 1.0, and now it is minigrad 2.0"),
        ({"questions": "f00"}, "one edition of the questions, and now it is another edition"),
        (
            {"questions": "f00", "course": "here"},
            "the exercises of minigrad, and now it is a course of your own",
        ),
        (
            {"seed": 8, "shard": [3, 20]},
            "--seed 7 and no --shard, and now it is --seed 8 and --shard 3/20",
        ),
    ],
)
def test_a_folder_of_another_run_is_refused(change, said, submissions, tmp_path):
    grade_folder(submissions, tmp_path / "report", here)
    before = state(tmp_path / "report")
    with pytest.raises(ValueError, match=rf"was graded with {said}: choose another folder with -o"):
        Store(tmp_path / "report", RUN | change)
    assert state(tmp_path / "report") == before


def test_a_folder_in_which_nothing_was_graded_yet_is_free_for_another_run(submissions, tmp_path):
    Store(tmp_path / "report", RUN)
    outcome = Store(tmp_path / "report", RUN | {"seed": 8})
    assert json.loads((outcome.folder / "run.json").read_bytes())["seed"] == 8


def test_a_course_may_lie_elsewhere_on_another_computer(submissions, tmp_path):
    grade_folder(submissions, tmp_path / "report", here)
    store = Store(tmp_path / "report", RUN | {"course": "/elsewhere"})
    (source, *_) = find_submissions(submissions, [FILE]).sources
    assert store.holds(source.read())


def test_a_folder_of_something_else_is_refused(submissions):
    with pytest.raises(ValueError, match="is there, and no report: choose a new folder"):
        Store(submissions, RUN)


def test_a_damaged_result_is_graded_again(submissions, tmp_path, undisturbed):
    grade_folder(submissions, tmp_path / "report", here)
    for path, damage in zip((tmp_path / "report/results").iterdir(), ("", "{", "[]"), strict=False):
        path.write_text(damage)
    with pytest.raises(ValueError, match="is damaged: delete it, and grade again"):
        Store(tmp_path / "report", RUN).results()
    grade_folder(submissions, tmp_path / "report", here)
    assert state(tmp_path / "report") == undisturbed


# -------------------------------------------------------------------- errors of ours


def test_a_bug_leaves_one_student_not_graded_with_its_traceback(tmp_path):
    submissions = write_class(tmp_path / "class", CLASS | {"Ed": "bug"})
    outcomes = grade_folder(submissions, tmp_path / "report", here)
    assert [each.student for each in outcomes if not each.is_graded] == ["Ed"]
    assert len(students(tmp_path / "report")) == len(CLASS)
    (path,) = Store(tmp_path / "report", RUN).errors()
    said = path.read_text(encoding="utf-8")
    assert said.startswith("Ed was not graded.")
    assert "in quick_grade" in said and "ZeroDivisionError: a bug of ours" in said
    (submissions / "Ed" / FILE).write_text("mended")
    (outcome,) = grade_folder(submissions, tmp_path / "report", here)
    assert outcome == ("Ed", True) and not Store(tmp_path / "report", RUN).errors()


def test_a_submission_that_cannot_be_read_is_an_error_of_ours(tmp_path):
    class Unreadable:
        student = "Ed"

        def read(self):
            raise OSError("the disk is gone")

    store = Store(tmp_path / "report", RUN)
    sources = [Made("Ada", b"x"), Unreadable(), Unreadable(), Made("Bo", b"x")]
    outcomes = grade_class(sources, store, here, quick_grade, 1)
    assert [each.is_graded for each in outcomes] == [True, False, False, True]


class Breaking(Here):
    """An executor of which every third call ends all that was going on."""

    def __init__(self, calls):
        self.calls = calls

    def submit(self, fn, /, *args, **kwargs):
        self.calls.append(args[0])
        if len(self.calls) % 3 == 0:
            future = Future()
            future.set_exception(BrokenProcessPool("ended"))
            return future
        return super().submit(fn, *args, **kwargs)


def test_where_an_executor_breaks_another_goes_on(submissions, tmp_path, undisturbed):
    calls = []
    grade = Counted()
    outcomes = grade_folder(submissions, tmp_path / "report", lambda: Breaking(calls), grade=grade)
    assert state(tmp_path / "report") == undisturbed
    assert sorted(each.student for each in outcomes) == sorted(CLASS)
    assert set(grade.asked.values()) == {1}


def test_who_ends_two_processes_is_not_graded_and_all_others_are(tmp_path):
    submissions = write_class(tmp_path / "class", CLASS | {"Ed": "die"})
    outcomes = grade_folder(submissions, tmp_path / "report", partial(local_pool, 2))
    assert [each.student for each in outcomes if not each.is_graded] == ["Ed"]
    assert len(outcomes) == len(CLASS) + 1
    (path,) = Store(tmp_path / "report", RUN).errors()
    assert "Twice, the process that graded this submission ended" in path.read_text("utf-8")


def test_threads_give_the_same_as_processes(submissions, tmp_path, undisturbed):
    grade_folder(submissions, tmp_path / "report", partial(ThreadPoolExecutor, 3))
    assert state(tmp_path / "report") == undisturbed


# -------------------------------------------------------------------- stopped, and going on


def run_program(*arguments, **options):
    return subprocess.Popen(
        [*PROGRAM, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, **options
    )  # fmt: skip


def stopped_at(step, submissions, report):
    process = run_program(submissions, report, step)
    process.communicate(timeout=60)
    return process.returncode


@pytest.mark.parametrize("step", [2, 6, 12])
def test_killed_at_a_step_it_goes_on_as_if_nothing_had_been(
    step, submissions, tmp_path, undisturbed
):
    assert stopped_at(step, submissions, tmp_path / "report") == 9
    assert state(tmp_path / "report") != undisturbed
    grade_folder(submissions, tmp_path / "report", here)
    assert state(tmp_path / "report") == undisturbed


@pytest.mark.slow
def test_killed_at_any_step_it_goes_on_as_if_nothing_had_been(submissions, tmp_path, undisturbed):
    step, kept = 0, []
    while stopped_at(step, submissions, report := tmp_path / f"report{step}") == 9:
        kept.append(len(list(report.glob("results/*.json"))))
        grade_folder(submissions, report, here)
        assert state(report) == undisturbed
        step += 1
    assert state(report) == undisturbed
    assert step > 20 and kept == sorted(kept) and set(kept) == set(range(len(CLASS) + 1))


def is_gone(group):
    """Whether no process of a group is left, after a moment."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of a Unix")
@pytest.mark.parametrize("sent", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_a_grader_that_is_killed_leaves_no_process_and_goes_on(sent, tmp_path):
    """Ctrl-C goes to all processes of the group, SIGKILL to the grader alone."""
    submissions = write_class(tmp_path / "class", {f"s{i:03}": "slow" for i in range(60)})
    process = run_program(submissions, tmp_path / "report", start_new_session=True)
    for _ in range(10):
        process.stdout.readline()
    if sent == "SIGINT":
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.send_signal(getattr(signal, sent))
    _, said = process.communicate(timeout=30)
    assert is_gone(process.pid)
    assert said.count("Traceback") == (sent == "SIGINT")  # that of the grader, not of its workers
    kept = students(tmp_path / "report")
    assert 10 <= len(kept) < 50
    outcomes = grade_folder(submissions, tmp_path / "report", here)
    assert {each.student for each in outcomes}.isdisjoint(kept)
    assert len(students(tmp_path / "report")) == 60


# -------------------------------------------------------------------- parts of a class


def part(folder, number, of, sources=(), run=RUN):
    """A report of those who belong to part `number`."""
    own = [each for each in sources if in_shard(each.student, (number, of))]
    store = Store(folder, run | {"shard": [number, of]})
    store.announce(each.student for each in own)
    list(grade_class(own, store, here, quick_grade, 2))
    return folder


def test_parts_of_a_class_merged_are_the_whole(tmp_path):
    words = {f"s{i}": "one " * i for i in range(30)} | {"bad": "bug"}
    submissions = write_class(tmp_path / "class", words)
    grade_folder(submissions, tmp_path / "whole", here)
    sources = find_submissions(submissions, [FILE]).sources
    Store(tmp_path / "whole", RUN).announce(each.student for each in sources)
    parts = [part(tmp_path / f"part{number}", number, 3, sources) for number in (1, 2, 3)]
    assert all(3 < len(list((each / "results").iterdir())) < 18 for each in parts)
    whole = {name: text for name, text in state(tmp_path / "whole").items() if "errors" not in name}
    for _ in range(2):  # again into the same folder
        store = merged(parts, tmp_path / "merged")
        assert whole.items() <= state(tmp_path / "merged").items()
        assert [path.read_text("utf-8")[:19] for path in store.errors()] == ["bad was not graded."]


def test_what_a_part_has_graded_again_counts_in_the_whole(tmp_path):
    submissions = write_class(tmp_path / "class", {"Ed": "bug", "Flo": "one", "Di": "one"})
    for words, errors, points in (("fine now", 0, [1, 2, 1]), ("bug", 1, [1, 1])):
        sources = find_submissions(submissions, [FILE]).sources
        merged([part(tmp_path / "part", 1, 1, sources)], tmp_path / "merged")
        (submissions / "Ed" / FILE).write_text(words)
        again = part(tmp_path / "part", 1, 1, find_submissions(submissions, [FILE]).sources)
        whole = merged([again], tmp_path / "merged")
        assert len(whole.errors()) == errors
        assert [each.points for each in whole.results()] == points


def test_a_part_that_is_missing_twice_there_or_of_another_run_is_said(submissions, tmp_path):
    a, b, other, of_two = (tmp_path / each for each in ("a", "b", "other", "of_two"))
    for folder, number, of in ((a, 1, 12), (b, 2, 12), (of_two, 2, 2)):
        part(folder, number, of)
    part(other, 3, 12, run=RUN | {"seed": 8})
    part(tmp_path / "one", 1, 2)
    grade_folder(submissions, tmp_path / "whole", here)
    for folders, said in [
        ((a, b), r"all 12 parts, and of these 10 are missing: 3/12, .*10/12, …$"),
        ((of_two,), r"all 2 parts, and of these 1 is missing: 1/2$"),
        ((a, b, a), r"takes each part once, got part 1/12 more than once"),
        ((a, other), r"'.*a' was graded with --seed 7, and '.*other' with --seed 8: only parts of"),
        ((a, of_two), r"with --shard 1/12, and '.*of_two' with --shard 1/2: only"),
        ((tmp_path / "whole",), "was graded without --shard, so it is no part"),
        ((submissions,), r"'.*class' is .*no report"),
    ]:
        with pytest.raises(ValueError, match=said):
            merged(folders, tmp_path / "report")
    with pytest.raises(ValueError, match=r"-o needs a folder beside the parts, got .*one"):
        merged((tmp_path / "one", of_two), tmp_path / "one")
    assert not (tmp_path / "report").exists()


def test_a_part_that_was_stopped_is_said(submissions, tmp_path):
    store = Store(tmp_path / "part", RUN | {"shard": [1, 1]})
    sources = find_submissions(submissions, [FILE]).sources
    store.announce(each.student for each in sources)
    list(grade_class(sources[1:], store, here, quick_grade, 2))
    said = f"is not finished, 1 of {len(sources)} are still to be graded"
    with pytest.raises(ValueError, match=said):
        merged([tmp_path / "part"], tmp_path / "report")


# -------------------------------------------------------------------- a large class


class Made:
    """A submission that takes memory only when it is read."""

    def __init__(self, student, contents):
        self.student, self.contents = student, contents

    def read(self):
        return Submission(self.student, {FILE: bytes(bytearray(self.contents))})


@pytest.mark.parametrize(("count", "size"), [(100, 100_000), pytest.param(
    5_000, 20_000, marks=pytest.mark.slow)])  # fmt: skip
def test_a_large_class_takes_no_more_memory_than_a_small_one(count, size, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda file: None)  # nobody waits for the disk
    contents = b"x" * size
    store = Store(tmp_path / "report", RUN)
    sources = (Made(f"s{number}", contents) for number in range(count))
    tracemalloc.start()
    try:
        outcomes = grade_class(sources, store, here, quick_grade, 8)
        assert sum(each.is_graded for each in outcomes) == count
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 * size + 1_000 * count < count * size


def test_a_result_holds_what_was_graded_and_how(submissions, tmp_path):
    grade_folder(submissions, tmp_path / "report", here)
    assert json.loads((tmp_path / "report/run.json").read_bytes()) == RUN
    for path in (tmp_path / "report/results").iterdir():
        assert sorted(json.loads(path.read_bytes())) == ["graded", "key"]
