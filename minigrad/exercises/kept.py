"""What a node keeps of the operation that made it: its inputs, and the rule that sends to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from minigrad.exercises.answering import code_of, rule_of, takes_delta
from minigrad.exercises.failure import Failure, Faulty
from minigrad.exercises.places import Place, first_place
from minigrad.exercises.shapes import described


def refuse_surplus(found: Sequence[float], node: object) -> NoReturn:
    """Say what `surplus` found; the node is None where it cannot be reached."""
    count, needed = (min(int(x), 99) for x in found[1:3])
    rule = rule_of(node) if node is not None else None
    sent = rule(1.0) if rule is not None else (1.0,) * count
    sent = sent if isinstance(sent, tuple) else list(sent)
    raise Faulty(wrong_count(sent, needed, "", first_place([rule])))


def may_lack_a_rule(node: object) -> bool:
    """Whether wrong numbers may come from a rule that is none, or that sends too few of them."""
    rule = rule_of(node)
    return rule is not None and (takes_delta(rule) or is_that_of_a_leaf(rule))


def wrong_count(
    sent: list[Any] | tuple[Any, ...], count: int, sign: str, place: Place | None
) -> Failure:
    """What is said of a rule that sends more or fewer numbers than there are inputs."""
    said = f"your rule{sign} returned {described(sent)}; it needs {needed_of_a_rule(count)}"
    return Failure("contributions", said).at(place)


def needed_of_a_rule(count: int) -> str:
    """What a rule of so many inputs has to return."""
    if count == 1:
        return "one number, in a tuple: (δ × slope,)"
    return f"{'two' if count == 2 else count} numbers, one for each input"


def is_that_of_a_leaf(rule: Any) -> bool:
    """Whether a rule is one that __init__ gives to every node, and that does nothing."""
    code, name = code_of(rule), getattr(rule, "__qualname__", "")
    is_default = ".__init__." in name or "Value.<lambda>" in name
    return code is not None and is_default and not code.co_names and not code.co_freevars
