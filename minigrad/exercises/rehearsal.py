"""Try a teacher's course before it is handed out: its tasks, solutions and mistakes are asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from minigrad.exercises.diagnosis import diagnose
from minigrad.exercises.grading import SOLUTIONS, grade_file, solution_of
from minigrad.exercises.library import mistakes, reports
from minigrad.exercises.manifest import Course, Exercise
from minigrad.exercises.wording import one_line

SEEDS = range(5)


def course_problems(course: Course) -> Iterator[str]:
    """What would go wrong in class, a line for each; nothing where all is well."""
    sound = []
    for exercise in course.exercises:
        problems = list(handing_out_problems(exercise))
        yield from problems
        if not problems:
            sound.append(exercise)
        if solution_of(exercise) is None:
            yield f"{exercise.id}: {SOLUTIONS}/{exercise.file} is missing: is the test solvable?"
    yield from _mistake_problems(course, sound)


def handing_out_problems(exercise: Exercise) -> Iterator[str]:
    """The task needs to fail every test, and the solution, if there is one, to pass them all."""
    task = grade_file(exercise, exercise.folder)
    if task.unreadable:
        yield f"{exercise.id}: {task.unreadable}"
        return
    for part in task.passed:
        yield f"{exercise.id}: {part} is passed by {exercise.file} as it is handed out"
    folder = solution_of(exercise)
    fault = _fault_of_solution(exercise, folder) if folder else ""
    if fault:
        yield f"{exercise.id}: {fault}"


def _fault_of_solution(exercise: Exercise, folder: Path) -> str:
    for seed in SEEDS:
        report = grade_file(exercise, folder, seed)
        if report.unreadable:
            return report.unreadable
        if report.smallest:
            wrong = one_line(report.smallest)
            where = f"{exercise.test}, {report.smallest.part}"
            return f"{SOLUTIONS}/{exercise.file} fails {where}, with --seed {seed}: {wrong}"
    return ""


def _mistake_problems(course: Course, sound: Sequence[Exercise]) -> Iterator[str]:
    """Every form of a course's own mistakes needs to show, and to be named, alone."""
    own = [each for each in mistakes(course.folder).values() if each.id not in mistakes()]
    for mistake in own:
        for number in range(len(mistake.forms)):
            asked = [reports(each, 0).get((mistake.id, number)) for each in sound]
            wrong = [each for each in asked if each and each.wrong]
            where = f"mistakes.py: form {number + 1} of {mistake.id!r}"
            if not wrong and len(sound) == len(course.exercises):
                yield f"{where} answers all questions rightly: ask one that it gets wrong"
            for report in wrong:
                others = sorted(diagnose(report).names - {mistake.id})
                if others:
                    yield f"{where} looks like {', '.join(others)} too: ask what tells them apart"
                elif mistake.id not in diagnose(report).names:
                    yield f"{where} is not named in {report.exercise.id}"
