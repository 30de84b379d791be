"""Write the tables of docs/teaching.md, each between its markers: `python docs/teaching.py`."""

from __future__ import annotations

from pathlib import Path

from minigrad.cli.exercises import wrong_answers_by_mistake
from minigrad.exercises.manifest import exercises

PAGE = Path(__file__).with_name("teaching.md")


def weeks() -> str:
    """The exercises of each week, and what they take."""
    rows = ["| week | exercises | minutes | points |", "|-|-|-|-|"]
    for number in sorted({each.week for each in exercises()}):
        here = [each for each in exercises() if each.week == number]
        rows.append(
            f"| {number} | {', '.join(each.id for each in here)} "
            f"| {sum(each.minutes for each in here)} | {sum(each.total for each in here)} |"
        )
    return "\n".join(rows)


def table() -> str:
    """For each exercise what it trains, and which mistakes its questions show, by asking them."""
    rows = [
        "| | exercise | trains | minutes | points | mistakes it shows | those new in it |",
        "|-|-|-|-|-|-|-|",
    ]
    seen: set[str] = set()
    for each in exercises():
        found = wrong_answers_by_mistake(each)
        new = ", ".join(f"`{mistake}`" for mistake in found if mistake not in seen)
        seen |= set(found)
        rows.append(
            f"| {each.id} | {each.title} | {each.trains} | {each.minutes} | {each.total} "
            f"| {len(found)} | {new} |"
        )
    minutes = sum(each.minutes for each in exercises())
    points = sum(each.total for each in exercises())
    return "\n".join([*rows, f"| | all | | {minutes} | {points} | {len(seen)} | |"])


def renewed(page: str) -> str:
    """The page with tables that are current."""
    for name, made in ("weeks", weeks()), ("exercises", table()):
        begin, end = f"<!-- begin: {name} -->", f"<!-- end: {name} -->"
        before, rest = page.split(begin)
        page = f"{before}{begin}\n{made}\n{end}{rest.split(end)[1]}"
    return page


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
