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
NOT_HERE = ("raise SystemExit", "module.agree", "while True")  # what only a sandbox should run


@cache
def example_class():
    """Each student's `Graded`; what would harm or stop this process is told, not run."""
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
    done = tuple(_graded(exercise, folder) for exercise in exercises())
    stopped = [each.id for each in done if each.state == "does not load" and not each.feedback]
    notes = tuple(f"{name}: the code ended the process" for name in stopped)
    return Graded(student, done, notes, 0.5)


def _graded(exercise, folder):
    file = folder / exercise.file
    if not file.exists():
        return _without_answers(exercise, "missing")
    if is_the_original(file, exercise.file):
        return _without_answers(exercise, "not begun")
    if any(each in file.read_bytes().decode("utf-8", "replace") for each in NOT_HERE):
        return _without_answers(exercise, "does not load")
    feedback = Feedback(grade_file(exercise, folder))
    report = feedback.report
    named = [each.mistake for each in feedback.diagnosis.mistakes]
    named += [each.id for each in feedback.diagnosis.facts]
    return GradedExercise(
        exercise.id,
        exercise.title,
        _state(report),
        tuple(_tests(report)),
        tuple(named),
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
