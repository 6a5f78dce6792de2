"""The path on a landscape: exact, cut off where it leaves, and update by update."""

import numpy as np
import pytest

from gd.charts import ground
from gd.charts.landscape import view_of
from gd.charts.plane import DIRECTIONS
from gd.charts.views import views
from gd.run import Stop
from tests.charts import frames_of
from tests.charts.test_landscape import corners, drawn, tables
from tests.experiments.test_scenarios import built_in, rows


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
    assert "each batch" not in str(drawn(experiment)["layer"])


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
    layers = drawn(experiment)["layer"]
    (thin,) = (layer for layer in layers if layer["data"] == {"name": "updates"})
    assert {"filter": "datum.epoch <= at_epoch"} in thin["transform"]
    assert thin["mark"]["strokeWidth"] < 1
    assert "each batch" in str(layers)


@pytest.mark.parametrize("problem", ["valley", "ravine", "line"])
def test_nothing_on_the_plane_is_drawn_beyond_the_picture(problem: str) -> None:
    """What is drawn covers pictures of every shape, so that a mark which isn't clipped would lie over the axes."""
    layers = drawn(built_in(problem, batch=6) if problem == "line" else built_in(problem))
    moving = [layer for layer in layers["layer"] if layer["data"]["name"] in ("bands", "lines", "frames", "updates")]
    shapes = [layer["mark"] for layer in moving if layer["mark"]["type"] in ("rule", "rect", "line")]
    assert len(shapes) >= 2
    assert all(mark.get("clip") for mark in shapes)


@pytest.mark.parametrize(
    ("problem", "changes", "opacity"),
    [
        ("parabola", {"epochs": 300, "learning_rate": 1000}, 0.8),  # overflows, and soon leaves the picture
        ("ravine", {"epochs": 60, "learning_rate": 0.001}, 0.8),
        ("ravine", {"epochs": 99, "learning_rate": 0.001}, 0.6),  # a dot at the start, and 99 strokes
        ("ravine", {"epochs": 300, "learning_rate": 0.001}, 0.3),
        ("ravine", {"epochs": 10**6, "learning_rate": 0.001}, 0.3),
    ],
)
def test_the_path_is_the_fainter_the_more_strokes_are_drawn(problem: str, changes: dict, opacity: float) -> None:
    experiment = built_in(problem, **changes)
    run = experiment.run()
    spec = views(experiment, run, view_of(experiment, run))["landscape"]
    (layer,) = (layer for layer in spec["layer"] if "strokes" in str(layer))
    assert layer["transform"][-4:] == [
        {"filter": "isValid(datum.epoch)"},
        {"filter": "datum.epoch <= at_epoch"},
        {"filter": "isValid(datum.way_x)"},
        {"joinaggregate": [{"op": "count", "as": "strokes"}]},
    ]
    assert layer["encoding"]["opacity"] == {"value": {"expr": "clamp(60 / datum.strokes, 0.3, 0.8)"}}
    frames = frames_of(spec)["frames"]
    strokes = (frames["epoch"].notna() & frames["way_x"].notna()).sum()
    assert np.clip(60 / strokes, 0.3, 0.8) == pytest.approx(opacity)
