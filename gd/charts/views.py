"""The charts of a run, all of which show the player's current epoch.

A chart's specification, made with Altair, describes how to draw; its datasets, made in `data`, what to draw. A new
learning rate changes only the datasets, so the browser redraws the chart in place, and specifications, which are slow
to make, are cached for each kind of problem.

The parameter `at_epoch` of each chart holds the epoch to show. It is bound to an input that the page hides and the
player (`page/player.js`) sets: this keeps charts in step although each is placed separately on the page.
"""

import numpy as np

from gd.charts import data, regression
from gd.charts.columns import Columns
from gd.charts.cost import cost
from gd.charts.ground import View
from gd.charts.landscape import landscape, view_of
from gd.charts.live import numbered
from gd.charts.paths import paths
from gd.charts.plane import PlaneChoice
from gd.charts.redraw import room
from gd.charts.style import LINEAR, Spec
from gd.charts.update import update
from gd.charts.weights import weights
from gd.experiments.experiment import Experiment
from gd.latest import Latest
from gd.run import Run
from gd.theory.kept import kept

KEPT_VIEWS = 3
"""Choices of plane and axes for which the views of an experiment are kept."""


def main_views(experiment: Experiment, run: Run, plane: PlaneChoice, axes: str) -> tuple[dict[str, Spec], View | None]:
    """Return `views`, and what the landscape shows; those drawn last are kept with the experiment.

    plane: the landscape's, see `landscape.view_of`. axes: the scales of the cost curve, one of `style.AXES`.
    """

    def draw() -> tuple[dict[str, Spec], View | None]:
        view = view_of(experiment, run, plane)
        return views(experiment, run, view, axes=axes), view

    return _drawn(experiment).once((plane, axes), draw)


@kept
def _drawn(experiment: Experiment) -> Latest[tuple[PlaneChoice, str], tuple[dict[str, Spec], View | None]]:
    return Latest(KEPT_VIEWS)


def views(experiment: Experiment, run: Run, view: View | None, *, axes: str = LINEAR) -> dict[str, Spec]:
    """Return the main charts by name, at most four: Vega-Lite specifications with datasets, see `columns`.

    They are “cost”; “landscape”; “weights”, unless there is but one, which the landscape shows too; and of a regression
    “line” if there is one feature, otherwise “predictions”; of any other problem “update”.

    view: what the landscape shows, see `landscape.view_of`. axes: the scales of the cost curve, one of `style.AXES`.
    """
    frames = data.frames(experiment, run, logarithmic=axes != LINEAR)
    drawn = {"cost": _cost(experiment, run, frames, axes), "landscape": landscape(experiment, run, view)}
    of_landscape = drawn["landscape"]["datasets"]
    of_landscape["frames"] = numbered(of_landscape["frames"], experiment.number, room(experiment))
    D = len(experiment.problem.names)
    drawn |= dict(_of_rows(experiment, frames)[:1])
    if D > 1:
        drawn["weights"] = weights(frames, data.weights(experiment), D, experiment.optimum_word)
    if experiment.regression is None:
        drawn["update"] = update(experiment.arguments, run, experiment.number)
    return drawn


def more_views(experiment: Experiment, run: Run, *, axes: str = LINEAR) -> dict[str, Spec]:
    """Return the other charts by name: “paths”; of a regression also “residuals”, “update”, perhaps “predictions”."""
    drawn = {"paths": paths(experiment, run, axes)}
    if experiment.regression is not None:
        drawn |= dict(_of_rows(experiment, data.frames(experiment, run, logarithmic=False))[1:])
        drawn["update"] = update(experiment.arguments, run, experiment.number)
    return drawn


def _of_rows(experiment: Experiment, frames: Columns) -> list[tuple[str, Spec]]:
    """The charts of a regression's rows with their names, the most telling first; none for other problems."""
    fitted = experiment.regression
    if fitted is None:
        return []
    moving = {name: column for name, column in frames.items() if name not in ("next", "shown")}
    tables = {"frames": moving, "rows": data.rows(fitted)}
    target, D = fitted.factor.target, len(experiment.problem.names)
    feature = data.single_feature(fitted)
    charts = [("line", regression.line(target, feature))] if feature else []
    charts += [("predictions", regression.predictions(target, D)), ("residuals", regression.residuals(target, D))]
    return [(name, {**spec, "datasets": tables}) for name, spec in charts]


def _cost(experiment: Experiment, run: Run, frames: Columns, axes: str) -> Spec:
    title = data.measure_title(experiment, logarithmic=axes != LINEAR)
    if np.isnan(frames["shown"]).all():  # a logarithmic axis can show none of these
        frames = data.frames(experiment, run, logarithmic=False)
        title, axes = f"{title} (linear axis: no value is above 0)", LINEAR
    optimum = None if experiment.exact is None else experiment.measure(experiment.exact)
    return cost(frames, title, axes, optimum, room(experiment))
