"""The notebooks with players, exported as pages, in headless Chromium."""

import json
import re

import pytest

from notebooks.execute import FOLDER
from tests.browser import chromium, requests
from tests.test_browser import shown_deltas

NAMES = ["02_walking_backward", "03_why_a_topological_order"]


@pytest.fixture(scope="module")
def driver():
    with chromium() as driver:
        yield driver


def exported(name):
    """The page, and the addresses that nbconvert's own template (MathJax …) asks for."""
    from nbconvert import HTMLExporter  # half a second, which every worker would take to collect

    exporter = HTMLExporter()
    page, _ = exporter.from_filename(str(FOLDER / f"{name}.ipynb"))
    return page, [exporter.mathjax_url, exporter.require_js_url, exporter.mermaid_js_url]


def frames_by_player(page):
    """What Python prepared for each player of the page."""
    found = re.findall(r'minigradPlayer\("([^"]+)", (\[.*?\]), \{"text"', page)
    return {name: json.loads(frames) for name, frames in found}


@pytest.mark.parametrize("name", NAMES)
def test_every_step_of_every_player_shows_what_python_prepared(driver, tmp_path, name):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    page, own = exported(name)
    file = tmp_path / f"{name}.html"
    file.write_text(page, encoding="utf-8")
    driver.get_log("browser"), driver.get_log("performance")
    driver.get(file.as_uri())

    prepared = frames_by_player(page)
    players = driver.find_elements(By.CLASS_NAME, "minigrad-player")
    assert len(players) == len(prepared) >= 1
    for player in players:
        frames = prepared[player.get_attribute("id")]
        expected = dict.fromkeys((frame["active"] for frame in frames), "?")
        for place, frame in enumerate(frames):
            if place:
                player.send_keys(Keys.ARROW_RIGHT)
            expected |= {node: text[0] for node, text in frame["deltas"].items()}
            assert shown_deltas(driver, player) == expected
            assert player.get_attribute("data-step") == str(place)
        first = player.find_element(By.CSS_SELECTOR, ".mg-list button")
        driver.execute_script("arguments[0].click()", first)
        assert player.get_attribute("data-step") == "0"

    local = ("file:", "data:", "blob:", "chrome:")  # the last: of the browser's own first page
    outside = [url for url in requests(driver) if not url.startswith(local)]
    assert [url for url in outside if not any(url.startswith(each) for each in own)] == []
    messages = [entry["message"] for entry in driver.get_log("browser")]
    assert [text for text in messages if not any(each in text for each in own)] == []


@pytest.mark.parametrize("name", NAMES)
def test_without_scripts_the_pictures_and_tables_are_there(driver, tmp_path, name):
    from selenium.webdriver.common.by import By

    page, _ = exported(name)
    file = tmp_path / f"{name}.html"
    file.write_text(re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL), encoding="utf-8")
    driver.get(file.as_uri())
    players = driver.find_elements(By.CLASS_NAME, "minigrad-player")
    assert players
    for player in players:
        assert player.find_element(By.TAG_NAME, "img").size["width"] > 50
        assert len(player.find_elements(By.TAG_NAME, "tr")) > 3
        assert player.find_elements(By.TAG_NAME, "button") == []
