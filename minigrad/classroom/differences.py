"""Say in the words of a command line in what two runs of grading differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Run = Mapping[str, Any]  # as run.json keeps it


def differences(before: Run, now: Run) -> tuple[str, str] | None:
    """How one run was graded and how the other is, where a result depends on it.

    >>> differences({"seed": 7, "exercises": ["03a", "04"]}, {"seed": 8})
    ('--seed 7 and --exercise 03a,04', '--seed 8 and all exercises')
    """
    names = [each for each in dict.fromkeys([*before, *now]) if before.get(each) != now.get(each)]
    if "questions" not in names or ("course" in before) == ("course" in now):
        names = [each for each in names if each != "course"]  # a folder may lie elsewhere
    if {"exercises", "course", "version"} & {*names}:  # other questions come with them
        names = [each for each in names if each != "questions"]
    if not names:
        return None
    told = [
        ("one edition of the questions", "another edition")
        if each == "questions"
        else (_told(each, before.get(each)), _told(each, now.get(each)))
        for each in names
    ]
    was, is_now = (" and ".join(each) for each in zip(*told, strict=True))
    return was, is_now


def _told(name: str, value: Any) -> str:
    """As a teacher would type it."""
    if name == "exercises":
        return f"--exercise {','.join(value)}" if value else "all exercises"
    if name == "course":
        return "a course of your own" if value else "the exercises of minigrad"
    if name == "limits":
        return " ".join(f"--{limit} {seconds}" for limit, seconds in (value or {}).items())
    if name == "shard":
        return "--shard {}/{}".format(*value) if value else "no --shard"
    return f"minigrad {value}" if name == "version" else f"--{name} {value}"
