"""What the picture of a graph shows, read from its SVG: texts, colours and widths."""

from xml.etree import ElementTree

import pytest

SVG = "{http://www.w3.org/2000/svg}"


def shown_in(svg):
    """Of all boxes and arrows in their order: what an explorer must show as a drawing does."""
    root = ElementTree.fromstring(svg)
    boxes, arrows = (
        [group for group in root.iter(f"{SVG}g") if group.get("class") == kind]
        for kind in ("node", "edge")
    )
    texts = [text for group in (*boxes, *arrows) for text in group.iter(f"{SVG}text")]
    spans = [span for text in texts for span in (text, *text.iter(f"{SVG}tspan"))]
    lines = [path for arrow in arrows for path in arrow.iter(f"{SVG}path")]
    return {
        "texts": ["".join(text.itertext()).strip() for text in texts],
        "inks": [span.get("fill") for span in spans],
        "fills": [_behind_delta(box).get("fill") for box in boxes],
        "lines": [path.get("stroke") for path in lines],
        "widths": [float(path.get("stroke-width", 1)) for path in lines],
    }


def _behind_delta(box):
    parts = list(box.iter())
    at = next(place for place, part in enumerate(parts) if part.text == "δ ")
    return [part for part in parts[:at] if part.tag == f"{SVG}polygon"][-1]


def assert_alike(shown, svg):
    """The same texts and colours as in a drawing, and widths that are rounded as an engine does."""
    expected = shown_in(svg)
    assert shown["widths"] == pytest.approx(expected["widths"], abs=0.011)
    assert {**shown, "widths": None} == {**expected, "widths": None}
