"""03b a chain of operations: what your functions are asked. Change 03b_a_chain_of_operations.py."""

from math import cos, exp, sin

from minigrad import Value
from minigrad.exercises.answers import refuse


def square(x):
    return x**2


def slope_of_square(x):
    return 2 * x


def negative(x):
    return -x


def slope_of_negative(x):
    return -1.0


FUNCTIONS = [square, sin, exp]
SLOPES = [slope_of_square, cos, exp]
THERE_AND_BACK = [square, negative, negative, square]  # x, x², −x², x² again, x⁴
THEIR_SLOPES = [slope_of_square, slope_of_negative, slope_of_negative, slope_of_square]


def chain(x, functions=(square, Value.sin, Value.exp)):
    """The same chain of Values: x, x², sin(x²), e^sin(x²)."""
    nodes = [Value(x)]
    for function in functions:
        nodes.append(function(nodes[-1]))
    nodes[-1].backward()
    return nodes


def shown(things):
    """Numbers with few digits, functions by their names."""
    return f"[{', '.join(getattr(x, '__name__', '') or f'{x:.4g}' for x in things)}]"


def test_forward(student):
    x = student.number()
    student.call("forward", [square], x, gives=[x, x**2])
    x = student.number()
    student.call("forward", FUNCTIONS, x, gives=[node.data for node in chain(x)])
    x = student.number()
    right = [node.data for node in chain(x, THERE_AND_BACK)]
    student.call("forward", THERE_AND_BACK, x, gives=right)


def test_one_rule(student):
    ask_rules(student, SLOPES[:1], chain(student.number())[:2])


def test_three_rules(student):
    ask_rules(student, SLOPES, chain(student.number()))
    ask_rules(student, THEIR_SLOPES, chain(student.number(), THERE_AND_BACK))


def test_rules_remember(student):
    later = [node.data for node in chain(student.number())]
    ask_rules(student, SLOPES, chain(student.number()), later)


def ask_rules(student, slopes, nodes, later=None):
    """What each rule answers to a δ of its own; `later` are numbers put into `values` before."""
    deltas = student.numbers(len(slopes))

    student.use(answers_of)
    student.expect(
        f"make_rules({shown(slopes)}, {shown(nodes)})"
        f"{', with other numbers in `values` afterwards' if later else ''}; "
        f"each rule with its δ from {shown(deltas)}",
        "rules = make_rules(slopes, values); values[:] = new; answers_of(rules, deltas)",
        slopes=slopes,
        values=[node.data for node in nodes],
        new=later or [node.data for node in nodes],
        deltas=[*deltas, 1.0],
        gives=[node._backward(d)[0] for node, d in zip(nodes[1:], deltas)],
    )


def answers_of(rules, deltas):
    if not isinstance(rules, (list, tuple)) or not all(map(callable, rules)):
        refuse("what make_rules() returns", "a list of functions of δ", rules)
    return [rule(delta) for rule, delta in zip(rules, deltas)]


def test_backward_through_given_rules(student):
    a, b, c = student.numbers(3)
    student.expect(
        f"backward(rules) for the rule δ ↦ {a:g} δ",
        "backward(rules)",
        gives=[a, 1.0],
        rules=[lambda d: d * a],
    )
    student.expect(
        f"backward(rules) for the rules δ ↦ {a:g} δ, δ ↦ {b:g} δ and δ ↦ {c:g} δ",
        "backward(rules)",
        gives=[a * b * c, b * c, c, 1.0],
        rules=[lambda d: d * a, lambda d: d * b, lambda d: d * c],
    )
    a, b = student.numbers(2)
    first, second = (lambda d: d * a), (lambda d: d * b)
    student.expect(
        f"backward(rules) for the rules δ ↦ {a:g} δ, δ ↦ {b:g} δ and the first one again",
        "backward(rules)",
        gives=[a * b * a, b * a, a, 1.0],
        rules=[first, second, first],
    )


def test_all_three_together(student):
    x = student.number()
    student.expect(
        f"backward(make_rules(slopes, forward([square, sin, exp], {x:g})))",
        "backward(make_rules(slopes, forward(functions, x)))",
        gives=[node.grad for node in chain(x)],
        slopes=SLOPES,
        functions=FUNCTIONS,
        x=x,
    )
