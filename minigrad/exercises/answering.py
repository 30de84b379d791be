"""Answers questions about a student's code: in this process, or as the whole program of a child.

A question is a short program, with data that is given to it, and expressions; what they are comes
back. The child hears it as one line of JSON, and answers in one. It is started with this file as
its text, so that nothing but the standard library is imported here.
"""

from __future__ import annotations
import __future__

import base64
import builtins
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from functools import lru_cache
from importlib.machinery import ModuleSpec
from numbers import Real
from types import CodeType, FunctionType, ModuleType
from typing import Any, NoReturn

INPUTS = ("inputs", "_inputs", "prev", "_prev", "parents", "_parents", "children", "_children")
RULES = ("_backward", "backward_fn", "rule", "_rule", "backward_rule", "grad_fn")
DEEPEST = 12  # lists in lists
CLOSED = ("minigrad", "viz")  # not to be had by a student's code, unless it is given


class Refused(Exception):
    """What the student gave is not of the kind that a question can go on with."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


def refuse(what: str, need: str, got: object) -> NoReturn:
    """As `minigrad.exercises.answers.refuse`, for a helper of a test that runs in the child."""
    kind = "None" if got is None else type(got).__name__
    raise Refused(kind, f"{what} needs to be {need}, got {_told(got)}")


# -------------------------------------------------------------------- programs


@lru_cache(4096)
def compiled(code: str, mode: str) -> CodeType:
    flags = __future__.annotations.compiler_flag
    made: CodeType = compile(code, "<program>", mode, flags, dont_inherit=True)
    return made


class Answering:
    """A student's names, and a scope in which programs about them run."""

    def __init__(self, names: Mapping[str, Any], tools: Mapping[str, Any] | None = None) -> None:
        self.names = names
        self.tools = TOOLS if tools is None else tools
        self.scope: dict[str, Any] = {}

    def start(self, names: Iterable[str]) -> None:
        """Forget what programs have made; give them these names of the student's."""
        mine = {name: self.names[name] for name in names if name in self.names}
        self.scope = {**self.tools, **mine}

    def ask(self, code: str, given: Mapping[str, Any], give: Sequence[str]) -> list[Any]:
        """Run a program with what is given to it, and give what the expressions are."""
        self.scope.update(given)
        if code:
            exec(compiled(code, "exec"), self.scope)
        return [eval(compiled(each, "eval"), self.scope) for each in give]


# -------------------------------------------------------------------- what programs may call


def rule_of(node: object) -> Any:
    """The function that a node keeps as its rule, whatever it is called; None if it keeps none."""
    for name in RULES:
        rule = getattr(node, name, None)
        if callable(rule):
            return rule
    own = vars(node).values() if hasattr(node, "__dict__") else ()
    functions = [each for each in own if isinstance(each, FunctionType)]
    return functions[0] if len(functions) == 1 else None


def inputs_of(node: object) -> tuple[object, ...]:
    """What a node was made of; nothing where it keeps a set, which holds a node but once."""
    kept = (getattr(node, name, None) for name in INPUTS)
    return next((tuple(each) for each in kept if isinstance(each, (list, tuple))), ())


def code_of(function: object) -> CodeType | None:
    """The code of a function or method written in Python, or of a class's __init__."""
    function = getattr(function, "__func__", function)
    if isinstance(function, type):
        function = vars(function).get("__init__")
    return getattr(function, "__code__", None)


def takes_delta(rule: Any) -> bool:
    """Whether a rule is called with one thing, δ; others take their own node's grad."""
    code = code_of(rule)
    if code is None:
        return False
    bound = hasattr(rule, "__self__")
    return bool(code.co_argcount - len(getattr(rule, "__defaults__", None) or ()) - bound == 1)


def surplus(nodes: Sequence[object]) -> tuple[int, int, int] | None:
    """Of the first rule that sends too many: its node's place, how many, and to how many inputs."""
    for place, node in enumerate(nodes):
        try:
            rule, inputs = rule_of(node), inputs_of(node)
            if rule is None or not inputs or not takes_delta(rule):
                continue
            sent = rule(1.0)
            sent = list(sent) if hasattr(sent, "__next__") else sent
        except Exception:  # a rule that remembers something, or a property that is not for us
            continue
        if isinstance(sent, (list, tuple)) and len(sent) > len(inputs):
            return place, len(sent), len(inputs)
    return None


def log_calls(node: Any, name: object, log: list[Any]) -> None:
    """Let the node write its name into the log whenever its `_backward` is called, if it can."""
    rule = getattr(node, "_backward", None)
    if not callable(rule):
        return

    def logged(*arguments: object) -> object:
        log.append(name)
        return rule(*arguments)

    try:
        node._backward = logged
    except AttributeError:
        return


def has_inputs(node: object) -> str:
    kept = (getattr(node, name, None) for name in INPUTS)
    return "some" if any(len(each) > 0 for each in kept if isinstance(each, Sized)) else "none"


def named_nodes(links: Sequence[tuple[int, float, Sequence[int]]], make: Any) -> dict[int, Any]:
    """A node for each (name, data, names of its inputs), by name; inputs before their users."""
    nodes: dict[int, Any] = {}
    for name, data, inputs in links:
        nodes[name] = make(data)
        nodes[name].inputs = tuple(nodes[each] for each in inputs)
    return nodes


def names_in(order: object, nodes: Mapping[int, object]) -> object:
    """A list of nodes as their names; anything else as it is."""
    if not isinstance(order, (list, tuple)):
        return order
    names = {id(node): name for name, node in nodes.items()}
    kinds = tuple({type(node) for node in nodes.values()})
    return [
        names.get(id(each), "another node" if isinstance(each, kinds) else each) for each in order
    ]


class Twin:
    """A student's node; what is done to it is kept, in order, and a node that fails is None."""

    def __init__(self, made: list[Twin], node: Any) -> None:
        self.made, self.node = made, node
        made.append(self)

    def __getattr__(self, method: str) -> Callable[..., Twin]:
        if method.startswith("__"):
            raise AttributeError(method)
        return lambda *others: self.apply(lambda x, *xs: getattr(x, method)(*xs), *others)

    def apply(self, action: Callable[..., Any], *others: Any) -> Twin:
        try:
            own = (each.node if isinstance(each, Twin) else each for each in others)
            return Twin(self.made, action(self.node, *own))
        except Exception as error:
            if type(error).__name__ == "TookTooLongError":
                raise
            return Twin(self.made, None)

    def __neg__(self) -> Twin:
        return self.apply(lambda x: -x)

    def __add__(self, other: Any) -> Twin:
        return self.apply(lambda x, y: x + y, other)

    def __radd__(self, other: Any) -> Twin:
        return self.apply(lambda x, y: y + x, other)

    def __sub__(self, other: Any) -> Twin:
        return self.apply(lambda x, y: x - y, other)

    def __rsub__(self, other: Any) -> Twin:
        return self.apply(lambda x, y: y - x, other)

    def __mul__(self, other: Any) -> Twin:
        return self.apply(lambda x, y: x * y, other)

    def __rmul__(self, other: Any) -> Twin:
        return self.apply(lambda x, y: y * x, other)

    def __truediv__(self, other: Any) -> Twin:
        return self.apply(lambda x, y: x / y, other)

    def __rtruediv__(self, other: Any) -> Twin:
        return self.apply(lambda x, y: y / x, other)

    def __pow__(self, other: Any) -> Twin:
        return self.apply(lambda x, y: x**y, other)


TOOLS: dict[str, Any] = {
    each.__name__: each for each in (refuse, surplus, log_calls, has_inputs, named_nodes, names_in)
}


# -------------------------------------------------------------------- data that goes out


def as_data(x: object, depth: int = 0) -> Any:
    """A number, a word, None, or lists of them; of anything else its kind, and what it is."""
    if x is None or type(x) is str:
        return x
    if getattr(x, "shape", None) == () and hasattr(x, "item"):
        x = x.item()
    value = getattr(sys.modules.get("minigrad.value"), "Value", None)
    if isinstance(value, type) and isinstance(x, value):
        return as_data(getattr(x, "data", None), depth + 1)
    if isinstance(x, Real) and not isinstance(x, bool):
        return as_float(x)
    if callable(getattr(x, "tolist", None)) and not isinstance(x, type):
        x = x.tolist()  # type: ignore[attr-defined]
    if isinstance(x, (list, tuple)) and depth < DEEPEST:
        return [as_data(each, depth + 1) for each in x]
    return {"kind": type(x).__name__, "text": _told(x)}


def as_float(x: Real) -> float:
    try:
        return float(x)
    except OverflowError:  # a whole number of more than 308 digits
        return -math.inf if x < 0 else math.inf


def _told(x: object) -> str:
    if x is None or isinstance(x, bool) or x is NotImplemented:
        return str(x)
    if isinstance(x, str):
        return f"the text {x[:40]!r}"
    if isinstance(x, type):
        return f"the class {x.__name__}"
    name = type(x).__name__
    return f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}"


# -------------------------------------------------------------------- the child


class Given:
    """Imports what was sent: the files beside the student's, and what a task needs of minigrad."""

    def __init__(
        self, sources: Mapping[str, tuple[bytes, str]], why: str, lacks: Sequence[str]
    ) -> None:
        self.sources, self.why, self.lacks = sources, why, lacks

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name in self.sources:
            is_package = any(each.startswith(f"{name}.") for each in self.sources)
            loader: Any = self
            return ModuleSpec(name, loader, origin=self.sources[name][1], is_package=is_package)
        if name.partition(".")[0] in CLOSED:
            raise ModuleNotFoundError(f"{name} is not there: {self.why}", name=name)
        return None

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        source, file = self.sources[module.__name__]
        module.__file__ = file
        exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)
        if module.__name__.partition(".")[0] in CLOSED:  # without what the student is to write
            module.__dict__.update((name, _missing) for name in self.lacks if hasattr(module, name))


def _missing(*arguments: object, **named: object) -> NoReturn:
    raise NotImplementedError("minigrad's own is not there: to write it is the exercise")


class Channel:
    """Lines of JSON on pipes that are away from those of print() and input()."""

    def __init__(self) -> None:
        self.helpers: Mapping[str, Any] = {}  # functions of the test that run here
        self.functions: dict[tuple[int, str], Callable[..., Any]] = {}  # that run elsewhere
        self.heard, self.said = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
        null = os.open(os.devnull, os.O_RDWR)
        for each in (0, 1, 2):
            os.dup2(null, each)

    def hear(self) -> Any:
        line = self.heard.readline()
        if not line:
            os._exit(0)
        return json.loads(line)

    def say(self, message: Mapping[str, Any]) -> None:
        self.said.write(json.dumps(message).encode() + b"\n")
        self.said.flush()

    def decoded(self, x: Any) -> Any:
        if isinstance(x, list):
            return [self.decoded(each) for each in x]
        if isinstance(x, dict) and "named" in x:
            return {name: self.decoded(each) for name, each in x["named"].items()}
        if isinstance(x, dict) and "helper" in x:
            return self.helpers[x["helper"]]
        return self.function(x) if isinstance(x, dict) else x

    def function(self, sent: Mapping[str, Any]) -> Callable[..., Any]:
        """One that runs where the question comes from; the same one if it is sent again."""
        key = sent["function"], sent["name"]
        if key in self.functions:
            return self.functions[key]

        def call(*arguments: object) -> Any:
            self.say({"call": sent["function"], "with": [as_data(each) for each in arguments]})
            reply = self.hear()
            if "raises" not in reply:
                return self.decoded(reply["returns"])
            kind, message = reply["raises"]
            error = getattr(builtins, kind, ValueError)
            raise (error if issubclass(error, Exception) else ValueError)(message)

        call.__name__ = sent["name"]
        return self.functions.setdefault(key, call)


def trouble_of(error: BaseException, file: str) -> list[Any]:
    """What was raised: its kind, its words, and the last line of the student's file."""
    if isinstance(error, Refused):
        return ["Refused", error.kind, str(error), None]
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, SyntaxError):
        return ["error", type(error).__name__, str(error.msg), error.lineno]
    return ["error", type(error).__name__, str(error)[:1000], line]


def limit(limits: Mapping[str, int]) -> None:
    """What the process may use, where the system knows such limits."""
    try:
        import resource  # not on every system
    except ImportError:
        return
    for name, most in limits.items():
        which = getattr(resource, f"RLIMIT_{name}", None)
        if which is None:
            continue
        _, hard = resource.getrlimit(which)
        top = most + 1 if name == "CPU" else most
        top = top if hard == resource.RLIM_INFINITY else min(top, hard)
        try:
            resource.setrlimit(which, (min(most, top), top))
        except (OSError, ValueError):
            continue


def loaded(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What the student's file defines."""
    limit(wanted["limits"])
    sources = {
        name: (base64.b64decode(text), file) for name, (text, file) in wanted["modules"].items()
    }
    given: Any = Given(sources, wanted["why"], wanted["lacks"])
    sys.meta_path.insert(0, given)
    sys.path += wanted["paths"]
    for name in ("exit", "quit"):
        setattr(builtins, name, sys.exit)
    module = ModuleType("exercise")
    module.__file__ = wanted["file"]
    sys.modules["exercise"] = module  # where classes look for their module
    source = base64.b64decode(wanted["source"])
    exec(compile(source, wanted["file"], "exec", dont_inherit=True), module.__dict__)
    return vars(module)


def graph_of(value: Any, numbers: Mapping[str, float], lines: Sequence[str]) -> list[list[Any]]:
    """The data and grad of each node that a program makes with the student's class, in order."""
    made: list[Twin] = []
    scope: dict[str, Any] = {}
    for name, x in numbers.items():
        scope[name] = Twin(made, None)
        scope[name].node = _attempt(value, x)
    for line in lines:
        exec(compiled(line, "exec"), scope)
    return [[_number(each.node, "data"), _number(each.node, "grad")] for each in made]


def _attempt(action: Callable[..., Any], *arguments: object) -> Any:
    try:
        return action(*arguments)
    except Exception as error:
        if type(error).__name__ == "TookTooLongError":
            raise
        return None


def _number(node: object, name: str) -> float | None:
    x = as_data(_attempt(getattr, node, name))
    return x if isinstance(x, float) else None


def serve() -> None:
    """Load a student's file, and answer questions about it until nobody asks any more."""
    channel = Channel()
    wanted = channel.hear()
    file, answering = wanted["file"], Answering({})

    def answer(asked: Mapping[str, Any]) -> Any:
        if "source" in asked:
            answering.names = loaded(asked)
            return [name for name, each in answering.names.items() if each is not None]
        if "graph" in asked:
            return graph_of(answering.names["Value"], asked["numbers"], asked["graph"])
        if asked["names"] is not None:
            answering.start(asked["names"])
        channel.helpers = answering.scope
        given = {name: channel.decoded(x) for name, x in asked["given"].items()}
        return [as_data(x) for x in answering.ask(asked["code"], given, asked["give"])]

    while True:
        try:
            reply = {"id": wanted["id"], "gives": answer(wanted)}
        except BaseException as error:  # whatever a student's code raises is an answer
            reply = {"id": wanted["id"], "trouble": trouble_of(error, file)}
        channel.say({**reply, "used": time.process_time()})
        wanted = channel.hear()


if __name__ == "__main__":
    serve()
