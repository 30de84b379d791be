"""The shipped data are Fisher's own numbers; the made ones are seeded; a split loses nothing."""

from collections import Counter

import pytest

from minigrad.datasets import DATASETS, circles, iris, moons, spiral, xor

MADE = [moons, circles, spiral, xor]


def test_iris_has_fifty_flowers_of_each_species():
    flowers = iris()
    assert Counter(flowers.classes[kind] for kind in flowers.targets) == {
        "setosa": 50,
        "versicolor": 50,
        "virginica": 50,
    }


@pytest.mark.parametrize(
    ("flower", "sizes"),
    [(1, [5.1, 3.5, 1.4, 0.2]), (35, [4.9, 3.1, 1.5, 0.2]), (38, [4.9, 3.6, 1.4, 0.1])],
)
def test_flowers_are_as_fisher_printed_them(flower, sizes):
    assert iris().samples[flower - 1] == (sizes, 0)


def test_sizes_are_positive_centimetres():
    assert all(0 < size < 10 for sizes in iris().inputs for size in sizes)


@pytest.mark.parametrize("make", MADE)
def test_made_data_are_seeded_and_balanced(make):
    assert make(40, seed=3).samples == make(40, seed=3).samples
    assert make(40, seed=3).samples != make(40, seed=4).samples
    assert Counter(make(40).targets) == {0: 20, 1: 20}


@pytest.mark.parametrize("make", MADE)
@pytest.mark.parametrize("n", [0, 3, 2.0, "8"])
def test_an_odd_number_of_samples_is_refused(make, n):
    with pytest.raises(ValueError, match="an even number of samples from 2 to 10,000,000, got"):
        make(n)


@pytest.mark.parametrize("name", DATASETS)
def test_a_split_loses_nothing_and_keeps_the_proportions(name):
    data = DATASETS[name]()
    train, test = data.split(0.2, seed=1)
    assert sorted(train.samples + test.samples) == sorted(data.samples)
    shares = {kind: test.targets.count(kind) / data.targets.count(kind) for kind in data.targets}
    assert set(shares.values()) == {0.2}
    assert data.split(0.2, seed=1)[1].samples == test.samples
    assert data.split(0.2, seed=2)[1].samples != test.samples


@pytest.mark.parametrize("share", [0, 1, -0.1, 2])
def test_a_split_needs_a_share(share):
    with pytest.raises(ValueError, match="needs a share between 0 and 1"):
        iris().split(share)
