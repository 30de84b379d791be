"""The reference solutions of the exercises: the one right code that all tests start from."""

from pathlib import Path

from minigrad.exercises.manifest import find_exercise

SOLUTIONS = Path(__file__).with_name("solutions")


def source(exercise_id):
    """The text of a solution, to be written as it is or made wrong by a replacement."""
    return (SOLUTIONS / find_exercise(exercise_id).file).read_text(encoding="utf-8")
