"""Drawings whose DOT text is kept whole, tables and colours included, in the files beside this one.

`python -m tests.goldens.drawings` writes the files again: after a wanted change of the look, and
with an eye on what `git diff` shows. All graphs are of + − × and relu on small numbers, whose
digits are the same on every platform.
"""

from pathlib import Path

from minigrad import Value, total
from minigrad.losses import squared_error
from minigrad.nn import MLP
from viz import draw, draw_equations, heatmap

FOLDER = Path(__file__).parent


def small():
    """A root; leaves with a label; an operation without one; a cluster; a node used twice."""
    w, b = Value(-3.0, label="neuron.w"), Value(0.5, label="neuron.b")
    x = Value(2.0, label="x")
    z = w * x + b
    z.label = "neuron.z"
    y = z * z - x
    y.label = "y"
    return y


def large():
    """More edges than can carry numbers, more contributions than a tooltip lists, long names."""
    name = "a name that is longer than a box may be wide"
    w, x = Value(2.0, label=f"{name}.{name}"), Value(-1.0)
    return total([w] * 22 + [x] * 39)


def cost(*hidden):
    """The cost of a relu network whose numbers are small integers; some of its neurons are off."""
    network = MLP(2, [*hidden, 2], activation="relu")
    for place, parameter in enumerate(network.parameters()):
        parameter.data = float(place % 5 - 2)
    root = squared_error(network([Value(1.0, label="x0"), Value(2.0, label="x1")]), [1.0, -1.0])
    root.label = "C"
    return network, root


def equations():
    network, _ = cost(9)
    return draw_equations(network, [1.0, 2.0], [1.0, -1.0])


DRAWINGS = {
    "small": lambda: draw(small()),
    "forward": lambda: draw(small(), deltas=False, edges="tooltips", rankdir="TB"),
    "large": lambda: draw(large()),
    "layers": lambda: draw(cost(33)[1], depth=1),
    "neurons": lambda: draw(cost(3)[1], depth=2, rankdir="BT"),
    "heatmap": lambda: heatmap(cost(3)[1]),
    "equations": equations,
}


def golden(name):
    return (FOLDER / f"{name}.dot").read_text(encoding="utf-8")


def record():
    for name, drawing in DRAWINGS.items():
        path = FOLDER / f"{name}.dot"
        path.write_text(drawing().dot, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    record()
