"""What the player says and holds; what a browser makes of it is in test_browser.py."""

import json
import re
from base64 import b64decode

import pytest

import viz.engines
from minigrad import Value, label_values, topological_order
from minigrad.cli import main
from minigrad.orders import plain_recursion
from tests.svg import texts
from viz import RenderError, play
from viz.theme import LIGHT

ENGINES = viz.engines.engines()


def product():
    a, b = Value(2.0), Value(-3.0)
    y = a * b + a
    label_values(locals())
    return y


def picture(html):
    return b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode("utf-8")


def test_it_goes_forward_turns_around_and_goes_back():
    titles = [frame.title for frame in play(product()).frames]
    assert titles == [
        "a = 2",
        "b = −3",
        "v2 = −6",
        "y = −4",
        "↩ turn around",
        "δ(y) = 1",
        "δ(v2) = 1",
        "δ(b) = 2",
        "δ(a) = −2",
    ]


def test_it_says_in_words_and_numbers_what_happens():
    frames = {frame.title: frame.words for frame in play(product()).frames}
    assert frames["a = 2"] == ["a is given: 2"]
    assert frames["v2 = −6"] == ["× takes a = 2, b = −3 and gives v2 = −6"]
    assert frames["δ(v2) = 1"] == [
        "× sends δ(v2) · ∂v2/∂a = 1 · −3 = −3 to a",
        "    δ(a): 1 + −3 = −2",
        "× sends δ(v2) · ∂v2/∂b = 1 · 2 = 2 to b",
        "    δ(b): 0 + 2 = 2",
    ]
    assert frames["δ(a) = −2"] == ["a has no inputs; δ(a) = −2 is complete."]


def test_a_delta_appears_when_it_receives_and_grows():
    y = product()
    shown = [frame.deltas for frame in play(y).frames]
    assert [{node: text[0] for node, text in deltas.items()} for deltas in shown if deltas] == [
        {"v3": "1"},
        {"v2": "1", "v0": "1"},
        {"v0": "−2", "v1": "2"},
    ]
    assert y.grad == y.inputs[0].grad == 0


def test_a_delta_has_the_colours_that_it_has_in_the_drawing():
    shown = play(product()).frames[6].deltas["v0"]
    assert shown == ("−2", LIGHT["negative"], LIGHT["negative_strong"])


def test_it_says_who_receives():
    received = [frame.receivers for frame in play(product()).frames]
    assert received == [[]] * 5 + [["v2", "v0"], ["v0", "v1"], [], []]


def test_what_arrives_too_late_is_said_to_be():
    a = Value(2.0)
    b = a * a
    c = b + b.exp()
    label_values(locals())
    words = [line for frame in play(c, order=[c, b, a, c.inputs[1]]).frames for line in frame.words]
    late = [line for line in words if "too late, it has already run!" in line]
    assert len(late) == 1 and late[0].endswith("to b: too late, it has already run!")


def test_a_wrong_order_ends_with_the_wrong_numbers_beside_the_right_ones():
    a = Value(2.0)
    b = a + a
    c = b + b
    label_values(locals())
    frames = play(c, order=plain_recursion(c)).frames
    again = [frame.words[0] for frame in frames if "again" in frame.words[0]]
    assert again == ["b runs again, and sends all that it has received once more."]
    assert frames[-1].words == ["δ(a) came out as 8; right is 4"]
    assert frames[-1].deltas["v0"] == ("8 ≠ 4", LIGHT["highlight"], LIGHT["cell"])
    assert "so far" in frames[-2].words[0]


def test_an_order_may_be_any_iterable():
    y = product()
    steps = play(y, order=topological_order(y)[::-1]).frames
    for order in (
        reversed(topological_order(y)),
        (node for node in topological_order(y)[::-1]),
        dict.fromkeys(topological_order(y)[::-1]),
    ):
        assert play(y, order=order).frames == steps


@pytest.mark.parametrize("order", [5, "order", [1, 2], [[1.0]], [Value(1.0)], []])
def test_another_order_is_of_the_nodes_of_the_graph(order):
    needed = r"play\(\) needs an order of all nodes of the graph and no others, got .*"
    with pytest.raises((TypeError, ValueError), match=needed):
        play(product(), order=order)


def test_an_order_that_is_right_by_luck_says_so():
    y = product().inputs[0]
    assert "every δ right all the same" in play(y, order=plain_recursion(y)).frames[-1].words[0]


@pytest.mark.parametrize("program", ENGINES, ids=lambda program: program.stem)
def test_without_scripts_it_is_the_finished_picture_and_a_table(program, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(program))
    html = play(product()).html
    svg = picture(html)
    assert {"a", "b", "a·b", "y", "−6", "−4", "−2"} <= set(texts(svg))
    assert "?" not in texts(svg)
    for position, delta in enumerate(["−2", "2", "1", "1"]):
        assert re.search(rf'id="mg\w+-\d+-v{position}-delta"[^>]*>{delta}<', svg)
    assert html.count("<tr>") == 10
    assert "<button" not in html and "<input" not in html


def test_nothing_comes_from_outside():
    html = play(product()).html
    addresses = set(re.findall(r"https?://[^\"'\s)]+", html + picture(html)))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_the_same_notebook_gives_the_same_bytes_and_no_id_twice():
    first, second = play(product()), play(product())
    number = re.compile(r"(mg[0-9a-f]{8})-(\d+)")
    assert number.search(first.html)[1] == number.search(second.html)[1]
    assert number.search(first.html)[2] != number.search(second.html)[2]
    strip = re.compile(r"base64,[^\"]+|mg[0-9a-f]{8}-\d+")
    assert strip.sub("", first.html) == strip.sub("", second.html)


@pytest.mark.parametrize("label", ["</script><b>", "<!--", "\u2028", '"\\', "&lt;", "${x}`"])
def test_no_label_leaves_the_script(label):
    html = play(Value(1.0, label=label) * 2).html
    script = html[html.index("<script>") :]
    assert script.count("</script>") == 1 and script.count("<b>") == 0
    steps = re.search(r'minigradPlayer\("[^"]+", (\[.*\]), \{', script)[1]
    assert json.loads(steps)[0]["words"][0].startswith(label.replace("\u2028", "\ufffd"))


def test_it_saves_one_page(tmp_path):
    page = play(product()).save(tmp_path / "new" / "walk.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and 'charset="utf-8"' in page
    with pytest.raises(ValueError, match=r"ends in \.html, got"):
        play(product()).save(tmp_path / "walk.svg")


def test_the_command_line_writes_it(tmp_path, capsys):
    page = tmp_path / "p.html"
    assert main(["step", "--html", str(page), "-x*y", "x=2", "y=3"]) == 0
    assert "minigradPlayer" in page.read_text(encoding="utf-8")
    assert main(["step", "x", "x=1", "--html", str(tmp_path / "p.txt")]) == 2
    assert "ends in .html" in capsys.readouterr().err


def test_jupyter_gets_the_player_and_the_table_as_its_plain_form(monkeypatch):
    bundle = play(product())._repr_mimebundle_()
    assert "minigradPlayer" in bundle["text/html"]
    assert "a ← 1 · −3 = −3" in bundle["text/plain"]
    root = Value(2.0) * 3
    assert "│ y " in play(root, names={"y": root})._repr_mimebundle_()["text/plain"]
    monkeypatch.setenv("MINIGRAD_DOT", "no-such-program")
    with pytest.raises(RenderError):
        _ = play(product()).html
    assert set(play(product())._repr_mimebundle_()) == {"text/plain"}


def test_bad_input_is_refused():
    y = product()
    with pytest.raises(TypeError, match="the root of a graph, got float"):
        play(2.0)
    with pytest.raises(ValueError, match="an order of all nodes of the graph"):
        play(y, order=[y])
    v = y
    for _ in range(1500):
        v = v.sin()
    with pytest.raises(ValueError, match="up to 1,500 nodes, got 1,504"):
        play(v)
