"""Find links of a built site that lead nowhere, and whatever it would load from elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {"src", "srcset", "poster"}  # and the href of a <link>


class _Page(HTMLParser):
    """The ids of a page, and its addresses with the tag and the attribute they stand in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.addresses: list[tuple[str, str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name == "id" and value:
                self.ids.add(value)
            elif name == "href" or name in LOADED:
                self.addresses.append((tag, name, value or ""))


def faults(site: Path) -> list[str]:
    """One line for each address that fails: its page, the address, and why."""
    site = site.resolve()
    found = [path for path in site.rglob("*.html") if path.relative_to(site).parts[0] != "lite"]
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in found}
    return [
        f"{path.relative_to(site).as_posix()}: {address} {reason}"
        for path, page in sorted(pages.items())
        for tag, name, address in page.addresses
        if (reason := _fault(pages, path, address, loads=tag == "link" or name in LOADED))
    ]


def _fault(pages: dict[Path, _Page], path: Path, address: str, loads: bool) -> str:
    parts = urlsplit(address)
    if parts.scheme == "data":
        return ""
    if parts.scheme or parts.netloc:
        return "is loaded from elsewhere" if loads else ""
    if parts.path.startswith("/"):
        return "does not hold under a sub-path"
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return "leads nowhere"
    fragment = unquote(parts.fragment)
    # With an equals sign it is no place, but an expression for the playground.
    if target in pages and fragment and "=" not in fragment and fragment not in pages[target].ids:
        return "leads to no place of its page"
    return ""
