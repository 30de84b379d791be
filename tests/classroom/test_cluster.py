"""A Dask cluster grades as the processes of one computer do, also where a worker is killed."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from minigrad.classroom.sandbox import trouble_with
from minigrad.classroom.starting import LEVELS
from minigrad.classroom.store import Store, run_in
from minigrad.exercises.manifest import HANDOUT, find_exercise
from tests.classroom.quick_grade import grade_folder, here, state, write_class
from tests.exercises.reference import SOLUTIONS

ROOT = Path(__file__).parents[2]
CLASS = {f"s{number:02}": "slow " * (number % 4) for number in range(40)}
needs_dask = pytest.mark.skipif(
    not find_spec("distributed"), reason="Dask is not installed: extra 'cluster'"
)
PROGRAM = """
import os, signal, sys
from functools import partial
from pathlib import Path
from distributed import Client, LocalCluster
from minigrad.classroom.batch import dask_cluster
from minigrad.classroom.sandbox import trouble_with
from minigrad.classroom.starting import LEVELS
from minigrad.classroom.store import Store, run_in
from minigrad.exercises.manifest import HANDOUT, find_exercise
from tests.classroom.quick_grade import outcomes_of

if __name__ == "__main__":
    submissions, report, kills = sys.argv[1:]
    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(host="127.0.0.1", **settings) as cluster:
        address = cluster.scheduler_address
        executors = partial(dask_cluster, address)
        outcomes = outcomes_of(Path(submissions), Path(report), executors, at_once=20)
        done = [next(outcomes)]
        if kills == "True":
            with Client(address, set_as_default=False) as client:
                os.kill(min(client.run(os.getpid).values()), signal.SIGKILL)
        done += outcomes
        print(sum(each.is_graded for each in done))
"""


COMMAND = """
import sys
from distributed import LocalCluster
from minigrad.cli import main

if __name__ == "__main__":
    settings = {"n_workers": 2, "threads_per_worker": 2, "dashboard_address": None}
    with LocalCluster(host="127.0.0.1", **settings) as cluster:
        command = ["exercises", "grade", *sys.argv[1:], "--dask", cluster.scheduler_address]
        sys.exit(main(command))
"""


def run(program, *arguments):
    ran = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@needs_dask
@pytest.mark.slow
@pytest.mark.parametrize("kills", [False, True])
def test_a_cluster_of_two_workers_gives_what_one_process_gives(kills, tmp_path):
    submissions = write_class(tmp_path / "class", CLASS)
    grade_folder(submissions, tmp_path / "here", here)
    assert int(run(PROGRAM, submissions, tmp_path / "report", kills)) == len(CLASS)
    assert state(tmp_path / "report") == state(tmp_path / "here")


@needs_dask
@pytest.mark.slow
def test_the_command_lets_a_cluster_grade_in_a_sandbox(tmp_path):
    level = next((each for each in LEVELS if not trouble_with(each)), None)
    if level is None:
        pytest.skip("no sandbox works here")
    exercise = find_exercise("03a")
    for student, source in ("Ada", SOLUTIONS), ("Bo", HANDOUT), ("Cy", SOLUTIONS):
        (tmp_path / "class" / student).mkdir(parents=True)
        shutil.copy(source / exercise.file, tmp_path / "class" / student)
    options = ["--exercise", "03a", "--seed", "7", "--sandbox", level, "-o", tmp_path / "report"]
    said = run(COMMAND, tmp_path / "class", *options)
    assert "0 kept, 3 to do." in said and f"in the sandbox {level}, seed 7" in " ".join(
        said.split()
    )
    results = Store(tmp_path / "report", run_in(tmp_path / "report")).results()
    assert {each.student: each.points for each in results} == {"Ada": 3, "Bo": 0, "Cy": 3}
