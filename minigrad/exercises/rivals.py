"""Tell mistakes apart that give the same numbers in an exercise: ask what no exercise asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from minigrad.exercises.answers import agree
from minigrad.exercises.fact import CLOSE
from minigrad.exercises.function_facts import differences
from minigrad.exercises.mistakes.mistake import Form
from minigrad.exercises.programs import BACKWARD, built, parsed, uses
from minigrad.exercises.watching import (
    called_rules,
    count_of_inputs,
    numbers_for,
    sent_by_hand,
    step_leaves,
    watch,
)

PRESET = "; ".join(f"{name}.grad = 2.0" for name in "ab")
# Right engines of any style agree on these …
GRAPHS = (
    "y = a + a",
    "u = a + b; v = b + a; y = u * v",  # equal numbers, different nodes
    "u = a * b; v = a * c; y = u + v",
    "u = a + b; v = u * c; y = v + a",
    "u = a * b; v = a * c; w = a * d; t = u + v; y = w + t",
)
# … and on these not all, but a mistake may show in them alone.
STATES = (
    ("y = a * b", f"{PRESET}; {BACKWARD}"),
    ("y = a + b", f"{PRESET}; {BACKWARD}"),
    ("y = a * b", f"{BACKWARD}; {BACKWARD}"),
)
ZEROED = "u = a * b; y = u * c", f"{BACKWARD}; y.zero_grad()"

PRIMITIVE = "y = a + b", "y = a * b"

Numbers = tuple[float, ...] | None  # None where the code cannot be asked
Question = Callable[[Mapping[str, Any], Sequence[str]], tuple[Numbers, ...]]


def told_apart(
    programs: Sequence[str], answers: Mapping[str, Any], forms: Mapping[str, Iterable[Form]]
) -> set[str]:
    """The mistakes with a form that answers as the student's code does.

    `programs` are those of wrong answers, if the code is an engine. A question that would leave
    no mistake is dropped, unless all right code agrees on it.
    """
    asked = tuple(programs)
    left = {(mistake, form) for mistake, each in forms.items() for form in each}
    questions = (_graphs, _zeroed, _nodes, _states) if programs else (_differences, _starts, _lists)
    for question in questions:
        own = question(answers, asked)
        fitting = {row for row in left if _fit(own, _answer_of(row[1], question, asked))}
        left = fitting if question in HARD else fitting or left
        is_clear = len({mistake for mistake, _ in left}) < 2
        if is_clear and (programs or question is not _differences):
            break
    if programs:  # two other mistakes may look like the one that is left
        own = _primitive(answers, asked)
        left = {row for row in left if _fit(own, _answer_of(row[1], _primitive, asked))}
    return {mistake for mistake, _ in left}


@lru_cache(8192)
def _answer_of(form: Form, question: Question, programs: tuple[str, ...]) -> tuple[Numbers, ...]:
    return question(form(), programs)


def _differences(answers: Mapping[str, Any], programs: Sequence[str]) -> tuple[Numbers, ...]:
    """What functions of differences make of functions that have no rule."""
    if "gradient" not in answers:
        return (None,)
    found = _attempt(lambda: differences(answers))
    return (found and tuple(found),)


def _starts(answers: Mapping[str, Any], programs: Sequence[str]) -> tuple[Numbers, ...]:
    """Whether all weights of a neuron, or two neurons of a layer, start from the same numbers."""
    if "Layer" not in answers:
        return (None,)
    weights = _attempt(
        lambda: [[w.data for w in each.weights] for each in answers["Layer"](20, 2).neurons]
    )
    if not weights or len(weights) != 2:
        return (None,)
    return ((float(len(set(weights[0])) == 1), float(weights[0] == weights[1])),)


def _graphs(answers: Mapping[str, Any], programs: Sequence[str]) -> tuple[Numbers, ...]:
    return tuple(_grads(answers["Value"], program, BACKWARD) for program in GRAPHS)


def _states(answers: Mapping[str, Any], programs: Sequence[str]) -> tuple[Numbers, ...]:
    return tuple(_grads(answers["Value"], *state) for state in STATES)


def _zeroed(answers: Mapping[str, Any], programs: Sequence[str]) -> tuple[Numbers, ...]:
    """Which grads are not 0 after zero_grad()."""
    grads = _grads(answers["Value"], *ZEROED)
    return (grads and tuple(float(x != 0) for x in grads),)


def _nodes(answers: Mapping[str, Any], programs: Sequence[str]) -> tuple[Numbers, ...]:
    """What nodes and rules look like, and which of them run."""
    value = answers["Value"]
    kept = (question(value, each) for each in programs for question in (_inputs, _sent))
    return (_inner(value), _calls(value), *kept)


def _primitive(answers: Mapping[str, Any], programs: Sequence[str]) -> tuple[Numbers, ...]:
    """What the rules of + and × return: no style of right code makes these of other operations."""
    return tuple(_sent(answers["Value"], program) for program in PRIMITIVE)


HARD = _graphs, _zeroed, _differences, _starts  # all right code agrees, so what differs is refuted


def _lists(answers: Mapping[str, Any], programs: Sequence[str]) -> tuple[Numbers, ...]:
    return _own_list(answers), _attempt(lambda: step_leaves(answers))


def _fit(ones: Sequence[Numbers], others: Sequence[Numbers]) -> bool:
    pairs = zip(ones, others, strict=True)
    return all(one is None or two is None or agree(one, two, CLOSE) for one, two in pairs)


def _grads(value: Any, program: str, then: str) -> Numbers:
    seen = watch(value, program, numbers_for(program, 0), then)
    return seen and tuple(seen.grad[name] for name in ("y", *parsed(program)[1]))


# -------------------------------------------------------------------- how the code is made


def _inner(value: Any) -> Numbers:
    """The grads of inner nodes, which some right engines do not keep."""
    seen = watch(value, GRAPHS[-1], numbers_for(GRAPHS[-1], 0))
    return seen and tuple(seen.grad[name] for name in "uvwt")


def _inputs(value: Any, program: str) -> Numbers:
    """Whether each node that the program makes keeps any inputs, as far as can be seen."""
    nodes = _attempt(_builder(value, program))
    counts = [count_of_inputs(nodes[name]) for name in uses(program)] if nodes else [None]
    return None if None in counts else tuple(float(bool(count)) for count in counts)


def _sent(value: Any, program: str) -> Numbers:
    """What the root's rule returns when it is called from here; (0,) if it does nothing."""
    return _attempt(lambda: sent_by_hand(_builder(value, program)))  # type: ignore[no-any-return]


def _calls(value: Any) -> Numbers:
    """Whether backward() calls the rule of the root, and that of the node below."""
    return _attempt(lambda: called_rules(value))  # type: ignore[no-any-return]


def _builder(value: Any, program: str) -> Callable[[], dict[str, Any]]:
    """Builds the graph; of positive numbers, which every operation takes."""
    return lambda: built(program, numbers_for(program, 0, (1,)), value)


def _own_list(answers: Mapping[str, Any]) -> Numbers:
    """Whether gradient() gives the caller's own list to f, or makes new ones."""
    if "gradient" not in answers:
        return None
    xs = [0.7, 1.3]
    own: list[bool] = []

    def f(at: Any) -> float:
        own.append(at is xs)
        return float(sum(at))

    _attempt(lambda: answers["gradient"](f, xs, 0.1))
    return (float(any(own)),)


def _attempt(action: Callable[[], Any]) -> Any:
    try:
        return action()
    except Exception:
        return None
