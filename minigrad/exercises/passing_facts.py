"""What is certainly wrong where paths meet in a graph: in sums, in the order, in zero_grad()."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minigrad.exercises.called_alone import faults_of_pass, sent_by_rule
from minigrad.exercises.fact import Fact, same
from minigrad.exercises.formulas import formula_for
from minigrad.exercises.operations import OPERATIONS, Operation, slug
from minigrad.exercises.programs import BACKWARD, built
from minigrad.exercises.watching import (
    PLACES,
    Seen,
    at_place,
    count_of_inputs,
    default_to_blame,
    listening,
    methods_called,
    number_at,
    numbers_for,
    watch,
    watch_alone,
)
from viz.theme import number

FEWEST = 3  # places that say something


def without_derived(value: Any, facts: Mapping[str, Fact]) -> Iterator[Fact]:
    """Without those of operations that are made with the methods of other wrong ones."""
    told: set[str] = set()
    for key, fact in facts.items():
        wrong = {OPERATIONS[each].method for each in facts if each != key}
        own = OPERATIONS[key].method
        is_first_of_its_method = own not in told
        called = methods_called(value, OPERATIONS[key]) - {own}
        if is_first_of_its_method and not called & wrong:
            yield fact
        told.add(own)


def wrong_passing(value: Any, keys: Sequence[str], rights: Sequence[str]) -> Iterator[Fact]:
    """What becomes of two contributions, and of the δ of an inner node.

    `keys` are those of all operations, `rights` of those whose rules are right.
    """
    sums = {key: fact for key in keys if (fact := _wrong_sum(value, key))}
    if "+" in sums and "*" in sums:
        yield next((sums[k] for k in "*+" if "one-for-both" not in sums[k].id), sums["*"])
    else:
        yield from without_derived(value, sums)
    if sums:
        return
    yield from _same_node_twice(value, rights)
    if {"+", "*"} <= set(rights):
        yield from cut_off(value, rights) or _wrong_order(value)
    elif {"+", "*"} <= set(keys):
        yield from wrong_calls(value)


ORDERED = (
    "u = a * b; w = u * c; y = u + w",
    "u = a * b; w = u * c; y = w + u",
    "u = a * b; v = u * c; w = v + d; y = u * w",
    "u = a * b; v = u * c; w = v + d; y = w * u",
)


def wrong_calls(value: Any) -> Iterator[Fact]:
    """In which order the rules run, whatever they send; nothing where that cannot be seen."""
    for program in ORDERED:
        if faults := faults_of_pass(value, program, numbers_for(program, 0)):
            early = next((each for each in faults if "before" in each), faults[0])
            yield Fact(
                "order-of-calls",
                f"In the pass through {program.replace('; ', ', ')} the rule of {early}.",
                "When u's rule runs, have all nodes that use u had their turn?",
            )
            return


def _wrong_sum(value: Any, key: str) -> Fact | None:
    """An input of the operation is used by a product too; beside it, the same with two leaves."""
    for name in OPERATIONS[key].inputs:
        rows = _rows_of_sum(value, key, name)
        wrong = [row for row in rows if not same([row[0]], [row[1] + row[2]])]
        if wrong:
            return _told_sum(key, name, wrong)
    return None


TWICE = {
    "*": Operation("y = a * a", "a * a", ("2 · a",), "__mul__"),
    "+": Operation("y = a + a", "a + a", ("2",), "__add__"),
}


def _same_node_twice(value: Any, rights: Sequence[str]) -> Iterator[Fact]:
    """Both inputs of one operation are the same node."""
    for operation in (TWICE[key] for key in TWICE if key in rights):
        rows = watch_alone(value, operation)
        got, right = [row.seen.grad["a"] for row in rows], [row.right[0] for row in rows]
        if not rows or same(got, right):
            continue
        slope, at = operation.slopes[0], f"a = {number(rows[0].at['a'])}"
        said = f"In y = {operation.text} both inputs are a, and a gets {number(got[0])} for {at}"
        should = f"in all it should be {slope}, which is {number(right[0])}."
        by_rule = [row.seen.grad["a"] for row in sent_by_rule(value, operation)[0]]
        question = "Two arrows lead from y back to a: what comes along each, and what of both?"
        if same(by_rule, right):
            half = number(right[0] / 2)
            said += f"; it should get {half} + {half} = {number(right[0])}. The rule sends the "
            should = "right numbers: what backward() makes of two numbers for one node is wrong."
            question = "Where does backward() put the two numbers, and is there a place for both?"
        elif same(by_rule, got):
            said += " from the rule: what it sends along its two arrows is added up, and "
        else:
            said += "; "
        yield Fact("same-node-twice", said + should, question)
        return


def _told_sum(key: str, name: str, wrong: Sequence[tuple[float, float, float]]) -> Fact:
    text, kind = _kind_of_sum(wrong)
    got, first, second, both = map(number, (*wrong[0], wrong[0][1] + wrong[0][2]))
    is_general = key in "+*"
    where = "" if is_general else f", one of them from {OPERATIONS[key].text}"
    return Fact(
        kind if is_general else f"{kind}-by-{slug(key)}",
        f"Where two contributions meet{where}, such as {first} and {second}, the grad becomes "
        f"{text}, {got}; it should be their sum, {both}.",
        "Two arrows leave the node: what becomes of the first contribution when the second comes?",
        # Which one is kept depends on the order of the pass too.
        None
        if kind in ("one-contribution-kept", "one-for-both")
        else lambda other: [x for row in _rows_of_sum(other["Value"], key, name) for x in row],
    )


def _rows_of_sum(value: Any, key: str, name: str) -> list[tuple[float, float, float]]:
    """The grad of an input that two nodes use, and what comes from each if they are separate."""
    rows = []
    for place in range(PLACES):
        program, numbers = at_place(OPERATIONS[key], place)
        numbers |= {"d": 0.4 + 0.3 * place}
        inner = program.replace("y =", "u =")
        last = ("y = u + v", "y = v + u")[place % 2]
        one = watch(value, f"{inner}; v = {name} * d; {last}", numbers)
        two = watch(value, f"{inner}; v = w * d; {last}", numbers | {"w": numbers[name]})
        if one is None or two is None or not (two.grad[name] and two.grad["w"]):
            return []  # nothing meets anything
        rows.append((one.grad[name], two.grad[name], two.grad["w"]))
    return rows


def _kind_of_sum(rows: Sequence[tuple[float, float, float]]) -> tuple[str, str]:
    got = [row[0] for row in rows]
    pairs = [sorted(row[1:], key=abs) for row in rows]
    kinds = (
        ("the larger one alone", "largest-kept", [q for _, q in pairs]),
        ("the larger one alone", "largest-kept", [max(pair) for pair in pairs]),
        ("the smaller one alone", "smallest-kept", [p for p, _ in pairs]),
        ("their product", "contributions-multiplied", [p * q for p, q in pairs]),
        ("their mean", "contributions-averaged", [(p + q) / 2 for p, q in pairs]),
        ("their difference", "contributions-subtracted", [row[1] - row[2] for row in rows]),
        ("their difference", "contributions-subtracted", [row[2] - row[1] for row in rows]),
        (
            "one of them alone",
            "one-contribution-kept",
            [p if abs(x - p) < abs(x - q) else q for x, (p, q) in zip(got, pairs, strict=True)],
        ),
    )
    if all(same([row[1]], [row[2]]) for row in rows):  # half of the sum is one of them and the mean
        return "something else", "one-for-both"
    # Which is larger says something where now the one and now the other is.
    unequal = [row for row in rows if not same([abs(row[1])], [abs(row[2])])]
    is_told = len({abs(row[1]) > abs(row[2]) for row in unequal}) == 2
    for text, name, numbers in kinds:
        if same(got, numbers) and (is_told or name not in ("largest-kept", "smallest-kept")):
            return text, name
    formula = formula_for(got, {"p": [row[1] for row in rows], "q": [row[2] for row in rows]})
    return (f"{formula} of those two, p and q" if formula else "something else"), "not-added-up"


def cut_off(value: Any, keys: Sequence[str]) -> list[Fact]:
    """Operations whose inputs, where they are inner nodes, send nothing on."""
    silent = []
    for key in keys:
        operation = OPERATIONS[key]
        for name in operation.inputs:
            program, numbers = at_place(operation, 1)
            made = numbers | {"v": numbers[name], "w": 1.0}
            del made[name]
            seen = watch(value, f"{name} = v * w; {program}", made)
            if seen and seen.grad[name] and not seen.grad["v"]:
                silent.append((key, name))
    if len({key for key, _ in silent}) == len(keys) > 1:
        return [_chain(value)]
    return [_not_listed(key, name) for key, name in silent if _forgets(value, key)][:1]


def _forgets(value: Any, key: str) -> bool:
    """Whether the node keeps fewer inputs than it has, as far as can be seen."""
    program, numbers = at_place(OPERATIONS[key], 1)
    count = count_of_inputs(built(program, numbers, value)["y"])
    return count is None or count < len(OPERATIONS[key].inputs)


def _not_listed(key: str, name: str) -> Fact:
    text = OPERATIONS[key].text
    return Fact(
        "inputs-lost",
        f"The node of {text} does not list {name} among its inputs: {name} gets its δ, but what "
        f"{name} is made of gets nothing.",
        f"In the line that makes the new node of {text}: which inputs is it given?",
    )


def _chain(value: Any) -> Fact:
    """δ stops on its way through a chain."""
    program = "u = a * b; v = u * c; w = v * d; y = w * e"
    seen = watch(value, program, numbers_for(program, 0))
    reached = [name for name in "ywvu" if seen and seen.grad[name]]
    if reached == ["y", "w"]:
        is_lost = seen and count_of_inputs(seen.nodes["y"]) == 0
        return Fact("inputs-lost" if is_lost else "only-the-root-sends")
    return Fact(
        "pass-stops",
        f"In {program.replace('; ', ', ')} δ reaches {' and '.join(reached) or 'no node'}, "
        "and then the pass stops.",
        "For how many nodes does your loop call a rule, and how many has the graph?",
    )


def _wrong_order(value: Any) -> Iterator[Fact]:
    """What an inner node sends when its δ comes along a short and a long path."""
    for last in ("y = u + w", "y = w + u"):
        for middle in ("w = u * c", "v = u * c; w = v * d"):
            program = f"u = a * b; {middle}; {last}"
            rows = [
                (numbers, seen)
                for place in range(PLACES)
                if (seen := watch(value, program, numbers := numbers_for(program, place)))
            ]
            if len(rows) >= FEWEST and (fact := _order_fact(program, rows)):
                again = listed_again(value) if fact.id == "sends-once-per-path" else ""
                if again:
                    ask = "What does nodes() do when it meets a node for the second time?"
                    fact = fact._replace(cause=f"{fact.cause} {again}", question=ask)
                yield fact
                return


def _order_fact(program: str, rows: Sequence[tuple[Mapping[str, float], Seen]]) -> Fact | None:
    """1 arrives along the short path, p along the long one, and i + j·p is sent on."""
    long = [x["c"] * x.get("d", 1.0) for x, _ in rows]
    sent = [seen.grad["a"] / x["b"] / (seen.grad["y"] or 1.0) for x, seen in rows]
    counts = [_times_sent(x, p) for x, p in zip(sent, long, strict=True)]
    if counts == [(1, 1)] * len(counts):
        return None
    shown = program.replace("; ", ", ")
    question = (
        "When u's rule runs, have all nodes that use u had their turn? How often does it run?"
    )
    if not all(counts):
        name, said = "wrong-order", "with a δ that is not the sum of the two"
    elif all(max(each) > 1 for each in counts if each and each != (1, 1)):
        name, said = "sends-once-per-path", "again, and sends again what it has already sent"
        question = (
            "Each rule must run ONCE, after the rules of all nodes that use its node. Which list "
            "of nodes gives this order?"
        )
    else:
        name, said = "runs-too-early", "before both have arrived"
    return Fact(
        name,
        f"In {shown} δ comes back to u along a short and a long path, and u runs its rule {said}.",
        question,
        lambda other: _sent_in(other["Value"], program),
    )


def listed_again(value: Any) -> str:
    """A node that nodes() lists more than once, if backward() goes through that list."""
    program = "u = a * b; v = u * c; y = u * v"
    nodes = built(program, numbers_for(program, 0), value)
    with listening() as called:
        nodes["y"].backward()
    if "nodes" not in called or not hasattr(nodes["y"], "nodes"):
        return ""
    try:
        count = sum(each is nodes["u"] for each in nodes["y"].nodes())
    except Exception:
        return ""
    times = "twice" if count == 2 else f"{count} times"
    return f"In {program.replace('; ', ', ')} nodes() lists u {times}." * (count > 1)


def _times_sent(sent: float, p: float) -> tuple[int, int] | None:
    pairs = ((i, j) for i in range(5) for j in range(5))
    return next((pair for pair in pairs if same([sent], [pair[0] + pair[1] * p])), None)


def _sent_in(value: Any, program: str) -> list[float]:
    seen = (watch(value, program, numbers_for(program, place)) for place in range(PLACES))
    return [each.grad["a"] for each in seen if each]


# -------------------------------------------------------------------- zero_grad()


def not_zeroed(value: Any) -> Iterator[Fact]:
    """Which nodes still have a grad after zero_grad()."""
    program, begins = "u = a * b; v = u + c; y = v * d", BACKWARD
    before = watch(value, program, numbers_for(program, 0))
    if before is None:  # backward() ends with an error: grads that are set by hand serve as well
        begins = "; ".join(f"{name}.grad = {number}.5" for number, name in enumerate("yvuabcd", 1))
        before = watch(value, program, numbers_for(program, 0), begins)
    seen = watch(value, program, numbers_for(program, 0), f"{begins}; y.zero_grad()")
    if seen is None and before is not None:
        yield from _zeroed_to_nothing(value, program, begins)
    if seen is None or before is None:
        return
    shown = program.replace("; ", ", ")
    changed = [name for name in "yvuabcd" if seen.data[name] != before.data[name]]
    if changed:
        yield Fact(
            "zero-grad-changes-data",
            f"zero_grad() changes {changed[0]}.data in {shown}; what starts over is the grad.",
            f"What should {changed[0]}.data be after zero_grad(), and what is it?",
        )
    left = "".join(name for name in "yvuabcd" if seen.grad[name] != 0)
    known = {
        "yvuabcd": "nothing-zeroed",
        "vuabcd": "root-only-zeroed",
        "yvu": "leaves-only-zeroed",
        "abcd": "inner-nodes-only-zeroed",
    }
    is_as_before = all(seen.grad[name] == before.grad[name] for name in left)
    if left in known and is_as_before:
        yield Fact(known[left])
    elif not left and not changed:
        yield from _changed_by_a_pass(value, program, before)
    elif left:
        kept = ", ".join(f"{name}.grad is {number(seen.grad[name])}" for name in left[:3])
        yield Fact(
            "zeroed-in-part",
            f"In {shown} not every grad is 0 after y.zero_grad(): {kept}{', …' * (len(left) > 3)}.",
            "Which nodes does your zero_grad() visit, and which has backward() changed?",
        )


def _zeroed_to_nothing(value: Any, program: str, begins: str) -> Iterator[Fact]:
    """grad = None, as if nothing were to be added to it."""
    nodes = built(f"{program}; {begins}; y.zero_grad()", numbers_for(program, 0), value)
    grads = {name: getattr(nodes[name], "grad", 0.0) for name in "yvuabcd"}
    empty = [name for name, grad in grads.items() if grad is None]
    kept = [f"{name}.grad is {number(grad)}" for name, grad in grads.items() if grad]
    if empty:
        shown = program.replace("; ", ", ")
        also = f", and {kept[0]} still" if kept else ""
        yield Fact(
            "zeroed-to-none",
            f"In {shown} {empty[0]}.grad is None after y.zero_grad(){also}: every grad should be "
            "0.0, to which backward() can add.",
            "Which nodes does your zero_grad() visit, and what does it put into their grad?",
        )


LEFT = (
    "nothing-zeroed",
    "root-only-zeroed",
    "leaves-only-zeroed",
    "inner-nodes-only-zeroed",
    "zeroed-in-part",
)


def starts_over(value: Any) -> bool:
    """Whether a pass is the same, whatever grads were there before."""
    program, preset = "y = a * b", "a.grad = 2.0; b.grad = 2.0"
    numbers = numbers_for(program, 0)
    fresh = watch(value, program, numbers)
    set_before = watch(value, program, numbers, f"{preset}; {BACKWARD}")
    return bool(fresh and set_before) and same([fresh.grad["a"]], [set_before.grad["a"]])  # type: ignore[union-attr]


def left_over(value: Any) -> list[Fact]:
    """What zero_grad() leaves."""
    return [fact for fact in not_zeroed(value) if fact.id in LEFT]


def _changed_by_a_pass(value: Any, program: str, before: Seen) -> Iterator[Fact]:
    """All grads are 0 again, and yet the next backward() gives other numbers."""
    numbers, shown = numbers_for(program, 0), program.replace("; ", ", ")
    first = watch(value, program, numbers)
    again = f"{BACKWARD}; y.zero_grad()"
    second = watch(value, program, numbers, f"{again}; {BACKWARD}")
    zeroed = watch(value, program, numbers, again)
    if first is None or second is None or zeroed is None:
        return
    name = next((n for n in "abcduvy" if not same([first.grad[n]], [second.grad[n]])), "")
    if not name:
        return
    opening = f"In {shown} every grad is 0 after zero_grad(), yet the second backward() gives "
    made_of = count_of_inputs(before.nodes["y"]), count_of_inputs(zeroed.nodes["y"])
    if made_of[0] and not made_of[1]:
        yield Fact(
            "zero-grad-cuts-the-graph",
            f"After zero_grad() {shown.split(', ')[-1][0]} has no inputs any more, so the "
            "next backward() cannot reach what it was made of; only grad should be set to 0.",
            "Which names of a node does your zero_grad() set, and which should it leave alone?",
        )
        return
    numbers_of = f"{name}.grad = {number(second.grad[name])} and the first one gave "
    first_gave = f"{opening}{numbers_of}{number(first.grad[name])}"
    nodes = zeroed.nodes

    def is_mended() -> bool:
        nodes["y"].zero_grad()
        nodes["y"].backward()
        return all(same([first.grad[n]], [number_at(nodes[n], "grad") or 0.0]) for n in "abcduvy")

    if kept := default_to_blame(value, is_mended):
        yield Fact(
            "kept-outside",
            f"{first_gave}. {kept} is made only ONCE, when Python reads the def: the second call "
            "still finds in it what the first call stored.",
            "How many calls of backward() use this one object? Where would each get its own?",
        )
        return
    yield Fact(
        "kept-outside",
        f"{first_gave}: zero_grad() is not to blame, "
        "something else that backward() uses lives on from the first pass.",
        "Where do the sums of a pass stand, and which line makes them anew for the next pass?",
    )
