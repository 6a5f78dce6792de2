"""The layers that draw pinned runs, each with a colour, a dash and a shape of its own.

They take their places from the scales of the chart that they are added to, also while the browser changes these.
"""

import json
from functools import lru_cache

import altair as alt

from gd.charts import looks
from gd.charts.cost import HEIGHT_OF, OUTSIDE
from gd.charts.looks import Looks
from gd.charts.sketch import INSIDE, on, place_at
from gd.charts.style import NOW, Spec, chart_of, computed, visible_where

LINE = 12
"""Pixels from one label on the landscape to the next."""
NOTE = 16
"""Pixels at the bottom of the landscape that are left to its note."""
FAINT = 0.3
"""The opacity of a curve beyond the epoch."""


@lru_cache(maxsize=16)
def costs(pinned: Looks) -> list[Spec]:
    """The whole curves, faint; up to the epoch; the point at the epoch; and an arrow where a curve leaves."""
    rows = chart_of("pinned").encode(x=on("x", "epoch"), y=computed(HEIGHT_OF))
    whole = rows.encode(**looks.lines(pinned, legend=True), order="epoch:Q")
    until_now = whole.transform_filter("datum.epoch <= at_epoch")
    before = HEIGHT_OF.replace("datum.shown", "datum.shown0")
    edge = f"({HEIGHT_OF} < 0 ? 0 : height)"
    share = f"({HEIGHT_OF} == {before} ? 0 : clamp(({edge} - {before}) / ({HEIGHT_OF} - {before}), 0, 1))"
    place = f"scale('x', datum.epoch0) + {share} * (scale('x', datum.epoch) - scale('x', datum.epoch0))"
    was_inside = f"(datum.epoch == datum.epoch0 || !{OUTSIDE.replace('datum.shown', 'datum.shown0')})"
    arrow = chart_of("pinned").encode(x=computed(place), y=computed(edge), fill=looks.fill(pinned))
    here = rows.transform_filter(NOW).encode(
        y=computed(f"clamp({HEIGHT_OF}, 0, height)"), fill=looks.fill(pinned), opacity=visible_where(f"!{OUTSIDE}")
    )
    return [
        _layer(whole.mark_line(strokeWidth=2, opacity=FAINT, clip=True)),
        _layer(until_now.mark_line(strokeWidth=2, opacity=0.8, clip=True)),
        _layer(here.mark_point(size=50, strokeWidth=0)),
        _layer(
            arrow.mark_point(size=110, strokeWidth=0).encode(
                shape=computed(f"'triangle-' + ({HEIGHT_OF} < 0 ? 'up' : 'down')"),
                opacity=visible_where(f"{OUTSIDE} && {was_inside}"),
            )
        ),
    ]


@lru_cache(maxsize=16)
def paths(pinned: Looks) -> list[Spec]:
    """The paths up to the epoch, the point at the epoch or an arrow where a path leaves, and the labels."""
    walked = chart_of("pinned").transform_filter("datum.epoch <= at_epoch")
    line = place_at(walked).encode(**looks.lines(pinned), order="epoch:Q")
    now = walked.transform_filter(NOW)
    here = place_at(now).encode(fill=looks.fill(pinned), opacity=visible_where(INSIDE))
    # Where the way from the point before crosses the edge, in widths and heights of the window.
    way = {
        channel: (f"(scale('{channel}', datum.{channel}0) / {size})", f"(scale('{channel}', datum.{channel}) / {size})")
        for channel, size in (("x", "width"), ("y", "height"))
    }
    shares = [f"({b} < {a} ? {a} / ({a} - {b}) : (1 - {a}) / ({b} - {a}))" for a, b in way.values()]
    x, y = (f"({a} + min({', '.join(shares)}) * ({b} - {a}))" for a, b in way.values())
    (x0, x1), (y0, y1) = way.values()
    was_inside = INSIDE.replace("datum.x)", "datum.x0)").replace("datum.y)", "datum.y0)")
    x, y = (
        f"({INSIDE} ? {b} : clamp({was_inside} ? {crossing} : {b}, 0, 1))"
        for crossing, (_, b) in zip((x, y), way.values(), strict=True)
    )
    arrow = now.encode(x=computed(f"{x} * width"), y=computed(f"{y} * height"), fill=looks.fill(pinned))
    # Labels of runs that are at the same place lie below one another, each with its colour.
    line_of = f"({looks.index(pinned)} - {(len(pinned) - 1) / 2}) * {LINE}"
    room = LINE * len(pinned) / 2
    height = f"clamp({y} * height, {room}, height - {room + NOTE}) + {line_of}"
    sign = now.encode(x=computed(f"{x} * width + ({x} > 0.5 ? -12 : 12)"), y=computed(height), fill=looks.fill(pinned))
    label = now.encode(x=computed(f"{x} * width + ({x} > 0.5 ? -18 : 18)"), y=computed(height), text="run:N")
    aligned = alt.expr(f"{x} > 0.5 ? 'right' : 'left'")
    return [
        _layer(line.mark_line(strokeWidth=2.5, opacity=0.5, clip=True)),
        _layer(here.mark_point(size=60, strokeWidth=0, clip=True)),
        _layer(
            arrow.mark_point(shape="triangle", size=110, strokeWidth=0).encode(
                angle=computed(f"atan2(width * ({x1} - {x0}), height * ({y0} - {y1})) * 180 / PI"),
                opacity=visible_where(f"!{INSIDE}"),
            )
        ),
        _layer(sign.mark_point(shape="square", size=50, strokeWidth=0, opacity=1)),
        _layer(label.mark_text(limit=looks.LABEL, fontSize=11, color="currentColor", baseline="middle", align=aligned)),
    ]


@lru_cache(maxsize=16)
def weights(pinned: Looks, names: tuple[str, ...]) -> list[Spec]:
    """The weights at the epoch, or an arrow at the edge in the direction of one outside."""
    keys: list[str | alt.FieldName] = [f"w{d}" for d in range(len(names))]
    place = "scale('x', datum.value)"
    outside = f"({place} < 0 || {place} > width)"
    rows = (
        chart_of("pinned")
        .transform_filter(NOW)
        .transform_fold(keys, ["key", "value"])
        .transform_calculate(weight=f"{json.dumps(dict(zip(map(str, keys), names, strict=True)))}[datum.key]")
        # Layers that share an axis need the same order.
        .encode(y=alt.Y("weight:N", sort=list(names)))
        .encode(tooltip=[alt.Tooltip("run:N", title="pinned"), alt.Tooltip("value:Q", format=".4~g")])
    )
    inside = rows.encode(x=computed(f"clamp({place}, 0, width)"), **looks.shapes(pinned))
    arrow = rows.encode(
        x=computed(f"clamp({place}, 6, width - 6)"),
        fill=looks.fill(pinned),
        shape=computed(f"'triangle-' + ({place} < 0 ? 'left' : 'right')"),
    )
    return [
        _layer(inside.mark_point(size=80, strokeWidth=0).encode(opacity=visible_where(f"!{outside}", 0.8))),
        _layer(arrow.mark_point(size=80, strokeWidth=0).encode(opacity=visible_where(outside, 0.8))),
    ]


def _layer(chart: alt.Chart) -> Spec:
    """The parts of a chart's specification that a layer may have."""
    spec = chart.to_dict()
    return {key: spec[key] for key in ("data", "transform", "mark", "encoding") if key in spec}
