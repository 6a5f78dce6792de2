"""Pinned runs drawn under the present run on its charts, with as few rows as there is room for.

They show the player's epoch as the present run does, and change no axis but the lower end of a logarithmic one.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gd.arrays import Array
from gd.charts import curve, data, layers
from gd.charts.cost import cost_window
from gd.charts.epochs import AFTER_LAST, FRAMES, SHOWN_WEIGHTS, shown_epochs
from gd.charts.landscape import view_of
from gd.charts.looks import Looks
from gd.charts.plane import PlaneChoice
from gd.charts.style import Spec
from gd.charts.window import Corners
from gd.experiments.experiment import Experiment
from gd.run import Run

ROWS = 900
"""Most rows of all pinned runs in one chart."""
FAR = 1e3
"""A point outside is drawn no farther away than so many windows: a canvas leaves out what is much too far."""


class PinnedRun(NamedTuple):
    """A run to compare with, and which of the looks in `gd.charts.looks` it has."""

    experiment: Experiment
    run: Run
    look: int


Pinned = Mapping[str, PinnedRun]
"""Pinned runs by label."""
Projection = Callable[[Array], Array]
"""A function from weights [K, D] to their points [K, 2] on the landscape."""


def overlaid(
    views: Mapping[str, Spec], experiment: Experiment, run: Run, pinned: Pinned, *, plane: PlaneChoice
) -> dict[str, Spec]:
    """Add the pinned runs to the cost curve, the landscape and the chart of the weights.

    The landscape and the weights show only pinned runs that have the same weights as the present one.
    """
    names = experiment.problem.names
    same_weights = {label: other for label, other in pinned.items() if other.experiment.problem.names == names}
    drawn = dict(views)
    if pinned:
        drawn["cost"] = _with_costs(views["cost"], pinned)
    if same_weights:
        project, within = _ground(views["landscape"], experiment, run, plane)
        paths = _paths(same_weights, project, within)
        drawn["landscape"] = _under(views["landscape"], layers.paths(_looks(same_weights)), paths)
    if same_weights and "weights" in views:
        marks = layers.weights(_looks(same_weights), names[:SHOWN_WEIGHTS])
        drawn["weights"] = _under(views["weights"], marks, _weights(same_weights))
    return drawn


def lowest(cost: Spec) -> float | None:
    """The lowest value of the pinned runs on the cost curve, for which a logarithmic axis has room."""
    pinned = cost["datasets"].get("pinned")
    return None if pinned is None or pinned.empty or not _is_log(cost, "y") else float(pinned["shown"].min())


def _under(spec: Spec, added: list[Spec], rows: pd.DataFrame) -> Spec:
    """Return the specification with additional layers under those of the present run, and the rows of their dataset."""
    own = next(k for k, layer in enumerate(spec["layer"]) if layer.get("data") == {"name": "frames"})
    all_layers = [*spec["layer"][:own], *added, *spec["layer"][own:]]
    return {**spec, "layer": all_layers, "datasets": {**spec["datasets"], "pinned": rows}}


def _looks(pinned: Pinned) -> Looks:
    return tuple((label, one.look) for label, one in pinned.items())


def _is_log(spec: Spec, channel: str) -> bool:
    """Whether the axis of the channel, x or y, is logarithmic."""
    encodings = (layer.get("encoding", {}).get(channel, {}) for layer in spec["layer"])
    return any((encoding.get("scale") or {}).get("type") == "log" for encoding in encodings)


def _with_costs(cost: Spec, pinned: Pinned) -> Spec:
    logarithmic = _is_log(cost, "y")
    rows = _costs(pinned, logarithmic=logarithmic, first=1 if _is_log(cost, "x") else 0)
    drawn = _under(cost, layers.costs(_looks(pinned)), rows)
    if (least := lowest(drawn)) is not None:
        window, own = drawn["datasets"]["window"], cost["datasets"]["frames"]["shown"].dropna()
        low, _ = cost_window(np.append(own, min(own.min(), least)), None, linear=False)
        drawn["datasets"]["window"] = window.assign(y=[low, window["y"].iloc[1]])
    return drawn


def _ground(landscape: Spec, experiment: Experiment, run: Run, plane: PlaneChoice) -> tuple[Projection, Corners]:
    """The map from weights to points on the landscape that is drawn, and the corners of its window."""
    if len(experiment.problem.names) == 1:
        return partial(curve.points, experiment.problem), curve.corners(landscape["datasets"]["curve"])
    view = view_of(experiment, run, plane)
    return view.plane.project, view.covered


def _costs(pinned: Pinned, *, logarithmic: bool, first: int) -> pd.DataFrame:
    """The cost curves from the epoch `first` on.

    Columns: run, the label; epoch, next and shown, see `data.frames`; epoch0 and shown0, those of the row before.
    """
    tables = []
    for label, (experiment, run, _) in pinned.items():
        rows, k = _shown(run, pinned)
        curve = data.shown_curve(experiment, run, logarithmic=logarithmic)[k]
        table = rows.assign(run=label, shown=curve).dropna()
        table = table[table["epoch"] >= first]
        before = table[["epoch", "shown"]].shift().fillna(table.iloc[:1])
        tables.append(table.assign(epoch0=before["epoch"], shown0=before["shown"]))
    return pd.concat(tables, ignore_index=True)


@np.errstate(all="ignore")
def _paths(pinned: Pinned, project: Projection, within: Corners) -> pd.DataFrame:
    """The paths until they leave for good: run, epoch, next, the point x, y and the one before, x0, y0.

    Nothing follows the last point, so that it is shown at all epochs after it.
    """
    tables = []
    for label, (_, run, _) in pinned.items():
        rows, k = _shown(run, pinned)
        which, points = until_it_leaves(project(run.weights[k]), within)
        table = np.hstack([points, np.vstack([points[:1], points[:-1]])])
        shown = rows.iloc[which].reset_index(drop=True).assign(run=label)
        shown.loc[shown.index[-1:], "next"] = AFTER_LAST
        tables.append(shown.join(pd.DataFrame(table, columns=["x", "y", "x0", "y0"])))
    return pd.concat(tables, ignore_index=True)


@np.errstate(all="ignore")
def until_it_leaves(path: Array, within: Corners) -> tuple[NDArray[np.intp], Array]:
    """Which points [K, 2] of a path to draw, and where: from the one before it enters to its leaving for good.

    Points farther away than FAR windows are moved towards the window's middle.
    """
    low, high = within
    inside = np.flatnonzero(((path >= low) & (path <= high)).all(axis=1))
    which = np.arange(max(inside[0] - 1, 0), min(inside[-1] + 2, len(path))) if len(inside) else inside
    points, middle = path[which], (low + high) / 2
    windows = np.abs((points - middle) / (high - low)).max(axis=1, keepdims=True)
    points = np.where(windows > FAR, middle + (points - middle) / windows * FAR, points)
    finite = np.isfinite(points).all(axis=1)
    return which[finite], points[finite]


def _weights(pinned: Pinned) -> pd.DataFrame:
    """The first SHOWN_WEIGHTS weights of the pinned runs: run, epoch, next, w0, w1, …."""
    tables = []
    for label, (_, run, _) in pinned.items():
        rows, k = _shown(run, pinned)
        weights = run.weights[k, :SHOWN_WEIGHTS]
        tables.append(rows.assign(run=label, **{f"w{d}": w for d, w in enumerate(weights.T)}))
    return pd.concat(tables, ignore_index=True)


def _shown(run: Run, pinned: Pinned) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """The epochs of one of the pinned runs that are shown; see `shown_epochs`."""
    return shown_epochs(run, min(FRAMES, ROWS // len(pinned)))
