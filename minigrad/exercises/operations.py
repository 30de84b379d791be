"""The operations of an engine as they are asked about alone, and how each rule is told."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from minigrad.exercises.programs import parsed

Numbers = Mapping[str, float]
Atoms = Callable[[Numbers], Mapping[str, float]]  # from the inputs, k and the output y


class Operation(NamedTuple):
    """One operation: its program, in which k is a number beside the Value, and its right rule."""

    program: str
    text: str
    slopes: tuple[str, ...]  # the right ones, for each input
    method: str  # of the class, that Python calls
    atoms: Atoms = lambda x: {}  # what else may stand in a wrong slope
    forward: Atoms = lambda x: {}  # what else may stand in a wrong value
    where: str = ""  # what a letter of the slopes means, or for which inputs they hold
    signs: tuple[float, ...] = (-1, 1)  # of the inputs; 0 for the number 0 itself

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(name for name in parsed(self.program)[1] if name != "k")

    @property
    def has_number(self) -> bool:
        return "k" in parsed(self.program)[1]

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.inputs, "k") if self.has_number else self.inputs


def _of_power(x: Numbers) -> dict[str, float]:
    a, n, z = x["a"], x["k"], x["y"]
    return {
        "aᵏ": z,
        "aᵏ⁻¹": a ** (n - 1),
        "aᵏ⁺¹": a ** (n + 1),
        "log a": math.log(a),
        "k**a": abs(n) ** a,
        "k**(a − 1)": abs(n) ** (a - 1),
        "(aᵏ)ᵏ⁻¹": z ** (n - 1),
    }


def _of_squash(letter: str) -> Atoms:
    def atoms(x: Numbers) -> dict[str, float]:
        z = x["y"]
        return {letter: z, f"tanh({letter})": math.tanh(z), f"σ({letter})": _sigma(z)}

    return atoms


def _of_exp(x: Numbers) -> dict[str, float]:
    return {"eˣ": x["y"], "eˣ⁻¹": math.exp(x["x"] - 1)}


def _of_log(x: Numbers) -> dict[str, float]:
    return {"log(x)": x["y"], "eˣ": math.exp(x["x"])}


def _instead(x: Numbers) -> dict[str, float]:
    """What may come instead of a function's value."""
    a = x["x"]
    found = {"eˣ": math.exp(a), "e⁻ˣ": math.exp(-a), "|x|": abs(a), "tanh(x)": math.tanh(a)}
    return found | {
        "σ(x)": _sigma(a),
        "log10(|x|)": math.log10(abs(a)),
        "log(|x|)": math.log(abs(a)),
    }


def _rounded(text: str) -> Atoms:
    return lambda x: {f"({text} rounded down)": float(math.floor(x["y"]))}


def _sigma(x: float) -> float:
    return 1 / (1 + math.exp(-x))


RELU = "y = x.relu()", "relu(x)"

OPERATIONS = {
    "+": Operation("y = a + b", "a + b", ("1", "1"), "__add__"),
    "*": Operation("y = a * b", "a · b", ("b", "a"), "__mul__"),
    "neg": Operation("y = -a", "−a", ("−1",), "__neg__"),
    "-": Operation("y = a - b", "a − b", ("1", "−1"), "__sub__"),
    "**": Operation("y = a ** k", "aᵏ", ("k · aᵏ⁻¹",), "__pow__", _of_power, signs=(1,)),
    "/": Operation(
        "y = a / b",
        "a / b",
        ("1 / b", "−a / b²"),
        "__truediv__",
        forward=_rounded("a / b"),
    ),
    "a + k": Operation("y = a + k", "a + k", ("1",), "__add__"),
    "a - k": Operation("y = a - k", "a − k", ("1",), "__sub__"),
    "a * k": Operation("y = a * k", "a · k", ("k",), "__mul__"),
    "a / k": Operation("y = a / k", "a / k", ("1 / k",), "__truediv__", forward=_rounded("a / k")),
    "k + a": Operation("y = k + a", "k + a", ("1",), "__radd__"),
    "k * a": Operation("y = k * a", "k · a", ("k",), "__rmul__"),
    "k - a": Operation("y = k - a", "k − a", ("−1",), "__rsub__"),
    "k / a": Operation(
        "y = k / a", "k / a", ("−k / a²",), "__rtruediv__", forward=_rounded("k / a")
    ),
    "exp": Operation("y = x.exp()", "exp(x)", ("eˣ",), "exp", _of_exp, _instead),
    "log": Operation("y = x.log()", "log(x)", ("1 / x",), "log", _of_log, _instead, signs=(1,)),
    "tanh": Operation(
        "y = x.tanh()", "tanh(x)", ("1 − t²",), "tanh", _of_squash("t"), _instead, "t = tanh(x)"
    ),
    "sigmoid": Operation(
        "y = x.sigmoid()",
        "sigmoid(x)",
        ("s · (1 − s)",),
        "sigmoid",
        _of_squash("s"),
        _instead,
        "s = sigmoid(x)",
    ),
    "relu": Operation(*RELU, ("1",), "relu", forward=_instead, where="for x > 0", signs=(1,)),
    "relu-": Operation(*RELU, ("0",), "relu", forward=_instead, where="for x < 0", signs=(-1,)),
    "relu0": Operation(*RELU, ("0",), "relu", where="for x = 0", signs=(0,)),
}
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}


@cache
def operations_in(programs: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of OPERATIONS that the programs use, simple ones before those made of them."""
    trees = (ast.parse(program.replace("; ", "\n")) for program in programs)
    used = {key for tree in trees for node in ast.walk(tree) for key in _keys_of(node)}
    return tuple(key for key in OPERATIONS if key in used)


def _keys_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.UnaryOp):
        return ["neg"]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name = node.func.attr
        return [name, "relu-", "relu0"] if name == "relu" else [name]
    if not isinstance(node, ast.BinOp):
        return []
    sign = SIGNS.get(type(node.op), "")
    if isinstance(node.left, ast.Constant):
        return [f"k {sign} a"]
    has_number = isinstance(node.right, ast.Constant) and sign != "**"
    return [f"a {sign} k"] if has_number else [sign]


def slug(key: str) -> str:
    """The key of an operation as a part of an id, such as number-div-a."""
    words = {"+": "add", "*": "mul", "-": "sub", "/": "div", "**": "power", "k": "number"}
    return "-".join(words.get(each, each) for each in key.rstrip("-0").split() or ["sub"])
