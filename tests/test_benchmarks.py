"""The benchmark stays alive: its engines, where installed, agree with the mathematics. No times."""

import json
import sys

import pytest

from minigrad import topological_order
from minigrad.course import recorded_speeds
from tests.benchmarks import report
from tests.benchmarks.eager import Minigrad
from tests.benchmarks.engines import ENGINES
from tests.benchmarks.plot import draw_plot
from tests.benchmarks.run import ROOT, answer, combined
from tests.benchmarks.worker import measure
from tests.benchmarks.workloads import (
    FIRST_LOSS,
    LOSS_OF_STEP_20,
    NODES,
    OPERATIONS,
    expected_pass,
    hinge,
    initial_parameters,
    learning_rate,
    left_fold,
    moons,
    penalty,
    score,
)
from tests.svg import texts

# An import of JAX, and its compiler, take seconds; the engine in C has the import name of ours.
NAMES = [
    pytest.param(name, marks=[pytest.mark.slow] * ("paused" in name or name == "micrograd"))
    for name in ENGINES
    if "jax" not in name and name != "c-api"
]
ALWAYS = ("minigrad-classroom", "micrograd")
SMALL = {"W1": 0, "W2": 100, "W3": 4, "W4": 50, "W5": 50, "W6": 6}


@pytest.mark.parametrize("name", NAMES)
def test_an_engine_agrees_on_every_workload(name):
    for workload in ENGINES[name].workloads.split():
        found = measure(name, workload, SMALL[workload], steps=2, seconds=5.0)
        if "absent" in found and ENGINES[name].distribution not in ALWAYS:
            pytest.skip(f"{found['absent']}: extra 'bench'")
        assert "absent" not in found, "pip install -e .[test] brings it"
        assert "failed" not in found


def test_the_training_by_hand_has_the_known_losses():
    p, samples, losses = initial_parameters(), moons(), []
    assert len(p) == 337
    for step in range(20):
        expected = expected_pass(p, samples)
        losses.append(expected.value)
        rate = learning_rate(step)
        p = [each - rate * slope for each, slope in zip(p, expected.gradient, strict=True)]
    assert losses[0] == pytest.approx(FIRST_LOSS, rel=1e-14)
    assert losses[19] == pytest.approx(LOSS_OF_STEP_20, abs=1e-12)


def test_the_graph_of_a_training_step_has_the_known_size():
    engine = Minigrad(fused=False)
    p = [engine.leaf(number) for number in initial_parameters()]
    terms = []
    for x, y in moons():
        s = score(p, [engine.leaf(each) for each in x], engine.neuron, engine.relu)
        terms.append(hinge(s, y, engine.relu))
    nodes = topological_order(left_fold(terms) * 0.01 + penalty(p))
    assert len(nodes) == NODES
    assert sum(bool(node.op) for node in nodes) == OPERATIONS


def test_wrong_numbers_are_a_failure_and_not_a_time(monkeypatch):
    monkeypatch.setattr(Minigrad, "slope", lambda self, leaf: leaf.grad * (1 + 1e-11))
    assert measure("minigrad", "W1", 0)["failed"].startswith("Disagreement")


def test_the_bits_of_a_batch_do_not_depend_on_how_often_it_was_timed():
    few, many = (measure("fused", "W6", 6, steps=steps, seconds=60.0) for steps in (1, 4))
    assert (few["steps"], many["steps"]) == (1, 4)
    assert few["bits"] == many["bits"]


def test_a_process_that_dies_or_hangs_is_a_result():
    assert "crash" in answer([sys.executable, "-c", "import os; os.abort()"], 60)["failed"] or (
        sys.platform == "win32"
    )
    hangs = [sys.executable, "-c", "import time; time.sleep(60)"]
    assert answer(hangs, 0.2) == {"failed": "not done in 0.2 s"}


def test_a_worker_answers_and_the_report_names_what_is_missing(capsys):
    command = [sys.executable, "-m", "tests.benchmarks.worker", "fused", "W3", "4", "3", "1"]
    cell = combined([answer(command, 60)])
    cells = {"fused W3 100": cell, "torch W3 100": {"absent": "no torch"}}
    about = {"python": "3", "system": "s", "processors": 1, "quick": True, "rounds": 1}
    startup = {"import": 0.02, "help": 0.1, "bare": 0.01}
    report.show(json.loads(json.dumps({"about": about, "startup": startup, "cells": cells})))
    shown = capsys.readouterr().out
    assert "absent: no torch" in shown
    assert "missed by 100%" in shown  # of 10 ms
    assert (ROOT / "docs" / "benchmark.md").read_text(encoding="utf-8").count(report.BEGIN) == 1


def test_what_was_measured_is_what_lesson_13_reads(tmp_path, monkeypatch):
    cells = {"replay-jax W6 10000": {"cpu": 0.0025}, "torch W3 100": {"cpu": 0.4061}}
    (tmp_path / "data").mkdir()
    table = report.speeds_table(cells | {"replay W3 100": {"failed": "crash"}})
    (tmp_path / "data" / "speeds.csv").write_text(table, encoding="utf-8")
    monkeypatch.setattr("minigrad.course.speeds.files", lambda _: tmp_path)
    assert recorded_speeds() == {
        "replayed by JAX": {"10,000 samples": 2.5},
        "PyTorch, number by number": {"100 samples": 406.0},
    }
    monkeypatch.undo()
    assert set(recorded_speeds()) <= set(report.WAYS.values())


def test_the_plot_shows_each_time_and_the_memory_of_four(tmp_path):
    seconds = {"minigrad": 0.25, "micrograd": 0.5, "c": 0.0005}
    cells = {
        f"{name} W3 100": {"seconds": each, "peaks": [1e8, 2e8]} for name, each in seconds.items()
    }
    draw_plot({"cells": cells | {"torch W3 100": {"absent": "no torch"}}}, tmp_path / "b.svg")
    svg = (tmp_path / "b.svg").read_text(encoding="utf-8")
    shown = texts(svg)
    assert {"250 ms", "500 ms", "0.5 ms", "minigrad, collector on"} <= set(shown)
    assert shown.index("C by hand") < shown.index("minigrad") < shown.index("micrograd")
    assert 'fill="#1f2933"' in svg
    draw_plot({"cells": {}}, tmp_path / "empty.svg")
    assert "There is nothing to plot" in (tmp_path / "empty.svg").read_text(encoding="utf-8")
