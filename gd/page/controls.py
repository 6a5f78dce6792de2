"""What sets several controls at once: a link, a button, another problem."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import streamlit as st

from gd.experiments.scenarios import defaults
from gd.experiments.settings import Settings, from_controls
from gd.explain.lessons import changed
from gd.optimizers import PLAIN
from gd.page.session import fit_columns, session
from gd.schedules import CONSTANT

PLAINLY = {"rule": PLAIN.name, "schedule": CONSTANT.name, "batch": 0}
"""The controls at plain descent."""

state = st.session_state


def load(settings: Settings) -> None:
    """Set every control; of the columns, those that the table in use has."""
    state.update(settings.controls())
    state.slider = settings.learning_rate
    session().refused += fit_columns()


def chosen() -> Settings:
    """The settings that the controls stand at. ValueError where these can't be run."""
    return from_controls(cast("Mapping[str, Any]", state))


def keep_hidden() -> None:
    """Streamlit forgets the value of a control that is not shown; written again, it stays."""
    for key in (*Settings().controls(), "own_starts"):
        state[key] = state[key]


def load_defaults() -> None:
    """Set the controls to what the problem now chosen starts from."""
    session().upload_error = ""
    load(defaults(state.problem))


def go_to(problem: str) -> None:
    """Choose a problem."""
    state.problem = problem
    load_defaults()


def try_out(changes: Mapping[str, Any]) -> None:
    """Load the problem's own settings with the changes that a lesson asks for."""
    columns = {"target": state.target, "features": tuple(state.features)}
    load(changed(replace(defaults(state.problem), **columns), changes))


def refill(key: str, before: Any) -> None:
    """Give an emptied field back what was in it."""
    if state[key] is None:
        state[key] = before


def set_rate(rate: float, momentum: float | None = None) -> None:
    """Set the learning rate on both its controls, and the momentum that belongs to it."""
    state.lr = state.slider = rate
    if momentum is not None:
        state.momentum = momentum


def descend_plainly() -> None:
    """Set the optimizer, the schedule and the batch to those of plain descent."""
    state.update(PLAINLY)


def standardise(rate: float) -> None:
    """Standardise the table's columns, and set the rate that suits them then."""
    state.scale = True
    set_rate(rate)
