"""The ground of a landscape: bands of J of equal area, the contours of a bowl, and the optimum."""

import numpy as np
import pytest

from gd.charts import ground
from gd.charts.plane import plane_of
from gd.experiments.experiment import Experiment
from gd.problems import Quadratic
from tests.charts.test_landscape import MORE, TWO, corners, tables, view
from tests.experiments.test_scenarios import BUILT_IN, built_in


def test_no_stroke_is_outside_the_window() -> None:
    for problem in BUILT_IN[1:]:
        experiment = built_in(problem, learning_rate=0.3)
        low, high = corners(experiment)
        for name, table in (("way", "frames"), ("line", "lines")):
            for end in ("", "1"):
                points = tables(experiment)[table][[f"{name}_x{end}", f"{name}_y{end}"]].dropna()
                assert ((points >= low) & (points <= high)).all(axis=None)


@pytest.mark.parametrize("problem", [*TWO, *MORE])
def test_the_strips_tile_what_may_be_seen_in_bands_of_equal_area_of_what_usually_is(problem: str) -> None:
    experiment = built_in(problem)
    strips, (low, high) = tables(experiment)["bands"], corners(experiment)
    area = (strips["right"] - strips["x"]) * (strips["top"] - strips["y"])
    assert area.sum() == pytest.approx((high - low).prod())
    assert strips[["x", "y"]].min().tolist() == pytest.approx(low.tolist())
    assert strips[["right", "top"]].max().tolist() == pytest.approx(high.tolist())
    seen = view(experiment).usual
    width, height = (
        strips[end].clip(seen[0][d], seen[1][d]) - strips[begin].clip(seen[0][d], seen[1][d])
        for d, (begin, end) in enumerate([("x", "right"), ("y", "top")])
    )
    shares = (width * height / (seen[1] - seen[0]).prod()).groupby(strips["band"]).sum()
    assert shares.to_dict() == pytest.approx(dict.fromkeys(range(12), 1 / 12), abs=1e-3)


@pytest.mark.parametrize(("problem", "goal"), [("ravine", "minimise"), ("likelihood", "maximise")])
def test_the_best_band_holds_the_optimum(problem: str, goal: str) -> None:
    experiment = built_in(problem)
    bands = tables(experiment)["bands"]
    x, y = experiment.exact
    here = (bands["x"] <= x) & (x < bands["right"]) & (bands["y"] <= y) & (y < bands["top"])
    assert bands["band"][here].tolist() == [0]


@pytest.mark.parametrize(("problem", "count"), [("ravine", 11), ("line", 11), ("unscaled", 11), ("valley", 0)])
def test_the_level_lines_of_a_quadratic_are_its_ellipses(problem: str, count: int) -> None:
    experiment = built_in(problem)
    lines, (low, high) = tables(experiment)["lines"], corners(experiment)
    plane = plane_of(experiment.problem, experiment.run())
    assert lines["level"].nunique() == count
    for level, strokes in lines.groupby("level"):
        points = strokes[["line_x", "line_y"]].to_numpy()
        uncut = (np.abs(points - low) > 1e-9 * (high - low)).all(axis=1)
        uncut &= (np.abs(high - points) > 1e-9 * (high - low)).all(axis=1)
        weights = plane.offset + points[uncut] @ plane.axes.T
        J = np.array([experiment.problem.cost(w) for w in weights])
        bottom = experiment.problem.cost(plane.offset + plane.axes @ plane.centre)
        assert J - bottom == pytest.approx(level, rel=1e-6)


def test_without_a_bowl_there_are_no_ellipses() -> None:
    ravine = built_in("ravine")
    for A in ([[1, 0], [0, -1]], [[1, 1], [1, 1]]):
        flat = Experiment(ravine.settings, Quadratic(A, [0, 0]), ravine.start)
        plane = plane_of(flat.problem, ravine.run())
        bands, lines = ground.contours(ground.View(plane, (-np.ones(2), np.ones(2)), equal=False))
        assert lines.empty
        assert bands["band"].nunique() == 12


def test_the_optimum_is_a_point_and_without_one_there_is_none() -> None:
    (point,) = tables(built_in("ravine"))["optimum"].to_dict("records")
    assert point == pytest.approx({"x": 1, "y": 2})
    assert tables(built_in("ravine", goal="maximise"))["optimum"].empty
