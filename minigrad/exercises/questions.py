"""What a test may ask of a student's code; each question is kept with its answer."""

from __future__ import annotations

import ast
import math
import random
from collections.abc import Sized
from functools import lru_cache
from numbers import Real
from typing import Any, NamedTuple

from minigrad.exercises.loading import UNWRITTEN, Failure, failure_of
from minigrad.exercises.time_limit import TookTooLongError
from minigrad.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import CodeType

    from minigrad.exercises.manifest import Exercise

    Answer = tuple[float | str, ...]

WITHIN = 1e-9  # relative: another order of operations changes a right number by less
POSITIVE = frozenset("pq")  # leaves of these names get positive numbers
INPUTS = ("inputs", "_inputs", "prev", "_prev", "parents", "_parents", "children", "_children")


class WrongError(AssertionError):
    """An answer was wrong: the test that asked has failed."""


class Observation(NamedTuple):
    """One question, what the student's code answered, and what is right."""

    part: str  # the test function that asked
    question: str  # such as `y = a + a   with a = 1.372`
    names: tuple[str, ...]  # of the numbers: y.data, a.grad …
    got: Answer
    expected: Answer
    within: float = WITHIN
    program: str = ""  # of the graph that the question is about, if it is about one
    numbers: tuple[tuple[str, float], ...] = ()  # of the graph's leaves
    then: str = "y.backward()"  # what is called on the program's names

    @property
    def is_right(self) -> bool:
        return agree(self.got, self.expected, self.within)

    @property
    def failure(self) -> Failure | None:
        return next((each for each in self.got if isinstance(each, Failure)), None)

    @property
    def is_unwritten(self) -> bool:
        """Nothing is there yet: no answer, and so no sign of a mistake."""
        return self.failure is not None and self.failure.kind in UNWRITTEN


def agree(got: Answer, expected: Answer, within: float) -> bool:
    return len(got) == len(expected) and all(
        _same(one, other, within) for one, other in zip(got, expected, strict=True)
    )


def _same(one: float | str, other: float | str, within: float) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    if math.isfinite(one) and math.isfinite(other):
        return abs(one - other) <= within * max(abs(one), abs(other), 1e-3)
    return one == other or (math.isnan(one) and math.isnan(other))


class Student:
    """The one argument of a test: the student's names, and questions about them.

    Every implementation is asked about the same random numbers: they depend on the seed, the
    test and the place of the question in it.
    """

    def __init__(
        self,
        exercise: Exercise,
        answers: Mapping[str, Any],
        seed: int = 0,
        part: str = "",
        keep_going: bool = True,
    ) -> None:
        self.exercise = exercise
        self.answers = answers
        self.seed = seed
        self.part = part
        self.keep_going = keep_going  # after a wrong answer; pytest stops there
        self.observations: list[Observation] = []
        self.question = part.removeprefix("test_").replace("_", " ")  # the one being asked
        self._draws = 0

    def __getattr__(self, name: str) -> Any:
        if name not in self.exercise.needs:
            raise AttributeError(f"exercise {self.exercise} asks for no {name!r}")
        if self.answers.get(name) is None:
            raise MissingError(f"{self.exercise.file} needs to define {name!r}")
        return self.answers[name]

    # ---------------------------------------------------------------- what is random

    def random(self) -> random.Random:
        """A source of random numbers, another one at each call."""
        self._draws += 1
        return random.Random(f"{self.seed} {self.part} {self._draws}")

    def number(self) -> float:
        return self.numbers(1)[0]

    def numbers(self, count: int) -> list[float]:
        """Distinct numbers in ±(0.3, 2.3), of clearly different sizes, and none near ±1 or ±2."""
        return draw_numbers(self.random(), count)

    # ---------------------------------------------------------------- questions about a Value

    def gradients(self, program: str, then: str = "y.backward()", **numbers: float) -> None:
        """Build the graph of a program such as `y = a * b`, and compare ∂y/∂ every leaf.

        Names that the program does not define are its leaves; `p` and `q` are positive, the
        others of any sign.
        """
        script = f"{program}; {then}"
        leaves = parsed(script)[1]
        given = self._leaf_numbers(leaves, numbers)
        self._ask(
            _question(program, given, "" if then == "y.backward()" else f"; {then}"),
            ("y.data", "y.grad", *(f"{name}.grad" for name in leaves)),
            lambda: gradients_of(script, tuple(given.items()), self.Value),
            right_answer(script, tuple(given.items())),
            program=program,
            numbers=tuple(given.items()),
            then=then,
        )

    def calls(self, program: str) -> None:
        """Watch in which order backward() calls the rules of y and of every node with a name.

        Asked of nodes whose `_backward` can be replaced by one that keeps a log.
        """
        code, leaves = parsed(program)
        given = self._leaf_numbers(leaves, {})
        uses = _uses(program)
        log: list[str] = []

        def run() -> Answer:
            scope = {name: self.Value(number) for name, number in given.items()}
            exec(code, {}, scope)
            for name in uses:
                _watch(scope[name], name, log)
            scope["y"].backward()
            return tuple(_faults_of_calls(log, uses))

        answer = _answer(run)
        if log or any(isinstance(each, Failure) for each in answer):
            self._keep(
                Observation(
                    self.part,
                    f"{program}; y.backward(), rule by rule",
                    (),
                    answer,
                    (),
                    program=program,
                    numbers=tuple(given.items()),
                )
            )

    def fresh_leaf(self) -> None:
        """A new leaf has no inputs, whatever was built before."""

        def run() -> Answer:
            _ = self.Value(1.5) * self.Value(2.5)
            leaf = self.Value(3.5)
            inputs = (getattr(leaf, name, None) for name in INPUTS)
            has_some = any(len(each) > 0 for each in inputs if isinstance(each, Sized))
            return ("some" if has_some else "none",)

        self._ask("y = a * b; leaf = Value(3.5)", ("inputs of leaf",), run, ("none",))

    # ---------------------------------------------------------------- questions about functions

    def call(
        self, name: str, *arguments: object, gives: object, within: float = WITHIN, says: str = ""
    ) -> None:
        """Call a function of the student's; `says` stands for a call with long arguments."""
        question = says or f"{name}({', '.join(map(_shown, arguments))})"
        self.expect(question, lambda: getattr(self, name)(*arguments), gives, within)

    def expect(
        self, question: str, answer: Callable[[], object], gives: object, within: float = WITHIN
    ) -> None:
        """Compare a number, a word, or lists of them with what is right."""
        expected = flat(gives)
        self._ask(
            question,
            tuple(expected),
            lambda: _shaped(flat(answer()), expected),
            tuple(expected.values()),
            within,
        )

    def order(self, program: str) -> None:
        """Ask topological_order(y) for minigrad's own Values, labelled with their names."""
        code, leaves = parsed(program)
        scope: dict[str, Any] = {
            name: Value(number) for name, number in self._leaf_numbers(leaves, {}).items()
        }
        exec(code, {}, scope)
        for name, node in scope.items():
            node.label = name
        self.order_of(scope["y"], program)

    def order_of(self, root: Value, question: str) -> None:
        from minigrad.graph import topological_order

        nodes = topological_order(root)

        def run() -> Answer:
            order = self.topological_order(root)
            if not isinstance(order, (list, tuple)) or not all(isinstance(n, Value) for n in order):
                return (
                    Failure("list", f"the answer needs to be a list of nodes, got {_shown(order)}"),
                )
            return tuple(_faults_of_order(order, nodes))

        self._ask(f"topological_order(y) of {question}", (), run, ())

    # ---------------------------------------------------------------- asking

    def _ask(
        self,
        question: str,
        names: tuple[str, ...],
        run: Callable[[], Answer],
        expected: Answer,
        within: float = WITHIN,
        program: str = "",
        numbers: tuple[tuple[str, float], ...] = (),
        then: str = "y.backward()",
    ) -> None:
        self.question = question
        got = _answer(run)
        self._keep(
            Observation(self.part, question, names, got, expected, within, program, numbers, then)
        )

    def _keep(self, observation: Observation) -> None:
        self.observations.append(observation)
        if not self.keep_going and not observation.is_right:
            raise WrongError(observation.question)

    def _leaf_numbers(
        self, leaves: tuple[str, ...], given: Mapping[str, float]
    ) -> dict[str, float]:
        drawn = dict(zip(leaves, self.numbers(len(leaves)), strict=True))
        drawn |= {name: abs(x) for name, x in drawn.items() if name in POSITIVE}
        return {**drawn, **given}


class MissingError(Exception):
    """The student's file lacks a name that the exercise needs."""


def _answer(run: Callable[[], Answer]) -> Answer:
    try:
        return run()
    except TookTooLongError:
        raise
    except MissingError as error:
        return (Failure("missing", str(error)),)
    except NotANumber as odd:
        return (odd.failure,)
    except (Exception, SystemExit) as error:
        return (failure_of(error),)


# -------------------------------------------------------------------- programs


@lru_cache
def parsed(program: str) -> tuple[CodeType, tuple[str, ...]]:
    """The code of a program, and its leaves: the names it uses and does not define."""
    tree = ast.parse(program.replace("; ", "\n"))
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    defined = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    leaves = sorted({node.id for node in names} - defined)
    return compile(tree, "<program>", "exec"), tuple(leaves)


def gradients_of(
    script: str, numbers: tuple[tuple[str, float], ...], value: Callable[..., Any]
) -> Answer:
    """y.data, y.grad and the grad of every leaf, after a script with y.backward()."""
    code, leaves = parsed(script)
    scope = {name: value(number) for name, number in numbers}
    exec(code, {}, scope)
    grads = (as_number(scope[name].grad, f"{name}.grad") for name in ("y", *leaves))
    return (as_number(scope["y"].data, "y.data"), *grads)


@lru_cache(4096)
def right_answer(script: str, numbers: tuple[tuple[str, float], ...]) -> Answer:
    return gradients_of(script, numbers, Value)


def _uses(program: str) -> dict[str, set[str]]:
    """For each node with a name: the named nodes that it is made of."""
    uses: dict[str, set[str]] = {}
    for line in ast.parse(program.replace("; ", "\n")).body:
        names = [node.id for node in ast.walk(line) if isinstance(node, ast.Name)]
        uses[names[0]] = {name for name in names[1:] if name in uses}
    return uses


def draw_numbers(chance: random.Random, count: int) -> list[float]:
    drawn: list[float] = []
    while len(drawn) < count:
        size = round(chance.uniform(0.3, 2.3), 3)
        if all(abs(size - abs(other)) > 0.02 for other in (0.5, 1.0, 1.5, 2.0, *drawn)):
            drawn.append(size if chance.random() < 0.5 else -size)
    return drawn


def _question(program: str, numbers: Mapping[str, float], then: str) -> str:
    return f"{program}{then}   with {', '.join(f'{name} = {x:g}' for name, x in numbers.items())}"


# -------------------------------------------------------------------- answers as numbers


class NotANumber(Exception):
    """An answer that is no number."""

    def __init__(self, kind: str, sentence: str) -> None:
        self.failure = Failure(kind, sentence)


def as_number(x: object, name: str = "the answer") -> float:
    if isinstance(x, Value):
        return x.data
    if x is None:
        raise NotANumber("None", f"{name} is None: a number was expected")
    if isinstance(x, Real) and not isinstance(x, bool):
        return float(x)
    raise NotANumber(type(x).__name__, f"{name} needs to be a number, got {_shown(x)}")


def flat(answer: object, name: str = "") -> dict[str, float | str]:
    """A number, a word, or nested lists of them as one row, each with its place as its name."""
    if hasattr(answer, "tolist"):  # an array of NumPy
        answer = answer.tolist()
    if isinstance(answer, str):
        return {name or "the answer": answer}
    if isinstance(answer, (list, tuple)):
        numbers: dict[str, float | str] = {}
        for place, each in enumerate(answer):
            numbers |= flat(each, f"{name}[{place}]")
        return numbers
    return {name or "the answer": as_number(answer, name or "the answer")}


def _shaped(got: dict[str, float | str], expected: dict[str, float | str]) -> Answer:
    if list(got) != list(expected):
        need, have = (", ".join(list(each)[-1:]) or "nothing" for each in (expected, got))
        raise NotANumber(
            "shape",
            f"the answer needs {len(expected)} number{'s' * (len(expected) != 1)} "
            f"(the last is {need}), got {len(got)} (the last is {have})",
        )
    return tuple(got.values())


def _shown(x: object) -> str:
    if isinstance(x, float):
        return f"{x:g}"
    if isinstance(x, (list, tuple)) and len(x) <= 4:
        return f"[{', '.join(map(_shown, x))}]"
    text = getattr(x, "__name__", None) or repr(x)
    return text if len(text) <= 40 else f"{text[:37]}..."


# -------------------------------------------------------------------- orders


def _watch(node: Any, name: str, log: list[str]) -> None:
    rule = getattr(node, "_backward", None)
    if not callable(rule):
        return

    def logged(*arguments: object) -> object:
        log.append(name)
        return rule(*arguments)

    try:
        node._backward = logged
    except AttributeError:
        return


def _faults_of_calls(log: list[str], uses: Mapping[str, set[str]]) -> list[str]:
    """What is wrong with an order of calls: users come before what they use, each once."""
    faults = []
    for user, used in uses.items():
        if log.count(user) != 1:
            faults.append(f"{user} is called {_times(log.count(user))}")
        for name in sorted(used):
            if name in log and user in log and log.index(name) < log.index(user):
                faults.append(f"{name} is called before {user}, which sends to it")
    return faults


def _faults_of_order(order: list[Value] | tuple[Value, ...], nodes: list[Value]) -> list[str]:
    """What is wrong with a topological order: inputs come first, each node once."""
    place: dict[Value, int] = {}
    count: dict[Value, int] = {}
    for index, node in enumerate(order):
        place.setdefault(node, index)
        count[node] = count.get(node, 0) + 1
    faults = []
    for node in nodes:
        if count.get(node, 0) != 1:
            faults.append(f"{node.label} is listed {_times(count.get(node, 0))}")
        for value in dict.fromkeys(node.inputs):
            if place.get(value, -1) > place.get(node, len(order)):
                faults.append(f"{value.label} comes after {node.label}, whose input it is")
    return faults


def _times(count: int) -> str:
    return {0: "never", 2: "twice"}.get(count, f"{count} times")
