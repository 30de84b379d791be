"""The four equations as a person sees them: beside the graph, in a table and in a drawing."""

from minigrad.cli import main
from minigrad.equations import Comparison, compare
from minigrad.losses import cross_entropy, squared_error
from minigrad.nn import MLP
from tests.svg import texts
from viz import draw_equations, equations_table
from viz.tables import printed
from viz.theme import number


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
    monkeypatch.setattr("viz.four_equations.compare", lambda *given: [*compare(*given), odd])
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
    assert "needs sizes of layers such as 16,16, got 2,x" in line
