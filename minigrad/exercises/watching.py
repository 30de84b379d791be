"""Run a student's class on small graphs that no exercise asks about, and keep its numbers."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from numbers import Real
from types import FrameType, FunctionType
from typing import Any, NamedTuple

from minigrad.exercises.answering import INPUTS, log_calls
from minigrad.exercises.operations import Operation
from minigrad.exercises.programs import BACKWARD, built, parsed, right_gradients
from minigrad.exercises.time_limit import time_limit
from minigrad.nn import MLP
from minigrad.value import Value

STEP = 1e-5  # of a measured slope
PLACES = 6  # at which an operation is watched
NUMBERS = (3, 2, -2, 4, 5, 7)  # beside a Value, one for each place


class Seen(NamedTuple):
    """The student's numbers after a pass, by the names of the program, and the nodes."""

    data: Mapping[str, float]
    grad: Mapping[str, float]
    nodes: Mapping[str, Any]


class Watched(NamedTuple):
    """An operation in a small graph of its own."""

    seen: Seen
    at: Mapping[str, float]  # the numbers of its inputs, k, and the right y
    slopes: tuple[float, ...]  # the right ones
    delta: float  # that reached the operation

    @property
    def right(self) -> tuple[float, ...]:
        """What it should have sent to each input."""
        return tuple(self.delta * slope for slope in self.slopes)


def watch(
    value: Any, program: str, numbers: Mapping[str, float], then: str = BACKWARD
) -> Seen | None:
    """Build the graph and walk it; None where the student's code raises, or has no numbers."""
    try:
        nodes = built(f"{program}; {then}" if then else program, numbers, value)
    except Exception:
        return None
    data = {name: number_at(node, "data") for name, node in nodes.items()}
    grad = {name: number_at(node, "grad") for name, node in nodes.items()}
    if None in data.values() or None in grad.values():
        return None
    return Seen(data, grad, nodes)  # type: ignore[arg-type]


def numbers_for(program: str, place: int, signs: Sequence[float] = (-1, 1)) -> dict[str, float]:
    """Numbers for the leaves of a program, others at each place."""
    chance = random.Random(f"{program} {place}")
    return {
        name: round(chance.uniform(0.3, 1.9), 3) * chance.choice(signs)
        for name in parsed(program)[1]
    }


def watch_alone(value: Any, operation: Operation) -> list[Watched]:
    """The operation as the root, at each place at which the student's code gives numbers."""
    return list(_watched(value, operation, "y"))


def watch_below(value: Any, operation: Operation) -> list[Watched]:
    """The operation below a product, so that another δ than 1 reaches it."""
    return list(_watched(value, operation, "u"))


def watch_forward(value: Any, operation: Operation) -> list[Watched]:
    """The operation as the root of a graph that is built and not walked."""
    return list(_watched(value, operation, "y", then=""))


def _watched(
    value: Any, operation: Operation, name: str, then: str = BACKWARD
) -> Iterator[Watched]:
    for place in range(PLACES):
        program, numbers = at_place(operation, place)
        y, slopes = right_slopes(operation, program, numbers)
        at = numbers | {"k": float(NUMBERS[place]), "y": y}
        if name != "y":
            program = f"{program.replace('y =', f'{name} =')}; y = {name} * c"
            numbers |= {"c": round(random.Random(place).uniform(1.3, 2.9), 3)}
        seen = watch(value, program, numbers, then)
        if seen is not None:
            delta = seen.grad[name] or numbers.get("c", 1.0)
            yield Watched(seen, at, slopes, delta)


def is_own_slope(value: Any, operation: Operation, rows: Sequence[Watched]) -> bool:
    """Whether what is sent for δ = 1 is the slope of the value that the class computes itself."""
    for place, row in enumerate(rows):
        program, numbers = at_place(operation, place)
        for name in operation.inputs:
            moved = [{**numbers, name: numbers[name] + sign * STEP} for sign in (1, -1)]
            up, down = (watch(value, program, each, then="") for each in moved)
            if up is None or down is None:
                return True  # nothing can be said
            slope = (up.data["y"] - down.data["y"]) / (2 * STEP)
            if abs(slope - row.seen.grad[name]) > 1e-5 * max(1.0, abs(slope)):
                return False
    return True


def right_slopes(
    operation: Operation, program: str, numbers: Mapping[str, float]
) -> tuple[float, tuple[float, ...]]:
    """The right value, and the right slope for each input."""
    right = [float(x) for x in right_gradients(f"{program}; {BACKWARD}", tuple(numbers.items()))]
    leaves = parsed(program)[1]
    return right[0], tuple(right[2 + leaves.index(name)] for name in operation.inputs)


def at_place(operation: Operation, place: int) -> tuple[str, dict[str, float]]:
    """The program with a number in place of k, and the numbers of its leaves."""
    program = " ".join(
        str(NUMBERS[place]) if word == "k" else word for word in operation.program.split()
    )
    numbers = numbers_for(operation.program, place, operation.signs)
    return program, {name: x for name, x in numbers.items() if name != "k"}


@contextmanager
def quietly() -> Iterator[None]:
    """Let the student's code run again: what it prints was printed before, and it has to end."""
    with time_limit(), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        yield


# -------------------------------------------------------------------- looking into the class


def number_at(node: Any, name: str) -> float | None:
    """A number that the student's code keeps; None if there is none."""
    try:
        x = getattr(node, name)
    except Exception:
        return None
    x = x.data if isinstance(x, Value) else x
    return float(x) if isinstance(x, Real) and not isinstance(x, bool) else None


def count_of_inputs(node: Any) -> int | None:
    """How many inputs a node keeps, if it keeps them under a name that is known."""
    kept = [x for x in (getattr(node, name, None) for name in INPUTS) if isinstance(x, Sized)]
    return len(kept[0]) if kept else None


def sent_by_hand(build: Callable[[], Mapping[str, Any]]) -> tuple[float, ...] | None:
    """What y's rule returns when it is called from here, or (0,) if nothing comes of it.

    None if it cannot be called, or changes grads itself.
    """
    takes: tuple[Callable[[Any], tuple[Any, ...]], ...] = (
        lambda root: (),
        lambda root: (1.0,),
        lambda root: (root,),
    )
    for arguments in takes:
        nodes = build()
        root = nodes["y"]
        if not callable(getattr(root, "_backward", None)):
            return None
        others = [node for node in nodes.values() if node is not root]
        try:
            for node in others:
                node.grad = 2.0
            root.grad = 1.0
            sent = root._backward(*arguments(root))
        except Exception:
            continue
        if isinstance(sent, (list, tuple)) and any(sent):
            return tuple(float(x) for x in sent)
        has_changed = any(number_at(node, "grad") != 2.0 for node in others)
        return None if has_changed else (0.0,)
    return None


def called_rules(value: Any) -> tuple[float, float] | None:
    """Whether backward() calls the rule of the root, and that of the node below it.

    None where `_backward` cannot be replaced by one that keeps a log.
    """
    program = "u = a * b; y = u * c"
    nodes = built(program, numbers_for(program, 0), value)
    log: list[str] = []
    for name in "uy":
        if not callable(getattr(nodes[name], "_backward", None)):
            return None
        log_calls(nodes[name], name, log)
    nodes["y"].backward()
    return float("y" in log), float("u" in log)


def methods_called(value: Any, operation: Operation) -> set[str]:
    """The names of the student's functions that run while the operation makes its node."""
    program, numbers = at_place(operation, 0)
    with listening() as called:
        watch(value, program, numbers, then="")
    return called


def default_to_blame(value: Any, is_mended: Callable[[], bool]) -> str:
    """A list, dict or set that a def makes once for all of its calls, such as `kept={}`.

    Nothing unless emptying it while `is_mended` looks again gives what is right.
    """
    for method in (each for each in vars(value).values() if isinstance(each, FunctionType)):
        for name, default in defaults_of(method).items():
            if not isinstance(default, (list, dict, set)) or not default:
                continue
            kept = default.copy()
            default.clear()
            try:
                if is_mended():
                    empty = {list: "[]", dict: "{}"}.get(type(default), "set()")
                    return f"{name}={empty} in `def {method.__name__}`"
            finally:
                default.clear()
                (default.extend if isinstance(default, list) else default.update)(kept)
    return ""


def defaults_of(function: FunctionType) -> dict[str, object]:
    code, given = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount]
    return dict(zip(names[len(names) - len(given) :], given, strict=True)) | (
        function.__kwdefaults__ or {}
    )


def step_leaves(answers: Mapping[str, Any]) -> tuple[float, float]:
    """Whether training_step() calls backward(), and whether it leaves a gradient."""
    network = MLP(1, [1], seed=0)
    with listening() as called:
        answers["training_step"](network, [[0.5]], [1.0], 0.1)
    return float("backward" in called), float(any(p.grad for p in network.parameters()))


@contextmanager
def listening() -> Iterator[set[str]]:
    """The names of all functions that are called meanwhile."""
    called: set[str] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call":
            called.add(frame.f_code.co_name)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(before)
