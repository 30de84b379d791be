"""What a test may ask of a student's code; each question is kept with its answer."""

from __future__ import annotations

import ast
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import lru_cache
from io import StringIO
from typing import Any, Protocol

from minigrad.exercises.answering import TOOLS, Answering
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
from minigrad.exercises.failure import Failure, MissingName, NotANumber, failure_of
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
from minigrad.exercises.time_limit import TookTooLongError
from minigrad.graph import topological_order
from minigrad.value import Value

QUICK = 0.5  # seconds of computing; what takes longer is not asked again for an explanation
POSITIVE = frozenset("pq")  # leaves of these names get positive numbers


class StopAsking(AssertionError):
    """An answer was wrong, and pytest ends the test that asked."""


class NotGradable(Exception):
    """A test asks something that can be asked only where the student's code runs too."""


class Gone(BaseException):
    """The process that was asked has ended, or had to be; the failure says how."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


class Asked(Protocol):
    """Code in another process: only data comes back, never an object of the student's."""

    names: Mapping[str, Any]  # that it defines

    def start(self, names: Sequence[str]) -> None: ...

    def use(self, things: Sequence[Any]) -> None: ...

    def ask(self, code: str, given: Mapping[str, Any], give: Sequence[str]) -> list[Any]: ...


class Student:
    """The one argument of a test: the student's names, and questions about them.

    Every implementation is asked about the same random numbers: they depend on the seed, the
    test and the place of the question in it. What touches the student's code is a program, so
    that it can run elsewhere: `isolated` is code in a process of its own.
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
        self.exercise = exercise
        self.answers = answers
        self.seed = seed
        self.part = part
        self.keep_going = keep_going  # after a wrong answer; pytest stops there
        self.observations: list[Observation] = []
        self.question = part.removeprefix("test_").replace("_", " ")  # the one being asked
        self._draws = 0
        self.isolated = isolated
        self._programs: Asked | Answering | None = None  # that run in this test's scope

    def __getattr__(self, name: str) -> Any:
        if name not in self.exercise.needs:
            raise AttributeError(f"exercise {self.exercise} asks for no {name!r}")
        if self.answers.get(name) is None:
            near = [each for each in self.answers if each != name and each.lower() == name.lower()]
            other = f"; it defines {near[0]!r}" if near else ""
            raise MissingName(f"{self.exercise.file} needs to define {name!r}{other}")
        if self.isolated is not None:
            raise NotGradable(
                f"{self.part} of exercise {self.exercise} reaches into the student's code with "
                f"student.{name}, which cannot be graded in isolation: use student.value("
                f'"{name}(…)")'
            )
        return self.answers[name]

    # ---------------------------------------------------------------- programs

    def run(self, program: str, **given: object) -> None:
        """Run a program beside the student's code, in a scope that lasts for one test.

        It may use the student's names, what is given, and what was made before.
        """
        self._ask_for(program, given, ())

    def value(self, program: str, **given: object) -> Any:
        """What the last line of a program is, an expression.

        In isolation that is data: numbers, words, None, lists of them. A function that is given
        runs here, wherever the student's code runs.
        """
        code, expression = _divided(program)
        return self._ask_for(code, given, (expression,))[0]

    def use(self, *helpers: Any) -> None:
        """Functions or classes of the test that its programs call; each stands on its own."""
        programs = self._scope()
        if isinstance(programs, Answering):
            programs.scope.update({each.__name__: each for each in helpers})
        else:
            programs.use(helpers)

    def _ask_for(self, code: str, given: Mapping[str, object], give: Sequence[str]) -> list[Any]:
        programs = self._scope()
        for name in _words(code, *give) & set(self.exercise.needs) - given.keys():
            if self.answers.get(name) is None:
                getattr(self, name)  # says what is missing
        return programs.ask(code, given, give)

    def _scope(self) -> Asked | Answering:
        """Where programs run, begun anew for each test."""
        if self._programs is None:
            needed = [each for each in self.exercise.needs if self.answers.get(each) is not None]
            self._programs = self.isolated or Answering(self.answers, TOOLS | {"refuse": refuse})
            self._programs.start(needed)
        return self._programs

    def _live(self, name: str) -> Any:
        """What a program has made, where it can be reached."""
        programs = self._scope()
        return programs.scope.get(name) if isinstance(programs, Answering) else None

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

    def _tokens(self, count: int) -> list[int]:
        """Names that stand for nodes; others at each seed, so that no answer is known before."""
        chance = random.Random(f"{self.seed} {self.part} {self.question} {self._draws}")
        return chance.sample(range(10_000, 1_000_000), count)

    # ---------------------------------------------------------------- questions about functions

    def call(
        self, name: str, *arguments: object, gives: object, within: float = WITHIN, says: str = ""
    ) -> None:
        """Call a function of the student's; `says` stands for a call with long arguments."""
        question = says or f"{name}({', '.join(map(written, arguments))})"
        given = {f"argument{at}": each for at, each in enumerate(arguments)}
        program = f"{name}({', '.join(given)})"
        self.expect(question, lambda: self.value(program, **given), gives, within, name)

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
        names is asked too, but not in isolation.

        `whose` is the student's function that has to
        return just this; `by` one that was called before.
        """
        expected = flat(gives)
        got = answer if callable(answer) else lambda: self.value(answer, **given)
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
        observation = Observation(self.part, question, names, _answer(run), expected, **about)
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
    except NotGradable:
        raise
    except (Exception, SystemExit) as error:
        return (failure_of(error),)


@lru_cache(4096)
def _divided(program: str) -> tuple[str, str]:
    """A program without its last line, and that line, which has to be an expression."""
    *lines, last = ast.parse(program).body
    if not isinstance(last, ast.Expr):
        raise TypeError(f"the last line of a question needs to be an expression, got {program!r}")
    return "\n".join(map(ast.unparse, lines)), ast.unparse(last)


@lru_cache(4096)
def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in re.findall(r"\w+", text))


@lru_cache(4096)
def _with_leaves(program: str, leaves: tuple[str, ...]) -> str:
    """The program, and before it a Value for each leaf."""
    made = "".join(f"{name} = Value({name}_number)\n" for name in leaves)
    return made + program.replace("; ", "\n")


def _named(numbers: Iterable[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    return ((f"{name}_number", x) for name, x in numbers)
