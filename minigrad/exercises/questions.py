"""What a test may ask of a student's code; each question is kept with its answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import lru_cache
from io import StringIO
from typing import Any

from minigrad.exercises.answers import (
    WITHIN,
    Answer,
    Observation,
    as_number,
    flat,
    in_the_shape_of,
    refuse,
    written,
)
from minigrad.exercises.beside import Asked, Beside, NotGradable
from minigrad.exercises.course_errors import course_error
from minigrad.exercises.failure import Failure, NotANumber, failure_of
from minigrad.exercises.kept import may_lack_a_rule, refuse_surplus
from minigrad.exercises.manifest import Exercise
from minigrad.exercises.nodes import fault_of
from minigrad.exercises.orders import faults_of_calls, faults_of_order
from minigrad.exercises.places import (
    Place,
    Returns,
    about_return,
    first_place,
    frames_of,
    returning,
)
from minigrad.exercises.programs import BACKWARD, built, parsed, right_gradients, uses
from minigrad.exercises.shapes import described
from minigrad.exercises.special import of_graph, of_lists
from minigrad.exercises.time_limit import TookTooLongError
from minigrad.graph import topological_order
from minigrad.value import Value

QUICK = 0.5  # seconds of computing; what takes longer is not asked again for an explanation
POSITIVE = frozenset("pq")  # leaves of these names get positive numbers


class StopAsking(AssertionError):
    """An answer was wrong, and pytest ends the test that asked."""


class Student(Beside):
    """The one argument of a test: the student's names, and questions about them.

    Every implementation is asked about the same random numbers: they depend on the seed, the
    test and the place of the question in it. What touches the student's code is a program, so
    that it can run elsewhere.
    """

    def __init__(
        self,
        exercise: Exercise,
        answers: Mapping[str, Any],
        seed: int = 0,
        part: str = "",
        keep_going: bool = True,
        isolated: Asked | None = None,
    ) -> None:
        super().__init__(exercise, answers, seed, part, isolated)
        self.keep_going = keep_going  # after a wrong answer; pytest stops there
        self.observations: list[Observation] = []
        self.question = part.removeprefix("test_").replace("_", " ")  # the one being asked

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
        asked = ("y.data", "y.grad", *(f"{name}.grad" for name in leaves))
        nodes = [*leaves, *uses(program)]

        def run() -> Answer:
            made = _with_leaves(script, leaves)
            numbers = self._ask_for(made, dict(_named(given)), [f"[{', '.join(asked)}]"])[0]
            answer = [as_number(x, name) for name, x in zip(asked, numbers, strict=True)]
            self._refuse_surplus(nodes)
            return tuple(answer)

        def explain(failure: Failure | None) -> Failure | None:
            made = map(self._live, uses(program))
            if failure is None and not any(map(may_lack_a_rule, made)):
                return None  # numbers, which are left to the diagnosis
            return fault_of(script, dict(given), self.Value) or failure

        self._ask(
            run,
            question=f"{program if then == BACKWARD else script}   with {built_from}",
            explain=explain,
            names=asked,
            expected=expected,
            program=program,
            numbers=given,
            then=then,
            special=of_graph(program, dict(given)),
        )

    def calls(self, program: str) -> None:
        """Watch in which order backward() calls the rules of y and of every node with a name.

        Asked of nodes whose `_backward` can be replaced by one that keeps a log.
        """
        given = self._leaf_numbers(parsed(program)[1], {})
        used = uses(program)
        tokens = dict(zip(self._tokens(len(used)), used, strict=True))
        log: list[str] = []

        def run() -> Answer:
            watched = [f"log_calls({name}, {token}, log)" for token, name in tokens.items()]
            made = _with_leaves(program, tuple(given))
            self._ask_for("\n".join(["log = []", made, *watched]), dict(_named(given.items())), ())
            try:
                self.run(BACKWARD)
            finally:
                log.extend(tokens.get(each, "?") for each in self.value("log"))
            return tuple(faults_of_calls(log, used))

        answer = self._answer(run)
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
        program = "_ = Value(1.5) * Value(2.5); leaf = Value(3.5); has_inputs(leaf)"
        self._ask(
            lambda: in_the_shape_of("none", self.value(program)),
            question="y = a * b; leaf = Value(3.5)",
            names=("inputs of leaf",),
            expected=("none",),
        )

    def _refuse_surplus(self, nodes: Sequence[str]) -> None:
        """A rule must not send more than its operation has inputs, even if a loop drops that."""
        found = self.value(f"surplus([{', '.join(nodes)}])")
        if found is not None:
            refuse_surplus(found, self._live(nodes[int(found[0])]))

    # ---------------------------------------------------------------- questions about functions

    def call(
        self, name: str, *arguments: object, gives: object, within: float = WITHIN, says: str = ""
    ) -> None:
        """Call a function of the student's; `says` stands for a call with long arguments."""
        question = says or f"{name}({', '.join(map(written, arguments))})"
        given = {f"argument{at}": each for at, each in enumerate(arguments)}
        program = f"{name}({', '.join(given)})"
        self.expect(question, lambda: self._value(program, given), gives, within, name)

    def expect(
        self,
        question: str,
        answer: str | Callable[[], object],
        gives: object,
        within: float = WITHIN,
        whose: str = "",
        by: str = "",
        **given: object,
    ) -> None:
        """Compare a number, a word, or lists of them with what is right.

        The answer is a program, as `value` runs it. A function that reaches for the student's
        names is asked too, but not in isolation. `whose` is the student's function that has to
        return just this; `by` one that was called before.
        """
        expected = flat(gives)
        got = answer if callable(answer) else lambda: self._value(answer, given)
        self._ask(
            lambda: in_the_shape_of(gives, got(), whose),
            question=question,
            explain=lambda failure: self._with_its_line(failure, got, by),
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
        """Ask topological_order(y) for a graph that is built already.

        In isolation the nodes are made there; either way they are told by names of this seed.
        """
        nodes = topological_order(root)
        tokens = dict(zip(self._tokens(len(nodes)), nodes, strict=True))

        def ordered() -> Any:
            if self.isolated is None:
                return self.value(
                    "names_in(topological_order(root), nodes)", root=root, nodes=tokens
                )
            token_of = {node: token for token, node in tokens.items()}
            links = [[token_of[x], x.data, [token_of[i] for i in x.inputs]] for x in nodes]
            return self.value(
                "from minigrad import Value\nnodes = named_nodes(links, Value)\n"
                f"names_in(topological_order(nodes[{token_of[root]}]), nodes)",
                links=links,
            )

        def run() -> Answer:
            order = ordered()
            if not isinstance(order, (list, tuple)):
                refuse("the answer", "a list of nodes", order)
            known: dict[object, Value] = {"another node": Value(0.0)}
            known |= tokens  # type: ignore[arg-type]
            for at, each in enumerate(order):
                if not isinstance(each, (float, int, str)) or each not in known:
                    refuse(f"entry [{at}] of the answer", "a node", each)
            listed = [known[each] for each in order]
            return tuple(faults_of_order(listed, nodes))

        self._ask(
            run,
            question=f"topological_order(y) for {graph}",
            explain=lambda failure: self._with_its_line(failure, ordered),
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
        answer = self._answer(run)
        about.setdefault("special", of_lists(self._given))
        observation = Observation(self.part, question, names, answer, expected, **about)
        is_quick = time.process_time() - begun < QUICK
        is_explained = self.isolated is None and is_quick
        if not observation.is_right and not observation.is_unwritten and is_explained:
            try:
                failure = explain(observation.failure)
            except Exception:  # code that answers otherwise when it is asked again
                failure = None
            if failure is not None:
                observation = observation._replace(got=(failure,))
        self._keep(observation)

    def _answer(self, run: Callable[[], Answer]) -> Answer:
        try:
            return run()
        except NotGradable:
            raise
        except (Exception, SystemExit) as error:
            if wrong := course_error(error, self):
                raise wrong from error
            return (failure_of(error),)

    @property
    def all_right(self) -> bool:
        return all(each.is_right for each in self.observations)

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


@lru_cache(4096)
def _with_leaves(program: str, leaves: tuple[str, ...]) -> str:
    """The program, and before it a Value for each leaf."""
    made = "".join(f"{name} = Value({name}_number)\n" for name in leaves)
    return made + program.replace("; ", "\n")


def _named(numbers: Iterable[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    return ((f"{name}_number", x) for name, x in numbers)
