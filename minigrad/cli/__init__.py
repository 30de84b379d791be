"""The command line: one dispatch to the commands, and every mistake answered in one line."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress

from minigrad.cli.parser import parse
from minigrad.terminal import make_printable

CLOSED_PIPE = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. The exit status: 0; 2 and a line on stderr for a mistake; 130 for Ctrl-C.

    `exercises check` ends with 1 if not all that it asked is solved. Where the reader of a pipe
    has seen enough, as `head` has, the status is 141: that of `cat`, which SIGPIPE ends (128 + 13).

    >>> main(["draw", "w*x", "w=2"])
    2
    """
    make_printable(sys.stdout)
    make_printable(sys.stderr)
    try:
        status = _run(sys.argv[1:] if argv is None else list(argv))
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _discard_unwritten()
        return CLOSED_PIPE
    except (ValueError, ArithmeticError, OSError, RuntimeError) as error:
        _complain(error)
        _discard_unwritten()
        return 2


def _run(argv: list[str]) -> int:
    try:
        options = parse(argv)
        if options.command == "exercises":
            from minigrad.cli import exercises  # only here: --help need not wait for rich and viz

            return exercises.run(options)
        from minigrad.cli import commands  # only here, too

        return commands.run(options)
    except SystemExit as done:  # argparse after --help
        return done.code if isinstance(done.code, int) else 0


def _complain(error: Exception) -> None:
    sentence = re.sub(r"^\[(Errno|WinError) \d+\] ", "", " ".join(str(error).split()))
    if sys.stderr is not None:  # to print to None would print to stdout
        with suppress(OSError):
            print("minigrad:", sentence, file=sys.stderr)


def _discard_unwritten() -> None:
    """Where nothing more can be written, let Python end without saying so a second time."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
