"""07b a neuron and a layer: what yours are asked. Change 07b_a_neuron_and_a_layer.py."""

from minigrad import Value, nn
from minigrad.exercises.answers import refuse

SET = "[with_numbers(neuron, **each) for neuron, each in zip(neurons, numbers)]; "


def test_what_a_new_neuron_is_made_of(student):
    ready(student, "neuron = Neuron(3)")
    student.expect("what is in Neuron(3).weights", "kinds(Neuron(3).weights)", ["a Value"] * 3)
    student.expect("what Neuron(3).bias is", "kinds([neuron.bias])", ["a Value"])
    student.expect("how many different Values 3 weights are", "different(neuron.weights)", 3)
    student.expect("how many different numbers 3 weights hold", "numbers_in([neuron])", 3)
    *w, b = small_numbers(student, 4)
    student.expect(
        f"what the weights hold once they are set to {w}",
        "[each.data for each in with_numbers(neuron, w, b).weights]",
        w,
        w=w,
        b=b,
    )


def test_what_a_neuron_computes(student):
    for n in (1, 3):
        right, x = right_neuron(student, n), small_numbers(student, n)
        ready(student, "neuron = with_numbers(Neuron(n), w, b)", n=n, **numbers_of(right))
        student.expect(f"neuron({x})", "neuron(x)", right(x), x=x)
        for value in right.parameters():
            value.data = -value.data
        student.run("with_numbers(neuron, w, b)", **numbers_of(right))
        student.expect(f"neuron({x}), all weights and b negated", "neuron(x)", right(x), x=x)
    right, (x, other) = right_neuron(student, 3), small_numbers(student, 2)
    ready(student, "neuron = with_numbers(Neuron(3), w, b)", **numbers_of(right))
    x = [x, x, other]
    student.expect(f"neuron({x})", "neuron(x)", right(x), x=x)


def test_gradients_of_a_neuron(student):
    right, numbers = right_neuron(student, 2), small_numbers(student, 2)
    ready(student, "neuron = with_numbers(Neuron(n), w, b)", n=2, **numbers_of(right))
    right_x = [Value(number) for number in numbers]
    right(right_x).backward()
    student.run("x = [Value(number) for number in numbers]", numbers=numbers)
    student.run("a_value(neuron(x)).backward()")
    student.expect("∂a/∂w of a = neuron(x)", "grads(neuron.weights)", grads(right.w))
    student.expect("∂a/∂b", "neuron.bias.grad", right.b.grad)
    student.expect("∂a/∂x, if x is a list of Values", "grads(x)", grads(right_x))


def test_parameters_of_a_neuron(student):
    ready(student, "Neuron(2).parameters()")
    student.run("made = Neuron(3); neurons = [made]")
    ask_for_parameters(student)


def test_what_a_layer_computes(student):
    ready(student, "layer = Layer(3, 2)")
    student.expect("how many neurons Layer(3, 2) has", "different(neurons_of(Layer(3, 2)))", 2)
    student.run("neurons = neurons_of(layer)")
    student.expect("how many weights each neuron has", "lengths(neurons)", [3, 3])
    student.expect("how many different numbers 6 weights hold", "numbers_in(neurons)", 6)
    rights, x = [right_neuron(student, 3) for _ in range(2)], small_numbers(student, 3)
    set_numbers(student, [numbers_of(right) for right in rights])
    first, second = [right(x) for right in rights]
    student.expect(f"the first answer of layer({x})", "first_of(layer(x))", first, x=x)
    student.expect(
        f"all answers of layer({x})", "a_list(layer(x), 'layer(x)')", [first, second], x=x
    )


def test_parameters_of_a_layer(student):
    ready(student, "Layer(1, 1).parameters()")
    student.run("made = Layer(3, 2); neurons = made.neurons")
    ask_for_parameters(student)


# ------------------------------------------------------- what the questions are made of


def ready(student, program, **given):
    """Run a first program, with Value and the functions below at hand."""
    student.use(*HELPERS)
    student.run(f"from minigrad import Value\n{program}", **given)


def ask_for_parameters(student):
    student.run("own = own_values(neurons)")
    count = student.value("len(own)")
    count = int(count) if count in range(1, 6) else 2
    student.expect(
        "how many Values of each neuron are in parameters()",
        "given = given_values(made); [len(ids & given) for ids in own]",
        [4] * count,
    )
    student.expect(
        "what else is in parameters()",
        "'some' if given_values(made) - set().union(*own) else 'none'",
        "none",
    )
    student.expect("how much longer parameters() is the next time", "growth(made)", 0)
    student.expect("how many are listed twice in parameters()", "twice(made)", 0)
    numbers = [small_numbers(student, 4) for _ in range(count)]
    student.expect(
        "the numbers in parameters() once all weights and b are set, sorted",
        f"{SET}sorted(each.data for each in made.parameters())",
        sorted(number for each in numbers for number in each),
        numbers=[{"w": w, "b": b} for *w, b in numbers],
    )


def set_numbers(student, numbers):
    student.run(f"{SET}None", numbers=numbers)


def numbers_of(right):
    return {"w": [value.data for value in right.w], "b": right.b.data}


def small_numbers(student, count):
    return [round(number / 2, 3) for number in student.numbers(count)]


def right_neuron(student, n_inputs):
    neuron = nn.Neuron(n_inputs)
    for value, number in zip(neuron.parameters(), small_numbers(student, n_inputs + 1)):
        value.data = number
    return neuron


def grads(values):
    return [value.grad for value in values]


# ------------------------------------------------------- what runs beside your code


def with_numbers(neuron, w, b):
    weights = a_list(neuron.weights, "neuron.weights")
    for value, number in zip([*weights, neuron.bias], [*w[: len(weights)], b]):
        if not isinstance(value, Value):
            refuse("each weight and the bias", "a Value", value)
        value.data = number
    return neuron


def own_values(neurons):
    return [{id(value) for value in (*each.weights, each.bias)} for each in neurons]


def given_values(made):
    found = a_list(made.parameters(), "what parameters() returns")
    for at, each in enumerate(found):
        if not isinstance(each, Value):
            refuse(f"entry [{at}] of parameters()", "a Value", each)
    return {id(each) for each in found}


def twice(made):
    listed = a_list(made.parameters(), "what parameters() returns")
    return len(listed) - different(listed)


def growth(made):
    before = len(made.parameters())
    return len(made.parameters()) - before


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


HELPERS = (
    *(with_numbers, own_values, given_values, twice, growth, kinds, different, lengths),
    *(numbers_in, grads, a_list, neurons_of, first_of, a_value),
)
