"""07b a neuron and a layer: what yours are asked. Change 07b_a_neuron_and_a_layer.py."""

from minigrad import Value, nn
from minigrad.exercises.answers import refuse


def test_what_a_new_neuron_is_made_of(student):
    neuron = student.Neuron(3)
    student.expect(
        "what is in Neuron(3).weights", lambda: kinds(student.Neuron(3).weights), ["a Value"] * 3
    )
    student.expect("what Neuron(3).bias is", lambda: kinds([neuron.bias]), ["a Value"])
    student.expect("how many different Values 3 weights are", lambda: different(neuron.weights), 3)
    student.expect("how many different numbers 3 weights hold", lambda: numbers_in([neuron]), 3)


def test_what_a_neuron_computes(student):
    for n in (1, 3):
        right, x = right_neuron(student, n), small_numbers(student, n)
        neuron = with_numbers_of(right, student.Neuron(n))
        student.expect(f"neuron({x})", ask(neuron, x), right(x))
        for value in right.parameters():
            value.data = -value.data
        with_numbers_of(right, neuron)
        student.expect(f"neuron({x}), all weights and b negated", ask(neuron, x), right(x))


def test_gradients_of_a_neuron(student):
    right, numbers = right_neuron(student, 2), small_numbers(student, 2)
    neuron = with_numbers_of(right, student.Neuron(2))
    x, right_x = ([Value(number) for number in numbers] for _ in range(2))
    right(right_x).backward()
    a_value(neuron(x)).backward()
    student.expect("∂a/∂w of a = neuron(x)", lambda: grads(neuron.weights), grads(right.w))
    student.expect("∂a/∂b", lambda: neuron.bias.grad, right.b.grad)
    student.expect("∂a/∂x, if x is a list of Values", lambda: grads(x), grads(right_x))


def test_parameters_of_a_neuron(student):
    student.Neuron(2).parameters()
    neuron = student.Neuron(3)
    ask_for_parameters(student, neuron, [neuron])


def test_what_a_layer_computes(student):
    layer = student.Layer(3, 2)
    student.expect(
        "how many neurons Layer(3, 2) has", lambda: different(neurons_of(student.Layer(3, 2))), 2
    )
    neurons = neurons_of(layer)
    student.expect("how many weights each neuron has", lambda: lengths(neurons), [3, 3])
    student.expect("how many different numbers 6 weights hold", lambda: numbers_in(neurons), 6)
    rights, x = [right_neuron(student, 3) for _ in range(2)], small_numbers(student, 3)
    for right, neuron in zip(rights, neurons):
        with_numbers_of(right, neuron)
    first, second = [right(x) for right in rights]
    student.expect(f"the first answer of layer({x})", lambda: first_of(layer(x)), first)
    student.expect(
        f"all answers of layer({x})", lambda: a_list(layer(x), "layer(x)"), [first, second]
    )


def test_parameters_of_a_layer(student):
    student.Layer(1, 1).parameters()
    layer = student.Layer(3, 2)
    ask_for_parameters(student, layer, layer.neurons)


# ------------------------------------------------------- what the questions are made of


def ask(neuron, x):
    return lambda: neuron(x)


def ask_for_parameters(student, made, neurons):
    own = [{id(value) for value in (*each.weights, each.bias)} for each in neurons]

    def given():
        found = a_list(made.parameters(), "what parameters() returns")
        for at, each in enumerate(found):
            if not isinstance(each, Value):
                refuse(f"entry [{at}] of parameters()", "a Value", each)
        return {id(each) for each in found}

    def twice():
        listed = a_list(made.parameters(), "what parameters() returns")
        return len(listed) - different(listed)

    def growth():
        before = len(made.parameters())
        return len(made.parameters()) - before

    def others():
        return "some" if given() - set().union(*own) else "none"

    student.expect(
        "how many Values of each neuron are in parameters()",
        lambda: [len(ids & given()) for ids in own],
        [4] * len(own),
    )
    student.expect("what else is in parameters()", others, "none")
    student.expect("how many are listed twice in parameters()", twice, 0)
    student.expect("how much longer parameters() is the next time", growth, 0)


def small_numbers(student, count):
    return [round(number / 2, 3) for number in student.numbers(count)]


def right_neuron(student, n_inputs):
    neuron = nn.Neuron(n_inputs)
    for value, number in zip(neuron.parameters(), small_numbers(student, n_inputs + 1)):
        value.data = number
    return neuron


def with_numbers_of(right, neuron):
    weights = a_list(neuron.weights, "neuron.weights")
    for value, right_value in zip([*weights, neuron.bias], [*right.w[: len(weights)], right.b]):
        if not isinstance(value, Value):
            refuse("each weight and the bias", "a Value", value)
        value.data = right_value.data
    return neuron


def kinds(things):
    for each in a_list(things, "neuron.weights"):
        if isinstance(each, (list, tuple)):
            refuse("each entry of neuron.weights", "a Value", each)
    names = {int: "a plain number", float: "a plain number"}
    return [
        "a Value" if isinstance(each, Value) else names.get(type(each), type(each).__name__)
        for each in things
    ]


def different(things):
    return len({id(each) for each in things})


def lengths(neurons):
    return [len(neuron.weights) for neuron in neurons]


def numbers_in(neurons):
    return len({value.data for neuron in neurons for value in neuron.weights})


def grads(values):
    return [value.grad for value in values]


def a_list(things, name):
    if not isinstance(things, (list, tuple)):
        refuse(name, "a list", things)
    return things


def neurons_of(layer):
    for each in a_list(layer.neurons, "layer.neurons"):
        if isinstance(each, type):
            refuse("each entry of layer.neurons", "a neuron", each)
    return layer.neurons


def first_of(answers):
    return answers if isinstance(answers, Value) else a_list(answers, "layer(x)")[0]


def a_value(thing):
    if not isinstance(thing, Value):
        refuse("what neuron(x) returns", "a Value", thing)
    return thing
