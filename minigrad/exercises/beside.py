"""Programs beside a student's code, in this process or another one, and numbers for them."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import FunctionType, NoneType
from typing import Any, Protocol

from minigrad.exercises.answering import TOOLS, Answering
from minigrad.exercises.answers import refuse
from minigrad.exercises.failure import Failure, MissingName
from minigrad.exercises.manifest import Exercise

UNCHANGED = int, float, str, NoneType, FunctionType  # what no code can write into unseen


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


class Beside:
    """Where the programs of one test run, and what they are given.

    `isolated` is code in a process of its own; otherwise `answers` has it here.
    """

    def __init__(
        self,
        exercise: Exercise,
        answers: Mapping[str, Any],
        seed: int,
        part: str,
        isolated: Asked | None,
    ) -> None:
        self.exercise = exercise
        self.answers = answers
        self.seed = seed
        self.part = part
        self.isolated = isolated
        self.has_come_back = False  # to the test, anything that the student's code has touched
        self._draws = 0
        self._given: tuple[object, ...] = ()  # to the last program that was given anything
        self._programs: Asked | Answering | None = None  # that run in this test's scope

    def __getattr__(self, name: str) -> Any:
        if name not in self.exercise.needs:
            raise AttributeError(f"exercise {self.exercise} asks for no {name!r}")
        if self.answers.get(name) is None:
            near = [each for each in self.answers if each != name and each.lower() == name.lower()]
            other = f"; it defines {near[0]!r}" if near else ""
            raise MissingName(f"{self.exercise.file} needs to define {name!r}{other}")
        self.has_come_back = True
        if self.isolated is not None:
            raise NotGradable(
                f"{self.part} of exercise {self.exercise} reaches into the student's code with "
                f"student.{name}, which cannot be graded in isolation: use student.value("
                f'"{name}(…)")'
            )
        return self.answers[name]

    @property
    def all_right(self) -> bool:
        """Whether every answer so far was right."""
        return True

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
        answer = self._value(program, given)
        self.has_come_back = True
        return answer

    def _value(self, program: str, given: Mapping[str, object]) -> Any:
        code, expression = _divided(program)
        return self._ask_for(code, given, (expression,))[0]

    def use(self, *helpers: Any) -> None:
        """Functions or classes of the test that its programs call; each stands on its own."""
        programs = self._scope()
        self.has_come_back = True  # a class of the test may keep something
        if isinstance(programs, Answering):
            programs.scope.update({each.__name__: each for each in helpers})
        else:
            programs.use(helpers)

    def _ask_for(self, code: str, given: Mapping[str, object], give: Sequence[str]) -> list[Any]:
        programs = self._scope()
        self._given = tuple(given.values()) or self._given
        for name in _words(code, *give) & set(self.exercise.needs) - given.keys():
            if self.answers.get(name) is None:
                getattr(self, name)  # says what is missing
        if not all(isinstance(each, UNCHANGED) for each in given.values()):
            self.has_come_back = True
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

    def _tokens(self, count: int) -> list[int]:
        """Names that stand for nodes; others at each seed, so that no answer is known before."""
        chance = random.Random(f"{self.seed} {self.part} {self._draws}")
        return chance.sample(range(10_000, 1_000_000), count)


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
