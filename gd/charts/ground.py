"""The datasets of a landscape of two weights or two directions."""

from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from gd.arguments import Arguments
from gd.arrays import Array
from gd.charts.columns import Columns, matrix
from gd.charts.epochs import shown_epochs
from gd.charts.plane import Plane, PlaneChoice, plane_of
from gd.charts.surroundings import grown, other_optima
from gd.charts.window import USUAL, Corners, clipped_path, covered, window
from gd.problem import MINIMISE, Explained, Problem
from gd.run import Run
from gd.updates import UPDATE, after_each_update, updates_per_epoch, work_of_update

STRETCHED = 8.0
"""With more than this the landscape is stretched even if its axes have the same unit."""
UPDATES = 1000
"""Most updates drawn between the epochs of a run with batches; fewer where a batch has many rows, see WORK."""
WORK = 1000 * UPDATE
"""Most work for which these updates are made again."""


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
    problem: Explained,
    exact: Array | None,
    run: Run,
    choice: PlaneChoice,
    in_one_unit: NDArray[np.bool_],
    goal: str = MINIMISE,
) -> View:
    """Return the plane with this name and the window on it that holds the start, the optimum and most of the path.

    A unit is as long up as across if both axes have the same; unless J then curves so much more along one of them that
    its contours would look like parallel lines. There, and where the units differ, J changes about equally along both.
    Of a J whose optima aren't known it also holds others nearby, see `other_optima`; goal: which ones.
    in_one_unit: whether each weight [D] has the unit of the others for which it is true.
    """
    plane = plane_of(problem, run, choice)
    optimum = None if exact is None else plane.project(exact)
    with np.errstate(all="ignore"):
        curves = np.ones(2) if plane.curvature is None else np.sqrt(np.abs(np.diag(plane.curvature)))
        curves = curves if curves.all() else np.ones(2)
        equal = bool(in_one_unit[plane.axes.any(axis=1)].all() and curves.max() <= STRETCHED * curves.min())
        corners = window(plane.project(run.weights), optimum, np.ones(2) if equal else curves)
        corners = grown(corners, other_optima(problem, plane.weights, plane.axes, corners, goal))
    return View(plane, corners, equal)


def path(run: Run, plane: Plane, within: Corners) -> Columns:
    """The path on the plane, one row per epoch to be shown.

    Columns: epoch and next; x and y, the weights on the plane; and way_x, way_y to way_x1, way_y1, the segment from the
    row before, clipped to the window (NaN if it is outside).
    """
    table, k = shown_epochs(run)
    with np.errstate(all="ignore"):
        points = plane.project(run.weights[k])
    return table | clipped_path(points, within)


def updates(given: Arguments[Problem], run: Run, plane: Plane, within: Corners) -> Columns:
    """The path on the plane update by update, for the first UPDATES of a run with several batches in an epoch.

    Columns: epoch, the one that the update belongs to, and the rest as in `path`.
    """
    each = updates_per_epoch(given)
    count = min(UPDATES, each * int(run.epochs[-1]), WORK // work_of_update(given))
    with np.errstate(all="ignore"):
        weights = [given.start, *islice(after_each_update(given), count)]
        table = clipped_path(plane.project(np.array(weights)), within)
    return table | {"epoch": -(-np.arange(len(weights)) // each)}


def optimum(exact: Array | None, plane: Plane) -> Columns:
    """The optimum's point as the only row, with the columns x and y; empty if there is no optimum."""
    points = np.empty((0, 2)) if exact is None else plane.project(exact)[None]
    return matrix(points, ["x", "y"])
