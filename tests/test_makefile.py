"""A PYTHON that was asked for is used, or make says why not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[1] / "Makefile"

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("make") is None, reason="needs make on a Unix"
)


@pytest.fixture
def folder(tmp_path):
    """A checkout whose .venv is set up: make has nothing to install before it runs the demo."""
    shutil.copy(MAKEFILE, tmp_path)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for name in "setup.cfg", "pyproject.toml", ".venv/installed":
        (tmp_path / name).touch()
    python(tmp_path / ".venv" / "bin" / "python", "3.12")
    return tmp_path


def python(path, version):
    """A program that answers every question with its version."""
    path.write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def make(folder, *arguments, **environment):
    ran = subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin"} | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return ran.returncode, ran.stdout, ran.stderr.splitlines()


@pytest.mark.parametrize("target", ["demo", "test"])
def test_a_python_that_cannot_be_run_is_not_ignored(folder, target):
    status, _, err = make(folder, target, "PYTHON=nosuch")
    assert status == 2 and len(err) == 1
    assert "nosuch" in err[0] and ".venv is there with Python 3.12" in err[0]


def test_another_version_is_not_ignored(folder):
    other = python(folder / "other", "3.13")
    status, _, err = make(folder, "demo", f"PYTHON={other}")
    assert status == 2 and len(err) == 1
    assert "Python 3.13" in err[0] and ".venv is there with Python 3.12" in err[0]
    assert "rm -rf .venv" in err[0]


def test_the_same_version_is_used_and_so_is_no_choice(folder):
    same = python(folder / "same", "3.12")
    for arguments in [f"PYTHON={same}"], []:
        assert make(folder, "demo", *arguments)[::2] == (0, [])
    assert make(folder, "demo", PYTHON=str(same))[::2] == (0, [])


def test_help_and_clean_need_no_python(folder):
    for target in "help", "clean":
        assert make(folder, target, "PYTHON=nosuch")[::2] == (0, [])


def test_a_python_of_the_environment_is_not_ignored_either(folder):
    status, _, err = make(folder, "demo", PYTHON="nosuch")
    assert status == 2 and len(err) == 1 and "nosuch" in err[0]
