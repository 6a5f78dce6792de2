"""The ground of a landscape as the browser gets it: places in shares of what is covered."""

import numpy as np
import pytest

from gd.charts import contours
from tests.charts.test_landscape import MORE, TWO, corners, tables, view
from tests.charts.test_local_optimum import typed
from tests.experiments.test_scenarios import built_in


@pytest.mark.parametrize("problem", [*TWO, *MORE])
def test_the_picture_has_each_place_on_the_ground_to_a_small_part_of_a_pixel(problem: str) -> None:
    experiment = built_in(problem)
    (low, high), drawn = corners(experiment), tables(experiment)
    for name, computed in zip(("bands", "lines"), contours.contours(view(experiment)), strict=True):
        for column in set(computed) - {"band", "level"}:
            d = 0 if "x" in column or column == "right" else 1
            most = (high - low)[d] / 32767 * 0.501
            assert np.abs(drawn[name][column] - computed[column]).max() <= most


def test_a_window_without_extent_has_a_ground_all_the_same() -> None:
    """Around 10²⁰ the next number is 16,384 farther."""
    drawn = tables(typed("sin(x) + cos(y)", (1e20, 5e19)))
    assert np.isfinite(drawn["bands"][["x", "right", "y", "top"]]).all(axis=None)
