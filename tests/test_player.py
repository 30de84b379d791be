"""What the player says and holds; what a browser makes of it is in test_browser.py."""

import json
import re
from urllib.parse import unquote

import pytest

import viz.engines
from minigrad import Value, label_values, topological_order
from minigrad.cli import main
from minigrad.orders import plain_recursion
from tests.models import chain_of_a_hundred
from tests.svg import lines
from viz import RenderError, play

ENGINES = viz.engines.engines()


def product():
    a, b = Value(2.0), Value(-3.0)
    y = a * b + a
    label_values(locals())
    return y


def powers():
    a = Value(2.0)
    u, v = a**2, a**3
    C = u * v
    label_values(locals())
    return C


def picture(html):
    return unquote(re.search(r"data:image/svg\+xml,([^\"]+)", html)[1]).replace("'", '"')


def rows(player):
    return [(frame.numbers, frame.gives, frame.note) for frame in player.frames]


def test_it_goes_forward_turns_around_and_goes_back_one_arrow_at_a_time():
    assert [frame.title for frame in play(powers()).frames] == [
        "1 given",
        "u = 4",
        "v = 8",
        "C = 32",
        "↩ turn around",
        "C → u: 8",
        "C → v: 4",
        "v → a: 48",
        "u → a: 32",
    ]


def test_its_rows_hold_every_number_as_the_reader_sees_it():
    assert rows(play(product())) == [
        ("a = 2, b = −3", "", ""),
        ("a = 2, b = −3", "−6", ""),
        ("v2 = −6, a = 2", "−4", ""),
        ("", "δ(y) = 1", ""),
        ("1 × 1 = 1", "1", ""),
        ("1 × 1 = 1", "1 + ?", "1 of 2 arrived"),
        ("1 × −3 = −3", "−2", "= 1 − 3"),
        ("1 × 2 = 2", "2", ""),
    ]


def test_a_number_that_stands_in_a_formula_is_no_step():
    a = Value(3.0, label="a")
    shown = play(0.5 * (a - 1.0) ** 2).frames
    assert [frame.title for frame in shown][:3] == ["1 given", "v3 = 2", "v4 = 4"]
    assert [frame.sent for frame in shown if frame.arrow] == ["0.5", "2", "2"]
    assert shown[2].what == "v4 = (a − 1)²"


def test_an_operation_that_uses_a_node_twice_sends_it_two_arrows():
    a = Value(3.0, label="a")
    assert rows(play(a * a))[-2:] == [
        ("1 × 3 = 3", "3 + ?", "1 of 2 arrived"),
        ("1 × 3 = 3", "6", "= 3 + 3"),
    ]


def test_a_long_sum_is_counted_and_a_long_list_is_cut():
    a = Value(1.0, label="a")
    shown = play(sum([a] * 14)).frames
    assert shown[-1].note == "= Σ of 14"
    assert play(a).frames[-1].gives == "δ(a) = 1"


def test_playing_changes_no_grad():
    y = product()
    assert play(y).frames and y.grad == y.inputs[0].grad == 0


def test_in_another_order_nothing_is_said_to_be_complete():
    a = Value(2.0)
    b = a * a
    c = b + b.exp()
    label_values(locals())
    shown = play(c, order=[c, b, a, c.inputs[1]]).frames
    notes = [frame.note for frame in shown if frame.arrow]
    assert notes == ["so far"] * 4 + ["so far; too late: b has already run"]
    assert not any("?" in frame.gives for frame in shown)


def test_a_wrong_order_ends_with_the_wrong_numbers_beside_the_right_ones():
    a = Value(2.0)
    b = a + a
    c = b + b
    label_values(locals())
    shown = play(c, order=plain_recursion(c)).frames
    assert "so far; b runs again: all that it has, once more" in [frame.note for frame in shown]
    assert shown[-1].numbers == "δ(a) came out as 8; right is 4."
    assert shown[-1].wrong == {a: "8 ≠ 4"}


def test_an_order_may_be_any_iterable():
    y = product()
    steps = rows(play(y, order=topological_order(y)[::-1]))
    for order in (
        reversed(topological_order(y)),
        (node for node in topological_order(y)[::-1]),
        dict.fromkeys(topological_order(y)[::-1]),
    ):
        assert rows(play(y, order=order)) == steps


@pytest.mark.parametrize("order", [5, "order", [1, 2], [[1.0]], [Value(1.0)], []])
def test_another_order_is_of_the_nodes_of_the_graph(order):
    needed = r"play\(\) needs an order of all nodes of the graph and no others, got .*"
    with pytest.raises((TypeError, ValueError), match=needed):
        play(product(), order=order)


def test_an_order_that_is_right_by_luck_says_so():
    y = product().inputs[0]
    assert "every δ right all the same" in play(y, order=plain_recursion(y)).frames[-1].numbers


@pytest.mark.parametrize("program", ENGINES, ids=lambda program: program.stem)
def test_without_scripts_it_is_the_finished_picture_and_a_table(program, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(program))
    html = play(powers()).html
    found = lines(picture(html))
    assert {"a", "u = a²", "2", "4", "8", "32", "δ 80", "= 48 + 32", "δ 8", "δ 4", "δ 1"} <= set(
        found
    )
    assert {"×12", "◄ 48", "×4", "◄ 32"} <= set(found)
    assert "?" not in "".join(found)
    for place in range(4):
        assert re.search(rf'<g id="v{place}" class="n f\d', picture(html))
    assert {"e1.0", "e2.0", "e3.0", "e3.1"} <= set(re.findall(r'id="(e[^"]+)"', picture(html)))
    assert html.count("<tr>") == 10
    static = html[: html.index("<style>")]
    assert "<button" not in static and "<input" not in static
    assert re.search(r"<details[^>]*><summary>The finished picture.*</summary><img", static)


@pytest.mark.parametrize("program", ENGINES, ids=lambda program: program.stem)
def test_a_hundred_nodes_take_less_than_150_kilobytes(program, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(program))
    root = chain_of_a_hundred()
    assert len(topological_order(root)) == 101
    assert len(play(root).page.encode("utf-8")) < 150_000


def test_nothing_comes_from_outside():
    html = play(product()).html
    addresses = set(re.findall(r"https?://[^\"'\s)]+", unquote(html)))
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_the_same_notebook_gives_the_same_bytes_and_no_id_twice():
    first, second = play(product()), play(product())
    number = re.compile(r"(mg[0-9a-f]{8})-(\d+)")
    assert number.search(first.html)[1] == number.search(second.html)[1]
    assert number.search(first.html)[2] != number.search(second.html)[2]
    assert number.sub("", first.html) == number.sub("", second.html)


@pytest.mark.parametrize("label", ["</script><b>", "<!--", "\u2028", '"\\', "&lt;", "${x}`"])
def test_no_label_leaves_the_script(label):
    html = play(Value(1.0, label=label) * 2).html
    script = html[html.index("<script>") :]
    assert script.count("</script>") == 1 and script.count("<b>") == 0
    data = json.loads(re.search(r'player\("[^"]+", (\{.*\})\);', script)[1])
    assert data["names"][0] == label.replace("\u2028", "\ufffd")


def test_its_title_is_the_formula_of_the_root_or_what_is_given():
    assert play(powers()).title == "C = u·v"
    assert play(powers(), title="two\nways").title == "two␊ways"
    assert repr(play(powers())) == (
        "<Forward and backward through C = u·v: 9 steps, .save('x.html')>"
    )


def test_it_saves_one_page(tmp_path):
    page = play(product()).save(tmp_path / "new" / "walk.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and 'charset="utf-8"' in page
    with pytest.raises(ValueError, match=r"ends in \.html, got"):
        play(product()).save(tmp_path / "walk.svg")


def test_the_command_line_writes_it(tmp_path, capsys):
    page = tmp_path / "p.html"
    assert main(["step", "--html", str(page), "-x*y", "x=2", "y=3"]) == 0
    html = page.read_text(encoding="utf-8")
    assert 'class="minigrad-player"' in html and "<title>result = -x*y</title>" in html
    assert main(["step", "x", "x=1", "--html", str(tmp_path / "p.txt")]) == 2
    assert "ends in .html" in capsys.readouterr().err


def test_jupyter_gets_the_player_and_the_table_as_its_plain_form(monkeypatch):
    bundle = play(product())._repr_mimebundle_()
    assert 'class="minigrad-player"' in bundle["text/html"]
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
    with pytest.raises(TypeError, match=r"predict to be True or False, got str 'yes'"):
        play(y, predict="yes")
    with pytest.raises(TypeError, match=r"title to be a text, got int 5"):
        play(y, title=5)
    with pytest.raises(ValueError, match="an order of all nodes of the graph"):
        play(y, order=[y])
    v = y
    for _ in range(1500):
        v = v.sin()
    with pytest.raises(ValueError, match="up to 1,500 nodes, got 1,504"):
        play(v)
