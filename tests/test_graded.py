"""What came of grading survives JSON, and adds up."""

import json

from minigrad.classroom.graded import Graded, GradedExercise, GradedTest


def test_a_result_is_the_same_after_json():
    tests = GradedTest("test_plus", 1, 1), GradedTest("test_times", 0, 2, ("y = a * b",))
    exercise = GradedExercise(
        "03a", "local rules", "begun", tests, ("mul-swapped",), "✗ 03a", "<svg/>"
    )
    graded = Graded("Ada", (exercise, exercise), ("one file too many",), 0.5)
    assert Graded.from_data(json.loads(json.dumps(graded.to_data()))) == graded
    assert (graded.points, graded.of) == (2, 6)
