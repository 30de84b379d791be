"""A teacher's own course works as ours does; what is wrong with it is told in one sentence."""

import re
import shutil
from pathlib import Path

import pytest

import minigrad.exercises.session  # noqa: F401  # loaded once, not by each run of pytest here
from minigrad.cli import main
from minigrad.exercises import check, hint
from minigrad.exercises.course_errors import CourseError
from minigrad.exercises.diagnosis import diagnose
from minigrad.exercises.failure import Failure, Faulty
from minigrad.exercises.feedback import Feedback
from minigrad.exercises.grading import grade_file, grade_isolated
from minigrad.exercises.library import forget_courses, mistakes, reports, wrong_answers
from minigrad.exercises.own_course import COPY, read_course
from minigrad.exercises.places import given_lines, is_students
from minigrad.exercises.workspace import TEMPLATE, Workspace, new_course

pytest_plugins = "pytester"

PAGE = Path(__file__).parents[2] / "docs" / "own-exercises.md"
OWN = [
    "coefficients-lowest-first",
    "added-before-multiplied",
    "last-coefficient-left-out",
    "powers-one-by-one",
    "slopes-multiplied",
    "one-term-of-the-product",
    "sum-keeps-one-slope",
    "x-stands-still",
    "value-for-slope",
]
LAST_LEFT_OUT = """\
def horner(a, x):
    y = a[0] * 0
    for each in a[:-1]:
        y = y * x + each
    return y
"""


@pytest.fixture
def ask(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    def ask(*arguments, status=0):
        assert main(["exercises", *map(str, arguments)]) == status
        out, err = capsys.readouterr()
        return err if status == 2 else out

    return ask


@pytest.fixture
def course(tmp_path, ask, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ask("new", "course")
    return tmp_path / "course"


@pytest.fixture
def folder(course, ask):
    """A student's."""
    ask("start", "--course", course, "mine")
    return course.parent / "mine"


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    forget_courses()


# -------------------------------------------------------------------- the template, as an example


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example")
    new_course(folder)
    return read_course(folder)


def test_its_solutions_have_all_points_and_its_tasks_none(example):
    for exercise in example.exercises:
        for seed in range(20):
            assert grade_file(exercise, example.folder / "solutions", seed).is_solved
        report = grade_file(exercise, example.folder)
        assert report.points == 0 and not report.unreadable and not report.wrong_and_written


def test_each_of_its_mistakes_is_named_alone(example):
    assert list(mistakes(example.folder))[: len(OWN)] == OWN
    shown = set()
    for exercise in example.exercises:
        for seed in range(5):
            for form in wrong_answers(exercise, seed):
                assert diagnose(reports(exercise, seed)[form]).names == {form[0]}
                shown.add(form[0])
    assert shown == set(OWN)


def test_the_page_shows_the_template_as_it_is():
    parts = re.findall(r"```(?:python|toml)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    files = [
        path.read_text(encoding="utf-8") for path in TEMPLATE.rglob("*.*") if path.suffix != ".pyc"
    ]
    assert len(parts) > 4
    assert [part for part in parts if not any(part in file for file in files)] == []


def test_the_commands_of_the_page(tmp_path, monkeypatch, ask):
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    commands = [line.split("#")[0].split() for line in block.splitlines()]
    commands = [words[2:] for words in commands if words[:2] == ["minigrad", "exercises"]]
    assert [words[0] for words in commands] == ["new", "check-course", "start"]
    said = [ask(*words) for words in commands]
    assert "minigrad exercises check-course polynomials" in said[0]
    assert said[1] == "All is well with 2 exercises: tasks, solutions, mistakes.\n"


# -------------------------------------------------------------------- in the student's folder


def test_a_student_gets_all_but_the_solutions(folder):
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    asked = {"01_horner.py", "02_dual_numbers.py"}
    asked |= {f"tests/test_{name}" for name in asked} | {"README.md"}
    copied = {f"{COPY}/{name}" for name in asked | {"manifest.toml", "mistakes.py"}}
    assert files == asked | copied | {"pytest.ini"}
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "| 01 | [Horner's scheme](01_horner.py) | 3 | 15 |" in readme and "<!--" not in readme


def test_every_command_works_there(folder, ask, monkeypatch):
    monkeypatch.chdir(folder)
    assert "0 of 3 points so far; 1 more exercise with --all" in ask("check", status=1)
    assert re.search(r"01 .* 0 of 3 .* not begun", ask("list"))
    assert "hint 1 of 4" in ask("hint", "horner's scheme") and "hint 2 of 4" in ask("hint", "1")
    assert [ask("hint", "1") for _ in range(2)][-1].endswith("That was the last one.\n")
    Path("01_horner.py").write_text(LAST_LEFT_OUT, encoding="utf-8")
    said = ask("check", "01", status=1)
    assert "The loop ends before the last coefficient." in said and f"[{OWN[2]}]" in said
    assert re.search(r"01 .* 0 of 3 .* begun", ask("list"))
    assert "kept as 01_horner.backup1.py" in ask("reset", "01")
    assert "nothing to do" in ask("reset", "01")


def test_watch_asks_the_same(folder, ask, monkeypatch):
    def saved_once(place):
        shutil.copy(folder.parent / "course" / "solutions" / "01_horner.py", place)
        yield {"01_horner.py"}, set()
        raise KeyboardInterrupt

    monkeypatch.setattr("minigrad.cli.exercises.saved", saved_once)
    said = ask("watch", "--dir", folder)
    assert "Watching 2 exercises" in said and "✓ 01 Horner's scheme" in said
    assert "Next: edit 02_dual_numbers.py" in said


def test_watch_notices_a_renewed_course(folder, ask, monkeypatch):
    solution = folder.parent / "course" / "solutions" / "01_horner.py"

    def renewed(place):
        shutil.copy(solution, place)
        text = (place / COPY / TESTS).read_text(encoding="utf-8")
        (place / COPY / TESTS).write_text(text.replace("26.0", "2700.0"), encoding="utf-8")
        yield {"01_horner.py"}, set()
        raise KeyboardInterrupt

    monkeypatch.setattr("minigrad.cli.exercises.saved", renewed)
    said = ask("watch", "--dir", folder)
    assert "The exercises have been renewed" in said and "expected 2700" in said


def test_watch_ends_where_minigrad_is_updated(folder, ask, monkeypatch):
    looks = iter([{}, {}, {"value.py": (1, 1)}])
    monkeypatch.setattr("minigrad.cli.exercises.stamps_of_all", lambda place: next(looks))
    monkeypatch.setattr(
        "minigrad.cli.exercises.saved", lambda place: iter([({"01_horner.py"}, set())])
    )
    assert ask("watch", "--dir", folder).endswith("Start again: minigrad exercises watch\n")


def test_pytest_names_the_mistake_and_counts_the_points(folder, pytester, monkeypatch):
    monkeypatch.chdir(folder)
    shutil.copy(folder.parent / "course" / "solutions" / "02_dual_numbers.py", folder)
    Path("01_horner.py").write_text(LAST_LEFT_OUT, encoding="utf-8")
    ran = pytester.runpytest_inprocess("--rootdir", folder, "--minigrad-all", folder)
    ran.assert_outcomes(failed=2, passed=3)
    said = ran.stdout.str()
    assert f"[{OWN[2]}]" in said and "numerical" not in said
    ran.stdout.fnmatch_lines(["✗ 01 Horner's scheme * 0 of * 3*", "✓ 02*4 of *4", "*total*4 of *7"])


def test_in_a_notebook_the_course_is_said(folder):
    solved = {}
    exec((TEMPLATE / "solutions" / "01_horner.py").read_text(encoding="utf-8"), solved)
    for course in folder, folder.parent / "course", str(folder):
        assert check("01", solved["horner"], course=course).report.is_solved
    assert "hint 1 of 4" in hint("01", course=folder)
    with pytest.raises(ValueError, match="an exercise has an id from 02"):
        check("01", solved["horner"])


def test_the_line_of_an_error_is_the_students(folder, ask):
    path = folder / "01_horner.py"
    change(path, "    raise NotImplementedError", "    return coefficients[0] + x.data  # ")
    said = ask("check", "01", "--dir", folder, status=1)
    assert "line 14 of 01_horner.py" in said and "return coefficients[0] + x.data" in said


def test_a_line_of_the_task_is_told_from_one_of_the_students(folder, ask):
    path = folder / "02_dual_numbers.py"
    change(path, "self.value = value", "self.values = value")
    change(
        path, "other = as_dual(other)\n        raise", "return Dual(self.value, 0)\n        raise"
    )
    change(
        path, '    raise NotImplementedError("what is the slope of x', "    return f(x).slope  # "
    )
    said = " ".join(ask("check", "02", "--dir", folder, status=1).split())
    assert "'Dual' object has no attribute 'value'" in said and "return Dual(self.value, 0)" in said
    assert given_lines(str(path)) >= {"other = as_dual(other)", "__radd__ = __add__"}
    assert "topological_order(root)" not in " ".join(given_lines(str(path)))


def test_known_mistakes_and_tests_are_no_code_of_a_students(folder):
    for name in f"{COPY}/mistakes.py", f"{COPY}/tests/test_01_horner.py", "tests/test_01_horner.py":
        assert not is_students(str(folder / name))
    for name in "01_horner.py", "mistakes.py", "my_engine.py":
        assert is_students(str(folder / name))


def test_two_courses_of_the_same_relative_name_do_not_mix(course, ask, monkeypatch):
    elsewhere = shutil.copytree(course, course.parent / "elsewhere" / "course")
    change(elsewhere / "mistakes.py", "The loop ends before", "ANOTHER CAUSE:")
    for place, cause in (course, "The loop ends before"), (elsewhere, "ANOTHER CAUSE:"):
        monkeypatch.chdir(place.parent)
        (Path("course") / "01_horner.py").write_text(LAST_LEFT_OUT, encoding="utf-8")
        assert cause in ask("check", "1", "--course", "course", "--dir", "course", status=1)


def test_a_folder_can_be_moved_and_the_course_be_gone(folder, ask, tmp_path):
    moved = shutil.copytree(folder, tmp_path / "elsewhere" / "my work")
    shutil.rmtree(folder.parent / "course")
    shutil.rmtree(folder)
    (moved / "01_horner.py").write_text(LAST_LEFT_OUT, encoding="utf-8")
    assert f"[{OWN[2]}]" in ask("check", "--dir", moved, status=1)


def test_folders_of_two_courses_do_not_mix(folder, ask, tmp_path):
    """Not in one process either, where both have an exercise of the same name."""
    ask("new", "other")
    change(tmp_path / "other" / "mistakes.py", "The loop ends before", "ANOTHER CAUSE:")
    change(tmp_path / "other" / "tests" / "test_01_horner.py", "(0, 1, 2, 4)", "(0, 1)")
    ask("start", "--course", "other", "theirs")
    ask("start", "ours")
    for _ in range(2):
        for place in folder, Path("theirs"):
            (place / "01_horner.py").write_text(LAST_LEFT_OUT, encoding="utf-8")
        assert "explains all 5 wrong" in ask("check", "1", "--dir", folder, status=1)
        said = ask("check", "1", "--dir", "theirs", status=1)
        assert "ANOTHER CAUSE:" in said and "explains all 3 wrong" in said
        assert "02 numerical derivative" in ask("check", "2", "--dir", "ours", status=1)


def test_a_teacher_asks_with_the_course_and_not_with_the_students_copy(folder, course, ask):
    change(folder / COPY / "tests" / "test_01_horner.py", "gives=right", "gives=student.horner")
    shutil.rmtree(folder / COPY)
    said = ask("check", "01", "--course", course, "--dir", folder, status=1)
    assert "0 of 3 points" in said
    said = ask("mistakes", "--course", course)
    assert said.startswith("9 mistakes") and "slopes-multiplied" in said
    assert "What is horner([7], 10)" in ask("mistakes", OWN[2], "--course", course)
    assert "no mistake has the id" in ask("mistakes", OWN[2], status=2)


def test_an_exercise_with_a_value_knows_our_mistakes(course, ask):
    """Without a mistakes.py, since these need no more than `Value`."""
    (course / "mistakes.py").unlink()
    (course / "tests" / "test_01_horner.py").write_text(
        "def test_sums(student):\n    student.gradients('y = a * b + a')\n", encoding="utf-8"
    )
    manifest = (course / "manifest.toml").read_text(encoding="utf-8").split("[[exercise]]")[1]
    manifest = manifest.split("[exercise.points]")[0].replace('["horner"]', '["Value"]')
    text = f"[[exercise]]{manifest}[exercise.points]\ntest_sums = 1\n"
    (course / "manifest.toml").write_text(text, encoding="utf-8")
    exercise = read_course(course).exercises[0]
    assert "assign-instead-of-add" in {form[0] for form in wrong_answers(exercise, 0)}


# -------------------------------------------------------------------- started again


def test_started_again_it_renews_what_the_student_has_not_touched(folder, course, ask):
    (folder / "01_horner.py").write_text("mine = 1\n", encoding="utf-8")
    change(course / "01_horner.py", "257", "258")
    change(course / "02_dual_numbers.py", "6.0", "six")
    change(course / "tests" / "test_01_horner.py", "(0, 1, 2, 4)", "(0, 1)")
    (course / "mistakes.py").unlink()
    said = ask("start", "--course", course, folder)
    assert "Wrote tests/test_01_horner.py, 02_dual_numbers.py; the other 4" in " ".join(
        said.split()
    )
    assert (folder / "01_horner.py").read_text(encoding="utf-8") == "mine = 1\n"
    for place in folder, folder / COPY:
        assert "six" in (place / "02_dual_numbers.py").read_text(encoding="utf-8")
        assert "(0, 1)" in (place / "tests" / "test_01_horner.py").read_text(encoding="utf-8")
    assert not (folder / COPY / "mistakes.py").exists()
    assert "nothing was written" in ask("start", "--course", course, folder)


def test_a_missing_copy_is_one_error_and_can_be_brought_back(folder, course, ask, pytester):
    shutil.rmtree(folder / COPY)
    for command in ["check"], ["list"], ["hint", "1"], ["reset", "1"], ["watch"]:
        said = ask(*command, "--dir", folder, status=2)
        assert len(said.splitlines()) == 1 and ".minigrad/manifest.toml is missing" in said
        assert "minigrad exercises start --course" in said
    ran = pytester.runpytest_inprocess("--rootdir", folder, "-c", folder / "pytest.ini", folder)
    assert ran.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in ran.errlines if ".minigrad/manifest.toml is missing" in line]
    ask("start", "--course", course, folder)
    assert "hint 1 of 4" in ask("hint", "1", "--dir", folder)


def test_a_folder_has_one_course(folder, course, ask, tmp_path):
    ask("start", "ours")
    ask("new", "other")
    for name in "01_horner.py", "02_dual_numbers.py":
        (tmp_path / "other" / name).rename(tmp_path / "other" / f"x{name}")
        change(tmp_path / "other" / "manifest.toml", f'"{name}"', f'"x{name}"')
    for given, place in (("", folder), (course, "ours"), ("other", folder)):
        before = sorted(Path(place).rglob("*"))
        said = ask("start", *(["--course", given] if given else []), place, status=2)
        assert "has the exercises of another course" in said
        assert sorted(Path(place).rglob("*")) == before
    assert "is a course itself" in ask("start", course, status=2)
    assert "has no exercises in it" in ask("check", "--dir", tmp_path, status=2)


# -------------------------------------------------------------------- what a teacher gets wrong


MANIFEST, TEST, MISTAKES = "manifest.toml", "tests/test_01_horner.py", "mistakes.py"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (MANIFEST, 'title = "Horner\'s scheme"\n', "", "exercise '01': the key 'title' is missing"),
        (MANIFEST, 'id = "01"\n', "", "exercise 1: the key 'id' is missing"),
        (MANIFEST, 'id = "02"', 'id = "1"', "two exercises have id = '1'"),
        (MANIFEST, 'id = "01"', 'id = "0 1"', "id needs to be letters, digits"),
        (MANIFEST, 'id = "01"', "id = 01", "manifest.toml is no TOML: "),
        (MANIFEST, "minutes = 15", 'minutes = "15"', "needs to be a whole number, got '15'"),
        (MANIFEST, "minutes = 15", "minutes = true", "needs to be a whole number, got True"),
        (MANIFEST, "minutes = 15", "minutes = 0", "minutes needs to be 1 or more, got 0"),
        (MANIFEST, "minutes = 15", "minuts = 15", "unknown key 'minuts': did you mean 'minutes'?"),
        (MANIFEST, 'needs = ["horner"]', "needs = []", "needs needs to be the names"),
        (MANIFEST, "minutes = 15", 'gets = ["torch"]\nminutes = 15', "gets needs to be modules of"),
        (MANIFEST, "[[exercise]]", "[exercise]", "no TOML: "),
        (
            MANIFEST,
            "# The exercises",
            "points = 3\n# The",
            "unknown key 'points': each exercise is",
        ),
        (MANIFEST, 'file = "01_horner.py"', 'file = "1.py"', "file = '1.py' is not in"),
        (MANIFEST, '"01_horner.py"', '"../x.py"', "file needs to be the name of a .py file"),
        (MANIFEST, '"tests/test_01', '"test_01', "test needs to be a file such as"),
        (MANIFEST, '"tests/test_01', '"tests/test_1', "test = 'tests/test_1_horner.py' is not in"),
        (MANIFEST, "test_plus = 1", "test_puls = 1", "points for test_puls, which test_02_dual"),
        (MANIFEST, "test_plus = 1", "", "has test_plus, which has no points"),
        (MANIFEST, "test_plus = 1", "test_plus = 0", "points.test_plus needs to be a whole number"),
        (TEST, "polynomials(student)", "polynomials(me)", "needs one argument, student"),
        (TEST, "def polynomial(", "def polynomial(:", "test_01_horner.py, line 22: "),
        (TEST, "class Counting", "import nothing_here\nclass Counting", "line 4: ModuleNotFound"),
        (MISTAKES, "MISTAKES = (", "MISTEAKS = (", "mistakes.py needs to define MISTAKES"),
        (MISTAKES, "MISTAKES = (", "MISTAKES = (1, ", "a Mistake(…) at each place, got 1"),
        (MISTAKES, '"value-for-slope"', '"uphill"', "a mistake of minigrad has the id 'uphill'"),
        (MISTAKES, '"value-for-slope"', '"x-stands-still"', "before it has the id"),
        (MISTAKES, '{"horner": last', '{"horn": last', "form 1 makes horn, which is all"),
        (MISTAKES, '{"horner": last_left_out}', "last_left_out", "needs to return {name: code}"),
        (MISTAKES, '{"horner": last_left_out}', "last", "form 1 ends with NameError: name 'last'"),
        (MISTAKES, "import Mistake", "import Mistaken", "mistakes.py, line 7: ImportError"),
    ],
)
def test_a_course_with_a_fault_is_refused_in_one_sentence(course, ask, file, old, new, said):
    change(course / file, old, new)
    told = ask("start", "--course", course, "mine", status=2)
    assert len(told.splitlines()) == 1 and said in told
    assert Path(file).name in told and not Path("mine").exists()


def test_a_manifest_that_cannot_be_read(course, ask):
    path = course / "manifest.toml"
    text = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))  # of a Windows editor
    assert len(read_course(course).exercises) == 2
    for contents, said in [
        (b"\xff\xfe", "needs to be saved as UTF-8"),
        (b"", "needs an [[exercise]], in two brackets"),
        (b"exercise = 3", "needs an [[exercise]], in two brackets"),
        (text.split(b"[[exercise]]")[1].join([b"[exercise]", b""]), "in two brackets"),
    ]:
        path.write_bytes(contents)
        assert said in ask("check", "--course", course, "--dir", course, status=2)
    path.unlink()
    assert "is no course, as it has no manifest.toml" in ask(
        "start", "--course", course, "x", status=2
    )


def test_a_template_overwrites_nothing(course, ask):
    before = sorted(course.rglob("*"))
    for place in course, course / "README.md":
        assert "choose a folder that is new or empty" in ask("new", place, status=2)
    assert sorted(course.rglob("*")) == before
    assert "a part of minigrad itself" in ask("new", TEMPLATE / "mine", status=2)


def test_other_words_in_the_setting_are_an_error(folder, pytester):
    change(
        folder / "pytest.ini", "minigrad_exercises = .minigrad", "minigrad_exercises = ../theirs"
    )
    ran = pytester.runpytest_inprocess("--rootdir", folder, "-c", folder / "pytest.ini", folder)
    assert ran.ret == pytest.ExitCode.USAGE_ERROR
    assert "needs to be true or .minigrad, got '../theirs'" in ran.stderr.str()


def test_nothing_of_a_course_is_executed_when_it_is_read(course):
    for path in course.rglob("*.py"):
        path.write_text(path.read_text(encoding="utf-8") + "\nraise SystemExit\n", encoding="utf-8")
    assert [each.id for each in read_course(course).exercises] == ["01", "02"]
    shutil.copytree(course, course.parent / "student" / COPY)
    shutil.copy(course / "01_horner.py", course.parent / "student")
    assert Workspace(course.parent / "student").course.find("1").title == "Horner's scheme"


# -------------------------------------------------------------------- whose mistake it is

SOLVED = "01_horner.py"
TESTS = Path("tests") / "test_01_horner.py"


def test_check_says_it_and_goes_on(solved, capsys):
    change(solved / COPY / TESTS, "right = polynomial", "right = polynomal")
    assert main(["exercises", "check", "--dir", str(solved)]) == 2
    said = capsys.readouterr().out
    assert "0 of 4 points, without 01: a wrong test." in said and "Next: edit 02" in said


@pytest.fixture
def solved(course, folder):
    shutil.copy(course / "solutions" / SOLVED, folder)
    return folder


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("right = polynomial", "right = polynomal", "line 30: NameError: name 'polynomal'"),
        ("in (0, 1, 2, 4)", "in 7", "line 28: TypeError: 'int'"),
        ("told(x.count)]", "tolled(x.count)]", "line 36: NameError: name 'tolled'"),
        ("told(x.count)]", "told(x.count)", "line 36: SyntaxError"),
        ("gives=right", "gives=None", "line 31: NotANumber"),
    ],
)
def test_a_broken_test_is_not_the_students_mistake(course, solved, ask, right, wrong, said):
    change(solved / COPY / TESTS, right, wrong)
    change(course / TESTS, right, wrong)
    assert ask("check-course", course, status=1).startswith("01: tests/test_01_horner.py")
    assert "a mistake of the course" in ask("start", "--course", course, "other", status=2)
    report = grade_file(read_course(solved / COPY).exercises[0], solved)
    text = " ".join(Feedback(report).text.split())
    assert "not graded" in text and "This is not your mistake" in text
    assert said in text and str(TESTS.name) in text


def test_what_a_student_causes_is_the_students(solved):
    (exercise, _) = read_course(solved / COPY).exercises
    for body in ("return c", "return None + 1", "return undefined", "c.clear(); return 1.0"):
        (solved / SOLVED).write_text(f"def horner(c, x):\n    {body}\n", encoding="utf-8")
        report = grade_file(exercise, solved)
        assert report.wrong and not report.is_broken
    (solved / SOLVED).write_text("horner = sum\n", encoding="utf-8")
    assert not grade_file(exercise, solved).is_broken
    (solved / SOLVED).write_text("pass\n", encoding="utf-8")
    assert not grade_file(exercise, solved).is_broken


@pytest.mark.parametrize(
    ("asks", "code", "is_broken"),
    [
        ("student.value('horner([1.0], 2.0)') + 1", "def horner(c, x): pass", False),
        ("student.horner([1.0], 2.0) + 1", "def horner(c, x): pass", False),
        ("student.horner([1.0], 2.0)", "def horner(c, x): return c + 1", False),
        ("student.horner([1.0], 2.0)", "pass", False),
        (
            "student.call('horner', xs := [1.0], 2.0, gives=1.0); xs[0]",
            "horner = list.clear",
            False,
        ),
        ("student.call('horner', lambda x: lost, 2.0, gives=1)", "def horner(f, x): f(x)", True),
        ("student.call('horner', 1.0, 2.0, gives=1.0); [][0]", "def horner(*c): return 1.0", True),
        ("student.expect('1', 'later', 1)", "def horner(c, x): return 1.0", True),
    ],
)
def test_whose_mistake_an_error_is(solved, asks, code, is_broken):
    (exercise, _) = read_course(solved / COPY).exercises
    change(solved / COPY / TESTS, "    for degree in", f"    {asks}\n    for degree in")
    (solved / SOLVED).write_text(f"{code}\n", encoding="utf-8")
    report = grade_file(exercise, solved)
    assert report.is_broken == is_broken and (report.wrong or is_broken)


def test_a_question_that_the_solution_fails_is_not_the_students_mistake(course, solved, ask):
    change(course / TESTS, "26.0", "27.0")
    assert "fails tests/test_01_horner.py" in ask("check-course", course, status=1)
    report = grade_file(read_course(course).exercises[0], solved)
    assert report.is_broken and "26 instead of 27" in report.unreadable
    (solved / SOLVED).write_text("def horner(c, x):\n    return 1.0\n", encoding="utf-8")
    assert grade_file(read_course(course).exercises[0], solved).is_broken


def test_pytest_tells_it_and_goes_on(solved, pytester):
    for path in solved / TESTS, solved / COPY / TESTS:
        change(path, "right = polynomial", "right = polynomal")
    said = pytester.runpytest_inprocess("--rootdir", solved, "-c", solved / "pytest.ini", solved)
    said.stdout.fnmatch_lines(["This is not your mistake*", "*'polynomal'*"])
    assert "is not solved yet" not in said.stdout.str().partition("exercises ==")[0]


def test_a_course_is_checked_before_it_is_handed_out(course, ask):
    (course / "solutions" / "02_dual_numbers.py").unlink()
    change(course / "mistakes.py", "reversed(coefficients)", "coefficients")
    lines = ask("check-course", course, status=1).splitlines()
    assert [line.split(":")[0] for line in lines] == ["02", "mistakes.py"]
    assert "is missing" in lines[0]
    assert "form 1 of 'coefficients-lowest-first' answers all questions rightly" in lines[1]
    shutil.copy(course / "solutions" / SOLVED, course)
    assert "01: test_small_polynomials is passed by" in ask("check-course", course, status=1)


class Elsewhere:
    """Code in another process, which answers every question with the same error."""

    def __init__(self, said):
        self.said, self.names = said, {"horner": "there"}

    def start(self, names):
        pass

    def use(self, things):
        pass

    def ask(self, code, given, give):
        raise Faulty(Failure("NameError", self.said))


def test_in_another_process_a_missing_name_is_the_courses_if_no_line_is_named(example):
    (exercise, _) = example.exercises
    with pytest.raises(CourseError, match="told"):
        grade_isolated(exercise, Elsewhere("NameError: name 'told' is not defined"), 0)
    for said in (
        "NameError (line 2 of 01_horner.py): name 'told' is not defined",
        "NameError: name 'horner' is not defined",
        "NameError: name 'of_no_test' is not defined",
    ):
        assert grade_isolated(exercise, Elsewhere(said), 0).wrong
