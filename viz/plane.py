"""Which class a network answers at every point of the plane, drawn in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite

from rich.text import Text

from minigrad.datasets import Dataset
from viz import theme

Predict = Callable[[Sequence[float]], int]
_GROUNDS = "·:+"  # what fills the region of each class, so that no colour is needed
_DIGITS = ("white", "white", "black")  # what can be read on the colour of each class


def regions(predict: Predict, data: Dataset, width: int = 64, height: int = 24) -> Text:
    """The plane as text: each place is filled by the class answered there; digits are samples.

    A digit among the filling of another class is a sample that the network gets wrong.
    `predict` takes two numbers and returns the number of a class. ValueError for data that do
    not lie in a plane, and for fewer than two rows or columns.
    """
    fillings = ", ".join(
        f"{filling(number)!r} {number} {theme.visible(name)}"
        for number, name in enumerate(data.classes)
    )
    picture = characters(predict, data, width, height)
    return picture.append(f"\nanswer: {fillings}; digits: samples")


def characters(predict: Predict, data: Dataset, width: int, height: int) -> Text:
    """What `regions` draws, without its last line."""
    picture = Text(no_wrap=True)
    for row in _rows(predict, data, width, height):
        for answer, kind in row:
            if kind is None:
                colour = _colour(answer)
                picture.append(filling(answer), f"{colour} on {colour} dim")
            else:
                digit = _DIGITS[kind % len(_DIGITS)]
                picture.append(str(kind), f"bold {digit} on {_colour(kind)}")
        picture.append("\n")
    picture.right_crop(1)
    return picture


def half_blocks(predict: Predict, data: Dataset, width: int, height: int) -> Text:
    """The plane in a terminal with many colours: two squares to a character, one above the other.

    A square is pale in the colour of the class answered there, or, where a sample lies, has the
    full colour of the sample's own class.
    """
    picture = Text(no_wrap=True)
    rows = _rows(predict, data, width, 2 * height)
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        for squares in zip(upper, lower, strict=True):
            above, below = (
                theme.LIGHT[f"{_role(answer)}_weak"] if kind is None else _colour(kind)
                for answer, kind in squares
            )
            picture.append("▀", f"{above} on {below}")
        picture.append("\n")
    picture.right_crop(1)
    return picture


def filling(number: int) -> str:
    """The character that fills the region of a class."""
    return _GROUNDS[number % len(_GROUNDS)]


def _role(kind: int) -> str:
    return theme.CLASS_ROLES[kind % len(theme.CLASS_ROLES)]


def _colour(kind: int) -> str:
    return theme.LIGHT[_role(kind)]


def _rows(
    predict: Predict, data: Dataset, width: int, height: int
) -> list[list[tuple[int, int | None]]]:
    """From top to bottom, for each place the class answered there and that of a sample, if any."""
    _check_size("width", width)
    _check_size("height", height)
    xs, ys = even_grid(data, width, height)
    samples = {(_nearest(xs, x), _nearest(ys, y)): kind for (x, y), kind in data.samples}
    return [
        [(predict([x, y]), samples.get((column, row))) for column, x in enumerate(xs)]
        for row, y in reversed(list(enumerate(ys)))
    ]


class Slice:
    """The plane of the two features that tell the classes best, with the others at their mean.

    Of data that lie in a plane it is that plane. ValueError for fewer than two features.

    >>> from minigrad.datasets import iris
    >>> cut = Slice(iris())
    >>> cut.data.features, cut.data.samples[0]
    (('petal length', 'petal width'), ([1.4, 0.2], 0))
    >>> cut.through(lambda x: x.index(max(x)))([1.4, 0.2])       # the mean sepal length is 5.8
    0
    """

    def __init__(self, data: Dataset) -> None:
        count = len(data.features)
        if count < 2 or not data.samples:
            raise ValueError(f"a plane needs samples with two features, got {len(data)} × {count}")
        columns = [list(column) for column in zip(*data.inputs, strict=True)]
        best = sorted(range(count), key=lambda i: -_told_by(columns[i], data.targets))[:2]
        self.across, self.up = sorted(best)
        self.means = [sum(column) / len(column) for column in columns]
        features = data.features[self.across], data.features[self.up]
        samples = [([x[self.across], x[self.up]], kind) for x, kind in data.samples]
        self.data = Dataset(data.name, features, data.classes, samples)

    def through(self, predict: Predict) -> Predict:
        """What is answered in the plane."""

        def answer(point: Sequence[float]) -> int:
            x = list(self.means)
            x[self.across], x[self.up] = point
            return predict(x)

        return answer


def _told_by(column: Sequence[float], kinds: Sequence[int]) -> float:
    """The share of a feature's variance that lies between the classes."""
    members: dict[int, list[float]] = {}
    for x, kind in zip(column, kinds, strict=True):
        members.setdefault(kind, []).append(x)
    whole = _squares(column)
    return 1 - sum(map(_squares, members.values())) / whole if whole else 0.0


def _squares(numbers: Sequence[float]) -> float:
    mean = sum(numbers) / len(numbers)
    return sum((x - mean) ** 2 for x in numbers)


def _check_size(name: str, size: int) -> None:
    if not isinstance(size, int) or size < 2:
        raise ValueError(f"regions() needs {name} to be an integer >= 2, got {size!r}")


def even_grid(data: Dataset, columns: int, rows: int) -> tuple[list[float], list[float]]:
    if len(data.features) != 2:
        raise ValueError(
            f"regions need data with two features, got {theme.visible(data.name)} "
            f"with {len(data.features)}"
        )
    if not data.samples:
        raise ValueError("regions need data with at least one sample, got none")
    for sample in data.inputs:
        if not all(isfinite(x) for x in sample):
            raise ValueError(f"regions need samples of finite numbers, got {sample}")
    return (
        _even(sorted(x for x, _ in data.inputs), columns),
        _even(sorted(y for _, y in data.inputs), rows),
    )


def _even(numbers: Sequence[float], count: int) -> list[float]:
    """Evenly spaced numbers from a little below the smallest to a little above the largest."""
    span = numbers[-1] - numbers[0]
    margin = 0.08 * span or 0.08 * abs(numbers[0]) or 1.0  # where all are equal, a little around
    low, high = numbers[0] - margin, numbers[-1] + margin
    return [low + (high - low) * i / (count - 1) for i in range(count)]


def _nearest(places: Sequence[float], x: float) -> int:
    return round((x - places[0]) / (places[-1] - places[0]) * (len(places) - 1))
