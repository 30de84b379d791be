"""09 the four equations by hand: backpropagation on lists of numbers, without a graph.

The network has two layers of three sigmoid neurons and three inputs. weights[0] is the hidden
layer's matrix, weights[1] the output layer's; weights[1][j][k] leads from hidden neuron k to
output j, and biases[1][j] belongs to output j. inputs and targets have a row for each of N
samples. The cost is the mean C = (1/N) Σₙ Cₙ of Cₙ = ½ Σⱼ (aⱼ − yⱼ)².

Write σ′ in sigmoid_slope, and backpropagate, which returns three lists, with the hidden layer
at [0] and the output layer at [1]:

    deltas   deltas[l][n][j] = ∂Cₙ/∂zⱼ of one sample n (so without 1/N): N rows of 3
    dC_dw    dC_dw[l][j][k] = ∂C/∂wⱼₖ of the mean (so with 1/N): 3 rows of 3
    dC_db    dC_db[l][j] = ∂C/∂bⱼ, also of the mean: 3 numbers

Lists or NumPy arrays, loops or matrix products: as you like. Difference quotients will not do:
they are right to about ten digits, the equations to all digits that a float has.

Ask with `pytest`, or with `minigrad exercises check 09`.
"""

import math


def sigmoid(z):
    """σ(z) of one number."""
    return 1 / (1 + math.exp(-z))


def transpose(a):
    return [list(column) for column in zip(*a)]


def matmul(a, b):
    """The product of two matrices, lists of rows."""
    return [[sum(x * y for x, y in zip(row, column)) for column in transpose(b)] for row in a]


def forward(weights, biases, inputs):
    """zs[l] and activations[l + 1] of both layers, with a row for each sample.

    activations[0] is inputs.
    """
    zs, activations = [], [inputs]
    for w, b in zip(weights, biases):
        rows = matmul(activations[-1], transpose(w))
        zs.append([[z + bj for z, bj in zip(row, b)] for row in rows])
        activations.append([[sigmoid(z) for z in row] for row in zs[-1]])
    return zs, activations


def sigmoid_slope(z):
    """σ′(z) of one number."""
    raise NotImplementedError("how can σ′(z) be written with σ(z)?")


def backpropagate(weights, biases, inputs, targets):
    """(deltas, dC_dw, dC_db), each a list of [the hidden layer's, the output layer's].

    Begin with zs, activations = forward(weights, biases, inputs).
    """
    deltas, dC_dw, dC_db = [None, None], [None, None], [None, None]
    raise NotImplementedError("deltas[1]: z of an output acts through its own a; what is ∂Cₙ/∂z?")
    raise NotImplementedError("deltas[0]: through which z of the output layer does a hidden z act?")
    raise NotImplementedError("dC_dw: which two numbers meet at the weight from k to j?")
    raise NotImplementedError("dC_db: by how much does z grow with its bias?")
    return deltas, dC_dw, dC_db
