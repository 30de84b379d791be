"""What each subcommand of `minigrad exercises` does, and its exit status."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from minigrad.cli.arguments import nearest
from minigrad.cli.console import new_console, print_table
from minigrad.cli.example_class import example_class
from minigrad.cli.files import check_drawing, save
from minigrad.course.lessons import lessons
from minigrad.exercises.answers import Observation
from minigrad.exercises.feedback import Feedback
from minigrad.exercises.grading import Report, grade_file
from minigrad.exercises.hints import hint_text
from minigrad.exercises.library import check_course, forget_courses, mistakes, reports
from minigrad.exercises.manifest import FOLDER, Course, Exercise, our_course
from minigrad.exercises.mistakes.mistake import Mistake
from minigrad.exercises.own_course import read_course
from minigrad.exercises.rehearsal import course_problems, handing_out_problems
from minigrad.exercises.saved_files import changes, concerned, saved, stamps_of_all
from minigrad.exercises.wording import one_line
from minigrad.exercises.workspace import Workspace, is_the_original, new_course
from minigrad.exercises.workspace import start as start_folder

COLOURS = {  # of a line of feedback, and of a state in the list
    "(?m)^✓.*|^solved$": "green",
    "(?m)^✗.*|^does not load$|^broken test$": "bold red",
    "(?m)^begun$": "yellow",
    "(?m)^not begun$": "dim",
    r"minigrad exercises [\w ]+\w": "cyan",
}


def run(options: Namespace) -> int:
    """Do what was asked; the status is 1 if an exercise that was checked is not solved, else 0."""
    if options.action == "check":
        return check(options)
    if options.action == "grade":
        from minigrad.cli import grading  # only here: students need not wait for it

        return grading.grade(options, sound_course(options.course))
    if options.action == "check-course":
        return check_course_in(options.folder)
    if options.action == "watch":
        watch(options)
    elif options.action == "start":
        start(options.folder, sound_course(options.course))
    elif options.action == "new":
        new(options.folder)
    elif options.action == "example-class":
        example_class(options.folder)
    elif options.action == "list":
        workspace = Workspace(options.dir)
        show_list(workspace, workspace.course.of_week(options.week))
    elif options.action == "hint":
        workspace = Workspace(options.dir)
        hint(workspace, workspace.course.find(options.id))
    elif options.action == "reset":
        workspace = Workspace(options.dir)
        reset(workspace, workspace.course.find(options.id))
    elif options.id:
        show_mistake(course := course_in(options.course), find_mistake(options.id, course))
    else:
        show_mistakes(course_in(options.course))
    return 0


def course_in(folder: str | None) -> Course:
    """That of a teacher's folder, of which all has been loaded once; ours if there is none."""
    if folder is None:
        return our_course()
    course = read_course(Path(folder))
    check_course(course)
    return course


def sound_course(folder: str | None) -> Course:
    """The same, if its tasks and solutions can be asked: a class must not pay for its mistakes."""
    course = course_in(folder)
    if not course.is_ours:
        for problem in (each for one in course.exercises for each in handing_out_problems(one)):
            raise ValueError(
                f"a mistake of the course, not of a student: {problem}. All of them: minigrad "
                f"exercises check-course {_quoted(str(folder))}"
            )
    return course


def check_course_in(folder: str) -> int:
    """A line for each problem of a teacher's course; the status is 1 if there is one."""
    course = course_in(folder)
    problems = list(course_problems(course))
    for problem in problems:
        print(problem)
    count = len(course.exercises)
    if not problems:
        print(f"All is well with {count} exercise{'s' * (count > 1)}: tasks, solutions, mistakes.")
    return 1 if problems else 0


def new(folder: str) -> None:
    written = new_course(Path(folder))
    name = _quoted(folder)
    print(f"Wrote {len(written)} files into {folder}: a small course, to be changed.")
    print(f"Next:\n  minigrad exercises check-course {name}")
    print(f"  minigrad exercises start --course {name} DIR")


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


def start(folder: str, course: Course) -> None:
    written, kept = start_folder(Path(folder), course)
    console = new_console()
    console.print(_start_told(folder, course, written, kept))
    console.print("Next:")
    if Path(folder) != Path():
        console.print(f"  cd {_quoted(folder)}")
    console.print("  pytest")
    if (Path(folder) / "README.md").exists():
        console.print("README.md there says how to go on.")


def _start_told(folder: str, course: Course, written: Sequence[str], kept: Sequence[str]) -> str:
    """What was written and what was there before, by name only where it is the exception."""
    if not written:
        return f"All {len(kept)} files were there before; nothing was written."
    if len(written) < len(kept):
        return f"Wrote {', '.join(written)}; the other {len(kept)} files were there before."
    count = len(course.exercises)
    notebooks = f", and {len(lessons())} notebooks" if course.is_ours else ""
    wrote = (
        f"Wrote {len(written)} files into {folder}: {count} exercise{'s' * (count > 1)} with "
        f"their tests{notebooks}."
    )
    return f"{wrote} Left alone, as it was there before: {', '.join(kept)}." if kept else wrote


# -------------------------------------------------------------------- checking


def check(options: Namespace) -> int:
    course = None if options.course is None else course_in(options.course)
    workspace = Workspace(options.dir, course)
    course = workspace.course
    if options.draw is not None:
        check_drawing("--draw", options.draw)
    if options.ids and options.week:
        raise ValueError("check takes exercises or a --week, not both")
    asked = [course.find(each) for each in options.ids] or course.of_week(options.week)
    console = new_console()
    given: list[Feedback] = []
    for exercise in dict.fromkeys(asked):
        given.append(Feedback(grade_file(exercise, workspace.folder, options.seed)))
        console.print(coloured(given[-1].text))
        if not given[-1].report.is_solved:
            console.print()
            if not (given[-1].report.is_broken or options.all or options.ids or options.week):
                break
    if options.draw:
        _draw(given, options.draw)
    reports = [each.report for each in given]
    _print_points(console, course, reports, is_part=not (options.ids or options.week))
    if any(report.is_broken for report in reports):
        return 2
    return 0 if all(report.is_solved for report in reports) else 1


def coloured(text: str) -> Text:
    words = Text(text)
    for pattern, style in COLOURS.items():
        words.highlight_regex(pattern, style)
    return words


def _print_points(
    console: Console, course: Course, reports: Sequence[Report], is_part: bool
) -> None:
    """The points, how many exercises were not asked, and what to do next."""
    left_out = len(course.exercises) - len(reports) if is_part else 0
    broken = ", ".join(report.exercise.id for report in reports if report.is_broken)
    reports = [report for report in reports if not report.is_broken]
    points = sum(report.points for report in reports)
    line = f"{points} of {sum(report.exercise.total for report in reports)} points"
    if broken:
        line += f", without {broken}: a wrong test"
    if left_out:
        line += f" so far; {left_out} more exercise{'s' * (left_out > 1)} with --all"
    unsolved = next((each.exercise for each in reports if not each.is_solved), None)
    console.print(f"{line}.")
    if unsolved:
        console.print(
            coloured(f"Next: edit {unsolved.file}, then minigrad exercises check {unsolved.id}")
        )
    elif is_part and not broken:
        console.print("All exercises are solved.")
    elif not is_part:
        console.print(coloured("Next: minigrad exercises check"))


def _draw(given: Sequence[Feedback], path: str) -> None:
    """The first wrong graph, if there is one."""
    for feedback in given:
        if feedback.drawing is not None:
            save(feedback.drawing, path, "--draw")
            return
    print(f"No graph went wrong: {path} is not written.")


# -------------------------------------------------------------------- watching


def watch(options: Namespace) -> None:
    """Check what is saved, until Ctrl-C: first what is there, then each file when it is written."""
    workspace, console = Workspace(options.dir), new_console()
    folder, course = workspace.folder, workspace.course
    asked = list(dict.fromkeys(map(course.find, options.ids)) or course.exercises)
    of_minigrad, of_course = stamps_of_all(FOLDER.parent), stamps_of_all(course.folder)
    reports: dict[Exercise, Report] = {}

    def check_again(exercise: Exercise) -> None:
        before, now = reports.get(exercise), grade_file(exercise, folder, options.seed)
        reports[exercise] = now
        for line in changes(before, now) if before else []:
            console.print(f"  {line}")
        console.print(coloured(Feedback(now).text))

    try:
        for exercise in asked:
            check_again(exercise)
            if not reports[exercise].is_solved:
                break
        _print_what_is_watched(console, asked)
        for written, gone in saved(folder):
            if stamps_of_all(FOLDER.parent) != of_minigrad:
                console.print(
                    "\nminigrad itself has changed. Start again: minigrad exercises watch"
                )
                return
            if (now := stamps_of_all(course.folder)) != of_course:
                of_course, course = now, _renewed(options.dir)
                asked = list(dict.fromkeys(map(course.find, options.ids)) or course.exercises)
                reports.clear()
                console.print("\nThe exercises have been renewed: the new tests ask from now on.")
            for exercise in concerned(asked, written | gone, folder):
                console.print(f"\n{_what_happened(exercise, written, gone)}", style="bold")
                check_again(exercise)
                _print_next(console, asked, reports, exercise)
    except KeyboardInterrupt:
        console.print("\nNo longer watching.")


def _renewed(folder: str) -> Course:
    forget_courses()
    course = Workspace(folder).course
    if not course.is_ours:
        check_course(course)
    return course


def _print_what_is_watched(console: Console, asked: Sequence[Exercise]) -> None:
    what = asked[0].file if len(asked) == 1 else f"{len(asked)} exercises"
    console.print(f"\nWatching {what}: save a file, and it is checked. Ctrl-C ends.")


def _what_happened(exercise: Exercise, written: set[str], gone: set[str]) -> str:
    if exercise.file in gone:
        new = sorted(name for name in written if name not in gone)
        found = f", and {new[0]} is new: an exercise is found by its file's name" if new else ""
        return f"{exercise.file} has gone{found}."
    if exercise.file in written:
        return f"{exercise.file} was saved."
    return f"{', '.join(sorted(written | gone))} was saved, which {exercise.file} imports."


def _print_next(
    console: Console,
    asked: Sequence[Exercise],
    reports: Mapping[Exercise, Report],
    exercise: Exercise,
) -> None:
    """After a solved exercise: the first one that is not known to be."""
    if not reports[exercise].is_solved:
        return
    is_open = (each for each in asked if each not in reports or not reports[each].is_solved)
    following = next(is_open, None)
    console.print(f"Next: edit {following.file}" if following else "All of them are solved.")


# -------------------------------------------------------------------- the student's folder


def show_list(workspace: Workspace, asked: Sequence[Exercise]) -> None:
    console = new_console()
    reports = []
    for exercise in _watched(console, asked):
        with redirect_stdout(StringIO()):  # what the student's code prints
            reports.append(grade_file(exercise, workspace.folder))
    points = sum(report.points for report in reports)
    total = sum(report.exercise.total for report in reports if not report.is_broken)
    table = Table(title=f"{points} of {total} points", title_justify="left")
    table.add_column("id")
    table.add_column("exercise")
    table.add_column("points", justify="right")
    table.add_column("minutes", justify="right")
    table.add_column("week", justify="right")
    table.add_column("state")
    for report in reports:
        table.add_row(
            report.exercise.id,
            report.exercise.title,
            f"{report.points} of {report.exercise.total}",
            str(report.exercise.minutes),
            str(report.exercise.week),
            coloured(_state(report, workspace)),
        )
    print_table(console, table)


def _watched(console: Console, asked: Sequence[Exercise]) -> Iterable[Exercise]:
    """The exercises, with a progress bar where somebody looks on."""
    disable = not console.is_terminal
    return track(asked, "Asking", console=console, transient=True, disable=disable)


def _state(report: Report, workspace: Workspace) -> str:
    if report.is_solved:
        return "solved"
    if report.is_broken:
        return "broken test"
    if report.unreadable:
        return "does not load"
    file = report.exercise.file
    is_new = is_the_original(workspace.folder / file, file, workspace.course)
    return "not begun" if is_new else "begun"


def hint(workspace: Workspace, exercise: Exercise) -> None:
    number = workspace.next_hint(exercise)
    new_console().print(hint_text(exercise, number))
    try:
        workspace.remember_hint(exercise, number)
    except OSError as error:
        raise ValueError(
            f"the next hint will be the same: that this one was given cannot be written into the "
            f"folder ({error.strerror or error})"
        ) from None


def reset(workspace: Workspace, exercise: Exercise) -> None:
    console = new_console()
    done = workspace.reset(exercise)
    for name, backup in done:
        kept = f"; yours is kept as {backup}" if backup else ""
        console.print(f"{name} is as it was handed out{kept}.")
    if not done:
        console.print(f"{exercise.file} and its test are as they were handed out: nothing to do.")


# -------------------------------------------------------------------- for teachers


def wrong_answers_by_mistake(exercise: Exercise) -> dict[str, list[Observation]]:
    """For each mistake that shows in the exercise: the answers that it gets wrong, of all forms."""
    found: dict[str, list[Observation]] = {}
    for (mistake, _), report in reports(exercise, 0).items():
        if report.wrong:
            known = found.setdefault(mistake, [])
            known += [each for each in report.wrong if each not in known]
    return found


def show_mistakes(course: Course) -> None:
    """Of a teacher's course its own mistakes, and those of ours that show in it."""
    console = new_console()
    shown = _all_wrong_answers(console, course)
    known = [each for each in mistakes(course.folder).values() if is_listed(each, course, shown)]
    table = Table(title=f"{len(known)} mistakes", title_justify="left", show_lines=True)
    table.add_column("mistake", width=max((len(each.id) for each in known), default=None))
    table.add_column("shows in", width=14)
    table.add_column("its first wrong answer", overflow="fold")
    for mistake in known:
        where = [exercise for exercise, found in shown.items() if mistake.id in found]
        table.add_row(
            Text.assemble((mistake.id, "bold"), "\n", mistake.cause),
            ", ".join(exercise.id for exercise in where),
            one_line(shown[where[0]][mistake.id][0]) if where else "",
        )
    print_table(console, table)
    console.print("All answers of one: minigrad exercises mistakes ID")


def is_listed(
    mistake: Mistake, course: Course, shown: Mapping[Exercise, Mapping[str, object]]
) -> bool:
    is_own = course.is_ours or mistake.id not in mistakes()
    return is_own or any(mistake.id in found for found in shown.values())


def show_mistake(course: Course, mistake: Mistake) -> None:
    console = new_console()
    shown = _all_wrong_answers(console, course)
    console.print(mistake.id, style="bold")
    console.print(mistake.cause)
    console.print(f"To ask: {mistake.question}")
    table = Table(title="What it answers wrongly", title_justify="left")
    table.add_column("exercise")
    table.add_column("answer", overflow="fold")
    for exercise, found in shown.items():
        for observation in found.get(mistake.id, ()):
            table.add_row(exercise.id, one_line(observation, with_numbers=True))
    if table.rows:
        print_table(console, table)
    else:
        console.print("It shows in no exercise.")


def _all_wrong_answers(
    console: Console, course: Course
) -> dict[Exercise, dict[str, list[Observation]]]:
    asked = _watched(console, course.exercises)
    return {exercise: wrong_answers_by_mistake(exercise) for exercise in asked}


def find_mistake(name: str, course: Course) -> Mistake:
    known = mistakes(course.folder)
    if name in known:
        return known[name]
    near = nearest(name, known)
    advice = f"did you mean {near}?" if near else "minigrad exercises mistakes lists them"
    raise ValueError(f"no mistake has the id {name!r}: {advice}")
