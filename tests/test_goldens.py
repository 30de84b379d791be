"""Some drawings as they were recorded, byte for byte, by `python -m tests.goldens.drawings`."""

import pytest

from tests.goldens.drawings import DRAWINGS, FOLDER, golden


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_dot_text_is_the_recorded_one(name):
    assert DRAWINGS[name]().dot == golden(name)


def test_every_recorded_text_is_compared():
    assert {path.stem for path in FOLDER.glob("*.dot")} == set(DRAWINGS)
