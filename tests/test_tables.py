"""The backward pass as a table."""

from io import StringIO

from rich.console import Console

from minigrad import Value, label_values
from minigrad.losses import squared_error
from minigrad.nn import MLP
from viz import table, tables
from viz.theme import number


def printed(root, width=100, **options):
    console = Console(file=StringIO(), width=width, no_color=True)
    console.print(table(root, **options))
    return console.file.getvalue()


def example():
    a, b = Value(2.0), Value(-3.0)
    y = a * b + a
    label_values(locals())
    return y


def test_a_row_for_every_node_in_the_order_of_the_walk():
    cells = [line.split("│") for line in printed(example()).splitlines() if "│" in line]
    rows = [[cell.strip() for cell in row[1:-1]] for row in cells]
    assert [row[1:] for row in rows] == [
        ["y", "+", "−4", "1", "v2 ← 1 · 1 = 1"],
        ["", "", "", "", "a ← 1 · 1 = 1"],
        ["v2", "×", "−6", "1", "a ← 1 · −3 = −3"],
        ["", "", "", "", "b ← 1 · 2 = 2"],
        ["b", "", "−3", "2", ""],
        ["a", "", "2", "−2", ""],
    ]
    assert [row[0] for row in rows] == ["0", "", "1", "", "2", "3"]


def test_markup_and_control_characters_in_labels_are_shown_as_text():
    text = printed(Value(1.0, label="[red]a\x1b[31m\n").exp())
    assert "[red]a␛[31m␊" in text


def test_it_fits_a_narrow_terminal():
    lines = printed(example(), width=40).splitlines()
    assert max(map(len, lines)) <= 40


def test_a_title_and_names():
    root = Value(2.0) * Value(3.0)
    text = printed(root, names={"first": root.inputs[0]}, title="One product")
    assert "One product" in text
    assert "first ← 1 · 3 = 3" in text


def test_it_folds_by_layer():
    network = MLP(2, [3, 1], seed=1)
    root = squared_error(network([0.5, -1.0]), [1.0])
    text = printed(root, width=120, depth=1)
    assert "3 tanh neurons · 9 parameters: 15 of the steps, δ of z:" in text
    assert len(text.splitlines()) < 20
    steps = [line.split("│")[1].strip() for line in text.splitlines() if "│" in line]
    assert [step for step in steps if step.endswith("…")] == ["5 …", "7 …"]
    for step in root.backward_steps():
        if step.node.label.endswith(".z"):
            assert number(step.delta) in text


def test_plain_text_is_returned_in_jupyter_too(monkeypatch):
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    rows = table(example())
    assert "sends δ · ∂out/∂in" in tables.printed(rows)  # and nothing is displayed
