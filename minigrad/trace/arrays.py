"""The functions of scalars.py on NumPy arrays, for traced code that takes a whole batch at once."""

from __future__ import annotations

from typing import Any


def array_functions() -> dict[str, Any]:
    """The functions that traced code calls, by name; RuntimeError without NumPy."""
    try:
        import numpy as np
    except ImportError:
        raise RuntimeError(
            "a batch of arrays needs NumPy, which is not installed: pip install numpy"
        ) from None

    def sigmoid(x: Any) -> Any:
        return np.where(x >= 0, 1 / (1 + np.exp(-abs(x))), np.exp(-abs(x)) / (1 + np.exp(-abs(x))))

    def power_slope(x: Any, y: Any) -> Any:
        with np.errstate(divide="ignore", over="ignore"):
            return np.where(y == 0, 0.0, y * np.power(x, np.where(y == 0, 1.0, y - 1.0)))

    functions = {name: getattr(np, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tanh")}
    return functions | {
        "sigmoid": sigmoid,
        "softplus": lambda x: np.logaddexp(x, 0.0),
        "divide": np.divide,
        "power": np.power,
        "power_slope": power_slope,
        "maximum": np.maximum,
        "where": np.where,
        "inf": np.inf,
        "nan": np.nan,
    }
