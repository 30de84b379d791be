"""`import minigrad` stays light: it brings neither the drawing nor anything slow."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEAVY = {
    *("viz", "graphviz", "rich", "numpy", "torch", "pytest", "IPython"),
    *("typing", "dataclasses", "subprocess", "inspect", "re", "json", "argparse", "logging"),
}


def modules_after(statement):
    """What is in `sys.modules` of a bare Python once it has executed the statement."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {statement}; print(*sys.modules)"
    command = [sys.executable, "-I", "-S", "-c", code]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_the_package_imports_nothing_heavy():
    assert modules_after("import minigrad") & HEAVY == set()


def test_the_package_imports_little_beyond_itself():
    added = modules_after("import minigrad") - modules_after("pass")
    foreign = {name for name in added if name.partition(".")[0] != "minigrad"}
    assert len(foreign) < 15, sorted(foreign)


# -------------------------------------------------------------------- the map in CONTRIBUTING.md


def files():
    """The files of both packages by the names under which they are imported."""
    found = {}
    for path in (*ROOT.glob("minigrad/**/*.py"), *ROOT.glob("viz/**/*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "handout" not in parts:
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path, names):
    """The files that a file imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            files_of_folder = {f"{node.module}.{each.name}" for each in node.names} & names
            found |= files_of_folder or {node.module}
    return found & names


def mapped():
    """The files in the order of the map, from top to bottom and from left to right."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = text.split("```\n", 2)[1].split("```")[0]
    for line in block.splitlines():
        folder, *stems = line.split()
        for stem in stems:
            yield ".".join([*folder.strip("/").split("/"), *[stem] * (stem != "__init__")])


def test_imports_go_down_the_map_and_to_the_right_and_never_in_a_circle():
    order = list(mapped())
    assert sorted(order) == sorted(files())
    place = {name: i for i, name in enumerate(order)}
    upward = [
        f"{name} imports {each}"
        for name, path in files().items()
        for each in imported(path, set(place))
        if place[each] <= place[name]
    ]
    assert upward == []
