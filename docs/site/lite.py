"""The course to work in: JupyterLite, with all notebooks and exercises, beside the pages."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from minigrad.course.lessons import lessons, not_yet_run
from minigrad.exercises.workspace import start

HERE = Path(__file__).parent
KERNEL = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
# It shows what it kept, even if there is a newer one: an old course, to a student.
KEPT_FIRST = (
    "let a=await fromCache(t);return a?e.waitUntil(refetch(t)):"
    "(a=await fetch(t),e.waitUntil(updateCache(t,a.clone()))),a"
)
NEWEST_FIRST = (
    'try{let a=await fetch(t,{cache:"no-cache"});e.waitUntil(updateCache(t,a.clone()));return a}'
    "catch{return await fromCache(t)??await fetch(t)}"
)
# It takes any service worker for an old one of its own, and ends all that the server's pages have.
ENDS_ALL = (
    "let e=await navigator.serviceWorker.getRegistrations();"
    "await Promise.all(e.map(e=>e.unregister())),"
)
ANY_WORKER = "if(t.controller){let e=t.controller.scriptURL;"
ITS_OWN = 'if(t.controller?.scriptURL.includes("/service-worker.js")){let e=t.controller.scriptURL;'
# They are there before the first cell: what is named here is not looked for elsewhere.
PACKAGES = (
    *("ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "micropip", "piplite"),
    "minigrad-classroom",
)


def write_lite(out: Path, work: Path) -> None:
    shutil.rmtree(work, ignore_errors=True)  # JupyterLite would take old settings from there
    contents = work / "contents"
    write_contents(contents)
    (work / "jupyter-lite.json").write_text(json.dumps(settings()), encoding="utf-8")
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(work)]
    command += ["--contents", str(contents), "--output-dir", str(out)]
    command += ["--apps", "notebooks", "--apps", "lab", "--apps", "tree", "--apps", "edit"]
    command += ["--no-sourcemaps", "--no-unused-shared-packages"]
    built = subprocess.run(command, cwd=work, capture_output=True, encoding="utf-8", check=False)
    if built.returncode != 0:
        sys.exit(f"JupyterLite was not built:\n{built.stdout}{built.stderr}")
    replace(out.glob("service-worker.js"), KEPT_FIRST, NEWEST_FIRST)
    replace(out.glob("build/*.js"), ENDS_ALL, "")
    replace(out.glob("build/*.js"), ANY_WORKER, ITS_OWN)


def replace(scripts: Iterable[Path], old: str, new: str) -> None:
    """In the only place of JupyterLite's scripts that holds it."""
    texts = {path: path.read_text(encoding="utf-8") for path in scripts}
    holding = [path for path, text in texts.items() for _ in range(text.count(old))]
    if len(holding) != 1:
        sys.exit(f"JupyterLite needs to hold {old!r} once: look at what its new version does")
    holding[0].write_text(texts[holding[0]].replace(old, new), encoding="utf-8", newline="\n")


def write_contents(folder: Path) -> None:
    """What a student's folder has: the exercises, and the notebooks, not yet run."""
    start(folder)
    for lesson in lessons():
        notebook = json.loads(not_yet_run(lesson))
        notebook["metadata"]["kernelspec"] = KERNEL
        text = json.dumps(notebook, ensure_ascii=False, indent=1)
        (folder / "notebooks" / lesson.name).write_text(text, encoding="utf-8", newline="\n")
    shutil.copyfile(HERE / "start_here.md", folder / "START HERE.md")


def settings() -> dict[str, object]:
    kernel = {
        "pyodideUrl": "./../python/pyodide.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": PACKAGES},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "minigrad",
            "exposeAppInBrowser": True,
            "enableServiceWorkerCache": "true",
            "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel},
        },
    }
