"""The verdict on a submission, from a process that never runs, parses or unpickles it."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from minigrad.classroom.child import Child, Limits
from minigrad.classroom.explaining import Explained, explained
from minigrad.classroom.graded import Graded, GradedExercise, GradedTest
from minigrad.classroom.sandbox import AUTO, choose
from minigrad.classroom.starting import BUBBLEWRAP
from minigrad.exercises.beside import Gone, NotGradable
from minigrad.exercises.failure import Failure, Faulty
from minigrad.exercises.feedback import Feedback
from minigrad.exercises.grading import Report, grade_isolated
from minigrad.exercises.library import mistakes
from minigrad.exercises.loading import UnreadableError
from minigrad.exercises.manifest import HANDOUT, Course, Exercise, our_course
from minigrad.exercises.own_course import open_course
from minigrad.exercises.programs import numbered_lines
from minigrad.exercises.time_limit import TookTooLongError
from viz.engines import RenderError

LARGEST = 1 << 20  # bytes of a file
ENDS = {  # by the kind of a failure
    TookTooLongError.__name__: "stopped at a limit of time",
    "ended": "ended its own process",
    "channel": "wrote to the channel on which it is asked",
}


@dataclass(frozen=True)
class Settings:
    """How a class is graded; the same for every student, and plain data for any worker."""

    seed: int = 0
    sandbox: str = AUTO  # or one of the levels
    cpu: int = 4  # seconds, for one exercise
    wall: float = 20.0  # seconds, for one question
    exercises: tuple[str, ...] = ()  # their ids; all of the course where there are none
    course: str | None = None  # the folder of a teacher's own
    explain: bool = True  # whether a second child looks for what is wrong

    @property
    def limits(self) -> Limits:
        return Limits(self.cpu, self.wall)

    def asked(self) -> tuple[Exercise, ...]:
        """The exercises that are meant; ValueError names one that is not there."""
        course: Course = our_course() if self.course is None else open_course(Path(self.course))
        return tuple(map(course.find, self.exercises)) or course.exercises


def grade_submission(student: str, files: Mapping[str, bytes], settings: Settings) -> Graded:
    """All that is known of a student's files, by their base names.

    Points and wrong questions come from children that only answer; the words on what is wrong
    may come from another one, which is believed only where it found the same questions wrong.
    """
    begun = _cpu()
    settings = replace(settings, sandbox=choose(settings.sandbox))
    exercises = settings.asked()
    reports = {each.id: _report(each, files, settings) for each in exercises}
    words = _explained(exercises, files, reports, settings) if settings.explain else {}
    graded = tuple(_graded(each, files, reports[each.id], words.get(each.id)) for each in exercises)
    hidden = settings.sandbox == BUBBLEWRAP  # its children are not counted as ours
    used = [each.seconds for each in (*reports.values(), *words.values()) if each and hidden]
    return Graded(student, graded, cpu_seconds=round(_cpu() - begun + sum(used), 3))


def prepared(settings: Settings) -> Settings:
    """The same with a sandbox that works here; ValueError says what cannot be graded, and why.

    To be called once, before the first submission.
    """
    settings = replace(settings, sandbox=choose(settings.sandbox))
    for exercise in settings.asked():
        if exercise.folder == HANDOUT:
            continue
        handed_out = (exercise.folder / exercise.file).read_bytes()
        try:
            grade_source(exercise, {exercise.file: handed_out}, settings)
        except NotGradable as error:
            raise ValueError(str(error)) from None
    return settings


def grade_source(exercise: Exercise, files: Mapping[str, bytes], settings: Settings) -> Report:
    """Ask a student's file all questions of an exercise, in a child of its own."""
    if len(files[exercise.file]) > LARGEST:
        said = f"{exercise.file} is larger than {LARGEST // 1024} KB"
        return Report(exercise, seed=settings.seed, unreadable=Failure("size", said))
    try:
        child = Child(exercise, files, settings.sandbox, settings.limits)
    except UnreadableError as error:
        return Report(exercise, seed=settings.seed, unreadable=error.failure)
    try:
        report = _with_twins(grade_isolated(exercise, child, settings.seed), child)
        return replace(report, seconds=child.used)
    finally:
        child.close()


def _report(exercise: Exercise, files: Mapping[str, bytes], settings: Settings) -> Report | None:
    if exercise.file not in files or _is_as_handed_out(exercise, files):
        return None
    return grade_source(exercise, files, settings)


def _with_twins(report: Report, child: Child) -> Report:
    """With the numbers of the smallest wrong graph, if the child is still there."""
    smallest = report.smallest
    is_gone = any(each.failure and each.failure.is_timeout for each in report.wrong)
    if smallest is None or not smallest.program or smallest.is_unwritten or is_gone:
        return report
    try:
        lines = numbered_lines(smallest.program, smallest.then)
        made = child.graph(dict(smallest.numbers), lines)
    except (Gone, Faulty):
        return report
    twins = made if isinstance(made, list) else []
    if not all(isinstance(each, list) and len(each) == 2 for each in twins):
        return report
    numbers = [tuple(x if type(x) is float else None for x in each) for each in twins]
    return replace(report, twins=numbers)


def _explained(
    exercises: Sequence[Exercise],
    files: Mapping[str, bytes],
    reports: Mapping[str, Report | None],
    settings: Settings,
) -> dict[str, Explained]:
    """What a child that runs the code and sees all of minigrad says, where it may be believed."""
    wrong = [each for each in exercises if (found := reports[each.id]) and not found.is_solved]
    if not wrong:
        return {}
    said = explained(wrong, files, settings.seed, settings.sandbox, settings.limits)
    return {
        name: words
        for name, words in said.items()
        if (found := reports[name]) and words.wrong == {each.key for each in found.wrong}
    }


def _graded(
    exercise: Exercise, files: Mapping[str, bytes], report: Report | None, said: Explained | None
) -> GradedExercise:
    if report is None:
        state = "not begun" if exercise.file in files else "missing"
        nothing = tuple(GradedTest(part, 0, of) for part, of in exercise.points.items())
        return GradedExercise(exercise.id, exercise.title, state, nothing)
    feedback, passed = Feedback(report), report.passed
    tests = tuple(
        GradedTest(part, of if part in passed else 0, of, _wrong_of(report, part))
        for part, of in exercise.points.items()
    )
    if said is None or said.text.partition("\n")[0] != feedback.heading:
        said = Explained(feedback.text, tuple(sorted(feedback.told_diagnosis.names)), set())
    known = mistakes(exercise.folder)
    own = tuple(each for each in said.mistakes if each in known)
    state = _state(report)
    return GradedExercise(
        exercise.id,
        exercise.title,
        state,
        tests,
        own,
        said.text,
        _drawn(feedback),
        _ended(report),
    )


def _state(report: Report) -> str:
    if report.unreadable:
        return "does not load"
    return "solved" if report.is_solved else "begun" if report.points else "stuck"


def _ended(report: Report) -> str:
    """Why the child was gone before all was asked; an empty text if it was not."""
    failures = [report.unreadable, *(each.failure for each in report.wrong)]
    kinds = [getattr(each, "kind", "") for each in failures]
    return next((ENDS[each] for each in kinds if each in ENDS), "")


def _wrong_of(report: Report, part: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.question for each in report.wrong if each.part == part))


def _drawn(feedback: Feedback) -> str:
    try:
        return feedback.drawing.svg if feedback.drawing else ""
    except RenderError:
        return ""


def _is_as_handed_out(exercise: Exercise, files: Mapping[str, bytes]) -> bool:
    original = (exercise.folder / exercise.file).read_bytes()
    return files[exercise.file].split() == original.split()


def _cpu() -> float:
    """Seconds of computing so far, with those of children that have ended."""
    if sys.platform == "win32":
        return time.process_time()
    import resource  # not on Windows

    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)
