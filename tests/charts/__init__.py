"""Tests of what is drawn."""

import pandas as pd
import pyarrow as pa

from gd.charts.columns import arrow
from gd.charts.style import Spec


def frames_of(spec: Spec) -> dict[str, pd.DataFrame]:
    """A chart's datasets as they reach the browser, the ground of a landscape with its places, not their shares."""
    frames = {name: frame_of(columns) for name, columns in spec["datasets"].items()}
    for frame, channel, names in (
        ("bands", "x", ["x", "right"]),
        ("bands", "y", ["y", "top"]),
        ("lines", "x", ["line_x", "line_x1"]),
        ("lines", "y", ["line_y", "line_y1"]),
    ):
        if frame in frames:
            low, high = frames["window"].loc[0, [f"low_{channel}", f"high_{channel}"]]
            places = frames[frame][names] / 32767
            frames[frame][names] = (1 - places) * low + places * high
    return frames


def frame_of(columns: object) -> pd.DataFrame:
    """A dataset as it reaches the browser."""
    return pa.ipc.open_stream(arrow(columns)).read_pandas()
