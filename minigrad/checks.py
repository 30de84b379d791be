"""Checks that several files need, and words for errors: what was got, cut to a readable length."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def shortened(text: str, length: int = 40) -> str:
    """The text, or its beginning and … if it is longer.

    >>> shortened("a fairly long text", 9)
    'a fairly…'
    """
    return text if len(text) <= length else text[: length - 1] + "…"


def described(thing: object) -> str:
    """The type of a thing and its text.

    >>> described([1, 2])
    'list [1, 2]'
    """
    return f"{type(thing).__name__} {shortened(repr(thing))}"


def check_count(caller: str, name: str, count: int) -> None:
    """ValueError unless it is an integer >= 1."""
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise ValueError(f"{caller}() needs {name} to be an integer >= 1, got {count!r}")


def check_choice(caller: str, name: str, choice: str, legal: Mapping[str, object]) -> None:
    """ValueError unless it is one of the legal names."""
    if not isinstance(choice, str) or choice not in legal:
        names = ", ".join(legal)
        raise ValueError(f"{caller}() needs {name} to be one of {names}, got {choice!r}")
