"""From a run to its charts, all of which show the epoch at which the player stands.

The specification of a chart, made with Altair, says how to draw; its datasets, the tables of `data`, say what. So a new
learning rate changes only tables: the browser redraws the chart in place, and the specification, slow to make, is made
once for each kind of problem.

In each chart the parameter `at_epoch` holds the epoch to show. It is bound to an input, which the page hides and the
player (`page/player.js`) drives: that is how charts of their own, each fitted to its place on the page, stay in step.
"""

from typing import Any

import pandas as pd

from gd.charts import data, regression
from gd.charts.cost import cost
from gd.charts.landscape import landscape
from gd.charts.paths import paths
from gd.charts.plane import Choice
from gd.charts.style import LINEAR, Spec
from gd.charts.update import update
from gd.charts.weights import weights
from gd.experiments.experiment import Experiment
from gd.run import Run


def views(experiment: Experiment, run: Run, *, axes: str = LINEAR, plane: Choice = None) -> dict[str, Spec]:
    """Each view's name and its Vega-Lite specification with the datasets (pandas frames) in it.

    “cost”; “landscape”; “predictions” for a regression, with “line” before it where there is one feature; “weights”.

    axes: one of `style.AXES`, for the cost. plane: of the landscape, see `plane.planes`.
    """
    frames = data.frames(experiment, run, logarithmic=axes != LINEAR)
    drawn = {"cost": _cost(experiment, run, frames, axes), "landscape": landscape(experiment, run, plane)}
    names = experiment.problem.names
    if fitted := experiment.regression:
        target, tables = fitted.factor.target, {"frames": frames.drop(columns="shown"), "rows": data.rows(fitted)}
        if feature := data.single_feature(fitted):
            drawn["line"] = _drawn(regression.line(target, feature, len(tables["rows"])), **tables)
        drawn["predictions"] = _drawn(regression.predictions(target, len(names), len(tables["rows"])), **tables)
    drawn["weights"] = weights(frames, data.weights(experiment), len(names))
    return drawn


def more_views(experiment: Experiment, run: Run, *, axes: str = LINEAR) -> dict[str, Spec]:
    """Further views, as `views` has them: “update”; “paths”; “residuals” for a regression."""
    drawn = {
        "update": update(experiment.arguments, run),
        "paths": paths(experiment.problem.names, experiment.exact, run, axes),
    }
    if fitted := experiment.regression:
        frames = data.frames(experiment, run, logarithmic=False).drop(columns="shown")
        rows = data.rows(fitted)
        spec = regression.residuals(fitted.factor.target, len(experiment.problem.names), len(rows))
        drawn["residuals"] = _drawn(spec, frames=frames, rows=rows)
    return drawn


def _cost(experiment: Experiment, run: Run, frames: pd.DataFrame, axes: str) -> Spec:
    measure = data.measure_name(experiment, logarithmic=axes != LINEAR)
    if frames["shown"].isna().all():  # then a logarithmic axis has nothing to show
        frames = data.frames(experiment, run, logarithmic=False)
        measure, axes = f"{measure} (linear, as none is above 0)", LINEAR
    return cost(frames, measure, axes)


def _drawn(spec: Spec, **tables: Any) -> Spec:
    return {**spec, "datasets": tables}
