"""What a node keeps of the operation that made it: its inputs, and the rule that sends to them."""

from __future__ import annotations

from collections.abc import Iterable
from types import FunctionType
from typing import Any

from minigrad.exercises.failure import Failure, Faulty
from minigrad.exercises.places import Place, code_of, first_place
from minigrad.exercises.shapes import described

INPUTS = ("inputs", "_inputs", "prev", "_prev", "parents", "_parents", "children", "_children")
RULES = ("_backward", "backward_fn", "rule", "_rule", "backward_rule", "grad_fn")


def refuse_surplus(nodes: Iterable[object]) -> None:
    """A rule must not send more than its operation has inputs, even if a loop would drop that."""
    for node in nodes:
        try:
            rule, inputs = rule_of(node), inputs_of(node)
            if rule is None or not inputs or not takes_delta(rule):
                continue
            sent = rule(1.0)
            sent = list(sent) if hasattr(sent, "__next__") else sent
        except Exception:  # a rule that remembers something, or a property that is not for us
            continue
        if isinstance(sent, (list, tuple)) and len(sent) > len(inputs):
            raise Faulty(wrong_count(sent, len(inputs), "", first_place([rule])))


def may_lack_a_rule(node: object) -> bool:
    """Whether wrong numbers may come from a rule that is none, or that sends too few of them."""
    rule = rule_of(node)
    return rule is not None and (takes_delta(rule) or is_that_of_a_leaf(rule))


def rule_of(node: object) -> Any:
    """The function that a node keeps as its rule, whatever it is called; None if it keeps none."""
    for name in RULES:
        rule = getattr(node, name, None)
        if callable(rule):
            return rule
    own = vars(node).values() if hasattr(node, "__dict__") else ()
    functions = [each for each in own if isinstance(each, FunctionType)]
    return functions[0] if len(functions) == 1 else None


def inputs_of(node: object) -> tuple[object, ...]:
    """What a node was made of; nothing where it keeps a set, which holds a node but once."""
    kept = (getattr(node, name, None) for name in INPUTS)
    return next((tuple(each) for each in kept if isinstance(each, (list, tuple))), ())


def takes_delta(rule: Any) -> bool:
    """Whether a rule is called with one thing, δ; others take their own node's grad."""
    code = code_of(rule)
    if code is None:
        return False
    bound = hasattr(rule, "__self__")
    return bool(code.co_argcount - len(getattr(rule, "__defaults__", None) or ()) - bound == 1)


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
