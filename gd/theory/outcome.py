"""What became of a run, in a word: from the factors 1 − ηλ and the weights; from the cost only if J isn't quadratic."""

from enum import Enum

import numpy as np

from gd.problem import MAXIMISE
from gd.run import Stop
from gd.theory.analysis import Analysis
from gd.theory.forecast import Forecast
from gd.theory.predict import forecast
from gd.theory.regime import ROUNDING, Regime

LONG = 1000
"""A run crawls if it needs more epochs than this to arrive, and more than FAR_OFF times those it has run."""
FAR_OFF = 10


class Outcome(Enum):
    """What became of a run, in a word or two."""

    CONVERGED = "Converged"
    """Its tolerance ended it, and J has all but reached its best."""
    AT_REST = "At rest"
    """The weights change no more and J has all but reached its best, or the start was the optimum already."""
    ARRIVED = "Arrived"
    """J has all but reached its best; the weights still change."""
    MOVING = "Still moving"
    CRAWLING = "Crawling"
    CYCLING = "Endless cycle"
    GROWING = "Growing"
    DIVERGED = "Diverged"


def outcome(analysis: Analysis) -> Outcome:
    """What became of the run.

    Where J isn't quadratic, no factors hold all along the path: there, the run grows if its cost does.
    """
    if analysis.run.stop is Stop.DIVERGED:
        return Outcome.DIVERGED
    expected = analysis.expected
    if expected is None or expected.local:
        return Outcome.GROWING if _worsened(analysis) and not analysis.began_at_optimum else _arrival(analysis)
    if expected.along(Regime.DIVERGING) or _rounding_grows(analysis, expected):
        return Outcome.GROWING
    return Outcome.CYCLING if expected.along(Regime.OSCILLATING) else _arrival(analysis)


def _worsened(analysis: Analysis) -> bool:
    """Whether the cost went the wrong way, by more than its rounding."""
    costs = analysis.run.costs
    rise = float(costs[-1]) - float(costs[0])
    worse = -rise if analysis.arguments.goal == MAXIMISE else rise
    return worse > ROUNDING * float(np.abs(costs).max())


def _rounding_grows(analysis: Analysis, expected: Forecast) -> bool:
    """Whether rounding has pushed the run into a direction that grows, although the start has no component along it."""
    if Regime.DIVERGING not in expected.regimes:
        return False
    goal = analysis.arguments.goal
    end = forecast(expected.problem, analysis.run.final_weights, expected.learning_rate, goal)
    return bool(end.along(Regime.DIVERGING))


def _arrival(analysis: Analysis) -> Outcome:
    """How close a run that neither grows nor cycles has come to the optimum.

    It has converged or arrived only if little is left to gain, since a large tolerance can end a run far from the
    optimum. And where the rate is too large to settle at the optimum, to be close to it once is not to have arrived.
    """
    if analysis.began_at_optimum:
        return Outcome.MOVING if analysis.left else Outcome.AT_REST
    needed = analysis.epochs_needed
    if needed is not None and needed > max(LONG, FAR_OFF * analysis.last_epoch):
        return Outcome.CRAWLING
    there = analysis.arrived and not analysis.above_max_stable_rate
    if analysis.run.stop is Stop.TOLERANCE and there:
        return Outcome.CONVERGED
    if analysis.next_change:
        return Outcome.ARRIVED if there else Outcome.MOVING
    # The weights change no more. Far from the optimum that is because a step is smaller than their rounding.
    return Outcome.AT_REST if analysis.left is None or analysis.arrived else Outcome.CRAWLING
