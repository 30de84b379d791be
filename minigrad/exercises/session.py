"""A pytest run in a folder of exercises: their order, and what failing tests show."""

from __future__ import annotations

import io
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from itertools import takewhile
from pathlib import Path
from traceback import walk_tb
from typing import Any

import pytest

from minigrad.exercises.course_errors import CourseError, course_error
from minigrad.exercises.failure import PACKAGE, MissingName
from minigrad.exercises.feedback import Feedback, course_told
from minigrad.exercises.grading import Report, grade_file
from minigrad.exercises.library import check_course
from minigrad.exercises.loading import UnreadableError, beside, load_answers
from minigrad.exercises.manifest import Exercise
from minigrad.exercises.own_course import course_of
from minigrad.exercises.questions import StopAsking, Student
from minigrad.exercises.summary import Outcomes, function_name, write_summary
from minigrad.exercises.time_limit import TookTooLongError, time_limit
from minigrad.exercises.wording import question_lines, wrong_answer
from minigrad.terminal import make_printable

STOPPED = "stopped"
BROKEN = "broken test"  # the teacher's mistake


class WrongAnswer(Exception):
    """What pytest shows of a failing test: the words that the student reads."""

    def __init__(self, text: str, note: str, mistakes: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.note = note  # two words for the summary, or none
        self.mistakes = mistakes  # that show in this test


class Exercises:
    """The plug-in that is active in a folder of exercises."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.folder = config.inipath.parent if config.inipath else config.rootpath
        self.exercises = exercises_of(self.folder)
        self.seed: int = config.getoption("minigrad_seed")
        self.is_worker = hasattr(config, "workerinput")  # one of several, which sees some tests
        self.asks_all = config.getoption("minigrad_all") or self.is_worker or _chosen(config)
        self.unsolved: Exercise | None = None
        self.was_skipped = False
        self.collected: set[tuple[str, str]] = set()  # (exercise id, test function)
        self.loaded: dict[str, Mapping[str, Any] | UnreadableError] = {}
        self.feedback: dict[str, Feedback] = {}
        self.asked: dict[str, list[Student]] = {}  # one for each test, by exercise id
        self.outcomes = Outcomes()
        config.addinivalue_line(
            "markers", "minigrad_exercise(id): a test of an exercise, added to each of them"
        )
        if not self.is_worker:
            make_printable(sys.stdout)

    @pytest.fixture
    def student(self, request: pytest.FixtureRequest) -> Student:
        """Your code, which this test asks."""
        exercise = self.exercise_of(request.node)
        if exercise is None:
            pytest.fail(
                f"`student` answers the tests of an exercise, such as {self.exercises[0].test}; "
                f"{request.node.path.name} belongs to none",
                pytrace=False,
            )
        return Student(exercise, {}, self.seed, _function(request.node), keep_going=False)

    # ---------------------------------------------------------------- which tests, in which order

    def exercise_of(self, item: pytest.Item) -> Exercise | None:
        """The exercise to which a test belongs: that whose test has its file's name."""
        named = (each for each in self.exercises if Path(each.test).name == item.path.name)
        return next(named, None)

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        exercise = self.exercise_of(item)
        if exercise is not None:
            item.add_marker(pytest.mark.minigrad_exercise(id=exercise.id))

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        def place(item: pytest.Item) -> tuple[int, int]:
            exercise = self.exercise_of(item)
            if exercise is None:
                return len(self.exercises), 0
            parts = list(exercise.points)
            part = _function(item)
            at = parts.index(part) if part in parts else len(parts)
            return self.exercises.index(exercise), at

        items.sort(key=place)
        for item in items:
            exercise = self.exercise_of(item)
            if exercise is not None:
                self.collected.add((exercise.id, _function(item)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        exercise = self.exercise_of(item)
        if exercise is not None and self.is_too_early(exercise):
            self.was_skipped = True
            pytest.skip(self.why_skipped())

    def is_too_early(self, exercise: Exercise) -> bool:
        return self.unsolved not in (None, exercise) and not self.asks_all

    def why_skipped(self) -> str:
        return f"{self.unsolved and self.unsolved.id} is not solved yet; --minigrad-all goes on"

    # ---------------------------------------------------------------- asking

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        student = pyfuncitem.funcargs.get("student")
        if not isinstance(student, Student):
            return (yield)
        earlier = self.asked.setdefault(student.exercise.id, [])
        if earlier and was_stopped(earlier[-1]):
            raise WrongAnswer("not asked: your code had to be stopped in another test", STOPPED)
        earlier.append(student)
        try:
            student.answers = self.answers(student.exercise)
            with beside(self.folder), time_limit():
                return (yield)
        except (Exception, SystemExit) as error:
            if not self.is_an_answer(error, pyfuncitem, student):
                raise
            if wrong := course_error(error, student):
                raise WrongAnswer("\n".join(course_told(str(wrong))), BROKEN) from error
            raise self.wrong_answer(error, student) from None

    def answers(self, exercise: Exercise) -> Mapping[str, Any]:
        """What the student's file defines; it is loaded once, inside the first test."""
        if exercise.id not in self.loaded:
            try:
                self.loaded[exercise.id] = load_answers(exercise, self.folder)
            except UnreadableError as error:
                self.loaded[exercise.id] = error
        loaded = self.loaded[exercise.id]
        if isinstance(loaded, UnreadableError):
            raise loaded
        return loaded

    def is_an_answer(self, error: BaseException, item: pytest.Item, student: Student) -> bool:
        """Whether the error is the student's: every one is, unless the test was changed."""
        if isinstance(error, (StopAsking, MissingName, UnreadableError, TookTooLongError)):
            return True
        exercise = student.exercise
        original = (exercise.folder / exercise.test).read_text(encoding="utf-8")
        if item.path.read_text(encoding="utf-8", errors="replace") == original:
            return True
        if isinstance(error, CourseError):
            return False
        files = [frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)]
        since_the_test = takewhile(lambda file: file != str(item.path), reversed(files))
        own = str(self.folder / exercise.file)
        return any(file == own or file.startswith(PACKAGE) for file in since_the_test)

    def wrong_answer(self, error: BaseException, student: Student) -> WrongAnswer:
        """The first failing test shows all that is known of the exercise, others their own part.

        A cause is told once: where several tests fail for it, the others name the first of them.
        """
        exercise = student.exercise
        text, note = answer_of_one_test(error, student)
        if exercise.id not in self.feedback:
            self.feedback[exercise.id] = Feedback(self.graded(student), is_by_test=True)
        feedback = self.feedback[exercise.id]
        teller = self.teller(feedback, student.part)
        if student.part == self.first_failing(feedback.report):
            text = feedback.text + self.drawn(feedback)
        elif teller != student.part:
            text = "\n".join([*question_of_one_test(student), f"The cause is told in {teller}."])
        shown = [
            match.mistake
            for match in feedback.told_diagnosis.mistakes
            if any(part == student.part for part, _ in match.questions)
        ]
        return WrongAnswer(text, note, shown)

    def graded(self, student: Student) -> Report:
        """All questions without a stop; what the student's code prints was printed before."""
        exercise = student.exercise
        if was_stopped(student):  # it would have to be waited for again
            asked = [each for test in self.asked[exercise.id] for each in test.observations]
            return Report(exercise, asked, self.seed, answers=student.answers)
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            return grade_file(exercise, self.folder, self.seed)

    def first_failing(self, report: Report) -> str:
        """The first test function that fails; the same on every worker."""
        exercise = report.exercise
        asked = [part for part in exercise.points if (exercise.id, part) in self.collected]
        return next((part for part in asked if part not in report.passed), "")

    def teller(self, feedback: Feedback, part: str) -> str:
        """The test that tells why this one fails: the first one that fails for the same cause."""
        if feedback.report.unreadable:
            return self.first_failing(feedback.report)
        causes = feedback.causes()
        same = (each for each, cause in causes.items() if cause == causes.get(part))
        asked = (each for each in same if (feedback.report.exercise.id, each) in self.collected)
        return next(asked, part)

    def drawn(self, feedback: Feedback) -> str:
        """Draw what is wrong, if that was asked for; a line that says where the picture is."""
        folder = self.config.getoption("minigrad_draw")
        if folder is None or feedback.drawing is None:
            return ""
        path = Path(folder) / f"{Path(feedback.report.exercise.file).stem}.svg"
        saved = self.config.invocation_params.dir / path
        saved.parent.mkdir(parents=True, exist_ok=True)
        feedback.drawing.save(saved)
        return f"\n  Drawn: {path}"

    # ---------------------------------------------------------------- what came of it

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        exercise = self.exercise_of(item)
        if exercise is None or not (report.when == "call" or report.outcome != "passed"):
            return report
        error = call.excinfo.value if call.excinfo else None
        if isinstance(error, WrongAnswer):
            report.longrepr = str(error)
        elif report.skipped and self.is_too_early(exercise):
            report.longrepr = (str(item.path), (item.location[1] or 0) + 1, str(error))
        is_broken = isinstance(error, WrongAnswer) and error.note == BROKEN
        if not report.passed and not is_broken:
            self.unsolved = self.unsolved or exercise
        item.user_properties.extend(self.properties(exercise, item, report, error))
        report.user_properties = list(item.user_properties)
        return report

    def properties(
        self,
        exercise: Exercise,
        item: pytest.Item,
        report: pytest.TestReport,
        error: BaseException | None,
    ) -> list[tuple[str, object]]:
        """What a test says beyond passed or failed, to JUnit XML and to the summary."""
        part = _function(item)
        possible = exercise.points.get(part, 0)
        properties: list[tuple[str, object]] = [
            ("minigrad_exercise", exercise.id),
            ("minigrad_points", possible if report.passed else 0),
            ("minigrad_of", possible),
        ]
        if report.failed:
            properties.append(("minigrad_hint", f"minigrad exercises hint {exercise.id}"))
        if isinstance(error, WrongAnswer):
            properties.append(("minigrad_note", error.note))
            properties.append(("minigrad_mistakes", ",".join(error.mistakes)))
        return [(name, value) for name, value in properties if value != ""]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.outcomes.broken.add(Path(report.nodeid).name)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.outcomes.add(report)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.config.getoption("collectonly"):
            return
        write_summary(terminalreporter, self.exercises, self.outcomes)
        if self.was_skipped:
            terminalreporter.line(f"{self.why_skipped()}.")


def exercises_of(folder: Path) -> Sequence[Exercise]:
    """Those of the folder's course; what is wrong with it is told before any test is run."""
    try:
        course = course_of(folder)
        if not course.is_ours:
            check_course(course)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    return course.exercises


def answer_of_one_test(error: BaseException, student: Student) -> tuple[str, str]:
    """The wrong answer of one test, and two words on it for the summary, or none."""
    if isinstance(error, UnreadableError):
        return str(error), "does not load"
    if not isinstance(error, StopAsking):
        student.keep_failure(error)
    last = student.observations[-1]
    note = STOPPED if was_stopped(student) else "not begun" if last.is_unwritten else ""
    return "\n".join(wrong_answer(last)), note


def question_of_one_test(student: Student) -> list[str]:
    """The question that was answered wrongly, if the file could be loaded."""
    return question_lines(student.observations[-1]) if student.observations else []


def was_stopped(student: Student) -> bool:
    """Whether the test ended because the student's code did not."""
    failure = student.observations[-1].failure if student.observations else None
    return failure is not None and failure.is_timeout


def _chosen(config: pytest.Config) -> bool:
    """Whether somebody chose tests: by a file or a name, and not just a folder."""
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return bool(config.getoption("keyword"))
    files = (arg for arg in config.args if "::" in arg or not Path(arg).is_dir())
    return bool(config.getoption("keyword")) or any(files)


def _function(item: pytest.Item) -> str:
    return function_name(item.name)
