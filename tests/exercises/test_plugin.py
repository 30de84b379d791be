"""What pytest shows in a folder of exercises, and that it shows nothing of them elsewhere."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from xml.etree import ElementTree

import pytest

# Loaded here, these keep what they know of mistakes from one run in this process to the next.
import minigrad.exercises.session  # noqa: F401
import viz  # noqa: F401
from minigrad.exercises.manifest import HANDOUT, exercises, find_exercise
from minigrad.exercises.time_limit import time_limit
from tests.exercises.reference import source

pytest_plugins = "pytester"

TOTAL = sum(exercise.total for exercise in exercises())
COPIED = "03a", "04", "05b"
FIRST, SECOND, THIRD = map(find_exercise, COPIED)

SOLUTION = source("04")  # which solves 03a and 06 as well
OVERWRITES = re.sub(r"grad \+=", "grad =", SOLUTION)
NEVER_ENDS = SOLUTION.replace("self.grad = 1.0", "while True:\n            pass")
ESCAPE = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch):
    for name in ("PYTEST_ADDOPTS", "PYTHONIOENCODING", "FORCE_COLOR", "NO_COLOR", "PY_COLORS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def folder(pytester):
    """Three exercises as a student gets them."""
    return copied_to(pytester.path)


def copied_to(path):
    (path / "tests").mkdir(parents=True)
    shutil.copy(HANDOUT / "pytest.ini", path)
    for exercise in (FIRST, SECOND, THIRD):
        shutil.copy(HANDOUT / exercise.file, path)
        shutil.copy(HANDOUT / exercise.test, path / "tests")
    return path


def write(folder, **sources):
    """write(folder, e03a=…) replaces the student's file of exercise 03a."""
    for name, text in sources.items():
        (folder / find_exercise(name[1:]).file).write_text(text, encoding="utf-8")


def lines(ran):
    return [ESCAPE.sub("", line) for line in ran.outlines]


def score(ran):
    """{id: (mark, points, of, note)} and the total, out of the summary's lines."""
    row = re.compile(r"(.) (\d\d[a-c]?) .*? +(\d+) of +(\d+)  ?(.*)$")
    shown = lines(ran)
    shown = shown[next(at for at, line in enumerate(shown) if "= exercises =" in line) + 1 :]
    rows = {}
    for place, exercise in enumerate(exercises()):
        mark, name, points, of, note = row.match(f"{shown[place]}  ").groups()
        assert (name, int(of)) == (exercise.id, exercise.total)
        rows[name] = mark, int(points), note.strip()
    points, total = re.match(r"  total +(\d+) of +(\d+)$", shown[len(rows)]).groups()
    assert int(total) == TOTAL and int(points) == sum(points for _, points, _ in rows.values())
    return rows


# -------------------------------------------------------------------- order and points


def test_a_fresh_folder(folder, pytester):
    ran = pytester.runpytest()
    assert ran.ret == 1
    ran.assert_outcomes(failed=len(FIRST.points), skipped=len(SECOND.points) + len(THIRD.points))
    rows = score(ran)
    assert rows["03a"] == ("✗", 0, "not begun")
    del rows["03a"]
    assert set(rows.values()) == {("-", 0, "not run")}


def test_all_solved(folder, pytester):
    write(folder, e03a=SOLUTION, e04=SOLUTION, e05b=SOLUTION)
    ran = pytester.runpytest()
    assert ran.ret == 0
    rows = score(ran)
    assert {rows[each] for each in COPIED} == {
        ("✓", find_exercise(each).total, "") for each in COPIED
    }
    assert "FAILURES" not in ran.stdout.str()


def test_the_first_unsolved_exercise_is_the_last_one_asked(folder, pytester):
    write(folder, e03a=SOLUTION, e05b=SOLUTION)
    ran = pytester.runpytest()
    assert score(ran)["05b"] == ("-", 0, "not run")
    ran.stdout.fnmatch_lines(["04 is not solved yet; --minigrad-all goes on."])
    ran = pytester.runpytest("--minigrad-all")
    assert [score(ran)[each][1] for each in COPIED] == [FIRST.total, 0, THIRD.total]


def test_the_reason_of_a_skip_points_to_the_test(folder, pytester):
    ran = pytester.runpytest("-rs", "-q")
    assert "session.py" not in ran.stdout.str()
    ran.stdout.fnmatch_lines(["SKIPPED * tests*test_04_*: 03a is not solved yet; *"])


def test_chosen_tests_just_run(folder, pytester):
    write(folder, e05b=SOLUTION)
    chosen = f"{THIRD.test}::{next(iter(THIRD.points))}"
    ran = pytester.runpytest(SECOND.test, chosen)
    ran.assert_outcomes(failed=len(SECOND.points), passed=1)
    left = len(THIRD.points) - 1
    assert score(ran)["05b"] == ("✗", THIRD.points[chosen.split("::")[1]], f"{left} not run")
    pytester.runpytest("-k", "test_05b").assert_outcomes(
        passed=len(THIRD.points), deselected=len(FIRST.points) + len(SECOND.points)
    )


def test_the_order_is_that_of_the_manifest(folder, pytester):
    test = folder / SECOND.test
    functions = test.read_text(encoding="utf-8").split("\n\n\n")
    test.write_text("\n\n\n".join([functions[0], *functions[:0:-1]]), encoding="utf-8")
    ran = pytester.runpytest("--collect-only", "-q", *[each.test for each in (THIRD, SECOND)])
    assert [line.partition("::")[2] for line in lines(ran) if "::" in line] == [
        *SECOND.points,
        *THIRD.points,
    ]
    assert "exercises" not in ran.stdout.str()


def test_the_tests_of_exercises_are_marked(folder, pytester):
    ran = pytester.runpytest("-m", "not minigrad_exercise", "-q")
    ran.assert_outcomes(deselected=sum(len(find_exercise(each).points) for each in COPIED))
    pytester.runpytest("--markers").stdout.fnmatch_lines(["*minigrad_exercise(id): *"])


def test_a_deleted_test_file_stays_in_the_denominator(folder, pytester):
    write(folder, e03a=SOLUTION, e04=SOLUTION)
    (folder / SECOND.test).unlink()
    assert score(pytester.runpytest())["04"] == ("-", 0, "not run")


def test_a_test_file_that_does_not_load_lets_others_run(folder, pytester):
    write(folder, e03a=SOLUTION)
    (folder / SECOND.test).write_text("def test_x(student:\n", encoding="utf-8")
    ran = pytester.runpytest("-q")
    rows = score(ran)
    assert rows["03a"][1] == FIRST.total
    assert rows["04"] == ("✗", 0, "broken test")


# -------------------------------------------------------------------- what failing tests show


def test_the_feedback_stands_once_and_no_traceback(folder, pytester):
    write(folder, e03a=SOLUTION, e04=OVERWRITES)
    ran = pytester.runpytest()
    shown = ran.stdout.str()
    assert shown.count("✗ 04 gradients add up   ") == 2, "in the feedback and in the summary"
    assert shown.count("minigrad exercises hint 04") == 1
    assert "y = a + a   with a = " in shown
    for internal in (
        "session.py",
        "questions.py",
        "StopAsking",
        "WrongAnswer",
        "Traceback",
        ">   ",
    ):
        assert internal not in shown


def test_one_cause_is_told_once_and_the_others_name_the_test_that_tells_it(folder, pytester):
    write(folder, e03a=SOLUTION, e04=OVERWRITES)
    first, *others = SECOND.points
    shown = " ".join(pytester.runpytest("-q").stdout.str().split())
    assert shown.count("Likely cause") == 1
    assert shown.count(f"The cause is told in {first}.") == len(others) == 2
    assert "b = a * c; y = b + a" in shown, "each names its own question"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (SOLUTION.replace("self.grad = 1.0", "self.grad = 1.0 +"), "SyntaxError"),
        (SOLUTION.replace("self.grad = 1.0", "self.grad = one"), "NameError"),
        (SOLUTION.replace("delta, delta)", "delta, delta, delta)"), "of 3 numbers"),
    ],
)
def test_one_slip_is_told_once(folder, pytester, source, said):
    write(folder, e03a=SOLUTION, e04=source)
    shown = pytester.runpytest("-q").stdout.str()
    assert shown.count(said) == 1
    assert shown.count("The cause is told in ") >= 1


def test_two_causes_are_told_each_once(folder, pytester):
    both = SOLUTION.replace("delta, delta)", "delta, delta, delta)")
    both = both.replace("node.grad = 0.0", "node.grad = zero")
    write(folder, e03a=SOLUTION, e04=both)
    shown = pytester.runpytest("-q").stdout.str()
    assert shown.count("of 3 numbers") == shown.count("NameError") == 1


@pytest.mark.parametrize("options", [["-q"], ["-x"], ["--tb=long"], ["-q", "--tb=no"], ["-vv"]])
def test_options_of_pytest_hold(folder, pytester, options):
    write(folder, e03a=SOLUTION, e04=OVERWRITES)
    ran = pytester.runpytest(*options)
    shown = ran.stdout.str()
    assert ("y = a + a   with a = " in shown) == ("--tb=no" not in options)
    assert "session.py" not in shown
    assert score(ran)["04"][:2] == ("✗", 0)
    assert all(len(line) <= 80 for line in lines(ran)[-len(exercises()) - 4 :])


@pytest.mark.parametrize(
    ("source", "said", "note"),
    [
        (
            "x = 1\nclass Value:\n    def f(:\n",
            "line 3: SyntaxError: invalid syntax",
            "does not load",
        ),
        ("x = nonsense\n", "NameError (line 1 of 04_gradients_add_up.py", "does not load"),
        ("x = 1\n", "04_gradients_add_up.py needs to define 'Value'", "not begun"),
        (SOLUTION.replace("self.grad = 0.0", "self.grad = None"), "TypeError (line 25 of 04_", ""),
        (SOLUTION.replace("self.grad = 1.0", "self.backward()"), "RecursionError (line ", ""),
        (
            SOLUTION.replace("__mul__", "__matmul__"),
            "a * a needs a method __mul__ of your Value, which has none",
            "",
        ),
    ],
    ids=["syntax", "load", "missing", "None", "recursion", "operator"],
)
def test_a_failure_is_told_in_a_sentence(folder, pytester, source, said, note):
    write(folder, e03a=SOLUTION, e04=source)
    ran = pytester.runpytest()
    shown = " ".join(ran.stdout.str().split())
    assert said in shown
    assert ("Nothing was tested." in shown) == (note == "does not load")
    assert "Error\n" not in ran.stdout.str() and "session.py" not in shown
    mark, points, told = score(ran)["04"]
    assert mark == "✗" and (points or told == note)


def test_what_the_students_code_prints_stands_there_once(folder, pytester):
    write(folder, e04=OVERWRITES.replace("self.grad = 1.0", "self.grad = 1.0; print('here I am')"))
    ran = pytester.runpytest(f"{SECOND.test}::{next(iter(SECOND.points))}", "-s")
    assert ran.stdout.str().count("here I am") == 1


def test_a_changed_test_fails_in_pytests_own_way(folder, pytester):
    changed = "def test_plus(student):\n    assert student.Value(3.0).data == 4.0\n"
    changed += "def test_times(student):\n    student.nonsense()\n"
    changed += "def test_own():\n    raise LookupError('mine')\n"
    (folder / FIRST.test).write_text(changed, encoding="utf-8")
    ran = pytester.runpytest()
    ran.stdout.fnmatch_lines(["E*assert 3.0 == 4.0*", "*asks for no 'nonsense'", "E*mine*"])
    assert "questions.py" not in ran.stdout.str()
    assert score(ran)["03a"] == ("✗", 0, "1 not run")


@pytest.mark.parametrize("order", ["[False, True]", "[True, False]"])
def test_a_part_that_fails_once_earns_nothing(folder, pytester, order):
    changed = f"import pytest\n@pytest.mark.parametrize('is_right', {order})\n"
    changed += "def test_plus(student, is_right):\n    assert is_right\n"
    (folder / FIRST.test).write_text(changed, encoding="utf-8")
    assert score(pytester.runpytest("--minigrad-all"))["03a"][:2] == ("✗", 0)


def test_a_test_of_no_exercise(folder, pytester):
    own = "def test_a(student): pass\ndef test_b(): pass\n"
    (folder / "tests" / "test_own.py").write_text(own, encoding="utf-8")
    ran = pytester.runpytest("tests/test_own.py", "-q")
    ran.assert_outcomes(passed=1, errors=1)
    ran.stdout.fnmatch_lines(["*test_own.py belongs to none"])
    assert "session.py" not in ran.stdout.str()


def test_another_seed_asks_with_other_numbers(folder, pytester):
    write(folder, e03a=SOLUTION.replace("delta * y, delta * x", "delta * x, delta * y"))
    shown = [pytester.runpytest("--minigrad-seed", seed).stdout.str() for seed in ("0", "1", "1")]
    numbers = [re.findall(r"with (a = .*)", each) for each in shown]
    assert numbers[0] != numbers[1] == numbers[2]


def test_the_wrong_graph_is_drawn_when_asked_for(folder, pytester):
    write(folder, e03a=SOLUTION, e04=OVERWRITES)
    ran = pytester.runpytest("--minigrad-draw", "pictures")
    path = folder / "pictures" / "04_gradients_add_up.svg"
    ran.stdout.fnmatch_lines([f"*Drawn: {path.relative_to(folder)}"])
    assert "<svg" in path.read_text(encoding="utf-8")


# -------------------------------------------------------------------- where reports go


def properties(path):
    return {
        case.get("name"): {each.get("name"): each.get("value") for each in case.iter("property")}
        for case in ElementTree.parse(path).iter("testcase")
    }


def test_junit_xml_has_the_points(folder, pytester):
    write(folder, e03a=SOLUTION, e04=OVERWRITES)
    ran = pytester.runpytest("--junitxml=junit.xml", "-q")
    assert [score(ran)[each][1] for each in COPIED] == [FIRST.total, 0, 0]
    found = properties(folder / "junit.xml")
    assert found["test_plus"] == {
        "minigrad_exercise": "03a",
        "minigrad_points": "1",
        "minigrad_of": "1",
    }
    assert found[next(iter(SECOND.points))] == {
        "minigrad_exercise": "04",
        "minigrad_points": "0",
        "minigrad_of": "1",
        "minigrad_hint": "minigrad exercises hint 04",
        "minigrad_mistakes": "assign-instead-of-add",
    }
    assert found[next(iter(THIRD.points))]["minigrad_exercise"] == "05b", "which was skipped"


@pytest.mark.slow
def test_two_workers_say_what_one_says(folder, pytester):
    write(folder, e03a=SOLUTION, e04=OVERWRITES, e05b=NEVER_ENDS)
    ran = pytester.runpytest_subprocess("--junitxml=junit.xml", "-q", "-n", "2")
    rows = score(ran)
    assert [rows[each][1:] for each in COPIED] == [(FIRST.total, ""), (0, ""), (0, "stopped")]
    assert "did not end within 3 seconds" in " ".join(ran.stdout.str().split())
    found = properties(folder / "junit.xml")
    assert sum(int(each["minigrad_points"]) for each in found.values()) == FIRST.total
    assert found[next(iter(SECOND.points))]["minigrad_mistakes"] == "assign-instead-of-add"
    failures = [each.text for each in ElementTree.parse(folder / "junit.xml").iter("failure")]
    assert sum("minigrad exercises hint 04" in text for text in failures) == 1


@pytest.mark.parametrize("encoding", ["ascii", pytest.param("cp1252", marks=pytest.mark.slow)])
def test_every_console_gets_characters_that_it_has(folder, pytester, monkeypatch, encoding):
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    write(folder, e03a=SOLUTION)
    ran = pytester.runpytest_subprocess("--color=yes")
    shown = ran.stdout.str()
    assert "\x1b[" in shown and "\\u" not in shown and "\\n" not in shown
    rows = score(ran)
    assert rows["03a"][:2] == ("+", FIRST.total) and rows["04"][0] == "x"


def test_no_colours_where_none_are_wanted(folder, pytester):
    assert "\x1b[" not in pytester.runpytest("--color=no").stdout.str()


# -------------------------------------------------------------------- endless loops


def test_an_endless_loop_is_stopped_once(folder, pytester, monkeypatch):
    monkeypatch.setattr(time_limit.__wrapped__, "__defaults__", (0.5,))
    write(folder, e03a=SOLUTION, e04=NEVER_ENDS, e05b=SOLUTION)
    ran = pytester.runpytest("-q", "--minigrad-all")
    rows = score(ran)
    assert [rows[each][1:] for each in COPIED] == [(3, ""), (0, "stopped"), (THIRD.total, "")]
    shown = " ".join(ran.stdout.str().split())
    assert shown.count("did not end within 0.5 seconds") == 1
    assert shown.count("not asked: ") == len(SECOND.points) - 1


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal as Ctrl-C does elsewhere")
def test_the_user_may_interrupt(folder, pytester, ctrl_c):
    write(
        folder,
        # Without open(): Python drops an interrupt that comes while it destroys the file.
        e03a=NEVER_ENDS.replace(
            "while", "__import__('pathlib').Path('begun').touch()\n" + 8 * " " + "while"
        ),
    )
    command = [sys.executable, "-m", "pytest", "-q"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", cwd=folder) as running:
        while not (folder / "begun").exists():
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        shown = running.communicate()[0]
    assert running.returncode == 2
    assert "KeyboardInterrupt" in shown and "= exercises =" in shown


# -------------------------------------------------------------------- other projects


def test_another_project_sees_nothing(pytester):
    pytester.makepyfile(
        """
        import sys

        def test_modules():
            loaded = {name for name in sys.modules if name.startswith("minigrad.exercises")}
            assert loaded == {"minigrad.exercises", "minigrad.exercises.plugin"}
            assert not {"tomllib", "rich", "viz"} & set(sys.modules)

        def test_fixture(request):
            assert "student" not in request.fixturenames
            assert not request.session._fixturemanager.getfixturedefs("student", request.node)
        """
    )
    ran = pytester.runpytest_subprocess("-p", "no:hypothesispytest", "--strict-markers")
    ran.assert_outcomes(passed=2)
    assert "exercise" not in ran.stdout.str().replace(str(pytester.path), "")
    assert "minigrad_exercise" not in pytester.runpytest("--markers").stdout.str()


def test_the_plugin_costs_what_import_minigrad_costs():
    def modules(name):
        code = f"import sys, pytest, {name}; print(*sys.modules)"
        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
        )
        return set(ran.stdout.split())

    added = modules("minigrad.exercises.plugin") - modules("minigrad")
    assert added == {"minigrad.exercises", "minigrad.exercises.plugin"}


@pytest.mark.parametrize("way", ["inside", "from above", "absolute"])
def test_a_project_around_the_folder_does_not_matter(pytester, monkeypatch, way):
    around = pytester.path
    (around / "pytest.ini").write_text("[pytest]\naddopts = --nonsense\n", encoding="utf-8")
    (around / "conftest.py").write_text("raise RuntimeError('of the project')\n", encoding="utf-8")
    (around / "tests").mkdir()
    (around / "tests" / "__init__.py").touch()
    folder = copied_to(around / "course" / "my exercises")
    write(folder, e03a=SOLUTION)
    arguments = {"inside": [], "from above": [os.path.relpath(folder)], "absolute": [folder]}[way]
    if way == "inside":
        monkeypatch.chdir(folder)
    ran = pytester.runpytest(*arguments, "-q")
    assert ran.ret == 1
    rows = score(ran)
    assert rows["03a"][1] == FIRST.total and rows["04"] == ("✗", 0, "not begun")
    assert rows["05b"] == ("-", 0, "not run"), "a folder is not a choice of tests"
