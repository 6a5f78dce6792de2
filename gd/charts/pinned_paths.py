"""The paths of pinned runs on the landscape, as far as they are drawn, and the corner in which their names stand."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array
from gd.charts.columns import Columns, joined, matrix, rows_of, with_constants
from gd.charts.epochs import AFTER_LAST, FRAMES, shown_epochs
from gd.charts.window import Corners
from gd.run import Run

PINNED_ROWS = 900
"""Most rows of all pinned runs in one chart."""
FARTHEST = 1e3
"""A point outside is drawn no farther away than so many windows: a canvas leaves out what is much too far."""
CORNERS = (1, 1), (0, 1), (0, 0), (1, 0)
"""The corners, as right and down, in which the names of the paths may stand; the first is preferred."""


class Ground(NamedTuple):
    """What the paths lie on."""

    project: Callable[[Array], Array]
    """From weights [K, D] to their points [K, 2] on the landscape."""
    covered: Corners
    """The corners of all that may be seen."""
    seen: Corners
    """The corners of what a picture of a usual shape shows."""


@np.errstate(all="ignore")
def paths(pinned: Mapping[str, Run], ground: Ground) -> Columns:
    """The paths until they leave for good: run, epoch, next, the point x, y, the one before, x0, y0, and walked.

    walked: the length of the path up to the point, in widths or heights of the picture. Nothing follows the last point,
    so that it is shown at all epochs after it.
    """
    tables = []
    for label, run in pinned.items():
        rows, k = shown(run, len(pinned))
        which, points = until_it_leaves(ground.project(run.weights[k]), ground.covered)
        before = np.vstack([points[:1], points[:-1]])
        drawn = rows_of(rows, which) | matrix(np.hstack([points, before]), ["x", "y", "x0", "y0"])
        drawn["next"][-1:] = AFTER_LAST
        drawn["walked"] = walked(points, ground.seen)
        tables.append(with_constants(drawn, run=label))
    return joined(tables)


def walked(path: Array, within: Corners) -> Array:
    """The length of a path [K, 2] up to each point, in sides of the window: [K]. No step is longer than a side."""
    low, high = within
    steps = np.abs(np.diff(path, axis=0) / (high - low)).max(axis=1, initial=0)
    return np.append(0.0, np.minimum(steps, 1).cumsum())[: len(path)]


@np.errstate(all="ignore")
def corner(runs: Sequence[Run], ground: Ground) -> dict[str, int]:
    """The corner of the picture that all paths keep farthest away from, to a tenth of it: right and down, 1 or 0."""
    low, high = ground.seen
    drawn = (until_it_leaves(ground.project(run.weights[shown(run, 1)[1]]), ground.covered)[1] for run in runs)
    paths = [(path - low) / (high - low) for path in drawn]
    starts, ends = (np.vstack([path[part] for path in paths]) for part in (slice(None, -1), slice(1, None)))
    places = {(right, down): np.array([right, 1 - down]) for right, down in CORNERS}
    right, down = max(CORNERS, key=lambda corner: round(distance(places[corner], starts, ends), 1))
    return {"right": right, "down": down}


@np.errstate(all="ignore")
def distance(point: Array, starts: Array, ends: Array) -> float:
    """The distance of a point [2] from the nearest of the segments from starts [K, 2] to ends [K, 2]."""
    along, way = ends - starts, point - starts
    share = np.nan_to_num((way * along).sum(axis=1) / (along * along).sum(axis=1)).clip(0, 1)[:, None]
    return float(np.fmin.reduce(np.hypot(*(way - share * along).T), initial=np.inf))


@np.errstate(all="ignore")
def until_it_leaves(path: Array, within: Corners) -> tuple[NDArray[np.intp], Array]:
    """Which points [K, 2] of a path to draw, and where: from the one before it enters to its leaving for good.

    Points farther away than FARTHEST windows are moved towards the window's middle.
    """
    low, high = within
    inside = np.flatnonzero(((path >= low) & (path <= high)).all(axis=1))
    which = np.arange(max(inside[0] - 1, 0), min(inside[-1] + 2, len(path))) if len(inside) else inside
    points, middle = path[which], (low + high) / 2
    windows = np.abs((points - middle) / (high - low)).max(axis=1, keepdims=True)
    points = np.where(windows > FARTHEST, middle + (points - middle) / windows * FARTHEST, points)
    finite = np.isfinite(points).all(axis=1)
    return which[finite], points[finite]


def shown(run: Run, count: int) -> tuple[Columns, NDArray[np.intp]]:
    """The epochs that are shown of one of so many pinned runs; see `shown_epochs`."""
    return shown_epochs(run, min(FRAMES, PINNED_ROWS // count))
