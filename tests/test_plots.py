"""Plots as a notebook takes them: what is drawn lies where its numbers are, and words say it."""

import math
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minigrad import Value
from minigrad.datasets import Dataset, xor
from minigrad.gradcheck import step_size_errors
from minigrad.losses import squared_error
from minigrad.nn import MLP
from minigrad.orders import pre_order
from tests.svg import SVG, tags, texts
from viz import (
    gradient_flow,
    layer_matrix,
    plot_costs,
    plot_curves,
    plot_dots,
    plot_losses,
    plot_order,
    plot_regions,
    plot_step_size_errors,
    theme,
)
from viz.axes import axis
from viz.outlines import outlines
from viz.plots import Line, Scale, plot_lines

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
LOSSES = {"lr 0.1": [3.0, 2.0, 1.5, 1.0], "lr 1": [3.0, 9.0, 30.0, 100.0]}


def paths(plot, **wanted):
    """The points of all paths with these attributes, in pixels; a mark begins in its middle."""
    for element in ElementTree.fromstring(plot.svg).iter(f"{SVG}path"):
        if all(element.get(name.replace("_", "-")) == value for name, value in wanted.items()):
            start, _, steps = element.get("d").partition("l")
            x, y = map(float, NUMBER.findall(start)[:2])
            points = [(x, y)]
            is_line = re.fullmatch(r"M[^a-zA-Z]*", start)
            numbers = list(map(float, NUMBER.findall(steps))) if is_line else []
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                points.append((points[-1][0] + dx, points[-1][1] + dy))
            yield points


def line(plot, number):
    """The longest line of this number, without its sample beside the plot."""
    return max(paths(plot, stroke=theme.CLASSES[number], fill="none"), key=len)


def ticks(plot):
    """(pixel, number) for the numbers below the plot, and for those on its left."""
    below, left = [], []
    for each in ElementTree.fromstring(plot.svg).iter(f"{SVG}text"):
        place = float(each.get("x")), float(each.get("y"))
        try:
            number = as_number(each.text)
        except ValueError:
            continue
        if each.get("text-anchor") == "middle":
            below.append((place[0], number))
        elif each.get("text-anchor") == "end":
            left.append((place[1] - 4, number))
    return below, left


def as_number(text):
    text = text.replace("−", "-")
    if "10" in text and text[-1] in "⁰¹²³⁴⁵⁶⁷⁸⁹":
        return 10.0 ** int(text.partition("10")[2].translate(SUPERSCRIPTS))
    return float(text)


def read_off(pixel, marks, is_log):
    """The number at a pixel, as a reader takes it from the two outermost ticks."""
    (p0, x0), (p1, x1) = marks[0], marks[-1]
    if is_log:
        x0, x1 = math.log10(x0), math.log10(x1)
    x = x0 + (pixel - p0) / (p1 - p0) * (x1 - x0)
    return 10**x if is_log else x


# ------------------------------------------------------------------------------- what is drawn


def test_dots_are_read_off_where_they_are():
    rows = {"slow": {"few": 3.0, "many": 11_800.0}, "quick": {"many": 0.24}, "absent": {}}
    plot = plot_dots(rows, "ms")
    below, _ = ticks(plot)
    # Above 30 pixels stand the marks of the legend.
    drawn = [p[0] for kind in (0, 1) for p in paths(plot, fill=theme.CLASSES[kind]) if p[0][1] > 30]
    found = [read_off(x, below, is_log=True) for x, _ in drawn]
    assert found == pytest.approx([3.0, 11_800.0, 0.24], rel=0.02)
    assert drawn[0][1] == drawn[1][1] < drawn[2][1]
    said = texts(plot.svg)
    assert {"11800", "0.24", "3", "not measured", "few", "many", "ms"} <= set(said)
    assert "slow 3 (few), 11800 (many); quick 0.24 (many); absent –" in plot.title


def test_dots_without_a_place_are_left_out():
    plot = plot_dots({"a": {"x": 0.0, "y": math.inf}, "b": {"x": math.nan}})
    assert "There is nothing to plot" in " ".join(texts(plot.svg))
    assert "not measured" in texts(plot_dots({"a": {"x": -1.0}, "b": {"x": 2.0}}).svg)


@pytest.mark.parametrize("number", [0, 1])
def test_a_loss_is_read_off_where_it_is(number):
    plot = plot_losses(LOSSES)
    below, left = ticks(plot)
    curve = list(LOSSES.values())[number]
    for (x, y), (epoch, loss) in zip(line(plot, number), enumerate(curve, 1), strict=True):
        assert read_off(x, below, is_log=False) == pytest.approx(epoch, rel=0.01)
        assert read_off(y, left, is_log=True) == pytest.approx(loss, rel=0.01)


def test_a_function_is_read_off_where_it_is():
    plot = plot_curves({"twice": lambda z: 2 * z}, -1.0, 1.0)
    below, left = ticks(plot)
    points = line(plot, 0)
    for place, z in (0, -1.0), (200, 0.0), (400, 1.0):
        assert read_off(points[place][0], below, is_log=False) == pytest.approx(z, abs=0.01)
        assert read_off(points[place][1], left, is_log=False) == pytest.approx(2 * z, abs=0.02)


def test_costs_and_errors_are_read_off_where_they_are():
    found = [(10.0**-n, 2 * 10.0**-n, 3 * 100.0**-n) for n in range(1, 6)]
    errors = plot_step_size_errors(found)
    below, left = ticks(errors)
    for number in 0, 1:
        for (x, y), row in zip(line(errors, number), found, strict=True):
            assert read_off(x, below, is_log=True) == pytest.approx(row[0], rel=0.02)
            assert read_off(y, left, is_log=True) == pytest.approx(row[1 + number], rel=0.05)
    assert (
        "one vᵀJ from 4 at 2 to 8 at 4; whole J from 8 at 2 to 32 at 4" in plot_costs((2, 4)).title
    )


def test_axes_and_lines_have_names():
    assert {"epoch", "loss", *LOSSES} <= set(texts(plot_losses(LOSSES).svg))
    assert {"z", "twice"} <= set(texts(plot_curves({"twice": lambda z: 2 * z}).svg))
    costs, errors = plot_costs((2, 4)), plot_step_size_errors([(0.1, 0.05, 0.002)])
    assert {"one vᵀJ", "whole J", "rules evaluated"} <= set(texts(costs.svg))
    assert {"one-sided, error h", "central, error h²", "step h"} <= set(texts(errors.svg))


def test_a_name_stands_at_the_height_where_its_line_ends():
    plot = plot_losses(LOSSES)
    places = {
        each.text: float(each.get("y")) - 4
        for each in ElementTree.fromstring(plot.svg).iter(f"{SVG}text")
    }
    for number, name in enumerate(LOSSES):
        assert places[name] == pytest.approx(line(plot, number)[-1][1], abs=0.1)


def test_names_do_not_touch_each_other():
    plot = plot_losses({f"training {i}": [1.0, 0.5] for i in range(30)})
    root = ElementTree.fromstring(plot.svg)
    heights = sorted(
        float(each.get("y")) for each in root.iter(f"{SVG}text") if "training" in each.text
    )
    assert len(heights) == 30
    assert all(b - a >= 13 for a, b in pairwise(heights))
    assert heights[0] - 13 > 0 and heights[-1] < float(root.get("height"))


def test_lines_and_marks_are_told_apart_without_colours():
    plot = plot_losses({str(i): [1.0, 0.5, 0.1] for i in range(4)})
    root = ElementTree.fromstring(plot.svg)
    widths = [e for e in root.iter(f"{SVG}path") if e.get("stroke-width") == "2"]
    assert len({e.get("stroke-dasharray") for e in widths}) == 4
    data = Dataset("d", ("x", "y"), tuple("abcd"), [([i, i * i], i) for i in range(4)])
    marks = ElementTree.fromstring(plot_regions(lambda x: 0, data).svg).iter(f"{SVG}path")
    shapes = {e.get("d").partition("m")[2] for e in marks if e.get("stroke-width") == "0.8"}
    assert len(shapes) == 4


# ------------------------------------------------------------------------------------- regions


def test_regions_lie_where_their_samples_do():
    plot = plot_regions(lambda x: int(x[1] > x[0]), xor())
    below, left = ticks(plot)
    for number in 0, 1:
        (region,) = paths(plot, fill=theme.LIGHT[f"class_{number + 1}_weak"])
        xs = [read_off(x, below, is_log=False) for x, _ in region]
        ys = [read_off(y, left, is_log=False) for _, y in region]
        for x, y in zip(xs, ys, strict=True):
            assert (y - x > -0.1) if number else (y - x < 0.1)
        assert min(xs) < min(x for x, _ in xor().inputs) or number == 0
    marks = list(paths(plot, stroke_width="0.8"))
    assert len(marks) == len(xor()) + 2  # and two in the legend
    for ((x, y), *_), sample in zip(marks, xor().inputs, strict=False):
        assert read_off(x, below, is_log=False) == pytest.approx(sample[0], abs=0.02)
        assert read_off(y, left, is_log=False) == pytest.approx(sample[1], abs=0.02)


def test_samples_that_were_held_out_are_hollow():
    seen, held_out = xor().split()
    plot = plot_regions(lambda x: 0, seen, held_out)
    assert len(list(paths(plot, fill=theme.LIGHT["cell"]))) == len(held_out)
    assert "hollow: held out" in texts(plot.svg)
    assert "hollow: held out" not in texts(plot_regions(lambda x: 0, seen).svg)
    assert f"{len(seen)} samples and {len(held_out)} held out" in plot.title


def area(loops):
    return sum(
        (x0 * y1 - x1 * y0) / 2
        for loop in loops
        for (x0, y0), (x1, y1) in zip(loop, loop[1:] + loop[:1], strict=True)
    )


@pytest.mark.parametrize(
    ("answer", "areas"),
    [
        (lambda p: 0, {0: 4}),
        (lambda p: int(p[0] > 0.123), {0: 2 * 1.123, 1: 2 * 0.877}),
        (lambda p: int(math.hypot(*p) < 0.5), {0: 4 - math.pi / 4, 1: math.pi / 4}),
        (lambda p: int(p[0] * p[1] > 0), {0: 2, 1: 2}),
        (lambda p: (p[0] > p[1]) + (p[0] > -p[1]), {0: 1, 1: 2, 2: 1}),
    ],
    ids=["one", "half", "disk", "saddle", "three"],
)
def test_regions_fill_the_plane_and_end_where_the_answer_does(answer, areas):
    grid = [-1 + i / 20 for i in range(41)]
    found = outlines(answer, grid, grid)
    assert {kind: area(loops) for kind, loops in found.items()} == pytest.approx(areas, abs=0.02)
    assert sum(map(area, found.values())) == pytest.approx(4)


# --------------------------------------------------------------------------------- hard numbers


@pytest.mark.parametrize(
    ("losses", "said"),
    [
        ({}, ["There is nothing to plot: no line has a point that can be drawn."]),
        ({"a": []}, ["a has no points."]),
        ({"a": [math.nan, math.inf]}, ["a: 2 of 2 points not drawn (nan, infinite or ≤ 0)."]),
        ({"a": [1.0, 0.0, -1.0, 2.0], "b": []}, ["a: 2 of 4 points", "b has no points."]),
        ({"a": [1.0, math.inf, math.nan, 2.0, 3.0]}, ["a: 2 of 5 points"]),
    ],
)
def test_what_cannot_be_drawn_is_told(losses, said):
    plot = plot_losses(losses)
    for sentence in said:
        assert any(each.startswith(sentence) for each in texts(plot.svg))
        assert sentence in plot.title


def test_a_line_has_a_gap_where_a_number_is_missing():
    plot = plot_losses({"a": [1.0, 2.0, math.nan, 3.0, math.nan, 2.0, 1.0]})
    pieces = [each for each in paths(plot, stroke=theme.CLASSES[0]) if len(each) == 2]
    assert len(pieces) == 3  # two of the line, one beside its name
    assert len(list(paths(plot, stroke_width="0.8"))) == 1  # the point that stands alone


@pytest.mark.parametrize(
    "numbers",
    [
        *([1.0], [0.0, 0.0], [5e-324], [1e299, -1e299], [1.0, 1.0 + 2e-16], [1e-5, 1e-5]),
        *([3e7, 4e7], [1e-9, 2e-9], [0.1, 0.3], [-7.0, 12345.0], [100000.0, 100001.0]),
    ],
)
def test_an_axis_has_a_few_different_ticks_within_it(numbers):
    marks = axis(numbers, 0, 100).ticks()
    assert 2 <= len(marks) <= 9
    assert len({mark.text for mark in marks}) == len(marks)
    assert all(-0.1 <= mark.place <= 100.1 for mark in marks)


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([1e-3, 1.0], ["10⁻³", "10⁻²", "10⁻¹", "10⁰"]),
        ([0.05, 4.0], ["0.05", "0.1", "0.2", "0.5", "1", "2"]),
        ([0.96, 1.1], ["1", "1.05", "1.1"]),
        ([1e-30, 1.0], ["10⁻²⁸", "10⁻²⁴", "10⁻²⁰", "10⁻¹⁶", "10⁻¹²", "10⁻⁸", "10⁻⁴", "10⁰"]),
    ],
)
def test_a_logarithmic_axis_has_round_ticks(numbers, shown):
    assert [mark.text for mark in axis(numbers, 0, 100, is_log=True).ticks()] == shown


def test_epochs_are_counted():
    below, _ = ticks(plot_losses({"a": [1.0, 0.1, 0.01]}))
    assert [number for _, number in below] == [1, 2, 3]


def test_a_linear_axis_has_round_ticks_and_real_minus_signs():
    assert [mark.text for mark in axis([-1.0, 1.0], 0, 100).ticks()] == [
        *("−1", "−0.5", "0", "0.5", "1")
    ]
    assert axis([0.0, 1e7], 0, 100).ticks()[1].text == "2·10⁶"


@given(st.lists(st.lists(st.one_of(st.floats(), st.integers()), max_size=4), max_size=3))
def test_any_numbers_make_a_picture(curves):
    losses = {f"training {number}": curve for number, curve in enumerate(curves)}
    lines = [Line(name, list(pairwise(curve)), True) for name, curve in losses.items()]
    for plot in (
        plot_losses(losses),
        plot_lines(lines, Scale("x"), Scale("y")),
        plot_lines(lines, Scale("x", is_log=True), Scale("y")),
    ):
        root = ElementTree.fromstring(plot.svg)
        for each in root.iter(f"{SVG}text"):
            assert -1 <= float(each.get("x")) <= float(root.get("width"))
            assert 0 <= float(each.get("y")) <= float(root.get("height"))


# ------------------------------------------------------------------------------------ as a file

PLOTS = {
    "losses": lambda: plot_losses(LOSSES),
    "curves": lambda: plot_curves({"tanh": math.tanh, "square": lambda z: z * z, "abs": abs}),
    "costs": lambda: plot_costs((2, 4, 8)),
    "errors": lambda: plot_step_size_errors(step_size_errors(math.sin, 1.0, math.cos(1.0))),
    "regions": lambda: plot_regions(lambda x: int(math.hypot(*x) > 1), *xor().split()),
    "order": lambda: plot_order(pre_order(detour())),
    "nothing": lambda: plot_losses({}),
    "matrix": lambda: layer_matrix(MLP(8, [8]).layers[0], [0.5] * 8, [-0.25] * 8),
    "flow": lambda: gradient_flow(squared_error(MLP(1, [8, 8, 1])([0.5]), [1.0])),
}


@pytest.mark.parametrize("make", PLOTS.values(), ids=PLOTS)
def test_a_plot_is_small_repeatable_named_and_fluid(make, tmp_path):
    plot = make()
    assert plot.svg == make().svg
    assert len(plot.svg.encode()) < 40_000
    root = ElementTree.fromstring(plot.svg)
    assert (root.get("role"), root.get("aria-label")) == ("img", plot.title)
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert "max-width:100%" in root.get("style")
    assert plot.save(tmp_path / "plot.svg").read_text(encoding="utf-8") == plot.svg
    with pytest.raises(ValueError, match=r"ends in \.svg, got"):
        plot.save(tmp_path / "plot.png")


@pytest.mark.parametrize("make", PLOTS.values(), ids=PLOTS)
def test_every_colour_has_a_dark_one(make):
    known = {*theme.LIGHT.values(), "none", None}
    for element in ElementTree.fromstring(make().svg).iter():
        assert {element.get("fill"), element.get("stroke")} <= known


@pytest.mark.parametrize("make", PLOTS.values(), ids=PLOTS)
def test_coordinates_have_tenths_of_a_pixel(make):
    for element in ElementTree.fromstring(make().svg).iter():
        for name in "x", "y", "d", "width", "height":
            assert not re.search(r"\.\d\d|\de", element.get(name, ""))


def test_a_notebook_gets_an_image_an_svg_and_words():
    plot = plot_losses(LOSSES)
    bundle = plot._repr_mimebundle_()
    assert bundle["text/plain"] == repr(plot) == "<Plot of lr 0.1, lr 1: .svg, .save(path)>"
    assert bundle["image/svg+xml"] == plot.svg
    assert bundle["text/html"].startswith('<img alt="Plot of loss by epoch: lr 0.1 from 3 at 1')
    assert 'src="data:image/svg+xml;base64,' in bundle["text/html"]


def test_any_name_is_a_name():
    name = '$\\nosuch$ <b>&" \x1b\ud800'
    shown = '$\\nosuch$ <b>&" ␛\ufffd'
    data = Dataset(name, (name, name), (name, "b"), [([0.0, 0.0], 0), ([1.0, 1.0], 1)])
    for plot in (
        plot_losses({name: [1.0]}),
        plot_curves({name: abs}),
        plot_regions(lambda x: 0, data),
        plot_order([Value(1.0, label=name)]),
    ):
        assert shown in repr(plot) and shown in texts(plot.svg)
        assert "b" not in tags(plot.svg)


# ------------------------------------------------------------------------------ nodes in a row


def detour():
    a = Value(1.0, label="a")
    b = a + a
    b.label = "b"
    c = b + b
    c.label = "c"
    C = b + c
    C.label = "C"
    return C


def test_an_arrow_that_comes_too_late_is_dashed_and_below():
    C = detour()
    b, c = C.inputs
    (a, _) = b.inputs
    plot = plot_order(pre_order(C))
    assert texts(plot.svg) == ["C", "b", "a", "c"]
    assert plot.title.endswith("6 arrows, 2 of them late")
    assert len(list(paths(plot, stroke=theme.LIGHT["class_2"], stroke_dasharray="6 3"))) == 2
    assert len(list(paths(plot, stroke=theme.LIGHT["edge"]))) == 4
    assert plot_order([C, c, b, a]).title.endswith("6 arrows, 0 of them late")
    assert plot_order([]).title.endswith("0 arrows, 0 of them late")
