"""The notebooks with players, exported as pages, in headless Chromium."""

import json
import re
from html import unescape

import pytest

from notebooks.execute import FOLDER, executed
from notebooks.pages import page as folded_page
from tests.browser import requests
from tests.test_browser import shown_deltas

ASKING = ["03_walking_backward", "04_gradients_add"]  # a player that asks for each number


def exported(name):
    """The page of a notebook as it is saved."""
    from nbconvert import HTMLExporter  # half a second, which every worker would take to collect

    page, _ = HTMLExporter().from_filename(str(FOLDER / f"{name}.ipynb"))
    return page


def own_addresses():
    """What nbconvert's own template (MathJax …) asks for."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter()
    return [exporter.mathjax_url, exporter.require_js_url, exporter.mermaid_js_url]


def loaded_players(driver):
    """The players of a page just opened: a new browser may show its first page a bit late."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(driver, 10).until(
        lambda driver: driver.find_elements(By.CLASS_NAME, "minigrad-player")
    )


def states_by_player(page):
    """For each player of the page: what every δ shows at each step, by its table in the file."""
    found = {}
    for name, table, data in re.findall(
        r'class="minigrad-player"[^>]* id="([^"]+)".*?<table>(.*?)</table>.*?'
        r'player\("[^"]+", (\{.*?\})\);\n',
        page,
        flags=re.DOTALL,
    ):
        rows = [re.split(r"</?t[rd]>", row)[1:] for row in table.split("<tr>")[2:]]
        found[name] = list(states(json.loads(data), [unescape(row[3]) for row in rows]))
    return found


def states(data, given):
    """`given` is what each row of the table gives."""
    shown = {}
    for place, (step, gives) in enumerate(zip(data["steps"], given, strict=True)):
        if place == data["turn"]:
            shown[f"v{data['root']}"] = "1"
        elif len(step) == 3:
            shown[f"v{data['inputs'][step[0]][step[1]]}"] = gives
        elif place and not step:
            shown |= {f"v{node}": text for node, text in data["wrong"].items()}
        yield dict(shown)


def test_every_step_of_the_players_behind_folds_shows_what_python_prepared(driver, tmp_path):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    own = own_addresses()
    page = folded_page(executed(FOLDER / "05_why_a_topological_order.ipynb"))
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    driver.get_log("browser"), driver.get_log("performance")
    driver.get(file.as_uri())
    assert page.count("<summary>Answer</summary>") == 6, "one for each question"
    folds = driver.find_elements(By.CSS_SELECTOR, "details.reveal")
    assert len(folds) >= 5 and not any(fold.get_attribute("open") for fold in folds)
    driver.execute_script("arguments[0].forEach(fold => { fold.open = true; })", folds)

    prepared = states_by_player(page)
    players = loaded_players(driver)
    assert len(players) == len(prepared) >= 1
    for player in players:
        for place, expected in enumerate(prepared[player.get_attribute("id")]):
            if place:
                player.send_keys(Keys.ARROW_RIGHT)
            known = {
                node: text for node, text in shown_deltas(driver, player).items() if text != "?"
            }
            assert known == expected
            assert player.get_attribute("data-step") == str(place)
        first = player.find_element(By.CSS_SELECTOR, ".mg-list button")
        driver.execute_script("arguments[0].click()", first)
        assert player.get_attribute("data-step") == "0"

    local = ("file:", "data:", "blob:", "chrome:")  # the last: of the browser's own first page
    outside = [url for url in requests(driver) if not url.startswith(local)]
    assert [url for url in outside if not any(url.startswith(each) for each in own)] == []
    messages = [entry["message"] for entry in driver.get_log("browser")]
    assert [text for text in messages if not any(each in text for each in own)] == []


@pytest.mark.parametrize("name", ASKING)
def test_without_scripts_the_pictures_and_tables_are_there(driver, tmp_path, name):
    from selenium.webdriver.common.by import By

    page = exported(name)
    file = tmp_path / f"{name}.html"
    file.write_text(re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL), encoding="utf-8")
    driver.get(file.as_uri())
    players = loaded_players(driver)
    for player in players:
        player.find_element(By.TAG_NAME, "summary").click()
        assert player.find_element(By.TAG_NAME, "img").size["width"] > 50
        assert len(player.find_elements(By.TAG_NAME, "tr")) > 3
        assert player.find_elements(By.TAG_NAME, "button") == []
