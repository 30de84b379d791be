"""Read a drawn SVG: its texts, its tooltips."""

from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
XLINK_TITLE = "{http://www.w3.org/1999/xlink}title"


def texts(svg):
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def tooltips(svg):
    return [link.get(XLINK_TITLE) for link in ElementTree.fromstring(svg).iter(f"{SVG}a")]


def tags(svg):
    return {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()}
