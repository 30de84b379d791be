"""Endless code is stopped in about the given time, and nothing else is ever interrupted."""

import _thread
import contextlib
import signal
import sys
import threading
import time

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from minigrad.exercises import time_limit as time_limit_module
from minigrad.exercises.time_limit import TookTooLongError, time_limit, watched_clock


def endless():
    while True:
        pass


def endless_and_catching():
    while True:
        try:
            sum(range(100))
        except Exception:
            continue


def endless_generator():
    def numbers():
        while True:
            yield 1

    for _ in numbers():
        pass


def exponential(depth=200):
    return depth and exponential(depth - 1) + exponential(depth - 1)


def endless_in_a_context():
    with pytest.raises(ZeroDivisionError):
        endless()


WITHOUT_AN_END = [
    *(endless, endless_and_catching, endless_generator, exponential),
    endless_in_a_context,
]
needs_monitoring = pytest.mark.skipif(sys.version_info < (3, 12), reason="needs sys.monitoring")


@needs_monitoring
@pytest.mark.parametrize("code", WITHOUT_AN_END)
def test_without_threads_code_looks_at_the_clock_itself(code):
    begun = time.process_time()
    with pytest.raises(TookTooLongError, match=r"within 0\.1 seconds"), watched_clock(0.1):
        code()
    assert time.process_time() - begun < 1
    assert sys.monitoring.get_tool(sys.monitoring.PROFILER_ID) is None


@needs_monitoring
def test_a_watched_clock_lets_errors_and_ctrl_c_through_and_nests():
    with watched_clock(60), watched_clock(0.01):
        end = time.monotonic() + 0.05
        while time.monotonic() < end:
            pass
    for error in ValueError, KeyboardInterrupt:
        with pytest.raises(error), watched_clock(60):
            raise error


@pytest.mark.parametrize("code", WITHOUT_AN_END)
def test_code_without_an_end_is_stopped_in_about_the_given_time(code):
    begun = time.process_time()
    with pytest.raises(TookTooLongError, match=r"within 0\.1 seconds"), time_limit(0.1):
        code()
    assert 0.1 <= time.process_time() - begun < 0.8


def test_code_that_waits_is_stopped_as_well():
    begun = time.process_time()
    with pytest.raises(TookTooLongError, match=r"within 0\.2 seconds") as stopped, time_limit(0.1):
        time.sleep(100)
    assert "wait for something" in stopped.value.question
    assert time.process_time() - begun < 0.1


def test_a_crowded_machine_is_no_reason_to_stop():
    """Three seconds of the clock, in which the machine gave this process a tenth of its time."""
    assert time_limit_module._reason(3.0, passed=3.5, used=0.35) == []
    assert time_limit_module._reason(3.0, passed=60.0, used=2.9) == []
    assert time_limit_module._reason(3.0, passed=60.0, used=3.0) == ["within 3 seconds"]


def test_code_that_catches_the_first_interrupt_is_interrupted_again():
    caught = []
    with pytest.raises(TookTooLongError), time_limit(0.1):
        while True:
            try:
                endless()
            except KeyboardInterrupt as error:
                caught.append(error)
                if len(caught) == 2:
                    endless()
    assert len(caught) == 2


def test_who_ends_after_having_been_stopped_took_too_long_too():
    with pytest.raises(TookTooLongError), time_limit(0.1), contextlib.suppress(KeyboardInterrupt):
        endless()


def test_an_error_of_the_code_comes_through():
    with pytest.raises(ZeroDivisionError), time_limit(5):
        _ = 1 / 0


@pytest.mark.parametrize("count", [50, pytest.param(200, marks=pytest.mark.slow)])
def test_code_that_ends_just_in_time_is_not_interrupted_later(count):
    for number in range(count):
        end = time.monotonic() + 0.005 + number % 5 * 1e-5
        with contextlib.suppress(TookTooLongError), time_limit(0.005):
            while time.monotonic() < end:
                pass
        sum(range(1000))  # a late interrupt would arrive here
    time.sleep(0.3)


def test_the_handler_of_before_is_back_and_no_timer_is_left():
    before, threads = signal.getsignal(signal.SIGINT), threading.active_count()
    with time_limit(5):
        pass
    with pytest.raises(TookTooLongError), time_limit(0.05):
        endless()
    assert signal.getsignal(signal.SIGINT) is before
    assert threading.active_count() == threads


def test_ctrl_c_stays_ctrl_c(ctrl_c):
    with pytest.raises(KeyboardInterrupt), time_limit(5):
        _thread.interrupt_main()
        endless()


def test_a_process_that_ignores_ctrl_c_is_patient_all_the_same():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as behind an `&` of a shell script
    try:
        with pytest.raises(TookTooLongError), time_limit(0.1):
            endless()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_the_inner_of_two_stops_what_is_in_it():
    with time_limit(5):
        with pytest.raises(TookTooLongError, match=r"within 0\.1 seconds"), time_limit(0.1):
            endless()
        went_on = True
    assert went_on


def test_the_outer_of_two_stops_the_inner():
    outer = pytest.raises(TookTooLongError, match=r"within 0\.1 seconds")
    with outer, time_limit(0.1), time_limit(5):
        endless()


def test_in_another_thread_code_is_waited_for():
    ended = []

    def run():
        with time_limit(0.05):
            time.sleep(0.2)
        ended.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert ended == [True]


ENDLESS = """
from minigrad.exercises import check
from minigrad.exercises.mistakes.engine import engine

Value = engine()["Value"]

def backward(self):
    while True:
        try:
            pass
        except Exception:
            pass

Value.backward = backward
check("04", Value)
"""


@pytest.mark.slow
def test_a_notebook_comes_back_from_an_endless_loop_with_its_kernel_alive():
    cells = [new_code_cell(text) for text in ("import time", ENDLESS, 'print("alive")')]
    client = NotebookClient(new_notebook(cells=cells), timeout=60)
    with client.setup_kernel():
        client.execute_cell(cells[0], 0)
        begun = time.monotonic()
        client.execute_cell(cells[1], 1)
        took = time.monotonic() - begun
        client.execute_cell(cells[2], 2)
    told = cells[1]["outputs"][0]["data"]
    for kind in ("text/plain", "text/html"):
        assert "did not end within 3 seconds" in told[kind]
    assert cells[2]["outputs"][0]["text"] == "alive\n"
    assert took < 20  # three seconds, and what a loaded machine takes
