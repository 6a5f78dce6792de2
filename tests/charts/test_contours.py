"""The ground of a landscape: bands of J of equal area, contours, and a hatching where J has no value."""

import json

import numpy as np
import pandas as pd
import pytest

from gd.arrays import Array
from gd.charts import contours
from gd.charts.ground import View
from gd.charts.plane import plane_of, planes
from gd.experiments.experiment import Experiment
from gd.explain.gallery import GALLERY
from gd.problems import Quadratic
from tests.charts import frame_of
from tests.charts.test_landscape import MORE, TWO, corners, tables, view
from tests.charts.test_landscape import drawn as landscape_of
from tests.charts.test_local_optimum import typed
from tests.experiments.test_scenarios import built_in


@pytest.mark.parametrize("problem", ["ravine", "likelihood"])
@pytest.mark.parametrize("grid", [contours.GRID, contours.COARSE])
def test_the_cells_cover_all_that_may_be_seen_and_are_smallest_in_what_usually_is(
    problem: str, grid: tuple[int, int]
) -> None:
    seen = view(built_in(problem))
    sides = contours.edges(seen, grid)
    for d, (edges, cells) in enumerate(zip(sides, grid, strict=True)):
        assert len(edges) == cells + 1
        assert edges[[0, -1]].tolist() == [seen.covered[0][d], seen.covered[1][d]]
        sizes, middles = np.diff(edges), (edges[:-1] + edges[1:]) / 2
        assert (sizes > 0).all()
        usual = (seen.usual[0][d] < middles) & (middles < seen.usual[1][d])
        assert sizes[usual].max() == pytest.approx(sizes.min())
        assert sizes[usual].sum() == pytest.approx(seen.usual[1][d] - seen.usual[0][d])
        assert usual.all() == (not seen.equal)


def lines_of(experiment: Experiment) -> pd.DataFrame:
    """The contours as they are computed, before their places are rounded to those of the picture."""
    return frame_of(contours.contours(view(experiment))[1])


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


@pytest.mark.parametrize(("problem", "count"), [("ravine", 11), ("line", 11), ("unscaled", 11)])
def test_the_level_lines_of_a_quadratic_are_its_ellipses(problem: str, count: int) -> None:
    experiment = built_in(problem)
    lines, (low, high) = lines_of(experiment), corners(experiment)
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


@pytest.mark.parametrize("A", [[[1, 0], [0, -1]], [[1, 1], [1, 1]]])
def test_without_a_bowl_the_contours_follow_j_all_the_same(A: list[list[float]]) -> None:
    ravine = built_in("ravine")
    flat = Experiment(ravine.settings, Quadratic(A, [0, 0]), ravine.start)
    plane = plane_of(flat.problem, ravine.run())
    bands, lines = map(frame_of, contours.contours(View(plane, (-np.ones(2), np.ones(2)), equal=False)))
    assert bands["band"].nunique() == 12
    assert lines["level"].nunique() == 11
    for end in ("", "1"):
        J = flat.problem.costs(lines[[f"line_x{end}", f"line_y{end}"]].to_numpy())
        # A cell of the lattice is at most 2 · 3/120 wide, and J is off its chord by at most h²/8 · |curvature|.
        assert pytest.approx(lines["level"].to_numpy(), abs=0.05**2 / 8 * 2 * 1.001) == J


def stroke_ends(lines: pd.DataFrame) -> Array:
    return np.vstack([lines[["line_x", "line_y"]], lines[["line_x1", "line_y1"]]])


@pytest.mark.parametrize("problem", ["valley", "likelihood"])
def test_along_the_contours_of_what_isnt_quadratic_j_has_the_level(problem: str) -> None:
    """Along a side of length h, J is off its chord by about h²/8 · |second derivative|."""
    experiment = built_in(problem)
    seen, lines = view(experiment), lines_of(experiment)
    assert lines["level"].nunique() == 11
    points, levels = stroke_ends(lines), np.tile(lines["level"], 2)
    low, high = seen.usual
    inside = ((points > low + 0.1 * (high - low)) & (points < high - 0.1 * (high - low))).all(axis=1)
    points, levels = points[inside], levels[inside]
    assert len(points) > 500
    h = contours.LATTICE * np.array([np.diff(side).min() for side in contours.edges(seen, contours.GRID)])
    around = (points + side * h for side in (-1, 0, 1))
    curvature = np.max([[np.abs(np.diag(experiment.problem.hessian(w))) for w in here] for here in around], axis=0)
    assert (np.abs(seen.plane.costs(points) - levels) <= (curvature * h**2).max(axis=1) / 8).all()


@pytest.mark.parametrize("title", [example.title for example in GALLERY if len(example.w0) == 2])
def test_the_ground_has_few_rows_and_its_contours_reach_the_windows_edge(title: str) -> None:
    example = next(example for example in GALLERY if example.title == title)
    experiment = typed(title, example.w0)
    drawn, (low, high) = tables(experiment), corners(experiment)
    assert len(drawn["bands"]) + len(drawn["lines"]) < 5000
    area = (drawn["bands"]["right"] - drawn["bands"]["x"]) * (drawn["bands"]["top"] - drawn["bands"]["y"])
    assert area.sum() == pytest.approx((high - low).prod())
    ends = stroke_ends(drawn["lines"])
    assert ((ends >= low) & (ends <= high)).all()
    assert np.isclose(ends, low, rtol=0, atol=1e-12 * (high - low).max()).any() or title == "Rastrigin"


def test_rows_of_cells_are_thinned_where_there_would_be_too_many_strips() -> None:
    """An egg box of hundreds of hollows."""
    many = typed("sin(9x) sin(9y) + 0.01 x^2 + 0.01 y^2", (9.0, 9.0), learning_rate=0.001, epochs=3)
    drawn = tables(many)
    assert len(drawn["bands"]) <= contours.MOST_STRIPS
    assert len(drawn["lines"]) <= contours.MOST_STROKES
    assert drawn["bands"]["y"].nunique() < contours.GRID[1]
    assert tables(built_in("valley"))["bands"]["y"].nunique() == contours.GRID[1]


def test_where_j_has_no_value_there_is_no_band_but_a_hatching() -> None:
    logarithm = typed("x - log(x) + y^2", (0.2, 0.5), learning_rate=0.1, epochs=50)
    drawn, lines = tables(logarithm), lines_of(logarithm)
    low, high = corners(logarithm)
    assert low[0] < 0 < high[0]
    cell = (high[0] - low[0]) / 100
    assert drawn["bands"]["x"].min() == pytest.approx(0, abs=cell)
    hatching = lines["level"].isna()
    assert lines[hatching]["line_x1"].max() <= cell
    assert lines[~hatching]["line_x"].min() >= 0
    width = (lines["line_x1"] - lines["line_x"])[hatching]
    height = (lines["line_y1"] - lines["line_y"])[hatching]
    assert (width * height).sum() == pytest.approx(-low[0] * (high - low)[1], rel=0.25)
    assert "hatched: no J" in json.dumps(landscape_of(logarithm)["layer"])
    assert "hatched" not in json.dumps(landscape_of(typed("Himmelblau", (0.0, 0.0)))["layer"])


def test_where_contours_are_crowded_some_are_left_out_rather_than_all_made_coarse() -> None:
    """In an egg box no stroke is longer than a cell of the finest lattice."""
    box = typed("Rastrigin", (2.2, -1.3))
    seen, lines = view(box), lines_of(box)
    assert 3 <= lines["level"].nunique() < 11
    across, up = (np.diff(side).min() for side in contours.edges(seen, contours.GRID))
    strokes = lines[["line_x1", "line_y1"]].to_numpy() - lines[["line_x", "line_y"]].to_numpy()
    middles = (stroke_ends(lines)[: len(lines)] + stroke_ends(lines)[len(lines) :]) / 2
    low, high = seen.usual
    usual = ((middles > low + 0.1 * (high - low)) & (middles < high - 0.1 * (high - low))).all(axis=1)
    cell = contours.LATTICE * np.array([across, up])
    assert (np.abs(strokes[usual]) <= 1.001 * cell).all()


def test_the_ground_of_a_window_is_found_once_whatever_the_rate() -> None:
    views = [view(built_in("ravine", learning_rate=rate)) for rate in (0.02, 0.03)]
    assert views[0] is not views[1]
    assert contours.ground_of(views[0]) is contours.ground_of(views[1])


def test_another_window_or_plane_has_a_ground_of_its_own() -> None:
    near, far = (tables(built_in("ravine", w0=(x, 3.0)))["bands"] for x in (-3.0, -30.0))
    assert near["right"].max() < far["right"].max()
    weights, directions = (view(built_in("ravine"), plane) for plane in planes(built_in("ravine").problem))
    assert contours.ground_of(weights) is not contours.ground_of(directions)


def test_only_the_last_grounds_are_kept() -> None:
    each = [view(built_in("valley", w0=(x, 1.0))) for x in range(1, contours.GROUNDS + 2)]
    first, second = (contours.ground_of(one) for one in each[:2])
    for other in each[2:-1]:
        contours.ground_of(other)
    assert contours.ground_of(each[0]) is first
    contours.ground_of(each[-1])
    assert contours.ground_of(each[0]) is first
    assert contours.ground_of(each[1]) is not second
