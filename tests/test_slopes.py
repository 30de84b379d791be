"""A chord shows the slope that is measured, and a descent each place where a number has been."""

import pytest

from viz import plot_chord, plot_descent


def cost(w):
    return 0.5 * (2 * w - 3) ** 2


def test_the_chord_of_a_square_has_twice_the_number_as_slope_for_any_step():
    for h in 0.1, 1.0, 2.5:
        plot = plot_chord(lambda x: x * x, 3.0, h)
        assert plot.names == ["f", "slope 6"] and "slope 6 from" in plot.title


def test_a_single_place_has_its_tangent_and_several_have_the_way():
    assert plot_descent(cost, [0.0]).names == ["C", "slope −6"]
    way = plot_descent(cost, [0.0, 3.6, -1.44])
    assert way.names == ["C", "2 steps"]
    assert "2 steps from 4.5 at 0 to 17.29 at −1.44" in way.title


def test_a_way_that_ends_where_it_began_is_drawn():
    assert plot_descent(cost, [0.0, 0.0]).names == ["C", "1 step"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plot_chord(cost, 1.0, 0.0), r"plot_chord\(\) needs h > 0, got 0.0"),
        (
            lambda: plot_chord(cost, 1.0, float("nan")),
            r"x and h to be finite numbers, got float nan",
        ),
        (lambda: plot_chord(cost, "a", 1.0), r"finite numbers, got str 'a'"),
        (lambda: plot_descent(cost, [0.0, float("inf")]), r"places to be finite .* float inf"),
        (lambda: plot_descent(cost, 5.0), r"needs a list of places, got float 5.0"),
        (
            lambda: plot_descent(cost, []),
            r"plot_descent\(\) needs a list of places, got list \[\]",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(
    "plot", [lambda: plot_chord(3.0, 1.0, 1.0), lambda: plot_descent(3.0, [1.0])]
)
def test_only_a_function_has_a_curve(plot):
    with pytest.raises(TypeError, match=r"needs a function of one number, .* got float 3.0"):
        plot()
