"""The cost curve's axis: still while the curve fits, growing by whole steps, and then cutting it off, with a sign."""

import re

import numpy as np
import pytest

from gd.charts import data
from gd.charts.cost import cost, cost_window, leaves
from gd.charts.style import LINEAR, NOW
from tests.charts.test_views import found, views
from tests.experiments.test_scenarios import built_in


@pytest.mark.parametrize("lowest", [0.0, 1e-9, 50.0, 99.0])
def test_the_axis_is_the_same_for_every_curve_between_start_and_optimum(lowest: float) -> None:
    assert cost_window(np.array([100.0, lowest]), 0.0, linear=True) == cost_window(np.array([100.0]), 0.0, linear=True)


@pytest.mark.parametrize(
    ("highest", "steps"), [(103.9, 1), (104.1, 2), (203.9, 2), (204.1, 5), (504.1, 10), (1005.0, 10), (1e300, 10)]
)
def test_a_curve_that_rises_makes_the_axis_grow_by_whole_steps(highest: float, steps: int) -> None:
    low, high = cost_window(np.array([100.0, highest]), 0.0, linear=True)
    assert (low, high) == pytest.approx((-4, 100 * steps + 4))


def test_without_an_optimum_the_axis_follows_the_curve_down() -> None:
    assert cost_window(np.array([10.0, -5.0]), None, linear=True) == pytest.approx((10 - 4 * 10 - 0.4, 10.4))


def test_a_curve_that_is_flat_at_0_has_an_axis_of_height_1() -> None:
    assert cost_window(np.zeros(3), 0.0, linear=True) == (-0.04, 0.04)


def test_a_logarithmic_axis_ends_at_powers_of_ten_and_shows_all_of_the_curve() -> None:
    assert cost_window(np.array([np.nan, 400.0, 0.02]), 0.0, linear=False) == pytest.approx((0.01, 1000))
    assert cost_window(np.array([1e-300, 1e300]), 0.0, linear=False) == pytest.approx((1e-300, 1e300))
    assert cost_window(np.array([10.0]), 0.0, linear=False) == pytest.approx((1, 10))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("linear", [True, False])
def test_no_axis_is_infinite(linear: bool) -> None:
    assert np.isfinite(cost_window(np.array([1.7e308, 1e-308]), 0.0, linear=linear)).all()


@pytest.mark.parametrize(
    ("curve", "expected"), [([0, 1, 2], [0, 0, 0]), ([0, 3, 4], [0, 1, 0]), ([0, -3, 4], [0, -1, 0]), ([3, 0], [1, 0])]
)
def test_an_arrow_is_where_the_curve_first_leaves(curve: list[float], expected: list[float]) -> None:
    assert leaves(np.array(curve, dtype=float), -1.0, 2.5).tolist() == expected


def test_the_axis_ends_at_the_last_epoch_run() -> None:
    _, tables = views(built_in("parabola", epochs=7))["cost"]
    assert tables["window"]["x"].tolist() == [0, 7]


def test_there_is_room_for_the_epochs_of_a_run_that_goes_on_for_longer() -> None:
    _, short = views(built_in("parabola", epochs=1000, learning_rate=100.0))["cost"]
    _, long = views(built_in("parabola", epochs=1000))["cost"]
    assert len(short["frames"]) == len(long["frames"]) == 301
    assert short["frames"]["epoch"].count() < long["frames"]["epoch"].count() == 300


def test_no_room_is_kept_where_the_browser_cannot_follow() -> None:
    _, tables = views(built_in("valley", epochs=1000))["cost"]
    assert tables["frames"]["epoch"].notna().all()


def test_outside_of_the_axis_the_present_epoch_is_a_triangle_at_its_edge() -> None:
    parabola = built_in("parabola")
    frames = data.frames(parabola, parabola.run(), logarithmic=False)
    here = [layer for layer in cost(frames, "J", LINEAR, 0.0)["layer"] if {"filter": NOW} in layer.get("transform", [])]
    (shape,) = found("expr", list(found("shape", here)))
    triangle = r"\((.*) < 0 \|\| \1 > height\) \? 'triangle-' \+ \(\1 < 0 \? 'up' : 'down'\)"
    assert re.fullmatch(f"{triangle} : 'circle'", shape)
