"""The reference solution of 11: vᵀJ of whole lists, in which only jacobian() makes a matrix."""


def linear_vjp(W, v):
    return [sum(w * d for w, d in zip(column, v)) for column in zip(*W)]


def elementwise_vjp(slopes, v):
    return [slope * d for slope, d in zip(slopes, v)]


def softmax_vjp(s, v):
    mean = sum(p * d for p, d in zip(s, v))
    return [p * (d - mean) for p, d in zip(s, v)]


def jacobian(vjp, n_outputs):
    return [vjp([float(i == j) for j in range(n_outputs)]) for i in range(n_outputs)]
