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
    about = "true where the tests are minigrad's exercises, .minigrad where they are a teacher's"
    parser.addini("minigrad_exercises", about, default="")


def pytest_configure(config: pytest.Config) -> None:
    said = config.getini("minigrad_exercises").strip().lower()
    if said in ("1", "yes", "on", "true", ".minigrad"):
        from minigrad.exercises.session import Exercises  # only here: it loads all that asks

        config.pluginmanager.register(Exercises(config), "minigrad-exercises")
    elif said not in ("", "0", "no", "off", "false"):
        raise pytest.UsageError(f"minigrad_exercises needs to be true or .minigrad, got {said!r}")
