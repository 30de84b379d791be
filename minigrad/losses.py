"""Losses: what training minimises. Each takes the outputs and the targets of one sample.

The names are PyTorch's, except `squared_error`, which has the ½ of the derivation.
"""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral, Real

from minigrad import scalars
from minigrad.functions import total
from minigrad.value import Value, as_value


def squared_error(outputs: Sequence[Value], targets: Sequence[float]) -> Value:
    """C = ½ Σ (aᵢ − yᵢ)², whose ∂C/∂a is a − y.

    >>> squared_error([Value(3.0), Value(0.0)], [1.0, 0.0]).data
    2.0
    """
    return 0.5 * _sum_of_squares("squared_error", outputs, targets)


def mse_loss(outputs: Sequence[Value], targets: Sequence[float]) -> Value:
    """The mean of (aᵢ − yᵢ)².

    >>> mse_loss([Value(3.0), Value(0.0)], [1.0, 0.0]).data
    2.0
    """
    return _sum_of_squares("mse_loss", outputs, targets) / len(outputs)


def hinge_loss(outputs: Sequence[Value], targets: Sequence[float]) -> Value:
    """The mean of max(0, 1 − yᵢ·aᵢ) for targets yᵢ = ±1, as in support-vector machines.

    >>> hinge_loss([Value(0.25), Value(3.0)], [1, 1]).data
    0.375
    """
    _check_targets("hinge_loss", outputs, targets)
    for y in targets:
        if y not in (-1, 1):
            raise ValueError(f"hinge_loss() needs targets of -1 or 1, got {y!r}")
    margins = [(1 - y * a).relu() for a, y in zip(outputs, targets, strict=True)]
    return total(margins) / len(margins)


def binary_cross_entropy_with_logits(outputs: Sequence[Value], targets: Sequence[float]) -> Value:
    """The mean of −y log σ(a) − (1 − y) log(1 − σ(a)) for targets 0 <= y <= 1, at any a.

    >>> round(binary_cross_entropy_with_logits([Value(0.0)], [1]).data, 6)
    0.693147
    """
    _check_targets("binary_cross_entropy_with_logits", outputs, targets)
    for y in targets:
        if not isinstance(y, Real) or not 0 <= y <= 1:
            raise ValueError(
                f"binary_cross_entropy_with_logits() needs targets from 0 to 1, got {y!r}"
            )
    terms = [_binary_cross_entropy(a, y) for a, y in zip(outputs, targets, strict=True)]
    return total(terms) / len(terms)


def _binary_cross_entropy(a: Value, y: float) -> Value:
    # −log σ(a) = softplus(−a) and −log(1 − σ(a)) = softplus(a): no exponential can overflow
    if y == 1:
        return (-a).softplus()
    if y == 0:
        return a.softplus()
    return y * (-a).softplus() + (1 - y) * a.softplus()


def cross_entropy(outputs: Sequence[Value], target: int) -> Value:
    """−log softmax(a)ₜ of the right class t, as one node: log Σ e^(aᵢ − aₜ), right at any a.

    >>> cross_entropy([Value(800.0), Value(-800.0)], 1).data
    1600.0
    """
    _check_list("cross_entropy", "outputs", outputs)
    if not isinstance(target, Integral) or not 0 <= target < len(outputs):
        raise ValueError(
            f"cross_entropy() needs the number of the right class, 0 to {len(outputs) - 1}, "
            f"got {target!r}"
        )
    inputs, t = tuple(map(as_value, outputs)), int(target)
    a = [value.data for value in inputs]

    def _backward(delta: float) -> Sequence[float]:
        # ∂C/∂aᵢ = softmax(a)ᵢ − [i = t]
        return [delta * (p - (i == t)) for i, p in enumerate(scalars.softmax(a))]

    C = scalars.logsumexp([0.0 if i == t else ai - a[t] for i, ai in enumerate(a)])
    return Value._node(C, "cross_entropy", inputs, _backward)


def _sum_of_squares(loss: str, outputs: Sequence[Value], targets: Sequence[float]) -> Value:
    _check_targets(loss, outputs, targets)
    return total([(a - y) ** 2 for a, y in zip(outputs, targets, strict=True)])


def _check_targets(loss: str, outputs: Sequence[Value], targets: Sequence[float]) -> None:
    _check_list(loss, "outputs", outputs)
    _check_list(loss, "targets", targets)
    if len(outputs) != len(targets):
        raise ValueError(
            f"{loss}() needs one target per output, got {len(outputs)} outputs "
            f"and {len(targets)} targets"
        )


def _check_list(loss: str, name: str, given: object) -> None:
    if not isinstance(given, (list, tuple)):
        raise TypeError(
            f"{loss}() needs a list of {name}, got {type(given).__name__}: write [a] or list(a)"
        )
    if not given:
        raise ValueError(f"{loss}() needs {name}, got none")
