"""A number that is not known yet: computing with it writes straight-line Python code."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NoReturn

from minigrad import scalars


class Symbol:
    """The name of a number in `code`, the list of lines that every symbol of a run shares."""

    def __init__(self, name: str, code: list[str]) -> None:
        self.name = name
        self.code = code

    def __repr__(self) -> str:
        return self.name

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{self.code[-1]}: a symbol is not known yet; choose with where()")


def _writes(text: str) -> Callable[..., Symbol]:
    def method(*operands: Any) -> Symbol:
        code = operands[0].code
        code.append(f"n{len(code)} = " + text.format(*operands))
        return Symbol(f"n{len(code) - 1}", code)

    return method


for _name, _sign in {"add": "+", "sub": "-", "mul": "*", "truediv": "/"}.items():
    setattr(Symbol, f"__{_name}__", _writes(f"{{0!r}} {_sign} {{1!r}}"))
    setattr(Symbol, f"__r{_name}__", _writes(f"{{1!r}} {_sign} {{0!r}}"))
for _name, _sign in {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}.items():
    setattr(Symbol, f"__{_name}__", _writes(f"{{0!r}} {_sign} {{1!r}}"))
for _name in ("exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "softplus"):
    setattr(Symbol, _name, _writes(f"{_name}({{0!r}})"))
Symbol.__neg__ = _writes("-{0!r}")
Symbol.__abs__ = _writes("abs({0!r})")
Symbol.__pow__ = _writes("power({0!r}, {1!r})")
Symbol.__rpow__ = _writes("power({1!r}, {0!r})")
Symbol.power_slope = _writes("power_slope({1!r}, {2!r})")
Symbol.maximum = _writes("maximum({0!r}, {1!r})")
Symbol.where = _writes("where({0!r}, {1!r}, {2!r})")


def run(code: list[str], **numbers: float) -> dict[str, float]:
    """Execute the lines with the functions of `scalars`; all names with their numbers."""
    names = {**vars(scalars), "inf": math.inf, "nan": math.nan, **numbers}
    exec("\n".join(code), names)
    return names
