"""Engines that build a graph of scalars on every step: ours, micrograd, PyTorch, the C one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from tests.benchmarks.training import Training
from tests.benchmarks.workloads import hinge, left_fold, penalty, score, sum_of_products

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.benchmarks.workloads import Sample


class Eager:
    """Leaves from numbers, a graph by arithmetic, a pass backward, numbers out again."""

    neuron = staticmethod(sum_of_products)

    def leaf(self, number: float) -> Any:
        raise TypeError(f"{type(self).__name__} needs a leaf() of its own")

    def constant(self, number: float) -> Any:
        return self.leaf(number)

    def relu(self, value: Any) -> Any:
        return value.relu()

    def backward(self, root: Any) -> None:
        root.backward()

    def number(self, value: Any) -> float:
        return float(value.data)

    def slope(self, leaf: Any) -> float:
        return float(leaf.grad)

    def expression(
        self, function: Callable[..., Any], at: Sequence[float]
    ) -> Callable[[], tuple[float, list[float]]]:
        def run() -> tuple[float, list[float]]:
            leaves = [self.leaf(number) for number in at]
            root = function(leaves, self.relu)
            self.backward(root)
            return self.number(root), [self.slope(leaf) for leaf in leaves]

        return run

    def training(self, parameters: list[float], samples: Sequence[Sample]) -> Training:
        def loss_and_gradient(numbers: list[float]) -> tuple[float, list[float]]:
            p = [self.leaf(number) for number in numbers]
            terms = []
            for x, y in samples:
                s = score(p, [self.constant(each) for each in x], self.neuron, self.relu)
                terms.append(hinge(s, y, self.relu))
            root = left_fold(terms) * (1 / len(samples)) + penalty(p)
            self.backward(root)
            return self.number(root), [self.slope(leaf) for leaf in p]

        return Training(loss_and_gradient, parameters)


class Minigrad(Eager):
    def __init__(self, fused: bool) -> None:
        from minigrad import Value, weighted_sum

        self.leaf = Value
        if fused:
            self.neuron = weighted_sum


class Micrograd(Eager):
    def __init__(self) -> None:
        from micrograd.engine import Value

        self.leaf = Value


class Torch(Eager):
    def __init__(self) -> None:
        import torch

        torch.set_num_threads(1)
        self.torch = torch

    def leaf(self, number: float) -> Any:
        return self.torch.tensor(number, dtype=self.torch.float64, requires_grad=True)

    def constant(self, number: float) -> Any:
        return number  # without a gradient, as the most favourable case


class Extension(Eager):
    """The package that PyPI calls minigrad: an engine in C, which has the import name of ours."""

    def __init__(self) -> None:
        sys.path.append(sys.path.pop(0))  # this checkout behind the installed packages
        import minigrad

        if hasattr(minigrad, "walk"):
            raise ImportError(
                "needs an interpreter of its own, where pip installed PyPI's minigrad"
            )
        self.leaf = minigrad.Value
