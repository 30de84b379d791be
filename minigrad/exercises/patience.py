"""Stop code that does not end by itself: after some seconds an endless loop is an answer too."""

from __future__ import annotations

import _thread
import threading
import time
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 3.0  # a right answer takes milliseconds


class TookTooLongError(Exception):
    """The code was stopped."""


@contextmanager
def patience(seconds: float = SECONDS) -> Iterator[None]:
    """Raise TookTooLongError where the block runs longer; elsewhere than in the main thread, wait.

    A timer interrupts the main thread as Ctrl-C would, on every platform; again each second,
    for code that catches everything. Calls that wait inside C end first.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    lock, has_ended, has_fired = threading.Lock(), threading.Event(), threading.Event()

    def interrupt() -> None:
        pause = seconds
        while not has_ended.wait(pause):
            with lock:
                if not has_ended.is_set():
                    has_fired.set()
                    _thread.interrupt_main()
            pause = 1.0

    threading.Thread(target=interrupt, daemon=True).start()
    try:
        yield
        with lock:
            has_ended.set()
        if has_fired.is_set():
            time.sleep(1)  # the interrupt may be on its way, and must not arrive later
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        if not has_fired.is_set():
            raise
        raise TookTooLongError(f"did not end within {seconds:g} seconds") from None
    finally:
        with lock:
            has_ended.set()
