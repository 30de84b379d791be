"""Make the pictures of the README: `python docs/pictures.py` (the player's needs Chromium)."""

from __future__ import annotations

import doctest
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from minigrad.cli.demo import neuron_cost
from minigrad.equations import four_equations
from minigrad.nn import MLP
from tests.browser import chromium
from viz import layer_matrix, play

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
        for _ in range(24):
            root.send_keys(Keys.ARROW_RIGHT)
        root.screenshot(str(DOCS / "player.png"))


def transpose() -> None:
    """The weights of a second layer, with one row and one column summed."""
    network = MLP(2, [4, 3], output="tanh", seed=3)
    layer = four_equations(network, [0.5, -1.0], [1.0, 0.0, 0.5])[1]
    plot = layer_matrix(network.layers[1], layer.a_before, layer.delta, row=1, column=2)
    plot.save(DOCS / "transpose.svg")


if __name__ == "__main__":
    example()
    transpose()
    player()
