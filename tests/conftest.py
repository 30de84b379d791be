"""What all tests share: property tests draw the same examples on every run and every machine."""

import signal

import pytest
from hypothesis import settings

settings.register_profile("minigrad", deadline=None, derandomize=True, print_blob=False)
settings.load_profile("minigrad")


@pytest.fixture
def ctrl_c():
    """Ctrl-C interrupts, also where the tests were started in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
