"""Curves and decision regions with matplotlib (the extra `notebooks`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any

from minigrad.datasets import Dataset
from minigrad.files import replace_file
from viz import theme
from viz.plane import Predict, even_grid
from viz.saving import check_ending


class Plot:
    """A matplotlib figure that displays itself in Jupyter, and saves itself as .png or .svg."""

    def __init__(self, width: float = 6.0, height: float = 3.6) -> None:
        try:
            from matplotlib.figure import Figure  # only here: an extra, and slow to import
        except ImportError:
            raise RuntimeError(
                "a plot needs matplotlib, which is not installed: pip install matplotlib"
            ) from None
        self.figure: Any = Figure(figsize=(width, height), layout="constrained")
        self.axes: Any = self.figure.subplots()

    def show_legend(self) -> None:
        """The names of what is plotted, in which a $ is a dollar."""
        for text in self.axes.legend().get_texts():
            text.set_parse_math(False)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the plot; ValueError for an ending other than .png and .svg. Folders are made."""
        ending = check_ending("save()", path, (".png", ".svg"))
        return replace_file(path, self._image(ending[1:], dpi=150))

    def _image(self, format: str, dpi: int) -> bytes:
        buffer = BytesIO()
        self.figure.savefig(buffer, format=format, dpi=dpi)
        return buffer.getvalue()

    def _repr_png_(self) -> bytes:
        return self._image("png", dpi=100)

    def __repr__(self) -> str:
        names = self.axes.get_legend_handles_labels()[1]
        return f"<Plot of {', '.join(names)}: .figure, .axes, .save(path)>"


def plot_losses(losses: Mapping[str, Sequence[float]]) -> Plot:
    """One falling (or rising) curve for each named training, by epoch, on a logarithmic scale."""
    plot = Plot()
    for number, (name, curve) in enumerate(losses.items()):
        epochs, label = range(1, len(curve) + 1), theme.visible(name)
        plot.axes.plot(epochs, curve, color=_colour(number), label=label)
    plot.axes.set_yscale("log")
    plot.axes.set_xlabel("epoch")
    plot.axes.set_ylabel("loss")
    plot.show_legend()
    return plot


def plot_curves(
    functions: Mapping[str, Callable[[float], float]], low: float = -4.0, high: float = 4.0
) -> Plot:
    """Functions of one number, each with its name, from low to high."""
    plot = Plot()
    xs = [low + (high - low) * i / 400 for i in range(401)]
    for number, (name, function) in enumerate(functions.items()):
        ys, label = [function(x) for x in xs], theme.visible(name)
        plot.axes.plot(xs, ys, color=_colour(number), label=label)
    plot.axes.axhline(0, color=theme.LIGHT["line"], linewidth=0.8)
    plot.axes.set_xlabel("z")
    plot.show_legend()
    return plot


def plot_regions(predict: Predict, data: Dataset) -> Plot:
    """The plane in the colours of the classes that `predict` answers, with the samples on it.

    ValueError for data that do not lie in a plane.
    """
    from matplotlib.colors import ListedColormap  # only here, as in Plot

    xs, ys = even_grid(data, 160, 120)
    plot = Plot(height=4.5)
    colours = [_colour(number) for number in range(len(data.classes))]
    plot.axes.imshow(
        [[predict([x, y]) for x in xs] for y in ys],
        origin="lower",
        extent=(xs[0], xs[-1], ys[0], ys[-1]),
        cmap=ListedColormap(colours),
        vmin=-0.5,
        vmax=len(colours) - 0.5,
        alpha=0.25,
        aspect="auto",
    )
    for number, name in enumerate(data.classes):
        members = [x for x, kind in data.samples if kind == number]
        plot.axes.scatter(
            [x for x, _ in members],
            [y for _, y in members],
            c=colours[number],
            marker="o^s"[number % 3],
            edgecolors="white",
            label=theme.visible(name),
        )
    plot.axes.set_xlabel(theme.visible(data.features[0]), parse_math=False)
    plot.axes.set_ylabel(theme.visible(data.features[1]), parse_math=False)
    plot.show_legend()
    return plot


def _colour(number: int) -> str:
    return theme.CLASSES[number % len(theme.CLASSES)]
