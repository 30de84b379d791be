"""What an option or a value takes, read from its text; an error says what it needs."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Iterable
from difflib import get_close_matches
from keyword import iskeyword
from math import inf, isinf

from minigrad.checks import MOST, shortened


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or an empty text.

    >>> nearest("dmeo", ["demo", "draw"])
    'demo'
    """
    return next(iter(get_close_matches(word.lower(), list(known), 1)), "")


def count(text: str) -> int:
    """An integer from 1 to 10 million."""
    digits = text.strip().lstrip("+")
    if not digits.isdecimal() or not digits.strip("0"):
        raise ArgumentTypeError(f"needs an integer >= 1, got {_shown(text)}")
    if len(digits) > len(str(MOST)) or int(digits) > MOST:
        raise ArgumentTypeError(f"needs at most {MOST:,}, got {_shown(text)}")
    return int(digits)


def seed(text: str) -> int:
    """An integer >= 0: random numbers take -7 for 7."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if number < 0:
        raise ArgumentTypeError(f"needs an integer >= 0, got {_shown(text)}")
    return number


def rate(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < inf:
        raise ArgumentTypeError(f"needs a finite number >= 0, got {_shown(text)}")
    return number


def sizes(text: str) -> list[int]:
    """The sizes of the hidden layers: `16,16`, or an empty text for none."""
    found = [size.strip() for size in text.split(",")] if text.strip() else []
    if not all(size.isdecimal() and size.strip("0") and len(size) < 20 for size in found):
        raise ArgumentTypeError(f"needs sizes of layers such as 16,16, got {_shown(text)}")
    return [int(size) for size in found]


def words(text: str) -> list[str]:
    """Such as `csv,html`."""
    found = [word.strip() for word in text.split(",")]
    if not all(found):
        raise ArgumentTypeError(f"needs words such as a,b, got {_shown(text)}")
    return found


def shard(text: str) -> tuple[int, int]:
    """Such as `3/20`: the third of 20 parts."""
    numbers = text.split("/")
    if len(numbers) != 2 or not all(map(str.isdecimal, numbers)):
        raise ArgumentTypeError(f"needs a part such as 3/20, got {_shown(text)}")
    part, of = map(count, numbers)
    if part > of:
        raise ArgumentTypeError(f"needs a part from 1/{of} to {of}/{of}, got {_shown(text)}")
    return part, of


def folder(text: str) -> str:
    if not text.strip():
        raise ArgumentTypeError("needs the name of a folder, got nothing: write . for this one")
    return text


def expression(text: str) -> str:
    """What is to be drawn; the values of its names come after it."""
    text = text.strip()
    name, equals, rest = (part.strip() for part in text.partition("="))
    if equals and name.isidentifier() and not rest.startswith("="):
        if _is_number(rest):
            raise ValueError(f'the expression comes first, such as "w*x" w=2 x=3, got {text!r}')
        raise ValueError(
            f"an expression has no name for its result, got {shortened(text)!r}: "
            f"write {shortened(rest)!r}"
        )
    return text


def values(pairs: Iterable[str]) -> dict[str, float]:
    """The number of each name, from texts such as `w=-0.5`."""
    found: dict[str, float] = {}
    for pair in pairs:
        name, equals, number = (part.strip() for part in pair.partition("="))
        if iskeyword(name):
            raise ValueError(f"{name!r} is a word of Python: choose another name")
        if not equals or not name.isidentifier():
            is_file = pair.endswith((".svg", ".png", ".pdf"))
            raise ValueError(
                f"a value is written NAME=VALUE, such as w=-0.5 without spaces, got {pair!r}; "
                + (
                    f"a file is named with -o {pair}"
                    if is_file
                    else "put an expression that has spaces in quotes"
                )
            )
        if name in found:
            raise ValueError(f"a name takes one value, got a second one for {name!r}: {pair!r}")
        found[name] = _number(name, number)
    return found


def _number(name: str, text: str) -> float:
    if not _is_number(text):
        raise ValueError(
            f"{name!r} needs a number such as -0.5, 1e3, inf or nan, got {shortened(text)!r}"
            f"{_advice(text)}"
        )
    number = float(text)
    if isinf(number) and "inf" not in text.lower():
        raise ValueError(f"{name!r} needs a number that fits a float (< 1.8e308), got {text!r}")
    return number


def _advice(text: str) -> str:
    if "=" in text:
        return ": write each value with a space before the next: w=1 x=2"
    if "−" in text and _is_number(text.replace("−", "-")):
        return ": write - for −"
    if "," in text and _is_number(text.replace(",", ".")):
        return f": write {text.replace(',', '.')} for {text}"
    return ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _shown(text: str) -> str:
    """In quotes only where its ends could not be seen without them."""
    return shortened(text) if re.fullmatch(r"[-+.,\w]+", text) else repr(shortened(text))
