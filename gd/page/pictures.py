"""The charts, the bar above them with the player and the cost's axis, and the options below them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from gd.charts.overlay import overlaid
from gd.charts.plane import planes
from gd.charts.style import AXES, Spec
from gd.charts.views import more_views, views
from gd.experiments.experiment import Experiment
from gd.page.session import CompletedRun
from gd.run import Run

FOLDER = Path(__file__).parent

state = st.session_state


def pictures(experiment: Experiment, run: Run, pinned: Mapping[str, CompletedRun]) -> None:
    """Show all charts of the run, overlaid with the pinned runs."""
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        place = st.empty()
        axes = cost_axis()
    choices = planes(experiment.problem)
    plane = state.plane if state.get("plane") in choices else next(iter(choices), None)
    drawn = views(experiment, run, axes=axes, plane=plane)
    drawn = overlaid(drawn, experiment, run, pinned, axes=axes, plane=plane)
    if state.get("more"):
        drawn |= more_views(experiment, run, axes=axes)
    with place:
        player()(data={"epochs": drawn["cost"]["datasets"]["frames"]["epoch"].tolist()}, key="player")
    with st.container(key="views"):
        in_pairs(drawn)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle("More pictures: one update in numbers, the weights over the epochs, residuals", key="more")
        if len(choices) > 1:
            st.selectbox("Plane of the landscape", choices, key="plane", width=320)


@st.cache_resource(show_spinner=False)
def player() -> Any:
    """The player: a slider that moves all charts, entirely in the browser."""
    html, css, js = ((FOLDER / f"player.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component("player", html=html, css=css, js=js)


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
