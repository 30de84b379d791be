"""The example class, graded in this process: results as grading gives them, without a sandbox."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from minigrad.classroom.example_class import SUBMISSIONS, write_example_class
from minigrad.classroom.graded import Graded, GradedExercise, GradedTest
from minigrad.exercises.feedback import Feedback
from minigrad.exercises.grading import Report, grade_file
from minigrad.exercises.manifest import exercises
from minigrad.exercises.workspace import is_the_original

RUN = {
    "version": "1.0",
    "seed": 42,
    "sandbox": "process",
    "limits": {"cpu": 4, "wall": 20},
}
ENDED = b"raise SystemExit", b"from minigrad import Value"  # what does not load in a sandbox


@cache
def example_class():
    """Each student's `Graded`, as a sandbox gives it; what would harm this process is not run."""
    with TemporaryDirectory() as work:
        write_example_class(Path(work))
        return tuple(
            graded(path.stem, _unpacked(path)) for path in sorted(Path(work, SUBMISSIONS).iterdir())
        )


def _unpacked(path):
    if path.suffix == ".zip":
        folder = path.with_suffix("")
        ZipFile(path).extractall(folder)
        return folder
    inner = path / "my-exercises"
    return inner if inner.exists() else path


def graded(student, folder):
    for path in folder.glob("*.py"):
        content = path.read_bytes()
        if b"module.agree" in content:
            path.write_bytes(b"class Value:\n    pass\n")
        if b"while True" in content:
            path.write_bytes(content.replace(b"while True:", b"for w.data in [][0]:"))
    return Graded(student, tuple(_graded(each, folder) for each in exercises()), (), 0.5)


def _graded(exercise, folder):
    file = folder / exercise.file
    if not file.exists():
        return _without_answers(exercise, "missing")
    if is_the_original(file, exercise.file):
        return _without_answers(exercise, "not begun")
    if any(each in file.read_bytes() for each in ENDED):
        return _without_answers(exercise, "does not load")
    feedback = Feedback(grade_file(exercise, folder))
    report = feedback.report
    return GradedExercise(
        exercise.id,
        exercise.title,
        _state(report),
        tuple(_tests(report)),
        tuple(sorted(feedback.told_diagnosis.names)),
        feedback.text,
        feedback.drawing.svg if feedback.drawing else "",
    )


def _state(report: Report):
    if report.unreadable:
        return "does not load"
    return "solved" if report.is_solved else "begun" if report.points else "stuck"


def _tests(report: Report):
    for name, points in report.exercise.points.items():
        wrong = tuple(each.question for each in report.wrong if each.part == name)
        yield GradedTest(name, points * (name in report.passed), points, wrong)


def _without_answers(exercise, state):
    tests = tuple(GradedTest(name, 0, points) for name, points in exercise.points.items())
    return GradedExercise(exercise.id, exercise.title, state, tests)
