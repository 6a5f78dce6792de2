"""The common style of all charts: colours, number formats, axes, and the parameter that holds the epoch."""

from typing import Any, TypeAlias

import altair as alt

# A colour has the same meaning in every chart and a contrast of at least 3 on white and on near-black.
TARGET = "#4080d8"
PREDICTION = "#d9730d"
PATH = "#a35bc9"
EXACT = "#15916a"
QUIET = "#808890"

Spec: TypeAlias = dict[str, Any]
Layers: TypeAlias = alt.LayerChart | alt.FacetChart  # the type of a layered chart in Altair's annotations

# Marks are drawn on a canvas, which is several times as fast as an SVG; the text is an SVG on top.
RENDERER = {"embedOptions": {"renderer": "hybrid"}}
WIDE = 1600
"""Pixels of the window's width from which there is room for larger type."""
END = 10**12
"""Larger than any epoch: here every chart shows the last one."""
NOW = "datum.epoch <= at_epoch && at_epoch < datum.next"
# A Vega expression that formats a number as `gd.text.number` does.
NUMBER = "{0} == 0 ? '0' : abs({0}) >= 1e7 || abs({0}) < 1e-4 ? format({0}, '.3~e') : format({0}, ',.4~r')"

# The choices for the scales of the epochs and the cost.
LINEAR, LOGARITHMIC, LOG_LOG = AXES = ("linear", "logarithmic", "log–log")
# Vega expressions that decide which ticks have a label: if an axis has several powers of ten, only those.
POWER = "abs(log({0}) / LN10 - round(log({0}) / LN10)) < 1e-6"
NARROW = "floor(log(domain('{0}')[1]) / LN10 + 1e-6) - ceil(log(domain('{0}')[0]) / LN10 - 1e-6) < 1"

EPOCH = alt.binding_range(min=0, max=END, step=1)
AT = alt.param(name="at_epoch", value=END, bind=EPOCH)


def chart_of(name: str) -> alt.Chart:
    """A chart of the named dataset."""
    return alt.Chart(alt.NamedData(name))


def in_series(chart: alt.Chart, series: str) -> alt.Chart:
    """Assign the chart's rows to a series of the legend."""
    return chart.transform_calculate(series=f"'{series}'")


def series(colours: dict[str, str]) -> alt.Color:
    """A colour encoding for these series, with a legend above the chart."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color("series:N", scale=scale, legend=alt.Legend(orient="top", direction="horizontal", title=None))


def axis(**settings: Any) -> alt.Axis:
    """An axis with readable number labels."""
    return alt.Axis(labelExpr=NUMBER.format("datum.value"), **settings)


def log_axis(channel: str) -> dict[str, Any]:
    """The scale and axis of a logarithmic channel, x or y, without labels that would overlap."""
    words = NUMBER.format("datum.value")
    readable = f"({NARROW.format(channel)} || {POWER.format('datum.value')})"
    faint: Any = {"condition": {"test": readable, "value": 1}, "value": 0.2}
    return {
        "scale": alt.Scale(type="log", nice=False),
        "axis": alt.Axis(labelExpr=f"{readable} ? ({words}) : ''", tickCount=5, gridOpacity=faint),
    }


def specification(chart: Layers, title: str, height: int | None = None, description: str = "") -> Spec:
    """Return the chart as a Vega-Lite specification in the common style; without a height, its place decides.

    The description, or else the title, is what screen readers say; labelling each of a thousand marks would only take
    time.
    """
    sizes = {} if height is None else {"height": height}
    spec: Spec = (
        chart.properties(**sizes, title=title, padding={"left": 0, "right": 6, "top": 0, "bottom": 4})
        .properties(description=description or title, usermeta=RENDERER)
        .configure_view(strokeWidth=0)
        .configure_mark(aria=False)
        .configure_title(anchor="start", fontSize=type_size(13), offset=4)
        .configure_legend(
            labelFontSize=type_size(11), symbolSize=60, offset=4, padding=0, rowPadding=0, columnPadding=10
        )
        .configure_axis(
            labelFontSize=type_size(11), labelPadding=4, titleFontSize=type_size(11), titlePadding=3, tickSize=0
        )
        .to_dict()
    )
    return spec


def type_size(size: int) -> Any:
    """The size of a text, which is larger in a wide window; the chart's own width tells when to look again."""
    return alt.expr(f"width && windowSize()[0] < {WIDE} ? {size} : {size + 2}")
