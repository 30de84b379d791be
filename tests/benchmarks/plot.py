"""The plot of the benchmark: step times on a log scale, and what stays in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.benchmarks.engines import ENGINES

if TYPE_CHECKING:
    from pathlib import Path

OURS, OTHERS, LIMIT = "#2166ac", "#9a9a9a", "#1a1a1a"
LINES = {
    "micrograd": ("#b35806", "-"),
    "micrograd-paused": ("#b35806", "--"),
    "minigrad": (OURS, "-"),
    "minigrad-paused": (OURS, "--"),
}


def draw_plot(results: dict[str, Any], path: Path) -> None:
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    cells = {
        name.split()[0]: cell
        for name, cell in results["cells"].items()
        if name.split()[1] == "W3" and "seconds" in cell
    }
    settings = {"svg.hashsalt": "minigrad", "font.family": "sans-serif", "font.size": 9}
    with matplotlib.rc_context(settings):
        figure, (left, right) = pyplot.subplots(
            1, 2, figsize=(12, 5), width_ratios=(2, 1), layout="constrained"
        )
        draw_times(left, cells)
        draw_memory(right, cells)
        figure.savefig(path, metadata={"Date": None}, facecolor="white")


def draw_times(axes: Any, cells: dict[str, Any]) -> None:
    fastest_first = sorted(cells, key=lambda name: cells[name]["seconds"])
    times = [cells[name]["seconds"] * 1e3 for name in fastest_first]
    bars = axes.barh(range(len(times)), times, color=[colour(name) for name in fastest_first])
    axes.bar_label(
        bars, [f"{time:,.0f} ms" if time >= 100 else f"{time:.3g} ms" for time in times], padding=3
    )
    axes.set_yticks(range(len(times)), [ENGINES[name].title for name in fastest_first])
    axes.set_xscale("log")
    axes.set_xlim(min(times, default=1) / 2, max(times, default=1) * 6)
    axes.set_title("One training step of micrograd's demo (log scale)")
    axes.spines[["top", "right"]].set_visible(False)


def draw_memory(axes: Any, cells: dict[str, Any]) -> None:
    for name, (line_colour, style) in LINES.items():
        peaks = cells.get(name, {}).get("peaks", [])
        if not peaks or None in peaks:
            continue
        engine, _, paused = name.partition("-")
        time = cells[name]["seconds"] * 1e3
        label = f"{engine}, collector {paused or 'on'}: {time:.0f} ms a step"
        steps = range(1, len(peaks) + 1)
        axes.plot(steps, [peak / 1e6 for peak in peaks], style, color=line_colour, label=label)
    axes.set_title("Peak memory after each step, MB")
    axes.set_xlabel("training step")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.12))
    axes.spines[["top", "right"]].set_visible(False)


def colour(name: str) -> str:
    if name == "c":
        return LIMIT
    return OURS if name.startswith(("minigrad", "fused", "replay")) else OTHERS
