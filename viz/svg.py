"""An engine's SVG, set right: texts in the middle of their cells, one title, dark colours.

Engines measure texts with fonts that a reader may not have, and place them by their left ends: a
number then stands where it should not. Here every text is anchored in the middle of its cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from viz import theme

NAMESPACE = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", NAMESPACE)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")

LOOK = ("font-weight", "font-size", "fill")  # what texts of one line may differ in
INVISIBLE = ("none", "transparent")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
GROUP, TITLE, TEXT, SPAN, POLYGON = (
    f"{{{NAMESPACE}}}{name}" for name in ("g", "title", "text", "tspan", "polygon")
)


def aligned(svg: str, keeps_ids: bool = False) -> Element:
    """An engine's `<svg>` element, its texts centred in their cells, without what it repeats."""
    root = ElementTree.fromstring(svg[svg.index("<svg") :])
    for element in root.iter():
        for attribute in ("font-family", SPACE, *(() if keeps_ids else ("id",))):
            element.attrib.pop(attribute, None)
    for graph in groups(root, "graph"):
        for title in graph.findall(TITLE):
            graph.remove(title)
    for group in groups(root, "node"):
        _centre(group, skipped=1)  # the ground of the whole box is no cell
    for group in groups(root, "edge"):
        _centre(group)
    return root


def written(root: Element) -> str:
    return ElementTree.tostring(root, encoding="unicode")


def groups(root: Element, kind: str) -> Iterator[Element]:
    """The groups of all nodes, or of all edges."""
    return (group for group in root.iter(GROUP) if group.get("class") == kind)


def finished(svg: str, title: str) -> str:
    """A picture as one element: named for screen readers, fluid, with dark colours."""
    opening, body = svg.strip().split(">", maxsplit=1)
    opening = opening.replace(
        "<svg",
        f'<svg class="minigrad" role="img" aria-label="{escape(title)}" '
        f'style="max-width:100%;height:auto" font-family="{theme.FONT},Arial,Arimo,sans-serif"',
        1,
    )
    style = theme.stylesheet("svg.minigrad")
    return f"{opening}>\n<title>{escape(title)}</title>\n<style>\n{style}\n</style>{body}\n"


def _centre(group: Element, skipped: int = 0) -> None:
    """Make one text of the texts on one line of a cell, and anchor it in the cell's middle."""
    texts = list(group.iter(TEXT))
    if not texts:
        return
    parent = {child: element for element in group.iter() for child in element}
    cells: list[Cell] = []
    blanks: list[Cell] = []
    for polygon in group.iter(POLYGON):
        if polygon.get("stroke") in INVISIBLE:
            polygon.attrib.pop("stroke-dasharray", None)  # left over from the cell before
            cells.append(Cell.of(polygon))
        elif polygon.get("stroke-dasharray"):
            polygon.set("stroke-dasharray", "2,3")
            blanks.append(Cell.of(polygon))
    lines: dict[tuple[Cell, str], list[Element]] = {}
    for text in texts:
        x, y = float(text.get("x", 0)), float(text.get("y", 0))
        around = [cell for cell in cells[skipped:] if cell.contains(x + 0.5, y)]
        if around and not any(around[-1].contains(*blank.middle) for blank in blanks):
            lines.setdefault((around[-1], text.get("y", "")), []).append(text)
    for (cell, _), (first, *others) in lines.items():
        for other in others:
            parent[other].remove(other)
        if others:
            _join(first, [first, *others])
        first.set("x", f"{cell.middle[0]:.2f}".rstrip("0").rstrip("."))
        first.set("text-anchor", "middle")
    for cell in cells:
        if cell.polygon.get("fill") in INVISIBLE:
            parent[cell.polygon].remove(cell.polygon)


def extent(polygon: Element) -> tuple[float, float, float, float]:
    """Left, right, top and bottom."""
    points = [point.split(",") for point in polygon.attrib["points"].split()]
    xs, ys = [float(x) for x, _ in points], [float(y) for _, y in points]
    return min(xs), max(xs), min(ys), max(ys)


class Cell(NamedTuple):
    """The ground of a cell, or the frame of a blank, and where it lies."""

    polygon: Element
    left: float
    right: float
    top: float
    bottom: float

    @classmethod
    def of(cls, polygon: Element) -> Cell:
        return cls(polygon, *extent(polygon))

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def contains(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def _join(first: Element, texts: list[Element]) -> None:
    """All texts in the first one, in which each keeps its look."""
    parts = [
        ({key: text.attrib[key] for key in LOOK if key in text.attrib}, text.text) for text in texts
    ]
    for key in parts[0][0]:
        del first.attrib[key]
    first.text = None
    for look, words in parts:
        ElementTree.SubElement(first, SPAN, look).text = words
