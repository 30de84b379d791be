"""A student's file is read as Python itself would run it, and what it gives may be of NumPy."""

import sys

import pytest

from minigrad.exercises import check, places
from minigrad.exercises.feedback import Feedback
from minigrad.exercises.grading import grade_file
from minigrad.exercises.loading import UnreadableError, load_answers
from minigrad.exercises.manifest import find_exercise
from tests.exercises.reference import source

EXERCISE = find_exercise("04")
RIGHT = source("04")


@pytest.fixture
def graded(tmp_path):
    """The report of a file with these bytes, and perhaps of others beside it."""

    def graded(contents, **others):
        for name, text in others.items():
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        (tmp_path / EXERCISE.file).write_bytes(contents)
        return grade_file(EXERCISE, tmp_path)

    return graded


@pytest.mark.parametrize(
    "contents",
    [
        RIGHT.encode("utf-8-sig"),
        RIGHT.replace("\n", "\r\n").encode(),
        RIGHT.encode("utf-8-sig").replace(b"\n", b"\r\n"),
        f"# -*- coding: latin-1 -*-\nname = 'Größe'\n{RIGHT}".encode("latin-1", "replace"),
        f"# coding: cp1252\nprice = '€'\n{RIGHT}".encode("cp1252", "replace"),
        f"from __future__ import annotations\n{RIGHT.partition(chr(10))[2]}".encode(),
        RIGHT.encode().rstrip(b"\n"),
        f"{RIGHT}\nif __name__ == '__main__':\n    raise SystemExit(1)\n".encode(),
    ],
    ids=["bom", "crlf", "bom and crlf", "latin-1", "cp1252", "future", "no last line", "main"],
)
def test_every_file_that_python_runs_is_read(graded, contents):
    report = graded(contents)
    assert report.is_solved, Feedback(report).text


@pytest.mark.parametrize(
    "text",
    [
        "from my_engine import Value\n",
        "import my_engine\nclass Value(my_engine.Value): pass\n",
        "def Value(x):\n    from my_engine import Value\n    return Value(x)\n",
    ],
    ids=["from", "import", "when it is called"],
)
def test_a_file_beside_may_be_imported_and_is_read_anew(graded, text):
    before = list(sys.path), set(sys.modules)
    wrong = RIGHT.replace("grad +=", "grad =")
    assert not graded(text.encode(), my_engine=wrong).is_solved
    assert graded(text.encode(), my_engine=RIGHT).is_solved
    assert (sys.path, "my_engine" in sys.modules) == (before[0], False)


def test_what_is_installed_in_the_folder_stays_loaded(graded, tmp_path, monkeypatch):
    """Some packages can be loaded only once, and an environment may lie in the folder."""
    installed = tmp_path / ".venv" / "lib"
    installed.mkdir(parents=True)
    (installed / "some_package.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setattr(places, "_libraries", lambda: (f"{installed}/", f"{installed}\\"))
    text = f"import sys\nsys.path.append({str(installed)!r})\nimport some_package\n{RIGHT}"
    assert graded(text.encode()).is_solved
    assert "some_package" in sys.modules
    monkeypatch.delitem(sys.modules, "some_package")
    monkeypatch.setattr(sys, "path", [each for each in sys.path if each != str(installed)])


@pytest.mark.parametrize(
    ("contents", "others", "says"),
    [
        (RIGHT.encode("utf-16"), {}, "UTF-8"),
        ("name = 'Größe'\n".encode("latin-1"), {}, "save it as UTF-8"),
        (b"# coding: klingon\nx = 1\n", {}, "UTF-8"),
        (b"from my_engine import Value\n", {}, "has to lie in the same folder"),
        (b"from .my_engine import Value\n", {"my_engine": RIGHT}, "without a dot"),
        (b"from my_engine import Valeu\n", {"my_engine": RIGHT}, "this name is not in it"),
        (b"import my_engine\n", {"my_engine": "x = (\n"}, "my_engine.py, line 1: SyntaxError"),
        (b"import my_engine\n", {"my_engine": "x = y\n"}, "NameError (line 1 of my_engine.py)"),
        (b"x = 1 / 0\n", {}, "What is divided by is 0 here"),
        (b"import sys\nsys.exit('bye')\n", {}, "end Python itself"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_it_means(graded, contents, others, says):
    text = Feedback(graded(contents, **others)).text
    assert says in " ".join(text.split())
    assert "Nothing was tested." in text and "loading.py" not in text


def test_nobody_is_asked_and_the_keyboard_comes_back(graded):
    keyboard = sys.stdin
    assert "Nobody answers input()" in Feedback(graded(b"x = input()\n")).text
    assert sys.stdin is keyboard


def test_a_line_of_python_cannot_stop_the_tests_with_a_warning(graded):
    assert graded(f"{RIGHT}\nx = 'a\\d' if 1 is 1 else 0\n".encode()).is_solved


def test_a_missing_file_and_a_folder_in_its_place(tmp_path):
    with pytest.raises(UnreadableError, match="reset 04 brings it back"):
        load_answers(EXERCISE, tmp_path)
    (tmp_path / EXERCISE.file).mkdir()
    with pytest.raises(UnreadableError, match="cannot be read"):
        load_answers(EXERCISE, tmp_path)


# -------------------------------------------------------------------- NumPy


@pytest.fixture
def numbers_of():
    """A right Value that keeps its numbers as the function makes them."""
    pytest.importorskip("numpy")

    def numbers_of(make):
        scope = {}
        exec(RIGHT, scope)
        right = scope["Value"]

        class Value(right):
            @property
            def data(self):
                return make(self._data)

            @data.setter
            def data(self, x):
                self._data = float(x)

            @property
            def grad(self):
                return make(self._grad)

            @grad.setter
            def grad(self, x):
                self._grad = float(x)

        scope["Value"] = Value
        return Value

    return numbers_of


@pytest.mark.parametrize("kind", ["float64", "longdouble", "0-d"])
def test_numbers_of_numpy_are_numbers(numbers_of, kind):
    np = pytest.importorskip("numpy")
    make = np.array if kind == "0-d" else getattr(np, kind)
    report = check("04", numbers_of(make)).report
    assert report.is_solved, Feedback(report).text


def test_larger_arrays_are_no_numbers_and_the_sentence_says_so(numbers_of):
    np = pytest.importorskip("numpy")
    text = " ".join(check("04", numbers_of(lambda x: np.array([x]))).text.split())
    assert "is an array of shape (1,); it needs to be a number" in text


@pytest.mark.parametrize("as_answer", ["array", "list"])
def test_functions_may_answer_with_arrays(as_answer):
    np = pytest.importorskip("numpy")

    def elementwise_vjp(slopes, v):
        answer = np.array(slopes) * np.array(v)
        return answer if as_answer == "array" else list(answer)

    scope = {}
    exec(source("11"), scope)
    scope["elementwise_vjp"] = elementwise_vjp
    assert check("11", scope).report.is_solved
