"""Every notebook runs from top to bottom, prints what is recorded, and asks before it tells."""

import json
import math
import re

import nbformat
import pytest

from minigrad.course.questions import QUESTIONS
from minigrad.exercises.manifest import exercises
from notebooks.execute import (
    FOLDER,
    REVEALED,
    code_cells,
    executed,
    is_live,
    notebooks,
    printed,
    reveals,
)

NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?(?:e[-−+]?\d+)?")
WORD = re.compile(r"[^\W\d_]{2,}")
PICTURES = {"image/svg+xml", "image/png", "text/html"}
LARGEST = 1_000_000  # bytes of HTML in a notebook: players and explorers
WORDS = {"09": 1200, "11": 1200}  # in all; 900 elsewhere
EVERY = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)


def as_number(text):
    return float(text.replace("−", "-"))


def assert_alike(got, committed):
    """The same words, and numbers that agree in their first digits on every platform."""
    assert NUMBER.sub("#", got) == NUMBER.sub("#", committed)
    for one, other in zip(NUMBER.findall(got), NUMBER.findall(committed), strict=True):
        assert math.isclose(as_number(one), as_number(other), rel_tol=1e-3, abs_tol=1e-6)


def read(path):
    return nbformat.read(path, as_version=4)


def recorded(path):
    """What each code cell printed when the notebooks were saved; the text of reveals elsewhere."""
    revealed = json.loads((REVEALED / f"{path.stem}.json").read_text(encoding="utf-8"))
    return [revealed.get(cell.id, list(printed(cell))) for cell in code_cells(read(path))]


def words(cells):
    """The words that are read in these cells; formulas and addresses are none."""
    text = " ".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return len(WORD.findall(re.sub(r"\$[^$]*\$|\]\([^)]*\)|<[^>]*>|`[^`]*`", " ", text)))


def until_a_picture(cells):
    shows = (place for place, cell in enumerate(cells) if reveals(cell) or is_picture(cell))
    return cells[: next(shows)]


def is_picture(cell):
    return any(PICTURES & set(output.get("data", {})) for output in cell.get("outputs", ()))


def test_there_are_notebooks():
    numbers = [f"{number:02}" for number in range(1, len(notebooks()) + 1)]
    assert [path.name[:2] for path in notebooks()] == numbers
    assert sorted(path.stem for path in REVEALED.iterdir()) == [path.stem for path in notebooks()]


QUICK = ("01", "03")  # the others are run with the slow tests


def marked(path):
    return pytest.param(path, marks=[] if path.name[:2] in QUICK else [pytest.mark.slow])


@pytest.mark.parametrize("path", list(map(marked, notebooks())), ids=lambda path: path.stem)
def test_it_runs_and_prints_what_is_recorded(path):
    now = code_cells(executed(path))
    for cell, expected in zip(now, recorded(path), strict=True):
        if is_live(cell):
            continue
        outputs = list(printed(cell))
        assert len(outputs) == len(expected), cell.source
        for got, said in zip(outputs, expected, strict=True):
            assert_alike(got, said)


@EVERY
def test_it_was_saved_after_a_clean_run(path):
    cells = code_cells(read(path))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert all(output.output_type != "error" for output in outputs)
    assert all(output.get("name") != "stderr" for output in outputs)
    assert not any(cell.outputs for cell in cells if reveals(cell) or is_live(cell))
    pages = [output.get("data", {}).get("text/html", "") for output in outputs]
    assert sum(len(page.encode("utf-8")) for page in pages) <= LARGEST


@EVERY
def test_it_begins_with_its_idea_what_it_needs_and_how_long_it_takes(path):
    first = read(path).cells[0].source
    assert first.startswith(f"# {path.name[:2]} · ")
    assert re.search(r"^\*\*Needs:\*\* .+ · \*\*\d+ minutes\*\*", first, re.MULTILINE)
    later = notebooks()[int(path.name[:2]) :]
    assert not later or f"({later[0].name})" in first


@EVERY
def test_it_asks_its_questions_in_their_order_and_each_once(path):
    asked = re.findall(r'predict\("([\d.]+)", None\)', "\n".join(sources(path)))
    assert asked == [each for each in QUESTIONS if each.startswith(f"{path.name[:2]}.")] != []


@EVERY
def test_it_is_read_in_short_pieces(path):
    cells = read(path).cells
    assert words(until_a_picture(cells)) <= 120
    assert words(cells) <= WORDS.get(path.name[:2], 900)
    length = 0
    for cell in cells[1:]:
        length = 0 if cell.cell_type == "code" else length + words([cell])
        assert length <= 60, cell.source
    assert all(len(source.splitlines()) <= 14 for source in sources(path))


@EVERY
def test_it_ends_with_its_first_exercise_and_one_claim(path):
    *before, last = sources(path)
    assert last.count("assert ") == 1
    checked = re.findall(r'check\("(\w+)"', "\n".join(before))
    first = [each.id for each in exercises() if each.id[:2] == path.name[:2]][:1]
    assert checked[-1:] == first or not first


def test_each_word_of_the_glossary_is_explained_where_it_first_appears():
    page = (FOLDER.parent / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\*\*.+?)\*\* \|.*\]\(../notebooks/(.+?)\) \|$", page, re.MULTILINE)
    assert len(rows) == 25 and [name for _, name in rows] == sorted(name for _, name in rows)
    for word, name in rows:
        text = "\n".join(cell.source for cell in read(FOLDER / name).cells)
        assert word in text.replace("**Needs:**", ""), f"{name} does not explain {word}"


def sources(path):
    return [cell.source for cell in code_cells(read(path))]
