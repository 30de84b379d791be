"""Mistakes in single functions."""

MISTAKES = ()
