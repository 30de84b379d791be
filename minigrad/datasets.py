"""Data sets small enough to look at every row: one measured in 1936, four made on the spot."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, pi, sin
from random import Random

from minigrad.checks import MOST, visible


class Dataset:
    """Samples with their classes: `inputs[i]` are numbers, `targets[i]` the number of a class."""

    def __init__(
        self,
        name: str,
        features: tuple[str, ...],
        classes: tuple[str, ...],
        samples: Iterable[tuple[list[float], int]],
    ) -> None:
        self.name = name
        self.features = features
        self.classes = classes
        self.samples = list(samples)

    @property
    def inputs(self) -> list[list[float]]:
        return [x for x, _ in self.samples]

    @property
    def targets(self) -> list[int]:
        return [y for _, y in self.samples]

    def split(self, held_out: float = 0.2, seed: int = 0) -> tuple[Dataset, Dataset]:
        """A part to train on and a part to test on, with the same proportion of each class.

        >>> train, test = iris().split()
        >>> len(train), len(test), test.targets.count(0)
        (120, 30, 10)
        """
        if not 0 < held_out < 1:
            raise ValueError(f"split() needs a share between 0 and 1 to hold out, got {held_out!r}")
        random = Random(seed)
        train, test = [], []
        for number in range(len(self.classes)):
            members = [sample for sample in self.samples if sample[1] == number]
            random.shuffle(members)
            cut = round(held_out * len(members))
            test += members[:cut]
            train += members[cut:]
        return self._with(train), self._with(test)

    def _with(self, samples: list[tuple[list[float], int]]) -> Dataset:
        return Dataset(self.name, self.features, self.classes, samples)

    def __len__(self) -> int:
        return len(self.samples)

    def __repr__(self) -> str:
        return f"Dataset({visible(self.name)}: {len(self)} samples, {len(self.features)} features)"


def iris() -> Dataset:
    """Fisher's 150 irises of 1936 in centimetres: 50 setosa, 50 versicolor, 50 virginica.

    The numbers are those of the printed table; the most common copy on the web differs from
    it in flowers 35 and 38 (`minigrad/data/iris.md` says how).

    >>> flowers = iris()
    >>> flowers.features
    ('sepal length', 'sepal width', 'petal length', 'petal width')
    >>> flowers.inputs[34], flowers.classes[flowers.targets[34]]
    ([4.9, 3.1, 1.5, 0.2], 'setosa')
    """
    from importlib.resources import files  # slow to import, and only needed here

    table = files("minigrad").joinpath("data", "iris.csv").read_text(encoding="utf-8")
    classes = ("setosa", "versicolor", "virginica")
    head, *lines = table.splitlines()
    features = tuple(name.replace("_", " ") for name in head.split(",")[:-1])
    rows = [line.split(",") for line in lines]
    samples = [([float(size) for size in sizes], classes.index(kind)) for *sizes, kind in rows]
    return Dataset("iris", features, classes, samples)


def moons(n: int = 100, noise: float = 0.1, seed: int = 1337) -> Dataset:
    """Two half circles that reach into each other.

    >>> moons(4, noise=0.0).inputs[0]
    [1.0, 0.0]
    """
    half = _half("moons", n)
    random = Random(seed)
    samples = []
    for i in range(half):
        t = pi * i / max(half - 1, 1)
        samples.append((_near(cos(t), sin(t), noise, random), 0))
        samples.append((_near(1 - cos(t), 0.5 - sin(t), noise, random), 1))
    return _plane("moons", ("upper", "lower"), samples)


def circles(n: int = 100, noise: float = 0.1, seed: int = 0) -> Dataset:
    """A circle of radius 1 inside one of radius 2."""
    half = _half("circles", n)
    random = Random(seed)
    samples = []
    for i in range(half):
        t = 2 * pi * i / half
        for kind, radius in enumerate((1, 2)):
            samples.append((_near(radius * cos(t), radius * sin(t), noise, random), kind))
    return _plane("circles", ("inner", "outer"), samples)


def spiral(n: int = 100, noise: float = 0.05, seed: int = 0) -> Dataset:
    """Two arms that wind once around each other: hard for a small network."""
    half = _half("spiral", n)
    random = Random(seed)
    samples = []
    for i in range(half):
        radius = 0.2 + 1.8 * i / half
        t = 1.5 * pi * radius
        for kind, turn in enumerate((0, pi)):
            x, y = radius * cos(t + turn), radius * sin(t + turn)
            samples.append((_near(x, y, noise, random), kind))
    return _plane("spiral", ("first", "second"), samples)


def xor(n: int = 100, noise: float = 0.25, seed: int = 0) -> Dataset:
    """Clouds around (±1, ±1): class 1 where the signs differ. No single neuron can do it."""
    _half("xor", n)
    random = Random(seed)
    corners = [(1, 1, 0), (-1, 1, 1), (-1, -1, 0), (1, -1, 1)]
    samples = []
    for i in range(n):
        x, y, kind = corners[i % 4]
        samples.append((_near(x, y, noise, random), kind))
    return _plane("xor", ("same signs", "different signs"), samples)


DATASETS = {"iris": iris, "moons": moons, "circles": circles, "spiral": spiral, "xor": xor}


def _near(x: float, y: float, noise: float, random: Random) -> list[float]:
    return [x + random.gauss(0, noise), y + random.gauss(0, noise)]


def _plane(
    name: str, classes: tuple[str, ...], samples: Iterable[tuple[list[float], int]]
) -> Dataset:
    return Dataset(name, ("x0", "x1"), classes, samples)


def _half(name: str, n: int) -> int:
    if not isinstance(n, int) or not 2 <= n <= MOST or n % 2:
        got = repr(n) if not isinstance(n, int) or n <= MOST else "more"
        raise ValueError(f"{name}() needs an even number of samples from 2 to {MOST:,}, got {got}")
    return n // 2
