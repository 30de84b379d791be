"""A grade of almost no time, for tests of all that is around it; also as a program to be killed.

`python -m tests.classroom.quick_grade SUBMISSIONS REPORT`, and a number: it ends itself at this
step, before a file is opened, renamed, removed, or a folder is made.
"""

import os
import signal
import sys
import time
from concurrent.futures import Executor, Future
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from minigrad.classroom.batch import grade_class, local_pool, still_to_do
from minigrad.classroom.graded import Graded, GradedExercise, GradedTest
from minigrad.classroom.store import Store
from minigrad.classroom.submissions import find_submissions

FILE = "04_gradients_add_up.py"
RUN = {"version": "1.0", "seed": 7, "sandbox": "process", "limits": {"cpu": 4, "wall": 20}}


def quick_grade(student, files):
    """Points for the length of a file; what it says may be an error or the end of the process."""
    words = files.get(FILE, b"").decode().split()
    if "bug" in words:
        raise ZeroDivisionError("a bug of ours")
    if "die" in words:
        os._exit(7)
    if "slow" in words:
        time.sleep(0.05)
    test = GradedTest("test_sums", min(len(words), 3), 3)
    return Graded(student, (GradedExercise("04", "gradients add up", "begun", (test,)),))


def write_class(folder, words):
    """A class of students with these words in their files."""
    for student, said in words.items():
        path = folder / student / FILE
        path.parent.mkdir(parents=True)
        path.write_text(said, encoding="utf-8")
    return folder


def outcomes_of(submissions, report, executors, at_once=4, grade=quick_grade):
    """Of what is still to do, while it is done."""
    store = Store(report, RUN)
    todo = still_to_do(find_submissions(submissions, [FILE]).sources, store)
    return grade_class(todo, store, executors, grade, at_once)


def grade_folder(*arguments, **options):
    """All of it."""
    return list(outcomes_of(*arguments, **options))


def state(report):
    """All that a report folder keeps, byte by byte."""
    files = sorted(path for path in report.rglob("*") if path.is_file())
    return {path.relative_to(report).as_posix(): path.read_bytes() for path in files}


class Here(Executor):
    """One that computes at once, in this process."""

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # an executor hands it on with the result
            future.set_exception(error)
        return future


def here():
    return nullcontext(Here())


def end_at(step):
    """End the process at a step of what it does to files, as if it were killed."""
    steps = iter(range(step))

    def hook(event, arguments):
        is_writing = event == "open" and "minigrad-" in str(arguments[0])
        is_step = is_writing or event in ("os.rename", "os.remove", "os.mkdir")
        if is_step and next(steps, None) is None:
            os._exit(9)

    sys.addaudithook(hook)


if __name__ == "__main__":
    submissions, report, *at = sys.argv[1:]
    executors = here if at else partial(local_pool, 2)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started this may ignore it
    if at:
        end_at(int(at[0]))
    for outcome in outcomes_of(Path(submissions), Path(report), executors):
        print(outcome.student, flush=True)
