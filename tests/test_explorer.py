"""What an explorer holds, and what it refuses; what a browser makes of it is in another file."""

import json
import re
from urllib.parse import unquote

import pytest

import viz.engines
from minigrad import Value, total, where
from minigrad.cli import main
from minigrad.expressions import evaluate
from minigrad.losses import squared_error
from minigrad.nn import MLP, Module
from minigrad.trace import trace
from tests.explorers import assert_alike, shown_in
from viz import RenderError, draw, explore

ENGINES = viz.engines.engines()


def neuron(w, x, b):
    z = w * x + b
    z.label = "z"
    return z.relu() * 2


def picture(html):
    return unquote(re.search(r'svg\+xml,([^"]+)', html)[1])


def data_of(html):
    return json.loads(re.search(r'minigradExplore\("\w+", (\{.*\})\);', html)[1])


@pytest.mark.parametrize("program", ENGINES, ids=lambda program: program.stem)
def test_without_scripts_it_is_the_drawing_with_room_for_any_number(program, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(program))
    root = neuron(Value(2.0, "w"), Value(-3.0, "x"), Value(7.0, "b"))
    html = explore(neuron, 2.0, -3.0, 7.0).html
    assert_alike(shown_in(picture(html)), draw(root, names={"C": root}).svg)
    assert "xlink:title" not in picture(html)  # which would keep the numbers of the beginning
    assert "can be dragged" in html
    assert all(word not in html.partition("<script>")[0] for word in ("<button", "<input"))


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x - x,  # two arrows between the same two boxes
        lambda x: total([x * 1, x * -2, x * 3]),
        lambda x: total([x * i for i in range(6)]),
    ],
)
def test_several_arrows_from_one_box_stand_as_in_the_drawing(f):
    root = f(Value(2.0, "x"))
    html = explore(f, 2.0).html
    assert_alike(shown_in(picture(html)), draw(root, names={"C": root}).svg)


def test_a_graph_whose_arrows_have_no_room_for_numbers_shows_them_by_width_and_colour():
    network = MLP(2, [8, 4, 1], seed=1)

    def loss(model, x):
        return squared_error(model(x), [1.0])

    root = loss(network, [Value(0.5, "x0"), Value(-1.0, "x1")])
    html = explore(loss, network, [0.5, -1.0]).html
    assert_alike(shown_in(picture(html)), draw(root, names={"C": root}).svg)


@pytest.mark.parametrize(
    ("f", "arguments"),
    [
        (lambda x: x * x, [3.0]),
        (lambda xs: xs[0] * xs[1][0] + xs[1][0], [[2.0, [5.0]]]),
        (lambda w, x: where(w > x, w, x * x), [1.0, 2.0]),
    ],
)
def test_it_takes_what_a_trace_takes(f, arguments):
    data = data_of(explore(f, *arguments).html)
    table = trace(f, *arguments).table()
    assert data["table"]["rows"] == table.rows
    assert data["table"]["numbers"] == table.numbers


def test_an_expression_is_the_same_as_its_function():
    def f(w, x):
        return evaluate("tanh(w*x)", {"w": w, "x": x})

    by_text, by_function = explore("tanh(w*x)", w=1, x=2), explore(f, 1, 2)
    assert data_of(by_text.html) == data_of(by_function.html)
    assert repr(by_text) == "<Explore tanh(w*x): w, x can be dragged, .save('x.html')>"


def test_numbers_and_values_from_elsewhere_stay_as_they_are():
    k = Value(5.0, label="k")
    explorer = explore(lambda x: k * x + 1, 2.0)
    assert repr(explorer) == "<Explore C: x can be dragged, .save('x.html')>"
    assert k.data == 5.0 and k.grad == 0.0 and "5" in shown_in(picture(explorer.html))["texts"]


def test_a_network_is_left_as_it_was():
    network = MLP(2, [2, 1], seed=3)
    before = network.state_dict()
    explorer = explore(lambda model, x: model(x)[0].tanh(), network, [0.5, 1.0])
    assert network.state_dict() == before
    assert all(parameter.grad == 0.0 for parameter in network.parameters())
    assert "layer1.neuron0.w0, layer1.neuron0.w1, layer1.neuron0.b, " in repr(explorer)
    assert "and 3 more can be dragged" in repr(explorer)


class Line(Module):
    def __init__(self):
        self.slope, self.offset = Value(2.0), Value(1.0)

    def __call__(self, x):
        return self.slope * x + self.offset

    def parameters(self):
        return [self.slope, self.offset]


def test_parameters_without_a_label_get_names():
    explorer = explore(lambda line, x: line(x), Line(), 3.0)
    assert "line.parameter0, line.parameter1, x can be dragged" in repr(explorer)


def test_the_root_is_called_c_unless_something_else_is():
    assert explore(lambda C: C * 2, 1.0).title == "Explore y"
    assert explore(lambda C, y: C * y, 1.0, 2.0).title == "Explore result"


def test_it_is_the_same_on_every_run_and_nothing_comes_from_outside():
    html = explore(neuron, 2.0, -3.0, 7.0).html
    assert html == explore(neuron, 2.0, -3.0, 7.0).html
    addresses = set(re.findall(r"https?://[^\"'\s)]+", html + picture(html)))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    script = html.partition("<script>")[2]
    assert not re.search(r"\beval\b|\bFunction\(|innerHTML", script)


@pytest.mark.parametrize(
    "label", ["</script><b>", "<!--", "\u2028", '"\\', "${x}`", "it's", "100 %"]
)
def test_no_label_leaves_the_script(label):
    def f(x):
        y = x * x
        y.label = label
        return y + x

    html = explore(f, 2.0).html
    script = html.partition("<script>")[2]
    assert script.count("</script>") == 1 and script.count("<b>") == 0
    shown = label.replace("\u2028", "\ufffd")
    assert data_of(html)["nodes"][1][0] == shown
    assert f"{shown} = x·x" in shown_in(picture(html))["texts"]


def test_it_saves_one_page_and_shows_itself_in_jupyter(tmp_path, monkeypatch):
    explorer = explore("x*x", x=3)
    page = explorer.save(tmp_path / "new" / "x.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and "<h1" in page and explorer.html in page
    with pytest.raises(ValueError, match=r"ends in \.html, got"):
        explorer.save(tmp_path / "x.svg")
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/html"] == explorer.html and "│ x " in bundle["text/plain"]
    monkeypatch.setenv("MINIGRAD_DOT", "no-such-program")
    with pytest.raises(RenderError):
        _ = explore("x*x", x=3).html
    assert set(explore("x*x", x=3)._repr_mimebundle_()) == {"text/plain"}


def counted(x, calls=[]):  # noqa: B006 (that it remembers is what is tested)
    calls.append(x)
    return x * len(calls)


def asks_for_the_type(x):
    return x * 2 if isinstance(x.data, float) else x + 2


@pytest.mark.parametrize(
    ("f", "arguments", "values", "error", "words"),
    [
        (Value(2.0) * 3, [], {}, TypeError, "the function that builds a graph, got a Value"),
        (5, [], {}, TypeError, "a function or an expression, got int 5"),
        (lambda x: x, [1.0], {"w": 1}, TypeError, "by name for an expression only, got w="),
        ("w*x", [1.0], {}, TypeError, "of an expression by name, such as w=1, got float 1.0"),
        ("w*x", [], {"w": 1}, ValueError, "the name 'x' at column 3 needs a value"),
        ("1 + 2", [], {}, ValueError, "needs a number that can be dragged"),
        (lambda x: Value(1.0) * 2, [1.0], {}, ValueError, "needs a number that can be dragged"),
        (lambda x: [x], [1.0], {}, TypeError, r"explore\(\) needs a function that returns one Val"),
        (lambda x: x if x > 0 else -x, [1.0], {}, TypeError, "write where"),
        ("where(0 < x < 1, x, y)", [], {"x": 1, "y": 2}, ValueError, "a single comparison, got"),
        (counted, [1.0], {}, ValueError, r"explore\(\) needs a function that computes the same"),
        (asks_for_the_type, [1.0], {}, ValueError, r"write where\(x > 0, a, b\) in place of an if"),
        (lambda x: x.log(), [-1.0], {}, ValueError, r"log\(\) needs data > 0, got -1.0"),
        (lambda x: x * x, [Value(1.0)], {}, TypeError, "take a number, got a Value"),
        (lambda x: sum([x] * 700), [1.0], {}, ValueError, "up to 600 nodes, got 700"),
    ],
)
def test_bad_input_is_refused(f, arguments, values, error, words):
    with pytest.raises(error, match=words):
        explore(f, *arguments, **values)


def test_the_command_line_writes_it(tmp_path, capsys):
    page = tmp_path / "p.html"
    assert main(["explore", "-x*y", "x=2", "y=3", "-o", str(page)]) == 0
    assert "minigradExplore" in page.read_text(encoding="utf-8")
    assert main(["explore", "x*y", "x=2", "y=3", "-o", "-"]) == 0
    assert "<!doctype html>" in capsys.readouterr().out
    for wrong in (["x"], ["x+1", "x=1", "-o", "p.svg"], ["where(0<x<1, x, 2)", "x=1"]):
        assert main(["explore", *wrong]) == 2
        assert capsys.readouterr().err.count("\n") == 1
