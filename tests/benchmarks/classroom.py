"""What grading a class costs: CPU seconds for each student, at each level of confinement.

`python -m tests.benchmarks.classroom [STUDENTS]` grades made-up students, 50 where no number is
given, who have solved half of the exercises, not begun a quarter, and done a quarter wrongly in one
of the ways that tests know.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from random import Random
from statistics import mean
from time import perf_counter

from minigrad.classroom.sandbox import trouble_with
from minigrad.classroom.starting import LEVELS
from minigrad.classroom.verdict import Settings, grade_submission
from minigrad.cli.grading import MORE_JOBS
from minigrad.exercises.manifest import exercises
from tests.exercises.reference import source
from tests.exercises.slips import slips
from tests.exercises.wrong_numbers import SUBMISSIONS

AT_ONCE = (os.cpu_count() or 1) + MORE_JOBS


def main(students: int) -> None:
    class_ = made_up(students)
    for level in LEVELS:
        if trouble := trouble_with(level):
            print(f"{level}: {trouble}")
            continue
        begun = perf_counter()
        with ProcessPoolExecutor(AT_ONCE) as pool:
            settings = [Settings(seed=1, sandbox=level)] * students
            graded = list(pool.map(grade_submission, class_, class_.values(), settings))
        used = [each.cpu_seconds for each in graded]
        print(
            f"{level}: {students} students in {perf_counter() - begun:.0f} s with {AT_ONCE} jobs; "
            f"CPU seconds each: mean {mean(used):.2f}, most {max(used):.2f}"
        )


def made_up(students: int) -> dict[str, dict[str, bytes]]:
    """The files of each student, by a name; the same in each run."""
    wrong: dict[str, list[str]] = {}
    for slip in slips():
        wrong.setdefault(slip.exercise, []).append(slip.file)
    for submission in SUBMISSIONS:
        wrong.setdefault(submission.exercise, []).append(submission.code)
    chance = Random(0)
    made: dict[str, dict[str, bytes]] = {f"student {number}": {} for number in range(students)}
    for files in made.values():
        for exercise in exercises():
            texts = [source(exercise.id)] * 2
            texts += [(exercise.folder / exercise.file).read_text(encoding="utf-8")]
            texts += [chance.choice(wrong.get(exercise.id, texts))]
            files[exercise.file] = chance.choice(texts).encode()
    return made


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
