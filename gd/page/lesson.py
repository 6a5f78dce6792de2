"""The lesson of a problem: its text, changes to try, and its questions."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gd.experiments.kinds import write_numbers
from gd.experiments.scenarios import FUNCTION, SCENARIOS
from gd.experiments.settings import Settings
from gd.explain.gallery import GALLERY
from gd.explain.lesson import Try
from gd.explain.lessons import lesson, next_problem
from gd.page.controls import PLAIN_CONTROLS, ask, choose_problem, lesson_settings, try_out
from gd.page.formula import is_readable
from gd.page.session import lacks_table

LOAD_FIRST, MEND_FIRST = "Load a table first.", "Mend J first."
FOUR_RATES = (
    "Pin four runs of plain descent: with a learning rate that is too small, the fastest one, the stability limit, and "
    "one that is too large."
)
ONLY_PLAIN = "This compares runs of plain descent. Go back to it under “Optimizer” first."
KEEP = "Keep this run in the pictures while you change the settings."
PREDICT = "Say what a run will do before you see it."

state = st.session_state


def show(
    problem: str,
    compare: Callable[[], None],
    pin: Callable[[Settings, str], None],
    keep: Callable[[], None],
    comparing: DeltaGenerator | None = None,
) -> None:
    """Show what to look for, and the buttons of the lesson.

    compare: pins four runs at different learning rates. pin: pins the run with these settings under a name.
    keep: pins the run that is shown. comparing: a row for the buttons of these; None for the lesson's own row.
    """
    st.markdown(f"**{SCENARIOS[problem].title}.** {_text(problem)}", help=f"Source: {SCENARIOS[problem].source}")
    tries = st.container(horizontal=True, gap="small", key="tries")
    with tries:
        _tries(problem, pin)
    with comparing or tries:
        _comparing(problem, compare, keep)
    with tries:
        _further(problem)


def _text(problem: str) -> str:
    """What to look for in the run that the controls show."""
    if problem == FUNCTION:  # what to look for is there at another rate too
        typed = state.f, state.w0, state.epochs
        looks = (one.look for one in GALLERY if (one.formula, write_numbers(one.w0), one.epochs) == typed)
        return next(looks, SCENARIOS[problem].lesson)
    looks = (one.look for one in lesson(problem).tries if one.look and _are_shown(one.changes))
    return next(looks, SCENARIOS[problem].lesson)


def _are_shown(changes: Mapping[str, Any]) -> bool:
    """Whether the controls show the problem's default settings with these changes."""
    if state.lr != changes.get("learning_rate", state.lr):  # what differs most often is soonest seen
        return False
    return all(state[key] == value for key, value in lesson_settings(changes).controls().items())


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


def _tries(problem: str, pin: Callable[[Settings, str], None]) -> None:
    """Show the buttons of the changes to try; they work once there is a table, if one is needed."""
    for k, one in enumerate(lesson(problem).tries):
        _button(one.label, None, _missing(problem), on_click=_try, args=[one, pin], key=f"try {k}")


def _comparing(problem: str, compare: Callable[[], None], keep: Callable[[], None]) -> None:
    """Show the buttons that pin runs."""
    plain = all(state[key] == value for key, value in PLAIN_CONTROLS.items())
    missing = _missing(problem) or (MEND_FIRST if problem == FUNCTION and not is_readable(state.f) else "")
    _button("Compare four rates", FOUR_RATES, missing or ("" if plain else ONLY_PLAIN), on_click=compare, key="compare")
    _button("Pin this run", KEEP, missing, on_click=keep, key="keep")


def _further(problem: str) -> None:
    """Show the buttons that lead to the questions and to the next problem."""
    if lesson(problem).questions:
        _button("Predict", PREDICT, _missing(problem), on_click=ask, args=[problem], type="primary", key="predict")
    if following := next_problem(problem):
        st.button(
            f"Next: {SCENARIOS[following].short}",
            on_click=choose_problem,
            args=[following],
            type="tertiary",
            icon=":material/arrow_forward:",
            key="next",
        )


def _missing(problem: str) -> str:
    """What has to be done before there can be a run."""
    return LOAD_FIRST if lacks_table(problem) else ""
