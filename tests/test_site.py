"""The site: its links, and what it is made of; slow tests build it and look at it in Chromium."""

import json
import re
from pathlib import Path

import pytest

from docs.site.links import faults

ROOT = Path(__file__).parents[1]
SITE = ROOT / "docs" / "site"
TEXTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def places(text):
    """What the headings of a Markdown text can be called by in links."""
    headings = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_link_of_a_text_leads_somewhere(path):
    for address in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if not address.startswith(("http:", "https:")):
            name, _, place = address.partition("#")
            target = path.parent / name if name else path
            assert target.exists(), address
            assert not place or place in places(target.read_text(encoding="utf-8")), address


def test_the_course_is_on_the_site_in_its_order():
    listed = re.findall(r"(?m)^notebooks/(\w+)$", (SITE / "index.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


def test_npm_brings_exactly_what_was_tried():
    wanted = json.loads((SITE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((SITE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all(lock[f"node_modules/{name}"]["version"] == wanted[name] for name in wanted)
    assert all(entry["integrity"] for name, entry in lock.items() if name)


def test_what_is_wrong_with_a_page_is_found(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "index.html").write_text('<p id="here">', encoding="utf-8")
    links = ("sub#here", "sub/index.html#there", "gone.html", "/sub", "https://example.org", "#e=x")
    text = "".join(f'<a href="{each}"></a>' for each in links)
    text += '<img src="https://example.org/x.png"><link href="//example.org/x.css">'
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    assert faults(tmp_path) == [
        "page.html: sub/index.html#there leads to no place of its page",
        "page.html: gone.html leads nowhere",
        "page.html: /sub does not hold under a sub-path",
        "page.html: https://example.org/x.png is loaded from elsewhere",
        "page.html: //example.org/x.css is loaded from elsewhere",
    ]
