"""The landscape: J as a function of the weights, and the path of gradient descent on it."""

from functools import lru_cache

import altair as alt

from gd.charts import ground
from gd.charts.curve import curve
from gd.charts.plane import Plane, PlaneChoice, plane_of
from gd.charts.sketch import axes, current_epoch, ground_legend, path, segments
from gd.charts.style import AT, QUIET, Spec, chart_of, specification
from gd.experiments.experiment import Experiment
from gd.problem import MAXIMISE
from gd.run import Run


def landscape(experiment: Experiment, run: Run, plane: PlaneChoice = None) -> Spec:
    """Return the landscape as a specification with its datasets.

    With one weight it is the graph of J, otherwise J on a plane in weight space; see `plane_of`. The default is the
    plane of the two weights, or of the most and the least curved direction, along which descent proceeds independently.
    """
    if len(experiment.problem.names) == 1:
        return curve(experiment.arguments, experiment.exact, run)
    chosen = plane_of(experiment.problem, run, plane)
    within = ground.corners(experiment.exact, run, chosen)
    bands, lines = ground.contours(chosen, within)
    tables = {
        "bands": bands,
        "lines": lines,
        "frames": ground.path(run, chosen, within),
        "optimum": ground.optimum(experiment.exact, chosen),
    }
    spec = _chart(*chosen.names, _title(experiment, chosen), _grey_meaning(experiment), experiment.exact is not None)
    return {**spec, "datasets": tables}


def _title(experiment: Experiment, plane: Plane) -> str:
    names = experiment.problem.names
    if len(names) == 2:
        return f"Landscape: the path on J({', '.join(names)})"
    return "Landscape: the path on a plane through J"


def _grey_meaning(experiment: Experiment) -> str:
    """The legend's text for the shades of grey."""
    return "grey: lower J" if experiment.problem.goal == MAXIMISE else "grey: higher cost"


@lru_cache(maxsize=64)
def _chart(across: str, up: str, title: str, grey: str, exact: bool) -> Spec:
    shade = alt.Opacity("band:Q", legend=None, scale=alt.Scale(domain=[0, ground.BANDS - 1], range=[0.04, 0.6]))
    bands = (
        chart_of("bands")
        .mark_rect(color=QUIET)
        .encode(**axes(across, up, rounded=True), x2="right", y2="top", opacity=shade)
    )
    lines = segments(chart_of("lines"), "line").mark_rule(color=QUIET, strokeWidth=1, opacity=0.8)
    chart = alt.layer(bands, lines, *path(), *current_epoch(), ground_legend(grey, "square", exact))
    return specification(chart.add_params(AT), title)
