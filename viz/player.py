"""`play`: the forward and the backward pass as a page to step through, drawn once, self-contained.

Python prepares everything: the picture, and a table with every number of every step. The
scripts in viz/browser show and hide; they compute no number that is shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from html import escape
from itertools import count
from os import PathLike
from pathlib import Path
from typing import Any

from minigrad import Value
from minigrad.checks import check_count, described
from minigrad.files import replace_file
from viz import theme
from viz.dot import node_id
from viz.embedded import asset, inert, text_uri
from viz.engines import RenderError, render
from viz.frames import Frame, frames
from viz.graph_view import GraphView
from viz.player_dot import PILL_LINE, arrow_id, is_large_walk, roomy_digraph
from viz.player_svg import FILLS, Sent, Shown, compact, sign_fill
from viz.saving import check_ending, html_page
from viz.theme import number

SCRIPTS = (
    *("elements", "picture", "pill", "arrow", "steps", "nodes", "marks", "folding"),
    *("predict", "page", "controls", "surroundings", "player"),
)

_numbers = count()


def play(
    root: Value,
    *,
    names: Mapping[str, object] | None = None,
    order: Iterable[Value] | None = None,
    predict: bool = False,
    title: str | None = None,
    max_nodes: int | None = 1500,
) -> Player:
    """Step through the forward pass, then backward, one arrow at a time, in a notebook or a page.

    With `predict=True` the reader is asked for each number of the way back before it appears.
    `title` stands above it; without one, the formula of the root does. `order` is another order of
    the backward pass (see `minigrad.orders`): at the end, its wrong numbers stand beside the right
    ones. ValueError for more than `max_nodes` nodes; None plays any number.

    >>> a = Value(2.0, label="a")
    >>> [frame.title for frame in play(a * a).frames]
    ['1 given', 'v1 = 4', '↩ turn around', 'v1 → a: 2', 'v1 → a: 2']
    """
    if not isinstance(root, Value):
        raise TypeError(f"play() needs a Value, the root of a graph, got {type(root).__name__}")
    if title is not None and not isinstance(title, str):
        raise TypeError(f"play() needs title to be a text, got {described(title)}")
    if not isinstance(predict, bool):
        raise TypeError(f"play() needs predict to be True or False, got {described(predict)}")
    if max_nodes is not None:
        check_count("play", "max_nodes", max_nodes)
    graph = GraphView(root, names)
    if max_nodes is not None and len(graph.order) > max_nodes:
        raise ValueError(
            f"play() steps through up to {max_nodes:,} nodes, got {len(graph.order):,}: play the "
            "graph of one sample, or draw() it folded; max_nodes=None plays it all, slowly"
        )
    return Player(graph, None if order is None else _checked_order(graph, order), predict, title)


def _checked_order(graph: GraphView, order: Iterable[Value]) -> list[Value]:
    """The order as a list; ValueError unless it has all nodes of the graph and no others."""
    nodes = list(order) if isinstance(order, Iterable) else [order]
    strange = [x for x in nodes if not (isinstance(x, Value) and x in graph.position)]
    if strange or len(set(nodes)) < len(graph.order):
        got = described(strange[0]) if strange else f"{len(set(nodes))} of {len(graph.order)}"
        raise ValueError(
            f"play() needs an order of all nodes of the graph and no others, got {got}"
        )
    return nodes


class Player:
    """A page to step through: displays itself in Jupyter; `.html`, `.save("x.html")`, `.frames`."""

    def __init__(
        self, graph: GraphView, order: Sequence[Value] | None, predict: bool, title: str | None
    ) -> None:
        self.frames: list[Frame] = frames(graph, order)
        self.title = theme.visible(title) if title is not None else _formula(graph)
        self._graph, self._predict = graph, predict
        self._number = next(_numbers)

    @cached_property
    def html(self) -> str:
        """A fragment of HTML: picture, table and scripts, with nothing from outside.

        Without scripts it is the finished picture and the table, each behind a fold.
        """
        data, rows = inert(json.dumps(self._data(), ensure_ascii=False)), self._table()
        # Of the content and a counter, not random: a notebook run again gives the same bytes.
        digest = hashlib.sha256((data + rows).encode("utf-8")).hexdigest()[:8]
        name = f"mg{digest}-{self._number}"
        style = "\n".join(theme.variables(".minigrad-player")) + asset("player.css")
        script = "".join(asset(f"{each}.js") for each in SCRIPTS)
        return (
            f'<div class="minigrad-player" id="{name}" data-lm-suppress-shortcuts="true">\n'
            '<p class="mg-static">One steps through this graph where scripts run: in a notebook, '
            "run the cell or trust the notebook.</p>\n"
            '<details class="mg-static"><summary>The finished picture, with every number'
            f'</summary><img alt="{escape(self.title)}, every value and δ" style="max-width:100%" '
            f'src="{text_uri(self._svg())}"></details>\n'
            f"<details><summary>All steps as a table</summary>{rows}</details>\n"
            f"<style>{style}</style>\n"
            f'<script>(() => {{\n"use strict";\n{script}player("{name}", {data});\n}})();'
            "</script>\n</div>"
        )

    @property
    def page(self) -> str:
        """A page of its own that works without a network."""
        return html_page(self.title, self.html)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write one .html file that works without a network. Folders are made."""
        check_ending("save()", path, (".html",))
        return replace_file(path, self.page.encode("utf-8"))

    def _data(self) -> dict[str, Any]:
        """What the scripts need beside the table: who is who, and no number of the way back."""
        graph, place = self._graph, self._graph.position
        return {
            "title": self.title,
            "names": [graph.name[node] for node in graph.order],
            "inputs": [[place[value] for value in node.inputs] for node in graph.order],
            "root": place[graph.root],
            "turn": next(k for k, frame in enumerate(self.frames) if frame.what[0] == "↩"),
            "seedFill": FILLS.index(theme.strength(1.0, graph.largest)),
            "steps": [self._step(frame) for frame in self.frames],
            "wrong": {place[node]: text for node, text in self.frames[-1].wrong.items()},
            "isLarge": is_large_walk(self.frames),
            "pillLine": PILL_LINE,
            "predict": self._predict,
        }

    def _step(self, frame: Frame) -> list[int]:
        if frame.node is None:
            return []
        node = self._graph.position[frame.node]
        return [node, frame.arrow.argument, FILLS.index(frame.fill)] if frame.arrow else [node]

    def _svg(self) -> str:
        graph, largest = self._graph, self._graph.largest
        nodes = {graph.root: Shown("1", "", theme.strength(1.0, largest))}
        arrows: dict[str, Sent] = {}
        for frame in self.frames:
            if frame.arrow:
                note = frame.note if frame.note.startswith("=") else ""
                nodes[frame.arrow.receiver] = Shown(frame.gives, note, frame.fill)
                local = number(graph.locals[frame.arrow.node][frame.arrow.argument])
                arrows[arrow_id(graph, frame.arrow)] = Sent(
                    local, frame.sent, sign_fill(frame.sent)
                )
        for node, text in self.frames[-1].wrong.items():
            nodes[node] = Shown(text, "", "cell")
        source = render(roomy_digraph(graph, self.frames).source).decode("utf-8")
        by_id = {node_id(graph, node): shown for node, shown in nodes.items()}
        return compact(source, self.title, by_id, arrows)

    def _table(self) -> str:
        rows = "".join(
            f"<tr><td>{index}<td>{escape(frame.what)}<td>{escape(frame.numbers)}"
            f"<td>{escape(frame.gives)}<td>{escape(frame.note)}"
            for index, frame in enumerate(self.frames)
        )
        return f"<table><tr><th>step<th>what<th>numbers<th>gives<th>note{rows}</table>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from viz.tables import printed, table  # with rich, which a page does without

        plain = printed(table(self._graph.root, names=self._graph.names))
        try:
            return {"text/html": self.html, "text/plain": plain}
        except RenderError as error:
            return {"text/plain": f"{error}\n\n{plain}"}

    def __repr__(self) -> str:
        steps = f"{len(self.frames)} steps, .save('x.html')"
        return f"<Forward and backward through {self.title}: {steps}>"


def _formula(graph: GraphView) -> str:
    """Such as `C = u·v`."""
    root = graph.root
    formula = graph.formula[root].text if root.inputs else number(root.data)
    return f"{graph.name[root]} = {formula}"
