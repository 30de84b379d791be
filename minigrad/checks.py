"""Checks that several files need, and words for errors: what was got, cut to a readable length."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

MOST = 10_000_000
_KEPT = "\u00a0\u3000\u200c\u200d\u200e\u200f"  # of the unprintable characters, by Python's word


def shortened(text: str, length: int = 40) -> str:
    """The text, or its beginning and … if it is longer.

    >>> shortened("a fairly long text", 9)
    'a fairly…'
    """
    return text if len(text) <= length else text[: length - 1] + "…"


def visible(text: str) -> str:
    r"""The text with its hidden characters made visible: they break files, pictures, terminals.

    Hidden are control characters, half characters (surrogates), and what turns the direction of
    the text around. No-break spaces and what joins or parts letters and emoji stay.

    >>> visible("a\nb\x1b")
    'a␊b␛'
    """
    return text if text.isprintable() else "".join(map(_visible_character, text))


def _visible_character(character: str) -> str:
    if character.isprintable() or character in _KEPT:
        return character
    code = ord(character)
    return chr(0x2400 + code) if code < 32 else "␡" if code == 127 else "\ufffd"


def described(thing: object) -> str:
    """The type of a thing and its text.

    >>> described([1, 2])
    'list [1, 2]'
    """
    return f"{type(thing).__name__} {shortened(repr(thing))}"


def check_count(caller: str, name: str, count: int) -> None:
    """ValueError unless it is an integer from 1 to 10 million: more would not fit into memory."""
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise ValueError(f"{caller}() needs {name} to be an integer >= 1, got {count!r}")
    if count > MOST:
        raise ValueError(f"{caller}() needs {name} to be at most {MOST:,}, got more")


def argument_places(caller: str, argnums: int | Sequence[int]) -> list[int]:
    """The places that `argnums` names, as in JAX: a place, or several different ones."""
    given: Any = argnums
    places: list[Any] = list(given) if hasattr(given, "__iter__") else [given]
    if not all(type(place) is int for place in places) or len(set(places)) < len(places):
        raise TypeError(
            f"{caller}() needs a position as argnums, or a tuple of different ones, got {argnums!r}"
        )
    return places


def check_places(caller: str, places: Sequence[int], count: int) -> None:
    """ValueError unless a call with so many arguments has all these places."""
    if not all(0 <= place < count for place in places):
        shown = places[0] if len(places) == 1 else tuple(places)
        raise ValueError(
            f"{caller}() needs argnums from 0 to {count - 1}, got {shown}: "
            f"the function was called with {count} argument{'s' * (count != 1)}"
        )


def check_choice(caller: str, name: str, choice: str, legal: Mapping[str, object]) -> None:
    """ValueError unless it is one of the legal names."""
    if not isinstance(choice, str) or choice not in legal:
        names = ", ".join(legal)
        raise ValueError(f"{caller}() needs {name} to be one of {names}, got {choice!r}")
