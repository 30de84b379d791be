"""Hints for an exercise, one after the other: from a question to the shape of the line."""

from __future__ import annotations

from minigrad.exercises.manifest import Exercise, find_exercise

KINDS = ("a question", "the idea", "the place", "the shape of the line")

_given: dict[str, int] = {}  # how many hints of each exercise, since Python started


class Hint(str):
    """A text that prints itself, as the last line of a cell does."""

    def __repr__(self) -> str:
        return str(self)


def next_hint(exercise: str) -> Hint:
    """The next hint, and the last one again; ValueError for an exercise that does not exist."""
    asked = find_exercise(exercise)
    _given[asked.id] = min(_given.get(asked.id, 0) + 1, len(asked.hints))
    return Hint(hint_text(asked, _given[asked.id]))


def hint_text(exercise: Exercise, number: int) -> str:
    """What is said of hint `number`, from 1; the last one also names the notebook."""
    count = len(exercise.hints)
    kind = f", {KINDS[number - 1]}" if count == len(KINDS) else ""
    lines = [f"{exercise}: hint {number} of {count}{kind}", exercise.hints[number - 1]]
    if number == count:
        lines.append(
            f"That was the last one; notebooks/{exercise.reading}.ipynb explains the idea."
        )
    return "\n".join(lines)
