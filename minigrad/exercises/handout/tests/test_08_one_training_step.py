"""08 a loss and one training step: what yours are asked. Change 08_one_training_step.py."""

from minigrad import Value
from minigrad.exercises.answers import refuse
from minigrad.losses import mse_loss
from minigrad.nn import MLP
from minigrad.optim import SGD
from minigrad.training import fit

VALUES = "from minigrad import Value; predictions = [Value(x) for x in numbers]"
NETWORK = """
from minigrad import Value
from minigrad.nn import MLP
network = MLP(2, [2, 1])
for parameter, number in zip(network.parameters(), before):
    parameter.data = number
"""


def test_the_loss(student):
    for n in (1, 3):
        a = student.numbers(n)
        ask_for_the_loss(student, a, targets_around(student, a))
    a, (y, other) = student.numbers(3), student.numbers(2)
    ask_for_the_loss(student, a, [y, y, other])


def test_gradients_of_the_loss(student):
    for n in (1, 3):
        numbers = student.numbers(n)
        y = targets_around(student, numbers)
        right = values(numbers)
        mse_loss(right, y).backward()
        student.use(a_value)
        student.run(f"{VALUES}; a_value(mse_loss(predictions, y)).backward()", numbers=numbers, y=y)
        student.expect(
            f"∂C/∂a of C = mse_loss({numbers}, {y})",
            "[node.grad for node in predictions]",
            [node.grad for node in right],
        )


def test_one_step(student):
    ask_for_steps(student, count=1, n_samples=1)
    ask_for_steps(student, count=1, n_samples=3)
    ask_for_steps(student, count=1, n_samples=3, is_repeating=True)


def test_three_steps(student):
    ask_for_steps(student, count=3, n_samples=3)


# ------------------------------------------------------- what the questions are made of


def ask_for_the_loss(student, a, y):
    student.expect(
        f"mse_loss({a}, {y})",
        f"{VALUES}; mse_loss(predictions, y)",
        gives=mse_loss(values(a), y),
        whose="mse_loss",
        numbers=a,
        y=y,
    )


def ask_for_steps(student, count, n_samples, is_repeating=False):
    """If it is repeating, the second sample has the first one's x, and the third its y."""
    inputs = [student.numbers(2) for _ in range(n_samples)]
    if is_repeating:
        inputs[1] = list(inputs[0])
    seed = student.random().randrange(1000)
    right = MLP(2, [2, 1], seed=seed)
    targets = targets_around(student, [right(x)[0].data for x in inputs])
    if is_repeating:
        targets[2] = targets[1]
    before = numbers_in(right)

    history = fit(
        right, inputs, [[y] for y in targets], mse_loss, SGD(right.parameters(), 0.1), epochs=count
    )
    student.use(movement, numbers_in)
    student.run(NETWORK, before=before)
    student.run(
        "losses = [training_step(network, inputs, targets, 0.1) for _ in range(count)]",
        inputs=inputs,
        targets=targets,
        count=count,
    )
    if n_samples == 1:
        student.use(kind)
        student.expect("whether each loss is a number or a Value", "kind(losses[0])", "a number")
    run = f"{count} step{'s' * (count > 1)}, N = {n_samples}, lr = 0.1"
    if is_repeating:
        run += ", equal inputs in samples 0 and 1, equal targets in 1 and 2"
    student.expect(
        f"the loss before each step: {run}",
        "losses",
        [e.loss for e in history],
        by="training_step",
    )
    student.expect(f"whether parameters move: {run}", "movement(before, network)", "yes")
    student.expect(f"all new parameters: {run}", "numbers_in(network)", numbers_in(right))


def kind(loss):
    return "a Value" if isinstance(loss, Value) else "a number"


def targets_around(student, predictions):
    """A target above its prediction, one below, one above: errors of both signs."""
    sizes = [abs(number) for number in student.numbers(len(predictions))]
    signs = [1, -1, 1]
    return [round(a + sign * size, 3) for a, sign, size in zip(predictions, signs, sizes)]


def movement(before, network):
    if numbers_in(network) != before:
        return "yes"
    all_zero = all(parameter.grad == 0 for parameter in network.parameters())
    return "no, every grad is 0" if all_zero else "no, in spite of their gradients"


def numbers_in(network):
    return [parameter.data for parameter in network.parameters()]


def values(numbers):
    return [Value(number) for number in numbers]


def a_value(loss):
    if not isinstance(loss, Value):
        refuse("what mse_loss() returns", "a Value", loss)
    return loss
