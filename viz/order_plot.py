"""The nodes of a graph in a row, in the order of a walk, and what each of them sends too late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from minigrad import Value
from viz import theme
from viz.axes import tenth, text, text_width
from viz.plots import Plot

GAP = 14  # between the middle of a name and the ends of the arrows
BETWEEN_ENDS = 10


class Arrow(NamedTuple):
    """From one place of the row to another; `repeated` counts the arrows alike before it."""

    start: int
    end: int
    repeated: int

    @property
    def is_late(self) -> bool:
        return self.start > self.end

    @property
    def height(self) -> int:
        return 10 + 18 * abs(self.end - self.start) + 8 * self.repeated


def plot_order(order: Sequence[Value]) -> Plot:
    """Nodes in a row as they run, with an arrow from each to each of its inputs.

    Along the arrows δ is sent. An arrow to the left, below the row and dashed, comes too late:
    its node has run already.
    """
    words = [node.label or theme.operation(node.op) for node in order]
    names = [theme.shortened(theme.visible(name), theme.NAME_LENGTH) for name in words]
    distance = max([110.0, *(text_width(name) + 30 for name in names)])
    place = {node: number for number, node in enumerate(order)}
    arrows = [
        Arrow(place[node], place[value], node.inputs[:n].count(value))
        for node in order
        for n, value in enumerate(node.inputs)
        if value in place
    ]
    late = [arrow for arrow in arrows if arrow.is_late]
    early = [arrow for arrow in arrows if not arrow.is_late]
    above, below = (
        GAP + 10 + max((arrow.height for arrow in side), default=0) for side in (early, late)
    )
    parts = [
        text(distance * (n + 0.5), above + 4, name, "ink", "middle") for n, name in enumerate(names)
    ]
    for side in early, late:
        ends = _ends(side, distance)
        parts += [_drawn(arrow, *ends[arrow], above) for arrow in side]
    title = f"Plot of the order {', '.join(names)}: {len(arrows)} arrows, {len(late)} of them late"
    return Plot(names, title, parts, height=above + below, width=distance * len(names))


def _ends(arrows: Sequence[Arrow], distance: float) -> dict[Arrow, tuple[float, float]]:
    """Where arrows of one side start and end: beside each other, so that none crosses another."""
    ends: dict[tuple[Arrow, int], float] = {}
    for place in {place for arrow in arrows for place in arrow[:2]}:
        here = [arrow for arrow in arrows if place in arrow[:2]]
        to_the_left = [arrow for arrow in here if place == max(arrow[:2])]
        to_the_right = [arrow for arrow in here if place == min(arrow[:2])]
        to_the_left.sort(key=lambda arrow: arrow.height)
        to_the_right.sort(key=lambda arrow: -arrow.height)
        for i, arrow in enumerate(to_the_left + to_the_right):
            beside = BETWEEN_ENDS * (i - (len(here) - 1) / 2)
            ends[arrow, place] = distance * (place + 0.5) + beside
    return {arrow: (ends[arrow, arrow.start], ends[arrow, arrow.end]) for arrow in arrows}


def _drawn(arrow: Arrow, x0: float, x1: float, middle: float) -> str:
    up = 1 if arrow.is_late else -1
    base, top = middle + up * GAP, middle + up * (GAP + 4 / 3 * arrow.height)
    a, b, y0, y1, tip = map(tenth, (x0, x1, base, top, base + up * 6))
    colour = theme.LIGHT["class_2" if arrow.is_late else "edge"]
    look = ' stroke-dasharray="6 3"' * arrow.is_late
    return (
        f'<path d="M{a} {y0}C{a} {y1} {b} {y1} {b} {tip}" fill="none" '
        f'stroke="{colour}" stroke-width="2"{look}/>\n'
        f'<path d="M{b} {y0}l-4.5 {up * 8}h9z" fill="{colour}"/>'
    )
