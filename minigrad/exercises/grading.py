"""Ask all questions of an exercise, and count the points of the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from minigrad.exercises.answers import Observation
from minigrad.exercises.beside import Asked, Gone, NotGradable
from minigrad.exercises.course_errors import CourseError, course_error
from minigrad.exercises.failure import Failure, Faulty
from minigrad.exercises.loading import UnreadableError, beside, load_answers, load_given
from minigrad.exercises.manifest import Exercise
from minigrad.exercises.questions import Student
from minigrad.exercises.time_limit import TookTooLongError, time_limit
from minigrad.exercises.wording import one_line

SOLUTIONS = "solutions"  # the teacher's


@dataclass(frozen=True)
class Report:
    """What came of an exercise: all questions with their answers, and the points for them."""

    exercise: Exercise
    observations: Sequence[Observation] = ()
    seed: int = 0
    unreadable: str = ""  # why nothing was asked
    answers: Mapping[str, Any] = field(default_factory=dict)  # the code that was asked
    seconds: float = 0.0  # of computing in another process
    twins: Sequence[Sequence[float | None]] = ()  # of the smallest, if the code is elsewhere

    @cached_property
    def wrong(self) -> list[Observation]:
        return [each for each in self.observations if not each.is_right]

    @property
    def passed(self) -> list[str]:
        """The test functions whose questions were all answered correctly."""
        asked = {each.part for each in self.observations}
        failed = {each.part for each in self.wrong}
        return [part for part in self.exercise.points if part in asked - failed]

    @property
    def points(self) -> int:
        return sum(self.exercise.points[part] for part in self.passed)

    @property
    def is_solved(self) -> bool:
        return self.points == self.exercise.total

    @property
    def is_broken(self) -> bool:
        """Whether the course is wrong, so that nothing is known of the student's code."""
        return getattr(self.unreadable, "kind", "") == CourseError.__name__

    @property
    def was_stopped(self) -> bool:
        """Whether code did not end, so that it is not asked again."""
        return any(each.failure and each.failure.is_timeout for each in self.wrong)

    @property
    def wrong_and_written(self) -> list[Observation]:
        """The wrong answers, without what is still to be written."""
        return [each for each in self.wrong if not each.is_unwritten]

    @property
    def smallest(self) -> Observation | None:
        """The first wrong answer: tests ask simple questions first. What is missing comes last."""
        return next(iter(self.wrong_and_written or self.wrong), None)


def grade(exercise: Exercise, answers: Mapping[str, Any], seed: int = 0) -> Report:
    """Run the exercise's test functions; code that has to be stopped is asked nothing more."""
    students: list[Student] = []
    try:
        with time_limit():
            for part, test in test_functions(exercise).items():
                students.append(Student(exercise, answers, seed, part))
                _run(test, students[-1])
    except TookTooLongError as error:
        students[-1].keep_failure(error)
    observations = [each for student in students for each in student.observations]
    return Report(exercise, observations, seed, answers=answers)


def grade_isolated(exercise: Exercise, isolated: Asked, seed: int) -> Report:
    """The same questions to code in another process; once that has ended, none is asked."""
    observations: list[Observation] = []
    for part, test in test_functions(exercise).items():
        student = Student(exercise, isolated.names, seed, part, isolated=isolated)
        try:
            _run(test, student)
        except Gone as gone:
            student.keep_failure(Faulty(gone.failure))
            return Report(exercise, [*observations, *student.observations], seed)
        observations += student.observations
    return Report(exercise, observations, seed)


def grade_file(exercise: Exercise, folder: Path, seed: int = 0) -> Report:
    """`grade` of the student's file in a folder, if it can be loaded."""
    try:
        answers = load_answers(exercise, folder)
    except UnreadableError as error:
        return Report(exercise, seed=seed, unreadable=error.failure)
    try:
        with beside(folder):
            report = grade(exercise, answers, seed)
        if report.wrong_and_written:
            _refuse_what_the_solution_fails(report, folder)
        return report
    except CourseError as error:
        return Report(exercise, seed=seed, unreadable=Failure(CourseError.__name__, str(error)))


def solution_of(exercise: Exercise) -> Path | None:
    """The folder of the teacher's solution, where there is one: it is not handed out."""
    folder = exercise.folder / SOLUTIONS
    return folder if (folder / exercise.file).is_file() else None


def _refuse_what_the_solution_fails(report: Report, folder: Path) -> None:
    """CourseError for a question to which the teacher's own solution gives no right answer."""
    exercise = report.exercise
    solution = solution_of(exercise)
    if solution is None or solution.resolve() == folder.resolve():
        return
    own = grade_file(exercise, solution, report.seed)
    if own.unreadable:
        raise CourseError(own.unreadable)
    failed = {each.key: each for each in own.wrong}
    for each in report.wrong_and_written:
        if each.key in failed:
            raise CourseError(
                f"{exercise.test}, {each.part}: {SOLUTIONS}/{exercise.file} "
                f"fails it too: {one_line(failed[each.key])}"
            )


def ask(exercise: Exercise, answers: Mapping[str, Any], seed: int, part: str) -> list[Observation]:
    """One test function alone."""
    student = Student(exercise, answers, seed, part)
    _run(test_functions(exercise)[part], student)
    return student.observations


def _run(test: Callable[[Student], None], student: Student) -> None:
    """Run one test function; an error between two questions is an answer too."""
    try:
        test(student)
    except NotGradable:
        raise
    except (Exception, SystemExit) as error:
        if wrong := course_error(error, student):
            raise wrong from error
        student.keep_failure(error)
    if not student.observations:
        raise CourseError(f"{student.part} of exercise {student.exercise} asks nothing")


@cache
def test_functions(exercise: Exercise) -> dict[str, Callable[[Student], None]]:
    """The questions of the exercise as they are handed out, by name, in their order."""
    module = load_given(exercise.folder / exercise.test)
    return {part: getattr(module, part) for part in exercise.points}
