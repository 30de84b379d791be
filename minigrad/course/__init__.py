"""Questions that are asked before they are answered: `predict("01.1", None)` in a notebook."""

from minigrad.course.prediction import Prediction, predict
from minigrad.course.speeds import recorded_speeds

__all__ = ["Prediction", "predict", "recorded_speeds"]
