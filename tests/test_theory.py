"""The theory as a person sees it: tables, drawings and plots of what the modules compute."""

import math

import pytest

from minigrad import operation
from minigrad.cli import main
from minigrad.equations import Comparison, compare
from minigrad.gradcheck import check_gradients, step_size_errors
from minigrad.jacobian import WorkCount
from minigrad.losses import cross_entropy, squared_error
from minigrad.nn import MLP
from tests.svg import texts
from viz import (
    check_table,
    cost_table,
    draw_equations,
    equations_table,
    plot_costs,
    plot_step_size_errors,
)
from viz.tables import printed
from viz.theme import number
from viz.theory import cost_of_products


def test_the_table_sets_the_equations_beside_the_graph():
    network = MLP(2, [3, 2], seed=1)
    text = printed(equations_table(network, [0.5, -1.0], [1.0, 0.0]), width=120)
    assert "δ² = (a² − y) ⊙ σ′(z²)" in text
    assert "δ¹ = ((w²)ᵀ δ²) ⊙ σ′(z¹)" in text
    cost = squared_error(network([0.5, -1.0]), [1.0, 0.0])
    for step in cost.backward_steps():
        if step.node.label.endswith(".z"):
            row = next(line for line in text.splitlines() if step.node.label[:-2] in line)
            cells = [cell.strip() for cell in row.split("│")[1:-1]]
            assert cells[3] == cells[4] == number(step.delta)
    assert "22 numbers" in text and "the largest difference is" in text
    assert ", at layer" not in text  # what differs by rounding alone differs elsewhere elsewhere


def test_the_table_names_the_place_of_a_difference_that_is_one(monkeypatch):
    monkeypatch.setattr("viz.theory.compare", lambda *given: [*compare(*given), odd])
    odd = Comparison("layer1.neuron0.w1", 0.5, 0.25)
    text = printed(equations_table(MLP(2, [1], seed=1), [0.5, -1.0], [1.0]), width=120)
    assert "the largest difference is 2.5e-01, at layer1.neuron0.w1" in " ".join(text.split())


def test_the_drawing_shows_the_equations_that_gave_its_numbers():
    network = MLP(4, [9, 3], seed=1)
    shown = texts(draw_equations(network, [5.0, 3.0, 1.0, 0.2], 2, cross_entropy).svg)
    for text in ("δ² = softmax(z²) − y", "δ¹ = ((w²)ᵀ δ²) ⊙ σ′(z¹)", "∂C/∂w¹ = δ¹ (a⁰)ᵀ"):
        assert text in {each.replace("\xa0", " ") for each in shown}
    assert "+1" in shown  # the ninth of the δs of layer 1


def test_the_command_line_shows_them(capsys, tmp_path):
    picture = tmp_path / "e.svg"
    assert main(["equations", "xor", "--layers", "2,2", "--draw", str(picture)]) == 0
    assert "layer3.neuron1" in capsys.readouterr().out
    assert "layer 3" in texts(picture.read_text(encoding="utf-8"))
    assert main(["equations", "xor", "--layers", "2,x"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "needs sizes of layers such as 16,16, got '2,x'" in line


@pytest.mark.parametrize("n", [1, 10, 40])
def test_the_costs_of_products_are_counted(n):
    product, matrix = cost_of_products(n)
    assert (product.passes, product.rules) == (1, 2 * n)
    assert (matrix.passes, matrix.rules) == (n, 2 * n * n)
    assert matrix.numbers == max(n * n, 2 * n)
    assert repr(WorkCount()) == "0 passes, 0 rules, 0 numbers"


def test_the_cost_table_says_what_was_not_run():
    text = printed(cost_table((10, 10_000), largest_whole=10))
    ten, many = [line for line in text.splitlines() if line.startswith("│")]
    assert "≈" not in ten and "200" in ten
    assert "≈ 10,000" in many and "≈ 200,000,000" in many and "800 MB" in many


def test_the_check_table_names_the_blame():
    def wrong(v):
        t = math.tanh(v.data)
        return operation("wrong", t, [v], lambda delta: (delta * (1 - t),))

    text = printed(check_table(check_gradients(lambda a: wrong(a) + a.relu(), [0.7])))
    assert "wrong" in text and "the rule of 'wrong'" in text
    text = printed(check_table(check_gradients(lambda a: -2 * a, [-0.5])))
    assert "−0.5" in text and "−2" in text and "-2" not in text
    text = printed(check_table(check_gradients(lambda a: a.relu(), [0.0])))
    assert "kink (0 | 1)" in text


def test_the_plots_are_drawn(tmp_path):
    for name, plot in (
        ("costs", plot_costs((2, 4, 8))),
        ("step_size_errors", plot_step_size_errors(step_size_errors(math.sin, 1.0, math.cos(1.0)))),
    ):
        assert plot.save(tmp_path / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert plot._repr_png_().startswith(b"\x89PNG")
    with pytest.raises(ValueError, match=r"ends in \.png or \.svg, got"):
        plot.save(tmp_path / "plot.pdf")
