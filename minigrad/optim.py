"""Optimisers change parameters to make a loss smaller, step for step as those of PyTorch do."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, sqrt
from numbers import Real

from minigrad.names import name_of
from minigrad.value import Value


class Optimizer:
    """What all optimisers share: the parameters, and setting their grads to 0."""

    def __init__(self, parameters: Iterable[Value]) -> None:
        given = list(parameters) if hasattr(parameters, "__iter__") else []
        if not given or not all(isinstance(p, Value) for p in given):
            raise ValueError(
                f"{type(self).__name__}() needs a list of Values to change, "
                f"such as model.parameters(), got {type(parameters).__name__}"
            )
        self.parameters = list(dict.fromkeys(given))  # a shared one takes one step, not several

    def step(self) -> None:
        """Change every parameter according to its `grad`."""
        raise TypeError(f"{type(self).__name__} needs a step() method of its own")

    def zero_grad(self) -> None:
        """Set the grad of every parameter to 0."""
        for p in self.parameters:
            p.grad = 0.0


class SGD(Optimizer):
    """Gradient descent: p ← p − lr·v with v ← momentum·v + g and g = ∂C/∂p + weight_decay·p.

    With `nesterov` the step is lr·(g + momentum·v): it looks ahead to where v leads
    (Nesterov 1983, as PyTorch writes it). ValueError for nesterov without momentum.

    >>> p = Value(1.0)
    >>> optimizer = SGD([p], lr=0.1)
    >>> (p * p).backward(); optimizer.step(); p.data
    0.8
    """

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float,
        *,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        super().__init__(parameters)
        _check_at_least_0("SGD", lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and momentum == 0:
            raise ValueError("SGD() needs momentum > 0 with nesterov=True, such as momentum=0.9")
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.nesterov = nesterov
        self._velocities = [0.0] * len(self.parameters)

    def step(self) -> None:
        for i, p in enumerate(self.parameters):
            slope = _slope(self, p)
            self._velocities[i] = v = self.momentum * self._velocities[i] + slope
            p.data -= self.lr * (slope + self.momentum * v if self.nesterov else v)


class Adam(Optimizer):
    """Kingma and Ba 2014: a step of about lr for every parameter, whatever its gradient's size.

    p ← p − lr · m̂ / (√v̂ + eps) with running means m of ∂C/∂p and v of (∂C/∂p)², both
    corrected for their start at 0: m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).

    >>> p = Value(1.0)
    >>> optimizer = Adam([p], lr=0.1)
    >>> (p * p).backward(); optimizer.step(); round(p.data, 6)
    0.9
    """

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float = 0.001,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters)
        _check_at_least_0("Adam", lr=lr, eps=eps, weight_decay=weight_decay)
        if eps == 0:
            raise ValueError("Adam() needs eps > 0, got 0: it divides by eps where a gradient is 0")
        is_pair = isinstance(betas, (tuple, list)) and len(betas) == 2
        if not is_pair or not all(isinstance(beta, Real) and 0 <= beta < 1 for beta in betas):
            raise ValueError(f"Adam() needs two betas with 0 <= beta < 1, got {betas!r}")
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self._steps = 0
        self._means = [0.0] * len(self.parameters)
        self._squares = [0.0] * len(self.parameters)

    def step(self) -> None:
        self._steps += 1
        beta1, beta2 = self.betas
        correction1, correction2 = 1 - beta1**self._steps, 1 - beta2**self._steps
        for i, p in enumerate(self.parameters):
            slope = _slope(self, p)
            self._means[i] = m = beta1 * self._means[i] + (1 - beta1) * slope
            self._squares[i] = v = beta2 * self._squares[i] + (1 - beta2) * slope * slope
            p.data -= self.lr * (m / correction1) / (sqrt(v / correction2) + self.eps)


def _slope(optimizer: SGD | Adam, p: Value) -> float:
    """∂C/∂p with the weight decay's share."""
    try:
        return p.grad + optimizer.weight_decay * p.data
    except TypeError:
        raise TypeError(
            f"{type(optimizer).__name__}.step() needs a number in every grad, got {p.grad!r} at "
            f"{name_of(p)}: call zero_grad() and backward() first"
        ) from None


def _check_at_least_0(optimizer: str, **settings: float) -> None:
    for name, setting in settings.items():
        if not isinstance(setting, Real) or not 0 <= setting < inf:
            raise ValueError(f"{optimizer}() needs {name} to be finite and >= 0, got {setting!r}")
