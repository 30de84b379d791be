"""What a page holds in itself, to work without a network: scripts, styles, pictures, data."""

from __future__ import annotations

import re
from importlib.resources import files


def asset(name: str) -> str:
    """A file of viz/browser, without its indentation and its comments."""
    text = files("viz").joinpath("browser", name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def inert(json_text: str) -> str:
    """JSON that cannot end the script that it stands in, whatever a label says."""
    return json_text.replace("<", "\\u003c").replace("\u2028", " ").replace("\u2029", " ")


def text_uri(svg: str) -> str:
    """The picture as text in the address of an image.

    It is shorter than base64, and those who clean the HTML of notebooks leave it alone.

    >>> text_uri('<text x="1">"it\\'s 5 %"</text>')
    "data:image/svg+xml,%3Ctext x='1'%3E%26quot;it%26apos;s 5 %25%26quot;%3C/text%3E"
    """
    svg = re.sub(">[^<]*<", lambda text: text[0].replace('"', "&quot;"), svg)
    svg = svg.replace("'", "&apos;").replace('"', "'").replace("\n", " ")
    for character in "%#<>&":
        svg = svg.replace(character, f"%{ord(character):02X}")
    return f"data:image/svg+xml,{svg}"
