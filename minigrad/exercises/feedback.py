"""Say what is wrong: as text of at most 79 columns, and as HTML with the drawn graph."""

from __future__ import annotations

from html import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minigrad.exercises.grading import Report
    from minigrad.exercises.questions import Observation


def feedback_text(report: Report) -> str:
    """One line for a solved exercise, else the smallest wrong answer and its likely cause."""
    return "\n".join([heading(report), *(f"  {line}" for line in explanation(report))])


def feedback_html(report: Report) -> str:
    """The same in a notebook."""
    return f"<pre>{escape(feedback_text(report))}</pre>"


def heading(report: Report) -> str:
    mark = "✓" if report.is_solved else "✗"
    return (
        f"{mark} {report.exercise}".ljust(55)
        + f" {report.points} of {report.exercise.total} points"
    )


def explanation(report: Report) -> list[str]:
    if report.unreadable:
        return [report.unreadable, "Nothing was tested."]
    if report.smallest is None:
        return []
    return [*wrong_answer(report.smallest), *causes(report), hint_line(report)]


def wrong_answer(observation: Observation) -> list[str]:
    """The question, and the first numbers that are wrong."""
    lines = [f"You were asked   {observation.question}"]
    if observation.trouble is not None:
        return [*lines, str(observation.trouble)]
    return lines


def causes(report: Report) -> list[str]:
    from minigrad.exercises.mistakes import mistakes

    found = report.diagnosis
    if not found.mistakes:
        return ["Your numbers match no mistake I know."]
    return [
        f"{mistakes()[m.mistake].cause} [{m.mistake}] {len(m.questions)}" for m in found.mistakes
    ]


def hint_line(report: Report) -> str:
    return f"minigrad exercises hint {report.exercise.id}"
