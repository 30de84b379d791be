"""What vᵀJ and J cost, as counts and as a table."""

import pytest

from minigrad.jacobian import WorkCount
from viz import cost_table
from viz.jacobian_cost import cost_of_products
from viz.tables import printed


@pytest.mark.parametrize("n", [1, 10, 40])
def test_the_costs_of_products_are_counted(n):
    product, matrix = cost_of_products(n)
    assert (product.passes, product.rules) == (1, 2 * n)
    assert (matrix.passes, matrix.rules) == (n, 2 * n * n)
    assert matrix.numbers == max(n * n, 2 * n)
    assert repr(WorkCount()) == "0 passes, 0 rules, 0 numbers"


def test_the_cost_table_says_what_was_not_run():
    text = printed(cost_table((10, 10_000), largest_whole=10))
    ten, many = [line for line in text.splitlines() if line.startswith("│")]
    assert "≈" not in ten and "200" in ten
    assert "≈ 10,000" in many and "≈ 200,000,000" in many and "800 MB" in many
