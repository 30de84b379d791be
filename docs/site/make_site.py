"""Build the site into `out/site`, from files of this machine and of npm: `make site`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from sphinx.cmd.build import build_main

from docs.site.landing import write_offline, write_playground
from docs.site.links import faults
from docs.site.lite import write_lite
from docs.site.sources import ROOT, gather
from docs.site.wheels import python_for_browsers

HERE = Path(__file__).parent
OUT = ROOT / "out" / "site"


def make(out: Path) -> None:
    """Build everything anew; SystemExit, which says why, if something is wrong with it."""
    sources, libraries, lite = (
        out.with_name(f"{out.name}-{part}") for part in ("sources", "npm", "lite")
    )
    install(libraries)
    gather(sources)
    vendor_katex(sources / "_static" / "katex", libraries / "node_modules")
    write_playground(sources)
    shutil.rmtree(out, ignore_errors=True)
    pages(sources, out)
    python_for_browsers(out / "python", libraries / "node_modules")
    write_lite(out / "lite", lite)
    write_offline(out)
    if found := faults(out):
        sys.exit("\n".join(found))
    files = [path for path in out.rglob("*") if path.is_file()]
    print(f"{out}: {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB")


def install(folder: Path) -> None:
    """What package-lock.json names, with the hashes that it names."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("make site needs npm, which brings Pyodide, Graphviz and KaTeX: install Node.js")
    folder.mkdir(parents=True, exist_ok=True)
    for name in "package.json", "package-lock.json":
        shutil.copyfile(HERE / name, folder / name)
    command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def vendor_katex(folder: Path, libraries: Path) -> None:
    dist = libraries / "katex" / "dist"
    for path in (dist / "katex.min.js", dist / "katex.min.css", *dist.glob("fonts/*.woff2")):
        target = folder / path.relative_to(dist)
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target)


def pages(sources: Path, out: Path) -> None:
    """All pages of the documentation; any warning stops the build."""
    options = ["-q", "-W", "--keep-going", "-b", "html", "-d", str(sources / ".doctrees")]
    if build_main([*options, str(sources), str(out)]) != 0:
        sys.exit("the documentation has warnings, see above: no site was built")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if sys.argv[1:] else OUT)
