"""What an error of Python usually means in an exercise, as a sentence, where that can be said."""

from __future__ import annotations

import ast
import builtins
import inspect
import keyword
import linecache
import math
import re
from difflib import get_close_matches
from types import BuiltinFunctionType, FrameType, FunctionType, MethodType, ModuleType
from typing import Any

from minigrad.exercises.places import frames_of
from minigrad.value import Value

NONE = (
    "Something here is None: a name that was set to None, what a function without return gives, "
    "or what append(), sort() and reverse() give."
)
NOT_CALLED = "A function stands here that is not called: are the parentheses () missing after it?"
WHOLE_LIST = (
    "A whole list stands here: + − * do not go through it number by number. That takes a loop, "
    "such as [2 * x for x in xs]."
)
ONE_BY_ONE = (
    "What map, zip, range, reversed or ( … for … ) gives is no list: write list(…) around it."
)
MODULES = ("math", "random", "numpy", "itertools", "functools")

# What Python says, and what it usually means; the first that fits counts.
MEANINGS: tuple[tuple[str, str], ...] = (
    (r"operand type\(s\) for \^", "In Python ^ is not a power: write **."),
    (
        r"must be real number, not \w*Value",
        "The functions of math need a number: of a Value x that is x.data.",
    ),
    (
        r"only (0-dimensional|length-1|size-1) arrays can be converted",
        "The functions of math take one number, no array; for arrays numpy has its own: np.exp.",
    ),
    (
        r"operand type\(s\) for .*: '(\w*Value)' and '\w*Value'",
        "The class has no method for this operation.",
    ),
    (
        r"not supported between instances of.*Value'",
        "Of a Value x the number is x.data: compare that.",
    ),
    (
        r"bad operand type for unary .*Value",
        "Of a Value x the number is x.data, and its negative -x.data.",
    ),
    (r"must be real number, not (list|tuple)", "The functions of math take one number, no list."),
    (
        r"must be real number, not (method|function|builtin)|'(builtin_function_or_)?method'"
        r" object is not (iter|subscr|revers)|'function' object is not (iter|subscr|revers)|"
        r"operand type.*'(method|function|builtin_function_or_method)'|"
        r"between instances of.*'(method|function)'",
        NOT_CALLED,
    ),
    (r"NoneType", NONE),
    (
        r"'(int|float)' object is not callable",
        "A number stands before a bracket ( here: is a * missing, or has a number got the name of "
        "a function?",
    ),
    (
        r"'(list|tuple|dict)' object is not callable",
        "A list stands before a bracket ( here: it is no function and is written without (); its "
        "entries are xs[0], xs[1] …",
    ),
    (
        r"'\w*Value' object is not callable",
        "A Value stands before a bracket ( here: is a * missing?",
    ),
    (
        r"'(int|float|[\w.]*float\d*)' object is not (iterable|subscriptable|reversible)"
        r"|non-iterable (int|float)|object of type '(int|float)' has no len",
        "One number stands here where a list of numbers is needed.",
    ),
    (
        r"'\w*Value' object is not (iterable|subscriptable)|non-iterable \w*Value|"
        r"object of type '\w*Value' has no len",
        "One Value stands where a list is needed.",
    ),
    (
        r"'(map|zip|generator|filter|list_reverseiterator|set|dict_\w+|reversed)' object is not "
        r"(subscr|revers)|object of type '(map|zip|generator|filter|list_\w+)' has no len|"
        r"operand type.*'(generator|map|zip)'",
        ONE_BY_ONE,
    ),
    (
        r"'type' object is not (iter|subscr)|operand type.*'type'",
        "A class stands here where one of its objects is needed: Name(…) makes one.",
    ),
    (
        r"can't multiply sequence",
        "A list or a text stands here, and * does not go through it number by number: that takes "
        "a loop, such as [2 * x for x in xs].",
    ),
    (
        r"can only concatenate (list|tuple)|operand.*'(list|tuple)'",
        WHOLE_LIST,
    ),
    (
        r"can only concatenate str|operand type.*'str'|must be real number, not str|"
        r"between instances of.*'str'",
        "A text stands here where a number is needed: '2' in quotes, or what str() gives.",
    ),
    (
        r"operand type\(s\) for (\S+): '(int|float)' and '(\w*Value)'|"
        r"operand type\(s\) for (\S+): '(\w*Value)' and '(int|float)'",
        "A Value meets a plain number here. Where numbers are wanted, take x.data of each Value; "
        "where a node is wanted, make the number a Value first.",
    ),
    (
        r"indices must be integers",
        "In `for x in xs` x is the entry itself, not its place; range(len(xs)) or enumerate(xs) "
        "gives places.",
    ),
    (
        r"<locals>.*missing \d+ required positional argument",
        "The call gives less than the def asks for. A function that is to be kept for later, such "
        "as a rule, is written without ().",
    ),
    (
        r"missing \d+ required positional argument",
        "The call gives less than the def asks for.",
    ),
    (
        r"takes (from )?\d+.* positional arguments? but \d+ (was|were) given",
        "The call gives more than the def has names for. A method gets its object first: "
        "def name(self, …).",
    ),
    (
        r"unexpected keyword argument|multiple values for",
        "The names in the call have to be those of the def.",
    ),
    (
        r"unhashable type: '(?!list|dict|set|bytearray)",
        "A class that has __eq__ and no __hash__ makes things that can be in no set and no dict.",
    ),
    (r"unhashable type", "A list can be no member of a set and no key of a dict; a node can."),
    (
        r"too many values to unpack|not enough values to unpack",
        "The names on the left of = (or after for) have to be as many as what stands on the right.",
    ),
    (r"cannot unpack", "Several names on the left of = need a list or tuple on the right."),
    (r"zip\(\) argument", "Two lists that belong together have different lengths here."),
    (
        r"math domain error|expected a positive input",
        "The number is outside of what the function knows: what comes in here?",
    ),
    (r"truth value of an array", "A comparison of arrays gives one answer for each number."),
    (
        r"shapes? .* not aligned|matmul|could not be broadcast|inhomogeneous",
        "The shapes do not fit: print the .shape of both, and see which one has to be transposed.",
    ),
    (
        r"index out of range|index \d+ is out of bounds",
        "A list of n entries has the places 0 to n − 1: which place is asked for, and how long is "
        "the list then?",
    ),
    (r"changed size during iteration", "A loop goes over what it changes: loop over a copy."),
    (
        r"relative import",
        "An import of a file in the same folder is written without a dot: "
        "from my_engine import Value.",
    ),
    (
        r"cannot import name",
        "The file is found, but this name is not in it when it is read.",
    ),
    (
        r"No module named",
        "A file of your own has to lie in the same folder, and is imported without .py; anything "
        "else has to be installed.",
    ),
    (
        r"super\(\)|object\.__init__|takes no arguments",
        "A class gets its numbers in __init__, with two underscores on each side.",
    ),
    (
        r"__init__\(\) should return None",
        "__init__ only sets what the new object has: it returns nothing.",
    ),
    (r"can't set attribute|has no setter", "This name can be read but not set."),
    (r"reading from stdin|EOF when reading", "Nobody answers input() here: take it away."),
)

BY_KIND = {
    "ZeroDivisionError": "What is divided by is 0 here.",
    "OverflowError": "The number became too large for a float.",
    "UnboundLocalError": "The name gets its value in this very function, but only further down, or "
    "in a branch that did not run.",
    "KeyError": "The dictionary has no such key yet.",
    "SystemExit": "exit() and quit() end Python itself: take them away.",
    "EOFError": "Nobody answers input() here: take it away.",
    "IndexError": "The place does not exist in this list.",
}


SIGNS = {"add": "+", "sub": "−", "mul": "*", "truediv": "/", "pow": "**", "neg": "−"}


def advice_on(error: BaseException) -> str:
    """What an error usually means, where that can be said."""
    text = " ".join(str(error).split())
    if isinstance(error, UnboundLocalError):
        return BY_KIND["UnboundLocalError"]
    if isinstance(error, NameError):
        return _on_a_name(error)
    if isinstance(error, AttributeError):
        return _on_an_attribute(error) or _meaning(text)
    if isinstance(error, RecursionError):
        return _on_recursion(error)
    if isinstance(error, TypeError) and (says := _on_what_returned_none(error)):
        return says
    if says := _on_math(error, text):
        return says
    says = _meaning(text) or BY_KIND.get(type(error).__name__, "")
    return _on_a_function(error) or says if says == NOT_CALLED else says


def _on_math(error: BaseException, text: str) -> str:
    """Which name of the line is the Value that a function of math was given."""
    frames = frames_of(error)
    wrong = re.search(r"must be real number, not (\w*Value)", text)
    if not wrong or not frames:
        return ""
    frame, place = frames[-1]
    given = {
        name
        for function, name in re.findall(r"(\w+)\((\w+)\)", place.text)
        if hasattr(math, function) and type(frame.f_locals.get(name)).__name__ == wrong[1]
    }
    if len(given) != 1:
        return ""
    return f"The functions of math need a number: use {given.pop()}.data."


def _on_a_function(error: BaseException) -> str:
    """Which name of the line is the function that is not called, if it is the only one."""
    frames = frames_of(error)
    if not frames:
        return ""
    frame, place = frames[-1]
    known, found = _names_at(frame), set()
    for text in re.findall(r"(?<![\w.])[A-Za-z_][\w.]*(?![\w.(])", place.text):
        first, *rest = text.split(".")
        thing = known.get(first)
        for name in rest:
            thing = inspect.getattr_static(thing, name, None)
        if isinstance(thing, (FunctionType, MethodType)):
            found.add(text)
    if len(found) != 1:
        return ""
    return f"{found.pop()} is a function, and it is not called: are the parentheses () missing?"


def _meaning(text: str) -> str:
    return next((says for pattern, says in MEANINGS if re.search(pattern, text)), "")


def _on_a_name(error: NameError) -> str:
    name, text = error.name or "", str(error)
    if "free variable" in text:
        return "An inner function uses the name before it has a value."
    frames = [frame for frame, _ in frames_of(error)]
    known = _names_at(frames[-1]) if frames else {}
    if name in MODULES or name == "np":
        return f"An import is missing: import {'numpy as np' if name == 'np' else name}."
    near = get_close_matches(name, frames[-1].f_locals, 1, 0.8) if frames else []
    if near:
        return f"Did you mean {near[0]}?"
    if name == "Value":
        return (
            "Nothing of this name is in the file: is from minigrad import Value missing, or has "
            "the class another name?"
        )
    if hasattr(math, name):
        return f"It is a function of the module math: import math, and write math.{name}."
    owner = known.get("self")
    if owner is not None and not isinstance(owner, type) and hasattr(owner, name):
        return f"It belongs to the object: write self.{name}."
    if name.lower() in ("true", "false", "none", "null"):
        right = "None" if name.lower() == "null" else name.capitalize()
        return f"In Python it is written {right}."
    functions = [each for each in dir(builtins) if each[:1].islower()]
    near = get_close_matches(name, [*known, *functions], 1, 0.7)
    if near:
        return f"Did you mean {near[0]}?"
    return (
        "Nothing has this name where it is used: is it made in another function, or does it need "
        "quotes because it is a word?"
    )


def _names_at(frame: FrameType) -> dict[str, Any]:
    return {**frame.f_globals, **frame.f_locals}


def _on_an_attribute(error: AttributeError) -> str:
    owner, name = error.obj, error.name or ""
    if owner is None:
        return NONE if name else ""
    if isinstance(owner, (bool, int, float, complex)):
        if not hasattr(Value, name) and name not in ("inputs", "_prev"):
            return f"A plain number has no {name}."
        return (
            "A plain number meets this line where a Value is expected. Make it one first, or, "
            "where numbers are wanted, take x.data of the Values beside it."
        )
    if type(owner).__module__ == "builtins" and hasattr(builtins, name):
        return f"{name} is a function: {name}(…), with what it is about in the brackets."
    if isinstance(owner, (list, tuple)) and hasattr(Value, name):
        return f"The list has no {name}, its entries may have: take one of them, or loop over them."
    if isinstance(owner, str):
        return "A text stands here where an object is needed."
    if isinstance(owner, type):
        return f"{owner.__name__} is the class; {owner.__name__}(…) makes an object of it."
    if isinstance(owner, (FunctionType, MethodType, BuiltinFunctionType)):
        return NOT_CALLED
    public = [each for each in dir(owner) if name.startswith("_") or not each.startswith("_")]
    near = get_close_matches(name, public, 1, 0.7)
    if near:
        return f"Did you mean {near[0]}?"
    if type(owner).__module__ == "builtins" and not isinstance(owner, ModuleType):
        return f"A {type(owner).__name__} has no {name}."
    if isinstance(owner, ModuleType):
        return f"The module {owner.__name__} has nothing of this name."
    if type(owner).__module__.startswith("minigrad"):
        return f"The task says which names an object of {type(owner).__name__} has."
    return (
        f"{type(owner).__name__} has no such name: is it set in __init__ (self.{name} = …), "
        "or a method whose def stands further right than its neighbours?"
    )


RETURN_NONE = {
    "reverse": "changes the list itself and returns None; reversed(list) gives something to loop "
    "over",
    "sort": "changes the list itself and returns None; sorted(list) gives a new one",
    **dict.fromkeys(
        ("append", "extend", "insert", "add", "update", "clear", "remove"),
        "changes what stands before the dot and returns None: write it on a line of its own",
    ),
}


def _on_what_returned_none(error: TypeError) -> str:
    """A name that is None since the student's own line binds it to what reverse() returned."""
    frames = frames_of(error)
    if "NoneType" not in str(error) or not frames:
        return ""
    frame, place = frames[-1]
    try:
        tree = ast.parse("".join(linecache.getlines(place.file)))
    except (SyntaxError, ValueError):
        return ""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name, value = node.targets[0].id, node.value
        is_call = isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)
        method = value.func.attr if is_call else ""  # type: ignore[attr-defined]
        is_none = name in frame.f_locals and frame.f_locals[name] is None
        is_near = frame.f_code.co_firstlineno <= node.lineno <= place.line
        if method in RETURN_NONE and is_none and is_near and re.search(rf"\b{name}\b", place.text):
            return f"`{name}` is None: {method}() {RETURN_NONE[method]}."
    return ""


def _on_recursion(error: RecursionError) -> str:
    """A call that asks for the same thing again never ends; a deep graph is another matter."""
    seen: set[tuple[object, ...]] = set()
    for frame, place in frames_of(error):
        names = frame.f_code.co_varnames[: frame.f_code.co_argcount]
        call = (frame.f_code, *(id(frame.f_locals.get(name)) for name in names))
        if names and call in seen:
            sign = SIGNS.get(place.function.strip("_").removeprefix("r"), "")
            again = f"; {sign} between Values calls it" if sign else ""
            return f"{place.function}() calls itself with the same values again and again{again}."
        seen.add(call)
    return ""


# -------------------------------------------------------------------- what Python cannot read

# By a line's own text: what it is, before what Python says of it.
LINES: tuple[tuple[str, str], ...] = (
    (r"^(<<<<<<<|=======|>>>>>>>)", "A merge of git stands unfinished here."),
    (r"^>>>|^In \[\d+\]", "The prompt of an interactive Python was copied along: delete it."),
    (r"^```", "Markdown's ``` was copied along: delete the line."),
    (r"^[%!]", "This line is for a notebook; a file of Python does not know it."),
    (r"^(else if|elseif)\b", "In Python it is elif."),
    (r"(\+\+|--)\s*$", "Python has no ++: write += 1."),
    (r"&&|\|\|", "In Python it is `and`, `or`."),
    (r"^(function|func|fn)\b", "In Python a function begins with def."),
    (
        r"^(from|import)\s+\d",
        "A name that begins with a digit cannot be imported: copy what you "
        "need, or put it into a file such as my_engine.py.",
    ),
    (r"\blambda\b.*:\s*return\b", "A lambda has no return: it gives what stands after the colon."),
    (
        r"\blambda[^:]*:[^=]*[^=!<>+*/-]=[^=]|\blambda[^:]*:.*[+*/-]=",
        "A lambda holds one expression, and = sets something: write a def.",
    ),
    (r"^def\b[^#]*;", "The names in the brackets of a def are separated by commas."),
    (r"^def\s+\w+\s*:", "A def needs brackets after its name: def name():"),
    (r"^def\s+\w+\(.*\bself\.", "In the brackets of a def stand plain names."),
    (r"=\+ *=|=\s*\+=|\+ =", "The sign for adding to something is +=, in one piece."),
)

SYNTAX: tuple[tuple[str, str], ...] = (
    (
        r"expected ':'",
        "A line that begins a block (def, class, for, while, if, else) ends with a colon.",
    ),
    (r"was never closed", "The marked bracket is opened and never closed."),
    (
        r"unmatched|does not match opening",
        "The marked bracket closes nothing that is open: count "
        "the brackets of this line and of the one above.",
    ),
    (r"forgot a comma", "Something is missing between two things here: a comma, or a * ?"),
    (r"Maybe you meant '=='|perhaps you meant \"==\"", "= sets, == compares."),
    (r"cannot assign to", "On the left of = stands what gets the value; to compare, write ==."),
    (r"unterminated triple", 'A text that began with """ has no """ at its end.'),
    (r"unterminated", "A text has no quote at its end on the same line."),
    (
        r"expected an indented block",
        "After the line with the colon at least one line has to stand "
        "further right; four spaces are usual.",
    ),
    (
        r"unexpected indent",
        "The line stands further right than the one above, which opens no block.",
    ),
    (
        r"unindent does not match",
        "The line stands neither as far right as the line above nor as any block around it.",
    ),
    (
        r"inconsistent use of tabs|TabError",
        "Tabs and spaces are mixed at the beginnings of lines: use spaces only.",
    ),
    (r"'return' outside function", "A return belongs into a def: is the line too far left?"),
    (
        r"'(yield|await|break|continue)' ?.*(outside|not)",
        "The line is not inside of what it belongs to: is it too far left?",
    ),
    (
        r"invalid (non-printable )?character",
        "The marked character looks like one of Python's and "
        "is another, often from copied text: type it again.",
    ),
    (
        r"invalid decimal literal|invalid imaginary",
        "A name cannot begin with a digit, and a product needs its *: 2 * x.",
    ),
    (r"leading zeros", "A number does not begin with 0."),
    (r"Missing parentheses", "print is a function: print(…)."),
    (r"line continuation", "A \\ may only be the last character of a line."),
    (r"positional argument follows", "What has a name (name=…) stands after what has none."),
    (r"null bytes", "The file is saved as UTF-16: save it as UTF-8."),
    (
        r"codec can't decode|encoding",
        "The file is not saved in the encoding that it should have: save it as UTF-8.",
    ),
    (r"expected 'except'|expected 'finally'", "A try needs an except."),
    (r"EOF", "The file ends inside of something: a bracket or a block."),
)


def advice_on_syntax(error: SyntaxError) -> str:
    """What a line that Python cannot read usually lacks."""
    line, text = (error.text or "").strip(), f"{error.msg} {type(error).__name__}"
    words = re.findall(r"^\w+(?=\s+[\w(\"'])", line)
    meant = [m for word in words for m in get_close_matches(word, keyword.kwlist, 1, 0.75)]
    if meant and meant != words:
        return f"Is {words[0]} meant to be {meant[0]}?"
    known = [says for pattern, says in LINES if re.search(pattern, line)]
    known += [says for pattern, says in SYNTAX if re.search(pattern, text)]
    return next(
        iter(known),
        "The mistake is at the mark or just before it, sometimes at the end of the line above.",
    )
