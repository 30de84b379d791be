"""The picture of a player: an engine's SVG made small, in which every part that changes has a name.

Nodes are `v3`, the arrow from the second input of node 3 is `e3.1`. What an engine repeats at
every text and line (font, size, colour) stands once, as a class in the picture's stylesheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from viz import theme
from viz.theme import COLOURS, DARK_PAGE, LIGHT

SVG = "{http://www.w3.org/2000/svg}"
FILLS = (
    "cell",
    *("positive_weak", "positive_medium", "positive_strong"),
    *("negative_weak", "negative_medium", "negative_strong"),
)
RULES = {
    "text": "font:12px Helvetica,Arial,Arimo,sans-serif;text-anchor:middle;fill:var(--mg-ink)",
    ".b": "font-weight:bold",
    ".v": "font-size:17px",
    ".d": "font-size:13px",
    ".row .v,.row .d": "font-size:12px",
    ".o,.l,.s": "font-size:10px",
    ".s": "font-weight:bold",
    ".c text": "font-size:11px",
    ".m,.l,.c text,.f0 .d,.f0 .o,.f0.s": "fill:var(--mg-muted)",
    ".k": "fill:var(--mg-cell);stroke:var(--mg-line)",
    ".w": "stroke-width:2;stroke:var(--mg-muted)",
    ".g": "fill:var(--mg-header)",
    ".r,.c path": "fill:none;stroke:var(--mg-line)",
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


def fill_class(role: str) -> str:
    return f"f{FILLS.index(role)}"


def compact(svg: str, title: str, nodes: Mapping[str, Shown], sent: Mapping[str, str]) -> str:
    """The picture on one line; `nodes` and `sent` are the final texts of nodes and arrows."""
    root = ElementTree.fromstring(svg[svg.index("<svg") :])
    width, height = (round(float(x)) for x in root.attrib["viewBox"].split()[2:])
    (graph,) = root.iterfind(f"{SVG}g")
    at = tuple(
        map(float, re.findall(r"translate\(([^ ]+) ([^)]+)\)", graph.attrib["transform"])[0])
    )
    body = []
    for group in graph.iterfind(f"{SVG}g"):
        parts = Parts(group, (at[0], at[1]))
        name = group.findtext(f"{SVG}title", "")
        if group.get("class") == "node":
            body.append(_node(name, parts, nodes[name]))
        elif group.get("class") == "edge":
            body.append(_edge(parts, sent.get(group.attrib["id"], "")))
        elif group.get("class") == "cluster":
            body.append(_cluster(parts))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="mg-svg" role="img" '
        f'aria-label="{escape(title)}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><style>{_style()}</style>{"".join(body)}</svg>'
    )


def _style() -> str:
    used = ("ink", "muted", "faint", "line", "edge", "faint_edge", "header", "highlight", *FILLS)
    light, dark = (
        "".join(f"--mg-{role}:{COLOURS[role][k]};" for role in (*used, "positive", "negative"))
        for k in (0, 1)
    )
    dark += f"background:{DARK_PAGE}"
    rules = [
        f".mg-svg{{{light}}}",
        f"@media (prefers-color-scheme:dark){{.mg-svg{{{dark}}}}}",
        f'[data-jp-theme-light="true"] .mg-svg,.vscode-light .mg-svg{{{light}background:none}}',
        f'[data-jp-theme-light="false"] .mg-svg,.vscode-dark .mg-svg{{{dark}}}',
    ]
    coloured = dict(RULES)
    for number, role in enumerate(FILLS):
        coloured[f".f{number} .f"] = f"fill:var(--mg-{role})"
        if ink := role.partition("_")[0] if number else "":
            coloured[f".f{number} .d,.f{number} .o,.f{number}.s"] = f"fill:var(--mg-{ink})"
    for selectors, rule in coloured.items():
        scoped = ",".join(f".mg-svg {selector}" for selector in selectors.split(","))
        rules.append(f"{scoped}{{{rule}}}")
    return "".join(rules)


class Line(NamedTuple):
    """The texts on one line of a cell, and the middle of that cell."""

    x: float
    y: float
    texts: list[Element]


class Parts:
    """The shapes and texts of one group of an engine's SVG, in the coordinates of the page."""

    def __init__(self, group: Element, at: tuple[float, float]) -> None:
        self.id = group.get("id", "")
        self.at = at
        found = list(group.iter())
        self.polygons = [part for part in found if part.tag == f"{SVG}polygon"]
        self.polylines = [part for part in found if part.tag == f"{SVG}polyline"]
        self.paths = [part for part in found if part.tag == f"{SVG}path"]
        self.texts = [part for part in found if part.tag == f"{SVG}text"]

    def moved(self, numbers: str) -> list[tuple[float, float]]:
        values = [float(x) for x in re.findall(r"-?[\d.]+(?:e-?\d+)?", numbers)]
        return [
            (x + self.at[0], y + self.at[1]) for x, y in zip(values[::2], values[1::2], strict=True)
        ]

    def rectangle(self, polygon: Element) -> tuple[float, float, float, float]:
        xs, ys = zip(*self.moved(polygon.attrib["points"]), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def place(self, text: Element) -> tuple[float, float]:
        return float(text.attrib["x"]) + self.at[0], float(text.attrib["y"]) + self.at[1]


def _node(name: str, parts: Parts, shown: Shown) -> str:
    frame, *filled = [parts.rectangle(p) for p in parts.polygons if p.get("fill") != "none"]
    roles = [p.get("fill") for p in parts.polygons if p.get("fill") != "none"][1:]
    is_row = len({box[1] for box in filled}) == 1 and len(filled) > 1
    *others, delta = _lines(parts, frame, filled)
    if delta.texts[0].text != "δ":  # the line under it
        note: Line | None = delta
        *others, delta = others
    else:
        note = None
    *header, value = others
    border = " w" if _border(parts) > 1 else ""
    pieces = [f'<path class="k{border}" d="{_box(frame)}"/>']
    inside = _inset(frame)
    for box, role in zip(filled, roles, strict=True):
        kind = "f" if box is filled[-1] else "g" if role == LIGHT["header"] else ""
        if kind:
            pieces.append(f'<path class="{kind}" d="{_box(box, inside)}"/>')
    for rule in parts.polylines:
        (x, y), (other, _) = parts.moved(rule.attrib["points"])[:2]
        pieces.append(f'<path class="r" d="M{round(x)} {round(y)}H{round(other)}"/>')
    pieces += [_text(line, "", _spans(line.texts)) for line in header]
    pieces.append(_text(value, "v", escape("".join(t.text or "" for t in value.texts))))
    bold = f'δ <tspan class="b">{escape(shown.delta)}</tspan>'
    pieces.append(_text(delta, "d", bold))
    if note:
        pieces.append(_text(note, "o", escape(shown.note)))
    kinds = f"n {fill_class(shown.fill)}{' row' if is_row else ''}"
    return f'<g id="{name}" class="{kinds}">{"".join(pieces)}</g>'


def _lines(
    parts: Parts,
    frame: tuple[float, float, float, float],
    filled: list[tuple[float, float, float, float]],
) -> list[Line]:
    """The texts line by line, each with the middle of the cell that it stands in."""
    found: dict[tuple[float, float], Line] = {}
    for text in parts.texts:
        if not (text.text or "").strip() and not found:
            continue
        x, y = parts.place(text)
        left, _, right, _ = next(
            (b for b in filled if b[0] <= x <= b[2] and b[1] <= y <= b[3]), frame
        )
        middle = (left + right) / 2
        # Bold and plain texts of one line may stand a point or two apart.
        key = next((k for k in found if k[0] == middle and abs(k[1] - y) < 5), (middle, y))
        found.setdefault(key, Line(middle, y, [])).texts.append(text)
    return list(found.values())


def _border(parts: Parts) -> float:
    frames = [p for p in parts.polygons if p.get("fill") == "none"]
    return float(frames[-1].get("stroke-width", "1")) if frames else 1.0


def _box(
    box: tuple[float, float, float, float], inside: tuple[int, int, int, int] | None = None
) -> str:
    left, top, right, bottom = map(round, box)
    if inside:  # a rounded fill would cover the frame
        left, top = max(left, inside[0]), max(top, inside[1])
        right, bottom = min(right, inside[2]), min(bottom, inside[3])
    return f"M{left} {top}h{right - left}v{bottom - top}H{left}z"


def _inset(frame: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    left, top, right, bottom = map(round, frame)
    return left + 1, top + 1, right - 1, bottom - 1


def _text(line: Line, kind: str, content: str) -> str:
    name = f' class="{kind}"' if kind else ""
    return f'<text{name} x="{round(line.x)}" y="{round(line.y)}">{content}</text>'


def _spans(texts: Iterable[Element]) -> str:
    """The header of a node: bold and muted pieces of one text."""
    return "".join(
        f'<tspan class="{kind}">{escape(content)}</tspan>' if kind and content.strip() else content
        for kind, content in _runs(texts)
    )


def _runs(texts: Iterable[Element]) -> Iterator[tuple[str, str]]:
    for text in texts:
        kind = "b" if text.get("font-weight") == "bold" else ""
        yield kind or ("m" if text.get("fill") == LIGHT["muted"] else ""), text.text or ""


def _edge(parts: Parts, sent: str) -> str:
    (line,), head = parts.paths, parts.polygons[0]
    start, *others = [f"{round(x)} {round(y)}" for x, y in parts.moved(line.attrib["d"])]
    tip = " ".join(f"{round(x)} {round(y)}" for x, y in parts.moved(head.attrib["points"])[:3])
    pieces = [f'<path d="M{start}C{" ".join(others)}"/><path class="h" d="M{tip}z"/>']
    if parts.texts:
        x, y = parts.place(parts.texts[0])
        local = parts.texts[0].text or ""
        pieces.append(_text(Line(x, y, []), "l", escape(local)))
        role = theme.sign_role(-1.0 if sent.startswith("−") else 1.0)
        ink = "f0" if sent == "0" else {"positive": "f1", "negative": "f4"}[role]
        pieces.append(_text(Line(x, y + 13, []), f"s {ink}", f"◂ {escape(sent)}"))
    is_faint = line.get("stroke") == LIGHT["faint_edge"]
    return f'<g id="{parts.id}" class="e{" q" if is_faint else ""}">{"".join(pieces)}</g>'


def _cluster(parts: Parts) -> str:
    box = _box(parts.rectangle(parts.polygons[0]))
    titles = [
        _text(Line(*parts.place(text), []), "", escape(text.text or "")) for text in parts.texts
    ]
    return f'<g class="c"><path d="{box}"/>{"".join(titles)}</g>'
