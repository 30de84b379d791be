"""`minigrad exercises grade`: from what a class handed in to its reports."""

from __future__ import annotations

import os
import secrets
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from minigrad.classroom.gradebooks import KEYS, is_known, left_out, one_of
from minigrad.classroom.how import how_graded
from minigrad.classroom.matching import matched
from minigrad.classroom.reports import FORMATS, write_reports
from minigrad.classroom.results import ClassResults
from minigrad.classroom.store import (
    ERRORS,
    PLACE,
    RESULTS,
    RUN,
    SHARD,
    Store,
    in_shard,
    merged,
    run_in,
)
from minigrad.classroom.submissions import find_submissions
from minigrad.classroom.verdict import Settings, grade_submission, prepared
from minigrad.cli.arguments import nearest
from minigrad.cli.console import new_console
from minigrad.cli.roster import read_roster
from minigrad.exercises.manifest import MANIFEST, Course, Exercise
from minigrad.exercises.own_course import MISTAKES

MORE_JOBS = 2  # than cores: code that only waits takes its wall limit, and no core
AT_ONCE_PER_JOB = 2  # one is graded, one waits: nobody waits for the disk
AT_ONCE_ELSEWHERE = 256  # a cluster's size is not known, and may change
MOST_NAMED = 8
OF_GRADING = ("exercise", "week", "sandbox", "jobs", "seed", "cpu", "wall", "shard", "dask")
LINES = 10  # of progress, where nobody looks on
Row = Mapping[str, str]


def grade(options: Namespace, course: Course) -> int:
    """The status is 0 if all are graded, else 2."""
    console = new_console()
    _check_formats(options.format)
    roster = read_roster(options.roster) if options.roster else None
    _check_gradebooks(options.format, roster)
    if options.merge:
        return _merge(console, options, course, roster)
    _check_places(options)
    asked = _asked(options, course)
    sources = _sources(console, options, asked, roster)
    settings = _prepared(_settings(options, course, asked), options.dask)
    store = Store(Path(options.output), _run(settings, asked, course, options.shard))
    store.announce(each.student for each in sources)
    try:
        todo = still_to_do(sources, store)
        store.forget(each.student for each in todo)
        console.print(f"{len(sources) - len(todo)} kept, {len(todo)} to do.")
        if todo and len(asked) == len(course.exercises) > 1:
            console.print(
                f"Points count all {len(asked)} exercises: --week N or --exercise ID,ID names some."
            )
        _grade_all(console, todo, store, settings, options)
    except KeyboardInterrupt:
        done = sum(store.has(each.student) for each in sources)
        console.print(
            f"Stopped: {done} of {len(sources)} are graded and kept in {store.folder}. The same "
            "command goes on."
        )
        raise
    return _report(console, store, _of_shard(roster, options.shard), options, is_new=bool(todo))


def _merge(
    console: Console, options: Namespace, course: Course, roster: Sequence[Row] | None
) -> int:
    given = [
        f"--{name}"
        for name in OF_GRADING
        if getattr(options, name) != options.parser.get_default(name)
    ]
    if given:
        raise ValueError(f"--merge grades nothing, so it takes no {given[0]}")
    store = merged(list(map(Path, options.submissions)), Path(options.output))
    if PLACE in store.run and not course.is_ours:
        store.run[PLACE] = str(course.folder)
    return _report(console, store, roster, options)


def _asked(options: Namespace, course: Course) -> list[Exercise]:
    if options.exercise and options.week:
        raise ValueError("grade takes --exercise or --week, not both")
    named = list(dict.fromkeys(map(course.find, options.exercise)))
    return named or list(course.of_week(options.week))


def _check_places(options: Namespace) -> None:
    if len(options.submissions) > 1:
        raise ValueError(
            f"grade takes one folder or zip of submissions, got {len(options.submissions)}: "
            "put them into one folder, or merge reports with --merge"
        )
    submissions, report = Path(options.submissions[0]), Path(options.output)
    if (submissions / RUN).exists():
        raise ValueError(
            f"{options.submissions[0]!r} is a report: name the folder of the submissions, or join "
            "the parts of a class with --merge"
        )
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


def _check_gradebooks(formats: Sequence[str], roster: Sequence[Row] | None) -> None:
    """One in which no student could be found needs no grading."""
    for each in formats:
        keys = KEYS.get(f"{each}.csv")
        if keys and not any(is_known(row, keys) for row in roster or ()):
            raise ValueError(
                f"--format {each} needs a --roster with a column {one_of(keys)}: by these "
                f"{each.capitalize()} finds a student"
            )


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
        sources, unknown, unclear = matched(sources, roster)
        if unknown:
            console.print(f"On no row of {options.roster}: {_named(unknown)}.")
        _print_unclear(console, unclear, options.roster)
    if options.shard:
        sources = [each for each in sources if in_shard(each.student, options.shard)]
    return list(sources)


def _print_unclear(console: Console, unclear: Mapping[str, list[str]], roster: str) -> None:
    """Whose a submission may be, and what tells it."""
    for name, students in unclear.items():
        if len(students) > 1:
            console.print(
                f"{_named([name])} is the name of {len(students)} students on {roster}: rename the "
                f"submission to one of {_named(students)}."
            )
    for student in sorted({who for who, *more in unclear.values() if not more}):
        them = [name for name, students in unclear.items() if students == [student]]
        console.print(
            f"{_named([student])} on {roster} may have handed in {_named(them)}: keep one of them "
            "under this name."
        )


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


def _run(
    settings: Settings,
    asked: Sequence[Exercise],
    course: Course,
    shard: tuple[int, int] | None,
) -> dict[str, Any]:
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
        run[PLACE] = settings.course
    if shard:
        run[SHARD] = list(shard)
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
    jobs = min(options.jobs or (os.cpu_count() or 1) + MORE_JOBS, max(len(todo), 1))
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
    is_new: bool = True,
) -> int:
    """Write all that was asked for, of those who have handed something in."""
    handed_in = {*store.announced()}
    kept = store.results()
    graded = [each for each in kept if each.student in handed_in]
    gone = [each.student for each in kept if each.student not in handed_in]
    written = write_reports(store.folder, graded, roster, options.format, store.run)
    course = store.run.get(PLACE)
    if is_new:
        for table in class_tables(graded, roster, *([Path(course)] if course else [])):
            console.print(table)
    _print_left_out(console, store, gone, left_out(ClassResults(graded, roster), written))
    if is_new:
        console.print(how_graded(store.run))
        console.print(f"Wrote {len(written)} files into {store.folder}.")
        if "index.html" in written:
            console.print(f"To look at: {store.folder / 'index.html'}")
    else:
        names = sorted({name.partition("/")[0] for name in written})
        console.print(f"Nothing is new; the report stands in {store.folder}: {', '.join(names)}.")
    errors = store.errors()
    if errors:
        names = [path.read_text("utf-8").partition(" was not graded.")[0] for path in errors]
        console.print(
            f"Not graded, by an error of minigrad's or of the course: {_named(names)}; "
            f"{store.folder / ERRORS} says why.",
            style="bold red",
        )
    return 2 if errors else 0


def _print_left_out(
    console: Console, store: Store, gone: Sequence[str], unknown: Mapping[str, Sequence[str]]
) -> None:
    if gone:
        console.print(
            f"Left out, as they are not among the submissions any more: {_named(gone)}. Their "
            f"results stay in {store.folder / RESULTS}."
        )
    for name, students in unknown.items():
        console.print(
            f"Not in {name}, as no {one_of(KEYS[name])} of theirs is known: {_named(students)}."
        )


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(shortened(visible(name)) for name in names[:MOST_NAMED]) + more
