"""The plot of the benchmark: step times on a log scale, and what stays in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.benchmarks.engines import ENGINES
from viz import theme
from viz.axes import axis, grid_lines, text, text_width
from viz.plots import WIDTH, Line, Plot, Scale, plot_lines

if TYPE_CHECKING:
    from pathlib import Path

LINES = ("minigrad", "micrograd", "minigrad-paused", "micrograd-paused")
ROW = 22
PAGE = 880


def draw_plot(results: dict[str, Any], path: Path) -> None:
    cells = {
        name.split()[0]: cell
        for name, cell in results["cells"].items()
        if name.split()[1] == "W3" and "seconds" in cell
    }
    times, memory = times_plot(cells), memory_plot(cells)
    left = (PAGE - WIDTH) / 2
    parts = [times.body, f'<g transform="translate({left:g} {times.height:g})">{memory.body}</g>']
    title = f"{times.title}. {memory.title}"
    Plot([], title, parts, times.height + memory.height, PAGE).save(path)


def times_plot(cells: dict[str, Any]) -> Plot:
    title = "One training step of micrograd's demo, in ms (log scale)"
    fastest_first = sorted(cells, key=lambda name: cells[name]["seconds"])
    times = {name: cells[name]["seconds"] * 1e3 for name in fastest_first}
    if not times:
        return Plot([], f"{title}: nothing measured", [], 0, PAGE)
    titles = [ENGINES[name].title for name in fastest_first]
    bottom = 40 + ROW * len(times)
    ends = [min(times.values()) / 2, max(times.values())]
    x = axis(ends, max(map(text_width, titles)) + 20, PAGE - 90, is_log=True)
    parts = [text(x.start, 20, title, "ink"), *grid_lines(x.ticks(), bottom, 32)]
    for row, (name, time) in enumerate(times.items()):
        top = 40 + ROW * row
        words = f"{time:,.0f} ms" if time >= 100 else f"{time:.3g} ms"
        parts.append(text(x.start - 8, top + 13, titles[row], "ink", "end"))
        parts.append(bar(x.start, x.place(time), top, theme.LIGHT[role(name)]))
        parts.append(text(x.place(time) + 6, top + 13, words, "ink"))
    words = ", ".join(f"{titles[row]} {time:.3g}" for row, time in enumerate(times.values()))
    return Plot(titles, f"{title}: {words}", parts, bottom + 40, PAGE)


def bar(start: float, end: float, top: float, colour: str) -> str:
    return (
        f'<rect x="{start:.1f}" y="{top:g}" width="{max(end - start, 1):.1f}" '
        f'height="{ROW - 5}" fill="{colour}"/>'
    )


def memory_plot(cells: dict[str, Any]) -> Plot:
    lines = []
    for name in LINES:
        peaks = cells.get(name, {}).get("peaks", [])
        if peaks and None not in peaks:
            engine, _, paused = name.partition("-")
            points = [(step, peak / 1e6) for step, peak in enumerate(peaks, 1)]
            lines.append(Line(f"{engine}, collector {paused or 'on'}", points))
    return plot_lines(lines, Scale("training step"), Scale("Peak memory after each step, MB"))


def role(name: str) -> str:
    if name == "c":
        return "ink"
    return "class_1" if name.startswith(("minigrad", "fused", "replay")) else "edge"
