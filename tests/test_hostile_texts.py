"""Whatever text a person gives, nothing hidden in it reaches a terminal, a file or an error."""

import json
import random
import re
from io import StringIO
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from rich.console import Console

from minigrad import Value, operation, total
from minigrad.checks import visible
from minigrad.datasets import Dataset
from minigrad.gradcheck import check_gradients
from minigrad.nn import Layer, Neuron
from minigrad.trace import trace
from minigrad.training import first_nonfinite
from tests.svg import texts, tooltips
from viz import check_table, draw, explore, heatmap, layer_table, play, regions, table
from viz.tables import code_table

PIECES = [
    *("\x00", "\x07", "\b", "\t", "\n", "\r", "\x0b", "\x0c", "\x1b[31m", "\x1b]0;t\x07", "\x7f"),
    *("\x85", "\x9b31m", "\xa0", "\xad", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff"),
    *("\u202e", "\u2066", "\u2069", "\u061c", "\u200b", "\u200d", "\u200e", "\u2060"),
    *("\ud800", "\udfff", "\ud83d", "\U0001fffe", "\ue000", "\U000e0041", "\U000f0000"),
    *("&", "&lt;", "&#27;", "&#0;", "&nosuch;", "<", ">", "]]>", "<!--", "-->", "</script>"),
    *("<b>", "<TABLE>", '"', "'", "`", "${x}", "\\", "\\n", r"\N", r"\G", "{", "|", "}", "%s"),
    *("[red]", "[/]", "[bold", ":smile:", "#", "#2", ".", "..", " ", "", "x" * 3000),
    *("שלום", "مرحبا", "🦋", "👩‍🔬", "e\u0301", "z̸", "ﬁ", "½", "日本", "$", "$\\foo$", "^_"),
]
KEPT = "\n\t\u00a0\u3000\u200c\u200d\u200e\u200f"


def hostile(count):
    """Each piece alone, and pieces put together at random, the same on every run."""
    dice = random.Random(5)
    mixed = ["".join(dice.choices(PIECES, k=dice.randint(2, 5))) for _ in range(count)]
    return [*PIECES, *mixed][:count]


GROUPS = [hostile(300)[i : i + 30] for i in range(0, 300, 30)]
each_group = pytest.mark.parametrize("group", GROUPS, ids=range(len(GROUPS)))


def is_clean(text):
    text.encode("utf-8")
    return all(each.isprintable() or each in KEPT for each in text)


def own(op, x):
    """An operation named by a person, whose rule is wrong."""
    return operation(op or " ", x.data + 1.0, [x], lambda delta: (delta * 2.0,))


def graph(group):
    """A sum of operations on leaves, all named by the texts; the root is named by the first."""
    root = total([own(text, Value(2.0, label=text)) for text in group])
    root.label = group[0]
    return root


def printed(renderable):
    console = Console(file=StringIO(), width=120, no_color=True)
    console.print(renderable)
    return console.file.getvalue()


@each_group
def test_a_drawing_is_a_whole_file(group):
    drawing = draw(graph(group))
    assert is_clean(drawing.dot) and is_clean(drawing.svg) and is_clean(repr(drawing))
    shown = {text.replace("\xa0", " ") for text in texts(drawing.svg)}
    explained = {text.replace("\xa0", " ") for text in tooltips(drawing.svg)}
    assert all(map(is_clean, shown)) and all(map(is_clean, explained))
    for text in group:
        if len(text) < 30 and "." not in text and text.strip():
            said = visible(text).replace("\xa0", " ")
            assert said in shown
            assert any(f"  ({said})" in tooltip for tooltip in explained), text


@each_group
def test_a_folded_drawing_is_a_whole_file(group):
    parts = [own(text, Value(2.0, label=f"group{i}.w")) for i, text in enumerate(group)]
    for i, part in enumerate(parts):
        part.label = f"group{i}.z"
    drawing = draw(total(parts), depth=1)
    assert is_clean(drawing.dot) and is_clean(drawing.svg)
    ElementTree.fromstring(drawing.svg)
    assert is_clean(printed(table(total(parts), depth=1)))


@each_group
def test_a_table_and_a_step_leave_the_terminal_alone(group):
    root = graph(group)
    assert is_clean(printed(table(root, title=group[1])))
    for step in root.backward_steps():
        assert is_clean(repr(step)) and is_clean(step._repr_html_()) and "\n" not in repr(step)
    long = [text for text in group if 3 < len(text) < 30 and text.isascii() and text.isprintable()]
    for text in long:
        assert text.strip() in printed(table(Value(1.0, text).exp(), title=text)).split("┏")[0]


@each_group
def test_a_player_is_a_whole_page(group):
    player = play(graph(group))
    html = player.html
    assert is_clean(html)
    picture = unquote(re.search(r"data:image/svg\+xml,([^\"]+)", html)[1])
    ElementTree.fromstring(picture)
    script = html[html.index("<script>") :]
    assert script.count("</script>") == 1 and "<!--" not in script
    names = json.loads(re.search(r'player\("[^"]+", (\{.*\})\);', script)[1])["names"]
    assert all(map(is_clean, names))
    assert all(is_clean(text) for frame in player.frames for text in [frame.what, frame.numbers])


@each_group
def test_an_explorer_is_a_whole_page(group):
    def f(x):
        parts = [own(text, x) for text in group[::5]]
        for text, part in zip(group[::5], parts, strict=True):
            part.label = text
        return total(parts)

    html = explore(f, 2.0).html
    assert is_clean(html)
    picture = unquote(re.search(r'svg\+xml,([^"]+)"', html)[1])
    assert all(map(is_clean, texts(picture)))
    script = html[html.index("<script>") :]
    assert script.count("</script>") == 1 and "<!--" not in script
    data = json.loads(re.search(r'minigradExplore\("\w+", (\{.*\})\);', script)[1])
    assert all(is_clean(text) for node in data["nodes"] for text in node[:2])


@each_group
def test_the_views_of_layers_are_whole(group):
    for text in group:
        z = total([Value(0.5, label="x"), Value(1.0, label="b")])
        z.label = f"{text}.neuron0.z"
        for view in (lambda z=z: heatmap(z).dot, lambda z=z: printed(layer_table(z))):
            try:
                assert is_clean(view())
            except ValueError as error:  # the text is no name of a layer
                assert "labelled like layer1.neuron0.z" in str(error)


def sentences(text):
    """All that is said in one line about things that a person has named so."""
    square = Dataset(text, ("x", "y"), (text, "b"), [([0.0, 0.0], 0), ([1.0, 1.0], 1)])
    x = Value(2.0, label=text)
    infinite = own(text, Value(1e308, label=text)) * 1e308
    infinite.label = text
    yield from (repr(square), repr(x), first_nonfinite(infinite))
    yield from (repr(Neuron(1, label=text)), repr(Layer(1, 1, label=text)))
    for refused in refusals(text):
        with pytest.raises((TypeError, ValueError)) as caught:
            refused()
        yield str(caught.value)


def refusals(text):
    """Calls with things that a person has named so; each raises an error."""
    x, line = Value(-2.0, label=text), Dataset(text, (text,), (text,), [([0.0], 0)])
    cycle, broken = own(text, x), own(text, x)
    cycle.label = broken.label = text
    cycle.inputs = (cycle,)
    broken.grad = None
    neuron = Neuron(1, label=text)
    return [
        x.log,
        cycle.backward,
        broken.backward,
        operation(text or " ", 1.0, [x], lambda delta: ()).backward,
        lambda: operation(text, 1.0, [1.0], lambda delta: ()),
        lambda: regions(lambda x: 0, line),
        lambda: neuron([1.0, 2.0]),
        lambda: neuron(1.0),
        lambda: trace(lambda x: text, 1.0),
    ]


@each_group
def test_words_and_errors_leave_the_terminal_alone(group):
    for text in group:
        square = Dataset(text, ("x", "y"), (text, "b"), [([0.0, 0.0], 0), ([1.0, 1.0], 1)])
        assert is_clean(regions(lambda x: 0, square, 8, 4).plain)
        for sentence in sentences(text):
            assert is_clean(sentence) and "\n" not in sentence, sentence


def traced_by(text):
    def f(x):
        y = operation(text or " ", x.data * 3, [x], lambda delta: (delta * 3,))
        y.label = text
        return y * y

    return trace(f, 2.0)


@each_group
def test_a_trace_is_code_that_runs(group):
    for traced in map(traced_by, group):
        source = traced.source()
        assert is_clean(source) and is_clean(printed(code_table(traced)))
        assert traced.value_and_grad(2.0) == (36.0, 36.0)
        assert source.splitlines() == source.split("\n")


def reported_on(text):
    def f(x):
        x.label = text
        y = own(text, x)
        y.label = text
        return y * Value(x.data, text)

    return check_gradients(f, [0.5])


@each_group
def test_a_report_leaves_the_terminal_alone(group):
    for text in group:
        report = reported_on(text)
        assert is_clean(repr(report)) and is_clean(printed(check_table(report)))
        if 3 < len(text) < 20 and text.isascii() and text.isprintable():
            assert text.strip() in printed(check_table(report))


def test_an_operation_needs_a_name():
    with pytest.raises(ValueError, match=r"operation\(\) needs a name, got ''"):
        operation("", 1.0, [Value(1.0)], lambda delta: (delta,))


def test_what_emoji_and_scripts_need_stays():
    for text in ("👩‍🔬", "שלום", "می‌خواهم", "a\xa0b", "日本\u3000語"):
        assert visible(text) == text
    assert visible("a\x7f\u202eb") == "a␡\ufffdb"
