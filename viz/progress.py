"""A progress bar for `fit`; without a terminal, a line for every tenth of the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from minigrad.training import Epoch
from viz.theme import number


@contextmanager
def progress(
    epochs: int, accuracy: Callable[[], float], console: Console
) -> Iterator[Callable[[Epoch], None]]:
    """Give `fit` its `on_epoch`: epoch, loss, held-out accuracy and nodes per second.

    `accuracy()` is called once for every line or move of the bar that shows it.
    """
    if not console.is_terminal:
        yield lambda epoch: _line(console, epoch, epochs, accuracy)
        return
    bar = Progress(
        TextColumn("epoch"),
        MofNCompleteColumn(),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[state]}"),
        console=console,
    )
    with bar:
        task = bar.add_task("training", total=epochs, state="")
        yield lambda epoch: bar.update(task, completed=epoch.number, state=_state(epoch, accuracy))


def _line(console: Console, epoch: Epoch, epochs: int, accuracy: Callable[[], float]) -> None:
    tenth = -(-epochs // 10)  # rounded up: ten lines at the most
    if epoch.number % tenth == 0 or epoch.number == epochs:
        console.print(f"epoch {epoch.number} of {epochs}: {_state(epoch, accuracy)}")


def _state(epoch: Epoch, accuracy: Callable[[], float]) -> str:
    speed = f"{epoch.nodes / max(epoch.seconds, 1e-9) / 1000:,.0f}"
    return f"loss {number(epoch.loss)} · accuracy {accuracy():.2f} · {speed} k nodes/s"
