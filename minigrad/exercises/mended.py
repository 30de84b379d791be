"""A student's file with its slips of the pen mended, to see what else is wrong in it.

An idle line acts as it was probably meant to, and a function that forgot it returns something.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

from minigrad.exercises.grading import Report, grade
from minigrad.exercises.idle_lines import IdleLine, is_of_a_method
from minigrad.exercises.loading import beside
from minigrad.exercises.time_limit import TookTooLongError
from minigrad.exercises.watching import quietly

FORGOTTEN = "did you forget return?"  # as failures say it
MOST = 4  # names that a function may have been meant to return


def mended(report: Report, idle: Sequence[IdleLine]) -> Report | None:
    """What comes of the mended file, at best; None where there is nothing to mend, or no use in it.

    Code of a notebook's cells cannot be run again.
    """
    file = str(report.answers.get("__file__", ""))
    lines = {each.place.line for each in idle if each.place.file == file}
    forgot = any(FORGOTTEN in each.failure for each in report.wrong if each.failure)
    if not file or not (lines or forgot):
        return None
    tried = [_graded(report, Path(file), lines, place) for place in range(MOST if forgot else 1)]
    best = max(filter(None, tried), key=lambda each: each.points, default=None)
    if best is None or [each.got for each in best.wrong] == [each.got for each in report.wrong]:
        return None
    return best


def _graded(report: Report, path: Path, lines: set[int], place: int) -> Report | None:
    forgot = any(FORGOTTEN in each.failure for each in report.wrong if each.failure)
    try:
        tree = ast.parse(path.read_bytes())
        mending = _Mending(tree, lines, place if forgot else None)
        tree = ast.fix_missing_locations(mending.visit(tree))
        if not mending.count:
            return None
        module = ModuleType(str(report.answers["__name__"]))
        module.__file__ = str(path)
        with quietly(), beside(path.parent):
            exec(compile(tree, str(path), "exec", dont_inherit=True), module.__dict__)
            return grade(report.exercise, vars(module), report.seed)
    except (Exception, SystemExit, TookTooLongError):
        return None


class _Mending(ast.NodeTransformer):
    """`==` becomes `=`, a method is called, a function returns what it computes last.

    `returned` is the place of the name that is returned where a function ends with a loop.
    """

    def __init__(self, tree: ast.Module, lines: set[int], returned: int | None) -> None:
        self.tree = tree
        self.lines = lines
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

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        if node.lineno not in self.lines or not isinstance(node.value, ast.UnaryOp):
            return node
        sign = "+" if isinstance(node.value.op, ast.UAdd) else "-"
        target, added = ast.unparse(node.targets[0]), ast.unparse(node.value.operand)
        return self._new(f"{target} {sign}= {added}", node)

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


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all in it that is not in a function of its own."""
    yield node
    if not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
        for each in ast.iter_child_nodes(node):
            yield from _own(each)
