"""The charts, the choice of the cost's axes above them, and further options below them."""

from collections.abc import Mapping

import streamlit as st

from gd.charts.overlay import overlaid
from gd.charts.plane import PlaneChoice, planes
from gd.charts.style import AXES, Spec
from gd.charts.views import more_views, views
from gd.experiments.experiment import Experiment
from gd.page.session import CompletedRun
from gd.run import Run

state = st.session_state


def pictures(
    experiment: Experiment, run: Run, pinned: Mapping[str, CompletedRun]
) -> tuple[dict[str, Spec], PlaneChoice]:
    """Show all charts of the run, overlaid with the pinned runs; return them by name, and the landscape's plane."""
    axes = cost_axis()
    choices = planes(experiment.problem)
    plane = state.plane if state.get("plane") in choices else next(iter(choices), None)
    drawn = views(experiment, run, axes=axes, plane=plane)
    drawn = overlaid(drawn, experiment, run, pinned, axes=axes, plane=plane)
    if state.get("more"):
        drawn |= more_views(experiment, run, axes=axes)
    with st.container(key="views"):
        in_pairs(drawn)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle("More pictures: one update in numbers, the weights over the epochs, residuals", key="more")
        if len(choices) > 1:
            st.selectbox("Plane of the landscape", choices, key="plane", width=320)
    return drawn, plane


def cost_axis() -> str:
    """Show the choice of the cost's axes, and return it."""
    return st.segmented_control(
        "Cost axis",
        AXES,
        key="axis",
        required=True,
        default="linear",
        label_visibility="collapsed",
        width="content",
    )


def in_pairs(drawn: Mapping[str, Spec]) -> None:
    """Show the charts in rows of two, each in a frame."""
    names = list(drawn)
    for first in range(0, len(names), 2):
        row = names[first : first + 2]
        for column, name in zip(st.columns(len(row)), row, strict=True):
            with column.container(key=f"view-{name}", border=True):
                st.vega_lite_chart(spec=drawn[name], width="stretch")
