"""An engine's SVG, set right: texts in the middle of their cells, one title, dark colours.

Engines measure texts with fonts that a reader may not have, and place them by their left ends: a
number then stands where it should not. Here every text is anchored in the middle of its cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from viz import theme

NAMESPACE = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", NAMESPACE)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")

LOOK = ("font-weight", "font-size", "fill")  # what texts of one line may differ in
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
    parent = {child: element for element in group.iter() for child in element}
    cells = [polygon for polygon in group.iter(POLYGON) if polygon.get("fill") != "none"][skipped:]
    lines: dict[tuple[Element, str], list[Element]] = {}
    for text in group.iter(TEXT):
        around = [cell for cell in cells if _contains(cell, text)]
        if around:
            lines.setdefault((around[-1], text.get("y", "")), []).append(text)
    for (cell, _), texts in lines.items():
        first = texts[0]
        for other in texts[1:]:
            parent[other].remove(other)
        if len(texts) > 1:
            _join(first, texts)
        left, right, *_ = extent(cell)
        first.set("x", f"{(left + right) / 2:.2f}".rstrip("0").rstrip("."))
        first.set("text-anchor", "middle")
    for cell in cells:
        if cell.get("fill") == "transparent" or cell.get("fill-opacity") == "0":
            parent[cell].remove(cell)


def _join(first: Element, texts: list[Element]) -> None:
    """All texts in the first one, in which each keeps its look."""
    spans = [
        Element(SPAN, {key: text.attrib[key] for key in LOOK if key in text.attrib})
        for text in texts
    ]
    for span, text in zip(spans, texts, strict=True):
        span.text = text.text
    for key in LOOK:
        first.attrib.pop(key, None)
    first.text = None
    first.extend(spans)


def extent(polygon: Element) -> tuple[float, float, float, float]:
    """Left, right, top and bottom."""
    points = [point.split(",") for point in polygon.attrib["points"].split()]
    xs, ys = ([float(point[axis]) for point in points] for axis in (0, 1))
    return min(xs), max(xs), min(ys), max(ys)


def _contains(polygon: Element, text: Element) -> bool:
    left, right, top, bottom = extent(polygon)
    return (
        left <= float(text.get("x", "0")) + 0.5 <= right
        and top <= float(text.get("y", "0")) <= bottom
    )
