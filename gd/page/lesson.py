"""The lesson of a problem: its text, changes to try, and its questions."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from gd.experiments.scenarios import SCENARIOS
from gd.experiments.settings import Settings
from gd.explain.lesson import Try
from gd.explain.lessons import lesson, next_problem
from gd.page.controls import PLAIN_CONTROLS, ask, choose_problem, lesson_settings, try_out
from gd.page.session import lacks_table

LOAD_FIRST = "Load a table first."
FOUR_RATES = (
    "Pin four runs of plain descent: with a learning rate that is too small, the fastest one, the stability limit, and "
    "one that is too large."
)
ONLY_PLAIN = "This compares runs of plain descent. Go back to it under “Optimizer” first."
KEEP = "Keep this run in the pictures while you change the settings."
PREDICT = "Say what a run will do before you see it."

state = st.session_state


def show(
    problem: str, compare: Callable[[], None], pin: Callable[[Settings, str], None], keep: Callable[[], None]
) -> None:
    """Show what to look for, and the buttons of the lesson.

    compare: pins four runs at different learning rates. pin: pins the run with these settings under a name.
    keep: pins the run that is shown.
    """
    st.markdown(f"**{SCENARIOS[problem].title}.** {_text(problem)}", help=f"Source: {SCENARIOS[problem].source}")
    with st.container(horizontal=True, gap="small", key="tries"):
        _buttons(problem, compare, pin, keep)


def _text(problem: str) -> str:
    """What to look for in the run that the controls show."""
    shown = {key: state[key] for key in Settings().controls()}
    looks = (one.look for one in lesson(problem).tries if one.look and lesson_settings(one.changes).controls() == shown)
    return next(looks, SCENARIOS[problem].lesson)


def _try(one: Try, pin: Callable[[Settings, str], None]) -> None:
    """Do what a button of the lesson promises."""
    try_out(one.changes)
    if one.axis:
        state.axis = one.axis
    if one.against:
        name, changes = one.against
        pin(lesson_settings(changes), name)


def _button(label: str, purpose: str | None, missing: str, **settings: Any) -> None:
    """Show a button, which can't be pressed while something is missing; its help says what, or else its purpose."""
    st.button(label, help=missing or purpose, disabled=bool(missing), **settings)


def _buttons(
    problem: str, compare: Callable[[], None], pin: Callable[[Settings, str], None], keep: Callable[[], None]
) -> None:
    """Show the buttons; those that need a table work once there is one."""
    ready = not lacks_table(problem)
    plain = all(state[key] == value for key, value in PLAIN_CONTROLS.items())
    button = partial(_button, missing="" if ready else LOAD_FIRST)
    for one in lesson(problem).tries:
        button(one.label, None, on_click=_try, args=[one, pin])
    _button(
        "Compare four rates", FOUR_RATES, LOAD_FIRST if not ready else "" if plain else ONLY_PLAIN, on_click=compare
    )
    button("Pin this run", KEEP, on_click=keep)
    if lesson(problem).questions:
        button("Predict", PREDICT, on_click=ask, args=[problem], type="primary")
    if following := next_problem(problem):
        st.button(
            f"Next: {SCENARIOS[following].short}",
            on_click=choose_problem,
            args=[following],
            type="tertiary",
            icon=":material/arrow_forward:",
        )
