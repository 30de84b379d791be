"""viz: graphs of minigrad's Values as pictures and tables."""

from viz.drawing import Drawing, draw
from viz.engines import RenderError, render
from viz.four_equations import draw_equations, equations_table
from viz.gradient_checks import check_table, plot_step_size_errors
from viz.jacobian_cost import cost_table, plot_costs
from viz.layers import heatmap, layer_table, layers
from viz.order_plot import plot_order
from viz.player import Player, play
from viz.plots import plot_curves, plot_losses, plot_regions
from viz.regions import regions
from viz.tables import code_table, table

__all__ = [
    "Drawing",
    "Player",
    "RenderError",
    "check_table",
    "code_table",
    "cost_table",
    "draw",
    "draw_equations",
    "equations_table",
    "heatmap",
    "layer_table",
    "layers",
    "play",
    "plot_costs",
    "plot_curves",
    "plot_losses",
    "plot_order",
    "plot_regions",
    "plot_step_size_errors",
    "regions",
    "render",
    "table",
]
