"""viz: graphs of minigrad's Values as pictures and tables."""

from viz.drawing import Drawing, draw
from viz.engines import RenderError, render
from viz.layers import heatmap, layer_table, layers
from viz.regions import regions, save_regions
from viz.tables import table

__all__ = [
    "Drawing",
    "RenderError",
    "draw",
    "heatmap",
    "layer_table",
    "layers",
    "regions",
    "render",
    "save_regions",
    "table",
]
