"""Exercises that say why an answer is wrong: `check("04", Value)` asks one in a notebook."""

from __future__ import annotations

from typing import Any

__all__ = ["check", "hint"]


def check(exercise: str, *answers: object, seed: int = 0) -> Any:
    """Ask all questions of an exercise; the Feedback prints itself, in Jupyter with its graph.

    The answers are the functions or classes that the task names, a dictionary of them, or a
    module that has them. The result has the `report`, with its points, and the `diagnosis`.

    >>> from minigrad import Value
    >>> check("04", Value)
    ✓ 04 gradients add up                                   3 of 3 points
    """
    # Only here: pytest loads this package, for its plug-in, wherever it runs.
    from minigrad.exercises.feedback import Feedback
    from minigrad.exercises.grading import grade
    from minigrad.exercises.loading import named_answers
    from minigrad.exercises.manifest import find_exercise

    asked = find_exercise(exercise)
    return Feedback(grade(asked, named_answers(asked, answers), seed))


def hint(exercise: str) -> Any:
    """The next hint for an exercise; asked again, one that says more.

    >>> hint("04")
    04 gradients add up: hint 1 of 4, a question
    In y = a + a, how many arrows leave a? By how much does y grow when a grows by 0.01?
    """
    from minigrad.exercises.hints import next_hint  # only here, as in check

    return next_hint(exercise)
