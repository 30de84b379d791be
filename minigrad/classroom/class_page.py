"""The class as a page for the room: what to talk about comes first, names come folded, last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from urllib.parse import quote

from minigrad.classroom.graded import STATES, Graded
from minigrad.classroom.results import (
    NOT_HANDED_IN,
    ClassResults,
    ExerciseRow,
    MistakeRow,
    QuestionRow,
)
from minigrad.exercises.mistakes.mistake import Mistake
from viz import theme
from viz.embedded import text_uri
from viz.theme import number, visible

MOST = 12  # mistakes, or questions, that are shown
MOST_OF_ONE = 3  # questions of one exercise
WIDTH = 79  # of a line of feedback
DEEPEST = 20  # spaces before a line of feedback; before what stands at its end there are more
LOOKS = {  # a state's fill, and its pattern for those who see no colours
    "solved": "class_3",
    "begun": "class_1",
    "stuck": "class_2",
    "does not load": "highlight",
    "not begun": "line",
    "missing": "header",
}
LINES = ("stuck", "does not load", "missing")  # states whose bars are hatched

_ROLES = (
    *("ink", "muted", "line", "cell", "header", "highlight", "class_1", "class_2", "class_3"),
    *("class_1_weak",),
)
_LOOK = """\
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;color:var(--mg-ink);font:16px/1.5 Helvetica,Arial,Arimo,sans-serif;\
font-variant-numeric:tabular-nums}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.7rem;line-height:1.25;margin:0;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem}
p{margin:.4rem 0}
a{color:var(--mg-class_1)}
.mg-quiet{color:var(--mg-muted);font-size:.875rem}
.mg-wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
caption{text-align:left;color:var(--mg-muted);font-size:.875rem;padding-bottom:.4rem}
th,td{padding:.25rem .6rem;text-align:left;vertical-align:top;border-top:1px solid \
var(--mg-header);overflow-wrap:anywhere}
thead th{border:0;background:var(--mg-header);overflow-wrap:normal}
tbody th{font-weight:normal;min-width:9rem}
.mg-states{width:28%}
.mg-number{text-align:right;white-space:nowrap}
.mg-bar{display:flex;height:1.15rem;width:100%;min-width:9rem;margin-top:.2rem;\
border-radius:3px;overflow:hidden;background:var(--mg-header)}
.mg-bar span,.mg-key i{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.mg-key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;margin:.4rem 0;padding:0;\
font-size:.875rem}
.mg-key i{display:inline-block;width:1.1em;height:.8em;margin-right:.4em;border-radius:2px;\
border:1px solid var(--mg-line)}
.mg-points{display:flex;align-items:flex-end;gap:3px;list-style:none;margin:0;padding:0;\
max-width:44rem}
.mg-points li{flex:1;min-width:0;text-align:center;font-size:.875rem}
.mg-points b{display:block;height:calc(7rem*var(--mg-share));background:var(--mg-class_1);\
border-radius:3px 3px 0 0;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.mg-points small{display:block;border-top:1px solid var(--mg-line);font-size:.8125rem;\
color:var(--mg-muted);white-space:nowrap}
.mg-ask{list-style:none;margin:0;padding:0}
.mg-ask li{border:1px solid var(--mg-line);border-left:4px solid var(--mg-highlight);\
border-radius:6px;background:var(--mg-cell);padding:.6rem .9rem;margin:.6rem 0;break-inside:avoid}
.mg-ask h3{font-size:1.1rem;margin:0;font-weight:bold;overflow-wrap:anywhere}
.mg-ask code,td code{font-size:.875rem;overflow-wrap:anywhere}
details{border:1px solid var(--mg-line);border-radius:6px;padding:.5rem .9rem;margin:1rem 0}
summary{cursor:pointer;font-weight:bold}
pre{margin:.5rem 0;padding:.7rem .9rem;background:var(--mg-cell);border:1px solid var(--mg-line);\
border-radius:6px;font:.875rem/1.45 ui-monospace,Consolas,Menlo,monospace;white-space:pre-wrap;\
overflow-wrap:anywhere}
section img{max-width:100%;height:auto}
tr{break-inside:avoid}
:focus-visible{outline:3px solid var(--mg-highlight);outline-offset:2px}
@media (max-width:40rem){.mg-states{display:none}th,td{padding:.25rem .4rem}\
tbody th{min-width:6rem}thead .mg-number{white-space:normal}.mg-fold{white-space:normal}\
.mg-points{display:block}.mg-points li{display:flex;align-items:center;gap:.5rem;margin:.15rem 0}\
.mg-points small{order:-2;border:0;min-width:3.5rem;text-align:right;font-size:.875rem}\
.mg-points b{order:-1;height:1rem;width:calc((100% - 7rem)*var(--mg-share));\
border-radius:0 3px 3px 0;border-left:1px solid var(--mg-line)}}
@media print{body{font-size:10.5pt}main{max-width:none;padding:0}h2{break-after:avoid}\
.mg-wide{overflow:visible}th,td{padding:.2rem .35rem}.mg-bar{min-width:5rem}}
"""


def class_page(
    results: ClassResults,
    known: Mapping[str, Mistake],
    files: Mapping[str, str],
    told: str,
    left_out: Mapping[str, Sequence[str]],
) -> str:
    """The whole page; `files` names each student's page, `told` says how was graded.

    `left_out` names for each gradebook who has no row in it.
    """
    parts = [
        _head(results, told),
        _points(results),
        _exercises(results),
        _mistakes(results.mistakes(known), len(results.students)),
        _questions(results),
        _notes(results, left_out),
        _students(results, files),
    ]
    return page("The class", "\n".join(filter(None, parts)))


def student_page(student: Graded, told: str) -> str:
    """One student's feedback with the smallest wrong graph of each exercise, as an image."""
    parts = [
        f"<h1>{text(student.student)}</h1>",
        f"<p><b>{student.points} of {student.of} points</b></p>",
        *(f"<p>{text(note)}</p>" for note in student.notes),
    ]
    handed_in = [each for each in student.exercises if each.state != "missing"]
    for each in handed_in:
        parts.append(
            f"<section><h2>{text(each.id)} {text(each.title)} "
            f'<span class="mg-quiet">{each.points} of {each.of}, {each.state}</span></h2>'
            + (f"<pre>{_folding(lines(each.feedback))}</pre>" if each.feedback else "")
            + (_picture(each.drawing) if each.drawing else "")
            + "</section>"
        )
    missing = [f"{each.id} {each.title}" for each in student.exercises if each not in handed_in]
    if missing and handed_in:
        parts.append(f"<p>Not handed in: {text(', '.join(missing))}.</p>")
    parts.append(f'<p class="mg-quiet">{text(told)}</p>')
    return page(student.student, "\n".join(parts))


def _folding(words: str) -> str:
    """Text as it is, in which a narrow screen takes gaps and the ends of full lines for spaces."""
    shown: list[str] = []
    before = ""
    for line in words.split("\n"):
        indent = line[: len(line) - len(line.lstrip(" "))]
        if shown and _goes_on(before, line):
            shown.append(_fold(f"\n{indent}"))
        else:
            shown += ["\n" * bool(shown), _fold(indent) if len(indent) > DEEPEST else indent]
        pieces = re.split("( {2,})", line[len(indent) :])
        shown += [_fold(each) if each.isspace() else escape(each) for each in pieces]
        before = line
    return "".join(shown)


def _fold(space: str) -> str:
    return f'<span class="mg-fold">{space}</span>'


def _goes_on(line: str, following: str) -> bool:
    """Whether a sentence was broken here, as its next word had no room in the line."""
    has_columns = "  " in line.strip() or line.startswith(" " * DEEPEST)
    return (
        not has_columns
        and bool(following.strip())
        and len(line) + 1 + len(following.split()[0]) > WIDTH
    )


def _picture(svg: str) -> str:
    """As an image, in which no script runs and nothing is loaded."""
    alt = "The smallest graph that went wrong: your numbers beside the right ones"
    return f'<p><img alt="{alt}" src="{text_uri(svg)}"></p>'


def page(title: str, body: str) -> str:
    """A page with all that it needs, dark where its reader's system is, and light on paper."""
    light = "".join(f"--mg-{role}:{theme.LIGHT[role]};" for role in _ROLES)
    on_paper = f"@media print{{html{{{light}background:none;color-scheme:light}}}}"
    style = "\n".join([*theme.variables("html", _ROLES), on_paper, _fills(), _LOOK])
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{text(title)}</title>\n<style>\n{style}</style></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n"
    )


def text(words: str) -> str:
    """Any text as HTML in one line."""
    return escape(visible(words))


def lines(words: str) -> str:
    """Any text of several lines, in which what would move a cursor is visible."""
    return "\n".join(visible(line) for line in words.split("\n"))


def _fills() -> str:
    """A fill for each state; hatched where it has to differ in black and white."""
    rules = []
    for state, role in LOOKS.items():
        colour = f"var(--mg-{role})"
        hatched = f"repeating-linear-gradient(45deg,{colour} 0 4px,var(--mg-cell) 4px 6px)"
        fill = hatched if state in LINES else colour
        rules.append(f".{_class_of(state)}{{background:{fill}}}")
    return "\n".join(rules)


def _class_of(state: str) -> str:
    return f"mg-{state.replace(' ', '-')}"


def _head(results: ClassResults, told: str) -> str:
    count = len(results.students)
    said = f"{count} submission{'s' * (count != 1)}"
    if count:
        said += f", median {number(results.median)} of {results.of} points"
    if results.absent:
        said += f"; {len(results.absent)} on the roster handed nothing in"
    return f'<h1>The class</h1>\n<p>{said}.</p>\n<p class="mg-quiet">{text(told)}</p>'


def _points(results: ClassResults) -> str:
    if not results.histogram:
        return "<p>There is nothing to show yet: no submission was graded.</p>"
    most = max(each.students for each in results.histogram)
    bars = "".join(
        f"<li>{each.students or '<span class=mg-quiet>0</span>'}"
        f'<b style="--mg-share:{each.students / most:.3f}"></b><small>{each.label}</small></li>'
        for each in results.histogram
    )
    said = (
        f"Students by their points; the exercises that somebody began give {results.within_reach}"
    )
    return (
        f'<h2 id="points">Points</h2>\n<p class="mg-quiet">{said}.</p>\n'
        f'<ol class="mg-points" aria-labelledby="points">{bars}</ol>'
    )


def _exercises(results: ClassResults) -> str:
    begun = [each for each in results.exercises if each.begun_at_all]
    if not results.exercises:
        return ""
    shown = [state for state in STATES if any(each.states[state] for each in begun)]
    key = "".join(f'<li><i class="{_class_of(state)}"></i>{state}</li>' for state in shown)
    rows = "\n".join(_exercise(each, shown, len(results.students)) for each in begun)
    headings = "".join(f'<th scope="col" class="mg-number">{state}</th>' for state in shown)
    table = (
        f'<ul class="mg-key">{key}</ul>\n<div class="mg-wide" tabindex="0" role="region" '
        'aria-label="Exercises"><table>\n<thead><tr><th scope="col">exercise</th>'
        f'{headings}<th scope="col" class="mg-states">students</th></tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )
    idle = [f"{each.id} {each.title}" for each in results.exercises if not each.begun_at_all]
    by_nobody = f'<p class="mg-quiet">Begun by nobody: {text(", ".join(idle))}.</p>' if idle else ""
    stuck = '<p class="mg-quiet">Stuck: begun, and still without a point.</p>'
    return f"<h2>Exercises</h2>\n{table if begun else ''}\n{stuck if begun else ''}{by_nobody}"


def _exercise(row: ExerciseRow, shown: Sequence[str], students: int) -> str:
    numbers = "".join(f'<td class="mg-number">{row.states[state]}</td>' for state in shown)
    bar = "".join(
        f'<span class="{_class_of(state)}" title="{row.states[state]} {state}" '
        f'style="width:{100 * row.states[state] / students:.2f}%"></span>'
        for state in shown
        if row.states[state]
    )
    return (
        f'<tr><th scope="row">{text(row.id)} {text(row.title)}</th>{numbers}'
        f'<td class="mg-states"><div class="mg-bar" aria-hidden="true">{bar}</div></td></tr>'
    )


def _mistakes(rows: Sequence[MistakeRow], students: int) -> str:
    if not rows:
        return ""
    asked = "\n".join(_mistake(row, students) for row in rows[:MOST])
    more = len(rows) - MOST
    rest = ", ".join(f"{row.id} ({len(row.students)})" for row in rows[MOST:])
    left = f'<p class="mg-quiet">And {more} more: {text(rest)}.</p>' if more > 0 else ""
    return f'<h2>To ask the room</h2>\n<ol class="mg-ask">\n{asked}\n</ol>{left}'


def _mistake(row: MistakeRow, students: int) -> str:
    what = f"<h3>{text(row.question)}</h3>" if row.question else ""
    cause = row.cause or "What their code does differs a little: see their feedback."
    where = f"exercise{'s' * (len(row.exercises) > 1)} {', '.join(row.exercises)}"
    return (
        f"<li>{what}<p>{text(cause)}</p>"
        f'<p class="mg-quiet">{len(row.students)} of {_counted(students)}, {text(where)} '
        f"<code>[{text(row.id)}]</code></p></li>"
    )


def _questions(results: ClassResults) -> str:
    seen: Counter[str] = Counter()
    rows: list[QuestionRow] = []
    for row in results.questions:
        seen[row.exercise] += 1
        rows += [row] if seen[row.exercise] <= MOST_OF_ONE and len(rows) < MOST else []
    if not rows:
        return ""
    body = "\n".join(
        f'<tr><td class="mg-number">{row.wrong} of {row.asked}</td><td>{text(row.exercise)}</td>'
        f"<td><code>{text(row.question)}</code></td></tr>"
        for row in rows
    )
    return (
        '<h2>Most often answered wrongly</h2>\n<div class="mg-wide" tabindex="0" role="region" '
        'aria-label="Questions"><table>\n<thead><tr><th scope="col" class="mg-number">wrong</th>'
        '<th scope="col">exercise</th><th scope="col">question</th></tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table></div>"
    )


# -------------------------------------------------------------------- with names, folded


def _notes(results: ClassResults, left_out: Mapping[str, Sequence[str]]) -> str:
    """What a teacher should look at: notes, what was ended, who handed nothing in or has no row."""
    said = {each.student: notes_of(each) for each in results.students}
    said |= {name: [NOT_HANDED_IN] for name in results.absent}
    for file, students in left_out.items():
        for each in students:
            said[each].append(f"not in {file}: nothing known finds this student there")
    rows = [
        f"<tr><td>{text(who)}</td><td>{'<br>'.join(map(text, what))}</td></tr>"
        for who, what in said.items()
        if what
    ]
    head = '<thead><tr><th scope="col">student</th><th scope="col">what</th></tr></thead>'
    return _folded(f"To look at: {_counted(len(rows))}", head, rows) if rows else ""


def notes_of(student: Graded) -> list[str]:
    """The notes on a submission, and which of its files do not load, or ended in another way."""
    found: dict[str, list[str]] = {}
    for each in student.exercises:
        if what := each.ended or ("does not load" if each.state == "does not load" else ""):
            found.setdefault(what, []).append(each.id)
    return [*student.notes, *(f"{what}: {', '.join(ids)}" for what, ids in found.items())]


def _students(results: ClassResults, files: Mapping[str, str]) -> str:
    if not results.students:
        return ""
    ids = [each.id for each in results.exercises if each.begun_at_all]
    rows = []
    for each in results.students:
        points = {exercise.id: exercise.points for exercise in each.exercises}
        cells = "".join(f'<td class="mg-number">{points.get(name, "")}</td>' for name in ids)
        name = text(each.student)
        if each.student in files:
            name = f'<a href="feedback/{quote(files[each.student])}.html">{name}</a>'
        rows.append(
            f'<tr><th scope="row">{name}</th>{cells}'
            f'<td class="mg-number"><b>{each.points}</b></td></tr>'
        )
    headings = "".join(f'<th scope="col" class="mg-number">{text(name)}</th>' for name in ids)
    head = (
        f'<thead><tr><th scope="col">student</th>{headings}'
        f'<th scope="col" class="mg-number">of {results.of}</th></tr></thead>'
    )
    return _folded(f"{_counted(len(rows))} with their points", head, rows)


def _counted(students: int) -> str:
    return f"{students} student{'s' * (students != 1)}"


def _folded(title: str, head: str, rows: Iterable[str]) -> str:
    body = "\n".join(rows)
    return (
        f'<details><summary>{title}</summary>\n<div class="mg-wide" tabindex="0" role="region" '
        f'aria-label="{title}"><table>\n{head}\n<tbody>\n{body}\n</tbody></table></div></details>'
    )
