"""viz: graphs of minigrad's Values as pictures and tables."""

from viz.drawing import Drawing, draw
from viz.engines import RenderError, render
from viz.tables import table

__all__ = ["Drawing", "RenderError", "draw", "render", "table"]
