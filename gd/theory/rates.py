"""The learning rates that theory marks for a run: the fastest one, and the one at the edge of stability."""

import math
from dataclasses import dataclass

from gd.text import number
from gd.theory.analysis import Course
from gd.theory.forecast import forecast
from gd.theory.heavy_ball import fastest


@dataclass(frozen=True)
class Marks:
    """Two rates of an optimizer, by which to set its own."""

    fastest: float
    """The rate with which the slowest direction is as fast as can be."""
    stable: float
    """The largest stable rate, with the momentum as it is."""
    momentum: float | None = None
    """The momentum that belongs to the fastest rate; None for plain descent, which has none."""
    present: float | None = None
    """The momentum as it is, to which the stable rate belongs."""
    where: str = ""
    """Where J isn't quadratic, the place that they hold at."""

    @property
    def sentence(self) -> str:
        """Both, for people."""
        fastest, stable = f"Fastest {number(self.fastest)}", f"stable below {number(self.stable)}"
        if self.momentum is not None and self.present is not None:
            return f"{fastest} with β = {number(self.momentum)}; with β = {number(self.present)} {stable}."
        return f"{fastest}, {stable}{self.where}."


def marks(course: Course) -> Marks | None:
    """The marks of plain descent, or on a quadratic of the heavy ball; None where theory has none.

    Where J isn't quadratic they are those of the start or of the optimum, whichever allows less.
    """
    if expected := course.expected:
        found = Marks(expected.fastest_rate, expected.largest_stable_rate, where=" at the start" * expected.local)
        exact = course.experiment.exact
        if expected.local and exact is not None and course.edge < found.stable:
            there = forecast(expected.problem, exact, expected.learning_rate, course.experiment.settings.goal)
            found = Marks(there.fastest_rate, there.largest_stable_rate, where=" near the optimum")
        return found if math.isfinite(found.stable) else None
    if (rolling := course.rolling) and (best := fastest(rolling.eigenvalues)):
        return Marks(best.learning_rate, rolling.largest_stable_rate, best.momentum, rolling.momentum)
    return None
