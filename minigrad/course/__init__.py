"""Questions that are asked before they are answered: `predict("01.1", None)` in a notebook."""

from minigrad.course.prediction import Prediction, predict

__all__ = ["Prediction", "predict"]
