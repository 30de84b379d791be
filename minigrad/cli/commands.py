"""What each command of `minigrad` does: demo, draw, step, train, equations."""

from __future__ import annotations

import importlib.util
from argparse import Namespace
from pathlib import Path

from rich.console import Console

from minigrad.cli.console import new_console, print_steps, print_table, save
from minigrad.cli.demo import ADVICE, introduction, neuron_cost
from minigrad.cli.expressions import evaluate
from minigrad.datasets import DATASETS, Dataset, iris
from minigrad.losses import cross_entropy
from minigrad.nn import MLP
from minigrad.optim import SGD, Adam, Optimizer
from minigrad.training import accuracy, fit, predict
from minigrad.value import Value
from viz import (
    draw,
    draw_equations,
    equations_table,
    layer_table,
    play,
    plot_regions,
    regions,
    table,
)
from viz.progress import progress

# What learns each data set well: sizes of the hidden layers, learning rate of Adam, epochs.
RECIPES = {
    "iris": ([8], 0.05, 60),
    "moons": ([8, 8], 0.05, 100),
    "circles": ([8], 0.05, 80),
    "spiral": ([16, 16], 0.03, 200),
    "xor": ([8], 0.05, 60),
}


def demo(options: Namespace) -> None:
    console = new_console()
    cost = neuron_cost()
    console.print(introduction())
    print_steps(console, table(cost))
    save(draw(cost), str(Path(options.out) / "neuron.svg"), "--out")
    console.print(ADVICE)

    hidden, lr, epochs = RECIPES["iris"]
    train, test = iris().split()
    network = MLP(len(train.features), [*hidden, len(train.classes)])
    console.print(f"\nNow a network for all 150 flowers: {summary(network, train, test)}.")
    _train_and_watch(console, network, Adam(network.parameters(), lr), train, test, epochs)
    sample_cost = _hardest_cost(network, test)
    console.print(
        "\nThe backward pass from C, the loss of the hardest held-out flower, folded by layer:"
    )
    print_steps(console, table(sample_cost, depth=1))
    save(draw(sample_cost), str(Path(options.out) / "iris.svg"), "--out")


def train(options: Namespace) -> None:
    data = DATASETS[options.data]()
    hidden, lr, epochs = RECIPES[options.data]
    hidden = hidden if options.layers is None else options.layers
    lr = lr if options.lr is None else options.lr
    _check_files(options, data)
    train_part, test_part = data.split(seed=options.seed)
    network = MLP(
        len(data.features), [*hidden, len(data.classes)], options.activation, seed=options.seed
    )
    optimizer = {"adam": Adam, "sgd": SGD}[options.optimizer](network.parameters(), lr)

    console = new_console()
    console.print(f"{data.name}: {summary(network, train_part, test_part)}")
    _train_and_watch(
        console,
        network,
        optimizer,
        train_part,
        test_part,
        epochs if options.epochs is None else options.epochs,
        options.batch_size,
        options.seed,
        options.replay,
    )
    if len(data.features) == 2:
        width = max(min(console.width, 72), 2)
        console.print(regions(lambda x: predict(network, x), data, width, max(width // 3, 2)))
    cost = _hardest_cost(network, test_part)
    print_table(console, layer_table(cost))
    if options.save:
        network.save(options.save)
        print(f"Wrote {options.save}")
    if options.draw:
        save(draw(cost), options.draw, "--draw")
    if options.plot:
        save(plot_regions(lambda x: predict(network, x), data), options.plot, "--plot")


def equations(options: Namespace) -> None:
    data = DATASETS[options.data]()
    hidden = RECIPES[options.data][0] if options.layers is None else options.layers
    sizes = [*hidden, len(data.classes)]
    network = MLP(len(data.features), sizes, options.activation, seed=options.seed)
    x, kind = data.samples[0]
    print_table(new_console(), equations_table(network, x, kind, cross_entropy))
    if options.draw:
        save(draw_equations(network, x, kind, cross_entropy), options.draw, "--draw")


def draw_expression(options: Namespace) -> None:
    save(draw(_named_root(options)), options.output, "-o")


def step_expression(options: Namespace) -> None:
    page = options.html

    if page is not None and Path(page).suffix.lower() != ".html":
        raise ValueError(f"--html needs a file that ends in .html, got {page!r}")
    root = _named_root(options)
    print_steps(new_console(), table(root))
    if page is not None:
        save(play(root), page, "--html")


def _named_root(options: Namespace) -> Value:
    """The result by a name that reads better than its place: y, if that is still free."""
    root = evaluate(options.expression, options.values)
    root.label = root.label or ("result" if "y" in options.values else "y")
    return root


def summary(network: MLP, train_part: Dataset, test_part: Dataset) -> str:
    """Such as `120 samples to train on, 30 held out; layers 4-8-3, 67 parameters`."""
    sizes = "-".join(str(len(layer.neurons)) for layer in network.layers)
    return (
        f"{len(train_part)} samples to train on, {len(test_part)} held out; "
        f"layers {len(train_part.features)}-{sizes}, {len(network.parameters())} parameters"
    )


def _train_and_watch(
    console: Console,
    network: MLP,
    optimizer: Optimizer,
    train_part: Dataset,
    test_part: Dataset,
    epochs: int,
    batch_size: int | None = None,
    seed: int = 0,
    replay: bool = False,
) -> None:
    def held_out() -> float:
        return accuracy(network, test_part.inputs, test_part.targets)

    with progress(epochs, held_out, console) as on_epoch:
        history = fit(
            network,
            train_part.inputs,
            train_part.targets,
            cross_entropy,
            optimizer,
            epochs=epochs,
            batch_size=batch_size,
            seed=seed,
            replay=replay,
            on_epoch=on_epoch,
        )
    if history.interrupted:
        console.print(f"Stopped after epoch {len(history)}; the parameters reached are kept.")
    share = held_out()
    right = round(share * len(test_part))
    console.print(f"Held-out accuracy: {share:.3f} ({right} of {len(test_part)})")


def _hardest_cost(network: MLP, part: Dataset) -> Value:
    """The loss of the sample that the network finds hardest: its δs are the largest."""

    def cost_of(x: list[float], kind: int) -> Value:
        labels = [feature.replace(" ", "_") for feature in part.features]
        named = [Value(xi, label) for xi, label in zip(x, labels, strict=True)]
        return cross_entropy(network(named), kind)

    cost = max(cost_of(x, kind) for x, kind in part.samples)
    cost.label = "C"
    return cost


def _check_files(options: Namespace, data: Dataset) -> None:
    """Refuse before the training what could not be written after it."""
    endings = {"draw": (".svg", ".png", ".dot"), "plot": (".png",), "save": (".json",)}
    for option, legal in endings.items():
        path = getattr(options, option)
        if path is not None and Path(path).suffix.lower() not in legal:
            raise ValueError(
                f"--{option} needs a file that ends in {' or '.join(legal)}, got {path!r}"
            )
        if path is not None and not Path(path).resolve().parent.is_dir():
            raise ValueError(f"--{option} needs a folder that exists, got {path!r}")
    if options.plot:
        if len(data.features) != 2:
            raise ValueError(f"--plot needs two-dimensional data, got {data.name}: try moons")
        if importlib.util.find_spec("matplotlib") is None:
            raise ValueError("--plot needs matplotlib, which is missing: pip install matplotlib")


COMMANDS = {
    "demo": demo,
    "draw": draw_expression,
    "step": step_expression,
    "train": train,
    "equations": equations,
}


def run(options: Namespace) -> None:
    """Do what a command line asks for."""
    COMMANDS[options.command](options)
