"""A made-up class of twenty and what it hands in: to try grading before anybody's work is there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent, indent
from zipfile import ZipFile, ZipInfo

from minigrad.exercises.manifest import HANDOUT, find_exercise
from minigrad.files import replace_file

ROSTER = "roster.csv"
SUBMISSIONS = "submissions"
EXERCISES = ("02", "03a", "04", "05b", "06")
# What a task leaves to be written.
_GAP = re.compile(r"(?m)^( *)raise NotImplementedError\(.*\)$")

# What stands in place of each gap of a file, None for a gap that is left. What is right here, the
# handout gives anyway, in another exercise: this class gives no solution away.
_FORMS: dict[str, tuple[str | None, ...]] = {
    "02 one side": ("return (f(x + h) - f(x)) / h", None),
    "02 h once": ("return (f(x + h) - f(x - h)) / h", None),
    "02 not begun": (None, None),
    "03a right": ("return delta, delta", "return delta * y, delta * x"),
    "03a in its own way": ("return [delta] * 2", "return [delta * each for each in (y, x)]"),
    "03a no delta": ("return 1.0, 1.0", "return y, x"),
    "03a own operand": ("return delta, delta", "return delta * x, delta * y"),
    "03a half": ("return delta, delta", None),
    "03a adds itself": (
        "self.grad += delta\nother.grad += delta",
        "self.grad += delta * y\nother.grad += delta * x",
    ),
    "03a not begun": (None, None),
    "04 adds": ("value.grad += contribution", None),
    "04 assigns": ("value.grad = contribution", "self.grad = 0.0"),
    "04 root": ("value.grad += contribution", "self.grad = 0.0"),
    "04 typing error": ("value.grad = = contribution", None),
    "04 not begun": (None, None),
    "05b not begun": (None,),
    "06 step": ("return w - lr * slope", None),
    "06 uphill": ("return w + lr * slope", None),
    "06 rate left out": ("return w - slope", None),
    "06 endless": ("return w - lr * slope", "while True:\n    w.data -= lr"),
    "06 not begun": (None, None),
}
_WAYS_BACK = {  # of changing the pass that 03a is handed out with
    "right": ("", ""),
    "no seed": ("self.grad = 1.0\n", ""),
    "data as seed": ("1.0", "self.data"),
    "inputs first": ("reversed(self.nodes())", "self.nodes()"),
    "assigns": ("+=", "="),
}
_IMPORTED = "from minigrad import Value  # why write it again?\n"
_PRINTED = """\
print("✓ 03a local rules of + and *                            3 of 3 points")
print('{"id": 1, "gives": [1.0, 1.0]}')
raise SystemExit(0)
"""
_PATCHED = """\
import sys

for module in list(sys.modules.values()):
    if hasattr(module, "agree"):
        module.agree = lambda *answers: True  # whatever is compared is equal


class Value:
    pass
"""
_WHOLE = {"imported": _IMPORTED, "printed": _PRINTED, "patched": _PATCHED}

# Each student with what is in their files, in the order of EXERCISES; "-" for a missing file.
_CLASS = {
    "Amina Yusuf": ("one side", "right", "adds", "right", "step"),
    "Björn Åkesson": ("one side", "right", "assigns", "assigns", "step"),
    "Chiara Conti": ("h once", "own operand", "assigns", "no seed", "uphill"),
    "Dmitri Volkov": ("not begun", "no delta", "assigns", "not begun", "-"),
    "Eilidh Munro": ("one side", "in its own way", "root", "right", "step"),
    "Farid Nazari": ("h once", "adds itself", "not begun", "not begun", "not begun"),
    "Grace Okafor": ("one side", "right", "adds", "data as seed", "step"),
    "Håkon Lie": ("not begun", "not begun", "not begun", "not begun", "not begun"),
    "Ingrid Vass": ("one side", "own operand", "assigns", "inputs first", "rate left out"),
    "Jun Watanabe": ("one side", "right", "typing error", "right", "step"),
    "Kofi Mensah": ("h once", "no delta", "assigns", "assigns", "endless"),
    "Lucía Fernández-Ibáñez de la Torre y Montes": ("h once", "right", "adds", "right", "step"),
    "Marek Nowak": ("not begun", "imported", "imported", "imported", "not begun"),
    "Nora O'Brien": ("one side", "half", "not begun", "-", "-"),
    "Oskar Weiß": ("one side", "printed", "not begun", "not begun", "not begun"),
    "Priya Raman": ("one side", "right", "root", "right", "step"),
    "Quentin Lefèvre": ("not begun", "patched", "patched", "patched", "not begun"),
    "Rosa Álvarez": ("h once", "own operand", "assigns", "right", "uphill"),
    "Sami Haddad": ("one side", "not in UTF-8", "assigns", "no seed", "step"),
    "Tove Lindqvist": ("-", "-", "-", "-", "-"),  # on the roster alone
}
_ZIPPED = {"Chiara Conti", "Priya Raman"}
_NESTED = {"Grace Okafor"}


def write_example_class(folder: Path) -> list[str]:
    """Write the submissions and the roster; returns their names below the folder.

    ValueError where the folder is there already and not empty. The files of the students who cheat
    are harmless where nobody runs them; `exercises grade` runs them in a sandbox.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise ValueError(f"{str(folder)!r} is there already: choose a folder that is new or empty")
    contents = {ROSTER: _roster()}
    for student, forms in _CLASS.items():
        files = {
            find_exercise(exercise).file: _submitted(exercise, form)
            for exercise, form in zip(EXERCISES, forms, strict=True)
            if form != "-"
        }
        if student in _ZIPPED:
            contents[f"{SUBMISSIONS}/{student}.zip"] = _zipped(files)
            continue
        inner = f"{student}/my-exercises" if student in _NESTED else student
        contents |= {f"{SUBMISSIONS}/{inner}/{name}": text for name, text in files.items()}
    for name, content in contents.items():
        replace_file(folder / name, content)
    return list(contents)


def _submitted(exercise: str, form: str) -> bytes:
    if form in _WHOLE:
        return _WHOLE[form].encode("utf-8")
    if form == "not in UTF-8":
        return _filled(exercise, _FORMS[f"{exercise} right"]).encode("utf-16")
    if exercise == "05b" and form in _WAYS_BACK:
        return _filled(exercise, [_pass_of_03a().replace(*_WAYS_BACK[form])]).encode("utf-8")
    return _filled(exercise, _FORMS[f"{exercise} {form}"]).encode("utf-8")


def _pass_of_03a() -> str:
    """The lines of backward() that students of 03a are given."""
    text = (HANDOUT / find_exercise("03a").file).read_text(encoding="utf-8")
    return dedent(text.partition("def backward(self):")[2].split("\n\n")[0].split("\n", 2)[2])


def _filled(exercise: str, answers: Sequence[str | None]) -> str:
    """The file as it is handed out, with an answer in place of each gap."""
    text = (HANDOUT / find_exercise(exercise).file).read_text(encoding="utf-8")
    gaps = list(_GAP.finditer(text))
    for gap, answer in reversed(list(zip(gaps, answers, strict=True))):
        if answer is not None:
            text = text[: gap.start()] + indent(answer, gap[1]) + text[gap.end() :]
    return text


def _zipped(files: dict[str, bytes]) -> bytes:
    """The same bytes on every day: each member is from the first day that a zip can name."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            member = ZipInfo(name)
            member.create_system = 3
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return buffer.getvalue()


def _roster() -> bytes:
    """With the columns by which gradebooks find a student."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(["student", "email", "idnumber", "ID", "SIS User ID", "SIS Login ID", "Section"])
    for number, student in enumerate(_CLASS, 1):
        login = f"student{number:02}"
        row = [f"{login}@example.edu", f"S{number:04}", 5000 + number, f"S{number:04}", login]
        table.writerow([student, *row, f"Group {1 + number % 2}"])
    return text.getvalue().encode("utf-8-sig")
