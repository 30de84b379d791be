"""Stop code that does not end by itself: an endless loop, or one that waits, is an answer too."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import CodeType, FrameType, TracebackType

SECONDS = 3.0  # of computing; a right answer takes milliseconds
IDLE = 0.03  # code that waits computes for a smaller part of the time than on a crowded machine
WAITING = 2.0  # times the limit: after it, code that hardly computes is taken to wait
PATIENCE = 40.0  # times the limit: after it, whatever the code does
AGAIN = 0.2  # seconds to the next interrupt, for code that catches the first
# Where the block has not begun or is over: a frame of these files must not be interrupted.
NOT_THE_BLOCK = frozenset({__file__, contextlib.__file__, threading.__file__})

LOOPS = "is there a loop that never ends, or is the graph walked once for every path?"
WAITS = "it hardly computed in that time: does it sleep, or wait for something?"


class TookTooLongError(Exception):
    """The code was stopped."""

    def __init__(self, after: str, question: str = LOOPS) -> None:
        super().__init__(f"did not end {after}")
        self.after = after
        self.question = question  # that leads to the reason


@contextlib.contextmanager
def time_limit(seconds: float = SECONDS) -> Iterator[None]:
    """Raise TookTooLongError if the block computes longer; outside the main thread, just wait.

    What counts is the time of the processor, so that a crowded machine changes nothing. Code that
    only waits is stopped too, a little later. A thread interrupts the main one as Ctrl-C would,
    on every platform, again and again. Code that catches every exception may go on. A browser has
    no threads: there the code looks at the clock itself.
    """
    if sys.platform == "emscripten":
        with watched_clock(seconds):
            yield
        return
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    is_over = threading.Event()
    reasons: list[str] = []
    was_stopped = False

    def watch() -> None:
        begun, computed = time.monotonic(), time.process_time()
        pause = seconds
        while not is_over.wait(pause):
            passed, used = time.monotonic() - begun, time.process_time() - computed
            reason = reasons or _reason(seconds, passed, used)
            if reason:
                reasons[:] = reason
                interrupt()
                pause = AGAIN
            else:  # not before the first of the limits can be reached
                pause = max(min(seconds - used, seconds / 4), 0.001)

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal was_stopped
        if not reasons:  # Ctrl-C, or an outer time_limit
            if callable(before):
                before(number, frame)
        elif frame is not None and frame.f_code.co_filename not in NOT_THE_BLOCK:
            was_stopped = True
            raise KeyboardInterrupt  # that `except Exception` does not catch

    before = signal.signal(signal.SIGINT, stop)
    timer = threading.Thread(target=watch, daemon=True)
    timer.start()
    stopped_at: TracebackType | None = None
    try:
        yield
    except KeyboardInterrupt as error:
        if not was_stopped:
            raise
        stopped_at = error.__traceback__
    finally:
        # Whatever the timer still sends arrives before signal.signal() returns: stop() drops it,
        # because the frame is one of this file or of threading.
        is_over.set()
        timer.join()
        signal.signal(signal.SIGINT, signal.default_int_handler if before is None else before)
    if was_stopped:
        # With the line at which the code was stopped, for the student to see.
        raise TookTooLongError(*reasons).with_traceback(stopped_at) from None


@contextlib.contextmanager
def watched_clock(seconds: float) -> Iterator[None]:
    """A time limit without threads: each jump back and each call looks at the clock.

    Needs Python 3.12, which has `sys.monitoring`; before, and inside another one, it just waits.
    """
    if sys.version_info < (3, 12) or sys.monitoring.get_tool(sys.monitoring.PROFILER_ID):
        yield
        return
    monitoring, tool = sys.monitoring, sys.monitoring.PROFILER_ID
    events = monitoring.events.JUMP, monitoring.events.PY_START
    end = time.monotonic() + seconds
    stopped_at: TracebackType | None = None
    was_stopped = False

    def look(code: CodeType, *place: int) -> None:
        nonlocal was_stopped
        if time.monotonic() > end and code.co_filename not in NOT_THE_BLOCK:
            was_stopped = True
            raise KeyboardInterrupt  # that `except Exception` does not catch

    monitoring.use_tool_id(tool, "minigrad time limit")
    for event in events:
        monitoring.register_callback(tool, event, look)
    monitoring.set_events(tool, events[0] | events[1])
    try:
        yield
    except KeyboardInterrupt as error:
        if not was_stopped:
            raise
        stopped_at = error.__traceback__
    finally:
        monitoring.set_events(tool, monitoring.events.NO_EVENTS)
        for event in events:
            monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)
    if was_stopped:
        raise TookTooLongError(f"within {seconds:g} seconds").with_traceback(stopped_at) from None


def _reason(seconds: float, passed: float, used: float) -> list[str]:
    """After how long, and a question that leads to the reason; nothing while there is time."""
    if used >= seconds:
        return [f"within {seconds:g} seconds"]
    if passed >= WAITING * seconds and used < IDLE * passed:
        return [f"within {WAITING * seconds:g} seconds", WAITS]
    if passed >= PATIENCE * seconds:
        return [f"within {PATIENCE * seconds:g} seconds"]
    return []


def interrupt() -> None:
    """Interrupt the main thread as Ctrl-C does, so that a sleep ends as well."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)  # on Windows it wakes a sleeping main thread
