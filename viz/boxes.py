"""The pieces of a box: HTML-like tables, their cells and colours, and texts that break nothing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import graphviz

from viz import theme
from viz.theme import LIGHT


class Box(NamedTuple):
    """One box of a drawing: where it stands and what it shows."""

    name: str
    clusters: tuple[str, ...]  # the titles of the frames around it, outermost first
    label: str
    tooltip: str
    column: str = ""  # boxes of a frame with the same word here stand below each other


def title(bold: str, quiet: str = "") -> str:
    """A heading: a name in bold, and in the quiet colour what is said about it."""
    name = f"<B>{markup(bold)}</B>" if bold else ""
    space = " " if bold else ""
    return name + (f'<FONT COLOR="{LIGHT["muted"]}">{space}{markup(quiet)}</FONT>' if quiet else "")


def sized(content: str, points: int, role: str = "ink") -> str:
    return f'<FONT POINT-SIZE="{points}" COLOR="{LIGHT[role]}">{content}</FONT>'


def cell(content: str, ground: str, padding: int = 5) -> str:
    return f'<TD BGCOLOR="{LIGHT[ground]}" CELLPADDING="{padding}">{content}</TD>'


def blank(word: str = "", role: str = "ink") -> str:
    """A dotted box to write a number into, with a word before it."""
    before = f"<TD>{sized(word, 13, role)}</TD>" if word else ""
    return (
        f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="1"><TR>{before}'
        f'<TD BORDER="1" STYLE="DOTTED" COLOR="{LIGHT["muted"]}" WIDTH="40" HEIGHT="20" '
        'FIXEDSIZE="TRUE"></TD></TR></TABLE>'
    )


def lines(*contents: str) -> str:
    """The label of an arrow, line by line; a ground that is not seen tells where its middle is."""
    rows = "".join(f'<TR><TD BGCOLOR="transparent">{content}</TD></TR>' for content in contents)
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">{rows}</TABLE>>'


def ruled(content: str, padding: int = 0) -> str:
    """A cell with a line above it."""
    look = f'COLOR="{LIGHT["line"]}" BGCOLOR="{LIGHT["cell"]}" CELLPADDING="{padding}"'
    return f'<TD SIDES="T" BORDER="1" {look}>{content}</TD>'


def delta_strip(
    deltas: Sequence[tuple[float, str]], largest: float, limit: int, heading: str = ""
) -> str:
    """The δs of a layer in a row, each as a text on its colour; `limit` of them, then +n."""
    cells = []
    for delta, text in deltas[:limit]:
        fill, ink = LIGHT[theme.strength(delta, largest)], LIGHT[theme.sign_role(delta)]
        cells.append(f'<TD BGCOLOR="{fill}"><FONT COLOR="{ink}">{text}</FONT></TD>')
    if heading:
        cells.insert(0, f'<TD><FONT COLOR="{LIGHT["muted"]}">{heading}</FONT></TD>')
    if len(deltas) > limit:
        cells.append(f"<TD>+{len(deltas) - limit}</TD>")
    return (
        '<TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="3"><TR>'
        f"{''.join(cells)}</TR></TABLE></TD>"
    )


def left_aligned(content: str, padding: int = 5) -> str:
    return (
        f'<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="{padding}"><TR>'
        f'<TD ALIGN="LEFT">{content}</TD></TR></TABLE>'
    )


def pair(left: str, right: str, role: str = "") -> str:
    """A word on the left, a number on the right: a table of its own, so that a fill has no seam."""
    word = f'COLOR="{LIGHT[role or "muted"]}"' + ("" if role else ' POINT-SIZE="10"')
    return (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="5"><TR>'
        f'<TD ALIGN="LEFT"><FONT {word}>{left}</FONT></TD>'
        f'<TD ALIGN="RIGHT"><FONT COLOR="{LIGHT[role or "ink"]}">{right}</FONT></TD>'
        "</TR></TABLE>"
    )


def framed(rows: list[str], border: int = 1, role: str = "line") -> str:
    """A framed table; each of its rows is given as the cells in it."""
    body = "".join(f"<TR>{row}</TR>" for row in rows)
    return (
        f'<<TABLE BORDER="{border}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" '
        f'COLOR="{LIGHT[role]}" BGCOLOR="{LIGHT["cell"]}">{body}</TABLE>>'
    )


def markup(text: str) -> str:
    """Text inside an HTML-like label, where a backslash still begins an escape sequence."""
    return escape(text).replace("\\", "\\\\")


def plain(text: str) -> str:
    """Text that Graphviz shows as it stands: no escape sequences, no HTML entities."""
    escaped: str = graphviz.escape(text.replace("&", "&amp;"))
    return escaped


def plain_tooltip(text: str) -> str:
    """The same for a tooltip, in which Graphviz looks for escape sequences twice."""
    return plain(text.replace("\\", "\\\\"))
