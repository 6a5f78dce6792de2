"""The row of problems, numbered in the order in which one learns, and at its end the link."""

import streamlit as st
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from gd.experiments.scenarios import SCENARIOS, TUTORIAL
from gd.page.controls import load_defaults


def problems() -> PopoverContainer:
    """Show the choice of the problem; return the popover of the link."""
    with st.container(key="problems", horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            "Problem",
            list(SCENARIOS),
            format_func=numbered,
            key="problem",
            required=True,
            on_change=load_defaults,
            label_visibility="collapsed",
        )
        return st.popover("Share", icon=":material/link:", key="share", on_change="rerun")


def numbered(problem: str) -> str:
    """The short title of a problem, after its number if it has one: 1 Bowl, 2 Valley, …, Your table."""
    short = SCENARIOS[problem].short
    return f"{TUTORIAL.index(problem) + 1} {short}" if problem in TUTORIAL else short
