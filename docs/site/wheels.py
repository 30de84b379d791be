"""Put a Python for the browser together: Pyodide, wheels, and a lock that names only these."""

from __future__ import annotations

import configparser
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from email.parser import Parser
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from docs.site.sources import ROOT
from docs.site.viz_sync import synchronous
from minigrad import __version__

HERE = Path(__file__).parent
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
BROWSER = {"sys_platform": "emscripten", "platform_machine": "wasm32", "extra": ""}
KERNEL_WHEELS = ("ipykernel-", "piplite-", "pyodide_kernel-")
GRAPHVIZ = "minigrad-graphviz"
PLAYGROUND_NEEDS = ("graphviz", GRAPHVIZ)
PLAYGROUND_LOCK = "playground-lock.json"


def python_for_browsers(folder: Path, libraries: Path) -> None:
    """All files from which `loadPyodide` starts, in one folder."""
    folder.mkdir(parents=True)
    for name in RUNTIME:
        shutil.copyfile(libraries / "pyodide" / name, folder / name)
    download(folder)
    for file in metadata.files("jupyterlite-pyodide-kernel") or []:
        if file.name.startswith(KERNEL_WHEELS) and file.suffix == ".whl":
            shutil.copyfile(str(file.locate()), folder / file.name)
    script = (libraries / "@viz-js" / "viz" / "dist" / "viz.js").read_bytes().decode("utf-8")
    files = {"minigrad_graphviz/__init__.py": b"", "minigrad_graphviz/viz.js": synchronous(script)}
    version = json.loads((libraries / "@viz-js" / "viz" / "package.json").read_bytes())["version"]
    write_wheel(folder, GRAPHVIZ, version, files)
    minigrad(folder)
    info = json.loads((libraries / "pyodide" / "pyodide-lock.json").read_bytes())["info"]
    packages = dict(map(entry, sorted(folder.glob("*.whl"))))
    packages["minigrad-classroom"]["depends"].append(GRAPHVIZ)
    write_lock(folder / "pyodide-lock.json", info, packages)
    # A page has no tests and no terminal: without pytest and rich it begins sooner.
    few = {name: packages[name] for name in ("minigrad-classroom", *PLAYGROUND_NEEDS)}
    few["minigrad-classroom"] = few["minigrad-classroom"] | {"depends": PLAYGROUND_NEEDS}
    write_lock(folder / PLAYGROUND_LOCK, info, few)


def write_lock(path: Path, info: object, packages: Mapping[str, object]) -> None:
    text = json.dumps({"info": info, "packages": packages}, indent=1)
    path.write_text(text, encoding="utf-8", newline="\n")


def download(folder: Path) -> None:
    """The wheels that requirements.txt names, with their hashes."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    # Without --no-deps, pip would evaluate what a package needs for this machine.
    command += ["--no-deps", "--only-binary", ":all:", "--python-version", "3.14"]
    command += ["--dest", str(folder), "--require-hashes", "-r", str(HERE / "requirements.txt")]
    subprocess.run(command, check=True)


def minigrad(folder: Path) -> None:
    """The wheel of this checkout: both packages, and what setup.cfg says of them."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for package in ("minigrad", "viz")
        for path in sorted((ROOT / package).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    needs = [
        line
        for line in config["options"]["install_requires"].split("\n")
        if line and not line.startswith("#")
    ]
    scripts = config["options.entry_points"]
    text = "".join(f"[{group}]{scripts[group]}\n" for group in scripts)
    write_wheel(folder, config["metadata"]["name"], __version__, files, needs, text)


def write_wheel(
    folder: Path,
    name: str,
    version: str,
    files: dict[str, bytes],
    needs: list[str] | None = None,
    entry_points: str = "",
) -> None:
    """A wheel of pure Python; the same bytes from the same files."""
    stem = f"{name.replace('-', '_')}-{version}"
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    about += "".join(f"Requires-Dist: {each}\n" for each in needs or [])
    wheel = "Wheel-Version: 1.0\nGenerator: minigrad\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    extra = {"METADATA": about, "WHEEL": wheel, "entry_points.txt": entry_points}
    files = files | {f"{stem}.dist-info/{key}": text.encode() for key, text in extra.items()}
    record = f"{stem}.dist-info/RECORD"
    files[record] = "".join(f"{path},,\n" for path in [*files, record]).encode()
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as archive:
        for path, contents in files.items():
            archive.writestr(zipfile.ZipInfo(path), contents, zipfile.ZIP_DEFLATED)


def entry(wheel: Path) -> tuple[str, dict[str, Any]]:
    """What the lock says of a wheel: its hash, its names, what it needs in a browser."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        described = next(name for name in names if name.endswith(".dist-info/METADATA"))
        about = Parser().parsestr(archive.read(described).decode("utf-8"))
    tops = {name.partition("/")[0] for name in names if name.endswith(".py")}
    name = canonical(about["Name"])
    return name, {
        "name": name,
        "version": about["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(top.removesuffix(".py") for top in tops if "." not in top[:-3]),
        "depends": sorted(
            canonical(need.name)
            for need in map(Requirement, about.get_all("Requires-Dist", []))
            if need.marker is None or need.marker.evaluate(BROWSER | {"python_version": "3.14"})
        ),
        "unvendored_tests": False,
    }


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
