"""Small graphs as text: a program such as `u = a * b; y = u + a` is run with any class Value."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any

from minigrad.exercises.answers import Answer, as_number
from minigrad.value import Value

BACKWARD = "y.backward()"


@lru_cache
def parsed(program: str) -> tuple[CodeType, tuple[str, ...]]:
    """The code of a program, and its leaves: the names that it uses and does not define."""
    tree = tree_of(program)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    defined = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    leaves = sorted({node.id for node in names} - defined)
    return compile(tree, "<program>", "exec"), tuple(leaves)


def built(program: str, numbers: Mapping[str, float], value: Callable[..., Any]) -> dict[str, Any]:
    """The nodes that a program defines, by name, and its leaves."""
    scope = {name: value(number) for name, number in numbers.items()}
    exec(parsed(program)[0], {}, scope)
    return scope


def gradients_of(
    script: str, numbers: tuple[tuple[str, float], ...], value: Callable[..., Any]
) -> Answer:
    """y.data, y.grad and the grad of every leaf, after a program that calls backward()."""
    return gradients_in(built(script, dict(numbers), value), script)


def gradients_in(scope: Mapping[str, Any], script: str) -> Answer:
    """The same numbers of nodes that were built and walked."""
    grads = (as_number(scope[name].grad, f"{name}.grad") for name in ("y", *parsed(script)[1]))
    return (as_number(scope["y"].data, "y.data"), *grads)


@lru_cache(4096)
def right_gradients(script: str, numbers: tuple[tuple[str, float], ...]) -> Answer:
    return gradients_of(script, numbers, Value)


def numbered_lines(program: str, then: str) -> list[str]:
    """The steps of a program, and of what is called on its names."""
    return f"{program}; {then}".split("; ")


@lru_cache(1024)
def uses(program: str) -> Mapping[str, set[str]]:
    """For each node that the program defines: those of them that it is made of.

    >>> uses("u = a * b; y = u + a")
    {'u': set(), 'y': {'u'}}
    """
    found: dict[str, set[str]] = {}
    for line in tree_of(program).body:
        names = [node.id for node in ast.walk(line) if isinstance(node, ast.Name)]
        found[names[0]] = {name for name in names[1:] if name in found}
    return found


def tree_of(program: str) -> ast.Module:
    return ast.parse(program.replace("; ", "\n"))
