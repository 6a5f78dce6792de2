"""The cost curve, with the epoch under the pointer."""

from functools import lru_cache

import altair as alt
import pandas as pd

from gd.charts.style import (
    AT,
    EPOCH,
    LINEAR,
    LOG_LOG,
    LOGARITHMIC,
    NOW,
    NUMBER,
    PATH,
    QUIET,
    Spec,
    axis,
    chart_of,
    log_axis,
    specification,
)


def cost(frames: pd.DataFrame, measure: str, axes: str) -> Spec:
    """Return the cost curve as a specification with its datasets.

    frames: see `data.frames`. measure: the name of the plotted quantity. axes: one of `style.AXES`.
    """
    if axes == LOG_LOG and len(frames) == 1:  # a logarithmic axis can't show epoch 0, the only one
        axes = LOGARITHMIC
    return {**_chart(measure, axes), "datasets": {"frames": frames[["epoch", "next", "shown"]]}}


@lru_cache(maxsize=16)
def _chart(measure: str, axes: str) -> Spec:
    # The epoch under the pointer, bound to an input of its own, from which the player passes it to all charts.
    pointed = alt.selection_point("pointed", fields=["epoch"], nearest=True, on="pointermove", clear=False, bind=EPOCH)
    linear = {"scale": alt.Scale(zero=False), "axis": axis(tickCount=5)}
    across = log_axis("x") if axes == LOG_LOG else {"axis": axis(tickMinStep=1, tickCount=6)}
    x = alt.X("epoch:Q", title="epoch", **across)
    y = alt.Y("shown:Q", title=None, **linear if axes == LINEAR else log_axis("y"))
    # A logarithmic axis can't show epoch 0.
    drawn = chart_of("frames").transform_filter("datum.epoch > 0") if axes == LOG_LOG else chart_of("frames")
    curve = drawn.transform_filter("isValid(datum.shown)").encode(x=x, y=y)
    label = (
        chart_of("frames")
        .transform_filter(NOW)
        .transform_filter("isValid(datum.shown)")
        .transform_calculate(text=f"'epoch ' + format(datum.epoch, ',') + ':  ' + ({NUMBER.format('datum.shown')})")
    )
    chart = alt.layer(
        curve.mark_line(color=PATH, strokeWidth=2),
        # Invisible points, one per epoch, that the pointer selects.
        curve.mark_point(opacity=0).add_params(pointed),
        drawn.transform_filter(NOW).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x=x),
        curve.transform_filter(NOW).mark_point(color=PATH, filled=True, size=90, opacity=1),
        label.mark_text(align="right", baseline="bottom", fontSize=13, fontWeight="bold", color=PATH).encode(
            x=alt.value("width"), y=alt.value(-8), text="text:N"
        ),
    )
    return specification(chart.add_params(AT), f"Cost: {measure}")
