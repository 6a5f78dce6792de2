"""How much of a landscape is drawn, by hand: a window is 1.24 times as wide as what it has to hold."""

import numpy as np
import pytest

from gd.arrays import Array
from gd.charts.window import clipped, window


def sides(path: list, optimum: list | None, scale: tuple[float, ...] = (1, 1)) -> Array:
    """Width and height of what the window has to hold."""
    goal = None if optimum is None else np.array(optimum, dtype=float)
    low, high = window(np.array(path, dtype=float), goal, np.array(scale, dtype=float))
    return (high - low) / 1.24


@pytest.mark.parametrize(("far", "width"), [(3.0, 3), (3.1, 1)])
def test_the_window_follows_the_path_to_three_times_the_starts_distance(far: float, width: float) -> None:
    assert sides([[1, 0], [far, 0]], [0, 0])[0] == pytest.approx(width)
    low, high = window(np.array([[1.0, 0], [far, 0]]), np.zeros(2), np.ones(2))
    assert (low + high) / 2 == pytest.approx([width / 2, 0])


@pytest.mark.parametrize(("far", "width"), [(5.0, 5), (5.1, 0.5)])
def test_without_an_optimum_it_follows_the_path_by_five(far: float, width: float) -> None:
    assert sides([[0, 0], [far, 0]], None)[0] == pytest.approx(width)


@pytest.mark.parametrize(("far", "more"), [(0.9, 0), (1.0, 0), (1.01, 0.25), (1.25, 0.25), (1.26, 0.5)])
@pytest.mark.parametrize("d", [0, 1])
def test_for_a_path_it_grows_by_quarters_of_the_starts_distance(far: float, more: float, d: int) -> None:
    distance = 8.0
    path = distance * np.array([[1.0, 1.0], [far, 0.5] if d == 0 else [0.5, far]])
    assert sides(path.tolist(), [0, 0])[d] == pytest.approx(distance * (1 + more))
    path[1] = distance - path[1]  # the same on the other side
    assert sides(path.tolist(), [0, 0])[d] == pytest.approx(distance * (1 + more))
    assert sides(path.tolist(), [0, 0])[1 - d] == pytest.approx(distance)


def test_no_side_is_under_a_quarter_of_the_other_or_a_tenth_of_the_reach() -> None:
    assert sides([[4, 0]], [0, 0]) == pytest.approx([4, 3 * 4 / 10])
    assert sides([[4, 0], [-12, 0]], [0, 0]) == pytest.approx([16, 16 / 4])
    assert sides([[1, 2]], [1, 2]) == pytest.approx([3e-4, 3e-4])  # the start is the optimum, at most 2 from 0


def test_sides_are_compared_as_they_are_scaled() -> None:
    assert sides([[4, 0]], [0, 0], (1, 10)) == pytest.approx([4, 3 * 4 / 10 / 10])


def test_a_single_weights_window_reaches_as_far_beyond_the_optimum_as_before_it() -> None:
    low, high = window(np.array([[4.0], [3.0]]), np.array([1.0]), np.ones(1))
    assert [low[0], high[0]] == pytest.approx([1 - 1.24 * 3, 1 + 1.24 * 3])


@pytest.mark.parametrize(("length", "drawn"), [(0.9e12, True), (1.1e12, False)])
def test_a_segment_a_trillion_windows_long_is_not_drawn(length: float, drawn: bool) -> None:
    within = np.zeros(2), np.array([2.0, 1.0])
    first, last = clipped(np.array([[1, 0.5]]), np.array([[1 + 2 * length, 0.5]]), within)
    assert np.isfinite([first, last]).all() == drawn
    if drawn:
        assert last[0] == pytest.approx([2, 0.5])


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
