"""Random graphs over all operations agree with PyTorch: live, and with recorded answers."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minigrad import Value, topological_order
from tests import programs
from tests.operations import OPERATIONS

TOLERANCE = 1e-12  # of Σ|contributions|, so that cancellation does not count as an error

RECORDED = json.loads(programs.REFERENCES.read_text(encoding="utf-8"))["references"]


@st.composite
def program_strategy(draw):
    thousandths = st.integers(-3000, 3000)
    return programs.make_program(
        draw_number=lambda: draw(thousandths) / 1000,
        choose=lambda options: draw(st.sampled_from(options)),
        n_leaves=draw(st.integers(1, 5)),
        n_steps=draw(st.integers(1, 20)),
    )


drawn = settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])


@drawn
@given(program_strategy())
def test_a_random_graph_agrees_with_pytorch(program):
    pytest.importorskip("torch", reason="PyTorch is not installed: extra 'parity'")
    ratios = programs.disagreements(program, programs.run_torch(program))
    assert all(ratio <= TOLERANCE for ratio in ratios), ratios


@pytest.mark.parametrize("row", RECORDED, ids=range(len(RECORDED)))
def test_a_recorded_graph_agrees_with_pytorch(row):
    ratios = programs.disagreements(row["program"], row)
    assert all(ratio <= TOLERANCE for ratio in ratios), ratios


def test_the_recorded_programs_use_every_operation():
    used = {name for row in RECORDED for name, _ in row["program"]["steps"]}
    assert used == {row.name for row in OPERATIONS}


@drawn
@given(program_strategy())
def test_a_random_graph_obeys_the_laws_of_a_pass(program):
    leaves, root = programs.run_minigrad(program)
    steps = list(root.backward_steps())
    order = topological_order(root)
    assert [step.node for step in steps] == order[::-1]
    assert {node.grad for node in order} == {0.0}

    root.backward()
    once = [node.grad for node in order]
    assert once[::-1] == [step.delta for step in steps]
    root.backward()
    assert [node.grad for node in order] == [2 * grad for grad in once]
    root.zero_grad()
    assert {node.grad for node in order} == {0.0}

    again = programs.run_minigrad(program)[1]
    assert [node.data for node in topological_order(again)] == [node.data for node in order]
    assert all(isinstance(leaf, Value) for leaf in leaves)
