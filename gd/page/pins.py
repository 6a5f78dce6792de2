"""Pinned runs: the popover to keep, name, hide and remove them, and their runs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gd.experiments.pins import MAX_NAME, MAX_PINS, Pin, comparison_settings, label
from gd.experiments.settings import Settings
from gd.explain.four_rates import rates_to_compare
from gd.page.controls import current_settings, load
from gd.page.session import CompletedRun, Workbench, session
from gd.text import escaped, unique_names

state = st.session_state


def pins_popover(settings: Settings) -> None:
    """Show a button to pin this run, and the existing pins with their controls."""
    st.markdown("Keep this run in the pictures while you change the settings.")
    st.button("Pin this run", on_click=pin_run, args=[settings], type="primary")
    if session().pins:
        st.toggle(
            "Each from its own start",
            key="own_starts",
            help="Off: all begin at the initial weights of this run, so that only the settings make a difference.",
        )
    for k, pin in enumerate(session().pins):
        name = f"name {k} of {pin.settings}"
        shown_label = escaped(_label(pin, settings))
        st.text_input(shown_label, pin.name, key=name, on_change=_rename, args=[k, name], max_chars=MAX_NAME)
        with st.container(horizontal=True, gap="small"):
            shown = {"shown": not pin.shown}
            st.button("Hide" if pin.shown else "Show", key=f"hide {k}", on_click=_change, args=[k], kwargs=shown)
            st.button("Use", key=f"use {k}", on_click=load, args=[pin.settings], help="Use these settings again.")
            st.button("Remove", key=f"remove {k}", on_click=_remove, args=[k])


def shown_pins(settings: Settings) -> dict[str, Settings]:
    """Return the pins to be drawn over a run with these settings, as settings by label.

    These are the pins that are visible, belong to the same problem, and differ from these settings.
    """
    pins = session().pins
    names = unique_names(_label(pin, settings) for pin in pins)
    found = {name: _comparison_settings(pin, settings) for name, pin in zip(names, pins, strict=True) if pin.shown}
    return {name: s for name, s in found.items() if s.problem == settings.problem and s != settings}


def run_pins(pins: Mapping[str, Settings], bench: Workbench, messages: DeltaGenerator) -> dict[str, CompletedRun]:
    """Return the run of each pin; a warning goes to `messages` for each pin that can't be run on this table."""
    runs = {}
    for name, settings in pins.items():
        try:
            runs[name] = bench.run(settings)
        except ValueError as error:
            messages.warning(escaped(f"The pinned run “{name}” can't be made on this table: {error}"))
    return runs


def pin_four_rates() -> None:
    """Pin the four runs of the comparison: too small, the fastest rate, the stability limit, and too large."""
    try:
        settings = current_settings()
    except ValueError:  # the page shows the error
        return
    completed = session().workbench(settings.problem).finished(settings)
    rates = rates_to_compare(completed[0].arguments) if completed else []
    for name, rate in rates:
        pin_run(replace(settings, learning_rate=rate), name)
    if not rates:
        session().refused = ["There are no four learning rates to compare: none that may be set leads to an optimum."]


def pin_run(settings: Settings, name: str = "") -> None:
    """Pin the settings; if there are too many pins, the oldest one is dropped."""
    session().pins = [*session().pins, Pin(settings, name)][-MAX_PINS:]


def _change(k: int, **changes: Any) -> None:
    session().pins = [replace(pin, **changes) if i == k else pin for i, pin in enumerate(session().pins)]


def _rename(k: int, key: str) -> None:
    _change(k, name=state[key].strip())


def _remove(k: int) -> None:
    session().pins = [pin for i, pin in enumerate(session().pins) if i != k]


def _comparison_settings(pin: Pin, settings: Settings) -> Settings:
    return comparison_settings(pin, settings, own_start=state.own_starts)


def _label(pin: Pin, settings: Settings) -> str:
    return label(replace(pin, settings=_comparison_settings(pin, settings)), settings)
