"""What the playground asks Python for: an expression's picture, as HTML, or a sentence."""

import ast

from minigrad import Value
from minigrad.expressions import FUNCTIONS, evaluate
from viz import RenderError, explore, play

VIEWS = ("explore", "play")
FIRST = "(w*x + b)**2", {"w": 2.0, "x": -1.0, "b": 3.0}


def answer(view: str, text: str, numbers: dict[str, float]) -> dict[str, object]:
    """The HTML of a view, and the numbers it begins with: 1 for a name that is new."""
    used = {name: numbers.get(name, 1.0) for name in names(text)}
    try:
        shown = explore(text, **used) if view == "explore" else play(root(text, used))
        return {"html": shown.html, "numbers": used, "error": ""}
    except (ValueError, TypeError, ArithmeticError, RenderError) as error:
        return {"html": "", "numbers": used, "error": str(error)}


def root(text: str, numbers: dict[str, float]) -> Value:
    """The graph of the expression; its root is called C, as in an explorer, if no name is."""
    found = evaluate(text, numbers)
    if found.inputs and "C" not in numbers:
        found.label = "C"
    return found


def names(text: str) -> list[str]:
    """The names that need a number, in the order of the text; none where it cannot be read."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return []
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found = [each for each in ast.walk(tree) if isinstance(each, ast.Name) and each not in called]
    found.sort(key=lambda node: node.col_offset)
    return list(dict.fromkeys(node.id for node in found if node.id not in FUNCTIONS))
