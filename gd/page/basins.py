"""The map of starts on the landscape of a function that a person typed, made when it is asked for."""

from collections.abc import Hashable

import streamlit as st

from gd.charts.basins import Map, basins_on, map_of, with_basins
from gd.charts.ground import View
from gd.charts.style import Spec
from gd.checkpoint import until
from gd.experiments.experiment import Experiment
from gd.experiments.keys import BASINS
from gd.page.session import session
from gd.problem import optimum_name
from gd.theory.basins import Basins
from gd.theory.optimum import is_searched

MAX_SECONDS = 1.2
"""Seconds after which runs that are still on their way are left where they are."""
HELP = (
    "Colours each start by the {} that plain descent reaches from it, at this η and within these epochs. "
    "Click on the map to start there."
)


def has_basins(experiment: Experiment) -> bool:
    """Whether J may have several optima that a map can show: a typed function that isn't quadratic, of few weights."""
    return len(experiment.start) <= 2 and is_searched(experiment.problem)


def basins_toggle(landscape: Spec, experiment: Experiment, view: View | None) -> Spec:
    """Show the switch in the card's head, and return the landscape, with the map if it is wanted."""
    plain = experiment.settings.plain
    sought = optimum_name(experiment.settings.goal)
    told = HELP.format(sought) if plain else "The map is of plain descent, without another optimizer or a schedule."
    wanted = st.toggle("Basins", key=BASINS, disabled=not plain, help=told)
    if not (wanted and plain):
        return landscape
    starts = map_of(landscape, view)
    return with_basins(landscape, starts, _found(experiment, starts), experiment.settings.goal)


def _found(experiment: Experiment, starts: Map) -> Basins:
    """The basins on this map, computed anew only if J, η, the epochs or the window have changed."""
    s = experiment.settings
    key: Hashable = (s.formula, s.goal, s.learning_rate, s.epochs, starts.starts.tobytes())
    visit = session()
    if visit.basins is None or visit.basins[0] != key:
        visit.basins = key, basins_on(experiment, starts, until(MAX_SECONDS))
    return visit.basins[1]
