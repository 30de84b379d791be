"""All questions of the course: their texts, what wrong answers overlook, and minigrad's answers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from minigrad.datasets import iris
from minigrad.equations import compare, four_equations, propagate
from minigrad.functions import operation, total, weighted_sum
from minigrad.gradcheck import Report, check_gradients, step_size_errors
from minigrad.graph import topological_order, walk
from minigrad.jacobian import WorkCount, jacobian, jvp, vjp
from minigrad.losses import cross_entropy
from minigrad.nn import MLP, Neuron
from minigrad.optim import SGD
from minigrad.orders import breadth_first, plain_recursion, pre_order
from minigrad.trace import trace
from minigrad.value import Value

Part = float | str
Answer = Part | tuple[Part, ...]


@dataclass(frozen=True)
class Question:
    """One question, `02.3` being the third of notebook 02."""

    id: str
    text: str
    because: str  # what a correct answer is told
    wrong: Mapping[Answer, str]  # a typical wrong answer, and what it overlooks
    within: float  # what an answer may be off, relatively
    answer: Callable[[], Answer]  # computed by minigrad; int for a count, which is exact

    @property
    def heading(self) -> str:
        return f"{self.id} {self.text}"


QUESTIONS: dict[str, Question] = {}


def find_question(name: str) -> Question:
    if name not in QUESTIONS:
        ids = list(QUESTIONS)
        raise ValueError(
            f"predict() needs the id of a question, from {ids[0]!r} to {ids[-1]!r}, got {name!r}"
        )
    return QUESTIONS[name]


def asked(
    number: str, text: str, because: str, wrong: Mapping[Answer, str], within: float = 0.01
) -> Callable[[Callable[[], Answer]], Callable[[], Answer]]:
    """The decorated function computes the correct answer."""

    def keep(answer: Callable[[], Answer]) -> Callable[[], Answer]:
        QUESTIONS[number] = Question(number, text, because, wrong, within, answer)
        return answer

    return keep


def size(root: Value) -> tuple[int, int]:
    """How many nodes and how many arrows a graph has."""
    order = topological_order(root)
    return len(order), sum(len(node.inputs) for node in order)


# ---------------------------------------------------------------- 01 values and graphs


@asked(
    "01.1",
    "How many boxes and how many arrows does the graph of z = w·x + b have?",
    "The product w·x has no name, and is a node like all others; each of the two operations has "
    "two inputs.",
    {
        (4, 3): "w·x has no name in the formula. Does it need a box?",
        (5, 3): "count the arrows INTO each operation: how many inputs has +, and how many has ×?",
    },
)
def a_weighted_input() -> Answer:
    return size(Value(2.0) * Value(-3.0) + Value(10.0))


@asked(
    "01.2",
    "a = 3 and y = a · a: how many boxes does the graph of y have?",
    "An arrow is one use, and a box is one node: a has two arrows, and one box.",
    {3: "is a written twice the same as two nodes? A use is an arrow, not a box."},
)
def a_square() -> Answer:
    a = Value(3.0)
    return size(a * a)[0]


@asked(
    "01.3",
    "z = w·x + b was computed with w = 2, x = −3 and b = 10. Now w.data = 5. What is z?",
    "The graph is a record of what took place; it is not computed again.",
    {-5: "that is how a spreadsheet works. Has anything computed z again?"},
)
def a_leaf_is_set() -> Answer:
    w, x, b = Value(2.0), Value(-3.0), Value(10.0)
    z = w * x + b
    w.data = 5.0
    return z.data


@asked(
    "01.4",
    "How many operations does the graph of a·b + a·c have, and how many that of a·(b + c)?",
    "The function is the same; the computation is what you wrote.",
    {
        (3, 3): "count the + and × of the second formula again.",
        (2, 2): "count the + and × of the first formula again: does anything simplify it?",
    },
)
def distributed_or_not() -> Answer:
    a, b, c = Value(3.0), Value(4.0), Value(5.0)
    graphs = a * b + a * c, a * (b + c)
    return tuple(sum(bool(node.op) for node in topological_order(y)) for y in graphs)


@asked(
    "01.5",
    "y is given, then three times y = y·y. How many nodes and arrows does the graph have?",
    "Each line adds one node with two arrows, both from the node before.",
    {
        (15, 14): "you counted a tree. Each line uses ONE node, twice.",
        (4, 3): "how many inputs has a product, even if both are the same node?",
        (3, 6): "the leaf is a node, too.",
    },
)
def squared_three_times() -> Answer:
    y = Value(1.5)
    for _ in range(3):
        y = y * y
    return size(y)


# ---------------------------------------------------------------- 02 a slope can be measured


@asked(
    "02.1",
    "f(x) = x². From x = 3 to x = 3.1: what is the change of f, divided by 0.1?",
    "9.61 − 9 = 0.61. It is not yet the slope at 3: the curve bends on the way.",
    {
        6: "that is the formula 2x. Measure instead: what is 3.1²?",
        0.61: "that is the change itself. Divide it by the step.",
    },
)
def one_sided() -> Answer:
    return ((Value(3.0) + 0.1) ** 2 - 3.0**2).data / 0.1


@asked(
    "02.2",
    "f(x) = x², from 2.9 to 3.1: what is the change of f, divided by the distance?",
    "(9.61 − 8.41) / 0.2. What is too much on the right is too little on the left.",
    {
        12: "how far are 2.9 and 3.1 apart? Not 0.1.",
        1.2: "that is the change itself. Divide it by the distance.",
    },
)
def two_sided() -> Answer:
    return ((Value(3.0) + 0.1) ** 2 - (Value(3.0) - 0.1) ** 2).data / 0.2


def twice_used(w: float, x: float, b: float) -> tuple[Value, Value, Value, Value]:
    """The cost C = (w·x + b)·w of notebooks 02 and 03, after its backward pass, and its leaves."""
    leaves = Value(w), Value(x), Value(b)
    C = (leaves[0] * leaves[1] + leaves[2]) * leaves[0]
    C.backward()
    return C, *leaves


@asked(
    "02.3",
    "C = (w·x + b)·w with w = 2, x = −3, b = 10. If w grows to 2.1, what does C do?",
    "It goes from 8 to 7.77: z = w·x + b falls from 4 to 3.7, and that weighs more than w itself.",
    {"rises": "w is used twice. What does z = w·x + b do, when w grows and x = −3?"},
)
def a_larger_weight() -> Answer:
    before, after = (twice_used(w, -3.0, 10.0)[0].data for w in (2.0, 2.1))
    return "falls" if after < before else "rises"


@asked(
    "02.4",
    "The slopes of C are −2 for w and 4 for x. Both grow by 0.001. How many times 0.001 does C "
    "grow?",
    "Small changes do not disturb each other: −2 + 4.",
    {
        -2: "that is the effect of w alone.",
        4: "that is the effect of x alone.",
        6: "the slope for w is negative: C falls with w.",
        -8: "are the two effects multiplied? Each of them moves C by itself.",
    },
)
def two_at_once() -> Answer:
    moved, here = twice_used(2.001, -2.999, 10.0)[0], twice_used(2.0, -3.0, 10.0)[0]
    return round((moved - here).data / 0.001, 2)


@asked(
    "02.5",
    "C has 67 numbers. How many times is it computed, to measure all slopes on both sides?",
    "Two for each number, one on each side.",
    {
        67: "that is one for each: how many sides has a step left and right?",
        68: "that is one for each and one in the middle: what is measured on both sides?",
        2: "only one number moves at a time.",
    },
)
def evaluations() -> Answer:
    count = len(MLP(4, [8, 3]).parameters())
    return 2 * count


# ---------------------------------------------------------------- 03 walking backward


@asked(
    "03.1",
    "p = w·x with w = 2 and x = −3. Which number belongs to the arrow from w to p?",
    "p changes by x times as much as w does: the other factor.",
    {
        2: "that is w itself. If w grows by 0.1, by how much does w·x grow?",
        -6: "that is p, the value. How fast does p change with w?",
        1: "that would be a sum. If w grows by 0.1, does w·x grow by 0.1?",
    },
)
def the_other_factor() -> Answer:
    w, x = Value(2.0), Value(-3.0)
    (w * x).backward()
    return w.grad


@asked(
    "03.2",
    "δ(z) = 2, and z = p + b. What is δ(b)?",
    "δ of the head, times the local derivative of the sum: 2 · 1.",
    {
        1: "that is the local derivative alone. What is it multiplied by on the way back?",
        10: "that is the value of b. A δ is a slope.",
        3: "δ and the local derivative are multiplied, not added.",
    },
)
def delta_of_the_bias() -> Answer:
    return twice_used(2.0, -3.0, 10.0)[3].grad


@asked(
    "03.3",
    "w gets one contribution from C = z·w, and one from p = w·x. What is δ(w)?",
    "z = 4 comes from C, and δ(p) · x = −6 from p. The two are added.",
    {
        4: "that is what C sends. Another arrow leaves w.",
        -6: "that is what p sends. Another arrow leaves w.",
        -24: "two ways to C add up; only along one way do slopes multiply.",
        2: "that is the value of w. A δ is a slope.",
    },
)
def delta_of_a_weight_used_twice() -> Answer:
    return twice_used(2.0, -3.0, 10.0)[1].grad


@asked(
    "03.4",
    "With C = z·w, δ(x) is 4. What is it with C = z·w + 100, and what with C = 10·z·w?",
    "A constant that is added changes no slope; a factor multiplies all of them.",
    {
        (104, 40): "100 is added to the value. Does C then change faster with x?",
        (4, 4): "if z·w grows by 0.1, by how much does ten times z·w grow?",
        (4, 400): "10 multiplies the way once, at its end.",
        (104, 4): "100 is added to the value of C; ten times C is also ten times as steep.",
    },
)
def another_end() -> Answer:
    found = []
    for factor, added in (1.0, 100.0), (10.0, 0.0):
        C, _, x, _ = twice_used(2.0, -3.0, 10.0)
        C.zero_grad()
        (factor * C + added).backward()
        found.append(x.grad)
    return tuple(found)


@asked(
    "03.5",
    "C = (w·x + b)·w with x = −3 and b = 10, and now w = 0. What is δ(w)?",
    "z = 10 comes back from C = z·w, and δ(p) · x = 0 · (−3) from p.",
    {
        0: "that is the value of w, and of C. If w grows to 0.01, does C stay 0?",
        -3: "how large is δ(p), when w = 0?",
        7: "x is multiplied by δ(p), before it is added. How large is δ(p)?",
    },
)
def a_weight_of_zero() -> Answer:
    return twice_used(0.0, -3.0, 10.0)[1].grad


@asked(
    "03.6",
    "Which of the two rules in the cell above is wrong: that of + or that of *?",
    "A product sends to each input δ times the OTHER factor.",
    {"+": "if one input of a sum grows by 0.01, by how much does the sum grow?"},
)
def the_wrong_rule() -> Answer:
    a, b = Value(2.0), Value(3.0)
    (a * b).backward()
    sent_by_the_cell = a.data, b.data  # (delta * x, delta * y) with δ = 1
    return "*" if (a.grad, b.grad) != sent_by_the_cell else "+"


# ---------------------------------------------------------------- 04 gradients add where paths meet


@asked(
    "04.1",
    "y = a + a. What is δ(a)?",
    "Each arrow brings 1: one for each time that a is written.",
    {
        1: "how many arrows lead from a to y?",
        6: "that is the value of y. A δ is a slope.",
    },
)
def added_to_itself() -> Answer:
    a = Value(3.0)
    (a + a).backward()
    return a.grad


@asked(
    "04.2",
    "y = a·a with a = 3. What is δ(a)?",
    "Each arrow brings the other factor, which is a itself: 3 + 3.",
    {
        3: "that is one arrow. What happens to the contribution of the other one?",
        9: "that is the value of y. A δ is a slope.",
    },
)
def multiplied_by_itself() -> Answer:
    a = Value(3.0)
    (a * a).backward()
    return a.grad


def diamond() -> tuple[Value, Value]:
    """C = a²·a³ at a = 2, after its backward pass, and a."""
    a = Value(2.0)
    C = a**2 * a**3
    C.backward()
    return C, a


@asked(
    "04.3",
    "u = a², v = a³, C = u·v at a = 2. Over u come 8 · 4, over v come 4 · 12. What is δ(a)?",
    "Along a path slopes multiply, and where paths meet they add: 32 + 48.",
    {
        48: "that is the path over v alone.",
        32: "that is the path over u alone.",
        1536: "slopes multiply along ONE path. What happens where two paths meet?",
    },
)
def two_paths() -> Answer:
    return diamond()[1].grad


@asked(
    "04.4",
    "s = x² with x = 3. After (2·s).backward(), x.grad is 12. Then (3·s).backward(): what is it "
    "now?",
    "The second walk adds its 18, as if both costs had been added first.",
    {
        18: "that is the second walk alone. What became of what was in grad?",
        12: "the second walk leaves something, too.",
    },
)
def two_costs() -> Answer:
    x = Value(3.0)
    s = x * x
    (2.0 * s).backward()
    (3.0 * s).backward()
    return x.grad


@asked(
    "04.5",
    "The same two costs, by backward_without_delta: one number is both δ and grad. What is x.grad?",
    "s still holds the 2 of the first walk, so the second walk sends (2 + 3) · 6, to the 12.",
    {
        30: "that is what a correct walk gives. What does s hold when the second walk begins?",
        18: "nothing is set to 0 between the walks.",
        60: "x.grad still holds 12. And how much does s send this time?",
    },
)
def one_number_for_both() -> Answer:
    x = Value(3.0)
    s = x * x
    left_behind: dict[Value, float] = {}
    for cost in 2.0 * s, 3.0 * s:
        order = topological_order(cost)[::-1]
        for step in walk(order, left_behind | {cost: 1.0}):
            left_behind[step.node] = step.delta
    return left_behind[x]


@asked(
    "04.6",
    "y = a − a with a = 3. What does y send to the first a, and what to the second?",
    "Their sum is 0, because y is always 0. Each arrow does its work all the same.",
    {
        (0, 0): "the SUM is 0. What is the local derivative of a difference on each arrow?",
        (1, 1): "if the second a alone grows by 0.01, what does y do?",
        (3, -3): "those are the values. How fast does a difference change with each of its inputs?",
    },
)
def a_difference_with_itself() -> Answer:
    a = Value(3.0)
    return tuple(next((a - a).backward_steps()).contributions)


# ---------------------------------------------------------------- 05 why a topological order?


def ladder(lines: int) -> list[Value]:
    """1, and then sums of the last number with itself: 1, 2, 4, 8, …"""
    values = [Value(1.0)]
    for _ in range(lines):
        values.append(values[-1] + values[-1])
    return values


def received(node: Value, root: Value, order: Sequence[Value]) -> float:
    """All that a walk in this order sends to a node."""
    return sum(
        sent
        for step in walk(order, {root: 1.0})
        for value, sent in zip(step.node.inputs, step.contributions, strict=True)
        if value is node
    )


@asked(
    "05.1",
    "b = a + a and C = b + b. How often does this walk come to a?",
    "It comes to b twice, and from each visit of b to a twice.",
    {
        1: "does the function remember where it has been?",
        2: "that is how often it comes to b, or from ONE visit of b to a.",
    },
)
def visits_to_a() -> Answer:
    a, _, C = ladder(2)
    return plain_recursion(C).count(a)


@asked(
    "05.2",
    "Twelve lines v = v + v: 13 nodes, 24 arrows. How many visits does the walk make in all?",
    "Each line doubles the visits below it: 1 + 2 + 4 + … + 4096.",
    {
        24: "that counts arrows. The walk goes along every PATH.",
        13: "that counts nodes. How often does it come to the first one?",
        4096: "those are the visits to the leaf. All other nodes are visited, too.",
        8192: "count the root: it is visited once.",
    },
)
def visits_to_a_ladder() -> Answer:
    return len(plain_recursion(ladder(12)[-1]))


def detour() -> list[Value]:
    """a, b = a + a, c = b + b, C = b + c."""
    a, b, c = ladder(2)
    return [a, b, c, b + c]


@asked(
    "05.3",
    "In pre_order the nodes run as C, b, a, c; each sends what it has by then. What does a "
    "receive?",
    "b has 1 when it runs, and sends it twice. What c sends to b comes too late.",
    {
        6: "that is what a correct walk gives. How much has b received, when it is its turn?",
        4: "how much has b received from c, when it is its turn?",
        1: "two arrows lead from a to b.",
    },
)
def pre_order_sends() -> Answer:
    a, _, _, C = detour()
    return received(a, C, pre_order(C))


@asked(
    "05.4",
    "Which order of C, b, c and a is safe for the walk back?",
    "b waits for both its users, C and c; a waits for b.",
    {
        ("C", "b", "c", "a"): "c uses b. Has it sent, when it is the turn of b?",
        ("a", "b", "c", "C"): "that is the way forward. Where does the walk begin?",
    },
)
def safe_order() -> Answer:
    nodes = detour()
    named = dict(zip(nodes, "abcC", strict=True))
    return tuple(named[node] for node in topological_order(nodes[-1])[::-1])


@asked(
    "05.5",
    "Now the sum is written c + b instead of b + c. Does a get 6 in breadth-first order?",
    "The order happens to take c first. It is luck: with a longer detour it fails again.",
    {"no": "which of the two nodes does it take first now, and who waits for whom?"},
)
def the_other_way_round() -> Answer:
    a, b, c = ladder(2)
    C = c + b
    return "yes" if received(a, C, breadth_first(C)) == C.data else "no"


@asked(
    "05.6",
    "C = b + d with d = c + c. The list of topological_order is not reversed. What does a receive?",
    "a, b, c and d run first and have nothing to send; C runs last, and sends to b and d alone.",
    {
        10: "that is what a correct walk gives. Which node runs first, and with which δ?",
        1: "when C sends, has b already run?",
        2: "when C sends, has b already run, or is it still to run?",
    },
)
def not_reversed() -> Answer:
    a, b, _, d = ladder(3)
    C = b + d
    return received(a, C, topological_order(C))


# ---------------------------------------------------------------- 06 one weight downhill


def downhill(lr: float, steps: int, forgets: bool = False) -> list[float]:
    """The places of w on its way down C = ½(2w − 3)², beginning at 0."""
    w = Value(0.0)
    sgd = SGD([w], lr)
    places = [w.data]
    for _ in range(steps):
        if not forgets:
            sgd.zero_grad()
        (0.5 * (2.0 * w - 3.0) ** 2).backward()
        sgd.step()
        places.append(w.data)
    return places


@asked(
    "06.1",
    "At w = 0 the slope ∂C/∂w is −6. To make C smaller, should w grow or shrink?",
    "The slope says that more w means less C.",
    {"shrink": "a slope of −6: if w grows by 0.01, does C rise or fall?"},
)
def which_way() -> Answer:
    start, then = downhill(0.1, 1)
    return "grow" if then > start else "shrink"


@asked(
    "06.2",
    "w = 0, slope −6, learning rate 0.1. What is w after one step?",
    "0 − 0.1 · (−6).",
    {
        -0.6: "that is uphill. What is minus a negative number?",
        6: "what does the learning rate do?",
        0.1: "the learning rate is not the step. What is it multiplied by?",
    },
)
def first_step() -> Answer:
    return downhill(0.1, 1)[-1]


@asked(
    "06.3",
    "The next step, with the same learning rate: by how much does w move?",
    "The slope is now −3.6: 2w − 3 has become −1.8, and the slope is twice that.",
    {
        0.6: "the learning rate is the same. Is the slope?",
        0.96: "that is where w arrives. By how much does it move?",
        -0.36: "that is uphill. Which sign has the slope?",
        0.1: "the learning rate is not the step. What is it multiplied by?",
    },
)
def second_step() -> Answer:
    _, here, there = downhill(0.1, 2)
    return there - here


@asked(
    "06.4",
    "From w = 0 the lowest point is at 1.5. Which learning rate gets there sooner: 0.25 or 0.5?",
    "0.25 · 6 = 1.5 at once; 0.5 · 6 = 3, as far on the other side, and then back to 0.",
    {0.5: "how long is its first step, when the slope is −6?"},
)
def a_larger_rate() -> Answer:
    return min((0.25, 0.5), key=lambda lr: abs(downhill(lr, 1)[-1] - 1.5))


@asked(
    "06.5",
    "C was 4.5 at w = 0. With learning rate 0.6, what is it after one step?",
    "w jumps to 3.6, and ½(7.2 − 3)² is higher than before.",
    {
        4.5: "that is the height at w = 3. How far does 0.6 · 6 go?",
        3.6: "that is where w arrives. How high is C there?",
        17.64: "that is (2w − 3)². What is left out?",
        0: "that is the lowest point. How far does the step go?",
    },
)
def too_far() -> Answer:
    w = downhill(0.6, 1)[-1]
    return 0.5 * (2.0 * w - 3.0) ** 2


@asked(
    "06.6",
    "Learning rate 0.1, and no zero_grad(). After the first step w is 0.6. What after the second?",
    "grad is −6 − 3.6 = −9.6, and 0.6 + 0.96 goes beyond 1.5 already.",
    {
        0.96: "that would be with zero_grad(). What is in grad, when the second slope is added?",
        1.2: "the second slope is −3.6, and it is added to what is there.",
    },
)
def not_zeroed() -> Answer:
    return downhill(0.1, 2, forgets=True)[-1]


# ---------------------------------------------------------------- 07 a neuron


def neuron_at(bias: float, activation: Callable[[Value], Value]) -> list[Value]:
    """z, w0 and w1 of the neuron of notebook 07 with this bias, after the pass from its cost."""
    w0, w1, b = Value(0.5), Value(-1.0), Value(bias)
    z = weighted_sum([w0, w1], [Value(2.0), Value(1.0)], b)
    (0.5 * (activation(z) - 1.0) ** 2).backward()
    return [z, w0, w1]


@asked(
    "07.1",
    "δ(z) = −0.423, x0 = 2, w0 = 0.5. What is ∂C/∂w0?",
    "δ times the INPUT: −0.423 · 2.",
    {
        -0.2115: "that is δ · w0. Which factor of w0·x0 is the local derivative for w0?",
        -0.423: "what is the local derivative on the arrow from w0 to z?",
        1.577: "δ and the local derivative are multiplied, not added.",
    },
)
def slope_of_a_weight() -> Answer:
    return neuron_at(0.5, Value.tanh)[1].grad


@asked(
    "07.2",
    "Both inputs of a neuron are positive. Are the signs of ∂C/∂w0 and ∂C/∂w1 equal, opposite, or "
    "those of the weights?",
    "Both are δ times a positive number, whatever the weights are.",
    {
        "those of the weights": "which factor does δ get on the way to a weight?",
        "opposite": "both come from the same δ. Which factor does each of them get?",
    },
)
def signs_of_the_slopes() -> Answer:
    _, w0, w1 = neuron_at(0.5, Value.tanh)
    return "equal" if w0.grad * w1.grad > 0 else "opposite"


@asked(
    "07.3",
    "From z = −0.5 to z = −6 the error of the tanh neuron grows. What happens to the size of δ?",
    "The error is multiplied by the slope of tanh, which is nearly 0 there.",
    {"grows": "the error does. By what is it multiplied on the way to z?"},
)
def a_saturated_neuron() -> Answer:
    near, far = (abs(neuron_at(b, Value.tanh)[0].grad) for b in (-0.5, -6.0))
    return "shrinks" if far < near else "grows"


@asked(
    "07.4",
    "A relu neuron has z = −0.5, and its error a − y is −1. What is δ(z)?",
    "For z < 0 the output does not change with z.",
    {
        -1: "that is the error. What is the slope of relu at −0.5?",
        0.5: "that is z without its sign. How fast does the output change with z?",
    },
)
def a_closed_gate() -> Answer:
    return neuron_at(-0.5, Value.relu)[0].grad


@asked(
    "07.5",
    "leaky_relu(0.1) has the slope 0.1 for z < 0. With z = −0.5 and y = 1, what is δ(z)?",
    "The output is −0.05, so the error is −1.05, times 0.1.",
    {
        -0.1: "what is the output now, and what is the error?",
        -1.05: "that is the error. What is it multiplied by?",
        0: "the gate is ajar: what is the slope?",
    },
)
def a_gate_ajar() -> Answer:
    return neuron_at(-0.5, lambda z: z.leaky_relu(0.1))[0].grad


@asked(
    "07.6",
    "δ crosses ten sigmoid neurons with weights 1. Their slopes are at most ¼. Which part of δ is "
    "left, at most?",
    "Slopes multiply along a path: ¼ to the power of 10, about a millionth.",
    {
        0.025: "that is ¼ divided by 10. What happens to slopes along a path?",
        2.5: "that is ¼ times 10. What happens to slopes along a path?",
    },
    within=0.06,  # also for 1e-6
)
def ten_sigmoids() -> Answer:
    z = Value(0.0)
    z.sigmoid().backward()
    return z.grad**10


# ---------------------------------------------------------------- 08 a neuron learns

AND, OR, XOR = (0, 0, 0, 1), (0, 1, 1, 1), (0, 1, 1, 0)
CORNERS = (0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)


def learned(wanted: Sequence[int], steps: int) -> Neuron:
    """A sigmoid neuron from zeros, after so many steps on the four corners."""
    neuron = Neuron(2, "sigmoid")
    for parameter in neuron.parameters():
        parameter.data = 0.0
    sgd = SGD(neuron.parameters(), lr=1.0)
    for _ in range(steps):
        sgd.zero_grad()
        corners = zip(CORNERS, wanted, strict=True)
        total([0.5 * (neuron(x) - y) ** 2 for x, y in corners]).backward()
        sgd.step()
    return neuron


@asked(
    "08.1",
    "AND, from zeros: w0, w1 and b. Which of them move in the first step?",
    "For each weight, +½·¼ of the point with this input alone and −½·¼ of the point with both "
    "cancel. For b, three points pull down and one pulls up.",
    {
        "all": "a weight learns only where its input is 1. Add the δs of these two points.",
        "none": "b learns at all four points. Do their δs cancel?",
    },
)
def what_moves() -> Answer:
    *weights, b = (parameter.data for parameter in learned(AND, 1).parameters())
    return "b only" if b and not any(weights) else "all" if b else "none"


@asked(
    "08.2",
    "OR, from zeros, one step: what are w0, w1 and b then?",
    "Two points with this input pull each weight up by ⅛; three points pull b up, one pulls down.",
    {
        (1, 1, 1): "that is the sum of the errors ½. Which slope has the sigmoid at 0?",
        (-0.25, -0.25, -0.25): "that is uphill: OR wants more at three of four points.",
        (0, 0, 0.25): "that would be like AND. Which two points have input 1, and what do they "
        "want?",
    },
)
def a_step_of_or() -> Answer:
    return tuple(parameter.data for parameter in learned(OR, 1).parameters())


@asked(
    "08.3",
    "After a thousand steps of AND both weights are 5.5. Is b positive or negative?",
    "b must outweigh one input, and not both: about −8.3.",
    {"positive": "with both inputs 0, z = b. Should the output be above ½ there?"},
)
def the_bias_of_and() -> Answer:
    return "negative" if learned(AND, 100).b.data < 0 else "positive"


@asked(
    "08.4",
    "XOR, from zeros, a thousand steps: the output is the same at all four points. Which number?",
    "Four times ½: the slopes of all three parameters are exactly 0, because what two points pull "
    "up, two pull down.",
    {
        1: "add the four δs, for b, and those with input 1, for a weight: which way is downhill?",
        0: "two points want 1, and two want 0. Which way is downhill for b?",
    },
)
def stuck_at_zero() -> Answer:
    neuron = learned(XOR, 10)
    outputs = {neuron(x).data for x in CORNERS}
    return outputs.pop() if len(outputs) == 1 else float("nan")


@asked(
    "08.5",
    "A line can have how many of the four points of XOR on their correct sides, at best?",
    "A line can cut off one corner, and never both ends of a diagonal: see the next lines.",
    {
        4: "try to draw it: which line has both ends of one diagonal on one side, and both ends "
        "of the other on the other?",
        2: "one line can cut off a single corner. How many are correct then?",
    },
)
def best_line() -> Answer:
    """The best of all lines through a grid of parameters, which include every way to split."""
    numbers = (-2.0, -1.0, 0.0, 1.0, 2.0)
    lines = itertools.product(numbers, numbers, (-1.5, -0.5, 0.5, 1.5))
    return max(
        sum((u * x + v * y + b > 0) == bool(w) for (x, y), w in zip(CORNERS, XOR, strict=True))
        for u, v, b in lines
    )


@asked(
    "08.6",
    "The two hidden neurons give OR and AND, and b = −10. Which two output weights, each 20 or "
    "−20, make XOR?",
    "OR speaks for 1, and AND against it: 20 − 20 − 10 is below 0 where both are 1.",
    {
        (20, 20): "where both inputs are 1, OR and AND are 1. Is 20 + 20 − 10 below 0?",
        (-20, 20): "where exactly one input is 1, OR is 1 and AND is 0. Is −20 − 10 above 0?",
    },
)
def or_and_not_and() -> Answer:
    choices = itertools.product((20.0, -20.0), repeat=2)
    return next(
        (u, v)
        for u, v in choices
        if all(
            (u * (x or y) + v * (x and y) - 10.0 > 0) == bool(w)
            for (x, y), w in zip(CORNERS, XOR, strict=True)
        )
    )


# ---------------------------------------------------------------- 09 the four equations

X, Y = [1.0, -1.0], [1.0, 0.0]
WEIGHTS = (
    [[0.5, -0.5], [1.0, 0.5], [-0.5, 0.5]],
    [[1.0, -1.0, 0.5], [0.5, 1.0, -0.5]],
)
BIASES = [0.0, 0.0, 0.5], [0.0, 0.5]


def small_network() -> MLP:
    """The network of notebook 09: 2 inputs, 3 tanh neurons, 2 tanh neurons."""
    network = MLP(2, [3, 2], output="tanh")
    for layer, rows, biases in zip(network.layers, WEIGHTS, BIASES, strict=True):
        for neuron, row, bias in zip(layer.neurons, rows, biases, strict=True):
            for parameter, number in zip(neuron.parameters(), [*row, bias], strict=True):
                parameter.data = number
    return network


@asked(
    "09.1",
    "The errors of the two outputs are −0.93 and 0.92. Are their δs alike in size?",
    "0.93 and 0.14: the second neuron is where tanh is flatter.",
    {"yes": "what is the error multiplied by on its way to z, and is that alike for both?"},
)
def alike_or_not() -> Answer:
    one, other = (abs(delta) for delta in four_equations(small_network(), X, Y)[-1].delta)
    return "yes" if abs(one - other) < 0.1 * one else "no"


@asked(
    "09.2",
    "The rows of w² are (1, −1, 0.5) and (0.5, 1, −0.5). On the way back, which two weights does "
    "neuron 0 of layer 1 meet?",
    "The first column: its weight to each of the two neurons of layer 2.",
    {
        (
            1,
            -1,
        ): "a row belongs to ONE neuron of layer 2. Where do the weights FROM neuron 0 stand?",
        (1, -1, 0.5): "that is the row of a neuron of layer 2. How many neurons does it lead to?",
    },
)
def a_column() -> Answer:
    return tuple(neuron.w[0].data for neuron in small_network().layers[1].neurons)


@asked(
    "09.3",
    "δ² = (−0.927, 0.145), neuron 0 of layer 1 has the weights 1 and 0.5 to them, and its slope is "
    "0.42. What is its δ?",
    "(1 · (−0.927) + 0.5 · 0.145) · 0.42: the sum over both ways, times its own slope.",
    {
        -0.855: "that is the sum. Which slope is still to come?",
        -0.4503: "that is along a row, with −1. Which weights lead FROM this neuron?",
        -0.389: "that is one way alone. It leads to two neurons.",
    },
)
def delta_of_a_hidden_neuron() -> Answer:
    return four_equations(small_network(), X, Y)[0].delta[0]


@asked(
    "09.4",
    "The table ∂C/∂w² has how many rows and how many columns?",
    "The shape of w²: a row for each neuron of layer 2, a column for each of layer 1.",
    {
        (3, 2): "input first? A row belongs to the neuron that the weights lead TO.",
        (2, 2): "how many inputs has a neuron of layer 2?",
    },
)
def shape_of_the_gradient() -> Answer:
    dC_dw = four_equations(small_network(), X, Y)[-1].dC_dw
    return len(dC_dw), len(dC_dw[0])


@asked(
    "09.5",
    "Every δ, every weight and every bias of this network is compared. How many numbers is that?",
    "5 δs, 6 + 6 weights, 3 + 2 biases.",
    {
        5: "those are the δs. What else do the equations give?",
        17: "the δs are compared, too.",
        10: "count the weights: 2 · 3 and 3 · 2.",
    },
)
def compared_numbers() -> Answer:
    return len(compare(small_network(), X, Y))


@asked(
    "09.6",
    "Layers of equal width, and no transpose. Is nothing refused, or does Python complain?",
    "Both products exist, and the numbers are plausible: −0.817 and −0.442 for −0.823 and −0.608.",
    {
        "Python complains": "a square matrix has as many rows as columns. What should it complain "
        "about?"
    },
)
def a_square_layer() -> Answer:
    square = MLP(2, [2, 2], output="tanh", seed=2)
    first, last = four_equations(square, X, Y)
    w = [[weight.data for weight in neuron.w] for neuron in square.layers[1].neurons]
    columns = [list(column) for column in zip(*w, strict=True)]
    try:
        propagate(columns, last.delta, [1 - a**2 for a in first.a])
    except ValueError:
        return "Python complains"
    return "nothing is refused"


# ---------------------------------------------------------------- 10 irises


@asked(
    "10.1",
    "4 inputs, 8 neurons, 3 neurons: how many parameters has the network?",
    "8 · 4 + 8 in the first layer, 3 · 8 + 3 in the second.",
    {
        56: "those are the weights. What else has a neuron?",
        11: "those are the neurons. How many numbers can training change in each?",
    },
)
def parameters_of_a_network() -> Answer:
    return len(MLP(4, [8, 3]).parameters())


@asked(
    "10.2",
    "A network gives each of three classes the same probability. What is the cost (natural "
    "logarithm)?",
    "−log ⅓ = log 3. Worse than this is a network that is sure, and wrong.",
    {
        0.667: "that is how often such a guess is wrong. The cost is a logarithm.",
        0.333: "that is the probability. What is minus its logarithm?",
        0.477: "that is the logarithm to base 10. Here log is the natural one.",
        -1.0986: "the logarithm of ⅓ is negative. What does the minus do?",
    },
)
def equal_guesses() -> Answer:
    return cross_entropy([Value(0.0)] * 3, 1).data


@asked(
    "10.3",
    "Class 1 is correct, and the network gives it the probability 0.217. What is δ of output 1?",
    "p − 1: more of this output, less cost.",
    {
        0.217: "that would be δ of a wrong class. What is subtracted for the correct one?",
        0.783: "should this output grow or shrink? And what does a positive δ mean?",
        1.528: "that is the cost, −log p. What is its slope?",
    },
)
def delta_of_the_correct_class() -> Answer:
    network = MLP(4, [8, 3], seed=1)
    inputs, kind = iris().split()[1].samples[12]
    outputs = network(inputs)
    cross_entropy(outputs, kind).backward()
    return outputs[kind].grad


@asked(
    "10.4",
    "All 67 parameters are 0. For one flower, which of them have a slope that is not 0?",
    "All a are 0, so the output weights get δ · 0; these are 0 too, so no δ reaches layer 1.",
    {
        "all of them": "what is a of layer 1, and what is δ times that?",
        "none of them": "what is δ of an output, and what does its bias get of it?",
        "all biases": "which weights does δ cross on its way to layer 1?",
    },
)
def all_zero() -> Answer:
    network = MLP(4, [8, 3])
    for parameter in network.parameters():
        parameter.data = 0.0
    cross_entropy(network([6.9, 3.1, 4.9, 1.5]), 1).backward()
    moved = {p.label for p in network.parameters() if p.grad}
    biases = {neuron.b.label for neuron in network.layers[1].neurons}
    return "three output biases" if moved == biases else "all of them" if moved else "none of them"


@asked(
    "10.5",
    "Raw measurements, or their means subtracted: with which does SGD learn more in 100 epochs?",
    "66.7 % and 98.3 %: raw inputs are large, and large inputs saturate tanh.",
    {
        "raw": "how large is z of a neuron whose inputs are 6.9, 3.1, 4.9 and 1.5?",
        "equal": "how large is z with raw inputs, and how much δ crosses a flat tanh?",
    },
)
def means_subtracted() -> Answer:
    """By what decides it: how much of δ the first layer lets through, before any training."""
    train = iris().split()[0]
    means = [sum(column) / len(train) for column in zip(*train.inputs, strict=True)]
    network = MLP(4, [8, 3], seed=1)

    def steepness(shift: Sequence[float]) -> float:
        inputs = [[x - m for x, m in zip(row, shift, strict=True)] for row in train.inputs]
        return sum(1.0 - a.data**2 for x in inputs for a in network.layers[0](x))

    return "means subtracted" if steepness(means) > steepness([0.0] * 4) else "raw"


# ---------------------------------------------------------------- 11 vectors, not matrices


def three_outputs() -> tuple[list[Value], list[Value]]:
    a, b = Value(2.0), Value(3.0)
    return [a * b, a + b, a**2], [a, b]


@asked(
    "11.1",
    "a = 2, b = 3: p = a·b, s = a + b, q = a². The root is p + 10·s + 100·q. What is δ(a)?",
    "3 · 1 from p, 1 · 10 from s, 4 · 100 from q: each slope in its own digit.",
    {
        8: "that is 3 + 1 + 4. What does the root multiply each of them by?",
        12: "that is δ(b).",
        456: "those are the values of p, s and q. Which are their slopes with respect to a?",
    },
)
def digits_of_a_delta() -> Answer:
    return vjp(*three_outputs(), [1.0, 10.0, 100.0])[0]


@asked(
    "11.2",
    "a moves by 1·h and b by 10·h, h tiny. By how many h does p = a·b move, with a = 2, b = 3?",
    "∂p/∂a · 1 + ∂p/∂b · 10 = 3 · 1 + 2 · 10.",
    {
        32: "the slope with respect to a is b. You took them the other way round.",
        11: "those are the movements. What are the slopes?",
        5: "those are the slopes. By how much does each input move?",
    },
)
def a_movement() -> Answer:
    return jvp(*three_outputs(), [1.0, 10.0])[0]


def walks(mode: str) -> int:
    network = MLP(4, [8, 3], seed=1)
    work = WorkCount()
    jacobian([cross_entropy(network([5.0, 3.4, 1.5, 0.2]), 0)], network.parameters(), mode, work)
    return work.passes


@asked(
    "11.3",
    "A cost of 67 parameters. How many walks for all slopes: backward, and forward?",
    "Backward one for each output, forward one for each input.",
    {
        (67, 1): "which of the two begins at the cost?",
        (1, 1): "forward, which inputs move in one walk?",
        (67, 67): "backward, what does one walk find?",
    },
)
def walks_for_a_network() -> Answer:
    return walks("reverse"), walks("forward")


@asked(
    "11.4",
    "One input, the time, and 1000 outputs. How many walks does the better way take?",
    "Forward, where one column is all of J. Backward it would be a thousand.",
    {
        1000: "that is one for each output. Is there a way with one for each INPUT?",
        1001: "the two ways need not both be walked.",
    },
)
def one_input() -> Answer:
    time = Value(0.5)
    outputs = [time * float(n) for n in range(1000)]
    counts = {"forward": WorkCount(), "backward": WorkCount()}
    for name, mode in ("forward", "forward"), ("backward", "reverse"):
        jacobian(outputs, [time], mode, counts[name])
    return min(count.passes for count in counts.values())


@asked(
    "11.5",
    "tanh of each of 10,000 numbers: how many numbers has J, and how many of them are not 0?",
    "10,000 rows and as many columns, and only the diagonal says something.",
    {
        (1e4, 1e4): "J has a row for each output and a column for each input.",
        (1e8, 1e8): "does output 3 depend on input 7?",
        (2e4, 1e4): "rows times columns.",
    },
)
def a_diagonal() -> Answer:
    """Counted for 20 numbers, and scaled up: both counts are powers of n."""
    n, large = 20, 10_000
    xs = [Value(0.1 * i) for i in range(n)]
    entries = [entry for row in jacobian([x.tanh() for x in xs], xs) for entry in row]
    useful = sum(entry != 0 for entry in entries)
    return len(entries) * (large / n) ** 2, useful * (large / n)


@asked(
    "11.6",
    "Layers of 4, 3, 2 and 1 numbers, and vᵀJ₃J₂J₁ with v one number. How many multiplications "
    "from the left, and from the right?",
    "Left: 1·2 + 2·3 + 3·4. Right: 2·3·4 + 1·2·4 + 4. The row stays a row.",
    {
        (20, 20): "brackets do not change the result. Do they change the way?",
        (36, 20): "from which side is there a row of numbers at every stage?",
        (20, 32): "v times the result is still to come, from the right.",
        (18, 32): "count those of v, too: the first step from the left, the last from the right.",
    },
)
def multiplications() -> Answer:
    sizes = [4, 3, 2, 1]
    left = sum(m * n for n, m in itertools.pairwise(sizes))
    right = sum(sizes[0] * k * m for m, k in itertools.pairwise(sizes[1:])) + sizes[0] * sizes[-1]
    return left, right


# ---------------------------------------------------------------- 12 checking gradients


def difference_errors(*steps: float) -> list[tuple[float, float, float]]:
    """(h, error of one side, error of both sides) of the slope of tanh at 0.7."""
    return step_size_errors(math.tanh, 0.7, 1 - math.tanh(0.7) ** 2, steps)


@asked(
    "12.1",
    "A step 10 times smaller: how many times smaller is the error on one side, and on both?",
    "On one side the error is about h·f″/2. On both sides that cancels, and h² is left.",
    {
        (10, 10): "on both sides, what is too much on the right is too little on the left.",
        (100, 100): "on one side nothing cancels.",
        (0.1, 0.01): "how many times SMALLER: 10 stands for a tenth.",
    },
)
def smaller_steps() -> Answer:
    (_, one, both), (_, one_smaller, both_smaller) = difference_errors(0.01, 0.001)
    return round(one / one_smaller, -1), round(both / both_smaller, -1)


@asked(
    "12.2",
    "On both sides, h = 10⁻⁵ gives 11 correct digits. Does h = 10⁻¹⁵ give more, or fewer?",
    "One or two are left: the two results agree in nearly all digits, and the rest is rounding.",
    {"more": "a float has 16 digits. How many of them differ between f(x + h) and f(x − h)?"},
)
def too_small_a_step() -> Answer:
    (_, _, good), (_, _, tiny) = difference_errors(1e-5, 1e-15)
    return "more" if tiny < good else "fewer"


def with_a_slip(v: Value) -> Value:
    """tanh with the rule 1 − t instead of 1 − t²."""
    t = math.tanh(v.data)
    return operation("my_tanh", t, [v], lambda delta: (delta * (1 - t),))


def checked_with_a_slip(bias: float) -> Report:
    def cost(w: Value, x: Value, b: Value, y: Value) -> Value:
        return 0.5 * (with_a_slip(w * x + b) - y) ** 2

    return check_gradients(cost, [0.5, 2.0, bias, 1.0])


@asked(
    "12.3",
    "a = my_tanh(w·x + b) and C = ½(a − y)². Which of w, x, b and y get a wrong slope?",
    "Whatever lies before the wrong arrow, on the way back. y does not.",
    {
        ("w", "x", "b", "y"): "does δ(y) cross my_tanh?",
        ("w", "x"): "does δ(b) cross my_tanh?",
        "none": "the value of my_tanh is correct. Is its slope?",
    },
)
def where_it_is_wrong() -> Answer:
    inputs = zip("wxby", checked_with_a_slip(-0.5).inputs, strict=True)
    return tuple(name for name, check in inputs if check.verdict == "wrong")


@asked(
    "12.4",
    "With b = −1 there is z = 0 and t = 0. Does the check pass or fail?",
    "1 − t and 1 − t² are both 1 there. One point is not enough.",
    {"fails": "compute the slope by the wrong rule, 1 − t, and by the correct one, at t = 0."},
)
def a_lucky_point() -> Answer:
    return "passes" if checked_with_a_slip(-1.0).is_right else "fails"


@asked(
    "12.5",
    "relu at exactly 0: the engine says 0, the measurement says ½. Is that a kink or a bug?",
    "Left of 0 the slope is 0, right of it 1; the central difference gives the mean of the two.",
    {"bug": "what is the slope just left of 0, and what just right of it?"},
)
def kink_or_bug() -> Answer:
    verdict = check_gradients(lambda a: a.relu(), [0.0]).inputs[0].verdict
    return "kink" if verdict == "kink" else "bug"


def swapped(a: Value, b: Value) -> Value:
    """A product whose rule returns its contributions in the wrong order."""
    x, y = a.data, b.data
    return operation("swapped", x * y, [a, b], lambda delta: (delta * x, delta * y))


@asked(
    "12.6",
    "A product sends δ·x to x, and δ·y to y. At which of (2, 2), (2, −2) and (2, 3) does a check "
    "pass?",
    "The two contributions are equal only where the two factors are.",
    {
        "(2, −2)": "the sizes are equal. Are the signs?",
        "(2, 3)": "what should x get, and what does it get?",
        "none": "what if both factors are the same number?",
    },
)
def where_it_hides() -> Answer:
    points = {"(2, 2)": [2.0, 2.0], "(2, −2)": [2.0, -2.0], "(2, 3)": [2.0, 3.0]}
    passing = [name for name, point in points.items() if check_gradients(swapped, point).is_right]
    return passing[0] if len(passing) == 1 else ", ".join(passing) or "none"


# ---------------------------------------------------------------- 13 from graph to code


def traced_neuron(*argnums: int) -> list[str]:
    """The lines of the neuron of notebook 13, forward and backward, without def and return."""

    def neuron(w1: Value, w2: Value, b: Value, x1: Value, x2: Value, y: Value) -> Value:
        e = (w1 * x1 + w2 * x2 + b).tanh() - y
        return 0.5 * e**2

    traced = trace(neuron, -0.8, -1.2, 2.0, 1.5, 0.2, 1.0, argnums=argnums)
    return traced.source().splitlines()[1:-1]


@asked(
    "13.1",
    "The neuron has 8 operations, so 8 lines forward. How many lines does the walk backward take, "
    "for all three slopes?",
    "One walk for all three, which share the lines down to δ of z.",
    {
        24: "one pass for each slope? What do w1, w2 and b have in common on the way back?",
        3: "those are the slopes. What has to be computed before them?",
    },
)
def lines_backward() -> Answer:
    lines = traced_neuron(0, 1, 2)
    operations = 8  # w1·x1, w2·x2, +, +, tanh, −, square, ½·
    return len(lines) - operations


@asked(
    "13.2",
    "Are the numbers of the code equal to those of the graph: to the last bit, or nearly?",
    "The same rules, in the same order.",
    {"nearly": "are other rules used, or the same ones in another order?"},
)
def the_same_numbers() -> Answer:
    def product(w: Value, x: Value) -> Value:
        return (w * x).tanh() * w

    w, x = Value(0.3), Value(1.4)
    C = product(w, x)
    C.backward()
    value, slopes = trace(product, 1.0, 1.0, argnums=(0, 1)).value_and_grad(0.3, 1.4)
    return "to the last bit" if (value, *slopes) == (C.data, w.grad, x.grad) else "nearly"


@asked(
    "13.3",
    "trace runs the function once, with symbols. What becomes of `if x > 0`?",
    "A symbol has no number, so x > 0 is neither true nor false: the trace says so.",
    {
        "both branches are kept": "does trace read the code, or does it run it?",
        "the branch of the example is kept": "that would be a silent error for other numbers.",
    },
)
def an_if() -> Answer:
    try:
        trace(lambda x: x * x if x > 0 else -x, 1.0)
    except TypeError:
        return "it is refused"
    return "the branch of the example is kept"


@asked(
    "13.4",
    "The slope with respect to x1 as well: how many computations more?",
    "δ of z is there already; one product is left.",
    {
        8: "a second pass? Which δ does the slope with respect to x1 need?",
        2: "δ of z is there already. What is left to do?",
    },
)
def one_slope_more() -> Answer:
    return len(traced_neuron(0, 1, 2, 3)) - len(traced_neuron(0, 1, 2))


@asked(
    "13.5",
    "JAX compiles for 2 seconds, then a step takes 0.25 ms. In Python a step of the code takes "
    "3 ms, without a compiler. After how many steps has JAX caught up?",
    "Each step saves 2.75 ms. For a short training on few samples, compiling does not pay.",
    {
        667: "that would be so if JAX's own steps took no time.",
        8000: "so long JAX takes for its steps to last 2 seconds. What does each of them save?",
    },
)
def steps_until_compiling_pays() -> Answer:
    compiling, compiled, replayed = 2000.0, 0.25, 3.0  # ms
    return compiling / (replayed - compiled)
