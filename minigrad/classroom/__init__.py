"""Grading a whole class: submissions in, feedback, tables and gradebooks out."""
