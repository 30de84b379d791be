"""The first page: a living graph that is there at once, and a box for any expression."""

from __future__ import annotations

import hashlib
import json
import shutil
from html import escape
from pathlib import Path

from docs.site.playground.answer import FIRST, VIEWS, answer
from docs.site.wheels import PLAYGROUND_LOCK, RUNTIME
from viz.embedded import inert

SCRIPTS = Path(__file__).parent / "playground"
PAGE_FILES = ("page.js", "worker.js", "answer.py")
LABELS = {"explore": "Drag the numbers", "play": "Walk through it"}


def write_playground(folder: Path) -> None:
    """Its HTML, which index.md includes, and its scripts, among the sources of the site."""
    text, numbers = FIRST
    html = {view: answer(view, text, numbers)["html"] for view in VIEWS}
    prepared = inert(json.dumps({"text": text, "numbers": numbers, "html": html}))
    buttons = "".join(
        f'<button type="button" data-view="{view}" aria-pressed="{str(view == VIEWS[0]).lower()}">'
        f"{LABELS[view]}</button>"
        for view in VIEWS
    )
    (folder / "playground.html").write_text(
        '<div id="playground"><form>'
        '<label for="expression">Any expression:</label>'
        f'<input id="expression" value="{escape(text)}" spellcheck="false" autocomplete="off" '
        'autocapitalize="off" autocorrect="off" maxlength="2000" '
        'aria-describedby="playground-said">'
        f'<span class="playground-views">{buttons}</span></form>'
        '<p id="playground-said" role="status"></p>'
        f'<div id="playground-picture">{html[VIEWS[0]]}</div>'
        f'<script type="application/json" id="playground-prepared">{prepared}</script>'
        '<script type="module" src="_static/playground/page.js"></script></div>\n',
        encoding="utf-8",
        newline="\n",
    )
    scripts = folder / "_static" / "playground"
    scripts.mkdir()
    for name in PAGE_FILES:
        shutil.copyfile(SCRIPTS / name, scripts / name)


def write_offline(site: Path) -> None:
    """The service worker of the finished site: with another site, it is another script."""
    files = sorted(path for path in site.rglob("*") if path.is_file())
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.relative_to(site).as_posix().encode() + b"\0" + path.read_bytes())
    kept = ["./", "index.html"]
    kept += [f"python/{name}" for name in (*RUNTIME, PLAYGROUND_LOCK, *wheels(site))]
    kept += [f"_static/playground/{name}" for name in PAGE_FILES]
    script = (SCRIPTS / "offline.js").read_text(encoding="utf-8")
    script = script.replace("BUILD", whole.hexdigest()[:16]).replace("FILES", json.dumps(kept))
    (site / "offline.js").write_text(script, encoding="utf-8", newline="\n")


def wheels(site: Path) -> list[str]:
    """Those that the playground needs; a notebook needs others besides."""
    lock = json.loads((site / "python" / PLAYGROUND_LOCK).read_bytes())
    return [package["file_name"] for package in lock["packages"].values()]
