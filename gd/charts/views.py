"""From a run to its charts, all of which show the epoch at which the player stands.

The specification of a chart, made with Altair, says how to draw; the tables of `pictures`, which go with it, say
what. So a new learning rate changes only tables: the browser redraws the chart in place, and the specification, slow
to make, is made once for each kind of problem.

In each chart the parameter `at_epoch` holds the epoch to show. It is bound to an input, which the page hides and the
player (`player.js`) drives: that is how charts of their own, each fitted to its place on the page, stay in step.
"""

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from gd.charts import data as pictures
from gd.charts import fit
from gd.charts.landscape import landscape
from gd.charts.paths import paths
from gd.charts.plane import Choice
from gd.charts.style import (
    AT,
    EPOCH,
    EXACT,
    HEIGHT,
    LINEAR,
    LOG_LOG,
    LOGARITHMIC,
    NOW,
    NUMBER,
    PATH,
    QUIET,
    Spec,
    axis,
    log_axis,
    named,
    series,
    specification,
    table,
)
from gd.charts.update import update
from gd.experiments.experiment import Experiment
from gd.run import Run


def views(experiment: Experiment, run: Run, *, axes: str = LINEAR, plane: Choice = None) -> dict[str, Spec]:
    """Each view's name and its Vega-Lite specification with the datasets (pandas frames) in it.

    “cost”; “landscape”; “predictions” for a regression, with “line” before it where there is one feature; “weights”.

    axes: one of `style.AXES`, for the cost. plane: of the landscape, see `plane.planes`.
    """
    frames = pictures.frames(experiment, run, logarithmic=axes != LINEAR)
    drawn = {"cost": _cost_view(experiment, run, frames, axes), "landscape": landscape(experiment, run, plane)}
    names = experiment.problem.names
    shown = min(len(names), pictures.SHOWN_WEIGHTS)
    if fitted := experiment.regression:
        target, tables = fitted.factor.target, {"frames": frames.drop(columns="shown"), "rows": pictures.rows(fitted)}
        if feature := pictures.single_feature(fitted):
            drawn["line"] = _drawn(fit.line(target, feature, len(tables["rows"])), **tables)
        drawn["predictions"] = _drawn(fit.predictions(target, len(names), len(tables["rows"])), **tables)
    moving = frames[["epoch", "next", *(f"w{d}" for d in range(shown))]]
    spec = _weights(names[:shown], len(names), experiment.exact is not None)
    drawn["weights"] = _drawn(spec, frames=moving, weights=pictures.weights(experiment))
    return drawn


def more_views(experiment: Experiment, run: Run, *, axes: str = LINEAR) -> dict[str, Spec]:
    """Further views, as `views` has them: “update”; “paths”; “residuals” for a regression."""
    drawn = {"update": update(experiment, run), "paths": paths(experiment, run, axes)}
    if fitted := experiment.regression:
        frames = pictures.frames(experiment, run, logarithmic=False).drop(columns="shown")
        rows = pictures.rows(fitted)
        spec = fit.residuals(fitted.factor.target, len(experiment.problem.names), len(rows))
        drawn["residuals"] = _drawn(spec, frames=frames, rows=rows)
    return drawn


def _drawn(spec: Spec, **tables: Any) -> Spec:
    return {**spec, "datasets": tables}


def _cost_view(experiment: Experiment, run: Run, frames: pd.DataFrame, axes: str) -> Spec:
    measure = pictures.measure_name(experiment, logarithmic=axes != LINEAR)
    if axes == LOG_LOG and len(frames) == 1:  # epoch 0 alone, which has no place there
        axes = LOGARITHMIC
    if frames["shown"].isna().all():  # then a logarithmic axis has nothing to show
        frames = pictures.frames(experiment, run, logarithmic=False)
        measure, axes = f"{measure} (linear, as none is above 0)", LINEAR
    return _drawn(_cost(measure, axes), frames=frames[["epoch", "next", "shown"]])


@lru_cache(maxsize=16)
def _cost(measure: str, axes: str) -> Spec:
    # The epoch under the pointer, in an input of its own: the player reads it there and tells all charts.
    pointed = alt.selection_point("pointed", fields=["epoch"], nearest=True, on="pointermove", clear=False, bind=EPOCH)
    linear = {"scale": alt.Scale(zero=False), "axis": axis(tickCount=5)}
    across = log_axis("x") if axes == LOG_LOG else {"axis": axis(tickMinStep=1, tickCount=6)}
    x = alt.X("epoch:Q", title="epoch", **across)
    y = alt.Y("shown:Q", title=None, **linear if axes == LINEAR else log_axis("y"))
    # A logarithmic axis has no place for epoch 0.
    drawn = table("frames").transform_filter("datum.epoch > 0") if axes == LOG_LOG else table("frames")
    curve = drawn.transform_filter("isValid(datum.shown)").encode(x=x, y=y)
    label = (
        table("frames")
        .transform_filter(NOW)
        .transform_filter("isValid(datum.shown)")
        .transform_calculate(text=f"'epoch ' + format(datum.epoch, ',') + ':  ' + ({NUMBER.format('datum.shown')})")
    )
    chart = alt.layer(
        curve.mark_line(color=PATH, strokeWidth=2),
        # Unseen, a point for every epoch: what the pointer finds.
        curve.mark_point(opacity=0).add_params(pointed),
        drawn.transform_filter(NOW).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x=x),
        curve.transform_filter(NOW).mark_point(color=PATH, filled=True, size=90, opacity=1),
        label.mark_text(align="right", baseline="bottom", fontSize=13, fontWeight="bold", color=PATH).encode(
            x=alt.value("width"), y=alt.value(-8), text="text:N"
        ),
    )
    return specification(chart.add_params(AT), f"Cost: {measure}")


@lru_cache(maxsize=16)
def _weights(names: tuple[str, ...], D: int, exact: bool) -> Spec:
    keys: list[str | alt.FieldName] = [f"w{d}" for d in range(len(names))]
    y = alt.Y("weight:N", sort=list(names), title=None, axis=alt.Axis(labelLimit=120))
    x = alt.X("value:Q", title=None, scale=alt.Scale(zero=False, padding=12), axis=axis(tickCount=5))
    colour = series({"initial": QUIET, "at this epoch": PATH} | ({"exact": EXACT} if exact else {}))
    fixed = table("weights").encode(y=y, color=colour)
    moving = (
        table("frames")
        .transform_filter(NOW)
        .transform_fold(keys, ["key", "value"])
        .transform_lookup("key", from_=alt.LookupData(alt.NamedData("weights"), "key", ["weight", "initial"]))
        .encode(y=y, x=x)
    )
    marks = [
        moving.mark_rule(color=QUIET, opacity=0.6).encode(x=_position("initial"), x2="value:Q"),
        named(fixed, "initial").mark_point(size=60, strokeWidth=2).encode(x=_position("initial")),
    ]
    marks.append(named(moving, "at this epoch").mark_point(filled=True, size=90, opacity=1).encode(color=colour))
    if exact:
        cross = named(fixed, "exact").mark_point(shape="cross", filled=True, size=110, opacity=1)
        marks.append(cross.encode(x=_position("exact")))
    some = "" if len(names) == D else f": the first {len(names)} of {D}"
    return specification(alt.layer(*marks).add_params(AT), f"Weights{some}", max(HEIGHT, 100 + 24 * len(names)))


def _position(field: str) -> alt.X:
    return alt.X(f"{field}:Q", title=None)
