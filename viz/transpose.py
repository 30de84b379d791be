"""One weight matrix between two rows of neurons: forward reads its rows, backward its columns."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from numbers import Real
from typing import NamedTuple

from minigrad import Value
from minigrad.checks import described
from minigrad.equations import superscript
from minigrad.nn import Layer
from viz import theme
from viz.axes import Point, path, tenth, text, text_width
from viz.plots import Plot

CELL, ROW = 66, 42  # pixels: a column of the grid, a row
LEFT, TOP = 92, 104  # of the grid
MARGIN = 20
SHOWN = 12  # rows and columns at the most
SHOWN_TERMS = 6  # of a sum
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Term(NamedTuple):
    """One term of a sum that is written out, in letters and in numbers."""

    letters: str
    numbers: str  # "" where only letters are known


class Sum(NamedTuple):
    """A sum that is written out: each term in letters, and below it in numbers."""

    heading: str
    role: str
    terms: list[Term]  # the first is what the sum is called, and what it makes

    @property
    def words(self) -> str:
        letters = " ".join(term.letters for term in self.terms)
        numbers = " ".join(term.numbers for term in self.terms)
        return f"{self.heading} {letters}" + (f", in numbers {numbers}" if numbers.strip() else "")


def layer_matrix(
    layer: Layer,
    a: Sequence[float | Value] | None = None,
    delta: Sequence[float] | None = None,
    *,
    row: int = 0,
    column: int = 0,
) -> Plot:
    """Why the transpose appears: the numbers that make z by rows make ∂C/∂a by columns.

    Row j of the grid holds the weights of neuron j. Forward, it makes zⱼ = Σₖ wⱼₖ aₖ + bⱼ;
    backward, column k of the same grid makes ∂C/∂aₖ = Σⱼ wⱼₖ δⱼ, row k of wᵀδ. The sums of
    `row` and `column` are written out. `a` are the inputs of the layer, `delta` the δ of its
    neurons, as `four_equations` gives them (`a_before` and `delta`); without them the sums have
    letters only. Of more than 12 rows or columns a part is shown. ValueError where a length or
    an index does not fit.

    >>> from minigrad.nn import Layer
    >>> layer = Layer(2, 3, label="layer2")
    >>> plot = layer_matrix(layer, [1.0, 2.0], [0.5, 0.0, -1.0], row=2, column=1)
    >>> plot.title.partition(":")[0]
    'The 3 × 2 weights of layer2'
    """
    if not isinstance(layer, Layer):
        raise TypeError(
            f"layer_matrix() needs a Layer, such as network.layers[0], got {described(layer)}"
        )
    matrix = [[w.data for w in neuron.w] for neuron in layer.neurons]
    sizes = len(matrix), len(matrix[0])
    for name, index, size in (("row", row, sizes[0]), ("column", column, sizes[1])):
        if not isinstance(index, int) or not 0 <= index < size:
            raise ValueError(f"layer_matrix() needs {name} from 0 to {size - 1}, got {index!r}")
    biases = [neuron.b.data for neuron in layer.neurons]
    picture = _Picture(
        layer.label,
        matrix,
        biases,
        _numbers("a", a, sizes[1]),
        _numbers("delta", delta, sizes[0]),
        row,
        column,
    )
    return picture.plot()


def _numbers(name: str, given: Sequence[float | Value] | None, size: int) -> list[float] | None:
    if given is None:
        return None
    if not hasattr(given, "__len__") or len(given) != size:
        got = f"{len(given)} numbers" if hasattr(given, "__len__") else described(given)
        raise ValueError(f"layer_matrix() needs {name} with {size} numbers, got {got}")
    for x in given:
        if not isinstance(x, (Value, Real)):
            raise TypeError(f"layer_matrix() needs numbers as {name}, got {described(x)}")
    return [x.data if isinstance(x, Value) else float(x) for x in given]


class _Picture:
    """What stands where."""

    def __init__(
        self,
        label: str,
        matrix: list[list[float]],
        biases: list[float],
        a: list[float] | None,
        delta: list[float] | None,
        row: int,
        column: int,
    ) -> None:
        self.label = theme.shortened(theme.visible(label), theme.NAME_LENGTH)
        self.matrix, self.biases, self.a, self.delta = matrix, biases, a, delta
        self.row, self.column = row, column
        self.rows, self.columns = _window(row, len(matrix)), _window(column, len(matrix[0]))
        self.right = LEFT + CELL * len(self.columns)
        self.bottom = TOP + ROW * len(self.rows)
        self.width = max(self.right + 216, 620)
        digits = label[len(label.rstrip("0123456789")) :]
        level = int(digits) if len(digits) < 5 and digits.strip("0") else 0  # "layer2" is layer 2
        self.this = superscript(level) if level else ""
        self.before = superscript(level - 1) if level else ""

    def plot(self) -> Plot:
        parts = [*self._wires(), *self._cells(), *self._inputs(), *self._neurons(), *self._marks()]
        y = self.bottom + 42.0
        sums = [self._forward(), self._backward()]
        for each in sums:
            written, y = _written(each, y, self.width)
            parts += written
        notes = self._notes()
        parts += [text(MARGIN, y + 21 * i, note, "muted") for i, note in enumerate(notes)]
        count = f"{len(self.matrix)} × {len(self.matrix[0])}"
        words = "; ".join([*(each.words for each in sums), *notes])
        title = f"The {count} weights of {self.label}: {words}"
        return Plot([self.label], title, parts, y + 21 * len(notes) - 4, self.width)

    def _x(self, column: int) -> float:
        return LEFT + CELL * (self.columns.index(column) + 0.5)

    def _y(self, row: int) -> float:
        return TOP + ROW * (self.rows.index(row) + 0.5)

    def _wires(self) -> list[str]:
        """From each neuron above into its column, from each row to its neuron, around numbers."""
        pieces: list[list[Point]] = []
        for k in self.columns:
            x = self._x(k)
            end, start = (74, 92) if self.a is not None else (TOP, TOP)
            pieces += [[(x, 64), (x, end)], [(x, start), (x, TOP)]]
        for j in self.rows:
            x, y = self.right + 32, self._y(j)
            half = text_width(_plus(self.biases[j])) / 2
            pieces += [[(x - 32, y), (x - half, y)], [(x + half, y), (x + 36, y)]]
        return [path(piece, "line") for piece in pieces if piece[0] < piece[1]]

    def _cells(self) -> list[str]:
        shown = [self.matrix[j][k] for j in self.rows for k in self.columns]
        largest = theme.largest(shown)
        parts = []
        for j in self.rows:
            for k in self.columns:
                w, x, y = self.matrix[j][k], self._x(k), self._y(j)
                fill = theme.LIGHT[theme.strength(w, largest)]
                parts.append(
                    f'<rect x="{tenth(x - CELL / 2)}" y="{tenth(y - ROW / 2)}" width="{CELL}" '
                    f'height="{ROW}" fill="{fill}" stroke="{theme.LIGHT["line"]}"/>'
                )
                role = theme.sign_role(w) if w else "ink"
                parts.append(text(x, y + 4.5, theme.number(w, 3), role, "middle"))
        return parts

    def _inputs(self) -> list[str]:
        parts = [
            text(LEFT - 12, 22, f"∂C/∂a{self.before}", "muted", "end"),
            text(LEFT - 12, 52.5, f"a{self.before}", "muted", "end"),
        ]
        for k in self.columns:
            look = ("highlight", "4 2") if k == self.column else ("edge", "")
            parts.append(_neuron(self._x(k), 48, f"a{_subscript(k)}", *look))
            if self.a is not None:
                parts.append(text(self._x(k), 88, theme.number(self.a[k], 3), "ink", "middle"))
            if self.delta is None:
                parts.append(text(self._x(k), 22, f"∂C/∂a{_subscript(k)}", "ink", "middle"))
            else:
                parts.append(_signed(self._x(k), 22, self._sent(k), "middle"))
        return parts

    def _neurons(self) -> list[str]:
        x = self.right
        heads = (x + 32, f"b{self.this}"), (x + 84, f"z{self.this}"), (x + 174, f"δ{self.this}")
        parts = [text(place, 88, head, "muted", "middle") for place, head in heads]
        for j in self.rows:
            y = self._y(j)
            look = ("ink", "") if j == self.row else ("edge", "")
            parts.append(text(x + 32, y + 4.5, _plus(self.biases[j]), "ink", "middle"))
            parts.append(_neuron(x + 84, y, f"z{_subscript(j)}", *look))
            if self.a is not None:
                parts.append(text(x + 106, y + 4.5, theme.number(self._z(j), 3), "ink"))
            if self.delta is None:
                parts.append(text(x + 174, y + 4.5, f"δ{_subscript(j)}", "ink", "middle"))
            else:
                parts.append(_signed(x + 194, y + 4.5, self.delta[j], "end"))
        return parts

    def _marks(self) -> list[str]:
        """The row and the column that are summed, and where their sums arrive."""
        x, y = self._x(self.column), self._y(self.row)
        row = [(LEFT, y - ROW / 2), (self.right, y - ROW / 2)]
        row += [(self.right, y + ROW / 2), (LEFT, y + ROW / 2), row[0]]
        column = [(x - CELL / 2 + 4, TOP - 4), (x + CELL / 2 - 4, TOP - 4)]
        column += [(px, self.bottom + 4) for px, _ in reversed(column)]
        return [
            path(row, "ink", 2.5),
            path([*column, column[0]], "highlight", 2.5, "6 3"),
            _arrow(self.right + 67, y, "ink", 1, 0),
            _arrow(x, 66, "highlight", 0, -1),
        ]

    def _z(self, j: int) -> float:
        return _sum(self.matrix[j], self.a or [], self.biases[j])

    def _sent(self, k: int) -> float:
        return _sum([row[k] for row in self.matrix], self.delta or [])

    def _forward(self) -> Sum:
        j, this = self.row, self.this
        letters = [f"w{_subscript(j, k)} a{_subscript(k)}" for k in range(len(self.matrix[0]))]
        terms = _terms(letters, self.matrix[j], self.a)
        terms.append(Term(f"+ b{_subscript(j)}", _plus(self.biases[j]) if self.a else ""))
        result = "" if self.a is None else f"{theme.number(self._z(j), 3)} ="
        heading = f"Forward by rows: z{this} = w{this} a{self.before} + b{this}. Row {j}:"
        return Sum(heading, "ink", [Term(f"z{_subscript(j)} =", result), *terms])

    def _backward(self) -> Sum:
        k = self.column
        letters = [f"w{_subscript(j, k)} δ{_subscript(j)}" for j in range(len(self.matrix))]
        terms = _terms(letters, [row[k] for row in self.matrix], self.delta)
        result = "" if self.delta is None else f"{theme.number(self._sent(k), 3)} ="
        heading = (
            "Backward by columns of the same numbers: "
            f"∂C/∂a{self.before} = {self._transposed}. Column {k}:"
        )
        return Sum(heading, "highlight", [Term(f"∂C/∂a{_subscript(k)} =", result), *terms])

    @property
    def _transposed(self) -> str:
        return f"(w{self.this})ᵀ δ{self.this}" if self.this else "wᵀ δ"

    def _notes(self) -> list[str]:
        shared = theme.number(self.matrix[self.row][self.column], 3)
        notes = [f"w{_subscript(self.row, self.column)} = {shared} stands in both sums."]
        if self.before not in ("", superscript(0)):
            delta = f"δ{self.before} = ({self._transposed}) ⊙ σ′(z{self.before})"
            notes[0] += f" One step on: {delta}."
        for what, shown, size in (
            ("rows", self.rows, len(self.matrix)),
            ("columns", self.columns, len(self.matrix[0])),
        ):
            if len(shown) < size:
                notes.append(f"Shown are the {what} {shown[0]} to {shown[-1]} of {size}.")
        return notes


def _terms(letters: list[str], ws: list[float], others: list[float] | None) -> list[Term]:
    """Each product with its sign before it, the first without a plus."""
    if others is None:
        numbers = [""] * len(ws)
    else:
        numbers = [f"{_plus(w)} · {_factor(x)}" for w, x in zip(ws, others, strict=True)]
    terms = [Term(f"+ {each}", number) for each, number in zip(letters, numbers, strict=True)]
    terms[0] = Term(*(each.removeprefix("+ ") for each in terms[0]))
    hidden = len(terms) - SHOWN_TERMS
    if hidden <= 0:
        return terms
    more = f"+ … ({hidden} more)"
    return [*terms[:SHOWN_TERMS], Term(more, more if others else "")]


def _written(total: Sum, y: float, width: float) -> tuple[list[str], float]:
    """A sum with its numbers below its letters, in as many lines as needed; and where it ends."""
    parts = [text(MARGIN, y, total.heading, total.role)]
    has_numbers = any(term.numbers for term in total.terms)
    start = MARGIN + 14 + max(map(text_width, total.terms[0]))
    x, y = MARGIN + 14.0, y + 23
    for term in total.terms:
        needed = max(map(text_width, term))
        if x + needed > width - 8:
            x, y = start, y + (44 if has_numbers else 23)
        anchor, place = ("end", start - 8) if term is total.terms[0] else ("start", x)
        for down, words in enumerate(term):
            if words:
                role = "ink" if down or not has_numbers else "muted"
                parts.append(text(place, y + 20 * down, words, role, anchor))
        x += needed
    return parts, y + (48 if has_numbers else 32)


def _window(index: int, size: int) -> range:
    """At most SHOWN numbers, with this one among them."""
    start = max(0, min(index - SHOWN // 2, size - SHOWN))
    return range(start, min(size, start + SHOWN))


def _sum(ws: Sequence[float], others: Sequence[float], start: float = 0.0) -> float:
    for w, x in zip(ws, others, strict=True):
        start += w * x
    return start


def _subscript(*indices: int) -> str:
    joint = "" if all(index < 10 for index in indices) else ","
    return joint.join(str(index).translate(_SUBSCRIPTS) for index in indices)


def _plus(x: float) -> str:
    """A number as a term after others."""
    return f"− {theme.number(-x, 3)}" if x < 0 and isfinite(x) else f"+ {theme.number(x, 3)}"


def _factor(x: float) -> str:
    return f"({theme.number(x, 3)})" if x < 0 else theme.number(x, 3)


def _neuron(x: float, y: float, name: str, role: str, dashes: str) -> str:
    look = f' stroke-dasharray="{dashes}"' if dashes else ""
    width = 1 if role == "edge" else 2.5
    return (
        f'<circle cx="{tenth(x)}" cy="{tenth(y)}" r="16" fill="{theme.LIGHT["cell"]}" '
        f'stroke="{theme.LIGHT[role]}" stroke-width="{width:g}"{look}/>\n'
        + text(x, y + 4.5, name, "ink", "middle")
    )


def _signed(x: float, y: float, number: float, anchor: str) -> str:
    words = text(x, y, theme.number(number, 3), theme.sign_role(number), anchor)
    return f'<g font-weight="bold">{words}</g>'


def _arrow(x: float, y: float, role: str, dx: int, dy: int) -> str:
    """The head of an arrow whose tip is 0 to 2 pixels before a neuron."""
    side = 5
    points = [
        (x - dx * 9 + dy * side, y - dy * 9 + dx * side),
        (x, y),
        (x - dx * 9 - dy * side, y - dy * 9 - dx * side),
    ]
    (x0, y0), (x1, y1), (x2, y2) = points
    corners = f"M{tenth(x0)} {tenth(y0)}L{tenth(x1)} {tenth(y1)}L{tenth(x2)} {tenth(y2)}z"
    return f'<path d="{corners}" fill="{theme.LIGHT[role]}"/>'
