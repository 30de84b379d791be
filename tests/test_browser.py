"""The player in headless Chromium: every step clicked and keyed, numbers as Python has them."""

import pytest

from minigrad import Value, label_values
from minigrad.cli.demo import neuron_cost
from minigrad.losses import squared_error
from minigrad.nn import MLP
from tests.browser import chromium, requests
from viz import play


@pytest.fixture(scope="module")
def driver():
    with chromium() as driver:
        yield driver


def shown_deltas(driver, player):
    """Node -> text of its δ, as the page shows it."""
    return driver.execute_script(
        "return Object.fromEntries([...arguments[0].querySelectorAll('[id$=\"-delta\"]')]"
        ".map(text => [text.id.split('-').at(-2), text.textContent]))",
        player,
    )


def expected_deltas(player):
    """For each frame: what every δ must show, added up from Python's frames."""
    shown = dict.fromkeys((frame.active for frame in player.frames), "?")
    states = []
    for frame in player.frames:
        shown = shown | {node: text[0] for node, text in frame.deltas.items()}
        states.append(shown)
    return states


def open_page(driver, tmp_path, *players):
    from selenium.webdriver.common.by import By

    page = tmp_path / "page.html"
    body = "\n".join(player.html for player in players)
    page.write_text(f'<meta charset="utf-8"><body>{body}</body>', encoding="utf-8")
    driver.get_log("browser"), driver.get_log("performance")
    driver.get(page.as_uri())
    return driver.find_elements(By.CLASS_NAME, "minigrad-player")


def small():
    a, b = Value(2.0), Value(-3.0)
    y = a * b + a
    label_values(locals())
    return y


def test_every_step_can_be_keyed_there_and_back(driver, tmp_path):
    from selenium.webdriver.common.keys import Keys

    player = play(neuron_cost())
    (root,) = open_page(driver, tmp_path, player)
    states = expected_deltas(player)
    assert shown_deltas(driver, root) == states[0]
    for state in states[1:]:
        root.send_keys(Keys.ARROW_RIGHT)
        assert shown_deltas(driver, root) == state
    root.send_keys(Keys.ARROW_RIGHT)
    for state in reversed(states[:-1]):
        root.send_keys(Keys.ARROW_LEFT)
        assert shown_deltas(driver, root) == state
    root.send_keys(Keys.END)
    assert shown_deltas(driver, root) == states[-1]
    root.send_keys(Keys.HOME)
    assert shown_deltas(driver, root) == states[0]


def test_every_step_can_be_clicked_and_says_its_words(driver, tmp_path):
    from selenium.webdriver.common.by import By

    player = play(small())
    (root,) = open_page(driver, tmp_path, player)
    items = root.find_elements(By.CSS_SELECTOR, ".mg-list button")
    assert [item.text for item in items] == [frame.title for frame in player.frames]
    states = expected_deltas(player)
    for place in [*range(len(items)), 2, 7, 0]:
        driver.execute_script("arguments[0].click()", items[place])
        assert shown_deltas(driver, root) == states[place]
        words = root.find_elements(By.CSS_SELECTOR, ".mg-words p")
        said = [word.get_attribute("textContent") for word in words]
        assert said == player.frames[place].words
        active = root.find_element(By.CSS_SELECTOR, ".mg-active").get_attribute("id")
        assert active.endswith(f"-{player.frames[place].active}")
        receivers = root.find_elements(By.CSS_SELECTOR, ".mg-receiver")
        ids = {each.get_attribute("id").split("-")[-1] for each in receivers}
        assert ids == set(player.frames[place].receivers)
        used = root.find_elements(By.CSS_SELECTOR, "g.edge.mg-used")
        assert len(used) == {"v2": 2, "v3": 2}.get(player.frames[place].active, 0)


def test_three_players_on_a_page_are_independent(driver, tmp_path):
    from selenium.webdriver.common.keys import Keys

    players = [play(small()), play(small()), play(neuron_cost())]
    roots = open_page(driver, tmp_path, *players)
    roots[1].send_keys(Keys.END)
    assert shown_deltas(driver, roots[0]) == expected_deltas(players[0])[0]
    assert shown_deltas(driver, roots[1]) == expected_deltas(players[1])[-1]
    assert shown_deltas(driver, roots[2]) == expected_deltas(players[2])[0]


def test_nothing_is_requested_and_the_console_is_silent(driver, tmp_path):
    open_page(driver, tmp_path, play(small()))
    outside = [url for url in requests(driver) if not url.startswith(("file:", "data:"))]
    assert outside == []
    assert driver.get_log("browser") == []


def test_play_runs_to_the_end_and_stops(driver, tmp_path):
    from selenium.webdriver.support.ui import WebDriverWait

    player = play(Value(2.0, label="x").exp())
    (root,) = open_page(driver, tmp_path, player)
    button = driver.execute_script("return arguments[0].querySelectorAll('button')[2]", root)
    button.click()
    last = str(len(player.frames) - 1)
    WebDriverWait(driver, 20).until(lambda _: root.get_attribute("data-step") == last)
    WebDriverWait(driver, 5).until(lambda _: "play" in button.text)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_light_and_dark(driver, tmp_path, theme):
    emulated = [{"name": "prefers-color-scheme", "value": theme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": emulated})
    (root,) = open_page(driver, tmp_path, play(small()))
    ink = root.value_of_css_property("color")
    assert ink == {"light": "rgba(31, 41, 51, 1)", "dark": "rgba(228, 231, 235, 1)"}[theme]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_without_scripts_there_are_the_picture_and_the_table_and_no_dead_buttons(driver, tmp_path):
    from selenium.webdriver.common.by import By

    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        (root,) = open_page(driver, tmp_path, play(small()))
        assert root.find_element(By.TAG_NAME, "img").size["width"] > 100
        assert len(root.find_elements(By.TAG_NAME, "tr")) == 10
        assert root.find_elements(By.TAG_NAME, "button") == []
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_every_text_stays_inside_its_cell(driver, tmp_path):
    from selenium.webdriver.common.keys import Keys

    player = play(neuron_cost())
    (root,) = open_page(driver, tmp_path, player)
    for _ in player.frames:
        too_wide = driver.execute_script(
            """
            return [...document.querySelectorAll("g.node")].flatMap(group => {
              const frame = group.getBBox();
              return [...group.querySelectorAll("text")].filter(text => {
                if (!text.textContent.trim()) return false;
                const box = text.getBBox();
                return box.x < frame.x - 0.5 || box.x + box.width > frame.x + frame.width + 0.5;
              }).map(text => text.textContent);
            })
            """
        )
        assert too_wide == []
        root.send_keys(Keys.ARROW_RIGHT)


def test_a_delta_stands_in_the_middle_of_its_own_cell_beside_the_letter(driver, tmp_path):
    from selenium.webdriver.common.keys import Keys

    x = Value(1.0, label="x")
    player = play(x * 2.0 + x * -1.2345e-5)  # δ of x is −1.234e−05 for a while, then 2
    (root,) = open_page(driver, tmp_path, player)
    for _ in player.frames:
        gaps = driver.execute_script(
            """
            return [...document.querySelectorAll('[id$="-delta"]')].map(delta => {
              const part = (name) =>
                document.getElementById(delta.id.replace("-delta", name)).getBBox();
              const [fill, letter, text] = [part("-fill"), part("-letter"), delta.getBBox()];
              return [fill.x + fill.width - text.x - text.width, letter.x - fill.x,
                      text.y - fill.y, fill.y + fill.height - text.y - text.height];
            })
            """
        )
        assert len(gaps) == 6
        for right, left, above, below in gaps:
            assert right > 2 and abs(right - left) < 1
            assert -1 < above < 12 and -1 < below < 12
        root.send_keys(Keys.ARROW_RIGHT)


def test_a_network_of_300_nodes_stays_fluid(driver, tmp_path):
    network = MLP(2, [15, 12, 1], seed=1)
    player = play(squared_error(network([0.5, -1.2]), [1.0]))
    assert len(player.frames) > 600
    (root,) = open_page(driver, tmp_path, player)
    milliseconds = driver.execute_script(
        """
        const times = [];
        for (let step = 0; step < 100; step += 1) {
          const start = performance.now();
          arguments[0].dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight"}));
          arguments[0].getBoundingClientRect();
          times.push(performance.now() - start);
        }
        return times.sort((a, b) => a - b)[50];
        """,
        root,
    )
    assert root.get_attribute("data-step") == "100"
    assert milliseconds < 50
