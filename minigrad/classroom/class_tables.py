"""The class as tables for a terminal, which say all that they show in words and numbers too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from minigrad.classroom.class_page import notes_of
from minigrad.classroom.graded import Graded
from minigrad.classroom.results import NOT_HANDED_IN, Bin, ClassResults, ExerciseRow, Row
from minigrad.exercises.library import mistakes
from minigrad.exercises.manifest import HANDOUT
from viz.theme import TERMINAL, number, visible

BLOCKS = "▁▂▃▄▅▆▇█"
BARS = {"solved": "█", "begun": "▄", "stuck": "▁"}  # which a plain terminal prints as # ~ _
STYLES = {"solved": "green", "begun": "yellow", "stuck": "bold red"}
BAR, MOST = 20, 8


def class_tables(
    graded: Iterable[Graded], roster: Sequence[Row] | None = None, course: Path = HANDOUT
) -> list[RenderableType]:
    """Points, exercises, mistakes with a question for the room, and what to look at.

    `course` is the folder of a teacher's own course, whose mistakes count too.
    """
    results = ClassResults(graded, roster)
    if not results.students:
        return [Text("No submission was graded.")]
    tables: list[RenderableType | None] = [
        _Points(results),
        _exercises(results),
        _mistakes(results, course),
        _notes(results),
    ]
    return [each for each in tables if each is not None]


def block_histogram(bins: Sequence[Bin], height: int = 4) -> str:
    """Columns of blocks over the number of students and their points, in lines.

    >>> print(block_histogram([Bin(0, 4, 1), Bin(5, 9, 4), Bin(10, 14, 0)], height=2))
            █████
    ▄▄▄▄▄   █████
      1       4       0
     0–4     5–9    10–14
    """
    width = max([len(each.label) for each in bins], default=0)
    most = max([each.students for each in bins], default=0) or 1
    filled = [each.students / most * height for each in bins]
    rows = [[_block(each - level) * width for each in filled] for level in reversed(range(height))]
    rows += [[str(each.students) for each in bins], [each.label for each in bins]]
    return "\n".join("   ".join(word.center(width) for word in row).rstrip() for row in rows)


def _block(share: float) -> str:
    """A character of which a share is filled, by eighths: a little is never nothing."""
    if share <= 0:
        return " "
    return BLOCKS[min(7, max(0, round(share * 8) - 1))]


class _Points:
    """The histogram; a line for each bin where its columns are wider than the terminal."""

    def __init__(self, results: ClassResults) -> None:
        self.results = results

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        results = self.results
        count = len(results.students)
        said = f"{count} submission{'s' * (count != 1)}, median {number(results.median)}"
        absent = f"; {len(results.absent)} handed nothing in" if results.absent else ""
        yield Text(f"{said} of {results.of} points{absent}\n", style="bold")
        histogram = block_histogram(results.histogram)
        if max(map(len, histogram.splitlines())) > options.max_width:
            rows = (f"{each.label} points: {each.students}" for each in results.histogram)
            histogram = "\n".join(rows)
        yield Text(f"{histogram}\n")


def _exercises(results: ClassResults) -> Table | Text:
    idle = [each.id for each in results.exercises if not each.begun_at_all]
    by_nobody = f"Begun by nobody: {', '.join(idle)}."
    if len(idle) == len(results.exercises):
        return Text(f"{by_nobody}\n")
    table = Table(title="Exercises", title_justify="left")
    table.add_column("exercise")
    for state, block in BARS.items():
        table.add_column(f"{state} {block}", justify="right", style=STYLES[state], no_wrap=True)
    table.add_column("other", justify="right")
    table.add_column("the class", no_wrap=True)
    for each in results.exercises:
        if each.begun_at_all:
            numbers = [each.states[state] for state in BARS]
            numbers.append(sum(each.states.values()) - sum(numbers))
            title = Text(visible(f"{each.id} {each.title}"))
            table.add_row(title, *map(str, numbers), _bar(each, results))
    if idle:
        table.caption, table.caption_justify = by_nobody, "left"
    return table


def _bar(row: ExerciseRow, results: ClassResults) -> Text:
    """Cumulated before it is rounded, so that all bars of full length are equally long."""
    bar, done, drawn = Text(), 0, 0
    for state, block in BARS.items():
        done += row.states[state]
        end = round(BAR * done / len(results.students))
        bar.append(block * (end - drawn), STYLES[state])
        drawn = end
    return bar


def _mistakes(results: ClassResults, course: Path) -> Table | None:
    rows = results.mistakes(mistakes(course))
    if not rows:
        return None
    table = Table(title="To ask the room", title_justify="left", show_lines=True)
    table.add_column("students", justify="right")
    table.add_column("exercises")
    table.add_column("question, and what it is about")
    for row in rows[:MOST]:
        said = [(f"{row.question}\n", "bold")] if row.question else []
        cause = f"{row.cause}\n" if row.cause else ""
        words = Text.assemble(*said, cause, (f"[{visible(row.id)}]", TERMINAL["muted"]))
        table.add_row(str(len(row.students)), visible(", ".join(row.exercises)), words)
    if len(rows) > MOST:
        table.caption, table.caption_justify = f"… and {len(rows) - MOST} more.", "left"
    return table


def _notes(results: ClassResults) -> Table | None:
    said: Mapping[str, str] = {
        each.student: "; ".join(notes) for each in results.students if (notes := notes_of(each))
    } | dict.fromkeys(results.absent, NOT_HANDED_IN)
    if not said:
        return None
    table = Table(title="To look at", title_justify="left")
    table.add_column("student")
    table.add_column("what")
    for student, words in said.items():
        table.add_row(Text(visible(student)), Text(visible(words)))
    return table
