"""An operation as a formula: what it computes from its inputs, in one short line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from minigrad import Value
from viz import theme
from viz.theme import number, number_text

SPELLED = 18  # characters up to which an unlabelled input is written out where it is used
LONGEST = 32  # of a formula
SHOWN_INPUTS = 12  # more than these never fit

SUM, QUOTIENT, PRODUCT, POWER, ATOM = range(5)  # how tightly a formula holds together
_NAMES = {"maximum": "max", "minimum": "min"}


class Formula(NamedTuple):
    """A text, how tightly it holds together, and whether it shows every input."""

    text: str
    level: int
    is_whole: bool = True
    inside: str = ""  # how it is written inside another one, if otherwise: tanh z, but tanh(z)²

    @property
    def nested(self) -> str:
        return self.inside or self.text

    @property
    def is_short(self) -> bool:
        return self.is_whole and len(self.nested) <= SPELLED


def formulas(
    order: Iterable[Value], reference: Callable[[Value, Value], str], names: dict[Value, str]
) -> dict[Value, Formula]:
    """The formula of every operation, inputs first, each made of a bounded number of pieces.

    `reference` tells what a user calls its input, "" for one without a name of its own: that is
    written out if it is short, else it goes by its place in `names`.
    """
    found: dict[Value, Formula] = {}

    def operand(user: Value, value: Value) -> Formula:
        if name := reference(user, value):
            return called(name)
        if not value.op:
            return constant(value.data)
        return found[value] if found[value].is_short else called(names[value])

    for node in order:
        if node.op:
            shown = [operand(node, value) for value in islice(node.inputs, SHOWN_INPUTS)]
            found[node] = written(node.op, shown, len(node.inputs))
    return found


def called(name: str) -> Formula:
    """A name; one that looks like a formula itself is put into brackets where that matters."""
    is_word = not any(character.isspace() or character in "+-−*×·/÷^,=" for character in name)
    return Formula(name, ATOM if is_word else SUM)


def constant(x: float) -> Formula:
    return Formula(number(x), ATOM if number(x)[0] != "−" else PRODUCT)


def written(op: str, inputs: Sequence[Formula], count: int) -> Formula:
    """An operation on `count` inputs, of which the first few are given.

    >>> a, b = called("a"), called("b")
    >>> square = written("**2", [written("-", [a, b], 2)], 1)
    >>> square.text, written("*", [constant(-0.5), square], 2).text
    ('(a − b)²', '−0.5·(a − b)²')
    >>> written("tanh", [written("*", [a, b], 2)], 1).text, written("total", [a] * 3, 61).text
    ('tanh(a·b)', 'Σ of 61')
    """
    formula = (
        _of_one(op, inputs[0])
        if count == 1
        else (_of_two(op, *inputs) if count == 2 else None) or _of_several(op, inputs, count)
    )
    if len(formula.text) > LONGEST:
        return formula._replace(text=theme.shortened(formula.text, LONGEST), is_whole=False)
    return formula


def _of_one(op: str, x: Formula) -> Formula:
    if op == "neg":
        return Formula("−" + _after(x, PRODUCT), SUM)
    if op == "abs":
        return Formula(f"|{x.text}|", ATOM)
    if op == "sqrt":
        inside = f"√({x.text})"
        return Formula(f"√{x.text}" if _is_word(x) else inside, POWER, inside=inside)
    if op.startswith("**") and len(op) > 2:
        return Formula(_before(x, ATOM) + theme.exponent(op[2:]), POWER)
    if op.endswith("**") and len(op) > 2:
        base = number_text(op[:-2])
        base = f"({base})" if base.startswith("−") else base
        return Formula(f"{base}^{_after(x, ATOM)}", POWER)
    name = "Σ" if op == "total" else _name(op)
    inside = f"{name}({x.text})"
    return Formula(f"{name} {x.text}" if _is_word(x) else inside, ATOM, inside=inside)


def _of_two(op: str, x: Formula, y: Formula) -> Formula | None:
    if op in ("+", "-", "total"):
        sign = "−" if op == "-" else "+"
        return Formula(f"{_before(x, SUM)} {sign} {_after(y, QUOTIENT)}", SUM)
    if op == "*":
        return Formula(f"{_before(x, PRODUCT)}·{_after(y, POWER)}", PRODUCT)
    if op == "/":
        return Formula(f"{_before(x, PRODUCT)}/{_after(y, POWER)}", QUOTIENT)
    if op == "**":
        return Formula(f"{_before(x, ATOM)}^{_after(y, ATOM)}", POWER)
    return None


def _of_several(op: str, inputs: Sequence[Formula], count: int) -> Formula:
    is_neuron = op == "weighted_sum" and count % 2 == 1
    if len(inputs) == count:
        if op == "total":
            text = " + ".join([_before(inputs[0], SUM), *(_after(x, QUOTIENT) for x in inputs[1:])])
        elif is_neuron:
            text = _weighted(inputs)
        else:
            text = f"{_name(op)}({', '.join(x.text for x in inputs)})"
        if len(text) <= LONGEST:
            return Formula(text, SUM if op in ("total", "weighted_sum") else ATOM)
    if is_neuron:
        return Formula("w·x + b", SUM, is_whole=False)
    name = "Σ" if op == "total" else _name(op)
    return Formula(f"{name} of {count:,}", SUM, is_whole=False)


def _weighted(inputs: Sequence[Formula]) -> str:
    n = len(inputs) // 2
    pairs = zip(inputs[:n], inputs[n:-1], strict=True)
    products = [f"{_before(w, PRODUCT)}·{_after(x, POWER)}" for w, x in pairs]
    bias = inputs[-1]
    terms = products if bias.text == "0" else [*products, _after(bias, QUOTIENT)]
    return " + ".join([products[0], *(f"({x})" if x[0] == "−" else x for x in terms[1:])])


def _name(op: str) -> str:
    return _NAMES.get(op) or theme.shortened(theme.visible(op), SPELLED)


def _is_word(x: Formula) -> bool:
    return x.level == ATOM and not set("(|") & set(x.nested)


def _before(x: Formula, level: int) -> str:
    """An input at the beginning of a formula, in brackets unless it holds together."""
    return f"({x.text})" if x.level < level else x.nested


def _after(x: Formula, level: int) -> str:
    """The same for one that follows a sign: no second sign comes directly after the first."""
    return f"({x.text})" if x.level < level or x.nested.startswith("−") else x.nested
