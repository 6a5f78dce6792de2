"""A chart on the page."""

from typing import Literal

import streamlit as st

from gd.charts.columns import arrow
from gd.charts.nested import nested
from gd.charts.style import Spec


def chart(spec: Spec, height: Literal["stretch", "content"] = "content") -> None:
    """Show a chart, whose datasets are columns, as wide as its place."""
    datasets = {name: arrow(columns) for name, columns in spec["datasets"].items()}
    st.vega_lite_chart(spec={**nested(spec), "datasets": datasets}, width="stretch", height=height)
