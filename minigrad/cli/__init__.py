"""The command line: one dispatch to the commands, and every mistake answered in one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from minigrad.cli.parser import parse
from minigrad.terminal import make_printable


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. The exit status: 0; 2 and a line on stderr for a mistake; 130 for Ctrl-C.

    `exercises check` ends with 1 if not all that it asked is solved.

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
        options = parse(argv)
        if options.command == "exercises":
            from minigrad.cli import exercises  # only here: --help need not wait for rich and viz

            return exercises.run(options)
        from minigrad.cli import commands  # only here, too

        return commands.run(options)
    except SystemExit as done:  # argparse after --help, rich at a closed pipe
        return done.code if isinstance(done.code, int) else 0


def _discard_unwritten() -> None:
    """Where nothing more can be written, let Python end without saying so a second time."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
