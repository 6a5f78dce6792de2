"""What lies on the ground of a landscape: strokes that end at the window, and the optimum."""

import pytest

from tests.charts.test_landscape import corners, tables
from tests.experiments.test_scenarios import BUILT_IN, built_in


def test_no_stroke_is_outside_the_window() -> None:
    for problem in BUILT_IN[1:]:
        experiment = built_in(problem, learning_rate=0.3)
        low, high = corners(experiment)
        for name, table in (("way", "frames"), ("line", "lines")):
            for end in ("", "1"):
                points = tables(experiment)[table][[f"{name}_x{end}", f"{name}_y{end}"]].dropna()
                assert ((points >= low) & (points <= high)).all(axis=None)


def test_the_optimum_is_a_point_and_without_one_there_is_none() -> None:
    (point,) = tables(built_in("ravine"))["optimum"].to_dict("records")
    assert point == pytest.approx({"x": 1, "y": 2})
    assert tables(built_in("ravine", goal="maximise"))["optimum"].empty
