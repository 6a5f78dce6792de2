"""Actions that set several controls at once: opening a link, pressing a button, choosing a problem."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import streamlit as st

from gd.experiments.kinds import write_numbers
from gd.experiments.scenarios import defaults
from gd.experiments.settings import Settings, from_controls, kinds
from gd.explain.lesson import with_changes
from gd.explain.lessons import lesson
from gd.optimizers import PLAIN
from gd.page.session import fit_columns, offer_rate, session, suitable_rate
from gd.schedules import CONSTANT

PLAIN_CONTROLS = {"rule": PLAIN.name, "schedule": CONSTANT.name, "batch": 0}
"""The values of the controls for plain descent."""

state = st.session_state


def load(settings: Settings) -> None:
    """Set every control to these settings; columns that the table in use lacks are replaced, and only that is told."""
    state.update(settings.controls())
    session().refused = fit_columns()


def current_settings() -> Settings:
    """Return the settings that the controls show. Raises ValueError if they are invalid."""
    return from_controls(cast("Mapping[str, Any]", state))


def valid_settings() -> Settings | None:
    """Return the settings that the controls show, or None if they are invalid, as the page then says."""
    try:
        return current_settings()
    except ValueError:
        return None


def keep_hidden(others: Iterable[str]) -> None:
    """Keep the values of controls that aren't shown, which Streamlit drops unless they are assigned again."""
    for key in (*kinds(), "own_starts", *others):
        state[key] = state[key]


def load_defaults() -> None:
    """Set the controls to the default settings of the chosen problem."""
    session().upload_error = ""
    session().plane = ()
    load(defaults(state.problem))
    offer_rate()


def choose_problem(problem: str) -> None:
    """Choose a problem and load its default settings."""
    state.problem = problem
    load_defaults()


def lesson_settings(changes: Mapping[str, Any]) -> Settings:
    """The problem's default settings with a lesson's changes, and a rate that suits the table unless they name one."""
    columns = {"target": state.target, "features": tuple(state.features)}
    changed = with_changes(state.problem, columns, changes)
    return changed if "learning_rate" in changes else replace(changed, learning_rate=suitable_rate(changed))


def try_out(changes: Mapping[str, Any]) -> None:
    """Load the problem's default settings with a lesson's changes."""
    load(lesson_settings(changes))
    if "learning_rate" not in changes:
        offer_rate()


def ask(problem: str, k: int = 0) -> None:
    """Open question k of a problem's lesson; after the last one, close it."""
    if k == 0:
        state.before_questions = state.of_question = valid_settings()
    if k < len(lesson(problem).questions):
        state.question, state.given = (problem, k), None
    else:
        close_question()


def close_question() -> None:
    """Close the open question; a run that an answer made gives way to the one before the questions."""
    before = state.before_questions
    if before and before.problem == state.problem and valid_settings() == state.of_question:
        load(before)
    state.question = state.given = None


def show_answer(changes: Mapping[str, Any]) -> None:
    """Set the controls to the run that shows what is right, and play it."""
    try_out(changes)
    state.of_question = valid_settings()
    state.play = state.get("play", 0) + 1


def restore_if_empty(key: str, before: Any) -> None:
    """Restore the previous value of a field that was emptied."""
    if state[key] is None:
        state[key] = before


def set_rate(rate: float, momentum: float | None = None) -> None:
    """Set the learning rate, and the momentum if one is given."""
    state.lr = rate
    if momentum is not None:
        state.momentum = momentum


def set_start(weights: Sequence[float]) -> None:
    """Set the initial weights by hand."""
    state.init, state.w0 = "given", write_numbers(weights)


def use_plain_descent() -> None:
    """Switch the optimizer, the schedule and the batch size to plain descent."""
    state.update(PLAIN_CONTROLS)


def standardise(rate: float) -> None:
    """Standardise the table's columns and set a learning rate that suits them."""
    state.scale = True
    set_rate(rate)
