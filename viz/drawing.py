"""`draw`: a graph as a picture that shows itself in a notebook and saves itself to a file."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import cached_property
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any

import graphviz

from minigrad import Value
from minigrad.checks import check_count
from minigrad.files import replace_file
from viz import theme
from viz.dot import BLANKS, EDGES, digraph
from viz.engines import RenderError, render
from viz.folding import Folded, check_depth, folded_digraph, folded_to_fit, groups
from viz.graph_view import GraphView
from viz.saving import DRAWING_ENDINGS, check_ending, html_page
from viz.svg import aligned, finished, written

RANKDIRS = ("LR", "RL", "TB", "BT")


def draw(
    root: Value,
    *,
    names: Mapping[str, object] | None = None,
    deltas: bool = True,
    edges: str = "auto",
    rankdir: str = "LR",
    depth: int | None = None,
    max_nodes: int | None = 300,
    flow: bool = False,
    details: str = "",
    constants: bool = False,
    blanks: str | None = None,
) -> Drawing:
    """Draw the graph of a root: each node with its formula, value and δ = ∂root/∂node.

    The δs are of a backward pass of the drawing's own; no `grad` is read or changed.
    `names` is a mapping such as `locals()`, from which nodes without a label get their names;
    `deltas=False` draws the forward graph alone; `edges` is "labels" for ∂out/∂in and what is
    sent back on every edge, "tooltips" for none, "auto" for labels up to 60 edges; `rankdir` is
    the direction of the forward pass. Of two nodes of the same name, the second is shown as `w#2`.
    Numbers written into a formula stand in it, without a box: `constants=True` draws them.

    `blanks` leaves dotted boxes to fill in by hand: "delta" for the δs; "values" for the forward
    pass, which is then drawn alone; "contributions" for what is sent back; "all" for everything
    that is computed.

    `depth=1` folds all nodes whose dotted labels begin alike into one box (the layers of a
    network), `depth=2` one level further down (its neurons). Arrows between neurons show their
    weights, or with `flow=True`, as everywhere else, what flows back along them; the picture
    says which. A line below it leads to `details`, a file or an address that shows more.

    A graph of more than `max_nodes` nodes is folded as little as needed: by labels, and where
    they do not help, to the nodes nearest to the root. The picture says so. `max_nodes=None`
    draws any number of nodes. A long chain stands in rows.

    >>> a = Value(2.0, label="a")
    >>> drawing = draw(a * a)
    >>> drawing.dot.count("v0 -> v1")               # a * a has two inputs: a and a
    2
    """
    if not isinstance(root, Value):
        raise TypeError(f"draw() needs a Value, the root of a graph, got {type(root).__name__}")
    for what, given, legal in (("edges", edges, EDGES), ("rankdir", rankdir, RANKDIRS)):
        if given not in legal:
            raise ValueError(f"draw() needs {what} to be one of {legal}, got {given!r}")
    check_depth("draw", depth)
    if max_nodes is not None:
        check_count("draw", "max_nodes", max_nodes)
    if flow and not deltas:
        raise ValueError("draw() needs deltas=True for flow=True, got deltas=False")
    _check_blanks(blanks, deltas, "" if depth is None else f"depth {depth}")
    graph = GraphView(root, names, deltas)
    title = f"Computation graph of {graph.name[root]}: {len(graph.order)} nodes"
    folded: Folded = {}
    if depth is not None:
        folded, how = groups(graph, depth), f"depth={depth}"
    elif max_nodes is not None and len(graph.order) > max_nodes:
        folded, how = folded_to_fit(graph, max_nodes)
        _check_blanks(blanks, deltas, how)
    if depth is not None or folded:
        drawn = folded_digraph(graph, folded, how, rankdir, flow, details, constants)
        return Drawing(drawn, f"{title}, folded ({how})")
    drawn = digraph(graph, edges, rankdir, constants=constants, blanks=blanks or "")
    return Drawing(drawn, title + _remarks(graph, constants, blanks))


def _check_blanks(blanks: str | None, deltas: bool, how: str) -> None:
    if blanks is None:
        return
    if blanks not in BLANKS:
        raise ValueError(f"draw() needs blanks to be None or one of {BLANKS}, got {blanks!r}")
    if how:
        raise ValueError(
            f"draw() needs an unfolded graph for blanks={blanks!r}, got one folded to {how}: "
            "draw a smaller graph"
        )
    if not deltas and blanks != "values":
        raise ValueError(f"draw() needs deltas=True for blanks={blanks!r}, got deltas=False")


def _remarks(graph: GraphView, constants: bool, blanks: str | None) -> str:
    """What a reader who does not see the picture would miss."""
    hidden = 0 if constants else len(graph.formula_numbers)
    remarks = []
    if hidden:
        numbers = "1 number stands" if hidden == 1 else f"{hidden} numbers stand"
        remarks.append(f", {numbers} in a formula without a box (constants=True draws all)")
    if blanks:
        remarks.append(", to fill in")
    else:
        remarks += [f"; {birth}, at {graph.name[node]}" for node, birth in graph.births.items()][:3]
    return "".join(remarks)


class Drawing:
    """A drawn graph: `.dot`, `.svg`, `.save(path)`; displays itself in Jupyter."""

    def __init__(self, drawn: graphviz.Digraph, title: str) -> None:
        self.title = title
        self._digraph = drawn

    @property
    def dot(self) -> str:
        """The picture in the DOT language; needs no Graphviz program."""
        return str(self._digraph.source)

    @cached_property
    def svg(self) -> str:
        """The picture as one `<svg>` element that follows the page's width and its dark mode."""
        return finished(written(aligned(render(self.dot).decode("utf-8"))), self.title)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the picture as its ending says: .svg, .png, .pdf, .html or .dot. Folders are made.

        A .pdf needs Graphviz itself: the package graphviz-pure writes none.

        >>> draw(Value(2.0).exp()).save("y.gif")
        Traceback (most recent call last):
        ValueError: save() needs a file that ends in .svg, .png, .pdf, .html or .dot, got 'y.gif'
        """
        ending = check_ending("save()", path, DRAWING_ENDINGS)
        return replace_file(path, self._contents(ending))

    def _contents(self, ending: str) -> bytes:
        if ending == ".png":
            return render(self._on_paper(dpi="144"), "png")  # twice the pixels
        if ending == ".pdf":
            return render(self._on_paper(), "pdf")
        if ending == ".html":
            return html_page(self.title, self.svg).encode("utf-8")
        return (self.svg if ending == ".svg" else self.dot).encode("utf-8")

    def _on_paper(self, **attributes: str) -> str:
        """The DOT text for a format that knows no dark mode."""
        opaque = self._digraph.copy()
        opaque.attr(bgcolor=theme.LIGHT["cell"], **attributes)
        return str(opaque.source)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        # As an <img> the picture shrinks to its page, and is shown in notebooks not yet trusted.
        try:
            source = data_uri(self.svg)
            image = f'<img alt="{escape(self.title)}" style="max-width:100%" src="{source}">'
            return {"text/html": image, "image/svg+xml": self.svg, "text/plain": self.dot}
        except RenderError as error:
            return {"text/plain": f"{error}\n\n{self.dot}"}

    def __repr__(self) -> str:
        return f"<{self.title}: .svg, .dot, .save(path)>"


def data_uri(svg: str) -> str:
    encoded = b64encode(svg.encode("utf-8")).decode("ascii")
    return f"data:image/svg+xml;base64,{encoded}"
