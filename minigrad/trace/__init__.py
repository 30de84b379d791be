"""Trace a function once, replay its graph as straight-line code."""

from minigrad.trace.traced import Traced, trace

__all__ = ["Traced", "trace"]
