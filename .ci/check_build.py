"""Build the package, look at what it holds, and use it as one who has installed it would."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEEDED = {
    "minigrad/py.typed",
    "minigrad/data/iris.csv",
    "minigrad/data/iris.md",
    "viz/py.typed",
}
SCRIPT = """\
from minigrad import Value
from viz import draw

x = Value(3.0, label="x")
y: Value = x * x
text: str = draw(y).dot
number: float = y.data
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        wheel = build(work / "dist")
        check_wheel(wheel)
        check_sdist(next((work / "dist").glob("*.tar.gz")))
        python = install(wheel, work / "venv")
        check_types(python, work)
        check_demo(python, work)


def build(dist: Path) -> Path:
    run([sys.executable, "-m", "build", "--outdir", str(dist), str(ROOT)], ROOT)
    return next(dist.glob("*.whl"))


def check_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expect(not (missing := NEEDED - names), f"the wheel lacks {sorted(missing)}")
    others = [
        name for name in names if not name.startswith(("minigrad/", "viz/", "minigrad_classroom-"))
    ]
    expect(not others, f"the wheel holds what is not the package: {sorted(others)}")
    print(f"{wheel.name}: {len(names)} files, the data and both py.typed among them")


def check_sdist(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    solutions = [name for name in names if "/tests/exercises" in name]
    expect(not solutions, f"the sdist holds solutions: {solutions}")
    print(f"{sdist.name}: {len(names)} files, no solutions among them")


def install(wheel: Path, folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run([python, "-m", "pip", "install", "--quiet", str(wheel), "mypy"], folder)
    return python


def check_types(python: Path, work: Path) -> None:
    (work / "user.py").write_text(SCRIPT, encoding="utf-8")
    run([python, "-m", "mypy", "--strict", "user.py"], work)
    print("mypy --strict reads the types of the installed package")


def check_demo(python: Path, work: Path) -> None:
    run([python, "-m", "minigrad", "demo"], work, PATH="")
    expect((work / "out" / "neuron.svg").is_file(), "minigrad demo wrote no out/neuron.svg")
    print("minigrad demo runs and draws with nothing on the PATH")


def run(command: list[str | Path], folder: Path, **environment: str) -> None:
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ran = subprocess.run(
        command,
        cwd=folder,
        env=inherited | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    expect(ran.returncode == 0, f"{' '.join(map(str, command))} failed:\n{ran.stdout}")


def expect(truth: bool, otherwise: str) -> None:
    if not truth:
        sys.exit(otherwise)


if __name__ == "__main__":
    main()
