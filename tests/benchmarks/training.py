"""Gradient descent on plain numbers: what every engine's loss and gradient are used for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Training:
    def __init__(self, loss_and_gradient: Callable[[Any], tuple[Any, Any]], parameters: Any):
        self._loss_and_gradient = loss_and_gradient
        self.parameters = parameters
        self.gradient: Any = None

    def step(self, rate: float) -> float:
        """Go downhill once; the loss before it."""
        loss, self.gradient = self._loss_and_gradient(self.parameters)
        self.parameters = self._descended(rate)
        return float(loss)

    def _descended(self, rate: float) -> Any:
        return [p - rate * slope for p, slope in zip(self.parameters, self.gradient, strict=True)]


class ArrayTraining(Training):
    """The same where parameters and gradient are arrays."""

    def _descended(self, rate: float) -> Any:
        return self.parameters - rate * self.gradient
