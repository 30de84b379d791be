"""Other ways to write the same code: each is a tree that computes exactly the same numbers."""

from __future__ import annotations

import ast
from itertools import count


def rewritten(code, *rewrites):
    """The code after all rewrites, one after the other."""
    tree = ast.parse(code)
    for rewrite in rewrites:
        tree = ast.fix_missing_locations(rewrite().visit(tree))
    return ast.unparse(tree)


class LongerNames(ast.NodeTransformer):
    """Local names and arguments of functions get an underscore."""

    def visit_FunctionDef(self, function):
        arguments = function.args
        own = {node.arg for node in (*arguments.args, *arguments.kwonlyargs)}
        stored = (n for n in ast.walk(function) if isinstance(n, ast.Name))
        own |= {node.id for node in stored if isinstance(node.ctx, ast.Store)}
        inner = {
            n.name for n in ast.walk(function) if isinstance(n, (ast.FunctionDef, ast.ClassDef))
        }
        inside = [n for n in ast.walk(function) if isinstance(n, (ast.Lambda, ast.FunctionDef))][1:]
        inner |= {arg.arg for each in inside for arg in (*each.args.args, *each.args.kwonlyargs)}
        kept = {arg.arg for arg in arguments.args} - {"self"}  # callers may name them
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in own - inner - kept - {"self"}:
                node.id += "_"
        return function


class SumsInFull(ast.NodeTransformer):
    """x += y becomes x = x + y."""

    def visit_AugAssign(self, node):
        value = ast.parse(ast.unparse(node.target), mode="eval").body
        return ast.Assign([node.target], ast.BinOp(value, node.op, node.value))


class LoopsForComprehensions(ast.NodeTransformer):
    """return [f(x) for x in xs] becomes a loop with append."""

    def visit_Return(self, node):
        if not isinstance(node.value, ast.ListComp) or len(node.value.generators) != 1:
            return node
        loop = node.value.generators[0]
        append = ast.parse("found.append(0)").body[0]
        append.value.args = [node.value.elt]
        begin, end = ast.parse("found = []").body[0], ast.parse("found").body[0].value
        return [
            begin,
            ast.For(loop.target, loop.iter, [append], [], None),
            ast.Return(end),
        ]


class OtherBranchFirst(ast.NodeTransformer):
    """`x if c else y` becomes `y if not c else x`, in statements too."""

    def visit_IfExp(self, node):
        self.generic_visit(node)
        return ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.orelse, node.body)

    def visit_If(self, node):
        self.generic_visit(node)
        if not node.orelse:
            return ast.If(node.test, node.body, [ast.Pass()])
        return ast.If(ast.UnaryOp(ast.Not(), node.test), node.orelse, node.body)


class NamedResults(ast.NodeTransformer):
    """return f(x) becomes two lines."""

    def visit_Return(self, node):
        if node.value is None:
            return node
        return [
            ast.Assign([ast.Name("result", ast.Store())], node.value),
            ast.Return(_name("result")),
        ]


class Helpers(ast.NodeTransformer):
    """What a function returns is computed by a function inside of it."""

    def __init__(self):
        self.numbers = count()

    def visit_Return(self, node):
        if node.value is None:
            return node
        name = f"computed{next(self.numbers)}"
        made = ast.parse(f"def {name}():\n    return 0").body[0]
        made.body[0].value = node.value
        return [made, ast.Return(ast.Call(_name(name), [], []))]


class OtherFactorFirst(ast.NodeTransformer):
    """delta * y becomes y * delta, where a name says that it is a number."""

    def visit_BinOp(self, node):
        self.generic_visit(node)
        is_number = isinstance(node.left, ast.Name) and node.left.id in ("delta", "d")
        if isinstance(node.op, ast.Mult) and is_number:
            return ast.BinOp(node.right, ast.Mult(), node.left)
        return node


def _name(text):
    return ast.Name(text, ast.Load())


REWRITES = (
    LongerNames,
    SumsInFull,
    LoopsForComprehensions,
    OtherBranchFirst,
    NamedResults,
    Helpers,
    OtherFactorFirst,
)
