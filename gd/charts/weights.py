"""A chart of the current weights between the initial and the exact ones."""

from functools import lru_cache

import altair as alt

from gd.charts.columns import Columns, with_constants
from gd.charts.live import PARAMETERS, columns
from gd.charts.style import AT, EXACT, NOW, PATH, QUIET, Spec, axis, chart_of, in_series, series, specification

LABEL = 11
"""Greatest size of a weight's name, in pixels."""


def weights(frames: Columns, fixed: Columns, D: int, optimum: str) -> Spec:
    """Draw the first of D weights; return a specification with its datasets.

    frames: see `data.frames`. fixed: the initial and exact weights, see `data.weights`.
    optimum: what the exact weights are called, “” if there are none.
    """
    moving = {name: frames[name] for name in ("run", "epoch", "next", *fixed["key"])}
    spec = _chart(tuple(fixed["weight"]), D, optimum)
    return {**spec, "datasets": {"frames": moving, "weights": with_constants(fixed, run=frames["run"][0])}}


@lru_cache(maxsize=16)
def _chart(names: tuple[str, ...], D: int, optimum: str) -> Spec:
    keys = [f"w{d}" for d in range(len(names))]
    fields: list[str | alt.FieldName] = [*keys]
    room = alt.expr(f"min({LABEL}, height / {len(names)})")  # where many weights have little height
    every = alt.Axis(labelLimit=120, labelOverlap=False, labelFlush=False, labelFontSize=room)
    y = alt.Y("weight:N", sort=list(names), title=None, axis=every)
    x = alt.X("value:Q", title=None, scale=alt.Scale(zero=False, padding=12), axis=axis(tickCount=5))
    # The browser sends the weights at the epoch and, after these, the initial ones.
    initial = f"{1 + len(names)} + toNumber(slice(datum.key, 1))"
    fixed = columns(chart_of("weights"), ["initial"], initial).encode(y=y)
    moving = (
        columns(chart_of("frames").transform_filter(NOW), keys)
        .transform_fold(fields, ["key", "value"])
        .transform_lookup("key", from_=alt.LookupData(alt.NamedData("weights"), "key", ["weight", "initial"]))
    )
    moving = columns(moving, ["initial"], initial).encode(y=y, x=x)
    marks = [
        _legend(optimum),
        moving.mark_rule(color=QUIET, opacity=0.6).encode(x=_position("initial"), x2="value:Q"),
        fixed.mark_point(color=QUIET, size=60, strokeWidth=2).encode(x=_position("initial")),
        moving.mark_point(color=PATH, filled=True, size=90, opacity=1),
    ]
    if optimum:
        cross = fixed.mark_point(shape="cross", color=EXACT, filled=True, size=110, opacity=1)
        marks.append(cross.encode(x=_position("exact")))
    some = "" if len(names) == D else f": the first {len(names)} of {D}"
    chart = alt.layer(*marks).add_params(AT, *PARAMETERS)
    # The pinned runs have scales of their own, with a legend.
    chart = chart.resolve_scale(color="independent", fill="independent", shape="independent")
    return specification(chart, f"Weights{some}")


def _legend(optimum: str) -> alt.Chart:
    """A legend above the weights, which has to belong to a mark, so there is an invisible one."""
    looks = series(
        {"initial": QUIET, "at this epoch": PATH} | ({optimum: EXACT} if optimum else {}), **{optimum: "cross"}
    )
    unseen = in_series(chart_of("weights"), "initial").mark_point(filled=True, size=0, opacity=1)
    chart: alt.Chart = unseen.encode(**looks)
    return chart


def _position(field: str) -> alt.X:
    return alt.X(f"{field}:Q", title=None)
