"""What a test may ask of a student's code; each question is kept with its answer."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sized
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

from minigrad.exercises.answers import (
    WITHIN,
    Answer,
    Observation,
    flat,
    in_the_shape_of,
    refuse,
    written,
)
from minigrad.exercises.failure import Failure, MissingName, NotANumber, failure_of
from minigrad.exercises.kept import INPUTS, may_lack_a_rule, refuse_surplus
from minigrad.exercises.manifest import Exercise
from minigrad.exercises.nodes import fault_of
from minigrad.exercises.orders import faults_of_calls, faults_of_order, log_calls
from minigrad.exercises.places import (
    Place,
    Returns,
    about_return,
    first_place,
    frames_of,
    returning,
)
from minigrad.exercises.programs import (
    BACKWARD,
    built,
    gradients_in,
    parsed,
    right_gradients,
    uses,
)
from minigrad.exercises.shapes import described
from minigrad.exercises.time_limit import TookTooLongError
from minigrad.graph import topological_order
from minigrad.value import Value

QUICK = 0.5  # seconds of computing; what takes longer is not asked again for an explanation
POSITIVE = frozenset("pq")  # leaves of these names get positive numbers


class StopAsking(AssertionError):
    """An answer was wrong, and pytest ends the test that asked."""


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
            near = [each for each in self.answers if each != name and each.lower() == name.lower()]
            other = f"; it defines {near[0]!r}" if near else ""
            raise MissingName(f"{self.exercise.file} needs to define {name!r}{other}")
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
        chance = self.random()
        drawn: list[float] = []
        while len(drawn) < count:
            size = round(chance.uniform(0.3, 2.3), 3)
            if all(abs(size - abs(other)) > 0.02 for other in (0.5, 1.0, 1.5, 2.0, *drawn)):
                drawn.append(size if chance.random() < 0.5 else -size)
        return drawn

    # ---------------------------------------------------------------- questions about a Value

    def gradients(self, program: str, then: str = BACKWARD, **numbers: float) -> None:
        """Build the graph of a program such as `y = a * b`, and compare ∂y/∂ every leaf.

        Names that the program does not define are its leaves; `p` and `q` are positive, the
        others of any sign.
        """
        script = f"{program}; {then}"
        leaves = parsed(script)[1]
        given = tuple(self._leaf_numbers(leaves, numbers).items())
        built_from = ", ".join(f"{name} = {x:g}" for name, x in given)
        expected = right_gradients(script, given)
        scope: dict[str, Any] = {}

        def run() -> Answer:
            scope.update(built(script, dict(given), self.Value))
            answer = gradients_in(scope, script)
            refuse_surplus(scope.values())
            return answer

        def explain(failure: Failure | None) -> Failure | None:
            made = [scope[name] for name in uses(program) if name in scope]
            if failure is None and not any(map(may_lack_a_rule, made)):
                return None  # numbers, which are left to the diagnosis
            return fault_of(script, dict(given), self.Value) or failure

        self._ask(
            run,
            question=f"{program if then == BACKWARD else script}   with {built_from}",
            explain=explain,
            names=("y.data", "y.grad", *(f"{name}.grad" for name in leaves)),
            expected=expected,
            program=program,
            numbers=given,
            then=then,
        )

    def calls(self, program: str) -> None:
        """Watch in which order backward() calls the rules of y and of every node with a name.

        Asked of nodes whose `_backward` can be replaced by one that keeps a log.
        """
        given = self._leaf_numbers(parsed(program)[1], {})
        used = uses(program)
        log: list[str] = []

        def run() -> Answer:
            nodes = built(program, given, self.Value)
            for name in used:
                log_calls(nodes[name], name, log)
            nodes["y"].backward()
            return tuple(faults_of_calls(log, used))

        answer = _answer(run)
        if log or any(isinstance(each, Failure) for each in answer):
            self._ask(
                lambda: answer,
                explain=lambda failure: (
                    failure and (fault_of(f"{program}; {BACKWARD}", given, self.Value) or failure)
                ),
                question=f"{program}; y.backward(), rule by rule",
                program=program,
                numbers=tuple(given.items()),
                then=BACKWARD,
            )

    def fresh_leaf(self) -> None:
        """A new leaf has no inputs, whatever was built before."""

        def run() -> Answer:
            _ = self.Value(1.5) * self.Value(2.5)
            leaf = self.Value(3.5)
            inputs = (getattr(leaf, name, None) for name in INPUTS)
            has_some = any(len(each) > 0 for each in inputs if isinstance(each, Sized))
            return ("some" if has_some else "none",)

        self._ask(
            run,
            question="y = a * b; leaf = Value(3.5)",
            names=("inputs of leaf",),
            expected=("none",),
        )

    # ---------------------------------------------------------------- questions about functions

    def call(
        self, name: str, *arguments: object, gives: object, within: float = WITHIN, says: str = ""
    ) -> None:
        """Call a function of the student's; `says` stands for a call with long arguments."""
        question = says or f"{name}({', '.join(map(written, arguments))})"
        self.expect(question, lambda: getattr(self, name)(*arguments), gives, within, name)

    def expect(
        self,
        question: str,
        answer: Callable[[], object],
        gives: object,
        within: float = WITHIN,
        whose: str = "",
        by: str = "",
    ) -> None:
        """Compare a number, a word, or lists of them with what is right.

        `whose` is the function that has to return just this; `by` one that was called before.
        """
        expected = flat(gives)
        self._ask(
            lambda: in_the_shape_of(gives, answer(), whose),
            question=question,
            explain=lambda failure: self._with_its_line(failure, answer, by),
            names=tuple(expected),
            expected=tuple(expected.values()),
            within=within,
        )

    def order(self, program: str) -> None:
        """Ask topological_order(y) for minigrad's own Values, labelled with their names."""
        nodes = built(program, self._leaf_numbers(parsed(program)[1], {}), Value)
        for name, node in nodes.items():
            node.label = name
        self.order_of(nodes["y"], program)

    def order_of(self, root: Value, graph: str) -> None:
        """Ask topological_order(y) for a graph that is built already."""
        nodes = topological_order(root)

        def run() -> Answer:
            order = self.topological_order(root)
            if not isinstance(order, (list, tuple)):
                refuse("the answer", "a list of nodes", order)
            for at, each in enumerate(order):
                if not isinstance(each, Value):
                    refuse(f"entry [{at}] of the answer", "a node", each)
            return tuple(faults_of_order(order, nodes))

        self._ask(
            run,
            question=f"topological_order(y) for {graph}",
            explain=lambda failure: self._with_its_line(
                failure, lambda: self.topological_order(root)
            ),
        )

    # ---------------------------------------------------------------- asking

    def _ask(
        self,
        run: Callable[[], Answer],
        question: str,
        names: tuple[str, ...] = (),
        expected: Answer = (),
        explain: Callable[[Failure | None], Failure | None] = lambda failure: failure,
        **about: Any,
    ) -> None:
        """Keep an answer; where it is not right, `explain` may find what is wrong in kind."""
        self.question = question
        begun = time.process_time()
        observation = Observation(self.part, question, names, _answer(run), expected, **about)
        is_quick = time.process_time() - begun < QUICK
        if not observation.is_right and not observation.is_unwritten and is_quick:
            try:
                failure = explain(observation.failure)
            except Exception:  # code that answers otherwise when it is asked again
                failure = None
            if failure is not None:
                observation = observation._replace(got=(failure,))
        self._keep(observation)

    def keep_failure(self, error: BaseException) -> None:
        """Keep an error that comes between two questions, or stops one, as an answer."""
        failure = failure_of(error)
        if isinstance(error, NotANumber):
            failure = failure.at(self._line_of(failure))
        self.observations.append(Observation(self.part, self.question, (), (failure,), ()))

    def _line_of(self, failure: str, by: str = "") -> Place | None:
        """Where the function that a failure names returns, or another one that is to blame."""
        named = [each for each in self.exercise.needs if f"{each}()" in failure or each == by]
        if not named:
            return None
        function = self.answers.get(named[0])
        return first_place([function]) if "argument" in failure else returning(function)

    def _with_its_line(
        self, failure: Failure | None, answer: Callable[[], object], by: str = ""
    ) -> Failure | None:
        """A failure that names no line, with the line at which the student's function returned."""
        if failure is None or failure.code or failure.is_timeout:
            return failure
        returns, error = Returns(), None
        try:
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()), returns:
                answer()
        except TookTooLongError:
            raise
        except (Exception, SystemExit) as caught:
            error = caught
        place, returned = returns.last
        if place is None:
            return failure.at(self._line_of(failure, by))
        if error is not None and not isinstance(error, NotANumber):
            if frames_of(error):
                return failure
            said = f"{place.function}() returned {described(returned)}"
            kind = failure.kind
            failure = Failure(kind, f"{said}, with which the question cannot go on ({failure})")
        return failure.at(place, about_return(place, "a list" in failure))

    def _keep(self, observation: Observation) -> None:
        self.observations.append(observation)
        if not self.keep_going and not observation.is_right:
            raise StopAsking(observation.question)

    def _leaf_numbers(
        self, leaves: tuple[str, ...], given: Mapping[str, float]
    ) -> dict[str, float]:
        drawn = dict(zip(leaves, self.numbers(len(leaves)), strict=True))
        drawn |= {name: abs(x) for name, x in drawn.items() if name in POSITIVE}
        return {**drawn, **given}


def _answer(run: Callable[[], Answer]) -> Answer:
    try:
        return run()
    except (Exception, SystemExit) as error:
        return (failure_of(error),)
