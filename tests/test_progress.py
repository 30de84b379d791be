"""What a terminal shows of a training: a picture that learns, and never more often than it may."""

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem
from rich.console import Console
from rich.text import Text

from minigrad.cli.console import new_console
from minigrad.datasets import Dataset, iris, xor
from minigrad.equations import classifier
from minigrad.nn import MLP
from minigrad.training import Epoch, predict
from viz import progress as progress_file
from viz import theme
from viz.plane import Slice, half_blocks
from viz.progress import Watched, progress

NETWORK = MLP(2, [3, 2], seed=1)


def console(width=100, height=30, **options):
    options = {"force_terminal": True, "color_system": "truecolor"} | options
    return Console(file=StringIO(), width=width, height=height, highlight=False, **options)


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is told to go on."""
    now = [100.0]
    monkeypatch.setattr(progress_file, "perf_counter", lambda: now[0])
    return now


def frames(text):
    """The plain texts of all drawings: each begins where the one before is wiped out."""
    drawings = re.split(r"\r\x1b\[2K(?:\x1b\[1A\x1b\[2K)*", text)
    return [Text.from_ansi(each).plain for each in drawings]


def trained(terminal, data=None, epochs=3, answers=lambda: classifier(NETWORK), accuracy=None):
    watched = None if data is None else Watched(data, answers)
    with progress(epochs, accuracy or (lambda: 0.75), terminal, watched) as on_epoch:
        for number in range(1, epochs + 1):
            on_epoch(Epoch(number, loss=1 / number, nodes=1000, seconds=0.01))
    return terminal.file.getvalue()


def test_a_wide_terminal_shows_the_regions_and_the_words_side_by_side(clock):
    last = frames(trained(console(), xor()))[-1].splitlines()
    assert [len(line.split("  ")[0]) for line in last[:16]] == [40] * 16
    words = [line[42:].strip() for line in last[:9]]
    assert words[0] == "epoch 3 of 3" and words[2:4] == ["loss 0.3333", "█▄▁"]
    assert words[4:] == [
        *("accuracy 0.75, held out", "100 k nodes/s", "██ same signs", "██ different signs", "")
    ]


@pytest.mark.parametrize(("width", "height"), [(60, 30), (40, 30), (21, 24), (30, 8)])
def test_a_small_terminal_shows_them_one_below_the_other_and_no_wider(width, height, clock):
    last = frames(trained(console(width, height), xor()))[-1].splitlines()
    blocks = [line for line in last if "▀" in line]
    assert 4 <= len(blocks) <= 16 and {len(line.rstrip()) for line in blocks} == {min(40, width)}
    assert max(map(len, last)) <= width and len(last) <= max(height, 12)


@pytest.mark.parametrize(
    "options", [{"no_color": True}, {"color_system": "standard"}, {"color_system": None}]
)
def test_with_few_colours_the_regions_are_characters_and_no_class_is_blank(options, clock):
    text = trained(console(**options), xor(), answers=lambda: lambda x: int(x[0] < 0))
    last = frames(text)[-1].splitlines()
    rows = [line[:40] for line in last[:16]]
    assert {*"".join(rows)} == {"·", ":", "0", "1"}
    assert any("· same signs" in line for line in last)
    assert any(": different signs" in line for line in last)


def test_of_data_with_more_features_a_slice_is_shown_and_named(clock):
    asked = []

    def answer(x):
        asked.append(x)
        return 0

    last = frames(trained(console(), iris(), answers=lambda: answer))[-1]
    for words in "→ petal length", "↑ petal width", "other inputs at their mean", "█▄▁":
        assert words in last
    means = [sum(column) / 150 for column in zip(*iris().inputs, strict=True)]
    assert {tuple(x[:2]) for x in asked} == {tuple(means[:2])}
    assert min(x[2] for x in asked) < 1 and max(x[2] for x in asked) > 6.9  # 1.0 to 6.9 cm
    assert "other inputs" not in trained(console(), xor())


def test_a_slice_needs_two_features():
    for features, samples in (("x",), [([1.0], 0)]), (("x", "y"), []):
        with pytest.raises(ValueError, match="a plane needs samples with two features, got"):
            Slice(Dataset("line", features, ("a",), samples))
    constant = Dataset("flat", ("x", "y", "z"), ("a", "b"), [([0.0, i, i], i) for i in (0, 1)])
    assert Slice(constant).data.features == ("y", "z")


def test_each_drawing_shows_what_the_network_answers_by_then(clock):
    answers = iter([lambda x: 0, lambda x: 1])
    text = trained(console(color_system=None), xor(), 2, lambda: next(answers))
    first, second, *_ = (each for each in frames(text) if "epoch" in each)
    assert ":" not in first.split("epoch")[0] and "·" not in second.split("epoch")[0]


def test_it_is_drawn_at_most_five_times_a_second_and_at_the_end(clock):
    terminal = console()
    with progress(100, lambda: 0.5, terminal, Watched(xor(), lambda: classifier(NETWORK))) as tell:
        for number in range(1, 101):
            tell(Epoch(number, 1.0, 1000, 0.01))
            clock[0] += 0.03
    shown = re.findall(r"epoch (\d+) of 100", terminal.file.getvalue())
    numbers = list(dict.fromkeys(map(int, shown)))
    assert numbers == [*range(1, 100, 7), 100]


def test_drawing_takes_a_tenth_of_the_time_at_most(clock):
    def slow():
        clock[0] += 1.0
        return classifier(NETWORK)

    terminal = console()
    with progress(100, lambda: 0.5, terminal, Watched(xor(), slow)) as tell:
        for number in range(1, 101):
            tell(Epoch(number, 1.0, 1000, 0.01))
            clock[0] += 0.5
    shown = re.findall(r"epoch (\d+) of 100", terminal.file.getvalue())
    assert list(dict.fromkeys(map(int, shown))) == [1, 19, 37, 55, 73, 91, 100]


def test_outputs_that_are_nan_are_left_to_the_training(clock):
    def refuse():
        raise ValueError("outputs that are nan")

    assert "epoch 1" not in trained(console(), xor(), 1, accuracy=refuse)


def test_the_curve_and_the_cursor_are_there_after_an_interruption(clock):
    terminal = console()
    with pytest.raises(KeyboardInterrupt), progress(9, lambda: 0.5, terminal) as on_epoch:
        on_epoch(Epoch(1, 1.0, 1000, 0.01))
        raise KeyboardInterrupt
    text = terminal.file.getvalue()
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")  # the cursor is shown again
    assert "epoch 1 of 9" in text


@pytest.mark.parametrize(
    ("is_terminal", "variables", "moves"),
    [(True, {}, True), (True, {"CI": "true"}, False), (False, {"FORCE_COLOR": "1"}, False)],
    ids=["terminal", "CI", "pipe"],
)
def test_nothing_moves_where_nobody_looks(is_terminal, variables, moves, monkeypatch, capsys):
    for name in "CI", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE":
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", **variables}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    terminal = new_console()
    with progress(2, lambda: 0.5, terminal, Watched(xor(), lambda: classifier(NETWORK))) as tell:
        tell(Epoch(1, 1.0, 1000, 0.01))
    out = capsys.readouterr().out
    assert ("\x1b[?25l" in out) is moves
    assert moves or out.startswith("epoch 1 of 2: loss ")


def test_half_blocks_hold_two_squares_each():
    data = Dataset("corners", ("x", "y"), ("a", "b"), [([0.0, 0.0], 0), ([1.0, 1.0], 1)])
    picture = half_blocks(lambda x: int(x[1] > 0.5), data, 10, 3)
    assert picture.plain == "\n".join(["▀" * 10] * 3)
    pale, full = [theme.LIGHT["class_1_weak"], theme.LIGHT["class_2_weak"]], theme.CLASSES
    styles = [span.style for span in picture.spans]
    assert styles[0] == f"{pale[1]} on {pale[1]}"
    assert styles[10] == f"{pale[1]} on {pale[0]}"  # the line between them crosses the middle row
    assert styles.count(f"{full[1]} on {pale[1]}") + styles.count(f"{pale[1]} on {full[1]}") == 1
    assert styles[29] == f"{pale[0]} on {pale[0]}"


def test_256_colours_are_enough_to_tell_regions_and_samples_apart():
    colours = [*theme.CLASSES, *(theme.LIGHT[f"{role}_weak"] for role in theme.CLASS_ROLES)]
    shown = {Color.parse(each).downgrade(ColorSystem.EIGHT_BIT).number for each in colours}
    assert len(shown) == 6


def test_plain_numbers_answer_as_the_graph_does():
    for activation in "linear", "tanh", "sigmoid", "relu", "leaky_relu", "softplus":
        network = MLP(2, [5, 3], activation, seed=4)
        answer = classifier(network)
        points = [[x / 3, y / 3] for x in range(-6, 7) for y in range(-6, 7)]
        assert [answer(x) for x in points] == [predict(network, x) for x in points]
    with pytest.raises(ValueError, match=r"classifier\(\) needs outputs that can be compared"):
        classifier(NETWORK)([float("nan"), 0.0])


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal that a program can hold")
def test_ctrl_c_in_a_terminal_keeps_the_picture_and_gives_the_cursor_back():
    import pty

    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    environment.pop("CI", None)
    program = [sys.executable, "-m", "minigrad", "train", "spiral", "--epochs", "100000"]
    folder = Path(__file__).parents[1]
    with subprocess.Popen(program, stdout=theirs, env=environment, cwd=folder) as process:
        os.close(theirs)
        seen = b""
        while b"epoch 1" not in seen:
            seen += os.read(ours, 65536)
        process.send_signal(signal.SIGINT)
        with suppress(OSError):  # Linux's way to say that the other side has closed
            while more := os.read(ours, 65536):
                seen += more
    os.close(ours)
    text = seen.decode("utf-8")
    assert process.returncode == 0
    assert "▀" in text and "Stopped after epoch" in text and "Held-out accuracy" in text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")
