"""The layers that draw pinned runs, each with a colour, a dash and a shape of its own.

They take their places from the scales of the chart that they are added to, also while the browser changes these.
"""

import json
from functools import lru_cache
from typing import Any

import altair as alt

from gd.charts import looks
from gd.charts.cost import HEIGHT_OF, OUTSIDE, height_of, outside
from gd.charts.looks import Looks
from gd.charts.sketch import INSIDE, inside, on, place_at
from gd.charts.style import NOW, Spec, chart_of, computed, visible_where

LINE = 13
"""Pixels from one name to the next below it."""
ABOVE, BELOW = 40, 24
"""Pixels above and below the names on the landscape that are left to its own notes."""
SAMPLE, NAME = 26, 126
"""Pixels of a line's sample, and of the name beside it."""
LOW = 120
"""Pixels of a landscape's height below which the names stand in two columns."""
TAIL = 4.0
"""So many sides of the picture long is the part of a path that is drawn: with older zigzags it would be full."""
FAINT = 0.3
"""The opacity of a curve beyond the epoch."""
TEXT: dict[str, Any] = {"fontSize": 11, "color": "currentColor"}


@lru_cache(maxsize=16)
def costs(pinned: Looks) -> list[Spec]:
    """The whole curves, faint; up to the epoch; the point at the epoch; an arrow and a note where a curve leaves."""
    rows = chart_of("pinned").encode(x=on("x", "epoch"), y=computed(HEIGHT_OF))
    whole = rows.encode(**looks.lines(pinned, legend=True), order="epoch:Q")
    until_now = whole.transform_filter("datum.epoch <= at_epoch")
    before = height_of("shown0")
    edge = f"({HEIGHT_OF} < 0 ? 0 : height)"
    share = f"({HEIGHT_OF} == {before} ? 0 : clamp(({edge} - {before}) / ({HEIGHT_OF} - {before}), 0, 1))"
    place = f"scale('x', datum.epoch0) + {share} * (scale('x', datum.epoch) - scale('x', datum.epoch0))"
    was_inside = f"(datum.epoch == datum.epoch0 || !{outside(before)})"
    leaving = chart_of("pinned").encode(opacity=visible_where(f"{OUTSIDE} && {was_inside}"))
    arrow = leaving.encode(x=computed(place), y=computed(edge), fill=looks.fill(pinned))
    # Notes on runs that leave at the same place lie below one another. The first is above the picture, unless the value
    # at the epoch is there.
    line = f"({len(pinned) - 1} - {looks.index(pinned)}) * {LINE}"
    early, up = f"{place} < width / 2", f"{HEIGHT_OF} < 0"
    note = leaving.transform_calculate(note="'leaves at epoch ' + format(datum.epoch, ',')").encode(
        x=computed(f"{place} + ({early} ? 10 : -10)"),
        y=computed(f"{up} ? ({early} ? -8 : 8) + {line} : height - 8 - {line}"),
        text="note:N",
    )
    aligned = alt.expr(f"{early} ? 'left' : 'right'")
    here = rows.transform_filter(NOW).encode(
        y=computed(f"clamp({HEIGHT_OF}, 0, height)"), fill=looks.fill(pinned), opacity=visible_where(f"!{OUTSIDE}")
    )
    return [
        _layer(whole.mark_line(strokeWidth=2, opacity=FAINT, clip=True)),
        _layer(until_now.mark_line(strokeWidth=2, opacity=0.8, clip=True)),
        _layer(here.mark_point(size=50, strokeWidth=0)),
        _layer(
            arrow.mark_point(size=110, strokeWidth=0).encode(
                shape=computed(f"'triangle-' + ({HEIGHT_OF} < 0 ? 'up' : 'down')")
            )
        ),
        _layer(note.mark_text(align=aligned, baseline="middle", **TEXT)),
    ]


@lru_cache(maxsize=16)
def paths(pinned: Looks) -> list[Spec]:
    """The last part of each path up to the epoch, the point at the epoch or an arrow where a path leaves, and names."""
    walked = chart_of("pinned").transform_filter("datum.epoch <= at_epoch")
    tail = walked.transform_joinaggregate(way="max(walked)", groupby=["run"]).transform_filter(
        f"datum.way - datum.walked <= {TAIL}"
    )
    each = {"detail": "run:N", "order": "epoch:Q"}
    line = place_at(tail).encode(**looks.lines(pinned), order="epoch:Q")
    now = walked.transform_filter(NOW).encode(fill=looks.fill(pinned))
    here = place_at(now).encode(shape=looks.shape(pinned), opacity=visible_where(INSIDE))
    # Where the way from the point before crosses the edge, in widths and heights of the window.
    way = {
        channel: (f"(scale('{channel}', datum.{channel}0) / {size})", f"(scale('{channel}', datum.{channel}) / {size})")
        for channel, size in (("x", "width"), ("y", "height"))
    }
    shares = [f"({b} < {a} ? {a} / ({a} - {b}) : (1 - {a}) / ({b} - {a}))" for a, b in way.values()]
    (x0, x1), (y0, y1) = way.values()
    was_inside = inside("x0", "y0")
    x, y = (f"clamp({was_inside} ? {a} + min({', '.join(shares)}) * ({b} - {a}) : {b}, 0, 1)" for a, b in way.values())
    arrow = now.encode(x=computed(f"{x} * width"), y=computed(f"{y} * height"))
    return [
        # Dark dashes on a dark ground are seen on a light ribbon.
        _layer(place_at(tail).mark_line(stroke="white", strokeWidth=4, opacity=0.3, clip=True).encode(**each)),
        _layer(line.mark_line(strokeWidth=2, opacity=0.7, clip=True)),
        _layer(here.mark_point(size=60, strokeWidth=0, opacity=1, clip=True)),
        _layer(
            arrow.mark_point(shape="triangle", size=110, strokeWidth=0).encode(
                angle=computed(f"atan2(width * ({x1} - {x0}), height * ({y0} - {y1})) * 180 / PI"),
                opacity=visible_where(f"!{INSIDE}"),
            )
        ),
        *_names(pinned),
    ]


def _names(pinned: Looks) -> list[Spec]:
    """The names of the paths, each beside a sample of its line, below one another in the corner named in the rows."""
    place, columns = looks.index(pinned), f"(height < {LOW} ? 2 : 1)"
    below = f"floor({place} / {columns}) * {LINE}"
    above = f"floor(({len(pinned) - 1} - {place}) / {columns}) * {LINE}"
    beside = f"({place} % {columns}) * {SAMPLE + NAME + 16}"
    rows = chart_of("pinned").transform_filter(NOW)
    rows = rows.encode(y=computed(f"datum.down ? height - {BELOW} - {above} : {ABOVE} + {below}"))
    edge, end, text = (
        computed(f"datum.right ? width - {inwards} - {beside} : {inwards} + {beside}")
        for inwards in (4, 4 + SAMPLE, 8 + SAMPLE)
    )
    sample = rows.encode(x=edge, x2=end, **looks.lines(pinned)).mark_rule(strokeWidth=2)
    aligned = alt.expr("datum.right ? 'right' : 'left'")
    name = rows.encode(x=text, text="run:N").mark_text(limit=NAME, align=aligned, baseline="middle", **TEXT)
    return [_layer(sample), _layer(name)]


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
