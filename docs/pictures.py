"""Make the pictures of README and docs: `python docs/pictures.py` (pages need Chromium)."""

from __future__ import annotations

import doctest
from dataclasses import replace
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from minigrad import __version__
from minigrad.classroom.example_class import EXERCISES
from minigrad.classroom.reports import write_reports
from minigrad.cli.demo import neuron_cost
from minigrad.equations import four_equations
from minigrad.nn import MLP
from tests.browser import chromium
from tests.classroom.example_results import example_class
from viz import explore, layer_matrix, play

DOCS = Path(__file__).parent


def example() -> None:
    """The graph that the README's ten lines draw."""
    doctest.testfile(str(DOCS.parent / "README.md"), module_relative=False)
    copy(Path("out", "example.svg"), DOCS / "example.svg")


def player() -> None:
    """The player in the middle of its way back."""
    with TemporaryDirectory() as folder, chromium() as driver:
        driver.set_window_size(1100, 760)
        driver.get(play(neuron_cost()).save(Path(folder, "player.html")).as_uri())
        root = driver.find_element(By.CLASS_NAME, "minigrad-player")
        for _ in range(15):
            root.send_keys(Keys.ARROW_RIGHT)
        WebDriverWait(driver, 5).until(lambda _: root.get_attribute("data-settled") == "15")
        root.screenshot(str(DOCS / "player.png"))


def explorer() -> None:
    """The explorer after some steps of w, at which the prediction has lost touch."""
    with TemporaryDirectory() as folder, chromium() as driver:
        driver.set_window_size(1100, 760)
        page = explore("(w*x + b - y)**2 / 2", w=-3, x=2, b=6.5, y=1)
        driver.get(page.save(Path(folder, "explorer.html")).as_uri())
        w = driver.find_element(By.CSS_SELECTOR, '.mg-leaf[aria-label="w"]')
        w.send_keys(Keys.ARROW_RIGHT * 4)
        driver.find_element(By.CLASS_NAME, "minigrad-explore").screenshot(str(DOCS / "explore.png"))


def transpose() -> None:
    """The weights of a second layer, with one row and one column summed."""
    network = MLP(2, [4, 3], output="tanh", seed=3)
    layer = four_equations(network, [0.5, -1.0], [1.0, 0.0, 0.5])[1]
    plot = layer_matrix(network.layers[1], layer.a_before, layer.delta, row=1, column=2)
    plot.save(DOCS / "transpose.svg")


def class_page() -> None:
    """What is shown to the room of the example class."""
    with TemporaryDirectory() as folder, chromium() as driver:
        run = {"version": __version__, "seed": 1, "sandbox": "bubblewrap"}
        graded = [
            replace(each, exercises=tuple(one for one in each.exercises if one.id in EXERCISES))
            for each in example_class()
        ]
        write_reports(Path(folder), graded, None, ["html"], run)
        driver.set_window_size(1015, 1315)
        driver.get(Path(folder, "index.html").as_uri())
        driver.execute_script("document.documentElement.style.overflow = 'hidden'")
        driver.save_screenshot(str(DOCS / "class.png"))


if __name__ == "__main__":
    example()
    transpose()
    player()
    explorer()
    class_page()
