"""The instrument in the bar: the learning rate's track, the player, and the start on the landscape.

It works in the browser. Only when the rate or the start is let go does it send a message, and the page runs anew.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from gd.charts import data
from gd.charts.cost import HIGHEST, MARGIN, STEPS, axes_of
from gd.charts.curve import corners
from gd.charts.epochs import SHOWN_WEIGHTS
from gd.charts.ground import View
from gd.charts.overlay import lowest
from gd.charts.redraw import closed_form
from gd.charts.style import LINEAR, LOG_LOG, Spec
from gd.charts.window import TOO_LONG
from gd.experiments.experiment import Experiment
from gd.experiments.scenarios import defaults
from gd.experiments.settings import MAX_RATE, MIN_RATE
from gd.explain.four_rates import why_no_rates
from gd.least_squares import LeastSquares
from gd.page.controls import set_rate, set_start
from gd.page.session import session
from gd.theory.analysis import Analysis
from gd.theory.rates import marks

FOLDER = Path(__file__).parent
PARTS = "numbers", "charts", "live", "player", "held", "rate", "start", "instrument"
"""The JavaScript files of its code, one after the other."""
BELOW, ABOVE = 1e-3, 3.0
"""The ends of the track, as multiples of the stability limit."""
LARGEST = 1e308
"""Largest size of a weight of the start."""
SPAN = 300.0
"""Where there is no limit, the track goes this many times below and above the problem's default rate."""
FASTEST = "fastest from here", "From this start, no other constant rate converges in fewer epochs."
BEST_GUARANTEED = (
    "best guaranteed",
    "With this rate and β, even the slowest direction converges as fast as it can, whatever the start.",
)

state = st.session_state


def instrument(experiment: Experiment, analysis: Analysis, drawn: Mapping[str, Spec], view: View | None) -> None:
    """Show the instrument for a run and the charts `drawn` of it, whose landscape shows `view`."""
    epochs = drawn["cost"]["datasets"]["frames"]["epoch"]
    facts = {
        "cost": _of_cost(experiment, axes_of(drawn["cost"])) | {"pinned": lowest(drawn["cost"])},
        "landscape": _of_landscape(experiment, view, drawn["landscape"]),
        "weights": {"most": SHOWN_WEIGHTS},
    }
    _code()(key="instrument-code")
    placed = _place()(
        data={
            "visit": session().tab.visit,
            "run": experiment.number,
            "epochs": epochs[~np.isnan(epochs)].astype(int).tolist(),
            "play": state.get("play", 0),
            "taken": state.get("taken"),  # so that each choice is answered, also one that changes nothing
            "link": {"opened": session().opened, "epoch": session().looked_at},
            "rate": rate_facts(analysis),
            "closedForm": closed_form(experiment),
            "views": {name: facts.get(name, {}) for name in drawn},
        },
        key="instrument",
        on_chosen_change=_take_choice,
    )
    if "taken" not in state:  # what a page that came back had let go before is in its link
        state.taken = _number(placed.get("chosen"))


@cache
def _code() -> Any:
    shape = f"<style>{_read('instrument.css')}</style>{_read('instrument.html')}"
    js = "\n".join([f"const SHAPE = {json.dumps(shape)};", *(_read(f"{part}.js") for part in PARTS)])
    return st.components.v2.component("instrument_code", js=js)


@cache
def _place() -> Any:
    return st.components.v2.component("instrument", js=_read("place.js"))


def _read(file: str) -> str:
    return (FOLDER / file).read_text(encoding="utf-8")


def rate_facts(analysis: Analysis) -> dict[str, Any]:
    """What the track shows: the rate, its ends, and the rates that theory marks, None where it has none."""
    given = analysis.arguments
    marked = marks(analysis)
    usual = defaults(state.problem).learning_rate
    low, high = (BELOW * marked.limit, ABOVE * marked.limit) if marked else (usual / SPAN, usual * SPAN)
    name, note = FASTEST if marked is None or marked.momentum is None else BEST_GUARANTEED
    return {
        "value": given.learning_rate,
        "least": MIN_RATE,
        "most": MAX_RATE,
        "low": max(low, MIN_RATE),
        "high": max(min(high, MAX_RATE), 10 * MIN_RATE),
        "limit": marked.limit if marked else None,
        "limitText": marked.limit_shown if marked else "",
        "fastest": marked.fastest if marked else None,
        "fastestText": marked.fastest_shown if marked else "",
        "fastestName": name,
        "fastestNote": note,
        "momentum": marked.momentum if marked else None,
        "note": marked.sentence if marked else why_no_rates(analysis),
        "disabled": "Exact line search finds its own rate in every epoch." if given.optimizer.finds_own_rate else "",
    }


def _of_cost(experiment: Experiment, axes: str) -> dict[str, Any]:
    """What the browser has to know of the cost curve besides the closed form."""
    problem, exact = experiment.problem, experiment.exact
    return {
        "scale": problem.mse_per_cost if isinstance(problem, LeastSquares) else 1.0,
        "optimum": None if exact is None else experiment.measure(exact),
        "distance": data.distance_from(experiment, logarithmic=axes != LINEAR) is not None,
        "linear": axes == LINEAR,
        "first": 1 if axes == LOG_LOG else 0,
        "steps": STEPS,
        "margin": MARGIN,
        "highest": HIGHEST,
    }


def _of_landscape(experiment: Experiment, view: View | None, drawn: Spec) -> dict[str, Any]:
    """What the browser has to know of the landscape: its axes in weight space, and its window."""
    start = experiment.start
    if view is None:
        axes, equal, within = np.ones((1, 1)), False, corners(drawn["datasets"]["curve"])
        window, point = within, np.append(start, experiment.problem.cost(start))
    else:
        axes, equal, window, within = view.plane.axes, view.equal, view.window, view.covered
        point = view.plane.project(start)
    return {
        "graph": view is None,
        "names": experiment.problem.names,
        "start": start.tolist(),
        "point": point.tolist(),
        "axes": axes.tolist(),
        "equal": equal,
        "window": [side.tolist() for side in window],
        "covered": [side.tolist() for side in within],
        "tooLong": TOO_LONG,
    }


def catch_up() -> None:
    """Take what was let go if the callback was cut short by the next change: it is not called again for the same."""
    if "taken" in state and "instrument" in state and _number(state.instrument.chosen) not in (None, state.taken):
        _take_choice()


def _number(chosen: object) -> int | None:
    """Which one it is of the choices that were let go."""
    match chosen:
        case {"number": int() as number}:
            return number
    return None


def _take_choice() -> None:
    """Set the rate, and the momentum with it, and the start that were let go.

    Anyone can send a message, not only the instrument: what isn't numbers is passed over.
    """
    chosen = state.instrument.chosen
    match chosen:
        case {"rate": float() | int() as rate, "momentum": float() | int() as momentum}:
            set_rate(rate, momentum)
        case {"rate": float() | int() as rate}:
            set_rate(rate)
    match chosen:
        case {"start": [*weights]} if all(isinstance(w, float | int) and abs(w) <= LARGEST for w in weights):
            set_start(weights)
    if (number := _number(chosen)) is not None:
        state.taken = number  # now that all of it is done
