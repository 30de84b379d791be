"""What imports bring: nothing slow with `import minigrad` and `import viz`; names when used."""

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import viz

ROOT = Path(__file__).parent.parent
HEAVY = {
    *("viz", "graphviz", "rich", "numpy", "torch", "pytest", "IPython"),
    *("typing", "dataclasses", "subprocess", "inspect", "re", "json", "argparse", "logging"),
}


def modules_after(statement, options=("-I", "-S")):
    """What is in `sys.modules` of a bare Python once it has executed the statement."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {statement}; print(*sys.modules)"
    command = [sys.executable, *options, "-c", code]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_the_package_imports_nothing_heavy():
    assert modules_after("import minigrad") & HEAVY == set()


def test_the_package_imports_little_beyond_itself():
    added = modules_after("import minigrad") - modules_after("pass")
    foreign = {name for name in added if name.partition(".")[0] != "minigrad"}
    assert len(foreign) < 15, sorted(foreign)


def test_the_drawing_package_imports_nothing_heavy():
    heavy = HEAVY - {"viz", "typing", "re"} | {"html", "pathlib", "importlib.metadata"}
    assert modules_after("import viz") & heavy == set()


def test_who_draws_need_not_wait_for_tables():
    loaded = modules_after("from viz import draw", options=["-I"])
    assert "viz.drawing" in loaded
    assert loaded & {"rich", "viz.tables", "viz.player", "minigrad.nn"} == set()


@pytest.mark.parametrize("name", viz.__all__)
def test_every_name_of_the_drawing_package_can_be_imported(name):
    names = {}
    exec(f"from viz import {name}", names)
    assert names[name] is getattr(viz, name)
    assert names[name].__name__ == name and name in dir(viz)


def test_type_checkers_and_the_program_read_the_same_names():
    module = ast.parse(Path(viz.__file__).read_text(encoding="utf-8"))
    (block,) = [node for node in module.body if isinstance(node, ast.If)]
    for_checkers = {
        node.module.removeprefix("viz."): [alias.name for alias in node.names]
        for node in block.body
    }
    assert for_checkers == viz.NAMES_BY_FILE
    assert sorted(name for names in for_checkers.values() for name in names) == viz.__all__


def test_no_file_has_the_name_of_what_is_imported_from_the_package():
    files = {module.name for module in pkgutil.iter_modules(viz.__path__)}
    assert files & set(viz.__all__) == set()  # or the name would be the file, once it is loaded


def test_a_star_import_brings_all_names():
    names = {}
    exec("from viz import *", names)
    assert set(viz.__all__) <= set(names)


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("draw_dot", r"draw\(y\).* draw\(y\)\.save"),
        ("trace", r"topological_order\(y\), from minigrad"),
    ],
)
def test_a_name_of_micrograd_is_answered_with_ours(name, ours):
    with pytest.raises(ImportError, match=f"viz has no {name}: {ours}"):
        exec(f"from viz import {name}")
    with pytest.raises(ImportError, match=ours):
        getattr(viz, name)


def test_an_unknown_name_is_an_ordinary_error():
    with pytest.raises(ImportError, match="cannot import name 'drow' from 'viz'"):
        exec("from viz import drow")
    with pytest.raises(AttributeError, match="module 'viz' has no attribute 'drow'"):
        _ = viz.drow
    assert not hasattr(viz, "drow")


# -------------------------------------------------------------------- the map in CONTRIBUTING.md


def files():
    """The files of both packages by the names under which they are imported."""
    found = {}
    for path in (*ROOT.glob("minigrad/**/*.py"), *ROOT.glob("viz/**/*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if not {"handout", "template"} & set(parts):
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
