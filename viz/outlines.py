"""Where the answers in a plane change: the regions of equal answers, as closed lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

Point = tuple[float, float]


def outlines(
    answer: Callable[[Point], int], xs: Sequence[float], ys: Sequence[float]
) -> dict[int, list[list[Point]]]:
    """For each answer the closed lines around its region, which lies to the left of them.

    Asked is at the points of a grid, and then, where two neighbours differ, between them.
    Each cell is cut into pieces of one answer; sides that two pieces of one answer share vanish.
    """
    answers = {(x, y): answer((x, y)) for x in xs for y in ys}
    sides: dict[int, dict[Point, list[Point]]] = {}
    crossings: dict[tuple[Point, Point], Point] = {}

    def crossing(a: Point, b: Point) -> Point:
        edge = (a, b) if a < b else (b, a)
        if edge not in crossings:
            crossings[edge] = _crossing(answer, *edge, answers[edge[0]])
        return crossings[edge]

    for left, right in pairwise(xs):
        for low, high in pairwise(ys):
            corners = [(left, low), (right, low), (right, high), (left, high)]
            for kind, piece in _pieces(corners, answers, crossing):
                ends = sides.setdefault(kind, {})
                for a, b in zip(piece, piece[1:] + piece[:1], strict=True):
                    _add(ends, a, b)
    return {kind: _loops(ends) for kind, ends in sorted(sides.items())}


def _crossing(answer: Callable[[Point], int], a: Point, b: Point, at_a: int) -> Point:
    """A point between a and b at which the answer of a ends, to a 64th of their distance."""
    near, far = 0.0, 1.0
    for _ in range(6):
        middle = (near + far) / 2
        if answer((a[0] + middle * (b[0] - a[0]), a[1] + middle * (b[1] - a[1]))) == at_a:
            near = middle
        else:
            far = middle
    share = (near + far) / 2
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def _pieces(
    corners: list[Point],
    answers: dict[Point, int],
    crossing: Callable[[Point, Point], Point],
) -> list[tuple[int, list[Point]]]:
    """The parts of one cell with one answer each, as polygons that run counterclockwise."""
    kinds = [answers[corner] for corner in corners]
    if len(set(kinds)) == 1:
        return [(kinds[0], corners)]
    first = next(i for i in range(4) if kinds[i] != kinds[i - 1])
    pieces: list[tuple[int, list[Point]]] = []
    for i in range(first, first + 4):
        corner, before = corners[i % 4], corners[i % 4 - 1]
        if kinds[i % 4] == kinds[i % 4 - 1]:
            pieces[-1][1].append(corner)
        else:
            pieces.append((kinds[i % 4], [crossing(before, corner), corner]))
    starts = [piece[0] for _, piece in pieces]
    middle = sum(x for x, _ in starts) / len(starts), sum(y for _, y in starts) / len(starts)
    for (_, piece), end in zip(pieces, starts[1:] + starts[:1], strict=True):
        piece += [end] if len(starts) == 2 else [end, middle]  # three answers or more meet
    return pieces


def _add(ends: dict[Point, list[Point]], a: Point, b: Point) -> None:
    """Add the side from a to b, or take away the same side of a neighbour, from b to a."""
    if a in ends.get(b, ()):
        ends[b].remove(a)
    else:
        ends.setdefault(a, []).append(b)


def _loops(ends: dict[Point, list[Point]]) -> list[list[Point]]:
    loops = []
    for start in list(ends):
        while ends[start]:
            loop = [start]
            while (point := ends[loop[-1]].pop()) != start:
                loop.append(point)
            loops.append(_without_straight_points(loop))
    return loops


def _without_straight_points(loop: list[Point]) -> list[Point]:
    """The corners alone, of lines along the grid."""
    neighbours = zip(loop[-1:] + loop[:-1], loop, loop[1:] + loop[:1], strict=True)
    return [
        (x, y) for (x0, y0), (x, y), (x1, y1) in neighbours if not (x0 == x == x1 or y0 == y == y1)
    ]
