"""Networks: their parameters and names, what they compute, how they start, are saved and loaded."""

import json
import math
import random
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minigrad import Value, topological_order, total
from minigrad.nn import ACTIVATIONS, INITIALISATIONS, MLP, Layer, Module, Neuron
from tests.processes import printed_by
from tests.programs import magnitudes

TOLERANCE = 1e-12  # of Σ|contributions|, so that cancellation does not count as an error

every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)
both_ways = pytest.mark.parametrize("fused", [True, False], ids=["fused", "unfused"])


def bits(numbers):
    return struct.pack(f"{len(numbers)}d", *numbers)


def numbers_in(module):
    return [parameter.data for parameter in module.parameters()]


def with_random_parameters(module, seed=0):
    """The module with biases that are not 0, as after training."""
    rng = random.Random(seed)
    for parameter in module.parameters():
        parameter.data = rng.uniform(-1, 1)
    return module


def weighted_total(outputs):
    """A root over several outputs, in which no two outputs can be exchanged."""
    return total([(i + 1) * a for i, a in enumerate(outputs)])


# ------------------------------------------------------------------------------ parameters


@pytest.mark.parametrize(
    ("n_inputs", "sizes", "count"),
    [(1, [1], 2), (2, [16, 16, 1], 337), (4, [8, 3], 67), (3, (1, 1, 1), 8)],
)
def test_a_network_has_a_weight_per_input_and_a_bias_per_neuron(n_inputs, sizes, count):
    network = MLP(n_inputs, sizes)
    widths = [n_inputs, *sizes]
    assert [(len(x.neurons), len(x.neurons[0].w)) for x in network.layers] == [
        (out, into) for into, out in zip(widths, sizes, strict=False)
    ]
    assert len(network.parameters()) == len(set(network.parameters())) == count


def test_parameters_are_named_layer_by_layer_neuron_by_neuron():
    network = MLP(2, [2, 1])
    named = list(network.named_parameters())
    assert [name for name, _ in named] == [
        *("layer1.neuron0.w0", "layer1.neuron0.w1", "layer1.neuron0.b"),
        *("layer1.neuron1.w0", "layer1.neuron1.w1", "layer1.neuron1.b"),
        *("layer2.neuron0.w0", "layer2.neuron0.w1", "layer2.neuron0.b"),
    ]
    assert [parameter for _, parameter in named] == network.parameters()
    assert [parameter.label for _, parameter in named] == [name for name, _ in named]


def test_layers_and_neurons_have_the_parameters_of_their_network():
    network = MLP(2, [3, 1])
    of_layers = [parameter for layer in network.layers for parameter in layer.parameters()]
    neurons = [neuron for layer in network.layers for neuron in layer.neurons]
    assert of_layers == network.parameters()
    assert [p for neuron in neurons for p in neuron.parameters()] == network.parameters()
    assert [p for neuron in neurons for p in (*neuron.w, neuron.b)] == network.parameters()


def test_zero_grad_reaches_every_parameter():
    network = MLP(2, [3, 2])
    weighted_total(network([0.5, -1.0])).backward()
    assert all(parameter.grad for parameter in network.parameters())
    network.zero_grad()
    assert [parameter.grad for parameter in network.parameters()] == [0.0] * 17


def test_a_network_is_printed_layer_by_layer():
    assert repr(MLP(2, [3, 1])) == (
        "MLP(layer1: 3 × tanh neuron · 2 w + b, layer2: 1 × linear neuron · 3 w + b)"
    )


# -------------------------------------------------------------------------- what it computes


@both_ways
def test_a_network_computes_the_formula_of_the_derivation(fused):
    network = with_random_parameters(MLP(2, [2, 1], "sigmoid", fused=fused))
    w00, w01, b0, w10, w11, b1, v0, v1, c = numbers_in(network)
    x0, x1 = 0.5, -1.0
    a0 = 1 / (1 + math.exp(-(w00 * x0 + w01 * x1 + b0)))
    a1 = 1 / (1 + math.exp(-(w10 * x0 + w11 * x1 + b1)))
    (output,) = network([x0, x1])
    assert output.data == pytest.approx(v0 * a0 + v1 * a1 + c, rel=1e-14, abs=0)


@both_ways
def test_layers_of_one_neuron_form_a_chain(fused):
    network = with_random_parameters(MLP(1, [1, 1, 1], fused=fused))
    w1, b1, w2, b2, w3, b3 = numbers_in(network)
    (output,) = network([0.7])
    expected = w3 * math.tanh(w2 * math.tanh(w1 * 0.7 + b1) + b2) + b3
    assert output.data == pytest.approx(expected, rel=1e-14, abs=0)


@pytest.mark.parametrize("n_outputs", [1, 3])
def test_a_layer_and_a_network_always_return_a_list(n_outputs):
    for module in (Layer(2, n_outputs), MLP(2, [n_outputs]), MLP(2, [4, n_outputs])):
        outputs = module([0.5, -1.0])
        assert type(outputs) is list
        assert [type(each) for each in outputs] == [Value] * n_outputs


def test_a_neuron_returns_its_activation():
    neuron = Neuron(2, "relu")
    assert neuron([1.0, 2.0]).data == max(0.0, neuron.w[0].data + 2 * neuron.w[1].data)


@every_activation
def test_the_output_layer_has_an_activation_of_its_own(activation):
    network = MLP(1, [2, 2], "relu", output=activation)
    assert [layer.neurons[0].activation for layer in network.layers] == ["relu", activation]


@pytest.mark.parametrize("n_given", [0, 1, 3])
@pytest.mark.parametrize(
    ("module", "name"),
    [
        (MLP(2, [3, 1]), "MLP"),
        (Layer(2, 3, label="layer7"), "layer7"),
        (Layer(2, 3, fused=False, label="layer7"), "layer7"),
        (Neuron(2, label="first"), "first"),
        (Neuron(2, fused=False, label="first"), "first"),
    ],
)
def test_a_wrong_number_of_inputs_is_refused(module, name, n_given):
    with pytest.raises(ValueError, match=rf"^{name} needs 2 inputs, got {n_given}$"):
        module([1.0] * n_given)


@pytest.mark.parametrize("x", [1.0, 1, None, Value(1.0)], ids=repr)
@pytest.mark.parametrize("module", [MLP(1, [1]), Layer(1, 1), Neuron(1)], ids=["M", "L", "N"])
def test_an_input_that_is_no_list_is_refused(module, x):
    with pytest.raises(TypeError, match=rf"needs a list of inputs, got {type(x).__name__}: write"):
        module(x)


def test_an_input_that_is_no_number_is_refused():
    with pytest.raises(TypeError, match=r"combines with numbers and Values, got str '1\.0'"):
        MLP(2, [1])([0.5, "1.0"])


# -------------------------------------------------------------------------- nodes and labels


@both_ways
def test_every_z_and_a_is_labelled(fused):
    network = MLP(2, [2, 1], fused=fused)
    (output,) = network([0.5, -1.0])
    nodes = topological_order(output)
    labels = [node.label for node in nodes if node.label]
    parameters = [name for name, _ in network.named_parameters()]
    of_nodes = ["x0", "x1", "layer2.neuron0.z"]
    of_nodes += [f"layer1.neuron{k}.{letter}" for k in (0, 1) for letter in "za"]
    assert sorted(labels) == sorted(parameters + of_nodes)
    for node in nodes:
        if node.label.endswith(".a"):
            assert [z.label for z in node.inputs] == [node.label[:-1] + "z"]


def test_a_linear_neuron_has_no_second_node():
    z = Neuron(2, "linear")([1.0, 2.0])
    assert (z.label, z.op) == ("neuron.z", "weighted_sum")


def test_values_given_as_inputs_stay_what_they_are():
    x = [Value(0.5, "width"), Value(-1.0)]
    (output,) = MLP(2, [3, 1])(x)
    assert set(x) <= set(topological_order(output))
    assert [each.label for each in x] == ["width", ""]
    output.backward()
    assert all(each.grad for each in x)


@pytest.mark.parametrize(("fused", "once", "hundred"), [(True, 404, 7037), (False, 979, 64537)])
def test_the_number_of_nodes(fused, once, hundred):
    network = MLP(2, [16, 16, 1], fused=fused)
    assert len(topological_order(*network([0.5, -1.0]))) == once
    outputs = [a for i in range(100) for a in network([i, -1.0])]
    assert len(topological_order(*outputs)) == hundred


networks = st.fixed_dictionaries(
    {
        "widths": st.lists(st.integers(1, 4), min_size=2, max_size=4),
        "activation": st.sampled_from(list(ACTIVATIONS)),
        "output": st.sampled_from(list(ACTIVATIONS)),
        "seed": st.integers(0, 99),
    }
)


@settings(max_examples=60)
@given(networks, st.lists(st.integers(-3000, 3000), min_size=4, max_size=4))
def test_fused_and_unfused_neurons_compute_the_same(shape, thousandths):
    roots = []
    x = [each / 1000 for each in thousandths]
    for fused in (True, False):
        n_inputs, *sizes = shape["widths"]
        network = MLP(n_inputs, sizes, shape["activation"], shape["output"], fused=fused)
        with_random_parameters(network, shape["seed"])
        leaves = [Value(each) for each in x[:n_inputs]]
        outputs = network(leaves)
        root = weighted_total(outputs)
        root.backward()
        roots.append((outputs, leaves + network.parameters(), magnitudes(root)))
    (fused, mine, sums), (unfused, theirs, _) = roots
    assert bits([a.data for a in fused]) == bits([a.data for a in unfused])
    for a, b in zip(mine, theirs, strict=True):
        assert abs(a.grad - b.grad) <= TOLERANCE * sums[a]


@both_ways
@every_activation
def test_outputs_and_gradients_are_those_of_pytorch(activation, fused):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: extra 'parity'")
    functions = {"linear": lambda z: z} | {
        name: getattr(torch.nn.functional, name) for name in ACTIVATIONS if name != "linear"
    }
    for seed in range(5):
        network = MLP(3, [4, 1, 2], activation, output=activation, fused=fused)
        with_random_parameters(network, seed)
        x = [Value(each) for each in (0.5, -1.25, 2.0)]
        root = weighted_total(network(x))
        root.backward()

        leaves = x + network.parameters()
        twin = {
            leaf: torch.tensor(leaf.data, dtype=torch.float64, requires_grad=True)
            for leaf in leaves
        }
        a = [twin[each] for each in x]
        for layer in network.layers:
            w = torch.stack([torch.stack([twin[w] for w in n.w]) for n in layer.neurons])
            b = torch.stack([twin[n.b] for n in layer.neurons])
            a = functions[activation](w @ torch.stack(list(a)) + b)
        output = a[0] + 2 * a[1]
        output.backward()

        sums = magnitudes(root)
        reach = math.fsum(abs(node.data) * each for node, each in sums.items())
        assert abs(root.data - output.item()) <= TOLERANCE * reach
        for leaf in leaves:
            assert abs(leaf.grad - twin[leaf].grad.item()) <= TOLERANCE * sums[leaf], leaf


# --------------------------------------------------------------------------- initialisation


@pytest.mark.parametrize(
    ("initialisation", "bound"),
    [("uniform", 1.0), ("xavier", math.sqrt(6 / (6 + 24))), ("he", math.sqrt(6 / 6))],
)
def test_weights_fill_their_interval_and_biases_are_zero(initialisation, bound):
    layer = MLP(6, [24, 2], initialisation=initialisation, seed=3).layers[0]
    weights = [w.data for neuron in layer.neurons for w in neuron.w]
    assert -bound <= min(weights) < -0.95 * bound
    assert 0.95 * bound < max(weights) <= bound
    assert abs(sum(weights) / len(weights)) < 0.15 * bound
    assert {neuron.b.data for neuron in layer.neurons} == {0.0}


@pytest.mark.parametrize(
    ("initialisation", "bounds"),
    [
        ("uniform", (1, 1)),
        ("xavier", (math.sqrt(6 / 5), math.sqrt(6 / 4))),
        ("he", (3**0.5, 2**0.5)),
    ],
)
def test_weights_are_drawn_in_the_order_of_the_parameters(initialisation, bounds):
    network = MLP(2, [3, 1], initialisation=initialisation, seed=5)
    rng = random.Random(5)
    expected = [rng.uniform(-bounds[0], bounds[0]) for _ in range(6)]
    expected += [rng.uniform(-bounds[1], bounds[1]) for _ in range(3)]
    weights = [p.data for name, p in network.named_parameters() if not name.endswith(".b")]
    assert weights == pytest.approx(expected, rel=1e-15, abs=0)


@pytest.mark.parametrize("initialisation", INITIALISATIONS)
def test_a_seed_gives_the_same_network_again(initialisation):
    def drawn(seed):
        return numbers_in(MLP(2, [4, 3], initialisation=initialisation, seed=seed))

    assert bits(drawn(1)) == bits(drawn(1))
    assert drawn(1) != drawn(2)
    assert numbers_in(MLP(2, [4, 3], initialisation=initialisation)) == drawn(0)


def test_how_neurons_compute_does_not_change_how_they_start():
    networks = [MLP(2, [4, 3]), MLP(2, [4, 3], fused=False), MLP(2, [4, 3], "relu", "tanh")]
    first, *others = map(numbers_in, networks)
    assert others == [first, first]


def test_other_random_numbers_do_not_change_a_network():
    before = numbers_in(MLP(2, [4, 3]))
    random.seed(5)
    assert numbers_in(MLP(2, [4, 3])) == before


@pytest.mark.parametrize("hash_seed", [0, 1])
def test_a_seed_gives_the_same_network_in_another_process(hash_seed):
    code = (
        "from minigrad.nn import MLP; print([p.data for p in MLP(2, [8, 3], seed=4).parameters()])"
    )
    assert printed_by(code, hash_seed) == f"{numbers_in(MLP(2, [8, 3], seed=4))}\n"


# ---------------------------------------------------------------------------- bad arguments

FUNCTIONS = "one of linear, tanh, sigmoid, relu, leaky_relu, softplus"


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("MLP(2, [])", r"MLP\(\) needs the sizes of its layers, such as \[8, 3\], got \[\]"),
        ("MLP(2, ())", r"the sizes of its layers, such as \[8, 3\], got \(\)"),
        ("MLP(2, 8)", r"the sizes of its layers, such as \[8, 3\], got 8"),
        ("MLP(2, '8')", r"the sizes of its layers, such as \[8, 3\], got '8'"),
        ("MLP(2, None)", r"the sizes of its layers, such as \[8, 3\], got None"),
        ("MLP(2, [0])", r"n_outputs to be an integer >= 1, got 0"),
        ("MLP(2, [3, -1])", r"to be an integer >= 1, got -1"),
        ("MLP(2, [2.5])", r"to be an integer >= 1, got 2\.5"),
        ("MLP(2, [2.0])", r"to be an integer >= 1, got 2\.0"),
        ("MLP(2, [True])", r"to be an integer >= 1, got True"),
        ("MLP(2, ['8'])", r"to be an integer >= 1, got '8'"),
        ("MLP(2, [None])", r"to be an integer >= 1, got None"),
        ("MLP(2, [[8]])", r"to be an integer >= 1, got \[8\]"),
        ("MLP(0, [1])", r"n_inputs to be an integer >= 1, got 0"),
        ("MLP(-2, [1])", r"n_inputs to be an integer >= 1, got -2"),
        ("MLP('2', [1])", r"n_inputs to be an integer >= 1, got '2'"),
        ("MLP([2, 3], [1])", r"n_inputs to be an integer >= 1, got \[2, 3\]"),
        ("MLP(2, [3, 1], 'tan')", rf"MLP\(\) needs activation to be {FUNCTIONS}, got 'tan'"),
        ("MLP(2, [1], 'tan')", rf"MLP\(\) needs activation to be {FUNCTIONS}, got 'tan'"),
        ("MLP(2, [1], output='Tanh')", rf"MLP\(\) needs output to be {FUNCTIONS}, got 'Tanh'"),
        ("MLP(2, [1], ['tanh'])", rf"needs activation to be {FUNCTIONS}, got \['tanh'\]"),
        ("MLP(2, [1], None)", rf"needs activation to be {FUNCTIONS}, got None"),
        ("MLP(2, [1], Value.tanh)", rf"needs activation to be {FUNCTIONS}, got <function"),
        (
            "MLP(2, [1], initialisation='kaiming')",
            r"initialisation to be one of uniform, xavier, he, got 'kaiming'",
        ),
        ("Layer(2, 0)", r"^Layer\(\) needs n_outputs to be an integer >= 1, got 0"),
        ("Layer(True, 1)", r"^Layer\(\) needs n_inputs to be an integer >= 1, got True"),
        ("Layer(2, 1, 'tan')", rf"needs activation to be {FUNCTIONS}, got 'tan'"),
        ("Neuron(0)", r"^Neuron\(\) needs n_inputs to be an integer >= 1, got 0"),
        ("Neuron(2, 'tan')", rf"^Neuron\(\) needs activation to be {FUNCTIONS}, got 'tan'"),
    ],
)
def test_refused(statement, message):
    with pytest.raises(ValueError, match=message) as caught:
        eval(statement)
    assert "\n" not in str(caught.value)


# ------------------------------------------------------------------------- saving and loading

NUMBERS = [0.1, -0.0, 5e-324, 1.7976931348623157e308, -1 / 3, 2**53 + 1.0, 1e22, 1e-7, 3.0]


def network_with(numbers):
    network = MLP(2, [2, 1])
    for parameter, number in zip(network.parameters(), numbers, strict=True):
        parameter.data = number
    return network


def test_a_state_holds_the_numbers_by_name():
    network = network_with(NUMBERS)
    state = network.state_dict()
    assert list(state) == [name for name, _ in network.named_parameters()]
    assert bits(list(state.values())) == bits(NUMBERS)
    state["layer1.neuron0.b"] = 5.0
    assert bits(numbers_in(network)) == bits(NUMBERS)


def test_a_state_is_taken_over_bit_for_bit():
    network = MLP(2, [2, 1], seed=7)
    before = network.parameters()
    network.load_state_dict(network_with(NUMBERS).state_dict())
    assert bits(numbers_in(network)) == bits(NUMBERS)
    assert network.parameters() == before


def test_a_state_may_hold_integers_and_any_order():
    network = MLP(1, [1])
    network.load_state_dict({"layer1.neuron0.b": 2, "layer1.neuron0.w0": -1})
    assert numbers_in(network) == [-1.0, 2.0]
    assert {type(number) for number in numbers_in(network)} == {float}


def test_a_file_is_read_back_bit_for_bit(tmp_path):
    path = tmp_path / "network.json"
    network_with(NUMBERS).save(path)
    for where in (path, str(path)):
        network = MLP(2, [2, 1], seed=7)
        network.load(where)
        assert bits(numbers_in(network)) == bits(NUMBERS)


def test_a_file_is_json_that_others_can_read(tmp_path):
    network = network_with(NUMBERS)
    network.save(tmp_path / "network.json")
    text = (tmp_path / "network.json").read_text(encoding="utf-8")
    assert json.loads(text) == network.state_dict()


def test_a_layer_and_a_neuron_can_be_saved_too(tmp_path):
    for module, twin in [(Layer(2, 3), Layer(2, 3)), (Neuron(2), Neuron(2))]:
        with_random_parameters(module).save(tmp_path / "part.json")
        twin.load(tmp_path / "part.json")
        assert numbers_in(twin) == numbers_in(module)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_could_not_be_loaded_is_not_saved_over_a_good_file(tmp_path, number):
    path = tmp_path / "network.json"
    network = network_with(NUMBERS)
    network.save(path)
    good = path.read_bytes()
    network.layers[1].neurons[0].b.data = number
    with pytest.raises(ValueError, match=rf"^save\(\) needs .*layer2\.neuron0\.b, got {number}$"):
        network.save(path)
    assert path.read_bytes() == good


class Twins(Module):
    """Two neurons of the same name, as one makes them before one knows about labels."""

    def __init__(self):
        self.neurons = [Neuron(2), Neuron(2)]

    def parameters(self):
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]


@pytest.mark.parametrize("use", ["state_dict()", "load_state_dict({})", "save('twins.json')"])
def test_parameters_that_share_a_name_are_refused_not_lost(use, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        ValueError, match=r"Twins needs a different name for each parameter.*its own label"
    ):
        eval(f"Twins().{use}")
    assert not list(tmp_path.iterdir())


def test_a_module_of_ones_own_has_to_say_what_its_parameters_are():
    class Empty(Module):
        pass

    with pytest.raises(TypeError, match=r"Empty needs a parameters\(\) method of its own"):
        Empty().zero_grad()


GOOD = dict.fromkeys(["layer1.neuron0.w0", "layer1.neuron0.w1", "layer1.neuron0.b"], 0.5)


def state_with(text):
    """A state file whose last number is the text; the two numbers before it are good."""
    return json.dumps(GOOD).replace("0.5}", text + "}")


HOSTILE = {  # the file's content, and what the error says
    "wrong sizes": (
        json.dumps(MLP(3, [2, 1]).state_dict()),
        r"the 3 parameters .* got 11: unknown",
    ),
    "missing key": ('{"layer1.neuron0.w0": 1}', r"got 1: missing 'layer1\.neuron0\.w1', 'la"),
    "empty object": ("{}", r"got 0: missing 'layer1\.neuron0\.w0', .*; build the network"),
    "unknown key": (json.dumps({**GOOD, "bias": 1}), r"got 4: unknown 'bias'; build"),
    "unprintable key": (json.dumps({**GOOD, "a\nb\ud800": 1}), r"unknown 'a\\nb\\ud800'; build"),
    "long key": (json.dumps({**GOOD, "k" * 10**6: 1}), r"unknown 'k+…; build"),
    "string": (state_with('"0.5"'), r"finite number .* for layer1\.neuron0\.b, got str"),
    "null": (state_with("null"), r"finite number .* for layer1\.neuron0\.b, got NoneType"),
    "bool": (state_with("true"), r"finite number .* for layer1\.neuron0\.b, got bool"),
    "nan": (state_with("NaN"), r"finite number .* for layer1\.neuron0\.b, got nan"),
    "infinity": (state_with("-Infinity"), r"finite number .* for layer1\.neuron0\.b, got -inf"),
    "1e400": (state_with("1e400"), r"finite number .* for layer1\.neuron0\.b, got inf"),
    "400 digits": (state_with("9" * 400), r"finite number .* for layer1\.neuron0\.b, got int"),
    "5000 digits": (state_with("9" * 5000), r"needs a JSON file that save\(\) wrote.*5000 digits"),
    "list as number": (state_with("[0.5]"), r"finite number .* for layer1\.neuron0\.b, got list"),
    "object as number": (state_with('{"b": 1}'), r"for layer1\.neuron0\.b, got dict"),
    "deep number": (state_with("[" * 400 + "]" * 400), r"for layer1\.neuron0\.b, got list"),
    "list at the top": ("[0.5, 0.5, 0.5]", r"needs a dict of numbers by name, got list"),
    "number at the top": ("0.5", r"needs a dict of numbers by name, got float"),
    "null at the top": ("null", r"needs a dict of numbers by name, got NoneType"),
    "empty file": ("", r"needs a JSON file that save\(\) wrote, got .*: Expecting value"),
    "no JSON": ("<html>\n</html>", r"needs a JSON file that save\(\) wrote, got"),
    "half a file": (state_with("0.5")[:-9], r"needs a JSON file that save\(\) wrote, got"),
    "two states": (state_with("0.5") * 2, r"needs a JSON file .*: Extra data"),
    "invalid UTF-8": (b'{"\xff\xfe": 1}', r"needs a JSON file .*'utf-8' codec"),
    "UTF-16": (json.dumps(GOOD).encode("utf-16"), r"needs a JSON file .*'utf-8' codec"),
    "deep list": ("[" * 100_000, r"needs a JSON file .*recursion"),
    "deep object": ('{"a":' * 100_000 + "1" + "}" * 100_000, r"needs a JSON file .*recursion"),
    "10 MB": (
        json.dumps({f"parameter {i} that is not there": i for i in range(220_000)}),
        r"got 220000: missing .*; unknown 'parameter 0 that is not there', .* and 219997 more;",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_that_does_not_fit_is_refused_as_a_whole(case, tmp_path, monkeypatch):
    content, message = HOSTILE[case]
    monkeypatch.chdir(tmp_path)
    content = content if isinstance(content, bytes) else content.encode("utf-8")
    Path("state.json").write_bytes(content)
    network = MLP(2, [1], seed=3)
    before = bits(numbers_in(network))
    with pytest.raises(ValueError, match=message) as caught:
        network.load("state.json")
    text = str(caught.value)
    assert "state.json" in text
    assert text.isprintable() and len(text) < 400
    assert caught.value.__suppress_context__
    assert bits(numbers_in(network)) == before


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (None, r"needs a dict of numbers by name, got NoneType"),
        ([1.0], r"needs a dict of numbers by name, got list"),
        ({**GOOD, 5: 1.0}, r"got 4: unknown 5; build"),
        ({**GOOD, "layer1.neuron0.b": 10**5000}, r"neuron0\.b, got int$"),
        ({**GOOD, "layer1.neuron0.b": Value(1.0)}, r"neuron0\.b, got Value$"),
        ({**GOOD, "layer1.neuron0.b": 1j}, r"neuron0\.b, got complex$"),
        ({**GOOD, "layer1.neuron0.b": math.nan}, r"\(\|x\| < 1\.8e308\) .*neuron0\.b, got nan$"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_as_a_whole(state, message):
    network = MLP(2, [1], seed=3)
    before = bits(numbers_in(network))
    with pytest.raises(ValueError, match=message) as caught:
        network.load_state_dict(state)
    assert str(caught.value).startswith("load_state_dict()")
    assert bits(numbers_in(network)) == before


@pytest.mark.parametrize(
    ("path", "error"), [("missing.json", FileNotFoundError), (".", OSError)], ids=["file", "folder"]
)
def test_a_file_that_cannot_be_read_is_an_oserror(path, error, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    network = MLP(2, [1])
    before = numbers_in(network)
    with pytest.raises(error):
        network.load(path)
    assert numbers_in(network) == before


def test_a_size_that_does_not_fit_into_memory_is_refused_at_once():
    with pytest.raises(ValueError, match="n_inputs to be at most 10,000,000, got more"):
        Neuron(10**400)
    with pytest.raises(ValueError, match="n_outputs to be at most 10,000,000, got more"):
        MLP(1, [10**9])


def test_a_network_that_does_not_fit_into_memory_is_refused_at_once():
    with pytest.raises(ValueError, match="n_inputs · n_outputs to be at most 10,000,000"):
        MLP(10**5, [10**5])


def test_a_shared_parameter_takes_one_number():
    class Shared(Module):
        def __init__(self):
            self.w = Value(1.0, "w")

        def parameters(self):
            return [self.w]

        def named_parameters(self):
            yield from (("enc.w", self.w), ("dec.w", self.w))

    model = Shared()
    model.load_state_dict({"enc.w": 3.0, "dec.w": 3.0})
    assert model.w.data == 3.0
    with pytest.raises(ValueError, match=r"one number for a shared parameter, got 1\.0 and 2\.0"):
        model.load_state_dict({"enc.w": 1.0, "dec.w": 2.0})
    assert model.w.data == 3.0
