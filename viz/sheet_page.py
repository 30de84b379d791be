"""The pages of a worksheet as HTML: a graph with blanks on each sheet of A4, then the answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from minigrad import Value
from minigrad.names import name_of
from viz.arrows import BACK
from viz.dot import digraph
from viz.engines import render
from viz.graph_view import GraphView
from viz.sheet_numbers import rounded_nodes
from viz.svg import aligned, written
from viz.theme import LIGHT, number

LEGIBLE = 0.75  # of the size that Graphviz lays out: the smallest type, 12 points, becomes 9
LARGEST_SCALE = 1.3
# In points: A4 without 10 mm of margin and, above the picture, the heading and the instruction.
ROOM = {"portrait": (538, 580), "landscape": (785, 380)}
LAYOUTS = (("portrait", "LR"), ("landscape", "LR"), ("portrait", "TB"))
WIDTH = {"portrait": 190, "landscape": 277}  # in millimetres, of a page without its margins
NUMBER, NAME, COLUMN = 12, 38, 15  # of the columns of a table: sheet, name, and each answer

_LOOK = """\
@page{size:A4 %s;margin:10mm}
*{box-sizing:border-box}
body{margin:0 auto;max-width:%dmm;font:11pt/1.4 Helvetica,Arial,Arimo,sans-serif;
color:#000;background:#fff;color-scheme:light}
section{break-after:page;break-inside:avoid}
section:last-of-type{break-after:auto;break-inside:auto}
header{display:flex;gap:2em;align-items:baseline;margin-bottom:4mm}
header .line{flex:1;border-bottom:1px solid #000;height:9mm}
header b{flex:1}
h2{font-size:12pt;margin:5mm 0 2mm}
ol{margin:0 0 5mm;padding-left:5mm}
svg{display:block;margin:auto}
svg text,svg tspan{fill:#000}
table{border-collapse:collapse;table-layout:fixed;font-size:9pt}
th,td{border:1px solid #777;padding:.8mm 1.2mm;text-align:right;overflow-wrap:anywhere}
th.name,td.name{text-align:left}
thead{display:table-header-group}
tr{break-inside:avoid}
@media screen{
body{box-sizing:content-box;padding:0 4mm}
section{border-bottom:1px dashed #777;padding:8mm 0}
aside{padding:2mm 4mm;background:#eee}
}
@media print{aside{display:none}}
"""
_BLACK = "".join(
    f'svg [stroke="{LIGHT[role]}"]{{stroke:#000}}svg [fill="{LIGHT[role]}"]{{fill:#000}}\n'
    for role in ("line", "muted", "edge", "faint_edge")
)

_VALUES = "Follow the arrows: write the result of each operation into the dotted box in its middle."
_DELTA = (
    "δ (delta) of a box says how fast the last box, {root}, changes with the number in it: "
    "δ = ∂{root}/∂box. At {root} itself it is 1."
)
_BACK = (
    "Go back from {root}, against the arrows. An arrow sends back the δ of the box that it points "
    "to, times the number × on the arrow, its local derivative ∂out/∂in: "
    "with δ&nbsp;=&nbsp;3 and ×4 it sends back 12."
)
_LOCAL = "Write the local derivative ∂out/∂in of each arrow into the dotted box at ×."
_SENT = "Write what each arrow sends back into the dotted box at {back}."
_SUM = "The δ of a box is the sum of what its arrows send back: write it into the dotted box at δ."
_CHECK = "Check: the δ of a box is the sum of what its arrows send back."
INSTRUCTIONS = {
    "delta": [_DELTA, _BACK, _SUM],
    "values": [_VALUES],
    "contributions": [_DELTA, _BACK, _SENT, _CHECK],
    "all": [_VALUES, _DELTA, _LOCAL, _BACK, _SENT, _SUM],
}
_ROUNDED = "Numbers are rounded to four digits: the last digit of yours may differ a little."
_HOW_TO_PRINT = "Print this from the browser (Ctrl+P, ⌘P): A4, {}, 100 %; black and white will do."


class Sheet(NamedTuple):
    """One copy: its number, whose it is ("" for a line to write on), and its graph."""

    number: int
    name: str
    root: Value


class Answer(NamedTuple):
    """A number that a sheet asks for: of which kind, at which box or arrow, and its text."""

    kind: str
    place: str
    text: str


def answers(root: Value, blanks: str) -> list[Answer]:
    """What is to be written into the blanks of a graph, in the order in which it is computed."""
    graph = GraphView(root)
    shown = [node for node in graph.order if node not in graph.formula_numbers]
    values, deltas, factors, sent = [], [], [], []
    for node in shown:
        if node.inputs:
            values.append(Answer("value", graph.title[node], number(node.data)))
    for node in reversed(shown):
        deltas.append(Answer("δ", graph.title[node], number(graph.delta[node])))
        for value, local, back in zip(
            node.inputs, graph.locals[node], graph.sent[node], strict=True
        ):
            if value not in graph.formula_numbers:
                place = f"{graph.title[node]} → {graph.title[value]}"
                factors.append(Answer("local derivative", place, number(local)))
                sent.append(Answer("sent back", place, number(back)))
    asked = {"values": values, "delta": deltas, "contributions": sent}
    return asked.get(blanks) or values + factors + sent + deltas


class Paper(NamedTuple):
    """The sheets' pictures, laid out alike: how the paper lies, where the arrows go, the scale."""

    lies: str
    rankdir: str
    scale: float
    pictures: list[str]


def paper(sheets: Sequence[Sheet], blanks: str) -> Paper:
    """The pictures as large as they can be; ValueError where that is too small to be read."""
    scales: dict[tuple[str, str], float] = {}
    for layout in LAYOUTS:
        scales[layout] = _laid_out(sheets[:1], blanks, *layout).scale
        if scales[layout] >= 1:
            break
    laid_out = _laid_out(sheets, blanks, *max(scales, key=lambda layout: scales[layout]))
    if laid_out.scale < LEGIBLE:
        raise ValueError(
            "a worksheet needs a graph that fits on a page of A4 in type of 9 points or more, got "
            f"one that leaves {9 * laid_out.scale / LEGIBLE:.2g}: take a part of the expression "
            "out, or write w*x + v*y + b as weighted_sum([w, v], [x, y], b)"
        )
    return laid_out


def _laid_out(sheets: Sequence[Sheet], blanks: str, lies: str, rankdir: str) -> Paper:
    pictures = [_picture(sheet.root, blanks, rankdir) for sheet in sheets]
    width, height = map(max, zip(*map(_size, pictures), strict=True))
    scale = min(ROOM[lies][0] / width, ROOM[lies][1] / height, LARGEST_SCALE)
    return Paper(lies, rankdir, scale, pictures)


def document(lies: str, sections: Sequence[str]) -> str:
    """A file of its own, without scripts and with nothing from outside."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>Worksheet</title>\n<style>{_LOOK % (lies, WIDTH[lies])}{_BLACK}</style></head>\n"
        f"<body>\n<aside>{_HOW_TO_PRINT.format(lies)}</aside>\n"
        + "\n".join(sections)
        + "\n</body></html>\n"
    )


def question_sections(sheets: Sequence[Sheet], blanks: str, laid_out: Paper) -> list[str]:
    """A page for each sheet: name, instruction, picture."""
    sections = []
    for sheet, picture in zip(sheets, laid_out.pictures, strict=True):
        width, height = (round(side * laid_out.scale, 1) for side in _size(picture))
        size = f'<svg style="width:{width}pt;height:{height}pt" '
        rounded = [_ROUNDED] if rounded_nodes(sheet.root) else []
        words = {"root": escape(name_of(sheet.root)), "back": BACK[laid_out.rankdir]}
        steps = [step.format(**words) for step in [*INSTRUCTIONS[blanks], *rounded]]
        name = f"<b><bdi>{escape(sheet.name)}</bdi></b>" if sheet.name else '<i class="line"></i>'
        sections.append(
            f"<section><header><span>Name</span>{name}<span>Sheet {sheet.number} of {len(sheets)}"
            f"</span></header>\n<ol><li>{'</li><li>'.join(steps)}</li></ol>\n"
            f"{picture.replace('<svg ', size, 1)}</section>"
        )
    return sections


def answers_section(sheets: Sequence[Sheet], blanks: str, lies: str) -> str:
    """Tables with a row for each sheet and a column for each blank, one table under another."""
    asked = [answers(sheet.root, blanks) for sheet in sheets]
    tables = []
    are_named = any(sheet.name for sheet in sheets)
    most = (WIDTH[lies] - NUMBER - NAME * are_named) // COLUMN
    for kind in dict.fromkeys(answer.kind for answer in asked[0]):
        rows = [[answer for answer in row if answer.kind == kind] for row in asked]
        width = -(-len(rows[0]) // -(-len(rows[0]) // most))  # tables of about equal width
        for first in range(0, len(rows[0]), width):
            part = [row[first : first + width] for row in rows]
            tables.append(f"<h2>{kind}</h2>\n{_table(sheets, part, are_named)}")
    return "<section><h1>Answers</h1>\n" + "\n".join(tables) + "</section>"


def _table(sheets: Sequence[Sheet], rows: Sequence[Sequence[Answer]], are_named: bool) -> str:
    widths = [NUMBER, *([NAME] if are_named else []), *[COLUMN] * len(rows[0])]
    heading = "".join(f"<th>{escape(answer.place)}</th>" for answer in rows[0])
    body = "\n".join(
        f"<tr><td>{sheet.number}</td>"
        + (f'<td class="name"><bdi>{escape(sheet.name)}</bdi></td>' if are_named else "")
        + "".join(f"<td>{answer.text}</td>" for answer in row)
        + "</tr>"
        for sheet, row in zip(sheets, rows, strict=True)
    )
    return (
        f'<table style="width:{sum(widths)}mm"><colgroup>'
        + "".join(f'<col style="width:{width}mm">' for width in widths)
        + "</colgroup><thead><tr><th>sheet</th>"
        + ('<th class="name">name</th>' if are_named else "")
        + f"{heading}</tr></thead>\n<tbody>{body}</tbody></table>"
    )


def _picture(root: Value, blanks: str, rankdir: str) -> str:
    """The graph for paper: closer together than on a screen, and without a dark mode."""
    drawn = digraph(GraphView(root), rankdir=rankdir, blanks=blanks)
    drawn.attr(ranksep="0.1")
    larger = drawn.source.replace('POINT-SIZE="10"', 'POINT-SIZE="12"')  # on the arrows
    svg = written(aligned(render(larger).decode("utf-8")))
    return re.sub("<title>.*?</title>", "", svg)  # the engine's own names, such as v0->v2


def _size(svg: str) -> tuple[float, float]:
    """Its width and height in points, as Graphviz says them."""
    width, height = re.findall(r' (?:width|height)="([\d.]+)pt"', svg)[:2]
    return float(width), float(height)
