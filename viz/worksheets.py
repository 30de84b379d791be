"""`worksheet`: a graph on paper, to be filled in by hand; for each student with other numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from inspect import signature
from itertools import chain, count
from os import PathLike
from pathlib import Path

from minigrad import Value, topological_order
from minigrad.checks import check_choice, check_count, described, shortened, visible
from minigrad.files import replace_file
from minigrad.names import LONGEST
from viz.drawing import draw
from viz.saving import check_ending
from viz.sheet_numbers import different_graphs
from viz.sheet_page import (
    INSTRUCTIONS,
    Paper,
    Sheet,
    answers,
    answers_section,
    document,
    paper,
    question_sections,
)

MOST_COPIES = 1000
MOST_NODES = 30  # more than a page has room for
Function = Callable[..., Value]


def worksheet(
    function: Function,
    values: Mapping[str, float],
    *,
    copies: int | None = None,
    seed: int = 0,
    names: Sequence[str] = (),
    blanks: str = "delta",
) -> Worksheet:
    """Sheets of paper with the graph of a function, each with other numbers and blanks to fill in.

    The function takes Values by their names. `values` has a number for each name; the sheets get
    numbers like it (whole or with one decimal place) with which every result can be computed by
    hand. Numbers written into the function stay. `blanks` is what is to be filled in: "delta",
    "values", "contributions" or "all". `names` go on the first sheets; without `copies` there are
    as many sheets as names. ValueError where there are not so many different sheets.

    >>> sheets = worksheet(lambda w, x, b: (w * x + b) ** 2, {"w": 2, "x": 3, "b": 1}, copies=2)
    >>> sheets
    <Worksheet: 2 sheets, blanks='delta', .save('x.html')>
    """
    copies = max(len(names), 1) if copies is None else copies
    _check(function, values, copies, names)

    def build(numbers: Mapping[str, float]) -> Value:
        return function(**{name: Value(number, label=name) for name, number in numbers.items()})

    _check_graph(build(values), blanks)
    roots = different_graphs(build, values, copies, seed, lambda root: tuple(answers(root, blanks)))
    shown = [shortened(visible(name), LONGEST) for name in names] + [""] * (copies - len(names))
    sheets = [
        Sheet(i, name, root) for i, (name, root) in enumerate(zip(shown, roots, strict=True), 1)
    ]
    for sheet in sheets:
        name_operations(sheet.root)
    return Worksheet(sheets, blanks, paper(sheets, blanks))


def name_operations(root: Value) -> None:
    """Label what has no label: the root y, or C if y is an input; v1, v2 … the operations.

    Formulas of formulas would not fit into boxes, and nobody can talk about what has no name.

    >>> root = (Value(2.0, label="w") * Value(3.0, label="x") + 1.0) ** 2
    >>> name_operations(root)
    >>> [node.label for node in topological_order(root) if node.inputs]
    ['v1', 'v2', 'y']
    """
    order = topological_order(root)
    taken = {node.label for node in order}
    spare = (name for i in count(1) if (name := f"v{i}") not in taken)
    root.label = root.label or next(chain((name for name in "yC" if name not in taken), spare))
    for node in order:
        if node.inputs and not node.label:
            node.label = next(spare)


def _check(
    function: Function, values: Mapping[str, float], copies: int, names: Sequence[str]
) -> None:
    if not callable(function):
        raise TypeError(
            "worksheet() needs a function that makes a graph from Values, such as "
            f"lambda w, x: w*x, got {described(function)}"
        )
    if not isinstance(values, Mapping) or not all(isinstance(name, str) for name in values):
        raise TypeError(
            'worksheet() needs a number for each name, such as {"w": 2, "x": 3}, got '
            f"{described(values)}"
        )
    try:
        signature(function).bind(**values)
    except TypeError as error:
        raise TypeError(
            "worksheet() needs a number for each argument of the function and no other, got "
            f"{', '.join(values) or 'none'}: {error}"
        ) from None
    if isinstance(names, str) or not all(isinstance(name, str) for name in names):
        raise TypeError(f"worksheet() needs names as a list of texts, got {described(names)}")
    check_count("worksheet", "copies", copies)
    if not len(names) <= copies <= MOST_COPIES:
        raise ValueError(
            f"worksheet() needs from {max(len(names), 1)}, one for each name, to {MOST_COPIES:,} "
            f"copies, got {copies:,}"
        )


def _check_graph(root: Value, blanks: str) -> None:
    """ValueError where there is nothing to fill in, or far too much: before numbers are sought."""
    if not isinstance(root, Value):
        raise TypeError(f"worksheet() needs a function that returns a Value, got {described(root)}")
    check_choice("worksheet", "blanks", blanks, INSTRUCTIONS)
    nodes = len(topological_order(root))
    if nodes > MOST_NODES or not root.inputs:
        raise ValueError(
            "worksheet() needs a graph with something to fill in that fits on a page of A4, got "
            f"one of {nodes:,} node{'s' * (nodes != 1)}"
        )


class Worksheet:
    """Sheets of paper, then their answers: `.save("x.html")`, to be printed from a browser.

    `.questions` are the sheets alone and `.answers` the answers alone, to be saved as two files.
    """

    def __init__(
        self,
        sheets: Sequence[Sheet],
        blanks: str,
        laid_out: Paper,
        parts: Sequence[str] = ("questions", "answers"),
    ) -> None:
        self.sheets = sheets
        self.blanks = blanks
        self._paper = laid_out
        self._parts = parts

    @property
    def questions(self) -> Worksheet:
        return Worksheet(self.sheets, self.blanks, self._paper, ["questions"])

    @property
    def answers(self) -> Worksheet:
        return Worksheet(self.sheets, self.blanks, self._paper, ["answers"])

    @property
    def page(self) -> str:
        """The file: without scripts, and with nothing from outside."""
        sections = []
        if "questions" in self._parts:
            sections = question_sections(self.sheets, self.blanks, self._paper)
        if "answers" in self._parts:
            sections.append(answers_section(self.sheets, self.blanks, self._paper.lies))
        return document(self._paper.lies, sections)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write one .html file, a page of A4 for each sheet. Folders are made."""
        check_ending("save()", path, (".html",))
        return replace_file(path, self.page.encode("utf-8"))

    def _repr_html_(self) -> str:
        first = draw(self.sheets[0].root, blanks=self.blanks)
        return f"{escape(repr(self))}<br>{first._repr_mimebundle_()['text/html']}"

    def __repr__(self) -> str:
        return f"<Worksheet: {len(self.sheets)} sheets, blanks={self.blanks!r}, .save('x.html')>"
