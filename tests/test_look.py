"""What a box and an arrow say: contributions and their sums, blanks, the birthplace of a nan."""

import math
import re

import pytest

from minigrad import Value, label_values, total
from minigrad.nn import MLP
from tests.goldens.drawings import cost, small
from tests.svg import lines, tooltips
from viz import draw, theme
from viz.engines import engines
from viz.theme import number

each_engine = pytest.mark.parametrize("program", engines(), ids=lambda program: program.stem)


def product():
    a = Value(2.0)
    u, v = a**2, a**3
    C = u * v
    label_values(locals())
    return C


def arrows(drawing, attribute):
    """An attribute of each arrow, in the order of the arrows; None where it has none."""
    statements = re.findall(r"^\tv\d+ -> v\d+ \[(.*?)\]$", drawing.dot, re.MULTILINE | re.DOTALL)
    found = [re.search(rf'(?:^| ){attribute}="?([^" ]+)', each) for each in statements]
    return [match and match[1] for match in found]


@each_engine
@pytest.mark.parametrize("graph", [product, small, lambda: cost(2)[1]])
def test_who_reads_only_the_texts_finds_each_contribution_and_each_sum(graph, program, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(program))
    root = graph()
    said = lines(draw(root, edges="labels", constants=True).svg)
    received = {}
    for step in root.backward_steps():
        for value, sent in zip(step.node.inputs, step.contributions, strict=True):
            received.setdefault(value, []).append(sent)
    everything = [sent for each in received.values() for sent in each]
    for sent in everything:
        assert said.count(f"◄ {number(sent)}") == sum(number(sent) == number(x) for x in everything)
    for value, terms in received.items():
        assert any(line == f"δ {number(math.fsum(terms))}" for line in said)
        if 1 < len(terms) < 5:
            sums = [line.removeprefix("= ") for line in said if line.startswith("= ")]
            numbers = [re.sub(r" ([+−]) ", r" \1", line).split(" ") for line in sums]
            assert [number(t) for t in terms] in [
                [part.removeprefix("+") for part in parts] for parts in numbers
            ]
        assert value.inputs or terms


def test_a_sum_is_written_in_the_order_in_which_its_terms_arrive():
    assert "= 48 + 32" in lines(draw(product()).svg)
    a = Value(3.0, "a")
    for root, said in (
        (a * 5 - a * 2, "= −2 + 5"),
        (a * 2 - a * 5, "= −5 + 2"),
        (a - a * 2, "= 1 − 2"),
        (a * -2 - a * 5, "= −5 − 2"),
        (total([a, a * math.inf]), "= 1 + inf"),
    ):
        assert said in lines(draw(root).svg)


def test_of_many_terms_their_number_is_said_and_all_stand_in_the_tooltip():
    a = Value(1.0, "a")
    four, five = (draw(total([a * i for i in range(1, n + 1)])) for n in (4, 5))
    assert "= 4 + 3 + 2 + 1" in lines(four.svg) and "= Σ of 5" in lines(five.svg)
    (tooltip,) = [text for text in tooltips(five.svg) if text.startswith("a = ")]
    assert "the sum of 5 contributions:" in tooltip and tooltip.count(" · ") == 2 * 5


def test_an_arrow_is_as_wide_as_what_it_sends_is_large():
    assert arrows(draw(product()), "penwidth") == ["2.27", "3", "1.17", "0.983"]
    x = Value(0.0, "x")
    assert arrows(draw(x * 0 + x), "penwidth") == ["0.8", "3", "3"]
    assert arrows(draw(Value(math.inf, "p") * 2.0 * Value(0.0, "q")), "penwidth")[-1] == "3"
    assert "0.8" in arrows(draw((x + math.nan) * x), "penwidth")
    assert arrows(draw(product(), deltas=False), "penwidth") == [None] * 4


def test_in_a_large_graph_colours_and_widths_stay_and_texts_go_to_tooltips():
    xs = [Value(1.0, f"x{i}") for i in range(61)]
    root = total([xs[0] * -2, *xs[1:]])
    drawing = draw(root)
    colours = arrows(drawing, "color")
    assert colours[0] == theme.LIGHT["negative"] and colours[-1] == theme.LIGHT["positive"]
    assert not any(line.startswith(("×", "◄")) for line in lines(drawing.svg))
    assert "∂v2/∂x0 = −2.0\nsends ∂v2/∂x0 · δ(v2) = −2.0" in tooltips(drawing.svg)
    assert arrows(draw(root, edges="labels"), "color") == [None] * 62


@pytest.mark.parametrize(("rankdir", "back"), [("LR", "◄"), ("RL", "►"), ("TB", "▲"), ("BT", "▼")])
def test_what_is_sent_back_points_against_the_arrow(rankdir, back):
    assert f"{back} 48" in lines(draw(product(), rankdir=rankdir).svg)


def test_operations_pull_more_than_leaves():
    x = Value(2.0, "x")
    assert arrows(draw(x.exp().sin()), "weight") == ["2", "8"]


@each_engine
def test_texts_stand_in_the_middle_of_their_cells(program, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(program))
    svg = draw(product()).svg
    assert 'text-anchor="start"' not in svg and 'fill="transparent"' not in svg
    assert {"u = a²", "δ 80", "×12", "C = u·v"} <= set(lines(svg))
    assert "<title>%" not in svg and svg.count("<title>Computation graph of C: 4 nodes<") == 1


@each_engine
@pytest.mark.parametrize(
    ("graph", "most"), [(small, 22_000), (lambda: cost(3)[1], 90_000), (product, 14_900)]
)
def test_a_picture_is_no_larger_than_it_needs_to_be(graph, most, program, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(program))
    assert len(draw(graph()).svg.encode("utf-8")) < most


# ------------------------------------------------------------------------------- blanks


BLANKS = {  # boxes of product(): 3 operations, 4 δs, 4 arrows
    "delta": 4,
    "values": 3,
    "contributions": 4,
    "all": 4 + 3 + 2 * 4,
}


@each_engine
@pytest.mark.parametrize("blanks", BLANKS)
def test_a_blank_is_a_dotted_box_for_each_number(blanks, program, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(program))
    drawing = draw(product(), blanks=blanks)
    assert drawing.svg.count("stroke-dasharray") == BLANKS[blanks]
    assert drawing.title == "Computation graph of C: 4 nodes, to fill in"
    assert "δ 80" not in lines(drawing.svg) or blanks == "contributions"


@each_engine
def test_the_word_of_a_blank_stands_before_its_box(program, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(program))
    svg = draw(Value(2.0, "a"), blanks="delta").svg
    word = re.search(r'<text [^>]*x="([^"]+)"[^>]*>δ<', svg)[1]
    left = re.search(r'stroke-dasharray="[^"]+" points="([^,]+),', svg)[1]
    assert 4 < float(left) - float(word) < 20


@pytest.mark.parametrize(
    ("blanks", "kept"),
    [
        ("delta", {"2", "4", "8", "32", "×4", "×12", "×8"}),
        ("values", {"2"}),
        ("contributions", {"2", "4", "8", "32", "×4", "×12", "×8", "δ 1", "δ 8", "δ 4", "δ 80"}),
        ("all", {"2"}),
    ],
)
def test_nothing_gives_the_answer_away(blanks, kept):
    drawing = draw(product(), blanks=blanks)
    words = {"a", "δ", "×", "◄", "u = a²", "v = a³", "C = u·v"}
    assert set(lines(drawing.svg)) - words == kept
    told = "".join(tooltips(drawing.svg)) + drawing.title
    assert not re.search(r"80|48|32|[^:] 8|12", told.replace("4 nodes", ""))
    assert "80" not in drawing.dot or blanks == "contributions"
    assert set(arrows(drawing, "penwidth")) == set(arrows(drawing, "color")) == {None}
    fills = "_weak", "_medium", "_strong"
    strong = any(theme.LIGHT[f"positive{fill}"] in drawing.dot for fill in fills)
    assert strong == (blanks == "contributions")


@pytest.mark.parametrize("blanks", BLANKS)
def test_two_sheets_that_differ_only_in_their_answers_look_alike(blanks):
    """The same words, boxes and arrows, whatever the sign and the size of a number is."""

    def sheet(x):
        a = Value(2.0, "a")
        hidden = a * Value(x, "w")
        return re.sub(r"[\d.−]+", "", draw(hidden, blanks=blanks).dot)

    assert sheet(3.0) == sheet(-5.0) or blanks == "contributions"


def test_blanks_are_refused_where_they_cannot_be():
    root = product()
    for options, message in (
        ({"blanks": "deltas"}, r"blanks to be None or one of \('delta', .* got 'deltas'"),
        ({"blanks": ["delta"]}, r"blanks to be None or one of .* got \['delta'\]"),
        ({"blanks": "all", "deltas": False}, "deltas=True for blanks='all', got deltas=False"),
        ({"blanks": "delta", "depth": 1}, "unfolded graph for blanks='delta', got .* depth 1"),
    ):
        with pytest.raises(ValueError, match=r"draw\(\) needs .*" + message):
            draw(root, **options)
    network = MLP(2, [9])([1.0, 2.0])
    with pytest.raises(ValueError, match="draw a smaller graph"):
        draw(total(network), blanks="delta", max_nodes=20)
    assert draw(root, blanks="values", deltas=False).dot == draw(root, blanks="values").dot


# ------------------------------------------------------------------------- birthplaces


def marked(drawing):
    dot = drawing.dot
    return re.findall(rf'(v\d+) \[label=<<TABLE BORDER="3"[^>]*"{theme.LIGHT["highlight"]}"', dot)


def test_the_birthplace_of_an_infinite_value_is_marked_and_what_follows_is_not():
    x = Value(1e308, "x")
    y = x * 10
    y.label = "y"
    drawing = draw((y - y) * 2)
    assert marked(drawing) == ["v2"]
    assert lines(drawing.svg).count("inf begins here") == 1
    assert drawing.title.endswith("; inf begins here, at y")
    assert any("inf begins here" in text for text in tooltips(drawing.svg))


def test_the_birthplace_of_an_infinite_contribution_is_marked():
    x = Value(0.0, "x")
    y = x.sqrt()
    y.label = "y"
    drawing = draw(y * 3)
    assert marked(drawing) == ["v1"]
    assert "first to send inf" in lines(drawing.svg)
    assert drawing.title.endswith("; first to send inf, at y")
    assert marked(draw(y * 3, deltas=False)) == marked(draw(y * 3, blanks="delta")) == []


def test_a_nan_that_was_given_has_no_birthplace():
    assert marked(draw(Value(math.nan, "x") * 2 + 1)) == []
