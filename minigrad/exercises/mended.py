"""A student's file with one thing mended, to see what else is wrong in it.

An idle line acts as it was probably meant to, a function that forgot it returns something, `x,` is
x; or a function that gives no answer is replaced by a right one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from minigrad.exercises.answers import Observation
from minigrad.exercises.failure import Failure
from minigrad.exercises.grading import Report, grade
from minigrad.exercises.idle_lines import IdleLine, is_of_a_method
from minigrad.exercises.library import mistakes
from minigrad.exercises.loading import beside
from minigrad.exercises.manifest import Exercise
from minigrad.exercises.places import IN_PLACE
from minigrad.exercises.time_limit import TookTooLongError
from minigrad.exercises.watching import quietly

WRAPPED = re.compile(r"(got a tuple of one|a number, got (a list of one|the text)) .*, in (\w+)")
UNCALLED = re.compile(r"is it to be called, with \(\)\?.*, in (\w+)")
CHANGED_IN_PLACE = "changes the list itself and returns None"
FORGOTTEN = "did you forget return?"  # as failures say it
MOST = 4  # names that a function may have been meant to return


def slips_of(report: Report) -> list[Observation]:
    """Answers for which the form of what was returned is to blame; each cause once."""
    found = {
        each.failure.cause: each
        for each in reversed(report.wrong)
        if each.failure and _is_slip(each.failure)
    }
    return list(found.values())[::-1]


def _is_slip(failure: Failure) -> bool:
    text = f"{failure} {failure.place}"
    is_of_form = WRAPPED.search(text) or UNCALLED.search(text)
    return FORGOTTEN in failure or CHANGED_IN_PLACE in failure.advice or is_of_form is not None


def mended(report: Report, idle: Sequence[IdleLine]) -> Report | None:
    """What comes of the mended file, at best; None where there is nothing to mend, or no use in it.

    Code of a notebook's cells cannot be run again.
    """
    file = str(report.answers.get("__file__", ""))
    lines = {each.place.line for each in idle if each.place.file == file}
    failures = [each.failure for each in slips_of(report) if each.failure]
    forgot = any(FORGOTTEN in each or CHANGED_IN_PLACE in each.advice for each in failures)
    wrapped = {
        found[found.lastindex or 0]
        for each in failures
        for pattern in (WRAPPED, UNCALLED)
        if (found := pattern.search(f"{each} {each.place}"))
    }
    if not file or not (lines or forgot or wrapped) or report.was_stopped:
        return None
    places = range(MOST) if forgot else [None]
    tried = [_graded(report, file, lines, wrapped, place) for place in places]
    best = max(filter(None, tried), key=lambda each: each.points, default=None)
    if best is None or [each.got for each in best.wrong] == [each.got for each in report.wrong]:
        return None
    return best


def _graded(
    report: Report, file: str, lines: set[int], wrapped: set[str], place: int | None
) -> Report | None:
    try:
        tree = ast.parse(Path(file).read_bytes())
        mending = _Mending(tree, lines, wrapped, place)
        tree = ast.fix_missing_locations(mending.visit(tree))
    except (OSError, SyntaxError, ValueError):  # changed since it was read
        return None
    return _run(report, file, tree, {}) if mending.count else None


def _run(report: Report, file: str, tree: ast.Module, instead: Mapping[str, Any]) -> Report | None:
    """The questions to the file as it was changed, with some of its names replaced."""
    module = ModuleType(str(report.answers["__name__"]))
    module.__file__ = file
    try:
        with quietly(), beside(Path(file).parent):
            exec(compile(tree, file, "exec", dont_inherit=True), module.__dict__)
            vars(module).update(instead)
            return grade(report.exercise, vars(module), report.seed)
    except (Exception, SystemExit, TookTooLongError):
        return None


class Completed(NamedTuple):
    """What comes of the file once the function that fails first is a right one."""

    report: Report
    replaced: range  # the lines of that function

    def mends(self, other: Observation) -> bool:
        """Whether an answer that is no number is right now, though another function gave it."""
        failure = other.failure or Failure("", "")
        line = re.search(r"\bline (\d+)", f"{failure.place} {failure}")
        is_elsewhere = line is not None and int(line[1]) not in self.replaced
        return is_elsewhere and other.key not in {each.key for each in self.report.wrong}


def completed(report: Report) -> Completed | None:
    """What comes of the other functions.

    None where that cannot be tried, or where it has no other functions.
    """
    file, smallest = str(report.answers.get("__file__", "")), report.smallest
    needs, right = report.exercise.needs, _right_answers(report.exercise)
    if not file or len(needs) < 2 or not right or smallest is None or report.was_stopped:
        return None
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    for name in needs:
        rest = _run(report, file, tree, {name: right[name]})
        if rest and smallest.key not in {each.key for each in rest.wrong}:
            own = [each for each in tree.body if getattr(each, "name", "") == name]
            lines = range(own[-1].lineno, (own[-1].end_lineno or 0) + 1) if own else range(0)
            return Completed(rest, lines)
    return None


def _right_answers(exercise: Exercise) -> Mapping[str, Any]:
    """What a known mistake is made of, without the mistake."""
    for mistake in mistakes(exercise.folder).values():
        for form in mistake.forms:
            made = form.func() if isinstance(form, partial) else {}
            if set(exercise.needs) <= set(made):
                return made
    return {}


class _Mending(ast.NodeTransformer):
    """`==` becomes `=`, a method is called, a function returns what it computes last.

    Functions that are `wrapped` return a tuple or list of one thing. `returned` is the place of the
    name that is returned where a function ends with a loop.
    """

    def __init__(
        self, tree: ast.Module, lines: set[int], wrapped: set[str], returned: int | None
    ) -> None:
        self.tree = tree
        self.lines = lines
        self.wrapped = wrapped
        self.returned = returned
        self.count = 0

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        value = node.value
        if node.lineno not in self.lines:
            return node
        if isinstance(value, ast.Compare) and isinstance(value.ops[0], ast.Eq):
            return self._new(
                f"{ast.unparse(value.left)} = {ast.unparse(value.comparators[0])}", node
            )
        if is_of_a_method(value, self.tree):
            return self._new(f"{ast.unparse(value)}()", node)
        return node

    def visit_Return(self, node: ast.Return) -> ast.stmt | list[ast.stmt]:
        """`return order.reverse()` is None: the list is returned after it."""
        if self.returned is None or not node.value or not IN_PLACE.search(ast.unparse(node)):
            return node
        call = node.value
        changed = (
            call.func.value
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
            else call
        )
        return [
            self._new(ast.unparse(call), node),
            self._new(f"return {ast.unparse(changed)}", node),
        ]

    def visit_Assign(self, node: ast.Assign) -> ast.stmt | list[ast.stmt]:
        if self.returned is not None and IN_PLACE.search(f"return {ast.unparse(node.value)}"):
            call, name = node.value, ast.unparse(node.targets[0])
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                kept, method = ast.unparse(call.func.value), call.func.attr
                arguments = ", ".join(map(ast.unparse, [*call.args, *call.keywords]))
                before = self._new(f"{name} = {kept}", node)
                return [before, self._new(f"{name}.{method}({arguments})", node)]
        signed = re.search(r"=\s*([+-])(.*)", ast.unparse(node))
        if node.lineno not in self.lines or signed is None:
            return node
        return self._new(f"{ast.unparse(node.targets[0])} {signed[1]}= {signed[2]}", node)

    def visit_For(self, node: ast.For) -> ast.AST | list[ast.stmt]:
        """A return that ends the loop in its first round comes after it; a break is left out."""
        self.generic_visit(node)
        ends = [
            each
            for each in node.body
            if isinstance(each, (ast.Return, ast.Break)) and each.lineno in self.lines
        ]
        if not ends:
            return node
        self.count += 1
        node.body = [each for each in node.body if each not in ends] or [ast.Pass()]
        return [node, *(each for each in ends if isinstance(each, ast.Return))]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        own = [each for statement in node.body for each in _own(statement)]
        for each in own if node.name in self.wrapped else ():
            if isinstance(each, ast.Return) and (inside := _unwrapped(each.value)):
                each.value = inside
                self.count += 1
        if node.name != "__init__" and not any(
            isinstance(each, ast.Return) and each.value for each in own
        ):
            names = [
                each.id
                for statement in node.body
                for each in ast.walk(statement)
                if isinstance(statement, ast.Assign) and isinstance(each, ast.Name)
                if isinstance(each.ctx, ast.Store)
            ]
            node.body = self._returning(node.body, list(dict.fromkeys(names)))
        return node

    def _returning(self, block: list[ast.stmt], names: Sequence[str]) -> list[ast.stmt]:
        """The block with what its last line computes returned, and that of each branch."""
        *before, last = block
        if isinstance(last, ast.If):
            last.body = self._returning(last.body, names)
            last.orelse = self._returning(last.orelse, names) if last.orelse else []
            return block
        if isinstance(last, ast.Expr) and (last.lineno in self.lines or self.returned is not None):
            value = last.value
            is_print = isinstance(value, ast.Call) and ast.unparse(value.func) == "print"
            shown = value.args[0] if isinstance(value, ast.Call) and is_print else value
            return [*before, self._new(f"return {ast.unparse(shown)}", last)]
        if self.returned is None:
            return block
        set_last = [ast.unparse(last.targets[0])] if isinstance(last, ast.Assign) else names
        if not isinstance(last, (ast.Assign, ast.For, ast.While)) or len(set_last) <= self.returned:
            return block
        return [*block, self._new(f"return {set_last[self.returned]}", last)]

    def _new(self, text: str, old: ast.stmt) -> ast.stmt:
        """A line in place of the student's, at which its errors are told."""
        self.count += 1
        (made,) = ast.parse(text).body
        for each in ast.walk(made):
            ast.copy_location(each, old)
        return made


def _unwrapped(value: ast.expr | None) -> ast.expr | None:
    """The x of `x,` or `[x]` or `str(x)`, and x() of `x`."""
    if isinstance(value, (ast.Attribute, ast.Name)):
        return ast.copy_location(ast.Call(value, [], []), value)
    if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == 1:
        return value.elts[0]
    is_text = isinstance(value, ast.Call) and ast.unparse(value.func) in ("str", "repr")
    return value.args[0] if isinstance(value, ast.Call) and is_text and value.args else None


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all in it that is not in a function of its own."""
    yield node
    if not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
        for each in ast.iter_child_nodes(node):
            yield from _own(each)
