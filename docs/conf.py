"""How Sphinx makes the documentation's pages; `docs/site/make_site.py` gives it the sources."""

import re
from pathlib import Path
from typing import Any

from minigrad import __version__
from viz.theme import COLOURS

project = "minigrad"
author = copyright = "The minigrad authors"
version = release = __version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
    "sphinx.ext.mathjax",
]
default_role = "code"  # what single backticks are in the docstrings

myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 4
# The notebooks come executed; what they ask first and show afterwards is folded.
nb_execution_mode = "off"
nb_code_prompt_show = "Predict first, then open"
nb_code_prompt_hide = "Close"

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True

# KaTeX, in the place of MathJax: a third of its size, and it stands among the site's own files.
mathjax_path = "katex/start.js"

html_theme = "furo"
pygments_dark_style = "github-dark"
html_title = "minigrad"
html_static_path = ["_static"]
html_favicon = "_static/icon.svg"
html_css_files = ["site.css"]
html_copy_source = False
exclude_patterns = [".doctrees"]
html_show_sphinx = False


def _brand(mode: int) -> dict[str, str]:
    colour = COLOURS["highlight"][mode]
    return {"color-brand-primary": colour, "color-brand-content": colour}


html_theme_options: dict[str, Any] = {
    "light_css_variables": _brand(0),
    "dark_css_variables": _brand(1),
}


def _keep_bars(app: Any, what: str, name: str, of: Any, options: Any, lines: list[str]) -> None:
    """In a docstring |δ| is an absolute value, and no substitution."""
    example = False
    for i, line in enumerate(lines):
        example = line.lstrip().startswith(">>>") or (example and line.strip() != "")
        if not example:
            lines[i] = re.sub(r"(`[^`]*`)|\|", lambda found: found[1] or r"\|", line)


def _mend(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """What the themes leave out for those who hear a page, or have only a keyboard."""
    body = context.get("body", "").replace(' aria-label="Toggle hidden content"', "")
    body = body.replace("<pre>", '<pre tabindex="0">')  # which scrolls
    context["body"] = re.sub(r"<th( class=[^>]*)?><p></p></th>", r"<td\1></td>", body)
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )


# What the theme's templates say of its own parts, and what they should say.
PARTS = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    '<div id="search-results">': '<h1>Search</h1>\n<div id="search-results">',
}


def _name_parts(app: Any, error: Exception | None) -> None:
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for part, named in PARTS.items():
            text = text.replace(part, named)
        path.write_text(text, encoding="utf-8", newline="\n")


def setup(app: Any) -> None:
    app.connect("build-finished", _name_parts)
    app.connect("html-page-context", _mend, priority=900)  # after furo
    app.connect("autodoc-process-docstring", _keep_bars)
