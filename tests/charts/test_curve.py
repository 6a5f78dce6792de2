"""The landscape of a single weight: the graph of J, its tangent and the next step."""

import numpy as np
import pytest

from gd.charts import curve
from gd.charts.window import window
from tests.charts.test_landscape import tables
from tests.experiments.test_scenarios import built_in


def test_the_bowl_is_drawn_with_both_walls() -> None:
    curve = tables(built_in("parabola"))["curve"]
    assert curve["x"].min() < -20
    assert curve["x"].max() > 20
    assert curve["y"].tolist() == pytest.approx((curve["x"] ** 2).tolist())


def test_the_corners_of_the_bowl_hold_its_curve_and_some_room_for_the_tangents_below() -> None:
    experiment = built_in("parabola")
    drawn = tables(experiment)["curve"]
    low, high = curve.corners({name: drawn[name].to_numpy() for name in drawn})
    assert [low[0], high[0]] == [corner[0] for corner in window(experiment.run().weights, experiment.exact, np.ones(1))]
    assert high[1] == drawn["y"].max()
    assert low[1] == pytest.approx(-0.04 * drawn["y"].max())


def test_a_curve_past_the_largest_number_is_cut_off_there() -> None:
    parabola = built_in("parabola", w0=(1.2e154,))
    J = tables(parabola)["curve"]["y"]
    assert J.isna().any()
    assert np.isfinite(J.dropna()).all()


def test_the_tangent_touches_the_bowl_and_the_step_ends_at_the_next_weight() -> None:
    frames = tables(built_in("parabola"))["frames"]
    row = frames.loc[1]
    assert row[["x", "y", "slope"]].tolist() == pytest.approx([16, 256, 32])
    assert row[["step_x", "step_y", "step_x1", "step_y1"]].tolist() == pytest.approx([16, 256, 12.8, 256])
    assert row[["fall_x", "fall_y", "fall_x1", "fall_y1"]].tolist() == pytest.approx([12.8, 256, 12.8, 12.8**2])
    for x, y in (row[["tan_x", "tan_y"]], row[["tan_x1", "tan_y1"]]):
        assert y == pytest.approx(256 + 32 * (x - 16))
    assert row["tan_x"] < 12
    assert row["tan_x1"] > 20


def test_uphill_the_step_goes_up() -> None:
    frames = tables(built_in("parabola", goal="maximise"))["frames"]
    assert frames.loc[0, ["x", "step_x", "step_x1"]].tolist() == pytest.approx([20, 20, 24])


def test_points_outside_the_window_have_no_segment_that_ends_in_them() -> None:
    parabola = built_in("parabola", learning_rate=1.1)
    frames, run = tables(parabola)["frames"].dropna(subset=["epoch"]), parabola.run()
    low, high = window(run.weights, parabola.exact, np.ones(1))
    inside = (low[0] <= run.weights[:, 0]) & (run.weights[:, 0] <= high[0])
    assert (frames["way_x1"] == run.weights[:, 0]).tolist() == inside.tolist()
    assert not inside[-1]
    assert len(tables(parabola)["curve"]) == curve.POINTS
