"""Arguments of a traced function: nested lists and modules as a row of numbers, and back again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from minigrad.nn import Module, distinct_parameters
from minigrad.value import Value


def leaf_numbers(example: Any, argument: Any, name: str, is_array: bool) -> Iterator[Any]:
    """The numbers (or arrays) of an argument, checked against the structure of the example."""
    if isinstance(example, Module):
        parameters = distinct_parameters(argument) if isinstance(argument, Module) else argument
        expected = len(distinct_parameters(example))
        if len(parameters) != expected:
            raise ValueError(
                f"argument {name} was traced with {expected} parameters, "
                f"got {len(parameters)}: trace again for another shape"
            )
        for parameter in parameters:
            yield parameter.data if isinstance(argument, Module) else parameter
    elif isinstance(example, (list, tuple)):
        if not isinstance(argument, (list, tuple)) or len(argument) != len(example):
            size = len(argument) if isinstance(argument, (list, tuple)) else "one number"
            raise ValueError(
                f"argument {name} was traced with {len(example)} numbers, got {size}: "
                "trace again for another shape"
            )
        for i, (inner, each) in enumerate(zip(example, argument, strict=True)):
            yield from leaf_numbers(inner, each, f"{name}{i}", is_array)
    elif isinstance(argument, Value) or is_array:
        yield argument
    else:
        yield Value(argument).data


def rebuilt(example: Any, slopes: Iterator[Any]) -> Any:
    if isinstance(example, Module):
        by_parameter = {each: next(slopes) for each in distinct_parameters(example)}
        return [by_parameter[each] for each in example.parameters()]
    if isinstance(example, (list, tuple)):
        return [rebuilt(each, slopes) for each in example]
    return next(slopes)


def argument_names(f: Callable[..., Value], count: int) -> list[str]:
    code = getattr(f, "__code__", None)
    names = list(code.co_varnames[: code.co_argcount]) if code else []
    return names if len(names) == count else [f"argument{i}" for i in range(count)]
