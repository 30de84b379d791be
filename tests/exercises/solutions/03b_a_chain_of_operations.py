"""The reference solution of 03b: a rule keeps its slope, and δ goes through the rules backward."""


def forward(functions, x):
    values = [x]
    for function in functions:
        values.append(function(values[-1]))
    return values


def make_rules(slopes, values):
    def rule(local):
        return lambda delta: delta * local

    return [rule(slope(x)) for slope, x in zip(slopes, values)]


def backward(rules):
    deltas = [1.0]
    for rule in reversed(rules):
        deltas.append(rule(deltas[-1]))
    return deltas[::-1]
