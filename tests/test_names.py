"""What nodes are called: in one graph no two alike, whatever their labels, in every view of it."""

import json
import re
from io import StringIO

import pytest
from rich.console import Console

from minigrad import Value, total, walk
from minigrad.cli import main
from minigrad.gradcheck import check_gradients
from minigrad.names import distinct, node_names
from minigrad.trace import trace
from tests.svg import texts, tooltips
from viz import draw, play, table, tables


def product_of(*labels):
    """A product of leaves with these labels."""
    root = Value(1.0)
    for label in labels:
        root = root * Value(2.0, label=label)
    root.label = "y"
    return root


def names(root):
    return list(node_names(list(reversed([step.node for step in root.backward_steps()]))).values())


def boxes(root):
    """What stands at the top of each box: a name and a formula, or one of the two."""
    lines = [line for line in draw(root).dot.splitlines() if "<TABLE" in line and "->" not in line]
    return [line.partition("</TD>")[0].partition("CELLPADDING=")[2] for line in lines]


def rows(root):
    """The names in the column `node` of the table."""
    cells = [line.split("│") for line in tables.printed(table(root), 200).splitlines()]
    return [row[2].strip() for row in cells if len(row) > 3 and row[1].strip()]


def played(root):
    """The names of all nodes, as the player's scripts have them."""
    return json.loads(re.search(r'player\("[^"]+", (\{.*\})\);', play(root).html)[1])["names"]


def test_a_label_names_its_node_and_a_place_the_others():
    a = Value(2.0, label="a")
    assert list(node_names([a, a * a]).values()) == ["a", "v1"]


def test_what_a_label_is_called_no_other_node_is():
    root = product_of("v2", "v0")
    found = names(root)
    assert found == ["v5", "v2", "v6", "v0", "y"]  # v0 and v2 are taken; v5 is the first free one


def test_of_nodes_with_the_same_label_the_first_keeps_it():
    assert names(product_of("w", "w", "w")) == ["v0", "w", "v2", "w#2", "v4", "w#3", "y"]


def test_a_number_is_given_where_nothing_else_is_called_so():
    assert names(product_of("w", "w", "w#2")) == ["v0", "w", "v2", "w#3", "v4", "w#2", "y"]


def test_a_variable_names_a_node_without_a_label():
    first, second = Value(1.0), Value(2.0, label="kept")
    assert list(node_names([first, second], {first: "kept", second: "x"}).values()) == [
        "kept",
        "kept#2",
    ]


def test_labels_that_are_alike_once_cut_are_told_apart():
    long = "a" * 200
    found = names(product_of(long + "1", long + "2"))
    assert len(set(found)) == len(found) and max(map(len, found)) <= 82


def test_many_nodes_of_one_name_are_numbered_in_one_go():
    assert distinct(["z"] * 100_000)[-1] == "z#100000"


CONFUSING = [
    ("v2", "v3"),
    ("v0", "v0"),
    ("w", "w"),
    ("w", "w#2", "w"),
    ("layer.w", "layer.w"),
    ("0.5", "0.5"),
    ("a" * 40 + "1", "a" * 40 + "2"),
    ("left." + "a" * 40 + "1", "left." + "a" * 40 + "2", "left." + "a" * 31 + "…"),
    ("a\x1b", "a␛"),
    ("v4", "v2", "v6", "v7"),
]


@pytest.mark.parametrize("labels", CONFUSING, ids=repr)
def test_every_view_tells_all_nodes_apart(labels):
    root = product_of(*labels)
    size = len(names(root))
    for shown in (names(root), boxes(root), rows(root), played(root)):
        assert len(shown) == len(set(shown)) == size, shown
    described = {text.partition(" = ")[0] for text in tooltips(draw(root).svg) if "\nδ(" in text}
    assert len(described) == size


def test_no_node_sends_to_itself():
    root = product_of("v2", "v2", "v4")
    for step, row in zip(root.backward_steps(), rows(root), strict=True):
        sent = set(names_sent(root, row))
        assert row not in sent
        assert len(sent) == len(set(step.node.inputs))
    for frame in play(root).frames:
        if frame.arrow:
            sender, receiver = frame.what.split(" → ")
            assert sender != receiver


def names_sent(root, name):
    """Who is sent something in the row of a node."""
    lines = [line.split("│") for line in tables.printed(table(root), 200).splitlines()]
    current, found = "", []
    for line in lines:
        if len(line) > 3:
            current = line[2].strip() or current
            if current == name and "←" in line[6]:
                found.append(line[6].partition("←")[0].strip())
    return found


def test_the_command_line_tells_them_apart(tmp_path, capsys):
    assert main(["step", "y + v2 + v3*2", "y=1", "v2=2", "v3=3"]) == 0
    shown = capsys.readouterr().out
    assert "v2 ← 1 · 1 = 1" in shown
    dot = tmp_path / "y.dot"
    assert main(["draw", "y + v2 + v3*2", "y=1", "v2=2", "v3=3", "-o", str(dot)]) == 0
    assert dot.read_text(encoding="utf-8").count(">v2<") == 1


@pytest.mark.parametrize("view", [draw, play, table])
@pytest.mark.parametrize("given", [["a"], "a", 5, {1: Value(1.0)}], ids=repr)
def test_names_stand_in_a_mapping(view, given):
    needed = r"names need a mapping from texts to Values, got .*: write names=locals\(\)"
    with pytest.raises(TypeError, match=needed):
        view(Value(2.0), names=given)


def test_clusters_keep_the_given_names():
    root = product_of("layer1.neuron0.z", "layer1.neuron0.z")
    drawing = draw(root)
    assert drawing.dot.count("label=layer1") == drawing.dot.count("label=neuron0") == 1
    assert {"z", "z#2"} <= set(texts(drawing.svg))
    assert {"layer1.neuron0.z", "layer1.neuron0.z#2"} <= set(rows(root))


def test_a_numbered_decimal_is_still_one_name():
    dot = draw(product_of("0.5", "0.5")).dot
    assert "cluster" not in dot
    assert "<B>0.5#2</B>" in dot


def test_a_node_labelled_like_a_place_is_shown_as_named():
    leaf = Value(2.0, label="v0")
    assert "<B>v0</B>" in draw(leaf * 3).dot
    assert "<B>v0</B>" not in draw(Value(2.0) * 3).dot


def test_a_trace_tells_its_nodes_apart():
    def f(v4, v2):
        first = v4 * v2
        second = first + v4
        first.label = second.label = "w"
        return second * 2.0

    traced = trace(f, 1.0, 2.0)
    described = [name for name, _, _ in traced.lines_by_node()]
    assert described == ["v4", "v2", "w (*)", "w#2 (+)", "v6", "v5 (*)"]
    assert "# w#2 (+)" in traced.source()


def test_a_report_names_every_node_by_itself():
    def f(x):
        first, second = Value(x.data, "cut"), Value(x.data, "cut")
        return first * second + x

    note = check_gradients(f, [3.0]).note
    assert "cut = 3, cut#2 = 3" in note


def test_the_input_of_a_report_and_a_node_of_the_same_label():
    def f(x):
        y = (x * 2).exp()
        y.inputs[0].label = "x0"
        y.inputs[0]._backward = lambda delta: (delta * 3, 0.0)
        return y

    report = check_gradients(f, [0.5])
    assert [each.name for each in report.inputs] == ["x0"]
    assert [blame.name for blame in report.blames] == ["x0#2"]


def test_a_step_tells_its_nodes_apart():
    first, second = Value(2.0, "w"), Value(3.0, "w")
    product = first * second
    product.label = "w"
    step = next(walk([product], {product: 1.0}))
    assert repr(step) == "w: δ = 1.0, sends 3.0 to another w, 2.0 to another w"
    assert repr(next((first * first).backward_steps())).endswith("sends 2.0 to w, 2.0 to w")
    constant = Value(2.0) * Value(3.0)
    assert repr(next(constant.backward_steps())).endswith("3.0 to a leaf, 2.0 to another leaf")
    assert "sends 1.0 to another +" in repr(next(((first + 1) + 1).backward_steps()))


def test_a_batch_numbers_the_samples():
    z = [Value(float(i), label="neuron.z") for i in range(3)]
    root = total(z)
    assert names(root)[:3] == ["neuron.z", "neuron.z#2", "neuron.z#3"]
    console = Console(file=StringIO(), width=200)
    console.print(table(root))
    assert "neuron.z#3 ←" in console.file.getvalue()
