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

from gd import pictures
from gd.descent import Run
from gd.experiment import Experiment
from gd.style import (
    AT,
    EPOCH,
    EXACT,
    HEIGHT,
    NOW,
    NUMBER,
    PATH,
    PREDICTION,
    QUIET,
    TARGET,
    Spec,
    axis,
    named,
    series,
    specification,
    table,
)


def views(experiment: Experiment, run: Run, *, logarithmic: bool) -> dict[str, Spec]:
    """Each view's name and its Vega-Lite specification with the datasets (pandas frames) in it.

    “cost”; “predictions” for a regression, with “line” before it where there is one feature; “landscape” for a
    function of one or two weights; “weights”.
    """
    frames = pictures.frames(experiment, run, logarithmic=logarithmic)
    names = experiment.problem.names
    shown = min(len(names), pictures.SHOWN_WEIGHTS)
    measure = pictures.measure_name(experiment, logarithmic=logarithmic)
    if frames["shown"].isna().all():  # then a logarithmic axis has nothing to show
        frames = pictures.frames(experiment, run, logarithmic=False)
        measure, logarithmic = f"{measure} (linear, as none is above 0)", False
    drawn = {"cost": _drawn(_cost(measure, logarithmic), frames=frames[["epoch", "next", "shown"]])}
    if fitted := experiment.regression:
        target, tables = fitted.factor.target, {"frames": frames.drop(columns="shown"), "rows": pictures.rows(fitted)}
        if feature := pictures.single_feature(fitted):
            drawn["line"] = _drawn(_line(target, feature, len(tables["rows"])), **tables)
        drawn["predictions"] = _drawn(_predictions(target, len(names), len(tables["rows"])), **tables)
    elif len(names) <= 2:
        tables = {"ground": pictures.ground(experiment, run), "optimum": pictures.optimum(experiment)}
        drawn["landscape"] = _drawn(_landscape(names), frames=frames.drop(columns="shown"), **tables)
    moving = frames[["epoch", "next", *(f"w{d}" for d in range(shown))]]
    spec = _weights(names[:shown], len(names), experiment.exact is not None)
    drawn["weights"] = _drawn(spec, frames=moving, weights=pictures.weights(experiment))
    return drawn


def _drawn(spec: Spec, **tables: Any) -> Spec:
    return {**spec, "datasets": tables}


@lru_cache(maxsize=16)
def _cost(measure: str, logarithmic: bool) -> Spec:
    # The epoch under the pointer, in an input of its own: the player reads it there and tells all charts.
    pointed = alt.selection_point("pointed", fields=["epoch"], nearest=True, on="pointermove", clear=False, bind=EPOCH)
    scale = alt.Scale(type="log") if logarithmic else alt.Scale(zero=False)
    x = alt.X("epoch:Q", title="epoch", axis=axis(tickMinStep=1, tickCount=6))
    y = alt.Y("shown:Q", title=None, axis=axis(tickCount=5), scale=scale)
    curve = table("frames").transform_filter("isValid(datum.shown)").encode(x=x, y=y)
    here = curve.transform_filter(NOW)
    label = here.transform_calculate(
        text=f"'epoch ' + format(datum.epoch, ',') + ':  ' + ({NUMBER.format('datum.shown')})"
    )
    chart = alt.layer(
        curve.mark_line(color=PATH, strokeWidth=2),
        # Unseen, a point for every epoch: what the pointer finds.
        curve.mark_point(opacity=0).add_params(pointed),
        table("frames").transform_filter(NOW).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x=x),
        here.mark_point(color=PATH, filled=True, size=90, opacity=1),
        label.mark_text(align="right", baseline="bottom", fontSize=13, fontWeight="bold", color=PATH).encode(
            x=alt.value("width"), y=alt.value(-8), text="text:N"
        ),
    )
    return specification(chart.add_params(AT), f"Cost: {measure}")


@lru_cache(maxsize=16)
def _predictions(target: str, D: int, rows: int) -> Spec:
    predicted = _predicted(D, rows)
    x = alt.X("row:Q", title="rows, in order of the target", axis=alt.Axis(labels=False, ticks=False, grid=False))
    tooltip = [
        alt.Tooltip("number:Q", title="row of the table"),
        alt.Tooltip("target:Q", format=".4~g"),
        alt.Tooltip("prediction:Q", format=".4~g"),
    ]
    difference = predicted.mark_rule(opacity=0.6)
    chart = alt.layer(
        difference.encode(x=x, y=_value("target"), y2="prediction:Q", color=alt.value(QUIET)),
        _targets().encode(x=x),
        predicted.mark_point(shape="diamond", filled=True, size=45, opacity=1).encode(
            x=x, y=_value("prediction"), tooltip=tooltip
        ),
    )
    return specification(chart.add_params(AT), f"Predictions against targets: {target}")


@lru_cache(maxsize=16)
def _line(target: str, feature: str, rows: int) -> Spec:
    x = alt.X("feature:Q", title=feature, scale=_SNUG, axis=axis(tickCount=6))
    chart = alt.layer(
        _targets().encode(x=x),
        _predicted(2, rows, "feature").mark_line(strokeWidth=2.5).encode(x=x, y=_value("prediction")),
    )
    return specification(chart.add_params(AT), f"The fitted line: {target}")


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


@lru_cache(maxsize=16)
def _landscape(names: tuple[str, ...]) -> Spec:
    across, up = (*names, "J")[:2]
    # Rounded to whole pixels, neighbouring cells meet without a seam.
    fit = alt.Scale(nice=False, zero=False, round=True)
    x = alt.X("w0:Q", title=across, scale=fit, axis=axis(tickCount=5, grid=False))
    ground = table("ground")
    if up == "J":
        y = alt.Y("J:Q", title=up, scale=alt.Scale(zero=False), axis=axis(tickCount=5, grid=False))
        bottom = ground.mark_line(color=QUIET, strokeWidth=2).encode(x=x, y=y)
    else:
        y = alt.Y("w1:Q", title=up, scale=fit, axis=axis(tickCount=5, grid=False))
        shade = alt.Opacity("band:Q", legend=None, scale=alt.Scale(domain=[0, pictures.BANDS - 1], range=[0.04, 0.6]))
        bottom = ground.mark_rect(color=QUIET).encode(x=x, x2="right", y=y, y2="top", opacity=shade)
    path = table("frames").transform_filter("datum.inside").encode(x=x, y=y)
    walked = path.transform_filter("datum.epoch <= at_epoch")
    away = table("frames").transform_filter(NOW).transform_filter("!datum.inside")
    text = "'at epoch ' + format(datum.epoch, ',') + ' the weights are outside this picture'"
    chart = alt.layer(
        bottom,
        walked.mark_line(color=PATH, strokeWidth=1.5, opacity=0.8).encode(order="epoch:Q"),
        walked.mark_point(color=PATH, filled=True, size=18, opacity=1),
        table("optimum").mark_point(shape="cross", filled=True, color=EXACT, size=140, opacity=1).encode(x=x, y=y),
        path.transform_filter(NOW).mark_point(color=PATH, filled=True, size=130, opacity=1),
        away.transform_calculate(text=text)
        .mark_text(align="right", baseline="top", fontSize=13, color=PATH)
        .encode(x=alt.value("width"), y=alt.value(8), text="text:N"),
    )
    return specification(chart.add_params(AT), f"Landscape: the path on J({', '.join(names)})")


def _predicted(D: int, rows: int, *fields: str) -> alt.Chart:
    """Each drawn row with its prediction at the present epoch, computed in the browser: the epoch's weights, repeated
    for every row, meet that row's columns of X.
    """
    columns = [f"x{d}" for d in range(D)]
    looked_up = alt.LookupData(alt.NamedData("rows"), "row", ["number", "target", *columns, *fields])
    predicted = (
        table("frames")
        .transform_filter(NOW)
        .transform_calculate(row=f"sequence({rows})")
        .transform_flatten(["row"])
        .transform_lookup("row", from_=looked_up)
        .transform_calculate(prediction=" + ".join(f"datum.w{d} * datum.{x}" for d, x in enumerate(columns)))
    )
    prediction: alt.Chart = named(predicted, "prediction").encode(color=_TARGET_AND_PREDICTION)
    return prediction


def _targets() -> alt.Chart:
    points = named(table("rows"), "target").mark_point(size=45, strokeWidth=2)
    targets: alt.Chart = points.encode(y=_value("target"), color=_TARGET_AND_PREDICTION)
    return targets


def _value(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(zero=False), axis=axis(tickCount=5))


def _position(field: str) -> alt.X:
    return alt.X(f"{field}:Q", title=None)


_SNUG = alt.Scale(zero=False, nice=False, padding=12)
_TARGET_AND_PREDICTION = series({"target": TARGET, "prediction": PREDICTION})
