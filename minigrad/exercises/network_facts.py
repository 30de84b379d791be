"""What is certainly wrong in a neuron, a loss, a training step or the four equations."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minigrad.equations import SIGMA
from minigrad.exercises.fact import Fact, Rows, same
from minigrad.exercises.function_facts import some
from minigrad.exercises.watching import step_leaves
from minigrad.nn import MLP
from minigrad.value import Value

Answers = Mapping[str, Any]

SIGMOID, SLOPE = SIGMA["sigmoid"]
PLACES = range(5)


def _told(name: str, said: str, right: str, question: str, evidence: Any = None) -> Fact:
    return Fact(name, f"{said}; it should be {right}.", question, evidence)


# -------------------------------------------------------------------- a neuron and a layer


def _neuron(answers: Answers) -> Iterator[Fact]:
    if _is_one_weight(answers):
        return  # which is told by itself
    rows = _rows_of_neuron(answers)
    if not rows.is_right:
        yield _told(
            "neuron-formula",
            f"neuron(x) is {_in_tanh(rows)}",
            "tanh(w·x + b)",
            "For one input x = 2, with w = 3 and b = −5: what is z, and what is the answer?",
            lambda other: _rows_of_neuron(other).got,
        )


def _graph_of_neuron(answers: Answers) -> Iterator[Fact]:
    """Some gradient comes back to a weight or the bias."""
    neuron = answers["Neuron"](2)
    for place, value in enumerate([*neuron.weights, neuron.bias]):
        value.data, value.grad = 0.3 + 0.1 * place, 0.0
    answer = neuron([0.7, -0.4])
    if isinstance(answer, Value):
        answer.backward()
        if not any(value.grad for value in [*neuron.weights, neuron.bias]):
            yield Fact("graph-left")


def _in_tanh(rows: Rows) -> str:
    """The formula of what was put into tanh, if that is how it was made."""
    if all(abs(x) < 1 for x in rows.got):
        if same(rows.got, rows.atoms["tanh(tanh(w·x + b))"]):
            return "tanh(tanh(w·x + b))"
        inside = Rows()
        inside.got = [math.atanh(x) for x in rows.got]
        inside.atoms = {name: x for name, x in rows.atoms.items() if "(" not in name}
        if inside.formula:
            return f"tanh({inside.formula})"
    return rows.formula or "another number"


def _rows_of_neuron(answers: Answers) -> Rows:
    rows = Rows()
    for place in PLACES:
        n = 2 + place % 3
        neuron = answers["Neuron"](n)
        w, x = some(n, f"w {place}"), [each / 3 for each in some(n, f"x {place}")]
        b = some(1, f"b {place}")[0] / 2
        for value, number in zip(neuron.weights, w, strict=True):
            value.data = number
        neuron.bias.data = b
        wx = sum(p * q for p, q in zip(w, x, strict=True))
        z = wx + b
        atoms = {"w·x": wx, "b": b, "n": n, "Σ w": sum(w), "Σ x": sum(x)}
        atoms |= {
            "w[0]": w[0],
            "x[0]": x[0],
            "w[0]·x[0]": w[0] * x[0],
            "w[n−1]·x[n−1]": w[-1] * x[-1],
        }
        atoms |= {"tanh(w·x + b)": math.tanh(z), "tanh(w·x)": math.tanh(wx)}
        atoms |= {"tanh(tanh(w·x + b))": math.tanh(math.tanh(z)), "σ(w·x + b)": SIGMOID(z)}
        rows.named(neuron(x), math.tanh(z), atoms)
    return rows


def _shape_of_layer(answers: Answers) -> Iterator[Fact]:
    """How many neurons, of how many weights, if a neuron alone has as many as it should."""
    sizes = [len(neuron.weights) for neuron in answers["Layer"](2, 3).neurons]
    if len(answers["Neuron"](2).weights) == 2 and sizes == [3, 3]:
        yield _told(
            "sizes-swapped",
            "Layer(2, 3) makes 2 neurons of 3 weights",
            "3 neurons of 2 weights",
            "How many numbers come in, and how many answers go out: which of them is which?",
        )


def _layer(answers: Answers) -> Iterator[Fact]:
    given = _given_to_neurons(answers)
    if given and any(each not in ("x", "") for each in given):
        shown = ", ".join(f"n{i} {each}" for i, each in enumerate(given) if each)
        yield Fact(
            "layer-gives",
            f"layer(x) gives {shown}; every neuron should get the whole x.",
            "With 3 inputs, how many numbers does each neuron need, and how many does it get?",
        )
        return
    numbers, own = _layer_numbers(answers)
    if len(own) != 3 or same(numbers, own):
        return
    names = {f"n{i}(x)": number for i, number in enumerate(own)}
    names |= {f"tanh(n{i}(x))": math.tanh(number) for i, number in enumerate(own)}
    names |= {"n0(x) + n1(x) + n2(x)": sum(own)}
    shown = ", ".join(
        next((n for n, y in names.items() if abs(x - y) < 1e-9), "another number") for x in numbers
    )
    yield _told(
        "layer-answers",
        f"With neurons n0, n1, n2, layer(x) is [{shown}]",
        "[n0(x), n1(x), n2(x)]",
        "What does each neuron answer to x, and what does your loop do with it?",
        lambda other: _places_of(*_layer_numbers(other)),
    )


def _given_to_neurons(answers: Answers) -> list[str]:
    """What a layer gives to each of its neurons, as far as it calls them."""
    layer, x, given = answers["Layer"](3, 3), some(3, "x"), [""] * 3

    def spy(i: int) -> Any:
        def neuron(got: Any) -> Value:
            names = {number: f"x[{place}]" for place, number in enumerate(x)}
            names |= {0.5 + place: f"n{place}(x)" for place in range(3)}
            if isinstance(got, (list, tuple)):
                entries = [names.get(_number(each), "another number") for each in got]
                is_whole = list(entries) == [f"x[{place}]" for place in range(3)]
                given[i] = "x" if is_whole else f"[{', '.join(entries)}]"
            else:
                given[i] = names.get(_number(got), "something else")
            return Value(0.5 + i)

        return neuron

    if not isinstance(layer.neurons, list) or len(layer.neurons) != 3:
        return []
    layer.neurons[:] = [spy(i) for i in range(3)]
    layer(x)
    return given


def _number(x: Any) -> float:
    return x.data if isinstance(x, Value) else float(x)


def _layer_numbers(answers: Answers) -> tuple[list[float], list[float]]:
    """What the layer answers, and what its neurons answer."""
    layer, x = answers["Layer"](2, 3), [0.3, -0.4]
    for i, neuron in enumerate(layer.neurons):
        for weight, number in zip(neuron.weights, some(2, f"weights {i}"), strict=False):
            weight.data = number
    own = [float(neuron(x).data) for neuron in layer.neurons]
    got = layer(x)
    return [float(each.data) for each in (got if isinstance(got, (list, tuple)) else [got])], own


def _is_one_weight(answers: Answers) -> bool:
    return len({id(w) for w in answers["Neuron"](20).weights}) == 1


def _weights(answers: Answers) -> Iterator[Fact]:
    """The numbers that weights start from."""
    numbers = [w.data for w in answers["Neuron"](20).weights]
    if _is_one_weight(answers):
        yield Fact("one-weight-n-times")
    elif len(set(numbers)) == 1:
        yield Fact("weights-start-equal")
    elif all(x == int(x) for x in numbers):
        yield Fact(
            "whole-weights",
            "All weights start from whole numbers, so that several of them are the same.",
            "Which numbers can your random call give? Print twenty of them.",
        )
    elif len(set(numbers)) < len(numbers):
        yield Fact(
            "weights-alike",
            "Of 20 weights of a neuron some start from the same number.",
            "How many different numbers can your random call give?",
        )


def _parameters(answers: Answers) -> Iterator[Fact]:
    """parameters() lists every Value once, and changes nothing."""
    neuron = answers["Neuron"](2)
    listed = neuron.parameters()
    if len(neuron.weights) != 2:
        yield Fact(
            "parameters-change-weights",
            "A call of parameters() changes neuron.weights: before it there are 2 weights, after "
            f"it {len(neuron.weights)}.",
            "Which list does your code change: a new list, or neuron.weights itself?",
        )
        return
    if any(isinstance(each, (list, tuple)) for each in listed):
        return
    if _repeats(listed) and not _is_one_weight(answers):
        yield _listed_twice("neuron", listed)
        return
    layer = answers["Layer"](2, 3)
    of_layer = layer.parameters()
    if any(isinstance(each, (list, tuple)) for each in of_layer):
        yield Fact("parameters-in-lists")
    elif _repeats(of_layer) and len({id(p) for n in layer.neurons for p in n.parameters()}) == 9:
        yield _listed_twice("layer", of_layer)


def _repeats(things: Sequence[Any]) -> bool:
    return len(things) > len({id(each) for each in things})


def _listed_twice(whose: str, listed: Sequence[Any]) -> Fact:
    count = len({id(each) for each in listed})
    return Fact(
        "parameters-listed-again",
        f"parameters() of a {whose} is a list of {len(listed)}, of only {count} different Values.",
        "How often does each Value get into your list? Count the loops around the line.",
    )


def _places_of(numbers: Sequence[float], own: Sequence[float]) -> list[float]:
    """Whose answer each number is, as the place of the neuron; −1 for nobody's."""
    places = ([i for i, y in enumerate(own) if abs(x - y) < 1e-9] for x in numbers)
    return [float(found[0]) if found else -1.0 for found in places]


# -------------------------------------------------------------------- a loss and a step


def _loss_of_one(answers: Answers) -> Iterator[Fact]:
    one = _rows_of_one_loss(answers)
    if not one.is_right:
        yield _told(
            "loss-of-one",
            f"For one sample, mse_loss is {one.formula or 'another number'}",
            "(a − y)²",
            "What is (a − y)² for a = 3 and y = 1, and what does your loss say?",
            lambda other: _rows_of_one_loss(other).got,
        )


def _loss_of_many(answers: Answers) -> Iterator[Fact]:
    many, total, meaning = _rows_of_many_losses(answers), "Σ", ""
    if _rows_of_one_loss(answers).is_right:
        total = "Σ((a − y)²)"
        many.atoms[total] = many.atoms.pop("Σ")
    else:
        meaning = ", with Σ the sum of what you give for each alone"
    if not many.is_right:
        yield _told(
            "loss-of-many",
            f"For N samples{meaning}, mse_loss is {many.formula or 'another number'}",
            f"{total} / N",
            "If every sample came twice, should the loss change? Does yours?",
            lambda other: _rows_of_many_losses(other).got,
        )


def _loss(answers: Answers, numbers: Sequence[float], targets: Sequence[float]) -> Any:
    return answers["mse_loss"]([Value(a) for a in numbers], list(targets))


def _rows_of_one_loss(answers: Answers) -> Rows:
    rows = Rows()
    for place in PLACES:
        a, y = some(2, f"loss {place}")
        atoms = {"a": a, "y": y, "(a − y)²": (a - y) ** 2, "(a − y)³": (a - y) ** 3}
        atoms |= {"|a − y|": abs(a - y), "(a + y)²": (a + y) ** 2}
        rows.named(_loss(answers, [a], [y]), (a - y) ** 2, atoms)
    return rows


def _rows_of_many_losses(answers: Answers) -> Rows:
    rows = Rows()
    for place in PLACES:
        n = 3 + place
        a, y = some(n, f"a {place}"), some(n, f"y {place}")
        each = [
            float(getattr(x, "data", x))
            for x in (_loss(answers, [p], [q]) for p, q in zip(a, y, strict=True))
        ]
        errors = [p - q for p, q in zip(a, y, strict=True)]
        atoms = {"Σ": sum(each), "N": n, "that of the last sample": each[-1]}
        atoms |= {"that of the first sample": each[0], "(Σ(a − y))²": sum(errors) ** 2}
        so_far = 0.0
        for one in each:
            so_far = (so_far + one) / n
        atoms["the sum so far / N, again in each round"] = so_far
        rows.named(_loss(answers, a, y), sum(each) / n, atoms)
    return rows


def _step(answers: Answers) -> Iterator[Fact]:
    rows, losses = _rows_of_step(answers)
    if not any(rows.got):
        has_run, has_grads = step_leaves(answers)
        kept = "nothing-set-after-backward" if has_grads else "zeroed-too-late"
        yield Fact(kept if has_run else "backward-not-called")
    elif not rows.is_right and (left := _left_out(rows)):
        yield Fact(
            "parameters-left-out",
            f"training_step leaves {left} as it was; the others get the right step.",
            "Over which parameters does your loop go? Count them.",
            lambda other: _rows_of_step(other)[0].got,
        )
    elif not rows.is_right and _is_sample_by_sample(answers):
        yield Fact(
            "step-after-each-sample",
            "training_step changes the parameters after every single sample; one step goes along "
            "the slope of the loss of all samples together.",
            "How often is p.data set in one call of training_step, and how often should it be?",
        )
    elif not rows.is_right:
        formula = rows.formula
        change = formula or "something else"
        yield _told(
            "step-formula",
            f"training_step adds {change} to each parameter p, where g is ∂C/∂p",
            "−lr · g",
            "For p = 5, ∂C/∂p = 2 and lr = 0.1: what is the new p, and what does your line give?",
            lambda other: _rows_of_step(other)[0].got,
        )
    if not losses.is_right and (losses.formula or rows.is_right):
        yield _told(
            "returned-loss",
            f"training_step returns {losses.formula or 'another number'}",
            "the loss before the step",
            "With which parameters was the loss that you return computed?",
            lambda other: _rows_of_step(other)[1].got,
        )


def _rows_of_step(answers: Answers) -> tuple[Rows, Rows]:
    """What is added to each parameter, with the gradient of the student's own loss."""
    rows, losses = Rows(), Rows()
    for place, lr in enumerate((0.3, 0.7)):
        n = 4 + place
        inputs, targets = [some(2, f"x {i}") for i in range(n)], some(n, "targets")
        network, twin = MLP(2, [2, 1], seed=place), MLP(2, [2, 1], seed=place)
        loss = answers["mse_loss"]([twin(x)[0] for x in inputs], list(targets))
        loss.backward()
        for p in network.parameters():
            p.grad = 5.0 + place  # left over from an earlier step
        returned = answers["training_step"](network, inputs, list(targets), lr)
        after = answers["mse_loss"]([network(x)[0] for x in inputs], list(targets)).data
        for p, q in zip(network.parameters(), twin.parameters(), strict=True):
            atoms = {"lr": lr, "g": q.grad, "p": q.data, "N": n, "g before": 5.0 + place}
            atoms |= {"sign of g": math.copysign(1, q.grad)}
            rows.named(p.data - q.data, -lr * q.grad, atoms)
        names = {"the loss before the step": loss.data, "the loss after the step": after, "N": n}
        losses.named(returned, loss.data, names)
    return rows, losses


def _left_out(rows: Rows) -> str:
    """Which parameters are not moved, where all others are moved rightly."""
    half = len(rows.got) // 2  # of the two networks, which are made alike
    still = [i for i in range(half) if rows.got[i] == 0 and rows.right[i]]
    right = [i for i in range(half) if same([rows.got[i]], [rows.right[i]])]
    if not still or len(still) + len([i for i in right if i not in still]) < half:
        return ""
    if len(still) > 1:
        return f"{len(still)} of {half} parameters"
    place = {0: "the first parameter", half - 1: "the last parameter"}
    return place.get(still[0], "one parameter")


def _is_sample_by_sample(answers: Answers) -> bool:
    inputs, targets = [some(2, f"x {i}") for i in range(3)], some(3, "targets")
    network, twin = MLP(2, [2, 1], seed=0), MLP(2, [2, 1], seed=0)
    answers["training_step"](network, inputs, list(targets), 0.3)
    for x, y in zip(inputs, targets, strict=True):
        twin.zero_grad()
        answers["mse_loss"]([twin(x)[0]], [y]).backward()
        for p in twin.parameters():
            p.data -= 0.3 * p.grad
    ends = ([p.data for p in each.parameters()] for each in (network, twin))
    return same(*ends)


# -------------------------------------------------------------------- the four equations


def _slope(answers: Answers) -> Iterator[Fact]:
    slope = _rows_of_slope(answers)
    if not slope.is_right:
        yield _told(
            "sigmoid-slope-formula",
            f"With s = σ(z), sigmoid_slope(z) is {slope.formula or 'another number'}",
            "s · (1 − s)",
            "What is σ′(0), and what does your sigmoid_slope say at 0?",
            lambda other: _rows_of_slope(other).got,
        )


def _shapes(answers: Answers) -> Iterator[Fact]:
    """A gradient has a number for each weight or bias, however many samples there are."""
    weights = [[some(3, f"w {layer} {j}") for j in range(3)] for layer in (0, 1)]
    xs, ys = ([some(3, f"{name} {i}") for i in range(5)] for name in "xy")
    biases = [some(3, f"b {layer}") for layer in (0, 1)]
    _, dw, db = answers["backpropagate"](weights, biases, xs, ys)
    for name, rows in (("dC_dw", dw), ("dC_db", db)):
        if len(rows[1]) == 5:
            yield Fact(
                f"{name}-for-each-sample",
                f"With 5 samples {name}[l] has 5 entries, one for each sample; it should have one "
                "for each neuron, with the mean over the samples in it.",
                "Along which axis does your mean or sum go: over samples, or over neurons?",
            )
    if dw[1][0] is dw[1][1]:
        yield Fact(
            "one-row-for-all",
            "All rows of dC_dw[l] are ONE list, as [[0.0] * 3] * 3 makes it: what goes into one "
            "row goes into all of them.",
            "After rows = [[0]] * 2 and rows[0][0] = 7, what is rows[1][0]?",
        )


def _equations(answers: Answers) -> Iterator[Fact]:
    all_rows = _rows_of_equations(answers)
    for name, said, right, question in FOUR:
        rows = all_rows[name]
        is_own = same(rows.got, rows.atoms.get("own", rows.right))
        if not rows.is_right and same(rows.got, rows.atoms.pop("again", rows.right)):
            letter = "w" if name == "weight-gradient" else "b"
            yield Fact(
                f"{name}-divided-again",
                f"dC_d{letter} is divided by N again with each sample, which is right for N = 1 "
                "alone. Add up all samples, then divide once.",
                "How often does the line that divides by N run, and how often should it?",
            )
        elif not rows.is_right and not is_own:
            rows.atoms = {text: x for text, x in rows.atoms.items() if text != "own"}
            yield _told(
                name,
                f"{said} is {rows.formula or 'another number'}",
                right,
                question,
                lambda other, name=name: _rows_of_equations(other)[name].got,
            )


FOUR = (  # the id of the fact, what is computed, how, and a question
    (
        "delta-of-the-output",
        "deltas[1][n][j], in an output a with its sum z and target y,",
        "(a − y) · σ′(z)",
        "C acts on z through a: what is ∂C/∂a, and what is ∂a/∂z?",
    ),
    (
        "delta-of-the-hidden-layer",
        "deltas[0][n][k]",
        "back · σ′(z), where z is that of hidden neuron k. Here back is Σ over the outputs j of "
        "w[j][k] · δ[j]",
        "Follow the path from a hidden z to C: which factor does each step give?",
    ),
    (
        "weight-gradient",
        "dC_dw[l][j][k], with Σ over the samples,",
        "Σ δ[j]·a[k] / N, with a of the layer before",
        "Which two numbers meet at the weight from k to j, in one sample?",
    ),
    (
        "bias-gradient",
        "dC_db[l][j], with Σ over the samples,",
        "Σ δ[j] / N",
        "By how much does z grow with its bias, and C with z?",
    ),
)


def _rows_of_slope(answers: Answers) -> Rows:
    rows = Rows()
    for place in PLACES:
        z = some(1, f"z {place}")[0]
        s = SIGMOID(z)
        atoms = {"z": z, "s": s, "tanh(z)": math.tanh(z), "σ(s)": SIGMOID(s)}
        rows.named(answers["sigmoid_slope"](z), s * (1 - s), atoms)
    return rows


def _rows_of_equations(answers: Answers) -> dict[str, Rows]:
    found = {name: Rows() for name, *_ in FOUR}
    for n in (4, 5):
        weights = [[some(3, f"w {layer} {j}") for j in range(3)] for layer in (0, 1)]
        biases = [some(3, f"b {layer}") for layer in (0, 1)]
        xs, ys = ([some(3, f"{name} {i}") for i in range(n)] for name in "xy")
        z1 = [_z(weights[0], biases[0], x) for x in xs]
        a1 = [[SIGMOID(z) for z in row] for row in z1]
        z2 = [_z(weights[1], biases[1], a) for a in a1]
        a2 = [[SIGMOID(z) for z in row] for row in z2]
        given = [[list(row) for row in w] for w in weights]
        deltas, dw, db = answers["backpropagate"](given, [list(b) for b in biases], xs, ys)
        own = answers["sigmoid_slope"]
        for i in range(n):
            for j in range(3):
                a, y, z = a2[i][j], ys[i][j], z2[i][j]
                atoms = {"a": a, "y": y, "z": z, "σ′(z)": SLOPE(z), "σ′(a)": SLOPE(a), "N": n}
                atoms |= {"σ′ of the hidden z": SLOPE(z1[i][j]), "own": (a - y) * own(z)}
                found["delta-of-the-output"].named(deltas[1][i][j], (a - y) * SLOPE(z), atoms)
                _add_hidden(found, weights, deltas, i, j, z1, a1, z2, n, own)
        befores, owns, sums = (xs, a1), (a1, a2), (xs, z1)
        for layer in (0, 1):
            for j in range(3):
                _add_gradients(
                    found,
                    deltas[layer],
                    befores[layer],
                    owns[layer],
                    sums[layer],
                    dw[layer],
                    db[layer],
                    j,
                    n,
                )
    return found


def _z(w: Any, b: Any, a: Any) -> list[float]:
    return [
        sum(p * q for p, q in zip(row, a, strict=True)) + bj for row, bj in zip(w, b, strict=True)
    ]


def _add_hidden(
    found: dict[str, Rows],
    weights: Any,
    deltas: Any,
    i: int,
    k: int,
    z1: Any,
    a1: Any,
    z2: Any,
    n: int,
    own: Any,
) -> None:
    delta = deltas[1][i]
    back = sum(weights[1][j][k] * delta[j] for j in range(3))
    atoms = {
        "back": back,
        "σ′(z)": SLOPE(z1[i][k]),
        "z": z1[i][k],
        "a": a1[i][k],
        "Σ w[k][j] · δ[j]": sum(weights[1][k][j] * delta[j] for j in range(3)),
        "back through weights[0]": sum(weights[0][j][k] * delta[j] for j in range(3)),
        "Σ δ[j]": sum(delta),
        "δ[k]": delta[k],
        "σ′(a)": SLOPE(a1[i][k]),
        "σ′ of the output's z": SLOPE(z2[i][k]),
        "N": n,
        "own": back * own(z1[i][k]),
    }
    found["delta-of-the-hidden-layer"].named(deltas[0][i][k], back * SLOPE(z1[i][k]), atoms)


def _add_gradients(
    found: dict[str, Rows],
    deltas: Any,
    before: Any,
    own: Any,
    sums: Any,
    dw: Any,
    db: Any,
    j: int,
    n: int,
) -> None:
    samples = range(n)

    def total(a: Any, to: int, of: int) -> float:
        return sum(deltas[i][to] * a[i][of] for i in samples)  # type: ignore[no-any-return]

    for k in range(3):
        atoms = {
            "Σ δ[j]·a[k]": total(before, j, k),
            "Σ δ[k]·a[j]": total(before, k, j),
            "Σ δ[j]·a[k] of its own layer": total(own, j, k),
            "Σ δ[j]·z[k]": total(sums, j, k),
            "(Σ δ[j]·a[k], over all j too)": sum(total(before, i, k) for i in range(3)),
            "that of the last sample": deltas[-1][j] * before[-1][k],
            "that of the first sample": deltas[0][j] * before[0][k],
            "N": n,
            "again": _divided_again([deltas[i][j] * before[i][k] for i in samples]),
        }
        right = total(before, j, k) / n
        found["weight-gradient"].named(dw[j][k], right, atoms)
    sum_of_deltas = sum(deltas[i][j] for i in samples)
    atoms = {
        "Σ δ[j]": sum_of_deltas,
        "that of the last sample": deltas[-1][j],
        "that of the first sample": deltas[0][j],
        "Σ δ[j]·a[j]": total(before, j, j),
        "the sum of row j of dC_dw": sum(dw[j]),
        "N": n,
        "again": _divided_again([deltas[i][j] for i in samples]),
    }
    found["bias-gradient"].named(db[j], sum_of_deltas / n, atoms)


def _divided_again(numbers: Sequence[float]) -> float:
    """What comes of `total = (total + x) / N` in a loop."""
    total = 0.0
    for x in numbers:
        total = (total + x) / len(numbers)
    return total


def not_averaged(answers: Answers) -> str:
    """Which gradient of the two is the sum over the samples, where the other one is a mean."""
    rows = _rows_of_equations(answers)
    names = {"weight-gradient": "dC_dw", "bias-gradient": "dC_db"}
    wrong = [name for each, name in names.items() if not rows[each].is_right]
    return f"Here it is {wrong[0]}." * (len(wrong) == 1)


NEURONS = _neuron, _graph_of_neuron, _shape_of_layer, _layer, _weights, _parameters
TRAINING = _loss_of_one, _loss_of_many, _step
EQUATIONS = _slope, _shapes, _equations
