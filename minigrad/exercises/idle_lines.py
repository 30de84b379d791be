"""Lines of a student's that look as if they did something and do not, such as `loss.backward`."""

from __future__ import annotations

import ast
import linecache
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from minigrad.exercises.answering import code_of
from minigrad.exercises.places import Place, is_students
from minigrad.nn import MLP
from minigrad.value import Value

ENDS = (ast.Return, ast.Raise, ast.Break, ast.Continue)


class IdleLine(NamedTuple):
    """A line without an effect, and what it was probably meant to be."""

    place: Place
    says: str


def idle_lines(answers: Mapping[str, Any]) -> list[IdleLine]:
    """Those of all files in which the answers stand; lines of the task are left out."""
    found = []
    for file in sorted(_files(answers)):
        try:
            tree = ast.parse("".join(linecache.getlines(file)))
        except (SyntaxError, ValueError):  # changed since it was read
            continue
        for line, says in sorted(_idle(tree, file)):
            place = Place(file, line)
            ends = place.text.strip().startswith(("return", "break"))  # which may be moved
            is_given = place.is_untouched if ends else place.is_given
            if not is_given or place.text.strip().startswith("def "):
                found.append(IdleLine(place, says))
    return found


def _files(answers: Mapping[str, Any]) -> set[str]:
    things = [each for each in answers.values() if hasattr(each, "__module__")]
    inside = [each for thing in things if isinstance(thing, type) for each in vars(thing).values()]
    codes = (code_of(each) for each in [*things, *inside])
    return {code.co_filename for code in codes if code and is_students(code.co_filename)}


def _idle(tree: ast.Module, file: str) -> Iterator[tuple[int, str]]:
    shown = set() if file.endswith(".py") and "ipykernel_" not in file else set(tree.body)
    for node in ast.walk(tree):
        if node in shown:  # the value of a notebook's cell
            continue
        if isinstance(node, ast.Expr) and not _may_act(node.value):
            yield node.lineno, _meant(node.value, tree)
        elif isinstance(node, ast.For):
            yield from _in_a_loop(node)
        elif isinstance(node, ast.Assign):
            if match := re.search(r"[\w)\]]\s*=([+-])\s", Place(file, node.lineno).text):
                sign = match[1]
                aim = "add" if sign == "+" else "take away"
                yield (
                    node.lineno,
                    f"`={sign} x` means `= ({sign}x)`: it sets. To {aim}, write `{sign}=`.",
                )
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _unused(node)
            yield from _only_renamed(node)
        for block in ("body", "orelse", "finalbody"):
            yield from _unreached(getattr(node, block, None))


def _in_a_loop(loop: ast.For) -> Iterator[tuple[int, str]]:
    """`for x, y in xs, ys` goes through two things; a return in each round is one in the first."""
    ends = [each for each in loop.body if isinstance(each, (ast.Return, ast.Break))]
    if ends and not any(isinstance(each, ast.Continue) for each in ast.walk(loop)):
        word = type(ends[0]).__name__.lower()
        yield ends[0].lineno, f"This {word} ends the loop in its first round."
    are_two = isinstance(loop.iter, ast.Tuple) and isinstance(loop.target, ast.Tuple)
    written = (ast.Tuple, ast.List)
    if are_two and not any(isinstance(each, written) for each in ast.iter_child_nodes(loop.iter)):
        yield loop.lineno, "To go through two lists at once, write zip(…) around them."


def _may_act(value: ast.expr) -> bool:
    acts = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
    return isinstance(value, ast.Constant) or any(isinstance(n, acts) for n in ast.walk(value))


def is_of_a_method(value: ast.expr, tree: ast.AST) -> bool:
    """Whether it names, and does not call, what can be called, such as `loss.backward`."""
    name = getattr(value, "attr", getattr(value, "id", ""))
    functions = {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    return bool(name) and (
        name in functions or any(callable(getattr(each, name, None)) for each in (Value, MLP, list))
    )


def _meant(value: ast.expr, tree: ast.AST) -> str:
    text = ast.unparse(value)
    if is_of_a_method(value, tree):
        return f"This line only names {text}; to call it, write {text}()."
    if isinstance(value, ast.Compare) and isinstance(value.ops[0], ast.Eq):
        return "This line only compares (==); to set something, write =."
    return "This line computes something and keeps nothing of it: is = or return missing?"


def _unused(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[int, str]]:
    """Functions inside of another one that nothing in it uses, such as a rule never attached."""
    methods = {
        each
        for owner in ast.walk(function)
        if isinstance(owner, ast.ClassDef)
        for each in owner.body
    }
    inner = {each for each in ast.walk(function) if isinstance(each, ast.FunctionDef)} - methods
    names = [each for each in ast.walk(function) if isinstance(each, ast.Name)]
    for each in inner - {function}:
        own = set(ast.walk(each))  # a function that only calls itself is not used
        used = any(name.id == each.name for name in names if name not in own)
        if not used and not each.decorator_list:
            yield (
                each.lineno,
                f"{each.name} is defined here, and nothing in {function.name}() uses it.",
            )


def _only_renamed(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[int, str]]:
    """`for grad in grads: grad = 0.0`, where nothing reads that name afterwards."""
    inside = list(ast.walk(function))
    read = [each for each in inside if isinstance(each, ast.Name) and not _is_set(each)]
    for loop in inside:
        if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
            continue
        name = loop.target.id
        for each in loop.body:
            is_it = isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == name
            if is_it and not any(n.id == name and n.lineno > each.lineno for n in read):
                yield (
                    each.lineno,
                    f"`{name} = …` gives the name {name} to something else: what the loop goes "
                    "through does not change.",
                )


def _is_set(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _unreached(block: object) -> Iterator[tuple[int, str]]:
    if not isinstance(block, list):
        return
    for one, other in pairwise(block):
        if isinstance(one, ENDS):
            word = type(one).__name__.lower()
            yield other.lineno, f"This line never runs: the {word} above it ends what it stands in."
