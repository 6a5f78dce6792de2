"""The landscape: correct values of J, the exact path, and a mark for every point outside the window."""

import numpy as np
import pytest

from gd.arrays import Array
from gd.charts import ground
from gd.charts.landscape import landscape
from gd.charts.plane import DIRECTIONS, plane_of
from gd.charts.window import ALL, USUAL, clipped, covered
from gd.descent import descend
from gd.experiments.experiment import Experiment
from gd.problems import Quadratic
from gd.run import Stop
from tests.experiments.test_scenarios import BUILT_IN, built_in, rows

TWO = ["valley", "ravine", "likelihood"]
MORE = ["dummy-trap", "unscaled"]


def tables(experiment: Experiment, plane: str | None = None) -> dict:
    return landscape(experiment, experiment.run(), plane)["datasets"]


def view(experiment: Experiment, plane: str | None = None) -> ground.View:
    return ground.view(experiment.problem, experiment.exact, experiment.run(), plane, experiment.in_one_unit)


def corners(experiment: Experiment, plane: str | None = None) -> tuple[Array, Array]:
    return view(experiment, plane).covered


@pytest.mark.parametrize("problem", [*BUILT_IN[1:]])
@pytest.mark.parametrize("rate", [1e-7, 0.001, 0.05, 0.3])
def test_the_landscape_holds_the_start_and_the_optimum(problem: str, rate: float) -> None:
    experiment = built_in(problem, learning_rate=rate)
    plane = plane_of(experiment.problem, experiment.run())
    low, high = corners(experiment)
    for point in (experiment.start, experiment.exact):
        assert (low < plane.project(point)).all()
        assert (plane.project(point) < high).all()


@pytest.mark.parametrize(
    ("problem", "plane", "equal"),
    [
        ("valley", None, True),
        ("ravine", None, True),
        ("likelihood", None, False),
        ("line", None, False),
        ("dummy-trap", None, True),
        ("dummy-trap", "group=a and group=b", True),
        ("unscaled", None, False),
        ("unscaled", "intercept and body_mass_g", False),
    ],
)
def test_a_unit_is_as_long_up_as_across_where_the_axes_have_the_same(
    problem: str, plane: str | None, equal: bool
) -> None:
    experiment = built_in(problem)
    assert view(experiment, plane).equal == equal
    assert set(tables(experiment, plane)["window"]["equal"]) == {int(equal)}


def test_standardised_columns_have_one_unit_and_are_stretched_only_if_j_curves_very_differently() -> None:
    two = ("bill_length_mm", "bill_depth_mm")
    assert view(built_in("unscaled", scale=True, features=two)).equal
    assert built_in("unscaled", scale=True).in_one_unit.all()
    assert not built_in("unscaled").in_one_unit[1:].any()


@pytest.mark.parametrize(("slope", "equal"), [(ground.STRETCHED - 0.1, True), (ground.STRETCHED + 0.1, False)])
def test_a_landscape_is_stretched_where_its_contours_would_look_like_parallel_lines(slope: float, equal: bool) -> None:
    problem = Quadratic([[slope**2, 0], [0, 1]], [0, 0])
    start = np.array([1.0, 1.0])
    run = descend(problem, start, learning_rate=1e-3, epochs=3)
    found = ground.view(problem, problem.exact(), run, None, np.array([True, True]))
    assert found.equal == equal


@pytest.mark.parametrize("aspect", [*ALL, 1.0])
@pytest.mark.parametrize("size", [(1.0, 1.0), (5.0, 1.0), (1.0, 5.0)])
def test_what_is_drawn_covers_pictures_of_every_shape(aspect: float, size: tuple[float, float]) -> None:
    low, high = covered((np.array([0.0, 0.0]), np.array(size)))
    pixel = max(size[0] / aspect, size[1])  # of a picture `aspect` wide and 1 high
    shown = pixel * np.array([aspect, 1.0])
    assert (high - low >= shown * (1 - 1e-12)).all()
    assert (low + high) / 2 == pytest.approx(np.array(size) / 2)


@pytest.mark.parametrize("problem", ["ravine", "likelihood"])
@pytest.mark.parametrize("grid", [ground.GRID, ground.COARSE])
def test_the_cells_cover_all_that_may_be_seen_and_are_smallest_in_what_usually_is(
    problem: str, grid: tuple[int, int]
) -> None:
    seen = view(built_in(problem))
    _, *sides = ground._middles(seen, grid)
    for d, (edges, cells) in enumerate(zip(sides, grid, strict=True)):
        assert len(edges) == cells + 1
        assert edges[[0, -1]].tolist() == [seen.covered[0][d], seen.covered[1][d]]
        sizes, middles = np.diff(edges), (edges[:-1] + edges[1:]) / 2
        assert (sizes > 0).all()
        usual = (seen.usual[0][d] < middles) & (middles < seen.usual[1][d])
        assert sizes[usual].max() == pytest.approx(sizes.min())
        assert sizes[usual].sum() == pytest.approx(seen.usual[1][d] - seen.usual[0][d])
        assert usual.all() == (not seen.equal)


def test_usual_pictures_are_among_all() -> None:
    assert ALL[0] < USUAL[0] < USUAL[1] < ALL[1]


def test_the_window_keeps_still_from_rate_to_rate() -> None:
    windows = {rate: np.vstack(view(built_in("ravine", learning_rate=rate)).window) for rate in (0.002, 0.02, 0.05)}
    assert all(np.array_equal(window, windows[0.002]) for window in windows.values())
    high = [built_in("ravine", learning_rate=rate).run().weights[:, 1].max() for rate in windows]
    assert max(high) - min(high) > 0.1  # although the paths go up to different heights
    assert view(built_in("ravine", learning_rate=0.076)).window[1][1] > windows[0.05][1, 1]


def test_a_start_at_the_optimum_still_has_a_landscape() -> None:
    low, high = corners(built_in("ravine", w0=(1.0, 2.0)))
    assert (low < [1, 2]).all()
    assert (high > [1, 2]).all()


def test_a_path_that_leaves_is_cut_off_and_never_altered() -> None:
    ravine = built_in("ravine", learning_rate=0.1)
    run, (low, high) = ravine.run(), corners(ravine)
    frames = tables(ravine)["frames"]
    drawn = frames.dropna(subset=["epoch"])
    assert drawn[["x", "y"]].to_numpy().tolist() == run.weights.tolist()
    ends = drawn[["way_x1", "way_y1"]].to_numpy()
    inside = ((low <= run.weights) & (run.weights <= high)).all(axis=1)
    assert (ends == run.weights).all(axis=1).tolist() == inside.tolist()
    assert inside[0]
    assert not inside[-1]
    assert np.abs(high - low).max() < 100 < np.abs(run.final_weights).max()


def test_a_segment_to_a_point_outside_ends_at_the_edge() -> None:
    ravine = built_in("ravine", learning_rate=0.1)
    frames, (low, high) = tables(ravine)["frames"], corners(ravine)
    points = frames[["x", "y"]].to_numpy()
    k = int(np.flatnonzero(~((low <= points) & (points <= high)).all(axis=1))[0])
    start, end = frames[["x", "y"]].to_numpy()[k - 1 : k + 1]
    first, last = frames.loc[k, ["way_x", "way_y"]].to_numpy(), frames.loc[k, ["way_x1", "way_y1"]].to_numpy()
    assert first.tolist() == start.tolist()
    shares = (last - start) / (end - start)
    assert 0 < shares[0] < 1
    assert shares[1] == pytest.approx(shares[0])
    assert np.isclose([last - low, high - last], 0).any()


@pytest.mark.parametrize(
    ("start", "end", "drawn"),
    [
        ((0.2, 0.2), (0.8, 0.4), [0.2, 0.2, 0.8, 0.4]),
        ((0.5, 0.5), (0.5, 2.5), [0.5, 0.5, 0.5, 1]),
        ((-1, -1), (3, 3), [0, 0, 1, 1]),
        ((-1, 0.5), (0.5, 2.1), None),
        ((0, 2), (0, 3), None),
        ((0, 0.5), (0, 0.5), [0, 0.5, 0, 0.5]),
        ((0.5, 0.5), (1e300, 0.5), None),
    ],
)
def test_a_segment_is_clipped_to_the_window(start: tuple, end: tuple, drawn: list | None) -> None:
    ends = np.hstack(clipped(np.array([start], float), np.array([end], float), (np.zeros(2), np.ones(2))))[0]
    assert np.isnan(ends).all() if drawn is None else ends == pytest.approx(drawn)


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


def test_along_its_directions_the_path_of_a_quadratic_decouples() -> None:
    for problem, rate in (("dummy-trap", 0.001), ("unscaled", 1e-7), ("ravine", 0.076)):
        experiment = built_in(problem, learning_rate=rate)
        spectrum, frames = experiment.problem.spectrum, tables(experiment, DIRECTIONS)["frames"]
        curved = spectrum.eigenvalues[spectrum.eigenvalues > 0]
        (goal,) = tables(experiment, DIRECTIONS)["optimum"].to_numpy()
        for axis, curvature, best in (("x", curved[-1], goal[0]), ("y", curved[0], goal[1])):
            away = frames[axis].to_numpy()[:5] - best
            assert away == pytest.approx(away[0] * (1 - rate * curvature) ** np.arange(5), rel=1e-9)


@pytest.mark.parametrize(("batch", "each"), [(6, 4), (7, 4), (8, 3)])
def test_the_path_batch_by_batch_goes_through_the_epochs(batch: int, each: int) -> None:
    experiment = built_in("line", batch=batch, learning_rate=0.03, epochs=40)
    drawn = tables(experiment)
    updates, epochs = drawn["updates"], drawn["frames"].dropna(subset="epoch")
    assert len(updates) == 40 * each + 1
    assert updates["epoch"].tolist() == [0, *np.repeat(np.arange(1, 41), each)]
    assert (updates[["x", "y"]].to_numpy()[::each] == epochs[["x", "y"]].to_numpy()).all()
    # Each update by itself: w − η Xᵀ(Xw − y) over the rows of its batch.
    X, y = rows(experiment)
    order = np.random.default_rng([0, 1]).permutation(24)
    w = np.zeros(2)
    for k, part in enumerate(np.split(order, range(batch, 24, batch)), start=1):
        w = w - 0.03 * X[part].T @ (X[part] @ w - y[part])
        assert updates[["x", "y"]].iloc[k].tolist() == pytest.approx(w.tolist(), rel=1e-9)
    (low, high), points = corners(experiment), updates[["x", "y"]].to_numpy()
    inside = ((low <= points) & (points <= high)).all(axis=1)
    assert inside[0]
    assert np.isclose(updates[["way_x1", "way_y1"]], points).all(axis=1).tolist() == inside.tolist()


@pytest.mark.parametrize("batch", [0, 24, 30])
def test_with_one_update_in_an_epoch_there_is_nothing_between_them(batch: int) -> None:
    experiment = built_in("line", batch=batch, epochs=40)
    assert "updates" not in tables(experiment)
    assert "each batch" not in str(landscape(experiment, experiment.run())["layer"])


def test_the_updates_drawn_are_no_more_than_a_chart_may_hold_and_end_with_the_run() -> None:
    many = built_in("unscaled", batch=1, epochs=5, learning_rate=1e-8)  # 342 updates in an epoch
    drawn = tables(many)
    assert len(drawn["updates"]) == ground.UPDATES + 1
    assert drawn["updates"]["epoch"].iloc[-1] == 3
    assert sum(map(len, drawn.values())) <= 5000
    away = built_in("line", batch=6, epochs=1000, learning_rate=1.0)
    run = away.run()
    assert run.stop is Stop.DIVERGED
    assert len(tables(away)["updates"]) == 4 * run.epochs[-1] + 1 < ground.UPDATES


def test_the_thin_line_is_drawn_up_to_the_current_epoch() -> None:
    experiment = built_in("line", batch=6, epochs=40)
    layers = landscape(experiment, experiment.run())["layer"]
    (thin,) = (layer for layer in layers if layer["data"] == {"name": "updates"})
    assert {"filter": "datum.epoch <= at_epoch"} in thin["transform"]
    assert thin["mark"]["strokeWidth"] < 1
    assert "each batch" in str(layers)


@pytest.mark.parametrize("problem", ["valley", "ravine", "line"])
def test_nothing_on_the_plane_is_drawn_beyond_the_picture(problem: str) -> None:
    """What is drawn covers pictures of every shape, so that a mark which isn't clipped would lie over the axes."""
    layers = landscape(built_in(problem, batch=6) if problem == "line" else built_in(problem), built_in(problem).run())
    moving = [layer for layer in layers["layer"] if layer["data"]["name"] in ("bands", "lines", "frames", "updates")]
    shapes = [layer["mark"] for layer in moving if layer["mark"]["type"] in ("rule", "rect", "line")]
    assert len(shapes) >= 2
    assert all(mark.get("clip") for mark in shapes)
