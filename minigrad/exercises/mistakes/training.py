"""Mistakes in a loss and in a training step, which can be made wrong in one place at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from minigrad.exercises.mistakes.mistake import Form, Mistake
from minigrad.functions import total
from minigrad.value import Value

Loss = Callable[[Any, Any], Any]


def errors(predictions: Any, targets: Any) -> list[Any]:
    return [a - y for a, y in zip(predictions, targets, strict=True)]


def squares(predictions: Any, targets: Any) -> list[Any]:
    return [error**2 for error in errors(predictions, targets)]


def mean(terms: Sequence[Any]) -> Any:
    return total(terms) / len(terms)


def right_loss(predictions: Any, targets: Any) -> Any:
    return mean(squares(predictions, targets))


def descend(parameters: Sequence[Any], lr: float) -> None:
    for p in parameters:
        p.data -= lr * p.grad


def stepping(**wrong: Any) -> Form:
    """A form of the loss and the step, wrong where an argument is given."""
    return partial(_functions, **wrong)


def _functions(
    *,
    order: str = "zero backward step",
    step: Callable[[Sequence[Any], float], None] = descend,
    asked: Loss = right_loss,
    used: Loss = right_loss,
    wanted: Callable[[Any, Any], Any] = lambda inputs, targets: targets,
    is_loss_after: bool = False,
    returned: Callable[[Any], Any] = lambda loss: loss.data,
) -> dict[str, Callable[..., Any]]:
    """`order` says what follows the forward pass; the step minimises the loss `used`.

    `wanted` are the targets that it compares with.
    """

    def training_step(network: Any, inputs: Any, targets: Any, lr: float) -> float:
        def forward() -> Any:
            return used([network(x)[0] for x in inputs], wanted(inputs, targets))

        loss = forward()
        actions: dict[str, Callable[[], None]] = {
            "zero": network.zero_grad,
            "backward": lambda: loss.backward(),
            "step": lambda: step(network.parameters(), lr),
        }
        for action in order.split():
            actions[action]()
        return returned(forward() if is_loss_after else loss)  # type: ignore[no-any-return]

    return {"mse_loss": asked, "training_step": training_step}


def losing(wrong: Loss) -> tuple[Form, ...]:
    """Forms with a wrong loss in both functions, in mse_loss alone, and in the step alone."""
    return stepping(asked=wrong, used=wrong), stepping(asked=wrong), stepping(used=wrong)


def changing(change: Callable[[Any, float], None]) -> Form:
    """A form whose step changes each parameter wrongly."""

    def step(parameters: Sequence[Any], lr: float) -> None:
        for p in parameters:
            change(p, lr)

    return stepping(step=step)


def ascend(p: Any, lr: float) -> None:
    p.data += lr * p.grad


def whole_step(p: Any, lr: float) -> None:
    p.data -= p.grad


def divided_step(p: Any, lr: float) -> None:
    p.data -= p.grad / lr


def rebind(p: Any, lr: float) -> None:
    p = p - lr * p.grad


def change_the_gradient(p: Any, lr: float) -> None:
    p.grad -= lr * p.grad


def replace(p: Any, lr: float) -> None:
    p.data = -lr * p.grad


def for_each_sample(kept: Callable[[list[float]], float]) -> Form:
    """A step after every sample instead of one for all."""

    def training_step(network: Any, inputs: Any, targets: Any, lr: float) -> float:
        losses = []
        for x, y in zip(inputs, targets, strict=True):
            loss = (network(x)[0] - y) ** 2
            network.zero_grad()
            loss.backward()
            descend(network.parameters(), lr)
            losses.append(loss.data)
        return kept(losses)

    return lambda: {"mse_loss": right_loss, "training_step": training_step}


def backward_for_each_sample() -> Mapping[str, Any]:
    """One step, but ∂C/∂p is the sum over all samples where C is the mean."""

    def training_step(network: Any, inputs: Any, targets: Any, lr: float) -> float:
        network.zero_grad()
        terms = squares([network(x)[0] for x in inputs], targets)
        for term in terms:
            term.backward()
        descend(network.parameters(), lr)
        return float(mean(terms).data)

    return {"mse_loss": right_loss, "training_step": training_step}


MISTAKES = (
    # ---------------------------------------------------------------- the loss
    Mistake(
        "half-in-the-loss",
        "The loss, and with it each gradient, is half as large as it should be.",
        "For one sample with a − y = 2, what is (a − y)², and what does your loss say?",
        losing(lambda a, y: right_loss(a, y) / 2),
    ),
    Mistake(
        "sum-for-mean",
        "The mean is missing: the samples are added up and not divided by their number N.",
        "If every sample came twice, should the loss change? Does yours?",
        (*losing(lambda a, y: total(squares(a, y))), backward_for_each_sample),
    ),
    Mistake(
        "mean-taken-twice",
        "The sum is divided by N twice: 1/N² instead of 1/N.",
        "If every sample came twice, should the loss change? Does yours?",
        losing(lambda a, y: right_loss(a, y) / len(y)),
    ),
    Mistake(
        "error-not-squared",
        "The errors a − y themselves are averaged: one too large and one too small cancel out.",
        "What is your loss for a − y = 1 in one sample and a − y = −1 in the other?",
        losing(lambda a, y: mean(errors(a, y))),
    ),
    Mistake(
        "absolute-for-square",
        "The sizes |a − y| are averaged instead of the squares.",
        "What is your loss where a − y is 3?",
        losing(lambda a, y: mean([abs(error) for error in errors(a, y)])),
    ),
    Mistake(
        "square-of-the-mean",
        "The mean error is squared: first square each a − y, then take the mean.",
        "What is your loss for a − y = 1 in one sample and a − y = −1 in the other?",
        losing(lambda a, y: mean(errors(a, y)) ** 2),
    ),
    Mistake(
        "root-of-the-mean",
        "The loss is the root of the mean of the squares, not the mean itself.",
        "What is your loss for one sample with a − y = 3?",
        losing(lambda a, y: right_loss(a, y).sqrt()),
    ),
    Mistake(
        "last-sample-alone",
        "Only the last sample counts: each square replaces the one before it.",
        "Does your loop over the samples add to the loss, or replace it?",
        (
            *losing(lambda a, y: squares(a, y)[-1]),
            *losing(lambda a, y: squares(a, y)[-1] / len(y)),
        ),
    ),
    Mistake(
        "first-sample-alone",
        "Only the first sample counts: the loop over the samples ends after it.",
        "How many times does your loop run before return ends it?",
        (
            *losing(lambda a, y: squares(a, y)[0]),
            *losing(lambda a, y: squares(a, y)[0] / len(y)),
        ),
    ),
    Mistake(
        "loss-left-the-graph",
        "The loss is computed from plain numbers: no graph leads from it to the predictions.",
        "Which Values is your loss made of? Draw it and look.",
        (
            *losing(lambda a, y: right_loss(a, y).data),
            *losing(lambda a, y: Value(right_loss(a, y).data))[:2],
        ),
    ),
    # ---------------------------------------------------------------- the step
    Mistake(
        "uphill",
        "The step goes along the gradient, where the loss grows, instead of against it.",
        "If ∂C/∂p is positive, does C shrink when p grows, or when p shrinks?",
        (changing(ascend),),
    ),
    Mistake(
        "learning-rate-left-out",
        "The step is the whole gradient: lr is missing.",
        "What does your step do with lr? Does p move less when lr is 0.001?",
        (changing(whole_step),),
    ),
    Mistake(
        "divided-by-the-learning-rate",
        "The gradient is divided by lr instead of multiplied.",
        "Should a smaller lr make a smaller or a larger step?",
        (changing(divided_step),),
    ),
    Mistake(
        "parameter-replaced",
        "p becomes the step −lr·∂C/∂p itself, and forgets where it was.",
        "Where is the old number of p in your line?",
        (changing(replace),),
    ),
    Mistake(
        "nothing-set-after-backward",
        "After backward() no p.data is changed, so the network stays as it was.",
        "Print p.data before and after your line: which name holds the new number?",
        (changing(rebind), changing(change_the_gradient), stepping(order="zero step backward")),
    ),
    Mistake(
        "first-parameter-alone",
        "Only the first parameter moves: return stands inside the loop over the parameters.",
        "How far is the last line of training_step indented?",
        (stepping(step=lambda parameters, lr: descend(parameters[:1], lr)),),
    ),
    Mistake(
        "gradients-not-zeroed",
        "The gradients of earlier steps are still there, and each step uses them all again.",
        "What is p.grad when the second step begins?",
        (stepping(order="backward step"),),
    ),
    Mistake(
        "zeroed-too-late",
        "The gradients are set to 0 between backward() and the step: no parameter moves.",
        "What is p.grad in the line that changes p.data?",
        (stepping(order="backward zero step"),),
    ),
    Mistake(
        "backward-not-called",
        "backward() is never called, so every gradient stays 0 and no parameter moves.",
        "Which line computes ∂C/∂p? Print p.grad before and after it.",
        (stepping(order="zero step"),),
    ),
    Mistake(
        "step-before-backward",
        "The parameters are changed before backward(), with the gradients of the previous step.",
        "When p.data changes for the first time, has backward() run already?",
        (stepping(order="step zero backward"),),
    ),
    Mistake(
        "loss-after-the-step",
        "The loss that is returned is that of the changed network, not the one before the step.",
        "How often does your training_step call the network?",
        (stepping(is_loss_after=True),),
    ),
    Mistake(
        "step-for-each-sample",
        "There is a step for every sample, instead of one step for the mean of all samples.",
        "In one training_step with 3 samples, how often does each p.data change?",
        (
            for_each_sample(lambda losses: sum(losses) / len(losses)),
            for_each_sample(lambda losses: losses[-1]),
        ),
    ),
)

MORE_FORMS = {  # of what differences, or one weight's way downhill, can get wrong too
    "value-for-a-number": (stepping(returned=lambda loss: loss),),
    "first-of-equal-numbers": (
        *losing(lambda a, y: right_loss([a[y.index(each)] for each in y], y)),
        stepping(wanted=lambda inputs, targets: [targets[inputs.index(x)] for x in inputs]),
    ),
}
