"""Read a text such as `tanh(w*x + b)` as arithmetic on Values, and run nothing else in it."""

from __future__ import annotations

import ast
import math
import operator
import re
import warnings
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, TypeAlias
from unicodedata import normalize

from minigrad import functions, scalars
from minigrad.checks import shortened
from minigrad.value import Value, as_value

Operand: TypeAlias = float | Value

MAX_LENGTH = 2_000
MAX_DEPTH = 100

FUNCTIONS: dict[str, tuple[Callable[..., Value], str]] = {
    "abs": (abs, "abs(x)"),
    "cos": (Value.cos, "cos(x)"),
    "exp": (Value.exp, "exp(x)"),
    "leaky_relu": (Value.leaky_relu, "leaky_relu(x) or leaky_relu(x, 0.1)"),
    "log": (Value.log, "log(x)"),
    "logsumexp": (functions.logsumexp, "logsumexp([x, y])"),
    "maximum": (functions.maximum, "maximum(x, y)"),
    "minimum": (functions.minimum, "minimum(x, y)"),
    "relu": (Value.relu, "relu(x)"),
    "sigmoid": (Value.sigmoid, "sigmoid(x)"),
    "sin": (Value.sin, "sin(x)"),
    "softplus": (Value.softplus, "softplus(x)"),
    "sqrt": (Value.sqrt, "sqrt(x)"),
    "tanh": (Value.tanh, "tanh(x)"),
    "total": (functions.total, "total([x, y])"),
    "weighted_sum": (functions.weighted_sum, "weighted_sum([w1, w2], [x1, x2], b)"),
    "where": (functions.where, "where(x > 0, x, y)"),
}

_TAKE_LISTS = {"logsumexp", "total", "weighted_sum"}
_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: scalars.divide,
    ast.Pow: scalars.power,
}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}

_TOO_DEEP = (
    f"an expression may be nested {MAX_DEPTH} deep, got more: take a part out, with a name of "
    "its own"
)
_ALLOWED = "an expression takes numbers, names, + - * / ** ( ) and functions such as exp(x)"
_ADVICE: dict[type[ast.AST], str] = {
    ast.Attribute: "write exp(x) for x.exp(), and a name without a dot",
    ast.BitXor: "write ** for a power",
    ast.Compare: "a comparison belongs in where(x > 0, x, y)",
    ast.IfExp: "write where(x > 0, x, y)",
    ast.Lambda: "lambda is a word of Python: choose another name",
    ast.List: "a list belongs in total([x, y]), logsumexp or weighted_sum",
    ast.Subscript: "write a name such as x0 for x[0]",
    ast.Tuple: "write 0.5 for 0,5; a list belongs in total([x, y]), logsumexp or weighted_sum",
}
_SPELLINGS = {
    "−": "-",
    "–": "-",
    "×": "*",
    "·": "*",
    "÷": "/",
    "²": "**2",
    "³": "**3",
    "½": "0.5",
    "√": "sqrt()",
}


def evaluate(expression: str, values: Mapping[str, float | Value]) -> Value:
    """The root of the graph that an expression describes, with one labelled leaf for each name.

    A Value that is given for a name is its leaf. What is computed from numbers alone stays a
    number: `x**(1/2)` has the one input x. ValueError for anything that is not arithmetic, with its
    text and column, for a name without a value and for a value without its name; a wrong domain is
    the operation's own error.

    >>> y = evaluate("w*x + 1", {"w": 2.0, "x": 3.0})
    >>> y.data
    7.0
    >>> [leaf.label for leaf in y.inputs[0].inputs]
    ['w', 'x']
    """
    text = _one_line(expression)
    reader = _Reader(text, {normalize("NFKC", name): data for name, data in values.items()})
    try:
        root = reader.read(_parsed(text), depth=0)
    except (RecursionError, MemoryError):
        raise ValueError(_TOO_DEEP) from None
    reader.refuse_unused_values()
    return as_value(root)


class _Reader:
    """Walks through the syntax tree of one expression, and refuses what it does not know."""

    def __init__(self, text: str, values: Mapping[str, float | Value]) -> None:
        self.text = text
        self.values = values
        self.leaves: dict[str, Value] = {}

    def read(self, node: ast.expr, depth: int) -> Operand:
        if depth > MAX_DEPTH:
            raise ValueError(_TOO_DEEP)
        match node:
            case ast.Constant():
                return self.number(node)
            case ast.Name():
                return self.leaf(node)
            case ast.BinOp():
                return self.chain(node, depth)
            case ast.UnaryOp() if type(node.op) in _UNARY:
                result: Operand = _UNARY[type(node.op)](self.read(node.operand, depth + 1))
                return result
            case ast.Call():
                return self.call(node, depth)
        raise self.refusal(node)

    def number(self, node: ast.Constant) -> float:
        if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
            raise self.refusal(node)
        try:
            number = float(node.value)
        except OverflowError:
            number = math.inf
        if number == math.inf:
            raise ValueError(
                f"a number needs to fit a float (< 1.8e308), got {self.excerpt(node)}: "
                "for infinity use a name, and give it the value inf"
            )
        return number

    def leaf(self, node: ast.Name) -> Value:
        name = node.id
        if name not in self.leaves:
            if name not in self.values:
                raise ValueError(self.missing_value(node))
            given = self.values[name]
            self.leaves[name] = given if isinstance(given, Value) else Value(given, label=name)
        return self.leaves[name]

    def missing_value(self, node: ast.Name) -> str:
        if node.id in FUNCTIONS:
            return f"{self.excerpt(node)} is a function: write {FUNCTIONS[node.id][1]}"
        if "·" in node.id:  # a letter, for Python
            return f"the name {self.excerpt(node)} needs a value: write {node.id.replace('·', '*')}"
        close = get_close_matches(node.id, self.values, n=1)
        usual = {"pi": math.pi, "e": math.e}.get(node.id, 1)
        advice = f"did you mean {close[0]}?" if close else f"add {node.id}={usual}, say"
        return f"the name {self.excerpt(node)} needs a value, got none: {advice}"

    def chain(self, node: ast.BinOp, depth: int) -> Operand:
        """a + b − c …, which Python reads as ((a + b) − c) …: from left to right, in a loop."""
        operations = [node]
        while isinstance(node.left, ast.BinOp):
            node = node.left
            operations.append(node)
        result = self.read(node.left, depth + 1)
        for each in reversed(operations):
            if type(each.op) not in _BINARY:
                raise self.refusal(each, _ADVICE.get(type(each.op), ""))
            result = _BINARY[type(each.op)](result, self.read(each.right, depth + 1))
        return result

    def call(self, node: ast.Call, depth: int) -> Operand:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS:
            raise self.unknown_function(node)
        if node.keywords:
            raise self.misuse(node, name)
        arguments = [self.argument(name, each, i, depth) for i, each in enumerate(node.args)]
        operands = [x for each in arguments for x in (each if type(each) is list else [each])]
        if arguments and type(arguments[0]) is float:
            arguments[0] = Value(arguments[0])
        try:
            result = FUNCTIONS[name][0](*arguments)
        except TypeError:
            raise self.misuse(node, name) from None
        depends = any(isinstance(x, Value) for x in operands) or (
            name == "where" and self.has_names(node.args[0])
        )
        return result if depends else result.data

    def argument(self, function: str, node: ast.expr, index: int, depth: int) -> Any:
        if function in _TAKE_LISTS and isinstance(node, (ast.List, ast.Tuple)):
            return [self.read(each, depth + 2) for each in node.elts]
        if function == "where" and index == 0:
            return self.condition(node, depth)
        return self.read(node, depth + 1)

    def condition(self, node: ast.expr, depth: int) -> Any:
        if not isinstance(node, ast.Compare) or any(type(op) not in _COMPARE for op in node.ops):
            raise ValueError(
                f"where() needs a condition with <, <=, > or >=, such as x > 0, got "
                f"{self.excerpt(node)}"
            )
        operands = [self.read(each, depth + 2) for each in (node.left, *node.comparators)]
        pairs = zip(node.ops, pairwise(operands), strict=True)
        holds = [_COMPARE[type(op)](x, y) for op, (x, y) in pairs]
        if len(holds) == 1:
            return holds[0]  # itself: of symbols it is neither true nor false
        if not all(isinstance(each, bool) for each in holds):
            raise ValueError(
                f"a condition that is traced needs a single comparison, got {self.excerpt(node)}: "
                "write where(0 < x, where(x < 1, a, b), b) for where(0 < x < 1, a, b)"
            )
        return all(holds)

    def has_names(self, node: ast.expr) -> bool:
        return any(isinstance(x, ast.Name) and x.id in self.leaves for x in ast.walk(node))

    def unknown_function(self, node: ast.Call) -> ValueError:
        if isinstance(node.func, ast.Attribute):
            return self.refusal(node, _ADVICE[ast.Attribute])
        if not isinstance(node.func, ast.Name) or node.func.id in self.values:
            return self.refusal(node, "write * for a product, such as x*(y + 1)")
        if node.func.id == "pow":
            return self.refusal(node, "write x**2 for pow(x, 2)")
        close = ["log"] if node.func.id == "ln" else get_close_matches(node.func.id, FUNCTIONS, n=1)
        return ValueError(
            f"the functions are {', '.join(FUNCTIONS)}, got {self.excerpt(node)}"
            + (f": did you mean {close[0]}?" if close else "")
        )

    def misuse(self, node: ast.Call, name: str) -> ValueError:
        return ValueError(f"{name}() is written {FUNCTIONS[name][1]}, got {self.excerpt(node)}")

    def refusal(self, node: ast.expr, advice: str = "") -> ValueError:
        advice = advice or _ADVICE.get(type(node), "")
        return ValueError(
            f"{_ALLOWED}, got {self.excerpt(node)}" + (f": {advice}" if advice else "")
        )

    def refuse_unused_values(self) -> None:
        for name in self.values:
            if name not in self.leaves:
                names = ", ".join(self.leaves) or "no names"
                raise ValueError(
                    f"the value of {name!r} is not used, the expression has {names}: "
                    "leave it out, or write its name in the expression"
                )

    def excerpt(self, node: ast.expr) -> str:
        source = ast.get_source_segment(self.text, node) or ""
        # Python counts columns in bytes of UTF-8, a reader in characters.
        column = len(self.text.encode()[: node.col_offset].decode()) + 1
        return f"{shortened(source)!r} at column {column}"


def _one_line(expression: str) -> str:
    if not isinstance(expression, str):
        raise TypeError(f"evaluate() needs the expression as text, got {type(expression).__name__}")
    if not expression.strip():
        raise ValueError("an expression needs a number or a name, such as w*x + b, got nothing")
    if len(expression) > MAX_LENGTH:
        raise ValueError(
            f"an expression needs at most {MAX_LENGTH} characters, got {len(expression)}: "
            "build a long one in Python, with Values"
        )
    if unreadable := re.search("[\0#\ud800-\udfff]", expression):
        raise ValueError(_unreadable(expression, unreadable.start() + 1))
    return re.sub(r"\s", " ", expression).strip()


def _parsed(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as of 1if: what comes of it is refused anyway
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        reason = f" ({error.msg})" if not error.msg.startswith("invalid syntax") else ""
        raise ValueError(_unreadable(text, error.offset or 1, reason)) from None


def _unreadable(text: str, column: int, reason: str = "") -> str:
    rest = text[column - 1 :]
    got = repr(shortened(rest)) if rest else "its end"
    spelling = _SPELLINGS.get(rest[:1])
    advice = f"write {spelling} for {rest[0]}" if spelling else "write it as in w*x + b"
    return f"{_ALLOWED}, got {got} at column {column}{reason}: {advice}"
