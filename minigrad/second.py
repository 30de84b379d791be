"""Second derivatives: a traced gradient is arithmetic, so it runs on Values: a graph again."""

from __future__ import annotations

from minigrad.jacobian import jacobian, vjp
from minigrad.trace import trace
from minigrad.value import Value, as_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def gradient_graph(f: Callable[..., Value], *numbers: float) -> tuple[list[Value], list[Value]]:
    """The leaves, and for each of them ∂f/∂x as a graph of its own, to be drawn or walked.

    >>> (x,), (slope,) = gradient_graph(lambda x: x**3, 2.0)
    >>> slope.backward()
    >>> slope.data, x.grad                      # 3x² and 6x
    (12.0, 12.0)
    """
    traced = trace(f, *numbers, argnums=range(len(numbers)))
    leaves = [Value(x, f"x{i}") for i, x in enumerate(numbers)]
    _, slopes = traced.value_and_grad(*leaves)
    return leaves, [as_value(slope) for slope in slopes]


def hessian(f: Callable[..., Value]) -> Callable[..., list[list[float]]]:
    """The matrix of ∂²f/∂xᵢ∂xⱼ of a function of n numbers, as a function of them: n walks.

    >>> hessian(lambda x, y: x**3 * y)(2.0, 5.0)
    [[60.0, 12.0], [12.0, 0.0]]
    """

    def evaluate(*numbers: float) -> list[list[float]]:
        leaves, slopes = gradient_graph(f, *numbers)
        return jacobian(slopes, leaves)

    return evaluate


def hessian_vector_product(
    f: Callable[..., Value],
) -> Callable[[Sequence[float], Sequence[float]], list[float]]:
    """H·v at a point by ONE more walk: H is symmetric, so H·v = vᵀH.

    >>> hessian_vector_product(lambda x, y: x**3 * y)([2.0, 5.0], [1.0, 10.0])
    [180.0, 12.0]
    """

    def evaluate(numbers: Sequence[float], v: Sequence[float]) -> list[float]:
        leaves, slopes = gradient_graph(f, *numbers)
        return vjp(slopes, leaves, v)

    return evaluate
