"""09 the four equations by hand: a solution."""

import math


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def transpose(a):
    return [list(column) for column in zip(*a)]


def matmul(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in transpose(b)] for row in a]


def forward(weights, biases, inputs):
    zs, activations = [], [inputs]
    for w, b in zip(weights, biases):
        rows = matmul(activations[-1], transpose(w))
        zs.append([[z + bj for z, bj in zip(row, b)] for row in rows])
        activations.append([[sigmoid(z) for z in row] for row in zs[-1]])
    return zs, activations


def sigmoid_slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


def backpropagate(weights, biases, inputs, targets):
    zs, activations = forward(weights, biases, inputs)
    n = len(inputs)
    output = [
        [(a - y) * sigmoid_slope(z) for a, y, z in zip(*rows)]
        for rows in zip(activations[2], targets, zs[1])
    ]
    hidden = [
        [sent * sigmoid_slope(z) for sent, z in zip(*rows)]
        for rows in zip(matmul(output, weights[1]), zs[0])
    ]
    deltas = [hidden, output]
    dC_dw = [
        [[x / n for x in row] for row in matmul(transpose(delta), before)]
        for delta, before in zip(deltas, activations)
    ]
    dC_db = [[sum(column) / n for column in transpose(delta)] for delta in deltas]
    return deltas, dC_dw, dC_db
