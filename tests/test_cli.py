"""The command line does what its help says, and answers every mistake with one line."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

import viz
from minigrad import __version__
from minigrad.cli import main
from minigrad.cli.recipes import RECIPES


def lines_of(capsys):
    captured = capsys.readouterr()
    return captured.out.splitlines(), captured.err.splitlines()


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")


def run(*arguments, stdout=subprocess.PIPE, **environment):
    """`python -m minigrad` in a process of its own; its output as bytes."""
    return subprocess.run(
        [sys.executable, "-m", "minigrad", *arguments],
        env=os.environ | {"PYTHONPATH": str(Path(viz.__file__).parents[1])} | environment,
        stdout=stdout,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


# -------------------------------------------------------------------- what works


def test_demo_explains_steps_and_draws(capsys):
    assert main(["demo"]) == 0
    out, err = lines_of(capsys)
    assert out[0].startswith("Iris flower 35, a setosa")
    assert any("½" in line and "0.2421" in line for line in out)
    assert any("Wrote" in line and "neuron.svg" in line for line in out)
    assert out[-1].startswith("Wrote") and "iris.svg" in out[-1] and not err
    assert "</svg>" in Path("out", "neuron.svg").read_text(encoding="utf-8")


def test_demo_draws_where_it_is_told(capsys, monkeypatch):
    monkeypatch.setitem(RECIPES, "iris", RECIPES["iris"]._replace(epochs=1))
    assert main(["demo", "--out", "a/b"]) == 0
    assert Path("a", "b", "neuron.svg").is_file()


@pytest.mark.parametrize(
    ("file", "start"),
    [
        ("g.svg", b"<svg"),
        ("g.png", b"\x89PNG"),
        ("g.dot", b"digraph"),
        ("g.html", b"<!doctype html>"),
        ("new/g.SVG", b"<svg"),
    ],
)
def test_draw_writes_the_format_of_the_ending(file, start, capsys):
    assert main(["draw", "w*x", "w=2", "x=3", "-o", file]) == 0
    assert lines_of(capsys) == ([f"Wrote {Path(file)}"], [])
    assert start in Path(file).read_bytes()[:200]


@pytest.mark.parametrize(
    "arguments",
    [
        ["-x**2", "x=3"],
        ["-x", "x=3"],
        ["--2*x", "x=3"],
        ["-x", "x=-3"],
        ["-o", "graph.svg", "-x", "x=3"],
        ["-x", "-o", "graph.svg", "x=3"],
        ["-x", "x=3", "--output=graph.svg"],
        ["--output=graph.svg", "-x", "x=3"],
        ["--", "-x", "x=3"],
        ["-1"],
        [" - x", "x = 3"],
        ["-x*y", "x=3", "-o", "graph.svg", "y=1e-3"],
    ],
)
def test_draw_takes_its_arguments_in_any_order_and_a_leading_minus(arguments, capsys):
    assert main(["draw", *arguments]) == 0
    assert lines_of(capsys) == (["Wrote graph.svg"], [])


@pytest.mark.parametrize("expression", ["-x", "-o", "-out", "-x**2 + 1"])
def test_step_has_no_option_that_an_expression_could_be(expression, capsys):
    name = expression.strip("-*2 +1")
    assert main(["step", expression, f"{name}=-0.5"]) == 0
    out, err = lines_of(capsys)
    assert any("−1" in line for line in out) and not err


@pytest.mark.parametrize("number", ["inf", "-inf", "nan", "1e-300", "1_000", ".5"])
def test_a_value_is_what_float_takes(number, capsys):
    assert main(["step", "2*x", f"x={number}"]) == 0


def test_step_prints_the_backward_pass(capsys):
    assert main(["step", "(w*x - y)**2", "w=3", "x=2", "y=5"]) == 0
    out, _ = lines_of(capsys)
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out if "│" in line]
    deltas = {row[1]: row[4] for row in rows if row[0]}
    assert (deltas["w"], deltas["x"], deltas["y"]) == ("4", "6", "−2")


def test_a_narrow_terminal_gets_paragraphs(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    assert main(["step", "tanh(w*x)", "w=3", "x=-0.2"]) == 0
    out, _ = lines_of(capsys)
    assert out[0].startswith("0. y tanh  value −0.537  δ 1")
    assert max(map(len, out)) <= 40


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--version"], f"minigrad {__version__}"),
        (["--help"], "examples:"),
        ([], "examples:"),
        (["draw", "--help"], "NAME=VALUE"),
        (["step", "-h"], "NAME=VALUE"),
        (["demo", "--help"], "--out"),
        (["help"], "examples:"),
        (["help", "train"], "--epochs"),
        (["help", "exercises"], "mistakes"),
        (["help", "exercises", "check"], "--seed"),
        (["exercises", "help", "check"], "--seed"),
    ],
)
def test_help_and_version(arguments, said, capsys):
    assert main(arguments) == 0
    out, err = lines_of(capsys)
    assert any(said in line for line in out) and not err


def test_a_dash_is_stdout_and_nothing_else_is_written_there():
    for encoding in "ascii", "utf-8":
        ran = run("draw", "δ*x", "δ=2", "x=3", "-o", "-", PYTHONIOENCODING=encoding)
        assert (ran.returncode, ran.stderr) == (0, b"")
        drawn = ran.stdout.decode("utf-8")
        assert drawn.startswith("<svg") and drawn.rstrip().endswith("</svg>") and ">δ<" in drawn
        ran = run("step", "δ*x", "δ=2", "x=3", "--html", "-", PYTHONIOENCODING=encoding)
        assert ran.stdout.decode("utf-8").startswith("<!doctype html>")
    assert not list(Path().iterdir())


@pytest.mark.parametrize("width", ["0", "1", "5", "19"])
@pytest.mark.parametrize("command", ["step x*2 x=1", "train xor --epochs 1", "equations xor"])
def test_a_terminal_of_no_width_is_printed_to(command, width, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80" if width == "0" else "20")
    assert main(command.split()) == 0
    expected, _ = lines_of(capsys)
    monkeypatch.setenv("COLUMNS", width)
    assert main(command.split()) == 0
    out, err = lines_of(capsys)
    assert len(out) == len(expected) > 1 and not err


@pytest.mark.parametrize("command", ["train", "equations"])
def test_help_says_every_default(command, capsys):
    assert main([command, "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    defaults = {
        "train": ["adam", "tanh", "0", "all samples", "by the data set, see below"],
        "equations": ["tanh", "0", "by the data set, see below"],
    }
    for default in defaults[command]:
        assert f"default: {default}" in said
    assert {"train": "spiral 16,16 0.03 200", "equations": "spiral 16,16 xor 8"}[command] in said


# -------------------------------------------------------------------- mistakes

MISTAKES = [
    (["dra"], "got 'dra': did you mean draw?"),
    (["dmeo"], "got 'dmeo': did you mean demo?"),
    (["Train"], "got 'Train': did you mean train?"),
    (
        ["zzz"],
        "draw, step, explore, worksheet, train, equations, exercises, got 'zzz'; see minigrad --",
    ),
    (["help", "dmeo"], "did you mean demo?"),
    (["train", "irsi"], "DATA needs one of iris, moons, circles, spiral, xor, got 'irsi': did you"),
    (["train", "iris", "--activation", "tahn"], "did you mean tanh?"),
    (["train", "iris", "--optimizer", "Adan"], "did you mean adam?"),
    (["train", "iris", "--epoch", "5"], "unknown argument '--epoch': did you mean --epochs?"),
    (["draw", "x", "x=1", "--ouput", "y.svg"], "did you mean --output?"),
    (["train", "iris", "--zzz"], "unknown argument '--zzz'; see minigrad train --help"),
    (["demo", "--out"], "--out needs a value, got none"),
    (["demo", "--out", ""], "--out needs the name of a folder"),
    (["draw"], "required: EXPR; see minigrad draw --help"),
    (["step"], "required: EXPR; see minigrad step --help"),
    (["--colour"], "unknown argument '--colour'"),
    (["draw", "x", "x=1", "--colour", "red"], "unknown argument '--colour'"),
    (["draw", "--colour", "x", "x=1"], "unknown argument '--colour'"),
    (["draw", "x", "x=1", "-z"], "unknown argument '-z'"),
    (["demo", "more"], "unknown argument 'more'"),
    (["draw", "x", "x=1", "-o"], "-o/--output needs a value, got none"),
    (["draw", "x"], "the name 'x' at column 1 needs a value"),
    (["draw", "-z"], "the name 'z' at column 2 needs a value"),
    (["draw", "x", "x=1", "y=1"], "the value of 'y' is not used"),
    (["draw", "x", "x=1", "x=2"], "a second one for 'x'"),
    (["draw", "x", "x=1,5"], "needs a number"),
    (["draw", "x", "x="], "needs a number"),
    (["draw", "x", "x"], "a value is written NAME=VALUE"),
    (["draw", "x", "=1"], "a value is written NAME=VALUE"),
    (["draw", "w", "*", "x"], "put an expression that has spaces in quotes"),
    (["draw", "a.b", "a.b=1"], "a value is written NAME=VALUE"),
    (["draw", "lambda*2", "lambda=1"], "'lambda' is a word of Python"),
    (["draw", "", "x=1"], "got nothing"),
    (["draw", "x\n+", "x=1"], "an expression takes"),
    (["draw", "x", "x=1", "-o", "x.gif"], ".svg, .png, .pdf, .html or .dot, got 'x.gif'"),
    (["draw", "x", "x=1", "-o", "x"], ".html or .dot, got 'x'"),
    (["draw", "x", "x=1", "-o", ""], ".html or .dot, got ''"),
    (["draw", "x", "x=1", "-o", "file/x.svg"], "cannot write 'file/x.svg'"),
    (["draw", "x", "x=1", "-o", "folder.svg"], "cannot write 'folder.svg'"),
    (["demo", "--out", "file"], "choose another place with --out"),
    (["step", "x", "x=1", "--html", "file/x.html"], "choose another place with --html"),
    (["draw", "x" + "+1" * 990, "x=1"], "at most 1,500 nodes"),
    (["step", "x" + "+1" * 990, "x=1", "--html", "x.html"], "at most 1,500 nodes"),
    (["draw", "x", "x=1", "-o", ".svg"], "-o needs a file that ends in"),
    (["draw", "w*x", "--w=1", "x=2"], "a value is written w=1, without dashes"),
    (["draw", "w*x", "-w", "1"], "a value is written w=1, without dashes"),
    (["draw", "w*x", "w", "=", "1"], "such as w=-0.5 without spaces"),
    (["draw", "x", "x=1", "b.svg"], "a file is named with -o b.svg"),
    (["draw", " y = w*x"], "got 'y = w*x': write 'w*x'"),
    (["draw", "ln(x)", "x=1"], "did you mean log?"),
    (["draw", "pow(x, 2)", "x=1"], "write x**2"),
    (["draw", "w·x", "w=1", "x=2"], "write w*x"),
    (["draw", "sin(pi*x)", "x=1"], "add pi=3.141592653589793, say"),
    (["train", "iris", "--replay=yes"], "--replay needs one of python, numpy, jax, got 'yes'"),
    (["draw", "w*x", "w=1,x=2"], "with a space before the next: w=1 x=2"),
    (["draw", "w*x", "w=1 x=2"], "with a space before the next: w=1 x=2"),
    (["draw", "x", "x=−1"], "write - for −"),
    (["draw", "x", "x=0,5"], "write 0.5 for 0,5"),
    (["draw", "x=1", "x"], "the expression comes first"),
    (["step", "log(x)", "x=-1"], "log() needs data > 0, got -1.0"),
    (["step", "1/x", "x=0"], "division needs a divisor other than 0"),
    (["step", "x**9**9**9", "x=2"], "a power needs a result that fits a float"),
]


@pytest.mark.parametrize(("arguments", "said"), MISTAKES)
def test_a_mistake_is_one_line_on_stderr(arguments, said, capsys):
    Path("file").touch()
    Path("folder.svg").mkdir()
    assert main(arguments) == 2
    out, err = lines_of(capsys)
    assert len(err) == 1
    assert err[0].startswith("minigrad: ") and said in err[0]
    assert not [line for line in out if "Wrote" in line]


def test_a_missing_engine_is_one_line_on_stderr(capsys, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", "no such program")
    assert main(["draw", "x", "x=1"]) == 2
    _, err = lines_of(capsys)
    assert len(err) == 1 and "MINIGRAD_DOT" in err[0]
    assert main(["draw", "x", "x=1", "-o", "x.dot"]) == 0


def test_ctrl_c_is_quiet(capsys, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("minigrad.cli.commands.draw", interrupted)
    assert main(["draw", "x", "x=1"]) == 130
    assert lines_of(capsys) == ([], [])


def test_output_may_be_any_text_stream(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(["step", "x*2", "x=1"]) == 0
    assert "δ" in stream.getvalue()


def test_output_may_be_closed(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["step", "x*2", "x=1"]) == 0
    assert main(["--help"]) == 0


# -------------------------------------------------------------------- pipes and encodings

ENCODINGS = "cp1252", "latin-1", "cp437"


@pytest.mark.parametrize(
    "encoding",
    [*("ascii", "utf-8"), *(pytest.param(each, marks=pytest.mark.slow) for each in ENCODINGS)],
)
def test_any_encoding_prints_an_aligned_table(encoding):
    ran = run("step", "0.5*λ - tanh(x)**2", "λ=2", "x=-0.3", PYTHONIOENCODING=encoding)
    assert (ran.returncode, ran.stderr) == (0, b"")
    table = ran.stdout.decode(encoding).splitlines()
    assert len({len(line) for line in table}) == 1
    assert "?" not in "".join(table)


@pytest.mark.slow
def test_ascii_output_of_the_demo_has_no_unknown_character():
    ran = run("demo", PYTHONIOENCODING="ascii", COLUMNS="80")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"d = dC/dnode" in ran.stdout and b"?" not in ran.stdout
    assert b"-0.5476" in ran.stdout


def test_a_wide_character_leaves_its_two_columns():
    ran = run("step", "变*2", "变=2", PYTHONIOENCODING="ascii")
    assert len({len(line) for line in ran.stdout.splitlines()}) == 1


def test_an_error_prints_in_any_encoding():
    ran = run("step", "δ*x²", "δ=1", "x=2", PYTHONIOENCODING="ascii")
    assert ran.returncode == 2 and len(ran.stderr.splitlines()) == 1
    assert b"got 'd*x2'" in ran.stderr or b"write **2 for 2" in ran.stderr
    assert b"\\x" not in ran.stderr and b"\\u" not in ran.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["step", "x" + "+x" * 700, "x=1"],
        ["draw", "x", "x=1", "-o", "-"],
        ["exercises", "start", "exercises"],
        ["--help"],
        *(
            pytest.param(arguments.split(), marks=pytest.mark.slow)
            for arguments in (
                *("step x x=1", "draw x x=1", "train xor --epochs 1", "equations xor"),
                *("exercises mistakes mul-own-operand", "train --help", "--version", ""),
            )
        ),
    ],
)
def test_a_closed_pipe_is_quiet_and_has_the_status_of_common_tools(arguments, unbuffered):
    reading, writing = os.pipe()
    os.close(reading)
    ran = run(*arguments, stdout=writing, PYTHONUNBUFFERED=unbuffered)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (141, b"")


def test_where_there_is_no_stderr_the_error_is_not_on_stdout(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["step", "x"]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder one is in")
def test_a_folder_that_is_gone_is_said(capsys, monkeypatch):
    Path("gone").mkdir()
    monkeypatch.chdir("gone")
    Path("../gone").rmdir()
    for arguments in ["exercises", "start", "new"], ["exercises", "list"]:
        assert main(arguments) == 2
        _, (line,) = lines_of(capsys)
        assert line == "minigrad: the folder that you are in is gone: cd to another one"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line_on_stderr():
    with Path("/dev/full").open("wb") as full:
        ran = run("step", "x*2", "x=1", stdout=full, PYTHONUNBUFFERED="")
    assert ran.returncode == 2 and len(ran.stderr.splitlines()) == 1


def test_a_pipe_gets_no_colours():
    ran = run("step", "x*2", "x=1")
    assert ran.returncode == 0 and b"\x1b" not in ran.stdout


def test_help_imports_nothing_that_is_slow():
    program = (
        "import sys; from minigrad.cli import main; main(['--help']); "
        "print(sorted({'rich', 'viz', 'graphviz', 'ast', 'numpy'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env=os.environ | {"PYTHONPATH": str(Path(viz.__file__).parents[1])},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "[]"


def test_tables_of_a_network_fit_a_narrow_terminal_uncut(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    assert main(["equations", "xor", "--layers", "2"]) == 0
    assert main(["train", "xor", "--epochs", "1"]) == 0
    out, _ = lines_of(capsys)
    assert max(map(len, out)) <= 50
    assert not any("…" in line for line in out)


@pytest.mark.parametrize("option", [["--html", "walk.svg"], ["x=1e400"]])
def test_what_cannot_be_kept_is_refused_before_anything_is_printed(option, capsys):
    assert main(["step", "x*2", *(["x=1"] if "x=1e400" not in option else []), *option]) == 2
    out, err = lines_of(capsys)
    assert out == [] and len(err) == 1
