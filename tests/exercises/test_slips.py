"""Every slip of a beginner's is noticed, told at the student's own line, and led to its fix."""

import re

import pytest

from minigrad.exercises.time_limit import time_limit
from tests.exercises.slips import MORE, TOLD, slips, told

NEVER_END = "sleeps", "endless-while"


@pytest.mark.parametrize("slip", slips(TOLD), ids=str)
def test_the_transcripts_are_current(slip):
    expected = TOLD.read_text(encoding="utf-8")
    assert told(slip) in expected, "run: python -m tests.exercises.slips"


@pytest.mark.parametrize("slip", slips(MORE), ids=str)
def test_a_slip_is_told(slip, monkeypatch):
    if slip.name in NEVER_END:
        monkeypatch.setattr(time_limit.__wrapped__, "__defaults__", (0.3,))
    feedback = slip.feedback
    text = " ".join(feedback.text.split())
    assert not feedback.report.is_solved
    assert " ".join(slip.says.split()) in text
    assert not re.search(r"(test_\d\d_|minigrad/|\\minigrad)\w*", text), "a line of somebody else's"
    assert all(len(line) <= 79 for line in feedback.text.splitlines())
