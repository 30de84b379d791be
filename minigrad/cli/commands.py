"""What each command of `minigrad` does: demo, draw, step, explore, worksheet, train, equations."""

from __future__ import annotations

from argparse import Namespace
from itertools import pairwise
from math import inf, isfinite
from pathlib import Path

from rich.console import Console

from minigrad.cli.console import new_console, print_steps, print_table
from minigrad.cli.demo import (
    ADVICE,
    EVERY_NODE,
    HOW_TO_READ_THE_FLOWER,
    introduction,
    neuron_cost,
)
from minigrad.cli.files import check_drawing, check_file, save, write_to_stdout
from minigrad.cli.parser import parse
from minigrad.cli.recipes import RECIPES
from minigrad.cli.roster import names_of
from minigrad.datasets import DATASETS, Dataset, iris
from minigrad.equations import classifier
from minigrad.expressions import evaluate
from minigrad.graph import topological_order
from minigrad.losses import cross_entropy
from minigrad.nn import MLP
from minigrad.optim import SGD, Adam
from minigrad.training import History, accuracy, fit, predict
from minigrad.value import Value
from viz import (
    draw,
    draw_equations,
    equations_table,
    explore,
    layer_table,
    play,
    plot_regions,
    regions,
    table,
    worksheet,
)
from viz.progress import Watched, progress
from viz.saving import DRAWING_ENDINGS
from viz.theme import number

MOST_NODES = 1500
MOST_PARAMETERS = 100_000  # some seconds for one pass over the samples


def run(options: Namespace) -> int:
    """Do what a command line asks for; a mistake is raised, so what returns is always 0."""
    commands = {
        "demo": demo,
        "draw": draw_expression,
        "step": step_expression,
        "explore": explore_expression,
        "worksheet": write_worksheet,
        "train": train,
        "equations": equations,
    }
    commands[options.command](options)
    return 0


def demo(options: Namespace) -> None:
    names = ("neuron.svg", "iris.svg", EVERY_NODE)
    neuron, flower, every_node = (str(Path(options.out) / name) for name in names)
    for path in neuron, flower, every_node:
        check_drawing("--out", path)
    console = new_console()
    cost = neuron_cost()
    console.print(introduction())
    print_steps(console, table(cost))
    save(draw(cost), neuron, "--out")
    console.print(ADVICE)

    heading = "\nNow a network for all 150 flowers"
    network, held_out = _trained(console, heading, iris(), parse(["train", "iris"]))
    sample_cost = _hardest_cost(network, held_out)
    console.print(
        "\nThe backward pass from C, the loss of the hardest held-out flower, folded by layer:"
    )
    print_steps(console, table(sample_cost, depth=1))
    console.print(HOW_TO_READ_THE_FLOWER)
    save(draw(sample_cost), every_node, "--out")
    save(draw(sample_cost, depth=2, flow=True, details=EVERY_NODE), flower, "--out")


def draw_expression(options: Namespace) -> None:
    if options.output != "-":
        check_file("-o", options.output, DRAWING_ENDINGS)
    root = _named_root(options)
    _check_size(root)
    if options.output == "-":
        write_to_stdout(draw(root).svg)
    else:
        save(draw(root), options.output, "-o")


def step_expression(options: Namespace) -> None:
    if options.html is None:
        print_steps(new_console(), table(_named_root(options)))
        return
    if options.html != "-":
        check_file("--html", options.html, (".html",))
    root = _named_root(options)
    _check_size(root)
    player = play(root, title=f"{root.label} = {options.expression}")
    if options.html == "-":
        write_to_stdout(player.page)
        return
    print_steps(new_console(), table(root))
    save(player, options.html, "--html")


def explore_expression(options: Namespace) -> None:
    if options.output != "-":
        check_file("-o", options.output, (".html",))
    explorer = explore(options.expression, **options.values)
    if options.output == "-":
        write_to_stdout(explorer.page)
    else:
        save(explorer, options.output, "-o")


def write_worksheet(options: Namespace) -> None:
    if options.output != "-":
        check_file("-o", options.output, (".html",))
    if options.answers is not None:
        check_file("--answers", options.answers, (".html",))
        if Path(options.answers).resolve() == Path(options.output).resolve():
            raise ValueError(f"-o and --answers need a file each, got {options.output!r} for both")

    def graph(**leaves: Value) -> Value:
        return evaluate(options.expression, {name: leaf.data for name, leaf in leaves.items()})

    sheets = worksheet(
        graph,
        options.values,
        copies=options.copies,
        seed=options.seed,
        names=names_of(options.names) if options.names else (),
        blanks=options.blanks,
    )
    if options.answers is not None:
        answers, sheets = sheets.answers, sheets.questions
        save(answers, options.answers, "--answers")
    if options.output == "-":
        write_to_stdout(sheets.page)
    else:
        save(sheets, options.output, "-o")


def _check_size(root: Value) -> None:
    nodes = len(topological_order(root))
    if nodes > MOST_NODES:
        raise ValueError(
            f"an expression that is drawn has at most {MOST_NODES:,} nodes, got {nodes:,}: "
            "take a part out"
        )


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
    if len(data.features) == 2 and not console.is_interactive:  # where it has not been shown
        width = min(console.width, 72)
        console.print(regions(lambda x: predict(network, x), data, width, width // 3))
    cost = _hardest_cost(network, held_out)
    print_table(console, layer_table(cost))
    if options.save:
        save(network, options.save, "--save")
    if options.draw:
        save(draw(cost), options.draw, "--draw")
    if options.plot:
        seen, _ = data.split(seed=options.seed)
        plot = plot_regions(lambda x: predict(network, x), seen, held_out)
        save(plot, options.plot, "--plot")


def _check_files(options: Namespace, data: Dataset) -> None:
    """Refuse before the training what could not be written after it."""
    if options.save is not None:
        check_file("--save", options.save, (".json",))
    if options.draw is not None:
        check_drawing("--draw", options.draw)
    if options.plot is not None:
        check_file("--plot", options.plot, (".svg",))
        if options.draw and Path(options.plot).resolve() == Path(options.draw).resolve():
            raise ValueError(f"--draw and --plot need a file each, got {options.plot!r} for both")
        if len(data.features) != 2:
            raise ValueError(f"--plot needs two-dimensional data, got {data.name}: try moons")


def _trained(
    console: Console, heading: str, data: Dataset, options: Namespace
) -> tuple[MLP, Dataset]:
    """A network after its training, which is told as it goes, and the samples it never saw."""
    seen, held_out = data.split(seed=options.seed)
    network = _new_network(data, options)
    console.print(f"{heading}: {_summary(network, seen, held_out)}")
    history = _history(console, network, seen, held_out, options)
    if history.interrupted:
        console.print(f"Stopped after epoch {len(history)}; the parameters reached are kept.")
    after = _mean_loss(network, seen)
    if not isfinite(after):
        raise ValueError(
            f"the training stopped in epoch {len(history)}: its loss is {after} now, try a "
            "smaller --lr"
        )
    if history and not after < history[0].loss:
        console.print(
            f"The loss has not fallen: {number(history[0].loss)} in epoch 1, {number(after)} at "
            "the end; try another --lr."
        )
    share = accuracy(network, held_out.inputs, held_out.targets)
    right = round(share * len(held_out))
    console.print(f"Held-out accuracy: {share:.3f} ({right} of {len(held_out)})")
    return network, held_out


def _history(
    console: Console, network: MLP, seen: Dataset, held_out: Dataset, options: Namespace
) -> History:
    recipe = RECIPES[seen.name]
    lr = recipe.lr if options.lr is None else options.lr
    epochs = recipe.epochs if options.epochs is None else options.epochs
    optimizer = {"adam": Adam, "sgd": SGD}[options.optimizer](network.parameters(), lr)

    def share_right() -> float:
        return accuracy(network, held_out.inputs, held_out.targets)

    try:
        watched = Watched(seen, lambda: classifier(network))
        with progress(epochs, share_right, console, watched) as on_epoch:
            return fit(
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
    except FloatingPointError as error:
        where = str(error).replace("fit() stopped", "the training stopped")
        raise ValueError(f"{where}: try a smaller --lr") from None


def _mean_loss(network: MLP, part: Dataset) -> float:
    """Infinite where it does not fit a float."""
    try:
        return sum(cross_entropy(network(x), kind).data for x, kind in part.samples) / len(part)
    except OverflowError:
        return inf


def _new_network(data: Dataset, options: Namespace) -> MLP:
    hidden = RECIPES[data.name].layers if options.layers is None else options.layers
    sizes = [*hidden, len(data.classes)]
    parameters = sum((n + 1) * width for n, width in pairwise([len(data.features), *sizes]))
    if parameters > MOST_PARAMETERS:
        raise ValueError(
            f"--layers needs a network of at most {MOST_PARAMETERS:,} parameters, got "
            f"{parameters:,}: take fewer neurons"
        )
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
    if options.draw is not None:
        check_drawing("--draw", options.draw)
    data = DATASETS[options.data]()
    network = _new_network(data, options)
    x, kind = data.samples[0]
    print_table(new_console(), equations_table(network, x, kind, cross_entropy))
    if options.draw:
        save(draw_equations(network, x, kind, cross_entropy), options.draw, "--draw")
