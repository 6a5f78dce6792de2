"""The common style of all charts: colours, number formats, axes, and the parameter that holds the epoch."""

from typing import Any, TypeAlias

import altair as alt

from gd.text import TIMES

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
# Looked at again in each picture, as the labels of an axis grow while the rate is dragged.
FIT = alt.AutoSizeParams(type="fit", contains="padding", resize=True)
WIDE = 1600
"""Pixels of the window's width from which there is room for larger type."""
END = 2 * 10**9
"""Larger than any epoch: here every chart shows the last one."""
NOW = "datum.epoch <= at_epoch && at_epoch < datum.next"


def _superscript(text: str) -> str:
    """The Vega expression of an integer's text in superscript digits."""
    for digit, raised in zip("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True):
        text = f"replace({text}, regexp('{digit}', 'g'), '{raised}')"
    return text


def _number(digits: int) -> str:
    """A Vega expression that writes the number {0} as `gd.text.number` does, with at most so many digits."""
    exponential, rounding = f"format({{0}}, '.{digits - 1}~e')", 1 - 0.5 * 10.0**-digits
    mantissa = f"replace({exponential}, regexp('e.*'), '{TIMES}10')"
    power = f"replace({mantissa}, regexp('^(−?)1{TIMES}'), '$1') + " + _superscript(
        f"replace({exponential}, regexp('.*e[+]?'), '')"
    )
    extreme = f"isFinite({{0}}) && {{0}} != 0 && (abs({{0}}) < {1e-4 * rounding!r} || abs({{0}}) >= {1e7 * rounding!r})"
    return f"{extreme} ? {power} : format({{0}}, ',.{digits}~r')"


NUMBER, SHORT_NUMBER, ROUGH = _number(4), _number(3), _number(2)
TICK = _number(13)
"""With as many digits as it takes to tell ticks apart: these are round numbers."""

# The choices for the scales of the epochs and the cost.
LINEAR, LOGARITHMIC, LOG_LOG = AXES = ("linear", "logarithmic", "log–log")
# The ticks of a logarithmic axis that have a label: the powers of ten, if it has three; otherwise those at 1, 2 and 5
# times a power, or all if it is very short. Where powers are very large or small, all are written as 10ⁿ.
EXPONENT, LOW, HIGH = "(log({0}) / LN10)", "log(domain('{0}')[0]) / LN10", "log(domain('{0}')[1]) / LN10"
POWER = f"abs({EXPONENT} - round({EXPONENT})) < 1e-6"
FIRST_DIGIT = f"round(pow(10, {EXPONENT} - floor({EXPONENT} + 1e-6)))"
SEVERAL = f"(floor({HIGH} + 1e-6) - ceil({LOW} - 1e-6) >= 2)"
SHORT = f"({HIGH} - {LOW} < 0.7)"
EXTREME = f"({LOW} < -4 || {HIGH} > 7)"
AS_POWER = "{0} == 1 ? '1' : '10' + " + _superscript(f"('' + round({EXPONENT}))")

EPOCH_INPUT = alt.binding_range(min=0, max=END, step=1)
AT = alt.param(name="at_epoch", value=END, bind=EPOCH_INPUT)


def chart_of(name: str) -> alt.Chart:
    """A chart of the named dataset."""
    return alt.Chart(alt.NamedData(name))


def computed(expression: str) -> Any:
    """The encoding of a channel by a Vega expression."""
    return alt.value(alt.expr(expression))


def visible_where(condition: str, opacity: float = 1.0) -> Any:
    """The opacity of marks that are seen only where a Vega condition holds."""
    return computed(f"{condition} ? {opacity:g} : 0")


def in_series(chart: alt.Chart, series: str) -> alt.Chart:
    """Assign the chart's rows to a series of the legend."""
    return chart.transform_calculate(series=f"'{series}'")


def series(colours: dict[str, str], **shapes: str) -> dict[str, Any]:
    """The colour and shape encodings for these series, with a legend above the chart; without a shape it's a circle."""
    legend = alt.Legend(orient="top", direction="horizontal", title=None)
    looks = [shapes.get(name, "circle") for name in colours]
    return {
        "color": alt.Color(
            "series:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=legend
        ),
        "shape": alt.Shape("series:N", scale=alt.Scale(domain=list(colours), range=looks), legend=legend),
    }


def axis(**settings: Any) -> alt.Axis:
    """An axis with readable number labels."""
    return alt.Axis(labelExpr=TICK.format("datum.value"), **settings)


def log_axis(channel: str, *, nice: bool = False) -> dict[str, Any]:
    """The scale and axis of a logarithmic channel, x or y, with readable labels that don't overlap.

    nice: whether the axis begins and ends at a power of ten.
    """
    tick = "datum.value"
    several, short, extreme = (condition.format(channel) for condition in (SEVERAL, SHORT, EXTREME))
    one_two_five = f"indexof([1, 2, 5, 10], {FIRST_DIGIT.format(tick)}) >= 0"
    readable = f"({several} ? {POWER.format(tick)} : {short} || {one_two_five})"
    words = f"{several} && {extreme} ? ({AS_POWER.format(tick)}) : ({TICK.format(tick)})"
    faint: Any = {"condition": {"test": readable, "value": 1}, "value": 0.2}
    return {
        "scale": alt.Scale(type="log", nice=nice),
        "axis": alt.Axis(labelExpr=f"{readable} ? ({words}) : ''", tickCount=5, gridOpacity=faint),
    }


def specification(chart: Layers, title: str, height: int | None = None, description: str = "") -> Spec:
    """Return the chart as a Vega-Lite specification in the common style; without a height, its place decides.

    The description, or else the title, is what screen readers say; labelling each of a thousand marks would only take
    time.
    """
    sizes = {} if height is None else {"height": height}
    spec: Spec = (
        chart.properties(**sizes, title=title, padding={"left": 4, "right": 6, "top": 0, "bottom": 4})
        .properties(description=description or title, usermeta=RENDERER, autosize=FIT)
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
