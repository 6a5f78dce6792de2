"""A chart of the current weights between the initial and the exact ones."""

from functools import lru_cache

import altair as alt
import pandas as pd

from gd.charts.live import PARAMETERS, columns
from gd.charts.style import AT, EXACT, NOW, PATH, QUIET, Spec, axis, chart_of, in_series, series, specification


def weights(frames: pd.DataFrame, fixed: pd.DataFrame, D: int) -> Spec:
    """Draw the first of D weights; return a specification with its datasets.

    frames: see `data.frames`. fixed: the initial and exact weights, see `data.weights`.
    """
    moving = frames[["run", "epoch", "next", *fixed["key"]]]
    spec = _chart(tuple(fixed["weight"]), D, "exact" in fixed)
    return {**spec, "datasets": {"frames": moving, "weights": fixed.assign(run=frames["run"].iloc[0])}}


@lru_cache(maxsize=16)
def _chart(names: tuple[str, ...], D: int, exact: bool) -> Spec:
    keys = [f"w{d}" for d in range(len(names))]
    fields: list[str | alt.FieldName] = [*keys]
    y = alt.Y("weight:N", sort=list(names), title=None, axis=alt.Axis(labelLimit=120))
    x = alt.X("value:Q", title=None, scale=alt.Scale(zero=False, padding=12), axis=axis(tickCount=5))
    # Without shapes: the pinned runs have a scale of their own for these.
    colour = series({"initial": QUIET, "at this epoch": PATH} | ({"exact": EXACT} if exact else {}))["color"]
    # The browser sends the weights at the epoch and, after these, the initial ones.
    initial = f"{1 + len(names)} + toNumber(slice(datum.key, 1))"
    fixed = columns(chart_of("weights"), ["initial"], initial).encode(y=y, color=colour)
    moving = (
        columns(chart_of("frames").transform_filter(NOW), keys)
        .transform_fold(fields, ["key", "value"])
        .transform_lookup("key", from_=alt.LookupData(alt.NamedData("weights"), "key", ["weight", "initial"]))
    )
    moving = columns(moving, ["initial"], initial).encode(y=y, x=x)
    marks = [
        moving.mark_rule(color=QUIET, opacity=0.6).encode(x=_position("initial"), x2="value:Q"),
        in_series(fixed, "initial").mark_point(size=60, strokeWidth=2).encode(x=_position("initial")),
    ]
    marks.append(in_series(moving, "at this epoch").mark_point(filled=True, size=90, opacity=1).encode(color=colour))
    if exact:
        cross = in_series(fixed, "exact").mark_point(shape="cross", filled=True, size=110, opacity=1)
        marks.append(cross.encode(x=_position("exact")))
    some = "" if len(names) == D else f": the first {len(names)} of {D}"
    return specification(alt.layer(*marks).add_params(AT, *PARAMETERS), f"Weights{some}")


def _position(field: str) -> alt.X:
    return alt.X(f"{field}:Q", title=None)
