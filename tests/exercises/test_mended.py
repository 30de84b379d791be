"""Where one mistake hides another, both are told; where it stands alone, nothing else is."""

import pytest

from minigrad.exercises.feedback import Feedback
from minigrad.exercises.grading import grade_file
from minigrad.exercises.manifest import find_exercise
from tests.exercises.reference import source

# exercise: what hides others (right text, wrong text, what is said), then what may be hidden.
HIDING = {
    "02": [
        ("    return (f(x + h)", "    (f(x + h)", "did you forget return?"),
        ("return [numerical", "return sum([numerical", "got the number"),
    ],
    "03a": [
        ("            return delta, delta", "            delta, delta", "did you forget return?"),
        ("return delta * y, delta * x", "return delta * y + delta * x", "two numbers"),
    ],
    "03b": [
        ("    return deltas[::-1]", "    deltas[::-1]", "did you forget return?"),
        ("    return values", "    return values[-1]", "a list of 2 numbers"),
    ],
    "03c": [
        ("return as_value(other) - self", "as_value(other) - self", "3 - a gave None"),
        ("(delta * n * x ** (n - 1),)", "delta * n * x ** (n - 1)", "rule for ** returned"),
        ("return self + -other", "return self.data - other.data", "gave the number"),
    ],
    "04": [("value.grad += cont", "value += cont", "AttributeError")],
    "06": [
        ("    return w - lr * slope", "    w - lr * slope", "did you forget return?"),
        ("C.backward()", "C.backward", "write C.backward()"),
        ("w.data = step(w.data, w.grad, lr)", "w.data =- lr * w.grad", "write `-=`"),
        ("    return w.data", "    return [w.data]", "got a list of one number"),
    ],
    "07a": [("math.log(x)", "math.ln(x)", "'ln'")],
    "07b": [
        ("return [*self.weights, self.bias]", "return self.weights, self.bias", "a Value"),
        ("return [parameter for", "[parameter for", "did you forget return?"),
    ],
    "08": [
        ("    return loss.data", "    loss.data", "did you forget return?"),
        ("    return loss.data", "    return loss.data,", "a comma behind a value"),
        ("sum((a - y) ** 2", "sum((a.data - y) ** 2", "needs to be a Value"),
    ],
    "09": [
        ("    return sigmoid(z) * (1", "    sigmoid(z) * (1", "did you forget return?"),
        ("return deltas, dC_dw, dC_db", "return deltas, dC_db, dC_dw", "3 rows with 3 numbers"),
    ],
    "11": [("return [slope * d for", "return sum(slope * d for", "got the number")],
}
HIDDEN = {
    "02": ("(f(x + h) - f(x - h)) / (2 * h)", "(f(x + h) - f(x - h)) / h", "divided-by-one-step"),
    "03a": ("self.grad = 1.0", "self.grad = self.data", "seed-is-data"),
    "03b": ("delta * local", "delta + local", "upstream-added"),
    "03c": ("lambda delta: (-delta,)", "lambda delta: (delta,)", "neg-sign"),
    "04": (
        "in self.nodes():\n            node.grad",
        "in []:\n            node.grad",
        "nothing-zeroed",
    ),
    "06": ("        w.zero_grad()\n", "", "gradients-not-zeroed"),
    "07a": ("if x > 0 else 0.0", "if x >= 0 else 0.0", "relu-open-at-zero"),
    "07b": ("for _ in range(n_outputs)]", "for _ in range(n_inputs)]", "layer-as-square"),
    "08": ("parameter.data -= lr", "parameter.data += lr", "uphill"),
    "09": ("[(a - y) * sigmoid", "[(y - a) * sigmoid", "error-reversed"),
    "11": ("(d - mean)", "(d + mean)", "softmax-vjp-formula"),
}
CLOSING = {"return sum([numerical": ("enumerate(xs)]", "enumerate(xs)])"),
           "return sum(slope * d for": ("zip(slopes, v)]", "zip(slopes, v))")}  # fmt: skip
ALL = [
    pytest.param(each, *row, id=f"{each}-{row[1].strip()}", marks=[pytest.mark.slow] * (at % 3 > 0))
    for at, (each, row) in enumerate((each, row) for each, rows in HIDING.items() for row in rows)
]


def feedback_on(exercise, changes, folder):
    text = source(exercise)
    for right, wrong in changes:
        assert text.count(right) == 1, right
        text = text.replace(right, wrong)
    exercise = find_exercise(exercise)
    (folder / exercise.file).write_text(text, encoding="utf-8")
    feedback = Feedback(grade_file(exercise, folder))
    assert feedback.text  # while its file is there
    return feedback


@pytest.mark.parametrize(("exercise", "right", "wrong", "says"), ALL)
def test_what_hides_and_what_is_hidden_are_told(exercise, right, wrong, says, tmp_path):
    *change, name = HIDDEN[exercise]
    closing = [CLOSING[wrong]] if wrong in CLOSING else []
    text = feedback_on(exercise, [tuple(change), (right, wrong), *closing], tmp_path).text
    assert says in " ".join(text.split()) and f"[{name}]" in text


@pytest.mark.parametrize(("exercise", "right", "wrong", "says"), ALL)
def test_what_hides_nothing_is_told_alone(exercise, right, wrong, says, tmp_path):
    closing = [CLOSING[wrong]] if wrong in CLOSING else []
    feedback = feedback_on(exercise, [(right, wrong), *closing], tmp_path)
    assert says in " ".join(feedback.text.split())
    assert "this is left" not in feedback.text and feedback.told_diagnosis.facts == ()


def test_a_rule_of_a_wrong_form_is_judged_by_what_it_sends_too(tmp_path):
    right, wrong = "(delta * n * x ** (n - 1),)", "delta * x ** (n - 1)"
    text = feedback_on("03c", [(right, wrong)], tmp_path).text
    assert "rule for ** returned the number" in text and "[power-without-factor]" in text


def test_two_functions_that_forgot_to_return_are_both_told(tmp_path):
    changes = [("    return (f(x", "    (f(x"), ("    return [num", "    [num")]
    text = feedback_on("02", changes, tmp_path).text
    assert text.count("did you forget") == 2 and "this is left" not in text


def test_a_list_that_is_changed_in_place_is_returned_after_that(tmp_path):
    text = feedback_on(
        "05a", [("    return order", "    return order.sort(key=id)")], tmp_path
    ).text
    assert "sort() changes the list itself and returns None" in text


def test_two_errors_of_two_operations_are_both_told(tmp_path):
    alone = (
        "return Value(-self.data, (self,), lambda delta: (-delta,))",
        "return Value(-self.data)",
    )
    endless = ("        return self + other\n", "        return other + self\n")
    text = feedback_on("03c", [alone, endless], tmp_path).text
    assert "-a made a node without inputs" in text and "In another question: RecursionError" in text
