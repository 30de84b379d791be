"""Files that attack the grader get no point by it, touch nothing, and harm no other student."""

import socket
import time
from pathlib import Path

import pytest

from minigrad.classroom.sandbox import trouble_with
from minigrad.classroom.verdict import Settings, grade_submission
from tests.classroom.hostile import ATTACKS, REACHING, WRONG
from tests.exercises.reference import source

SANDBOXES = [each for each in ("bubblewrap", "landlock") if not trouble_with(each)]
QUICK = ("frames", "patched main", "exit later")
FILE = "02_numerical_derivative.py"
MARK = "marked-by-an-attack"

pytestmark = pytest.mark.skipif(not SANDBOXES, reason="no sandbox works here")


def graded(text, level, **settings):
    asked = Settings(seed=11, sandbox=level, cpu=1, wall=3, exercises=("02",), **settings)
    return grade_submission("somebody", {FILE: text.encode("utf-8", "surrogatepass")}, asked)


@pytest.fixture
def place(tmp_path):
    (tmp_path / "secret").write_text("the right answers")
    tmp_path.chmod(0o777)
    return tmp_path


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        yield server.getsockname()[1]
        with pytest.raises(TimeoutError):
            server.accept()


def left_behind():
    """Command lines of processes that an attack has started."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = each.read_bytes()
        except OSError:
            continue
        if MARK.encode() in line and b"pytest" not in line and b"time.sleep" in line:
            found.append(line)
    return found


def attack_fails(name, level, place, port):
    text = ATTACKS[name].replace("MARK", MARK).replace("PLACE", str(place))
    text = text.replace("PORT", str(port))
    before = sorted(place.iterdir())
    # What an attack defines stands after the wrong file where it answers, before it otherwise.
    attacked = WRONG + text if "def numerical_derivative" in text else text + WRONG
    result = graded(attacked, level, explain=name in REACHING or name in QUICK)
    assert result.points == 0
    (exercise,) = result.exercises
    assert exercise.state in ("stuck", "does not load")
    assert "right answers" not in exercise.feedback and "\x1b" not in exercise.feedback
    assert sorted(place.iterdir()) == before
    for folder in ("/tmp", "/dev/shm", "/", "/usr", "."):
        assert not (Path(folder) / MARK).exists()
    ends = time.monotonic() + 5
    while left_behind() and time.monotonic() < ends:
        time.sleep(0.05)
    assert left_behind() == []


@pytest.mark.parametrize("level", SANDBOXES)
@pytest.mark.parametrize("name", QUICK)
def test_an_attack_gets_no_point_and_touches_nothing(name, level, place, port):
    attack_fails(name, level, place, port)


@pytest.mark.slow
@pytest.mark.parametrize("level", SANDBOXES)
@pytest.mark.parametrize("name", sorted(set(ATTACKS) - set(QUICK)))
def test_every_attack_gets_no_point_and_touches_nothing(name, level, place, port):
    attack_fails(name, level, place, port)
    assert graded(source("02"), level).points == 4
