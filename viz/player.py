"""`play`: the forward and the backward pass as a page to step through, drawn once, self-contained.

Python prepares everything: the picture and, for each step, what is said and which numbers
appear. The script in player.js shows and hides; it computes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from html import escape
from importlib.resources import files
from itertools import count
from os import PathLike
from pathlib import Path
from typing import Any

from minigrad import Value
from minigrad.checks import described
from minigrad.files import replace_file
from viz import theme
from viz.dot import digraph, node_id
from viz.drawing import data_uri
from viz.engines import RenderError, render
from viz.frames import UNKNOWN, Frame, frames
from viz.graph_view import GraphView
from viz.player_svg import marked
from viz.saving import check_ending, html_page
from viz.svg import aligned, finished, written
from viz.tables import printed, table
from viz.theme import LIGHT

_numbers = count()


def play(
    root: Value,
    *,
    names: Mapping[str, object] | None = None,
    order: Iterable[Value] | None = None,
    max_nodes: int | None = 1500,
) -> Player:
    """Step through the forward pass, then backward, one node at a time, in a notebook or a page.

    `order` is another order of the backward pass (see `minigrad.orders`): at the end, its wrong
    numbers stand beside the right ones. ValueError for more than `max_nodes` nodes; None plays
    any number.

    >>> a = Value(2.0, label="a")
    >>> len(play(a * a).frames)           # a, a·a; the turn; a·a, a
    5
    """
    if not isinstance(root, Value):
        raise TypeError(f"play() needs a Value, the root of a graph, got {type(root).__name__}")
    graph = GraphView(root, names)
    if max_nodes is not None and len(graph.order) > max_nodes:
        raise ValueError(
            f"play() steps through up to {max_nodes:,} nodes, got {len(graph.order):,}: play the "
            "graph of one sample, or draw() it folded; max_nodes=None plays it all, slowly"
        )
    return Player(graph, None if order is None else _checked_order(graph, order))


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

    def __init__(self, graph: GraphView, order: Sequence[Value] | None) -> None:
        self.frames: list[Frame] = frames(graph, order)
        self.title = f"Forward and backward through {graph.name[graph.root]}"
        self._graph = graph
        self._number = next(_numbers)

    @cached_property
    def html(self) -> str:
        """A fragment of HTML: picture, table and script, with nothing from outside.

        Without scripts it is the finished picture and the table.
        """
        steps = json.dumps([asdict(frame) for frame in self.frames], ensure_ascii=False)
        prefix = self._prefix(steps)
        svg = finished(written(marked(aligned(self._svg()), prefix, self._final())), self.title)
        style = theme.stylesheet(".minigrad-player") + _asset("player.css")
        name = _inert(json.dumps(self._graph.name[self._graph.root], ensure_ascii=False))
        unknown = json.dumps({"text": UNKNOWN, "ink": LIGHT["muted"], "fill": LIGHT["cell"]})
        arguments = f'"{prefix}", {_inert(steps)}, {unknown}, {name}'
        script = f"{_asset('player.js')}\nminigradPlayer({arguments});"
        return (
            f'<div class="minigrad-player" id="{prefix}" tabindex="0" '
            'data-lm-suppress-shortcuts="true">\n'
            f'<img alt="{escape(self.title)}" style="max-width:100%" '
            f'src="{data_uri(svg)}">\n'
            f"<details><summary>All steps as a table</summary>{self._table()}</details>\n"
            f"<style>{style}</style>\n<script>{script}</script>\n</div>"
        )

    @property
    def page(self) -> str:
        """A page of its own that works without a network."""
        return html_page(self.title, self.html)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write one .html file that works without a network. Folders are made."""
        check_ending("save()", path, (".html",))
        return replace_file(path, self.page.encode("utf-8"))

    def _prefix(self, steps: str) -> str:
        # Of the content and a counter, not random: a notebook run again gives the same bytes.
        return f"mg{hashlib.sha256(steps.encode('utf-8')).hexdigest()[:8]}-{self._number}"

    def _final(self) -> dict[str, str]:
        final = dict.fromkeys((node_id(self._graph, node) for node in self._graph.order), "0")
        for frame in self.frames:
            final |= {name: shown.text for name, shown in frame.deltas.items()}
        return final

    def _svg(self) -> str:
        """The layout, with room in each cell for the longest of the texts that it will show."""
        longest = self._final()
        for frame in self.frames:
            for name, shown in frame.deltas.items():
                longest[name] = max(longest[name], shown.text, key=len)
        texts = {node: longest[node_id(self._graph, node)] for node in self._graph.order}
        return render(digraph(self._graph, delta_texts=texts, constants=True).source).decode(
            "utf-8"
        )

    def _table(self) -> str:
        rows = "".join(
            f"<tr><td>{number}</td><td>{escape(frame.title)}</td>"
            f"<td>{'<br>'.join(map(escape, frame.words))}</td></tr>"
            for number, frame in enumerate(self.frames)
        )
        return f"<table><tr><th>step</th><th></th><th>what happens</th></tr>{rows}</table>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        plain = printed(table(self._graph.root, names=self._graph.names))
        try:
            return {"text/html": self.html, "text/plain": plain}
        except RenderError as error:
            return {"text/plain": f"{error}\n\n{plain}"}

    def __repr__(self) -> str:
        return f"<{self.title}: {len(self.frames)} steps, .save('x.html')>"


def _asset(name: str) -> str:
    return files("viz").joinpath(name).read_text(encoding="utf-8")


def _inert(json_text: str) -> str:
    """JSON that cannot end the script that it stands in, whatever a label says."""
    return json_text.replace("<", "\\u003c").replace("\u2028", " ").replace("\u2029", " ")
