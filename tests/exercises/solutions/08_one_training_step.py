"""08 a loss and one training step: a solution."""


def mse_loss(predictions, targets):
    return sum((a - y) ** 2 for a, y in zip(predictions, targets)) / len(targets)


def training_step(network, inputs, targets, lr):
    loss = mse_loss([network(x)[0] for x in inputs], targets)
    network.zero_grad()
    loss.backward()
    for parameter in network.parameters():
        parameter.data -= lr * parameter.grad
    return loss.data
