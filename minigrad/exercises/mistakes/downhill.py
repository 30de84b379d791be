"""Mistakes in one weight's way downhill, which can be made in one step or in the loop of steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.exercises.mistakes.mistake import Form, Mistake

Step = Callable[[float, float, float], float]


def right_step(w: float, slope: float, lr: float) -> float:
    return w - lr * slope


def descending(
    step: Step = right_step,
    used: Step = right_step,
    order: str = "cost zero backward step",
    once: str = "",
    returned: Callable[[Any], Any] = lambda w: float(w.data),
) -> Form:
    """A form: `order` says what each step does, and what is done `once`, before the loop."""

    def descend(make_cost: Callable[[Any], Any], w: Any, lr: float, steps: int) -> float:
        graph: list[Any] = []
        actions: dict[str, Callable[[], object]] = {
            "cost": lambda: graph.append(make_cost(w)),
            "zero": lambda: w.zero_grad(),
            "backward": lambda: graph[-1].backward(),
            "step": lambda: setattr(w, "data", used(w.data, w.grad, lr)),
        }
        for action in once.split():
            actions[action]()
        for _ in range(steps):
            for action in order.split():
                actions[action]()
        return returned(w)  # type: ignore[no-any-return]

    return lambda: {"step": step, "descend": descend}


def stepping(wrong: Step) -> tuple[Form, ...]:
    """Forms with a wrong step in both functions, in the first, and in the second alone."""
    return descending(wrong, wrong), descending(step=wrong), descending(used=wrong)


def one_step_only() -> dict[str, Any]:
    """return stands inside the loop."""

    def descend(make_cost: Callable[[Any], Any], w: Any, lr: float, steps: int) -> float:
        for _ in range(steps):
            w.zero_grad()
            make_cost(w).backward()
            w.data = right_step(w.data, w.grad, lr)
            return float(w.data)
        return float(w.data)

    return {"step": right_step, "descend": descend}


def data_stays() -> dict[str, Any]:
    """The new number is kept under another name, and the graph is built for the old one."""

    def descend(make_cost: Callable[[Any], Any], w: Any, lr: float, steps: int) -> float:
        number = float(w.data)
        for _ in range(steps):
            w.zero_grad()
            make_cost(w).backward()
            number = right_step(number, w.grad, lr)
        return number

    return {"step": right_step, "descend": descend}


MORE_FORMS: dict[str, tuple[Form, ...]] = {
    "uphill": stepping(lambda w, slope, lr: w + lr * slope),
    "learning-rate-left-out": stepping(lambda w, slope, lr: w - slope),
    "divided-by-the-learning-rate": stepping(lambda w, slope, lr: w - slope / lr),
    "parameter-replaced": stepping(lambda w, slope, lr: -lr * slope),
    "gradients-not-zeroed": (
        descending(order="cost backward step"),
        descending(order="cost backward step", once="zero"),
    ),
    "zeroed-too-late": (descending(order="cost backward zero step"),),
    "step-before-backward": (descending(order="cost step zero backward"),),
}

MISTAKES = (
    Mistake(
        "value-for-a-number",
        "A Value is returned where a number is asked for: its .data is the number.",
        "What is type(…) of what you return, and what is type(…) of its .data?",
        (descending(returned=lambda w: w),),
    ),
    Mistake(
        "graph-built-once",
        "make_cost is called once, before the loop: every step uses the slope of the first w.",
        "For which w is the slope of your second step computed?",
        (
            descending(order="zero backward step", once="cost"),
            descending(order="step", once="cost zero backward"),
        ),
    ),
    Mistake(
        "one-step-only",
        "There is one step, however many are asked for: return stands inside the loop.",
        "How far is the return of descend indented?",
        (one_step_only,),
    ),
    Mistake(
        "data-stays",
        "The new number does not go into w.data, so every slope is that of the first w.",
        "Print w.data in each step: does it change?",
        (data_stays,),
    ),
)
