"""The paths of pinned runs on the landscape: where they end, how much of them is drawn, and where their names stand."""

import numpy as np
import pytest

from gd.charts.layers import TAIL
from gd.charts.pinned_paths import FARTHEST, distance, until_it_leaves, walked
from gd.charts.style import END
from tests.charts import frames_of
from tests.charts.test_overlay import drawn, layers_of, overlay, pinned
from tests.experiments.test_scenarios import built_in


def test_pinned_runs_are_drawn_on_the_curve_of_a_single_weight() -> None:
    other = built_in("parabola", learning_rate=0.6).run()
    path = frames_of(drawn("parabola", learning_rate=0.6)["landscape"])["pinned"]
    assert path["x"].tolist() == other.weights[:, 0].tolist()
    assert path["y"].tolist() == pytest.approx(path["x"] ** 2)
    assert path[["x0", "y0"]].to_numpy()[1:].tolist() == path[["x", "y"]].to_numpy()[:-1].tolist()


def test_a_pinned_run_that_leaves_ends_there_and_is_shown_there_at_all_later_epochs() -> None:
    # J = w² from 20 at the rate 1.1: w ← −1.2 w. The window reaches to 1.24 · 20: 20 and −24 are inside, 28.8 is not.
    path = frames_of(drawn("parabola", learning_rate=1.1)["landscape"])["pinned"]
    assert path["x"].tolist() == pytest.approx([20, -24, 28.8])
    assert path["epoch"].tolist() == [0, 1, 2]
    assert path["next"].tolist()[:2] == [1, 2]
    assert path["next"].iloc[-1] > END


WITHIN = np.zeros(2), np.ones(2)


@pytest.mark.parametrize(
    ("path", "which"),
    [
        ([[0.5, 0.5], [0.6, 0.5]], [0, 1]),
        ([[0.5, 0.5], [2, 0.5], [3, 0.5]], [0, 1]),
        ([[0.5, 0.5], [2, 0.5], [0.6, 0.5], [3, 0.5], [4, 0.5]], [0, 1, 2, 3]),
        ([[3, 0.5], [2, 0.5], [0.6, 0.5]], [1, 2]),
        ([[3, 0.5], [2, 0.5]], []),
        ([[0.5, 0.5], [np.inf, 0.5]], [0]),
    ],
)
def test_a_path_is_drawn_from_its_coming_to_its_leaving_for_good(path: list, which: list) -> None:
    chosen, points = until_it_leaves(np.array(path, dtype=float), WITHIN)
    assert chosen.tolist() == which
    assert points.tolist() == [path[k] for k in which]


def test_a_point_far_away_is_moved_towards_the_window() -> None:
    _, points = until_it_leaves(np.array([[0.5, 0.5], [0.5 + 1e200, 0.5 + 2e200]]), WITHIN)
    assert points[1] == pytest.approx([0.5 + FARTHEST / 2, 0.5 + FARTHEST])


def test_no_step_counts_as_longer_than_a_side_of_the_picture() -> None:
    path = np.array([[0, 0], [1, 0], [1, 2], [9, 2]], dtype=float)
    assert walked(path, (np.zeros(2), np.array([4.0, 8.0]))).tolist() == [0, 0.25, 0.5, 1.5]
    assert walked(path[:0], (np.zeros(2), np.ones(2))).tolist() == []


def test_of_a_path_from_wall_to_wall_only_the_last_part_is_drawn_and_of_a_smooth_one_all() -> None:
    # J = w² from 20: at the rate 1 it jumps between 20 and −20 for ever; at 0.01 it goes straight towards 0.
    for rate, whole in ((1.0, False), (0.01, True)):
        spec = drawn("parabola", learning_rate=rate)["landscape"]
        way = frames_of(spec)["pinned"]["walked"]
        assert (way.iloc[-1] <= TAIL) == whole
        tail = next(layer["transform"] for layer in layers_of(spec) if layer["mark"]["type"] == "line")
        assert tail[1]["joinaggregate"] == [{"op": "max", "field": "walked", "as": "way"}]
        assert tail[2] == {"filter": f"datum.way - datum.walked <= {TAIL}"}


@pytest.mark.parametrize("start", [(0.0, 0.0), (0.0, 900.0), (-80.0, 0.0), (-80.0, 900.0)])
def test_the_names_stand_where_no_path_is(start: tuple[float, float]) -> None:
    experiment = built_in("line", init="given", w0=start)
    others = pinned(built_in("line", init="given", w0=start, learning_rate=0.03))
    tables = frames_of(overlay(experiment, others)["landscape"])
    window, rows = tables["window"].iloc[0], tables["pinned"]
    points = np.vstack([experiment.run().weights, rows[["x", "y"]]])
    x, y = points[:, 0] - window["left"], points[:, 1] - window["bottom"]
    across, up = x / (window["right"] - window["left"]), y / (window["top"] - window["bottom"])
    right, down = (rows[side].unique().item() for side in ("right", "down"))
    assert np.hypot(across - right, up - (1 - down)).min() > 0.5


@pytest.mark.parametrize(
    ("start", "end", "far"),
    [
        ([1, 2], [5, 2], np.hypot(1, 2)),
        ([-3, 2], [5, 2], 2),
        ([3, 4], [3, 4], 5),
        ([-4, 3], [-3, 0], 3),
        ([np.nan, 0], [1, 1], np.inf),
    ],
)
def test_the_distance_of_the_origin_from_a_segment(start: list[float], end: list[float], far: float) -> None:
    assert distance(np.zeros(2), np.array([start], dtype=float), np.array([end], dtype=float)) == pytest.approx(far)


@pytest.mark.parametrize("problem", ["parabola", "ravine", "line"])
def test_a_run_that_overflows_has_a_path_and_a_place_for_its_name(problem: str) -> None:
    experiment = built_in(problem)
    rows = drawn(problem, learning_rate=3 * experiment.settings.learning_rate + 1, epochs=1000)
    table = frames_of(rows["landscape"])["pinned"]
    assert np.isfinite(table[["x", "y", "x0", "y0", "walked"]].to_numpy()).all()
    assert set(table["right"]) | set(table["down"]) <= {0, 1}
