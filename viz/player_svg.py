"""The picture of a player: an engine's SVG in which every part that will change has an id."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from viz.svg import POLYGON, TEXT, TITLE, groups


def marked(root: Element, prefix: str, final: Mapping[str, str]) -> Element:
    """Give ids to nodes (`prefix-v3`), their values, δs and fills (`prefix-v3-delta` …).

    `final` holds the δ that each node shows in the picture as it stands. Edges get the class
    `into-prefix-v3`. No other ids are there, so that many pictures fit on one page.
    """
    for group in groups(root, "node"):
        name = group.findtext(TITLE, "")
        _mark_node(group, f"{prefix}-{name}", final[name])
    for group in groups(root, "edge"):
        name = group.findtext(TITLE, "")
        group.set("class", f"edge into-{prefix}-{name.split('->')[1]}")
    return root


def _mark_node(group: Element, name: str, final: str) -> None:
    group.set("id", name)
    parts = list(group.iter())
    value, last = [part for part in parts if part.tag == TEXT][-2:]  # as viz.dot lays out a node
    letter, delta = last  # a text with two spans: "δ ", δ
    before = parts[: parts.index(last)]
    fill = [part for part in before if part.tag == POLYGON][-1]
    value.set("id", f"{name}-value")
    letter.set("id", f"{name}-letter")
    delta.set("id", f"{name}-delta")
    fill.set("id", f"{name}-fill")
    delta.text = final
