"""The explorer in headless Chromium: dragged, keyed and typed, with the numbers of Python."""

import time
from random import Random

import pytest

from minigrad import Value
from minigrad.expressions import evaluate
from minigrad.losses import squared_error
from minigrad.nn import MLP
from tests.browser import requests
from tests.explorers import assert_alike
from tests.operations import OPERATIONS
from tests.programs import run, seeded_program
from tests.test_explorer_table import EXPRESSIONS, of_expression
from viz import draw, explore
from viz.graph_view import GraphView
from viz.theme import number


def powers(a):
    u, v = a**2, a**3
    C = u * v
    u.label, v.label, C.label = "u", "v", "C"
    return C


def open_page(driver, tmp_path, *explorers, page=None):
    from selenium.webdriver.common.by import By

    file = tmp_path / "page.html"
    body = "\n".join(explorer.html for explorer in explorers)
    file.write_text(page or f'<meta charset="utf-8"><body>{body}</body>', encoding="utf-8")
    driver.get_log("browser"), driver.get_log("performance")
    driver.get("about:blank")  # so that nothing of the page before is taken for this one
    driver.get(file.as_uri())
    end = time.monotonic() + 30  # a crowded machine may say too early that a page is there
    while len(found := driver.find_elements(By.CLASS_NAME, "minigrad-explore")) < len(explorers):
        assert time.monotonic() < end, f"{len(found)} of {len(explorers)} explorers"
        time.sleep(0.05)
    return found


def one(driver, selector, root=None):
    from selenium.webdriver.common.by import By

    return (root or driver).find_element(By.CSS_SELECTOR, selector)


def many(driver, selector, root=None):
    from selenium.webdriver.common.by import By

    return (root or driver).find_elements(By.CSS_SELECTOR, selector)


def leaf(driver, name, root=None):
    return one(driver, f'.mg-leaf[aria-label="{name}"]', root)


def drag(driver, element, pixels, *, shift=False):
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    actions = ActionChains(driver, duration=0).move_to_element(element)
    actions = actions.key_down(Keys.SHIFT) if shift else actions
    actions.click_and_hold().move_by_offset(pixels, 0).release().perform()
    ActionChains(driver).key_up(Keys.SHIFT).perform()


def swipe(driver, element, pixels):
    """With a finger, from the middle of an element to a side, and a little up."""
    middle = """
        arguments[0].scrollIntoView({block: "center"});
        const box = arguments[0].getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2]"""
    x, y = driver.execute_script(middle, element)
    touches = [{"x": x + pixels * share / 10, "y": y - share} for share in range(11)]
    kinds = ["touchStart", *["touchMove"] * 10]
    for kind, touch in zip(kinds, touches, strict=True):
        event = {"type": kind, "touchPoints": [touch]}
        driver.execute_cdp_cmd("Input.dispatchTouchEvent", event)
    driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


SET = """
const [root, numbers] = arguments;
const [choice, field] = ["select", ".mg-field"].map((each) => root.querySelector(each));
for (const option of choice.options) {
  if (!(option.text in numbers)) continue;
  choice.value = option.value;
  choice.dispatchEvent(new Event("change"));
  field.value = numbers[option.text];
  field.dispatchEvent(new Event("input"));
}
"""
SHOWN = """
const svg = arguments[0].querySelector(".mg-picture svg, :scope > svg");
const boxes = [...svg.querySelectorAll(".node"), ...svg.querySelectorAll(".edge")];
const all = (selector) => boxes.flatMap((box) => [...box.querySelectorAll(selector)]);
return {
  texts: all("text").map((text) => text.textContent.trim()),
  fills: all("[data-shows=fill]").map((fill) => fill.getAttribute("fill")),
  inks: all("text, tspan").map((text) => text.getAttribute("fill")),
  lines: all("path").map((path) => path.getAttribute("stroke")),
  widths: all("path").map((path) => Number(path.getAttribute("stroke-width"))),
};
"""


def assert_shows(driver, root, value):
    assert_alike(driver.execute_script(SHOWN, root), draw(value, names={"C": value}).svg)


def test_a_drag_changes_all_numbers_and_the_two_bars_part(driver, tmp_path):
    (root,) = open_page(driver, tmp_path, explore(powers, 2.0))
    assert_shows(driver, root, powers(Value(2.0, "a")))
    drag(driver, leaf(driver, "a"), 15)  # of 0.02
    assert_shows(driver, root, powers(Value(2.3, "a")))
    assert one(driver, ".mg-said").text == (
        "a went from 2 to 2.3: h = 0.3. Predicted: δ · h = 80 · 0.3 = 24. "
        "Actual: 64.36 − 32 = 32.36. The prediction is 8.363 too low."
    )
    assert [each.text for each in many(driver, ".mg-number")] == ["24", "32.36"]
    assert one(driver, ".mg-scale").text == "a full bar: 50"
    track, *bars = [one(driver, x).size["width"] for x in (".mg-track", ".mg-promised", ".mg-done")]
    assert bars == pytest.approx([track * 24 / 100, track * 32.36 / 100], abs=1)
    drag(driver, leaf(driver, "a"), -30)  # to 1.7: to the left of the middle
    track, bar = one(driver, ".mg-track").rect, one(driver, ".mg-done").rect
    assert bar["x"] + bar["width"] == pytest.approx(track["x"] + track["width"] / 2, abs=1)
    assert [each.text for each in many(driver, ".mg-number")] == ["−24", number(1.7**5 - 32)]


def assert_show_what_python_draws(driver, tmp_path, expressions):
    cases = [of_expression(text) for text in expressions]
    explorers = [
        explore(text, **dict(zip(names, points(2)[1], strict=True)))
        for text, (_, names, points) in zip(expressions, cases, strict=True)
    ]
    roots = open_page(driver, tmp_path, *explorers)
    for text, root, (_, names, points) in zip(expressions, roots, cases, strict=True):
        for point in points(8)[3::4]:
            numbers = dict(zip(names, point, strict=True))
            driver.execute_script(SET, root, numbers)
            assert_shows(driver, root, evaluate(text, numbers))
    assert driver.get_log("browser") == []
    outside = [url for url in requests(driver) if not url.startswith(("file:", "data:"))]
    assert outside == []


def test_several_expressions_on_one_page_show_what_python_draws(driver, tmp_path):
    assert_show_what_python_draws(driver, tmp_path, EXPRESSIONS[3:5])


@pytest.mark.slow
def test_every_expression_shows_what_python_draws(driver, tmp_path):
    assert_show_what_python_draws(driver, tmp_path, EXPRESSIONS)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_a_random_graph_shows_what_python_draws_and_refuses_what_python_does(
    driver, tmp_path, seed
):
    program, dice = seeded_program(seed), Random(seed)
    operations = {row.name: row.function for row in OPERATIONS}

    def f(xs):
        return run(program, xs, operations)

    (root,) = open_page(driver, tmp_path, explore(f, program["leaves"]))
    names = [f"xs{i}" for i, _ in enumerate(program["leaves"])]
    for at in (lambda: round(dice.uniform(-3, 3), 3), lambda: dice.choice([0.0, 1.0, -1.0, 2.0])):
        numbers = {name: at() for name in names}
        driver.execute_script(SET, root, numbers)
        try:
            value = f([Value(x, name) for name, x in numbers.items()])
        except (ValueError, ArithmeticError) as refusal:
            assert str(refusal).split(", got ")[0] in one(driver, ".mg-said").text
            continue
        if not GraphView(value).births:  # which a drawing marks, and an explorer does not
            assert_shows(driver, root, value)


def loss(model, x, y):
    return squared_error(model(x), y)


def test_the_parameters_of_a_network_can_be_dragged(driver, tmp_path):
    network = MLP(2, [2, 1], seed=3)
    (root,) = open_page(driver, tmp_path, explore(loss, network, [0.5, -1.0], [1.0]))

    def at(**inputs):
        x = [Value(inputs.get(f"x{i}", number), f"x{i}") for i, number in enumerate([0.5, -1.0])]
        return loss(network, x, [Value(1.0, "y0")])

    before = network.state_dict()
    assert_shows(driver, root, at())
    row = one(driver, ".mg-paths button").text
    assert row.startswith("layer1.neuron0.w0 → z → a → layer2.neuron0.z → ")
    driver.execute_script(SET, root, {"layer1.neuron1.w0": 0.25, "x1": 2})
    network.load_state_dict(before | {"layer1.neuron1.w0": 0.25})
    assert_shows(driver, root, at(x1=2.0))


def test_keys_and_shift_step_finely_and_a_slider_says_its_number(driver, tmp_path):
    from selenium.webdriver.common.keys import Keys

    open_page(driver, tmp_path, explore("w*x", w=2.0, x=-0.05))
    w, x = leaf(driver, "w"), leaf(driver, "x")
    for keys, now, text in [
        (Keys.ARROW_RIGHT, "2.1", "2.1, δ −0.05, C −0.105"),
        (Keys.ARROW_DOWN, "2", "2, δ −0.05, C −0.1"),
        (Keys.SHIFT + Keys.ARROW_UP, "2.01", "2.01, δ −0.05, C −0.1005"),
        (Keys.PAGE_DOWN, "1", "1, δ −0.05, C −0.05"),
        (Keys.HOME, "2", "2, δ −0.05, C −0.1"),
    ]:
        w.send_keys(keys)
        assert w.get_attribute("aria-valuenow") == now
        assert w.get_attribute("aria-valuetext") == text
    x.send_keys(Keys.ARROW_UP)
    assert x.get_attribute("aria-valuetext") == "−0.049, δ 2, C −0.098"
    assert one(driver, ".mg-said").text == (
        "x went from −0.05 to −0.049: h = 0.001. Predicted: δ · h = 2 · 0.001 = 0.002. "
        "Actual: −0.098 − (−0.1) = 0.002. The prediction is right."
    )
    drag(driver, w, 7, shift=True)
    assert w.get_attribute("aria-valuenow") == "2.014"
    assert [each.get_attribute("role") for each in (w, x)] == ["slider"] * 2


def test_a_number_can_be_typed_and_what_is_none_is_marked(driver, tmp_path):
    from selenium.webdriver.common.keys import Keys

    open_page(driver, tmp_path, explore("x*x + 1", x=3))
    field = one(driver, ".mg-field")
    for typed, invalid, shown in [("−1,5", "false", "−1.5"), ("one", "true", "−1.5")]:
        field.send_keys(Keys.CONTROL + "a" + Keys.NULL, typed)
        assert field.get_attribute("aria-invalid") == invalid
        assert leaf(driver, "x").get_attribute("aria-valuetext").startswith(shown)
    field.send_keys(Keys.TAB)
    assert field.get_attribute("value") == "−1.5"
    field.send_keys(Keys.ARROW_UP)
    assert field.get_attribute("value") == "−1.4"  # a step of what 3 began with


def test_the_tangent_can_be_laid_anew_and_reset_restores_everything(driver, tmp_path):
    (root,) = open_page(driver, tmp_path, explore("w*x*x + w", w=1.0, x=3.0))
    before = driver.execute_script(SHOWN, root)
    driver.execute_script(SET, root, {"w": 2, "x": 4})
    assert one(driver, ".mg-said").text.startswith(
        "x went from 3 to 4: h = 1. Predicted: δ · h = 12"
    )
    tangent, reset = many(driver, ".mg-controls button")
    tangent.click()
    assert one(driver, ".mg-said").text.startswith("δ(x) = 16: a small step h of x")
    assert [each.text for each in many(driver, ".mg-number")] == ["0", "0"]
    assert driver.execute_script(SHOWN, root) != before
    reset.click()
    assert driver.execute_script(SHOWN, root) == before


def test_outside_of_the_domain_a_sentence_says_where_and_the_way_back_works(driver, tmp_path):
    (root,) = open_page(driver, tmp_path, explore("log(x - y)*y", x=2.0, y=1.0))
    before = driver.execute_script(SHOWN, root)
    driver.execute_script(SET, root, {"x": 0.75})
    assert one(driver, ".mg-said").text == (
        "log() needs data > 0, got −0.25, at log(x − y). "
        "Here C has no value: take x back, or reset."
    )
    assert leaf(driver, "x").get_attribute("aria-valuetext") == "0.75, C has no value"
    texts = driver.execute_script(SHOWN, root)["texts"]
    assert {"0.75", "−0.25"} <= set(texts) and texts.count("δ —") == 5 and texts.count("—") == 2
    assert [each.text for each in many(driver, ".mg-number")] == ["−1.25", "—"]
    driver.execute_script(SET, root, {"y": 1.5, "x": 0.75})  # taken up where there is no C
    assert [each.text for each in many(driver, ".mg-number")] == ["—", "—"]
    driver.execute_script(SET, root, {"x": 2})
    assert one(driver, ".mg-said").text.startswith("δ(x) = 3: a small step h of x")
    driver.execute_script(SET, root, {"y": 1})
    assert driver.execute_script(SHOWN, root) == before
    assert one(driver, ".mg-said").text.startswith("y went from 1.5 to 1: h = −0.5. Predicted:")


def test_the_widest_numbers_stay_inside_their_boxes(driver, tmp_path):
    (root,) = open_page(driver, tmp_path, explore("w*x + w*y + 1", w=1, x=2, y=3))
    driver.execute_script(SET, root, {"w": -0.00012345, "x": -0.00012345, "y": -0.00067896})
    assert {"−0.0001234", "δ −0.0008024"} <= set(driver.execute_script(SHOWN, root)["texts"])
    outside = """
        return [...document.querySelectorAll("g.node")].flatMap((group) => {
          const box = group.querySelector("polygon").getBBox();
          return [...group.querySelectorAll("text")].filter((text) => {
            const { x, width } = text.getBBox();
            return x < box.x + 1 || x + width > box.x + box.width - 1;
          }).map((text) => text.textContent);
        })"""
    assert driver.execute_script(outside) == []


def diamonds(a):
    for _ in range(5):
        a = a * 2 + a * 3
    a.label = "C"
    return a


def test_the_paths_of_a_node_their_products_and_their_sum(driver, tmp_path):
    from selenium.webdriver import ActionChains

    open_page(driver, tmp_path, explore(powers, 2.0))
    heading, rest = one(driver, ".mg-heading"), one(driver, ".mg-rest")
    assert heading.text == "2 paths from a to C; the sum of their products is δ(a) = 80"
    rows = many(driver, ".mg-paths button")
    assert [row.text for row in rows] == ["a → v → C: 12 · 4 = 48", "a → u → C: 4 · 8 = 32"]
    assert rest.text == ""
    ActionChains(driver, duration=0).move_to_element(rows[1]).perform()
    assert one(driver, ".mg-picture svg").get_attribute("class") == "minigrad mg-lit"
    lit = "return [...document.querySelectorAll('.mg-on')].map((g) => g.dataset.node ?? 'edge')"
    assert driver.execute_script(lit) == ["0", "1", "edge", "3", "edge"]
    ActionChains(driver, duration=0).move_to_element(heading).perform()
    assert driver.execute_script(lit) == []
    ActionChains(driver, duration=0).move_to_element(one(driver, '[data-node="1"]')).perform()
    assert heading.text == "1 path from u to C; its product is δ(u) = 8"
    assert [row.text for row in many(driver, ".mg-paths button")] == ["u → C: 8"]


def test_of_many_paths_the_eight_largest_and_the_others_together(driver, tmp_path):
    open_page(driver, tmp_path, explore(diamonds, 1.0))
    assert one(driver, ".mg-heading").text == (
        "32 paths from a to C; the sum of their products is δ(a) = 3125"
    )
    products = [float(row.text.split(" = ")[-1]) for row in many(driver, ".mg-paths button")]
    assert products == [243, *[162] * 5, *[108] * 2]
    assert one(driver, ".mg-rest").text == f"the other 24 together: {3125 - sum(products):g}"


def test_two_on_one_page_are_independent_and_any_label_is_a_text(driver, tmp_path):
    k = Value(2.0, label="k")  # which stays as it is

    def f(x):
        y = x * k
        y.label = "</script><b>"
        return y + x

    explorers = [explore("w*x", w=1, x=2), explore("w*x", w=1, x=2), explore(f, 2.0)]
    roots = open_page(driver, tmp_path, *explorers)
    before = [driver.execute_script(SHOWN, root) for root in roots]
    driver.execute_script(SET, roots[1], {"w": 5})
    after = [driver.execute_script(SHOWN, root) for root in roots]
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, True]
    assert "x → </script><b> → C: 2 · 1 = 2" in roots[2].text
    driver.execute_script(SET, roots[2], {"x": 3})
    assert_shows(driver, roots[2], f(Value(3.0, "x")))
    assert driver.get_log("browser") == []


def test_without_scripts_there_are_the_picture_and_a_sentence(driver, tmp_path):
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        (root,) = open_page(driver, tmp_path, explore("w*x", w=-0.5, x=2.0))
        assert one(driver, "img").size["width"] > 100
        assert "can be dragged" in root.text
        assert many(driver, "button, input, select") == []
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_light_and_dark(driver, tmp_path, theme):
    emulated = [{"name": "prefers-color-scheme", "value": theme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": emulated})
    open_page(driver, tmp_path, page=explore("w*x", w=1, x=2).page)
    inks = {one(driver, each).value_of_css_property("color") for each in (".mg-said", "h1")}
    expected = {"light": "rgba(31, 41, 51, 1)", "dark": "rgba(228, 231, 235, 1)"}[theme]
    assert expected in inks and (theme == "light" or len(inks) == 1)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_on_a_phone_nothing_overflows_and_all_that_is_pressed_is_large(driver, tmp_path):
    phone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        network = explore(loss, MLP(2, [2, 1], seed=3), [0.5, -1.0], [1.0])
        open_page(driver, tmp_path, page=network.page)
        assert driver.execute_script("return document.documentElement.scrollWidth") == 390
        pressed = many(driver, "button, select, .mg-field")
        assert min(min(each.size["width"], each.size["height"]) for each in pressed) >= 44
        assert one(driver, ".mg-bars").location["y"] < one(driver, ".mg-picture").location["y"]
        smallest = """
            return Math.min(...[...document.querySelectorAll(".mg-picture text, .mg-plot text")]
              .filter((text) => text.textContent.trim())
              .map((text) => text.getBoundingClientRect().height))"""
        assert driver.execute_script(smallest) >= 11
        swipe(driver, leaf(driver, "x0"), 40)
        assert leaf(driver, "x0").get_attribute("aria-valuenow") == "0.58"
        scrolled = "return document.querySelector('.mg-picture').scrollLeft"
        assert driver.execute_script(scrolled) == 0
        swipe(driver, one(driver, '[data-node="2"]'), -40)
        assert driver.execute_script(scrolled) > 10
    finally:
        driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_on_paper_the_picture_is_whole_and_nothing_can_be_pressed(driver, tmp_path):
    network = explore(loss, MLP(2, [3, 1], seed=3), [0.5, -1.0], [1.0])
    open_page(driver, tmp_path, page=network.page)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not one(driver, ".mg-controls").is_displayed()
        box, svg = one(driver, ".mg-picture"), one(driver, ".mg-picture svg")
        assert svg.size["height"] <= box.size["height"] + 1
        assert svg.size["width"] <= box.size["width"] + 1
    finally:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
