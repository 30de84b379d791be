"""A mistake: one misconception, told in a sentence, and wrong code that makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

# Wrong code: it makes the names that an exercise needs, such as `{"Value": …}`.
Form = Callable[[], Mapping[str, Any]]


class Mistake(NamedTuple):
    """One misconception, and every form of wrong code that shows it."""

    id: str
    cause: str  # one sentence
    question: str  # that leads to it, and does not tell
    forms: tuple[Form, ...]
