"""Plots as a notebook takes them: an image, and words without an address in memory."""

from viz import plot_curves, plot_losses


def test_a_plot_says_what_it_shows():
    assert repr(plot_losses({"lr 0.1": [3.0, 2.0], "lr 1": [3.0, 9.0]})) == (
        "<Plot of lr 0.1, lr 1: .figure, .axes, .save(path)>"
    )


def test_the_same_plot_has_the_same_bytes():
    first, second = (plot_curves({"square": lambda z: z * z}) for _ in range(2))
    assert first._repr_png_() == second._repr_png_()
