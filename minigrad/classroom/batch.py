"""Grade a class in many processes, here or elsewhere: what is done is kept, whatever happens."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import NamedTuple, Protocol

from minigrad import __version__
from minigrad.classroom.graded import Graded
from minigrad.classroom.store import Store
from minigrad.classroom.submissions import Submission

Grade = Callable[[str, Mapping[str, bytes]], Graded]  # of a student's files; pickle must know it
Executors = Callable[[], AbstractContextManager[Executor]]
DIED = "Twice, the process that graded this submission ended before it had a result.\n"


class Readable(Protocol):
    """A submission that is read when it is its turn."""

    @property
    def student(self) -> str: ...
    def read(self) -> Submission: ...


class Outcome(NamedTuple):
    """A student is done; one who is not graded met an error that is ours."""

    student: str
    is_graded: bool


class _Running(NamedTuple):
    source: Readable
    key: str
    notes: tuple[str, ...]


def still_to_do(sources: Iterable[Readable], store: Store) -> list[Readable]:
    """Those without a result of the files that they have now."""
    return [each for each in sources if not store.has(each.student) or not store.holds(each.read())]


def grade_class(
    sources: Iterable[Readable], store: Store, executors: Executors, grade: Grade, at_once: int
) -> Iterator[Outcome]:
    """Grade all, with at most `at_once` read and not yet done, and keep each result.

    Where processes die, all that they had is graded again, each submission alone in a new pool;
    whoever ends that one too is not graded.
    """
    waiting, lost = iter(sources), list[Readable]()
    while True:
        with executors() as executor:
            lost = yield from _graded(executor, waiting, store, grade, at_once)
        if not lost:
            return
        for source in lost:
            with executors() as executor:
                ended = yield from _graded(executor, iter([source]), store, grade, 1)
            if ended:
                store.keep_error(source.student, DIED)
                yield Outcome(source.student, is_graded=False)


def _graded(
    executor: Executor, waiting: Iterator[Readable], store: Store, grade: Grade, at_once: int
) -> Generator[Outcome, None, list[Readable]]:
    """Returns what was lost with the executor; nothing if all that waits is done."""
    running: dict[Future[Graded], _Running] = {}
    lost: list[Readable] = []
    while True:
        while not lost and len(running) < at_once and (source := next(waiting, None)):
            try:
                submission = source.read()
                told = _Running(source, store.key(submission), submission.notes)
                running[executor.submit(grade, source.student, submission.files)] = told
            except BrokenExecutor:
                lost.append(source)
            except Exception as error:  # ours: it is kept, and all others go on
                yield _failed(source, error, store)
        if not running:
            return lost
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            source, key, notes = running.pop(future)
            try:
                graded = future.result()
            except BrokenExecutor:
                lost.append(source)
            except Exception as error:  # ours: it is kept, and all others go on
                yield _failed(source, error, store)
            else:
                told_all = replace(graded, student=source.student, notes=(*notes, *graded.notes))
                store.keep(key, told_all)
                yield Outcome(source.student, is_graded=True)


def _failed(source: Readable, error: Exception, store: Store) -> Outcome:
    store.keep_error(source.student, "".join(traceback.format_exception(error)))
    return Outcome(source.student, is_graded=False)


# -------------------------------------------------------------------- who computes


@contextmanager
def local_pool(jobs: int) -> Iterator[Executor]:
    """Processes that end with this one, however it ends, and at once where it is interrupted."""
    context = get_context("spawn")  # a forked one would hold open what tells it that this one ends
    receiver, sender = context.Pipe(duplex=False)
    with sender, receiver:
        pool = ProcessPoolExecutor(
            jobs, context, initializer=_end_with_the_grader, initargs=(receiver,)
        )
        try:
            yield pool
        except BaseException:
            sender.close()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _end_with_the_grader(receiver: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the grader tells its own

    def wait_for_the_end() -> None:
        try:
            receiver.recv()
        except (EOFError, OSError):
            os._exit(1)

    threading.Thread(target=wait_for_the_end, daemon=True).start()


@contextmanager
def dask_cluster(address: str) -> Iterator[Executor]:
    """The workers of a Dask cluster; ValueError where they cannot grade."""
    try:
        from distributed import Client  # only here: few have it, and it is slow
    except ImportError:
        raise ValueError(
            "--dask needs Dask, on this computer and on all workers: "
            'pip install "minigrad-classroom[cluster]"'
        ) from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ValueError(
            f"--dask finds no scheduler at {address!r} ({error}): write it as Dask shows it, such "
            "as tcp://10.0.0.1:8786"
        ) from None
    with client:
        _check_workers(client.run(worker_version), address)
        executor = client.get_executor()
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)  # what still runs is cancelled


def worker_version() -> str:
    return __version__


def _check_workers(versions: dict[str, str], address: str) -> None:
    if not versions:
        raise ValueError(f"the Dask cluster at {address!r} has no workers: start some")
    for worker, version in versions.items():
        if version != __version__:
            raise ValueError(
                f"the Dask worker {worker} has minigrad {version}, and this is {__version__}: "
                "install the same everywhere"
            )
