"""When two answers agree, as tests and diagnosis compare them."""

from math import inf, nan

import pytest

from minigrad.exercises.answers import agree


@pytest.mark.parametrize(
    ("got", "expected", "is_same"),
    [
        ((1.0,), (1.0 + 1e-12,), True),
        ((1.0,), (1.0 + 1e-6,), False),
        ((0.0,), (1e-13,), True),
        ((nan,), (nan,), True),
        ((nan,), (1.0,), False),
        ((inf,), (inf,), True),
        ((inf,), (-inf,), False),
        (("none",), ("none",), True),
        (("none",), (1.0,), False),
        ((1.0, 2.0), (1.0,), False),
    ],
)
def test_answers_agree(got, expected, is_same):
    assert agree(got, expected, 1e-9) == is_same
