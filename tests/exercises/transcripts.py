"""Forty feedbacks of all kinds, to be read in five minutes by somebody new.

`python -m tests.exercises.transcripts` writes them again; read them in the diff.
"""

from pathlib import Path

from tests.exercises.slips import slips
from tests.exercises.wrong_numbers import SUBMISSIONS

TRANSCRIPTS = Path(__file__).with_name("transcripts.txt")
OPENING = "What was written in place of right code, and what the student reads about it.\n\n"
CHOSEN = (  # of the slips
    "rule-without-return",
    "rule-returns-three",
    "rule-is-called",
    "missing-colon",
    "own-micrograd-called-rule",
    "plus-in-front",
    "order-reversed-in-place",
    "math-of-a-value",
    "parameters-not-called",
)
SHOWN = (
    *(slip for slip in slips() if slip.name in CHOSEN),
    *(each for each in SUBMISSIONS if each.is_shown),
)


def all_of_them():
    return OPENING + "\n".join(each.transcript for each in SHOWN)


if __name__ == "__main__":
    TRANSCRIPTS.write_text(all_of_them(), encoding="utf-8")
