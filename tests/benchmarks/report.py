"""What was measured, as tables on a terminal and in Markdown, beside the aims, and as a plot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from minigrad.terminal import make_printable
from tests.benchmarks.engines import ENGINES
from tests.benchmarks.lessons import DATA
from tests.benchmarks.plot import draw_plot

if TYPE_CHECKING:
    from collections.abc import Iterator

    Results = dict[str, Any]

SPEEDS = Path(__file__).parents[2] / "minigrad" / "data" / "speeds.csv"
WAYS = {  # what lesson 13 shows
    "minigrad-paused": "the graph, walked",
    "replay": "replayed, sample by sample",
    "replay-numpy": "replayed on NumPy arrays",
    "replay-jax": "replayed by JAX",
    "jax-vmap": "JAX by hand",
    "torch": "PyTorch, number by number",
}
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
MB = 1e6


class Table(NamedTuple):
    title: str
    header: list[str]
    rows: list[list[str]]


def show(results: Results) -> None:
    import sys

    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable

    make_printable(sys.stdout)
    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    console.print(conditions(results))
    for table in tables(results):
        grid = RichTable(title=table.title, title_justify="left", box=box.SIMPLE_HEAD)
        for i, name in enumerate(table.header):
            grid.add_column(name, justify="right" if i else "left", overflow="fold")
        for row in table.rows:
            grid.add_row(*row)
        console.print(grid)


def write(results: Results, folder: Path, speeds: Path = SPEEDS) -> None:
    """Put tables between the markers of benchmark.md, the plot beside it, and lesson 13's table."""
    page = folder / "benchmark.md"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    parts = [conditions(results), *map(markdown, tables(results))]
    body = "\n\n".join(parts)
    page.write_text(f"{before}{BEGIN}\n{body}\n{END}{after}", encoding="utf-8", newline="\n")
    draw_plot(results, folder / "benchmark.svg")
    speeds.write_text(speeds_table(results["cells"]), encoding="utf-8", newline="\n")


def speeds_table(cells: Results) -> str:
    """CPU time of a training step, as `minigrad.course.recorded_speeds` reads it."""
    lines = ["way,samples,milliseconds"]
    for engine, way in WAYS.items():
        for size, workload in ((100, "W3"), (10_000, "W6")):
            seconds = cells.get(f"{engine} {workload} {size}", {}).get("cpu")
            if seconds is not None:
                lines.append(f'"{way}",{size},{seconds * 1e3:.3g}')
    return "\n".join(lines) + "\n"


def markdown(table: Table) -> str:
    lines = [f"## {table.title}", ""]
    lines.append("| " + " | ".join(table.header) + " |")
    lines.append("|" + "---|" + "---:|" * (len(table.header) - 1))
    lines += ["| " + " | ".join(row) + " |" for row in table.rows]
    return "\n".join(lines)


def conditions(results: Results) -> str:
    about = results["about"]
    versions = {
        ENGINES[name.split()[0]].distribution: cell["version"]
        for name, cell in results["cells"].items()
        if cell.get("version") and not name.startswith(("minigrad", "fused", "replay"))
    }
    if "minigrad" in versions:
        versions["PyPI's minigrad"] = versions.pop("minigrad")
    engines = ", ".join(f"{name} {version}" for name, version in versions.items())
    rounds = (
        "one round"
        if about["rounds"] == 1
        else f"medians of {about['rounds']} rounds (W2, W4, W5: of 2)"
    )
    return (
        f"Python {about['python']}, {about['system']}, {about['processors']} processors; "
        f"{engines}; {rounds}, engines taking turns, each cell a process of its own."
    )


def tables(results: Results) -> Iterator[Table]:
    cells = results["cells"]
    training = of_workload(cells, "W3")
    if training:
        yield training_table(training)
        yield collector_table(training)
    for title, workload in (
        ("W1: the expression of micrograd's README, built and walked back", "W1"),
        ("W2: a chain of n operations", "W2"),
        ("W4: leaves folded from the left", "W4"),
        ("W5: a ladder with 2ⁿ paths", "W5"),
    ):
        found = of_workload(cells, workload)
        if found:
            yield graph_table(title, found)
    batch = of_workload(cells, "W6")
    if batch:
        yield batch_table(batch)
    yield lessons_table(results.get("lessons", {}))
    yield startup_table(results["startup"])
    yield aims_table(results)


def of_workload(cells: Results, workload: str) -> dict[tuple[str, int], Any]:
    found = {}
    for name, cell in cells.items():
        engine, of, size = name.split()
        if of == workload:
            found[engine, int(size)] = cell
    return found


def ratios(slower: Results | None, faster: Results | None) -> list[float]:
    """How many times as much CPU time the slower takes, round by round, lowest first."""
    a, b = (cell.get("runs", []) if cell else [] for cell in (slower, faster))
    return sorted(x / y for x, y in zip(a, b, strict=False))


def ranged(found: list[float]) -> str:
    """Such as `2.1 to 5.8`: a claim is the lowest."""
    if len(found) < 2:
        return short(found[0]) if found else "–"
    return f"{short(found[0])} to {short(found[-1])}"


def training_table(cells: dict[tuple[str, int], Any]) -> Table:
    reference = next((cell for (name, _), cell in cells.items() if name == "micrograd"), None)
    rows = []
    for (name, _), cell in cells.items():
        seconds = cell.get("seconds")
        if seconds is None:
            rows.append([ENGINES[name].title, *why_not(cell, 5)])
            continue
        rows.append(
            [
                ENGINES[name].title,
                milliseconds(seconds),
                milliseconds(cell["cpu"]),
                ranged(ratios(reference, cell)),
                milliseconds(cell["set_up"]),
                megabytes(cell["peak"]),
            ]
        )
    header = [
        *("engine", "ms a step, median", "CPU ms a step, mean"),
        *("× micrograd, CPU, all rounds", "set-up, ms", "peak, MB"),
    ]
    return Table("W3: training steps on micrograd's demo, 65,814 nodes", header, rows)


def collector_table(cells: dict[tuple[str, int], Any]) -> Table:
    rows = []
    for on, off in (("micrograd", "micrograd-paused"), ("minigrad", "minigrad-paused")):
        for state, name in (("on", on), ("paused", off)):
            cell = next((cell for (each, _), cell in cells.items() if each == name), {})
            if "seconds" in cell:
                rows.append([on, state, milliseconds(cell["seconds"]), leak(cell)])
    header = ["engine", "Python's collector", "ms a step", "MB more after each step"]
    return Table("W3 with Python's cyclic collector on and paused", header, rows)


def leak(cell: Results) -> str:
    peaks = cell.get("peaks", [])
    if len(peaks) < 3 or None in peaks:
        return "–"
    return f"{(peaks[-1] - peaks[1]) / (len(peaks) - 2) / MB:.1f}"


def graph_table(title: str, cells: dict[tuple[str, int], Any]) -> Table:
    rows = []
    for (name, size), cell in cells.items():
        first = [ENGINES[name].title, f"{size:,}" if size else "–"]
        if "seconds" not in cell:
            rows.append([*first, *why_not(cell, 6)])
            continue
        rows.append(
            [
                *first,
                milliseconds(cell["seconds"]),
                milliseconds(cell["set_up"]),
                whole(cell.get("graph_bytes")) if size >= 1000 else "–",
                whole(cell.get("pass_bytes")) if size >= 1000 else "–",
                megabytes(cell["peak"]),
                whole(cell.get("alive")),
            ]
        )
    header = [
        *("engine", "n", "ms", "first, ms", "graph, bytes a node", "at the peak of backward"),
        *("peak, MB", "nodes alive after del"),
    ]
    return Table(title, header, rows)


def batch_table(cells: dict[tuple[str, int], Any]) -> Table:
    rows = []
    for (name, size), cell in cells.items():
        first = [ENGINES[name].title, f"{size:,}"]
        if "seconds" not in cell:
            rows.append([*first, *why_not(cell, 3)])
            continue
        each = f"{cell['seconds'] / size * 1e6:,.3g}"
        rows.append([*first, milliseconds(cell["seconds"]), each, megabytes(cell["peak"])])
    header = ["engine", "samples", "ms", "µs a sample", "peak, MB"]
    return Table("W6: loss and gradient of W3's network over a batch", header, rows)


def lessons_table(lessons: Results) -> Table:
    rows = []
    for way, title in (
        ("walked", "the graph, walked"),
        ("python", "replayed, sample by sample"),
        ("numpy", "replayed on NumPy arrays"),
        ("jax", "replayed by JAX"),
    ):
        cells = [lessons.get(f"{data} {way}", {}) for data in DATA]
        rows.append([title, *(_epoch(cell) for cell in cells)])
    header = ["fit", *(f"{data}, CPU ms an epoch (set-up)" for data in DATA)]
    return Table("An epoch of a lesson, with its recipe and all samples in one batch", header, rows)


def _epoch(cell: Results) -> str:
    if "cpu" not in cell:
        return why_not(cell, 1)[0]
    return f"{milliseconds(cell['cpu'])} ({milliseconds(cell['set_up'])})"


def startup_table(startup: Results) -> Table:
    rows = [
        ["import minigrad, in a bare Python", milliseconds(startup["import"])],
        ["minigrad --help, the whole process", milliseconds(startup["help"])],
        ["python -c pass, the whole process", milliseconds(startup["bare"])],
    ]
    return Table("Starting", ["", "ms"], rows)


# ------------------------------------------------------------------------------ aims


def aims_table(results: Results) -> Table:
    """A ratio is met by its lowest round, and all its rounds are told."""
    rows = []
    for figure, sign, aim, found, unit in aims(results):
        wanted = f"{sign} {aim:g}{unit}"
        if not found:
            rows.append([figure, wanted, "not measured", "–"])
            continue
        is_met = found[0] >= aim if sign == "≥" else found[0] <= aim
        by = f"{abs(found[0] - aim) / aim:.0%}" if aim else f"{found[0]:g}"
        rows.append([figure, wanted, ranged(found) + unit, "met" if is_met else f"missed by {by}"])
    return Table("Aims", ["figure", "aim", "measured", ""], rows)


def aims(results: Results) -> Iterator[tuple[str, str, float, list[float], str]]:
    cells = results["cells"]

    def ratio(slower: str, faster: str, workload: str = "W3 100") -> list[float]:
        return ratios(cells.get(f"{slower} {workload}"), cells.get(f"{faster} {workload}"))

    def by_hand(cell: str) -> list[float]:
        return ratio("jax-vmap", "replay-jax", cell)

    def single(number: float | None) -> list[float]:
        return [] if number is None else [number]

    paused = ratio("micrograd-paused", "minigrad-paused")
    yield "W3, both collectors paused, against micrograd, which then leaks", "≥", 0.9, paused, " ×"
    yield "W1 against micrograd", "≥", 1, ratio("micrograd", "minigrad", "W1 0"), " ×"
    against = "W3 against micrograd: "
    yield f"{against}weighted_sum neurons", "≥", 20, ratio("micrograd", "fused"), " ×"
    yield f"{against}replayed", "≥", 300, ratio("micrograd", "replay"), " ×"
    yield "W3 replayed against PyPI's engine in C", "≥", 6, ratio("c-api", "replay"), " ×"
    numpy = ratio("casadi-map", "replay-numpy")
    yield "W3 replayed on NumPy arrays against CasADi's map", "≥", 1, numpy, " ×"
    for what, cell in (
        ("W3", "W3 100"),
        ("W6, 100 samples", "W6 100"),
        ("W6, 10,000 samples", "W6 10000"),
        ("W6, 1,000,000 samples", "W6 1000000"),
    ):
        yield f"{what}: replayed by JAX against JAX by hand", "≥", 0.95, by_hand(cell), " ×"
    million = cells.get("minigrad-paused W2 1000000", {})
    yield (
        "W2 at 1,000,000: the graph",
        "≤",
        400,
        single(million.get("graph_bytes")),
        " bytes a node",
    )
    peak = single(million.get("pass_bytes"))
    yield "W2 at 1,000,000: the peak of backward", "≤", 560, peak, " bytes a node"
    alive = [
        cell["alive"]
        for name, cell in cells.items()
        if "alive" in cell and name.startswith("minigrad")
    ]
    yield "alive after del, collector off", "≤", 0, single(max(alive, default=None)), " nodes"
    yield "import minigrad", "≤", 10, [results["startup"]["import"] * 1e3], " ms"
    yield "minigrad --help", "≤", 150, [results["startup"]["help"] * 1e3], " ms"
    ours = [
        cell["same_bits"]
        for name, cell in cells.items()
        if "same_bits" in cell and name.startswith(("minigrad", "fused", "replay"))
    ]
    different = [float(sum(not same for same in ours))] if ours else []
    yield "gradients that differ from run to run", "≤", 0, different, " cells"


# ------------------------------------------------------------------------------ numbers


def why_not(cell: Results, columns: int) -> list[str]:
    reason = f"absent: {cell['absent']}" if "absent" in cell else cell.get("failed", "–")
    return [reason.replace("|", "/"), *["–"] * (columns - 1)]


def milliseconds(seconds: float) -> str:
    return short(seconds * 1e3)


def short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def megabytes(size: float | None) -> str:
    return "–" if size is None else f"{size / MB:,.0f}"


def whole(number: float | None) -> str:
    return "–" if number is None else f"{number:,.0f}"
