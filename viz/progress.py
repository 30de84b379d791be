"""What a person sees of `fit`: in a terminal a picture that learns, elsewhere ten lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import log10
from time import perf_counter
from typing import NamedTuple

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from minigrad.datasets import Dataset
from minigrad.training import Epoch
from viz import theme
from viz.plane import Predict, Slice, characters, filling, half_blocks
from viz.theme import number

PAUSE = 0.2  # seconds between two pictures at least …
SHARE = 0.1  # … and more, so that drawing takes at most this share of the time
WIDTH, HEIGHT, LEAST_HEIGHT = 40, 16, 4  # of the picture
BESIDE = 32  # columns for the words beside the picture
_BLOCKS = "▁▂▃▄▅▆▇█"


class Watched(NamedTuple):
    """What a picture of a training shows: the samples, and what the network answers by now."""

    data: Dataset
    answers: Callable[[], Predict]


@contextmanager
def progress(
    epochs: int,
    accuracy: Callable[[], float],
    console: Console,
    watched: Watched | None = None,
) -> Iterator[Callable[[Epoch], None]]:
    """Give `fit` its `on_epoch`: epoch, loss, held-out accuracy and nodes per second.

    A terminal shows them about five times a second, with a curve of the loss and the regions of
    the answers; of data with more than two features a slice, and it says which. Elsewhere there
    is a line for every tenth of the way.
    """
    if not console.is_interactive:
        yield lambda epoch: _line(console, epoch, epochs, accuracy)
        return
    with Live(console=console, auto_refresh=False, vertical_overflow="crop") as live:
        view = _View(epochs, accuracy, console, watched, live)
        yield view.on_epoch
        view.finish()


class _View:
    """The picture and the words of a running training, drawn anew when it is time."""

    def __init__(
        self,
        epochs: int,
        accuracy: Callable[[], float],
        console: Console,
        watched: Watched | None,
        live: Live,
    ) -> None:
        self.epochs, self.accuracy, self.console = epochs, accuracy, console
        self.live, self.watched = live, watched
        self.plane = None if watched is None else Slice(watched.data)
        self.history: list[Epoch] = []
        self.next_time = 0.0
        self.is_drawn = True

    def on_epoch(self, epoch: Epoch) -> None:
        self.history.append(epoch)
        self.is_drawn = False
        if perf_counter() >= self.next_time:
            self.draw()

    def finish(self) -> None:
        if not self.is_drawn:
            self.draw()

    def draw(self) -> None:
        started = perf_counter()
        try:
            self.live.update(self._view(), refresh=True)
        except ValueError:  # the outputs are nan: the next epoch ends the training, and says so
            return
        ended = perf_counter()
        self.is_drawn = True
        self.next_time = max(started + PAUSE, ended + (ended - started) * (1 / SHARE - 1))

    def _view(self) -> Table | Group:
        is_wide = self.console.width >= WIDTH + 2 + BESIDE
        words = self._words(BESIDE if is_wide else min(WIDTH, self.console.width))
        for line in words:
            line.no_wrap, line.overflow = True, "ellipsis"
        if self.watched is None or self.plane is None:
            return Group(*words)
        room = self.console.height - 2 - (0 if is_wide else len(words))
        draw = half_blocks if self._has_colours else characters
        answers = self.plane.through(self.watched.answers())
        size = min(WIDTH, self.console.width), min(HEIGHT, max(LEAST_HEIGHT, room))
        picture = draw(answers, self.plane.data, *size)
        if not is_wide:
            return Group(picture, *words)
        sides = Table.grid(padding=(0, 2, 0, 0))
        sides.add_row(picture, Group(*words))
        return sides

    @property
    def _has_colours(self) -> bool:
        """Whether pale regions differ from each other: sixteen colours are too few."""
        has_many = self.console.color_system in ("256", "truecolor")
        return has_many and not self.console.no_color and not self.console.options.ascii_only

    def _words(self, width: int) -> list[Text]:
        last = self.history[-1]
        words = [
            Text(f"epoch {last.number} of {self.epochs}"),
            _bar(last.number / self.epochs, width),
            Text(f"loss {number(last.loss)}"),
            Text(sparkline([epoch.loss for epoch in self.history], width), theme.CLASSES[0]),
            Text(f"accuracy {self.accuracy():.2f}, held out"),
            Text(f"{_speed(last)} k nodes/s"),
        ]
        if self.watched is None or self.plane is None:
            return words
        words += [self._legend(kind, name) for kind, name in enumerate(self.watched.data.classes)]
        if len(self.watched.data.features) > 2:
            across, up = map(theme.visible, self.plane.data.features)
            notes = f"→ {across}", f"↑ {up}", "other inputs at their mean"
            words += [Text(note, "dim") for note in notes]
        return words

    def _legend(self, kind: int, name: str) -> Text:
        name = theme.shortened(theme.visible(name), theme.NAME_LENGTH - 8)
        if self._has_colours:
            return Text.assemble(("██", theme.CLASSES[kind % len(theme.CLASSES)]), f" {name}")
        return Text(f"{filling(kind)} {name}")


def _line(console: Console, epoch: Epoch, epochs: int, accuracy: Callable[[], float]) -> None:
    tenth = -(-epochs // 10)  # rounded up: ten lines at the most
    if epoch.number % tenth == 0 or epoch.number == epochs:
        console.print(
            f"epoch {epoch.number} of {epochs}: loss {number(epoch.loss)} · "
            f"accuracy {accuracy():.2f} · {_speed(epoch)} k nodes/s"
        )


def _bar(share: float, width: int) -> Text:
    done = round(share * width)
    return Text.assemble(("━" * done, theme.CLASSES[0]), ("─" * (width - done), "dim"))


def _speed(epoch: Epoch) -> str:
    return f"{epoch.nodes / max(epoch.seconds, 1e-9) / 1000:,.0f}"


def sparkline(losses: Sequence[float], width: int) -> str:
    """Positive numbers as blocks of eight heights, on a logarithmic scale; the newest is the last.

    >>> sparkline([1.0, 0.1, 0.01, 0.001], 40), sparkline([1.0, 1.0], 40)
    ('█▆▃▁', '▁▁')
    >>> len(sparkline([1 / n for n in range(1, 1000)], 40))
    40
    """
    count = min(width, len(losses))
    chosen = [losses[(i + 1) * len(losses) // count - 1] for i in range(count)]
    heights = [log10(max(loss, 1e-300)) for loss in chosen]
    low, span = min(heights), max(heights) - min(heights)
    return "".join(_BLOCKS[round(7 * (y - low) / span) if span else 0] for y in heights)
