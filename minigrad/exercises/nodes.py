"""What is wrong in kind with a Value: an operation that gives none, a rule that gives no numbers.

Asked once more, step by step, when a question about a graph was not answered rightly.
"""

from __future__ import annotations

import ast
import linecache
import operator
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from difflib import get_close_matches
from io import StringIO
from types import FunctionType
from typing import Any

from minigrad.exercises.advice import advice_on
from minigrad.exercises.answering import INPUTS, RULES, code_of, inputs_of, rule_of, takes_delta
from minigrad.exercises.failure import Failure, Faulty
from minigrad.exercises.kept import is_that_of_a_leaf, needed_of_a_rule, wrong_count
from minigrad.exercises.places import (
    Place,
    Returns,
    about_return,
    first_place,
    frames_of,
    is_students,
)
from minigrad.exercises.programs import tree_of
from minigrad.exercises.shapes import described, kind_of, number_or_none, why
from minigrad.exercises.time_limit import TookTooLongError
from minigrad.value import Value
from viz.theme import number

OPERATORS: dict[type[ast.operator | ast.unaryop], tuple[str, str, Callable[..., Any]]] = {
    ast.Add: ("+", "add", operator.add),
    ast.Sub: ("-", "sub", operator.sub),
    ast.Mult: ("*", "mul", operator.mul),
    ast.Div: ("/", "truediv", operator.truediv),
    ast.Pow: ("**", "pow", operator.pow),
    ast.USub: ("-", "neg", operator.neg),
}


def fault_of(script: str, numbers: Mapping[str, float], value: Any) -> Failure | None:
    """What is wrong in kind, if anything is; other errors are left to their own words."""
    walk = _Walk(value)
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()), walk.returns:
            walk.run(script, numbers)
            walk.check_rules()
    except Faulty as error:
        return error.failure
    except TookTooLongError:
        raise
    except (Exception, SystemExit):
        return None
    return None


class _Walk:
    """A program, carried out one operation at a time with the student's Value."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self.returns = Returns()
        self.scope: dict[str, Any] = {}
        self.made: list[tuple[Any, str, str, Any]] = []  # a node, its sign and text, the method
        self.without: tuple[str, Any] | None = None  # text and method of one without a rule
        self.is_leaf = False  # whether that one has no inputs either

    def run(self, script: str, numbers: Mapping[str, float]) -> None:
        for name, x in numbers.items():
            self.scope[name] = self.leaf(x)
        for line in tree_of(script).body:
            if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                self.scope[line.targets[0].id] = self.node(line.value)
            elif isinstance(line, ast.Expr) and isinstance(line.value, ast.Call):
                self.call(line.value)
        for name, node in self.scope.items():
            if not hasattr(node, "grad"):
                said = f"{name} has no grad after backward(): __init__ needs a line self.grad = …"
                raise Faulty(Failure("no grad", said).at(first_place([self.value])))

    def leaf(self, x: float) -> Any:
        text = f"Value({x:g})"
        try:
            node = self.value(x)
        except (Exception, SystemExit) as error:
            if _is_inside(error):
                raise
            kind = type(error).__name__
            if not callable(self.value):
                said = f"Value is {described(self.value)} and no class, so there is no {text}"
                advice = "Has something else in the file got the name of the class?"
                raise Faulty(Failure("no class", said, advice=advice)) from None
            place = first_place([self.value, *self.like("__init__")])
            said = f"{text} raises {kind}: {error}"
            advice = (
                "A class gets its number in __init__(self, data, …), with two underscores on each "
                "side; what else it takes needs a default."
            )
            raise Faulty(Failure(kind, said, advice=advice).at(place)) from None
        self.check(node, text, self.value)
        return node

    def node(self, expression: ast.expr) -> Any:
        """The node of an expression, made of those of its parts."""
        if isinstance(expression, ast.Name):
            return self.scope[expression.id]
        if isinstance(expression, ast.Constant):
            return expression.value
        text = ast.unparse(expression)
        if isinstance(expression, ast.BinOp):
            sign, name, function = OPERATORS[type(expression.op)]
            left, right = self.node(expression.left), self.node(expression.right)
            is_reflected = isinstance(left, (int, float))
            owner, method = (right, f"__r{name}__") if is_reflected else (left, f"__{name}__")
            return self.apply(owner, method, text, sign, lambda: function(left, right))
        if isinstance(expression, ast.UnaryOp):
            sign, name, function = OPERATORS[type(expression.op)]
            operand = self.node(expression.operand)
            if not isinstance(expression.operand, ast.Constant):
                return self.apply(operand, f"__{name}__", text, sign, lambda: function(operand))
            return -operand
        return self.call(expression)

    def call(self, expression: ast.expr) -> Any:
        """What a method gives: another node, or nothing for backward() and zero_grad()."""
        if not isinstance(expression, ast.Call) or not isinstance(expression.func, ast.Attribute):
            raise TypeError(f"no operation: {ast.unparse(expression)}")
        owner, name = self.node(expression.func.value), expression.func.attr
        text = ast.unparse(expression)
        if name not in ("backward", "zero_grad"):
            return self.apply(owner, name, text, name, lambda: getattr(owner, name)())
        try:
            return getattr(owner, name)()
        except (Exception, SystemExit) as error:
            if not hasattr(type(owner), name):
                raise Faulty(self.missing(name, text)) from None
            if not callable(getattr(owner, name)):
                have = described(getattr(owner, name))
                said = f"y.{name} is {have} and cannot be called: does self.{name} = … replace it?"
                raise Faulty(Failure("TypeError", said)) from None
            if not _is_inside(error):
                said = f"{text} raises {type(error).__name__}: {error}"
                place, advice = first_place([getattr(owner, name)]), advice_on(error)
                failure = Failure(type(error).__name__, said, advice=advice)
                raise Faulty(failure.at(place)) from None
            self.after(error)
            raise

    def apply(
        self, owner: Any, method: str, text: str, sign: str, action: Callable[[], Any]
    ) -> Any:
        function = getattr(type(owner), method, None)
        before = self.data()
        try:
            node = action()
        except (Exception, SystemExit) as error:
            if _is_inside(error):
                raise
            if function is None and getattr(owner, method, None) is None:
                raise Faulty(self.missing(method, text)) from None
            said = f"{text} raises {type(error).__name__}: {error}"
            raise Faulty(
                Failure(type(error).__name__, said).at(self.returns.place(function))
            ) from None
        self.check(node, text, function)
        self.check_operands(before, node is owner, text, function)
        self.made.append((node, sign, text, function))
        if self.without is None and is_that_of_a_leaf(rule_of(node)):
            self.without = text, function
            kept = [getattr(node, name) for name in INPUTS if hasattr(node, name)]
            self.is_leaf = bool(kept) and not any(kept)
        return node

    def data(self) -> dict[str, float | None]:
        return {
            name: number_or_none(getattr(each, "data", None)) for name, each in self.scope.items()
        }

    def check_operands(
        self, before: Mapping[str, float | None], is_same: bool, text: str, function: Any
    ) -> None:
        """An operation makes a node; those that it is made of keep their numbers."""
        for name, x in self.data().items():
            was = before[name]
            if x is not None and was is not None and x != was:
                said = f"{text} changes {name}.data, from {number(was)} to {number(x)}"
                said += f", and returns {name} itself" * is_same
                advice = "An operation leaves its inputs as they are, and returns a new Value."
                failure = Failure("in place", said, (), advice)
                raise Faulty(failure.at(self.returns.place(function)))

    def check(self, node: Any, text: str, function: Any) -> None:
        """A node has data, which is a number."""
        place = self.returns.place(function)
        is_own = isinstance(self.value, type) and isinstance(node, self.value)
        if is_own and not hasattr(node, "data"):
            said = f"{text} has no data; its __init__ needs a line self.data = …"
            raise Faulty(Failure("no data", said).at(place))
        is_plain = number_or_none(node) is not None or isinstance(
            node, (type(None), str, bool, list, tuple, dict, set, type, FunctionType)
        )
        if is_plain or node is NotImplemented or not hasattr(node, "data"):
            said = f"{text} gave {described(node)}; it needs to give a Value"
            if number_or_none(node) is not None:
                said += ", since a plain number has no backward()"
            elif is_plain:
                said += why(node)
            else:
                said += ", with its number in data"
            advice = about_return(place, False) if place and node is None else ""
            raise Faulty(Failure(kind_of(node), said, (), advice).at(place))
        if number_or_none(node.data) is None:
            is_value = isinstance(node.data, (type(node), Value))
            have = "a Value itself" if is_value else described(node.data)
            said = f"the data of {text} is {have}; it needs to be a number"
            advice = "Of a Value x the number is x.data." if is_value else ""
            raise Faulty(Failure(kind_of(node.data), said + why(node.data), (), advice).at(place))

    def like(self, method: str) -> list[Any]:
        """The methods of the student's class that have nearly this name."""
        plain = (
            {
                name.strip("_"): function
                for name, function in vars(self.value).items()
                if isinstance(function, FunctionType)
            }
            if isinstance(self.value, type)
            else {}
        )
        return [plain[name] for name in get_close_matches(method.strip("_"), plain, 1, 0.8)]

    def missing(self, method: str, text: str) -> Failure:
        """A method that the class lacks: misspelt, or written at another place."""
        said = f"{text} needs a method {method} of your Value, which has none"
        place, near = self.elsewhere(method), self.like(method)
        if place:
            advice = (
                f"This def of {method} is not one of the class: it has to stand as far right as "
                "that of __init__, and above it no def may be open."
            )
        elif near:
            place = first_place(near)
            advice = f"It has {near[0].__name__}: is that misspelt?"
        else:
            advice = f"Write def {method}(self, …): in the class, as far right as __init__."
        return Failure("missing method", said, advice=advice).at(place)

    def elsewhere(self, method: str) -> Place | None:
        """Where a def of this name stands that is not in the class."""
        place = first_place([self.value])
        if place is None:
            return None
        try:
            tree = ast.parse("".join(linecache.getlines(place.file)))
        except (SyntaxError, ValueError):
            return None
        defs = (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))
        lines = [each.lineno for each in defs if each.name == method]
        return Place(place.file, lines[0]) if lines else None

    # ---------------------------------------------------------------- rules

    def after(self, error: BaseException) -> None:
        """A rule is to blame for an error outside of it if it has not given what it should."""
        codes = {frame.f_code for frame, _ in frames_of(error)}
        message = str(error)
        if any(code_of(rule_of(node)) in codes for node, *_ in self.made):
            return  # the error itself says where
        for node, sign, text, function in self.made:
            self.refuse_no_inputs(node, text, self.returns.place(function), error)
            self.refuse_no_rule(node, sign, message)
            self.refuse_other_call(node, sign, message)
            if isinstance(error, (TypeError, ValueError, IndexError)):
                self.refuse_no_numbers(node, sign, message)

    def refuse_no_inputs(
        self, node: Any, text: str, place: Place | None, error: BaseException
    ) -> None:
        """`Value(x, rule)` or `(self)`: what should be the inputs is one thing and no tuple."""
        kept = next((getattr(node, name) for name in INPUTS if hasattr(node, name)), ())
        if hasattr(kept, "__iter__") or kept is None or not isinstance(error, TypeError):
            return
        have = "a Value" if isinstance(kept, type(node)) else described(kept)
        said = f"the inputs of {text} are {have}; they need to be a tuple of nodes"
        advice = "(self) is self; (self,) with a comma is a tuple of one." * (have == "a Value")
        raise Faulty(Failure("inputs", said, advice=advice).at(place))

    def refuse_no_rule(self, node: Any, sign: str, message: str) -> None:
        """`out._backward = _backward()` keeps what the rule gave, not the rule."""
        kept = next((getattr(node, name) for name in RULES if hasattr(node, name)), None)
        if "not callable" not in message or callable(kept):
            return
        said = f"the rule for {sign} is {described(kept)}; it needs to be a function"
        said += why(kept) if isinstance(kept, tuple) else ""
        place = self.place_of(node, sign)
        advice = "It is called later, with δ: a def _backward(delta) or a lambda, without ()."
        if place is not None and "()" in place.text:
            advice = "Store the function, do not call it: _backward without ()."
        raise Faulty(Failure("rule", said, advice=advice).at(place))

    def refuse_other_call(self, node: Any, sign: str, message: str) -> None:
        """A rule that is called with δ but takes none, or takes more."""
        rule = rule_of(node)
        code = code_of(rule)
        name = getattr(rule, "__qualname__", "?")
        if code is None or f"{name}()" not in message or "argument" not in message:
            return
        place = first_place([rule])
        if place is not None and place.is_given:  # the call is to blame, which is the student's
            return
        takes = {0: "no δ", 1: "δ"}.get(code.co_argcount, f"{code.co_argcount} arguments")
        said = f"the rule for {sign} takes {takes}, and backward() calls it in another way"
        advice = (
            "Where a loop calls node._backward(node.grad), a rule is a def _backward(delta): which "
            "returns what it sends to each input."
        )
        raise Faulty(Failure("rule", said, advice=advice).at(place))

    def check_rules(self) -> None:
        """Without an error: a rule, and as many contributions as inputs."""
        if self.without is not None:
            text, function = self.without
            without = "inputs and without a rule" if self.is_leaf else "a rule"
            said = f"{text} made a node without {without}, so it sends nothing back"
            raise Faulty(Failure("no rule", said).at(self.returns.place(function)))
        for node, sign, _, _ in self.made:
            rule, inputs = rule_of(node), inputs_of(node)
            if rule is None or not inputs or not takes_delta(rule):
                continue
            sent = rule(1.0)
            if isinstance(sent, (list, tuple)) and len(sent) != len(inputs):
                place = self.returns.place(rule)
                raise Faulty(wrong_count(sent, len(inputs), f" for {sign}", place))

    def refuse_no_numbers(self, node: Any, sign: str, message: str) -> None:
        """What a rule that takes δ has to return, if the error is about what it returned."""
        rule, inputs = rule_of(node), inputs_of(node)
        if rule is None or not takes_delta(rule):
            return
        sent = rule(1.0)
        place, count = self.returns.place(rule), len(inputs) or 1
        needs = needed_of_a_rule(count)
        said = f"your rule for {sign} returned {described(sent)}; it needs {needs}"
        is_named = type(sent).__name__ in message or isinstance(sent, (dict, set, str))
        if not isinstance(sent, (list, tuple)) and not is_named:
            return
        if sent is None:
            is_adding = place is not None and ".grad" in place.text
            advice = (
                "A rule here changes no grad: it returns its numbers, and backward() adds them up."
                if is_adding
                else ""
            )
            said += "" if is_adding else ": did you forget return?"
            raise Faulty(Failure("None", said, (), advice).at(place))
        if not isinstance(sent, (list, tuple)):
            if not hasattr(sent, "__next__"):
                raise Faulty(Failure(kind_of(sent), said).at(place))
            return
        if inputs and len(sent) != len(inputs):
            raise Faulty(wrong_count(sent, len(inputs), f" for {sign}", place))
        for at, each in enumerate(sent):
            if number_or_none(each) is None:
                which = f"as number {at + 1} " if len(sent) > 1 else ""
                have = "a Value" if hasattr(each, "data") else described(each)
                said = f"your rule for {sign} returned {which}{have}; it needs numbers{why(each)}"
                advice = "Of a Value x the number is x.data." if have == "a Value" else ""
                raise Faulty(Failure(kind_of(each), said, (), advice).at(place))

    def place_of(self, node: Any, sign: str) -> Place | None:
        """The line of an operation that keeps a rule, or the operation's own."""
        names = [f"__{name}__" for each, name, _ in OPERATORS.values() if each == sign]
        function = next((getattr(type(node), name, None) for name in [*names, sign]), None)
        first = first_place([function])
        code = code_of(function)
        if first is None or code is None:
            return first
        lines = {line for _, _, line in code.co_lines() if line is not None}
        kept = [first._replace(line=line) for line in sorted(lines)]
        for what in ("_backward()", "._backward =", "Value("):
            for each in kept:
                if what in each.text and "def " not in each.text:
                    return each
        return first


def _is_inside(error: BaseException) -> bool:
    """Whether an error comes from the student's lines, and can be told with them."""
    return any(is_students(place.file) for _, place in frames_of(error))
