"""The datasets of a landscape of two weights or two directions."""

from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gd.arguments import Arguments
from gd.arrays import Array
from gd.charts.epochs import shown_epochs
from gd.charts.plane import Plane, PlaneChoice, plane_of
from gd.charts.window import USUAL, Corners, clipped, clipped_path, covered, segment, window
from gd.problem import MAXIMISE, Explained, Problem
from gd.run import Run
from gd.updates import after_each_update, updates_per_epoch

GRID = 360, 120
"""Cells of the landscape, across and up, before neighbours in the same band are joined."""
RIM = 12
"""One of so many cells lies on each side of what pictures of a usual shape show."""
COARSE = 72, 56
"""Cells, across and up, if J has to be evaluated one point at a time."""
STRETCHED = 8.0
"""With more than this the landscape is stretched even if its axes have the same unit."""
BANDS = 12
"""Bands of J in the landscape."""
UPDATES = 1000
"""Most updates drawn between the epochs of a run with batches."""
STROKES = 72
"""Line segments per ellipse."""


@dataclass(frozen=True, eq=False)
class View:
    """What the landscape shows of weight space."""

    plane: Plane
    window: Corners
    equal: bool
    """Whether a unit is as long up as across."""

    @property
    def covered(self) -> Corners:
        """The corners of all that may be seen, whatever the shape of the picture."""
        return covered(self.window) if self.equal else self.window

    @property
    def usual(self) -> Corners:
        """The corners of what pictures of a usual shape show."""
        return covered(self.window, USUAL) if self.equal else self.window


def view(
    problem: Explained, exact: Array | None, run: Run, choice: PlaneChoice, in_one_unit: NDArray[np.bool_]
) -> View:
    """Return the plane with this name and the window on it that holds the start, the optimum and most of the path.

    A unit is as long up as across if both axes have the same; unless J then curves so much more along one of them that
    its contours would look like parallel lines. There, and where the units differ, J changes about equally along both.
    in_one_unit: whether each weight [D] has the unit of the others for which it is true.
    """
    plane = plane_of(problem, run, choice)
    optimum = None if exact is None else plane.project(exact)
    with np.errstate(all="ignore"):
        curves = np.ones(2) if plane.curvature is None else np.sqrt(np.abs(np.diag(plane.curvature)))
        curves = curves if curves.all() else np.ones(2)
        equal = bool(in_one_unit[plane.axes.any(axis=1)].all() and curves.max() <= STRETCHED * curves.min())
        corners = window(plane.project(run.weights), optimum, np.ones(2) if equal else curves)
    return View(plane, corners, equal)


def contours(view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bands of J that cover about equal areas of the picture, and the contours between them: `_bands` and `_lines`."""
    plane = view.plane
    middles, across, up = _middles(view, GRID if hasattr(plane.problem, "costs") else COARSE)
    J = plane.costs(middles)
    J = np.nan_to_num(-J if plane.problem.goal == MAXIMISE else J, nan=np.finfo(float).max)
    low, high = view.usual
    usual = ((low < middles) & (middles < high)).all(axis=1)
    thresholds = np.quantile(J[usual], np.linspace(0, 1, BANDS + 1)[1:-1])
    levels = np.searchsorted(thresholds, J).reshape(len(up) - 1, -1)
    return _bands(levels, across, up), _lines(plane, thresholds, view.covered)


def _bands(levels: NDArray[np.intp], across: Array, up: Array) -> pd.DataFrame:
    """Join the cells' bands [up, across], from 0 (best) to BANDS − 1, into strips from x, y to right, top."""
    rows, K = levels.shape
    begins = np.ones((rows, K), dtype=bool)
    begins[:, 1:] = levels[:, 1:] != levels[:, :-1]
    row, first = np.nonzero(begins)
    # A strip ends where the next one begins; the last one of a row ends at the window's edge.
    last = np.append(first[1:], 0)
    last[last == 0] = K
    table = {"x": across[first], "right": across[last], "y": up[row], "top": up[row + 1], "band": levels[row, first]}
    return pd.DataFrame(table)


def _lines(plane: Plane, thresholds: Array, within: Corners) -> pd.DataFrame:
    """The elliptical contours of a convex quadratic, clipped to the window; empty for other problems.

    One row per segment, from line_x, line_y to line_x1, line_y1, and its level J − J*.
    """
    columns = ["level", *segment("line")]
    if plane.centre is None or plane.curvature is None or not np.isfinite(plane.centre).all():
        return pd.DataFrame(columns=columns, dtype=float)
    values, axes = np.linalg.eigh(plane.curvature)
    turn = np.linspace(0, 2 * np.pi, STROKES + 1)
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    # [levels, STROKES + 1, 2]
    ellipses = plane.centre + circle * np.sqrt(2 * thresholds[:, None, None] / values) @ axes.T
    starts, ends = ellipses[:, :-1].reshape(-1, 2), ellipses[:, 1:].reshape(-1, 2)
    strokes = np.hstack(clipped(starts, ends, within))
    return pd.DataFrame(np.column_stack([np.repeat(thresholds, STROKES), strokes]), columns=columns).dropna()


def path(run: Run, plane: Plane, within: Corners) -> pd.DataFrame:
    """The path on the plane, one row per epoch to be shown.

    Columns: epoch and next; x and y, the weights on the plane; and way_x, way_y to way_x1, way_y1, the segment from the
    row before, clipped to the window (NaN if it is outside).
    """
    table, k = shown_epochs(run)
    with np.errstate(all="ignore"):
        points = plane.project(run.weights[k])
    return pd.concat([table, clipped_path(points, within)], axis=1)


def updates(given: Arguments[Problem], run: Run, plane: Plane, within: Corners) -> pd.DataFrame:
    """The path on the plane update by update, for the first UPDATES of a run with several batches in an epoch.

    Columns: epoch, the one that the update belongs to, and the rest as in `path`.
    """
    each = updates_per_epoch(given)
    count = min(UPDATES, each * int(run.epochs[-1]))
    with np.errstate(all="ignore"):
        weights = [given.start, *islice(after_each_update(given), count)]
        table = clipped_path(plane.project(np.array(weights)), within)
    return table.assign(epoch=-(-np.arange(count + 1) // each))


def optimum(exact: Array | None, plane: Plane) -> pd.DataFrame:
    """The optimum's point as the only row, with the columns x and y; empty if there is no optimum."""
    points = [] if exact is None else [plane.project(exact)]
    return pd.DataFrame(points, columns=["x", "y"], dtype=float)


def _middles(view: View, grid: tuple[int, int]) -> tuple[Array, Array, Array]:
    """The centres of the cells [across · up, 2], and the edges [across + 1] and [up + 1] between them."""
    corners = zip(*view.covered, *view.usual, grid, strict=True)
    across, up = (_edges(*side) for side in corners)
    x, y = np.meshgrid((across[:-1] + across[1:]) / 2, (up[:-1] + up[1:]) / 2)
    return np.column_stack([x.ravel(), y.ravel()]), across, up


def _edges(low: float, high: float, usual_low: float, usual_high: float, cells: int) -> Array:
    """The edges of so many cells from low to high, which are smaller in the usual part of it."""
    rim = cells // RIM if low < usual_low else 0
    parts = [
        np.linspace(low, usual_low, rim, endpoint=False),
        np.linspace(usual_low, usual_high, cells - 2 * rim, endpoint=False),
        np.linspace(usual_high, high, rim + 1),
    ]
    return np.concatenate(parts)
