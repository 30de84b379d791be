"""What plots are drawn with: axes that place numbers and mark round ones, paths, and texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from math import ceil, floor, log10
from typing import NamedTuple

from rich.cells import cell_len

from viz import theme

LARGEST = 1e300  # beyond it, the length of an axis need not be a float
Point = tuple[float, float]


class Tick(NamedTuple):
    place: float  # in pixels
    text: str


class Axis(NamedTuple):
    """An axis from `start` to `end` in pixels; `low` and `high` are logarithms if `is_log`."""

    low: float
    high: float
    start: float
    end: float
    is_log: bool = False
    is_whole: bool = False  # its numbers are counts, and so are its ticks

    def place(self, x: float) -> float:
        share = ((log10(x) if self.is_log else x) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[Tick]:
        """Round numbers and their places: 1, 2 and 5 times a power of ten, or such powers alone."""
        if not self.is_log:
            return self._marked(_multiples(self.low, self.high, 1.0 if self.is_whole else 0.0))
        exponents = range(ceil(self.low), floor(self.high) + 1)
        if len(exponents) > 2:
            every = ceil(len(exponents) / 8)
            return [
                Tick(self.place(10.0**n), theme.power_of_ten(n))
                for n in exponents
                if n % every == 0
            ]
        powers = range(floor(self.low), ceil(self.high) + 1)
        round_ones = [m * 10.0**n for n in powers for m in (1, 2, 5)]
        inside = [x for x in round_ones if self.low <= log10(x) <= self.high]
        if len(inside) < 3:
            inside = [x for x in _multiples(10**self.low, 10**self.high) if x > 0]
        return self._marked(inside)

    def _marked(self, numbers: Sequence[float]) -> list[Tick]:
        step = min((b - a for a, b in pairwise(numbers)), default=1.0)
        digits = ceil(log10(max(map(abs, numbers), default=1.0) / step + 1)) + 1
        return [Tick(self.place(x), theme.round_number(x, digits)) for x in numbers]


def axis(
    numbers: Iterable[float], start: float, end: float, *, is_log: bool = False, margin: float = 0.0
) -> Axis:
    """An axis for numbers that `can_stand_on` it, with a margin as a share of its length."""
    numbers = list(numbers)
    scaled = [log10(x) if is_log else x for x in numbers]
    low, high = min(scaled), max(scaled)
    size = 1.0 if is_log else max(abs(low), abs(high), 1 / LARGEST)
    if high - low <= 1e-9 * size:  # as good as one number
        room = 0.5 if is_log else abs(low) / 2 or 1.0
    else:
        room = margin * (high - low)
    is_whole = all(isinstance(x, int) for x in numbers)
    return Axis(low - room, high + room, start, end, is_log, is_whole)


def can_stand_on(x: float, is_log: bool) -> bool:
    return (1 / LARGEST if is_log else -LARGEST) < x < LARGEST


def _multiples(low: float, high: float, least: float = 0.0) -> list[float]:
    """The multiples of 1, 2 or 5 times a power of ten between two numbers, about seven of them.

    >>> _multiples(-1.0, 1.05)
    [-1.0, -0.5, 0.0, 0.5, 1.0]
    """
    least = max(least, (high - low) / 7)
    power = 10.0 ** floor(log10(least))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= least or m == 10)
    return [i * step for i in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def grid(x: Axis, y: Axis, x_label: str, y_label: str) -> str:
    """Faint lines at the ticks of both axes, their numbers, and what the axes show."""
    parts = grid_lines(x.ticks(), y.start, y.end)
    for place, words in y.ticks():
        parts.append(path([(x.start, place), (x.end, place)], "header"))
        parts.append(text(x.start - 7, place + 4, words, anchor="end"))
    parts.append(path([(x.start, y.end), (x.start, y.start), (x.end, y.start)], "edge"))
    parts.append(text((x.start + x.end) / 2, y.start + 37, x_label, "ink", "middle"))
    if y_label:
        parts.append(text(x.start, y.end - 10, y_label, "ink"))
    return "\n".join(parts)


def grid_lines(ticks: Iterable[Tick], bottom: float, top: float) -> list[str]:
    """The lines of a horizontal axis, with their numbers below them."""
    parts = []
    for place, words in ticks:
        parts.append(path([(place, bottom), (place, top)], "header"))
        parts.append(text(place, bottom + 18, words, anchor="middle"))
    return parts


def path(points: Sequence[Point], role: str, width: float = 1.0, dashes: str = "") -> str:
    look = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{outline(points)}" fill="none" stroke="{theme.LIGHT[role]}" '
        f'stroke-width="{width:g}"{look}/>'
    )


def outline(points: Sequence[Point]) -> str:
    """Points as SVG writes a path: the first, then each step to the next, in tenths of a pixel.

    >>> outline([(1.0, 2.0), (2.55, 2.0), (2.5, 0.0)])
    'M1 2l1.6 0-0.1-2'
    """
    tenths = [(round(10 * x), round(10 * y)) for x, y in points]
    steps = ((x - x0, y - y0) for (x0, y0), (x, y) in pairwise(tenths))
    numbers = " ".join(f"{n / 10:g}" for step in steps for n in step).replace(" -", "-")
    return f"M{tenth(points[0][0])} {tenth(points[0][1])}" + (f"l{numbers}" if numbers else "")


def text(x: float, y: float, words: str, role: str = "muted", anchor: str = "start") -> str:
    return (
        f'<text x="{tenth(x)}" y="{tenth(y)}" fill="{theme.LIGHT[role]}" '
        f'text-anchor="{anchor}">{escape(theme.visible(words))}</text>'
    )


def tenth(x: float) -> str:
    """Pixels to a tenth: the last digits of a float are another machine's other digits."""
    return f"{round(10 * x) / 10:g}"


def text_width(words: str) -> float:
    """About how many pixels a text takes, rather more than fewer."""
    return 7.3 * cell_len(words)
