"""The command line: `minigrad demo`, `minigrad draw`, `minigrad step`."""

from __future__ import annotations

import argparse
import os
import re
import sys
from keyword import iskeyword
from pathlib import Path

from minigrad import __version__
from minigrad.terminal import make_printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from rich.console import Console
    from rich.table import Table

    from viz import Drawing

NARROW = 60
_EXPRESSION = "arithmetic in quotes: names, numbers, + - * / ** ( ) and functions such as tanh(x)"
_EXAMPLES = """\
examples:
  minigrad demo
  minigrad draw "tanh(w*x + b)" w=0.5 x=2 b=-1 -o neuron.svg
  minigrad step "(w*x - y)**2" w=3 x=2 y=5
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. The exit status: 0; 2 and a line on stderr for a mistake; 130 for Ctrl-C.

    >>> main(["draw", "w*x", "w=2"])
    2
    """
    make_printable(sys.stdout)
    try:
        status = _run(sys.argv[1:] if argv is None else list(argv))
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader, head say, has seen enough
        _discard_unwritten()
        return 1
    except (ValueError, ArithmeticError, OSError, RuntimeError) as error:
        print("minigrad:", " ".join(str(error).split()), file=sys.stderr)
        _discard_unwritten()
        return 2


def _run(argv: list[str]) -> int:
    try:
        _run_command(argv)
    except SystemExit as done:  # argparse after --help, rich at a closed pipe
        return done.code if isinstance(done.code, int) else 0
    return 0


def _run_command(argv: list[str]) -> None:
    parser = _parser()
    given, rest = parser.parse_known_args(_shielded(argv))
    if given.command in ("draw", "step"):  # argparse takes values before an option or after it
        given.values = given.values + [each for each in rest if not each.startswith("-")]
        rest = [each for each in rest if each.startswith("-")]
    if rest:
        raise ValueError(f"unknown argument {rest[0]!r}; see minigrad --help")
    if given.command is None:
        parser.print_help()
    elif given.command == "demo":
        _demo(given.out)
    elif given.command == "draw":
        _draw(given.expression, given.values, given.output)
    else:
        _step(given.expression, given.values)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ValueError(f"{message}; see {self.prog} --help")


def _parser() -> _Parser:
    parser = _Parser(
        prog="minigrad",
        description="Backpropagation on a graph of single numbers: draw it, walk it backward.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"minigrad {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    demo = commands.add_parser(
        "demo", help="one neuron and one flower, stepped through and drawn", allow_abbrev=False
    )
    demo.add_argument("--out", metavar="DIR", default="out", help="where to draw (default: out)")
    draw = commands.add_parser("draw", help="draw an expression with every δ", allow_abbrev=False)
    step = commands.add_parser(
        "step", help="print the backward pass, node by node", allow_abbrev=False
    )
    for command in draw, step:
        command.add_argument("expression", metavar="EXPR", type=str.strip, help=_EXPRESSION)
        command.add_argument(
            "values",
            metavar="NAME=VALUE",
            nargs="*",
            default=[],
            help="a number for each name, such as w=-0.5",
        )
    draw.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default="graph.svg",
        help="ends in .svg, .png or .dot (default: graph.svg)",
    )
    return parser


def _shielded(argv: list[str]) -> list[str]:
    """Put a space before an expression that begins with a minus: it is no option of argparse."""
    if argv[:1] not in (["draw"], ["step"]):
        return argv
    place = 1
    while place < len(argv):
        argument = argv[place]
        if argv[0] == "draw" and argument in ("-o", "--output"):
            place += 2
        elif argument == "-h" or re.fullmatch(r"--[a-z-]*(=.*)?", argument):
            place += 1
        else:
            return [*argv[:place], f" {argument}", *argv[place + 1 :]]
    return argv


def _demo(folder: str) -> None:
    from minigrad.demo import ADVICE, introduction, neuron_cost
    from viz import draw, table

    console = _console()
    cost = neuron_cost()
    console.print(introduction())
    _print_steps(console, table(cost))
    _save(draw(cost), str(Path(folder) / "neuron.svg"), "--out")
    console.print(ADVICE)


def _draw(expression: str, pairs: list[str], path: str) -> None:
    from minigrad.expressions import evaluate
    from viz import draw

    _save(draw(evaluate(expression, _values(pairs))), path, "-o")


def _step(expression: str, pairs: list[str]) -> None:
    from minigrad.expressions import evaluate
    from viz import table

    _print_steps(_console(), table(evaluate(expression, _values(pairs))))


def _print_steps(console: Console, steps: Table) -> None:
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


def _values(pairs: list[str]) -> dict[str, float]:
    values: dict[str, float] = {}
    for pair in pairs:
        name, equals, number = (part.strip() for part in pair.partition("="))
        if iskeyword(name):
            raise ValueError(f"{name!r} is a word of Python: choose another name")
        if not equals or not name.isidentifier():
            raise ValueError(
                f"a value is written NAME=VALUE, such as w=-0.5, got {pair!r}; "
                "put an expression that has spaces in quotes"
            )
        if name in values:
            raise ValueError(f"a name takes one value, got a second one for {name!r}: {pair!r}")
        try:
            values[name] = float(number)
        except ValueError:
            raise ValueError(
                f"{name!r} needs a number such as -0.5, 1e3, inf or nan, got {number!r}"
            ) from None
    return values


def _save(drawing: Drawing, path: str, option: str) -> None:
    try:
        written = drawing.save(path)
    except OSError as error:
        raise ValueError(
            f"cannot write {path!r} ({error.strerror or error}): choose another place with {option}"
        ) from None
    print(f"Wrote {written}")


def _console() -> Console:
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False)


def _discard_unwritten() -> None:
    """Where nothing more can be written, let Python end without saying so a second time."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
