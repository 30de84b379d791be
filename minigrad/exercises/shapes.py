"""What an answer is and what it needs to be, in words: a tuple of one, a list of 3 numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from types import ModuleType
from typing import NamedTuple, TypeGuard

from minigrad.value import Value
from viz.theme import shortened

Row = list[object] | tuple[object, ...]


@dataclass(frozen=True)
class Opaque:
    """What a student's code gave in another process, if it is no data: what it was, in words."""

    kind: str
    text: str


class Unlike(NamedTuple):
    """The outermost place at which an answer is not of the kind that it needs to be."""

    place: str  # such as [1][0]; empty for the whole answer
    need: object
    have: object

    @property
    def sentence(self) -> str:
        return f"{needed(self.need)}, got {described(self.have)}{self._why}"

    @property
    def kind(self) -> str:
        return "shape" if _is_row(self.have) else kind_of(self.have)

    @property
    def _why(self) -> str:
        need, have = as_lists(self.need), self.have
        size = _rows_and_columns(have)
        if size is not None and len(set(size)) == 2 and size[::-1] == _rows_and_columns(need):
            return ": rows and columns are exchanged"
        return "" if _is_row(need) and _is_row(have) else why(have)


def why(have: object) -> str:
    """What an answer of a wrong kind usually comes from."""
    if have is None:
        return ": did you forget return?"
    if isinstance(have, tuple) and len(have) == 1:
        return ": a comma behind a value makes a tuple of one"
    if is_uncalled(have) and getattr(have, "__name__", "") != "<lambda>":
        return ": is it to be called, with ()?"
    if hasattr(have, "__next__") or isinstance(have, range):
        return ": list(…) makes a list of it"
    return ""


def is_uncalled(x: object) -> bool:
    """Whether something is a function or method that was to be called, it seems."""
    return isinstance(x, Callable) and not isinstance(x, (type, Value)) and hasattr(x, "__name__")  # type: ignore[arg-type]


def first_unlike(expected: object, got: object, place: str = "") -> Unlike | None:
    """Where an answer is not of the kind of the right one, if that is anywhere."""
    need, have = as_lists(expected), as_lists(got)
    if not _is_row(need):
        is_same = isinstance(have, str)
        if not isinstance(need, str):
            is_same = number_or_none(_data(have)) is not None
        return None if is_same else Unlike(place, expected, got)
    if not _is_row(have) or len(have) != len(need):
        return Unlike(place, expected, got)
    pairs = enumerate(zip(need, have, strict=True))
    inside = (first_unlike(one, other, f"{place}[{at}]") for at, (one, other) in pairs)
    found = [each for each in inside if each is not None]
    if len(found) == len(need) > 1 and len({each.kind for each in found}) == 1:
        return Unlike(place, expected, got)  # wrong all over: say so once, of the whole
    return next(iter(found), None)


def as_lists(answer: object) -> object:
    """An array of NumPy as lists, everything else as it is."""
    tolist = getattr(answer, "tolist", None)
    return tolist() if callable(tolist) and not isinstance(answer, type) else answer


def number_or_none(x: object) -> float | None:
    """The float that a number is, also one of NumPy or in an array without dimensions."""
    if getattr(x, "shape", None) == () and hasattr(x, "item"):
        x = x.item()
    if not isinstance(x, Real) or isinstance(x, bool):
        return None
    try:
        return float(x)
    except OverflowError:  # a whole number of more than 308 digits
        return -math.inf if x == -abs(x) else math.inf


def _is_row(x: object) -> TypeGuard[Row]:
    return isinstance(x, (list, tuple))


def _row(x: object) -> Row:
    row = as_lists(x)
    return row if _is_row(row) else ()


def _data(x: object) -> object:
    return x.data if isinstance(x, Value) else x


def kind_of(x: object) -> str:
    """A word that is the same for answers of one kind."""
    if number_or_none(x) is not None:
        return "number"
    if isinstance(x, Opaque):
        return x.kind
    return "None" if x is None else type(x).__name__


def _rows_and_columns(x: object) -> tuple[int, int] | None:
    rows = as_lists(x)
    if not _is_row(rows) or not rows or not all(_is_row(row) for row in rows):
        return None
    widths = {len(row) for row in rows if _is_row(row)}
    return (len(rows), widths.pop()) if len(widths) == 1 else None


def needed(x: object) -> str:
    """What stands where an answer has to be: `a number`, `a list of 3 numbers`, `2 rows of 3`.

    >>> needed([1.0, 2.0]), needed([[1.0, 2.0]] * 3)
    ('a list of 2 numbers', 'a list of 3 rows with 2 numbers each')
    """
    x = as_lists(x)
    if isinstance(x, str):
        return "a word"
    if not _is_row(x):
        return "a number"
    return _counted(x, "list")


def _counted(x: Row, kind: str) -> str:
    size = _rows_and_columns(x)
    if size is not None and not any(
        each is None or _is_row(as_lists(each)) for row in x for each in _row(row)
    ):
        rows, each = ("one row", "") if size[0] == 1 else (f"{size[0]} rows", " each")
        leaves = [as_lists(each) for row in x for each in _row(row)]
        inside = _things(leaves, size[1])
        return f"a {kind} of {rows} with {inside}{each}"
    if not x:
        return f"an empty {kind}"
    return f"a {kind} of {_things([as_lists(each) for each in x], len(x))}"


def _things(things: Row, count: int) -> str:
    """Such as `3 numbers`, or `one text`."""
    words = {_noun(each) for each in things}
    noun = words.pop() if len(words) == 1 else "thing"
    if count == 1:
        return f"one {noun}"
    plural = "classes" if noun == "class" else noun if noun == "None" else f"{noun}s"
    return f"{count} {plural}"


def _noun(x: object) -> str:
    if x is None:
        return "None"
    if isinstance(x, str):
        return "text"
    if _is_row(x):
        return "list"
    if isinstance(x, type):
        return "class"
    if number_or_none(x) is not None:
        return "number"
    return "Value" if hasattr(x, "data") else "function" if callable(x) else "thing"


def described(x: object) -> str:
    """What something is, for a sentence: `None`, `a tuple of one number`, `the text '0.5'`.

    >>> described((1.0,)), described("0.5"), described(len), described(x for x in [])
    ('a tuple of one number', "the text '0.5'", 'the function len', 'a generator')
    """
    if x is None or isinstance(x, bool) or x is NotImplemented:
        return str(x)
    if isinstance(x, Opaque):
        return x.text
    shape = getattr(x, "shape", ())
    if isinstance(shape, tuple) and shape and number_or_none(x) is None:
        return f"an array of shape {shape}"
    if number_or_none(x) is not None:
        return f"the number {float(x):.4g}"  # type: ignore[arg-type]
    if isinstance(x, str):
        return f"the text {shortened(repr(x), 40)}"
    if isinstance(x, (list, tuple)):
        return _counted(x, type(x).__name__ if type(x) in (list, tuple) else "tuple")
    if isinstance(x, type):
        return f"the class {x.__name__}"
    if getattr(x, "__name__", "") == "<lambda>":
        return "a lambda"
    if is_uncalled(x):
        is_method = not isinstance(getattr(x, "__self__", math), ModuleType)
        return f"the {'method' if is_method else 'function'} {getattr(x, '__name__', '')}"
    name = type(x).__name__
    return f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}"
