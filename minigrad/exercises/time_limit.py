"""Stop code that does not end by itself: after some seconds an endless loop is an answer too."""

from __future__ import annotations

import _thread
import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from time import monotonic
from types import CodeType, FrameType

SECONDS = 3.0  # a right answer takes milliseconds
AGAIN = 0.2  # seconds to the next interrupt, for code that catches the first
# Where the block has not begun or is over: a frame of these files must not be interrupted.
NOT_THE_BLOCK = frozenset({__file__, contextlib.__file__, threading.__file__})


class TookTooLongError(Exception):
    """The code was stopped."""


@contextlib.contextmanager
def time_limit(seconds: float = SECONDS) -> Iterator[None]:
    """Raise TookTooLongError if the block runs longer; outside the main thread, just wait.

    A timer interrupts the main thread as Ctrl-C would, on every platform, again and again. Code
    that catches every exception may go on; calls that wait inside C end first. A browser has no
    threads: there the code looks at the clock itself.
    """
    if sys.platform == "emscripten":
        with watched_clock(seconds):
            yield
        return
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    is_over, has_fired = threading.Event(), threading.Event()
    was_stopped = False

    def interrupt() -> None:
        pause = seconds
        while not is_over.wait(pause):
            has_fired.set()
            _thread.interrupt_main()
            pause = AGAIN

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal was_stopped
        if not has_fired.is_set():  # Ctrl-C, or an outer time_limit
            if callable(before):
                before(number, frame)
        elif frame is not None and frame.f_code.co_filename not in NOT_THE_BLOCK:
            was_stopped = True
            raise KeyboardInterrupt  # that `except Exception` does not catch

    before = signal.signal(signal.SIGINT, stop)
    timer = threading.Thread(target=interrupt, daemon=True)
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if not was_stopped:
            raise
    finally:
        # Whatever the timer still sends arrives before signal.signal() returns: stop() drops it,
        # because the frame is one of this file or of threading.
        is_over.set()
        timer.join()
        signal.signal(signal.SIGINT, signal.default_int_handler if before is None else before)
    if was_stopped:
        raise TookTooLongError(f"did not end within {seconds:g} seconds") from None


@contextlib.contextmanager
def watched_clock(seconds: float) -> Iterator[None]:
    """A time limit without threads: each jump back and each call looks at the clock.

    Needs Python 3.12, which has `sys.monitoring`; before, and inside another one, it just waits.
    """
    if sys.version_info < (3, 12) or sys.monitoring.get_tool(sys.monitoring.PROFILER_ID):
        yield
        return
    monitoring, tool = sys.monitoring, sys.monitoring.PROFILER_ID
    end, was_stopped = monotonic() + seconds, False

    def look(code: CodeType, *place: int) -> None:
        nonlocal was_stopped
        if monotonic() > end and code.co_filename not in NOT_THE_BLOCK:
            was_stopped = True
            raise KeyboardInterrupt  # that `except Exception` does not catch

    monitoring.use_tool_id(tool, "minigrad time limit")
    for event in monitoring.events.JUMP, monitoring.events.PY_START:
        monitoring.register_callback(tool, event, look)
    monitoring.set_events(tool, monitoring.events.JUMP | monitoring.events.PY_START)
    try:
        yield
    except KeyboardInterrupt:
        if not was_stopped:
            raise
    finally:
        monitoring.set_events(tool, monitoring.events.NO_EVENTS)
        for event in monitoring.events.JUMP, monitoring.events.PY_START:
            monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)
    if was_stopped:
        raise TookTooLongError(f"did not end within {seconds:g} seconds") from None
