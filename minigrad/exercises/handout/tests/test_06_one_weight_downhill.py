"""06 one weight downhill: what your functions are asked. Change 06_one_weight_downhill.py."""

from minigrad import Value
from minigrad.optim import SGD

MADE = "from minigrad import Value; w = Value(start); w.grad = grad; "


def test_one_step(student):
    for lr in (0.1, 0.5):
        w, slope = student.numbers(2)
        student.call("step", w, slope, lr, gives=w - lr * slope)


def test_several_steps(student):
    ask_to_descend(student, steps=1)
    ask_to_descend(student, steps=3)
    student.use(cost_around, kind)
    student.expect(
        "whether descend(…) is a number or a Value",
        MADE + "kind(descend(cost_around(target), w, 0.1, 1))",
        gives="a number",
        start=student.number(),
        target=student.number(),
        grad=0.0,
    )


def test_old_slopes_do_not_count(student):
    ask_to_descend(student, steps=2, grad=student.number())


# ------------------------------------------------------- what the questions are made of


def ask_to_descend(student, steps, grad=0.0):
    student.use(cost_around)
    start, target = student.numbers(2)

    cost = cost_around(target)
    left = f", w.grad = {grad}" if grad else ""
    student.expect(
        f"C = ½(w − {target})², w = {start}{left}, lr = 0.1, {steps} step{'s' * (steps > 1)}: "
        "descend(…), w.data",
        MADE + "[descend(cost_around(target), w, 0.1, steps), w.data]",
        gives=[downhill(cost, start, 0.1, steps)] * 2,
        start=start,
        target=target,
        grad=grad,
        steps=steps,
    )


def cost_around(target):
    return lambda w: 0.5 * (w - target) ** 2


def kind(x):
    return "a Value" if isinstance(x, Value) else "a number"


def downhill(cost, start, lr, steps):
    w = Value(start)
    sgd = SGD([w], lr)
    for _ in range(steps):
        sgd.zero_grad()
        cost(w).backward()
        sgd.step()
    return w.data
