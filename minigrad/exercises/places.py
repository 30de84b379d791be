"""The student's own line: where an error arose or a value was returned, its text and a mark."""

from __future__ import annotations

import ast
import dis
import linecache
import re
import sys
import sysconfig
import traceback
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

from minigrad.exercises.answering import code_of
from minigrad.exercises.manifest import FOLDER, HANDOUT, MANIFEST, exercises
from minigrad.exercises.own_course import COPY, MISTAKES
from viz.theme import shortened, visible

PACKAGE = str(FOLDER.parent)
LONGEST = 73  # characters of a line that is shown
DEEPEST = 100  # frames
IN_PLACE = re.compile(r"return\s.*\.(append|extend|insert|reverse|sort)\([^()]*\)\s*$")
NOT_ASKED = ("<module>", "<listcomp>", "<genexpr>", "<dictcomp>", "<setcomp>", "__init__")


class Place(NamedTuple):
    """A line of a student's file or notebook."""

    file: str
    line: int
    function: str = ""
    marked: tuple[int, int] = (0, 0)  # columns; none are marked where the second is 0

    def __str__(self) -> str:
        """Such as `line 24 of 03a_local_rules.py, in __add__`."""
        name = Path(self.file).name
        is_cell = "ipykernel_" in self.file  # of a notebook: the file's name is a number
        where = "" if is_cell or not name.endswith(".py") else f" of {name}"
        is_named = self.function and not self.function.startswith("<")
        within = f", in {self.function}" if is_named else ""
        return f"line {self.line}{where}{within}"

    @property
    def text(self) -> str:
        return linecache.getline(self.file, self.line).rstrip("\r\n")

    @property
    def opens_a_block(self) -> bool:
        """Whether it is the head of a loop or branch, at which nobody wrote a return."""
        return self.text.strip().startswith(("for ", "while ", "if ", "elif ", "else"))

    @property
    def is_given(self) -> bool:
        """Whether the line stands in the task, so that the student has not written it."""
        return self.text.strip() in given_lines(self.file)

    @property
    def is_untouched(self) -> bool:
        """Whether the line stands in the task, and not farther to the right or left."""
        return self.text in given_lines(self.file)

    @property
    def code(self) -> tuple[str, ...]:
        """The line, and below it a mark under a part of it."""
        text, marked = self.text, self.marked
        if not self.function and "lambda" in text and not marked[1]:
            marked = text.index("lambda"), len(text)
        return code_lines(text, *marked)


def code_lines(text: str, start: int = 0, end: int = 0) -> tuple[str, ...]:
    """A line without its indentation, cut where it is long, with carets from start to end."""
    if not text.strip():
        return ()
    indent = len(text) - len(text.lstrip())
    line = visible(text.strip().replace("\t", " "))
    start, end = max(0, start - indent), end - indent
    if end <= start or (start == 0 and end >= len(line)):
        return (shortened(line, LONGEST),)
    if end > LONGEST:  # what is marked stands too far to the right
        cut = min(start - 1, end - LONGEST + 1)
        line, start, end = "…" + line[cut + 1 :], start - cut, end - cut
    mark = " " * start + "^" * (min(end, len(line) + 1, LONGEST) - start)
    return shortened(line, LONGEST), mark


def is_students(file: str) -> bool:
    """Whether code is neither ours nor Python's, nor that of a test as it was handed out."""
    return not file.startswith(
        ("<frozen", "<program>", "<string>", *_libraries())
    ) and not _is_of_the_course(file)


@cache
def _libraries() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    ours = [PACKAGE, str(FOLDER.parents[1] / "viz")]
    folders = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    folders += [str(Path(sys.base_prefix) / "lib" / Path(paths["stdlib"]).name)]
    folders += [path for path in sys.path if path.endswith(".zip")]  # in a browser, all of Python
    return tuple(f"{folder}{separator}" for folder in [*ours, *folders] for separator in "/\\")


def _is_of_the_course(file: str) -> bool:
    """Whether code is a test, in whichever folder of exercises, or a teacher's known mistake."""
    path = Path(file)
    if path.name == MISTAKES:
        return (path.parent / MANIFEST).exists()
    return path.parent.name == "tests" and path.name.startswith("test_")


def given_lines(file: str) -> frozenset[str]:
    """The lines that a student's file had when it was handed out; of a notebook, all of ours."""
    path = Path(file).resolve()
    own = path.parent / COPY / path.name
    if own.is_file():
        return lines_of(own)
    named = [exercise.file for exercise in exercises() if exercise.file == path.name]
    files = named or [exercise.file for exercise in exercises()]
    return frozenset[str]().union(*(lines_of(HANDOUT / each) for each in files))


@cache
def lines_of(original: Path) -> frozenset[str]:
    """The lines of a task, as they are and without their indentation."""
    lines = original.read_text(encoding="utf-8", errors="replace").splitlines()
    return frozenset(each for line in lines for each in (line.rstrip(), line.strip()))


# -------------------------------------------------------------------- out of an error


def frames_of(error: BaseException) -> list[tuple[FrameType, Place]]:
    """The student's frames of an error, the innermost last; of an endless recursion, the end."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)][-DEEPEST:]
    summaries = traceback.extract_tb(error.__traceback__, limit=-DEEPEST)
    return [
        (frame, _place_of(summary))
        for frame, summary in zip(frames, summaries, strict=True)
        if is_students(summary.filename)
    ]


def _place_of(summary: traceback.FrameSummary) -> Place:
    place = Place(summary.filename, summary.lineno or 0, summary.name)
    if summary.colno is None or summary.end_colno is None:
        return place
    text = place.text
    end = summary.end_colno if summary.end_lineno == summary.lineno else len(text.encode())
    start, stop = (len(text.encode()[:at].decode(errors="replace")) for at in (summary.colno, end))
    return place._replace(marked=(start, stop))


def place_of_error(error: BaseException) -> Place | None:
    """The innermost line that the student wrote; if there is none, the innermost given one."""
    places = [place for _, place in frames_of(error)]
    own = [place for place in places if not place.is_given]
    if isinstance(error, RecursionError) and own:  # the line that calls, not that of the last call
        return Counter(own).most_common(1)[0][0]
    return next(iter([*own[::-1], *places[::-1]]), None)


# -------------------------------------------------------------------- where a value came from


class Returns:
    """While it is entered: the line at which each function of the student's last returned."""

    def __init__(self) -> None:
        self.lines: dict[CodeType, tuple[int, object]] = {}

    def __enter__(self) -> Returns:
        self._before = sys.getprofile()
        sys.setprofile(self._see)
        return self

    def __exit__(self, *error: object) -> None:
        sys.setprofile(self._before)

    def _see(self, frame: FrameType, event: str, returned: object) -> None:
        if event == "return":
            self.lines.pop(frame.f_code, None)  # the last to return stands last
            self.lines[frame.f_code] = frame.f_lineno, returned

    @property
    def last(self) -> tuple[Place | None, object]:
        """Of the student's function that returned last: where, and what."""
        for code, (_, returned) in reversed(self.lines.items()):
            if is_students(code.co_filename) and code.co_name not in NOT_ASKED:
                return self._place(code), returned
        return None, None

    def place(self, function: object) -> Place | None:
        """The line at which a function of the student's returned, or its first line."""
        code = code_of(function)
        return self._place(code) if code and is_students(code.co_filename) else None

    def _place(self, code: CodeType) -> Place:
        name = "" if code.co_name == "<lambda>" else code.co_name
        first = Place(code.co_filename, code.co_firstlineno, name)
        last = first._replace(line=self.lines.get(code, (first.line, None))[0])
        return first if last.opens_a_block else last


def returning(function: object) -> Place | None:
    """The only line at which a student's function can return, or its first one."""
    first = first_place([function])
    code = code_of(function)
    if first is None or code is None:
        return None
    returns = {
        each.positions.lineno
        for each in dis.get_instructions(code)
        if each.opname.startswith("RETURN_") and each.positions and each.positions.lineno
    } - {code.co_firstlineno}
    only = first._replace(line=returns.pop()) if len(returns) == 1 else first
    return first if only.opens_a_block else only


def about_return(place: Place, needs_a_list: bool) -> str:
    """What is to be seen of a function that returned at this line, if that explains its answer."""
    if place.text.strip().startswith("print("):
        return "print shows a value, return hands it on."
    if in_place := IN_PLACE.search(place.text):
        return (
            f"{in_place[1]}() changes the list itself and returns None: return the list in a line "
            "after it."
        )
    try:
        tree = ast.parse("".join(linecache.getlines(place.file)))
    except (SyntaxError, ValueError):  # a notebook's cell with a magic, or changed since
        return ""
    functions = [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef) and each.lineno <= place.line <= (each.end_lineno or 0)
    ]
    if not functions:
        return ""
    innermost = max(functions, key=lambda each: each.lineno)
    returns = [each for each in ast.walk(innermost) if isinstance(each, ast.Return)]
    loops = [each for each in ast.walk(innermost) if isinstance(each, (ast.For, ast.While))]
    at_place = [each for each in returns if each.lineno == place.line]
    in_loops = {id(each) for loop in loops for part in loop.body for each in ast.walk(part)}
    if needs_a_list and any(id(each) in in_loops for each in at_place):
        return "This return stands inside of the loop: it ends the function in the first round."
    nested = {
        id(each)
        for f in ast.walk(innermost)
        if isinstance(f, ast.FunctionDef) and f is not innermost
        for each in ast.walk(f)
    }
    if not at_place and any(id(each) not in nested for each in returns):
        return f"{innermost.name} has a return, but not on the way that was taken here."
    return ""


def first_place(functions: Iterable[object]) -> Place | None:
    """The first line of the first function that a student wrote."""
    places = (Returns().place(function) for function in functions)
    return next((place for place in places if place), None)
