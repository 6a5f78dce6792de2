"""Elements shared by all landscapes: axes, points, segments, the path, arrows to points outside, and the legend."""

from typing import Any

import altair as alt

from gd.charts.style import EXACT, NOW, NUMBER, PATH, QUIET, Layers, axis, chart_of

OUTSIDE = (
    "'epoch ' + format(datum.epoch, ',') + ' is outside, at ' + "
    f"({NUMBER.format('datum.x')}) + ', ' + ({NUMBER.format('datum.y')})"
)
BAR = "M-1,-0.15L1,-0.15L1,0.15L-1,0.15Z"
# Converts a direction, measured in widths and heights of the window, to an angle on the screen in degrees.
HEADING = "atan2(datum.go_x * width, datum.go_y * height) * 180 / PI"


def axes(across: str, up: str, *, rounded: bool = False) -> dict[str, Any]:
    """The encodings x and y of the landscape's background, which alone determines the scales.

    rounded: whether to round positions to whole pixels, so that no gaps appear between neighbouring cells.
    """
    fit = alt.Scale(nice=False, zero=False, round=rounded)
    looks = {"tickCount": 5, "grid": False}
    return {
        "x": alt.X("x:Q", title=across, scale=fit, axis=axis(titleLimit=260, **looks)),
        "y": alt.Y("y:Q", title=up, scale=fit, axis=axis(titleLimit=220, **looks)),
    }


def place_at(rows: alt.Chart, x: str = "x", y: str = "y") -> alt.Chart:
    """Place the rows at these columns on the existing scales, which they neither extend nor require."""
    chart: alt.Chart = rows.encode(x=_on("x", x), y=_on("y", y))
    return chart


def segments(rows: alt.Chart, name: str) -> alt.Chart:
    """Draw the rows as straight lines from NAME_x, NAME_y to NAME_x1, NAME_y1, skipping those with NaN."""
    drawn = place_at(rows.transform_filter(f"isValid(datum.{name}_x)"), f"{name}_x", f"{name}_y")
    chart: alt.Chart = drawn.encode(x2=_on("x", f"{name}_x1"), y2=_on("y", f"{name}_y1"))
    return chart


def _on(channel: str, field: str) -> Any:
    return alt.value(alt.expr(f"scale('{channel}', datum.{field})"))


def path() -> list[Layers]:
    """The path up to the current epoch, and the exact solution."""
    walked = chart_of("frames").transform_filter("datum.epoch <= at_epoch")
    here = place_at(walked.transform_filter("datum.inside"))
    return [
        segments(walked, "way").mark_rule(color=PATH, strokeWidth=1.5, opacity=0.8, strokeCap="round"),
        here.mark_point(color=PATH, filled=True, size=18, opacity=1),
        place_at(chart_of("optimum")).mark_point(shape="cross", filled=True, color=EXACT, size=140, opacity=1),
    ]


def current_epoch() -> list[Layers]:
    """The current epoch: a point, or an arrow at the window's edge and a text if the point is outside."""
    here = chart_of("frames").transform_filter(NOW)
    outside = here.transform_filter("!datum.inside")
    arrow = place_at(outside.transform_calculate(heading=HEADING), "edge_x", "edge_y")
    text = outside.transform_calculate(text=OUTSIDE).mark_text(
        align="right", baseline="bottom", fontSize=12, fontWeight="bold", color=PATH
    )
    return [
        place_at(here.transform_filter("datum.inside")).mark_point(color=PATH, filled=True, size=130, opacity=1),
        arrow.mark_point(shape="arrow", filled=True, color=PATH, size=500, opacity=1).encode(
            angle=alt.Angle("heading:Q", scale=None)
        ),
        text.encode(x=alt.value("width"), y=alt.value(-6), text="text:N"),
    ]


def ground_legend(ground: str, shape: str, exact: bool) -> alt.Chart:
    """A legend above the landscape for its grey shape and its coloured marks."""
    meanings = {ground: (QUIET, shape), "path": (PATH, "circle")} | ({"exact": (EXACT, "cross")} if exact else {})
    colours, shapes = zip(*meanings.values(), strict=True)
    legend = alt.Legend(orient="top", direction="horizontal", title=None, symbolStrokeWidth=2, symbolOpacity=1)
    # A legend has to belong to a mark, so there is an invisible one.
    unseen = chart_of("optimum").transform_calculate(series=f"'{ground}'").mark_point(filled=True, opacity=0)
    chart: alt.Chart = unseen.encode(
        color=alt.Color("series:N", scale=alt.Scale(domain=list(meanings), range=list(colours)), legend=legend),
        shape=alt.Shape("series:N", scale=alt.Scale(domain=list(meanings), range=list(shapes)), legend=legend),
    )
    return chart
