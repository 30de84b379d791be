"""A mistake: one misconception, told in a sentence, and wrong code that makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

# Wrong code: it makes the names that an exercise needs, such as `{"Value": …}`.
Form = Callable[[], Mapping[str, Any]]


class Mistake(NamedTuple):
    """One misconception, and every form of wrong code that shows it."""

    id: str
    cause: str  # one sentence
    question: str  # that leads to it, and does not tell
    forms: tuple[Form, ...]


def combined(one: Form, other: Form) -> Form | None:
    """Code with what is wrong in both, where both are made by one function with other arguments.

    None if they are not, or if both change the same thing.
    """
    if not (isinstance(one, partial) and isinstance(other, partial) and one.func is other.func):
        return None
    merged = dict(one.keywords)
    for name, change in other.keywords.items():
        mine = merged.get(name)
        if isinstance(mine, dict) and isinstance(change, dict):
            if any(mine[key] is not change[key] for key in mine.keys() & change.keys()):
                return None
            merged[name] = mine | change
        elif name in merged:
            return None
        else:
            merged[name] = change
    return partial(one.func, **merged)
