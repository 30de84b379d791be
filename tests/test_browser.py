"""The player in headless Chromium: every step clicked and keyed, numbers as Python has them."""

import pytest

from minigrad import Value, label_values
from minigrad.cli.demo import neuron_cost
from minigrad.losses import squared_error
from minigrad.nn import MLP
from minigrad.orders import plain_recursion
from tests.browser import requests
from viz import play

# What a step of the picture shows: δ, the line under it, and whether it is still hatched.
SHOWN = """
return Object.fromEntries([...arguments[0].querySelectorAll('.n')].map(node => [
  node.dataset.node,
  [node.querySelector(".d tspan").textContent, node.querySelector(".o")?.textContent || "",
   Boolean(node.querySelector(".mg-hatch"))]]))
"""
PILL_OVER_NODE = """
const root = arguments[0], pill = root.querySelector(".mg-pill")?.getBoundingClientRect();
return pill ? [...root.querySelectorAll(".n .k")].filter(frame => {
  const box = frame.getBoundingClientRect();
  return box.left + 1 < pill.right && pill.left + 1 < box.right &&
         box.top + 1 < pill.bottom && pill.top + 1 < box.bottom;
}).length : 0
"""
IN_VIEW = """
const root = arguments[0], frame = root.querySelector(".mg-picture").getBoundingClientRect();
const mark = root.querySelector(".mg-receiver") || root.querySelector(".mg-active");
if (!mark) return true;
const box = mark.getBoundingClientRect();
return box.left >= frame.left && box.right <= frame.right + 1 &&
       box.top >= frame.top && box.bottom <= frame.bottom + 1;
"""


TOO_WIDE = """
return [...document.querySelectorAll(".n")].flatMap(group => {
  const frame = group.querySelector(".k").getBBox();
  return [...group.querySelectorAll("text")].filter(text => {
    if (!text.textContent.trim()) return false;
    const box = text.getBBox();
    return box.x < frame.x - 0.5 || box.x + box.width > frame.x + frame.width + 0.5 ||
           box.y < frame.y - 1 || box.y + box.height > frame.y + frame.height + 1;
  }).map(text => text.textContent);
})
"""


@pytest.fixture
def calm(driver):
    """Without movement: each step is there at once."""
    emulate(driver, "prefers-reduced-motion", "reduce")
    yield driver
    emulate(driver)
    assert driver.get_log("browser") == []  # no error, in none of the tests


def emulate(driver, name=None, value=None):
    features = [{"name": name, "value": value}] if name else []
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def shown(driver, player):
    return driver.execute_script(SHOWN, player)


def shown_deltas(driver, player):
    """Node -> text of its δ, as the page shows it."""
    return {f"v{node}": texts[0] for node, texts in shown(driver, player).items()}


def expected(player):
    """For each frame: what every node must show, added up from Python's frames."""
    place = {node: str(index) for index, node in enumerate(player._graph.order)}
    boxes = [node for node in place if node not in player._graph.formula_numbers]
    state = {place[node]: ["?", "", False] for node in boxes}
    states = []
    for frame in player.frames:
        if frame.what.startswith("↩"):
            state = state | {place[frame.node]: ["1", "", False]}
        if frame.arrow:
            note = frame.note.partition(";")[0]
            is_pending = "?" in frame.gives or note == "so far"
            state = state | {place[frame.arrow.receiver]: [frame.gives, note, is_pending]}
        if frame.what == "compare":
            state = {
                node: [text, "" if is_pending else note, False]
                for node, (text, note, is_pending) in state.items()
            }
            state |= {place[node]: [text, "", False] for node, text in frame.wrong.items()}
        states.append(state)
    return states


def open_page(driver, tmp_path, *players, address=""):
    from selenium.webdriver.common.by import By

    page = tmp_path / "page.html"
    body = "\n".join(player.html for player in players)
    page.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><body>{body}</body></html>',
        encoding="utf-8",
    )
    driver.get("about:blank")
    driver.get_log("browser"), driver.get_log("performance")
    driver.get(page.as_uri() + address)
    return driver.find_elements(By.CLASS_NAME, "minigrad-player")


def small():
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


def network(*sizes):
    return squared_error(MLP(2, [*sizes, 1], seed=1)([0.5, -1.2]), [1.0])


def key(root, *names):
    from selenium.webdriver.common.keys import Keys

    for name in names:
        root.send_keys(getattr(Keys, name, name))


def find(root, selector):
    from selenium.webdriver.common.by import By

    return root.find_element(By.CSS_SELECTOR, selector)


def find_all(root, selector):
    from selenium.webdriver.common.by import By

    return root.find_elements(By.CSS_SELECTOR, selector)


def click(driver, element):
    driver.execute_script("arguments[0].click()", element)


def named(driver, root, text):
    return next(each for each in find_all(root, "button") if each.text == text)


def said(root):
    return [each.get_attribute("textContent") for each in find_all(root, ".mg-words p")]


def test_every_step_can_be_keyed_there_and_back_and_covers_nothing(calm, tmp_path):
    player = play(neuron_cost())
    (root,) = open_page(calm, tmp_path, player)
    states = expected(player)
    assert shown(calm, root) == states[0]
    for state in states[1:]:
        key(root, "ARROW_RIGHT")
        assert shown(calm, root) == state
        assert calm.execute_script(PILL_OVER_NODE, root) == 0
        assert calm.execute_script(IN_VIEW, root)
        assert calm.execute_script(TOO_WIDE) == []
    key(root, "ARROW_RIGHT")
    for state in reversed(states[:-1]):
        key(root, "ARROW_LEFT")
        assert shown(calm, root) == state
    key(root, "END")
    assert shown(calm, root) == states[-1]
    key(root, "HOME")
    assert shown(calm, root) == states[0]


def test_every_step_can_be_clicked_and_says_its_words(calm, tmp_path):
    player = play(powers())
    (root,) = open_page(calm, tmp_path, player)
    items = find_all(root, ".mg-list button")
    states = expected(player)
    words = [
        ["Given: a = 2"],
        ["u = a² = 4", "with a = 2"],
        ["v = a³ = 8", "with a = 2"],
        ["C = u·v = 32", "with u = 4, v = 8"],
        [
            "Every value is known. Now through the same graph in the other direction:",
            "δ(C) = ∂C/∂C = 1, and no other δ is known yet.",
        ],
        ["C sends δ(C) · ∂C/∂u = 1 × 8 = 8 to u.", "δ(u) = 8: complete."],
        ["C sends δ(C) · ∂C/∂v = 1 × 4 = 4 to v.", "δ(v) = 4: complete."],
        ["v sends δ(v) · ∂v/∂a = 4 × 12 = 48 to a.", "δ(a) = 0 + 48 = 48: 1 of 2 arrived."],
        ["u sends δ(u) · ∂u/∂a = 8 × 4 = 32 to a.", "δ(a) = 48 + 32 = 80: complete."],
    ]
    heights = set()
    pills = [[]] * 5 + [["1 × 8 = 8"], ["1 × 4 = 4"], ["4 × 12 = 48"], ["8 × 4 = 32"]]
    for place in [*range(len(items)), 2, 7, 0]:
        click(calm, items[place])
        assert shown(calm, root) == states[place]
        assert said(root) == words[place]
        assert [pill.text for pill in find_all(root, ".mg-pill")] == pills[place]
        assert root.get_attribute("data-settled") == str(place)
        assert len(find_all(root, ".mg-active")) == (place > 0)
        heights.add(find(root, ".mg-words").rect["height"])
        assert len(find_all(root, ".mg-receiver")) == (place > 4)
        (current,) = find_all(root, "[aria-current=step]")
        assert current.text == player.frames[place].title
        slider = find(root, "[type=range]")
        title = player.frames[place].title
        assert slider.get_attribute("aria-valuetext") == f"step {place} of 8: {title}"
    assert len(heights) == 1  # nothing below moves from step to step


EVERY_STEP = f"""
const [root, places] = arguments, items = root.querySelectorAll(".mg-list button");
const shown = new Function({SHOWN!r}), covered = new Function({PILL_OVER_NODE!r});
const inView = new Function({IN_VIEW!r});
return places.map(place => {{
  items[place].click();
  return [shown(root), covered(root), inView(root)];
}});
"""


@pytest.mark.slow
def test_a_network_shows_at_every_step_what_python_has(calm, tmp_path):
    player = play(network(5, 4))
    (root,) = open_page(calm, tmp_path, player)
    states, last = expected(player), len(player.frames) - 1
    jumps = [(37 * k) % (last + 1) for k in range(40)]
    places = [*range(last + 1), *range(last, -1, -2), *jumps]
    found = calm.execute_script(EVERY_STEP, root, places)
    for place, (texts, covered, in_view) in zip(places, found, strict=True):
        assert texts == states[place], place
        assert covered == 0 and in_view, place


# A number that no earlier step could know, anywhere on the page: texts, attributes, titles.
EVERYTHING = """
const found = [], root = arguments[0];
for (const element of [root, ...root.querySelectorAll("*")]) {
  if (element.closest("script, style, .mg-overlay")) continue;
  for (const { name, value } of element.attributes) {
    if (/^(aria-|title|alt|data-|value|src)/.test(name)) found.push(value);
  }
  for (const child of element.childNodes) if (child.nodeType === 3) found.push(child.data);
}
return found.join("\\n");
"""


@pytest.mark.parametrize("predict", [False, True])
def test_nothing_is_shown_before_it_is_known(calm, tmp_path, predict):
    """Every number of this graph is another one, so that none can be shown for another reason."""
    a, b, c = Value(0.7125, label="a"), Value(1.153, label="b"), Value(3.251, label="c")
    u = a * b
    player = play(u * u.tanh() + a * c, names={"u": u}, predict=predict)
    (root,) = open_page(calm, tmp_path, player)
    for place, _ in enumerate(player.frames):
        text = calm.execute_script(EVERYTHING, root)
        known = place if not (predict and player.frames[place].arrow) else place - 1
        seen = {number for frame in player.frames[: known + 1] for number in numbers_in(frame)}
        if predict and player.frames[place].arrow:
            seen |= set(player.frames[place].numbers.split(" = ")[0].split(" × "))
        later = {number for frame in player.frames[known + 1 :] for number in numbers_in(frame)}
        for number in {number for number in later - seen if len(number) > 3}:
            assert number not in text, (place, number)
        if predict and player.frames[place].arrow:
            key(find(root, ".mg-ask input"), "ENTER")
        key(root, "ARROW_RIGHT")
    assert root.get_attribute("data-step") == str(len(player.frames) - 1)


def numbers_in(frame):
    """All of them but the local derivatives, which are known with the value."""
    words = frame.numbers.split(", ") if not frame.arrow else []
    found = [word.partition(" = ")[2] for word in words] + [frame.gives.removesuffix(" + ?")]
    return {*found, *([frame.numbers.split(" × ")[0], frame.sent] if frame.arrow else [])}


def test_a_wrong_order_is_walked_without_counts_and_compared(calm, tmp_path):
    a = Value(2.0)
    b = a + a
    c = b + b
    label_values(locals())
    player = play(c, order=plain_recursion(c))
    (root,) = open_page(calm, tmp_path, player)
    for step, state in enumerate(expected(player)):
        assert shown(calm, root) == state
        assert root.get_attribute("data-step") == str(step)
        key(root, "ARROW_RIGHT")
    assert said(root) == ["δ(a) came out as 8; right is 4."]
    assert "8 ≠ 4" in find(root, '[data-node="0"]').text


def test_a_long_text_on_the_way_stays_inside_its_box(calm, tmp_path):
    x = Value(1.0, label="x")
    player = play(x * 2.0 + x * -1.2345e-5)  # δ of x is −1.234e−05 + ? for a while
    (root,) = open_page(calm, tmp_path, player)
    for _ in player.frames:
        assert calm.execute_script(TOO_WIDE) == []
        key(root, "ARROW_RIGHT")


def test_three_players_on_a_page_are_independent(calm, tmp_path):
    players = [play(small()), play(small()), play(neuron_cost())]
    roots = open_page(calm, tmp_path, *players)
    key(roots[1], "END")
    assert shown(calm, roots[0]) == expected(players[0])[0]
    assert shown(calm, roots[1]) == expected(players[1])[-1]
    assert shown(calm, roots[2]) == expected(players[2])[0]
    ids = [element.get_attribute("id") for root in roots for element in find_all(root, "[id]")]
    assert len(ids) == len(set(ids))


def test_the_pill_glides_and_stops(driver, tmp_path):
    from selenium.webdriver.support.ui import WebDriverWait

    (root,) = open_page(driver, tmp_path, play(powers()), address="#step=6")
    key(root, "ARROW_RIGHT")
    assert root.get_attribute("data-step") == "7"
    WebDriverWait(driver, 5).until(lambda _: root.get_attribute("data-settled") == "7")
    key(root, "ARROW_RIGHT", "ARROW_LEFT", "ARROW_LEFT")  # a step cancels the one before
    WebDriverWait(driver, 5).until(lambda _: root.get_attribute("data-settled") == "6")
    assert len(find_all(root, ".mg-pill")) == 1


def test_nothing_is_requested_and_the_console_is_silent(driver, tmp_path):
    (root,) = open_page(driver, tmp_path, play(small(), predict=True))
    key(root, *["ARROW_RIGHT"] * 9)
    outside = [url for url in requests(driver) if not url.startswith(("file:", "data:", "about:"))]
    assert outside == []
    assert driver.get_log("browser") == []


def test_play_runs_to_the_end_and_stops(driver, tmp_path):
    from selenium.webdriver.support.ui import WebDriverWait

    player = play(Value(2.0, label="x"))
    (root,) = open_page(driver, tmp_path, player)
    driver.execute_script("arguments[0].selectedIndex = 2", find(root, "select"))
    button = named(driver, root, "▶ play")
    button.click()
    last = str(len(player.frames) - 1)
    WebDriverWait(driver, 20).until(lambda _: root.get_attribute("data-step") == last)
    WebDriverWait(driver, 5).until(lambda _: "play" in button.text)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_light_and_dark(driver, tmp_path, theme):
    emulate(driver, "prefers-color-scheme", theme)
    (root,) = open_page(driver, tmp_path, play(small()))
    ink = root.value_of_css_property("color")
    assert ink == {"light": "rgba(31, 41, 51, 1)", "dark": "rgba(228, 231, 235, 1)"}[theme]
    emulate(driver)


def test_without_scripts_there_are_the_picture_and_the_table_and_no_dead_buttons(driver, tmp_path):
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        (root,) = open_page(driver, tmp_path, play(small()))
        find(root, "summary").click()
        assert find(root, "img").size["width"] > 100
        assert len(find_all(root, "tr")) == 9
        assert find_all(root, "button") == []
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_a_node_leads_to_its_steps_by_click_and_by_enter(calm, tmp_path):
    (root,) = open_page(calm, tmp_path, play(powers()))
    v, a, root_node = (find(root, f'[data-node="{place}"]') for place in (2, 0, 3))
    v.click()
    assert root.get_attribute("data-step") == "2"
    v.click()
    assert root.get_attribute("data-step") == "6"
    for node, steps in ((a, "08"), (root_node, "34")):
        for step in steps:
            calm.execute_script("arguments[0].focus()", node)
            key(node, "ENTER")
            assert root.get_attribute("data-step") == step
    assert a.get_attribute("role") == "button" and a.get_attribute("tabindex") == "0"
    assert a.get_attribute("aria-label") == "a 2 δ ?"
    key(root, "END")
    assert a.get_attribute("aria-label") == "a 2 δ 80 = 48 + 32"


def test_the_address_says_the_step_and_hides_what_is_not_the_picture(calm, tmp_path):
    (root,) = open_page(calm, tmp_path, play(powers()), address="?embed=1#step=7")
    assert root.get_attribute("data-step") == "7"
    assert not find(root, ".mg-list").is_displayed() and not find(root, "table").is_displayed()
    key(root, "ARROW_RIGHT")
    assert calm.execute_script("return location.hash") == "#step=8"
    calm.execute_script("location.hash = '#step=3'")
    calm.execute_async_script("setTimeout(arguments[0])")
    assert root.get_attribute("data-step") == "3"
    (root,) = open_page(calm, tmp_path, play(powers()))
    key(root, "ARROW_RIGHT")
    assert calm.execute_script("return location.hash") == ""
    assert find(root, ".mg-list").is_displayed()


def answer(root, *texts):
    for text in texts:
        field = find(root, ".mg-ask input")
        field.clear()
        key(field, text, "ENTER")


def hint(root):
    return find(root, ".mg-said").text


def test_predicting_names_each_mistake_and_counts_the_first_tries(calm, tmp_path):
    (root,) = open_page(calm, tmp_path, play(powers(), predict=True), address="#step=5")
    assert find(root, ".mg-ask label").text == "δ(C) · ∂C/∂u = ?"
    assert find(root, ".mg-pill").text == "1 × 8 = ?"
    assert find(root, "[aria-current=step]").text == "C → u: ?"
    assert find(root, "[type=range]").get_attribute("aria-valuetext") == "step 5 of 8: C → u: ?"
    answer(root, "many")
    assert hint(root).startswith("Type a number")
    for wrong, words in {
        "4": "✗ That goes to another input of C: for u take ∂C/∂u.",
        "1": "✗ That is δ(C): multiply it by ∂C/∂u.",
        "9": "✗ δ(C) and ∂C/∂u are multiplied, not added.",
        "32": "✗ That is the value of C, not what it sends.",
        "-8": "✗ The sign is wrong.",
        "77": "✗ Not yet: take the two numbers on the arrow.",
    }.items():
        answer(root, wrong)
        assert hint(root) == words
        assert shown(calm, root)["1"][0] == "?"
    answer(root, "8.07")  # within one percent
    assert said(root)[0].startswith("✓ Right. C sends")
    assert find(root, "[type=range]").get_attribute("aria-valuetext") == "step 5 of 8: C → u: 8"
    assert find(root, ".mg-score").text == "0 of 1 at the first try"
    key(root, "ARROW_RIGHT")
    answer(root, "4")
    key(root, "ARROW_RIGHT")
    answer(root, "12")
    assert hint(root) == "✗ That is the local derivative ∂v/∂a: multiply it by δ(v)."
    answer(root, "48,0")
    key(root, "ARROW_RIGHT")
    assert find(root, ".mg-ask label").text == "δ(a) = 48 + δ(u) · ∂u/∂a = ?"
    for wrong, words in {
        "32": "✗ That is only what arrives now: add it to the 48 that a already has.",
        "48": "✗ That is what a had before: add what arrives now.",
        "2": "✗ That is the value of a, not what is sent to it.",
        "−80": "✗ The sign is wrong.",
    }.items():
        answer(root, wrong)
        assert hint(root) == words
    answer(root, "80")
    assert find(root, ".mg-summary").text.startswith("1 of 4 at the first try. Look again at:")
    again = [each.text for each in find_all(root, ".mg-summary button")]
    assert again == [
        "C → u (the other factor)",
        "v → a (forgot to multiply by δ)",
        "u → a (forgot to add)",
    ]
    find_all(root, ".mg-summary button")[1].click()
    assert root.get_attribute("data-step") == "7" and find_all(root, ".mg-ask") == []


def test_an_empty_answer_shows_and_counts_as_asked(calm, tmp_path):
    (root,) = open_page(calm, tmp_path, play(small()), address="#step=6")
    named(calm, root, "predict").click()
    assert root.get_attribute("data-step") == "3"  # from the turn on
    key(root, "ARROW_RIGHT")
    answer(root, "")
    assert said(root)[0] == "y sends δ(y) · ∂y/∂v2 = 1 × 1 = 1 to v2."
    key(root, "END")
    answer(root, "2")
    assert find(root, ".mg-summary").text.startswith("1 of 2 at the first try. 2 not answered.")


ANSWER_ALL = """
const [root, answers] = arguments, refused = [];
for (const [step, answer] of answers) {
  root.querySelectorAll(".mg-list button")[step].click();
  const field = root.querySelector(".mg-ask input");
  field.value = answer;
  field.form.requestSubmit();
  if (root.querySelector(".mg-ask")) {
    refused.push([step, answer, root.querySelector(".mg-said").textContent]);
  }
}
return refused;
"""


def right_answers(player):
    """The sum where an arrow completes one, else what the arrow carries."""
    return [
        (step, frame.gives if frame.note.startswith("=") else frame.sent)
        for step, frame in enumerate(player.frames)
        if frame.arrow
    ]


def test_no_right_answer_is_called_wrong(calm, tmp_path):
    x, y = Value(1e200, label="x"), Value(0.0, label="y")
    infinite = x * x * y + (x - x) + x * 1e-200
    for graph in (network(4, 3), infinite, neuron_cost()):
        player = play(graph, predict=True)
        (root,) = open_page(calm, tmp_path, player)
        answers = right_answers(player)
        assert calm.execute_script(ANSWER_ALL, root, answers) == []
        count = len(answers)
        assert find(root, ".mg-score").text == f"{count} of {count} at the first try"


def test_on_a_phone_nothing_is_cut_and_texts_are_large_enough(calm, tmp_path):
    phone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    calm.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    calm.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        (root,) = open_page(calm, tmp_path, play(neuron_cost()), address="#step=12")
        assert calm.execute_script("return document.documentElement.scrollWidth") <= 390
        small = calm.execute_script(
            """
            const root = arguments[0], svg = root.querySelector("svg");
            const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            return [...root.querySelectorAll("*")].filter(element => element.textContent.trim() &&
              !element.closest("script, style, details") && element.childElementCount === 0 &&
              parseFloat(getComputedStyle(element).fontSize) *
                (element.closest("svg") ? scale : 1) < 10.99).map(element => element.outerHTML)
            """,
            root,
        )
        assert small == []
        targets = calm.execute_script(
            """
            return [...arguments[0].querySelectorAll("button, select, summary, input")].filter(
              element => element.checkVisibility()).map(element => {
                const box = element.getBoundingClientRect();
                return [box.width, box.height, element.textContent];
              })
            """,
            root,
        )
        assert len(targets) > 20
        assert [each for each in targets if min(each[:2]) < 44] == []
        named(calm, root, "predict").click()
        key(root, "ARROW_RIGHT")
        answer(root, "77")
        box, said_to_be = find(root, ".mg-words").rect, find(root, ".mg-said").rect
        assert said_to_be["y"] + said_to_be["height"] <= box["y"] + box["height"] + 1  # is seen
        width = find(root, "svg").rect["width"]
        pinch(calm, root)
        assert find(root, "svg").rect["width"] == pytest.approx(2 * width, rel=0.05)
    finally:
        calm.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})
        calm.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def pinch(driver, root):
    """Two fingers, from 100 to 200 pixels apart."""
    driver.execute_script("arguments[0].scrollIntoView()", find(root, ".mg-picture"))
    box = driver.execute_script(
        "const box = arguments[0].getBoundingClientRect(); return [box.x, box.y]",
        find(root, ".mg-picture"),
    )
    for kind, apart in (("touchStart", 100), ("touchMove", 150), ("touchMove", 200)):
        points = [{"x": box[0] + 150 + s * apart / 2, "y": box[1] + 80} for s in (-1, 1)]
        driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_the_picture_can_be_enlarged_and_fitted(calm, tmp_path):
    (root,) = open_page(calm, tmp_path, play(neuron_cost()))
    svg, box = find(root, "svg"), find(root, ".mg-picture")
    width = svg.rect["width"]
    named(calm, root, "+").click()
    assert svg.rect["width"] == pytest.approx(1.25 * width, rel=0.01)
    key(root, "-", "-")
    assert svg.rect["width"] == pytest.approx(width / 1.25, rel=0.01)
    calm.execute_script(
        "arguments[0].dispatchEvent(new WheelEvent('wheel', "
        "{deltaY: -200, ctrlKey: true, cancelable: true}))",
        box,
    )
    assert svg.rect["width"] == pytest.approx(width / 1.25 * 2.71828, rel=0.01)
    before = calm.execute_script("return arguments[0].scrollLeft", box)
    calm.execute_script(
        """
        const box = arguments[0];
        box.setPointerCapture = () => {};
        ["pointerdown", "pointermove", "pointerup"].forEach((kind, index) =>
          box.querySelector("svg").dispatchEvent(new PointerEvent(
            kind, { pointerType: "mouse", clientX: 300 - 30 * index, bubbles: true })));
        """,
        box,
    )
    assert calm.execute_script("return arguments[0].scrollLeft", box) == before + 30
    named(calm, root, "fit").click()
    assert svg.rect["width"] <= box.rect["width"] + 1


def test_on_paper_are_the_final_picture_and_the_table(calm, tmp_path):
    player = play(powers(), predict=True)
    (root,) = open_page(calm, tmp_path, player, address="#step=5")
    calm.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert shown(calm, root) == expected(player)[-1]
    assert len(find_all(root, "tr")) == 10 and find(root, "table").is_displayed()
    calm.execute_script("dispatchEvent(new Event('afterprint'))")
    assert root.get_attribute("data-step") == "5" and len(find_all(root, ".mg-ask")) == 1
    assert len(find_all(root, "tr")) == 6


HIDDEN = """
return [...arguments[0].querySelectorAll(".mg-hidden")].map(node => Number(node.dataset.node))
"""


def test_the_groups_of_a_large_graph_are_folded_until_the_walk_comes(calm, tmp_path):
    player = play(network(4, 3))
    order = player._graph.order
    (root,) = open_page(calm, tmp_path, player)

    def hidden():
        return {player._graph.name[order[place]] for place in calm.execute_script(HIDDEN, root)}

    inside = {name for name in player._graph.name.values() if name.startswith("layer")}
    assert hidden() == inside
    turn = next(k for k, frame in enumerate(player.frames) if frame.what.startswith("↩"))
    for frame in player.frames[1 : turn + 1]:
        key(root, "ARROW_RIGHT")
        assert player._graph.name[frame.node] not in hidden()
    assert hidden() == inside  # the way back has come to none of them yet
    key(root, *["ARROW_RIGHT"] * 5)
    assert "layer3.neuron0.z" not in hidden() and "layer1.neuron0.z" in hidden()
    named(calm, root, "unfold").click()
    assert hidden() == set()
    named(calm, root, "unfold").click()
    plate = find(root, ".mg-folded")
    assert plate.get_attribute("role") == "button" and "layer" in plate.text
    calm.execute_script("arguments[0].focus()", plate)
    key(plate, "ENTER")  # leads to where the walk comes to it
    assert int(root.get_attribute("data-step")) < turn
    key(root, "END")
    assert hidden() == set()
    (root,) = open_page(calm, tmp_path, play(neuron_cost()))
    assert find_all(root, ".mg-plate") == []


def test_full_screen_is_large_and_can_be_left(calm, tmp_path):
    from selenium.webdriver.support.ui import WebDriverWait

    (root,) = open_page(calm, tmp_path, play(powers()), address="#step=7")
    named(calm, root, "full screen").click()
    wait = WebDriverWait(calm, 10)  # a browser changes to it and back in its own time
    wait.until(lambda _: root.value_of_css_property("font-size") == "22px")
    wait.until(lambda _: "leave full screen" in root.text)
    assert root.get_attribute("data-step") == "7" and calm.execute_script(IN_VIEW, root)
    named(calm, root, "leave full screen").click()
    wait.until(lambda _: root.value_of_css_property("font-size") == "14px")


def test_who_hears_the_page_hears_what_is_shown(calm, tmp_path):
    (root,) = open_page(calm, tmp_path, play(powers(), title="two ways"), address="#step=7")
    assert root.get_attribute("role") == "group"
    assert root.get_attribute("aria-label") == "step through two ways"
    heading = find(root, "[role=heading]")
    assert heading.text == "two ways" and heading.get_attribute("aria-level") == "1"
    names = calm.execute_script(
        """
        const each = "button, select, input, [role=button], [tabindex]";
        return [...arguments[0].querySelectorAll(each)]
          .map(each => each.getAttribute("aria-label") || each.textContent.trim())
        """,
        root,
    )
    assert len(names) > 20 and all(names)
    assert calm.execute_script(
        """
        return [...arguments[0].querySelectorAll("[data-node]")].every(node =>
          node.getAttribute("aria-label") === node.textContent.replace(/\\s+/g, " ").trim())
        """,
        root,
    )
    assert all(each.get_attribute("textContent") for each in find_all(root, "th"))
    page = play(powers()).save(tmp_path / "own.html").read_text(encoding="utf-8")
    assert "<body><main>" in page


def active_is_body(driver):
    return driver.execute_script("return document.activeElement === document.body")


def test_the_keyboard_alone_is_enough_and_its_focus_is_seen(calm, tmp_path):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    open_page(calm, tmp_path, play(powers()), address="#step=5")
    body = calm.find_element(By.TAG_NAME, "body")
    reached = set()
    for _ in range(31):
        body.send_keys(Keys.TAB)
        name, outline = calm.execute_script(
            """
            const active = document.activeElement;
            const { outlineStyle } = getComputedStyle(active);
            return [active.dataset.node || active.textContent, outlineStyle];
            """
        )
        reached.add(name)
        assert outline == "solid" or active_is_body(calm), name
    assert {"predict", "fit", "0", "1", "2", "3", "v → a: ?", "All steps as a table"} <= reached


def test_a_network_of_300_nodes_stays_fluid_and_in_view(calm, tmp_path):
    player = play(network(15, 12))
    assert len(player.frames) > 500
    (root,) = open_page(calm, tmp_path, player)
    milliseconds = calm.execute_script(
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
    for step in range(100, len(player.frames), 61):
        calm.execute_script("location.hash = arguments[0]", f"#step={step}")
        calm.execute_async_script("setTimeout(arguments[0])")
        assert calm.execute_script(IN_VIEW, root), step
        assert calm.execute_script(PILL_OVER_NODE, root) == 0, step
    turn = next(k for k, frame in enumerate(player.frames) if frame.what.startswith("↩"))
    find_all(root, ".mg-list button")[turn].click()
    nodes = []
    for name in ("PAGE_DOWN", "PAGE_DOWN", "PAGE_UP"):  # a whole node at a time
        key(root, name)
        nodes.append(player.frames[int(root.get_attribute("data-step"))].node)
    assert nodes[0] is nodes[2] is player._graph.root and nodes[1] in nodes[0].inputs
