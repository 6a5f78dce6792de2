"""Pinned runs: buttons that pin them, chips to name, hide, use and remove them, and their runs.

Each problem has pins of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gd.charts.looks import DASHES, colour
from gd.charts.overlay import PinnedRun
from gd.experiments.pins import MAX_NAME, Pin, Pins, added, comparison_settings, label, with_rates
from gd.experiments.settings import Settings
from gd.explain.four_rates import rates_to_compare, why_none_to_compare
from gd.page.controls import load, valid_settings
from gd.page.markdown import escaped
from gd.page.session import Workbench, session
from gd.page.watch import Watch, cut_short, offer
from gd.text import unique_names, visible

HELP = {"Use": "Set the controls as they were for this run."}

state = st.session_state


def pin_this_run() -> None:
    """Pin the run that the page shows."""
    if settings := valid_settings():
        pin_run(settings)


def pin_run(settings: Settings, name: str = "") -> None:
    """Pin the run with these settings, if there is room; if it is pinned already, show it."""
    _set(settings.problem, lambda pins: added(pins, [Pin(settings, name)]))


def pin_four_rates() -> None:
    """Pin four runs in place of the four before: too small, the fastest rate, the stability limit, and too large."""
    settings = valid_settings()
    if settings is None:
        return
    completed = session().workbench(settings.problem).finished(settings)
    rates = rates_to_compare(completed[0].arguments) if completed else []
    if rates:
        _set(settings.problem, lambda pins: with_rates(pins, settings, rates))
    else:
        why = why_none_to_compare(completed[0].arguments) if completed else ""
        session().refuse(f"There are no four learning rates to compare. {why}".rstrip())


def chips(settings: Settings) -> None:
    """Show a chip for each pin of the problem, which opens to its name and its buttons."""
    labels = _labels(settings)
    if not labels:
        return
    st.html(swatches())
    for name, pin in labels.items():
        _chip(name, pin)
    if state.own_starts or any(pin.settings != comparison_settings(pin, settings) for pin in labels.values()):
        st.toggle(
            "Each from its own start",
            key="own_starts",
            help="Off: all begin at the initial weights of this run, so that only the settings make a difference.",
        )
    st.button("Remove all", on_click=_set, args=[settings.problem, lambda _: ()], type="tertiary", key="remove-all")


def shown_pins(settings: Settings) -> dict[str, Pin]:
    """Return the pins to be drawn over a run with these settings by label, each with the settings of its run."""
    return {
        name: replace(pin, settings=_comparison_settings(pin, settings))
        for name, pin in _labels(settings).items()
        if pin.shown
    }


def run_pins(
    pins: Mapping[str, Pin], bench: Workbench, messages: DeltaGenerator, watching: Watch
) -> dict[str, PinnedRun]:
    """Return the run of each pin; `messages` says of which there is none, or not all, and why."""
    runs = {}
    for name, pin in pins.items():
        told = ""
        try:
            if pin.settings in bench.stopped:
                told = "was stopped."
            else:
                completed = watching.run(bench, pin.settings, name)
                told = cut_short(completed)
                runs[name] = PinnedRun(*completed, pin.look)
        except ValueError as error:
            messages.warning(escaped(f"The pinned run “{name}” can't be made here: {error}"))
        if told:
            offer(messages, f"The pinned run “{name}” {told}", "Run it again", pin.settings)
    return runs


@cache
def swatches() -> str:
    """The style that draws the colour and the dash of each pin before its name."""
    rules = (f".st-key-chip-{look} {{ --swatch: {_swatch(colour(look), line)} }}" for look, line in enumerate(DASHES))
    return f"<style>{' '.join(rules)}</style>"


def _swatch(shade: str, dashes: tuple[int, ...]) -> str:
    """The dashes, alternately drawn and left out, as an image of CSS."""
    stops, end = [], 0
    for k, length in enumerate(dashes):
        stops.append(f"{'transparent' if k % 2 else shade} {end}px {end + length}px")
        end += length
    return f"repeating-linear-gradient(90deg, {', '.join(stops)})"


def _chip(name: str, pin: Pin) -> None:
    """Show a chip, whose popover closes as soon as one of its buttons is pressed."""
    key = f"chip-{pin.look}"
    icon = None if pin.shown else ":material/visibility_off:"
    with st.popover(escaped(name), key=key, on_change="rerun", icon=icon) as chip:
        if not chip.open:
            return
        field = f"name-{pin.look}"
        state[field] = pin.name
        problem = pin.settings.problem
        st.text_input(
            "Name", key=field, placeholder=name, max_chars=MAX_NAME, on_change=_rename, args=[problem, pin.look]
        )
        with st.container(horizontal=True, gap="small"):
            for word, effect in (
                ("Hide" if pin.shown else "Show", lambda: _change(problem, pin.look, shown=not pin.shown)),
                ("Use", lambda: load(pin.settings)),
                ("Remove", lambda: _set(problem, lambda pins: tuple(one for one in pins if one.look != pin.look))),
            ):
                st.button(word, key=f"{word} {pin.look}", on_click=_and_close, args=[key, effect], help=HELP.get(word))


def _and_close(chip: str, effect: Callable[[], None]) -> None:
    state[chip] = False
    effect()


def _labels(settings: Settings) -> dict[str, Pin]:
    """The pins of the problem by label."""
    pins = session().pins.get(settings.problem, ())
    names = unique_names(label(replace(pin, settings=_comparison_settings(pin, settings)), settings) for pin in pins)
    return dict(zip(names, pins, strict=True))


def _comparison_settings(pin: Pin, settings: Settings) -> Settings:
    return comparison_settings(pin, settings, own_start=state.own_starts)


def _set(problem: str, change: Callable[[Pins], Pins]) -> None:
    """Change the pins of a problem; if they can't be, say why."""
    visit = session()
    try:
        visit.pins = {**visit.pins, problem: change(visit.pins.get(problem, ()))}
    except ValueError as error:
        visit.refuse(str(error))


def _change(problem: str, look: int, **changes: Any) -> None:
    _set(problem, lambda pins: tuple(replace(pin, **changes) if pin.look == look else pin for pin in pins))


def _rename(problem: str, look: int) -> None:
    _change(problem, look, name=visible(state[f"name-{look}"].strip())[:MAX_NAME], of_four=False)
