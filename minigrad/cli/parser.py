"""What the command line takes: commands, options, and values such as w=-0.5."""

from __future__ import annotations

import argparse
import re
from itertools import pairwise
from typing import Any, NoReturn

from minigrad import __version__
from minigrad.cli.arguments import (
    count,
    expression,
    folder,
    nearest,
    rate,
    seed,
    shard,
    sizes,
    values,
    words,
)
from minigrad.cli.recipes import recipe_table
from minigrad.datasets import DATASETS
from minigrad.nn import ACTIVATIONS

_EXPRESSION = "arithmetic in quotes: names, numbers, + - * / ** ( ) and functions such as tanh(x)"
_EXAMPLES = """\
examples:
  minigrad demo
  minigrad draw "tanh(w*x + b)" w=0.5 x=2 b=-1 -o neuron.svg
  minigrad step "(w*x - y)**2" w=3 x=2 y=5
  minigrad explore "(w*x - y)**2" w=3 x=2 y=5 -o explore.html
  minigrad worksheet "(w*x + b)**2" w=2 x=3 b=1 --copies 30 -o sheets.html
  minigrad train moons --layers 8,8 --save moons.json
  minigrad exercises start my-exercises

minigrad help COMMAND shows all that a command takes.
"""
_RECIPES = f"""\
defaults by the data set, which adam learns well with them:
{recipe_table()}
"""
_LAYERS = f"""\
defaults by the data set:
{recipe_table(columns=2)}
"""
_ONE_BY_ONE = "python"  # one sample after the other
_BY_DATA = "(default: by the data set, see below)"
_REPLAYED_DATA = {("--replay", name) for name in DATASETS}
_EXERCISES = """\
examples:
  minigrad exercises start my-exercises
  minigrad exercises check 04 --draw wrong.svg
  minigrad exercises check --all
  minigrad exercises watch
  minigrad exercises grade submissions -o report

The status of check is 0 if all that was asked is solved, else 1; that of grade is 0 if all are
graded, whatever their points, else 2.
"""


def parse(argv: list[str]) -> argparse.Namespace:
    """The options of a command; ValueError with one line for a mistake.

    Ends with SystemExit after --help, which is also what a missing command gets, and --version.
    """
    parser = _new_parser()
    given, rest = parser.parse_known_args(_shielded(_bare_replay(_asked_for_help(argv))))
    for several in (
        "values",
        "ids",
        "submissions",
    ):  # argparse takes them before an option or after it
        if several in given:
            more = [each for each in rest if not each.startswith("-")]
            setattr(given, several, getattr(given, several) + more)
            rest = [each for each in rest if each.startswith("-")]
    if rest:
        raise ValueError(_unknown(rest[0], given.parser))
    if given.command is None:
        parser.parse_args(["--help"])
    if given.command == "exercises" and given.action is None:
        parser.parse_args(["exercises", "--help"])
    if given.command == "train":
        given.replay = given.replay == _ONE_BY_ONE or given.replay  # as fit takes it
    if "values" in given:
        given.expression = expression(given.expression)
        given.values = values(given.values)
    return given


def _asked_for_help(argv: list[str]) -> list[str]:
    """`help train` is `train --help`, and `exercises help check` is `exercises check --help`."""
    for place in range(min(len(argv), 2)):
        if argv[place] == "help" and argv[:place] in ([], ["exercises"]):
            return [*argv[:place], *argv[place + 1 :], "--help"]
    return argv


def _unknown(argument: str, parser: argparse.ArgumentParser) -> str:
    options = re.findall(r"(?m)^  (?:-\w.*?, )?(--[a-z-]+)", parser.format_help())
    near = nearest(argument.partition("=")[0], options)
    advice = f": did you mean {near}?" if near else f"; see {parser.prog} --help"
    if not near and re.match("-+[^-]", argument) and "NAME=VALUE" in parser.format_usage():
        advice = ": a value is written w=1, without dashes"
    return f"unknown argument {argument!r}{advice}"


class _Parser(argparse.ArgumentParser):
    """One that takes no option by its first letters, and raises instead of exiting."""

    def __init__(self, **settings: Any) -> None:
        formatter = argparse.RawDescriptionHelpFormatter
        super().__init__(**settings, allow_abbrev=False, formatter_class=formatter)
        self._negative_number_matcher = re.compile(r"-(\.?\d|inf|nan)")  # -1e-3 is no option
        self.set_defaults(parser=self)  # of the command that was given: the last one to be set

    def error(self, message: str) -> NoReturn:
        message = re.sub(r"^argument (\S+): ", r"\1: ", message)
        message = re.sub(r"^(\S+): needs", r"\1 needs", message)
        message = message.replace(": expected one argument", " needs a value, got none")
        message = message.replace(": ignored explicit argument", " takes no value, got")
        raise ValueError(message if message.endswith("?") else f"{message}; see {self.prog} --help")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            near = nearest(str(value), action.choices)
            raise argparse.ArgumentError(
                action,
                f"needs one of {', '.join(action.choices)}, got {value!r}"
                + (f": did you mean {near}?" if near else ""),
            )

    def _print_message(self, message: str, file: Any = None) -> None:
        print(message, end="", file=file)  # argparse would hide that a pipe is closed


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
    demo.add_argument(
        "--out", metavar="DIR", type=folder, default="out", help="where to draw (default: out)"
    )
    _add_draw(commands.add_parser("draw", help="draw an expression with every δ"))
    _add_step(commands.add_parser("step", help="print the backward pass, node by node"))
    _add_explore(
        commands.add_parser("explore", help="make a page on which the numbers can be dragged")
    )
    _add_worksheet(
        commands.add_parser(
            "worksheet", help="print a graph to fill in by hand, for each student another one"
        )
    )
    _add_train(commands.add_parser("train", help="train a small network", epilog=_RECIPES))
    _add_equations(
        commands.add_parser(
            "equations", help="compare the four equations with the graph", epilog=_LAYERS
        )
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
        help="ends in .svg, .png, .pdf, .html or .dot; - for SVG to stdout (default: graph.svg)",
    )


def _add_step(step: _Parser) -> None:
    _add_expression(step)
    step.add_argument(
        "--html", metavar="FILE", help="also write a page to step through; - to stdout"
    )


def _add_explore(explore: _Parser) -> None:
    _add_expression(explore)
    explore.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default="explore.html",
        help="ends in .html; - for stdout (default: explore.html)",
    )


def _add_worksheet(worksheet: _Parser) -> None:
    _add_expression(worksheet, "a number for each name: every copy has others, but like it")
    worksheet.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default="worksheet.html",
        help="ends in .html; - for stdout (default: worksheet.html)",
    )
    worksheet.add_argument(
        "--blanks",
        choices=["delta", "values", "contributions", "all"],
        default="delta",
        help="what is to be filled in (default: delta)",
    )
    worksheet.add_argument(
        "--copies", metavar="N", type=count, help="sheets (default: one for each of --names, or 1)"
    )
    worksheet.add_argument(
        "--names", metavar="FILE", help="a .csv file with a column called name, or one name a line"
    )
    worksheet.add_argument(
        "--answers", metavar="FILE", help="an .html file for them (default: the last page)"
    )
    _add_seed(worksheet)


def _add_expression(
    command: _Parser, about: str = "a number for each name, such as w=-0.5"
) -> None:
    command.add_argument("expression", metavar="EXPR", help=_EXPRESSION)
    command.add_argument(
        "values",
        metavar="NAME=VALUE",
        nargs="*",
        default=[],
        help=about,
    )


def _add_train(train: _Parser) -> None:
    _add_network(train)
    train.add_argument(
        "--optimizer", choices=["adam", "sgd"], default="adam", help="(default: adam)"
    )
    train.add_argument("--lr", metavar="RATE", type=rate, help=f"learning rate {_BY_DATA}")
    train.add_argument(
        "--epochs", metavar="N", type=count, help=f"passes over the samples {_BY_DATA}"
    )
    train.add_argument(
        "--batch-size", metavar="N", type=count, help="samples to a step (default: all samples)"
    )
    train.add_argument(
        "--replay",
        nargs="?",
        metavar="WAY",
        choices=[_ONE_BY_ONE, "numpy", "jax"],
        default=False,
        const=_ONE_BY_ONE,
        help="trace once, replay as code: faster; WAY is python, or numpy or jax, which take all "
        "samples of a batch together",
    )
    train.add_argument("--save", metavar="FILE", help="write the parameters to a .json file")
    train.add_argument("--draw", metavar="FILE", help="draw one held-out sample's loss graph")
    train.add_argument("--plot", metavar="FILE", help="plot the decision regions as .svg")


def _add_equations(equations: _Parser) -> None:
    _add_network(equations)
    equations.add_argument("--draw", metavar="FILE", help="draw the layers with their equations")


def _add_network(command: _Parser) -> None:
    command.add_argument(
        "data",
        metavar="DATA",
        choices=list(DATASETS),
        help=f"the data set: {', '.join(DATASETS)}",
    )
    command.add_argument(
        "--layers",
        metavar="N,N",
        type=sizes,
        help=f'hidden layers, such as 16,16, or "" for none {_BY_DATA}',
    )
    command.add_argument(
        "--activation",
        choices=list(ACTIVATIONS),
        default="tanh",
        help="of the hidden layers (default: tanh)",
    )
    _add_seed(command)


def _add_seed(command: _Parser) -> None:
    command.add_argument(
        "--seed", metavar="N", type=seed, default=0, help="of the random numbers (default: 0)"
    )


def _add_exercises(exercises: _Parser) -> None:
    actions = exercises.add_subparsers(dest="action", metavar="COMMAND")

    def add(name: str, about: str, *, takes_id: bool = False, has_folder: bool = True) -> _Parser:
        action = actions.add_parser(name, help=about, description=about)
        if takes_id:
            action.add_argument("id", metavar="ID", help="an exercise, such as 04")
        if has_folder:
            action.add_argument(
                "--dir",
                metavar="DIR",
                type=folder,
                default=".",
                help="your exercises (default: here)",
            )
        return action

    start = add("start", "copy the exercises into a folder of yours", has_folder=False)
    start.add_argument(
        "folder", metavar="DIR", type=folder, help="made if missing; nothing is overwritten"
    )
    _add_course(start, "a teacher's own exercises, in place of these")
    check = add("check", "check your code, up to the first exercise that is not solved")
    check.add_argument("ids", metavar="ID", nargs="*", default=[], help="only these exercises")
    check.add_argument("--all", action="store_true", help="all exercises")
    _add_week(check)
    check.add_argument("--draw", metavar="FILE", help="draw the smallest graph that went wrong")
    check.add_argument(
        "--seed", metavar="N", type=seed, default=0, help="ask with other numbers (default: 0)"
    )
    _add_course(check, "ask the questions of this course (default: of the one it was started with)")
    watch = add("watch", "check an exercise whenever you save it, until Ctrl-C")
    watch.add_argument("ids", metavar="ID", nargs="*", default=[], help="only these exercises")
    watch.add_argument(
        "--seed", metavar="N", type=seed, default=0, help="ask with other numbers (default: 0)"
    )
    _add_week(add("list", "show all exercises, and how far you are"))
    add("hint", "give the next hint", takes_id=True)
    add("reset", "put the original files back; yours stay as backups", takes_id=True)
    mistakes = add("mistakes", "for teachers: which mistakes are recognised", has_folder=False)
    mistakes.add_argument("id", metavar="ID", nargs="?", help="all that is known of one mistake")
    _add_course(mistakes, "those that show in a course of your own")
    _add_grade(add("grade", "for teachers: grade what a class handed in", has_folder=False))
    new = add("new", "for teachers: begin a course of your own", has_folder=False)
    new.add_argument("folder", metavar="DIR", type=folder, help="a folder that is new or empty")
    course = add("check-course", "for teachers: try out a course of your own", has_folder=False)
    course.add_argument("folder", metavar="COURSE", type=folder, help="with solutions in it")
    example = add("example-class", "for teachers: what a made-up class hands in", has_folder=False)
    example.add_argument("folder", metavar="DIR", type=folder, help="a folder that is new or empty")


def _add_grade(grade: _Parser) -> None:
    grade.add_argument(
        "submissions",
        metavar="SUBMISSIONS",
        nargs="+",
        help="a folder, or the zip of a course system, with a folder, a zip or a .py file of each "
        "student; with --merge, reports",
    )
    grade.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        type=folder,
        default="report",
        help="made if missing; results that are there are kept (default: report)",
    )
    grade.add_argument(
        "--exercise",
        metavar="ID,ID",
        type=words,
        action="extend",
        default=[],
        help="only these; with one, a student's only .py file may have any name",
    )
    _add_week(grade)
    _add_course(grade, "a course of your own, in place of minigrad's")
    grade.add_argument(
        "--roster", metavar="FILE", help="a .csv file of the class, such as a course system's own"
    )
    grade.add_argument(
        "--format",
        metavar="NAME,NAME",
        type=words,
        default=["csv", "html"],
        help="csv, html, canvas, moodle, gradescope, github, junit (default: csv,html)",
    )
    grade.add_argument(
        "--sandbox",
        choices=["auto", "bubblewrap", "landlock", "process"],
        default="auto",
        help="what keeps a student's code from this computer (default: auto, the first that works)",
    )
    grade.add_argument("--jobs", metavar="N", type=count, help="processes (default: the cores + 2)")
    grade.add_argument(
        "--seed", metavar="N", type=seed, help="of the questions (default: drawn, and kept)"
    )
    grade.add_argument(
        "--cpu", metavar="N", type=count, default=4, help="seconds for an exercise (default: 4)"
    )
    grade.add_argument(
        "--wall", metavar="N", type=count, default=20, help="seconds for a question (default: 20)"
    )
    grade.add_argument(
        "--shard", metavar="K/N", type=shard, help="only part K of N, to be merged afterwards"
    )
    grade.add_argument("--merge", action="store_true", help="make one report of those of all parts")
    grade.add_argument("--dask", metavar="ADDRESS", help="let the workers of a Dask cluster grade")


def _add_course(command: _Parser, about: str) -> None:
    command.add_argument("--course", metavar="FOLDER", type=folder, help=about)


def _bare_replay(argv: list[str]) -> list[str]:
    """In `train --replay iris` argparse would take the data for the way."""
    return [
        f"--replay={_ONE_BY_ONE}" if pair in _REPLAYED_DATA else pair[0]
        for pair in pairwise([*argv, ""])
    ]


def _add_week(command: _Parser) -> None:
    command.add_argument("--week", metavar="N", type=count, help="those of one week, 1 to 4")


def _shielded(argv: list[str]) -> list[str]:
    """Put a space before an expression that begins with a minus: argparse would see an option."""
    output = ("-o", "--output")
    options_with_a_value = {
        "draw": output,
        "step": ("--html",),
        "explore": output,
        "worksheet": (*output, "--blanks", "--copies", "--names", "--answers", "--seed"),
    }
    if not argv or argv[0] not in options_with_a_value:
        return argv
    place = 1
    while place < len(argv):
        argument = argv[place]
        if argument in options_with_a_value[argv[0]]:
            place += 2
        elif argument == "-h" or re.fullmatch(r"--[a-z-]*(=.*)?", argument):
            place += 1
        else:
            return [*argv[:place], f" {argument}", *argv[place + 1 :]]
    return argv
