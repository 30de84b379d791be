"""Read a drawn SVG: its texts, its tooltips."""

from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
XLINK_TITLE = "{http://www.w3.org/1999/xlink}title"


def texts(svg):
    """Every piece of text of one look, as a name, its formula, δ, a number."""
    return [
        part.strip(" ") if len(line) else part for line in _lines(svg) for part in line.itertext()
    ]


def lines(svg):
    """Every line of a cell or an arrow: a name with its formula, δ with its number."""
    return ["".join(line.itertext()) for line in _lines(svg)]


def _lines(svg):
    return ElementTree.fromstring(svg).iter(f"{SVG}text")


def tooltips(svg):
    return [link.get(XLINK_TITLE) for link in ElementTree.fromstring(svg).iter(f"{SVG}a")]


def tags(svg):
    return {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()}
