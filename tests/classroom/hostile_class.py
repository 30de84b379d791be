"""A class whose names and texts are written to break whatever they are put into."""

from minigrad.classroom.graded import Graded, GradedExercise, GradedTest

RUN = {"version": "1.0", "seed": 31415, "sandbox": "landlock", "limits": {"cpu": 4, "wall": 20}}
HOSTILE = [
    '=HYPERLINK("http://example.org","click")',
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\x1b[31mred\x1b[0m",
    "new\nline",
    "\r\n=1+1",
    "a;=1+1",
    "+49 170",
    "-2+3",
    "@SUM(A1)",
    "\tcmd",
    "half \ud800 of a character",
    "turned \u202earound",
    "]]>&<!--",
    "Zoë Åkesson-Weiß",
    "李明",
    "100 % #1",
    "x" * 300,
]
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text>your δ "1"</text></svg>'


def hostile_class():
    """A student of each name, whose feedback, notes and questions hold all of the names."""
    return [_student(name, place) for place, name in enumerate(HOSTILE)]


def _student(name, place):
    texts = "\n".join(HOSTILE)
    wrong = GradedTest("test_plus", 0, 2, (*HOSTILE, "y = a * b   with a = 1"))
    tests = GradedTest("test_times", 1, 1), wrong
    exercises = (
        GradedExercise("04", "add up", "begun", tests, ("assign-instead-of-add",), texts, SVG),
        GradedExercise("x1", HOSTILE[place], "stuck", (wrong,), (HOSTILE[1],), texts),
        GradedExercise("02", "derivative", "not begun", (GradedTest("test_slope", 0, 3, ("f",)),)),
        GradedExercise("09", "by hand", "missing", (GradedTest("test_all", 0, 5),)),
    )
    return Graded(name, exercises, tuple(HOSTILE), 0.25)


def roster():
    rows = [{"student": name, "email": name, "Id": str(i)} for i, name in enumerate(HOSTILE)]
    return [*rows, {"student": "Absent <b>", "email": "=1", "Id": "99"}]
