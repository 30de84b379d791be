"""Print δ, − and ½ to any terminal: each character that its encoding lacks gets a stand-in."""

from __future__ import annotations

import codecs
import io
from typing import TextIO
from unicodedata import east_asian_width

# One character for one, so that the columns of a table stay aligned.
_STAND_INS = dict(
    zip(
        "δ∂Σσ−×÷·√□½¼±←→…ʸˣⁿ⁻⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃│─µθλαβηεγ✓✗⊙≠↦¾′ᵀᴸₙⱼₖ▁▂▃▄▅▆▇█▀━↑",
        "ddSs-x/.V_hq~<>~yxn-01234567890123|-utlabheg+xo!>t'TLnjk_.-~=+*##=^",
        strict=True,
    )
)


def make_printable(stream: TextIO | None) -> None:
    """Let a stream replace what it cannot encode, instead of raising UnicodeEncodeError."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="minigrad.stand_in")


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_STAND_INS.get(each, _question_mark(each)) for each in missing), error.end


def _question_mark(character: str) -> str:
    return "??" if east_asian_width(character) in "WF" else "?"


codecs.register_error("minigrad.stand_in", _stand_in)
