"""What each command of `minigrad` does: demo, draw, step, train, equations."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from minigrad.cli.console import new_console, print_steps, print_table, save
from minigrad.cli.demo import ADVICE, introduction, neuron_cost
from minigrad.cli.expressions import evaluate
from minigrad.cli.parser import parse
from minigrad.datasets import DATASETS, Dataset, iris
from minigrad.losses import cross_entropy
from minigrad.nn import MLP
from minigrad.optim import SGD, Adam
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
from viz.saving import DRAWING_ENDINGS, check_ending


class Recipe(NamedTuple):
    """What learns a data set well, where the command line does not say otherwise."""

    layers: list[int]  # the hidden ones
    lr: float  # of Adam
    epochs: int


RECIPES = {
    "iris": Recipe([8], 0.05, 60),
    "moons": Recipe([8, 8], 0.05, 100),
    "circles": Recipe([8], 0.05, 80),
    "spiral": Recipe([16, 16], 0.03, 200),
    "xor": Recipe([8], 0.05, 60),
}


def run(options: Namespace) -> int:
    """Do what a command line asks for; a mistake is raised, so what returns is always 0."""
    commands = {
        "demo": demo,
        "draw": draw_expression,
        "step": step_expression,
        "train": train,
        "equations": equations,
    }
    commands[options.command](options)
    return 0


def demo(options: Namespace) -> None:
    console = new_console()
    cost = neuron_cost()
    console.print(introduction())
    print_steps(console, table(cost))
    save(draw(cost), str(Path(options.out) / "neuron.svg"), "--out")
    console.print(ADVICE)

    heading = "\nNow a network for all 150 flowers"
    network, held_out = _trained(console, heading, iris(), parse(["train", "iris"]))
    sample_cost = _hardest_cost(network, held_out)
    console.print(
        "\nThe backward pass from C, the loss of the hardest held-out flower, folded by layer:"
    )
    print_steps(console, table(sample_cost, depth=1))
    save(draw(sample_cost), str(Path(options.out) / "iris.svg"), "--out")


def draw_expression(options: Namespace) -> None:
    save(draw(_named_root(options)), options.output, "-o")


def step_expression(options: Namespace) -> None:
    if options.html is not None:
        check_ending("--html", options.html, (".html",))
    root = _named_root(options)
    print_steps(new_console(), table(root))
    if options.html is not None:
        save(play(root), options.html, "--html")


def _named_root(options: Namespace) -> Value:
    """The result by a name that reads better than its place: y, if that is still free."""
    root = evaluate(options.expression, options.values)
    root.label = root.label or ("result" if "y" in options.values else "y")
    return root


def train(options: Namespace) -> None:
    data = DATASETS[options.data]()
    _check_files(options, data)
    console = new_console()
    network, held_out = _trained(console, data.name, data, options)
    if len(data.features) == 2:
        width = max(min(console.width, 72), 2)
        console.print(regions(lambda x: predict(network, x), data, width, max(width // 3, 2)))
    cost = _hardest_cost(network, held_out)
    print_table(console, layer_table(cost))
    if options.save:
        network.save(options.save)
        print(f"Wrote {options.save}")
    if options.draw:
        save(draw(cost), options.draw, "--draw")
    if options.plot:
        seen, _ = data.split(seed=options.seed)
        plot = plot_regions(lambda x: predict(network, x), seen, held_out)
        save(plot, options.plot, "--plot")


def _check_files(options: Namespace, data: Dataset) -> None:
    """Refuse before the training what could not be written after it."""
    endings = {"draw": DRAWING_ENDINGS, "plot": (".svg",), "save": (".json",)}
    for option, legal in endings.items():
        path = getattr(options, option)
        if path is None:
            continue
        check_ending(f"--{option}", path, legal)
        if not Path(path).resolve().parent.is_dir():
            raise ValueError(f"--{option} needs a folder that exists, got {path!r}")
    if options.plot and len(data.features) != 2:
        raise ValueError(f"--plot needs two-dimensional data, got {data.name}: try moons")


def _trained(
    console: Console, heading: str, data: Dataset, options: Namespace
) -> tuple[MLP, Dataset]:
    """A network after its training, which is told as it goes, and the samples it never saw."""
    recipe = RECIPES[data.name]
    lr = recipe.lr if options.lr is None else options.lr
    epochs = recipe.epochs if options.epochs is None else options.epochs
    seen, held_out = data.split(seed=options.seed)
    network = _new_network(data, options)
    optimizer = {"adam": Adam, "sgd": SGD}[options.optimizer](network.parameters(), lr)
    console.print(f"{heading}: {_summary(network, seen, held_out)}")

    def share_right() -> float:
        return accuracy(network, held_out.inputs, held_out.targets)

    with progress(epochs, share_right, console) as on_epoch:
        history = fit(
            network,
            seen.inputs,
            seen.targets,
            cross_entropy,
            optimizer,
            epochs=epochs,
            batch_size=options.batch_size,
            seed=options.seed,
            replay=options.replay,
            on_epoch=on_epoch,
        )
    if history.interrupted:
        console.print(f"Stopped after epoch {len(history)}; the parameters reached are kept.")
    share = share_right()
    right = round(share * len(held_out))
    console.print(f"Held-out accuracy: {share:.3f} ({right} of {len(held_out)})")
    return network, held_out


def _new_network(data: Dataset, options: Namespace) -> MLP:
    hidden = RECIPES[data.name].layers if options.layers is None else options.layers
    sizes = [*hidden, len(data.classes)]
    return MLP(len(data.features), sizes, options.activation, seed=options.seed)


def _summary(network: MLP, seen: Dataset, held_out: Dataset) -> str:
    """Such as `120 samples to train on, 30 held out; layers 4-8-3, 67 parameters`."""
    sizes = "-".join(str(len(layer.neurons)) for layer in network.layers)
    return (
        f"{len(seen)} samples to train on, {len(held_out)} held out; "
        f"layers {len(seen.features)}-{sizes}, {len(network.parameters())} parameters"
    )


def _hardest_cost(network: MLP, part: Dataset) -> Value:
    """The loss of the sample that the network finds hardest: its δs are the largest."""

    def cost_of(x: list[float], kind: int) -> Value:
        labels = [feature.replace(" ", "_") for feature in part.features]
        named = [Value(xi, label) for xi, label in zip(x, labels, strict=True)]
        return cross_entropy(network(named), kind)

    cost = max(cost_of(x, kind) for x, kind in part.samples)
    cost.label = "C"
    return cost


def equations(options: Namespace) -> None:
    data = DATASETS[options.data]()
    network = _new_network(data, options)
    x, kind = data.samples[0]
    print_table(new_console(), equations_table(network, x, kind, cross_entropy))
    if options.draw:
        save(draw_equations(network, x, kind, cross_entropy), options.draw, "--draw")
