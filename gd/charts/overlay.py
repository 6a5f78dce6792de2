"""Pinned runs drawn under the present run on its charts, with as few rows as there is room for.

They show the player's epoch as the present run does, and change no axis but the lower end of a logarithmic one.
"""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from gd.charts import curve, data, layers
from gd.charts.columns import Columns, joined, length, matrix, rows_of, with_constants
from gd.charts.cost import axes_of, cost_window
from gd.charts.epochs import SHOWN_WEIGHTS
from gd.charts.ground import View
from gd.charts.looks import Looks
from gd.charts.pinned_paths import Ground, corner, paths, shown
from gd.charts.style import LINEAR, LOG_LOG, Spec
from gd.charts.window import covered
from gd.experiments.experiment import Experiment
from gd.problem import Explained
from gd.run import Run

PICTURE = 2.4
"""The usual width of a picture, in its heights."""


class PinnedRun(NamedTuple):
    """A run to compare with, and which of the looks in `gd.charts.looks` it has."""

    experiment: Experiment
    run: Run
    look: int


Pinned = Mapping[str, PinnedRun]
"""Pinned runs by label."""


def overlaid(
    views: Mapping[str, Spec], experiment: Experiment, run: Run, pinned: Pinned, view: View | None
) -> dict[str, Spec]:
    """Add the pinned runs to the cost curve, the landscape and the chart of the weights.

    The landscape and the weights show only pinned runs that have the same weights as the present one.
    view: what the landscape shows, see `landscape.view_of`.
    """
    names = experiment.problem.names
    same_weights = {label: other for label, other in pinned.items() if other.experiment.problem.names == names}
    drawn = dict(views)
    if pinned:
        drawn["cost"] = _with_costs(views["cost"], pinned)
    if same_weights:
        ground = _ground(views["landscape"], experiment.problem, view)
        runs = {label: other.run for label, other in same_weights.items()}
        rows = with_constants(paths(runs, ground), **corner([run, *runs.values()], ground))
        drawn["landscape"] = _under(views["landscape"], layers.paths(_looks(same_weights)), rows)
    if same_weights and "weights" in views:
        marks = layers.weights(_looks(same_weights), names[:SHOWN_WEIGHTS])
        drawn["weights"] = _under(views["weights"], marks, _weights(same_weights))
    return drawn


def lowest(cost: Spec) -> float | None:
    """The lowest value of the pinned runs on the cost curve, for which a logarithmic axis has room."""
    pinned = cost["datasets"].get("pinned")
    return None if pinned is None or not length(pinned) or axes_of(cost) == LINEAR else float(pinned["shown"].min())


def _under(spec: Spec, added: list[Spec], rows: Columns) -> Spec:
    """Return the specification with additional layers under those of the present run, and the rows of their dataset."""
    own = next(k for k, layer in enumerate(spec["layer"]) if layer.get("data") == {"name": "frames"})
    all_layers = [*spec["layer"][:own], *added, *spec["layer"][own:]]
    return {**spec, "layer": all_layers, "datasets": {**spec["datasets"], "pinned": rows}}


def _looks(pinned: Pinned) -> Looks:
    return tuple((label, one.look) for label, one in pinned.items())


def _with_costs(cost: Spec, pinned: Pinned) -> Spec:
    axes = axes_of(cost)
    rows = _costs(pinned, logarithmic=axes != LINEAR, first=1 if axes == LOG_LOG else 0)
    drawn = _under(cost, layers.costs(_looks(pinned)), rows)
    if (least := lowest(drawn)) is not None:
        window, own = drawn["datasets"]["window"], cost["datasets"]["frames"]["shown"]
        own = own[~np.isnan(own)]
        low, _ = cost_window(np.append(own, min(own.min(), least)), None, linear=False)
        drawn["datasets"]["window"] = window | {"y": np.array([low, window["y"][1]])}
    return drawn


def _ground(landscape: Spec, problem: Explained, view: View | None) -> Ground:
    """The map from weights to points on the landscape that is drawn, and the corners of its window."""
    if view is None:
        corners = curve.corners(landscape["datasets"]["curve"])
        return Ground(partial(curve.points, problem), corners, corners)
    seen = covered(view.window, (PICTURE, PICTURE)) if view.equal else view.window
    return Ground(view.plane.project, view.covered, seen)


def _costs(pinned: Pinned, *, logarithmic: bool, first: int) -> Columns:
    """The cost curves from the epoch `first` on.

    Columns: run, the label; epoch, next and shown, see `data.frames`; epoch0 and shown0, those of the row before.
    """
    tables = []
    for label, (experiment, run, _) in pinned.items():
        rows, k = shown(run, len(pinned))
        curve = data.shown_curve(experiment, run, logarithmic=logarithmic)[k]
        table = rows_of({**rows, "shown": curve}, ~np.isnan(curve) & (rows["epoch"] >= first))
        before = np.maximum(np.arange(length(table)) - 1, 0)
        table |= {"epoch0": table["epoch"][before], "shown0": table["shown"][before]}
        tables.append(with_constants(table, run=label))
    return joined(tables)


def _weights(pinned: Pinned) -> Columns:
    """The first SHOWN_WEIGHTS weights of the pinned runs: run, epoch, next, w0, w1, …."""
    tables = []
    for label, (_, run, _) in pinned.items():
        rows, k = shown(run, len(pinned))
        weights = run.weights[k, :SHOWN_WEIGHTS]
        tables.append(with_constants(rows | matrix(weights, [f"w{d}" for d in range(weights.shape[1])]), run=label))
    return joined(tables)
