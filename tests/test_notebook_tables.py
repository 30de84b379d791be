"""Tables in a notebook: real tables, which can be read on any page and on a telephone."""

import re
from html import escape
from html.parser import HTMLParser

import pytest
from selenium.webdriver.common.by import By

from minigrad import Value, label_values, operation
from minigrad.gradcheck import check_gradients
from minigrad.losses import squared_error
from minigrad.nn import MLP
from minigrad.trace import trace
from tests.browser import chromium
from tests.test_theme import contrast
from viz import check_table, code_table, cost_table, equations_table, layer_table, table
from viz.notebook_table import Table
from viz.saving import html_page


def example():
    a, b = Value(2.0), Value(-3.0)
    y = a * b + a
    label_values(locals())
    return y


def cost(a, b, c):
    return a.relu() + b * b + operation("wrong", c.data, [c], lambda delta: (2 * delta,))


NETWORK = MLP(2, [3, 2], "relu", seed=1)
TABLES = {
    "steps": lambda: table(example(), title="One product"),
    "code": lambda: code_table(trace(lambda w, x: w * x, 2.0, 3.0)),
    "equations": lambda: equations_table(NETWORK, [0.5, -1.0], [1.0, 0.0]),
    "check": lambda: check_table(check_gradients(cost, [0.0, 0.5, 1.0])),
    "costs": lambda: cost_table((10, 1000), largest_whole=10),
    "layers": lambda: layer_table(squared_error(NETWORK([0.5, -1.0]), [1.0, 0.0])),
}


class Cells(HTMLParser):
    """The texts of all cells, row by row, and the texts that have each class."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.classes, self._inside, self._class = [], {}, "", None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "br" and self._inside == "td":
            self.rows[-1][-1] += "\n"
        if tag == "span":
            self._class = dict(attributes)["class"]
        elif tag != "br":
            self._inside = tag

    def handle_endtag(self, tag):
        self._class = None
        self._inside = "" if tag in ("td", "th", "caption") else self._inside

    def handle_data(self, data):
        if self._inside in ("td", "th"):
            self.rows[-1][-1] += data
        if self._class:
            self.classes.setdefault(self._class, []).append(data)


@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES)
def test_a_notebook_gets_a_table_and_plain_text(make):
    rows = make()
    bundle = rows._repr_mimebundle_([], [])
    assert bundle == make()._repr_mimebundle_([], [])
    assert not re.search("[┏┃│\x1b]|<pre", bundle["text/html"])
    assert "\x1b" not in bundle["text/plain"] and "│" in bundle["text/plain"]
    cells = Cells(bundle["text/html"]).rows
    assert cells[0] == [column.header for column in rows.columns]
    shown = [[str(cell) for cell in column.cells] for column in rows.columns]
    assert cells[1 : 1 + rows.row_count] == list(map(list, zip(*shown, strict=True)))
    for words in filter(None, (rows.title, rows.caption)):
        assert all(escape(line) in bundle["text/html"] for line in str(words).splitlines())


@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES)
def test_where_styles_are_taken_away_the_page_gives_the_colours(make):
    bare, count = re.subn(r"<style>.*?</style>", "", make().html, flags=re.DOTALL)
    assert count == 1 and "color" not in bare and "background" not in bare
    assert Cells(bare).rows == Cells(make().html).rows
    assert "overflow-x:auto" in bare


def test_signs_names_and_verdicts_have_their_looks():
    classes = Cells(TABLES["steps"]().html).classes
    assert classes["mg-negative"] == ["−3", "−2"]
    assert classes["mg-bold"] == ["y", "v2", "a", "v2", "a", "b", "b", "a"]
    verdicts = Cells(TABLES["check"]().html).classes
    assert verdicts == {"mg-bold": ["kink (0 | 1)"], "mg-muted": ["right"], "mg-wrong": ["wrong"]}


def test_labels_are_text():
    rows = table(Value(1.0, label="<b>[red]&").exp(), title="<i>")
    assert "&lt;b&gt;[red]&amp;" in rows.html and "<b>" not in rows.html
    assert "<i>" not in rows.html


def test_a_new_section_begins_with_a_line():
    rows = Table("x")
    for end in True, False, False:
        rows.add_row("1", end_section=end)
    assert re.findall(r"<tr[^>]*><td", rows.html) == [
        "<tr><td",
        '<tr class="mg-section"><td',
        "<tr><td",
    ]


def colour(css):
    return "#" + "".join(f"{int(n):02x}" for n in re.findall(r"\d+", css)[:3])


def test_every_text_stands_out_and_a_phone_scrolls_the_table_not_the_page(tmp_path):
    page = tmp_path / "tables.html"
    tables = [make().html for make in TABLES.values()]
    page.write_text(html_page("tables", "\n".join(tables)), encoding="utf-8")
    script = """
        return [...document.querySelectorAll('caption, th, td, td span')].map(each => {
            let ground = each;
            while (getComputedStyle(ground).backgroundColor == 'rgba(0, 0, 0, 0)' &&
                   ground.parentElement) ground = ground.parentElement;
            return [getComputedStyle(each).color, getComputedStyle(ground).backgroundColor];
        });"""
    with chromium() as driver:
        for mode in "light", "dark":
            feature = {"name": "prefers-color-scheme", "value": mode}
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
            driver.get(page.as_uri())
            pairs = {tuple(map(colour, pair)) for pair in driver.execute_script(script)}
            assert len(pairs) >= 6
            for text, ground in pairs:
                assert contrast(text, ground) >= 4.8, (mode, text, ground)
        metrics = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= 390
        boxes = driver.find_elements(By.CLASS_NAME, "minigrad-table")
        scrolls = [box.get_property("scrollWidth") > box.size["width"] for box in boxes]
        assert len(boxes) == len(TABLES) and any(scrolls)
