"""A table that is drawn with lines in a terminal and is an HTML table in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from io import StringIO
from typing import Any

from rich.console import Console
from rich.table import Column
from rich.table import Table as TerminalTable
from rich.text import Text

from viz import theme

# How the looks of a terminal are called in a notebook, where the class gives the colour.
_CLASSES = {
    theme.TERMINAL["positive"]: "positive",
    theme.TERMINAL["negative"]: "negative",
    theme.TERMINAL["muted"]: "muted",
    "green": "muted",
    "yellow": "bold",
    "bold": "bold",
    "bold red": "wrong",
}
_ROLES = ("ink", "muted", "line", "cell", "header", "positive", "negative", "highlight")
_RULES = """\
.minigrad-table{overflow-x:auto;max-width:100%}
.minigrad-table table{width:max-content;margin:0;border-collapse:collapse;border:0;\
background:var(--mg-cell);color:var(--mg-ink);\
font:13px/1.5 Helvetica,Arial,sans-serif;font-variant-numeric:tabular-nums}
.minigrad-table caption{padding:0 0 6px;color:inherit;text-align:left;caption-side:top;\
font-weight:bold}
.minigrad-table th,.minigrad-table td{padding:3px 12px;max-width:40em;white-space:pre-wrap;\
vertical-align:top;overflow-wrap:anywhere;border:0;border-top:1px solid var(--mg-header);\
background:var(--mg-cell);color:var(--mg-ink)}
.minigrad-table th,.minigrad-table tfoot td{background:var(--mg-header)}
.minigrad-table .mg-section td{border-top:2px solid var(--mg-line)}
.minigrad-table .mg-bold{font-weight:bold}
.minigrad-table .mg-muted{color:var(--mg-muted)}
.minigrad-table .mg-positive{color:var(--mg-positive)}
.minigrad-table .mg-negative{color:var(--mg-negative)}
.minigrad-table .mg-wrong{color:var(--mg-highlight);font-weight:bold}"""


class Table(TerminalTable):
    """rich's Table, which in a notebook is a `<table>` that a narrow screen scrolls.

    Where a notebook is not trusted and its styles are taken away, the table remains.

    >>> rows = Table("node", "δ")
    >>> rows.add_row("w", "−2")
    >>> print(rows.html.partition("<tbody>")[2].partition("</tbody>")[0].strip())
    <tr><td style="text-align:left">w</td><td style="text-align:left">−2</td></tr>
    """

    @property
    def html(self) -> str:
        """The table as a fragment of HTML, with its colours for light and dark pages."""
        style = "\n".join([*theme.variables(".minigrad-table", _ROLES), _RULES])
        title = f"<caption>{_lines(self.title)}</caption>\n" if self.title else ""
        headings = "".join(_cell("th", each.header, each) for each in self.columns)
        return (
            f'<div class="minigrad-table" style="overflow-x:auto">\n<table>\n{title}'
            f"<thead><tr>{headings}</tr></thead>\n<tbody>\n{self._body()}\n</tbody>\n"
            f"{self._foot()}</table>\n<style>\n{style}\n</style>\n</div>"
        )

    def _body(self) -> str:
        rows = []
        begins_section = False
        cells = zip(*(column.cells for column in self.columns), strict=True)
        for row, inside in zip(self.rows, cells, strict=True):
            opening = '<tr class="mg-section">' if begins_section else "<tr>"
            columns = zip(inside, self.columns, strict=True)
            rows.append(f"{opening}{''.join(_cell('td', *each) for each in columns)}</tr>")
            begins_section = row.end_section
        return "\n".join(rows)

    def _foot(self) -> str:
        if not self.caption:
            return ""
        look = f'colspan="{len(self.columns)}" style="text-align:left"'
        return f"<tfoot><tr><td {look}>{_lines(self.caption)}</td></tr></tfoot>\n"

    def _repr_mimebundle_(
        self, include: Iterable[str], exclude: Iterable[str], **options: Any
    ) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": printed(self)}


def printed(rows: TerminalTable, width: int = 100) -> str:
    """A table as plain text; in Jupyter too, where a Console displays what it should write."""
    text = StringIO()
    Console(file=text, width=width, color_system=None, force_jupyter=False).print(rows)
    return text.getvalue()


def _cell(tag: str, inside: object, column: Column) -> str:
    side = "right" if column.justify == "right" else "left"
    scope = ' scope="col"' if tag == "th" else ""
    return f'<{tag}{scope} style="text-align:{side}">{_lines(inside)}</{tag}>'


def _lines(inside: object) -> str:
    """Text as HTML: each piece with the class of its look."""
    text = inside if isinstance(inside, Text) else Text(str(inside))
    pieces = []
    for segment in text.render(_PLAIN):
        look = _CLASSES.get(str(segment.style or text.style))
        words = escape(segment.text).replace("\n", "<br>")
        pieces.append(f'<span class="mg-{look}">{words}</span>' if look and words else words)
    return "".join(pieces)


_PLAIN = Console(file=StringIO(), color_system=None, force_jupyter=False)
