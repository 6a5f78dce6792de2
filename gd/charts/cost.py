"""The cost over the epochs, with the epoch under the pointer."""

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
    log_axis,
    specification,
    table,
)


def cost(frames: pd.DataFrame, measure: str, axes: str) -> Spec:
    """The cost curve as a specification with its datasets.

    frames: see `data.frames`. measure: what they show as the cost. axes: one of `style.AXES`.
    """
    if axes == LOG_LOG and len(frames) == 1:  # epoch 0 alone, which has no place there
        axes = LOGARITHMIC
    return {**_chart(measure, axes), "datasets": {"frames": frames[["epoch", "next", "shown"]]}}


@lru_cache(maxsize=16)
def _chart(measure: str, axes: str) -> Spec:
    # The epoch under the pointer, in an input of its own: the player reads it there and tells all charts.
    pointed = alt.selection_point("pointed", fields=["epoch"], nearest=True, on="pointermove", clear=False, bind=EPOCH)
    linear = {"scale": alt.Scale(zero=False), "axis": axis(tickCount=5)}
    across = log_axis("x") if axes == LOG_LOG else {"axis": axis(tickMinStep=1, tickCount=6)}
    x = alt.X("epoch:Q", title="epoch", **across)
    y = alt.Y("shown:Q", title=None, **linear if axes == LINEAR else log_axis("y"))
    # A logarithmic axis has no place for epoch 0.
    drawn = table("frames").transform_filter("datum.epoch > 0") if axes == LOG_LOG else table("frames")
    curve = drawn.transform_filter("isValid(datum.shown)").encode(x=x, y=y)
    label = (
        table("frames")
        .transform_filter(NOW)
        .transform_filter("isValid(datum.shown)")
        .transform_calculate(text=f"'epoch ' + format(datum.epoch, ',') + ':  ' + ({NUMBER.format('datum.shown')})")
    )
    chart = alt.layer(
        curve.mark_line(color=PATH, strokeWidth=2),
        # Unseen, a point for every epoch: what the pointer finds.
        curve.mark_point(opacity=0).add_params(pointed),
        drawn.transform_filter(NOW).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x=x),
        curve.transform_filter(NOW).mark_point(color=PATH, filled=True, size=90, opacity=1),
        label.mark_text(align="right", baseline="bottom", fontSize=13, fontWeight="bold", color=PATH).encode(
            x=alt.value("width"), y=alt.value(-8), text="text:N"
        ),
    )
    return specification(chart.add_params(AT), f"Cost: {measure}")
