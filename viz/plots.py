"""Curves and decision regions as SVG: they follow the page's width and its dark mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from minigrad.datasets import Dataset
from minigrad.files import replace_file
from viz import theme
from viz.axes import Axis, Point, axis, can_stand_on, grid, outline, path, tenth, text, text_width
from viz.drawing import data_uri
from viz.outlines import outlines
from viz.plane import Predict, even_grid
from viz.saving import check_ending
from viz.svg import finished

WIDTH, HEIGHT = 640, 360
BETWEEN_LABELS = 19

# What tells lines and points apart without their colours.
_DASHES = ("", "7 4", "2 3", "9 3 2 3")
_MARKS = (
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "m0-5l5 8.6h-10z",
    "m-3.8-3.8h7.6v7.6h-7.6z",
    "m0-5.5l5 5.5l-5 5.5l-5-5.5z",
)


class Plot:
    """A picture of curves or regions: `.svg`, `.save("x.svg")`; displays itself in Jupyter."""

    def __init__(
        self,
        names: Sequence[str],
        title: str,
        parts: Sequence[str],
        height: float,
        width: float = WIDTH,
    ) -> None:
        self.names, self.title = names, title
        self.body = "\n".join(parts)
        self.width, self.height = width, height

    @cached_property
    def svg(self) -> str:
        """The plot as one `<svg>` element."""
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}" '
            f'height="{self.height:g}" viewBox="0 0 {self.width:g} {self.height:g}">'
        )
        words = (
            f'<g stroke-linejoin="round" font-family="Helvetica" font-size="13">\n{self.body}\n</g>'
        )
        return finished(f"{opening}\n{words}\n</svg>\n", self.title)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the plot; ValueError for an ending other than .svg. Folders are made."""
        check_ending("save()", path, (".svg",))
        return replace_file(path, self.svg.encode("utf-8"))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        # As a Drawing: an <img> is shown in notebooks not yet trusted, too.
        source, words = data_uri(self.svg), escape(self.title)
        image = f'<img alt="{words}" style="max-width:100%" src="{source}">'
        return {"text/html": image, "image/svg+xml": self.svg, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<Plot of {', '.join(self.names) or 'nothing'}: .svg, .save(path)>"


class Line(NamedTuple):
    """A curve by its points."""

    name: str
    points: Sequence[Point]
    has_marks: bool = False  # at each point


class Scale(NamedTuple):
    """What an axis shows, and how."""

    label: str
    is_log: bool = False


def plot_losses(losses: Mapping[str, Sequence[float]]) -> Plot:
    """One falling (or rising) curve for each named training, by epoch, on a logarithmic scale."""
    lines = [Line(name, list(enumerate(curve, 1))) for name, curve in losses.items()]
    return plot_lines(lines, Scale("epoch"), Scale("loss", is_log=True))


def plot_curves(
    functions: Mapping[str, Callable[[float], float]], low: float = -4.0, high: float = 4.0
) -> Plot:
    """Functions of one number, each with its name, from low to high."""
    xs = [low + (high - low) * i / 400 for i in range(401)]
    lines = [Line(name, [(x, function(x)) for x in xs]) for name, function in functions.items()]
    return plot_lines(lines, Scale("z"), Scale(""))


def plot_lines(lines: Sequence[Line], x_scale: Scale, y_scale: Scale) -> Plot:
    """Lines in one picture, each with its name at the height of its end.

    Points that have no place are left out, and a sentence below says so.
    """
    names = [_short(line.name) for line in lines]
    title = f"Plot of {y_scale.label or 'curves'} by {x_scale.label}"
    drawn = [_drawn(line, x_scale, y_scale) for line in lines]
    notes = _notes(lines, drawn, x_scale.is_log or y_scale.is_log)
    points = [point for pieces in drawn for piece in pieces for point in piece]
    if not points:
        notes.insert(0, "There is nothing to plot: no line has a point that can be drawn.")
        parts = [text(20, 34 + 20 * i, note, "ink") for i, note in enumerate(notes)]
        return Plot(names, f"{title}: nothing. {' '.join(notes)}", parts, 30 + 20 * len(notes))
    height = max(HEIGHT, len(lines) * BETWEEN_LABELS + 80)
    y = axis((y for _, y in points), height - 50, 30, is_log=y_scale.is_log, margin=0.05)
    margin = 0.03 if any(line.has_marks for line in lines) else 0.0
    x = axis((x for x, _ in points), 0, 1, is_log=x_scale.is_log, margin=margin)
    x = _beside(y, x, names)
    parts = [grid(x, y, x_scale.label, y_scale.label)]
    if not y_scale.is_log and y.low < 0 < y.high:
        parts.append(path([(x.start, y.place(0)), (x.end, y.place(0))], "edge"))
    for number, pieces in enumerate(drawn):
        placed = [[(x.place(a), y.place(b)) for a, b in piece] for piece in pieces]
        parts += _strokes(placed, number, lines[number].has_marks)
    parts += _labels(lines, drawn, x, y)
    parts += [text(10, height + 8 + 20 * i, note) for i, note in enumerate(notes)]
    courses = [_course(*each) for each in zip(names, drawn, strict=True) if each[1]]
    words = " ".join([f"{title}: {'; '.join(courses)}.", *notes])
    return Plot(names, words, parts, height + 20 * len(notes))


def _drawn(line: Line, x_scale: Scale, y_scale: Scale) -> list[list[Point]]:
    """The points that have a place, in pieces that end where one is missing."""
    pieces: list[list[Point]] = [[]]
    for x, y in line.points:
        if can_stand_on(x, x_scale.is_log) and can_stand_on(y, y_scale.is_log):
            pieces[-1].append((x, y))
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _notes(lines: Sequence[Line], drawn: Sequence[list[list[Point]]], is_log: bool) -> list[str]:
    """What is not drawn, in a sentence for each line that it concerns."""
    notes = []
    why = "nan, infinite or ≤ 0" if is_log else "nan or infinite"
    for line, pieces in zip(lines, drawn, strict=True):
        count = len(line.points)
        missing = count - sum(map(len, pieces))
        if not count:
            notes.append(f"{_short(line.name)} has no points.")
        elif missing:
            notes.append(f"{_short(line.name)}: {missing} of {count} points not drawn ({why}).")
    return notes


def _course(name: str, pieces: Sequence[Sequence[Point]]) -> str:
    """A line in words."""
    (x0, y0), (x1, y1) = pieces[0][0], pieces[-1][-1]
    numbers = [theme.number(each) for each in (y0, x0, y1, x1)]
    return "{} from {} at {} to {} at {}".format(name, *numbers)


def _strokes(pieces: Sequence[Sequence[Point]], number: int, has_marks: bool) -> list[str]:
    parts = [path(piece, _role(number), 2, _dashes(number)) for piece in pieces if len(piece) > 1]
    marked = [point for piece in pieces if has_marks or len(piece) == 1 for point in piece]
    return parts + [mark(number, x, y) for x, y in marked]


def _labels(
    lines: Sequence[Line], drawn: Sequence[list[list[Point]]], x: Axis, y: Axis
) -> list[str]:
    """Beside each line's right end a sample of it and its name."""
    ends = {
        number: y.place(max(point for piece in pieces for point in piece)[1])
        for number, pieces in enumerate(drawn)
        if pieces
    }
    parts = []
    for number, place in _spread(ends, y).items():
        sample = [(x.end + 12, place), (x.end + 36, place)]
        parts.append(path(sample, _role(number), 2, _dashes(number)))
        if lines[number].has_marks:
            parts.append(mark(number, x.end + 24, place))
        parts.append(text(x.end + 42, place + 4, _short(lines[number].name), "ink"))
    return parts


def _spread(ends: dict[int, float], axis: Axis) -> dict[int, float]:
    """The heights of labels beside the ends of their lines, moved apart where they would touch."""
    order = sorted(ends, key=lambda number: ends[number])
    places: dict[int, float] = {}
    lowest = axis.end - BETWEEN_LABELS / 2
    for number in order:
        lowest = places[number] = max(ends[number], lowest + BETWEEN_LABELS)
    highest = axis.start + BETWEEN_LABELS
    for number in reversed(order):
        highest = places[number] = min(places[number], highest - BETWEEN_LABELS)
    return places


def plot_regions(predict: Predict, data: Dataset, held_out: Dataset | None = None) -> Plot:
    """The plane in the colours of the classes that `predict` answers, with the samples on it.

    The samples of `data` are filled; those of `held_out`, which no training saw, are hollow.
    ValueError for data that do not lie in a plane.
    """
    unseen = held_out.samples if held_out else []
    everything = Dataset(data.name, data.features, data.classes, [*data.samples, *unseen])
    xs, ys = even_grid(everything, 72, 54)
    classes, features = [_short(name) for name in data.classes], map(_short, data.features)
    names = [*classes, *["hollow: held out"] * bool(unseen)]
    y = axis(ys, 410, 30)
    x = _beside(y, axis(xs, 0, 1), names)
    parts = [grid(x, y, *features)]
    for kind, loops in outlines(lambda point: predict(list(point)), xs, ys).items():
        placed = [[(x.place(a), y.place(b)) for a, b in loop] for loop in loops]
        parts.append(_region(placed, kind))
    for samples, is_hollow in ((data.samples, False), (unseen, True)):
        parts += [mark(kind, x.place(a), y.place(b), is_hollow) for (a, b), kind in samples]
    for number, name in enumerate(names):
        place = y.end + 8 + BETWEEN_LABELS * number
        parts.append(text(x.end + 32, place + 4, name, "ink"))
        if number < len(classes):
            parts.append(mark(number, x.end + 20, place))
    seen = f"{len(data)} samples" + f" and {len(unseen)} held out" * bool(unseen)
    words = f"Plot of the regions of {', '.join(classes)}, with {seen}"
    return Plot(classes, words, parts, height=460)


def _beside(y: Axis, x: Axis, names: Sequence[str]) -> Axis:
    """The axis x with room for the numbers of y on its left, and for names on its right."""
    left = 14 + max(text_width(tick.text) for tick in y.ticks())
    return x._replace(start=left, end=WIDTH - 46 - max(map(text_width, names)))


def _region(loops: Sequence[Sequence[Point]], kind: int) -> str:
    shape = "".join(outline(loop) + "z" for loop in loops)
    look = f'fill="{theme.LIGHT[f"{_role(kind)}_weak"]}" stroke="{theme.LIGHT["edge"]}"'
    return f'<path d="{shape}" {look} stroke-width="1.5"/>'


def mark(kind: int, x: float, y: float, is_hollow: bool = False) -> str:
    """A circle, a triangle, a square or a diamond."""
    colour, ground = theme.LIGHT[_role(kind)], theme.LIGHT["cell"]
    fill, line, width = (ground, colour, 1.6) if is_hollow else (colour, ground, 0.8)
    shape = _MARKS[kind % len(_MARKS)]
    place = f"M{tenth(x)} {tenth(y)}"
    return f'<path d="{place}{shape}" fill="{fill}" stroke="{line}" stroke-width="{width}"/>'


def _role(number: int) -> str:
    return theme.CLASS_ROLES[number % len(theme.CLASS_ROLES)]


def _dashes(number: int) -> str:
    return _DASHES[number % len(_DASHES)]


def _short(name: str) -> str:
    return theme.shortened(theme.visible(name), theme.NAME_LENGTH)
