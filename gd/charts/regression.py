"""The charts of a regression's rows: fitted line, predictions against targets, and residuals."""

from functools import lru_cache
from typing import Any

import altair as alt

from gd.charts import live
from gd.charts.style import AT, NOW, PREDICTION, QUIET, TARGET, Spec, axis, chart_of, in_series, series, specification


@lru_cache(maxsize=16)
def predictions(target: str, D: int, rows: int) -> Spec:
    """Draw each row's target and prediction, and the difference between them."""
    predicted = _predicted(D, rows)
    difference = predicted.mark_rule(opacity=0.6)
    chart = alt.layer(
        difference.encode(x=_ROWS, y=_value("target"), y2="prediction:Q", color=alt.value(QUIET)),
        _targets(_POINTS).encode(x=_ROWS),
        predicted.mark_point(filled=True, size=45, opacity=1).encode(
            x=_ROWS, y=_value("prediction"), tooltip=_tooltip("target", "prediction"), **_POINTS
        ),
    )
    return specification(chart.add_params(AT, *live.PARAMETERS), f"Predictions against targets: {target}")


@lru_cache(maxsize=16)
def line(target: str, feature: str, rows: int) -> Spec:
    """Draw the data points and the fitted line of a regression on a single feature."""
    x = alt.X("feature:Q", title=feature, scale=_SNUG, axis=axis(tickCount=6))
    predicted = _predicted(2, rows, "feature").encode(color=_LINE["color"])
    chart = alt.layer(
        _targets(_LINE).encode(x=x, tooltip=_tooltip("feature", "target")),
        predicted.mark_line(strokeWidth=2.5, tooltip=None).encode(x=x, y=_value("prediction")),
    )
    return specification(chart.add_params(AT, *live.PARAMETERS), f"The fitted line: {target}")


@lru_cache(maxsize=16)
def residuals(target: str, D: int, rows: int) -> Spec:
    """Draw each row's residual, prediction − target."""
    left = _predicted(D, rows).transform_calculate(residual="datum.prediction - datum.target", zero="0")
    y = alt.Y("residual:Q", title=None, axis=axis(tickCount=5))
    chart = alt.layer(
        left.mark_rule(color=QUIET, opacity=0.6).encode(x=_ROWS, y=y, y2="zero:Q"),
        left.mark_rule(color=QUIET).encode(y=alt.Y("zero:Q", title=None)),
        left.mark_point(color=PREDICTION, shape="diamond", filled=True, size=45, opacity=1).encode(
            x=_ROWS, y=y, tooltip=_tooltip("target", "prediction", "residual")
        ),
    )
    return specification(chart.add_params(AT, *live.PARAMETERS), f"Residuals: prediction − target, {target}")


def _predicted(D: int, rows: int, *fields: str) -> alt.Chart:
    """Each row with its prediction at the current epoch, computed in the browser from the epoch's weights and X."""
    columns = [f"x{d}" for d in range(D)]
    looked_up = alt.LookupData(alt.NamedData("rows"), "row", ["number", "target", *columns, *fields])
    predicted = (
        live.columns(chart_of("frames").transform_filter(NOW), [f"w{d}" for d in range(D)])
        .transform_calculate(row=f"sequence({rows})")
        .transform_flatten(["row"])
        .transform_lookup("row", from_=looked_up)
        .transform_calculate(prediction=" + ".join(f"datum.w{d} * datum.{x}" for d, x in enumerate(columns)))
    )
    return in_series(predicted, "prediction")


def _targets(looks: dict[str, Any]) -> alt.Chart:
    points = in_series(chart_of("rows"), "target").mark_point(size=45, strokeWidth=2)
    targets: alt.Chart = points.encode(y=_value("target"), **looks)
    return targets


def _tooltip(*fields: str) -> list[alt.Tooltip]:
    row = alt.Tooltip("number:Q", title="row of the table")
    return [row, *(alt.Tooltip(f"{field}:Q", format=".4~g") for field in fields)]


def _value(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(zero=False), axis=axis(tickCount=5))


_ROWS = alt.X(
    "row:Q", title="rows, in order of the target", axis=alt.Axis(labels=False, ticks=False, grid=False, titlePadding=8)
)
_SNUG = alt.Scale(zero=False, nice=False, padding=12)
_COLOURS = {"target": TARGET, "prediction": PREDICTION}
_POINTS, _LINE = series(_COLOURS, prediction="diamond"), series(_COLOURS, prediction="stroke")
