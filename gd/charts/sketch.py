"""Elements shared by all landscapes: axes, points, segments, the path, arrows to points outside, and the legend."""

import json
from typing import Any

import altair as alt

from gd.charts.live import rows_of
from gd.charts.style import EXACT, NOW, NUMBER, PATH, QUIET, ROUGH, Layers, axis, chart_of, computed, visible_where

THIN = "M-1,-0.05L1,-0.05L1,0.05L-1,0.05Z"
BAR = "M-1,-0.15L1,-0.15L1,0.15L-1,0.15Z"
PATH_COLUMNS = "epoch", "next", "x", "y", "way_x", "way_y", "way_x1", "way_y1"
"""The columns of each epoch that the browser replaces while the rate or the start is dragged."""
PATH_OPACITY = "clamp(60 / datum.strokes, 0.3, 0.8)"
"""The opacity of the path: the more strokes are drawn, whether side by side or in line, the fainter each is.

So some ground is still seen under hundreds of them that cross a ravine; a smooth path of as many is as faint."""
# The way from the middle of the landscape to the epoch's point, in widths and heights of it, to the right and down.
FROM_MIDDLE = "(scale('x', datum.{x}) / width - 0.5)", "(scale('y', datum.{y}) / height - 0.5)"
RIGHT, DOWN = (way.format(x="x", y="y") for way in FROM_MIDDLE)
FARTHER = f"max(abs({RIGHT}), abs({DOWN}))"


# What a pixel is worth where a unit is as long up as across, and then the two ends of an axis.
PIXEL = "max((datum.right - datum.left) / max(width, 1), (datum.top - datum.bottom) / max(height, 1))"
END_OF_AXIS = (
    "datum.equal ? (datum.{0} + datum.{1}) / 2 + (datum.k - 0.5) * {2} * "
    + PIXEL
    + " : datum.k ? datum.{1} : datum.{0}"
)
ACROSS, UP = END_OF_AXIS.format("left", "right", "width"), END_OF_AXIS.format("bottom", "top", "height")
# How much longer a unit is up than across.
STRETCH = "(height * (datum.right - datum.left) / (width * (datum.top - datum.bottom)))"
STRETCHED = (
    f"'stretched ' + ({ROUGH.format(f'max({STRETCH}, 1 / {STRETCH})')}) + ' × ' + "
    f"({STRETCH} >= 1 ? 'upwards' : 'to the sides')"
)
NOTES = {"stretched": STRETCHED, "units": f"{STRETCHED} + ' (different units)'"}
"""What is said of a picture in which a unit isn't as long up as across."""


def inside(x: str, y: str) -> str:
    """The Vega condition that the point with these two columns is in the picture."""
    right, down = (way.format(x=x, y=y) for way in FROM_MIDDLE)
    return f"(max(abs({right}), abs({down})) <= 0.5)"


INSIDE = inside("x", "y")


def axes(across: str, up: str) -> alt.Chart:
    """The landscape's axes, which an invisible layer of the dataset “window” alone determines."""
    fit = alt.Scale(nice=False, zero=False)
    looks = {"tickCount": 5, "grid": False}
    chart: alt.Chart = (
        chart_of("window")
        .transform_calculate(x=ACROSS, y=UP)
        .mark_point(opacity=0, tooltip=None)  # Vega-Lite would put the titles into an expression, without escaping \
        .encode(
            x=alt.X("x:Q", title=across, scale=fit, axis=axis(titleLimit=260, **looks)),
            y=alt.Y("y:Q", title=up, scale=fit, axis=axis(titleLimit=220, **looks)),
        )
    )
    return chart


def shape_note(shape: str) -> alt.Chart:
    """One of NOTES in the corner of the picture."""
    once = chart_of("window").transform_filter("datum.k == 0").transform_calculate(text=NOTES[shape])
    mark = once.mark_text(align="right", baseline="top", fontSize=11, color="currentColor", opacity=0.8)
    note: alt.Chart = mark.encode(x=computed("width - 4"), y=alt.value(4), text="text:N")
    return note


def place_at(rows: alt.Chart, x: str = "x", y: str = "y", *, rounded: bool = False) -> alt.Chart:
    """Place the rows at these columns on the existing scales, which they neither extend nor require.

    rounded: whether to round positions to whole pixels, so that no gaps appear between neighbouring cells.
    """
    chart: alt.Chart = rows.encode(x=on("x", x, rounded=rounded), y=on("y", y, rounded=rounded))
    return chart


def segments(rows: alt.Chart, name: str) -> alt.Chart:
    """Draw the rows as straight lines from NAME_x, NAME_y to NAME_x1, NAME_y1, skipping those with NaN."""
    drawn = place_at(rows.transform_filter(f"isValid(datum.{name}_x)"), f"{name}_x", f"{name}_y")
    chart: alt.Chart = drawn.encode(x2=on("x", f"{name}_x1"), y2=on("y", f"{name}_y1"))
    return chart


def on(channel: str, field: str, *, rounded: bool = False) -> Any:
    """The place of a column's value on the existing scale of the channel, x or y."""
    place = f"scale('{channel}', datum.{field})"
    return computed(f"round({place})" if rounded else place)


def frames(head: int = 0) -> alt.Chart:
    """The epochs of the path, or the browser's, which come after `head` other numbers."""
    return rows_of(chart_of("frames"), PATH_COLUMNS, head)


def path(head: int = 0) -> list[Layers]:
    """The path up to the current epoch, and the optimum."""
    walked = frames(head).transform_filter("datum.epoch <= at_epoch")
    strokes = segments(walked, "way").transform_joinaggregate(strokes="count()")
    return [
        strokes.mark_rule(color=PATH, strokeWidth=1.5, strokeCap="round", clip=True).encode(
            opacity=computed(PATH_OPACITY)
        ),
        place_at(walked).mark_point(color=PATH, filled=True, size=18, opacity=1, clip=True),
        place_at(chart_of("optimum")).mark_point(shape="cross", filled=True, color=EXACT, size=140, opacity=1),
    ]


def update_by_update() -> alt.Chart:
    """A thin line through the weights after every update, up to the current epoch, for a run with batches."""
    walked = chart_of("updates").transform_filter("datum.epoch <= at_epoch")
    line: alt.Chart = segments(walked, "way").mark_rule(
        color=PATH, strokeWidth=0.8, opacity=0.9, strokeCap="round", clip=True
    )
    return line


def current_epoch(names: tuple[str, str], head: int = 0) -> list[Layers]:
    """The current epoch: a point, or an arrow at the window's edge and a text if the point is outside.

    names: what the text calls the point's two numbers. head: see `frames`; it isn't 0 on the graph of J.
    """
    here = frames(head).transform_filter(NOW)
    arrow = here.encode(x=computed(f"(0.5 + 0.47 * {RIGHT} / {FARTHER}) * width"))
    arrow = arrow.encode(y=computed(f"(0.5 + 0.47 * {DOWN} / {FARTHER}) * height"))
    heading = computed(f"atan2({RIGHT} * width, -{DOWN} * height) * 180 / PI")
    # The way to the arrow is free on the arrow's other side; below the graph of J there is nothing.
    values = (
        f"{json.dumps(f'{name} = ')} + ({NUMBER.format(f'datum.{xy}')})" for name, xy in zip(names, "xy", strict=True)
    )
    side, above = f"{RIGHT} > 0", "false" if head else f"{DOWN} < 0"
    text = here.transform_calculate(text="'outside, at ' + " + " + ', ' + ".join(values)).mark_text(
        align=alt.expr(f"{side} ? 'left' : 'right'"),
        baseline="middle",
        fontSize=11,
        fontWeight="bold",
        color=PATH,
        limit=alt.expr("width - 8"),
    )
    return [
        place_at(here).mark_point(color=PATH, filled=True, size=130, opacity=1, clip=True),
        arrow.mark_point(shape="arrow", filled=True, color=PATH, size=500).encode(
            angle=heading, opacity=visible_where(f"!{INSIDE}")
        ),
        text.encode(
            x=computed(f"{side} ? 4 : width - 4"),
            y=computed(f"{above} ? 26 : height - 9"),
            text="text:N",
            opacity=visible_where(f"!{INSIDE}"),
        ),
    ]


def ground_legend(ground: str, shape: str, optimum: str, several: bool = False) -> alt.Chart:
    """A legend above the landscape for its grey shape and its coloured marks.

    optimum: what the optimum is called, “” if there is none. several: whether an epoch has several updates.
    """
    meanings = {ground: (QUIET, shape), "path: drag its start": (PATH, "circle")}
    meanings |= {"each batch": (PATH, THIN)} if several else {}
    meanings |= {optimum: (EXACT, "cross")} if optimum else {}
    colours, shapes = zip(*meanings.values(), strict=True)
    legend = alt.Legend(orient="top", direction="horizontal", title=None, symbolStrokeWidth=2, symbolOpacity=1)
    # A legend has to belong to a mark, so there is an invisible one.
    unseen = chart_of("optimum").transform_calculate(series=f"'{ground}'").mark_point(filled=True, opacity=0)
    chart: alt.Chart = unseen.encode(
        color=alt.Color("series:N", scale=alt.Scale(domain=list(meanings), range=list(colours)), legend=legend),
        shape=alt.Shape("series:N", scale=alt.Scale(domain=list(meanings), range=list(shapes)), legend=legend),
    )
    return chart
