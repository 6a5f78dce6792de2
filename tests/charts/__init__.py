"""Tests of what is drawn."""

import pandas as pd
import pyarrow as pa

from gd.charts.columns import arrow
from gd.charts.style import Spec


def frames_of(spec: Spec) -> dict[str, pd.DataFrame]:
    """A chart's datasets as they reach the browser."""
    return {name: frame_of(columns) for name, columns in spec["datasets"].items()}


def frame_of(columns: object) -> pd.DataFrame:
    """A dataset as it reaches the browser."""
    return pa.ipc.open_stream(arrow(columns)).read_pandas()
