"""`explore`: a graph whose numbers can be dragged, as a page that computes without Python.

Python traces the function once and writes down every number of both passes as a table of scalar
operations. The scripts run that table again whenever a number is dragged, and show the result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cached_property
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any

from minigrad import Value, topological_order
from minigrad.checks import described, shortened
from minigrad.expressions import evaluate
from minigrad.files import replace_file
from minigrad.nn import Module, distinct_parameters
from minigrad.trace import trace
from minigrad.trace.structure import argument_names
from minigrad.trace.table import Table
from viz import theme
from viz.embedded import asset, inert, text_uri
from viz.engines import RenderError
from viz.explorer_svg import marked_svg
from viz.graph_view import GraphView
from viz.saving import check_ending, html_page
from viz.svg import finished
from viz.theme import LIGHT

MOST_NODES = 600  # a picture of more is neither laid out nor changed quickly
SCRIPTS = (
    *("numbers", "scalars", "elements", "picture"),
    *("explorer_graph", "explorer_picture", "explorer_paths", "explorer_drag"),
    *("explorer_bars", "explorer_plot", "explorer"),
)
HEADING = "font:bold 20px Helvetica,Arial,sans-serif;margin:0 8px"
WITHOUT_SCRIPTS = (
    "Where scripts run, the numbers of this picture can be dragged; in a notebook: trust it, or "
    "run the cell again."
)


def explore(f: Callable[..., Value] | str, /, *arguments: Any, **values: float) -> Explorer:
    """Drag the numbers that a graph begins with, and see every value and δ follow.

    `f` and its arguments are those of `minigrad.trace`: numbers, lists of numbers, or a module
    such as an MLP, whose parameters can all be dragged. Or f is an expression, and each of its
    names gets a number: `explore("tanh(w*x)", w=1, x=2)`. Numbers and Values that f finds
    elsewhere stay as they are. TypeError where f asks `if x > 0`, as a picture of one branch
    would be wrong in the other; ValueError for more than 600 nodes.

    >>> explorer = explore(lambda w, x: w * x + 1, 2.0, 3.0)
    >>> explorer
    <Explore C: w, x can be dragged, .save('x.html')>
    """
    if isinstance(f, Value):
        raise TypeError(
            "explore() needs the function that builds a graph, got a Value, which remembers its "
            "numbers and not how to compute them anew: write explore(lambda w, x: (w*x).tanh(), "
            '1.0, 2.0) or explore("tanh(w*x)", w=1, x=2)'
        )
    if isinstance(f, str):
        return _of_expression(f, arguments, values)
    if not callable(f):
        raise TypeError(f"explore() needs a function or an expression, got {described(f)}")
    if values:
        raise TypeError(
            f"explore() takes numbers by name for an expression only, got {next(iter(values))}=: "
            "give a function its arguments by position"
        )
    return Explorer(f, argument_names(f, len(arguments)), arguments, "")


def _of_expression(text: str, arguments: tuple[Any, ...], values: dict[str, float]) -> Explorer:
    if arguments:
        raise TypeError(
            "explore() needs the numbers of an expression by name, such as w=1, got "
            f"{described(arguments[0])}"
        )
    names = list(values)

    def f(*leaves: Value) -> Value:
        return evaluate(text, dict(zip(names, leaves, strict=True)))

    return Explorer(f, names, tuple(values.values()), shortened(" ".join(text.split()), 80))


class _Arguments:
    """The arguments as Values, each number a leaf; the parameters of a module are its numbers."""

    def __init__(self, names: Sequence[str], arguments: Sequence[Any]) -> None:
        self.leaves: list[Value] = []
        self.names: dict[str, Value] = {}  # of those without a label
        self.given = [self._leaf(name, each) for name, each in zip(names, arguments, strict=True)]

    def _leaf(self, name: str, argument: Any) -> Any:
        if isinstance(argument, Module):
            for i, parameter in enumerate(distinct_parameters(argument)):
                self.leaves.append(parameter)
                self.names[f"{name}.parameter{i}"] = parameter
            return argument
        if isinstance(argument, (list, tuple)):
            return [self._leaf(f"{name}{i}", each) for i, each in enumerate(argument)]
        leaf = Value(argument, name)
        self.leaves.append(leaf)
        return leaf

    def view(self, root: Value) -> GraphView:
        """The graph, with names for the root and the leaves that have none of their own."""
        taken = {node.label for node in topological_order(root)}
        free = next(name for name in ("C", "y", "result", "root") if name not in taken)
        return GraphView(root, {free: root, **self.names})


def _table_of(f: Callable[..., Value], arguments: Sequence[Any], graph: GraphView) -> Table:
    """The trace of f as a table; ValueError unless it computes the graph that is drawn."""
    if len(graph.order) > MOST_NODES:
        raise ValueError(
            f"explore() shows up to {MOST_NODES} nodes, got {len(graph.order):,}: explore the "
            "graph of one sample, or a smaller network"
        )
    try:
        found = trace(f, *arguments).table()
    except (TypeError, ValueError) as error:
        raise type(error)(str(error).replace("trace()", "explore()")) from None
    drawn = [(node.op, [graph.position[value] for value in node.inputs]) for node in graph.order]
    if [(node.op, node.inputs) for node in found.nodes] != drawn:
        raise ValueError(
            "explore() needs a function that builds one and the same graph from any numbers, got "
            "one that asks what they are: write where(x > 0, a, b) in place of an if"
        )
    return found


class Explorer:
    """A picture that follows its numbers: displays itself in Jupyter; `.html`, `.save(path)`."""

    def __init__(
        self, f: Callable[..., Value], names: list[str], arguments: tuple[Any, ...], text: str
    ) -> None:
        begin = _Arguments(names, arguments)
        root = f(*begin.given)
        if not isinstance(root, Value):
            raise TypeError(
                f"explore() needs a function that returns one Value, got {described(root)}: "
                "return the root of the graph, of a list one item"
            )
        self._graph = begin.view(root)
        self._leaves = [leaf for leaf in begin.leaves if leaf in self._graph.position]
        if not self._leaves:
            raise ValueError(
                "explore() needs a number that can be dragged, got a graph that has none of the "
                "arguments in it"
            )
        self._table = _table_of(f, arguments, self._graph)
        self.title = f"Explore {text or self._graph.name[root]}"

    @cached_property
    def html(self) -> str:
        """A fragment of HTML: picture, style and scripts, with nothing from outside.

        Without scripts it is the picture, as it is at the beginning, and a sentence.
        """
        changing = [node for node in self._graph.order if node.inputs or node in self._leaves]
        svg = finished(marked_svg(self._graph, changing), self.title)
        data = inert(json.dumps(self._data(), ensure_ascii=False, separators=(",", ":")))
        key = hashlib.sha256((svg + data).encode("utf-8")).hexdigest()[:12]
        scripts = "".join(asset(f"{name}.js") for name in SCRIPTS)
        return (
            f'<div class="minigrad-explore" data-explore="{key}" '
            'data-lm-suppress-shortcuts="true">\n'
            f'<img alt="{escape(self.title)}" style="max-width:100%" src="{text_uri(svg)}">\n'
            f'<p class="mg-static">{WITHOUT_SCRIPTS}</p>\n'
            f"<style>{theme.stylesheet('.minigrad-explore')}{asset('explorer.css')}</style>\n"
            f'<script>(() => {{\n"use strict";\n{scripts}'
            f'minigradExplore("{key}", {data});\n}})();</script>\n</div>'
        )

    @property
    def page(self) -> str:
        """A page of its own that works without a network."""
        heading = f'<h1 style="{HEADING}">{escape(self.title)}</h1>'
        return html_page(self.title, f"{heading}\n{self.html}")

    def save(self, path: str | PathLike[str]) -> Path:
        """Write one .html file that works without a network. Folders are made."""
        check_ending("save()", path, (".html",))
        return replace_file(path, self.page.encode("utf-8"))

    def _data(self) -> dict[str, Any]:
        graph, (*table, nodes) = self._graph, self._table
        return {
            "table": dict(zip(Table._fields, table, strict=False)),
            "nodes": [
                [
                    *(_name_in(graph, node), _frame_in(graph, node)),
                    *(each.inputs, each.value, each.delta, each.locals, each.sent),
                ]
                for node, each in zip(graph.order, nodes, strict=True)
            ],
            "colours": LIGHT,
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from viz.tables import printed, table  # with rich, which a page does without

        plain = printed(table(self._graph.root, names=self._graph.names))
        try:
            return {"text/html": self.html, "text/plain": plain}
        except RenderError as error:
            return {"text/plain": f"{error}\n\n{plain}"}

    def __repr__(self) -> str:
        names = ", ".join(self._graph.name[leaf] for leaf in self._leaves[:8])
        more = f" and {len(self._leaves) - 8} more" if len(self._leaves) > 8 else ""
        return f"<{self.title}: {names}{more} can be dragged, .save('x.html')>"


def _name_in(graph: GraphView, node: Value) -> str:
    """What a reader finds in the picture: a name that was given, else a formula if it is short."""
    if node.inputs and not graph.given[node] and graph.formula[node].is_short:
        return graph.formula[node].text
    return graph.name[node]


def _frame_in(graph: GraphView, node: Value) -> str:
    """What a name begins with that stands on the frame around a box: `layer1.neuron0.`."""
    frame = "".join(f"{part}." for part in graph.path[node][:-1])
    return frame if _name_in(graph, node).startswith(frame) else ""
