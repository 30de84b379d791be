"""minigrad: backpropagation on a graph of single numbers, to be read, drawn and walked through."""

from minigrad.functions import (
    label_values,
    logsumexp,
    maximum,
    minimum,
    operation,
    softmax,
    total,
    weighted_sum,
    where,
)
from minigrad.graph import Step, topological_order, walk
from minigrad.memory import gc_paused
from minigrad.value import Value

__version__ = "0.1.0"

__all__ = [
    "Step",
    "Value",
    "gc_paused",
    "label_values",
    "logsumexp",
    "maximum",
    "minimum",
    "operation",
    "softmax",
    "topological_order",
    "total",
    "walk",
    "weighted_sum",
    "where",
]
