"""`minigrad train` and the second half of `minigrad demo`: what a person sees of a training."""

import math
import re
import signal
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

import minigrad.losses
from minigrad.cli import main
from minigrad.datasets import DATASETS, Dataset, iris, xor
from minigrad.losses import cross_entropy
from minigrad.nn import MLP
from minigrad.training import Epoch, fit
from tests.svg import texts
from viz import plot_regions, regions
from viz.progress import progress
from viz.theme import CLASSES, number


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")


def out_of(capsys):
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def held_out_accuracy(out):
    return float(re.search(r"Held-out accuracy: ([\d.]+)", out)[1])


@pytest.mark.parametrize(
    "way", [["--replay"], pytest.param([], marks=pytest.mark.slow)], ids=["replayed", "walked"]
)
@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=[pytest.mark.slow] * (each == "spiral")) for each in DATASETS]
)
def test_every_data_set_is_learnt(name, way, capsys):
    assert main(["train", name, *way]) == 0
    out = out_of(capsys)
    assert held_out_accuracy(out) >= 0.9
    assert out.count("epoch ") == 10  # without a terminal, a line for every tenth
    assert ("digits: samples" in out) is (name != "iris")
    assert "δ = ∂C/∂z by layer" in out


def test_the_demo_trains_on_iris_and_draws_the_loss_of_one_flower(capsys):
    assert main(["demo"]) == 0
    out = out_of(capsys)
    assert held_out_accuracy(out) >= 0.93
    assert "3 linear neurons" in out
    shown = texts(Path("out", "iris.svg").read_text(encoding="utf-8"))
    assert {"layer1", "layer2", "neuron7", "petal_length", "C", "= cross_entropy of 3"} <= set(
        shown
    )
    assert shown.count("δ") == 16
    assert any("every node: iris_nodes.svg" in text for text in shown)
    every_node = texts(Path("out", "iris_nodes.svg").read_text(encoding="utf-8"))
    assert every_node.count("δ") == 91
    assert "iris_nodes.svg" in out


def test_the_files_that_were_asked_for_are_written(capsys):
    options = ["--epochs", "3", "--save", "w.json", "--draw", "g.svg", "--plot", "p.svg"]
    assert main(["train", "xor", *options]) == 0
    assert re.findall(r"Wrote (\S+)", out_of(capsys)) == ["w.json", "g.svg", "p.svg"]
    MLP(2, [8, 2]).load("w.json")
    assert "C" in texts(Path("g.svg").read_text(encoding="utf-8"))
    assert "hollow: held out" in texts(Path("p.svg").read_text(encoding="utf-8"))


def test_options_reach_the_training(capsys):
    options = "--layers 5,4 --activation relu --optimizer sgd --lr 0.1 --epochs 2 --batch-size 8"
    assert main(["train", "iris", *options.split(), "--seed", "7"]) == 0
    out = out_of(capsys)
    assert "layers 4-5-4-3, 64 parameters" in out
    assert "epoch 2 of 2" in out


def test_the_same_seed_prints_the_same_losses(capsys):
    def losses(seed):
        assert main(["train", "xor", "--epochs", "5", "--seed", seed]) == 0
        return re.findall(r"loss \S+", out_of(capsys))

    assert losses("1") == losses("1") != losses("2")


@pytest.mark.parametrize("seed", [0, 3])
def test_the_hardest_of_the_held_out_samples_is_drawn(seed, capsys):
    files = ["--save", "w.json", "--draw", "g.svg"]
    assert main(["train", "xor", "--epochs", "3", "--seed", str(seed), *files]) == 0
    network = MLP(2, [8, 2])
    network.load("w.json")
    _, held_out = xor().split(seed=seed)
    hardest = max(cross_entropy(network(x), kind).data for x, kind in held_out.samples)
    assert number(hardest) in texts(Path("g.svg").read_text(encoding="utf-8"))


def test_what_is_asked_for_is_what_learns(capsys):
    def epochs(*options):
        assert main(["train", "xor", "--epochs", "3", *options]) == 0
        return re.findall(r"loss (\S+)", out_of(capsys))

    usual = epochs()
    assert usual == epochs("--seed", "0") == epochs("--optimizer", "adam", "--lr", "0.05")
    for other in ["--batch-size", "8"], ["--activation", "relu"], ["--optimizer", "sgd"]:
        assert epochs(*other) != usual
    for activation in "relu", "sigmoid":
        assert main(["equations", "xor", "--activation", activation, "--draw", "e.dot"]) == 0
        assert f"σ = {activation}" in Path("e.dot").read_text(encoding="utf-8")


def test_replay_is_asked_of_fit(capsys, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "minigrad.cli.commands.fit", lambda *given, **how: asked.append(how) or fit(*given, **how)
    )
    assert main(["train", "xor", "--epochs", "1", "--replay"]) == 0
    assert main(["train", "xor", "--epochs", "1"]) == 0
    assert [how["replay"] for how in asked] == [True, False]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("rosen", "DATA needs one of iris, moons, circles, spiral, xor, got 'rosen'"),
        ("xor --layers 8,x", "--layers needs sizes of layers such as 16,16, got 8,x"),
        ("xor --layers 8,,8", "--layers needs sizes of layers such as 16,16, got 8,,8"),
        ("xor --layers 0", "--layers needs sizes of layers such as 16,16, got 0"),
        ("xor --layers 100,-1", "--layers needs sizes of layers such as 16,16, got 100,-1"),
        ("xor --layers 100000", "--layers needs a network of at most 100,000 parameters"),
        ("xor --layers 999999999999", "--layers needs a network of at most 100,000 parameters"),
        ("xor --activation step", "--activation needs one of linear, tanh, sigmoid, relu"),
        ("xor --optimizer lbfgs", "--optimizer needs one of adam, sgd, got 'lbfgs'"),
        ("xor --lr fast", "--lr needs a finite number >= 0, got fast"),
        ("xor --lr -1", "--lr needs a finite number >= 0, got -1"),
        ("xor --lr -1e-3", "--lr needs a finite number >= 0, got -1e-3"),
        ("xor --lr -inf", "--lr needs a finite number >= 0, got -inf"),
        ("xor --lr nan", "--lr needs a finite number >= 0, got nan"),
        ("xor --lr 1e999", "--lr needs a finite number >= 0, got 1e999"),
        ("xor --lr=", "--lr needs a finite number >= 0, got ''"),
        ("xor --epochs 0", "--epochs needs an integer >= 1, got 0"),
        ("xor --epochs -1", "--epochs needs an integer >= 1, got -1"),
        ("xor --epochs 2.5", "--epochs needs an integer >= 1, got 2.5"),
        ("xor --epochs inf", "--epochs needs an integer >= 1, got inf"),
        ("xor --epochs=", "--epochs needs an integer >= 1, got ''"),
        ("xor --epochs 10000001", "--epochs needs at most 10,000,000, got 10000001"),
        (f"xor --epochs {'9' * 5000}", "--epochs needs at most 10,000,000, got 9999"),
        ("xor --batch-size 0", "--batch-size needs an integer >= 1, got 0"),
        ("xor --batch-size many", "--batch-size needs an integer >= 1, got many"),
        ("xor --seed x", "--seed needs an integer >= 0, got x"),
        ("xor --seed 0.5", "--seed needs an integer >= 0, got 0.5"),
        ("xor --save w.txt", "--save needs a file that ends in .json"),
        ("xor --save file/w.json", "cannot write 'file/w.json'"),
        ("xor --save folder.json", "choose another place with --save"),
        ("xor --draw file/g.svg", "choose another place with --draw"),
        ("xor --draw g.gif", "--draw needs a file that ends in .svg, .png, .pdf, .html or .dot"),
        ("iris --plot p.svg", "--plot needs two-dimensional data"),
        ("xor --plot p.png", "--plot needs a file that ends in .svg"),
        ("xor --plot file/p.svg", "choose another place with --plot"),
        ("xor --draw a.svg --plot ./a.svg", "--draw and --plot need a file each"),
        ("xor extra", "unknown argument 'extra'"),
    ],
)
def test_a_mistake_is_one_line_and_status_2_before_the_training(options, said, capsys):
    Path("file").touch()
    Path("folder.json").mkdir()
    assert main(["train", *options.split()]) == 2
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert captured.out == ""
    assert line.startswith("minigrad: ")
    assert said in line


def test_folders_are_made_for_a_network_too(capsys):
    assert main(["train", "xor", "--epochs", "1", "--save", "new/folder/w.json"]) == 0
    assert "Wrote" in out_of(capsys)
    MLP(2, [8, 2]).load("new/folder/w.json")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder where nobody may write")
@pytest.mark.parametrize(
    "arguments",
    [
        "train xor --save /proc/x.json",
        "train xor --draw /proc/x.svg",
        "train xor --plot /proc/x.svg",
        "equations xor --draw /proc/x.svg",
        "equations xor --draw x.txt",
        "demo --out /proc/x",
    ],
)
def test_what_cannot_be_written_is_refused_before_the_work(arguments, capsys):
    assert main(arguments.split()) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.splitlines()) == 1


def test_a_picture_that_cannot_be_drawn_is_refused_before_the_work(capsys, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", "no such program")
    for arguments in "train xor --draw x.svg", "equations xor --draw x.png", "demo":
        assert main(arguments.split()) == 2
        captured = capsys.readouterr()
        assert captured.out == "" and "MINIGRAD_DOT" in captured.err
    assert main(["train", "xor", "--epochs", "1", "--draw", "x.dot"]) == 0


@pytest.mark.slow
def test_a_training_that_makes_the_loss_no_smaller_says_so(capsys):
    for options in "--lr 1e300", "--lr 1e300 --epochs 1", "--lr 0", "--lr 0 --batch-size 9":
        assert main(["train", "xor", *options.split()]) == 0
        (line,) = [each for each in out_of(capsys).splitlines() if "not fallen" in each]
        assert "The loss has not fallen: 0." in line
    assert main(["train", "xor"]) == 0
    assert "has not fallen" not in out_of(capsys)


@pytest.mark.parametrize(
    "options", ["--optimizer sgd --lr 1e300 --activation relu", "--lr 1e308 --epochs 2"]
)
def test_a_training_that_leaves_the_numbers_is_one_line_and_writes_nothing(options, capsys):
    assert main(["train", "xor", *options.split(), "--save", "w.json"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("minigrad: the training stopped in epoch") and "smaller --lr" in line
    assert not Path("w.json").exists()


def test_ctrl_c_keeps_what_was_reached(capsys, monkeypatch, ctrl_c):
    calls = iter(range(10_000))

    def interrupting(outputs, target, original=minigrad.losses.cross_entropy):
        if next(calls) == 100:
            signal.raise_signal(signal.SIGINT)
        return original(outputs, target)

    monkeypatch.setattr("minigrad.cli.commands.cross_entropy", interrupting)
    assert main(["train", "xor", "--save", "w.json"]) == 0
    assert "Stopped after epoch 1" in out_of(capsys)
    assert Path("w.json").is_file()


def epochs(count):
    return [
        Epoch(number, loss=1 / number, nodes=1000, seconds=0.01) for number in range(1, count + 1)
    ]


@pytest.mark.parametrize(("count", "lines"), [(100, 10), (7, 7), (25, 9)])
def test_without_a_terminal_progress_is_lines(count, lines):
    console = Console(file=StringIO(), width=100)
    with progress(count, lambda: 0.5, console) as on_epoch:
        for epoch in epochs(count):
            on_epoch(epoch)
    printed = console.file.getvalue().splitlines()
    assert len(printed) == lines
    assert printed[-1].startswith(f"epoch {count} of {count}: loss")
    assert "accuracy 0.50 · 100 k nodes/s" in printed[-1]


def test_regions_show_answers_and_samples_without_colour():
    data = xor(40, noise=0.1)
    picture = regions(lambda x: int(x[0] * x[1] < 0), data, width=40, height=20).plain
    *rows, legend = picture.splitlines()
    assert [len(row) for row in rows] == [40] * 20
    assert rows[0][0] == ":" and rows[0][-1] == "·"  # signs differ on the upper left
    assert {*"".join(rows)} == {"·", ":", "0", "1"}  # and no class is blank
    assert "1 different signs" in legend
    columns = [place for row in rows for place, sign in enumerate(row) if sign.isdigit()]
    assert 0 < min(columns) < 5 and 35 < max(columns) < 39


def test_a_sample_has_the_colour_of_its_own_class():
    picture = regions(lambda x: 0, xor(40, noise=0.1), width=40, height=20)
    for span in picture.spans:
        character = picture.plain[span.start]
        if character.isdigit() and "bold" in span.style:
            assert span.style == f"bold white on {CLASSES[int(character)]}"


def samples_at(*points):
    return Dataset("points", ("x", "y"), ("a", "b"), [([*point], 0) for point in points])


@pytest.mark.parametrize("draw", [regions, plot_regions])
@pytest.mark.parametrize(
    "points",
    [
        [(1.0, 2.0)],
        [(0.0, 0.0), (0.0, 1.0)],
        [(0.0, 3.0), (1.0, 3.0)],
        [(1e17, -1e17), (1e17, -1e17)],
        [(5e-324, 0.0), (0.0, 0.0)],
    ],
    ids=["one", "one x", "one y", "large", "smallest"],
)
def test_samples_may_lie_on_a_line_or_a_point(draw, points):
    drawn = draw(lambda x: 0, samples_at(*points))
    if draw is regions:
        assert 1 <= sum(map(drawn.plain.partition("answer")[0].count, "01")) <= 2
    else:
        assert "<svg" in drawn.svg


@pytest.mark.parametrize("size", [{"width": 1}, {"height": 1}, {"width": 0}, {"width": 2.5}])
def test_regions_need_two_rows_and_columns(size):
    (name,) = size
    with pytest.raises(ValueError, match=rf"regions\(\) needs {name} to be an integer >= 2, got"):
        regions(lambda x: 0, xor(), **size)
    assert regions(lambda x: 0, xor(), width=2, height=2).plain.count("\n") == 2


@pytest.mark.parametrize("draw", [regions, plot_regions])
def test_regions_need_samples(draw):
    with pytest.raises(ValueError, match="regions need data with at least one sample, got none"):
        draw(lambda x: 0, samples_at())


@pytest.mark.parametrize("draw", [regions, plot_regions])
@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_regions_need_finite_samples(draw, number):
    with pytest.raises(ValueError, match="samples of finite numbers, got"):
        draw(lambda x: 0, samples_at((0.0, 1.0), (number, 1.0)))


@pytest.mark.parametrize("draw", [regions, plot_regions])
def test_regions_need_a_plane(draw):
    with pytest.raises(ValueError, match="two features, got iris with 4"):
        draw(lambda x: 0, iris())
