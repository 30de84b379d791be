"""Plots as a notebook takes them: an image, and words without an address in memory."""

import math

import pytest

from minigrad.datasets import Dataset, xor
from minigrad.gradcheck import step_size_errors
from viz import plot_costs, plot_curves, plot_losses, plot_regions, plot_step_size_errors


def test_a_plot_says_what_it_shows():
    assert repr(plot_losses({"lr 0.1": [3.0, 2.0], "lr 1": [3.0, 9.0]})) == (
        "<Plot of lr 0.1, lr 1: .figure, .axes, .save(path)>"
    )


def test_the_same_plot_has_the_same_bytes():
    first, second = (plot_curves({"square": lambda z: z * z}) for _ in range(2))
    assert first._repr_png_() == second._repr_png_()


@pytest.mark.parametrize(
    "plot",
    [
        lambda: plot_costs((2, 4, 8)),
        lambda: plot_step_size_errors(step_size_errors(math.sin, 1.0, math.cos(1.0))),
    ],
    ids=["costs", "step_size_errors"],
)
def test_a_plot_is_drawn(plot, tmp_path):
    drawn = plot()
    assert drawn.save(tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
    assert drawn._repr_png_().startswith(b"\x89PNG")
    with pytest.raises(ValueError, match=r"ends in \.png or \.svg, got"):
        drawn.save(tmp_path / "plot.pdf")


def lines(plot):
    return {line.get_label(): list(line.get_ydata()) for line in plot.axes.get_lines()}


def test_each_curve_has_its_own_name():
    costs = lines(plot_costs((2, 4)))
    assert costs == {"one vᵀJ": [4, 8], "whole J": [8, 32]}
    errors = lines(plot_step_size_errors([(0.1, 0.05, 0.002), (0.01, 0.005, 0.00002)]))
    assert errors == {
        "one-sided, error h": [0.05, 0.005],
        "central, error h²": [0.002, 0.00002],
    }
    assert lines(plot_losses({"a": [3.0, 2.0], "b": [1.0]})) == {"a": [3.0, 2.0], "b": [1.0]}
    assert lines(plot_curves({"twice": lambda z: 2 * z}, -1.0, 1.0))["twice"][::200] == [-2, 0, 2]


def test_axes_say_what_they_show():
    losses = plot_losses({"a": [3.0, 2.0]}).axes
    assert (losses.get_xlabel(), losses.get_ylabel()) == ("epoch", "loss")
    assert losses.get_yscale() == "log"
    assert plot_curves({"twice": lambda z: 2 * z}).axes.get_xlabel() == "z"


@pytest.mark.filterwarnings("ignore:Glyph")
def test_any_name_is_a_name(tmp_path):
    name = "$\\nosuch$ \x1b\ud800"
    data = Dataset(name, (name, name), (name, "b"), [([0.0, 0.0], 0), ([1.0, 1.0], 1)])
    for plot in (
        plot_losses({name: [1.0]}),
        plot_curves({name: abs}),
        plot_regions(lambda x: 0, data),
    ):
        assert "$\\nosuch$ ␛\ufffd" in repr(plot)
        plot.save(tmp_path / "p.svg").read_text(encoding="utf-8")


def test_regions_lie_where_their_samples_do():
    plot = plot_regions(lambda x: int(x[1] > x[0]), xor())
    (image,) = plot.axes.get_images()
    left, right, bottom, top = image.get_extent()
    answers = image.get_array()
    rows = answers if image.origin == "lower" else answers[::-1]
    assert (rows[-1][0], rows[0][-1]) == (1, 0)  # above the diagonal, and below it
    assert left < min(x for x, _ in xor().inputs) and max(x for x, _ in xor().inputs) < right
    assert bottom < min(y for _, y in xor().inputs) and max(y for _, y in xor().inputs) < top
