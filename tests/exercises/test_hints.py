"""Hints come one after the other, in a notebook as in a shell."""

import pytest

from minigrad.exercises import hint
from minigrad.exercises.hints import KINDS
from minigrad.exercises.manifest import find_exercise


def test_each_call_gives_the_next_hint_and_the_last_one_stays(monkeypatch):
    monkeypatch.setattr("minigrad.exercises.hints._given", {})
    hints = find_exercise("06").hints
    shown = [repr(hint("06")) for _ in range(len(hints) + 1)]
    assert shown[-1] == shown[-2] and "06_one_weight_downhill.ipynb" in shown[-1]
    for number, (text, kind) in enumerate(zip(hints, KINDS, strict=True), 1):
        assert f"06 one weight downhill: hint {number} of 4, {kind}\n{text}" in shown[number - 1]


def test_an_unknown_exercise_is_refused():
    with pytest.raises(ValueError, match="an exercise has an id from 02 to 12, got '99'"):
        hint("99")
