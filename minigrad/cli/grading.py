"""`minigrad exercises grade`: from what a class handed in to its reports."""

from __future__ import annotations

import os
import secrets
from argparse import Namespace
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from minigrad import __version__
from minigrad.checks import shortened, visible
from minigrad.classroom.batch import (
    Executors,
    Outcome,
    Readable,
    dask_cluster,
    grade_class,
    local_pool,
    still_to_do,
)
from minigrad.classroom.class_tables import class_tables
from minigrad.classroom.graded import Graded
from minigrad.classroom.how import how_graded
from minigrad.classroom.matching import matched
from minigrad.classroom.reports import FORMATS, write_reports
from minigrad.classroom.store import ERRORS, RESULTS, Store, in_shard, merged, run_in
from minigrad.classroom.submissions import find_submissions
from minigrad.classroom.verdict import Settings, grade_submission, prepared
from minigrad.cli.arguments import nearest
from minigrad.cli.console import new_console
from minigrad.cli.roster import read_roster
from minigrad.exercises.manifest import MANIFEST, Course, Exercise
from minigrad.exercises.own_course import MISTAKES

AT_ONCE_PER_JOB = 2  # one is graded, one waits: nobody waits for the disk
AT_ONCE_ELSEWHERE = 256  # a cluster's size is not known, and may change
MOST_NAMED = 8
LINES = 10  # of progress, where nobody looks on
Row = Mapping[str, str]


def grade(options: Namespace, course: Course) -> int:
    """The status is 0 if all are graded, else 2."""
    console = new_console()
    _check_formats(options.format)
    roster = read_roster(options.roster) if options.roster else None
    if options.merge:
        store = merged(list(map(Path, options.submissions)), Path(options.output))
        return _report(console, store, roster, options)
    _check_places(options)
    asked = list(dict.fromkeys(map(course.find, options.exercise))) or list(course.exercises)
    sources = _sources(console, options, asked, roster)
    settings = _prepared(_settings(options, course, asked), options.dask)
    store = Store(Path(options.output), _run(settings, asked, course))
    try:
        todo = still_to_do(sources, store)
        console.print(f"{len(sources) - len(todo)} kept, {len(todo)} to do.")
        _grade_all(console, todo, store, settings, options)
    except KeyboardInterrupt:
        done = sum(store.has(each.student) for each in sources)
        console.print(
            f"Stopped: {done} of {len(sources)} are graded and kept in {store.folder}. The same "
            "command goes on."
        )
        raise
    known = {each.student for each in sources}
    return _report(console, store, _of_shard(roster, options.shard), options, known)


def _check_places(options: Namespace) -> None:
    if len(options.submissions) > 1:
        raise ValueError(
            f"grade takes one folder or zip of submissions, got {len(options.submissions)}: "
            "put them into one folder, or merge reports with --merge"
        )
    submissions, report = Path(options.submissions[0]), Path(options.output)
    if report.resolve().is_relative_to(submissions.resolve()):
        raise ValueError(
            f"-o needs a folder outside of the submissions, got {options.output!r}, which would be "
            "one of them"
        )
    if options.shard and options.seed is None:
        raise ValueError("--shard needs a --seed, the same for all parts, or they cannot be merged")
    if options.dask and options.jobs:
        raise ValueError("--jobs is for this computer: how many work with --dask, Dask knows")


def _check_formats(formats: Sequence[str]) -> None:
    for each in formats:
        if each not in FORMATS:
            near = nearest(each, FORMATS)
            advice = f": did you mean {near}?" if near else ""
            raise ValueError(f"--format needs one of {', '.join(FORMATS)}, got {each!r}{advice}")


# -------------------------------------------------------------------- before


def _sources(
    console: Console, options: Namespace, asked: Sequence[Exercise], roster: Sequence[Row] | None
) -> list[Readable]:
    """The submissions of this shard; what is odd is said."""
    found = find_submissions(Path(options.submissions[0]), [each.file for each in asked])
    if found.left_alone:
        console.print(f"Left alone, as no submission: {_named(found.left_alone)}.")
    sources = found.sources
    if roster is not None:
        sources, unknown = matched(sources, roster)
        if unknown:
            console.print(f"On no row of {options.roster}: {_named(unknown)}.")
    if options.shard:
        sources = [each for each in sources if in_shard(each.student, options.shard)]
    return list(sources)


def _of_shard(roster: Sequence[Row] | None, shard: tuple[int, int] | None) -> Sequence[Row] | None:
    if roster is None or shard is None:
        return roster
    return [row for row in roster if in_shard(row["student"], shard)]


def _settings(options: Namespace, course: Course, asked: Sequence[Exercise]) -> Settings:
    """A seed that was drawn for the report before is used again."""
    before = run_in(Path(options.output)) or {}
    seed = before.get("seed", secrets.randbelow(10**9)) if options.seed is None else options.seed
    is_part = len(asked) < len(course.exercises)
    return Settings(
        seed=seed,
        sandbox=options.sandbox,
        cpu=options.cpu,
        wall=options.wall,
        exercises=tuple(each.id for each in asked) if is_part else (),
        course=None if course.is_ours else str(course.folder),
    )


def _prepared(settings: Settings, address: str | None) -> Settings:
    """With the sandbox that is used, which has to work where students' code runs."""
    if address is None:
        return prepared(settings)
    with dask_cluster(address) as executor:
        return executor.submit(prepared, settings).result()


def _run(settings: Settings, asked: Sequence[Exercise], course: Course) -> dict[str, Any]:
    """As run.json keeps it."""
    run: dict[str, Any] = {
        "version": __version__,
        "seed": settings.seed,
        "sandbox": settings.sandbox,
        "limits": {"cpu": settings.cpu, "wall": settings.wall},
        "questions": _hash_of(asked, course),
    }
    if settings.exercises:
        run["exercises"] = list(settings.exercises)
    if settings.course:
        run["course"] = settings.course
    return run


def _hash_of(asked: Sequence[Exercise], course: Course) -> str:
    """Another one where other questions are asked, or explained in another way."""
    files = [each.folder / each.test for each in asked]
    files += [path for name in (MANIFEST, MISTAKES) if (path := course.folder / name).exists()]
    whole = sha256()
    for path in files:
        whole.update(sha256(path.read_bytes().replace(b"\r\n", b"\n")).digest())
    return whole.hexdigest()[:16]


# -------------------------------------------------------------------- while


def _grade_all(
    console: Console,
    todo: Sequence[Readable],
    store: Store,
    settings: Settings,
    options: Namespace,
) -> None:
    grade = partial(grade_submission, settings=settings)
    jobs = min(options.jobs or os.cpu_count() or 1, max(len(todo), 1))
    executors: Executors = partial(local_pool, jobs)
    at_once = jobs * AT_ONCE_PER_JOB
    if options.dask:
        executors, at_once = partial(dask_cluster, options.dask), AT_ONCE_ELSEWHERE
    outcomes = grade_class(todo, store, executors, grade, at_once)
    for _ in _watched(console, outcomes, len(todo)):
        pass


def _watched(console: Console, outcomes: Iterator[Outcome], total: int) -> Iterable[Outcome]:
    """A bar where somebody looks on, else some lines."""
    if console.is_interactive:
        yield from track(outcomes, "Grading", total, console=console, transient=True)
        return
    for done, outcome in enumerate(outcomes, 1):
        yield outcome
        if done * LINES // total > (done - 1) * LINES // total:
            console.print(f"{done} of {total} done")


# -------------------------------------------------------------------- after


def _report(
    console: Console,
    store: Store,
    roster: Sequence[Row] | None,
    options: Namespace,
    handed_in: Container[str] | None = None,
) -> int:
    """Write all that was asked for, of those who have handed something in."""
    graded: list[Graded] = store.results()
    gone: list[str] = []
    if handed_in is not None:
        gone = [each.student for each in graded if each.student not in handed_in]
        graded = [each for each in graded if each.student in handed_in]
    written = write_reports(store.folder, graded, roster, options.format, store.run)
    course = store.run.get("course")
    for table in class_tables(graded, roster, *([Path(course)] if course else [])):
        console.print(table)
    if gone:
        console.print(
            f"Left out, as they are not among the submissions any more: {_named(gone)}. Their "
            f"results stay in {store.folder / RESULTS}."
        )
    console.print(how_graded(store.run))
    console.print(f"Wrote {len(written)} files into {store.folder}.")
    if "index.html" in written:
        console.print(f"To look at: {store.folder / 'index.html'}")
    errors = store.errors()
    if errors:
        names = [path.read_text("utf-8").partition(" was not graded.")[0] for path in errors]
        console.print(
            f"Not graded, by an error of minigrad's or of the course: {_named(names)}; "
            f"{store.folder / ERRORS} says why.",
            style="bold red",
        )
    return 2 if errors else 0


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(shortened(visible(name)) for name in names[:MOST_NAMED]) + more
