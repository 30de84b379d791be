"""The picture of a player: an engine's SVG made small, in which every part that changes has a name.

Nodes are `v3`, the arrow from the second input of node 3 is `e3.1`. What an engine repeats at
every text and line (font, size, colour) stands once, as a class in the picture's stylesheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import NamedTuple
from xml.etree.ElementTree import Element

from viz import theme
from viz.arrows import BACK
from viz.svg import GROUP, NAMESPACE, POLYGON, TEXT, TITLE, aligned, extent
from viz.theme import LIGHT

FILLS = (
    "cell",
    *("positive_weak", "positive_medium", "positive_strong"),
    *("negative_weak", "negative_medium", "negative_strong"),
)
RULES = {
    "text": "font:12px Helvetica,Arial,Arimo,sans-serif;text-anchor:middle;fill:var(--mg-ink)",
    ".t,.d tspan": "font-weight:bold",
    ".t tspan": "font-weight:normal",
    ".v": "font-size:17px",
    ".d": "font-size:13px",
    ".row .v,.row .d": "font-size:12px",
    ".o,.l,.s": "font-size:10px",
    ".s": "font-weight:bold",
    ".c text": "font-size:11px",
    ".t tspan,.l,.c text,.f0 .d,.f0 .o,.f0.s": "fill:var(--mg-muted)",
    ".k": "fill:var(--mg-cell);stroke:var(--mg-line)",
    ".w": "stroke-width:2;stroke:var(--mg-muted)",
    ".g": "fill:var(--mg-header)",
    ".c path": "fill:none;stroke:var(--mg-line)",
    ".e path": "fill:none;stroke:var(--mg-edge)",
    ".e .h": "fill:var(--mg-edge)",
    ".q path": "stroke:var(--mg-faint_edge)",
    ".q .h": "fill:var(--mg-faint_edge)",
    ".q .l": "fill:var(--mg-faint)",
}


class Shown(NamedTuple):
    """What stands in a δ cell: the number, the line under it, the role of its ground."""

    delta: str
    note: str
    fill: str


class Sent(NamedTuple):
    """What stands on an arrow: its factor, what it carries back, a role with the colour of that."""

    local: str
    sent: str
    fill: str


def fill_class(role: str) -> str:
    return f"f{FILLS.index(role)}"


def sign_fill(text: str) -> str:
    """The role of a ground, for the ink of a contribution."""
    return (
        "cell" if text in ("0", "nan") else f"{'negative' if text[0] == '−' else 'positive'}_weak"
    )


def compact(svg: str, title: str, nodes: Mapping[str, Shown], arrows: Mapping[str, Sent]) -> str:
    """The picture on one line; `nodes` and `arrows` are the final texts of its parts."""
    root = aligned(svg, keeps_ids=True)
    width, height = (round(float(x)) for x in root.attrib["viewBox"].split()[2:])
    (graph,) = root.iterfind(GROUP)
    at = re.findall(r"translate\(([^ ]+) ([^)]+)\)", graph.attrib["transform"])[0]
    place = Place(float(at[0]), float(at[1]))
    body = []
    for group in graph.iterfind(GROUP):
        kind, name = group.get("class"), group.findtext(TITLE, "")
        if kind == "node":
            body.append(_node(name, group, place, nodes[name]))
        elif kind == "edge":
            body.append(_arrow(group, place, arrows[group.attrib["id"]]))
        elif kind == "cluster":
            body.append(_cluster(group, place))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="mg-svg" role="img" '
        f'aria-label="{escape(title)}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><style>{_style()}</style>{"".join(body)}</svg>'
    )


def _style() -> str:
    used = ("ink", "muted", "faint", "line", "edge", "faint_edge", "header", "highlight", *FILLS)
    rules = theme.variables(".mg-svg", (*used, "positive", "negative"))
    coloured = dict(RULES)
    for number, role in enumerate(FILLS):
        coloured[f".f{number} .f"] = f"fill:var(--mg-{role})"
        if ink := role.partition("_")[0] if number else "":
            coloured[f".f{number} .d,.f{number} .o,.f{number}.s"] = f"fill:var(--mg-{ink})"
    for selectors, rule in coloured.items():
        scoped = ",".join(f".mg-svg {selector}" for selector in selectors.split(","))
        rules.append(f"{scoped}{{{rule}}}")
    return "".join(rules)


class Place(NamedTuple):
    """Where the engine's coordinates begin on the page; all others are whole numbers."""

    x: float
    y: float

    def points(self, numbers: str) -> list[tuple[int, int]]:
        values = [float(x) for x in re.findall(r"-?[\d.]+(?:e-?\d+)?", numbers)]
        pairs = zip(values[::2], values[1::2], strict=True)
        return [(round(x + self.x), round(y + self.y)) for x, y in pairs]

    def text(self, element: Element, kind: str, content: str, lower: int = 0) -> str:
        x, y = float(element.attrib["x"]) + self.x, float(element.attrib["y"]) + self.y
        name = f' class="{kind}"' if kind else ""
        return f'<text{name} x="{round(x)}" y="{round(y) + lower}">{content}</text>'

    def box(self, polygon: Element, frame: Element | None = None) -> str:
        """A rectangle as a path, inside a frame: a rounded fill would cover that."""
        left, right, top, bottom = self._sides(polygon)
        if frame is not None:
            outer = self._sides(frame)
            left, top = max(left, outer[0] + 1), max(top, outer[2] + 1)
            right, bottom = min(right, outer[1] - 1), min(bottom, outer[3] - 1)
        return f"M{left} {top}h{right - left}v{bottom - top}H{left}z"

    def _sides(self, polygon: Element) -> tuple[int, int, int, int]:
        left, right, top, bottom = extent(polygon)
        x, y = self
        return round(left + x), round(right + x), round(top + y), round(bottom + y)


def _node(name: str, group: Element, place: Place, shown: Shown) -> str:
    grounds = [each for each in group.iter(POLYGON) if each.get("fill") != "none"]
    frame, header, *_, last = grounds
    texts = list(group.iter(TEXT))
    note = texts.pop() if not "".join(texts[-1].itertext()).startswith("δ ") else None
    title, value, delta = texts
    is_row = extent(header)[2:] == extent(last)[2:]
    is_root = any(each.get("stroke-width") == "2" for each in group.iter(POLYGON))
    rules = "".join(
        f"M{x} {y}H{end}"
        for line in group.iter(f"{{{NAMESPACE}}}polyline")
        for (x, y), (end, _), *_ in [place.points(line.attrib["points"])]
    )
    pieces = [f'<path class="k{" w" if is_root else ""}" d="{place.box(frame)}{rules}"/>']
    if header.get("fill") == LIGHT["header"]:
        pieces.append(f'<path class="g" d="{place.box(header, frame)}"/>')
    pieces += [
        f'<path class="f" d="{place.box(last, frame)}"/>',
        place.text(title, "t", _title(title)),
        place.text(value, "v", escape("".join(value.itertext()))),
        place.text(delta, "d", f"δ <tspan>{escape(shown.delta)}</tspan>"),
    ]
    if note is not None:
        pieces.append(place.text(note, "o", escape(shown.note)))
    kind = f"n {fill_class(shown.fill)}{' row' if is_row else ''}"
    return f'<g id="{name}" class="{kind}">{"".join(pieces)}</g>'


def _title(title: Element) -> str:
    """A name, and its formula in the quiet colour."""
    name, *formula = [escape(run.text or "") for run in list(title) or [title]]
    return name + "".join(f"<tspan>{run}</tspan>" for run in formula)


def _arrow(group: Element, place: Place, sent: Sent) -> str:
    (line,) = group.iter(f"{{{NAMESPACE}}}path")
    start, *others = place.points(line.attrib["d"])
    head = place.points(next(group.iter(POLYGON)).attrib["points"])[:3]
    curve, segments = [], [others[i : i + 3] for i in range(0, len(others), 3)]
    at = start
    for segment in segments:
        curve += [_from(at, point) for point in segment]
        at = segment[-1]
    pieces = [
        f'<path d="M{start[0]} {start[1]}c{_joined(curve)}"/>'
        f'<path class="h" d="M{head[0][0]} {head[0][1]}'
        f'l{_joined([_from(head[0], head[1]), _from(head[1], head[2])])}z"/>'
    ]
    for text in list(group.iter(TEXT))[:1]:
        pieces.append(place.text(text, "l", f"×{sent.local}"))
        pieces.append(
            place.text(text, f"s {fill_class(sent.fill)}", f"{BACK['LR']} {sent.sent}", 13)
        )
    kind = "e q" if sent.local == "1" else "e"
    return f'<g id="{group.attrib["id"]}" class="{kind}">{"".join(pieces)}</g>'


def _from(start: tuple[int, int], end: tuple[int, int]) -> tuple[int, int]:
    return end[0] - start[0], end[1] - start[1]


def _joined(steps: list[tuple[int, int]]) -> str:
    """Relative coordinates as short as a path may have them: `6-2 4 1`."""
    return " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")


def _cluster(group: Element, place: Place) -> str:
    titles = [place.text(text, "", escape(text.text or "")) for text in group.iter(TEXT)]
    frame = place.box(next(group.iter(POLYGON)))
    return f'<g class="c"><path d="{frame}"/>{"".join(titles)}</g>'
