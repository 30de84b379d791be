"""Wrong submissions whose numbers say what is wrong, and what a student has to read about each."""

from __future__ import annotations

from types import ModuleType
from typing import NamedTuple

from minigrad.exercises.feedback import Feedback
from minigrad.exercises.grading import grade
from minigrad.exercises.manifest import HANDOUT, find_exercise
from tests.exercises.reference import source

CLOSURES = """
class Value:
    def __init__(self, data, children=()):
        self.data = data
        self.grad = 0.0
        self.children = children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def backward(self):
        order = []

        def build(node):
            if node not in order:
                for child in node.children:
                    build(child)
                order.append(node)

        build(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()
"""
PASS = """        self.grad = 1.0
        for node in reversed(self.nodes()):
            for value, contribution in zip(node.inputs, node._backward(node.grad)):
                value.grad += contribution
"""


class Submission(NamedTuple):
    """A reference solution with lines replaced, and what has to be said of it."""

    exercise: str
    about: str
    says: tuple[str, ...]  # in this order; of what is said after the numbers
    edits: tuple[tuple[str, str], ...]
    base: str = ""  # another text than the reference solution
    is_shown: bool = True  # among the transcripts

    @property
    def code(self) -> str:
        text = self.base or source(self.exercise)
        for old, new in self.edits:
            assert old in text, f"{self.exercise} has no {old!r}"
            text = text.replace(old, new)
        return text

    def feedback(self, code: str = "") -> Feedback:
        module = ModuleType("submission")
        exec(compile(code or self.code, "<submission>", "exec"), module.__dict__)
        return Feedback(grade(find_exercise(self.exercise), vars(module)))

    @property
    def transcript(self) -> str:
        wrong = "\n".join(
            f"    {line}".rstrip() for _, new in self.edits for line in new.splitlines()
        )
        return f"═══ {self.exercise}: {self.about}\n\n{wrong}\n\n{self.feedback().text}\n"


SUBMISSIONS = (
    # ---------------------------------------------------------------- a rule of its own
    Submission(
        "03a",
        "the sum of both for the other one",
        ("sends δ · (a + b) to a and δ · (a + b) to b", "δ · b to a and δ · a to b"),
        (("return delta * y, delta * x", "return delta * (x + y), delta * (x + y)"),),
    ),
    Submission(
        "03a",
        "+ thought of as −",
        ("a + b sends −δ to b; it should send δ to b",),
        (("return delta, delta", "return delta, -delta"),),
        is_shown=False,
    ),
    Submission(
        "04",
        "δ once more",
        (
            "backward() gives every input δ² · slope",
            "the rule of the operation, called alone, gives δ · slope",
        ),
        (("value.grad += contribution", "value.grad += contribution * node.grad"),),
    ),
    Submission(
        "03c",
        "a forgotten pair of parentheses",
        ("aᵏ sends δ · (k · aᵏ − 1); it should send δ · k · aᵏ⁻¹",),
        (("delta * n * x ** (n - 1)", "delta * (n * x**n - 1)"),),
    ),
    Submission(
        "03c",
        "the quotient for both slopes",
        ("a / b sends δ · a / b to a and δ · a / b to b", "δ / b to a and −δ · a / b² to b"),
        (
            (
                "return self * as_value(other) ** -1",
                "other = as_value(other)\n"
                "        z = self.data / other.data\n"
                "        return Value(z, (self, other), lambda delta: (delta * z, delta * z))",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "07a",
        "no parentheses, so that δ multiplies the 1 alone",
        ("tanh(x) sends δ − t²; it should send δ · (1 − t²)",),
        (("delta * (1 - t * t)", "delta * 1 - t * t"),),
    ),
    Submission(
        "07a",
        "relu the wrong way round",
        ("relu(x) sends 0; it should send δ for x > 0",),
        (("delta if x > 0 else 0.0", "delta if x < 0 else 0.0"),),
        is_shown=False,
    ),
    # ---------------------------------------------------------------- lost graphs
    Submission(
        "03a",
        "a rule that is never attached",
        ("The rule of a * b is not written, or not attached", "[operation-sends-nothing]"),
        (
            (
                "            other.grad += self.data * out.grad\n\n"
                "        out._backward = _backward\n",
                "            other.grad += self.data * out.grad\n\n",
            ),
        ),
        CLOSURES,
    ),
    Submission(
        "05b",
        "forgotten children",
        ("The node of a + b does not list a among its inputs", "[inputs-lost]"),
        (("Value(self.data + other.data, (self, other))", "Value(self.data + other.data)"),),
        CLOSURES,
        is_shown=False,
    ),
    Submission(
        "03c",
        "2 + a makes a new leaf",
        ("The node of k + a has no inputs", "[inputs-lost]"),
        (
            (
                "# 2 + a\n        return self + other",
                "# 2 + a\n        return Value(other + self.data)",
            ),
        ),
    ),
    # ---------------------------------------------------------------- where contributions meet
    Submission(
        "04",
        "the larger one wins",
        ("Only the largest contribution", "[largest-kept]"),
        (("value.grad += contribution", "value.grad = max(value.grad, contribution)"),),
    ),
    Submission(
        "04",
        "the first one stays",
        ("The first contribution to a node is kept", "[first-contribution-kept]"),
        (("value.grad += contribution", "value.grad = value.grad or contribution"),),
        is_shown=False,
    ),
    Submission(
        "04",
        "added to itself",
        ("added to its own grad", "[sent-to-itself]"),
        (("value.grad += contribution", "node.grad += contribution"),),
        is_shown=False,
    ),
    # ---------------------------------------------------------------- the pass
    Submission(
        "05b",
        "the seed comes last",
        ("y.grad becomes 1 only after the rules have run", "[seed-too-late]"),
        ((PASS, PASS.replace("        self.grad = 1.0\n", "") + "        self.grad = 1.0\n"),),
    ),
    Submission(
        "05b",
        "a rule that is not called",
        ("backward() calls no rule", "[no-rule-called]"),
        (
            (
                PASS,
                "        self.grad = 1.0\n"
                "        for node in reversed(self.nodes()):\n"
                "            node._backward\n",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "05b",
        "a queue without a memory",
        ("second time it sends again what it has already sent. This", "[sends-once-per-path]"),
        (
            (
                PASS,
                "        self.grad, queue = 1.0, [self]\n"
                "        while queue:\n"
                "            node = queue.pop(0)\n"
                "            for value, sent in zip(node.inputs, node._backward(node.grad)):\n"
                "                value.grad += sent\n"
                "                queue.append(value)\n",
            ),
        ),
    ),
    Submission(
        "05b",
        "what one input gets, all get",
        ("Every input gets the SUM of what an operation sends",),
        (
            (
                PASS,
                "        self.grad = 1.0\n"
                "        for node in reversed(self.nodes()):\n"
                "            sent = sum(node._backward(node.grad))\n"
                "            for value in node.inputs:\n"
                "                value.grad += sent\n",
            ),
        ),
    ),
    # ---------------------------------------------------------------- two at once
    Submission(
        "05b",
        "starts from the value, and the second contribution replaces the first",
        ("REPLACES the first", "backward() starts with y.grad = y.data"),
        ((PASS, PASS.replace("1.0", "self.data").replace("+=", "=")),),
    ),
    Submission(
        "03c",
        "a − 5 for 5 − a, and 1/a for 1/b",
        ("[div-numerator]", "[sub-swapped]"),
        (
            ("return as_value(other) - self", "return self - other"),
            (
                "return self * as_value(other) ** -1",
                "other = as_value(other)\n"
                "        x, y = self.data, other.data\n"
                "        rule = lambda delta: (delta / x, -delta * x / y**2)\n"
                "        return Value(x / y, (self, other), rule)",
            ),
        ),
    ),
    Submission(
        "08",
        "half of the loss, and uphill",
        ("half as large as it should be", "[half-in-the-loss]", "goes along the gradient"),
        (
            ("/ len(targets)", "/ (2 * len(targets))"),
            ("parameter.data -= lr", "parameter.data += lr"),
        ),
    ),
    # ---------------------------------------------------------------- functions and networks
    Submission(
        "02",
        "a sum for a difference",
        ("gives (f(x + h) + f(x − h)) / (2 · h)", "should be (f(x + h) − f(x − h)) / (2 · h)"),
        (("(f(x + h) - f(x - h))", "(f(x + h) + f(x - h))"),),
    ),
    Submission(
        "03b",
        "the slope at δ times the number",
        ("The second rule of make_rules gives f2′(δ · v1); it should be δ · f2′(v1)",),
        (
            (
                "[rule(slope(x)) for slope, x in zip(slopes, values)]",
                "[lambda d, f=f, x=x: f(d * x) for f, x in zip(slopes, values)]",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "07b",
        "the threshold is subtracted, and only the last neuron answers",
        ("neuron(x) is tanh(w·x − b)", "layer(x) is [n2(x)]"),
        (
            (
                "sum((w * xi for w, xi in zip(self.weights, x)), self.bias).tanh()",
                "(sum(w * xi for w, xi in zip(self.weights, x)) - self.bias).tanh()",
            ),
            ("[neuron(x) for neuron in self.neurons]", "[self.neurons[-1](x)]"),
        ),
    ),
    Submission(
        "08",
        "each step half as long again",
        ("training_step adds −lr · g / N", "should be −lr · g"),
        (("lr * parameter.grad", "lr * parameter.grad / len(inputs)"),),
        is_shown=False,
    ),
    Submission(
        "09",
        "z for σ′(z) in the hidden layer",
        ("is back · z; it should be back · σ′(z)",),
        (("sent * sigmoid_slope(z) for sent, z", "sent * z for sent, z"),),
    ),
    Submission(
        "11",
        "s only before the first term",
        ("softmax_vjp(s, v)[0] is s[0] · v[0] − v·s; it should be s[0] · (v[0] − v·s)",),
        (("[p * (d - mean) for p, d in", "[p * d - mean for p, d in"),),
        is_shown=False,
    ),
    # ---------------------------------------------------------------- the rules are right
    Submission(
        "05b",
        "numbers and inputs in opposite orders",
        ("gets what the rule sends to the other one: in backward()",),
        (("zip(node.inputs,", "zip(node.inputs[::-1],"),),
    ),
    Submission(
        "05b",
        "decimals are cut",
        ("and a gets −1: every number loses its decimals, as with int(). [",),
        (("value.grad += contribution", "value.grad += int(contribution)"),),
    ),
    Submission(
        "05b",
        "used up",
        ("y.grad was 1 when the rule of y ran, but is 0 at the end", "So it is with u.grad"),
        ((PASS, f"{PASS}            node.grad *= not node.inputs\n"),),
    ),
    Submission(
        "04",
        "one place for two contributions",
        ("both inputs are a", "0.722 + 0.722 = 1.444. The rule sends the right numbers"),
        (
            (
                "            for value, contribution in zip("
                "node.inputs, node._backward(node.grad)):\n",
                "            sent = {id(v): (v, x) for v, x in zip(node.inputs, "
                "node._backward(node.grad))}\n"
                "            for value, contribution in sent.values():\n",
            ),
        ),
    ),
    Submission(
        "04",
        "the sums of the first pass live on",
        ("every grad is 0 after zero_grad(), yet the second backward()", "is made only ONCE"),
        (
            ("def backward(self):", "def backward(self, kept={}):"),
            ("value.grad += contribution", "value.grad += contribution + kept.get(value, 0)"),
            (
                "    def zero_grad(self):",
                "        kept.update({node: node.grad for node in self.nodes()})\n\n"
                "    def zero_grad(self):",
            ),
        ),
    ),
    Submission(
        "04",
        "zero_grad() cuts the graph",
        ("After zero_grad() y has no inputs any more",),
        (("            node.grad = 0.0", "            node.grad, node.inputs = 0.0, ()"),),
    ),
    Submission(
        "04",
        "one rule is wrong, and one contribution is kept",
        ("Your rule for a + b sends −δ to b", "Where two contributions meet"),
        (("(delta, delta)", "(delta, -delta)"), ("value.grad += ", "value.grad = ")),
    ),
    # ---------------------------------------------------------------- functions, networks
    Submission(
        "02",
        "the other numbers are 0",
        ("is (f([x[0] + h, 0, 0]) − f([x[0] − h, 0, 0])) / (2 · h)",),
        (("[*xs[:i], x, *xs[i + 1 :]]", "[x * (i == j) for j in range(len(xs))]"),),
    ),
    Submission(
        "05a",
        "a list that is made once",
        (
            "Nodes are listed that do not belong to this graph",
            "A default argument is made only ONCE",
            "Here it is order=[].",
        ),
        (
            ("def topological_order(root):", "def topological_order(root, order=[]):"),
            ("order, visited, stack = [], set(), [", "visited, stack = set(), ["),
        ),
    ),
    Submission(
        "06",
        "the cost for the slope, and returned",
        ("w.data is w − lr · C", "returns the cost of the last graph"),
        (
            ("step(w.data, w.grad, lr)", "step(w.data, C.data, lr)"),
            ("return w.data", "return C.data"),
        ),
    ),
    Submission(
        "07b",
        "parameters() makes the weights longer",
        ("changes neuron.weights: before it there are 2 weights, after it 3",),
        (
            (
                "        return [*self.weights, self.bias]",
                "        self.weights += [self.bias]\n        return self.weights",
            ),
        ),
    ),
    Submission(
        "08",
        "the last parameter is left out",
        ("training_step leaves the last parameter as it was",),
        (("in network.parameters():", "in network.parameters()[:-1]:"),),
    ),
    Submission(
        "12",
        "relu is opened, and the mistake is still there",
        ("is not the right one.", "was right before", "still there: in a pass", "decides that?"),
        (('bug = "?"', 'bug = "relu-open-at-zero"'), ("delta if x > 0", "delta if x >= 0")),
        base=(HANDOUT / find_exercise("12").file).read_text(encoding="utf-8"),
    ),
    # ---------------------------------------------------------------- beside a known mistake
    Submission(
        "04",
        "the first contribution is kept, and the root alone starts over",
        ("The first contribution to a node is kept", "starts over at the root alone"),
        (
            ("value.grad += contribution", "value.grad = value.grad or contribution"),
            (
                "        for node in self.nodes():\n            node.grad = 0.0",
                "        self.grad = 0.0",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "05a",
        "equal numbers are one node, and the root is cut off",
        ("The root itself is not in the list", "Nodes are told apart by their value"),
        (
            ("node not in visited", "node.data not in visited"),
            ("visited.add(node)", "visited.add(node.data)"),
            ("return order", "return order[:-1]"),
        ),
        is_shown=False,
    ),
    Submission(
        "07b",
        "no tanh, and neurons and weights are exchanged",
        ("it should be tanh(w·x + b)", "Layer(2, 3) makes 2 neurons of 3 weights"),
        (
            ("self.bias).tanh()", "self.bias)"),
            (
                "Neuron(n_inputs) for _ in range(n_outputs)",
                "Neuron(n_outputs) for _ in range(n_inputs)",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "08",
        "the square of the sum",
        ("mse_loss is (Σ(a − y))² / N; it should be Σ((a − y)²) / N",),
        (
            (
                "sum((a - y) ** 2 for a, y in zip(predictions, targets)) /",
                "sum(a - y for a, y in zip(predictions, targets)) ** 2 /",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "09",
        "divided by N with each sample",
        ("dC_db is divided by N again with each sample, which is right for N = 1 alone",),
        (
            (
                "    return deltas, dC_dw, dC_db",
                "    for layer, delta in enumerate(deltas):\n"
                "        dC_db[layer] = [0.0] * 3\n"
                "        for row in delta:\n"
                "            dC_db[layer] = [(b + d) / n for b, d in zip(dC_db[layer], row)]\n"
                "    return deltas, dC_dw, dC_db",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "09",
        "the weights are summed and not averaged",
        ("Here it is dC_dw",),
        (("[[x / n for x in row] for", "[[x for x in row] for"),),
        is_shown=False,
    ),
    # ---------------------------------------------------------------- which of two cases it is
    Submission(
        "05b",
        "no line ever writes the 1",
        (
            "y.grad is 0, when the rule of y runs and at the end",
            "Which line puts the 1 into y.grad?",
        ),
        (
            (
                PASS,
                "        deltas = dict.fromkeys(self.nodes(), 0.0) | {self: 1.0}\n"
                "        for node in reversed(self.nodes()):\n"
                "            for value, sent in zip(node.inputs, node._backward(deltas[node])):\n"
                "                deltas[value] += sent\n"
                "                value.grad += sent\n",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "05b",
        "a list of nodes that has some of them twice",
        ("what it has already sent. In u = a * b, v = u * c, y = u * v nodes() lists u twice.",),
        (("if node not in found:", "if True:"),),
        is_shown=False,
    ),
    Submission(
        "12",
        "a list of nodes that does not remember",
        ("y = u * v nodes() lists u twice.", "when it meets a node for the second time?"),
        (("if node not in found:", "if True:"),),
        base=(HANDOUT / find_exercise("12").file).read_text(encoding="utf-8"),
        is_shown=False,
    ),
    Submission(
        "07a",
        "δ is left out by one operation",
        ("left out. Here it is the rule of tanh(x).", "[upstream-left-out]"),
        (("delta * (1 - t * t)", "(1 - t * t)"),),
        is_shown=False,
    ),
    Submission(
        "03a",
        "δ is left out by all operations",
        ("the δ that reached the operation is left out. This", "[upstream-left-out]"),
        (("(delta, delta)", "(1.0, 1.0)"), ("delta * y, delta * x", "y, x")),
        is_shown=False,
        base=source("03a").replace("return delta, delta", "return (delta, delta)"),
    ),
    Submission(
        "03a",
        "the result in place of δ",
        ("sends b · y to a and a · y to b, where y is the result a · b; it should",),
        (("delta * y, delta * x", "x * y * y, x * y * x"),),
        is_shown=False,
    ),
    Submission(
        "05a",
        "the root first, and leaves twice",
        ("[outputs-first]", "your list is y, a, a: a is listed twice."),
        (
            (
                "    return order",
                "    return [node for node in order[::-1] for _ in range(1 + (not node.inputs))]",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "05b",
        "rounded down",
        ("every number loses its decimals, as with //. [",),
        (("value.grad += contribution", "value.grad += contribution // 1"),),
        is_shown=False,
    ),
    Submission(
        "12",
        "relu is opened, and the mistake is mended",
        ("was right before your change: undo it. All graphs without relu(x) come out right now.",),
        (
            ("def __eq__(self, other)", "def is_like(self, other)"),
            ("delta if x > 0", "delta if x >= 0"),
        ),
        base=(HANDOUT / find_exercise("12").file).read_text(encoding="utf-8"),
        is_shown=False,
    ),
    # ---------------------------------------------------------------- still unnamed
    Submission(
        "05b",
        "what is small is lost",
        ("the rule for a + b sends 1 to a", "and a gets 0", "those of size 1 or less become 0"),
        ((PASS, PASS.replace("+= contribution", "+= contribution * (abs(contribution) > 1)")),),
    ),
    Submission(
        "05a",
        "the smallest number first",
        ("in the order of node.data; the order must come from the graph", "in this order"),
        (("    return order", "    return sorted(order, key=lambda node: node.data)"),),
    ),
    # ---------------------------------------------------------------- wrong where two are equal
    Submission(
        "02",
        "a place looked up by its number",
        ("list.index(x) gives the FIRST place", "[first-of-equal-numbers]"),
        (("along(i), x, h) for i, x in enumerate(xs)", "along(xs.index(x)), x, h) for x in xs"),),
    ),
    Submission(
        "02",
        "slopes kept by their numbers",
        ("Where x[0] and x[1] are equal", "[first-of-equal-numbers]"),
        (
            (
                "    return [numerical_derivative(along(i), x, h) for i, x in enumerate(xs)]",
                "    slopes = {x: numerical_derivative(along(i), x, h) for i, x in enumerate(xs)}\n"
                "    return [slopes[x] for x in xs]",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "03a",
        "nodes that are the same if their numbers are",
        ("Where a and b are equal, your rule for a · b does something else",),
        (
            (
                "            return delta * y, delta * x",
                "            if self.data == other.data:\n"
                "                return 2 * x * delta, 0.0\n"
                "            return delta * y, delta * x",
            ),
        ),
    ),
    Submission(
        "03a",
        "nothing is sent where a number is 0",
        ("Where a is 0, your rule for a · b does something else",),
        (
            (
                "            return delta * y, delta * x",
                "            return (delta * y, delta * x) if x and y else (0.0, 0.0)",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "03b",
        "a number looked up by its slope",
        ("[first-of-equal-numbers]",),
        (
            (
                "[rule(slope(x)) for slope, x in zip(slopes, values)]",
                "[rule(slope(values[slopes.index(slope)])) for slope in slopes]",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "03c",
        "or, where the number may be 0",
        ("Wrong only where a number beside a Value is 0.",),
        (("else Value(x)", "else Value(x or 1)"),),
        is_shown=False,
    ),
    Submission(
        "07b",
        "a weight looked up by its input",
        ("[first-of-equal-numbers]",),
        (
            (
                "w * xi for w, xi in zip(self.weights, x)",
                "self.weights[x.index(xi)] * xi for xi in x",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "08",
        "a prediction looked up by its target",
        ("This mistake explains all 3 wrong answers.", "[first-of-equal-numbers]"),
        (
            (
                "(a - y) ** 2 for a, y in zip(predictions, targets)",
                "(predictions[targets.index(y)] - y) ** 2 for y in targets",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "09",
        "a weight looked up by its input",
        ("Wrong only where two entries of a list are equal.",),
        (
            (
                "sum(x * y for x, y in zip(row, column))",
                "sum(x * column[row.index(x)] for x in row)",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "11",
        "a row of W looked up by its number in v",
        ("[first-of-equal-numbers]",),
        (
            (
                "[sum(w * d for w, d in zip(column, v)) for column in zip(*W)]",
                "[sum(column[v.index(d)] * d for d in v) for column in zip(*W)]",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "03a",
        "a case of its own beside a factor left out",
        ("sends a to b; it should send δ · a to b", "Where a and b are equal"),
        (
            (
                "        def _backward(delta):\n            return delta * y, delta * x",
                "        def _backward(delta):\n            if x == y:\n"
                "                return 2 * x * delta, 2 * x * delta\n"
                "            return delta * y, x",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "02",
        "nothing is measured at 0, nor at the right place",
        ("[gradient-formula]", "Where x[0] is 0, gradient(f, x, h)[0] is 0"),
        (
            ("def along(i):", "def along(i, last=len(xs) - 1):"),
            ("[*xs[:i], x, *xs[i + 1 :]]", "[*xs[:last], x]"),
            (
                "numerical_derivative(along(i), x, h) for",
                "numerical_derivative(along(i), x, h) if x else 0.0 for",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "03b",
        "the list is read later, and at the wrong place",
        ("[slope-at-the-output]", "[reads-the-list-later]"),
        (
            (
                "return [rule(slope(x)) for slope, x in zip(slopes, values)]",
                "return [lambda d, i=i: d * slopes[i](values[i + 1]) for i in range(len(slopes))]",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "04",
        "grads are None, and those farther down stay",
        ("y.grad is None after y.zero_grad(), and u.grad is 1.244 still",),
        (
            (
                "for node in self.nodes():\n            node.grad = 0.0",
                "for node in [self, *self.inputs]:\n            node.grad = None",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "04",
        "replaced, and the root alone set to 0",
        ("[assign-instead-of-add]", "[root-only-zeroed]"),
        (
            ("value.grad += contribution", "value.grad = contribution"),
            (
                "for node in self.nodes():\n            node.grad",
                "for node in [self]:\n            node.grad",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "06",
        "a step too few, from old slopes too",
        ("0 for steps = 1 and 2 for steps = 3", "what was in w.grad before"),
        (("range(steps)", "range(steps - 1)"), ("        w.zero_grad()\n", "")),
        is_shown=False,
    ),
    Submission(
        "07b",
        "a bias for each input, and no graph",
        ("[bias-added-for-each-input]", "[graph-left]"),
        (
            (
                "sum((w * xi for w, xi in zip(self.weights, x)), self.bias).tanh()",
                "Value(sum((w.data * float(getattr(xi, 'data', xi)) + self.bias.data "
                "for w, xi in zip(self.weights, x)), 0.0)).tanh()",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "11",
        "a wrong sign in a loop over all of J",
        ("it should be s[0] · (v[0] − v·s)", "[jacobian-in-full]"),
        (
            (
                "    return [p * (d - mean) for p, d in zip(s, v)]",
                "    return [sum(v[i] * s[i] * ((1 - s[i]) if i == j else s[j]) "
                "for i in range(len(s))) for j in range(len(s))]",
            ),
        ),
        is_shown=False,
    ),
    Submission(
        "07a",
        "a wrong value hides a wrong slope",
        ("Your sigmoid(x) gives 1 / (1 + eˣ)", "sends δ · x · (1 − x); it should send"),
        (
            (
                "s = 1 / (1 + math.exp(-self.data))",
                "x = self.data\n        s = 1 / (1 + math.exp(x))",
            ),
            ("lambda delta: (delta * s * (1 - s),)", "lambda delta: (delta * x * (1 - x),)"),
        ),
        is_shown=False,
    ),
    Submission(
        "09",
        "one row for all",
        ("All rows of dC_dw[l] are ONE list", "[weight-gradient]"),
        (
            (
                "    return deltas, dC_dw, dC_db",
                "    sums = [[sum(column) for column in transpose(rows)] for rows in dC_dw]\n"
                "    return deltas, [[row] * 3 for row in sums], dC_db",
            ),
        ),
        is_shown=False,
    ),
)
