"""What learns each data set well, where the command line does not say otherwise."""

from __future__ import annotations

from typing import NamedTuple


class Recipe(NamedTuple):
    """The defaults of a training."""

    layers: list[int]  # the hidden ones
    lr: float  # of Adam
    epochs: int


RECIPES = {
    "iris": Recipe([8], 0.05, 60),
    "moons": Recipe([8, 8], 0.05, 100),
    "circles": Recipe([8], 0.05, 80),
    "spiral": Recipe([16, 16], 0.03, 200),
    "xor": Recipe([8], 0.05, 60),
}


def recipe_table(columns: int = 4) -> str:
    """The recipes as text: data set, layers, rate and epochs, or the first of these columns."""
    rows = [("data set", "--layers", "--lr", "--epochs")]
    for name, recipe in RECIPES.items():
        layers = ",".join(map(str, recipe.layers))
        rows.append((name, layers, str(recipe.lr), str(recipe.epochs)))
    padded = ("".join(f"{cell:<10}" for cell in row[:columns]) for row in rows)
    return "\n".join(f"  {row.rstrip()}" for row in padded)
