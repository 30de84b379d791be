"""`minigrad exercises` does what its help says, wherever it is printed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import viz
from docs.teaching import PAGE, renewed
from minigrad.cli import main
from minigrad.exercises.library import mistakes, reports
from minigrad.exercises.manifest import exercises, find_exercise
from minigrad.exercises.wording import one_line
from minigrad.exercises.workspace import handed_out
from tests.exercises.reference import SOLUTIONS, source

FIRST, LAST = exercises()[0], exercises()[-1]
TOTAL = sum(each.total for each in exercises())


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["exercises", "start", "."]) == 0
    capsys.readouterr()
    return tmp_path


@pytest.fixture
def ask(capsys):
    def ask(*arguments):
        status = main(["exercises", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return ask


def solve(*solved):
    for exercise in solved:
        shutil.copy(SOLUTIONS / exercise.file, exercise.file)


def rows(table):
    lines = (line.split("│") for line in table.splitlines())
    return [[cell.strip() for cell in cells[1:-1]] for cells in lines if len(cells) > 1]


# -------------------------------------------------------------------- start


def test_start_says_what_to_do_next(ask):
    status, out, err = ask("start", "new folder")
    assert (status, err) == (0, "")
    lines = [line.strip() for line in out.splitlines()]
    assert lines.index('cd "new folder"') < lines.index("pytest")
    assert f"{len(exercises())} exercises" in lines[0]


def test_start_names_what_is_the_exception(ask):
    count = len(handed_out())
    assert f"All {count} files were there before; nothing was written." in ask("start", ".")[1]
    Path(FIRST.file).unlink()
    status, out, _ = ask("start", ".")
    assert status == 0 and "cd ." not in out
    assert f"Wrote {FIRST.file}; the other {count - 1} files were there before." in out
    for path in Path().rglob("*.*"):
        path.unlink()
    Path("README.md").touch()
    out = " ".join(ask("start", ".")[1].split())
    assert f"Wrote {count - 1} files" in out and "as it was there before: README.md." in out


@pytest.mark.parametrize("arguments", [["start", ""], ["start", " "], ["list", "--dir", ""]])
def test_an_unset_variable_is_no_folder(ask, arguments, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir("empty")
    status, out, err = ask(*arguments)
    assert (status, out) == (2, "") and len(err.splitlines()) == 1
    assert "needs the name of a folder" in err and not list(Path().iterdir())


# -------------------------------------------------------------------- check


def test_nothing_is_solved_at_the_beginning(ask):
    status, out, err = ask("check", "--all")
    assert (status, err) == (1, "")
    assert [line.split()[1] for line in out.splitlines() if line.startswith("✗")] == [
        each.id for each in exercises()
    ]
    assert f"\n0 of {TOTAL} points.\nNext: edit {FIRST.file}" in out


def test_a_week_has_its_own_exercises(ask):
    second = [each for each in exercises() if each.week == 2]
    _, out, _ = ask("list", "--week", "2")
    assert [line.split()[1] for line in out.splitlines() if line.startswith("│")] == [
        each.id for each in second
    ]
    solve(*second[:-1])
    status, out, _ = ask("check", "--week", "2")
    assert status == 1 and f"{TOTAL} points" not in out
    assert [line.split()[1] for line in out.splitlines() if line[:1] in ("✓", "✗")] == [
        each.id for each in second
    ]
    solve(*second)
    status, out, _ = ask("check", "--week", "2")
    assert status == 0 and f"{sum(each.total for each in second)} of " in out


def test_a_check_stops_at_the_first_unsolved_exercise(ask):
    solve(*exercises()[:1])
    status, out, _ = ask("check")
    marks = [line.split() for line in out.splitlines() if line[0:1] in ("✓", "✗")]
    assert status == 1
    assert [" ".join(words[:2]) for words in marks] == [
        f"✓ {FIRST.id}",
        *[f"✗ {each.id}" for each in exercises()[1:2]],
    ]


def test_everything_solved_is_said_and_is_status_0(ask):
    solve(*exercises())
    for arguments in [], ["--all"], ["--all", "--seed", "3"]:
        status, out, err = ask("check", *arguments)
        assert (status, err) == (0, "")
        assert f"{TOTAL} of {TOTAL} points.\nAll exercises are solved." in out
        assert "✗" not in out


def test_only_what_is_named_is_asked_and_once(ask):
    solve(LAST)
    status, out, _ = ask("check", LAST.id, LAST.file, LAST.id.lstrip("0"))
    assert status == 0 and out.count("✓") == 1
    assert f"{LAST.total} of {LAST.total} points." in out
    status, out, _ = ask("check", FIRST.id, "--seed", "1", LAST.id)
    assert status == 1 and out.count("✓") == 1 and out.count("✗") == 1


def test_another_folder_may_be_named(ask, tmp_path, monkeypatch):
    solve(LAST)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    assert ask("check", LAST.id, "--dir", "..")[0] == 0
    assert ask("hint", LAST.id, "--dir", "..")[0] == 0
    assert (tmp_path / ".minigrad.json").is_file() and not list(Path().iterdir())


def test_a_check_asks_the_questions_of_the_package(ask):
    Path(FIRST.test).write_text("def test_nothing(student): pass\n", encoding="utf-8")
    assert ask("check", FIRST.id)[0] == 1


def test_what_does_not_load_is_said_in_a_check_and_in_the_list(ask):
    Path(FIRST.file).write_text("class Value\n", encoding="utf-8")
    Path(LAST.file).unlink()
    assert "SyntaxError" in ask("check", FIRST.id)[1]
    assert f"minigrad exercises reset {LAST.id}" in " ".join(ask("check", LAST.id)[1].split())
    states = {row[0]: row[-1] for row in rows(ask("list")[1])}
    assert states[FIRST.id] == states[LAST.id] == "does not load"


def test_the_wrong_graph_is_drawn_where_there_is_one(ask):
    status, out, _ = ask("check", "--draw", "other.svg")
    assert status == 1 and "other.svg is not written" in out and not Path("other.svg").exists()
    overwrites = source("04").replace("grad += ", "grad = ")
    Path(find_exercise("04").file).write_text(overwrites, encoding="utf-8")
    status, out, _ = ask("check", "04", "--draw", "wrong.svg")
    assert status == 1 and "Wrote wrong.svg" in out
    assert "your δ" in Path("wrong.svg").read_text(encoding="utf-8")


# -------------------------------------------------------------------- list, hint, reset


def test_the_list_shows_how_far_one_is(ask):
    solve(FIRST)
    with Path(LAST.file).open("a", encoding="utf-8") as file:
        file.write("\nprint('a line of my own')\n")
    status, out, err = ask("list")
    assert (status, err) == (0, "") and "a line of my own" not in out
    shown = rows(out)
    assert [row[:2] for row in shown] == [[each.id, each.title] for each in exercises()]
    assert shown[0][2:] == [f"{FIRST.total} of {FIRST.total}", str(FIRST.minutes), "1", "solved"]
    assert shown[-1][2:] == [f"0 of {LAST.total}", str(LAST.minutes), "4", "begun"]
    assert {row[-1] for row in shown[1:-1]} <= {"not begun"}


def test_each_hint_says_more_and_the_last_is_repeated(ask):
    said = [" ".join(ask("hint", FIRST.id)[1].split()) for _ in range(len(FIRST.hints) + 1)]
    for number, (hint, text) in enumerate(zip(FIRST.hints, said), 1):
        assert f"hint {number} of {len(FIRST.hints)}" in text and " ".join(hint.split()) in text
    assert said[-1] == said[-2] and "last" in said[-1]


def test_a_hint_that_cannot_be_counted_is_given_all_the_same(ask):
    Path(".minigrad.json").mkdir()
    status, out, err = ask("hint", FIRST.id)
    assert status == 2 and FIRST.hints[0].split()[0] in out
    assert err.startswith("minigrad: the next hint will be the same") and len(err.splitlines()) == 1


def test_reset_says_where_the_old_file_is(ask):
    Path(FIRST.file).write_text("mine = 1\n", encoding="utf-8")
    status, out, _ = ask("reset", FIRST.id)
    backup = f"{Path(FIRST.file).stem}.backup1.py"
    assert status == 0 and backup in out and Path(backup).is_file()
    assert "nothing to do" in " ".join(ask("reset", FIRST.id)[1].split())


# -------------------------------------------------------------------- for teachers


def test_all_mistakes_are_in_the_table_with_a_wrong_answer(ask):
    status, out, err = ask("mistakes")
    assert (status, err) == (0, "")
    assert set(mistakes()) <= {row[0] for row in rows(out)}


@pytest.mark.parametrize("exercise", exercises(), ids=str)
def test_every_wrong_answer_can_be_told(exercise):
    for report in reports(exercise, 0).values():
        for observation in report.wrong:
            text = one_line(observation)
            assert text.isprintable()
            got, instead, right = text.rpartition(" instead of ")
            assert not instead or not got.endswith(f" {right}")


@pytest.mark.parametrize("mistake", ["mul-own-operand", *list(mistakes())[-1:]])
def test_one_mistake_is_shown_with_its_question(ask, mistake):
    status, out, _ = ask("mistakes", mistake)
    words = " ".join(out.split())
    assert status == 0 and mistakes()[mistake].cause in words
    assert mistakes()[mistake].question in words


def test_the_page_for_teachers_is_current(ask):
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page) == page, "run: python docs/teaching.py"


def test_the_mistakes_that_the_page_names_exist():
    page = PAGE.read_text(encoding="utf-8")
    named = [line.split()[3] for line in page.splitlines() if line.startswith("minigrad exercises")]
    assert {name for name in named[1:] if name not in ("#", ".")} <= {*mistakes(), "my-exercises"}


# -------------------------------------------------------------------- faults, pipes, encodings

FAULTS = [
    (["check", "99"], f"from {FIRST.id} to {LAST.id}, got '99'"),
    (["hint"], "required: ID; see minigrad exercises hint --help"),
    (["hint", "ninety"], "got 'ninety'"),
    (["reset", ""], "got ''"),
    (["start"], "required: DIR"),
    (["start", FIRST.file], "choose another folder"),
    (["start", str(Path(viz.__file__).parents[1] / "minigrad")], "part of minigrad itself"),
    (["mistakes", "mul-own"], "did you mean mul-own-operand?"),
    (["mistakes", "?"], "minigrad exercises mistakes lists them"),
    (["check", "--draw", "x.gif"], "--draw needs a file that ends in"),
    (["check", "--seed", "x"], "--seed needs an integer >= 0, got x"),
    (["check", "--colour"], "unknown argument '--colour'"),
    (["check", "04", "--week", "2"], "takes exercises or a --week, not both"),
    (["list", "--week", "5"], "--week needs a week from 1 to 4, got 5"),
    (["check", "3"], "notebook 03 has 03a, 03b, 03c: say which, got '3'"),
    (["list", "04"], "unknown argument '04'"),
    (
        ["solve"],
        "needs one of start, check, watch, list, hint, reset, mistakes, grade, new, "
        "check-course, example-class, got 'solve'",
    ),
    (["chek"], "did you mean check?"),
    (["check", "--draw", f"{FIRST.file}/x.svg"], "choose another place with --draw"),
    (["check", "--sed", "3"], "did you mean --seed?"),
    *(([each, "--dir", "tests/none"], "has no exercises in it") for each in ("check", "list")),
    (["hint", FIRST.id, "--dir", "tests"], "minigrad exercises start DIR"),
]


@pytest.mark.parametrize(("arguments", "said"), FAULTS)
def test_a_fault_is_one_line_on_stderr(ask, arguments, said):
    status, out, err = ask(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("minigrad: ") and len(err.splitlines()) == 1 and said in err


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_alone_it_prints_its_help(ask, arguments):
    status, out, err = ask(*arguments)
    assert (status, err) == (0, "") and "minigrad exercises start" in out
    assert all(f"    {each} " in out for each in ("check", "list", "hint", "reset", "mistakes"))


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("command", ["check --all", "list", "mistakes", "hint 4", "reset 4"])
def test_it_fits_the_width(ask, monkeypatch, command, width):
    monkeypatch.setenv("COLUMNS", str(width))
    status, out, _ = ask(*command.split())
    assert status < 2 and max(map(len, out.splitlines())) <= width
    assert "…│" not in out.replace(" ", "") and "\x1b" not in out
    assert all(line.rstrip().endswith("│") for line in out.splitlines() if "│" in line)


def test_a_terminal_gets_colours_unless_it_wants_none(ask, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[1;31m✗" in ask("check")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "31m" not in ask("check")[1]


@pytest.mark.parametrize(
    "command", ["check", "list", pytest.param("mistakes mul-own-operand", marks=pytest.mark.slow)]
)
def test_any_encoding_prints_it(command):
    ran = subprocess.run(
        [sys.executable, "-m", "minigrad", "exercises", *command.split()],
        env=os.environ
        | {"PYTHONPATH": str(Path(viz.__file__).parents[1]), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert ran.returncode < 2 and ran.stderr == b""
    assert FIRST.id.encode() in ran.stdout or b"04" in ran.stdout
