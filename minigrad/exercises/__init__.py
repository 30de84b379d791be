"""Exercises that say why an answer is wrong: `check("03", Value)` asks one in a notebook."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minigrad.exercises.grading import Report

__all__ = ["check"]


def check(exercise: str, *answers: object, seed: int = 0) -> Report:
    """Ask all questions of an exercise; in Jupyter the answer shows itself with its graph.

    The answers are the functions or classes that the task names, a dictionary of them, or a
    module that has them.

    >>> from minigrad import Value
    >>> check("03", Value)
    ✓ 03 gradients add up                                   3 of 3 points
    """
    from minigrad.exercises.grading import grade
    from minigrad.exercises.loading import named_answers
    from minigrad.exercises.manifest import find_exercise

    asked = find_exercise(exercise)
    return grade(asked, named_answers(asked, answers), seed)
