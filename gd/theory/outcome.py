"""What became of a run, in a word: from the forecast's factors and the weights, never from the look of the curve."""

from enum import Enum

import numpy as np

from gd.descent import Stop
from gd.problems import MAXIMISE
from gd.theory.analysis import Course
from gd.theory.forecast import Forecast, forecast
from gd.theory.regime import ROUNDING, Regime

LONG = 1000
"""A run crawls that needs more epochs than this, and than ten times those it has run, to arrive."""


class Outcome(Enum):
    """What became of a run, in a word or two."""

    CONVERGED = "Converged"
    """Its tolerance ended it, and J has all but come to its best."""
    AT_REST = "At rest"
    """The weights change no more, or the start was the optimum already."""
    ARRIVED = "Arrived"
    """J has all but come to its best; the weights still change."""
    MOVING = "Still moving"
    CRAWLING = "Crawling"
    CYCLING = "Endless cycle"
    GROWING = "Growing"
    DIVERGED = "Diverged"


def outcome(course: Course) -> Outcome:
    """What became of the run.

    Where J isn't quadratic there are no factors that hold all the way: there, growth is that of the cost.
    """
    if course.run.stop is Stop.DIVERGED:
        return Outcome.DIVERGED
    expected = course.expected
    if expected is None or expected.local:
        return Outcome.GROWING if _worsened(course) and not course.began_there else _arrival(course)
    if expected.along(Regime.GROWING) or _seeded(course, expected):
        return Outcome.GROWING
    return Outcome.CYCLING if expected.along(Regime.CYCLING) else _arrival(course)


def _worsened(course: Course) -> bool:
    """Whether the cost went the wrong way, by more than its rounding."""
    costs = course.run.costs
    rise = float(costs[-1]) - float(costs[0])
    worse = -rise if course.experiment.settings.goal == MAXIMISE else rise
    return worse > ROUNDING * float(np.abs(costs).max())


def _seeded(course: Course, expected: Forecast) -> bool:
    """Whether rounding has set the run off in a direction that grows, in which the start had no part."""
    if Regime.GROWING not in expected.regimes:
        return False
    goal = course.experiment.settings.goal
    end = forecast(expected.problem, course.run.final_weights, expected.learning_rate, goal)
    return bool(end.along(Regime.GROWING))


def _arrival(course: Course) -> Outcome:
    """How near to the optimum a run has come that neither grows nor cycles.

    It has converged or arrived only where little of the way is left: a generous tolerance ends any run. And where
    the rate is too large to settle at the optimum, to be close to it once is not to have arrived.
    """
    if course.began_there:
        return Outcome.MOVING if course.left else Outcome.AT_REST
    if course.needed is not None and course.needed > max(LONG, 10 * course.last):
        return Outcome.CRAWLING
    there = course.arrived and not course.above_edge
    if course.run.stop is Stop.TOLERANCE and there:
        return Outcome.CONVERGED
    if course.next_change:
        return Outcome.ARRIVED if there else Outcome.MOVING
    return Outcome.AT_REST if course.left is None or course.arrived else Outcome.CRAWLING
