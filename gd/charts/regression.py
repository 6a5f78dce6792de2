"""The charts of a regression's rows: fitted line, predictions against targets, and residuals."""

from functools import lru_cache
from typing import Any

import altair as alt

from gd.charts.live import PARAMETERS, unseen_frames, weights
from gd.charts.style import (
    AT,
    PREDICTION,
    QUIET,
    TARGET,
    Spec,
    axis,
    chart_of,
    computed,
    in_series,
    series,
    specification,
)


@lru_cache(maxsize=16)
def predictions(target: str, D: int) -> Spec:
    """Draw each row's target and prediction, and the difference between them."""
    predicted = _predicted(D)
    difference = predicted.mark_rule(opacity=0.6)
    chart = alt.layer(
        unseen_frames(),
        difference.encode(x=_ROWS, y=_value("target"), y2="prediction:Q", color=alt.value(QUIET)),
        _targets(_POINTS).encode(x=_ROWS),
        predicted.mark_point(filled=True, size=45, opacity=1).encode(
            x=_ROWS, y=_value("prediction"), tooltip=_tooltip("target", "prediction"), **_POINTS
        ),
    )
    return specification(chart.add_params(AT, *PARAMETERS, *weights(D)), f"Predictions against targets: {target}")


@lru_cache(maxsize=16)
def line(target: str, feature: str) -> Spec:
    """Draw the data points and the fitted line of a regression on a single feature."""
    x = alt.X("feature:Q", title=feature, scale=_SNUG, axis=axis(tickCount=6))
    predicted = _predicted(2).encode(color=_LINE["color"])
    chart = alt.layer(
        unseen_frames(),
        _targets(_LINE).encode(x=x, tooltip=_tooltip("feature", "target")),
        predicted.mark_line(strokeWidth=2.5, tooltip=None).encode(x=x, y=_value("prediction")),
    )
    return specification(chart.add_params(AT, *PARAMETERS, *weights(2)), f"The fitted line: {target}")


@lru_cache(maxsize=16)
def residuals(target: str, D: int) -> Spec:
    """Draw each row's residual, prediction − target."""
    left = _predicted(D).transform_calculate(residual="datum.prediction - datum.target")
    y = alt.Y("residual:Q", title=None, axis=axis(tickCount=5))
    chart = alt.layer(
        left.mark_rule(color=QUIET, opacity=0.6).encode(x=_ROWS, y=y, y2=alt.datum(0)),
        chart_of("frames").transform_filter("datum.epoch == 0").mark_rule(color=QUIET).encode(y=alt.datum(0)),
        left.mark_point(color=PREDICTION, shape="diamond", filled=True, size=45, opacity=1).encode(
            x=_ROWS, y=y, tooltip=_tooltip("target", "prediction", "residual")
        ),
    )
    return specification(chart.add_params(AT, *PARAMETERS, *weights(D)), f"Residuals: prediction − target, {target}")


def _predicted(D: int) -> alt.Chart:
    """Each row with its prediction at the current epoch, computed in the browser from the epoch's weights and X."""
    sum_of_products = " + ".join(f"w{d} * datum.x{d}" for d in range(D))
    return in_series(chart_of("rows").transform_calculate(prediction=sum_of_products), "prediction")


def _targets(looks: dict[str, Any]) -> alt.Chart:
    points = in_series(chart_of("rows"), "target").mark_point(size=45, strokeWidth=2)
    targets: alt.Chart = points.encode(y=_value("target"), **looks)
    return targets


def _tooltip(*fields: str) -> Any:
    """What a row's tooltip says; nothing while the browser redraws, for which there would be no time."""
    said = ", ".join(f"{field}: format(datum.{field}, '.4~g')" for field in fields)
    return computed(f"replaced == shown.run ? null : {{'row of the table': format(datum.number, ''), {said}}}")


def _value(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(zero=False), axis=axis(tickCount=5))


_ROWS = alt.X(
    "row:Q",
    title="rows, in order of the target",
    scale=alt.Scale(nice=False, padding=8),
    axis=alt.Axis(labels=False, ticks=False, grid=False, titlePadding=8),
)
_SNUG = alt.Scale(zero=False, nice=False, padding=12)
_COLOURS = {"target": TARGET, "prediction": PREDICTION}
_POINTS, _LINE = series(_COLOURS, prediction="diamond"), series(_COLOURS, prediction="stroke")
