"""viz: graphs of minigrad's Values as pictures and tables."""

from viz.drawing import Drawing, draw
from viz.engines import RenderError, render
from viz.layers import heatmap, layer_table, layers
from viz.player import Player, play
from viz.plots import plot_curves, plot_losses, plot_regions
from viz.regions import regions
from viz.tables import table

__all__ = [
    "Drawing",
    "Player",
    "RenderError",
    "draw",
    "heatmap",
    "layer_table",
    "layers",
    "play",
    "plot_curves",
    "plot_losses",
    "plot_regions",
    "regions",
    "render",
    "table",
]
