"""What each command of `minigrad` does: demo, draw, step, train, equations."""

from __future__ import annotations

from pathlib import Path

from minigrad.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from rich.console import Console
    from rich.table import Table

    from minigrad.datasets import Dataset
    from minigrad.nn import MLP
    from minigrad.optim import Optimizer
    from viz import Drawing, Player
    from viz.plots import Plot

NARROW = 60
# What learns each data set well: sizes of the hidden layers, learning rate of Adam, epochs.
RECIPES = {
    "iris": ([8], 0.05, 60),
    "moons": ([8, 8], 0.05, 100),
    "circles": ([8], 0.05, 80),
    "spiral": ([16, 16], 0.03, 200),
    "xor": ([8], 0.05, 60),
}


def demo(folder: str) -> None:
    from minigrad.datasets import iris
    from minigrad.demo import ADVICE, introduction, neuron_cost
    from minigrad.nn import MLP
    from minigrad.optim import Adam
    from viz import draw, table

    console = new_console()
    cost = neuron_cost()
    console.print(introduction())
    print_steps(console, table(cost))
    save(draw(cost), str(Path(folder) / "neuron.svg"), "--out")
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
    save(draw(sample_cost), str(Path(folder) / "iris.svg"), "--out")


def train(options: Namespace) -> None:
    from minigrad.datasets import DATASETS
    from minigrad.nn import MLP
    from minigrad.optim import SGD, Adam
    from minigrad.training import predict
    from viz import draw, layer_table, plot_regions, regions

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
    from minigrad.datasets import DATASETS
    from minigrad.losses import cross_entropy
    from minigrad.nn import MLP
    from viz import draw_equations, equations_table

    data = DATASETS[options.data]()
    hidden = RECIPES[options.data][0] if options.layers is None else options.layers
    sizes = [*hidden, len(data.classes)]
    network = MLP(len(data.features), sizes, options.activation, seed=options.seed)
    x, kind = data.samples[0]
    print_table(new_console(), equations_table(network, x, kind, cross_entropy))
    if options.draw:
        save(draw_equations(network, x, kind, cross_entropy), options.draw, "--draw")


def draw_expression(expression: str, values: dict[str, float], path: str) -> None:
    from minigrad.expressions import evaluate
    from viz import draw

    save(draw(_named_root(evaluate(expression, values), values)), path, "-o")


def step_expression(expression: str, values: dict[str, float], page: str | None) -> None:
    from minigrad.expressions import evaluate
    from viz import play, table

    if page is not None and Path(page).suffix.lower() != ".html":
        raise ValueError(f"--html needs a file that ends in .html, got {page!r}")
    root = _named_root(evaluate(expression, values), values)
    print_steps(new_console(), table(root))
    if page is not None:
        save(play(root), page, "--html")


def _named_root(root: Value, values: dict[str, float]) -> Value:
    """The result by a name that reads better than its place: y, if that is still free."""
    root.label = root.label or ("result" if "y" in values else "y")
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
    from minigrad.losses import cross_entropy
    from minigrad.training import accuracy, fit
    from viz.progress import progress

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
    from minigrad.losses import cross_entropy

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
        import importlib.util

        if importlib.util.find_spec("matplotlib") is None:
            raise ValueError("--plot needs matplotlib, which is missing: pip install matplotlib")


def print_table(console: Console, table: Table) -> None:
    """The table; where its columns would be cut, a line for each row with the headings."""
    from rich.text import Text

    if console.width >= 80:
        console.print(table)
        return
    console.print(table.title)
    headings = [str(column.header) for column in table.columns]
    for row in zip(*(column.cells for column in table.columns), strict=True):
        words = [Text.assemble(f"{name} ", cell) for name, cell in zip(headings, row, strict=True)]
        console.print(Text("; ").join(word for word in words if not word.plain.endswith(" ")))
    if table.caption:
        console.print(table.caption)


def print_steps(console: Console, steps: Table) -> None:
    """The table; on a terminal that is too narrow for its columns, a paragraph for each row."""
    from rich.text import Text

    if console.width >= NARROW:
        console.print(steps)
        return
    for row in zip(*(column.cells for column in steps.columns), strict=True):
        step, node, op, value, delta, sends = (
            each if isinstance(each, Text) else Text(str(each)) for each in row
        )
        console.print(Text.assemble(step, ". ", node, " ", op, "  value ", value, "  δ ", delta))
        for line in filter(None, sends.split()):
            console.print(Text.assemble("    ", line))


def save(drawing: Drawing | Player | Plot, path: str, option: str) -> None:
    try:
        written = drawing.save(path)
    except OSError as error:
        raise ValueError(
            f"cannot write {path!r} ({error.strerror or error}): choose another place with {option}"
        ) from None
    print(f"Wrote {written}")


def new_console() -> Console:
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False)
