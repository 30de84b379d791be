"""Stop code that does not end by itself: after some seconds an endless loop is an answer too."""

from __future__ import annotations

import _thread
import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

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
    that catches every exception may go on; calls that wait inside C end first.
    """
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
