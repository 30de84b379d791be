"""Plots as a notebook takes them: an image, and words without an address in memory."""

import math

import pytest

pytest.importorskip("matplotlib", reason="plots are drawn by matplotlib")

from minigrad.gradcheck import step_size_errors
from viz import plot_costs, plot_curves, plot_losses, plot_step_size_errors


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
