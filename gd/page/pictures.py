"""The charts, each in a card with its choice."""

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gd.charts.ground import View
from gd.charts.overlay import Pinned, overlaid
from gd.charts.style import AXES, Spec
from gd.charts.views import main_views, more_views
from gd.experiments.experiment import Experiment
from gd.experiments.keys import AXIS, MORE, PLANE
from gd.page.basins import basins_toggle, has_basins
from gd.page.chart import chart
from gd.page.hide import hidden_views
from gd.page.look import choose_plane, take_plane
from gd.page.session import session
from gd.problem import Explained
from gd.run import Run

LOWEST = 200
"""Pixels of a chart's card where page.css says nothing else."""

state = st.session_state


def pictures(
    experiment: Experiment, run: Run, pinned: Pinned, first: DeltaGenerator
) -> tuple[dict[str, Spec], View | None]:
    """Show the main charts in `first`, overlaid with the pinned runs, and further ones below.

    Return all of them by name, and what the landscape shows.
    """
    choices = choose_plane(experiment.problem)
    axes = state.axis
    alone, view = main_views(experiment, run, state.plane, axes)
    drawn = overlaid(alone, experiment, run, pinned, view)

    def on_landscape() -> None:
        plane_choice(choices, experiment.problem)
        if has_basins(experiment):
            drawn["landscape"] = basins_toggle(drawn["landscape"], experiment, view)

    with first:
        cards(drawn, {"cost": cost_axis, "landscape": on_landscape})
    wanted = st.toggle("More pictures", key=MORE)
    with st.container(key="further"):
        if wanted:
            more = more_views(experiment, run, axes=axes)
            cards(more)
            drawn |= more
    return drawn, view


def cards(drawn: Mapping[str, Spec], choices: Mapping[str, Callable[[], None]] = {}) -> None:
    """Show each chart in a card of its own, with its choice, if it has one, in the card's head.

    The charts are as high as page.css makes their cards. Those that the link hides are left out.
    """
    hidden = hidden_views(session().hidden)
    for name in [name for name in drawn if name not in hidden]:
        with st.container(key=f"view-{name}", border=True, height=LOWEST):
            if name in choices:
                choices[name]()  # which may change the chart
            chart(drawn[name], height="stretch")


def cost_axis() -> None:
    """Show the choice of the cost's axes."""
    st.segmented_control("Cost axis", AXES, key=AXIS, required=True, label_visibility="collapsed", width="content")


def plane_choice(choices: list[str], problem: Explained) -> None:
    """Show the choice of the landscape's plane if there is more than one."""
    if len(choices) > 1:
        st.selectbox(
            "Plane of the landscape",
            choices,
            key=PLANE,
            on_change=take_plane,
            args=[problem],
            label_visibility="collapsed",
        )
