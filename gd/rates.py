"""The learning rates that theory marks for a run: the fastest one, and the one at the edge of stability."""

import math
from dataclasses import dataclass

from gd.chosen import rule_of
from gd.course import Course
from gd.formulas import number
from gd.momentum_forecast import fastest, momentum_forecast
from gd.rules import Momentum
from gd.schedules import CONSTANT


@dataclass(frozen=True)
class Marks:
    """Two rates of a rule, by which to set its own."""

    fastest: float
    """The rate with which the slowest direction is as fast as can be."""
    stable: float
    """The largest stable rate, with the momentum as it is."""
    momentum: float | None = None
    """The momentum that belongs to the fastest rate; None for plain descent, which has none."""
    at_the_start: bool = False
    """Whether they hold at the start only, where J isn't quadratic."""

    @property
    def sentence(self) -> str:
        """Both, for people."""
        beside = "" if self.momentum is None else f" with β = {number(self.momentum)}"
        where = " at the start" if self.at_the_start else ""
        return f"Fastest {number(self.fastest)}{beside}, stable below {number(self.stable)}{where}."


def marks(course: Course) -> Marks | None:
    """The marks of plain descent, or on a quadratic of the heavy ball; None where theory has none."""
    if expected := course.expected:
        stable = expected.largest_stable_rate
        return Marks(expected.fastest_rate, stable, None, expected.local) if math.isfinite(stable) else None
    s = course.experiment.settings
    rule, spectrum = rule_of(s), course.experiment.problem.spectrum
    if spectrum is None or s.batch or s.schedule != CONSTANT.name or not isinstance(rule, Momentum):
        return None
    rolling = momentum_forecast(spectrum, s.learning_rate, rule.momentum, s.goal)
    best = fastest(rolling.eigenvalues)
    return Marks(best.learning_rate, rolling.largest_stable_rate, best.momentum) if best else None
