"""Slopes as pictures: the line through two points of a curve, and the way of a number downhill."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from numbers import Real

from minigrad.checks import described
from minigrad.gradcheck import numerical_derivative
from viz.plots import Line, Plot, Scale, plot_lines
from viz.theme import number

Function = Callable[[float], float]


def plot_chord(f: Function, x: float, h: float) -> Plot:
    """The curve of f around x, and the line through its points at x − h and x + h.

    The slope of that line is (f(x + h) − f(x − h)) / 2h, the two-sided difference quotient.
    `f` takes a number and gives a number. ValueError if h is not > 0.

    >>> plot_chord(lambda x: x**2, 3.0, 0.1)
    <Plot of f, slope 6: .svg, .save(path)>
    """
    _check_function("plot_chord", f)
    _check_numbers("plot_chord", "x and h", [x, h])
    if not h > 0:
        raise ValueError(f"plot_chord() needs h > 0, got {h!r}")
    ends = [(x - h, f(x - h)), (x + h, f(x + h))]
    slope = (ends[1][1] - ends[0][1]) / (2 * h)
    chord = Line(f"slope {number(round(slope, 10))}", ends, has_marks=True)
    return plot_lines([_curve("f", f, x - 3 * h, x + 3 * h), chord], Scale("x"), Scale("f(x)"))


def plot_descent(cost: Function, places: Sequence[float]) -> Plot:
    """The curve of a cost of one number, and the places that this number has taken in turn.

    For a single place its tangent is drawn, with the slope there. `cost` takes a number and
    gives a number. ValueError without a place.

    >>> plot_descent(lambda w: w**2, [1.0, 0.5, 0.25])
    <Plot of C, 2 steps: .svg, .save(path)>
    """
    _check_function("plot_descent", cost)
    if not isinstance(places, Sequence) or not places:
        raise ValueError(f"plot_descent() needs a list of places, got {described(places)}")
    _check_numbers("plot_descent", "places", places)
    low, high = min(places), max(places)
    room = 0.2 * (high - low) or 1.0
    if len(places) == 1:
        shown = _tangent(cost, places[0], room / 2)
        low, high = low - room, high + 3 * room
    else:
        points = [(place, cost(place)) for place in places]
        steps = len(places) - 1
        shown = Line(f"{steps} step{'s' * (steps != 1)}", points, has_marks=True)
        low, high = low - room, high + room
    return plot_lines([_curve("C", cost, low, high), shown], Scale("w"), Scale("C"))


def _check_function(caller: str, function: Function) -> None:
    if not callable(function):
        raise TypeError(
            f"{caller}() needs a function of one number, such as lambda x: x**2, got "
            f"{described(function)}"
        )


def _check_numbers(caller: str, names: str, numbers: Sequence[float]) -> None:
    for each in numbers:
        if not isinstance(each, Real) or not isfinite(each):
            raise ValueError(
                f"{caller}() needs {names} to be finite numbers, got {described(each)}"
            )


def _tangent(cost: Function, place: float, reach: float) -> Line:
    slope = numerical_derivative(cost, place)
    ends = [(place + step, cost(place) + slope * step) for step in (-reach, 0.0, reach)]
    return Line(f"slope {number(round(slope, 8))}", ends, has_marks=True)


def _curve(name: str, f: Function, low: float, high: float) -> Line:
    xs = [low + (high - low) * i / 200 for i in range(201)]
    return Line(name, [(x, f(x)) for x in xs])
