"""How every chart looks: colours with fixed meanings, numbers on axes, and the parameter that holds the epoch."""

from typing import Any, TypeAlias

import altair as alt

# Each colour means one thing on every view; all have a contrast of 3 or more on white and on near-black.
TARGET = "#4080d8"
PREDICTION = "#d9730d"
PATH = "#a35bc9"
EXACT = "#15916a"
QUIET = "#808890"

Spec: TypeAlias = dict[str, Any]
Layers: TypeAlias = alt.LayerChart | alt.FacetChart  # what Altair's types say of a layered chart

HEIGHT = 280
# Marks on a canvas, which is painted several times as fast as an SVG is changed; words in an SVG over it.
RENDERER = {"embedOptions": {"renderer": "hybrid"}}
END = 10**12
"""An epoch past that of any run: there every chart shows the last."""
NOW = "datum.epoch <= at_epoch && at_epoch < datum.next"
# The words of a number on an axis, as `formulas.number` would have it.
NUMBER = "{0} == 0 ? '0' : abs({0}) >= 1e7 || abs({0}) < 1e-4 ? format({0}, '.3~e') : format({0}, ',.4~r')"

# The scales of an axis for the epochs and the cost.
LINEAR, LOGARITHMIC, LOG_LOG = AXES = ("linear", "logarithmic", "log–log")
# Whether a tick has its number: on an axis with more than one power of ten, only those.
POWER = "abs(log({0}) / LN10 - round(log({0}) / LN10)) < 1e-6"
NARROW = "floor(log(domain('{0}')[1]) / LN10 + 1e-6) - ceil(log(domain('{0}')[0]) / LN10 - 1e-6) < 1"

EPOCH = alt.binding_range(min=0, max=END, step=1)
AT = alt.param(name="at_epoch", value=END, bind=EPOCH)


def table(name: str) -> alt.Chart:
    """A chart of the rows of a table that goes with the specification."""
    return alt.Chart(alt.NamedData(name))


def named(chart: alt.Chart, series: str) -> alt.Chart:
    """The chart's rows as those of a series, for the legend."""
    return chart.transform_calculate(series=f"'{series}'")


def series(colours: dict[str, str]) -> alt.Color:
    """The colours of the series, and a legend above the picture."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color("series:N", scale=scale, legend=alt.Legend(orient="top", direction="horizontal", title=None))


def axis(**settings: Any) -> alt.Axis:
    """An axis with numbers as people write them."""
    return alt.Axis(labelExpr=NUMBER.format("datum.value"), **settings)


def log_axis(channel: str) -> dict[str, Any]:
    """Scale and axis of a logarithmic channel, x or y, which labels only what can be read."""
    words = NUMBER.format("datum.value")
    readable = f"({NARROW.format(channel)} || {POWER.format('datum.value')})"
    faint: Any = {"condition": {"test": readable, "value": 1}, "value": 0.2}
    return {
        "scale": alt.Scale(type="log", nice=False),
        "axis": alt.Axis(labelExpr=f"{readable} ? ({words}) : ''", tickCount=5, gridOpacity=faint),
    }


def specification(chart: Layers, title: str, height: int = HEIGHT) -> Spec:
    """The chart as Vega-Lite, with its title and the looks of all.

    The title also names it to a screen reader; a name for each of a thousand marks would only cost time.
    """
    spec: Spec = (
        chart.properties(height=height, title=title, padding={"left": 0, "right": 6, "top": 0, "bottom": 4})
        .properties(description=title, usermeta=RENDERER)
        .configure_view(strokeWidth=0)
        .configure_mark(aria=False)
        .configure_title(anchor="start", fontSize=14, offset=8)
        .configure_legend(labelFontSize=12)
        .to_dict()
    )
    return spec
