"""The charts of a run, all of which show the player's current epoch.

A chart's specification, made with Altair, describes how to draw; its datasets, made in `data`, what to draw. A new
learning rate changes only the datasets, so the browser redraws the chart in place, and specifications, which are slow
to make, are cached for each kind of problem.

The parameter `at_epoch` of each chart holds the epoch to show. It is bound to an input that the page hides and the
player (`page/player.js`) sets: this keeps charts in step although each is placed separately on the page.
"""

from typing import Any

import pandas as pd

from gd.charts import data, regression
from gd.charts.cost import cost
from gd.charts.landscape import landscape
from gd.charts.live import numbered
from gd.charts.paths import paths
from gd.charts.plane import PlaneChoice
from gd.charts.redraw import room
from gd.charts.style import LINEAR, Spec
from gd.charts.update import update
from gd.charts.weights import weights
from gd.experiments.experiment import Experiment
from gd.run import Run


def views(experiment: Experiment, run: Run, *, axes: str = LINEAR, plane: PlaneChoice = None) -> dict[str, Spec]:
    """Return the main charts by name: Vega-Lite specifications with datasets, which are pandas DataFrames.

    They are “cost”; “landscape”; for a regression “predictions”, preceded by “line” if there is one feature; “weights”.

    axes: the scales of the cost curve, one of `style.AXES`. plane: the landscape's plane, see `plane.planes`.
    """
    frames = data.frames(experiment, run, logarithmic=axes != LINEAR)
    drawn = {"cost": _cost(experiment, run, frames, axes), "landscape": landscape(experiment, run, plane)}
    of_landscape = drawn["landscape"]["datasets"]
    of_landscape["frames"] = numbered(of_landscape["frames"], experiment.number, room(experiment))
    names = experiment.problem.names
    if fitted := experiment.regression:
        target, tables = fitted.factor.target, {"frames": frames.drop(columns="shown"), "rows": data.rows(fitted)}
        if feature := data.single_feature(fitted):
            drawn["line"] = _with_datasets(regression.line(target, feature, len(tables["rows"])), **tables)
        drawn["predictions"] = _with_datasets(regression.predictions(target, len(names), len(tables["rows"])), **tables)
    drawn["weights"] = weights(frames, data.weights(experiment), len(names))
    return drawn


def more_views(experiment: Experiment, run: Run, *, axes: str = LINEAR) -> dict[str, Spec]:
    """Return additional charts by name: “update”, “paths” and, for a regression, “residuals”."""
    drawn = {
        "update": update(experiment.arguments, run, experiment.number),
        "paths": paths(experiment.problem.names, experiment.exact, run, axes),
    }
    if fitted := experiment.regression:
        frames = data.frames(experiment, run, logarithmic=False).drop(columns="shown")
        rows = data.rows(fitted)
        spec = regression.residuals(fitted.factor.target, len(experiment.problem.names), len(rows))
        drawn["residuals"] = _with_datasets(spec, frames=frames, rows=rows)
    return drawn


def _cost(experiment: Experiment, run: Run, frames: pd.DataFrame, axes: str) -> Spec:
    measure = data.measure_name(experiment, logarithmic=axes != LINEAR)
    if frames["shown"].isna().all():  # a logarithmic axis can show none of these
        frames = data.frames(experiment, run, logarithmic=False)
        measure, axes = f"{measure} (linear axis: no value is above 0)", LINEAR
    optimum = None if experiment.exact is None else experiment.measure(experiment.exact)
    return cost(frames, measure, axes, optimum, room(experiment))


def _with_datasets(spec: Spec, **tables: Any) -> Spec:
    return {**spec, "datasets": tables}
