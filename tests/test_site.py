"""The site: its links, and what it is made of; slow tests build it and look at it in Chromium."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest

from docs.site.landing import write_offline
from docs.site.links import faults
from docs.site.playground.answer import FIRST, VIEWS, answer, names
from docs.site.viz_sync import CHANGES, synchronous
from docs.site.wheels import PLAYGROUND_LOCK
from minigrad.exercises.manifest import exercises
from tests.browser import chromium

ROOT = Path(__file__).parents[1]
SITE = ROOT / "docs" / "site"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
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
    assert listed == [path.stem for path in NOTEBOOKS]


def test_every_text_of_the_documentation_is_in_its_contents():
    listed = (SITE / "index.md").read_text(encoding="utf-8").split()
    written = [path.stem for path in (ROOT / "docs").glob("*.md")]
    assert [name for name in written if f"docs/{name}" not in listed] == []


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


# -------------------------------------------------------------------- the playground's Python


def test_the_playground_answers_with_pages_and_begins_new_names_with_1():
    for view in VIEWS:
        found = answer(view, "w*x + c", {"w": 3.0, "x": 2.0, "old": 5.0})
        assert found["numbers"] == {"w": 3.0, "x": 2.0, "c": 1.0} and found["error"] == ""
        assert f"minigrad-{view}" in found["html"].replace("minigrad-player", "minigrad-play")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("w^2", "write ** for a power"),
        ("w*", "write it as in w*x + b"),
        ("", "got nothing"),
        ("1 + 2", "needs a number that can be dragged"),
        ("log(w - 1)", "log() needs data > 0"),
        ("1/(w - w)", "a divisor other than 0"),
        ("__import__('os')", "the functions are"),
        ("(" * 300, "nested"),
    ],
)
def test_what_the_playground_cannot_draw_gets_a_sentence(text, words):
    found = answer("explore", text, {})
    assert words in found["error"] and found["html"] == "" and "\n" not in found["error"]


def test_the_names_of_an_expression_are_listed_in_its_order():
    assert names("tanh(w*x) + exp(b) - w") == ["w", "x", "b"]
    assert names("w +") == []


def test_viz_js_is_made_synchronous_or_it_is_said_what_has_changed():
    script = "async function f(){await g}" + ";".join(old for old, _ in CHANGES)
    assert not re.search("async|await", synchronous(script).decode())
    for old, _ in CHANGES:
        with pytest.raises(ValueError, match="needs to hold"):
            synchronous(script.replace(old, ""))


# -------------------------------------------------------------------- the site as it is built


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site in a folder of its own, as a server of many projects has it."""
    pytest.importorskip("sphinx", reason="Sphinx is not installed: extra 'site'")
    if shutil.which("npm") is None:
        pytest.skip("needs npm")
    folder = tmp_path_factory.mktemp("served") / "minigrad"
    # It checks every link, and takes no warning.
    command = [sys.executable, "-m", "docs.site.make_site", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


class Quiet(SimpleHTTPRequestHandler):
    """It lets browsers keep everything for ten minutes, as GitHub Pages does."""

    def end_headers(self):
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def running(handler):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class Visitor:
    """A browser that can reach the site, and a proxy that refuses and writes down all else."""

    def __init__(self, driver, server, asked):
        self.driver, self.server, self.asked = driver, server, asked
        self.address = f"127.0.0.1:{server.server_port}"

    def open(self, page=""):
        self.driver.get("about:blank")
        self.driver.get(f"http://{self.address}/minigrad/{page}")

    def js(self, code, *arguments):
        return self.driver.execute_script(code, *arguments)

    def wait(self, code, seconds=90):
        end = time.monotonic() + seconds
        while not (found := self.js(f"return {code}")):
            assert time.monotonic() < end, f"waited in vain for {code}"
            time.sleep(0.1)
        return found

    def python(self):
        self.wait("document.getElementById('playground').dataset.python === 'ready'")

    def write(self, text):
        field = self.driver.find_element("id", "expression")
        field.clear()
        field.send_keys(text + "\n")

    def foreign(self):
        """Requests to hosts that are not the browser's own."""
        own = ("google.com", "googleapis.com", "gvt1.com", "gstatic.com")
        return [host for host in self.asked if not host.endswith(own)]


@contextmanager
def visitor_of(folder):
    asked = []

    class Refusing(BaseHTTPRequestHandler):
        def refuse(self):
            asked.append(re.sub(r"^http://|[:/].*$", "", self.path))
            self.send_error(403)

        do_GET = do_POST = do_CONNECT = do_HEAD = refuse

        def log_message(self, *_):
            pass

    with running(partial(Quiet, directory=folder)) as server, running(Refusing) as proxy:
        place = f"--proxy-server=127.0.0.1:{proxy.server_port}"
        with chromium(place, "--proxy-bypass-list=127.0.0.1") as driver:
            yield Visitor(driver, server, asked)


@pytest.fixture(scope="module")
def visitor(site):
    with visitor_of(site.parent) as visitor:
        yield visitor


FETCH_ELSEWHERE = """
const done = arguments[0];
const code = "fetch('http://elsewhere.example/').catch(() => 0).then(() => postMessage(1))";
const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
worker.onmessage = () => done();
"""


@pytest.mark.slow
def test_a_request_to_elsewhere_is_seen_also_from_a_worker(site):
    with visitor_of(site.parent) as visitor:
        visitor.open("docs/glossary.html")
        visitor.driver.execute_async_script(FETCH_ELSEWHERE)
        assert visitor.foreign() == ["elsewhere.example"]


@pytest.mark.slow
def test_the_locks_name_the_files_that_are_there(site):
    lock = json.loads((site / "python" / "pyodide-lock.json").read_text(encoding="utf-8"))
    packages = lock["packages"]
    wheels = {path.name for path in (site / "python").glob("*.whl")}
    assert {each["file_name"] for each in packages.values()} == wheels
    lock = json.loads((site / "python" / PLAYGROUND_LOCK).read_text(encoding="utf-8"))
    for named in packages, lock["packages"]:
        for each in named.values():
            contents = (site / "python" / each["file_name"]).read_bytes()
            assert hashlib.sha256(contents).hexdigest() == each["sha256"]
            assert set(each["depends"]) <= set(named)
    with zipfile.ZipFile(site / "python" / packages["minigrad-classroom"]["file_name"]) as wheel:
        assert {"viz/browser/player.css", "minigrad/data/iris.csv"} <= set(wheel.namelist())


@pytest.mark.slow
def test_the_first_picture_lives_before_python_is_there(visitor):
    visitor.open()
    assert visitor.js("return document.getElementById('playground').dataset.python") is None
    visitor.driver.find_element("css selector", "[data-view=play]").click()
    assert visitor.js("return document.querySelectorAll('.minigrad-player button').length") > 5
    visitor.driver.find_element("css selector", "button[data-view=explore]").click()
    before = visitor.js("return document.querySelector('[data-shows=delta]').textContent")
    field = visitor.driver.find_element("css selector", ".mg-leaf[aria-label=w]")
    field.send_keys("\ue014" * 3)
    after = visitor.js("return document.querySelector('[data-shows=delta]').textContent")
    assert before != after


@pytest.mark.slow
def test_any_expression_is_drawn_and_its_address_leads_back_to_it(visitor):
    visitor.open()
    visitor.python()
    visitor.write("relu(w*x + c) * 2")
    visitor.wait("document.querySelector('.mg-leaf[aria-label=c]')")
    numbers = "Object.fromEntries(new URLSearchParams(location.hash.slice(1)))"
    visitor.wait(f"{numbers}.e === 'relu(w*x + c) * 2'")
    visitor.driver.find_element("css selector", ".mg-leaf[aria-label=c]").send_keys("\ue014")
    visitor.wait(f"{numbers}['n.c'] === '1.1'")
    assert visitor.js(f"return {numbers}") == {
        "e": "relu(w*x + c) * 2", "n.w": "2", "n.x": "-1", "n.c": "1.1",
    }  # fmt: skip
    address = visitor.driver.current_url
    visitor.driver.get("about:blank")
    visitor.driver.get(address)
    assert "loading" in visitor.js("return document.getElementById('playground-said').textContent")
    visitor.wait("document.querySelector('.mg-leaf[aria-label=c]')?.getAttribute('aria-valuenow')")
    label = "document.querySelector('.mg-leaf[aria-label=c] [data-shows=value]').textContent"
    assert visitor.js(f"return {label}") == "1.1"


@pytest.mark.slow
def test_a_mistake_gets_words_and_the_picture_stays(visitor):
    visitor.open()
    visitor.python()
    visitor.write("w^2")
    said = "document.getElementById('playground-said').textContent"
    assert "write ** for a power" in visitor.wait(f"{said}.includes('power') && {said}")
    assert visitor.js("return document.querySelectorAll('.mg-leaf').length") == 3
    visitor.write("w**2 + <b>")
    assert "column" in visitor.wait(f"{said}.includes('<') && {said}")
    visitor.write(FIRST[0])
    visitor.wait(f"{said} === ''")


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", ["", "notebooks/04_gradients_add.html", "api/viz.html", "docs/frameworks.html"]
)
def test_pages_fit_a_phone_ask_nobody_else_and_complain_of_nothing(visitor, page):
    size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    visitor.driver.get_log("browser")
    visitor.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        visitor.open(page)
        assert visitor.js("return document.documentElement.scrollWidth") <= 390
    finally:
        visitor.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert [entry["message"] for entry in visitor.driver.get_log("browser")] == []
    assert visitor.foreign() == []


PAPER = """
const style = (element) => getComputedStyle(element);
const wide = [...document.querySelectorAll("pre, .table-wrapper")].filter(
  (each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.textContent);
return [style(document.body).colorScheme, style(document.querySelector(".skip-to-content")).display,
  style(document.querySelector(arguments[0])).backgroundColor, wide];
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "living"),
    [("", ".minigrad-explore"), ("notebooks/03_walking_backward.html", ".minigrad-player")],
)
def test_paper_is_never_dark_and_shows_all_of_what_a_screen_scrolls(visitor, page, living):
    visitor.open(page)
    visitor.js("localStorage.theme = 'dark'")  # chosen on an earlier visit
    visitor.open(page)
    try:
        on_screen = visitor.js(PAPER, living)
        visitor.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        transparent = "rgba(0, 0, 0, 0)"
        assert visitor.js(PAPER, living) == ["light", "none", transparent, []] != on_screen
        assert on_screen[2] != transparent
    finally:
        visitor.js("localStorage.removeItem('theme')")
        visitor.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.slow
def test_formulas_are_set_and_answers_are_folded(visitor):
    visitor.open("notebooks/04_gradients_add.html")
    visitor.wait("document.querySelectorAll('.math .katex').length > 3")
    assert visitor.js("return document.querySelectorAll('.math .katex-error').length") == 0
    folds = "[...document.querySelectorAll('.cell_output details, details.hide')]"
    assert visitor.js(f"return {folds}.length") > 8
    assert visitor.js(f"return {folds}.some((each) => each.open)") is False


@pytest.mark.slow
def test_search_finds_without_a_server_of_its_own(visitor):
    visitor.open("search.html?q=topological")
    visitor.wait("document.querySelectorAll('ul.search li').length > 3")
    assert visitor.foreign() == []


BREACHES = """
const [context, done] = arguments;
axe.run(context ?? document).then(
  (found) => done(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])),
  (error) => done([String(error)]));
"""

# JupyterLite's own faults, in parts that no page of ours holds.
OF_JUPYTERLITE = {
    "aria-input-field-name": "its editors of cells have no name",
    "aria-required-children": "its list of cells is a feed of what are no articles",
    "link-name": "its logo has no text",
    "skip-link": "its first link leads to a cell that is not there yet",
    "tabindex": "its first link counts the places of the Tab key itself",
}


def breaches(visitor, site, part=None):
    """What axe-core finds wrong with the page that is shown, or with a part of it."""
    axe = site.with_name(f"{site.name}-npm") / "node_modules" / "axe-core" / "axe.min.js"
    visitor.js(axe.read_text(encoding="utf-8"))
    return visitor.driver.execute_async_script(BREACHES, part)


@contextmanager
def theme(visitor, name):
    feature = {"name": "prefers-color-scheme", "value": name}
    visitor.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    try:
        yield
    finally:
        visitor.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    "page",
    [
        *("", "docs/exercises.html", "docs/benchmark.html", "notebooks/03_walking_backward.html"),
        *("api/viz.html", "docs/commands.html", "search.html?q=graph", "README.html"),
    ],
)
def test_pages_can_be_heard_and_used_without_a_mouse(visitor, site, page, mode):
    with theme(visitor, mode):
        visitor.open(page)
        assert breaches(visitor, site) == []


@pytest.mark.slow
def test_a_button_without_a_name_is_found(visitor, site):
    visitor.open("docs/glossary.html")
    visitor.js("document.querySelector('article').append(document.createElement('button'))")
    assert breaches(visitor, site) == [["button-name", ["<button></button>"]]]


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_players_and_explorers_can_be_heard_and_used_without_a_mouse(visitor, site, mode):
    with theme(visitor, mode):
        visitor.open("#e=tanh(w*x%2Bb)&view=play")
        visitor.wait("document.querySelector('.minigrad-player [aria-current=step]')")
        assert breaches(visitor, site) == []
        visitor.driver.find_element("css selector", "[data-view=explore]").click()
        visitor.wait("document.querySelector('.mg-leaf[aria-label=b]')")
        assert breaches(visitor, site) == []


RUN_ALL = """
const done = arguments[0], { commands, shell } = jupyterapp;
shell.currentWidget.sessionContext.ready
  .then(() => commands.execute("notebook:run-all-cells")).then(() => done(), done);
"""
OUTPUTS = """
return [...jupyterapp.shell.currentWidget.content.model.cells]
  .filter((cell) => cell.type === "code")
  .map((cell) => [cell.executionCount, cell.outputs.toJSON()]);
"""


def run_all(visitor, notebook):
    """The outputs of all code cells of a notebook in JupyterLite, after Run All."""
    visitor.open(f"lite/notebooks/index.html?path=notebooks/{notebook}.ipynb")
    visitor.wait(
        "window.jupyterapp?.commands.hasCommand('notebook:run-all-cells')"
        " && document.querySelectorAll('.jp-Cell').length > 5"
    )
    visitor.driver.set_script_timeout(300)
    assert visitor.driver.execute_async_script(RUN_ALL) is None
    return visitor.js(OUTPUTS)


@pytest.mark.slow
@pytest.mark.parametrize("notebook", [path.stem for path in NOTEBOOKS])
def test_every_notebook_runs_in_the_browser_with_its_pictures(visitor, notebook):
    cells = run_all(visitor, notebook)
    outputs = [output for _, outputs in cells for output in outputs]
    assert all(number for number, _ in cells)
    assert [each for each in outputs if each["output_type"] == "error"] == []
    shown = [each.get("data", {}) for each in outputs]
    assert any("<svg" in str(data) or "data:image/svg" in str(data) for data in shown)
    assert not any("no Graphviz" in str(data.get("text/plain", "")) for data in shown)
    assert visitor.foreign() == []


@pytest.mark.slow
def test_what_notebooks_show_can_be_heard_and_used_without_a_mouse(visitor, site):
    run_all(visitor, "03_walking_backward")
    assert {rule for rule, _ in breaches(visitor, site)} <= set(OF_JUPYTERLITE)
    assert breaches(visitor, site, {"include": [".jp-OutputArea-output"]}) == []


HAND_IN = """
const [name, text, code, done] = arguments, { contents } = jupyterapp.serviceManager;
const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
const get = (path, format) => contents.get(path, { type: "file", format, content: true });
(async () => {
  const before = (await get(name, "text")).content;
  await contents.save(name, { type: "file", format: "text", content: text });
  await kernel.requestExecute({ code }).done;
  const zip = (await get("notebooks/my-exercises.zip", "base64")).content;
  await contents.delete(name);
  return [zip, before, (await get(name, "text")).content];
})().then(done, (error) => done(String(error)));
"""


@pytest.mark.slow
def test_exercises_are_handed_in_as_start_here_says_and_come_anew_when_they_are_deleted(visitor):
    here = (SITE / "start_here.md").read_text(encoding="utf-8")
    code = re.search(r"(?s)```python\n(.+?)```", here)[1]
    changed = "# mine: δ\n"
    run_all(visitor, "04_gradients_add")
    exercise = "04_gradients_add_up.py"
    zipped, before, after = visitor.driver.execute_async_script(HAND_IN, exercise, changed, code)
    assert before == after != changed
    with zipfile.ZipFile(BytesIO(base64.b64decode(zipped))) as folder:
        assert folder.read(exercise).decode("utf-8") == changed
        assert sorted(folder.namelist()) == [each.file for each in exercises()]


@pytest.mark.slow
def test_after_one_visit_a_notebook_runs_offline(site):
    with visitor_of(site.parent) as visitor:
        before = run_all(visitor, "04_gradients_add")
        visitor.server.shutdown()
        visitor.server.server_close()
        assert run_all(visitor, "04_gradients_add") == before


WORDS = "write ** for a power", "write two stars for a power"
ASK = """from minigrad.expressions import evaluate
try: evaluate("2^3", {})
except ValueError as error: print(error)"""


def deploy(folder):
    """Put another site in the place of this one: on pages, in a notebook, in the wheel."""
    for name, old, new in (
        ("index.html", "Any expression:", "Whatever you like:"),
        ("docs/glossary.html", "<h1>", "<h1>The newest "),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    path = folder / "lite" / "files" / "notebooks" / "04_gradients_add.ipynb"
    notebook = json.loads(path.read_bytes())
    notebook["cells"][-1] |= {"cell_type": "code", "execution_count": None, "outputs": []}
    notebook["cells"][-1]["source"] = ASK
    path.write_text(json.dumps(notebook), encoding="utf-8")
    (wheel,) = (folder / "python").glob("minigrad_classroom-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    said = files["minigrad/expressions.py"].replace(*(words.encode() for words in WORDS))
    assert said != files["minigrad/expressions.py"]
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in (files | {"minigrad/expressions.py": said}).items():
            archive.writestr(name, contents)
    for lock in (folder / "python").glob("*-lock.json"):
        named = json.loads(lock.read_bytes())
        hashed = hashlib.sha256(wheel.read_bytes()).hexdigest()
        named["packages"]["minigrad-classroom"]["sha256"] = hashed
        lock.write_text(json.dumps(named), encoding="utf-8")
    write_offline(folder)


@pytest.mark.slow
def test_a_new_deployment_reaches_whoever_visited_before(site, tmp_path):
    folder = tmp_path / "minigrad"
    shutil.copytree(site, folder)
    said = "document.getElementById('playground-said').textContent"
    with visitor_of(tmp_path) as visitor:
        for number, words in enumerate(WORDS):
            if number:
                deploy(folder)
            visitor.open()
            label = visitor.js("return document.querySelector('[for=expression]').textContent")
            assert label == ("Any expression:", "Whatever you like:")[number]
            visitor.python()
            visitor.wait("navigator.serviceWorker.controller")
            visitor.write("w^2")
            assert words in visitor.wait(f"{said}.includes('power') && {said}")
            visitor.open("docs/glossary.html")
            heading = visitor.js("return document.querySelector('h1').textContent")
            assert heading.startswith("The newest") == bool(number)
            last = run_all(visitor, "04_gradients_add")[-1][1]
            assert (words in str(last)) == bool(number)

        # The new one is what is there without a network, too, and nothing of the old one stays.
        script = (folder / "offline.js").read_text(encoding="utf-8")
        newest = re.search("minigrad [0-9a-f]{16}", script)[0]
        visitor.open()
        end = time.monotonic() + 30
        kept = "return caches.keys().then((names) => names.filter((name) => name !== 'precache'))"
        while visitor.js(kept) != [newest]:
            assert time.monotonic() < end, visitor.js(kept)
            time.sleep(0.2)
        visitor.server.shutdown()
        visitor.server.server_close()
        visitor.open()
        visitor.python()
        visitor.write("w^2")
        assert WORDS[1] in visitor.wait(f"{said}.includes('power') && {said}")
        visitor.write("p*q")
        visitor.wait("document.querySelector('.mg-leaf[aria-label=q]')")
