"""08 a loss and one training step: say how wrong a network is, and make it less wrong.

The loss of N samples is the mean of the squares, C = (1/N)·((a₀ − y₀)² + (a₁ − y₁)² + …): a
prediction a is a Value, a target y a number, and the loss is a Value, so that it has a graph.

One step of gradient descent takes all samples at once, and changes every parameter p of the
network by −lr·∂C/∂p. A network can be called, with one sample (a list of numbers), and answers
with a list of one Value: its prediction is network(x)[0]. Its parameters() are a list of Values;
network.zero_grad() sets the grad of each to 0.

Ask with `pytest`, or with `minigrad exercises check 08`.
"""


def mse_loss(predictions, targets):
    """The mean of (a − y)², as a Value, for a list of Values and a list of as many numbers."""
    raise NotImplementedError("what is summed over all samples, and what is the sum divided by?")


def training_step(network, inputs, targets, lr):
    """Make one step of gradient descent; return the loss before the step, as a number.

    `inputs` is a list of samples, `targets` has one number for each of them.
    """
    loss = mse_loss([network(x)[0] for x in inputs], targets)
    raise NotImplementedError("which three things have to happen now, and in which order?")
    return loss.data
