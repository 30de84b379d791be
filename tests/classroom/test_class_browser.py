"""The page of a class in headless Chromium: it loads nothing, fits, and can be read and printed."""

from dataclasses import replace
from itertools import pairwise

import pytest

from minigrad.classroom.reports import write_reports
from tests.browser import chromium, paper, requests
from tests.classroom.hostile_class import HOSTILE, RUN, hostile_class, roster

pytestmark = pytest.mark.slow
OPEN_ALL = "document.querySelectorAll('details').forEach(each => each.open = true)"
FACTS = """
    const bars = [...document.querySelectorAll(".mg-points b")];
    return {
        wide: document.documentElement.scrollWidth - innerWidth,
        ink: getComputedStyle(document.body).color,
        ground: getComputedStyle(document.documentElement).backgroundColor,
        heights: bars.map(bar => bar.getBoundingClientRect().height),
        touching: [...document.querySelectorAll(".mg-points small, thead th")]
            .filter(each => each.scrollWidth > each.clientWidth && each.clientWidth).length,
        alerts: document.querySelectorAll("script, img[onerror]").length,
        headings: [...document.querySelectorAll("h1, h2, h3")].map(h => Number(h.tagName[1])),
    }"""


@pytest.fixture(scope="module")
def driver():
    with chromium() as driver:
        yield driver


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    write_reports(folder, hostile_class(), roster(), ["html"], RUN)
    return folder


def facts(driver, page, theme, media="screen", width=1100):
    feature = {"name": "prefers-color-scheme", "value": theme}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [feature]})
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)  # no window is so narrow
    for log in "browser", "performance":
        driver.get_log(log)
    driver.get(page.as_uri())
    driver.execute_script(OPEN_ALL)
    return driver.execute_script(FACTS)


def test_the_page_loads_nothing_and_fits(driver, folder):
    for width in 390, 1100:
        seen = facts(driver, folder / "index.html", "light", width=width)
        assert seen["wide"] <= 0 and seen["alerts"] == 0 and seen["touching"] == 0
        assert requests(driver) == [(folder / "index.html").as_uri()]
        assert driver.get_log("browser") == []
    highest = max(seen["heights"])
    assert highest > 50 and sum(height == highest for height in seen["heights"]) == 1
    levels = seen["headings"]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))


def test_on_a_phone_feedback_is_wrapped_once(driver, folder):
    """A gap of its columns, or the end of a full line, is a space there; nothing is left out."""
    rows = "return document.querySelector('pre').getBoundingClientRect().height"
    one = hostile_class()[0]
    words = " ".join(["word"] * 15), " " * 6 + "word", "  a.grad      got 1" + " " * 9 + "right"
    said = "\n".join(f"  {each}" if each.startswith("word") else each for each in words)
    exercise = replace(one.exercises[0], feedback=said)
    write_reports(folder / "phone", [replace(one, student="Di", exercises=(exercise,))], None,
                  ["html"], RUN)  # fmt: skip
    page = folder / "phone/feedback/Di.html"
    heights = {}
    for width in 390, 1100:
        facts(driver, page, "light", width=width)
        heights[width] = driver.execute_script(rows)
        assert driver.execute_script("return document.querySelector('pre').textContent") == said
    facts(driver, page, "light", width=390)
    driver.execute_script("document.querySelectorAll('.mg-fold').forEach(x => x.className = '')")
    assert heights[1100] < heights[390] < driver.execute_script(rows)


def test_it_is_dark_where_the_system_is_and_light_on_paper(driver, folder):
    light, dark = (facts(driver, folder / "index.html", theme) for theme in ("light", "dark"))
    on_paper = facts(driver, folder / "index.html", "dark", "print")
    assert light["ink"] == on_paper["ink"] != dark["ink"]
    assert dark["ground"] == "rgb(30, 30, 30)" and on_paper["ground"] == "rgba(0, 0, 0, 0)"
    assert paper(driver).startswith(b"%PDF")


def test_the_graph_of_a_student_is_drawn(driver, folder):
    page = next(each for each in (folder / "feedback").glob("*.html") if "Zoë" in each.name)
    assert facts(driver, page, "light")["alerts"] == 0
    drawn = "return [...document.images].map(image => image.naturalWidth)"
    assert min(driver.execute_script(drawn)) > 0
    pre = driver.execute_script("return document.querySelector('pre').textContent")
    assert HOSTILE[1] in pre
