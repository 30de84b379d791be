"""Numbers of very different sizes as dots on a logarithmic axis, a row for each thing measured."""

from __future__ import annotations

from collections.abc import Mapping

from viz import theme
from viz.axes import axis, can_stand_on, grid_lines, path, text, text_width
from viz.plots import WIDTH, Plot, mark

ROW = 26
TOP = 34


def plot_dots(rows: Mapping[str, Mapping[str, float]], label: str = "") -> Plot:
    """A row of dots for each name, on one logarithmic axis; dots of one kind look alike.

    The first and the last dot of a row carry their numbers. What is not there, or has no place on
    the axis (≤ 0, nan or infinite), is left out, and a row without any dot says so.

    >>> plot_dots({"walked": {"100 samples": 120.0}, "replayed": {"100 samples": 3.0}}, "ms")
    <Plot of walked, replayed: .svg, .save(path)>
    """
    names = [theme.shortened(theme.visible(name), theme.NAME_LENGTH) for name in rows]
    kinds = list(dict.fromkeys(kind for row in rows.values() for kind in row))
    dots = [
        sorted((x, kind) for kind, x in row.items() if can_stand_on(x, True))
        for row in rows.values()
    ]
    numbers = [x for row in dots for x, _ in row]
    title = f"Plot of {label or 'numbers'} on a logarithmic axis"
    if not numbers:
        nothing = "There is nothing to plot: no number is above 0 and finite."
        return Plot(names, f"{title}: nothing. {nothing}", [text(20, 24, nothing, "ink")], 40)
    bottom = TOP + ROW * len(rows)
    x = axis(numbers, max(map(text_width, names)) + 20, WIDTH - 20, is_log=True, margin=0.14)
    parts = grid_lines(x.ticks(), bottom, TOP - 6)
    parts.append(path([(x.start, bottom), (x.end, bottom)], "edge"))
    parts.append(text((x.start + x.end) / 2, bottom + 37, label, "ink", "middle"))
    for number, (name, row) in enumerate(zip(names, dots, strict=True)):
        middle = TOP + ROW * (number + 0.5)
        parts.append(text(x.start - 8, middle + 4, name, "ink", "end"))
        if not row:
            parts.append(text(x.start + 8, middle + 4, "not measured"))
            continue
        parts += [mark(kinds.index(kind), x.place(each), middle) for each, kind in row]
        (least, _), (most, _) = row[0], row[-1]
        parts.append(text(x.place(most) + 9, middle + 4, _number(most), "ink"))
        if len(row) > 1:
            parts.append(text(x.place(least) - 9, middle + 4, _number(least), "ink", "end"))
    place = x.start
    for number, kind in enumerate(kinds):
        words = theme.shortened(theme.visible(kind), theme.NAME_LENGTH)
        parts += [mark(number, place + 5, 14), text(place + 14, 18, words, "ink")]
        place += text_width(words) + 34
    said = [
        f"{name} {', '.join(f'{_number(each)} ({kind})' for each, kind in row) or '–'}"
        for name, row in zip(names, dots, strict=True)
    ]
    return Plot(names, f"{title}: {'; '.join(said)}.", parts, bottom + 48)


def _number(x: float) -> str:
    return theme.round_number(float(f"{x:.3g}"))
