"""Build the package, look at what it holds, and use it as one who has installed it would."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
import zipfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXERCISES = tomllib.loads((ROOT / "minigrad/exercises/manifest.toml").read_text(encoding="utf-8"))
HANDOUT = {"README.md", "pytest.ini"} | {
    row[each] for row in EXERCISES["exercise"] for each in ("file", "test")
}
NOTEBOOKS = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
NEEDED = {
    "minigrad/exercises/manifest.toml",
    *(f"minigrad/exercises/handout/{name}" for name in HANDOUT),
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
        check_exercises(python, work)


def build(dist: Path) -> Path:
    run([sys.executable, "-m", "build", "--outdir", str(dist), str(ROOT)], ROOT)
    return next(dist.glob("*.whl"))


def check_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expect(not (missing := NEEDED - names), f"the wheel lacks {sorted(missing)}")
    given = {Path(name).name for name in names if "/share/minigrad/notebooks/" in name}
    expect(given == NOTEBOOKS, f"the wheel has other notebooks: {sorted(given ^ NOTEBOOKS)}")
    others = [
        name for name in names if not name.startswith(("minigrad/", "viz/", "minigrad_classroom-"))
    ]
    expect(not others, f"the wheel holds what is not the package: {sorted(others)}")
    handout = {name for name in names if name.startswith("minigrad/exercises/handout/")}
    expect(handout <= NEEDED, f"the wheel hands out too much: {sorted(handout - NEEDED)}")
    print(f"{wheel.name}: {len(names)} files, the data, the exercises and both py.typed among them")


def check_sdist(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    solutions = [name for name in names if "/tests/exercises" in name]
    expect(not solutions, f"the sdist holds solutions: {solutions}")
    print(f"{sdist.name}: {len(names)} files, no solutions among them")


def install(wheel: Path, folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    mypy = f"mypy=={version('mypy')}"
    run([python, "-m", "pip", "install", "--quiet", str(wheel), mypy], folder)
    return python


def check_types(python: Path, work: Path) -> None:
    (work / "user.py").write_text(SCRIPT, encoding="utf-8")
    run([python, "-m", "mypy", "--strict", "user.py"], work)
    print("mypy --strict reads the types of the installed package")


def check_demo(python: Path, work: Path) -> None:
    run([python, "-m", "minigrad", "demo"], work, PATH="")
    expect((work / "out" / "neuron.svg").is_file(), "minigrad demo wrote no out/neuron.svg")
    print("minigrad demo runs and draws with nothing on the PATH")


def check_exercises(python: Path, work: Path) -> None:
    """A student gets the notebooks; nothing is solved, and exercise 1 says what is missing."""
    run([python, "-m", "minigrad", "exercises", "start", "d"], work)
    copies = {path.name for path in (work / "d" / "notebooks").iterdir()}
    expect(copies == NOTEBOOKS, f"other notebooks were handed out: {sorted(copies ^ NOTEBOOKS)}")
    first = EXERCISES["exercise"][0]
    for command in ["pytest"], ["minigrad", "exercises", "check"]:
        said = run([python, "-m", *command], work / "d", status=1)
        expect(f"{first['id']} {first['title']}" in said, f"{command} names no exercise:\n{said}")
        expect(f"hint {first['id']}" in said, f"{command} does not help:\n{said}")
        expect("✓" not in said and " 0 of " in said, f"{command} gives points:\n{said}")
    print("a folder of exercises is made, tested by pytest and by minigrad, and has 0 points")


def run(command: list[str | Path], folder: Path, status: int = 0, **environment: str) -> str:
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
    ended = f"{' '.join(map(str, command))} ended with {ran.returncode}:\n{ran.stdout}"
    expect(ran.returncode == status, ended)
    return ran.stdout


def expect(truth: bool, otherwise: str) -> None:
    if not truth:
        sys.exit(otherwise)


if __name__ == "__main__":
    main()
