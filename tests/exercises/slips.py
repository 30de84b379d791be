"""Wrong submissions of beginners whose answers are no numbers, and what has to be said of each."""

import ast
import contextlib
import io
import re
import tempfile
from pathlib import Path
from textwrap import dedent, indent
from typing import NamedTuple

from minigrad.exercises.feedback import Feedback
from minigrad.exercises.grading import grade_file
from minigrad.exercises.manifest import HANDOUT, find_exercise
from tests.exercises.reference import source

SLIPS = Path(__file__).with_name("slips.txt")
ENTRY = re.compile(
    r"(?ms)^==== (\d\d[a-c]?) ([\w-]+)( \(the whole file\))?\n(.*?)^----\n(.*?)(?=^====|\Z)"
)
FUNCTION = re.compile(r"\s*(?:# in (\w+)\n)?(def\s+(\w+).*)", re.DOTALL)

# How the solution of 07b writes what the stub keeps in methods of their own.
NEW_PARTS = """
# in Neuron
def new_weights(self, n_inputs):
    return [Value(random.uniform(-1, 1)) for _ in range(n_inputs)]
# in Layer
def new_neurons(self, n_inputs, n_outputs):
    return [Neuron(n_inputs) for _ in range(n_outputs)]
"""


class Slip(NamedTuple):
    """What was written in place of the right functions of an exercise, and what is said of it."""

    exercise: str
    name: str
    is_whole: bool  # a file, and not only functions
    code: str
    says: str

    def __str__(self):
        return self.name

    @property
    def transcript(self):
        wrong = indent(self.code, "    ")
        return f"═══ {self.exercise}: {self.name}\n\n{wrong}\n{self.feedback.text}\n"

    @property
    def file(self):
        if self.is_whole:
            return self.code
        text = filled(self.exercise)
        for owner, name, function in functions_in(self.code):
            text = with_function(text, owner, name, function)
        return text

    @property
    def feedback(self):
        exercise = find_exercise(self.exercise)
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            (Path(folder) / exercise.file).write_text(self.file, encoding="utf-8")
            feedback = Feedback(grade_file(exercise, Path(folder)))
            assert feedback.text  # while its file is there
            return feedback


def slips():
    found = ENTRY.findall(SLIPS.read_text(encoding="utf-8"))
    return [Slip(each, name, bool(w), code, says.strip()) for each, name, w, code, says in found]


# -------------------------------------------------------------------- files out of functions


def functions_in(code):
    """(its class or "", its name, its text) of each function, also where it is no Python."""
    for part in re.split(
        r"(?m)^(?=# in )|(?<!\n# in Layer\n)(?<!\n# in Neuron\n)^(?=def )", f"\n{code}"
    ):
        if match := FUNCTION.match(part):
            yield match[1] or "", match[3], match[2].rstrip("\n")


def functions_of(text):
    """The functions of a file by (class or "", name)."""
    tree = ast.parse(text)
    found = {}
    for owner in (tree, *(each for each in tree.body if isinstance(each, ast.ClassDef))):
        for each in owner.body:
            if isinstance(each, ast.FunctionDef):
                found[getattr(owner, "name", ""), each.name] = each
    return found


def with_function(text, owner, name, function):
    """The text with another function in the place of that of this name."""
    known = functions_of(text)
    place = next(key for key in known if key[1] == name and owner in ("", key[0]))
    first, last = known[place].lineno - 1, known[place].end_lineno
    lines = text.splitlines()
    lines[first:last] = indent(function, "    " if place[0] else "").splitlines()
    return "\n".join(lines) + "\n"


def filled(exercise_id):
    """The handed out file with the solution's functions where something was to be written."""
    exercise = find_exercise(exercise_id)
    text, right = (HANDOUT / exercise.file).read_text(encoding="utf-8"), source(exercise_id)
    written = [
        (owner, name, dedent("\n".join(right.splitlines()[node.lineno - 1 : node.end_lineno])))
        for (owner, name), node in functions_of(right).items()
    ]
    for owner, name, function in [*written, *functions_in(NEW_PARTS)]:
        stub = functions_of(text).get((owner, name))
        if stub and "NotImplementedError" in ast.unparse(stub):
            text = with_function(text, owner, name, function)
    return text
