"""What pytest loads everywhere: options, and the exercises where a pytest.ini asks for them."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("minigrad exercises")
    group.addoption(
        "--minigrad-all",
        action="store_true",
        help="go on after the first exercise that is not solved",
    )
    group.addoption(
        "--minigrad-seed",
        type=int,
        default=0,
        metavar="N",
        help="ask with other random numbers (default: 0)",
    )
    group.addoption(
        "--minigrad-draw",
        metavar="DIR",
        help="draw the smallest wrong graph of each exercise into this folder, as SVG",
    )
    parser.addini("minigrad_exercises", "whether the tests are minigrad's exercises", type="bool")


def pytest_configure(config: pytest.Config) -> None:
    if config.getini("minigrad_exercises"):
        from minigrad.exercises.session import Exercises  # only here: it loads all that asks

        config.pluginmanager.register(Exercises(config), "minigrad-exercises")
