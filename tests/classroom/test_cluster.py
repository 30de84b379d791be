"""A Dask cluster grades as the processes of one computer do, also where a worker is killed."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.classroom.quick_grade import grade_folder, here, state, write_class

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


def graded_by_dask(*arguments):
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


@needs_dask
@pytest.mark.slow
@pytest.mark.parametrize("kills", [False, True])
def test_a_cluster_of_two_workers_gives_what_one_process_gives(kills, tmp_path):
    submissions = write_class(tmp_path / "class", CLASS)
    grade_folder(submissions, tmp_path / "here", here)
    assert graded_by_dask(submissions, tmp_path / "report", kills) == len(CLASS)
    assert state(tmp_path / "report") == state(tmp_path / "here")
