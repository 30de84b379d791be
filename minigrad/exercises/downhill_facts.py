"""What is certainly wrong in a step against a slope, or in several: each number, seen by a spy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from minigrad.exercises.fact import Fact, Rows, same
from minigrad.exercises.function_facts import some
from minigrad.value import Value

Answers = Mapping[str, Any]

PLACES = range(5)


class Descent(NamedTuple):
    """What became of one call of descend()."""

    start: float
    lr: float
    left: float  # in w.grad, from before
    slopes: Sequence[float]  # of the costs, one for each that was asked for
    costs: Sequence[float]
    end: float
    returned: Any

    @property
    def calls(self) -> int:
        return len(self.costs)


def _descent(answers: Answers, place: int, steps: int, left: float = 0.0) -> Descent:
    start, *slopes = some(9, f"slopes {place}")
    offsets, costs, lr = some(8, f"offsets {place}"), list[float](), 0.1 + 0.07 * place
    w = Value(start)
    w.grad = left

    def make_cost(at: Value) -> Value:
        cost = slopes[len(costs) % 8] * at + offsets[len(costs) % 8]
        costs.append(cost.data)
        return cost

    returned = answers["descend"](make_cost, w, lr, steps)
    returned = getattr(returned, "data", returned)
    return Descent(start, lr, left, slopes, costs, w.data, returned)


def _step(answers: Answers) -> Iterator[Fact]:
    rows = _rows_of_step(answers)
    if not rows.is_right:
        yield Fact(
            "downhill-step-formula",
            f"step(w, slope, lr) is {rows.formula or 'another number'}; it should be "
            "w − lr · slope.",
            "For w = 5, a slope of 2 and lr = 0.1: what is the next w, and what does step give?",
            lambda other: _rows_of_step(other).got,
        )


def _rows_of_step(answers: Answers) -> Rows:
    rows = Rows()
    for place in PLACES:
        w, slope = some(2, f"step {place}")
        lr = 0.1 + 0.07 * place
        rows.named(
            answers["step"](w, slope, lr), w - lr * slope, {"w": w, "slope": slope, "lr": lr}
        )
    return rows


def _one_step(answers: Answers) -> Iterator[Fact]:
    """The first step: how many are made, and from what."""
    three, surplus = _descent(answers, 0, 3), 0
    moved = [_descent(answers, place, 1) for place in PLACES]
    if three.calls not in (1, 3) or moved[0].calls != 1:
        counts = f"{moved[0].calls} for steps = 1 and {three.calls} for steps = 3"
        yield Fact(
            "count-of-steps",
            f"descend() asks make_cost for {counts}; every step needs one new cost.",
            "For steps = 1, how often does your loop run, or your function call itself?",
            _evidence,
        )
        surplus = moved[0].calls - 1
        if three.calls - surplus != 3:
            return
        three = _descent(answers, 0, 3 - surplus)
        moved = [_descent(answers, place, 1 - surplus) for place in PLACES]
    if same([each.end for each in moved], [each.start for each in moved]):
        yield from _not_moved(answers, moved)
        return
    for left in (0.0, 2.3):
        rows = Rows()
        for place in PLACES:
            one = _descent(answers, place, 1 - surplus, left and left + place)
            atoms = {"w": one.start, "lr": one.lr, "slope": one.slopes[0], "C": one.costs[0]}
            atoms["|slope|"] = abs(one.slopes[0])
            atoms |= {"what was in w.grad before": one.left} if left else {}
            own, right = _own_step(answers, one), _right(one)
            atoms |= {"step(w, slope, lr)": own} if not same([own], [right]) else {}
            rows.named(one.end, right, atoms)
        if not rows.is_right and not same(rows.got, rows.atoms.get("step(w, slope, lr)", [])):
            yield Fact(
                "first-step",
                f"After one step w.data is {rows.formula or 'another number'}; it should be "
                "w − lr · slope, with the slope of C at this w alone.",
                "Which number do you give to step() as the slope, in each step?",
                _evidence,
            )
            return
    yield from _second_step(answers, three, surplus)


def _right(one: Descent) -> float:
    return one.start - one.lr * one.slopes[0]


def _own_step(answers: Answers, one: Descent) -> float:
    return float(answers["step"](one.start, one.slopes[0], one.lr))


def _not_moved(answers: Answers, moved: Sequence[Descent]) -> Iterator[Fact]:
    right = [_right(each) for each in moved]
    own = [_own_step(answers, each) for each in moved]
    returned = [each.returned for each in moved]
    if any(same(returned, each) for each in (right, own)):
        yield Fact(
            "another-w-moved",
            "descend() returns the new number, but the w that it was given keeps the old one: "
            "w = … gives the name w to another thing.",
            "After w = Value(5), what does w = Value(4) change, and what does w.data = 4 change?",
            _evidence,
        )
    else:
        yield Fact(
            "w-not-moved",
            "After a step w.data is what it was.",
            "Which line gives w.data a new number, and what is w.grad there?",
            _evidence,
        )


def _second_step(answers: Answers, three: Descent, surplus: int) -> Iterator[Fact]:
    if three.calls == 1:
        yield Fact("one-step-only" if _times_set(answers, 3 - surplus) < 2 else "graph-built-once")
        return
    rows = Rows()
    for place in PLACES:
        one, two = (_descent(answers, place, steps - surplus) for steps in (1, 2))
        first, second = two.slopes[:2]
        own = float(answers["step"](one.end, second, two.lr))
        atoms = {"w": one.end, "lr": two.lr, "the new slope": second, "the slope before": first}
        atoms |= {"the sum of both slopes": first + second, "the first w": two.start}
        right = own if same([two.end], [own]) else one.end - two.lr * second
        rows.named(two.end, right, atoms)
    if not rows.is_right:
        yield Fact(
            "second-step",
            f"The second step leads from w to {rows.formula or 'another number'}; it should lead "
            "to w − lr · (the new slope).",
            "What is in w.grad when the second step is made? Print it.",
            _evidence,
        )


class _Counting(Value):
    """A weight that counts how often it is given a number."""

    times_set = 0

    @property
    def data(self) -> float:
        return self._data

    @data.setter
    def data(self, number: float) -> None:
        self._data = float(number)
        self.times_set += 1


def _times_set(answers: Answers, steps: int) -> int:
    w = _Counting(0.7)
    begun = w.times_set
    answers["descend"](lambda at: 1.3 * at, w, 0.1, steps)
    return w.times_set - begun


def _returned(answers: Answers) -> Iterator[Fact]:
    runs = [_descent(answers, place, 2) for place in PLACES]
    if same([each.returned for each in runs], [each.end for each in runs]):
        return
    if same([each.end for each in runs], [each.start for each in runs]):
        return  # told as a step that is not made
    known = {
        "the cost of the last graph": [each.costs[-1] if each.costs else 0 for each in runs],
        "the first w": [each.start for each in runs],
        "the last slope": [each.slopes[1] for each in runs],
    }
    got = [each.returned for each in runs]
    what = next((name for name, numbers in known.items() if same(got, numbers)), "another number")
    yield Fact(
        "returned-by-descend",
        f"descend() returns {what}; it should return the number that w holds at the end, w.data.",
        "What stands behind return in descend?",
        _evidence,
    )


def _evidence(answers: Answers) -> list[float]:
    """All that can be seen of descend(); step() is asked beside it."""
    runs = [
        _descent(answers, place, n, left) for place, n, left in ((0, 1, 0), (1, 2, 0), (2, 2, 2.3))
    ]
    return [float(x) for run in runs for x in (run.end, run.returned, run.calls)]


DOWNHILL = _step, _one_step, _returned
