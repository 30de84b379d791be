"""One weight matrix, read by rows and by columns: what the picture and its words say."""

import re
from xml.etree import ElementTree

import pytest

from minigrad import Value
from minigrad.equations import four_equations
from minigrad.nn import MLP, Layer
from tests.svg import SVG, texts
from viz import layer_matrix, theme
from viz.theme import number


def layer(rows=((1.0, -2.0), (0.5, 4.0), (0.0, 8.0)), biases=(0.0, -3.0, 1.0)):
    made = Layer(len(rows[0]), len(rows), label="layer2")
    for neuron, row, bias in zip(made.neurons, rows, biases, strict=True):
        neuron.b.data = bias
        for w, x in zip(neuron.w, row, strict=True):
            w.data = x
    return made


def boxes(svg):
    """The corners of what is framed, by the colour of the frame."""
    for element in ElementTree.fromstring(svg).iter(f"{SVG}path"):
        if element.get("stroke-width") == "2.5":
            start, _, steps = element.get("d").partition("l")
            x, y = map(float, re.findall(r"-?[\d.]+", start))
            steps = list(map(float, re.findall(r"-?[\d.]+", steps)))
            xs, ys = [x], [y]
            for dx, dy in zip(steps[::2], steps[1::2], strict=True):
                xs.append(xs[-1] + dx)
                ys.append(ys[-1] + dy)
            yield element.get("stroke"), (min(xs), max(xs)), (min(ys), max(ys))


def test_both_sums_are_written_out_in_letters_and_in_numbers():
    plot = layer_matrix(layer(), [2.0, -1.0], [1.0, -2.0, 0.25], row=1, column=1)
    shown = texts(plot.svg)
    assert "Forward by rows: z² = w² a¹ + b². Row 1:" in shown
    assert "Backward by columns of the same numbers: ∂C/∂a¹ = (w²)ᵀ δ². Column 1:" in shown
    for words in (
        *("z₁ =", "w₁₀ a₀", "+ w₁₁ a₁", "+ b₁", "−6 =", "0.5 · 2", "+ 4 · (−1)", "− 3"),
        *("∂C/∂a₁ =", "w₀₁ δ₀", "+ w₁₁ δ₁", "+ w₂₁ δ₂", "−8 =", "− 2 · 1", "+ 4 · (−2)"),
    ):
        assert words in shown or words.removeprefix("− ") in shown, words
    assert "w₁₁ = 4 stands in both sums. One step on: δ¹ = ((w²)ᵀ δ²) ⊙ σ′(z¹)." in shown
    assert "∂C/∂a₁ = w₀₁ δ₀ + w₁₁ δ₁ + w₂₁ δ₂, in numbers −8 = − 2 · 1 + 4 · (−2)" in plot.title


def test_every_number_is_that_of_the_network():
    network = MLP(2, [4, 3], seed=3)
    equations = four_equations(network, [0.5, -1.0], [1.0, 0.0, 0.5])[1]
    shown = texts(layer_matrix(network.layers[1], equations.a_before, equations.delta).svg)
    first = network.layers[1].neurons
    back = [
        sum(n.w[k].data * d for n, d in zip(first, equations.delta, strict=True)) for k in range(4)
    ]
    numbers = [*equations.a_before, *equations.z, *equations.delta, *back]
    numbers += [w.data for neuron in first for w in neuron.w]
    assert {number(x, 3) for x in numbers} <= set(shown)


def test_the_row_and_the_column_are_framed_and_cross_at_the_shared_weight():
    svg = layer_matrix(layer(), row=2, column=1).svg
    (ink, row_x, row_y), (highlight, column_x, column_y) = boxes(svg)
    assert (ink, highlight) == (theme.LIGHT["ink"], theme.LIGHT["highlight"])
    weights = {
        each.text: (float(each.get("x")), float(each.get("y")))
        for each in ElementTree.fromstring(svg).iter(f"{SVG}text")
        if each.text in ("1", "−2", "0.5", "4", "0", "8")
    }
    for name, (x, y) in weights.items():
        assert (row_x[0] < x < row_x[1] and row_y[0] < y < row_y[1]) is (name in ("0", "8"))
        in_column = column_x[0] < x < column_x[1] and column_y[0] < y < column_y[1]
        assert in_column is (name in ("−2", "4", "8"))


def test_without_numbers_there_are_letters():
    shown = texts(layer_matrix(layer()).svg)
    assert {"∂C/∂a₀", "∂C/∂a₁", "δ₀", "δ₂", "z₂", "w₀₀ a₀", "+ w₂₀ δ₂"} <= set(shown)
    assert not any(" · " in words for words in shown)
    assert "in numbers" not in layer_matrix(layer()).title


def test_a_first_layer_has_no_layer_before():
    shown = texts(layer_matrix(MLP(2, [3, 1]).layers[0], [Value(1.0), 2.0]).svg)
    assert not any("One step on" in words for words in shown)
    assert {"a⁰", "1", "2"} <= set(shown)
    for label in "<out\x1b>", "layer0", "layer" + "9" * 5000:
        plot = layer_matrix(Layer(1, 1, label=label))
        assert "Forward by rows: z = w a + b. Row 0:" in texts(plot.svg)
        assert "\x1b" not in plot.svg and len(repr(plot)) < 80


def test_a_large_matrix_is_shown_around_what_was_asked_for():
    plot = layer_matrix(Layer(100, 30, label="layer3"), row=29, column=50)
    shown = texts(plot.svg)
    assert "Shown are the rows 18 to 29 of 30." in shown
    assert "Shown are the columns 44 to 55 of 100." in shown
    assert "+ … (94 more)" in shown and "+ … (24 more)" in shown
    assert {"z₂₉", "a₅₀", "w₂₉,₀ a₀", "∂C/∂a₅₀ ="} <= set(shown)
    assert len(plot.svg.encode()) < 45_000


def test_nan_and_inf_are_shown():
    nan, inf = float("nan"), float("inf")
    shown = texts(layer_matrix(layer(((nan, -inf),), (inf,)), [1.0, 0.0], [1.0]).svg)
    assert {"nan", "−inf", "+ inf", "nan =", "nan · 1", "+ −inf · 0"} <= set(shown)


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"layer": MLP(1, [1])}, TypeError, "needs a Layer, such as network.layers[0], got MLP"),
        ({"a": [1.0]}, ValueError, "needs a with 2 numbers, got 1 numbers"),
        ({"a": 1.0}, ValueError, "needs a with 2 numbers, got float 1.0"),
        ({"delta": [1.0, 2.0]}, ValueError, "needs delta with 3 numbers, got 2 numbers"),
        ({"a": ["x", 2.0]}, TypeError, "needs numbers as a, got str 'x'"),
        ({"row": 3}, ValueError, "needs row from 0 to 2, got 3"),
        ({"column": -1}, ValueError, "needs column from 0 to 1, got -1"),
        ({"column": 0.5}, ValueError, "needs column from 0 to 1, got 0.5"),
    ],
)
def test_what_does_not_fit_is_refused(given, error, said):
    with pytest.raises(error, match=re.escape(f"layer_matrix() {said}")):
        layer_matrix(**{"layer": layer()} | given)
