"""Level lines by marching squares agree with circles, ellipses and hyperbolas, and are closed or end at the rim."""

from collections import Counter, defaultdict
from collections.abc import Callable

import numpy as np
import pytest

from gd.arrays import Array
from gd.charts.marching import level_lines

Function = Callable[[Array, Array], Array]
Point = tuple[float, float]

ACROSS, UP = np.linspace(-5, 5, 161), np.linspace(-4.8, 4.8, 121) ** 3 / 4.8**2
"""A lattice that isn't even upwards."""


def lines(f: Function, levels: list[float], across: Array = ACROSS, up: Array = UP) -> tuple[Array, Array, Array]:
    x, y = np.meshgrid(across, up)
    with np.errstate(all="ignore"):
        which, starts, ends = level_lines(across, up, f(x, y), np.array(levels))
    return np.array(levels)[which], starts, ends


def parts(starts: Array, ends: Array) -> list[set[Point]]:
    """The connected lines that the strokes make, as their points."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for a, b in zip(map(tuple, starts.tolist()), map(tuple, ends.tolist()), strict=True):
        neighbours[a].add(b)
        neighbours[b].add(a)
    found: list[set[Point]] = []
    left = set(neighbours)
    while left:
        part, todo = set(), [left.pop()]
        while todo:
            point = todo.pop()
            part.add(point)
            todo += neighbours[point] - part
        found.append(part)
        left -= part
    return found


def loose_ends(starts: Array, ends: Array) -> Array:
    """The points at which an odd number of strokes ends: the ends of lines that aren't closed."""
    count = Counter(map(tuple, np.vstack([starts, ends]).tolist()))
    return np.array([point for point, times in count.items() if times % 2]).reshape(-1, 2)


def circle(x: Array, y: Array) -> Array:
    return x**2 + y**2


def ellipse(x: Array, y: Array) -> Array:
    return (x - 1) ** 2 + x * y + 3 * y**2


def hyperbola(x: Array, y: Array) -> Array:
    return x**2 - y**2


def himmelblau(x: Array, y: Array) -> Array:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


@pytest.mark.parametrize("f", [circle, ellipse, hyperbola])
def test_every_stroke_ends_on_the_level_to_the_interpolations_error(f: Function) -> None:
    """Along a side of length h, a quadratic is off its chord by at most h²/8 · |second derivative|."""
    levels, starts, ends = lines(f, [-3.0, 0.5, 2.0, 7.0])
    assert len(levels) > 200
    for points in (starts, ends):
        on_column = np.isin(points[:, 0], ACROSS)
        assert (on_column | np.isin(points[:, 1], UP)).all()
        curvature = {circle: (2, 2), ellipse: (2, 6), hyperbola: (2, 2)}[f]
        h = np.where(on_column, np.diff(UP).max(), np.diff(ACROSS).max())
        error = h**2 / 8 * np.where(on_column, curvature[1], curvature[0])
        assert (np.abs(f(*points.T) - levels) <= error * (1 + 1e-9)).all()


@pytest.mark.parametrize("f", [circle, ellipse, hyperbola, himmelblau])
def test_a_line_is_closed_or_ends_at_the_rim(f: Function) -> None:
    levels, starts, ends = lines(f, [0.5, 7.0, 30.0])
    for level in np.unique(levels):
        here = levels == level
        for x, y in loose_ends(starts[here], ends[here]):
            assert x in ACROSS[[0, -1]] or y in UP[[0, -1]]


def test_a_circle_inside_is_one_loop_as_long_as_its_circumference() -> None:
    _, starts, ends = lines(circle, [9.0])
    assert loose_ends(starts, ends).size == 0
    assert len(parts(starts, ends)) == 1
    assert np.hypot(*(ends - starts).T).sum() == pytest.approx(6 * np.pi, rel=1e-3)


def test_a_hyperbola_has_two_branches_and_at_its_saddle_the_two_diagonals() -> None:
    for level, apart in ((4.0, 0), (-4.0, 1)):
        _, starts, ends = lines(hyperbola, [level])
        branches = parts(starts, ends)
        assert sorted(np.sign([np.mean(list(b), axis=0)[apart] for b in branches])) == [-1, 1]
        assert len(loose_ends(starts, ends)) == 4
    even = np.linspace(-1, 1, 8)  # the saddle is the middle of a square
    _, starts, ends = lines(hyperbola, [1e-9], even, even)
    assert len(parts(starts, ends)) == 2
    assert len(loose_ends(starts, ends)) == 4


@pytest.mark.parametrize("level", [0.1, -0.1])
def test_the_middle_of_a_saddle_decides_which_corners_are_joined(level: float) -> None:
    """J = xy is 1 at two corners and −1 at the others: the strokes cut those off which the middle doesn't belong to."""
    square = np.array([-1.0, 1.0])
    _, starts, ends = lines(lambda x, y: x * y, [level], square, square)
    corner = np.sign((starts + ends) / 2)
    assert corner.prod(axis=1).tolist() == [np.sign(level)] * 2


@pytest.mark.parametrize(("level", "loops"), [(5.0, 4), (12.0, 4), (100.0, 2), (182.0, 1)])
def test_himmelblaus_minima_have_loops_of_their_own_until_these_meet(level: float, loops: int) -> None:
    """Its four minima are 0 high, the saddles between them 13.3, 67.7, 104.0 and 178.3, and its maximum 181.6."""
    across = np.linspace(-7, 7, 281)
    _, starts, ends = lines(himmelblau, [level], across, across)
    assert loose_ends(starts, ends).size == 0
    assert len(parts(starts, ends)) == loops


def test_where_there_is_no_value_there_is_no_line() -> None:
    _, starts, ends = lines(lambda x, y: np.log(x) + y**2, [0.0, 1.0])
    assert len(starts) > 20
    assert np.vstack([starts, ends])[:, 0].min() > 0
    assert np.isfinite(np.vstack([starts, ends])).all()
    none, *_ = lines(lambda x, y: np.full(x.shape, np.nan), [0.0])
    assert none.size == 0


def test_a_plain_has_no_lines_but_at_its_rim() -> None:
    assert lines(lambda x, y: 0 * x, [0.0, 1.0])[0].size == 0
    _, starts, ends = lines(lambda x, y: np.maximum(x, 0), [0.0])
    assert np.abs(np.vstack([starts, ends])[:, 0]).max() == 0
