"""Where descent leads in the long run, and the factor that decides it."""

from dataclasses import replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array
from gd.experiments.experiment import Experiment
from gd.explain.directions import along_those
from gd.text import number
from gd.theory.analysis import Course
from gd.theory.forecast import Forecast, forecast
from gd.theory.outcome import Outcome, outcome
from gd.theory.regime import Regime

LOOK = 1000
"""So many epochs are run and looked at where J isn't quadratic."""
CLOSE = 1e-9
"""A distance so small, beside the largest, counts as none."""
STEADY = 0.999
"""Jumps that keep so much of their size over a quarter of the epochs go on for ever."""
TINY = 1e-4
"""An ηλ below it is shown by itself: four digits of 1 − ηλ would hide it."""
REST = "The slope is 0 at the start, so no step goes anywhere."


class Fate(Enum):
    """What happens in the long run, as a phrase for people."""

    SHRINKS = "shrinks steadily"
    OVERSHOOTS = "overshoots but closes in"
    CYCLES = "jumps for ever"
    LEAVES = "leaves"
    STAYS = "does not move"


FATE_OF = {
    Regime.GROWING: Fate.LEAVES,
    Regime.CYCLING: Fate.CYCLES,
    Regime.OVERSHOOTING: Fate.OVERSHOOTS,
    Regime.SHRINKING: Fate.SHRINKS,
}
"""The first of these that a direction with a part in the start has decides."""


def fate(experiment: Experiment) -> tuple[Fate, str]:
    """What happens in the long run, and one sentence why: by the factors where J is quadratic, else by running."""
    s, problem = experiment.settings, experiment.problem
    if problem.spectrum is None:
        long = replace(experiment, settings=replace(s, epochs=LOOK, tolerance=0.0))
        return _seen(Course(long, long.run()))
    expected = forecast(problem, experiment.start, s.learning_rate, s.goal)
    found = next((r for r in FATE_OF if expected.along(r)), None)
    return (FATE_OF[found], _why(expected, found)) if found else (Fate.STAYS, REST)


def factor_text(expected: Forecast, i: int) -> str:
    """“along w₁ − w₂, 1 − ηλ = 0.9”: a direction's factor; of a single weight without the direction."""
    where, step = along_those(expected, [i]).strip(), expected.learning_rate * float(expected.eigenvalues[i])
    shown = f"1 − {number(step)}" if 0 < step < TINY else number(expected.factors[i])
    return f"{where}{', ' if where else ''}1 − ηλ = {shown}"


def capitalised(sentence: str) -> str:
    """With a capital first letter, the rest as it is."""
    return sentence[0].upper() + sentence[1:]


def _why(expected: Forecast, found: Regime) -> str:
    """Why a quadratic goes as its slowest or worst direction with this regime goes."""
    i = max(expected.along(found), key=lambda i: float(expected.logs[i]))
    factor, size = capitalised(factor_text(expected, i)), number(abs(expected.factors[i]))
    match found:
        case Regime.SHRINKING:
            return f"{factor}: each step leaves so much of the distance, on the same side."
        case Regime.OVERSHOOTING:
            return f"{factor}: each step lands on the other side, at {size} of the distance."
        case Regime.CYCLING:
            return f"{factor}: each step lands as far on the other side."
    if expected.eigenvalues[i] > 0:
        return f"{factor}: each step lands on the other side, {size} times as far."
    return f"{factor}: J doesn't curve towards an optimum there, so it goes on for ever."


def _seen(course: Course) -> tuple[Fate, str]:
    """The same by looking at the weights of a run, of which every epoch is recorded."""
    exact, weights = course.experiment.exact, course.run.weights
    if exact is None:
        return Fate.LEAVES, f"J has no {course.optimum} to arrive at, so it goes on for ever."
    if not np.ptp(weights, axis=0).any():
        return Fate.STAYS, REST
    away = weights - exact
    away = np.where(np.abs(away) <= CLOSE * np.abs(away[0]).max(), 0.0, away)
    furthest = int(np.abs(away[-1]).argmax())
    if outcome(course) in (Outcome.DIVERGED, Outcome.GROWING):
        growing = np.abs(away[1:, furthest]) > np.abs(away[:-1, furthest])
        return Fate.LEAVES, f"{_step(course, away, furthest, growing)}: further away with every such step."
    if _steady(away):
        return Fate.CYCLES, _unsettled(course, exact)
    turned = away[1:] * away[:-1] < 0
    if turned.any():
        d = int(np.flatnonzero(turned.any(axis=0))[-1])
        return Fate.OVERSHOOTS, f"{_step(course, away, d, turned[:, d])}: over to the other side, and closer later."
    closer = np.abs(away[1:, furthest]) < np.abs(away[:-1, furthest])
    return Fate.SHRINKS, f"{_step(course, away, furthest, closer)}: closer, on the same side."


def _steady(away: Array) -> bool:
    """Whether a weight goes on changing sides, in jumps that don't get smaller: away [K, D]."""
    before, last = np.array_split(away, 4)[2:]
    turning = (last[1:] * last[:-1] < 0).any(axis=0)
    return bool((turning & (np.abs(last).max(axis=0) >= STEADY * np.abs(before).max(axis=0))).any())


def _step(course: Course, away: Array, d: int, telling: NDArray[np.bool_]) -> str:
    """By what the first of the telling epochs multiplies a weight's distance."""
    k = int(telling.argmax())
    name, ratio = course.experiment.problem.names[d], number(away[k + 1, d] / away[k, d])
    return f"Epoch {k + 1} multiplies the distance along {name} by {ratio}"


def _unsettled(course: Course, exact: Array) -> str:
    """Why a run can't settle at the optimum, and yet doesn't leave."""
    s, problem = course.experiment.settings, course.experiment.problem
    near = forecast(problem, exact, s.learning_rate, s.goal)
    worst = len(near.eigenvalues) - 1
    how = "further out, so it can't settle" if near.factors[worst] < -1 - CLOSE else "as far on the other side"
    return f"Near the {course.optimum}, {factor_text(near, worst)}: a step lands {how}."
