"""The shipped data are complete, and are Fisher's own numbers."""

from collections import Counter

import pytest

from minigrad.datasets import Flower, iris


def test_iris_has_fifty_flowers_of_each_species():
    assert Counter(flower.species for flower in iris()) == {
        "setosa": 50,
        "versicolor": 50,
        "virginica": 50,
    }


@pytest.mark.parametrize(
    ("flower", "sizes"),
    [(1, (5.1, 3.5, 1.4, 0.2)), (35, (4.9, 3.1, 1.5, 0.2)), (38, (4.9, 3.6, 1.4, 0.1))],
)
def test_flowers_are_as_fisher_printed_them(flower, sizes):
    assert iris()[flower - 1] == Flower(*sizes, "setosa")


def test_sizes_are_positive_centimetres():
    assert all(0 < size < 10 for flower in iris() for size in flower[:4])
