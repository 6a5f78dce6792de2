"""The landscape: J as a function of the weights, and the path of gradient descent on it."""

from functools import lru_cache
from itertools import chain

import altair as alt
import numpy as np

from gd.charts import ground
from gd.charts.columns import Columns
from gd.charts.contours import BANDS, STRIP_SIDES, STROKE_ENDS, ground_of
from gd.charts.curve import curve
from gd.charts.live import PARAMETERS
from gd.charts.plane import Plane, PlaneChoice
from gd.charts.shares import COVERED, from_shares, with_covered
from gd.charts.sketch import (
    axes,
    current_epoch,
    ground_legend,
    on,
    path,
    place_at,
    segments,
    shape_note,
    update_by_update,
)
from gd.charts.style import AT, QUIET, Spec, chart_of, specification
from gd.charts.window import axes_window
from gd.experiments.experiment import Experiment
from gd.problem import MAXIMISE
from gd.run import Run
from gd.text import shortened
from gd.updates import updates_per_epoch


def landscape(experiment: Experiment, run: Run, view: ground.View | None) -> Spec:
    """Return the landscape as a specification with its datasets: J on a plane in weight space, or the graph of J.

    view: what it shows, see `view_of`.
    """
    if view is None:
        return curve(experiment.arguments, experiment.exact, run, experiment.optimum_word)
    bands, lines = ground_of(view)
    tables = {
        "window": with_covered(axes_window(view.window, equal=view.equal), view.covered),
        "bands": bands,
        "lines": {name: lines[name] for name in chain(*STROKE_ENDS)},
        "frames": ground.path(run, view.plane, view.covered),
        "optimum": ground.optimum(experiment.exact, view.plane),
    }
    given = experiment.arguments
    several = updates_per_epoch(given) > 1
    if several:
        tables["updates"] = ground.updates(given, run, view.plane, view.covered)
    labels = _title(experiment, view.plane), _grey_meaning(experiment, lines), _shape(experiment, view)
    return {**_chart(*view.plane.names, *labels, experiment.optimum_word, several), "datasets": tables}


def view_of(experiment: Experiment, run: Run, plane: PlaneChoice = None) -> ground.View | None:
    """What the landscape shows of weight space, see `ground.view`; None with one weight, where it is the graph of J.

    The default is the plane of the two weights, or of the most and the least curved direction, along which descent
    proceeds independently.
    """
    if len(experiment.problem.names) == 1:
        return None
    goal = experiment.settings.goal
    return ground.view(experiment.problem, experiment.exact, run, plane, experiment.in_one_unit, goal)


def _shape(experiment: Experiment, view: ground.View) -> str:
    """What is said of the picture's shape: “equal”, or a key of `sketch.NOTES`."""
    if view.equal:
        return "equal"
    involved = view.plane.axes.any(axis=1)
    return "stretched" if experiment.in_one_unit[involved].all() else "units"


def _title(experiment: Experiment, plane: Plane) -> str:
    names = experiment.problem.names
    if len(names) == 2:
        return f"Landscape: the path on J({', '.join(names)})"
    return "Landscape: the path on a plane through J"


def _grey_meaning(experiment: Experiment, lines: Columns) -> str:
    """The legend's text for the shades of grey, and for the hatching if there is any."""
    lower = experiment.problem.goal == MAXIMISE
    if np.isnan(lines["level"]).any():
        return f"grey: {'lower' if lower else 'higher'}, hatched: no J"
    return "grey: lower J" if lower else "grey: higher cost"


def _short(axis: str) -> str:
    """An axis's name where there is little room: of a direction its role alone, as “most curved”."""
    return shortened(axis.partition(": ")[0], 16)


@lru_cache(maxsize=64)
def _chart(across: str, up: str, title: str, grey: str, shape: str, optimum: str, several: bool) -> Spec:
    shade = alt.Opacity("band:Q", legend=None, scale=alt.Scale(domain=[0, BANDS - 1], range=[0.04, 0.6]))
    bands = place_at(from_shares(chart_of("bands"), STRIP_SIDES), rounded=True).mark_rect(
        color=QUIET, clip=True, tooltip=None
    )
    lines = segments(from_shares(chart_of("lines"), STROKE_ENDS), "line").mark_rule(
        color=QUIET, strokeWidth=1, opacity=0.8, clip=True
    )
    chart = alt.layer(
        axes(across, up),
        bands.encode(x2=on("x", "right", rounded=True), y2=on("y", "top", rounded=True), opacity=shade),
        lines,
        *([update_by_update()] if several else []),
        *path(),
        *current_epoch((_short(across), _short(up))),
        ground_legend(grey, "square", optimum, several),
        *([] if shape == "equal" else [shape_note(shape)]),
    )
    return specification(chart.add_params(AT, *PARAMETERS, *COVERED), "Landscape", description=title)
