"""What all tests share: the same examples on every machine, and what must not be skipped."""

import os
import shutil
import signal
from importlib.util import find_spec

import pytest
from hypothesis import settings

from tests import browser

settings.register_profile("minigrad", deadline=None, derandomize=True, print_blob=False)
settings.load_profile("minigrad")

# Without these, tests are skipped or have fewer cases.
CAN_BE_REQUIRED = {
    "browser": browser.programs,
    "cluster": lambda: find_spec("distributed"),
    "graphviz": lambda: shutil.which("dot"),
    "sandbox": lambda: a_sandbox_works(),
    "parity": lambda: find_spec("torch") and find_spec("jax"),
    "site": lambda: find_spec("sphinx") and shutil.which("npm"),
}


def a_sandbox_works():
    from minigrad.classroom.sandbox import choose  # only here: most runs do not ask

    try:
        return choose()
    except ValueError:
        return ""


def pytest_configure():
    """What MINIGRAD_REQUIRES names must be there: where it is set, no such test is skipped."""
    for name in filter(None, os.environ.get("MINIGRAD_REQUIRES", "").split(",")):
        if name not in CAN_BE_REQUIRED:
            known = ", ".join(CAN_BE_REQUIRED)
            raise pytest.UsageError(f"MINIGRAD_REQUIRES takes any of {known}, got {name!r}")
        if not CAN_BE_REQUIRED[name]():
            raise pytest.UsageError(f"MINIGRAD_REQUIRES names {name}, which is not installed here")


@pytest.fixture
def ctrl_c():
    """Ctrl-C interrupts, also where the tests were started in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def driver():
    """One Chromium for all tests of pages that a worker runs: to start it takes a second."""
    with browser.chromium() as driver:
        yield driver
