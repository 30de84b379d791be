"""Programs: random graphs over all operations, as plain data that minigrad and PyTorch both run.

A program is `{"leaves": [numbers], "steps": [[operation, [indices]], ...]}`: every step applies
a row of the table of operations to earlier values, and the last value is the root. The strategy
evaluates as it draws, so it chooses only operations whose domain holds at the numbers so far.

`python -m tests.programs` writes `references.json`, PyTorch's answers for those without PyTorch.
"""

import json
import math
import random
from functools import partial
from pathlib import Path

from minigrad import Value, topological_order
from tests.operations import OPERATIONS

REFERENCES = Path(__file__).parent / "references.json"
ROWS = {row.name: row for row in OPERATIONS}
KINKS = ("abs", "relu", "leaky_relu", "where")  # of their first number, at 0
LINEAR = ("x + y", "x - y", "-x", "abs", "total", "relu")
TIES = ("maximum", "x.maximum", "minimum")


def is_tame(name, numbers):
    """Whether the operation is defined here, stays moderate, and is not beside a kink or a pole.

    PyTorch's functions differ from those of `math` in the last bit, which beside a kink or a
    pole decides everything: there `test_conventions` compares, at exact numbers.
    """
    first, last = numbers[0], numbers[-1]
    if name.startswith("x ** ") or name in ("log", "sqrt"):
        is_integer_power = name in ("x ** 0", "x ** 1", "x ** 2", "x ** 3")
        if not (first >= 0.1 or (is_integer_power and abs(first) >= 0.1)):
            return False
    if name in ("x / y", "2 / x") and abs(last) < 0.1:
        return False
    if name.split(" ")[0] in KINKS and abs(first) < 1e-3:
        return False
    if name in TIES and abs(first - last) < 1e-3:
        return False
    if name not in LINEAR:
        if any(0 < abs(number) < 1e-6 for number in numbers):
            return False  # a rest of rounding, which has no digits to compare
        if max(map(abs, numbers)) > (2 if name in ("tanh", "sigmoid") else 5):
            return False  # steep or saturated: 1 − t² loses digits
    try:
        return abs(ROWS[name].function(*map(Value, numbers)).data) <= 20
    except (ValueError, ArithmeticError):
        return False


def make_program(draw_number, choose, n_leaves, n_steps):
    """A program, from a function that draws a number and one that chooses from a list.

    The first input of a step is the value before it half of the time, so that graphs get
    deep; and the last step sums up all values that nothing uses yet, so that none is idle.
    """
    leaves = [draw_number() for _ in range(n_leaves)]
    numbers, steps = list(leaves), []
    for _ in range(n_steps):
        indices = [choose(range(len(numbers))) for _ in range(5)]
        if choose([False, True]):
            indices[0] = len(numbers) - 1
        at = [numbers[i] for i in indices]
        fitting = [row for row in OPERATIONS if is_tame(row.name, at[: row.n_inputs])]
        row = choose(fitting)  # never empty: -x fits everywhere
        steps.append([row.name, indices[: row.n_inputs]])
        numbers.append(row.function(*map(Value, at[: row.n_inputs])).data)
    used = {i for _, indices in steps for i in indices}
    steps.append(["total", [i for i in range(len(numbers)) if i not in used]])
    return {"leaves": leaves, "steps": steps}


def run_all(program, leaves, functions):
    """Every value, from leaves of any kind and one function per operation; the root is last."""
    values = list(leaves)
    for name, indices in program["steps"]:
        values.append(functions[name](*(values[i] for i in indices)))
    return values


def run(program, leaves, functions):
    return run_all(program, leaves, functions)[-1]


def run_minigrad(program):
    leaves = [Value(number) for number in program["leaves"]]
    return leaves, run(program, leaves, in_minigrad())


def in_minigrad():
    return {name: row.function for name, row in ROWS.items()}


def in_torch(torch):
    return {name: partial(row.torch, torch) for name, row in ROWS.items()}


def in_jax():
    return {name: row.in_jax for name, row in ROWS.items()}


def run_torch(program):
    """PyTorch's value and gradient of the leaves, in float64."""
    import torch

    leaves = [
        torch.tensor(number, dtype=torch.float64, requires_grad=True)
        for number in program["leaves"]
    ]
    root = run(program, leaves, in_torch(torch))
    gradients = torch.autograd.grad(root, leaves, materialize_grads=True)
    return {"value": root.item(), "gradient": [gradient.item() for gradient in gradients]}


def run_jax(jax, program):
    """JAX's value and gradient of the leaves, in float64."""

    def f(leaves):
        return run(program, leaves, in_jax())

    value, gradient = jax.value_and_grad(f)([jax.numpy.float64(x) for x in program["leaves"]])
    return {"value": float(value), "gradient": [float(slope) for slope in gradient]}


def several_outputs(program, seed):
    """The places of some outputs: the root twice, a leaf, and inner values."""
    rng = random.Random(seed)
    n = len(program["leaves"]) + len(program["steps"])
    return [n - 1, 0, *[rng.randrange(n) for _ in range(3)], n - 1]


def magnitudes(root):
    """For every node Σ|contributions|: what the walk adds up, without any cancellation."""
    order = topological_order(root)[::-1]
    sums = dict.fromkeys(order, 0.0)
    sums[root] = 1.0
    for node in order:
        for value, local in zip(node.inputs, node._backward(1.0), strict=True):
            sums[value] += sums[node] * abs(local)
    return sums


def disagreements(program, reference):
    """|difference| / Σ|contributions| of the value and of each gradient.

    For the value, node i contributes |xᵢ| times its own Σ|contributions|: that is how far
    rounding each node once can move the root.
    """
    leaves, root = run_minigrad(program)
    root.backward()
    sums = magnitudes(root)
    reach = math.fsum(abs(node.data) * each for node, each in sums.items())
    mine = [root.data, *(leaf.grad for leaf in leaves)]
    theirs = [reference["value"], *reference["gradient"]]
    bounds = [reach, *(sums[leaf] for leaf in leaves)]
    return [
        0.0 if x == y else abs(x - y) / bound
        for x, y, bound in zip(mine, theirs, bounds, strict=True)
    ]


def seeded_program(seed):
    rng = random.Random(seed)
    n_leaves, n_steps = rng.randint(2, 5), rng.randint(8, 20)
    return make_program(lambda: round(rng.uniform(-3, 3), 3), rng.choice, n_leaves, n_steps)


def write_references():
    import torch

    rows = [
        json.dumps({"program": program, **run_torch(program)})
        for program in map(seeded_program, range(40))
    ]
    text = f'{{"torch": "{torch.__version__}",\n"references": [\n' + ",\n".join(rows) + "\n]}\n"
    REFERENCES.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_references()
