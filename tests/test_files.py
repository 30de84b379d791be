"""A file that is written is whole at every moment: what was there before, or all that is new."""

import json
import os
import stat
import subprocess
import sys
import threading
from errno import EACCES
from pathlib import Path

import pytest

import viz
from minigrad import Value
from minigrad.exercises.manifest import exercises
from minigrad.exercises.workspace import PROGRESS, Workspace, start
from minigrad.files import check_writable, replace_file
from minigrad.nn import MLP
from viz import draw, play

NETWORK = MLP(4, [16, 3])
FIRST = exercises()[0]


SAVED = {
    "network.json": NETWORK.save,
    "graph.svg": draw(Value(2.0).exp()).save,
    "graph.png": draw(Value(2.0).exp()).save,
    "walk.html": play(Value(2.0).exp()).save,
}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def small_files():
    """No file may grow beyond 100 bytes, as on a full disk."""
    resource = pytest.importorskip("resource", reason="limits need a Unix")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", SAVED)
def test_where_no_more_can_be_written_the_file_before_stays(name, tmp_path, request):
    (tmp_path / name).write_bytes(b"good")
    request.getfixturevalue("small_files")
    with pytest.raises(OSError, match="too large"):
        SAVED[name](tmp_path / name)
    assert (tmp_path / name).read_bytes() == b"good"
    assert names(tmp_path) == [name]


def test_where_no_more_can_be_written_the_hints_given_stay(tmp_path, request):
    start(tmp_path)
    hints = {FIRST.id: 1, "a long name" * 20: 1}
    (tmp_path / PROGRESS).write_text(json.dumps({"hints": hints}), encoding="utf-8")
    request.getfixturevalue("small_files")
    with pytest.raises(OSError, match="too large"):
        Workspace(tmp_path).remember_hint(FIRST, 2)
    assert json.loads((tmp_path / PROGRESS).read_text(encoding="utf-8")) == {"hints": hints}


def test_where_no_more_can_be_written_no_half_of_an_exercise_is_left(tmp_path, small_files):
    with pytest.raises(ValueError, match="cannot write into"):
        start(tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_reader_beside_a_writer_reads_a_whole_file(tmp_path):
    path = tmp_path / "network.json"
    NETWORK.save(path)
    done, torn = threading.Event(), []

    def read():
        while not done.is_set():
            if len(text := path.read_text(encoding="utf-8")) < 100 or text[-2] != "}":
                torn.append(text)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(100):
        NETWORK.save(path)
    done.set()
    reader.join()
    assert torn == []


def test_ctrl_c_leaves_the_file_before_and_nothing_else(tmp_path, monkeypatch):
    def interrupted(descriptor):
        raise KeyboardInterrupt

    replace_file(tmp_path / "a", b"good")
    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace_file(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"good"
    assert names(tmp_path) == ["a"]


def test_what_is_written_is_what_was_given(tmp_path):
    everything = bytes(range(256)) * 1000
    replace_file(tmp_path / "new" / "folder" / "a", b"before")
    replace_file(str(tmp_path / "new" / "folder" / "a"), everything)
    assert (tmp_path / "new" / "folder" / "a").read_bytes() == everything
    assert names(tmp_path / "new" / "folder") == ["a"]


def test_a_name_may_be_as_long_as_the_system_takes(tmp_path):
    replace_file(tmp_path / ("a" * 255), b"content")
    assert names(tmp_path) == ["a" * 255]


needs_modes = pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")


@needs_modes
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path, umask):
    before = os.umask(umask)
    try:
        (tmp_path / "plain").touch()
        replace_file(tmp_path / "a", b"content")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "plain").stat().st_mode


@needs_modes
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755])
def test_a_file_keeps_its_permissions(tmp_path, mode):
    (tmp_path / "a").touch()
    (tmp_path / "a").chmod(mode)
    replace_file(tmp_path / "a", b"content")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode


def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"mine")
    really_open = Path.open

    def refusing(path, mode="r", **options):  # as a system does, though not for root
        if path == tmp_path / "a" and mode == "r+b":
            raise PermissionError(EACCES, "Permission denied", str(path))
        return really_open(path, mode, **options)

    monkeypatch.setattr(Path, "open", refusing)
    for use in check_writable, lambda path: replace_file(path, b"content"):
        with pytest.raises(PermissionError):
            use(tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"mine"


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_a_link(tmp_path, exists):
    target = tmp_path / "elsewhere" / "a"
    target.parent.mkdir()
    if exists:
        target.touch()
    try:
        (tmp_path / "link").symlink_to(Path("elsewhere", "a"))
    except OSError:
        pytest.skip("no links here")
    check_writable(tmp_path / "link")
    assert target.exists() is exists
    replace_file(tmp_path / "link", b"content")
    assert (tmp_path / "link").is_symlink() and target.read_bytes() == b"content"
    assert names(tmp_path / "elsewhere") == ["a"]


def test_a_link_to_itself_is_an_error_and_stays(tmp_path):
    try:
        (tmp_path / "link").symlink_to(tmp_path / "link")
    except OSError:
        pytest.skip("no links here")
    with pytest.raises(OSError, match="link"):
        replace_file(tmp_path / "link", b"content")
    assert (tmp_path / "link").is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_a_pipe_is_written_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    check_writable(pipe)
    replace_file(pipe, b"content")
    reader.join()
    assert read == [b"content"] and pipe.is_fifo() and names(tmp_path) == ["pipe"]


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs /dev/stdout")
def test_a_network_can_be_saved_to_a_pipe():
    program = "from minigrad.nn import MLP; MLP(1, [1]).save('/dev/stdout')"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(Path(viz.__file__).parents[1])},
        capture_output=True,
        check=True,
    )
    assert set(json.loads(ran.stdout)) == set(MLP(1, [1]).state_dict())


# -------------------------------------------------------------------- asked before the work


def unwritable(folder):
    (folder / "file").touch()
    (folder / "folder.json").mkdir()
    return [folder / "folder.json", folder / "file" / "a", folder / ("a" * 300)]


def test_what_could_not_be_written_is_known_before(tmp_path):
    for path in unwritable(tmp_path):
        with pytest.raises(OSError):
            check_writable(path)
        with pytest.raises(OSError):
            replace_file(path, b"content")
    assert names(tmp_path) == ["file", "folder.json"]
    assert names(tmp_path / "folder.json") == []


@pytest.mark.parametrize("path", ["a", "new/a", "new/folder/a", "old/new/a", "there"])
def test_to_ask_leaves_no_trace(path, tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "there").write_bytes(b"content")
    check_writable(tmp_path / path)
    assert names(tmp_path) == ["old", "there"] and names(tmp_path / "old") == []
    assert (tmp_path / "there").read_bytes() == b"content"
