"""Where boxes stand, looked up in the layout of each engine."""

import re

import pytest

from minigrad import Value
from minigrad.losses import cross_entropy, squared_error
from minigrad.nn import MLP
from viz import draw, render
from viz.engines import engines
from viz.graph_view import GraphView


@pytest.fixture(params=engines(), ids=lambda program: program.stem)
def engine(request, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(request.param))


class Layout:
    """x grows to the right, y downward."""

    def __init__(self, root, **options):
        graph = GraphView(root)
        dot = draw(root, **options).dot
        lines = [line.split(" ") for line in render(dot, "plain").decode("utf-8").splitlines()]
        self.width, self.height = (72 * float(x) for x in lines[0][2:4])
        points = {line[1]: (float(line[2]), -float(line[3])) for line in lines if line[0] == "node"}
        self.place = {
            ".".join(graph.path[node]): points[name]
            for node, position in graph.position.items()
            if (name := f"v{position}") in points
        }
        boxes = re.findall(r"(g\d+) \[label=.*?<B>(.*?)</B>", dot)
        self.boxes = [name for box, name in sorted(boxes, key=lambda box: points[box[0]][::-1])]
        ends = re.findall(r"^\s*(\w+) -> (\w+) \[(?!style=invis)", dot, re.MULTILINE)
        self.arrows = [(points[start], points[end]) for start, end in ends]

    def below_each_other(self, names):
        places = [self.place[name] for name in names]
        assert len({round(x, 1) for x, _ in places}) == 1, names
        assert places == sorted(places, key=lambda place: place[1]), names

    def backward(self):
        return [(start, end) for start, end in self.arrows if end[0] <= start[0]]


def cost(hidden, *, fused, n_inputs=4, n_outputs=3):
    network = MLP(n_inputs, [hidden, n_outputs], fused=fused, seed=0)
    return cross_entropy(network([float(i) for i in range(n_inputs)]), 0)


@pytest.mark.parametrize("fused", [True, False])
def test_a_network_runs_from_left_to_right(engine, fused):
    layout = Layout(cost(8, fused=fused), max_nodes=None)
    assert len(layout.arrows) > 100
    assert not layout.backward()
    columns = [
        [x for name, (x, _) in layout.place.items() if re.match(pattern, name)]
        for pattern in (r"x\d", "layer1", "layer2")
    ]
    assert max(columns[0]) < min(columns[1]) <= max(columns[1]) < min(columns[2])


def test_everything_stands_in_the_order_of_its_name(engine):
    layout = Layout(cost(12, fused=True), max_nodes=None)
    layout.below_each_other([f"x{i}" for i in range(4)])
    layout.below_each_other([f"layer1.neuron{i}.z" for i in range(12)])
    layout.below_each_other([f"layer1.neuron{i}.a" for i in range(12)])
    for neuron in range(3):
        weights = [f"layer2.neuron{neuron}.{name}" for name in [*(f"w{i}" for i in range(12)), "b"]]
        layout.below_each_other(weights)
    layout = Layout(cost(12, fused=False, n_outputs=1), max_nodes=None)
    layout.below_each_other([f"layer1.neuron{i}.z" for i in range(12)])


def test_folded_neurons_stand_in_the_order_of_their_names(engine):
    layout = Layout(cost(12, fused=True), depth=2)
    first = [name for name in layout.boxes if name in {f"neuron{i}" for i in range(3, 12)}]
    assert first == [f"neuron{i}" for i in range(3, 12)]
    layout.below_each_other([f"x{i}" for i in range(4)])
    assert not layout.backward()


@pytest.mark.parametrize("rankdir", ["RL", "TB", "BT"])
def test_other_directions_are_drawn_too(engine, rankdir):
    assert Layout(cost(3, fused=False), rankdir=rankdir).arrows


def test_an_unnamed_node_stands_in_the_frame_of_its_users_if_they_agree():
    w, b, x = Value(2.0, label="n.w"), Value(1.0, label="n.b"), Value(3.0)
    product = w * x
    z = product + b
    shared = z * 2.0
    z.label = "n.z"
    left, right = shared + 1.0, shared + 2.0
    left.label, right.label = "left.a", "right.a"
    path = GraphView(left * right).path
    assert path[product][:-1] == path[x][:-1] == ("n",)
    assert path[shared][:-1] == ()
    assert path[left] == ("left", "a")


def test_neurons_chopped_into_operations_keep_their_nodes():
    network = MLP(3, [2, 1], fused=False)
    root = squared_error(network([1.0, 2.0, 3.0]), [1.0])
    path = GraphView(root).path
    frames = [path[node][:-1] for node in path if node.op in ("*", "+") and node is not root]
    assert frames.count(("layer1", "neuron0")) == 6
    assert frames.count(()) == 0


def chain(nodes):
    values = [Value(1.0)]
    while len(values) < nodes:
        values.append(-values[-1])
    return values[-1]


def test_a_long_chain_stands_in_rows_like_a_text(engine):
    layout = Layout(chain(61))
    assert layout.width < 2500 and layout.height < 1500
    assert len(layout.backward()) == 6
    rows = sorted({round(y) for _, y in layout.place.values()})
    beginnings = [end for _, end in layout.backward()]
    assert beginnings == sorted(beginnings, key=lambda place: place[1])
    assert len(rows) == 7
    assert not Layout(chain(16)).backward()


def test_a_recurrent_chain_stands_in_rows_too(engine):
    w, b, h = Value(0.5, label="w"), Value(1.0, label="b"), Value(1.0, label="h")
    for _ in range(50):
        h = (w * h + b).relu()
    layout = Layout(h)
    assert layout.width < 3500
    assert layout.backward()


@pytest.mark.slow
@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("n_inputs", [1, 2, 4])
@pytest.mark.parametrize("sizes", [[3, 1], [12, 1], [8, 2], [4, 4, 1], [6, 3, 2], [2, 9], [16, 3]])
def test_no_shape_of_a_network_turns_its_neurons_around(engine, sizes, n_inputs, fused):
    network = MLP(n_inputs, sizes, fused=fused)
    root = squared_error(network([0.5] * n_inputs), [1.0] * sizes[-1])
    layout = Layout(root, max_nodes=None)
    assert not layout.backward()
    for number, size in enumerate(sizes, 1):
        layout.below_each_other([f"layer{number}.neuron{i}.z" for i in range(size)])
