"""viz: graphs of minigrad's Values as pictures and tables.

A name is imported from its file when it is first used: who draws need not wait for the tables.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = [
    "Drawing",
    "Explorer",
    "Player",
    "RenderError",
    "Worksheet",
    "check_table",
    "code_table",
    "cost_table",
    "draw",
    "draw_equations",
    "equations_table",
    "explore",
    "gradient_flow",
    "heatmap",
    "layer_matrix",
    "layer_table",
    "layers",
    "play",
    "plot_chord",
    "plot_costs",
    "plot_curves",
    "plot_descent",
    "plot_dots",
    "plot_losses",
    "plot_order",
    "plot_regions",
    "plot_step_size_errors",
    "regions",
    "render",
    "table",
    "worksheet",
]

NAMES_BY_FILE = {
    "dots": ["plot_dots"],
    "drawing": ["Drawing", "draw"],
    "engines": ["RenderError", "render"],
    "explorer": ["Explorer", "explore"],
    "flow": ["gradient_flow"],
    "four_equations": ["draw_equations", "equations_table"],
    "gradient_checks": ["check_table", "plot_step_size_errors"],
    "jacobian_cost": ["cost_table", "plot_costs"],
    "layer_view": ["heatmap", "layer_table", "layers"],
    "order_plot": ["plot_order"],
    "plane": ["regions"],
    "player": ["Player", "play"],
    "plots": ["plot_curves", "plot_losses", "plot_regions"],
    "slopes": ["plot_chord", "plot_descent"],
    "tables": ["code_table", "table"],
    "transpose": ["layer_matrix"],
    "worksheets": ["Worksheet", "worksheet"],
}

WORDS_OF_MICROGRAD = {
    "draw_dot": "draw(y) draws the graph, and draw(y).save('y.svg') saves the picture",
    "trace": "topological_order(y), from minigrad, lists the nodes of the graph",
}

if TYPE_CHECKING:  # what type checkers and editors read; the program reads the other branch
    from viz.dots import plot_dots
    from viz.drawing import Drawing, draw
    from viz.engines import RenderError, render
    from viz.explorer import Explorer, explore
    from viz.flow import gradient_flow
    from viz.four_equations import draw_equations, equations_table
    from viz.gradient_checks import check_table, plot_step_size_errors
    from viz.jacobian_cost import cost_table, plot_costs
    from viz.layer_view import heatmap, layer_table, layers
    from viz.order_plot import plot_order
    from viz.plane import regions
    from viz.player import Player, play
    from viz.plots import plot_curves, plot_losses, plot_regions
    from viz.slopes import plot_chord, plot_descent
    from viz.tables import code_table, table
    from viz.transpose import layer_matrix
    from viz.worksheets import Worksheet, worksheet
else:

    def __getattr__(name: str) -> Any:
        """Python asks here for each name that the package does not have (yet)."""
        for file, names in NAMES_BY_FILE.items():
            if name in names:
                globals()[name] = getattr(import_module(f"viz.{file}"), name)
                return globals()[name]
        if name in WORDS_OF_MICROGRAD:
            raise ImportError(f"viz has no {name}: {WORDS_OF_MICROGRAD[name]}")
        raise AttributeError(f"module 'viz' has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
