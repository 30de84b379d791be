"""What a drawing shows, looked up in the DOT text and in the SVG of the first engine."""

import re
import subprocess
import sys
from html import escape
from pathlib import Path

import pytest

from minigrad import Value, label_values, operation, total
from tests import png
from tests.svg import tags, texts, tooltips
from viz import RenderError, draw, theme
from viz.engines import engines

HOSTILE_LABELS = [
    '"quoted"',
    "<b>bold</b>",
    "record|like{}",
    "line\nbreak",
    "🦋",
    "שלום",
    "backslash\\",
    r"\N",
    r"\G and \L",
    "&lt;",
    "&amp;amp;",
    "\x00\x1b[31m",
    "<script>alert(1)</script>",
    "\ud800",
    " ",
    ".",
    "two..dots",
    "-->",
    "]]>",
    "%s %d {0}",
]


def neuron():
    w, x, b, y = Value(-3.0), Value(2.0), Value(6.5), Value(1.0)
    z = w * x + b
    a = z.tanh()
    C = (a - y) ** 2
    label_values(locals())
    return C


def statements(dot, name):
    return [line.strip() for line in dot.splitlines() if line.strip().startswith(name)]


def test_every_node_shows_name_formula_value_and_delta():
    shown = texts(draw(neuron()).svg)
    for text in ("w", "x", "b", "z", "a", "y", "C"):
        assert text in shown
    assert {"= w·x + b", "= tanh z", "= (a − y)²", "w·x", "a − y"} <= set(shown)
    assert shown.count("δ") == 9
    assert {"−3", "2", "6.5", "0.5", "0.4621"} <= set(shown)  # values; tanh ½ = 0.4621
    assert "−1.076" in shown  # δ of a: 2 (0.4621 − 1)


def test_every_edge_shows_its_factor_and_what_it_sends_back():
    a, b = Value(5.0, label="a"), Value(-7.0, label="b")
    arrows = dict(re.findall(r"^\t(v\d -> v\d) (.*)$", draw(a * b * 2).dot, re.MULTILINE))
    for arrow, factor, sent in (("v0 -> v2", "×−7", "◄ −14"), ("v1 -> v2", "×5", "◄ 10")):
        assert f">{factor}<" in arrows[arrow] and f">{sent}<" in arrows[arrow]


def test_a_value_used_twice_has_two_edges():
    a = Value(2.0)
    assert len(statements(draw(a * a).dot, "v0 -> v1")) == 2


def test_deltas_are_of_the_drawings_own_pass():
    C = neuron()
    before = draw(C).dot
    C.backward()
    C.backward()
    grads = [node.grad for node in C.inputs]
    assert draw(C).dot == before
    assert [node.grad for node in C.inputs] == grads


def test_deltas_can_be_left_out_and_are_not_shown_as_zero():
    shown = texts(draw(neuron(), deltas=False).svg)
    assert "δ" not in shown
    assert "0" not in shown


def test_without_derivatives_all_arrows_look_alike():
    root = Value(1.0) * Value(3.0) + Value(0.0)
    told = draw(root, edges="tooltips").dot
    bare = draw(root, deltas=False, edges="tooltips").dot
    for dot, looks in ((told, 6), (bare, 2)):  # two are the graph's own
        assert dot.count("penwidth=") == looks


def test_a_factor_of_one_is_faint():
    dot = draw(Value(1.0) * Value(3.0)).dot
    assert re.findall(rf'"{theme.LIGHT["faint"]}">([^<]*)<', dot) == ["×1"]


def test_dot_is_the_same_on_every_run():
    program = (
        "from minigrad import Value; from viz import draw; "
        "a = Value(2.0, label='p.a'); b = Value(-3.0, label='p.b'); "
        "print(draw((a * b + a) * b).dot)"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", program],
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout
        for _ in range(2)
    }
    assert len(runs) == 1
    assert "δ" in runs.pop()


def test_the_dot_text_in_the_page_for_contributors_is_that_of_three_nodes():
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    C = a * b
    C.label = "C"
    page = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"```dot\n{draw(C).dot}```" in page


def test_tooltips_carry_the_formula_and_full_numbers():
    a = Value(0.1, label="a")
    b = a * 3.0
    b.label = "b"
    C = b + a
    C.label = "C"
    shown = tooltips(draw(C).svg)
    (of_a,) = [text for text in shown if text.startswith("a = ")]
    assert of_a.splitlines() == [
        "a = 0.1",
        "δ(a) = ∂C/∂a = 4.0",
        "the sum of 2 contributions:",
        "∂C/∂a · δ(C) = 1 · 1 = 1",
        "∂b/∂a · δ(b) = 3 · 1 = 3",
    ]
    assert any(text.startswith("b = 0.30000000000000004") for text in shown)
    assert "∂b/∂a = 3.0\nsends ∂b/∂a · δ(b) = 3.0" in shown


@pytest.mark.parametrize("label", HOSTILE_LABELS)
def test_any_label_is_shown_as_typed_and_breaks_nothing(label):
    svg = draw(Value(1.0, label=label) * Value(2.0, label="b")).svg
    assert "script" not in tags(svg)
    shown = {text.replace("\xa0", " ") for text in texts(svg)}
    expected = label.translate({code: 0x2400 + code for code in range(32)})
    assert expected.replace("\ud800", "\ufffd") in shown


@pytest.mark.parametrize(
    "title", [label for label in HOSTILE_LABELS if label.strip() == label and "." not in label]
)
def test_any_cluster_title_is_shown_as_typed(title):
    svg = draw(Value(1.0, label=f"{title}.w").exp()).svg
    expected = title.translate({code: 0x2400 + code for code in range(32)})
    assert {expected.replace("\ud800", "\ufffd"), "w"} <= set(texts(svg))


def test_dotted_labels_make_nested_clusters():
    w = Value(1.0, label="layer1.neuron0.w")
    z = w * Value(2.0, label="x")
    z.label = "layer1.neuron0.z"
    dot = draw(z).dot
    layer, neuron, node = (dot.index(text) for text in ("label=layer1", "label=neuron0", "v0 ["))
    assert layer < neuron < node
    assert "layer1.neuron0.w" not in texts(draw(z).svg)


def test_names_come_from_a_mapping_but_a_label_goes_first():
    first, second = Value(1.0), Value(2.0, label="kept")
    shown = texts(draw(first * second, names={"first": first, "other": second}).svg)
    assert {"first", "kept"} <= set(shown)
    assert "other" not in shown
    assert first.label == ""


def test_of_two_variables_the_first_names_the_node():
    value = Value(1.0)
    assert "v0 = 1" not in draw(value, names={"once": value, "again": value}).dot
    assert "once = 1" in draw(value, names={"once": value, "again": value}).dot


def test_edge_labels_stop_where_they_would_cover_the_picture():
    few, many = total([Value(1.0)] * 60), total([Value(1.0)] * 61)
    for root, edges, labelled in (
        (few, "auto", True),
        (many, "auto", False),
        (many, "labels", True),
        (few, "tooltips", False),
    ):
        assert ("labeltooltip" in draw(root, edges=edges).dot) is labelled
        assert "edgetooltip" in draw(root, edges=edges).dot


def test_own_operation_is_drawn():
    x = Value(2.0, label="x")
    cubed = operation("cube", 8.0, [x], lambda delta: (delta * 12.0,))
    assert {"cube x", "8", "×12", "◄ 12"} <= set(texts(draw(cubed).svg))


def test_numbers_that_are_not_finite_are_shown():
    x = Value(0.0, label="x")
    assert "inf" in texts(draw(x.sqrt()).svg)
    assert "nan" in texts(draw(Value(float("nan")) * 2.0).svg)


def chain(nodes):
    v = Value(1.0)
    for _ in range(nodes - 1):
        v = v.sin()
    return v


def test_any_size_can_be_asked_for():
    dot = draw(chain(1501), max_nodes=None).dot
    assert (
        len([line for line in dot.splitlines() if " -> " in line and "invis" not in line]) == 1500
    )


@pytest.mark.parametrize("argument", [{"edges": "some"}, {"rankdir": "up"}])
def test_options_name_what_is_legal(argument):
    with pytest.raises(ValueError, match=r"draw\(\) needs .* to be one of \(.*got"):
        draw(Value(1.0), **argument)


def test_draw_needs_a_value():
    with pytest.raises(TypeError, match="the root of a graph, got float"):
        draw(3.0)


def test_save_writes_each_format(tmp_path):
    drawing = draw(neuron())
    svg = drawing.save(tmp_path / "new" / "folder" / "graph.svg")
    assert svg.read_text(encoding="utf-8") == drawing.svg
    assert drawing.save(str(tmp_path / "g.PNG")).read_bytes().startswith(b"\x89PNG")
    assert drawing.save(tmp_path / "g.dot").read_text(encoding="utf-8") == drawing.dot
    with pytest.raises(ValueError, match=r"\.svg, \.png, \.pdf, \.html or \.dot, got"):
        drawing.save(tmp_path / "graph")


def test_a_page_is_the_picture_with_its_title_and_nothing_from_outside(tmp_path):
    drawing = draw(Value(2.0, label="<a & b>").exp())
    page = drawing.save(tmp_path / "graph.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and drawing.svg in page
    assert re.search("<title>(.*?)</title>", page)[1] == escape(drawing.title)
    assert "prefers-color-scheme:dark" in page.partition("<svg")[0]
    assert not re.search(r"""(src|href|url)\s*[=(]\s*["']?(https?:)?//""", page)


@pytest.mark.parametrize("program", engines(), ids=lambda program: program.stem)
def test_a_pdf_is_written_or_the_program_that_does_is_named(program, tmp_path, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(program))
    drawing = draw(neuron())
    if program.stem == "dot":
        assert drawing.save(tmp_path / "graph.pdf").read_bytes().startswith(b"%PDF")
        return
    with pytest.raises(
        RenderError, match=r"cannot write 'pdf'.*install Graphviz itself \(.*graphviz"
    ):
        drawing.save(tmp_path / "graph.pdf")
    assert not (tmp_path / "graph.pdf").exists()


def test_a_png_stands_on_paper_and_has_twice_the_pixels(tmp_path):
    drawing = draw(neuron())
    saved = drawing.save(tmp_path / "g.png").read_bytes()
    assert png.corner(saved) == (255, 255, 255, 255)
    points = re.search(r'width="(\d+)pt" height="(\d+)pt"', drawing.svg).groups()
    for pixels, length in zip(png.size(saved), map(int, points), strict=True):
        assert abs(pixels - 2 * length) <= 2


def test_the_picture_of_the_readme_is_what_its_example_draws():
    w, x, b, y = Value(-3.0), Value(2.0), Value(6.5), Value(1.0)
    z = w * x + b
    a = z.tanh()
    C = 0.5 * (a - y) ** 2
    label_values(locals())
    committed = (Path(__file__).parents[1] / "docs" / "example.svg").read_text(encoding="utf-8")
    drawn = draw(C).svg
    style = re.compile(r"<style>.*?</style>", re.DOTALL)
    assert sorted(texts(drawn)) == sorted(texts(committed))
    assert style.search(drawn)[0] == style.search(committed)[0]


def test_svg_follows_the_page():
    svg = draw(neuron()).svg
    head = svg[: svg.index(">")]
    assert svg.startswith("<svg ")
    for text in ('role="img"', 'aria-label="Computation graph of C: 9 nodes"', "viewBox"):
        assert text in head
    assert "max-width:100%;height:auto" in head
    assert "prefers-color-scheme:dark" in svg
    fonts = set(re.findall(r'font-family="([^"]*)"', svg))
    assert fonts == {"Helvetica,Arial,Arimo,sans-serif"}


def test_jupyter_gets_the_svg_and_the_dot_text_as_its_plain_form(monkeypatch):
    bundle = draw(neuron())._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg ")
    assert bundle["text/html"].startswith('<img alt="Computation graph of C: 9 nodes"')
    assert "max-width:100%" in bundle["text/html"]
    assert bundle["text/plain"].startswith("digraph")
    monkeypatch.setenv("MINIGRAD_DOT", "no-such-program")
    drawing = draw(neuron())
    with pytest.raises(RenderError):
        _ = drawing.svg
    assert set(drawing._repr_mimebundle_()) == {"text/plain"}
    assert "digraph" in drawing._repr_mimebundle_()["text/plain"]


@pytest.mark.parametrize("most", [0, -3, "many", True, 2.5])
def test_a_bound_is_a_count(most):
    with pytest.raises(ValueError, match=r"draw\(\) needs max_nodes to be an integer >= 1, got"):
        draw(Value(2.0) * Value(3.0), max_nodes=most)
