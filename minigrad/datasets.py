"""Data sets that are small enough to look at every row."""

from __future__ import annotations

from typing import NamedTuple


class Flower(NamedTuple):
    """One iris: lengths and widths in centimetres, and its species."""

    sepal_length: float
    sepal_width: float
    petal_length: float
    petal_width: float
    species: str


def iris() -> list[Flower]:
    """Fisher's 150 irises of 1936: 50 setosa, then 50 versicolor, then 50 virginica.

    The numbers are those of the printed table; the copy that is commonest on the web differs
    from it in flowers 35 and 38 (`minigrad/data/iris.md` says how).

    >>> flowers = iris()
    >>> len(flowers)
    150
    >>> flowers[34].petal_length, flowers[34].species
    (1.5, 'setosa')
    """
    from importlib.resources import files  # slow to import, and only needed here

    table = files("minigrad").joinpath("data", "iris.csv").read_text(encoding="utf-8")
    flowers = []
    for line in table.splitlines()[1:]:
        *sizes, species = line.split(",")
        sepal_length, sepal_width, petal_length, petal_width = map(float, sizes)
        flowers.append(Flower(sepal_length, sepal_width, petal_length, petal_width, species))
    return flowers
