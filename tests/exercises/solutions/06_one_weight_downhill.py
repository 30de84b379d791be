"""06 one weight downhill: the reference solution."""


def step(w, slope, lr):
    return w - lr * slope


def descend(make_cost, w, lr, steps):
    for _ in range(steps):
        C = make_cost(w)
        w.zero_grad()
        C.backward()
        w.data = step(w.data, w.grad, lr)
    return w.data
