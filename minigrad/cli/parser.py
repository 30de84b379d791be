"""What the command line takes: commands, options, and values such as w=-0.5."""

from __future__ import annotations

import argparse
import re
from keyword import iskeyword
from math import isinf
from typing import Any, NoReturn

from minigrad import __version__
from minigrad.datasets import DATASETS
from minigrad.nn import ACTIVATIONS

_EXPRESSION = "arithmetic in quotes: names, numbers, + - * / ** ( ) and functions such as tanh(x)"
_EXAMPLES = """\
examples:
  minigrad demo
  minigrad draw "tanh(w*x + b)" w=0.5 x=2 b=-1 -o neuron.svg
  minigrad step "(w*x - y)**2" w=3 x=2 y=5
  minigrad train moons --layers 8,8 --save moons.json
  minigrad exercises start my-exercises
"""
_EXERCISES = """\
examples:
  minigrad exercises start my-exercises
  minigrad exercises check 03 --draw wrong.svg
  minigrad exercises check --all

The status of check is 0 if all that was asked is solved, else 1.
"""


def parse(argv: list[str]) -> argparse.Namespace:
    """The options of a command; ValueError with one line for a mistake.

    Ends with SystemExit after --help, which is also what a missing command gets, and --version.
    """
    parser = _new_parser()
    given, rest = parser.parse_known_args(_shielded(argv))
    for several in ("values", "ids"):  # argparse takes them before an option or after it
        if several in given:
            more = [each for each in rest if not each.startswith("-")]
            setattr(given, several, getattr(given, several) + more)
            rest = [each for each in rest if each.startswith("-")]
    if rest:
        raise ValueError(f"unknown argument {rest[0]!r}; see minigrad --help")
    if given.command is None:
        parser.parse_args(["--help"])
    if given.command == "exercises" and given.action is None:
        parser.parse_args(["exercises", "--help"])
    if "values" in given:
        given.values = _values(given.values)
    return given


class _Parser(argparse.ArgumentParser):
    """One that takes no option by its first letters, and raises instead of exiting."""

    def __init__(self, **settings: Any) -> None:
        formatter = argparse.RawDescriptionHelpFormatter
        super().__init__(**settings, allow_abbrev=False, formatter_class=formatter)

    def error(self, message: str) -> NoReturn:
        raise ValueError(f"{message}; see {self.prog} --help")


def _new_parser() -> _Parser:
    parser = _Parser(
        prog="minigrad",
        description="Backpropagation on a graph of single numbers: draw it, walk it backward.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("--version", action="version", version=f"minigrad {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    demo = commands.add_parser(
        "demo", help="a neuron and a network meet real flowers, drawn with every δ"
    )
    demo.add_argument("--out", metavar="DIR", default="out", help="where to draw (default: out)")
    _add_draw(commands.add_parser("draw", help="draw an expression with every δ"))
    _add_step(commands.add_parser("step", help="print the backward pass, node by node"))
    _add_train(commands.add_parser("train", help="train a small network"))
    _add_equations(
        commands.add_parser("equations", help="compare the four equations with the graph")
    )
    _add_exercises(
        commands.add_parser(
            "exercises",
            help="write an engine of your own; wrong numbers are explained",
            epilog=_EXERCISES,
        )
    )
    return parser


def _add_draw(draw: _Parser) -> None:
    _add_expression(draw)
    draw.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default="graph.svg",
        help="ends in .svg, .png or .dot (default: graph.svg)",
    )


def _add_step(step: _Parser) -> None:
    _add_expression(step)
    step.add_argument("--html", metavar="FILE", help="also write a page to step through")


def _add_expression(command: _Parser) -> None:
    command.add_argument("expression", metavar="EXPR", type=str.strip, help=_EXPRESSION)
    command.add_argument(
        "values",
        metavar="NAME=VALUE",
        nargs="*",
        default=[],
        help="a number for each name, such as w=-0.5",
    )


def _add_train(train: _Parser) -> None:
    _add_network(train)
    train.add_argument("--optimizer", choices=["adam", "sgd"], default="adam")
    train.add_argument("--lr", metavar="RATE", type=float, help="learning rate")
    train.add_argument("--epochs", metavar="N", type=int, help="passes over the samples")
    train.add_argument("--batch-size", metavar="N", type=int, help="default: all samples")
    train.add_argument("--replay", action="store_true", help="trace once, replay as code: faster")
    train.add_argument("--save", metavar="FILE", help="write the parameters to a .json file")
    train.add_argument("--draw", metavar="FILE", help="draw one held-out sample's loss graph")
    train.add_argument("--plot", metavar="FILE", help="plot the decision regions as .svg")


def _add_equations(equations: _Parser) -> None:
    _add_network(equations)
    equations.add_argument("--draw", metavar="FILE", help="draw the layers with their equations")


def _add_network(command: _Parser) -> None:
    command.add_argument("data", choices=list(DATASETS), help="the data set")
    command.add_argument(
        "--layers", metavar="N,N", type=_sizes, help="hidden layers, such as 16,16"
    )
    command.add_argument("--activation", choices=list(ACTIVATIONS), default="tanh")
    command.add_argument("--seed", metavar="N", type=int, default=0, help="default: 0")


def _add_exercises(exercises: _Parser) -> None:
    actions = exercises.add_subparsers(dest="action", metavar="COMMAND")

    def add(name: str, about: str, *, takes_id: bool = False, has_folder: bool = True) -> _Parser:
        action = actions.add_parser(name, help=about, description=about)
        if takes_id:
            action.add_argument("id", metavar="ID", help="an exercise, such as 03")
        if has_folder:
            action.add_argument(
                "--dir", metavar="DIR", default=".", help="your exercises (default: here)"
            )
        return action

    start = add("start", "copy the exercises into a folder of yours", has_folder=False)
    start.add_argument("folder", metavar="DIR", help="made if missing; nothing is overwritten")
    check = add("check", "check your code, up to the first exercise that is not solved")
    check.add_argument("ids", metavar="ID", nargs="*", default=[], help="only these exercises")
    check.add_argument("--all", action="store_true", help="all exercises")
    check.add_argument("--draw", metavar="FILE", help="draw the smallest graph that went wrong")
    check.add_argument("--seed", metavar="N", type=int, default=0, help="ask with other numbers")
    add("list", "show all exercises, and how far you are")
    add("hint", "give the next hint", takes_id=True)
    add("reset", "put the original files back; yours stay as backups", takes_id=True)
    mistakes = add("mistakes", "for teachers: which mistakes are recognised", has_folder=False)
    mistakes.add_argument("id", metavar="ID", nargs="?", help="all that is known of one mistake")


def _sizes(text: str) -> list[int]:
    """The sizes of the hidden layers: `16,16`, or an empty text for none."""
    sizes = [size.strip() for size in text.split(",") if size.strip()]
    if not all(size.isdecimal() and int(size) > 0 for size in sizes):
        raise argparse.ArgumentTypeError(f"needs sizes of layers such as 16,16, got {text!r}")
    return [int(size) for size in sizes]


def _shielded(argv: list[str]) -> list[str]:
    """Put a space before an expression that begins with a minus: argparse would see an option."""
    options_with_a_file = {"draw": ("-o", "--output"), "step": ("--html",)}
    if not argv or argv[0] not in options_with_a_file:
        return argv
    place = 1
    while place < len(argv):
        argument = argv[place]
        if argument in options_with_a_file[argv[0]]:
            place += 2
        elif argument == "-h" or re.fullmatch(r"--[a-z-]*(=.*)?", argument):
            place += 1
        else:
            return [*argv[:place], f" {argument}", *argv[place + 1 :]]
    return argv


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
        if isinf(values[name]) and "inf" not in number.lower():
            raise ValueError(
                f"{name!r} needs a number that fits a float (< 1.8e308), got {number!r}"
            )
    return values
