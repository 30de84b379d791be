"""The picture of a player: an engine's SVG in which every part that will change has an id."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)


def marked(svg: str, prefix: str, final: Mapping[str, str]) -> str:
    """Give ids to nodes (`prefix-v3`), their values, δs and fills (`prefix-v3-delta` …).

    `final` holds the δ that each node shows in the picture as it stands. Edges get the class
    `into-prefix-v3`. All other ids go, so that many pictures fit on one page.
    """
    root = ElementTree.fromstring(svg[svg.index("<svg") :])
    for element in root.iter():
        element.attrib.pop("id", None)
    for group in root.iter(f"{{{SVG}}}g"):
        name = group.findtext(f"{{{SVG}}}title", "")
        if group.get("class") == "node":
            _mark_node(group, f"{prefix}-{name}", final[name])
        elif group.get("class") == "edge":
            group.set("class", f"edge into-{prefix}-{name.split('->')[1]}")
    return ElementTree.tostring(root, encoding="unicode")


def _mark_node(group: Element, name: str, final: str) -> None:
    group.set("id", name)
    parts = list(group.iter())
    texts = [part for part in parts if part.tag == f"{{{SVG}}}text"]
    value, letter, delta = texts[-3:]  # as viz.dot lays out a node: …, value, "δ", δ
    before = parts[: parts.index(letter)]
    fill = [part for part in before if part.tag == f"{{{SVG}}}polygon"][-1]
    value.set("id", f"{name}-value")
    letter.set("id", f"{name}-letter")
    delta.set("id", f"{name}-delta")
    fill.set("id", f"{name}-fill")
    # The cell has room for the widest text it will show; every text ends at its right edge.
    right = max(float(point.split(",")[0]) for point in fill.attrib["points"].split())
    delta.set("x", f"{right - 5:.2f}")
    delta.set("text-anchor", "end")
    delta.text = final
