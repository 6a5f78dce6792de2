"""The ground of a landscape: bands of J, the contours between them, and a hatching where J has no value."""

from collections.abc import Hashable
from itertools import product

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array
from gd.charts.columns import Columns, complete, matrix, rows_of
from gd.charts.ground import View
from gd.charts.marching import level_lines
from gd.charts.plane import Plane
from gd.charts.shares import shares
from gd.charts.window import Corners, clipped, segment
from gd.latest import Latest
from gd.problem import Explained, descent_sign
from gd.theory.kept import kept

GRID = 360, 120
"""Cells of the landscape, across and up, before neighbours in the same band are joined."""
RIM = 12
"""One of so many cells lies on each side of what pictures of a usual shape show."""
COARSE = 72, 56
"""Cells, across and up, if J has to be evaluated one point at a time."""
BANDS = 12
"""Bands of J in the landscape."""
VOID = -1
"""The band of cells in which J has no value."""
ELLIPSE = 72
"""Line segments per ellipse."""
LATTICE = 4, 3
"""Every so many cells, across and up, J is looked at to find the contours of what isn't a bowl."""
COARSER = 1, 2, 3, 4, 6, 8
"""The lattice, and the cells, are so many times coarser where there would be too many rows in a table."""
FEWER = 1, 2, 4
"""Only every so many-th contour is drawn where there would be too many strokes; if not enough, on a coarser lattice."""
MOST_STRIPS, MOST_STROKES = 2000, 2400
"""Most rows of bands and of contours of a J that isn't a bowl."""
GROUNDS = 8
"""Windows of a problem whose bands and contours are kept."""
STRIP_SIDES = ("x", "right"), ("y", "top")
"""The columns of a strip's sides, across and up."""
STROKE_ENDS = ("line_x", "line_x1"), ("line_y", "line_y1")
"""The columns of a contour's ends, across and up."""
HATCH = 12, 8
"""The cells, across and up, of one stroke of the hatching."""


def ground_of(view: View) -> tuple[Columns, Columns]:
    """Bands and contours, see `contours`, by their `shares`; those of the last windows are kept with the problem.

    Most changes of the learning rate leave the window as it is.
    """
    plane = view.plane
    window = (view.equal, *(part.tobytes() for part in (plane.axes, plane.offset, *view.window)))
    return _grounds(plane.problem).once(window, lambda: _in_shares(*contours(view), view.covered))


@kept
def _grounds(problem: Explained) -> Latest[Hashable, tuple[Columns, Columns]]:
    return Latest(GROUNDS)


def _in_shares(bands: Columns, lines: Columns, covered: Corners) -> tuple[Columns, Columns]:
    return shares(bands, STRIP_SIDES, covered), shares(lines, STROKE_ENDS, covered)


def contours(view: View) -> tuple[Columns, Columns]:
    """Bands of J that cover about equal areas of the picture, and the contours between them.

    Bands: strips from x, y to right, top; and their band, from 0 (best) to BANDS − 1; none where J has no value.
    Contours: segments from line_x, line_y to line_x1, line_y1, and their level, in the terms of `Plane.costs`; those of
    the hatching, where J has no value, have none.
    """
    plane, quadratic = view.plane, view.plane.curvature is not None
    across, up = edges(view, GRID if hasattr(plane.problem, "costs") else COARSE)
    x, y = _beyond(across), _beyond(up)
    points = np.stack(np.meshgrid(x, y), axis=-1)
    J = plane.costs(points.reshape(-1, 2)).reshape(len(y), len(x))
    sign = descent_sign(plane.problem.goal)
    costs = np.nan_to_num(sign * J, nan=np.finfo(float).max if quadratic else np.nan)
    low, high = view.usual
    usual = costs[((low < points) & (points < high)).all(axis=-1)]
    usual = usual[~np.isnan(usual)]
    thresholds = np.quantile(usual if usual.size else np.zeros(1), np.linspace(0, 1, BANDS + 1)[1:-1])
    bands = np.where(np.isnan(costs), VOID, np.searchsorted(thresholds, costs))[1:-1, 1:-1]
    if plane.centre is not None:
        return strips(bands, across, up), _segments(_ellipses(plane, plane.centre, thresholds, view.covered))
    for n in COARSER:
        m, k = (_every(count, step) for count, step in zip(bands.shape, (n, max(n // 2, 1)), strict=True))
        thinned = bands[np.ix_((m[:-1] + m[1:]) // 2, (k[:-1] + k[1:]) // 2)]
        if np.count_nonzero(_begins(thinned)) <= MOST_STRIPS:
            break
    strokes = np.vstack(
        [_lines(x, y, J, np.unique(sign * thresholds), view.covered), _hatching(bands == VOID, across, up)]
    )
    drawn = strips(thinned, across[k], up[m])
    return rows_of(drawn, drawn["band"] != VOID), _segments(strokes)


def edges(view: View, grid: tuple[int, int]) -> tuple[Array, Array]:
    """The edges [across + 1] and [up + 1] of the cells that cover all that may be seen."""
    across, up = (_edges(*side) for side in zip(*view.covered, *view.usual, grid, strict=True))
    return across, up


def _edges(low: float, high: float, usual_low: float, usual_high: float, cells: int) -> Array:
    """The edges of so many cells from low to high, which are smaller in the usual part of it."""
    rim = cells // RIM if low < usual_low else 0
    parts = [
        np.linspace(low, usual_low, rim, endpoint=False),
        np.linspace(usual_low, usual_high, cells - 2 * rim, endpoint=False),
        np.linspace(usual_high, high, rim + 1),
    ]
    return np.concatenate(parts)


def middles(edges: Array) -> Array:
    """The middles of the cells between these edges [K + 1]: [K]."""
    return np.asarray((edges[:-1] + edges[1:]) / 2)


def _beyond(edges: Array) -> Array:
    """The middles of the cells, and of one more on each side, so that contours reach the window's edge: [K + 2]."""
    inside = middles(edges)
    return np.concatenate([[2 * edges[0] - inside[0]], inside, [2 * edges[-1] - inside[-1]]])


def _begins(bands: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Where a strip of cells in one band begins, in bands [up, across]."""
    begins = np.ones(bands.shape, dtype=bool)
    begins[:, 1:] = bands[:, 1:] != bands[:, :-1]
    return begins


def strips(bands: NDArray[np.intp], across: Array, up: Array) -> Columns:
    """Join neighbouring cells in the same band, given as [up, across], into strips from x, y to right, top."""
    row, first = np.nonzero(_begins(bands))
    # A strip ends where the next one begins; the last one of a row ends at the window's edge.
    last = np.append(first[1:], 0)
    last[last == 0] = bands.shape[1]
    return {"x": across[first], "right": across[last], "y": up[row], "top": up[row + 1], "band": bands[row, first]}


def _ellipses(plane: Plane, centre: Array, thresholds: Array, within: Corners) -> Array:
    """The contours of a convex quadratic with this centre [S, 5], clipped to the window."""
    assert plane.curvature is not None
    values, axes = np.linalg.eigh(plane.curvature)
    turn = np.linspace(0, 2 * np.pi, ELLIPSE + 1)
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    # [levels, ELLIPSE + 1, 2]
    ellipses = centre + circle * np.sqrt(2 * thresholds[:, None, None] / values) @ axes.T
    starts, ends = ellipses[:, :-1].reshape(-1, 2), ellipses[:, 1:].reshape(-1, 2)
    return np.column_stack([np.repeat(thresholds, ELLIPSE), *clipped(starts, ends, within)])


def _lines(x: Array, y: Array, J: Array, levels: Array, within: Corners) -> Array:
    """The contours of J [S, 5], which is known at x [K] and y [M] as J [M, K], clipped to the window."""
    for n, some in product(COARSER, FEWER):
        if some == FEWER[0]:
            k, m = (_every(len(side) - 1, n * step) for side, step in zip((x, y), LATTICE, strict=True))
            which, *ends = level_lines(x[k], y[m], J[np.ix_(m, k)], levels)
        drawn = which % some == some // 2
        if np.count_nonzero(drawn) <= MOST_STROKES:
            break
    return np.column_stack([levels[which[drawn]], *clipped(ends[0][drawn], ends[1][drawn], within)])


def _every(count: int, step: int) -> NDArray[np.intp]:
    """Every so many of the numbers from 0 to `count`, and the last."""
    return np.append(np.arange(0, count, step), count)


def _hatching(void: NDArray[np.bool_], across: Array, up: Array) -> Array:
    """A slanting stroke [S, 5] in each block of cells [up, across] in all of which J has no value."""
    wide, high = HATCH
    M, K = void.shape[0] // high, void.shape[1] // wide
    row, column = np.nonzero(void[: M * high, : K * wide].reshape(M, high, K, wide).all(axis=(1, 3)))
    starts, ends = ((across[wide * (column + k)], up[high * (row + k)]) for k in (0, 1))
    return np.column_stack([np.full(len(row), np.nan), *starts, *ends])


def _segments(rows: Array) -> Columns:
    """A table of segments [S, 5], of which those outside the window are left out."""
    return complete(matrix(rows, ["level", *segment("line")]), segment("line"))
