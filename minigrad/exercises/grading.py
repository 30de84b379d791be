"""Ask all questions of an exercise, and count the points of the answers."""

from __future__ import annotations

from functools import cache, cached_property
from importlib.util import module_from_spec, spec_from_file_location

from minigrad.exercises.diagnosis import Diagnosis, diagnose
from minigrad.exercises.loading import (
    Failure,
    UnreadableError,
    failure_of,
    load_answers,
)
from minigrad.exercises.manifest import HANDOUT, Exercise
from minigrad.exercises.questions import MissingError, Observation, Student
from minigrad.exercises.time_limit import TookTooLongError, time_limit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Any


class Report:
    """What came of an exercise: every answer, its points, and the mistake behind the wrong ones."""

    def __init__(
        self,
        exercise: Exercise,
        observations: Sequence[Observation] = (),
        seed: int = 0,
        unreadable: str = "",
        answers: Mapping[str, Any] | None = None,
    ) -> None:
        self.exercise = exercise
        self.observations = observations
        self.seed = seed
        self.unreadable = unreadable  # why nothing was asked
        self.answers = answers or {}

    @property
    def passed(self) -> list[str]:
        """The test functions all of whose questions were answered rightly."""
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
    def wrong(self) -> list[Observation]:
        return [each for each in self.observations if not each.is_right]

    @property
    def smallest(self) -> Observation | None:
        """The first wrong answer: tests ask simple questions first. What is missing comes last."""
        begun = [each for each in self.wrong if not each.is_unwritten]
        return next(iter(begun or self.wrong), None)

    @cached_property
    def diagnosis(self) -> Diagnosis:
        from minigrad.exercises.library import wrong_answers
        from minigrad.exercises.two_mistakes import two_mistakes

        if not self.wrong:
            return Diagnosis()
        found = diagnose(self.observations, wrong_answers(self.exercise, self.seed))
        return found if found.mistakes else two_mistakes(self)

    def __repr__(self) -> str:
        from minigrad.exercises.feedback import feedback_text

        return feedback_text(self)

    def _repr_html_(self) -> str:
        from minigrad.exercises.feedback import feedback_html

        return feedback_html(self)


def grade(exercise: Exercise, answers: Mapping[str, Any], seed: int = 0) -> Report:
    """Run the exercise's test functions; code that has to be stopped is asked nothing more."""
    students: list[Student] = []
    try:
        with time_limit():
            for part, test in test_functions(exercise).items():
                students.append(Student(exercise, answers, seed, part))
                ask(test, students[-1])
    except TookTooLongError as error:
        _keep(students[-1], failure_of(error))
    observations = [each for student in students for each in student.observations]
    return Report(exercise, observations, seed, answers=answers)


def grade_file(exercise: Exercise, folder: Path, seed: int = 0) -> Report:
    """`grade` of the student's file in a folder, where it can be loaded."""
    try:
        return grade(exercise, load_answers(exercise, folder), seed)
    except UnreadableError as error:
        return Report(exercise, seed=seed, unreadable=str(error))


def ask(test: Callable[[Student], None], student: Student) -> None:
    """Run one test function; what goes wrong between two questions is an answer too."""
    try:
        test(student)
    except MissingError as error:
        _keep(student, Failure("missing", str(error)))
    except (Exception, SystemExit) as error:
        _keep(student, failure_of(error))
    if not student.observations:
        raise RuntimeError(f"{student.part} of exercise {student.exercise} asks nothing")


def _keep(student: Student, failure: Failure) -> None:
    student.observations.append(Observation(student.part, student.question, (), (failure,), ()))


@cache
def test_functions(exercise: Exercise) -> dict[str, Callable[[Student], None]]:
    """The questions of the exercise as the package has them, by name, in their order."""
    spec = spec_from_file_location(f"test_{exercise.id}", HANDOUT / exercise.test)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"the package lacks {exercise.test}: install it again")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return {part: getattr(module, part) for part in exercise.points}
