"""A submission gets the points and the words of `check`, from a process that never runs it."""

import pickle
import shutil
from dataclasses import replace
from importlib.util import find_spec

import pytest

from minigrad.classroom import sandbox, starting
from minigrad.classroom.graded import Graded
from minigrad.classroom.sandbox import choose, trouble_with
from minigrad.classroom.verdict import Settings, grade_submission, prepared
from minigrad.exercises.feedback import Feedback
from minigrad.exercises.grading import grade_file
from minigrad.exercises.manifest import HANDOUT, exercises, find_exercise
from minigrad.exercises.own_course import open_course
from tests.exercises.reference import SOLUTIONS, source

SANDBOXES = [each for each in starting.LEVELS if not trouble_with(each)]
RULES = "03a_local_rules.py"

pytestmark = pytest.mark.skipif(not SANDBOXES, reason="no sandbox works here")


def graded(files, *ids, **settings):
    asked = {"seed": 3, "sandbox": SANDBOXES[0], "exercises": ids} | settings
    texts = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
    return grade_submission("somebody", texts, Settings(**asked))


def of(exercise_id, text, **settings):
    """What came of one file."""
    return graded({find_exercise(exercise_id).file: text}, exercise_id, **settings).exercises[0]


def checked(exercise_id, text, folder):
    exercise = find_exercise(exercise_id)
    (folder / exercise.file).write_text(text, encoding="utf-8")
    return Feedback(grade_file(exercise, folder, 3))


# -------------------------------------------------------------------- points and words


@pytest.mark.parametrize("level", SANDBOXES)
def test_solutions_get_all_points_and_the_words_of_check(level):
    files = {each.file: source(each.id) for each in exercises()}
    result = graded(files, sandbox=level)
    assert result.points == result.of == sum(each.total for each in exercises())
    assert {each.state for each in result.exercises} == {"solved"}
    mine = Feedback(grade_file(find_exercise("03a"), SOLUTIONS)).text
    assert result.exercises[1].feedback == mine
    assert Graded.from_data(pickle.loads(pickle.dumps(result.to_data()))) == result


@pytest.mark.parametrize(
    ("exercise_id", "right", "wrong"),
    [
        ("03a", "return delta * y, delta * x", "return delta * x, delta * y"),
        *(
            pytest.param(*more, marks=pytest.mark.slow)
            for more in (
                ("11", "zip(slopes, v)", "zip(slopes, v[1:])"),
                ("03a", "return delta * y, delta * x", "return delta * y + 1, delta * x"),
                ("03a", "return delta * y, delta * x", "delta * y, delta * x"),
            )
        ),
    ],
)
def test_what_is_wrong_is_told_as_check_tells_it(exercise_id, right, wrong, tmp_path):
    text = source(exercise_id)
    assert right in text
    text = text.replace(right, wrong)
    feedback, mine = checked(exercise_id, text, tmp_path), of(exercise_id, text)
    assert mine.feedback == feedback.text
    assert mine.points == feedback.report.points < mine.of
    assert set(mine.mistakes) == feedback.diagnosis.names
    wrong_ones = {question for test in mine.tests for question in test.wrong}
    assert wrong_ones == {each.question for each in feedback.report.wrong}


def test_a_function_that_is_given_twice_is_one_function_in_a_child():
    right, by_index = "function(values[-1])", "function(values[functions.index(function)])"
    found = of("03b", source("03b").replace(right, by_index), explain=False)
    assert [test.name for test in found.tests if not test.points] == ["test_forward"]
    assert "[first-of-equal-numbers]" in found.feedback


def test_without_the_second_child_numbers_name_the_mistake_and_the_graph_is_drawn():
    text = source("03a").replace("return delta * y, delta * x", "return delta * x, delta * y")
    mine = of("03a", text, explain=False)
    assert "Likely cause" in mine.feedback and mine.mistakes
    if shutil.which("dot"):
        assert "<svg" in mine.drawing and "your δ" in mine.drawing


def test_states():
    files = {
        "02_numerical_derivative.py": (HANDOUT / "02_numerical_derivative.py").read_bytes(),
        RULES: "def Value(:",
        "04_gradients_add_up.py": "class Value:\n    pass",
        "05b_backward.py": source("05b"),
    }
    result = graded(files, "02", "03a", "03b", "04", "05b", explain=False)
    states = [each.state for each in result.exercises]
    assert states == ["not begun", "does not load", "missing", "stuck", "solved"]
    assert "line 1" in result.exercises[1].feedback


def test_a_process_that_was_gone_before_all_was_asked_is_noted():
    rule, exits = "return delta, delta", "import os; os._exit(0)"
    writes = "import os\nfor fd in range(3, 20):\n    try:\n        os.write(fd, b'x\\n')\n"
    writes += "    except OSError:\n        pass"
    for text, ended in [
        (source("03a").replace(rule, exits), "ended its own process"),
        (f"{exits}\n", "ended its own process"),
        (f"{writes}\n", "wrote to the channel on which it is asked"),
        (source("03a"), ""),
        ("class Value:\n    pass", ""),
    ]:
        assert of("03a", text, explain=False).ended == ended
    waits = source("03a").replace(rule, "import time; time.sleep(60)")
    assert of("03a", waits, explain=False, wall=0.3).ended == "stopped at a limit of time"


# -------------------------------------------------------------------- files


def test_a_file_is_read_as_python_reads_it():
    text = source("03a")
    assert of("03a", b"\xef\xbb\xbf" + text.encode().replace(b"\n", b"\r\n")).state == "solved"
    latin = "# -*- coding: latin-1 -*-\nassert len('é') == 1\n" + text
    assert of("03a", latin.encode("latin-1", "replace")).state == "solved"


def test_a_file_next_door_can_be_imported():
    files = {RULES: "from rules import Value", "rules.py": source("03a")}
    assert graded(files, "03a").exercises[0].state == "solved"


def test_a_file_that_is_too_large_is_not_sent():
    assert "larger than" in of("03a", "#" * 2_000_000, explain=False).feedback


# -------------------------------------------------------------------- what may be imported


def test_what_is_to_be_written_cannot_be_taken_from_minigrad():
    mine = of("03a", "from minigrad import Value", explain=False)
    assert mine.state == "does not load" and "graded without it" in mine.feedback.replace("\n ", "")
    taken = "from minigrad.graph import topological_order"
    mine = of("05a", taken, explain=False)
    assert mine.points == 0 and "to write it is the exercise" in " ".join(mine.feedback.split())


@pytest.mark.skipif(not find_spec("numpy"), reason="needs NumPy")
def test_numpy_can_be_used():
    text = source("09") + "\nimport numpy\nold = backpropagate\n"
    text += (
        "def backpropagate(*given):\n    return [list(map(numpy.array, x)) for x in old(*given)]"
    )
    assert of("09", text).state == "solved"


# -------------------------------------------------------------------- the second child


def test_words_of_code_that_is_right_only_beside_minigrad_are_not_believed():
    wrong = source("03a").replace("return delta, delta", "return delta, -delta")
    borrowed = "\ntry:\n    from minigrad import Value\nexcept ImportError:\n    pass\n"
    mine = of("03a", wrong + borrowed)
    assert mine.points < mine.of
    assert mine.feedback.startswith("✗") and "expected" in mine.feedback


def test_if_the_second_child_dies_the_words_of_the_first_remain():
    text = "import sys, os\nif 'minigrad.exercises' in sys.modules:\n    os._exit(0)\n"
    mine = of("03a", text + source("03a").replace("return delta, delta", "return delta, -delta"))
    assert mine.points < mine.of and "expected" in mine.feedback


# -------------------------------------------------------------------- settings


def test_no_weaker_sandbox_is_taken_silently(monkeypatch):
    def refused(level, *rest):
        raise OSError(f"no {level} today")

    monkeypatch.setattr("minigrad.classroom.child.start", refused)
    trouble_with.cache_clear()
    choose.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"bubblewrap: no bubblewrap today.*--sandbox process"):
            choose("auto")
    finally:
        trouble_with.cache_clear()
        choose.cache_clear()


def test_why_a_sandbox_does_not_start_is_told_to_a_teacher(monkeypatch, tmp_path):
    """Whose code is not asked, so that no sentence speaks of it."""
    refused = tmp_path / "confined.py"
    refused.write_text("raise OSError('Landlock 6 is needed (Linux 6.12), and here is 5')")
    monkeypatch.setattr(starting, "CONFINED", refused)
    monkeypatch.setattr(sandbox, "closed_to_others", lambda: "")
    starting._confined.cache_clear()
    trouble_with.cache_clear()
    try:
        said = trouble_with(starting.PROCESS)
        assert said == "Landlock 6 is needed (Linux 6.12), and here is 5"
        refused.write_text("raise SystemExit(3)")
        starting._confined.cache_clear()
        assert trouble_with(SANDBOXES[0]) == "a trial of it gave no answer"
        monkeypatch.setattr(sandbox, "closed_to_others", lambda: "/root")
        trouble_with.cache_clear()
        assert "others may read too, and /root is closed" in trouble_with(starting.PROCESS)
    finally:
        starting._confined.cache_clear()
        trouble_with.cache_clear()


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="sandbox needs to be auto"):
        prepared(Settings(sandbox="prison"))
    with pytest.raises(ValueError, match="an exercise has an id"):
        prepared(Settings(sandbox=SANDBOXES[0], exercises=("99",)))


def test_a_teachers_course_is_graded(tmp_path):
    course = HANDOUT.parent / "template"
    settings = prepared(Settings(sandbox=SANDBOXES[0], course=str(course)))
    files = {each.name: each.read_bytes() for each in (course / "solutions").glob("*.py")}
    result = grade_submission("somebody", files, settings)
    assert result.points == result.of == sum(each.total for each in open_course(course).exercises)
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_a_test_that_cannot_be_graded_is_named_before_anything_is(tmp_path):
    course = tmp_path / "course"
    shutil.copytree(HANDOUT.parent / "template", course)
    test = course / "tests" / "test_01_horner.py"
    text = test.read_text(encoding="utf-8")
    asks = 'student.call("horner", coefficients, x, gives=right)'
    assert asks in text
    live = 'student.expect("horner", lambda: student.horner(coefficients, x), right)'
    test.write_text(text.replace(asks, live), encoding="utf-8")
    settings = Settings(sandbox=SANDBOXES[0], course=str(course))
    with pytest.raises(ValueError, match=r"test_small_polynomials.*student\.value"):
        prepared(replace(settings, course=str(course)))
