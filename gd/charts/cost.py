"""The cost curve, with the epoch under the pointer."""

import math
from functools import lru_cache

import altair as alt
import numpy as np

from gd.arrays import Array
from gd.charts.columns import Columns, with_constants
from gd.charts.live import PARAMETERS, first_numbers, numbered, rows_of
from gd.charts.style import (
    AT,
    EPOCH_INPUT,
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
    computed,
    log_axis,
    specification,
)

STEPS = 1.0, 2.0, 5.0, 10.0
"""The heights of a linear axis, in differences of the cost between start and optimum."""
MARGIN = 0.04
"""Free room above and below, as a share of that difference."""
HIGHEST = 1e308
"""No axis ends beyond this."""
CURVE_COLUMNS = "epoch", "next", "shown", "leaves"
"""The columns of each epoch that the browser replaces while the rate is dragged."""


def height_of(field: str) -> str:
    """The Vega expression of a cost's place on the chart. A canvas doesn't draw what is much too far away."""
    return f"clamp(scale('y', datum.{field}), -1000 * height, 1000 * height)"


def outside(height: str) -> str:
    """The Vega condition of being above or below the chart."""
    return f"({height} < 0 || {height} > height)"


HEIGHT_OF = height_of("shown")
OUTSIDE = outside(HEIGHT_OF)


def cost(frames: Columns, title: str, axes: str, optimum: float | None = None, room: int = 0) -> Spec:
    """Return the cost curve as a specification with its datasets.

    frames: see `data.frames`. title: says what is plotted, whose value at the optimum is `optimum`.
    axes: one of `style.AXES`, see `axes_of`. room: rows to leave for the browser's epochs, see `redraw.room`.
    """
    if axes == LOG_LOG and len(frames["epoch"]) == 1:  # a logarithmic axis can't show epoch 0, the only one
        axes = LOGARITHMIC
    run = int(frames["run"][0])
    low, high = cost_window(frames["shown"], optimum, linear=axes == LINEAR)
    shown = {name: frames[name] for name in ("epoch", "next", "shown")} | {"leaves": leaves(frames["shown"], low, high)}
    first, last = 1.0 if axes == LOG_LOG else 0.0, frames["epoch"][-1]
    corners = {"k": np.arange(2), "x": np.array([first, last]), "y": np.array([low, high])}
    tables = {
        "frames": numbered(shown, run, room),
        "window": with_constants(corners, run=run),
    }
    spec = _chart(title, axes)
    return {**spec, "usermeta": {**spec["usermeta"], "axes": axes}, "datasets": tables}


def axes_of(spec: Spec) -> str:
    """The axes, one of `style.AXES`, that a cost curve really has."""
    axes: str = spec["usermeta"]["axes"]
    return axes


def cost_window(curve: Array, optimum: float | None, *, linear: bool) -> tuple[float, float]:
    """The lowest and the highest value of the axis for a cost curve [K], in which NaN isn't drawn.

    It is the same for every rate whose curve stays between start and optimum, and otherwise grows by whole STEPS, the
    last of which may cut off the curve; a logarithmic axis grows by powers of ten and shows all of it.
    """
    curve = curve[np.isfinite(curve)]
    least, most = float(curve.min()), float(curve.max())
    if linear:
        first = float(curve[0])
        bottom, top = sorted([first, first if optimum is None else optimum])
        unit = top - bottom or abs(first) or 1.0
        low = bottom - (_grown((bottom - least) / unit) + MARGIN) * unit
        high = top + (_grown((most - top) / unit) + MARGIN) * unit
    else:
        low, high = 10.0 ** math.floor(math.log10(least)), 10.0 ** min(math.ceil(math.log10(most)), 308)
        low = low if low < high else low / 10
    return max(low, -HIGHEST), min(high, HIGHEST)


def leaves(curve: Array, low: float, high: float) -> Array:
    """1 at the first value of a curve [K] that is above the axis, −1 if it is below, and 0 at all others: [K]."""
    way = (curve > high) * 1.0 - (curve < low)
    way[int(np.abs(way).argmax()) + 1 :] = 0
    return np.asarray(way)


def _grown(excess: float) -> float:
    """How far an axis that is one unit high grows for a curve that exceeds it by this: to one of STEPS."""
    return next((step - 1 for step in STEPS if step - 1 >= excess - MARGIN), STEPS[-1] - 1)


@lru_cache(maxsize=16)
def _chart(title: str, axes: str) -> Spec:
    # The epoch under the pointer, bound to an input of its own, from which the player passes it to all charts.
    pointed = alt.selection_point(
        "pointed", fields=["epoch"], nearest=True, on="pointermove", clear=False, bind=EPOCH_INPUT
    )
    linear = {"scale": alt.Scale(zero=False, nice=False), "axis": axis(tickCount=5)}
    snug = {"scale": alt.Scale(nice=False), "axis": axis(tickMinStep=1, tickCount=6)}
    x = alt.X("x:Q", title="epoch", **log_axis("x") if axes == LOG_LOG else snug)
    y = alt.Y("y:Q", title=None, **linear if axes == LINEAR else log_axis("y"))
    rows = rows_of(chart_of("frames"), CURVE_COLUMNS, head=4)
    # A logarithmic axis can't show epoch 0.
    drawn = rows.transform_filter("datum.epoch > 0") if axes == LOG_LOG else rows
    on_axis = drawn.encode(x=computed("scale('x', datum.epoch)"))
    curve = on_axis.transform_filter("isValid(datum.shown)").encode(y=computed(HEIGHT_OF))
    label = (
        rows.transform_filter(NOW)
        .transform_filter("isValid(datum.shown)")
        .transform_calculate(text=f"'epoch ' + format(datum.epoch, ',') + ':  ' + ({NUMBER.format('datum.shown')})")
    )
    arrow = on_axis.transform_filter("abs(datum.leaves) == 1").mark_point(color=PATH, filled=True, opacity=1, size=120)
    here = curve.transform_filter(NOW).mark_point(color=PATH, filled=True, opacity=1)
    window = chart_of("window").transform_calculate(
        x="replaced == datum.run ? (datum.k ? first2 : first0) : datum.x",
        y="replaced == datum.run ? (datum.k ? first3 : first1) : datum.y",
    )
    chart = alt.layer(
        # Only this layer decides on the axes.
        window.mark_point(opacity=0).encode(x=x, y=y),
        curve.mark_line(color=PATH, strokeWidth=2, clip=True).encode(order="epoch:Q"),
        # Invisible points, one per epoch, that the pointer selects.
        curve.mark_point(opacity=0, clip=True).add_params(pointed),
        on_axis.transform_filter(NOW).mark_rule(color=QUIET, strokeDash=[3, 3]),
        # Where the curve leaves the axis.
        arrow.encode(
            y=computed("datum.leaves > 0 ? 6 : height - 6"),
            shape=computed("datum.leaves > 0 ? 'triangle-up' : 'triangle-down'"),
        ),
        here.encode(
            y=computed(f"clamp({HEIGHT_OF}, 0, height)"),
            shape=computed(f"{OUTSIDE} ? 'triangle-' + ({HEIGHT_OF} < 0 ? 'up' : 'down') : 'circle'"),
            size=computed(f"{OUTSIDE} ? 200 : 90"),
        ),
        label.mark_text(align="right", baseline="bottom", fontSize=13, fontWeight="bold", color=PATH).encode(
            x=alt.value("width"), y=alt.value(-4), text="text:N"
        ),
    )
    return specification(chart.add_params(AT, *PARAMETERS, *first_numbers(4)), title)
