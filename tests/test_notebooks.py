"""Every notebook runs from top to bottom and prints what its committed outputs say."""

import json
import math
import re

import pytest

from notebooks.execute import executed, notebooks

NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?(?:e[-−+]?\d+)?")


def code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def printed(cell):
    """The text outputs of a cell, in their order."""
    for output in cell["outputs"]:
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        yield "".join(text)


def as_number(text):
    return float(text.replace("−", "-"))


def assert_alike(got, committed):
    """The same words, and numbers that agree in their first digits on every platform."""
    assert NUMBER.sub("#", got) == NUMBER.sub("#", committed)
    for one, other in zip(NUMBER.findall(got), NUMBER.findall(committed), strict=True):
        assert math.isclose(as_number(one), as_number(other), rel_tol=1e-3, abs_tol=1e-6)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_there_are_notebooks():
    assert [path.name[:2] for path in notebooks()] == [
        f"{number:02}" for number in range(1, len(notebooks()) + 1)
    ]


def marked(path):
    """A notebook that trains for more than ten seconds is a slow test."""
    trains_long = path.stem == "06_training_iris"
    return pytest.param(path, marks=[pytest.mark.slow] if trains_long else [])


@pytest.mark.parametrize("path", list(map(marked, notebooks())), ids=lambda path: path.stem)
def test_it_runs_and_prints_what_is_committed(path):
    committed, now = read(path), executed(path)
    for cell, before in zip(code_cells(now), code_cells(committed), strict=True):
        outputs, expected = list(printed(cell)), list(printed(before))
        assert len(outputs) == len(expected), cell["source"]
        for got, said in zip(outputs, expected, strict=True):
            assert_alike(got, said)


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_it_keeps_to_the_form(path):
    notebook = read(path)
    cells = code_cells(notebook)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert "".join(notebook["cells"][0]["source"]).startswith("# ")
    assert "assert " in "".join(cells[-1]["source"])
    assert all("".join(cell["source"]).count("\n") < 15 for cell in cells)
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert all(output["output_type"] != "error" for output in outputs)
    assert all(output.get("name") != "stderr" for output in outputs)
    pictures = {"image/svg+xml", "image/png", "text/html"}
    assert any(pictures & set(output.get("data", {})) for output in outputs)
