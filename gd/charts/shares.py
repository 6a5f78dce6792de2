"""Places on the ground of a landscape as whole numbers: shares of what it covers, in a quarter of the bytes."""

import altair as alt
import numpy as np

from gd.charts.columns import Columns, with_constants
from gd.charts.window import Corners

WHOLE = 2**15 - 1
"""What stands for all of the way from one side of what is covered to the other: far finer than any screen."""
CHANNELS, ENDS = ("x", "y"), ("low", "high")
COVERED = tuple(
    alt.param(name=f"covered_{xy}", expr="[" + ", ".join(f"data('window')[0].{end}_{xy}" for end in ENDS) + "]")
    for xy in CHANNELS
)
"""Both ends of what is covered, across and up."""


def shares(columns: Columns, names: tuple[tuple[str, ...], tuple[str, ...]], covered: Corners) -> Columns:
    """Replace the columns with these names, across and up, by shares of what is covered, of WHOLE."""
    places = {}
    for low, high, ones in zip(*covered, names, strict=True):
        for name in ones:
            places[name] = np.rint((columns[name] - low) / (high - low or 1.0) * WHOLE).astype(np.int16)
    return columns | places


def from_shares(rows: alt.Chart, names: tuple[tuple[str, ...], tuple[str, ...]]) -> alt.Chart:
    """The rows with their places again, in a chart with the parameters COVERED and the dataset of `with_covered`."""
    places = {
        name: f"lerp(covered_{channel}, datum.{name} / {WHOLE})"
        for channel, ones in zip(CHANNELS, names, strict=True)
        for name in ones
    }
    chart: alt.Chart = rows.transform_calculate(**places)
    return chart


def with_covered(window: Columns, covered: Corners) -> Columns:
    """Add both corners of what is covered to the dataset “window”."""
    ends = {
        f"{end}_{channel}": side
        for end, corner in zip(ENDS, covered, strict=True)
        for channel, side in zip(CHANNELS, corner.tolist(), strict=True)
    }
    return with_constants(window, **ends)
